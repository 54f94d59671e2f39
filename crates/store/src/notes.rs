//! Notes about customers and calls with them.

use dunwell_core::id::{ActionId, BookId, CustomerId};
use jiff::civil::Date;
use uuid::Uuid;

use crate::cell::{Cell, Cells, Read, record};
use crate::contact_points::words;
use crate::sql::Sql;
use crate::{Result, Uow};

words! {
    /// What a note is about.
    pub enum NoteKind {
        /// Something worth keeping.
        Note = "note",
        /// A call, with its outcome.
        Call = "call",
    }
}

record! {
    /// A note about a customer, or a call.
    pub struct Note in "note" {
        /// The customer.
        pub customer: CustomerId,
        /// Its id, made by the caller.
        pub id: Uuid,
        /// The day it is about.
        pub on: Date,
        /// What it is about.
        pub kind: NoteKind,
        /// The action that the call carried out.
        pub action: Option<ActionId>,
        /// The outcome of a call, as a word.
        pub outcome: Option<String>,
        /// The reason for not paying that was given, as a word.
        pub reason: Option<String>,
        /// What was said or noted.
        pub text: String,
    }
}

const OF_CUSTOMER: Sql = Sql::Both(
    "SELECT customer_id, id, on_date, kind, action_id, outcome, reason, text FROM note \
     WHERE book_id = $1 AND customer_id = $2 ORDER BY on_date, id",
);
const INSERT: Sql = Sql::Both(
    "INSERT INTO note (book_id, customer_id, id, on_date, kind, action_id, outcome, reason, text) \
     VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9)",
);

pub(crate) const SQL: &[Sql] = &[OF_CUSTOMER, INSERT];

/// A customer's notes and calls, oldest first.
///
/// # Errors
/// When the database fails.
pub async fn of_customer(uow: &mut Uow, book: BookId, customer: CustomerId) -> Result<Vec<Note>> {
    uow.all(OF_CUSTOMER, &[book.into(), customer.into()]).await
}

/// Adds a note or a call.
///
/// # Errors
/// When the customer is unknown, or the database fails.
pub async fn insert(uow: &mut Uow, book: BookId, note: &Note) -> Result<()> {
    uow.execute(
        INSERT,
        &[
            book.into(),
            note.customer.into(),
            note.id.into(),
            note.on.into(),
            note.kind.code().into(),
            note.action.into(),
            (&note.outcome).into(),
            (&note.reason).into(),
            (&note.text).into(),
        ],
    )
    .await
    .map(drop)
}
