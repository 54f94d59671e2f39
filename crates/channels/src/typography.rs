//! What a typist leaves to the typesetter.

use dunwell_core::lang::Lang;

/// A space at which a line does not break.
pub(crate) const NO_BREAK_SPACE: &str = "\u{a0}";

/// Sets the apostrophe, and the French spaces that do
/// not break before `:` `;` `!` `?` and inside quotation marks.
pub(crate) fn typeset(text: &str, lang: Lang) -> String {
    let mut set = String::with_capacity(text.len());
    let mut chars = text.chars().peekable();
    let mut before = ' ';
    while let Some(c) = chars.next() {
        let after = chars.peek().copied().unwrap_or(' ');
        let is_inside = before.is_alphabetic() && after.is_alphabetic();
        let is_french_space =
            lang == Lang::Fr && (matches!(after, ':' | ';' | '!' | '?' | '»') || before == '«');
        set.push(match c {
            '\'' if is_inside => '’',
            ' ' if is_french_space => '\u{a0}',
            _ => c,
        });
        before = c;
    }
    set
}

/// The text with spaces at which a line does not break, for what is read as one word: an amount, a
/// telephone number.
pub(crate) fn unbroken(text: &str) -> String {
    text.replace(' ', NO_BREAK_SPACE)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[track_caller]
    fn check(lang: Lang, typed: &str, set: &str) {
        assert_eq!(typeset(typed, lang), set);
    }

    #[test]
    fn apostrophes_and_french_spaces_are_set() {
        check(Lang::En, "don't say 'no' : ever", "don’t say 'no' : ever");
        check(
            Lang::Fr,
            "l'appel : « oui » !",
            "l’appel\u{a0}: «\u{a0}oui\u{a0}»\u{a0}!",
        );
        check(Lang::Fr, "https://example.com", "https://example.com");
    }
}
