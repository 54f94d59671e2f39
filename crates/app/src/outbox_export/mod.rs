//! The outbox is exported: every text that is ready is made from the facts of the moment, kept as it
//! leaves, and given to a person to send, in a folder or as files to download.
//!
//! What has been paid, promised or paused since it was decided does not leave. What is kept can be had
//! as a file again at any time; so nothing is lost and nothing leaves twice.

mod file;
mod folder;

use std::fs;
use std::path::Path;
use std::sync::Arc;

use dunwell_channels::{Message, Templates};
use dunwell_core::action::{ActionStatus, StepEnd};
use dunwell_core::id::ActionId;
use dunwell_core::policy::Policy;
use dunwell_core::reason::{MORE_THAN_APPROVED, NOTHING_TO_ASK_FOR};
use dunwell_core::sentence::Sentence;
use dunwell_store::actions::{self, Action, Filter};
use dunwell_store::{Db, contact_points, customers, lists};
use jiff::Timestamp;
use jiff::civil::Date;
use serde::{Deserialize, Serialize};

use self::file::{NO_SENDER, content, envelope, file_name, no_address};
use self::folder::{at, finish_the_last, put_in_place, write_unfinished};

use crate::asked;
use crate::book::Book;
use crate::charging::told::Charges;
use crate::error::{AppError, Result};
use crate::finish;
use crate::funnel::{self, Caller, Mode, Work, to_json};
use crate::texts::{self, Draft};
use crate::{policy, reopen, setting};

pub(crate) use self::file::address;
pub use self::file::{File, MOST_FILES, Which, files};

/// What an export did.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize, utoipa::ToSchema)]
#[schema(as = ExportReport)]
pub struct Report {
    /// The files that were written.
    pub exported: Vec<Exported>,
    /// Actions that did not leave because their cause fell away.
    pub withdrawn: Vec<NotSent>,
    /// Actions that could not leave: they stay ready, or wait for approval again.
    pub kept_back: Vec<NotSent>,
    /// Things that a person should know.
    #[schema(value_type = Vec<String>)]
    pub notes: Vec<Sentence>,
}

/// A text that left.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, utoipa::ToSchema)]
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
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, utoipa::ToSchema)]
pub struct NotSent {
    /// The action.
    pub action: ActionId,
    /// The customer's number.
    pub customer: String,
    /// The step's name.
    pub step: String,
    /// Why not, and what to do.
    #[schema(value_type = String)]
    pub reason: Sentence,
}

/// A message as it is kept with its action.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Kept {
    /// Where it goes: an address, a number, or the postal address.
    pub to: String,
    /// The text.
    pub message: Message,
    /// From whom and to whom an e-mail went. What left before this was kept has none.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub envelope: Option<Envelope>,
}

/// From whom and to whom an e-mail goes.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Envelope {
    /// The name of the sender.
    pub from_name: String,
    /// The address of the sender.
    pub from: String,
    /// The name of the customer.
    pub to_name: String,
}

