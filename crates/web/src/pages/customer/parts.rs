//! The parts of the page, with words and figures finished.

use dunwell_app::view::Event;
use dunwell_app::view::charges::TermsView;
use dunwell_app::view::customer::{ActionView, ContactView, DisputeView, HoldView, PromiseView};

use crate::encode::encode;
use crate::locale::{Sum, T};
use crate::page::{BookPage, Page};
use crate::pages::record::What;
use crate::pages::words;

/// What can be recorded here, as links.
pub(super) struct Records {
    pub(super) links: Vec<RecordLink>,
}

/// The way to a form.
pub(super) struct RecordLink {
    pub(super) href: String,
    pub(super) words: String,
    pub(super) icon: &'static str,
    pub(super) key: &'static str,
}

impl Records {
    /// The forms that the reader may send; the call is a button of its own.
    pub(super) fn of(page: &Page, base: &str) -> Records {
        let t = page.t();
        let links = What::OF_CUSTOMER
            .into_iter()
            .filter(|what| *what != What::Call && page.may(what.permission()))
            .map(|what| RecordLink {
                href: format!("{base}?record={}#record", what.code()),
                words: t.text(what.words()),
                icon: what.icon(),
                key: what.key(),
            })
            .collect();
        Records { links }
    }
}

/// A way to reach the customer.
pub(super) struct Contact {
    pub(super) kind: String,
    pub(super) value: String,
    /// A link that calls or writes; empty for a postal address.
    pub(super) href: String,
    pub(super) name: String,
    /// Whether the customer asked not to be reached this way.
    pub(super) is_refused: bool,
    pub(super) is_preferred: bool,
}

impl Contact {
    pub(super) fn new(t: T, contact: &ContactView) -> Contact {
        let href = match contact.kind {
            "email" => format!("mailto:{}", contact.value),
            "phone" | "sms" => {
                let digits = |c: &char| c.is_ascii_digit() || *c == '+';
                format!(
                    "tel:{}",
                    contact.value.chars().filter(digits).collect::<String>()
                )
            }
            _ => String::new(),
        };
        Contact {
            kind: t.text(words::contact(contact.kind)),
            value: contact.value.clone(),
            href,
            name: contact.name.clone().unwrap_or_default(),
            is_refused: contact.consent == "no",
            is_preferred: contact.preferred,
        }
    }
}

/// How many invoices are named in a line.
const NAMED: usize = 4;

/// The first invoices by number, and how many more there are.
pub(super) fn few(t: T, invoices: &[String]) -> String {
    let (named, rest) = invoices.split_at(invoices.len().min(NAMED));
    match rest.len() {
        0 => named.join(", "),
        more => format!("{} {}", named.join(", "), t.count("customer.more", more)),
    }
}

/// A hold.
pub(super) struct HoldRow {
    pub(super) id: String,
    pub(super) what: String,
    pub(super) days: String,
    pub(super) reason: String,
    pub(super) active: bool,
}

impl HoldRow {
    pub(super) fn new(t: T, hold: &HoldView) -> HoldRow {
        let what = t.text(words::hold(hold.kind));
        let from = t.day(hold.from);
        HoldRow {
            id: hold.id.to_string(),
            what: match &hold.invoice {
                Some(number) => format!("{what} · {number}"),
                None => what,
            },
            days: match hold.until {
                Some(until) => t
                    .say("customer.from-to")
                    .with("from", from)
                    .with("to", t.day(until))
                    .to_string(),
                None => t.say("customer.from-day").with("from", from).to_string(),
            },
            reason: t.given(&hold.reason),
            active: hold.active,
        }
    }
}

/// A promise.
pub(super) struct PromiseRow {
    pub(super) id: String,
    pub(super) amount: Sum,
    pub(super) by: String,
    pub(super) received: String,
    pub(super) about: String,
    pub(super) state: String,
    pub(super) tone: &'static str,
    /// Whether it can be taken back still.
    pub(super) stands: bool,
}

