//! A text is looked at before it leaves, filled with the facts of the moment.

use dunwell_channels::{Message, Templates};
use dunwell_core::account::Account;
use dunwell_core::action::{ActionStatus, Do, Tone};
use dunwell_core::currency::Currency;
use dunwell_core::sentence::Sentence;
use dunwell_store::actions::{self, Action};
use dunwell_store::customers::Customer;
use dunwell_store::{Db, Uow, contact_points, customers};
use jiff::civil::Date;
use serde::Serialize;

use crate::book::Book;
use crate::charging::told::Charges;
use crate::error::{AppError, Result};
use crate::outbox_export::{Kept, address};
use crate::policy;
use crate::setting::accounts_of;
use crate::texts::{self, Draft};
use crate::view::read;

/// What is looked at.
#[derive(Debug)]
pub struct Request<'a> {
    /// The step's name in the policy.
    pub step: &'a str,
    /// The customer's number.
    pub customer: &'a str,
    /// The currency of the account, when the customer has several.
    pub currency: Option<Currency>,
}

/// A text that was looked at.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, utoipa::ToSchema)]
pub struct Preview {
    /// The customer's number.
    pub customer: String,
    /// The step's name.
    pub step: String,
    /// Whether it has left already; then it is shown as it left.
    pub left: bool,
    /// Whether a run has decided it; otherwise it is shown as it would be.
    pub decided: bool,
    /// Where it goes, or went: an address or a number. None when no such address is known.
    pub to: Option<String>,
    /// The text.
    pub message: Message,
}

/// Shows the text of a step for a customer: as it left, if it has, or else as it would leave now.
///
/// # Errors
/// When the customer or the step is not known, when the step has no text, or when nothing may be
/// asked for.
pub async fn preview(
    db: &Db,
    book: &Book,
    templates: &Templates,
    request: &Request<'_>,
    today: Date,
) -> Result<Preview> {
    read(db, async |uow| {
        shown(uow, book, templates, request, today).await
    })
    .await
}

/// Shows the text of an action, by its id or the beginning of it: as it left, if it has, or else as it
/// would leave now.
///
/// # Errors
/// When there is no such action, it contacts nobody, or nothing may be asked for.
pub async fn of_action(
    db: &Db,
    book: &Book,
    templates: &Templates,
    action: &str,
    today: Date,
) -> Result<Preview> {
    read(db, async |uow| {
        let mut found = actions::by_prefix(uow, book.id, action).await?;
        let action = match (found.pop(), found.is_empty()) {
            (Some(action), true) => action,
            _ => {
                return Err(AppError::refused(
                    Sentence::new("refusal.text.no-action", "there is no action \"{action}\"")
                        .with("action", action),
                ));
            }
        };
        let customer = customers::by_id(uow, book.id, action.customer).await?;
        let customer = customer.ok_or_else(|| AppError::Damaged {
            what: format!("the action {}", action.id),
            why: "its customer is missing".to_owned(),
        })?;
        let step = action.step.clone();
        let request = Request {
            step: &step,
            customer: &customer.number,
            currency: Some(action.currency),
        };
        text(
            uow,
            book,
            templates,
            &request,
            &customer,
            Some(action),
            today,
        )
        .await
    })
    .await
}

async fn shown(
    uow: &mut Uow,
    book: &Book,
    templates: &Templates,
    request: &Request<'_>,
    today: Date,
) -> Result<Preview> {
    let customer = customers::by_number(uow, book.id, request.customer)
        .await?
        .ok_or_else(|| {
            AppError::not_found(
                Sentence::new(
                    "refusal.view.no-customer",
                    "there is no customer \"{number}\"",
                )
                .with("number", request.customer),
            )
        })?;
    let action = latest(uow, book, &customer, request).await?;
    text(uow, book, templates, request, &customer, action, today).await
}

