//! The words of each fact: its name, its own sentence where so many of something are asked for, and what
//! the codes that a text can be stand for.

use super::super::Expr;
use crate::facts::Fact;
use crate::sentence::{Sentence, Value};

/// What a fact is called within a sentence.
pub(super) fn name(fact: Fact) -> Sentence {
    match fact {
        Fact::Balance => Sentence::new("condition.name.balance", "the balance"),
        Fact::Overdue => Sentence::new("condition.name.overdue", "the amount overdue"),
        Fact::NotDue => Sentence::new("condition.name.not-due", "the amount not due yet"),
        Fact::LargestOverdue => Sentence::new(
            "condition.name.largest-overdue",
            "the amount of the largest overdue item",
        ),
        Fact::Disputed => Sentence::new("condition.name.disputed", "the amount in dispute"),
        Fact::Promised => Sentence::new("condition.name.promised", "the amount promised"),
        Fact::Unapplied => Sentence::new(
            "condition.name.unapplied",
            "the money that is not set against an invoice",
        ),
        Fact::OldestDaysOverdue => Sentence::new(
            "condition.name.oldest-days-overdue",
            "the number of days by which the oldest open item is late",
        ),
        Fact::OverdueInvoices => Sentence::new(
            "condition.name.overdue-invoices",
            "the number of overdue invoices",
        ),
        Fact::OpenInvoices => Sentence::new(
            "condition.name.open-invoices",
            "the number of open invoices",
        ),
        Fact::MonthsAsCustomer => Sentence::new(
            "condition.name.months-as-customer",
            "the number of months as a customer",
        ),
        Fact::PaidInvoices => Sentence::new(
            "condition.name.paid-invoices",
            "the number of paid invoices",
        ),
        Fact::AverageDaysLate => Sentence::new(
            "condition.name.average-days-late",
            "the average number of days by which they pay late",
        ),
        Fact::PaidInFullRatio => Sentence::new(
            "condition.name.paid-in-full-ratio",
            "the share of their invoices that were paid in full",
        ),
        Fact::PromisesOpen => Sentence::new(
            "condition.name.promises-open",
            "the number of open promises",
        ),
        Fact::PromisesKept => Sentence::new(
            "condition.name.promises-kept",
            "the number of kept promises",
        ),
        Fact::PromisesBroken => Sentence::new(
            "condition.name.promises-broken",
            "the number of broken promises",
        ),
        Fact::Reason => Sentence::new(
            "condition.name.reason",
            "the reason they gave for not paying",
        ),
        Fact::Country => Sentence::new("condition.name.country", "the country"),
        Fact::Language => Sentence::new("condition.name.language", "the language"),
        Fact::Currency => Sentence::new("condition.name.currency", "the currency of the account"),
        Fact::Amount => Sentence::new("condition.name.amount", "the amount of the step"),
        Fact::DaysOverdue => Sentence::new(
            "condition.name.days-overdue",
            "the number of days by which the item is late",
        ),
    }
}

/// What is said where something is counted and there is none.
pub(super) fn none_of(fact: Fact) -> Option<Sentence> {
    Some(match fact {
        Fact::OverdueInvoices => {
            Sentence::new("condition.none.overdue-invoices", "no invoice is overdue")
        }
        Fact::OpenInvoices => Sentence::new("condition.none.open-invoices", "no invoice is open"),
        Fact::PaidInvoices => Sentence::new(
            "condition.none.paid-invoices",
            "no invoice has been paid yet",
        ),
        Fact::PromisesOpen => Sentence::new("condition.none.promises-open", "no promise is open"),
        Fact::PromisesKept => Sentence::new("condition.none.promises-kept", "no promise was kept"),
        Fact::PromisesBroken => {
            Sentence::new("condition.none.promises-broken", "no promise was broken")
        }
        _ => return None,
    })
}

