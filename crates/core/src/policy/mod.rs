//! A credit policy: how a business gives credit and how it collects, written once.
//!
//! [`parse`] reads the TOML a credit manager writes and reports every problem with its line.
//! [`lint`] looks at what was read as a colleague would, and [`lint_terms`] as the law does.
//! [`Policy::hash`] names a version by its content, and [`difference`] says in words what changed from one version to the next.

mod charges;
mod difference;
mod lint;
mod parse;
mod terms;
#[cfg(test)]
mod tests;

use jiff::civil::{Date, Time};
use serde::{Serialize, Serializer};

use crate::action::{Do, Tone};
use crate::charge::Charging;
use crate::condition::Condition;
use crate::currency::Currency;
use crate::terms::Terms;
use crate::toml_reader;

pub use crate::toml_reader::{Finding, Severity};
pub use charges::lint_charges;
pub use difference::difference;
pub use lint::{LONGEST_GAP_DAYS, Texts, lint};
pub use parse::{MAX_LENGTH, parse};
pub use terms::{DiscountCost, discount_costs, lint_terms};

/// Every [`Finding::code`], in alphabetical order; `docs/policy.md` says what to do about each.
pub const CODES: &[&str] = &[
    "after-the-end",
    "charge-without-basis",
    "class-never-holds",
    "class-unreachable",
    "condition",
    "contact-hours",
    "duplicate-class",
    "duplicate-step",
    "early-entry",
    "empty",
    "escalate-to",
    "escalate-unasked",
    "final-unapproved",
    "gap-too-large",
    "late-entry",
    "late-start",
    "long-gap",
    "missing-key",
    "missing-section",
    "missing-template",
    "needs-approval",
    "no-classes",
    "no-contact",
    "no-last-class",
    "no-review",
    "no-steps",
    "not-toml",
    "out-of-range",
    "review-overdue",
    "same-day",
    "short-gap",
    "softer-again",
    "step-never-holds",
    "step-order",
    "terms-long",
    "terms-too-long",
    "to-unused",
    "too-long",
    "too-many",
    "unknown-currency",
    "unknown-entry",
    "unknown-fact",
    "unknown-key",
    "unknown-procedure",
    "unknown-terms",
    "unknown-word",
    "unused-procedure",
    "wording",
    "wrong-amount",
    "wrong-charge",
    "wrong-date",
    "wrong-days",
    "wrong-hours",
    "wrong-percentage",
    "wrong-time",
    "wrong-type",
];

/// A policy that can be used.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Policy {
    /// What it is called.
    pub name: String,
    /// The currency of its thresholds.
    pub currency: Currency,
    /// The day by which it must be looked at again.
    pub review_by: Option<Date>,
    /// How customers are contacted.
    pub contact: Contact,
    /// Terms that may be given, by name.
    pub terms: Vec<TermsOffer>,
    /// The classes in order: the first that holds is the customer's.
    pub classes: Vec<Class>,
    /// What is done, by name.
    pub procedures: Vec<Procedure>,
    /// What may be agreed without asking anybody.
    pub concessions: Concessions,
    /// The line in the file of `review_by`, or of `[policy]` when there is none.
    #[serde(skip)]
    pub line: usize,
}

/// How customers are contacted.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Contact {
    /// Nobody is contacted about less than this, in minor units of the policy's currency.
    pub min_overdue: i64,
    /// Days between two contacts.
    pub min_gap_days: i32,
    /// The hours in which customers are contacted, in their own time.
    pub send_between: Option<(Time, Time)>,
    /// On which days.
    pub days: ContactDays,
    /// The line in the file; 1 when the section is not there.
    #[serde(skip)]
    pub line: usize,
}

/// On which days customers are contacted.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
#[serde(rename_all = "kebab-case")]
pub enum ContactDays {
    /// On the book's business days; a step that falls on another day waits for the next one.
    Business,
    /// On every day.
    Every,
}

/// Terms that the business offers.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct TermsOffer {
    /// What they are called.
    pub name: String,
    /// When payment is due, in canonical notation (`net 30`).
    pub due: String,
    /// The interest agreed for late payment, as written.
    pub interest: Option<String>,
    /// The fixed sum agreed for late payment, as written.
    pub fixed_sum: Option<String>,
    /// The ways of paying that are accepted.
    pub accept: Vec<String>,
    /// What `due` says.
    #[serde(skip)]
    pub terms: Terms,
    /// The line in the file.
    #[serde(skip)]
    pub line: usize,
}

/// A class of customers, told by a condition.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Class {
    /// What it is called.
    pub name: String,
    /// When a customer belongs to it.
    #[serde(serialize_with = "canonical")]
    pub when: Condition,
    /// Its procedure, as an index into [`Policy::procedures`].
    pub procedure: usize,
    /// The line in the file.
    #[serde(skip)]
    pub line: usize,
}

/// The steps taken with a class of customers.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Procedure {
    /// What it is called.
    pub name: String,
    /// Where an item found late begins, as an index into `steps`.
    pub entry: usize,
    /// The steps in order, at least one.
    pub steps: Vec<Step>,
    /// The line in the file.
    #[serde(skip)]
    pub line: usize,
}