async fn text(
    uow: &mut Uow,
    book: &Book,
    templates: &Templates,
    request: &Request<'_>,
    customer: &Customer,
    action: Option<Action>,
    today: Date,
) -> Result<Preview> {
    let preview = |decided: bool, left: bool, to: Option<String>, message: Message| Preview {
        customer: customer.number.clone(),
        step: request.step.to_owned(),
        left,
        decided,
        to: to.filter(|to| !to.is_empty()),
        message,
    };
    if let Some(Action {
        status: ActionStatus::Done,
        message: Some(kept),
        ..
    }) = &action
    {
        let kept: Kept = crate::funnel::from_json(kept, "a kept message")?;
        return Ok(preview(true, true, Some(kept.to), kept.message));
    }
    let open = action.filter(|action| action.status.is_open());
    let (kind, tone, template) = match &open {
        Some(action) => (action.kind, action.tone, action.template.clone()),
        None => of_policy(uow, book, request.step).await?,
    };
    let template = template.ok_or_else(|| {
        AppError::refused(
            Sentence::new(
                "refusal.text.no-text",
                "the step \"{step}\" contacts nobody and has no text",
            )
            .with("step", request.step),
        )
    })?;
    let currency = open
        .as_ref()
        .map(|action| action.currency)
        .or(request.currency);
    let account = account(uow, book, customer, currency).await?;
    let points = contact_points::of_customer(uow, book.id, customer.id).await?;
    let active = policy::active(uow, book).await?.map(|active| active.policy);
    let reply_days = active
        .as_ref()
        .map_or(texts::REPLY_DAYS, |policy| policy.contact.min_gap_days);
    let charges = Charges::load(uow, book, &account, active.as_deref(), today).await?;
    let draft = Draft {
        book,
        customer,
        points: &points,
        account: &account,
        step: request.step,
        kind,
        tone: tone.unwrap_or(Tone::Friendly),
        template: &template,
        action: open.as_ref(),
        reply_days,
        charges: &charges,
    };
    let message = texts::render(templates, &draft, today)?.ok_or_else(|| {
        AppError::refused(
            Sentence::new(
                "refusal.text.nothing-to-ask",
                "nothing may be asked of customer \"{number}\" at the moment, so there is no text to show",
            )
            .with("number", &customer.number),
        )
    })?;
    let to = address(message.medium, &points);
    Ok(preview(open.is_some(), false, to, message))
}

/// The newest action of the step for the customer, if a run has decided one.
async fn latest(
    uow: &mut Uow,
    book: &Book,
    customer: &Customer,
    request: &Request<'_>,
) -> Result<Option<Action>> {
    let mut all = actions::list(uow, book.id, actions::Filter::Customer(customer.id)).await?;
    all.retain(|action| {
        action.step == request.step
            && request
                .currency
                .is_none_or(|currency| action.currency == currency)
    });
    Ok(all
        .into_iter()
        .max_by_key(|action| (action.decided_on, action.id)))
}

async fn of_policy(
    uow: &mut Uow,
    book: &Book,
    step: &str,
) -> Result<(Do, Option<Tone>, Option<String>)> {
    let active = policy::required(uow, book).await?;
    let Some((_, step)) = active.policy.step(step) else {
        let mut names: Vec<String> = active
            .policy
            .procedures
            .iter()
            .flat_map(|procedure| &procedure.steps)
            .filter(|step| step.template.is_some())
            .map(|step| format!("\"{}\"", step.name))
            .collect();
        names.sort_unstable();
        names.dedup();
        return Err(AppError::refused(
            Sentence::new(
                "refusal.text.no-step",
                "the policy has no step \"{step}\"; it has {steps}",
            )
            .with("step", step)
            .with("steps", names.join(", ")),
        ));
    };
    Ok((
        step.kind,
        Some(step.tone),
        step.template.as_deref().map(str::to_owned),
    ))
}

async fn account(
    uow: &mut Uow,
    book: &Book,
    customer: &Customer,
    currency: Option<Currency>,
) -> Result<Account> {
    let mut accounts = accounts_of(uow, book, customer.id).await?;
    if let Some(currency) = currency {
        accounts.retain(|account| account.currency == currency);
    } else {
        accounts.sort_by_key(|account| account.invoices.is_empty());
    }
    accounts.into_iter().next().ok_or_else(|| {
        AppError::refused(
            Sentence::new(
                "refusal.text.no-account",
                "customer \"{number}\" has no account in that currency",
            )
            .with("number", &customer.number),
        )
    })
}
