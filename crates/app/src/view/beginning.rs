//! What is done of setting a book up, and what comes next.

use dunwell_store::{Db, customers, policies, runs};
use jiff::civil::Date;
use serde::Serialize;

use crate::book::Book;
use crate::error::Result;

/// How far a book is set up.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Beginning {
    /// Whether its letters can say where they come from and whom to answer.
    pub has_letterhead: bool,
    /// The policy in force, by name.
    pub policy: Option<String>,
    /// How many customers it has.
    pub customers: i64,
    /// The latest day that was run.
    pub latest_run: Option<Date>,
}

/// A step of setting a book up, in their order.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
#[serde(rename_all = "kebab-case")]
pub enum Step {
    /// Address, and an e-mail address or telephone number, for letters.
    Letterhead,
    /// A policy is put into force.
    Policy,
    /// The first file is brought in.
    Import,
    /// The first day is run.
    Run,
}

impl Step {
    /// All steps, the first one first.
    pub const ALL: [Step; 4] = [Step::Letterhead, Step::Policy, Step::Import, Step::Run];
}

impl Beginning {
    /// Whether a step is done.
    #[must_use]
    pub fn has_done(&self, step: Step) -> bool {
        match step {
            Step::Letterhead => self.has_letterhead,
            Step::Policy => self.policy.is_some(),
            Step::Import => self.customers > 0,
            Step::Run => self.latest_run.is_some(),
        }
    }

    /// The first step that is not done; none when the book is set up.
    #[must_use]
    pub fn next(&self) -> Option<Step> {
        Step::ALL.into_iter().find(|step| !self.has_done(*step))
    }

    /// Whether work can come up: there are customers, and a day was run.
    #[must_use]
    pub fn is_at_work(&self) -> bool {
        self.has_done(Step::Import) && self.has_done(Step::Run)
    }
}

/// The latest day that was run, once there is anything to run: before that no work can come up.
///
/// # Errors
/// When the database fails.
pub async fn at_work(db: &Db, book: &Book) -> Result<Option<Date>> {
    let mut uow = db.read().await?;
    let latest = match book.is_empty(&mut uow).await? {
        true => None,
        false => runs::latest(&mut uow, book.id).await?,
    };
    uow.rollback().await?;
    Ok(latest.map(|run| run.date))
}

/// How far a book is set up.
///
/// # Errors
/// When the database fails.
pub async fn beginning(db: &Db, book: &Book) -> Result<Beginning> {
    let mut uow = db.read().await?;
    let policy = policies::active(&mut uow, book.id).await?;
    let customers = customers::count(&mut uow, book.id).await?;
    let latest = runs::latest(&mut uow, book.id).await?;
    uow.rollback().await?;
    let settings = &book.settings;
    let can_be_answered = !settings.email.is_empty() || !settings.phone.is_empty();
    Ok(Beginning {
        has_letterhead: can_be_answered && !settings.address.is_empty(),
        policy: policy.map(|policy| policy.name),
        customers,
        latest_run: latest.map(|run| run.date),
    })
}
