//! Sums that a law gives a creditor for the trouble, beside interest.

use jiff::civil::Date;

use super::Debtor;
use super::read::{self, Shape};
use super::scale::{self, Scale};
use super::value::{About, Sourced};
use crate::currency::Currency;
use crate::interest::words;
use crate::money::Money;
use crate::toml_reader::{Reader, Table};

/// A sum or a scale of collection costs that is owed for a late debt.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct FixedSumLaw {
    /// Which of the pack's laws it is.
    pub id: String,
    /// What the law is called.
    pub title: String,
    /// Whose debts it is for.
    pub debtors: Vec<Debtor>,
    /// Its name, its source, and the due dates for which it holds.
    pub about: About,
    /// For what it is owed once.
    pub per: Sourced<Per>,
    /// How much it is, by the principal of the debt.
    pub scale: Sourced<Scale>,
    /// How many days a reminder that names the exact sum must have given before it is owed; none where
    /// it is owed without a reminder.
    pub notice_days: Option<Sourced<i32>>,
}

/// For what a sum is owed once.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Per {
    /// For each invoice.
    Invoice,
    /// For each instalment of an invoice.
    Instalment,
}

words!(Per {
    Invoice = "invoice",
    Instalment = "instalment",
});

impl FixedSumLaw {
    /// Whether it is the law for a debt of that debtor that fell due on that day.
    #[must_use]
    pub fn applies(&self, debtor: Debtor, due: Date) -> bool {
        self.debtors.contains(&debtor) && self.about.holds_on(due)
    }

    /// The sum for a debt of that principal; none for an amount below zero or of another currency.
    #[must_use]
    pub fn amount(&self, principal: Money) -> Option<Money> {
        self.scale.value.of(principal).ok()
    }

    fn relied_on(&self) -> impl Iterator<Item = &About> {
        [&self.per.about, &self.scale.about]
            .into_iter()
            .chain(self.notice_days.as_ref().map(|days| &days.about))
    }

    /// The names of its values that are not verified.
    #[must_use]
    pub fn unverified(&self) -> Vec<String> {
        self.relied_on()
            .filter(|about| !about.verified)
            .map(|about| about.name.clone())
            .collect()
    }

    /// The address at which the sum was found.
    #[must_use]
    pub fn source(&self) -> Option<&str> {
        self.scale.about.source.as_deref()
    }
}

/// The keys of `[[fixed_sum]]`.
pub(super) const KEYS: [&str; 6] = ["id", "title", "debtors", "per", "scale", "notice_days"];

/// Reads one `[[fixed_sum]]`.
pub(super) fn read(
    reader: &mut Reader<'_>,
    table: Table<'_, '_>,
    above: &About,
    currency: Currency,
) -> Option<FixedSumLaw> {
    let (id, title, debtors, group) =
        super::parse::law_head(reader, table, above, "fixed_sum", &KEYS);
    let per = group.required(reader, "per", "\"invoice\"", read::parsed);
    if !table.table.contains_key("scale") {
        reader.missing(table, "scale", "{ bands = [{ amount = \"40\" }] }");
    }
    let scale = group.single(reader, "scale", Shape::Table, |reader, cell| {
        scale::read(reader, cell, currency)
    });
    let notice_days = group.single(reader, "notice_days", Shape::Plain, read::count);
    Some(FixedSumLaw {
        id: id?,
        title: title?,
        debtors,
        about: group.about,
        per: per?,
        scale: scale?,
        notice_days,
    })
}
