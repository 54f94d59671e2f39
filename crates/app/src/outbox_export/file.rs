//! A text as a file: where it goes, its bytes, and its name; and texts that left, as files once more.

use dunwell_channels::{Mailbox, Medium, eml};
use dunwell_core::id::ActionId;
use dunwell_core::sentence::Sentence;
use dunwell_store::actions::{self, Action};
use dunwell_store::contact_points::{Consent, ContactKind, ContactPoint};
use dunwell_store::{Db, Uow, customers, lists};
use jiff::Timestamp;
use jiff::civil::Date;

use super::{Envelope, Kept};
use crate::book::Book;
use crate::error::{AppError, Result};
use crate::funnel::from_json;

/// The sender of a book that has no address yet. Nobody can be reached under it, by its definition.
pub(super) const NO_SENDER: &str = "no-address-yet@example.invalid";

/// The most texts that are given as files at once; they stand in memory together.
pub const MOST_FILES: usize = 1_000;

/// A text as a file.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct File {
    /// Its name: it says what the file is and belongs to one action only.
    pub name: String,
    /// What is in it.
    pub bytes: Vec<u8>,
}

/// Which texts are wanted as files.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Which {
    /// That of one action.
    Action(ActionId),
    /// Those that left together, on a day and at a moment.
    Together {
        /// The day.
        on: Date,
        /// The moment.
        at: Timestamp,
    },
}

/// Gives texts that left as files, as often as they are asked for and each time the same; what has not left
/// has none.
///
/// # Errors
/// When there are more than [`MOST_FILES`], or the database fails.
pub async fn files(db: &Db, book: &Book, which: Which) -> Result<Vec<File>> {
    crate::view::read(db, async |uow| {
        let ids = match which {
            Which::Action(id) => vec![id],
            Which::Together { on, at } => {
                let lines = lists::texts::left_at(uow, book.id, on, at).await?;
                lines.into_iter().map(|line| line.id).collect()
            }
        };
        if ids.len() > MOST_FILES {
            return Err(AppError::refused(
                Sentence::new(
                    "refusal.outbox.too-many-files",
                    "{count} texts left together, and at most {most} can be had at once; \
                 they are in the folder that they were exported to",
                )
                .with("count", ids.len())
                .with("most", MOST_FILES),
            ));
        }
        let mut files = Vec::with_capacity(ids.len());
        for action in actions::by_ids(uow, book.id, &ids).await? {
            files.extend(of_action(uow, book, &action).await?);
        }
        Ok(files)
    })
    .await
}

/// The text of an action as it left; none when it has not.
async fn of_action(uow: &mut Uow, book: &Book, action: &Action) -> Result<Option<File>> {
    let (Some(kept), Some(at)) = (&action.message, action.message_at) else {
        return Ok(None);
    };
    if !action.kind.is_message() || action.finished_on.is_none() {
        return Ok(None);
    }
    let customer = customers::by_id(uow, book.id, action.customer)
        .await?
        .ok_or_else(|| AppError::Damaged {
            what: format!("the action {}", action.id),
            why: "its customer is missing".to_owned(),
        })?;
    let kept: Kept = from_json(kept, "a kept message")?;
    Ok(Some(File {
        name: file_name(&customer.number, action, kept.message.medium),
        bytes: content(book, &customer.name, action, &kept, at)?,
    }))
}

/// From whom and to whom an e-mail goes.
pub(super) fn envelope(book: &Book, customer: &str) -> Envelope {
    let sender = &book.settings.email;
    Envelope {
        from_name: book.known_as().to_owned(),
        from: if sender.is_empty() { NO_SENDER } else { sender }.to_owned(),
        to_name: customer.to_owned(),
    }
}

/// Where a message goes: the preferred address of its kind, or else the first, but never one whose
/// owner said no. Letters may go without one: the text says to whom.
pub(crate) fn address(medium: Medium, points: &[ContactPoint]) -> Option<String> {
    let kinds: &[ContactKind] = match medium {
        Medium::Email => &[ContactKind::Email],
        Medium::Sms => &[ContactKind::Sms, ContactKind::Phone],
        // A call leaves no text behind, so it is never exported; a letter is put into an envelope.
        Medium::Call | Medium::Letter => &[ContactKind::Post],
    };
    let found = kinds.iter().find_map(|kind| {
        let usable = || {
            points
                .iter()
                .filter(|point| point.kind == *kind && point.consent != Consent::No)
        };
        // Of several preferred ones the newest counts: it corrected the others.
        usable()
            .filter(|point| point.preferred)
            .max_by_key(|point| point.id)
            .or_else(|| usable().next())
    });
    found
        .map(|point| point.value.clone())
        .or_else(|| (medium == Medium::Letter).then(String::new))
}

pub(super) fn no_address(medium: Medium) -> Sentence {
    match medium {
        Medium::Email => Sentence::new(
            "outbox-note.no-email",
            "no e-mail address is known for the customer; import one with --as customers",
        ),
        Medium::Sms | Medium::Call => Sentence::new(
            "outbox-note.no-number",
            "no telephone number is known for the customer; import one with --as customers",
        ),
        Medium::Letter => Sentence::new(
            "outbox-note.no-postal-address",
            "no postal address is known for the customer; import one with --as customers",
        ),
    }
}

/// The bytes of the file: an e-mail as a mail server takes it, anything else as plain text that
/// begins with where it goes.
pub(super) fn content(
    book: &Book,
    customer: &str,
    action: &Action,
    kept: &Kept,
    at: Timestamp,
) -> Result<Vec<u8>> {
    let Kept { to, message, .. } = kept;
    if message.medium != Medium::Email {
        let head = match message.medium {
            Medium::Sms => format!("To: {to}\n\n"),
            _ => String::new(),
        };
        return Ok(format!("{head}{}", message.text).into_bytes());
    }
    // What left before envelopes were kept has that of today.
    let envelope = kept
        .envelope
        .clone()
        .unwrap_or_else(|| envelope(book, customer));
    let domain = envelope.from.rsplit('@').next().unwrap_or_default();
    let id = format!("<{}@{domain}>", action.id);
    let from = Mailbox {
        name: Some(envelope.from_name.clone()),
        email: envelope.from.clone(),
    };
    let to = Mailbox {
        name: Some(envelope.to_name),
        email: to.to_owned(),
    };
    eml(message, &from, &to, at, &id).map_err(|error| AppError::Text(error.to_string()))
}

/// A name that says what the file is and belongs to one action only.
pub(super) fn file_name(customer: &str, action: &Action, medium: Medium) -> String {
    let plain = |text: &str| -> String {
        text.chars()
            .map(|c| if c.is_alphanumeric() { c } else { '-' })
            .take(40)
            .collect()
    };
    let ending = if medium == Medium::Email {
        "eml"
    } else {
        "txt"
    };
    format!(
        "{}-{}-{}.{}.{ending}",
        plain(customer),
        plain(&action.step),
        action.id,
        medium.name()
    )
}
