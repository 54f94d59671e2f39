//! What a record of the journal tells, as data: the command line says it in English, the desk in the
//! language of whoever reads.

use dunwell_core::action::{ActionStatus, Do};
use dunwell_core::currency::Currency;
use dunwell_core::dates::parse_date;
use dunwell_core::money::Money;
use dunwell_core::reason::Reason;
use jiff::civil::Date;
use serde::de::DeserializeOwned;
use serde_json::Value;

/// How many invoices of one import are named.
const INVOICES_NAMED: usize = 3;

/// What a record tells.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Told {
    /// What a run decided, closed and passed over.
    Decided {
        /// The new actions.
        actions: Vec<NewAction>,
        /// Why earlier actions are no longer wanted; those are left out whose step was passed over for
        /// the same reason.
        closed: Vec<Option<Reason>>,
        /// The steps that were passed over.
        not_taken: Vec<NotTaken>,
    },
    /// Invoices that came in with a file.
    InvoicesImported {
        /// The first of them.
        named: Vec<NewInvoice>,
        /// How many there were.
        count: usize,
    },
    /// An invoice that was corrected by a file.
    InvoiceCorrected {
        /// Its number.
        number: String,
        /// What was changed, by the names of the fields.
        fields: Vec<String>,
    },
    /// What was charged for paying late, and on what ground.
    Charged {
        /// Each charge.
        charges: Vec<NewCharge>,
        /// The ground in words, as it was kept.
        basis: String,
    },
    /// Everything else: the kind of the record, and its details by their names.
    Other {
        /// The kind.
        kind: String,
        /// The details in the order in which they are told.
        details: Vec<Detail>,
    },
}

/// An action that was decided.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct NewAction {
    /// The step's name.
    pub step: String,
    /// What it does.
    pub does: Do,
    /// What it is about.
    pub amount: Option<Money>,
    /// What became of it at once.
    pub status: Option<ActionStatus>,
}

/// A step that was passed over for some invoices, for one and the same reason.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct NotTaken {
    /// The invoices' numbers.
    pub invoices: Vec<String>,
    /// The step's name.
    pub step: String,
    /// Why.
    pub reason: Option<Reason>,
}

/// An invoice that came in.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct NewInvoice {
    /// Its number.
    pub number: String,
    /// Its total.
    pub total: Money,
    /// The day it is due.
    pub due: Date,
}

/// A charge that was made.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct NewCharge {
    /// How much.
    pub amount: Money,
    /// What it is: `interest`, `fixed-sum`, `fee`.
    pub kind: String,
    /// The invoice's number.
    pub invoice: String,
}

/// A detail of a record.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Detail {
    /// Its name in the record.
    pub name: String,
    /// What it says.
    pub value: Shown,
}

/// What a detail says.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Shown {
    /// That it is so.
    Yes,
    /// An amount.
    Money(Money),
    /// A day.
    Day(Date),
    /// A number.
    Number(String),
    /// A text, or a word of ours.
    Text(String),
    /// What a step does.
    Does(Do),
    /// Several things that belong together.
    Group(Vec<Shown>),
    /// Several things of the same kind.
    List(Vec<Shown>),
}

/// Details that are told first, in this order; those that are not named here follow by their names.
const FIRST: [&str; 8] = [
    "amount", "step", "invoice", "invoices", "date", "by", "from", "until",
];

/// Details that are told last: what somebody said or wrote.
const LAST: [&str; 2] = ["text", "reason"];

impl Told {
    /// Reads a record.
    #[must_use]
    pub fn read(kind: &str, payload: &str) -> Told {
        // The payload was written by this program; one that cannot be read says nothing more.
        let details: Value = serde_json::from_str(payload).unwrap_or_default();
        let special = match kind {
            "decided" => decided(&details),
            "invoices-imported" => invoices_imported(&details),
            "invoice-corrected" => invoice_corrected(&details),
            "charged" => charged(&details),
            // The number says no more than whose journal it is.
            "customer-imported" => Some(other(kind, &Value::Null)),
            _ => None,
        };
        special.unwrap_or_else(|| other(kind, &details))
    }
}

fn decided(details: &Value) -> Option<Told> {
    let new_action = |action: &Value| {
        Some(NewAction {
            step: text(&action["step"])?,
            does: action["does"].as_str().and_then(Do::from_code)?,
            amount: read(&action["amount"]),
            status: read(&action["status"]),
        })
    };
    let actions = details.get("decided")?.as_array()?.iter().map(new_action);
    let passed = details.get("not_taken")?.as_array()?;
    let closed = details.get("closed")?.as_array()?.iter();
    let mut not_taken: Vec<NotTaken> = Vec::new();
    for one in passed {
        let (invoice, step) = (text(&one[0])?, text(&one[2])?);
        let reason: Option<Reason> = read(&one[3]);
        let is_same = |known: &&mut NotTaken| known.step == step && known.reason == reason;
        match not_taken.iter_mut().find(is_same) {
            // The next instalment of the same invoice.
            Some(known) if known.invoices.last() == Some(&invoice) => {}
            Some(known) => known.invoices.push(invoice),
            None => not_taken.push(NotTaken {
                invoices: vec![invoice],
                step,
                reason,
            }),
        }
    }
    Some(Told::Decided {
        actions: actions.collect::<Option<_>>()?,
        closed: closed
            .filter(|closed| passed.iter().all(|step| step[3] != closed[1]))
            .map(|closed| read(&closed[1]))
            .collect(),
        not_taken,
    })
}

