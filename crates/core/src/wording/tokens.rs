//! Text as a row of plain words: lower case, no accents, no apostrophes, no invisible characters.

use crate::lang::Lang;

/// One word of a text.
#[derive(Debug)]
pub(super) struct Token {
    /// The word as it is compared; empty when it is hidden from the check.
    pub word: String,
    /// The word as it is spelled.
    pub spelling: String,
    /// Byte offsets of the word in the text.
    pub start: usize,
    /// The end of it, exclusive.
    pub end: usize,
    /// Whether a full stop, an exclamation or question mark, a semicolon or a blank line stands before it.
    pub starts_sentence: bool,
    /// Whether any punctuation stands before it.
    pub starts_clause: bool,
    /// Whether only a hyphen (and perhaps a line break) parts it from the next word.
    pub is_hyphenated: bool,
    /// Whether it has at least two letters, all of them capitals.
    pub is_capitals: bool,
}

/// Splits a text into its words.
pub(super) fn split(text: &str, lang: Lang) -> Vec<Token> {
    let mut tokens: Vec<Token> = Vec::new();
    let mut gap_start = 0;
    let mut chars = text.char_indices().peekable();
    while let Some((start, first)) = chars.next() {
        if !first.is_alphanumeric() {
            continue;
        }
        let mut end = start + first.len_utf8();
        while let Some(&(at, c)) = chars.peek() {
            if !c.is_alphanumeric() && !is_invisible(c) {
                break;
            }
            end = at + c.len_utf8();
            chars.next();
        }
        let gap = &text[gap_start..start];
        if let Some(previous) = tokens.last_mut() {
            previous.is_hyphenated = is_hyphen(gap);
        }
        let spelling: String = text[start..end]
            .chars()
            .filter(|&c| !is_invisible(c))
            .collect();
        tokens.push(Token {
            word: expand(fold(&spelling, lang), gap, lang),
            start,
            end,
            starts_sentence: tokens.is_empty() || ends_sentence(gap),
            starts_clause: tokens.is_empty()
                || gap.contains([',', '.', ';', ':', '!', '?', '(', ')'])
                || is_blank_line(gap),
            is_hyphenated: false,
            is_capitals: is_capitals(&spelling),
            spelling,
        });
        gap_start = end;
    }
    tokens
}

/// The whole word when only a hyphen parts the word at `at` from the next one.
pub(super) fn hyphenated(tokens: &[Token], at: usize) -> Option<String> {
    let first = tokens.get(at).filter(|token| token.is_hyphenated)?;
    Some(format!("{}{}", first.word, tokens.get(at + 1)?.word))
}

/// Hides every place where the words of `name` stand, spelled as they are there.
pub(super) fn hide(tokens: &mut [Token], name: &[Token]) {
    if name.is_empty() || name.len() > tokens.len() {
        return;
    }
    for start in 0..=tokens.len() - name.len() {
        let place = &mut tokens[start..start + name.len()];
        if place
            .iter()
            .zip(name)
            .all(|(a, b)| a.spelling == b.spelling)
        {
            for token in place {
                token.word.clear();
                token.is_capitals = false;
            }
        }
    }
}

/// A word in lower case without accents. German `ae`, `oe`, `ue` count as the umlauts they stand for.
pub(super) fn fold(word: &str, lang: Lang) -> String {
    let mut folded = String::with_capacity(word.len());
    for c in word.chars().flat_map(char::to_lowercase) {
        match c {
            'à' | 'á' | 'â' | 'ã' | 'ä' | 'å' => folded.push('a'),
            'ç' => folded.push('c'),
            'è' | 'é' | 'ê' | 'ë' => folded.push('e'),
            'ì' | 'í' | 'î' | 'ï' => folded.push('i'),
            'ñ' => folded.push('n'),
            'ò' | 'ó' | 'ô' | 'õ' | 'ö' => folded.push('o'),
            'ù' | 'ú' | 'û' | 'ü' => folded.push('u'),
            'ÿ' | 'ý' => folded.push('y'),
            'œ' => folded.push_str("oe"),
            'æ' => folded.push_str("ae"),
            'ß' => folded.push_str("ss"),
            // A combining mark belongs to the letter before it.
            '\u{300}'..='\u{36f}' => {}
            other => folded.push(other),
        }
    }
    match lang {
        Lang::De => folded
            .replace("ae", "a")
            .replace("oe", "o")
            .replace("ue", "u"),
        Lang::En | Lang::Fr => folded,
    }
}

/// Writes out the English short forms that stand behind an apostrophe: "we'll" is "we will".
fn expand(word: String, gap: &str, lang: Lang) -> String {
    if lang != Lang::En || !matches!(gap, "'" | "’") {
        return word;
    }
    let full = match word.as_str() {
        "ll" => "will",
        "ve" => "have",
        "re" => "are",
        "m" => "am",
        _ => return word,
    };
    full.to_owned()
}

/// Characters that are not seen and must not part a word: soft hyphen, zero-width space and joiners,
/// combining marks.
fn is_invisible(c: char) -> bool {
    matches!(c, '\u{ad}' | '\u{200b}'..='\u{200d}' | '\u{2060}' | '\u{feff}' | '\u{300}'..='\u{36f}')
}

fn is_hyphen(gap: &str) -> bool {
    matches!(gap.trim_end(), "-" | "\u{2010}" | "\u{2011}")
}

fn is_blank_line(gap: &str) -> bool {
    gap.matches('\n').count() >= 2
}

fn ends_sentence(gap: &str) -> bool {
    is_blank_line(gap)
        || gap.contains([';', '!', '?', '…'])
        || gap
            .split('.')
            .skip(1)
            .any(|after| after.contains(char::is_whitespace))
}

fn is_capitals(word: &str) -> bool {
    word.chars().count() >= 2 && word.chars().all(char::is_uppercase)
}