impl PromiseRow {
    pub(super) fn new(t: T, promise: &PromiseView) -> PromiseRow {
        let (state, tone) = words::promise(promise.state);
        PromiseRow {
            id: promise.id.to_string(),
            amount: t.sum(promise.amount),
            by: t
                .say("customer.promised")
                .with("by", t.day(promise.due))
                .with("on", t.day(promise.made_on))
                .to_string(),
            received: match promise.received.is_zero() {
                true => String::new(),
                false => t
                    .say("customer.received")
                    .with("sum", t.money(promise.received))
                    .to_string(),
            },
            about: promise.invoices.join(", "),
            state: t.text(state),
            tone,
            stands: promise.withdrawn_on.is_none(),
        }
    }
}

/// A dispute.
pub(crate) struct DisputeRow {
    pub(crate) id: String,
    pub(crate) href: String,
    pub(crate) invoice: String,
    pub(crate) amount: String,
    pub(crate) since: String,
    pub(crate) reason: String,
    /// How it was settled; empty while it is open.
    pub(crate) resolution: String,
    pub(crate) open: bool,
}

impl DisputeRow {
    pub(crate) fn new(page: &BookPage, dispute: &DisputeView) -> DisputeRow {
        let t = page.t();
        DisputeRow {
            id: dispute.id.to_string(),
            href: page.href(&format!("invoices/{}", encode(&dispute.invoice))),
            invoice: dispute.invoice.clone(),
            amount: match dispute.amount {
                Some(amount) => t.money(amount),
                None => t.text("customer.all-of-it"),
            },
            since: t.day(dispute.opened_on),
            reason: dispute.reason.clone(),
            resolution: match (dispute.resolved_on, &dispute.resolution) {
                (Some(on), Some(how)) => format!("{} · {how}", t.day(on)),
                (Some(on), None) => t.day(on),
                (None, _) => String::new(),
            },
            open: dispute.open,
        }
    }
}

/// Terms that were accepted.
pub(super) struct TermsRow {
    pub(super) since: String,
    pub(super) interest: String,
    pub(super) fixed_sum: String,
    pub(super) fees: String,
    pub(super) due: String,
    pub(super) document: String,
    pub(super) withdrawn: String,
}

impl TermsRow {
    pub(super) fn new(t: T, terms: &TermsView) -> TermsRow {
        TermsRow {
            since: t
                .say("customer.from-day")
                .with("from", t.day(terms.accepted_on))
                .to_string(),
            interest: terms.interest.clone(),
            fixed_sum: terms.fixed_sum.clone(),
            fees: terms.fees.join(", "),
            due: terms.due.clone().unwrap_or_default(),
            document: terms.document.clone(),
            withdrawn: terms.withdrawn_on.map(|on| t.day(on)).unwrap_or_default(),
        }
    }
}

/// An action and what became of it.
pub(crate) struct ActionRow {
    pub(crate) iso: String,
    pub(crate) day: String,
    pub(crate) icon: &'static str,
    pub(crate) step: String,
    pub(crate) amount: Sum,
    pub(crate) invoices: String,
    pub(crate) status: String,
    /// Who ended it, when and why.
    pub(crate) end: String,
}

impl ActionRow {
    pub(crate) fn new(t: T, action: &ActionView) -> ActionRow {
        let why = match &action.ended_because {
            Some(reason) => Some(t.reason(reason)),
            None => action.finish_reason.as_deref().map(|why| t.given(why)),
        };
        let end = [
            action.finished_on.map(|on| t.day(on)),
            action.finished_by.clone(),
            why,
        ];
        ActionRow {
            iso: action.decided_on.to_string(),
            day: t.day(action.decided_on),
            icon: words::icon(action.kind),
            step: action.step.clone(),
            amount: t.sum(action.amount),
            invoices: few(t, &action.invoices),
            status: t.text(words::status(action.status)),
            end: end.into_iter().flatten().collect::<Vec<_>>().join(" · "),
        }
    }
}

/// Something that happened.
pub(super) struct EventRow {
    pub(super) iso: String,
    pub(super) day: String,
    pub(super) icon: &'static str,
    pub(super) tone: &'static str,
    pub(super) text: String,
    pub(super) by: String,
}

impl EventRow {
    pub(super) fn new(page: &BookPage, event: &Event) -> EventRow {
        let t = page.t();
        let on = page.book().day_of(event.at);
        let (icon, tone) = words::event(&event.kind);
        EventRow {
            iso: event.at.to_string(),
            day: t.day(on),
            icon,
            tone,
            text: t.told(&event.told),
            by: event.actor.clone(),
        }
    }
}
