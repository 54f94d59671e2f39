//! Where the outside comes in: the clock, the environment, chance, and the database that is meant.

use anyhow::{Context as _, Result};
use dunwell_app::book::{self, Book};
use dunwell_app::funnel::Caller;
use dunwell_app::{DatabaseUrl, Db};
use jiff::Timestamp;
use jiff::civil::Date;

use crate::args::Global;

/// What every command works with.
#[derive(Debug)]
pub struct Context {
    /// The options for every command.
    pub global: Global,
    actor: String,
    at: Timestamp,
    today: Date,
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
            today: global.today.unwrap_or_else(|| now.date()),
            seed: fastrand::Rng::new().u64(..),
            global,
        }
    }

    /// Who gives the command, and when.
    pub fn caller(&self) -> Caller<'_> {
        Caller {
            actor: &self.actor,
            at: self.at,
            today: self.today,
            seed: self.seed,
        }
    }

    /// The day it is.
    pub fn today(&self) -> Date {
        self.today
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
        Ok((db, book))
    }
}
