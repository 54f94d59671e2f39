//! Where the outside comes in: the clock, the environment, chance, and the database that is meant.

use std::borrow::Cow;
use std::path::Path;
use std::sync::OnceLock;

use anyhow::{Context as _, Result};
use dunwell_app::book::{self, Book};
use dunwell_app::funnel::{Authority, Caller};
use dunwell_app::user::{Entropy, Secret};
use dunwell_app::{AppError, DatabaseUrl, Db};
use dunwell_core::packs::{Packs, Problem};
use dunwell_web::Clock;
use jiff::Timestamp;
use jiff::civil::Date;
use jiff::tz::TimeZone;

use crate::args::Global;
use crate::text_file;

/// The clock of the machine.
#[derive(Debug, Clone, Copy)]
pub struct SystemClock {
    today: Option<Date>,
}

#[expect(
    clippy::disallowed_methods,
    reason = "this is where the clock comes in"
)]
impl Clock for SystemClock {
    fn now(&self) -> Timestamp {
        Timestamp::now()
    }

    fn today(&self, zone: Option<&TimeZone>) -> Date {
        let now = || match zone {
            Some(zone) => Timestamp::now().to_zoned(zone.clone()).date(),
            None => jiff::Zoned::now().date(),
        };
        self.today.unwrap_or_else(now)
    }
}

/// The random numbers of the operating system.
#[derive(Debug, Clone, Copy)]
struct SystemEntropy;

impl Entropy for SystemEntropy {
    #[expect(
        clippy::expect_used,
        reason = "a machine without random numbers can keep nothing safe, and none of those supported is one"
    )]
    fn secret(&self) -> Secret {
        let mut bits = [0; 32];
        getrandom::fill(&mut bits).expect("the operating system gives random numbers");
        Secret::new(bits)
    }
}

/// What every command works with.
#[derive(Debug)]
pub struct Context {
    /// The options for every command.
    pub global: Global,
    actor: String,
    at: Timestamp,
    /// The time zone of the machine, and that of the book once one was opened.
    here: TimeZone,
    of_book: OnceLock<TimeZone>,
    seed: u64,
}

impl Context {
    /// Reads the clock and the environment, once.
    #[expect(
        clippy::disallowed_methods,
        reason = "this is where the clock, the environment and chance come in"
    )]
    pub fn new(global: Global) -> Context {
        let now = jiff::Zoned::now();
        let user = || {
            std::env::var("USER")
                .or_else(|_| std::env::var("USERNAME"))
                .ok()
        };
        Context {
            actor: global
                .actor
                .clone()
                .or_else(user)
                .unwrap_or_else(|| "command line".to_owned()),
            at: now.timestamp(),
            here: now.time_zone().clone(),
            of_book: OnceLock::new(),
            seed: fastrand::Rng::new().u64(..),
            global,
        }
    }

    /// Who gives the command, and when.
    pub fn caller(&self) -> Caller<'_> {
        Caller {
            actor: &self.actor,
            authority: Authority::Operator,
            at: self.at,
            today: self.today(),
            seed: self.seed,
        }
    }

    /// The clock of a server, which goes on; a day that was given stays.
    pub fn clock(&self) -> SystemClock {
        SystemClock {
            today: self.global.today,
        }
    }

    /// Where secrets come from.
    pub fn entropy(&self) -> Box<dyn Entropy> {
        Box::new(SystemEntropy)
    }

    /// The day it is: the one that was given, or else that of the book's time zone once a book was
    /// opened, or else the machine's.
    pub fn today(&self) -> Date {
        let zone = self.of_book.get().unwrap_or(&self.here);
        let now = || self.at.to_zoned(zone.clone()).date();
        self.global.today.unwrap_or_else(now)
    }

    /// The day on which something happened in the book: that of its time zone, or of UTC where it has none.
    pub fn day_of(&self, at: Timestamp) -> Date {
        let zone = self.of_book.get().cloned().unwrap_or(TimeZone::UTC);
        at.to_zoned(zone).date()
    }

    /// The law: what is compiled in, with the files of `--jurisdictions` instead and besides.
    pub fn packs(&self) -> Result<Cow<'static, Packs>> {
        let in_words = |problems: &[Problem]| {
            let lines: Vec<String> = problems.iter().map(ToString::to_string).collect();
            AppError::CheckFailed(format!("the law cannot be read:\n{}", lines.join("\n")))
        };
        let Some(folder) = &self.global.jurisdictions else {
            return Ok(Cow::Borrowed(Packs::embedded().map_err(in_words)?));
        };
        let packs = Packs::with_files(&law_files(folder)?);
        Ok(Cow::Owned(packs.map_err(|problems| in_words(&problems))?))
    }

    /// The same for as long as the program runs.
    pub fn law(&self) -> Result<&'static Packs> {
        Ok(match self.packs()? {
            Cow::Borrowed(packs) => packs,
            Cow::Owned(packs) => Box::leak(Box::new(packs)),
        })
    }

    /// A book under the law of `--jurisdictions`.
    pub fn under_law(&self, book: Book) -> Result<Book> {
        Ok(book.under(self.law()?))
    }

    /// The database, ready to be used.
    pub async fn database(&self) -> Result<Db> {
        let url: DatabaseUrl = self.global.database.parse().context("--database")?;
        Ok(Db::connect(&url).await?)
    }

    /// The database and the book that is meant.
    pub async fn book(&self) -> Result<(Db, Book)> {
        let db = self.database().await?;
        let book = book::find(&db, self.global.book.as_deref()).await?;
        Ok((db, self.opened(book)?))
    }

    /// A book that the command works on: from now on the day is its own, and the law that of
    /// `--jurisdictions`.
    pub fn opened(&self, book: Book) -> Result<Book> {
        if let Some(zone) = book.time_zone() {
            // A command opens one book.
            let _ = self.of_book.set(zone);
        }
        self.under_law(book)
    }
}

/// The TOML files of a folder of law, and of its folders of rates and holidays, by their names inside it.
fn law_files(folder: &Path) -> Result<Vec<(String, String)>> {
    let at = |path: &Path| format!("--jurisdictions: {}", path.display());
    let mut files = Vec::new();
    for inside in ["", "rates/", "holidays/"] {
        let path = folder.join(inside);
        if !inside.is_empty() && !path.exists() {
            continue;
        }
        for entry in std::fs::read_dir(&path).with_context(|| at(&path))? {
            let path = entry.with_context(|| at(&path))?.path();
            let name = path.file_name().map(|name| name.to_string_lossy());
            if let Some(name) = name.filter(|name| name.ends_with(".toml")) {
                let text = text_file::read(&path)?;
                files.push((format!("{inside}{name}"), text));
            }
        }
    }
    Ok(files)
}
