//! The journal of the book itself in words: its settings, its policy, what two people decided.

use serde_json::Value;

/// A record in words; none for a kind that has no sentence of its own.
pub(super) fn in_words(kind: &str, details: &Value) -> Option<String> {
    let said = match kind {
        "settings-changed" => settings_changed(details)?,
        "policy-put-into-force" => format!(
            "The policy \"{}\" came into force as version {}.",
            details["name"].as_str()?,
            details["version"].as_i64()?
        ),
        "request-made" => format!("Asked to {}{}", asked(details)?, because(details)),
        "request-approved" => format!("Approved: {}.", asked(details)?),
        "request-declined" => format!("Declined: {}{}", asked(details)?, because(details)),
        "request-withdrawn" => format!("Took back the request to {}.", asked(details)?),
        _ => return None,
    };
    let by = match (details["asked_by"].as_str(), &details["by_the_operator"]) {
        (_, Value::Bool(true)) => " By the operator of the installation.".to_owned(),
        (Some(name), _) => format!(" {name} asked for it."),
        _ => String::new(),
    };
    Some(format!("{said}{by}"))
}

fn asked(details: &Value) -> Option<&str> {
    details["asks"].as_str()
}

/// A reason as the end of a sentence.
fn because(details: &Value) -> String {
    match details["reason"].as_str() {
        Some(reason) => format!("; {}.", reason.trim_end_matches('.')),
        None => ".".to_owned(),
    }
}

/// What each setting was and is.
fn settings_changed(details: &Value) -> Option<String> {
    let one = |change: &Value| {
        let setting = change["setting"].as_str()?.replace(['_', '.'], " ");
        let (before, after) = (change["before"].as_str()?, change["after"].as_str()?);
        Some(match (before, after) {
            ("", after) => format!("{setting} is \"{after}\" now"),
            (before, "") => format!("{setting} was \"{before}\" and is empty now"),
            (before, after) => format!("{setting} was \"{before}\" and is \"{after}\" now"),
        })
    };
    let changes: Vec<String> = details["changes"]
        .as_array()?
        .iter()
        .map(one)
        .collect::<Option<_>>()?;
    Some(format!("Settings changed: {}.", changes.join("; ")))
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
            assert_eq!(in_words(kind, &details).as_deref(), Some(words));
        }
        assert_eq!(in_words("charged", &json!({})), None);
    }
}
