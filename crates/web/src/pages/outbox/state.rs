//! Where the outbox stands: all of it is in the address.

use dunwell_app::view::outbox::Part;
use serde::Deserialize;

use crate::encode::with_query;
use crate::pages::toast::Done;

/// What stands behind the question mark.
#[derive(Debug, Clone, Default, PartialEq, Eq, Deserialize)]
#[serde(default)]
pub(crate) struct State {
    /// The word of a part; the drafts when it is empty.
    part: String,
    /// The text that is open, by the short id of its action.
    pub(super) open: String,
    /// Where the page begins.
    pub(super) after: String,
    done: String,
    who: String,
}

impl State {
    pub(super) fn of(part: Part) -> State {
        State {
            part: part.code().to_owned(),
            ..State::default()
        }
    }

    /// Whether no part was asked for.
    pub(super) fn is_open_ended(&self) -> bool {
        self.part.is_empty()
    }

    /// Another part, with what was done before.
    pub(super) fn go_to(&mut self, part: Part) {
        self.part = part.code().to_owned();
    }

    pub(super) fn part(&self) -> Part {
        Part::from_code(&self.part).unwrap_or(Part::Drafts)
    }

    /// What was done before.
    pub(super) fn done(&self) -> Done {
        Done::new(&self.done, "", &self.who)
    }

    /// The path below the book.
    pub(super) fn path(&self) -> String {
        self.path_with(&Done::default())
    }

    /// The same, with what was done.
    pub(super) fn path_with(&self, done: &Done) -> String {
        let place = [
            ("part", self.part.as_str()),
            ("open", &self.open),
            ("after", &self.after),
        ];
        with_query("outbox", place.into_iter().chain(done.pairs()))
    }

    /// The same list with another text open.
    pub(super) fn opening(&self, open: &str) -> State {
        State {
            open: open.to_owned(),
            done: String::new(),
            who: String::new(),
            ..self.clone()
        }
    }

    /// The page after a place.
    pub(super) fn going_on(&self, after: &str) -> State {
        State {
            after: after.to_owned(),
            ..self.opening("")
        }
    }
}
