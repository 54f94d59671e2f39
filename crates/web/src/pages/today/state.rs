//! Where the list stands: all of it is in the address, so that every place can be kept and sent on.

use axum::extract::Query;
use axum::http::Uri;
use serde::Deserialize;

use crate::encode::{query, with_query};
use crate::pages::toast::Done;

/// What stands behind the question mark.
#[derive(Debug, Clone, Default, PartialEq, Eq, Deserialize)]
#[serde(default)]
pub(crate) struct State {
    /// The word of a kind of step, or `approve`.
    pub(super) kind: String,
    /// A class of customers.
    pub(super) class: String,
    /// The code of a currency.
    pub(super) currency: String,
    /// Who looks after the customers: a name, or that of nobody.
    pub(super) owner: String,
    /// How many rows are wanted.
    pub(super) shown: String,
    /// The item that is open, by its short id.
    pub(super) open: String,
    /// The item that comes up when it is done.
    pub(super) next: String,
    /// What is being recorded about it.
    pub(super) record: String,
    pub(super) done: String,
    pub(super) id: String,
    pub(super) who: String,
}

impl State {
    /// Reads [`State::query`] back; what cannot be read is the whole list.
    pub(super) fn read(at: &str) -> State {
        format!("/?{at}")
            .parse::<Uri>()
            .ok()
            .and_then(|uri| Query::try_from_uri(&uri).ok())
            .map_or_else(State::default, |Query(state)| state)
    }

    fn pairs(&self) -> [(&'static str, &str); 6] {
        [
            ("kind", &self.kind),
            ("class", &self.class),
            ("currency", &self.currency),
            ("owner", &self.owner),
            ("shown", &self.shown),
            ("open", &self.open),
        ]
    }

    /// All that a form has to bring back, so that the list stands as it did.
    pub(super) fn query(&self) -> String {
        // A list that is narrowed to nothing is a place as well: the text is never empty.
        let rest = [("next", self.next.as_str()), ("at", "today")];
        query(self.pairs().into_iter().chain(rest))
    }

    /// The path of the page below the book.
    pub(super) fn path(&self) -> String {
        self.path_with(&Done::default())
    }

    /// The same, with what was done.
    pub(super) fn path_with(&self, done: &Done) -> String {
        let record = [("record", self.record.as_str())];
        let pairs = self.pairs().into_iter().chain(record).chain(done.pairs());
        with_query("today", pairs)
    }

    /// Whether the list is not narrowed at all.
    pub(super) fn is_whole(&self) -> bool {
        let narrowed = [&self.kind, &self.class, &self.currency, &self.owner];
        narrowed.iter().all(|text| text.is_empty())
    }

    /// What was done before.
    pub(super) fn done(&self) -> Done {
        Done::new(&self.done, &self.id, &self.who)
    }

    /// The same list with another item open, and nothing being recorded.
    pub(super) fn opening(&self, open: &str) -> State {
        State {
            open: open.to_owned(),
            next: String::new(),
            ..self.recording("")
        }
    }

    /// The same with another thing being recorded.
    pub(super) fn recording(&self, what: &str) -> State {
        State {
            record: what.to_owned(),
            done: String::new(),
            id: String::new(),
            who: String::new(),
            ..self.clone()
        }
    }

    /// The same with so many rows.
    pub(super) fn showing(&self, rows: usize) -> State {
        State {
            shown: rows.to_string(),
            ..self.recording("")
        }
    }

    /// The list narrowed to a value, or widened where it is narrowed to it already; and whether it is.
    pub(super) fn narrowed(
        &self,
        field: impl Fn(&mut State) -> &mut String,
        value: &str,
    ) -> (State, bool) {
        let mut to = self.opening("");
        to.shown = String::new();
        let place = field(&mut to);
        let is_current = place == value;
        *place = if is_current {
            String::new()
        } else {
            value.to_owned()
        };
        (to, is_current)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_form_brings_back_where_the_list_stood() {
        let state = State {
            kind: "call".to_owned(),
            class: "high balance & late".to_owned(),
            open: "0198".to_owned(),
            next: "0199".to_owned(),
            ..State::default()
        };
        assert_eq!(State::read(&state.query()), state);
        assert_eq!(State::read(&State::default().query()), State::default());
        assert!(!State::default().query().is_empty());
    }

    #[test]
    fn a_filter_is_a_switch() {
        let by_class = |state: &State| state.narrowed(|state| &mut state.class, "slow");
        let (narrow, was_current) = by_class(&State::default());
        assert_eq!((narrow.class.as_str(), was_current), ("slow", false));
        assert_eq!(by_class(&narrow), (State::default(), true));
    }
}