/// One step of a procedure.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Step {
    /// What it is called; unique in its procedure.
    pub name: Box<str>,
    /// When it is taken.
    pub at: At,
    /// What it does.
    #[serde(rename = "do")]
    pub kind: Do,
    /// How firm it sounds; contacts only.
    pub tone: Tone,
    /// The name of its text; contacts only.
    pub template: Option<Box<str>>,
    /// It is taken only when this holds.
    #[serde(serialize_with = "canonical_option")]
    pub when: Option<Condition>,
    /// What it charges.
    pub charge: Vec<Charging>,
    /// The role that must approve it.
    pub approve: Option<Box<str>>,
    /// To whom an escalation may go (`agency`, `court`).
    pub to: Vec<String>,
    /// The line in the file.
    #[serde(skip)]
    pub line: usize,
}

/// The most days that a step may stand from its anchor.
const MAX_OFFSET_DAYS: i32 = 1_000;

/// When a step is taken.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
pub struct At {
    /// The day from which it counts.
    pub from: Anchor,
    /// How many days after it; negative is before.
    pub days: i32,
}

/// The day from which a step counts.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
#[serde(rename_all = "kebab-case")]
pub enum Anchor {
    /// The due date of the item.
    Due,
    /// The day the invoice was issued.
    Invoice,
}

impl At {
    /// Reads it as a policy writes it: `due`, `due + 3 days`, `invoice - 1 day`.
    #[must_use]
    pub fn read(text: &str) -> Option<At> {
        let text = text.trim();
        let (from, rest) = match text.strip_prefix("due") {
            Some(rest) => (Anchor::Due, rest),
            None => (Anchor::Invoice, text.strip_prefix("invoice")?),
        };
        let rest = rest.trim();
        if rest.is_empty() {
            return Some(At { from, days: 0 });
        }
        let (sign, rest) = match rest.strip_prefix('-') {
            Some(rest) => (-1, rest),
            None => (1, rest.strip_prefix('+')?),
        };
        let number = rest
            .trim()
            .strip_suffix("days")
            .or_else(|| rest.trim().strip_suffix("day"))?
            .trim();
        let days: i32 = number
            .bytes()
            .all(|b| b.is_ascii_digit())
            .then(|| number.parse().ok())??;
        (days <= MAX_OFFSET_DAYS).then_some(At {
            from,
            days: sign * days,
        })
    }
}

impl std::fmt::Display for At {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        let anchor = match self.from {
            Anchor::Due => "due",
            Anchor::Invoice => "invoice",
        };
        let (sign, days) = if self.days < 0 {
            ('-', -self.days)
        } else {
            ('+', self.days)
        };
        match days {
            0 => f.write_str(anchor),
            1 => write!(f, "{anchor} {sign} 1 day"),
            _ => write!(f, "{anchor} {sign} {days} days"),
        }
    }
}

/// What may be agreed with a customer without asking anybody.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize)]
pub struct Concessions {
    /// The payment plan that may be offered.
    pub plan: Option<PlanOffer>,
    /// The settlement that may be offered.
    pub settlement: Option<SettlementOffer>,
}

/// A payment plan that may be offered.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct PlanOffer {
    /// At most so many instalments.
    pub instalments: i64,
    /// The first of them at least, as written (`25%`).
    pub first: Option<String>,
    /// Over at most so many days.
    pub over_days: Option<i64>,
    /// Up to this sum without approval, in minor units of the policy's currency.
    pub auto_below: Option<i64>,
}

/// A settlement that may be offered.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct SettlementOffer {
    /// Not less than this share, as written (`90%`).
    pub floor: Option<String>,
    /// Not before this.
    pub only_after: Option<At>,
    /// The role that must approve it.
    pub approve: Option<String>,
}

impl Policy {
    /// The hash of what the policy says. Comments, order of sections and layout do not change it.
    #[must_use]
    pub fn hash(&self) -> String {
        // Serialising plain structs with text keys to memory cannot fail; an empty text would only
        // make two broken policies look alike.
        let content = serde_json::to_string(self).unwrap_or_default();
        blake3::hash(content.as_bytes()).to_hex().to_string()
    }

    /// The procedure of a class.
    #[must_use]
    pub fn procedure_of(&self, class: &Class) -> &Procedure {
        &self.procedures[class.procedure]
    }

    /// Finds a step by its name in any procedure, with the procedure it stands in.
    #[must_use]
    pub fn step(&self, name: &str) -> Option<(&Procedure, &Step)> {
        self.procedures.iter().find_map(|procedure| {
            let step = procedure.steps.iter().find(|step| &*step.name == name)?;
            Some((procedure, step))
        })
    }
}

fn canonical<S: Serializer>(condition: &Condition, serializer: S) -> Result<S::Ok, S::Error> {
    serializer.collect_str(condition)
}

fn canonical_option<S: Serializer>(
    condition: &Option<Condition>,
    serializer: S,
) -> Result<S::Ok, S::Error> {
    match condition {
        Some(condition) => serializer.serialize_some(&condition.to_string()),
        None => serializer.serialize_none(),
    }
}
