//! Texts: which template a step sends, and the facts of the moment that it is filled with.

use dunwell_core::sentence::Sentence;
use std::collections::BTreeSet;

use dunwell_channels::{
    BrokenPromise, CustomerContext, InterestContext, ItemContext, Medium, Message, MessageContext,
    StepContext, Templates,
};
use dunwell_core::account::Account;
use dunwell_core::action::{Do, Tone};
use dunwell_core::dates::days_between;
use dunwell_core::decide::ask::{self, Ask};
use dunwell_core::dispute::disputed_part;
use dunwell_core::invoice::{OpenItem, open_items};
use dunwell_core::lang::Lang;
use dunwell_core::money::Money;
use dunwell_store::actions::Action;
use dunwell_store::contact_points::{ContactKind, ContactPoint};
use dunwell_store::customers::Customer;
use jiff::civil::Date;

use crate::asked::{self, Carried, Selection};
use crate::book::Book;
use crate::charging::told::Charges;
use crate::error::{AppError, Result};

/// How many days a customer is given to answer when no policy says how far contacts are apart.
pub const REPLY_DAYS: i32 = 5;

/// The medium of a step that contacts somebody.
#[must_use]
pub fn medium(kind: Do) -> Option<Medium> {
    match kind {
        Do::Email => Some(Medium::Email),
        Do::Sms => Some(Medium::Sms),
        Do::Call => Some(Medium::Call),
        Do::Letter => Some(Medium::Letter),
        Do::Hold | Do::Escalate | Do::WriteOff => None,
    }
}

/// What a text is about, and what it is filled with.
#[derive(Debug)]
pub(crate) struct Draft<'a> {
    /// The book that writes.
    pub book: &'a Book,
    /// The customer that is written to.
    pub customer: &'a Customer,
    /// How the customer can be reached.
    pub points: &'a [ContactPoint],
    /// The account at this moment.
    pub account: &'a Account,
    /// The step's name.
    pub step: &'a str,
    /// What it does.
    pub kind: Do,
    /// How firm it sounds.
    pub tone: Tone,
    /// The name of its text.
    pub template: &'a str,
    /// The action that it belongs to; what else is overdue travels with its items. None asks for all
    /// that is open.
    pub action: Option<&'a Action>,
    /// How many days the customer is given to answer: the policy's gap between two contacts, so that
    /// nothing firmer comes before the day that was named.
    pub reply_days: i32,
    /// The charges of the account's open invoices.
    pub charges: &'a Charges<'a>,
}

/// The language of a customer: the customer's own, or the book's.
#[must_use]
pub fn language(book: &Book, customer: &Customer) -> Lang {
    customer
        .language
        .as_deref()
        .and_then(Lang::from_code)
        .unwrap_or(book.settings.language)
}

/// Fills a text with the facts of the moment, and refuses it when its wording is not what a
/// professional would write. None when nothing may be asked for any more on the items it is about.
///
/// # Errors
/// When the template cannot be filled, or the wording is refused.
pub(crate) fn render(
    templates: &Templates,
    draft: &Draft<'_>,
    today: Date,
) -> Result<Option<Message>> {
    let Some(context) = context(draft, today)? else {
        return Ok(None);
    };
    let medium = medium(draft.kind).ok_or_else(|| {
        AppError::refused(
            Sentence::new(
                "refusal.text.no-text",
                "the step \"{step}\" contacts nobody and has no text",
            )
            .with("step", draft.step),
        )
    })?;
    let lang = language(draft.book, draft.customer);
    let message = templates
        .render(medium, draft.template, lang, &context)
        .map_err(|error| AppError::Text(error.to_string()))?;
    if let Some(finding) = message.check_wording(lang, &context).first() {
        return Err(AppError::Text(format!(
            "the text \"{}\" for customer {} says \"{}\" in its line {}: {}",
            draft.template, draft.customer.number, finding.found, finding.line, finding.advice
        )));
    }
    Ok(Some(message))
}

