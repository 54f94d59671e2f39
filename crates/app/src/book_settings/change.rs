//! The settings of a book are changed: against what is kept at that moment, and on record with what
//! each setting was and is.

use dunwell_core::sentence::Sentence;
use dunwell_store::{Db, accounts, books};
use serde::Serialize;
use serde_json::json;

use super::{assign, values};
use crate::book::{Book, Settings};
use crate::error::{AppError, Result};
use crate::funnel::{self, Caller, Mode, Work, from_json, to_json};
use crate::request::Payee;
use crate::two_people::{self, Consent, Kind};

/// What is changed.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub enum Change {
    /// Some settings, each as `key=value`; see [`assign`].
    Some(Vec<String>),
    /// All of them: what is not there is empty afterwards.
    All(Box<Settings>),
}

/// A change, and what its writer saw.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Request {
    /// What is changed.
    pub change: Change,
    /// The [`version`] of the settings that the writer saw; none when that does not matter.
    pub over: Option<String>,
}

impl Request {
    /// A change of some settings, each as `key=value`, whatever they were.
    #[must_use]
    pub fn some(assignments: Vec<String>) -> Request {
        Request {
            change: Change::Some(assignments),
            over: None,
        }
    }

    /// All settings, whatever they were.
    #[must_use]
    pub fn all(settings: Settings) -> Request {
        Request {
            change: Change::All(Box::new(settings)),
            over: None,
        }
    }
}

/// What tells one state of the settings from another, for [`Request::over`].
#[must_use]
pub fn version(settings: &Settings) -> String {
    // Settings are plain texts and numbers, which always become JSON.
    let text = to_json(settings).unwrap_or_default();
    let hash = blake3::hash(text.as_bytes()).to_hex();
    hash.as_str().chars().take(16).collect()
}

/// Changes a book's settings. Gives the book as it is afterwards.
///
/// # Errors
/// When a value is not of its kind, the holidays leave no business day, the jurisdiction is not known,
/// somebody else changed the settings meanwhile, or it takes two people: [`crate::request::settings`] is
/// how one asks.
pub async fn change(
    db: &Db,
    book: &Book,
    caller: Caller<'_>,
    mode: Mode<'_>,
    request: &Request,
) -> Result<Book> {
    let input = ("change-settings", request);
    let settings = funnel::change(db, book.id, caller, mode, &input, async |work| {
        let (before, after) = meant(work, request).await?;
        let consent = match takes_two(&before, &after).first() {
            Some(kind) => two_people::alone(work, *kind, true)?,
            None => Consent::NotNeeded,
        };
        put(work, book, &before, &after, consent).await?;
        Ok(after)
    })
    .await?;
    Ok(Book {
        settings,
        ..book.clone()
    })
}

/// The settings as they are kept now, locked until the unit of work ends.
pub(crate) async fn kept(work: &mut Work) -> Result<Settings> {
    let row = books::locked(&mut work.uow, work.book).await?;
    let row = row.ok_or_else(|| {
        AppError::refused(Sentence::new(
            "refusal.book.gone",
            "the book is not there any more",
        ))
    })?;
    from_json(&row.settings, "the settings of the book")
}

/// The settings as they are and as they would be.
///
/// # Errors
/// When a value is not of its kind, or somebody else changed the settings meanwhile.
pub(crate) async fn meant(work: &mut Work, request: &Request) -> Result<(Settings, Settings)> {
    let before = kept(work).await?;
    if let Some(over) = &request.over
        && *over != version(&before)
    {
        return Err(AppError::refused(Sentence::new(
            "refusal.settings.changed-meanwhile",
            "somebody else changed the settings while you were writing; look at them as they are now, and save again if yours are to take their place",
        )));
    }
    let after = match &request.change {
        Change::All(settings) => (**settings).clone(),
        Change::Some(assignments) => {
            let mut after = before.clone();
            for assignment in assignments {
                assign(&mut after, assignment)?;
            }
            after
        }
    };
    Ok((before, after))
}

