//! Some people, an address, and a clock.

use std::cell::Cell;

use dunwell_app::Db;
use dunwell_app::access::Role;
use dunwell_app::funnel::{Authority, Caller};
use dunwell_app::user::session::{self, Origin, Rules, Session};
use dunwell_app::user::sign_in::{self, Outcome, Request};
use dunwell_app::user::{Secret, link, manage};
use dunwell_core::lang::Lang;
use jiff::{SignedDuration, Timestamp};

pub const ANNA: &str = "anna@example.com";
pub const PASSWORD: &str = "copper kettle under rain";
pub const DESK: &str = "192.0.2.7";
pub const ELSEWHERE: &str = "198.51.100.1";

/// The world of a story: what time it is, and which secrets were spent.
pub struct World {
    pub db: Db,
    pub now: Timestamp,
    spent: u8,
    commands: Cell<u64>,
}

impl World {
    /// It is eight in the morning, and Anna, an admin everywhere, has a password.
    pub async fn with_anna(db: Db) -> World {
        let mut world = World {
            db,
            now: "2026-03-02T08:00:00Z".parse().unwrap(),
            spent: 0,
            commands: Cell::new(0),
        };
        world.joins(ANNA, "Anna", Role::Admin).await;
        world
    }

    /// Who gives the next command; no two are given in the same way.
    pub fn caller(&self) -> Caller<'static> {
        let today = self.now.to_zoned(jiff::tz::TimeZone::UTC).date();
        Caller {
            actor: "anna",
            authority: Authority::Operator,
            at: self.now,
            today,
            seed: self.commands.replace(self.commands.get() + 1),
        }
    }

    /// A secret that nobody else has.
    pub fn secret(&mut self) -> Secret {
        self.spent += 1;
        Secret::new([self.spent; 32])
    }

    pub fn passes(&mut self, duration: SignedDuration) {
        self.now = self.now.checked_add(duration).unwrap();
    }

    /// Somebody is added and accepts the invitation.
    pub async fn joins(&mut self, email: &str, name: &str, role: Role) {
        let (invitation, salt) = (self.secret(), self.secret());
        let request = manage::Request {
            email,
            name,
            lang: Lang::En,
            role,
            book: None,
        };
        manage::add(&self.db, self.caller(), &request, &invitation)
            .await
            .unwrap();
        link::set_password(&self.db, self.caller(), &invitation, PASSWORD, &salt)
            .await
            .unwrap();
    }

    pub async fn tries(&mut self, email: &str, password: &str, address: &str) -> (Outcome, Secret) {
        let secret = self.secret();
        let origin = Origin {
            address,
            agent: "a browser",
        };
        let request = Request { email, password };
        let outcome =
            sign_in::with_password(&self.db, self.caller(), origin, request, &secret).await;
        (outcome.unwrap(), secret)
    }

    /// Anna signs in at the desk; gives the token of the session.
    pub async fn anna_signs_in(&mut self) -> Secret {
        let (outcome, secret) = self.tries(ANNA, PASSWORD, DESK).await;
        assert!(matches!(outcome, Outcome::SignedIn { .. }), "{outcome:?}");
        secret
    }

    /// The session of a token, as a page finds it: its use is noted.
    pub async fn session(&self, token: &Secret) -> Option<Session> {
        let found = session::find(&self.db, token, Rules::default(), self.now)
            .await
            .unwrap();
        if let Some(session) = found.as_ref().filter(|session| session.is_to_be_noted) {
            session::note_use(&self.db, session, self.now)
                .await
                .unwrap();
        }
        found
    }
}

pub fn minutes(count: i64) -> SignedDuration {
    SignedDuration::from_mins(count)
}
