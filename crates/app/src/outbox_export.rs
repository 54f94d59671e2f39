//! The outbox is exported: every text that is ready is made from the facts of the moment, kept as it
//! leaves, and written to a folder for a person to send.
//!
//! What has been paid, promised or paused since it was decided does not leave. Files get their final
//! names only after the database has kept them, and an export that was cut short in between is
//! finished by the next one; so nothing is lost and nothing leaves twice.

use std::fs;
use std::io::Write as _;
use std::path::{Path, PathBuf};

use dunwell_channels::{Mailbox, Medium, Message, Templates, eml};
use dunwell_core::action::{ActionStatus, StepEnd};
use dunwell_core::id::ActionId;
use dunwell_core::policy::Policy;
use dunwell_store::actions::{self, Action, Filter};
use dunwell_store::contact_points::{Consent, ContactKind, ContactPoint};
use dunwell_store::{Db, contact_points, customers};
use serde::{Deserialize, Serialize};

use crate::book::Book;
use crate::charging::told::{Charges, still_meant};
use crate::error::{AppError, Result};
use crate::finish;
use crate::funnel::{self, Caller, Mode, Work, to_json};
use crate::texts::{self, Draft};
use crate::{policy, setting};

/// The sender of a book that has no address yet. Nobody can be reached under it, by its definition.
const NO_SENDER: &str = "no-address-yet@example.invalid";

/// The end of a file's name until the database has kept that it left.
const UNFINISHED: &str = "part";

/// What an export did.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Report {
    /// The files that were written.
    pub exported: Vec<Exported>,
    /// Actions that did not leave because their cause fell away.
    pub withdrawn: Vec<NotSent>,
    /// Actions that could not leave and stay ready.
    pub kept_back: Vec<NotSent>,
    /// Things that a person should know.
    pub notes: Vec<String>,
}

/// A text that left.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Exported {
    /// The action.
    pub action: ActionId,
    /// The customer's number.
    pub customer: String,
    /// The step's name.
    pub step: String,
    /// The name of the file in the folder.
    pub file: String,
}

/// A text that did not leave.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct NotSent {
    /// The action.
    pub action: ActionId,
    /// The customer's number.
    pub customer: String,
    /// The step's name.
    pub step: String,
    /// Why not, and what to do.
    pub reason: String,
}

/// A message as it is kept with its action.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Kept {
    /// Where it goes: an address, a number, or the postal address.
    pub to: String,
    /// The text.
    pub message: Message,
}

/// Writes every text that is ready into `folder`.
///
/// # Errors
/// When the folder cannot be written, or the database fails. Nothing is marked as exported then.
pub async fn export(
    db: &Db,
    book: &Book,
    caller: Caller<'_>,
    mode: Mode<'_>,
    templates: &Templates,
    folder: &Path,
) -> Result<Report> {
    if !mode.dry_run {
        fs::create_dir_all(folder).map_err(|source| at(folder, source))?;
        finish_the_last(db, book, folder).await?;
    }
    let input = folder.display().to_string();
    let report = funnel::change(
        db,
        book.id,
        caller,
        mode,
        &input,
        async |work: &mut Work| {
            let mut report = Report::default();
            report.notes.extend(what_is_missing(book));
            let active = policy::active(&mut work.uow, book).await?;
            let reply_days = active.as_ref().map_or(texts::REPLY_DAYS, |active| {
                active.policy.contact.min_gap_days
            });
            let export = Export {
                book,
                templates,
                folder: (!mode.dry_run).then_some(folder),
                reply_days,
                policy: active.map(|active| active.policy),
            };
            let ready = actions::list(&mut work.uow, work.book, Filter::Open).await?;
            let to_leave =
                |action: &&Action| action.status == ActionStatus::Ready && action.kind.is_message();
            for action in ready.iter().filter(to_leave) {
                one(work, &export, action, &mut report).await?;
            }
            Ok(report)
        },
    )
    .await?;
    if !mode.dry_run {
        for exported in &report.exported {
            put_in_place(&folder.join(&exported.file))?;
        }
    }
    Ok(report)
}

