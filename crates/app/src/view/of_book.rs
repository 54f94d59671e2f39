//! The journal of the book itself in words: its settings, its policy, what two people decided.

use dunwell_core::sentence::{self, Sentence};
use serde_json::Value;

/// A record in words; none for a kind that has no sentence of its own.
pub(super) fn in_words(kind: &str, details: &Value) -> Option<Sentence> {
    let said = match kind {
        "settings-changed" => settings_changed(details)?,
        "policy-put-into-force" => Sentence::new(
            "of-book.policy",
            "The policy \"{name}\" came into force as version {version}.",
        )
        .with("name", details["name"].as_str()?)
        .with("version", details["version"].as_i64()?),
        "request-made" => match reason(details) {
            None => Sentence::new("of-book.asked", "Asked to {asks}.").with("asks", asks(details)?),
            Some(reason) => Sentence::new("of-book.asked-because", "Asked to {asks}; {reason}.")
                .with("asks", asks(details)?)
                .with("reason", reason),
        },
        "request-approved" => {
            Sentence::new("of-book.approved", "Approved: {asks}.").with("asks", asks(details)?)
        }
        "request-declined" => match reason(details) {
            None => {
                Sentence::new("of-book.declined", "Declined: {asks}.").with("asks", asks(details)?)
            }
            Some(reason) => {
                Sentence::new("of-book.declined-because", "Declined: {asks}; {reason}.")
                    .with("asks", asks(details)?)
                    .with("reason", reason)
            }
        },
        "request-withdrawn" => {
            Sentence::new("of-book.taken-back", "Took back the request to {asks}.")
                .with("asks", asks(details)?)
        }
        _ => return None,
    };
    Some(
        match (details["asked_by"].as_str(), &details["by_the_operator"]) {
            (_, Value::Bool(true)) => Sentence::new(
                "of-book.by-the-operator",
                "{said} By the operator of the installation.",
            )
            .with("said", said),
            (Some(name), _) => Sentence::new("of-book.asked-by", "{said} {name} asked for it.")
                .with("said", said)
                .with("name", name),
            _ => said,
        },
    )
}

fn asks(details: &Value) -> Option<&str> {
    details["asks"].as_str()
}

/// A reason as it stands at the end of a sentence.
fn reason(details: &Value) -> Option<&str> {
    let reason = details["reason"].as_str()?;
    Some(reason.trim_end_matches('.'))
}

/// What each setting was and is.
fn settings_changed(details: &Value) -> Option<Sentence> {
    let one = |change: &Value| {
        let setting = change["setting"].as_str()?.replace(['_', '.'], " ");
        let (before, after) = (change["before"].as_str()?, change["after"].as_str()?);
        Some(match (before, after) {
            ("", after) => Sentence::new("of-book.set", "{setting} is \"{after}\" now")
                .with("setting", setting)
                .with("after", after),
            (before, "") => Sentence::new(
                "of-book.emptied",
                "{setting} was \"{before}\" and is empty now",
            )
            .with("setting", setting)
            .with("before", before),
            (before, after) => Sentence::new(
                "of-book.changed",
                "{setting} was \"{before}\" and is \"{after}\" now",
            )
            .with("setting", setting)
            .with("before", before)
            .with("after", after),
        })
    };
    let changes = details["changes"].as_array()?.iter().map(one);
    let changes: Vec<Sentence> = changes.collect::<Option<_>>()?;
    Some(
        Sentence::new("of-book.settings", "Settings changed: {changes}.")
            .with("changes", sentence::Value::Several(changes, "; ".into())),
    )
}

#[cfg(test)]
mod tests {
    use super::*;
    use serde_json::json;

    #[test]
    fn what_happened_to_a_book_is_told_in_words() {
        for (kind, details, words) in [
            (
                "settings-changed",
                json!({"changes": [
                    {"setting": "phone", "before": "", "after": "+44 7700 900123"},
                    {"setting": "bank.iban", "before": "A", "after": "B"},
                    {"setting": "holiday", "before": "2026-12-25 Christmas Day", "after": ""},
                ], "by_the_operator": true}),
                "Settings changed: phone is \"+44 7700 900123\" now; bank iban was \"A\" and is \"B\" now; holiday was \"2026-12-25 Christmas Day\" and is empty now. By the operator of the installation.",
            ),
            (
                "policy-put-into-force",
                json!({"name": "Standard", "version": 2, "hash": "abc", "asked_by": "Anna"}),
                "The policy \"Standard\" came into force as version 2. Anna asked for it.",
            ),
            (
                "request-made",
                json!({"asks": "write off GBP 600.00 on invoice R-1", "reason": "They closed."}),
                "Asked to write off GBP 600.00 on invoice R-1; They closed.",
            ),
            (
                "request-declined",
                json!({"asks": "change where customers pay to", "asked_by": "Anna", "reason": "Ring the bank first"}),
                "Declined: change where customers pay to; Ring the bank first. Anna asked for it.",
            ),
        ] {
            let said = in_words(kind, &details).map(|said| said.to_string());
            assert_eq!(said.as_deref(), Some(words));
        }
        assert_eq!(in_words("charged", &json!({})), None);
    }
}