fn context(draft: &Draft<'_>, today: Date) -> Result<Option<MessageContext>> {
    let account = draft.account;
    let open = open_items(&account.invoices);
    let ask = ask::ask(account, &open, today);
    let carried = draft
        .action
        .map(|action| Carried::new(account, &action.items));
    let is_cause = |item: &OpenItem| carried.as_ref().is_none_or(|own| own.is_cause(item));
    let Some(Selection { asked, upcoming }) = asked::select(account, &open, &ask, today, is_cause)
    else {
        return Ok(None);
    };
    let money = |minor| Money::new(minor, account.currency);
    let sum = |indexes: &[usize]| -> i64 { indexes.iter().map(|&index| ask.amounts[index]).sum() };
    let unmatched: i64 = asked.iter().map(|&index| ask.unmatched[index]).sum();
    let late: Vec<usize> = asked
        .iter()
        .copied()
        .filter(|&index| open[index].due < today)
        .collect();
    let broken_promise = ask::last_unkept(&account.promises, today).map(|promise| BrokenPromise {
        amount: money(promise.amount),
        date: promise.due,
    });
    Ok(Some(MessageContext {
        book: draft.book.context(account.currency),
        customer: customer(draft),
        today,
        reply_by: dunwell_core::dates::add_days(today, draft.reply_days)
            .map_err(|e| AppError::Text(e.to_string()))?,
        total: money(sum(&asked)),
        overdue: money(sum(&late)),
        upcoming_total: money(sum(&upcoming)),
        items: asked
            .iter()
            .map(|&index| item(draft, &open[index], &ask, index, today))
            .collect(),
        upcoming: upcoming
            .iter()
            .map(|&index| item(draft, &open[index], &ask, index, today))
            .collect(),
        unmatched: (unmatched > 0).then(|| money(unmatched)),
        broken_promise,
        interest: interest(draft, &open, &asked, money(sum(&asked)), today),
        step: StepContext {
            name: draft.step.to_owned(),
            tone: draft.tone.code().to_owned(),
        },
    }))
}

fn item(draft: &Draft<'_>, open: &OpenItem, ask: &Ask, index: usize, today: Date) -> ItemContext {
    let account = draft.account;
    let invoice = &account.invoices[open.invoice];
    let money = |minor| Money::new(minor, account.currency);
    let disputed = disputed_part(&account.disputes, invoice.id, invoice.open, today);
    ItemContext {
        number: invoice.number.to_string(),
        issued: invoice.issued,
        due: open.due,
        // Unmatched money is shown as a line of its own, so the item stands with what it was before.
        amount: money(ask.amounts[index] + ask.unmatched[index]),
        original: money(open.amount),
        days_late: days_between(open.due, today),
        part_paid: open.principal() < open.amount,
        disputed: (disputed > 0).then(|| money(disputed)),
        charged: draft.charges.of_item(account, open, ask.amounts[index]),
    }
}

/// The interest on the items that are asked for, where there is a ground for it.
fn interest(
    draft: &Draft<'_>,
    open: &[OpenItem],
    asked: &[usize],
    total: Money,
    today: Date,
) -> Option<InterestContext> {
    let invoices: BTreeSet<usize> = asked
        .iter()
        .map(|&index| &open[index])
        .filter(|item| item.due < today)
        .map(|item| item.invoice)
        .collect();
    let ids = invoices
        .into_iter()
        .map(|index| draft.account.invoices[index].id);
    draft.charges.interest(ids, total)
}

fn customer(draft: &Draft<'_>) -> CustomerContext {
    let address = draft
        .points
        .iter()
        .find(|point| point.kind == ContactKind::Post)
        .map_or_else(Vec::new, |point| {
            point.value.lines().map(str::to_owned).collect()
        });
    CustomerContext {
        name: draft.customer.name.clone(),
        number: draft.customer.number.clone(),
        contact_name: draft.points.iter().find_map(|point| point.name.clone()),
        phone: draft
            .points
            .iter()
            .find(|point| point.kind == ContactKind::Phone)
            .map(|point| point.value.clone()),
        address,
    }
}
