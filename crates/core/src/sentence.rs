//! Sentences that people read, in whichever language they read.
//!
//! What is refused, what a check found, how two versions differ: each is said where it arises, as a
//! [`Sentence`] with a key that does not change, its English text, and the values that stand in the
//! text's places. The English stands beside the rule it speaks of, once, and is what the command line and
//! the API say. A page finds the same sentence in its reader's language by the key, and writes amounts and
//! dates as that language does. The catalogue of the English sentences, from which translators start, is
//! made from the code, and a test holds that every language has every sentence with the same places.
//!
//! The alternative was one enum of all refusals. It would have been a list of two hundred variants far
//! from the rules that they belong to, each named once more where it is put into words.

mod kept;

use std::borrow::Cow;
use std::fmt;

use jiff::civil::Date;
use serde::{Deserialize, Deserializer, Serialize, Serializer};

use crate::action::{Do, Tone};
use crate::currency::Currency;
use crate::interest::Percent;
use crate::lang::Lang;
use crate::money::Money;
use crate::policy::At;

pub use kept::{Kept, Sentences};

/// Something said: a sentence, or the part of one, without the capital letter and the full stop that a
/// page gives it.
///
/// ```
/// use dunwell_core::sentence::Sentence;
///
/// let said = Sentence::new("refusal.example", "invoice {number} has {count} parts")
///     .with("number", "4711")
///     .with("count", 3);
/// assert_eq!(said.to_string(), "invoice 4711 has 3 parts");
/// ```
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Sentence {
    key: Cow<'static, str>,
    english: Cow<'static, str>,
    values: Vec<(Cow<'static, str>, Value)>,
}

/// What can be said in one sentence: an error that people read.
pub trait Say {
    /// The sentence.
    fn say(&self) -> Sentence;
}

impl<S: Say> From<S> for Sentence {
    fn from(what: S) -> Sentence {
        what.say()
    }
}

impl<S: Say> From<S> for Value {
    fn from(what: S) -> Value {
        what.say().into()
    }
}

/// What stands in a place of a sentence.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Value {
    /// A name, a number of an invoice, what was typed: the same in every language.
    Text(String),
    /// A count.
    Number(i64),
    /// A count that can be large: its thousands stand apart in English too.
    Large(u64),
    /// A number that may have decimals, written with a point and without grouping.
    Decimal(String),
    /// An amount.
    Money(Money),
    /// A day.
    Day(Date),
    /// A country, by its two letters.
    Country(String),
    /// A condition of a policy as it stands there, with the currency of its thresholds. English keeps it
    /// so; pages say it in words.
    Condition(String, Option<Currency>),
    /// A word of a policy, as it stands there.
    Word(Word, String),
    /// A pack of law, by its code and its own name.
    Law(String, String),
    /// A role, by its code.
    Role(String),
    /// On what ground something is charged, by the words that are kept with a charge.
    Ground(String),
    /// Another sentence within this one.
    Said(#[serde(with = "kept::within")] Box<Sentence>),
    /// All of these: "one and another".
    All(Vec<String>),
    /// One of these: "one or another".
    OneOf(Vec<String>),
    /// Several sentences, one after the other, apart by this sign.
    Several(
        #[serde(with = "kept::several")] Vec<Sentence>,
        Cow<'static, str>,
    ),
}

/// What a word of a policy stands for.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Word {
    /// When a step is taken: `due + 3 days`.
    At,
    /// What a step does: `letter`.
    Way,
    /// How a step speaks: `firm`.
    Tone,
    /// A language: `fr`.
    Language,
}

impl Sentence {
    /// Says something: `key` is where the catalogues have it, `english` the text with its places in
    /// braces. Both are written out where this is called, for the catalogue is made from there.
    #[must_use]
    pub const fn new(key: &'static str, english: &'static str) -> Sentence {
        Sentence {
            key: Cow::Borrowed(key),
            english: Cow::Borrowed(english),
            values: Vec::new(),
        }
    }

    /// Fills the place `{name}`.
    #[must_use]
    pub fn with(mut self, name: &'static str, value: impl Into<Value>) -> Sentence {
        self.values.push((Cow::Borrowed(name), value.into()));
        self
    }

    /// Where the catalogues have it.
    #[must_use]
    pub fn key(&self) -> &str {
        &self.key
    }

    /// The text in English, its places unfilled.
    #[must_use]
    pub fn english(&self) -> &str {
        &self.english
    }

    /// What stands in its places.
    #[must_use]
    pub fn values(&self) -> &[(Cow<'static, str>, Value)] {
        &self.values
    }

    /// What stands in the place of this name.
    #[must_use]
    pub fn value(&self, name: &str) -> Option<&Value> {
        let (_, value) = self.values.iter().find(|(of, _)| of == name)?;
        Some(value)
    }
}

impl fmt::Display for Sentence {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        fill(f, &self.english, |name| {
            self.value(name).map(ToString::to_string)
        })
    }
}

impl fmt::Display for Value {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Value::Text(text)
            | Value::Country(text)
            | Value::Condition(text, _)
            | Value::Word(_, text)
            | Value::Law(_, text)
            | Value::Role(text)
            | Value::Ground(text) => f.write_str(text),
            Value::Number(number) => write!(f, "{number}"),
            Value::Large(number) => f.write_str(&apart(*number)),
            Value::Decimal(number) => f.write_str(&number.replace('-', "\u{2212}")),
            Value::Money(money) => write!(f, "{money}"),
            Value::Day(day) => write!(f, "{day}"),
            Value::Said(said) => write!(f, "{said}"),
            Value::All(names) => f.write_str(&names.join(" and ")),
            Value::OneOf(names) => f.write_str(&names.join(" or ")),
            Value::Several(said, apart) => {
                let said: Vec<String> = said.iter().map(ToString::to_string).collect();
                f.write_str(&said.join(apart))
            }
        }
    }
}