fn invoices_imported(details: &Value) -> Option<Told> {
    let invoices = details.as_array()?;
    let new_invoice = |invoice: &Value| {
        let currency: Currency = read(&invoice["currency"])?;
        Some(NewInvoice {
            number: text(&invoice["number"])?,
            total: Money::parse(invoice["total"].as_str()?, currency).ok()?,
            due: read(&invoice["due"])?,
        })
    };
    let named = invoices.iter().take(INVOICES_NAMED);
    Some(Told::InvoicesImported {
        named: named.filter_map(new_invoice).collect(),
        count: invoices.len(),
    })
}

fn charged(details: &Value) -> Option<Told> {
    let charges = details.get("charges")?.as_array()?;
    let new_charge = |charge: &Value| {
        Some(NewCharge {
            amount: read(&charge["amount"])?,
            kind: text(&charge["kind"])?,
            invoice: text(&charge["invoice"])?,
        })
    };
    Some(Told::Charged {
        basis: text(charges.first()?.get("basis")?)?,
        charges: charges.iter().map(new_charge).collect::<Option<_>>()?,
    })
}

fn invoice_corrected(details: &Value) -> Option<Told> {
    let (before, after) = (
        details.get("before")?.as_object()?,
        details.get("after")?.as_object()?,
    );
    let changed = before
        .iter()
        .filter(|(field, value)| after.get(*field) != Some(*value));
    Some(Told::InvoiceCorrected {
        number: text(&details["number"])?,
        fields: changed.map(|(field, _)| field.clone()).collect(),
    })
}

fn other(kind: &str, details: &Value) -> Told {
    let told = |(name, value): (&str, &Value)| {
        Some(Detail {
            name: name.to_owned(),
            value: detail(name, value)?,
        })
    };
    Told::Other {
        kind: kind.to_owned(),
        details: in_order(details).into_iter().filter_map(told).collect(),
    }
}

/// A detail as people are told it; none for what says nothing to them.
fn detail(name: &str, value: &Value) -> Option<Shown> {
    match (name, value) {
        ("ways_to_reach", Value::Number(count)) => {
            (count.as_u64() != Some(0)).then(|| Shown::Number(count.to_string()))
        }
        ("does", Value::String(code)) => Do::from_code(code).map(Shown::Does),
        // What is so is told by its name alone, and what is not so is not told.
        (_, Value::Bool(true)) => Some(Shown::Yes),
        _ => shown(value),
    }
}

/// The details in the order in which they are told.
fn in_order(details: &Value) -> Vec<(&str, &Value)> {
    let mut all: Vec<(&str, &Value)> = details
        .as_object()
        .into_iter()
        .flatten()
        .map(|(name, value)| (name.as_str(), value))
        .collect();
    let rank = |name: &str| match FIRST.iter().position(|first| *first == name) {
        Some(place) => place,
        None => FIRST.len() + usize::from(LAST.contains(&name)),
    };
    all.sort_by_key(|(name, _)| (rank(name), *name));
    all
}

fn shown(value: &Value) -> Option<Shown> {
    match value {
        Value::Null | Value::Bool(false) => None,
        Value::Bool(true) => Some(Shown::Yes),
        Value::Number(number) => Some(Shown::Number(number.to_string())),
        Value::String(text) if text.is_empty() || is_id(text) => None,
        // Only a date written in full is one: an invoice may well have the number 20261015.
        Value::String(text) => {
            Some(parse_date(text).map_or_else(|_| Shown::Text(text.clone()), Shown::Day))
        }
        Value::Object(_) => match read::<Money>(value) {
            Some(money) => (!money.is_zero()).then_some(Shown::Money(money)),
            None => several(in_order(value).into_iter().map(|(_, value)| value)).map(Shown::Group),
        },
        Value::Array(list) => several(list.iter()).map(Shown::List),
    }
}

fn several<'a>(values: impl Iterator<Item = &'a Value>) -> Option<Vec<Shown>> {
    let shown: Vec<Shown> = values.filter_map(shown).collect();
    (!shown.is_empty()).then_some(shown)
}

/// Whether a text is an id, such as `act_` and 32 digits.
fn is_id(text: &str) -> bool {
    text.split_once('_').is_some_and(|(prefix, digits)| {
        prefix.len() == 3
            && digits.len() == 32
            && digits.bytes().all(|byte| byte.is_ascii_hexdigit())
    })
}

fn text(value: &Value) -> Option<String> {
    value.as_str().map(str::to_owned)
}

pub(super) fn read<T: DeserializeOwned>(value: &Value) -> Option<T> {
    T::deserialize(value).ok()
}
