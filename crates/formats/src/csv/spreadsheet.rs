//! What spreadsheets do to numbers and texts, recognised so that it can be taken off or said.

/// The text of a cell that was written as a formula to keep its zeros: `="0012"` is `0012`.
pub(super) fn unwrapped(text: &str) -> &str {
    let inner = text
        .strip_prefix("=\"")
        .and_then(|rest| rest.strip_suffix('"'));
    match inner {
        Some(inner) if !inner.contains('"') => inner.trim(),
        _ => text,
    }
}

/// Whether a number of a document was rounded to a power of ten: `1.23E+05`. What stood there before
/// is lost, so it can only be said.
pub(super) fn is_rounded(text: &str) -> bool {
    // Most texts are told by their first character; an import asks for each of them.
    if !text.starts_with(|first: char| first.is_ascii_digit()) {
        return false;
    }
    let Some((digits, power)) = text.split_once(['E', 'e']) else {
        return false;
    };
    let all_digits = |text: &str| !text.is_empty() && text.bytes().all(|b| b.is_ascii_digit());
    let (whole, fraction) = digits.split_once(['.', ',']).unwrap_or((digits, "0"));
    all_digits(whole) && all_digits(fraction) && power.strip_prefix('+').is_some_and(all_digits)
}

/// Whether this is the number under which a spreadsheet keeps a day: 20000 is in 1954, 60000 in 2064.
pub(super) fn is_day_number(text: &str) -> bool {
    let text = text.strip_suffix(".0").unwrap_or(text);
    let is_short = text.len() == 5 && text.bytes().all(|b| b.is_ascii_digit());
    is_short
        && text
            .parse::<u32>()
            .is_ok_and(|number| (20_000..=60_000).contains(&number))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_formula_that_keeps_zeros_is_its_text() {
        for (text, expected) in [
            ("=\"0012\"", "0012"),
            ("=\"\"", ""),
            ("0012", "0012"),
            ("=A1", "=A1"),
            ("=\"a\"&\"b\"", "=\"a\"&\"b\""),
            ("=\"", "=\""),
        ] {
            assert_eq!(unwrapped(text), expected, "{text}");
        }
    }

    #[test]
    fn rounded_numbers_and_numbers_of_days_are_recognised() {
        for (text, rounded, day) in [
            ("1.23E+05", true, false),
            ("1,5e+12", true, false),
            ("2E+5", true, false),
            ("12E5", false, false),
            ("E+05", false, false),
            ("RE+05", false, false),
            ("46023", false, true),
            ("46023.0", false, true),
            ("19999", false, false),
            ("60001", false, false),
            ("046023", false, false),
        ] {
            assert_eq!(
                (is_rounded(text), is_day_number(text)),
                (rounded, day),
                "{text}"
            );
        }
    }
}
