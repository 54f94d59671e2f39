//! What every request works with.

use std::net::IpAddr;
use std::sync::Arc;

use dunwell_app::user::session::Rules;
use dunwell_app::user::{Entropy, Secret};
use dunwell_app::{Db, Templates};
use jiff::Timestamp;
use jiff::civil::Date;

use crate::PublicUrl;

/// Where the time comes from.
pub trait Clock: Send + Sync {
    /// The moment.
    fn now(&self) -> Timestamp;
    /// The day it is at the desk.
    fn today(&self) -> Date;
}

/// How the server is set up.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Settings {
    /// Where browsers find it.
    pub public_url: PublicUrl,
    /// How long sessions last.
    pub sessions: Rules,
    /// The proxies whose word on a client's address is taken.
    pub trusted_proxies: Vec<IpAddr>,
}

/// What every request works with: the database, the texts, the settings, the clock and chance. It holds
/// no state of its own, so any number of processes can serve the same database. Cheap to clone.
#[derive(Clone)]
pub struct Desk(Arc<Parts>);

struct Parts {
    db: Db,
    templates: Templates,
    settings: Settings,
    clock: Box<dyn Clock>,
    entropy: Box<dyn Entropy>,
}

impl Desk {
    /// Puts the parts together.
    #[must_use]
    pub fn new(
        db: Db,
        templates: Templates,
        settings: Settings,
        clock: Box<dyn Clock>,
        entropy: Box<dyn Entropy>,
    ) -> Desk {
        Desk(Arc::new(Parts {
            db,
            templates,
            settings,
            clock,
            entropy,
        }))
    }

    /// The database.
    #[must_use]
    pub fn db(&self) -> &Db {
        &self.0.db
    }

    /// The texts that leave the house.
    #[must_use]
    pub fn templates(&self) -> &Templates {
        &self.0.templates
    }

    /// How the server is set up.
    #[must_use]
    pub fn settings(&self) -> &Settings {
        &self.0.settings
    }

    /// The moment.
    #[must_use]
    pub fn now(&self) -> Timestamp {
        self.0.clock.now()
    }

    /// The day it is.
    #[must_use]
    pub fn today(&self) -> Date {
        self.0.clock.today()
    }

    /// 256 bits that nobody can guess.
    #[must_use]
    pub fn secret(&self) -> Secret {
        self.0.entropy.secret()
    }
}

impl std::fmt::Debug for Desk {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("Desk")
            .field("settings", &self.0.settings)
            .finish_non_exhaustive()
    }
}