/// What the texts should say about the business and cannot.
fn what_is_missing(book: &Book) -> Option<String> {
    let settings = &book.settings;
    let missing: Vec<&str> = [
        ("contact_name", settings.contact_name.is_empty()),
        ("phone", settings.phone.is_empty()),
        ("email", settings.email.is_empty()),
        ("bank.iban", settings.bank.is_none()),
    ]
    .into_iter()
    .filter_map(|(key, is_missing)| is_missing.then_some(key))
    .collect();
    (!missing.is_empty()).then(|| {
        let sender = if settings.email.is_empty() {
            format!("; until then e-mails come from {NO_SENDER}")
        } else {
            String::new()
        };
        format!(
            "the texts cannot say everything about whom to call and how to pay, because the book has no {}; fill it in with: dunwell book set KEY=VALUE{sender}",
            missing.join(", ")
        )
    })
}

/// What is the same for all texts of an export.
struct Export<'a> {
    book: &'a Book,
    templates: &'a Templates,
    /// Where the files go; nowhere in a dry run.
    folder: Option<&'a Path>,
    /// How many days customers are given to answer.
    reply_days: i32,
    /// The policy in force.
    policy: Option<Policy>,
}

async fn one(
    work: &mut Work,
    export: &Export<'_>,
    action: &Action,
    report: &mut Report,
) -> Result<()> {
    let Export {
        book,
        templates,
        folder,
        reply_days,
        ref policy,
    } = *export;
    let customer = customers::by_id(&mut work.uow, work.book, action.customer)
        .await?
        .ok_or_else(|| AppError::Damaged {
            what: format!("the action {}", action.id),
            why: "its customer is missing".to_owned(),
        })?;
    let points = contact_points::of_customer(&mut work.uow, work.book, action.customer).await?;
    let not_sent = |reason: String| NotSent {
        action: action.id,
        customer: customer.number.clone(),
        step: action.step.clone(),
        reason,
    };
    let account = setting::account(&mut work.uow, book, action.customer, action.currency).await?;
    let message = match &account {
        Some(account) => {
            let named: Vec<(String, u16)> = action
                .items
                .iter()
                .filter(|item| still_meant(account, item))
                .map(|item| (item.number.to_string(), item.instalment))
                .collect();
            let today = work.today;
            let charges =
                Charges::load(&mut work.uow, book, account, policy.as_ref(), today).await?;
            let draft = Draft {
                book,
                customer: &customer,
                points: &points,
                account,
                step: &action.step,
                kind: action.kind,
                tone: action.tone.unwrap_or(dunwell_core::action::Tone::Friendly),
                template: action.template.as_deref().unwrap_or_default(),
                items: &named,
                reply_days,
                charges: &charges,
            };
            texts::render(templates, &draft, work.today)?
        }
        None => None,
    };
    let Some(message) = message else {
        let reason = "nothing may be asked for any more: it was paid, promised, disputed or paused since it was decided";
        finish::withdraw(work, action, reason).await?;
        report.withdrawn.push(not_sent(reason.to_owned()));
        return Ok(());
    };
    let Some(to) = address(message.medium, &points) else {
        report
            .kept_back
            .push(not_sent(no_address(message.medium).to_owned()));
        return Ok(());
    };
    let bytes = match content(book, &customer.name, &to, action, &message, work.at) {
        Ok(bytes) => bytes,
        // One customer's bad address keeps nobody else's text back.
        Err(error) => {
            report.kept_back.push(not_sent(error.to_string()));
            return Ok(());
        }
    };
    let file = file_name(&customer.number, action, message.medium);
    if let Some(folder) = folder {
        write_unfinished(&folder.join(&file), &bytes)?;
    }
    let kept = to_json(&Kept { to, message })?;
    actions::set_message(&mut work.uow, work.book, action.id, Some((&kept, work.at))).await?;
    finish::done(work, action, work.today, StepEnd::Taken).await?;
    report.exported.push(Exported {
        action: action.id,
        customer: customer.number.clone(),
        step: action.step.clone(),
        file,
    });
    Ok(())
}