/// What in a change takes two people.
pub(crate) fn takes_two(before: &Settings, after: &Settings) -> Vec<Kind> {
    let rules = &before.two_people;
    let changes = [
        (Kind::BankDetails, Payee::of(before) != Payee::of(after)),
        (Kind::Rules, before.two_people != after.two_people),
    ];
    let taking = changes
        .into_iter()
        .filter(|(kind, is_changed)| *is_changed && rules.ask_for(*kind));
    taking.map(|(kind, _)| kind).collect()
}

/// Refuses settings that a book cannot work with.
///
/// # Errors
/// When the holidays leave no business day, the jurisdiction is not known, or a rule of two people would
/// lock the book.
pub(crate) async fn refuse_impossible(
    work: &mut Work,
    book: &Book,
    before: &Settings,
    after: &Settings,
) -> Result<()> {
    let changed = Book {
        settings: after.clone(),
        ..book.clone()
    };
    changed.calendar()?;
    changed.refuse_unknown_law()?;
    if work.is_operator {
        return Ok(());
    }
    let (before, after) = (&before.two_people, &after.two_people);
    two_people::refuse_locked_book(&mut work.uow, book, before, after).await
}

/// Keeps the settings, and puts on record what each was and is. The same settings change nothing.
///
/// # Errors
/// As [`refuse_impossible`], or when the database fails.
pub(crate) async fn put(
    work: &mut Work,
    book: &Book,
    before: &Settings,
    after: &Settings,
    consent: Consent<'_>,
) -> Result<()> {
    refuse_impossible(work, book, before, after).await?;
    if before == after {
        return Ok(());
    }
    books::update_settings(&mut work.uow, work.book, &to_json(after)?).await?;
    let what_decides = |settings: &Settings| {
        let Settings {
            holidays,
            jurisdiction,
            accept_unverified,
            ..
        } = settings.clone();
        (holidays, jurisdiction, accept_unverified)
    };
    if what_decides(before) != what_decides(after) {
        // Other holidays can move any step, and another law any charge.
        accounts::touch_all(&mut work.uow, work.book).await?;
    }
    let mut details = json!({ "changes": differences(before, after) });
    consent.note(&mut details);
    work.journal_of_book("settings-changed", &details)
}

/// Each setting that differs, with what it was and is.
fn differences(before: &Settings, after: &Settings) -> Vec<serde_json::Value> {
    let (old, new) = (values(before), values(after));
    let changed =
        |key: &str, from: &str, to: &str| json!({ "setting": key, "before": from, "after": to });
    let mut found = Vec::new();
    for (key, from) in &old {
        // A setting that can be there several times is named by its value.
        let same = |(of, value): &&(String, String)| of == key && (key != HOLIDAY || value == from);
        let to = new.iter().find(same).map_or("", |(_, value)| value);
        if from != to {
            found.push(changed(key, from, to));
        }
    }
    for (key, to) in &new {
        let is_new = |(of, value): &(String, String)| of == key && (key != HOLIDAY || value == to);
        if !old.iter().any(is_new) {
            found.push(changed(key, "", to));
        }
    }
    found
}

/// The setting that can be there several times.
const HOLIDAY: &str = "holiday";

#[cfg(test)]
mod tests {
    use super::*;
    use jiff::civil::date;

    #[test]
    fn what_differs_is_named_with_what_it_was_and_is() {
        let before = Settings {
            phone: "+44 7700 900123".to_owned(),
            holidays: vec![(date(2026, 12, 25), "Christmas Day".to_owned())],
            ..Settings::default()
        };
        let after = Settings {
            email: "accounts@example.com".to_owned(),
            holidays: vec![(date(2027, 1, 1), "New Year".to_owned())],
            ..Settings::default()
        };
        let told: Vec<String> = differences(&before, &after)
            .iter()
            .map(|change| {
                let part = |name: &str| change[name].as_str().unwrap_or("?").to_owned();
                format!(
                    "{}: {} -> {}",
                    part("setting"),
                    part("before"),
                    part("after")
                )
            })
            .collect();
        assert_eq!(
            told,
            [
                "email:  -> accounts@example.com",
                "phone: +44 7700 900123 -> ",
                "holiday: 2026-12-25 Christmas Day -> ",
                "holiday:  -> 2027-01-01 New Year",
            ]
        );
        assert!(differences(&after, &after).is_empty());
        assert_ne!(version(&before), version(&after));
    }
}
