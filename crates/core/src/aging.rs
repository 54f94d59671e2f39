//! Aging: how old what is owed is, on any day, by due date or by invoice date.
//!
//! Amounts are minor units of one currency per row. Money and credit that are not set against an
//! invoice stand in a column of their own; they are never netted against what is owed.

use std::collections::BTreeMap;
use std::fmt;

use jiff::civil::Date;
use serde::Serialize;

use crate::currency::Currency;
use crate::dates::days_between;
use crate::id::InvoiceId;
use crate::invoice::{Instalment, OpenInvoice, open_by_instalment, open_items};
use crate::ledger::{Entry, open_on_invoice};
use crate::money::{Money, Rounding};
use crate::rates::Rates;
use crate::sentence::{Say, Sentence};

/// The most buckets that an aging has beside the current one.
pub const MAX_BUCKETS: usize = 24;

/// Why an aging cannot be made.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("{}", self.say())]
pub enum AgingError {
    /// The bounds of the buckets are not usable.
    Bounds {
        /// The bounds that were given.
        found: Vec<i32>,
    },
    /// No rate of exchange is known.
    NoRate {
        /// The currency of the row.
        from: Currency,
        /// The currency that was asked for.
        to: Currency,
    },
    /// A sum left the range of 64-bit minor units.
    Overflow,
}

impl Say for AgingError {
    fn say(&self) -> Sentence {
        match self {
            AgingError::Bounds { found } => Sentence::new(
                "refusal.aging.bounds",
                "the aging buckets are {found}; name 1 to {most} last days, each above zero and above the one before, such as [30, 60, 90]",
            )
            .with("found", format!("{found:?}"))
            .with("most", MAX_BUCKETS),
            AgingError::NoRate { from, to } => Sentence::new(
                "refusal.aging.no-rate",
                "no rate from {from} to {to} is known; give one, or leave the currencies apart",
            )
            .with("from", *from)
            .with("to", *to),
            AgingError::Overflow => Sentence::new(
                "refusal.aging.overflow",
                "the sums of the aging are too large to be kept",
            ),
        }
    }
}

/// The bounds between the ages: current, then one bucket up to each bound, then everything older.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
#[serde(transparent)]
pub struct Buckets {
    last_days: Vec<i32>,
}

impl Default for Buckets {
    /// Current, 1-30, 31-60, 61-90 and 90+.
    fn default() -> Buckets {
        Buckets {
            last_days: vec![30, 60, 90],
        }
    }
}

impl Buckets {
    /// Buckets by their last days: `[30, 60, 90]` puts day 30 into 1-30 and day 31 into 31-60.
    ///
    /// # Errors
    /// [`AgingError::Bounds`] unless the days are above zero and strictly rising, and not too many.
    pub fn new(last_days: Vec<i32>) -> Result<Buckets, AgingError> {
        let rising = last_days.windows(2).all(|pair| pair[0] < pair[1]);
        let positive = last_days.first().is_some_and(|first| *first > 0);
        if rising && positive && last_days.len() <= MAX_BUCKETS {
            Ok(Buckets { last_days })
        } else {
            Err(AgingError::Bounds { found: last_days })
        }
    }

    /// How many columns there are, the current one and the oldest included.
    #[must_use]
    pub fn count(&self) -> usize {
        self.last_days.len() + 2
    }

    /// The names of the columns: `current`, `1-30`, `31-60`, `61-90`, `90+`.
    #[must_use]
    pub fn labels(&self) -> Vec<String> {
        let mut labels = vec!["current".to_owned()];
        let mut first = 1;
        for &last in &self.last_days {
            labels.push(if first == last {
                format!("{last}")
            } else {
                format!("{first}-{last}")
            });
            first = last.saturating_add(1);
        }
        labels.push(format!("{}+", self.last_days.last().copied().unwrap_or(0)));
        labels
    }

    /// The column for an age in days; zero and less is current.
    #[must_use]
    pub fn column(&self, age_days: i32) -> usize {
        if age_days <= 0 {
            return 0;
        }
        1 + self.last_days.partition_point(|last| *last < age_days)
    }
}

