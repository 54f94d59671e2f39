//! The journal in words: what happened to a customer, each record a sentence or two.

use dunwell_core::sentence::Sentence;
use std::collections::HashMap;

use dunwell_core::action::Do;
use dunwell_core::id::ActionId;
use dunwell_core::journal::Record;
use dunwell_core::reason::Reason;
use jiff::Timestamp;
use serde::Serialize;
use serde_json::Value;

use super::told::{Detail, NewAction, NewCharge, NewInvoice, NotTaken, Shown, Told, read};
use super::words;

/// Something that happened to a customer.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, utoipa::ToSchema)]
pub struct Event {
    /// Its place in the customer's journal, from 1.
    pub seq: i64,
    /// When it was recorded.
    pub at: Timestamp,
    /// Who did it.
    pub actor: String,
    /// What happened, as a stable word.
    pub kind: String,
    /// What happened, in words.
    pub text: String,
    /// The same as data, for those who say it in another language.
    #[serde(skip)]
    pub told: Told,
    /// The same of a record of the book itself.
    #[serde(skip)]
    pub of_book: Option<Sentence>,
}

impl From<&Record> for Event {
    fn from(record: &Record) -> Event {
        let told = Told::read(&record.kind, &record.payload);
        // The payload was written by this program; one that cannot be read says nothing more.
        let details: Value = serde_json::from_str(&record.payload).unwrap_or_default();
        let of_book = super::of_book::in_words(&record.kind, &details);
        Event {
            seq: record.seq,
            at: record.at,
            actor: record.actor.clone(),
            kind: record.kind.clone(),
            text: match &of_book {
                Some(said) => said.to_string(),
                None => in_words(&told),
            },
            told,
            of_book,
        }
    }
}

/// Why steps were passed over on earlier days, by invoice number, instalment and step.
pub(crate) type PassedOver = HashMap<(String, u64, String), String>;

/// What a customer's journal says about steps that were passed over.
pub(crate) fn passed_over(records: &[Record]) -> PassedOver {
    let mut passed = PassedOver::new();
    for details in decisions(records) {
        for step in details["not_taken"].as_array().into_iter().flatten() {
            let reason: Option<Reason> = read(&step[3]);
            if let (Some(number), Some(instalment), Some(name), Some(reason)) =
                (step[0].as_str(), step[1].as_u64(), step[2].as_str(), reason)
            {
                passed.insert(
                    (number.to_owned(), instalment, name.to_owned()),
                    reason.sentence(),
                );
            }
        }
    }
    passed
}

/// Why runs closed actions, as a customer's journal has it.
pub(crate) fn closed_because(records: &[Record]) -> HashMap<ActionId, Reason> {
    let mut closed = HashMap::new();
    for details in decisions(records) {
        let list = details["closed"].as_array().into_iter().flatten();
        closed.extend(list.filter_map(read::<(ActionId, Reason)>));
    }
    closed
}

fn decisions(records: &[Record]) -> impl Iterator<Item = Value> {
    let decided = records.iter().filter(|record| record.kind == "decided");
    decided.map(|record| serde_json::from_str(&record.payload).unwrap_or_default())
}

/// A record in English.
fn in_words(told: &Told) -> String {
    match told {
        Told::Decided {
            actions,
            closed,
            not_taken,
        } => {
            let decided = actions.iter().map(decided);
            let closed = closed.iter().map(|reason| {
                let because = because(reason.as_ref());
                format!("An earlier action is no longer wanted.{because}")
            });
            let passed = not_taken.iter().map(not_taken_in_words);
            let all: Vec<String> = decided.chain(closed).chain(passed).collect();
            all.join(" ")
        }
        Told::InvoicesImported { named, count } => imported(named, *count),
        Told::InvoiceCorrected { number, fields } if fields.is_empty() => {
            format!("Invoice {number} was corrected.")
        }
        Told::InvoiceCorrected { number, fields } => {
            format!("Invoice {number} was corrected: {}.", fields.join(", "))
        }
        Told::Charged { charges, basis } => {
            let one = |charge: &NewCharge| {
                let kind = charge.kind.replace('-', " ");
                format!("{} {kind} on {}", charge.amount, charge.invoice)
            };
            let told: Vec<String> = charges.iter().map(one).collect();
            format!("Charged: {}; {basis}.", told.join(", "))
        }
        Told::Other { kind, .. } if kind == "customer-imported" => {
            "The customer came in with a file.".to_owned()
        }
        Told::Other { kind, details } => other(kind, details),
    }
}

