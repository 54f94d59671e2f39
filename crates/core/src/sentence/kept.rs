//! Sentences that are kept and said later, to readers whose language nobody knows yet.
//!
//! In JSON a sentence is its English text, which is what the command line, the API and whoever looks into
//! the database read. What is kept for pages has each sentence once more beside that, with its key and its
//! values ([`Kept`]). Records from before sentences were kept so have the English text alone; it is read
//! as a text that is the same in every language.

use std::borrow::Cow;

use serde::{Deserialize, Deserializer, Serialize, Serializer};

use super::{Sentence, Value};

/// What says something in sentences, and is kept.
pub trait Sentences {
    /// All of its sentences, always in the same order.
    fn sentences(&mut self) -> Vec<&mut Sentence>;
}

/// Something as it is kept: as everybody else has it in JSON, and its sentences beside it.
///
/// ```
/// use dunwell_core::sentence::{Kept, Sentence, Sentences};
///
/// #[derive(Clone, serde::Serialize, serde::Deserialize)]
/// struct Refused {
///     line: u64,
///     why: Sentence,
/// }
///
/// impl Sentences for Refused {
///     fn sentences(&mut self) -> Vec<&mut Sentence> {
///         vec![&mut self.why]
///     }
/// }
///
/// let why = Sentence::new("refusal.example", "invoice {number} is no more").with("number", "4711");
/// let text = serde_json::to_string(&Kept::of(Refused { line: 7, why: why.clone() }))?;
/// assert!(text.starts_with(r#"{"line":7,"why":"invoice 4711 is no more","said":"#));
/// let read: Kept<Refused> = serde_json::from_str(&text)?;
/// assert_eq!(read.open().why, why);
/// # Ok::<(), serde_json::Error>(())
/// ```
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Kept<T> {
    #[serde(flatten)]
    what: T,
    #[serde(default)]
    said: Vec<Whole>,
}

impl<T: Sentences> Kept<T> {
    /// The same, to be kept.
    pub fn of(mut what: T) -> Kept<T> {
        let said = what.sentences().into_iter();
        let said = said.map(|sentence| Whole(sentence.clone())).collect();
        Kept { what, said }
    }

    /// The same with its sentences, as far as they were kept.
    #[must_use]
    pub fn open(mut self) -> T {
        let places = self.what.sentences().into_iter();
        for (place, Whole(sentence)) in places.zip(self.said) {
            *place = sentence;
        }
        self.what
    }
}

/// A sentence with its key and values.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
struct Whole(#[serde(with = "Parts")] Sentence);

/// The parts of a sentence in JSON.
#[derive(Serialize, Deserialize)]
#[serde(remote = "Sentence")]
struct Parts {
    key: Cow<'static, str>,
    english: Cow<'static, str>,
    values: Vec<(Cow<'static, str>, Value)>,
}

/// A sentence within another one.
pub(super) mod within {
    use super::{Deserialize, Deserializer, Parts, Sentence, Serializer, Whole};

    pub(in super::super) fn serialize<S: Serializer>(
        said: &Sentence,
        serializer: S,
    ) -> Result<S::Ok, S::Error> {
        Parts::serialize(said, serializer)
    }

    pub(in super::super) fn deserialize<'de, D: Deserializer<'de>>(
        deserializer: D,
    ) -> Result<Box<Sentence>, D::Error> {
        Whole::deserialize(deserializer).map(|Whole(said)| Box::new(said))
    }
}

/// Several sentences within another one.
pub(super) mod several {
    use super::{Deserialize, Deserializer, Sentence, Serializer, Whole};

    pub(in super::super) fn serialize<S: Serializer>(
        said: &[Sentence],
        serializer: S,
    ) -> Result<S::Ok, S::Error> {
        serializer.collect_seq(said.iter().cloned().map(Whole))
    }

    pub(in super::super) fn deserialize<'de, D: Deserializer<'de>>(
        deserializer: D,
    ) -> Result<Vec<Sentence>, D::Error> {
        let said = Vec::<Whole>::deserialize(deserializer)?;
        Ok(said.into_iter().map(|Whole(said)| said).collect())
    }
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used, reason = "tests")]
    use jiff::civil::date;

    use super::*;
    use crate::action::Tone;
    use crate::currency::Currency;
    use crate::money::Money;

    #[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
    struct Notes {
        notes: Vec<Sentence>,
    }

    impl Sentences for Notes {
        fn sentences(&mut self) -> Vec<&mut Sentence> {
            self.notes.iter_mut().collect()
        }
    }

    fn sentence() -> Sentence {
        let names = || vec!["a".to_owned(), "b".to_owned()];
        let inner = Sentence::new("test.inner", "inner {n}").with("n", 3);
        Sentence::new(
            "test.outer",
            "{a} {b} {c} {d} {e} {f} {g} {h} {i} {j} {k} {l} {m} {n}",
        )
        .with("a", "text")
        .with("b", 1_200)
        .with("c", Money::new(123_450, Currency::GBP))
        .with("d", date(2026, 3, 1))
        .with("e", Value::Role("admin".to_owned()))
        .with("f", inner.clone())
        .with("g", Value::All(names()))
        .with("h", Value::OneOf(names()))
        .with("i", Value::Several(vec![inner.clone(), inner], "; ".into()))
        .with("j", Value::Decimal("0.955".to_owned()))
        .with("k", Value::Country("FR".to_owned()))
        .with(
            "l",
            Value::Condition("true".to_owned(), Some(Currency::GBP)),
        )
        .with("m", Tone::Firm)
        .with(
            "n",
            Value::Law("GB".to_owned(), "United Kingdom".to_owned()),
        )
    }

    #[test]
    fn a_sentence_comes_back_with_its_values() {
        let notes = Notes {
            notes: vec![sentence(), "plain".into()],
        };
        let text = serde_json::to_string(&Kept::of(notes.clone())).unwrap();
        let read: Kept<Notes> = serde_json::from_str(&text).unwrap();
        assert_eq!(read.open(), notes);
        let plain: Notes = serde_json::from_str(&text).unwrap();
        assert_eq!(plain.notes[0].to_string(), sentence().to_string());
        assert_eq!(plain.notes[0].key(), "", "the English text alone");
    }

    #[test]
    fn what_was_kept_before_is_read_as_it_was_written() {
        let read: Kept<Notes> = serde_json::from_str(r#"{"notes":["it is {odd}"]}"#).unwrap();
        assert_eq!(read.open().notes, [Sentence::from("it is {odd}")]);
    }
}
