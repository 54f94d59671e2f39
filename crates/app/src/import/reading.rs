//! How a person says that uploaded files are to be read. Whatever is left out is told from the files.

use dunwell_core::sentence::Sentence;
use std::collections::BTreeMap;

use dunwell_core::currency::Currency;
use dunwell_formats::{Answer, DateStyle, Field, Kind, NumberStyle, Options, Profile};
use serde::{Deserialize, Serialize};

use crate::error::{AppError, Result};

/// What a person said about files.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default, deny_unknown_fields)]
pub struct Reading {
    /// What the rows are: the key of a kind.
    pub kind: Option<String>,
    /// How the dates are written: a pattern such as `DD/MM/YYYY`.
    pub date: Option<String>,
    /// The decimal sign.
    pub decimal: Option<String>,
    /// The currency of rows that name none.
    pub currency: Option<String>,
    /// Which column is which field, by the keys of the fields; an empty column leaves the field out.
    pub columns: BTreeMap<String, String>,
    /// A profile.
    pub profile: Option<ProfileText>,
}

/// A profile as it was uploaded.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct ProfileText {
    /// The name of its file, for messages.
    pub name: String,
    /// The TOML text.
    pub text: String,
}

impl Reading {
    /// Which column is which field.
    ///
    /// # Errors
    /// When the profile cannot be read, or a field or a pattern is none.
    pub fn profile(&self) -> Result<Profile> {
        let mut profile = match &self.profile {
            None => Profile::plain(),
            Some(ProfileText { name, text }) => {
                Profile::parse(text, name).map_err(AppError::refused)?
            }
        };
        for (field, column) in &self.columns {
            let field = Field::from_key(field).ok_or_else(|| {
                AppError::refused(
                    Sentence::new("refusal.import.no-field", "there is no field \"{field}\"")
                        .with("field", field),
                )
            })?;
            let column = Some(column.as_str()).filter(|column| !column.is_empty());
            profile = profile.naming(field, column);
        }
        Ok(match self.date_style()? {
            Some(style) if style.order().is_none() => profile.dating(style),
            _ => profile,
        })
    }

    /// What else was answered.
    ///
    /// # Errors
    /// When an answer is none.
    pub fn options(&self) -> Result<Options> {
        let kind = read(self.kind.as_deref(), Kind::from_key, |text| {
            Sentence::new("refusal.import.no-kind", "\"{text}\" is no kind of rows")
                .with("text", text)
        })?;
        let decimal = read(self.decimal.as_deref(), NumberStyle::from_sign, |text| {
            Sentence::new("refusal.import.no-sign", "\"{text}\" is no decimal sign")
                .with("text", text)
        })?;
        Ok(Options {
            kind,
            date_order: self.date_style()?.and_then(DateStyle::order),
            decimal,
        })
    }

    /// The currency of rows that name none.
    ///
    /// # Errors
    /// When it is none.
    pub fn currency(&self) -> Result<Option<Currency>> {
        read(
            self.currency.as_deref(),
            |code| Currency::from_code(code).ok(),
            |text| {
                Sentence::new("refusal.import.no-currency", "\"{text}\" is no currency")
                    .with("text", text)
            },
        )
    }

    fn date_style(&self) -> Result<Option<DateStyle>> {
        read(self.date.as_deref(), DateStyle::from_pattern, |text| {
            Sentence::new(
                "refusal.import.no-date-style",
                "\"{text}\" is no way to write a date",
            )
            .with("text", text)
        })
    }

    /// The same with a question answered.
    #[must_use]
    pub fn answered(mut self, answer: &Answer) -> Reading {
        match answer {
            Answer::Kind(kind) => self.kind = Some(kind.key().to_owned()),
            Answer::Date(style) => self.date = Some(style.pattern().to_owned()),
            Answer::Decimal(style) => self.decimal = Some(style.sign().to_string()),
            Answer::Column(field, name) => {
                self.columns
                    .insert(field.key().to_owned(), name.to_string());
            }
        }
        self
    }
}

fn read<T>(
    given: Option<&str>,
    from_text: impl Fn(&str) -> Option<T>,
    wrong: impl Fn(&str) -> Sentence,
) -> Result<Option<T>> {
    let Some(text) = given.map(str::trim).filter(|text| !text.is_empty()) else {
        return Ok(None);
    };
    let found = from_text(text);
    found
        .map(Some)
        .ok_or_else(|| AppError::refused(wrong(text)))
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used, reason = "tests")]
    use super::*;
    use dunwell_formats::DateOrder;

    #[test]
    fn answers_become_options_and_columns() {
        let reading = Reading::default()
            .answered(&Answer::Kind(Kind::Payments))
            .answered(&Answer::Date(DateStyle::Mdy))
            .answered(&Answer::Decimal(NumberStyle::Comma))
            .answered(&Answer::Column(Field::Amount, "Total".into()));
        let expected = Options {
            kind: Some(Kind::Payments),
            date_order: Some(DateOrder::Mdy),
            decimal: Some(NumberStyle::Comma),
        };
        assert_eq!(reading.options().unwrap(), expected);
        let named = Profile::plain().naming(Field::Amount, Some("Total"));
        assert_eq!(reading.profile().unwrap(), named);
        assert_eq!(reading.currency().unwrap(), None);
    }

    #[test]
    fn a_pattern_without_an_order_is_the_profile_s() {
        let reading = Reading::default().answered(&Answer::Date(DateStyle::Compact));
        let profile = reading.profile().unwrap();
        assert_eq!(profile, Profile::plain().dating(DateStyle::Compact));
        assert_eq!(reading.options().unwrap(), Options::default());
    }

    #[test]
    fn what_is_no_answer_is_refused() {
        let wrong = Reading {
            currency: Some("pounds".to_owned()),
            ..Reading::default()
        };
        let error = wrong.currency().unwrap_err().to_string();
        assert_eq!(error, "\"pounds\" is no currency");
        let wrong = Reading {
            columns: BTreeMap::from([("numbr".to_owned(), "A".to_owned())]),
            ..Reading::default()
        };
        assert!(wrong.profile().is_err());
    }
}
