//! Where the list stands: all of it is in the address, so that every place can be kept and sent on.

use dunwell_app::Currency;
use dunwell_app::view::customers::{Request, Sort};
use dunwell_app::view::page::Page;
use serde::Deserialize;

use crate::encode::with_query;
use crate::pages::people;
use crate::pages::toast::Done;

/// The word for the other way round.
const REVERSE: &str = "reverse";

/// What stands behind the question mark.
#[derive(Debug, Clone, Default, PartialEq, Eq, Deserialize)]
#[serde(default)]
pub(crate) struct State {
    /// The word of a column.
    pub(super) sort: String,
    pub(super) order: String,
    /// `overdue` or `held`.
    pub(super) only: String,
    /// A class of customers.
    pub(super) class: String,
    /// The code of a currency.
    pub(super) currency: String,
    /// A name, or that of nobody.
    pub(super) owner: String,
    /// `yes` for those who owe nothing, too.
    pub(super) settled: String,
    /// Where the page begins.
    pub(super) after: String,
    /// `yes` when customers are chosen to be given to somebody.
    pub(super) give: String,
    pub(super) done: String,
    pub(super) who: String,
}

impl State {
    pub(super) fn request(&self) -> Request<'_> {
        Request {
            sort: self.sort(),
            reverse: self.is_reversed(),
            class: some(&self.class),
            currency: Currency::from_code(&self.currency).ok(),
            overdue: self.only == "overdue",
            held: self.only == "held",
            owner: people::owner(&self.owner),
            settled: self.settled == "yes",
            page: Page {
                limit: None,
                after: some(&self.after),
            },
        }
    }

    pub(super) fn sort(&self) -> Sort {
        Sort::from_code(&self.sort).unwrap_or_default()
    }

    /// Whether the order is the other way round. That of the next steps is not turned: one would have to
    /// ask the rules about the whole book to know the farthest of them.
    pub(super) fn is_reversed(&self) -> bool {
        self.order == REVERSE && self.sort() != Sort::Next
    }

    /// Whether all customers who owe something are shown.
    pub(super) fn is_whole(&self) -> bool {
        let narrowed = [&self.only, &self.class, &self.currency, &self.owner];
        narrowed.iter().all(|text| text.is_empty())
    }

    /// The path below the book.
    pub(super) fn path(&self) -> String {
        self.below("customers", &Done::default())
    }

    /// The path of the file.
    pub(super) fn file(&self) -> String {
        self.first_page().below("customers.csv", &Done::default())
    }

    /// The same with what was done.
    pub(super) fn path_with(&self, done: &Done) -> String {
        self.below("customers", done)
    }

    fn below(&self, path: &str, done: &Done) -> String {
        let pairs = [
            ("sort", self.sort.as_str()),
            ("order", &self.order),
            ("only", &self.only),
            ("class", &self.class),
            ("currency", &self.currency),
            ("owner", &self.owner),
            ("settled", &self.settled),
            ("after", &self.after),
            ("give", &self.give),
            ("done", &done.done),
            ("who", &done.who),
        ];
        with_query(path, pairs)
    }

    /// The top of the same list.
    pub(super) fn first_page(&self) -> State {
        State {
            after: String::new(),
            give: String::new(),
            done: String::new(),
            who: String::new(),
            ..self.clone()
        }
    }

    /// The page after a place.
    pub(super) fn going_on(&self, place: &str) -> State {
        State {
            after: place.to_owned(),
            give: self.give.clone(),
            ..self.first_page()
        }
    }

    /// The same page for choosing whom to give to somebody, or no more.
    pub(super) fn giving(&self, give: bool) -> State {
        State {
            give: if give { "yes" } else { "" }.to_owned(),
            done: String::new(),
            who: String::new(),
            ..self.clone()
        }
    }

    /// In the order of a column; the other way round where it is in that order already.
    pub(super) fn sorted(&self, sort: Sort) -> State {
        let turn = sort == self.sort() && sort != Sort::Next && !self.is_reversed();
        State {
            sort: sort.code().to_owned(),
            order: if turn { REVERSE } else { "" }.to_owned(),
            ..self.first_page()
        }
    }

    /// The list narrowed to a value, or widened where it is narrowed to it already; and whether it is.
    pub(super) fn narrowed(
        &self,
        field: impl Fn(&mut State) -> &mut String,
        value: &str,
    ) -> (State, bool) {
        let mut to = self.first_page();
        let place = field(&mut to);
        let is_current = place == value;
        *place = if is_current { "" } else { value }.to_owned();
        (to, is_current)
    }
}

fn some(text: &str) -> Option<&str> {
    (!text.is_empty()).then_some(text)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_column_is_turned_round_by_asking_for_it_again() {
        let by_name = State::default().sorted(Sort::Name);
        assert_eq!(by_name.path(), "customers?sort=name");
        let turned = by_name.sorted(Sort::Name);
        assert_eq!(turned.path(), "customers?sort=name&order=reverse");
        assert_eq!(turned.sorted(Sort::Name), by_name);
        // The order that the list has by itself is turned at once.
        let by_overdue = State::default().sorted(Sort::Overdue);
        assert!(by_overdue.is_reversed());
        // Of the next steps, the nearest come first.
        let by_next = State::default().sorted(Sort::Next);
        assert_eq!(by_next.sorted(Sort::Next), by_next);
    }

    #[test]
    fn narrowing_begins_at_the_top() {
        let far = State::default().going_on("EUR.7");
        let (narrow, was_current) = far.narrowed(|state| &mut state.class, "slow & late");
        assert_eq!(
            (narrow.path().as_str(), was_current),
            ("customers?class=slow%20%26%20late", false)
        );
        assert_eq!(narrow.file(), "customers.csv?class=slow%20%26%20late");
    }
}
