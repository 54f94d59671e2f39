//! A note about a customer is recorded.

use dunwell_core::sentence::Sentence;
use dunwell_store::Db;
use dunwell_store::notes::{self, NoteKind};
use jiff::civil::Date;
use serde::{Deserialize, Serialize};

use super::lookup::{self, not_empty, not_in_future};
use crate::book::Book;
use crate::error::Result;
use crate::funnel::{self, Caller, Mode, Work};

/// Something worth keeping about a customer.
#[derive(Debug, Clone, Default, Serialize)]
pub struct Request {
    /// The customer's number.
    pub customer: String,
    /// The day it is about; today when not given.
    pub date: Option<Date>,
    /// What there is to say.
    pub text: String,
}

/// A note that was kept.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, utoipa::ToSchema)]
pub struct Noted {
    /// The customer's number.
    pub customer: String,
    /// The customer's name.
    pub name: String,
    /// The day it is about.
    pub date: Date,
}

/// Records a note. A wrong one is put right by another.
///
/// # Errors
/// When the customer is not known, the text is empty, or the day has not come.
pub async fn record(
    db: &Db,
    book: &Book,
    caller: Caller<'_>,
    mode: Mode<'_>,
    request: &Request,
) -> Result<Noted> {
    let input = ("record-note", request);
    funnel::change(
        db,
        book.id,
        caller,
        mode,
        &input,
        async |work: &mut Work| {
            let text = not_empty(
                &request.text,
                Sentence::new("refusal.record.note", "the note"),
            )?;
            let date = not_in_future(work, request.date)?;
            let customer = lookup::customer(work, &request.customer).await?;
            let note = notes::Note {
                customer: customer.id,
                id: work.ids.next(),
                on: date,
                kind: NoteKind::Note,
                action: None,
                outcome: None,
                reason: None,
                text: text.to_owned(),
            };
            notes::insert(&mut work.uow, work.book, &note).await?;
            let details = serde_json::json!({ "date": date, "text": text });
            work.journal(customer.id, "note-recorded", &details)?;
            Ok(Noted {
                customer: customer.number,
                name: customer.name,
                date,
            })
        },
    )
    .await
}