fn decided(action: &NewAction) -> String {
    let about = action.amount.map(|amount| format!(" about {amount}"));
    let status = action
        .status
        .map(|status| format!("; {}", words::status(status)));
    format!(
        "Decided: {}{}{}.",
        words::step(&action.step, action.does),
        about.unwrap_or_default(),
        status.unwrap_or_default(),
    )
}

fn not_taken_in_words(step: &NotTaken) -> String {
    let because = because(step.reason.as_ref());
    let invoices = step.invoices.join(", ");
    format!("Not taken for {invoices}: {}.{because}", step.step)
}

/// A reason as a sentence that follows another one.
fn because(reason: Option<&Reason>) -> String {
    reason.map_or_else(String::new, |reason| format!(" {}", reason.sentence()))
}

fn imported(named: &[NewInvoice], count: usize) -> String {
    let one = |invoice: &NewInvoice| {
        let due = words::day(invoice.due);
        format!("{} ({}, due {due})", invoice.number, invoice.total)
    };
    let more = match count.saturating_sub(named.len()) {
        0 => String::new(),
        rest => format!(" and {rest} more"),
    };
    let named: Vec<String> = named.iter().map(one).collect();
    let count = words::count_of(count, "invoice", "invoices");
    format!("{count} came in: {}{more}.", named.join(", "))
}

/// Details that speak for themselves and need no name.
const WITHOUT_NAME: [&str; 4] = ["amount", "step", "date", "text"];

/// The kind as words, and each detail by its name.
fn other(kind: &str, details: &[Detail]) -> String {
    let mut text = kind.replace('-', " ");
    if let Some(first) = text.get_mut(..1) {
        first.make_ascii_uppercase();
    }
    if details.is_empty() {
        return format!("{text}.");
    }
    let told: Vec<String> = details.iter().map(detail).collect();
    let told = told.join(", ");
    format!("{text}: {}.", told.trim_end_matches('.'))
}

fn detail(detail: &Detail) -> String {
    let (name, value) = (detail.name.as_str(), shown(&detail.value));
    match (name, &detail.value) {
        ("ways_to_reach", _) if value == "1" => "1 new address or number".to_owned(),
        ("ways_to_reach", _) => format!("{value} new addresses or numbers"),
        (_, Shown::Yes) => name.replace('_', " "),
        (_, Shown::Does(_)) => value,
        ("outcome", _) => format!("outcome {}", value.replace('-', " ")),
        _ if WITHOUT_NAME.contains(&name) => value,
        _ => format!("{} {value}", name.replace('_', " ")),
    }
}