/// Texts that left to be downloaded; [`files`] gives them.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, utoipa::ToSchema)]
pub struct Left {
    /// The day they left.
    pub on: Date,
    /// The moment they left.
    pub at: Timestamp,
    /// What left and what did not.
    #[serde(flatten)]
    pub report: Report,
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
            let ready = actions::list(&mut work.uow, work.book, Filter::Open).await?;
            let to_leave =
                |action: &Action| action.status == ActionStatus::Ready && action.kind.is_message();
            let ready: Vec<Action> = ready.into_iter().filter(to_leave).collect();
            let folder = (!mode.dry_run).then_some(folder);
            all(work, book, templates, folder, &ready).await
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

/// Lets the texts leave that have been ready for longest, at most [`MOST_FILES`] of them, to be downloaded.
///
/// # Errors
/// When the database fails. Nothing is marked as exported then.
pub async fn leave(
    db: &Db,
    book: &Book,
    caller: Caller<'_>,
    mode: Mode<'_>,
    templates: &Templates,
) -> Result<Left> {
    let input = "leave";
    funnel::change(db, book.id, caller, mode, &input, async |work| {
        let limit = i64::try_from(MOST_FILES).unwrap_or(i64::MAX);
        let status = ActionStatus::Ready;
        let lines = lists::texts::waiting(&mut work.uow, work.book, status, None, limit).await?;
        let ids: Vec<ActionId> = lines.iter().map(|line| line.id).collect();
        let ready = actions::by_ids(&mut work.uow, work.book, &ids).await?;
        let report = all(work, book, templates, None, &ready).await?;
        Ok(Left {
            on: work.today,
            at: work.at,
            report,
        })
    })
    .await
}

/// Lets these texts leave, as far as their cause still stands.
async fn all(
    work: &mut Work,
    book: &Book,
    templates: &Templates,
    folder: Option<&Path>,
    ready: &[Action],
) -> Result<Report> {
    let mut report = Report::default();
    report.notes.extend(what_is_missing(book));
    let active = policy::active(&mut work.uow, book).await?;
    let reply_days = active.as_ref().map_or(texts::REPLY_DAYS, |active| {
        active.policy.contact.min_gap_days
    });
    let export = Export {
        book,
        templates,
        folder,
        reply_days,
        policy: active.map(|active| active.policy),
    };
    for action in ready {
        one(work, &export, action, &mut report).await?;
    }
    Ok(report)
}

/// What the texts should say about the business and cannot.
fn what_is_missing(book: &Book) -> Option<Sentence> {
    let settings = &book.settings;
    let missing: Vec<&str> = [
        ("contact_name", settings.contact_name.is_empty()),
        ("phone", settings.phone.is_empty()),
        ("email", settings.email.is_empty()),
        ("bank.iban", settings.bank_for(book.currency).is_none()),
    ]
    .into_iter()
    .filter_map(|(key, is_missing)| is_missing.then_some(key))
    .collect();
    (!missing.is_empty()).then(|| {
        let missing = missing.join(", ");
        if settings.email.is_empty() {
            return Sentence::new(
                "outbox-note.missing-with-sender",
                "the texts cannot say everything about whom to call and how to pay, because the book has no {missing}; fill it in with: dunwell book set KEY=VALUE; until then e-mails come from {sender}",
            )
            .with("missing", missing)
            .with("sender", NO_SENDER);
        }
        Sentence::new(
            "outbox-note.missing",
            "the texts cannot say everything about whom to call and how to pay, because the book has no {missing}; fill it in with: dunwell book set KEY=VALUE",
        )
        .with("missing", missing)
    })
}

/// What is the same for all texts of an export.
struct Export<'a> {
    book: &'a Book,
    templates: &'a Templates,
    /// Where the files go; nowhere in a dry run, and when they are downloaded.
    folder: Option<&'a Path>,
    /// How many days customers are given to answer.
    reply_days: i32,
    /// The policy in force.
    policy: Option<Arc<Policy>>,
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
    let not_sent = |reason: Sentence| NotSent {
        action: action.id,
        customer: customer.number.clone(),
        step: action.step.clone(),
        reason,
    };
    let account = setting::account(&mut work.uow, book, action.customer, action.currency).await?;
    let asked =
        (account.as_ref()).and_then(|account| asked::asked(account, &action.items, work.today));
    if action.approve_role.is_some() && asked.is_some_and(|asked| asked.amount > action.amount) {
        reopen::approval_lapses(work, action).await?;
        report.kept_back.push(not_sent(MORE_THAN_APPROVED.clone()));
        return Ok(());
    }
    let message = match &account {
        Some(account) => {
            let today = work.today;
            let charges =
                Charges::load(&mut work.uow, book, account, policy.as_deref(), today).await?;
            let draft = Draft {
                book,
                customer: &customer,
                points: &points,
                account,
                step: &action.step,
                kind: action.kind,
                tone: action.tone.unwrap_or(dunwell_core::action::Tone::Friendly),
                template: action.template.as_deref().unwrap_or_default(),
                action: Some(action),
                reply_days,
                charges: &charges,
            };
            texts::render(templates, &draft, work.today)?
        }
        None => None,
    };
    let Some(message) = message else {
        finish::withdraw(work, action, NOTHING_TO_ASK_FOR.english()).await?;
        report.withdrawn.push(not_sent(NOTHING_TO_ASK_FOR.clone()));
        return Ok(());
    };
    let Some(to) = address(message.medium, &points) else {
        report.kept_back.push(not_sent(no_address(message.medium)));
        return Ok(());
    };
    let kept = Kept {
        to,
        message,
        envelope: Some(envelope(book, &customer.name)),
    };
    let bytes = match content(book, &customer.name, action, &kept, work.at) {
        Ok(bytes) => bytes,
        // One customer's bad address keeps nobody else's text back.
        Err(error) => {
            report.kept_back.push(not_sent(error.to_string().into()));
            return Ok(());
        }
    };
    let file = file_name(&customer.number, action, kept.message.medium);
    if let Some(folder) = folder {
        write_unfinished(&folder.join(&file), &bytes)?;
    }
    let kept = to_json(&kept)?;
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
