//! Saying plainly why a condition cannot be read: what stands at the place where the parser stopped,
//! and what is usually meant by it.

/// What people write out of habit from other languages, and what it is here.
const HABITS: [(&str, &str); 10] = [
    ("and", "write && for \"and\""),
    ("AND", "write && for \"and\""),
    ("or", "write || for \"or\""),
    ("OR", "write || for \"or\""),
    ("not", "write ! for \"not\""),
    ("NOT", "write ! for \"not\""),
    ("is", "write == to compare"),
    ("=", "write == to compare, and >= or <= with the = last"),
    ("&", "write && for \"and\""),
    ("|", "write || for \"or\""),
];

/// The message for a condition that the parser stopped reading at a byte.
pub(super) fn unreadable(source: &str, at: usize) -> String {
    let rest = source.get(at..).unwrap_or_default().trim_start();
    let Some(first) = rest.chars().next() else {
        return "the condition ends too early; a value, a fact or a closing parenthesis is missing"
            .to_owned();
    };
    let hint = match first {
        '\'' | '"' if rest[1..].contains(first) => {
            "something is missing before this text: a sign such as ==, or a comma in a list"
                .to_owned()
        }
        '\'' | '"' => "the text that begins here has no closing quotation mark".to_owned(),
        '\u{2018}' | '\u{2019}' | '\u{201C}' | '\u{201D}' | '\u{201E}' | '\u{00AB}'
        | '\u{00BB}' => {
            format!("{first} is not a quotation mark here; write texts as 'DE'")
        }
        ')' | ']' | '}' => format!("\"{first}\" closes nothing, or something is missing before it"),
        ',' => {
            "a comma stands in lists only; write numbers without one, such as 25000.0".to_owned()
        }
        _ => {
            let found = word(rest, first);
            let before = source
                .get(..at)
                .unwrap_or_default()
                .split_whitespace()
                .next_back();
            match HABITS
                .iter()
                .find(|(habit, _)| *habit == found || Some(*habit) == before)
            {
                Some((_, advice)) => (*advice).to_owned(),
                None if first.is_ascii_digit() => {
                    format!("the number {found} does not belong here, or has too many digits")
                }
                None => format!("\"{found}\" does not belong here"),
            }
        }
    };
    format!("{hint}; a condition looks like: overdue >= 1000.0 && country == 'DE'")
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
