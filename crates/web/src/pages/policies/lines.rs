//! A condition in words as a page shows it: a sentence, or a list of what must hold.

use askama::Template;
use dunwell_core::condition::Words;

use crate::locale::T;

/// A sentence, and the lines beneath it where it is the head of a list.
#[derive(Template)]
#[template(path = "policies/lines.html")]
pub(crate) struct Lines {
    said: String,
    parts: Vec<Lines>,
}

impl Lines {
    /// A single sentence that is said already.
    pub(super) fn one(said: String) -> Lines {
        let parts = Vec::new();
        Lines { said, parts }
    }

    /// A condition in the reader's words.
    pub(super) fn new(t: T, words: &Words) -> Lines {
        match words {
            Words::Line(said) => Lines::one(t.sentence(said)),
            Words::List(join, parts) => Lines {
                said: t.sentence(&join.head()),
                parts: parts.iter().map(|part| Lines::new(t, part)).collect(),
            },
        }
    }
}