/// Where a message goes: the preferred address of its kind, or else the first, but never one whose
/// owner said no. Letters may go without one: the text says to whom.
fn address(medium: Medium, points: &[ContactPoint]) -> Option<String> {
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

fn no_address(medium: Medium) -> &'static str {
    match medium {
        Medium::Email => {
            "no e-mail address is known for the customer; import one with --as customers"
        }
        Medium::Sms | Medium::Call => {
            "no telephone number is known for the customer; import one with --as customers"
        }
        Medium::Letter => {
            "no postal address is known for the customer; import one with --as customers"
        }
    }
}

/// The bytes of the file: an e-mail as a mail server takes it, anything else as plain text that
/// begins with where it goes.
fn content(
    book: &Book,
    name: &str,
    to: &str,
    action: &Action,
    message: &Message,
    at: jiff::Timestamp,
) -> Result<Vec<u8>> {
    if message.medium != Medium::Email {
        let head = match message.medium {
            Medium::Sms => format!("To: {to}\n\n"),
            _ => String::new(),
        };
        return Ok(format!("{head}{}", message.text).into_bytes());
    }
    let sender = if book.settings.email.is_empty() {
        NO_SENDER
    } else {
        &book.settings.email
    };
    let domain = sender.rsplit('@').next().unwrap_or("example.invalid");
    let from = Mailbox {
        name: Some(book.context().name),
        email: sender.to_owned(),
    };
    let to = Mailbox {
        name: Some(name.to_owned()),
        email: to.to_owned(),
    };
    eml(
        message,
        &from,
        &to,
        at,
        &format!("<{}@{domain}>", action.id),
    )
    .map_err(|error| AppError::Text(error.to_string()))
}

/// A name that says what the file is and belongs to one action only.
fn file_name(customer: &str, action: &Action, medium: Medium) -> String {
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

fn write_unfinished(path: &Path, bytes: &[u8]) -> Result<()> {
    let unfinished = with_ending(path);
    let mut file = fs::File::create(&unfinished).map_err(|source| at(&unfinished, source))?;
    file.write_all(bytes)
        .and_then(|()| file.sync_all())
        .map_err(|source| at(&unfinished, source))
}

fn put_in_place(path: &Path) -> Result<()> {
    let unfinished = with_ending(path);
    fs::rename(&unfinished, path).map_err(|source| at(&unfinished, source))
}

fn with_ending(path: &Path) -> PathBuf {
    let mut name = path.as_os_str().to_owned();
    name.push(".");
    name.push(UNFINISHED);
    PathBuf::from(name)
}

/// Finishes an export that was cut short: a file whose action is done gets its name, any other is
/// taken away, because its action is still ready and will be written again.
async fn finish_the_last(db: &Db, book: &Book, folder: &Path) -> Result<()> {
    let mut left = Vec::new();
    for entry in fs::read_dir(folder).map_err(|source| at(folder, source))? {
        let path = entry.map_err(|source| at(folder, source))?.path();
        if path.extension().is_some_and(|ending| ending == UNFINISHED) {
            left.push(path);
        }
    }
    if left.is_empty() {
        return Ok(());
    }
    let mut uow = db.read().await?;
    for unfinished in left {
        let path = unfinished.with_extension("");
        let action = match action_of(&path) {
            Some(id) => actions::by_id(&mut uow, book.id, id).await?,
            None => None,
        };
        match action.map(|action| action.status) {
            Some(ActionStatus::Done) => put_in_place(&path)?,
            Some(_) => fs::remove_file(&unfinished).map_err(|source| at(&unfinished, source))?,
            // Somebody else's file, or another book's.
            None => {}
        }
    }
    Ok(uow.rollback().await?)
}

/// The action that a file belongs to, from its name.
fn action_of(path: &Path) -> Option<ActionId> {
    let name = path.file_name()?.to_str()?;
    let at = name.find(ActionId::PREFIX)?;
    name[at..].split('.').next()?.parse().ok()
}

fn at(path: &Path, source: std::io::Error) -> AppError {
    AppError::File {
        path: path.display().to_string(),
        source,
    }
}