fn shown(value: &Shown) -> String {
    let joined = |several: &[Shown], between: &str| {
        let several: Vec<String> = several.iter().map(shown).collect();
        several.join(between)
    };
    match value {
        Shown::Yes => "yes".to_owned(),
        Shown::Money(money) => money.to_string(),
        Shown::Day(day) => words::day(*day),
        Shown::Number(text) | Shown::Text(text) => text.clone(),
        Shown::Does(Do::Escalate) => "hand-over".to_owned(),
        Shown::Does(does) => words::kind(*does).to_owned(),
        Shown::Group(several) => joined(several, " "),
        Shown::List(several) => joined(several, ", "),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn records_are_told_in_words() {
        for (kind, payload, words) in [
            (
                "payment-recorded",
                r#"{"date":"2026-03-02","amount":{"amount":"500.00","currency":"GBP"},"entry":"ent_00000000000000000000000000000007","invoice":null}"#,
                "Payment recorded: GBP 500.00, 2 Mar 2026.",
            ),
            (
                "payment-recorded",
                r#"{"amount":{"amount":"50.00","currency":"GBP"},"applied":[{"invoice":"R-1","amount":{"amount":"30.00","currency":"GBP"}}],
                   "unapplied":{"amount":"20.00","currency":"GBP"},"date":"2026-03-02","reason":"They rang."}"#,
                "Payment recorded: GBP 50.00, 2 Mar 2026, applied GBP 30.00 R-1, unapplied GBP 20.00, reason They rang.",
            ),
            (
                "charged",
                r#"{"date":"2026-03-02","charges":[{"entry":"ent_00000000000000000000000000000007","kind":"fixed-sum","invoice":"R-1",
                   "instalment":1,"amount":{"amount":"40.00","currency":"GBP"},"basis":"Late Payment Act","law":"GB.sum@0"}]}"#,
                "Charged: GBP 40.00 fixed sum on R-1; Late Payment Act.",
            ),
            (
                "call-recorded",
                r#"{"date":"2026-03-02","outcome":"no-answer","done":false,"text":"Try in the morning"}"#,
                "Call recorded: 2 Mar 2026, outcome no answer, Try in the morning.",
            ),
            (
                "invoices-imported",
                r#"[{"number":"R-1","total":"120.00","open":"120.00","currency":"GBP","due":"2026-03-31"}]"#,
                "1 invoice came in: R-1 (GBP 120.00, due 31 Mar 2026).",
            ),
            (
                "invoice-corrected",
                r#"{"number":"R-1","before":{"total":1,"due":"2026-03-31"},"after":{"total":1,"due":"2026-04-30"}}"#,
                "Invoice R-1 was corrected: due.",
            ),
            (
                "decided",
                r#"{"decided":[{"action":"x","step":"final demand","does":"letter","status":"awaiting-approval",
                   "amount":{"amount":"120.00","currency":"GBP"},"invoices":["R-1"]}],
                   "closed":[["x",{"reason":"paid"}]],"not_taken":[["R-1",1,"text",{"reason":"due-date-passed","due":"2026-03-31"}]]}"#,
                "Decided: final demand (letter) about GBP 120.00; waits for approval. \
                 An earlier action is no longer wanted. The invoices were paid or credited. \
                 Not taken for R-1: text. It was meant for before the due date, 31 March 2026.",
            ),
            (
                "decided",
                r#"{"decided":[],"closed":[],"not_taken":[["R-1",1,"text",{"reason":"paid"}],["R-1",2,"text",{"reason":"paid"}],
                   ["R-2",1,"text",{"reason":"paid"}],["R-2",1,"call",{"reason":"paid"}]]}"#,
                "Not taken for R-1, R-2: text. The invoices were paid or credited. \
                 Not taken for R-2: call. The invoices were paid or credited.",
            ),
            (
                "call-recorded",
                r#"{"date":"2026-03-02","outcome":"reached","done":true,"invoices":["20261015"]}"#,
                "Call recorded: invoices 20261015, 2 Mar 2026, done, outcome reached.",
            ),
            (
                "action-done",
                r#"{"step":"reminder","does":"email","date":"2026-03-02"}"#,
                "Action done: reminder, 2 Mar 2026, e-mail.",
            ),
            (
                "action-done",
                r#"{"step":"agency","does":"escalate","date":"2026-03-02"}"#,
                "Action done: agency, 2 Mar 2026, hand-over.",
            ),
            (
                "customer-changed",
                r#"{"names":[],"ways_to_reach":1,"country":"GB","language":null}"#,
                "Customer changed: country GB, 1 new address or number.",
            ),
            (
                "customer-changed",
                r#"{"names":["Smith"],"ways_to_reach":0,"country":null,"language":null}"#,
                "Customer changed: names Smith.",
            ),
            ("something-new", "not JSON", "Something new."),
        ] {
            assert_eq!(in_words(&Told::read(kind, payload)), words);
        }
    }
}
