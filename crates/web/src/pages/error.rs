//! What went wrong, as a page or as a part of one.

use askama::Template;
use axum::response::{IntoResponse as _, Response};

use crate::error::PageError;
use crate::locale::T;
use crate::page::Page;

#[derive(Template)]
#[template(path = "error.html")]
struct ErrorPage<'a> {
    page: &'a Page,
    t: T,
    title: String,
    words: String,
}

#[derive(Template)]
#[template(path = "error_part.html")]
struct ErrorPart {
    title: String,
    words: String,
}

/// Draws it. Where drawing fails as well, the plain status is left.
pub(crate) fn draw(page: &Page, error: &PageError) -> Response {
    let t = page.t();
    if let PageError::Failed(cause) = error {
        tracing::error!(cause, "a page failed");
    }
    let (title, words) = match error {
        PageError::NotFound => (t.text("error.not-found"), t.text("error.not-found-words")),
        PageError::Forbidden => (t.text("error.forbidden"), t.text("error.forbidden-words")),
        PageError::ForeignForm => (
            t.text("error.foreign-form"),
            t.text("error.foreign-form-words"),
        ),
        PageError::Unreadable => (t.text("error.unreadable"), t.text("error.unreadable-words")),
        PageError::TooLarge => (t.text("error.too-large"), t.text("error.too-large-words")),
        PageError::Refused(words) => (t.text("error.refused"), t.sentence(words)),
        PageError::Busy => (t.text("error.busy"), t.text("error.busy-words")),
        PageError::Failed(_) => (t.text("error.failed"), t.text("error.failed-words")),
    };
    let status = error.status();
    let drawn = if page.is_fragment() {
        page.show_with(status, &ErrorPart { title, words })
    } else {
        page.show_with(
            status,
            &ErrorPage {
                page,
                t,
                title,
                words,
            },
        )
    };
    drawn.unwrap_or_else(|_| status.into_response())
}

/// Why work that went on by itself was not done, for the page that shows how far it is.
pub(crate) fn failed_work(t: T, error: &PageError) -> String {
    match error {
        PageError::Refused(why) => t.sentence(why),
        PageError::Busy => t.text("error.busy-words"),
        error => {
            tracing::error!(cause = %error, "work that went on by itself failed");
            t.text("error.failed-words")
        }
    }
}

/// A refusal as it stands on a page: with a capital letter and a full stop.
pub(crate) fn sentence(words: &str) -> String {
    let mut chars = words.chars();
    let first: String = chars
        .next()
        .into_iter()
        .flat_map(char::to_uppercase)
        .collect();
    let stop = if words.ends_with(['.', '!', '?', ':']) {
        ""
    } else {
        "."
    };
    format!("{first}{}{stop}", chars.as_str())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_refusal_is_a_sentence() {
        assert_eq!(sentence("the code is wrong"), "The code is wrong.");
        assert_eq!(sentence("Really?"), "Really?");
        assert_eq!(sentence("all of these:"), "All of these:");
        assert_eq!(sentence(""), ".");
    }
}
