//! Saying plainly why a condition cannot be read: what stands at the place where the parser stopped,
//! and what is usually meant by it.

use crate::sentence::Sentence;

/// The message for a condition that the parser stopped reading at a byte.
pub(super) fn unreadable(source: &str, at: usize) -> Sentence {
    let rest = source.get(at..).unwrap_or_default().trim_start();
    let Some(first) = rest.chars().next() else {
        return Sentence::new(
            "condition-error.ends-early",
            "the condition ends too early; a value, a fact or a closing parenthesis is missing",
        );
    };
    let before = source.get(..at).unwrap_or_default();
    Sentence::new(
        "condition-error.unreadable",
        "{why}; a condition looks like: overdue >= 1000.0 && country == 'DE'",
    )
    .with("why", hint(before, first, rest))
}

/// What is wrong at the place where a text begins.
fn hint(before: &str, first: char, rest: &str) -> Sentence {
    match first {
        '\'' | '"' if rest[1..].contains(first) => Sentence::new(
            "condition-error.missing-before-text",
            "something is missing before this text: a sign such as ==, or a comma in a list",
        ),
        '\'' | '"' => Sentence::new(
            "condition-error.open-text",
            "the text that begins here has no closing quotation mark",
        ),
        '\u{2018}' | '\u{2019}' | '\u{201C}' | '\u{201D}' | '\u{201E}' | '\u{00AB}'
        | '\u{00BB}' => Sentence::new(
            "condition-error.quotation-mark",
            "{sign} is not a quotation mark here; write texts as 'DE'",
        )
        .with("sign", first.to_string()),
        ')' | ']' | '}' => Sentence::new(
            "condition-error.closes-nothing",
            "\"{sign}\" closes nothing, or something is missing before it",
        )
        .with("sign", first.to_string()),
        ',' => Sentence::new(
            "condition-error.comma",
            "a comma stands in lists only; write numbers without one, such as 25000.0",
        ),
        _ => {
            let found = word(rest, first);
            let before = before.split_whitespace().next_back();
            habit(found)
                .or_else(|| before.and_then(habit))
                .unwrap_or_else(|| misplaced(found))
        }
    }
}

/// What people write out of habit from other languages, and what it is here.
fn habit(word: &str) -> Option<Sentence> {
    Some(match word {
        "and" | "AND" | "&" => Sentence::new("condition-error.and", "write && for \"and\""),
        "or" | "OR" | "|" => Sentence::new("condition-error.or", "write || for \"or\""),
        "not" | "NOT" => Sentence::new("condition-error.not", "write ! for \"not\""),
        "is" => Sentence::new("condition-error.is", "write == to compare"),
        "=" => Sentence::new(
            "condition-error.equals",
            "write == to compare, and >= or <= with the = last",
        ),
        _ => return None,
    })
}

fn misplaced(found: &str) -> Sentence {
    if found.starts_with(|first: char| first.is_ascii_digit()) {
        Sentence::new(
            "condition-error.misplaced-number",
            "the number {found} does not belong here, or has too many digits",
        )
        .with("found", found)
    } else {
        Sentence::new(
            "condition-error.misplaced",
            "\"{found}\" does not belong here",
        )
        .with("found", found)
    }
}

/// The word, the number or the sign with which a text begins.
fn word(rest: &str, first: char) -> &str {
    let is_word = |letter: char| letter.is_alphanumeric() || letter == '_' || letter == '.';
    let end = if is_word(first) {
        rest.find(|letter| !is_word(letter)).unwrap_or(rest.len())
    } else {
        first.len_utf8()
    };
    &rest[..end]
}