/// From which day an age is counted. Every report prints it.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Serialize)]
#[serde(rename_all = "kebab-case")]
pub enum Basis {
    /// From the due date: the due day itself and everything before it is current.
    #[default]
    DueDate,
    /// From the day of the invoice: only what is issued on the day of the report is current.
    InvoiceDate,
}

impl fmt::Display for Basis {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Basis::DueDate => "by due date",
            Basis::InvoiceDate => "by invoice date",
        })
    }
}

/// Something that is open: an instalment, or a whole invoice that has only one.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Item {
    /// The day its invoice was issued.
    pub issued: Date,
    /// The day it is due.
    pub due: Date,
    /// What is open, in minor units. Below zero it is a credit (an invoice that was corrected to less
    /// than had been paid on it) and counts as unapplied.
    pub open: i64,
}

/// The open instalments of invoices as they stand now, for an aging as of today.
#[must_use]
pub fn open_now(invoices: &[OpenInvoice]) -> Vec<Item> {
    let items = open_items(invoices);
    let issued = |index: usize| invoices[index].issued;
    items
        .iter()
        .map(|item| Item {
            issued: issued(item.invoice),
            due: item.due,
            open: item.open,
        })
        .collect()
}

/// The open instalments of one invoice at the end of a day, from the ledger's entries up to it.
///
/// An invoice that was not issued by then, and one that was settled, have none.
///
/// # Errors
/// [`AgingError::Overflow`] when the entries add up to more than can be kept.
pub fn open_as_of(
    invoice: InvoiceId,
    issued: Date,
    instalments: &[Instalment],
    entries: &[Entry],
    as_of: Date,
) -> Result<Vec<Item>, AgingError> {
    let open = open_on_invoice(entries, invoice, as_of).map_err(|_| AgingError::Overflow)?;
    if open < 0 {
        let due = instalments.last().map_or(issued, |last| last.due);
        return Ok(vec![Item { issued, due, open }]);
    }
    let parts = open_by_instalment(instalments, open);
    let items = instalments.iter().zip(parts).filter(|(_, open)| *open > 0);
    Ok(items
        .map(|(instalment, open)| Item {
            issued,
            due: instalment.due,
            open,
        })
        .collect())
}

/// One line of an aging: a customer's, or a total.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Row<K> {
    /// Whose line it is.
    pub key: K,
    /// The currency of all its amounts.
    pub currency: Currency,
    /// What is open per column, in minor units, in the order of [`Buckets::labels`].
    pub buckets: Vec<i64>,
    /// The sum of the columns, in minor units. Unapplied money is not taken off.
    pub total: i64,
    /// Money and credit not set against an invoice, in minor units, never negative.
    pub unapplied: i64,
}

/// How an aging is made: the columns, the day from which an age counts, and the day of the report.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Aging {
    /// The columns.
    pub buckets: Buckets,
    /// From which day an age is counted.
    pub basis: Basis,
    /// The day of the report; what is open is open at its end.
    pub as_of: Date,
}

impl fmt::Display for Aging {
    /// The heading: `aging by due date as of 2026-03-31`.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "aging {} as of {}", self.basis, self.as_of)
    }
}

impl Aging {
    /// How many days old an item is.
    #[must_use]
    pub fn age_days(&self, item: &Item) -> i32 {
        let from = match self.basis {
            Basis::DueDate => item.due,
            Basis::InvoiceDate => item.issued,
        };
        days_between(from, self.as_of)
    }

    /// The line of one customer in one currency. Credits among the items are added to `unapplied`.
    ///
    /// # Errors
    /// [`AgingError::Overflow`].
    pub fn row<K>(
        &self,
        key: K,
        currency: Currency,
        items: &[Item],
        unapplied: i64,
    ) -> Result<Row<K>, AgingError> {
        let mut sums = Sums::new(self.buckets.count());
        sums.unapplied += i128::from(unapplied);
        for item in items {
            if item.open < 0 {
                sums.unapplied -= i128::from(item.open);
            } else {
                sums.cells[self.buckets.column(self.age_days(item))] += i128::from(item.open);
            }
        }
        sums.row(key, currency)
    }

