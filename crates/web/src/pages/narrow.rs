//! The ways to narrow a list: links to the same list, each with what it leads to.

use std::collections::BTreeMap;

use dunwell_app::Currency;
use dunwell_core::money::Money;

use crate::locale::{Sum, T};

/// A way to narrow a list.
pub(crate) struct Narrow {
    pub(crate) href: String,
    pub(crate) words: String,
    /// How many lines there are then; empty where that is not known.
    pub(crate) count: String,
    pub(crate) is_current: bool,
}

/// Several ways of a kind, under a button that says which one was taken.
pub(crate) struct Menu {
    pub(crate) words: String,
    pub(crate) links: Vec<Narrow>,
}

impl Menu {
    pub(crate) fn new(words: String, links: Vec<Narrow>) -> Menu {
        let current = links.iter().find(|link| link.is_current);
        Menu {
            words: match current {
                Some(current) => format!("{words}: {}", current.words),
                None => words,
            },
            links,
        }
    }

    /// Whether there is anything to choose, or something was chosen.
    pub(crate) fn is_a_choice(&self) -> bool {
        self.links.len() > 1 || self.links.iter().any(|link| link.is_current)
    }
}

/// How many lines there are in a currency, and what they come to.
pub(crate) struct Totals {
    pub(crate) count: usize,
    pub(crate) sum: Sum,
}

impl Totals {
    /// The totals of counts and amounts, by currency.
    pub(crate) fn of(t: T, parts: impl Iterator<Item = (usize, Money)>) -> Vec<Totals> {
        let mut totals: BTreeMap<Currency, (usize, i64)> = BTreeMap::new();
        for (count, amount) in parts {
            let total = totals.entry(amount.currency()).or_default();
            total.0 += count;
            // A sum too large to be shown stays at the largest that can be.
            total.1 = total.1.saturating_add(amount.minor());
        }
        let total = |(currency, (count, minor))| Totals {
            count,
            sum: t.sum(Money::new(minor, currency)),
        };
        totals.into_iter().map(total).collect()
    }
}
