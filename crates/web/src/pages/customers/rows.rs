//! The lines of the list, with words and figures finished.

use dunwell_app::view::Assessment;
use dunwell_app::view::customers::{Line, Next, Sums};

use crate::encode::encode;
use crate::locale::{Late, Sum, T};
use crate::page::BookPage;
use crate::pages::words;

/// What is owed in a currency, over all pages.
pub(super) struct Total {
    pub(super) balance: Sum,
    /// What of it is overdue; empty when nothing is.
    pub(super) overdue: String,
}

impl Total {
    pub(super) fn new(t: T, sums: &Sums) -> Total {
        Total {
            balance: t.sum(sums.balance),
            overdue: match sums.overdue.is_zero() {
                true => String::new(),
                false => t
                    .say("customers.of-it-overdue")
                    .with("sum", t.money(sums.overdue))
                    .to_string(),
            },
        }
    }
}

/// A customer in one currency.
pub(super) struct Row {
    pub(super) href: String,
    pub(super) number: String,
    pub(super) name: String,
    pub(super) is_held: bool,
    pub(super) balance: Sum,
    /// What is not set against an invoice; empty when nothing is.
    pub(super) unapplied: String,
    /// None when nothing is overdue.
    pub(super) overdue: Option<Sum>,
    pub(super) late: Option<Late>,
    pub(super) class: String,
    pub(super) grade: Option<(String, String)>,
    pub(super) next: Option<Step>,
    pub(super) owner: String,
}

/// What comes next.
pub(super) struct Step {
    pub(super) words: String,
    pub(super) when: String,
}

impl Row {
    pub(super) fn new(page: &BookPage, line: &Line) -> Row {
        let t = page.t();
        let grade = match &line.assessment {
            Assessment::Graded { grade, .. } => {
                let letter = grade.to_string();
                let words = t.text(words::grade(&letter));
                Some((letter, words))
            }
            Assessment::TooLittleHistory { .. } => None,
        };
        Row {
            href: page.href(&format!("customers/{}", encode(&line.customer.number))),
            number: line.customer.number.clone(),
            name: line.customer.name.clone(),
            is_held: line.held,
            balance: t.sum(line.balance),
            unapplied: match line.unapplied.is_zero() {
                true => String::new(),
                false => t
                    .say("customers.unapplied")
                    .with("sum", t.money(line.unapplied))
                    .to_string(),
            },
            overdue: (!line.overdue.is_zero()).then(|| t.sum(line.overdue)),
            late: line.days_late.map(|days| t.late(days)),
            class: line.class.clone().unwrap_or_default(),
            grade,
            next: line.next.as_ref().map(|next| Step::new(t, next)),
            owner: line.owner.clone().unwrap_or_default(),
        }
    }
}

impl Step {
    fn new(t: T, next: &Next) -> Step {
        Step {
            words: next.step.clone(),
            when: match next.decided {
                true => t.text("customers.to-do"),
                false => t.day(next.on),
            },
        }
    }
}
