//! The outbox: texts that wait for approval, that are ready to leave, and that left.

use std::collections::HashMap;

use dunwell_core::action::{ActionStatus, Do};
use dunwell_core::id::ActionId;
use dunwell_core::money::Money;
use dunwell_store::{Db, actions, lists};
use jiff::Timestamp;
use jiff::civil::Date;
use serde::Serialize;

use super::known::Known;
use super::page::{Page, Paged};
use super::worklist::asked_on;
use super::{CustomerName, names, read, short_id};
use crate::book::Book;
use crate::error::Result;

/// A part of the outbox.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub enum Part {
    /// Texts that wait for approval, the oldest first.
    Drafts,
    /// Texts that leave with the next export, the oldest first.
    #[default]
    Ready,
    /// Texts that left, the newest first.
    Exported,
}

impl Part {
    /// Its word.
    #[must_use]
    pub fn code(self) -> &'static str {
        let found = Part::ALL.iter().find(|(_, part)| *part == self);
        found.map_or("", |(word, _)| word)
    }

    /// Every part with its word.
    pub const ALL: [(&'static str, Part); 3] = [
        ("drafts", Part::Drafts),
        ("ready", Part::Ready),
        ("exported", Part::Exported),
    ];

    /// Reads its word.
    #[must_use]
    pub fn from_code(code: &str) -> Option<Part> {
        let found = Part::ALL.iter().find(|(word, _)| *word == code);
        found.map(|(_, part)| *part)
    }
}

/// A text.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, utoipa::ToSchema)]
pub struct TextLine {
    /// The action that it belongs to.
    pub action: ActionId,
    /// The beginning of its id, enough to name it by.
    pub short_id: String,
    /// The customer.
    pub customer: CustomerName,
    /// The step's name.
    pub step: String,
    /// How it leaves.
    pub kind: Do,
    /// What became of it.
    pub status: ActionStatus,
    /// The role that has to approve it.
    pub approve: Option<String>,
    /// What it asks for: now, as long as it waits, and then what it left with.
    pub amount: Money,
    /// The day it was decided.
    pub decided_on: Date,
    /// The day it left.
    pub left_on: Option<Date>,
    /// Who had it leave.
    pub by: Option<String>,
    /// The moment it left, which all texts have in common that left together.
    pub left_at: Option<Timestamp>,
}

/// How many texts wait.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Serialize)]
pub struct Waiting {
    /// Those that wait for approval.
    pub drafts: usize,
    /// Those that leave with the next export.
    pub ready: usize,
}

/// Counts the texts that wait.
///
/// # Errors
/// When the database fails.
pub async fn waiting(db: &Db, book: &Book) -> Result<Waiting> {
    waiting_with(db, book, &Known::default()).await
}

/// The same with what is known of the worklist, whose actions the texts belong to.
///
/// # Errors
/// As [`waiting`].
pub async fn waiting_with(db: &Db, book: &Book, known: &Known) -> Result<Waiting> {
    read(db, async |uow| {
        let mut waiting = Waiting::default();
        let open = known.now(uow, book).await?.tally(uow, book).await?;
        for row in open.iter().filter(|row| row.kind.is_message()) {
            let count = usize::try_from(row.count).unwrap_or_default();
            match row.status {
                ActionStatus::AwaitingApproval => waiting.drafts += count,
                _ => waiting.ready += count,
            }
        }
        Ok(waiting)
    })
    .await
}

/// Lists a part of the outbox.
///
/// # Errors
/// When there is no such place to go on from, or the database fails.
pub async fn outbox(
    db: &Db,
    book: &Book,
    part: Part,
    page: &Page<'_>,
    today: Date,
) -> Result<Paged<TextLine>> {
    read(db, async |uow| {
        let (after, count) = (page.place()?, page.lines_and_one());
        let waiting = match part {
            Part::Drafts => Some(ActionStatus::AwaitingApproval),
            Part::Ready => Some(ActionStatus::Ready),
            Part::Exported => None,
        };
        let rows = match waiting {
            Some(status) => lists::texts::waiting(uow, book.id, status, after, count).await?,
            None => lists::texts::left(uow, book.id, after, count).await?,
        };
        let asked = match waiting {
            Some(_) => {
                let ids: Vec<ActionId> = rows.iter().map(|row| row.id).collect();
                let waiting = actions::by_ids(uow, book.id, &ids).await?;
                asked_on(uow, book, &waiting, today).await?
            }
            None => HashMap::new(),
        };
        let names = names(uow, book, rows.iter().map(|row| row.customer)).await?;
        let place = |row: &lists::texts::TextLine| {
            (row.finished_on.unwrap_or(row.decided_on), row.id.uuid())
        };
        Ok(Paged::of(page, rows, place, |row| {
            Some(TextLine {
                action: row.id,
                short_id: short_id(row.id),
                customer: names.get(&row.customer)?.clone(),
                step: row.step,
                kind: row.kind,
                status: row.status,
                approve: row.approve_role,
                amount: Money::new(
                    asked.get(&row.id).copied().unwrap_or(row.amount),
                    row.currency,
                ),
                decided_on: row.decided_on,
                left_on: row.finished_on,
                by: row.finished_by,
                left_at: row.message_at.filter(|_| row.finished_on.is_some()),
            })
        }))
    })
    .await
}
