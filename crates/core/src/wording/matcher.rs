//! Patterns over words. Written as words with spaces between them:
//!
//! - `a|b` is either word;
//! - `ruin*` is every word that begins so;
//! - `the?` may be there or not;
//! - `..` is up to four words that say neither "not" nor "perhaps".
//!
//! A pattern never reaches over the end of a sentence.

use super::Category;
use super::tokens::{self, Token};
use crate::lang::Lang;

/// The most words that `..` stands for. It bounds the work per word of the text.
const GAP_WORDS_MAX: usize = 4;

#[derive(Debug)]
pub(super) struct Pattern {
    elements: Vec<Element>,
}

#[derive(Debug)]
enum Element {
    Word {
        any_of: Vec<Stem>,
        is_optional: bool,
    },
    Gap,
}

#[derive(Debug)]
struct Stem {
    text: String,
    is_prefix: bool,
}

impl Pattern {
    pub(super) fn parse(source: &str, lang: Lang) -> Self {
        let elements = source
            .split_whitespace()
            .map(|element| {
                if element == ".." {
                    return Element::Gap;
                }
                let required = element.trim_end_matches('?');
                let any_of = required
                    .split('|')
                    .map(|word| Stem {
                        text: tokens::fold(word.trim_end_matches('*'), lang),
                        is_prefix: word.ends_with('*'),
                    })
                    .collect();
                Element::Word {
                    any_of,
                    is_optional: required.len() < element.len(),
                }
            })
            .collect();
        Pattern { elements }
    }

    /// The words that a match can start with, or `None` when they cannot be listed.
    pub(super) fn first_words(&self) -> Option<Vec<String>> {
        match self.elements.first() {
            Some(Element::Word {
                any_of,
                is_optional: false,
            }) if any_of.iter().all(|stem| !stem.is_prefix) => {
                Some(any_of.iter().map(|stem| stem.text.clone()).collect())
            }
            _ => None,
        }
    }

    /// The end of the match that begins with the word at `start`, if there is one.
    pub(super) fn matches(&self, tokens: &[Token], start: usize) -> Option<usize> {
        match_from(&self.elements, tokens, start, start)
    }
}

fn match_from(elements: &[Element], tokens: &[Token], start: usize, at: usize) -> Option<usize> {
    let Some((element, rest)) = elements.split_first() else {
        return Some(at);
    };
    match element {
        Element::Word {
            any_of,
            is_optional,
        } => {
            let taken = word_at(any_of, tokens, start, at)
                .and_then(|next| match_from(rest, tokens, start, next));
            taken.or_else(|| {
                if *is_optional {
                    match_from(rest, tokens, start, at)
                } else {
                    None
                }
            })
        }
        Element::Gap => {
            let mut next = at;
            loop {
                if let Some(end) = match_from(rest, tokens, start, next) {
                    return Some(end);
                }
                let token = tokens.get(next)?;
                let is_over = next - at == GAP_WORDS_MAX;
                if is_over || token.starts_sentence || says(HEDGES, token) || says(NEGATIONS, token)
                {
                    return None;
                }
                next += 1;
            }
        }
    }
}

/// The position after the word, or after the two halves of a hyphenated word.
fn word_at(any_of: &[Stem], tokens: &[Token], start: usize, at: usize) -> Option<usize> {
    let token = tokens.get(at)?;
    if token.word.is_empty() || (at > start && token.starts_sentence) {
        return None;
    }
    if any_of.iter().any(|stem| stem.accepts(&token.word)) {
        return Some(at + 1);
    }
    let whole = tokens::hyphenated(tokens, at)?;
    any_of
        .iter()
        .any(|stem| stem.accepts(&whole))
        .then_some(at + 2)
}

impl Stem {
    fn accepts(&self, word: &str) -> bool {
        if self.is_prefix {
            word.starts_with(&self.text)
        } else {
            word == self.text
        }
    }
}

/// Words that turn a phrase into its opposite, folded.
const NEGATIONS: &[&str] = &[
    "no", "not", "never", "without", "neither", "nor", "kein", "keine", "keinen", "keinem",
    "keiner", "nicht", "nie", "niemals", "ohne", "aucun", "aucune", "pas", "jamais", "sans", "ni",
];

/// Words that leave a thing open, folded; a step named as a possibility is allowed.
const HEDGES: &[&str] = &[
    "may",
    "might",
    "could",
    "can",
    "consider",
    "considering",
    "whether",
    "if",
    "prufen",
    "ob",
    "erwagen",
    "konnen",
    "konnten",
    "mussten",
    "moglicherweise",
    "gegebenenfalls",
    "pourrions",
    "pourrait",
    "pouvons",
    "envisager",
    "envisageons",
    "eventuellement",
    "si",
];

/// Words that make a reproach a mere case ("if you have not paid yet"), folded.
const CONDITIONS: &[&str] = &[
    "if", "unless", "whether", "should", "case", "si", "wenn", "falls", "sofern", "sollten",
];

/// Whether the word before the match takes the sting out of it.
pub(super) fn is_guarded(tokens: &[Token], start: usize, category: Category) -> bool {
    if start == 0 || tokens[start].starts_clause {
        return false;
    }
    let before = &tokens[start - 1];
    says(NEGATIONS, before) || (category == Category::Blame && says(CONDITIONS, before))
}

fn says(list: &[&str], token: &Token) -> bool {
    list.contains(&token.word.as_str())
}
