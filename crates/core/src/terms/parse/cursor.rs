//! A place in the tokens of a text, and what stands there.

use jiff::civil::Date;

use super::super::TermsError;
use super::tokens::{Kind, Token, character};

pub(super) struct Cursor<'a> {
    text: &'a str,
    tokens: Vec<Token>,
    /// The token that comes next.
    pub(super) at: usize,
}

impl<'a> Cursor<'a> {
    pub(super) fn new(text: &'a str, tokens: Vec<Token>) -> Cursor<'a> {
        Cursor {
            text,
            tokens,
            at: 0,
        }
    }

    pub(super) fn is_at_end(&self) -> bool {
        self.at >= self.tokens.len()
    }

    /// The token so many places ahead.
    pub(super) fn kind(&self, ahead: usize) -> Option<Kind> {
        self.tokens.get(self.at + ahead).map(|token| token.kind)
    }

    pub(super) fn is_number(&self, ahead: usize) -> bool {
        matches!(self.kind(ahead), Some(Kind::Number(_)))
    }

    pub(super) fn is_word(&self, ahead: usize, words: &[&str]) -> bool {
        self.tokens.get(self.at + ahead).is_some_and(|token| {
            let found = &self.text[token.start..token.end];
            words.iter().any(|word| found.eq_ignore_ascii_case(word))
        })
    }

    /// Takes the next token if it is one of these words.
    pub(super) fn word(&mut self, words: &[&str]) -> bool {
        let found = self.is_word(0, words);
        self.at += usize::from(found);
        found
    }

    /// Takes as many tokens as there are sets of words, if each is a word of its set.
    pub(super) fn phrase(&mut self, sets: &[&[&str]]) -> bool {
        let found = sets
            .iter()
            .enumerate()
            .all(|(ahead, words)| self.is_word(ahead, words));
        self.at += if found { sets.len() } else { 0 };
        found
    }

    /// Takes the next token if it is that sign.
    pub(super) fn sign(&mut self, kind: Kind) -> bool {
        let found = self.kind(0) == Some(kind);
        self.at += usize::from(found);
        found
    }

    /// Takes the next token if it is a date.
    pub(super) fn date(&mut self) -> Option<Date> {
        let Some(Kind::Date(date)) = self.kind(0) else {
            return None;
        };
        self.at += 1;
        Some(date)
    }

    /// Takes a number of days or months.
    pub(super) fn count(&mut self) -> Result<u16, TermsError> {
        let Some(Kind::Number(number)) = self.kind(0) else {
            return Err(self.not_understood());
        };
        let whole = if number.scale() == 0 {
            u16::try_from(number).ok()
        } else {
            None
        };
        let Some(count) = whole.filter(|count| *count <= 9999) else {
            let token = self.tokens[self.at];
            return Err(TermsError::NotWhole {
                found: self.text[token.start..token.end].to_owned(),
                at: character(self.text, token.start),
            });
        };
        self.at += 1;
        Ok(count)
    }

    /// Takes a day of the month; whether a month has it is for the rule to say.
    pub(super) fn day(&mut self) -> Result<u8, TermsError> {
        self.count()
            .map(|count| u8::try_from(count).unwrap_or(u8::MAX))
    }

    /// The token that comes next has no meaning here, or one is missing.
    pub(super) fn not_understood(&self) -> TermsError {
        match self.tokens.get(self.at) {
            Some(token) => TermsError::NotUnderstood {
                found: self.text[token.start..token.end].chars().take(40).collect(),
                at: character(self.text, token.start),
            },
            None => {
                let text = self.text.trim_end();
                let skipped = text.chars().count().saturating_sub(40);
                TermsError::Incomplete {
                    after: text.chars().skip(skipped).collect(),
                }
            }
        }
    }
}
