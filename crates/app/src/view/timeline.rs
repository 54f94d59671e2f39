//! The journal in words: what happened to a customer, each record a sentence or two.

use std::collections::HashMap;

use dunwell_core::action::{ActionStatus, Do};
use dunwell_core::currency::Currency;
use dunwell_core::dates::parse_date;
use dunwell_core::journal::Record;
use dunwell_core::money::Money;
use dunwell_core::reason::Reason;
use jiff::Timestamp;
use serde::Serialize;
use serde::de::DeserializeOwned;
use serde_json::Value;

use super::words;

/// How many invoices of one import are named.
const INVOICES_NAMED: usize = 3;

/// Something that happened to a customer.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
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
}

impl From<&Record> for Event {
    fn from(record: &Record) -> Event {
        Event {
            seq: record.seq,
            at: record.at,
            actor: record.actor.clone(),
            kind: record.kind.clone(),
            text: in_words(&record.kind, &record.payload),
        }
    }
}

/// Why steps were passed over on earlier days, by invoice number, instalment and step.
pub(crate) type PassedOver = HashMap<(String, u64, String), String>;

/// What a customer's journal says about steps that were passed over.
pub(crate) fn passed_over(records: &[Record]) -> PassedOver {
    let mut passed = PassedOver::new();
    for record in records.iter().filter(|record| record.kind == "decided") {
        let details: Value = serde_json::from_str(&record.payload).unwrap_or_default();
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

/// A record in words. A kind that has no sentence of its own is told by its name and its details.
pub(crate) fn in_words(kind: &str, payload: &str) -> String {
    // The payload was written by this program; one that cannot be read says nothing more.
    let details: Value = serde_json::from_str(payload).unwrap_or_default();
    let special = match kind {
        "decided" => decided(&details),
        "invoices-imported" => invoices_imported(&details),
        "invoice-corrected" => invoice_corrected(&details),
        "charged" => charged(&details),
        "customer-imported" => Some("The customer came in with a file.".to_owned()),
        _ => None,
    };
    special.unwrap_or_else(|| plain(kind, &details))
}

/// What a run decided, closed and passed over.
fn decided(details: &Value) -> Option<String> {
    let mut sentences = Vec::new();
    for action in details.get("decided")?.as_array()? {
        let kind = action["does"].as_str().and_then(Do::from_code)?;
        let amount: Option<Money> = read(&action["amount"]);
        let status: Option<ActionStatus> = read(&action["status"]);
        sentences.push(format!(
            "Decided: {}{}{}.",
            words::step(action["step"].as_str()?, kind),
            amount.map_or_else(String::new, |amount| format!(" about {amount}")),
            status.map_or_else(String::new, |status| format!("; {}", words::status(status))),
        ));
    }
    let not_taken = details.get("not_taken")?.as_array()?;
    for closed in details.get("closed")?.as_array()? {
        // Where the step is passed over for the same reason, that says it all.
        if not_taken.iter().all(|step| step[3] != closed[1]) {
            sentences.push(format!(
                "An earlier action is no longer wanted.{}",
                because(&closed[1])
            ));
        }
    }
    for step in not_taken {
        let (number, name) = (step[0].as_str()?, step[2].as_str()?);
        sentences.push(format!(
            "Not taken for {number}: {name}.{}",
            because(&step[3])
        ));
    }
    Some(sentences.join(" "))
}

/// A reason as a sentence that follows another one.
fn because(reason: &Value) -> String {
    read::<Reason>(reason).map_or_else(String::new, |reason| format!(" {}", reason.sentence()))
}

fn invoices_imported(details: &Value) -> Option<String> {
    let invoices = details.as_array()?;
    let one = |invoice: &Value| {
        let currency: Currency = read(&invoice["currency"])?;
        let total = Money::parse(invoice["total"].as_str()?, currency).ok()?;
        let due = words::day(read(&invoice["due"])?);
        Some(format!(
            "{} ({total}, due {due})",
            invoice["number"].as_str()?
        ))
    };
    let named: Vec<String> = invoices
        .iter()
        .take(INVOICES_NAMED)
        .filter_map(one)
        .collect();
    let rest = invoices.len().saturating_sub(INVOICES_NAMED);
    let more = if rest == 0 {
        String::new()
    } else {
        format!(" and {rest} more")
    };
    let count = words::count_of(invoices.len(), "invoice", "invoices");
    Some(format!("{count} came in: {}{more}.", named.join(", ")))
}

/// What was charged for paying late, and on what ground.
fn charged(details: &Value) -> Option<String> {
    let charges = details.get("charges")?.as_array()?;
    let one = |charge: &Value| {
        let amount: Money = read(&charge["amount"])?;
        let kind = charge["kind"].as_str()?.replace('-', " ");
        Some(format!(
            "{amount} {kind} on {}",
            charge["invoice"].as_str()?
        ))
    };
    let told: Vec<String> = charges.iter().map(one).collect::<Option<_>>()?;
    let basis = charges.first()?.get("basis")?.as_str()?;
    Some(format!("Charged: {}; {basis}.", told.join(", ")))
}

fn invoice_corrected(details: &Value) -> Option<String> {
    let number = details["number"].as_str()?;
    let (before, after) = (
        details.get("before")?.as_object()?,
        details.get("after")?.as_object()?,
    );
    let changed: Vec<&str> = before
        .iter()
        .filter(|(field, value)| after.get(*field) != Some(*value))
        .map(|(field, _)| field.as_str())
        .collect();
    Some(match changed.as_slice() {
        [] => format!("Invoice {number} was corrected."),
        fields => format!("Invoice {number} was corrected: {}.", fields.join(", ")),
    })
}

/// Details that are told first, in this order; those that are not named here follow by their names.
const FIRST: [&str; 8] = [
    "amount", "step", "invoice", "invoices", "date", "by", "from", "until",
];

/// Details that are told last: what somebody said or wrote.
const LAST: [&str; 2] = ["text", "reason"];

/// Details that speak for themselves and need no name.
const WITHOUT_NAME: [&str; 4] = ["amount", "step", "date", "text"];

/// The kind as words, and each detail by its name.
fn plain(kind: &str, details: &Value) -> String {
    let mut text = kind.replace('-', " ");
    if let Some(first) = text.get_mut(..1) {
        first.make_ascii_uppercase();
    }
    let told: Vec<String> = in_order(details)
        .into_iter()
        .filter_map(|(name, value)| {
            if let Some(told) = in_own_words(name, value) {
                return (!told.is_empty()).then_some(told);
            }
            let value = shown(value)?;
            Some(match name {
                _ if WITHOUT_NAME.contains(&name) => value,
                "outcome" => format!("outcome {}", value.replace('-', " ")),
                _ => format!("{} {value}", name.replace('_', " ")),
            })
        })
        .collect();
    if told.is_empty() {
        return format!("{text}.");
    }
    let told = told.join(", ");
    format!("{text}: {}.", told.trim_end_matches('.'))
}

/// A detail that has words of its own; none of them where it says nothing worth telling.
fn in_own_words(name: &str, value: &Value) -> Option<String> {
    match (name, value) {
        ("ways_to_reach", Value::Number(count)) => Some(match count.as_u64()? {
            0 => String::new(),
            count => words::count_of(count, "new address or number", "new addresses or numbers"),
        }),
        ("does", Value::String(code)) => Some(match Do::from_code(code)? {
            Do::Escalate => "hand-over".to_owned(),
            does => words::kind(does).to_owned(),
        }),
        // What is so is told by its name alone, and what is not so is not told.
        (name, Value::Bool(true)) => Some(name.replace('_', " ")),
        (_, Value::Bool(false)) => Some(String::new()),
        _ => None,
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

/// A detail as people read it; none for what says nothing to them.
fn shown(value: &Value) -> Option<String> {
    match value {
        Value::Null | Value::Bool(false) => None,
        Value::Bool(true) => Some("yes".to_owned()),
        Value::Number(number) => Some(number.to_string()),
        Value::String(text) if text.is_empty() || is_id(text) => None,
        // Only a date written in full is one: an invoice may well have the number 20261015.
        Value::String(text) => Some(parse_date(text).map_or_else(|_| text.clone(), words::day)),
        Value::Object(_) => match read::<Money>(value) {
            Some(money) => (!money.is_zero()).then(|| money.to_string()),
            None => joined(in_order(value).into_iter().map(|(_, value)| value), " "),
        },
        Value::Array(list) => joined(list.iter(), ", "),
    }
}

fn joined<'a>(values: impl Iterator<Item = &'a Value>, between: &str) -> Option<String> {
    let shown: Vec<String> = values.filter_map(shown).collect();
    (!shown.is_empty()).then(|| shown.join(between))
}

/// Whether a text is an id, such as `act_` and 32 digits.
fn is_id(text: &str) -> bool {
    text.split_once('_').is_some_and(|(prefix, digits)| {
        prefix.len() == 3
            && digits.len() == 32
            && digits.bytes().all(|byte| byte.is_ascii_hexdigit())
    })
}

fn read<T: DeserializeOwned>(value: &Value) -> Option<T> {
    T::deserialize(value).ok()
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
            assert_eq!(in_words(kind, payload), words);
        }
    }
}
