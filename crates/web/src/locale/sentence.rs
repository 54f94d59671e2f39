//! What the rules and use cases say, in the reader's language: refusals above all.

use dunwell_core::sentence::{Sentence, Value, fill};

use super::T;
use crate::pages::error::sentence;
use crate::pages::words;

impl T {
    /// A sentence as it stands on a page: with a capital letter and a full stop.
    #[must_use]
    pub fn sentence(self, said: &Sentence) -> String {
        sentence(&self.put(said))
    }

    /// The same to stand within other words.
    #[must_use]
    pub fn put(self, said: &Sentence) -> String {
        let text = match self.find(said.key()) {
            Some(_) => self.text(said.key()),
            None => self.of_law(said.english()).to_owned(),
        };
        let mut filled = String::new();
        // Writing into a text does not fail.
        let _ = fill(&mut filled, &text, |name| {
            said.value(name).map(|value| self.value(value))
        });
        filled
    }

    fn value(self, value: &Value) -> String {
        let joined = |names: &[String], word: &str| names.join(&format!(" {} ", self.text(word)));
        match value {
            Value::Text(text) => text.clone(),
            Value::Number(number) => self.number(*number),
            Value::Large(number) => self.number(i64::try_from(*number).unwrap_or(i64::MAX)),
            Value::Decimal(number) => self.decimal(number),
            Value::Money(money) => self.money(money),
            Value::Day(day) => self.day(day),
            Value::Country(code) => self.country(code),
            Value::Condition(source, currency) => self.condition(source, *currency),
            Value::Word(what, text) => self.word_of_policy(*what, text),
            Value::Law(code, name) => self.jurisdiction(code, name),
            Value::Role(code) => words::role(self, code),
            Value::Ground(kept) => self.ground(kept),
            Value::Said(said) => self.put(said),
            Value::All(names) => joined(names, "common.and"),
            Value::OneOf(names) => joined(names, "common.or"),
            Value::Several(said, apart) => {
                let said: Vec<String> = said.iter().map(|one| self.put(one)).collect();
                said.join(apart)
            }
        }
    }
}

#[cfg(test)]
mod tests;