    /// The total of each currency, in the order of their codes.
    ///
    /// # Errors
    /// [`AgingError::Overflow`].
    pub fn totals<K>(&self, rows: &[Row<K>]) -> Result<Vec<Row<()>>, AgingError> {
        let mut by_currency: BTreeMap<&str, (Currency, Sums)> = BTreeMap::new();
        for row in rows {
            by_currency
                .entry(row.currency.code())
                .or_insert_with(|| (row.currency, Sums::new(self.buckets.count())))
                .1
                .add(row);
        }
        by_currency
            .into_values()
            .map(|(currency, sums)| sums.row((), currency))
            .collect()
    }

    /// The rows in one currency, those of the same key added together, in the order of the keys.
    ///
    /// Each row is converted by itself ([`Row::converted`]) before it is added, so that a line and the
    /// lines it is made of agree to the cent.
    ///
    /// # Errors
    /// [`AgingError::NoRate`] for the first row that cannot be converted, or [`AgingError::Overflow`].
    pub fn in_currency<K: Clone + Ord>(
        &self,
        rows: &[Row<K>],
        to: Currency,
        rates: &Rates,
    ) -> Result<Vec<Row<K>>, AgingError> {
        let mut by_key: BTreeMap<K, Sums> = BTreeMap::new();
        for row in rows {
            by_key
                .entry(row.key.clone())
                .or_insert_with(|| Sums::new(self.buckets.count()))
                .add(&row.converted(to, rates)?);
        }
        by_key
            .into_iter()
            .map(|(key, sums)| sums.row(key, to))
            .collect()
    }
}

impl<K: Clone> Row<K> {
    /// The same line in another currency: each cell and the unapplied money are converted and rounded
    /// half up to the minor unit, and the total is the sum of the converted cells.
    ///
    /// # Errors
    /// [`AgingError::NoRate`] or [`AgingError::Overflow`].
    pub fn converted(&self, to: Currency, rates: &Rates) -> Result<Row<K>, AgingError> {
        if to == self.currency {
            return Ok(self.clone());
        }
        let from = self.currency;
        let rate = rates
            .find(from, to)
            .ok_or(AgingError::NoRate { from, to })?;
        let convert = |minor: i64| {
            Money::new(minor, from)
                .convert(rate.rate, to, Rounding::HalfUp)
                .map(Money::minor)
                .map_err(|_| AgingError::Overflow)
        };
        let mut sums = Sums::new(self.buckets.len());
        for (cell, minor) in sums.cells.iter_mut().zip(&self.buckets) {
            *cell = i128::from(convert(*minor)?);
        }
        sums.unapplied = i128::from(convert(self.unapplied)?);
        sums.row(self.key.clone(), to)
    }
}

/// A row while it is added up, in 128 bits: no book has so many items that these could overflow.
struct Sums {
    cells: Vec<i128>,
    unapplied: i128,
}

impl Sums {
    fn new(columns: usize) -> Sums {
        Sums {
            cells: vec![0; columns],
            unapplied: 0,
        }
    }

    fn add<K>(&mut self, row: &Row<K>) {
        for (cell, minor) in self.cells.iter_mut().zip(&row.buckets) {
            *cell += i128::from(*minor);
        }
        self.unapplied += i128::from(row.unapplied);
    }

