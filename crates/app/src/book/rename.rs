//! A book gets another name, or another country.

use dunwell_core::sentence::Sentence;
use dunwell_store::{Db, books};
use serde_json::json;

use super::{Book, given_name};
use crate::error::{AppError, Result};
use crate::funnel::{self, Caller, Mode};

/// Gives a book another name and country (ISO 3166, two letters; none when it is not known). What it was
/// called stays on record.
///
/// # Errors
/// When there is another book of that name, or the country is not two letters.
pub async fn rename(
    db: &Db,
    book: &Book,
    caller: Caller<'_>,
    mode: Mode<'_>,
    name: &str,
    country: Option<&str>,
) -> Result<Book> {
    let input = ("rename-book", name, country);
    let (name, country) = funnel::change(db, book.id, caller, mode, &input, async |work| {
        let name = given_name(name)?;
        let country = country.map(country_code).transpose()?;
        let before = books::locked(&mut work.uow, work.book).await?;
        let before = before.ok_or_else(|| {
            AppError::refused(Sentence::new(
                "refusal.book.gone",
                "the book is not there any more",
            ))
        })?;
        let of_that_name = books::by_name(&mut work.uow, &name).await?;
        if of_that_name.is_some_and(|other| other.id != work.book) {
            return Err(AppError::refused(
                Sentence::new(
                    "refusal.book.name-taken",
                    "there is a book \"{name}\" already; choose another name",
                )
                .with("name", &name),
            ));
        }
        let told = |key: &str, from: &str, to: &str| {
            (from != to).then(|| json!({ "setting": key, "before": from, "after": to }))
        };
        let changes: Vec<_> = [
            told("name", &before.name, &name),
            told(
                "country",
                before.country.as_deref().unwrap_or_default(),
                country.as_deref().unwrap_or_default(),
            ),
        ]
        .into_iter()
        .flatten()
        .collect();
        if !changes.is_empty() {
            books::rename(&mut work.uow, work.book, &name, country.as_deref()).await?;
            work.journal_of_book("settings-changed", &json!({ "changes": changes }))?;
        }
        Ok((name, country))
    })
    .await?;
    Ok(Book {
        name,
        country,
        ..book.clone()
    })
}

/// A country as two capital letters.
///
/// # Errors
/// When it is not two letters.
pub fn country_code(text: &str) -> Result<String> {
    let text = text.trim();
    if text.len() == 2 && text.bytes().all(|byte| byte.is_ascii_alphabetic()) {
        return Ok(text.to_ascii_uppercase());
    }
    Err(AppError::refused(Sentence::new(
        "refusal.book.no-country",
        "a country is two letters, such as GB, FR or DE",
    )))
}
