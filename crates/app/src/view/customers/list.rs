//! The lines that were asked for: which of all they are, what they come to, and those of a page.

use std::collections::{BTreeMap, HashMap};
use std::sync::Arc;

use dunwell_core::currency::Currency;
use dunwell_core::money::Money;
use dunwell_store::Uow;

use super::key::{Key, place};
use super::whole::{Light, Whole};
use super::{Choices, Request, Sort, Sums, by_next};
use crate::book::Book;
use crate::error::Result;
use crate::view::class_name::is_same_name;
use crate::view::page::not_a_place;

/// A line of a page, by its number among all lines, and where it stands in the list.
#[derive(Debug, Clone, Copy)]
pub(super) struct Row<'a> {
    pub(super) at: u32,
    pub(super) key: Key<'a>,
}

impl Row<'_> {
    pub(super) fn place(&self, whole: &Whole) -> String {
        let line = whole.line(self.at);
        self.key.place(line.customer, line.currency)
    }
}

/// What keeps lines off a list, found among the names that there are.
pub(super) struct Wanted<'a> {
    request: &'a Request<'a>,
    /// Those whose case alone may differ.
    classes: Option<Vec<u32>>,
    /// The number of the owner; none of none for those whom nobody looks after.
    owner: Option<Option<u32>>,
    is_nobody_s: bool,
}

impl<'a> Wanted<'a> {
    pub(super) fn new(whole: &Whole, request: &'a Request<'a>) -> Wanted<'a> {
        let classes = request.class.map(|class| {
            let all = whole.classes.iter();
            let same = all.filter(|(_, own)| is_same_name(own, class));
            same.map(|(number, _)| number).collect()
        });
        let owner = request.owner.filter(|owner| !owner.is_empty());
        let owner = owner.map(|owner| {
            let mut all = whole.owners.iter();
            all.find(|(_, own)| *own == owner).map(|(number, _)| number)
        });
        Wanted {
            request,
            classes,
            owner,
            is_nobody_s: request.owner.is_some_and(str::is_empty),
        }
    }

    /// Whether a line is on the list whatever the list is narrowed to.
    fn is_there(&self, line: &Light) -> bool {
        self.request.settled || !line.is_settled()
    }

    fn holds(&self, line: &Light) -> bool {
        let is_class = |classes: &Vec<u32>| line.class.is_some_and(|own| classes.contains(&own));
        let is_owner = |owner: Option<u32>| owner.is_some() && line.owner == owner;
        self.is_there(line)
            && self.classes.as_ref().is_none_or(is_class)
            && self
                .request
                .currency
                .is_none_or(|only| only == line.currency)
            && (!self.request.overdue || line.overdue > 0)
            && (!self.request.held || line.held)
            && self.owner.is_none_or(is_owner)
            && (!self.is_nobody_s || line.owner.is_none())
    }
}

/// How many lines were asked for, and what they come to.
pub(super) struct Totals {
    pub(super) lines: usize,
    pub(super) sums: Vec<Sums>,
    pub(super) choices: Choices,
}

/// Counts and adds up all that was asked for. It goes over every line, but reads nothing.
pub(super) fn totals(whole: &Whole, request: &Request<'_>) -> Totals {
    let wanted = Wanted::new(whole, request);
    let mut lines = 0;
    let mut sums: HashMap<Currency, (i64, i64)> = HashMap::new();
    let mut tally = Tally::new(whole);
    for line in whole.lines.iter().filter(|line| wanted.is_there(line)) {
        tally.count(line);
        if wanted.holds(line) {
            lines += 1;
            let sum = sums.entry(line.currency).or_default();
            // A sum too large to be shown stays at the largest that can be.
            sum.0 = sum.0.saturating_add(line.balance);
            sum.1 = sum.1.saturating_add(line.overdue);
        }
    }
    let mut sums: Vec<Sums> = sums
        .into_iter()
        .map(|(currency, (balance, overdue))| Sums {
            balance: Money::new(balance, currency),
            overdue: Money::new(overdue, currency),
        })
        .collect();
    sums.sort_by_key(|sum| sum.balance.currency().code());
    Totals {
        lines,
        sums,
        choices: tally.choices(whole),
    }
}

/// Counts by the numbers of names.
struct Tally {
    choices: Choices,
    classes: Vec<usize>,
    owners: Vec<usize>,
}

impl Tally {
    fn new(whole: &Whole) -> Tally {
        Tally {
            choices: Choices::default(),
            classes: vec![0; whole.classes.iter().count()],
            owners: vec![0; whole.owners.iter().count()],
        }
    }

    fn count(&mut self, line: &Light) {
        let one_more = |counts: &mut Vec<usize>, number: u32| {
            if let Some(count) = counts.get_mut(number as usize) {
                *count += 1;
            }
        };
        self.choices.all += 1;
        self.choices.overdue += usize::from(line.overdue > 0);
        self.choices.held += usize::from(line.held);
        match line.owner {
            Some(owner) => one_more(&mut self.owners, owner),
            None => self.choices.unowned += 1,
        }
        if let Some(class) = line.class {
            one_more(&mut self.classes, class);
        }
        let of_currency = self.choices.currencies.entry(line.currency.code());
        *of_currency.or_default() += 1;
    }

    fn choices(self, whole: &Whole) -> Choices {
        let named = |counts: Vec<usize>, name: &dyn Fn(u32) -> String| -> BTreeMap<String, usize> {
            let counts = (0..).zip(counts).filter(|(_, count)| *count > 0);
            counts
                .map(|(number, count)| (name(number), count))
                .collect()
        };
        Choices {
            classes: named(self.classes, &|number| whole.classes.at(number).to_owned()),
            owners: named(self.owners, &|number| whole.owners.at(number).to_owned()),
            ..self.choices
        }
    }
}

/// At most so many lines from where the page begins, in order.
pub(super) async fn rows<'w>(
    uow: &mut Uow,
    book: &Book,
    whole: &'w Arc<Whole>,
    request: &Request<'_>,
    most: usize,
) -> Result<Vec<Row<'w>>> {
    let after = match request.page.after {
        Some(after) => Some(place(after).ok_or_else(|| not_a_place(after))?),
        None => None,
    };
    let wanted = Wanted::new(whole, request);
    let is_wanted = |at: &u32| wanted.holds(whole.line(*at));
    if request.sort == Sort::Next {
        let order = whole.order(Sort::Next, false);
        let order = order.iter().copied().filter(is_wanted).collect();
        return by_next::rows(uow, book, whole, order, (after, most), request.reverse).await;
    }
    let order = whole.order(request.sort, request.reverse);
    let row = |at: u32| Row {
        at,
        key: whole.key(at, request.sort),
    };
    let is_before = |at: &u32| {
        after.as_ref().is_some_and(|(key, account)| {
            let own = row(*at).key;
            whole
                .compare((*at, &own), (key, *account), request.reverse)
                .is_le()
        })
    };
    let from = order.partition_point(is_before);
    let page = order.iter().skip(from).copied().filter(is_wanted);
    Ok(page.take(most).map(row).collect())
}
