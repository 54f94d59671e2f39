//! The values of a pack in words, and the entries made of them.

use super::Entry;
use crate::money::Money;
use crate::packs::allocation::Part;
use crate::packs::scale::Scale;
use crate::packs::value::{About, Sourced, Values};
use crate::packs::word::word;
use crate::sentence::{Say, Sentence, Value};

pub(super) fn entry(label: Sentence, text: Sentence, about: &About, is_version: bool) -> Entry {
    Entry {
        label,
        text,
        about: about.clone(),
        is_version,
    }
}

pub(super) fn one<T: InWords>(
    entries: &mut Vec<Entry>,
    label: Sentence,
    value: Option<&Sourced<T>>,
) {
    entries.extend(value.map(|value| entry(label, value.value.in_words(), &value.about, true)));
}

pub(super) fn flag(entries: &mut Vec<Entry>, label: Sentence, value: Option<&Sourced<bool>>) {
    entries.extend(value.map(|value| entry(label, yes_or_no(&value.value), &value.about, true)));
}

pub(super) fn all<T: InWords>(entries: &mut Vec<Entry>, label: Sentence, values: &Values<T>) {
    shown(entries, label, values, T::in_words);
}

pub(super) fn flags(entries: &mut Vec<Entry>, label: Sentence, values: &Values<bool>) {
    shown(entries, label, values, yes_or_no);
}

pub(super) fn shown<T>(
    entries: &mut Vec<Entry>,
    label: Sentence,
    values: &Values<T>,
    text: impl Fn(&T) -> Sentence,
) {
    for value in values.iter() {
        let label = match &value.kind {
            Some(kind) => Sentence::new("pack.of-kind", "{label}, {kind}")
                .with("label", label.clone())
                .with("kind", word(&kind.replace('_', " "))),
            None => label.clone(),
        };
        entries.push(entry(label, text(&value.value), &value.about, true));
    }
}

pub(super) fn yes_or_no(value: &bool) -> Sentence {
    word(if *value { "yes" } else { "no" })
}

/// Several words one after the other.
pub(super) fn words<T: InWords>(words: &[T], between: &'static str) -> Sentence {
    let words = words.iter().map(InWords::in_words).collect();
    Sentence::new("pack.list", "{words}").with("words", Value::Several(words, between.into()))
}

/// One part, then the next.
pub(super) fn one_by_one(parts: &[Part]) -> Sentence {
    let mut parts = parts.iter().map(InWords::in_words);
    let first = parts.next().unwrap_or_else(|| "".into());
    parts.fold(first, |before, next| {
        Sentence::new("pack.then", "{before}, then {next}")
            .with("before", before)
            .with("next", next)
    })
}

/// A text of the pack: a reader's own language may have words for it.
pub(super) fn named(text: &str) -> Sentence {
    Sentence::from(text.to_owned())
}

/// A value of a pack in words.
pub(super) trait InWords {
    fn in_words(&self) -> Sentence;
}

macro_rules! in_words {
    ($($t:ty)+) => {$(
        impl InWords for $t {
            fn in_words(&self) -> Sentence {
                word(&self.to_string())
            }
        }
    )+};
}

in_words! {
    i32 u16 String
    crate::packs::Debtor crate::packs::PersonKind crate::packs::Part crate::packs::Counted
    crate::packs::Start crate::packs::Restart crate::packs::FeeBase crate::packs::FrozenOn
    crate::packs::DisputedPart crate::packs::Per
    crate::interest::Fixing crate::interest::Compounding crate::interest::DayCount
}

impl InWords for Money {
    fn in_words(&self) -> Sentence {
        Sentence::new("pack.sum", "{sum}").with("sum", *self)
    }
}

impl InWords for Scale {
    fn in_words(&self) -> Sentence {
        self.say()
    }
}