/// A number with its thousands apart: `9,700`.
fn apart(number: u64) -> String {
    let digits = number.to_string();
    let mut text = String::with_capacity(digits.len() + digits.len() / 3);
    for (index, digit) in digits.char_indices() {
        if index > 0 && (digits.len() - index).is_multiple_of(3) {
            text.push(',');
        }
        text.push(digit);
    }
    text
}

/// In JSON a sentence is its English text.
impl Serialize for Sentence {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.collect_str(self)
    }
}

/// Read back from JSON, it is a text that is the same in every language; [`Kept`] keeps more of it.
impl<'de> Deserialize<'de> for Sentence {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Sentence, D::Error> {
        String::deserialize(deserializer).map(Sentence::from)
    }
}

/// Writes a text with its places filled. What is filled in may hold braces of its own; they are no
/// places. A place that nothing fills stays as it stands.
///
/// # Errors
/// When nothing can be written.
pub fn fill(
    f: &mut impl fmt::Write,
    text: &str,
    value: impl Fn(&str) -> Option<String>,
) -> fmt::Result {
    let mut rest = text;
    while let Some((before, place)) = rest.split_once('{') {
        f.write_str(before)?;
        let found = place
            .split_once('}')
            .and_then(|(name, after)| Some((value(name)?, after)));
        match found {
            Some((value, after)) => {
                f.write_str(&value)?;
                rest = after;
            }
            None => {
                f.write_str("{")?;
                rest = place;
            }
        }
    }
    f.write_str(rest)
}

impl From<&str> for Value {
    fn from(text: &str) -> Value {
        Value::Text(text.to_owned())
    }
}

impl From<String> for Value {
    fn from(text: String) -> Value {
        Value::Text(text)
    }
}

impl From<&String> for Value {
    fn from(text: &String) -> Value {
        Value::Text(text.clone())
    }
}

impl From<&Box<str>> for Value {
    fn from(text: &Box<str>) -> Value {
        Value::Text(text.to_string())
    }
}

impl From<Currency> for Value {
    fn from(currency: Currency) -> Value {
        Value::Text(currency.code().to_owned())
    }
}

impl From<Money> for Value {
    fn from(money: Money) -> Value {
        Value::Money(money)
    }
}

impl From<Percent> for Value {
    fn from(percent: Percent) -> Value {
        Value::Decimal(percent.to_string())
    }
}

impl From<Date> for Value {
    fn from(day: Date) -> Value {
        Value::Day(day)
    }
}

impl From<At> for Value {
    fn from(at: At) -> Value {
        Value::Word(Word::At, at.to_string())
    }
}

impl From<Do> for Value {
    fn from(what: Do) -> Value {
        Value::Word(Word::Way, what.code().to_owned())
    }
}

impl From<Tone> for Value {
    fn from(tone: Tone) -> Value {
        Value::Word(Word::Tone, tone.code().to_owned())
    }
}

impl From<Lang> for Value {
    fn from(lang: Lang) -> Value {
        Value::Word(Word::Language, lang.code().to_owned())
    }
}

impl From<Sentence> for Value {
    fn from(said: Sentence) -> Value {
        Value::Said(Box::new(said))
    }
}

macro_rules! counts {
    ($($t:ty)+) => {$(
        impl From<$t> for Value {
            fn from(count: $t) -> Value {
                // No count that people read comes near the largest.
                Value::Number(i64::try_from(count).unwrap_or(i64::MAX))
            }
        }
    )+};
}

counts! { i8 i16 i32 i64 u8 u16 u32 u64 usize }

/// Makes a text that no catalogue has; it is the same in every language.
impl From<String> for Sentence {
    fn from(text: String) -> Sentence {
        Sentence {
            key: Cow::Borrowed(""),
            english: Cow::Owned(text),
            values: Vec::new(),
        }
    }
}

impl From<&'static str> for Sentence {
    fn from(text: &'static str) -> Sentence {
        text.to_owned().into()
    }
}

#[cfg(test)]
mod tests {
    use jiff::civil::date;

    use super::*;

    #[test]
    fn places_are_filled_with_what_english_makes_of_values() {
        let check = |value: Value, expected: &str| {
            let said = Sentence::new("", "it is {what}, {else}").with("what", value);
            assert_eq!(said.to_string(), format!("it is {expected}, {{else}}"));
        };
        let names = || vec!["a".to_owned(), "b".to_owned()];
        check("{what}".into(), "{what}");
        check(1_200.into(), "1200");
        check(Value::Large(12), "12");
        check(Value::Large(9_700), "9,700");
        check(Value::Large(1_234_567), "1,234,567");
        check(Value::Decimal("-0.955".to_owned()), "\u{2212}0.955");
        check(Money::new(123_456, Currency::GBP).into(), "GBP 1,234.56");
        check(date(2026, 3, 12).into(), "2026-03-12");
        check(Value::All(names()), "a and b");
        check(Value::OneOf(names()), "a or b");
        check(Sentence::new("", "so").into(), "so");
        let several = vec![Sentence::new("", "one"), Sentence::new("", "two")];
        check(Value::Several(several, "; ".into()), "one; two");
    }

    #[test]
    fn in_json_it_is_a_text() {
        let said = Sentence::new("", "{n} left").with("n", 2);
        assert_eq!(serde_json::json!(said), serde_json::json!("2 left"));
    }
}
