//! What every request works with.

use std::net::IpAddr;
use std::sync::Arc;

use dunwell_app::book::Book;
use dunwell_app::user::session::Rules;
use dunwell_app::user::{Entropy, SealingKey, Secret};
use dunwell_app::view::{customers, overview, worklist};
use dunwell_app::{Db, Templates};
use dunwell_core::packs::Packs;
use jiff::Timestamp;
use jiff::civil::Date;
use jiff::tz::TimeZone;

use crate::PublicUrl;
use crate::jobs::Jobs;
use crate::noting::Noting;
use crate::pace::Pace;

/// Where the time comes from.
pub trait Clock: Send + Sync {
    /// The moment.
    fn now(&self) -> Timestamp;
    /// The day it is in a time zone; in that of the machine when none is given.
    fn today(&self, zone: Option<&TimeZone>) -> Date;
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
    /// How large the files of one import may be together, in bytes.
    pub upload_bytes: usize,
}

impl Settings {
    /// How large the files of one import may be together when nobody says otherwise.
    pub const UPLOAD_BYTES: usize = 64 << 20;
}

/// What every request works with: the database, the texts, the settings, the clock and chance. It holds
/// no state that is not in the database, so any number of processes can serve the same one. Cheap to clone.
#[derive(Clone)]
pub struct Desk(Arc<Parts>, Noting, Arc<Kept>, Jobs, Pace);

/// What was worked out from the database and is as good as new until something happens there.
#[derive(Debug, Default)]
struct Kept {
    worklists: worklist::Known,
    overviews: overview::Kept,
    customers: customers::Known,
}

/// What a desk is put together from.
pub struct Parts {
    /// The database.
    pub db: Db,
    /// The texts that leave the house.
    pub templates: Templates,
    /// The law.
    pub packs: &'static Packs,
    /// How the server is set up.
    pub settings: Settings,
    /// Where the time comes from.
    pub clock: Box<dyn Clock>,
    /// Where chance comes from.
    pub entropy: Box<dyn Entropy>,
    /// What second factors are sealed with.
    pub sealing_key: SealingKey,
}

impl Desk {
    /// Puts the parts together.
    #[must_use]
    pub fn new(parts: Parts) -> Desk {
        Desk(
            Arc::new(parts),
            Noting::default(),
            Arc::default(),
            Jobs::default(),
            Pace::default(),
        )
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

    /// The law.
    #[must_use]
    pub fn packs(&self) -> &'static Packs {
        self.0.packs
    }

    /// How the server is set up.
    #[must_use]
    pub fn settings(&self) -> &Settings {
        &self.0.settings
    }

    pub(crate) fn noting(&self) -> &Noting {
        &self.1
    }

    pub(crate) fn jobs(&self) -> &Jobs {
        &self.3
    }

    pub(crate) fn pace(&self) -> &Pace {
        &self.4
    }

    /// What is known of the worklists.
    pub(crate) fn worklists(&self) -> &worklist::Known {
        &self.2.worklists
    }

    /// What is known of the lists of customers.
    pub(crate) fn customers(&self) -> &customers::Known {
        &self.2.customers
    }

    /// The overviews that were made. Each process makes its own.
    pub(crate) fn overviews(&self) -> &overview::Kept {
        &self.2.overviews
    }

    /// The moment.
    #[must_use]
    pub fn now(&self) -> Timestamp {
        self.0.clock.now()
    }

    /// The day it is for a book, or for the machine where no book is open.
    #[must_use]
    pub fn today(&self, book: Option<&Book>) -> Date {
        let zone = book.and_then(Book::time_zone);
        self.0.clock.today(zone.as_ref())
    }

    /// What second factors are sealed with.
    #[must_use]
    pub fn sealing_key(&self) -> &SealingKey {
        &self.0.sealing_key
    }

    /// 256 bits that nobody can guess.
    #[must_use]
    pub fn secret(&self) -> Secret {
        self.0.entropy.secret()
    }
}

impl std::fmt::Debug for Parts {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("Parts")
            .field("settings", &self.settings)
            .finish_non_exhaustive()
    }
}

impl std::fmt::Debug for Desk {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("Desk")
            .field("settings", &self.0.settings)
            .finish_non_exhaustive()
    }
}
