//! The journal in words: what happened to a customer, each record a sentence or two.

use dunwell_core::action::{ActionStatus, Do};
use dunwell_core::journal::Record;
use dunwell_core::money::Money;
use dunwell_core::reason::Reason;
use jiff::Timestamp;
use jiff::civil::Date;
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

/// A record in words. A kind that has no sentence of its own is told by its name and its details.
pub(crate) fn in_words(kind: &str, payload: &str) -> String {
    // The payload was written by this program; one that cannot be read says nothing more.
    let details: Value = serde_json::from_str(payload).unwrap_or_default();
    let special = match kind {
        "decided" => decided(&details),
        "invoices-imported" => invoices_imported(&details),
        "invoice-corrected" => invoice_corrected(&details),
        "customer-imported" => Some("The customer came in with a file.".to_owned()),
        _ => None,
    };
    special.unwrap_or_else(|| plain(kind, &details))
}

/// What a run decided, closed and passed over.
fn decided(details: &Value) -> Option<String> {
    let mut sentences = Vec::new();
    for action in details.get("decided")?.as_array()? {
        let kind = action["does"]
            .as_str()
            .and_then(Do::from_code)
            .map_or("", words::kind);
        let amount: Option<Money> = read(&action["amount"]);
        let status: Option<ActionStatus> = read(&action["status"]);
        sentences.push(format!(
            "Decided: {} ({kind}){}{}.",
            action["step"].as_str()?,
            amount.map_or_else(String::new, |amount| format!(" about {amount}")),
            status.map_or_else(String::new, |status| format!("; {}", words::status(status))),
        ));
    }
    for closed in details.get("closed")?.as_array()? {
        let reason: Option<Reason> = read(&closed[1]);
        let why = reason.map_or_else(String::new, |reason| format!(" {}", reason.sentence()));
        sentences.push(format!("An earlier action is no longer wanted.{why}"));
    }
    for step in details.get("not_taken")?.as_array()? {
        let reason: Option<Reason> = read(&step[3]);
        let why = reason.map_or_else(String::new, |reason| format!(" {}", reason.sentence()));
        sentences.push(format!(
            "Not taken for {}: {}.{why}",
            step[0].as_str()?,
            step[2].as_str()?
        ));
    }
    Some(sentences.join(" "))
}

fn invoices_imported(details: &Value) -> Option<String> {
    let invoices = details.as_array()?;
    let one = |invoice: &Value| {
        Some(format!(
            "{} ({} {}, due {})",
            invoice["number"].as_str()?,
            invoice["currency"].as_str()?,
            invoice["total"].as_str()?,
            words::day(read(&invoice["due"])?)
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
    let count = words::count_of(
        i64::try_from(invoices.len()).unwrap_or(i64::MAX),
        "invoice",
        "invoices",
    );
    Some(format!("{count} came in: {}{more}.", named.join(", ")))
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

/// The kind as words, and each detail by its name.
fn plain(kind: &str, details: &Value) -> String {
    let mut text = kind.replace('-', " ");
    if let Some(first) = text.get_mut(..1) {
        first.make_ascii_uppercase();
    }
    let details: Vec<String> = details
        .as_object()
        .into_iter()
        .flatten()
        .filter_map(|(name, value)| Some(format!("{} {}", name.replace('_', " "), shown(value)?)))
        .collect();
    if details.is_empty() {
        format!("{text}.")
    } else {
        format!("{text}: {}.", details.join(", "))
    }
}

/// A detail as people read it; none for what says nothing to them.
fn shown(value: &Value) -> Option<String> {
    match value {
        Value::Null => None,
        Value::Bool(true) => Some("yes".to_owned()),
        Value::Bool(false) => Some("no".to_owned()),
        Value::Number(number) => Some(number.to_string()),
        Value::String(text) if text.is_empty() || is_id(text) => None,
        Value::String(text) => Some(
            text.parse::<Date>()
                .map_or_else(|_| text.clone(), words::day),
        ),
        Value::Object(_) => read::<Money>(value).map(|money| money.to_string()),
        Value::Array(list) => {
            let shown: Vec<String> = list.iter().filter_map(shown).collect();
            (!shown.is_empty()).then(|| shown.join(" "))
        }
    }
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
                "Payment recorded: amount GBP 500.00, date 2 Mar 2026.",
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
            ("something-new", "not JSON", "Something new."),
        ] {
            assert_eq!(in_words(kind, payload), words);
        }
    }
}
