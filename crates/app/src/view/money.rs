//! Money that came in, the newest first: payments and credit notes, with what became of each.

use dunwell_core::id::EntryId;
use dunwell_core::ledger::EntryKind;
use dunwell_core::money::Money;
use dunwell_core::sentence::Sentence;
use dunwell_store::Db;
use dunwell_store::lists::Place;
use dunwell_store::lists::money::{self, Received};
use jiff::civil::Date;
use serde::Serialize;

use super::page::{Page, Paged};
use super::{CustomerName, names, narrowed_to, read};
use crate::book::Book;
use crate::error::{AppError, Result};
use crate::import::payments::known_to_people;

/// Which of the money is wanted.
#[derive(Debug, Clone, Copy, Default)]
pub struct Request<'a> {
    /// Only payments, or only credit notes.
    pub kind: Option<EntryKind>,
    /// Only what is not, or not all, set against invoices.
    pub unapplied: bool,
    /// Only what was undone.
    pub undone: bool,
    /// Only of this customer: the number, or the beginning of a number or of a name.
    pub customer: Option<&'a str>,
    /// Only what counts from this day or later.
    pub from: Option<Date>,
    /// Only what counts from this day or earlier.
    pub until: Option<Date>,
    /// Which page.
    pub page: Page<'a>,
}

/// A payment or a credit note.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, utoipa::ToSchema)]
pub struct ReceivedLine {
    /// Its id: what a reversal or an allocation names.
    pub entry: EntryId,
    /// The customer.
    pub customer: CustomerName,
    /// What it is: `payment` or `credit-note`.
    pub kind: EntryKind,
    /// The day on which it counts.
    pub date: Date,
    /// What came in.
    pub amount: Money,
    /// What of it is set against invoices.
    pub applied: Money,
    /// What of it was undone.
    pub undone: Money,
    /// What is left of it.
    pub unapplied: Money,
    /// Its number in the system it came from.
    pub document: Option<String>,
    /// The payer's reference.
    pub reference: Option<String>,
    /// Who recorded it.
    pub actor: String,
}

/// How often another part of the list is read to fill a page of what is rare.
const PARTS: usize = 40;

/// Lists money that came in.
///
/// # Errors
/// When there is no such place to go on from, nobody or more than one customer may be meant, or the
/// database fails.
pub async fn money(db: &Db, book: &Book, request: &Request<'_>) -> Result<Paged<ReceivedLine>> {
    if !matches!(
        request.kind,
        None | Some(EntryKind::Payment | EntryKind::CreditNote)
    ) {
        return Err(AppError::refused(Sentence::new(
            "refusal.view.not-money",
            "only payments and credit notes are money that came in",
        )));
    }
    read(db, async |uow| {
        let page = &request.page;
        let customer = match request.customer {
            Some(text) => Some(narrowed_to(uow, book, text).await?),
            None => None,
        };
        let which = Received {
            kind: request.kind,
            customer,
            from: request.from,
        };
        let wanted = |row: &money::ReceivedLine| {
            let is_undone = row.undone != 0;
            let left = row.amount - row.undone - row.applied;
            (!request.undone || is_undone) && (!request.unapplied || left != 0)
        };
        let mut after = page.place()?.or(request.until.map(end_of));
        let mut rows = Vec::new();
        let count = page.lines_and_one();
        let mut unfinished = None;
        for part in 0..PARTS {
            let read = money::received(uow, book.id, &which, after, count).await?;
            let is_last = read.len() < page.lines() + 1;
            after = read.last().map(|row| Place {
                on: row.date,
                id: row.id.uuid(),
            });
            rows.extend(read.into_iter().filter(&wanted));
            if is_last || rows.len() > page.lines() {
                break;
            }
            if part + 1 == PARTS {
                unfinished = after;
            }
        }
        let names = names(uow, book, rows.iter().map(|row| row.customer)).await?;
        let mut paged = Paged::of(
            page,
            rows,
            |row| (row.date, row.id.uuid()),
            |row| {
                let money = |minor| Money::new(minor, row.currency);
                Some(ReceivedLine {
                    entry: row.id,
                    customer: names.get(&row.customer)?.clone(),
                    kind: row.kind,
                    date: row.date,
                    amount: money(row.amount),
                    applied: money(row.applied),
                    undone: money(row.undone),
                    unapplied: money(row.amount - row.undone - row.applied),
                    document: known_to_people(row.document),
                    reference: row.reference,
                    actor: row.actor,
                })
            },
        );
        // The list goes on behind what was looked at for this page.
        if let (None, Some(place)) = (&paged.next, unfinished) {
            paged.next = Some(format!("{}.{}", place.on, place.id.simple()));
        }
        Ok(paged)
    })
    .await
}

/// The place behind everything of a day, in a list with the newest first.
fn end_of(day: Date) -> Place {
    Place {
        on: day,
        id: uuid::Uuid::max(),
    }
}