    fn row<K>(self, key: K, currency: Currency) -> Result<Row<K>, AgingError> {
        let narrow = |sum: i128| i64::try_from(sum).map_err(|_| AgingError::Overflow);
        let total = narrow(self.cells.iter().sum())?;
        let buckets = self
            .cells
            .into_iter()
            .map(narrow)
            .collect::<Result<_, _>>()?;
        Ok(Row {
            key,
            currency,
            buckets,
            total,
            unapplied: narrow(self.unapplied)?,
        })
    }
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used, reason = "tests")]
    use super::*;
    use crate::rates::Rate;
    use jiff::civil::date;

    fn aging(basis: Basis) -> Aging {
        Aging {
            buckets: Buckets::default(),
            basis,
            as_of: date(2026, 3, 31),
        }
    }

    /// Issued 30 days before it is due, with 100.00 open.
    fn due(year: i16, month: i8, day: i8) -> Item {
        let due = date(year, month, day);
        Item {
            issued: due - jiff::Span::new().days(30),
            due,
            open: 100_00,
        }
    }

    #[test]
    fn an_age_falls_into_the_bucket_that_ends_with_it() {
        let buckets = Buckets::default();
        let column = |age| buckets.labels()[buckets.column(age)].clone();
        for (age, label) in [
            (-400, "current"),
            (0, "current"),
            (1, "1-30"),
            (30, "1-30"),
            (31, "31-60"),
            (60, "31-60"),
            (61, "61-90"),
            (90, "61-90"),
            (91, "90+"),
            (4_000, "90+"),
        ] {
            assert_eq!(column(age), label, "age {age}");
        }
        let fine = Buckets::new(vec![1, 7]).unwrap();
        assert_eq!(fine.labels(), ["current", "1", "2-7", "7+"]);
    }

    #[test]
    fn bounds_must_rise() {
        for bounds in [
            vec![],
            vec![0, 30],
            vec![-5],
            vec![30, 30],
            vec![60, 30],
            (1..=25).collect(),
        ] {
            assert_eq!(
                Buckets::new(bounds.clone()),
                Err(AgingError::Bounds { found: bounds })
            );
        }
    }

    #[test]
    fn the_basis_moves_the_age_and_is_named() {
        let items = [
            due(2026, 3, 31),
            due(2026, 3, 30),
            due(2026, 2, 28),
            due(2026, 2, 27),
        ];
        let by_due = aging(Basis::DueDate)
            .row("c", Currency::GBP, &items, 0)
            .unwrap();
        assert_eq!(by_due.buckets, [100_00, 100_00, 200_00, 0, 0]);
        let by_invoice = aging(Basis::InvoiceDate)
            .row("c", Currency::GBP, &items, 0)
            .unwrap();
        assert_eq!(by_invoice.buckets, [0, 100_00, 100_00, 200_00, 0]);
        assert_eq!(
            aging(Basis::InvoiceDate).to_string(),
            "aging by invoice date as of 2026-03-31"
        );
    }

    #[test]
    fn credits_stand_in_their_own_column() {
        let credit = Item {
            open: -30_00,
            ..due(2026, 1, 1)
        };
        let row = aging(Basis::DueDate)
            .row("c", Currency::GBP, &[due(2026, 3, 1), credit], 5_00)
            .unwrap();
        assert_eq!((row.total, row.unapplied), (100_00, 35_00));
    }

    #[test]
    fn a_converted_total_is_the_sum_of_its_cells() {
        let rate = Rate {
            from: Currency::USD,
            to: Currency::EUR,
            rate: "0.5".parse().unwrap(),
            on: date(2026, 3, 31),
        };
        let rates = Rates::new(vec![rate]);
        let cent = |item: Item| Item { open: 1, ..item };
        let items = [
            cent(due(2026, 3, 31)),
            cent(due(2026, 3, 1)),
            cent(due(2026, 2, 1)),
        ];
        let aging = aging(Basis::DueDate);
        let dollars = aging.row("c", Currency::USD, &items, 3).unwrap();
        let euros = dollars.converted(Currency::EUR, &rates).unwrap();
        // Half a cent each: every cell rounds up, and the total follows the cells, not 1.5 cents.
        assert_eq!(euros.buckets, [1, 1, 1, 0, 0]);
        assert_eq!((euros.total, euros.unapplied), (3, 2));

        let home = aging.row("c", Currency::EUR, &items, 0).unwrap();
        let both = aging
            .in_currency(&[dollars.clone(), home.clone()], Currency::EUR, &rates)
            .unwrap();
        assert_eq!((both.len(), both[0].total), (1, 6));
        let apart = aging.totals(&[dollars.clone(), home]).unwrap();
        let codes: Vec<_> = apart
            .iter()
            .map(|row| (row.currency.code(), row.total))
            .collect();
        assert_eq!(codes, [("EUR", 3), ("USD", 3)]);
        assert_eq!(
            dollars.converted(Currency::JPY, &rates),
            Err(AgingError::NoRate {
                from: Currency::USD,
                to: Currency::JPY
            })
        );
    }

    #[test]
    fn sums_that_cannot_be_kept_are_an_error() {
        let huge = Item {
            open: i64::MAX,
            ..due(2026, 3, 1)
        };
        assert_eq!(
            aging(Basis::DueDate).row("c", Currency::GBP, &[huge, huge], 0),
            Err(AgingError::Overflow)
        );
    }
}