/// A fact's own sentence for an amount such as "at least 5", which is one of something or several.
pub(super) fn so_many(fact: Fact, is_one: bool, amount: Sentence) -> Option<Sentence> {
    Some(match (fact, is_one) {
        (Fact::OldestDaysOverdue, true) => Sentence::new(
            "condition.one.oldest-days-overdue",
            "the oldest open item is {amount} day late",
        )
        .with("amount", amount),
        (Fact::OldestDaysOverdue, false) => Sentence::new(
            "condition.several.oldest-days-overdue",
            "the oldest open item is {amount} days late",
        )
        .with("amount", amount),
        (Fact::OverdueInvoices, true) => Sentence::new(
            "condition.one.overdue-invoices",
            "{amount} invoice is overdue",
        )
        .with("amount", amount),
        (Fact::OverdueInvoices, false) => Sentence::new(
            "condition.several.overdue-invoices",
            "{amount} invoices are overdue",
        )
        .with("amount", amount),
        (Fact::OpenInvoices, true) => {
            Sentence::new("condition.one.open-invoices", "{amount} invoice is open")
                .with("amount", amount)
        }
        (Fact::OpenInvoices, false) => Sentence::new(
            "condition.several.open-invoices",
            "{amount} invoices are open",
        )
        .with("amount", amount),
        (Fact::MonthsAsCustomer, true) => Sentence::new(
            "condition.one.months-as-customer",
            "they have been a customer for {amount} month",
        )
        .with("amount", amount),
        (Fact::MonthsAsCustomer, false) => Sentence::new(
            "condition.several.months-as-customer",
            "they have been a customer for {amount} months",
        )
        .with("amount", amount),
        (Fact::PaidInvoices, true) => Sentence::new(
            "condition.one.paid-invoices",
            "{amount} invoice has been paid",
        )
        .with("amount", amount),
        (Fact::PaidInvoices, false) => Sentence::new(
            "condition.several.paid-invoices",
            "{amount} invoices have been paid",
        )
        .with("amount", amount),
        (Fact::AverageDaysLate, true) => Sentence::new(
            "condition.one.average-days-late",
            "they pay {amount} day late on average",
        )
        .with("amount", amount),
        (Fact::AverageDaysLate, false) => Sentence::new(
            "condition.several.average-days-late",
            "they pay {amount} days late on average",
        )
        .with("amount", amount),
        (Fact::PaidInFullRatio, _) => Sentence::new(
            "condition.several.paid-in-full-ratio",
            "{amount} of their invoices were paid in full",
        )
        .with("amount", amount),
        (Fact::PromisesOpen, true) => {
            Sentence::new("condition.one.promises-open", "{amount} promise is open")
                .with("amount", amount)
        }
        (Fact::PromisesOpen, false) => Sentence::new(
            "condition.several.promises-open",
            "{amount} promises are open",
        )
        .with("amount", amount),
        (Fact::PromisesKept, true) => {
            Sentence::new("condition.one.promises-kept", "{amount} promise was kept")
                .with("amount", amount)
        }
        (Fact::PromisesKept, false) => Sentence::new(
            "condition.several.promises-kept",
            "{amount} promises were kept",
        )
        .with("amount", amount),
        (Fact::PromisesBroken, true) => Sentence::new(
            "condition.one.promises-broken",
            "{amount} promise was broken",
        )
        .with("amount", amount),
        (Fact::PromisesBroken, false) => Sentence::new(
            "condition.several.promises-broken",
            "{amount} promises were broken",
        )
        .with("amount", amount),
        (Fact::DaysOverdue, true) => Sentence::new(
            "condition.one.days-overdue",
            "the item is {amount} day late",
        )
        .with("amount", amount),
        (Fact::DaysOverdue, false) => Sentence::new(
            "condition.several.days-overdue",
            "the item is {amount} days late",
        )
        .with("amount", amount),
        // Money is said with the name of the fact, and texts are no amounts.
        (
            Fact::Balance
            | Fact::Overdue
            | Fact::NotDue
            | Fact::LargestOverdue
            | Fact::Disputed
            | Fact::Promised
            | Fact::Unapplied
            | Fact::Reason
            | Fact::Country
            | Fact::Language
            | Fact::Currency
            | Fact::Amount,
            _,
        ) => return None,
    })
}

/// What a text means where it is held against a fact. None where it is only a text.
pub(super) fn word(asked: &Expr, text: &Expr) -> Option<Sentence> {
    let (Expr::Fact(fact), Expr::Text(text)) = (asked, text) else {
        return None;
    };
    match (fact, &**text) {
        (_, "") => Some(Sentence::new("condition.word.none", "unknown")),
        (Fact::Reason, word) => reason(word),
        (Fact::Language, word) => language(word),
        (Fact::Country, code) if code.len() == 2 => {
            let country = Value::Country(code.to_owned());
            Some(Sentence::new("condition.word.country", "{country}").with("country", country))
        }
        (Fact::Currency, code) if code.len() == 3 => Some(Sentence::from(code.to_owned())),
        _ => None,
    }
}

/// The reasons for not paying that a call can end with; a house may have others.
fn reason(word: &str) -> Option<Sentence> {
    Some(match word {
        "cash-flow" => Sentence::new("condition.word.cash-flow", "lack of cash"),
        "dispute" => Sentence::new("condition.word.dispute", "a dispute"),
        "invoice-not-received" => Sentence::new(
            "condition.word.invoice-not-received",
            "an invoice not received",
        ),
        "awaiting-approval" => Sentence::new(
            "condition.word.awaiting-approval",
            "an approval not given yet",
        ),
        "in-payment-run" => Sentence::new("condition.word.in-payment-run", "a coming payment run"),
        "refused" => Sentence::new("condition.word.refused", "a refusal to pay"),
        _ => return None,
    })
}

fn language(word: &str) -> Option<Sentence> {
    Some(match word {
        "en" => Sentence::new("condition.word.english", "English"),
        "fr" => Sentence::new("condition.word.french", "French"),
        "de" => Sentence::new("condition.word.german", "German"),
        _ => return None,
    })
}
