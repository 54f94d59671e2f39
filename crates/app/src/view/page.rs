//! Pages of lists: how many lines, and the place after which the next page begins.

use dunwell_core::sentence::Sentence;
use std::borrow::Cow;

use dunwell_store::lists::Place;
use jiff::civil::Date;
use serde::Serialize;
use utoipa::openapi::schema::{ArrayBuilder, ObjectBuilder, Schema, SchemaType, Type};
use utoipa::openapi::{Ref, RefOr};
use utoipa::{PartialSchema, ToSchema};
use uuid::Uuid;

use crate::error::{AppError, Result};

/// How many lines a page has unless another number is asked for.
pub const LINES: usize = 50;

/// The most lines that a page may have.
pub const MOST_LINES: usize = 1_000;

/// Which page is wanted.
#[derive(Debug, Clone, Copy, Default)]
pub struct Page<'a> {
    /// How many lines; [`LINES`] when not given, [`MOST_LINES`] at most.
    pub limit: Option<usize>,
    /// The `next` of the page before; the first page when not given.
    pub after: Option<&'a str>,
}

impl Page<'_> {
    /// How many lines are wanted.
    #[must_use]
    pub fn lines(&self) -> usize {
        self.limit.unwrap_or(LINES).clamp(1, MOST_LINES)
    }

    /// One line more than is wanted: it shows whether another page follows.
    pub(crate) fn lines_and_one(&self) -> i64 {
        i64::try_from(self.lines() + 1).unwrap_or(i64::MAX)
    }

    /// The place after which the page begins, in a list in the order of days.
    pub(crate) fn place(&self) -> Result<Option<Place>> {
        self.after.map(place).transpose()
    }
}

/// One page of a list.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Paged<T> {
    /// The lines.
    pub items: Vec<T>,
    /// What the next page is asked for with; none on the last page.
    pub next: Option<String>,
}

/// Each kind of line makes a schema of its own: `PageOfDisputeLine`.
impl<T: ToSchema> PartialSchema for Paged<T> {
    fn schema() -> RefOr<Schema> {
        let lines = ArrayBuilder::new()
            .items(Ref::from_schema_name(T::name()))
            .description(Some("The lines."));
        let next = ObjectBuilder::new()
            .schema_type(SchemaType::Array(vec![Type::String, Type::Null]))
            .description(Some(
                "What the next page is asked for with; null on the last page.",
            ));
        ObjectBuilder::new()
            .schema_type(SchemaType::Type(Type::Object))
            .description(Some("One page of a list."))
            .property("items", lines)
            .property("next", next)
            .required("items")
            .required("next")
            .into()
    }
}

impl<T: ToSchema> ToSchema for Paged<T> {
    fn name() -> Cow<'static, str> {
        Cow::Owned(format!("PageOf{}", T::name()))
    }

    fn schemas(schemas: &mut Vec<(String, RefOr<Schema>)>) {
        schemas.push((T::name().into_owned(), T::schema()));
        T::schemas(schemas);
    }
}

impl<T> Paged<T> {
    /// The page of rows of which one more was read than is wanted; `place` gives where a row stands.
    pub(crate) fn of<R>(
        page: &Page<'_>,
        mut rows: Vec<R>,
        place: impl Fn(&R) -> (Date, Uuid),
        line: impl FnMut(R) -> Option<T>,
    ) -> Paged<T> {
        let lines = page.lines();
        let is_more = rows.len() > lines;
        rows.truncate(lines);
        let last = rows.last().filter(|_| is_more).map(place);
        Paged {
            next: last.map(|(on, id)| format!("{on}.{}", id.simple())),
            items: rows.into_iter().filter_map(line).collect(),
        }
    }
}

fn place(text: &str) -> Result<Place> {
    let read = || {
        let (on, id) = text.split_once('.')?;
        Some(Place {
            on: on.parse().ok()?,
            id: Uuid::try_parse(id).ok()?,
        })
    };
    read().ok_or_else(|| not_a_place(text))
}

/// What is said to a place that no page ended at.
pub(crate) fn not_a_place(text: &str) -> AppError {
    AppError::refused(
        Sentence::new(
            "refusal.view.no-place",
            "\"{text}\" is no place in this list; give the \"next\" of the page before, or nothing for the first page",
        )
        .with("text", text),
    )
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used, reason = "tests")]
    use super::*;
    use jiff::civil::date;

    #[test]
    fn a_page_says_where_the_next_one_begins() {
        let row = |n: u128| (date(2026, 3, 1), Uuid::from_u128(n));
        let page = Page {
            limit: Some(2),
            after: None,
        };
        let some = Paged::of(
            &page,
            vec![row(1), row(2), row(3)],
            |row| *row,
            |row| Some(row.1),
        );
        assert_eq!(some.items.len(), 2);
        let next = some.next.unwrap();
        let after = place(&next).unwrap();
        assert_eq!((after.on, after.id), row(2));
        let last = Paged::of(&page, vec![row(3)], |row| *row, |row| Some(row.1));
        assert_eq!(last.next, None);
        for text in ["", "2026-03-01", "x.y", "2026-03-01.12"] {
            assert!(place(text).is_err(), "{text}");
        }
    }
}
