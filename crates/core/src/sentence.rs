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

use std::borrow::Cow;
use std::fmt;

use jiff::civil::Date;
use serde::{Serialize, Serializer};

use crate::currency::Currency;
use crate::money::Money;

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
    key: &'static str,
    english: Cow<'static, str>,
    values: Vec<(&'static str, Value)>,
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
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Value {
    /// A name, a number of an invoice, what was typed: the same in every language.
    Text(String),
    /// A count.
    Number(i64),
    /// An amount.
    Money(Money),
    /// A day.
    Day(Date),
    /// A role, by its code.
    Role(String),
    /// Another sentence within this one.
    Said(Box<Sentence>),
    /// All of these: "one and another".
    All(Vec<String>),
    /// One of these: "one or another".
    OneOf(Vec<String>),
    /// Several sentences, one after the other, apart by this sign.
    Several(Vec<Sentence>, &'static str),
}

impl Sentence {
    /// Says something: `key` is where the catalogues have it, `english` the text with its places in
    /// braces. Both are written out where this is called, for the catalogue is made from there.
    #[must_use]
    pub const fn new(key: &'static str, english: &'static str) -> Sentence {
        Sentence {
            key,
            english: Cow::Borrowed(english),
            values: Vec::new(),
        }
    }

    /// Fills the place `{name}`.
    #[must_use]
    pub fn with(mut self, name: &'static str, value: impl Into<Value>) -> Sentence {
        self.values.push((name, value.into()));
        self
    }

    /// Where the catalogues have it.
    #[must_use]
    pub const fn key(&self) -> &'static str {
        self.key
    }

    /// The text in English, its places unfilled.
    #[must_use]
    pub fn english(&self) -> &str {
        &self.english
    }

    /// What stands in its places.
    #[must_use]
    pub fn values(&self) -> &[(&'static str, Value)] {
        &self.values
    }
}

impl fmt::Display for Sentence {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        fill(f, &self.english, |name| {
            let (_, value) = self.values.iter().find(|(of, _)| *of == name)?;
            Some(value.to_string())
        })
    }
}

impl fmt::Display for Value {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Value::Text(text) | Value::Role(text) => f.write_str(text),
            Value::Number(number) => write!(f, "{number}"),
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

/// In JSON a sentence is its English text.
impl Serialize for Sentence {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.collect_str(self)
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

impl From<Date> for Value {
    fn from(day: Date) -> Value {
        Value::Day(day)
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
            key: "",
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
        check(Money::new(123_456, Currency::GBP).into(), "GBP 1,234.56");
        check(date(2026, 3, 12).into(), "2026-03-12");
        check(Value::All(names()), "a and b");
        check(Value::OneOf(names()), "a or b");
        check(Sentence::new("", "so").into(), "so");
        let several = vec![Sentence::new("", "one"), Sentence::new("", "two")];
        check(Value::Several(several, "; "), "one; two");
    }

    #[test]
    fn in_json_it_is_a_text() {
        let said = Sentence::new("", "{n} left").with("n", 2);
        assert_eq!(serde_json::json!(said), serde_json::json!("2 left"));
    }
}
