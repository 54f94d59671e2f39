//! The opened item: who, how much and why; then the text or the script, and what can be done.

use dunwell_app::access::Permission;
use dunwell_app::preview::{self, Preview};
use dunwell_app::view::customer::CustomerView;
use dunwell_app::view::worklist::Item;
use dunwell_app::{AppError, Do};

use super::{State, sentences};
use crate::encode::encode;
use crate::error::PageResult;
use crate::locale::{Late, Sum};
use crate::page::BookPage;
use crate::pages::error::sentence;
use crate::pages::record::{Sheet, What};
use crate::pages::text::Text;
use crate::pages::words;

/// What stands beside the list.
pub(super) struct Panel {
    pub(super) name: String,
    pub(super) customer_href: String,
    pub(super) step: String,
    pub(super) sum: Sum,
    pub(super) late: Late,
    pub(super) class: String,
    pub(super) invoices: Vec<(String, String)>,
    pub(super) reasons: Vec<String>,
    /// What doing it is worth, and how that was worked out.
    pub(super) worth: String,
    pub(super) worth_because: Vec<String>,
    /// Whom to call, for a call.
    pub(super) numbers: Vec<(String, String, String)>,
    pub(super) is_call: bool,
    /// The language of the text, which is the customer's.
    pub(super) lang: &'static str,
    pub(super) subject: String,
    pub(super) text: Text,
    /// Why there is no text.
    pub(super) no_text: String,
    /// Where the approval is sent; empty where none is to be given.
    pub(super) approve: String,
    /// Who has to approve it, where the reader may not.
    pub(super) approver: String,
    /// Whether it is ready to leave the house.
    pub(super) is_ready: bool,
    pub(super) key: String,
    pub(super) at: String,
    /// The form that is open; its buttons are then the only ones.
    pub(super) sheet: Option<Sheet>,
    pub(super) records: Vec<RecordLink>,
    pub(super) close: String,
    pub(super) next: String,
}

/// The way to a form.
pub(super) struct RecordLink {
    pub(super) href: String,
    pub(super) words: String,
    /// The same in one word, for the button.
    pub(super) short: String,
    pub(super) icon: &'static str,
    pub(super) key: &'static str,
    /// Whether it is the one thing to do.
    pub(super) is_first: bool,
}

impl Panel {
    pub(super) async fn new(
        page: &BookPage,
        state: &State,
        item: &Item,
        customer: &CustomerView,
        sheet: Option<Sheet>,
    ) -> PageResult<Panel> {
        let t = page.t();
        let number = encode(&item.customer.number);
        let (message, no_text) = match text(page, item).await? {
            Ok(preview) => (Some(preview.message), String::new()),
            Err(why) => (None, why),
        };
        let (subject, text) = message
            .map(|message| (message.subject.unwrap_or_default(), message.text))
            .unwrap_or_default();
        let is_call = item.kind == Do::Call;
        let may_approve = may_approve(page, item);
        let approve = match item.needs_approval && may_approve {
            true => page.href(&format!("actions/{}/approve", item.short_id)),
            false => String::new(),
        };
        Ok(Panel {
            name: item.customer.name.clone(),
            customer_href: page.href(&format!("customers/{number}")),
            step: item.step.clone(),
            sum: t.sum(item.amount),
            late: t.late(item.days_late),
            class: item.class.clone(),
            invoices: item
                .invoices
                .iter()
                .map(|number| {
                    (
                        number.clone(),
                        page.href(&format!("invoices/{}", encode(number))),
                    )
                })
                .collect(),
            reasons: sentences(t, &item.said.because),
            worth: t.money(item.worth),
            worth_because: item
                .said
                .worth
                .iter()
                .map(|factor| t.factor(factor))
                .collect(),
            numbers: match is_call {
                true => numbers(customer),
                false => Vec::new(),
            },
            is_call,
            lang: customer.who.language.code(),
            subject,
            text: Text::new(&text),
            no_text,
            approver: match item.needs_approval && !may_approve {
                true => words::role(t, item.approve.as_deref().unwrap_or_default()),
                false => String::new(),
            },
            approve,
            is_ready: item.kind.is_message() && !item.needs_approval,
            key: page.desk().secret().token(),
            at: state.query(),
            records: records(page, state, item),
            sheet,
            close: page.href(&state.opening("").path()),
            next: match state.next.is_empty() {
                true => String::new(),
                false => page.href(&state.opening(&state.next).path()),
            },
        })
    }

    /// Whether there is anything that the reader may do about it, besides an open form.
    pub(super) fn has_foot(&self) -> bool {
        self.sheet.is_none() && !(self.approve.is_empty() && self.records.is_empty())
    }
}

/// Whether the reader's role may approve it: the one that the policy names, or a higher one.
pub(super) fn may_approve(page: &BookPage, item: &Item) -> bool {
    let named = item.approve.as_deref();
    page.may(Permission::Approve) && named.is_none_or(|named| page.role().acts_as(named))
}

/// The text of the step as it would leave now, or why there is none.
async fn text(page: &BookPage, item: &Item) -> PageResult<Result<Preview, String>> {
    if !item.kind.is_contact() {
        return Ok(Err(page.t().text("today.no-text")));
    }
    let request = preview::Request {
        step: &item.step,
        customer: &item.customer.number,
        currency: Some(item.amount.currency()),
    };
    let (db, book, templates) = (page.db(), page.book(), page.templates());
    match preview::preview(db, book, templates, &request, page.today()).await {
        Ok(preview) => Ok(Ok(preview)),
        Err(AppError::Refused(why) | AppError::NotFound(why)) => Ok(Err(page.t().sentence(&why))),
        Err(AppError::Text(why)) => Ok(Err(sentence(&why))),
        Err(error) => Err(error.into()),
    }
}

/// The numbers that may be called: the number, its link, and who answers.
fn numbers(customer: &CustomerView) -> Vec<(String, String, String)> {
    let contacts = customer.who.contacts.iter();
    let callable = contacts
        .filter(|contact| matches!(contact.kind, "phone" | "sms") && contact.consent != "no");
    let mut numbers: Vec<_> = callable
        .map(|contact| {
            let digits = |c: &char| c.is_ascii_digit() || *c == '+';
            let number: String = contact.value.chars().filter(digits).collect();
            let name = contact.name.clone().unwrap_or_default();
            (contact.value.clone(), format!("tel:{number}"), name)
        })
        .collect();
    // A mobile telephone is kept for calls and for texts.
    numbers.dedup_by(|one, other| one.1 == other.1);
    numbers
}

/// What can be recorded beside the list, what is done most first.
const OF_ITEM: [What; 7] = [
    What::Call,
    What::Promise,
    What::Dispute,
    What::Payment,
    What::Note,
    What::Hold,
    What::Skip,
];

/// What can be recorded; for a call that is ready, the call is the one thing to do.
fn records(page: &BookPage, state: &State, item: &Item) -> Vec<RecordLink> {
    let t = page.t();
    let is_call = item.kind == Do::Call && !item.needs_approval;
    OF_ITEM
        .into_iter()
        .filter(|what| page.may(what.permission()))
        .map(|what| RecordLink {
            href: page.href(&state.recording(what.code()).path()),
            words: t.text(what.words()),
            short: t.text(what.short()),
            icon: what.icon(),
            key: what.key(),
            is_first: is_call && what == What::Call,
        })
        .collect()
}
