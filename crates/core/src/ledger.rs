//! The ledger of a customer in one currency: immutable entries, and what is open after them.
//!
//! Each entry has two effects, in minor units of the account's currency: one on what is open on an
//! invoice, one on the customer's unapplied money. A balance is never kept here; it is the sum of
//! the entries up to a date. A correction is a new entry that names the one it corrects.

use jiff::civil::Date;
use serde::{Deserialize, Serialize};

use crate::currency::Currency;
use crate::id::{EntryId, InvoiceId};
use crate::money::Money;
use crate::sentence::{Say, Sentence};

/// What an entry records.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub enum EntryKind {
    /// An invoice was issued: its total becomes owed.
    Invoice,
    /// Credit was given; until it is allocated it counts as unapplied.
    CreditNote,
    /// Money arrived; until it is allocated it counts as unapplied.
    Payment,
    /// Unapplied money (a payment or a credit note, named in `source`) was set against an invoice. One
    /// without a source is money from before the ledger: see [`Entry::settled_before`].
    Allocation,
    /// An early-payment discount was earned on an invoice.
    DiscountTaken,
    /// A charge was added to an invoice.
    Charge,
    /// Part or all of an invoice was given up.
    WriteOff,
    /// An earlier entry (named in `reverses`) was undone.
    Reversal,
    /// The amount of an invoice was corrected, or a charge waived in part or whole (the entry is
    /// named in `reverses`).
    Correction,
}

impl EntryKind {
    /// Every kind, for tables and tests.
    pub const ALL: [EntryKind; 9] = [
        EntryKind::Invoice,
        EntryKind::CreditNote,
        EntryKind::Payment,
        EntryKind::Allocation,
        EntryKind::DiscountTaken,
        EntryKind::Charge,
        EntryKind::WriteOff,
        EntryKind::Reversal,
        EntryKind::Correction,
    ];

    /// The stable word for the database and the API.
    #[must_use]
    pub fn code(self) -> &'static str {
        match self {
            EntryKind::Invoice => "invoice",
            EntryKind::CreditNote => "credit-note",
            EntryKind::Payment => "payment",
            EntryKind::Allocation => "allocation",
            EntryKind::DiscountTaken => "discount-taken",
            EntryKind::Charge => "charge",
            EntryKind::WriteOff => "write-off",
            EntryKind::Reversal => "reversal",
            EntryKind::Correction => "correction",
        }
    }

    /// Reads [`EntryKind::code`] back.
    #[must_use]
    pub fn from_code(code: &str) -> Option<EntryKind> {
        EntryKind::ALL.into_iter().find(|kind| kind.code() == code)
    }
}

/// One immutable fact of the ledger.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Entry {
    /// The entry's own id.
    pub id: EntryId,
    /// What it records.
    pub kind: EntryKind,
    /// The day from which it counts (the value date, not the day of recording).
    pub date: Date,
    /// The currency of both effects.
    pub currency: Currency,
    /// The invoice it touches, if any.
    pub invoice: Option<InvoiceId>,
    /// Effect on what is open on the invoice, in minor units: positive is owed more.
    pub invoice_effect: i64,
    /// Effect on the customer's unapplied money, in minor units: positive is held for the customer.
    pub unapplied_effect: i64,
    /// For an allocation, the payment or credit note that the money came from.
    pub source: Option<EntryId>,
    /// For a reversal or a correction, the entry that it undoes or corrects.
    pub reverses: Option<EntryId>,
    /// The payer's or the document's reference.
    pub reference: Option<String>,
    /// Why, in the words of whoever recorded it.
    pub reason: Option<String>,
}

/// What every entry needs beside its kind and effect.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Stamp {
    /// The new entry's id.
    pub id: EntryId,
    /// The day from which it counts.
    pub date: Date,
    /// The account's currency.
    pub currency: Currency,
}

/// An amount was not the positive number of minor units that the entry needs, or the entry does
/// not fit what it refers to.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("{}", self.say())]
pub enum LedgerError {
    /// The amount is zero or negative.
    NotPositive {
        /// The amount in minor units.
        found: i64,
    },
    /// An entry that undoes another cannot itself be undone: a new entry says it again.
    NotReversible {
        /// The kind of the entry that was to be reversed.
        kind: EntryKind,
    },
    /// Only a charge is waived; anything else is written off.
    NotACharge {
        /// The kind of the entry that was to be waived.
        kind: EntryKind,
    },
    /// The amount is larger than [`MOST`].
    TooLarge {
        /// The amount.
        found: Money,
    },
    /// A sum left the range of 64-bit minor units.
    Overflow,
}

impl Say for LedgerError {
    fn say(&self) -> Sentence {
        match self {
            LedgerError::NotPositive { found } => Sentence::new(
                "refusal.ledger.not-positive",
                "an amount above zero is needed, and {found} minor units were given",
            )
            .with("found", *found),
            LedgerError::NotReversible { kind } => Sentence::new(
                "refusal.ledger.not-reversible",
                "a {kind} cannot be reversed; record the right entry again instead",
            )
            .with("kind", kind.code()),
            LedgerError::NotACharge { kind } => Sentence::new(
                "refusal.ledger.no-charge",
                "a {kind} is not a charge, and only a charge is waived",
            )
            .with("kind", kind.code()),
            LedgerError::TooLarge { found } => Sentence::new(
                "refusal.ledger.too-large",
                "{found} is more than one entry can hold; the most is {most}",
            )
            .with("found", *found)
            .with("most", Money::new(MOST, found.currency())),
            LedgerError::Overflow => Sentence::new(
                "refusal.ledger.overflow",
                "the sum of the ledger is too large to be kept",
            ),
        }
    }
}

/// The most that one entry can hold, in minor units of its currency. Thousands of such entries still add up to
/// a sum that can be kept.
pub const MOST: i64 = 1_000_000_000_000_000;

/// An amount that comes from outside, and is not what was mistyped or what a file was misread as.
fn within_reason(stamp: &Stamp, minor: i64) -> Result<i64, LedgerError> {
    if minor.unsigned_abs() <= MOST.unsigned_abs() {
        Ok(minor)
    } else {
        let found = Money::new(minor, stamp.currency);
        Err(LedgerError::TooLarge { found })
    }
}

fn positive(minor: i64) -> Result<i64, LedgerError> {
    if minor > 0 {
        Ok(minor)
    } else {
        Err(LedgerError::NotPositive { found: minor })
    }
}

impl Entry {
    fn bare(stamp: Stamp, kind: EntryKind) -> Entry {
        Entry {
            id: stamp.id,
            kind,
            date: stamp.date,
            currency: stamp.currency,
            invoice: None,
            invoice_effect: 0,
            unapplied_effect: 0,
            source: None,
            reverses: None,
            reference: None,
            reason: None,
        }
    }

    fn on_invoice(stamp: Stamp, kind: EntryKind, invoice: InvoiceId, effect: i64) -> Entry {
        Entry {
            invoice: Some(invoice),
            invoice_effect: effect,
            ..Entry::bare(stamp, kind)
        }
    }

    /// An invoice is issued; a total of zero is allowed, a negative one is a credit note.
    ///
    /// # Errors
    /// When the total is negative, or above [`MOST`].
    pub fn invoice(stamp: Stamp, invoice: InvoiceId, total: i64) -> Result<Entry, LedgerError> {
        if total < 0 {
            return Err(LedgerError::NotPositive { found: total });
        }
        let total = within_reason(&stamp, total)?;
        Ok(Entry::on_invoice(stamp, EntryKind::Invoice, invoice, total))
    }

    /// Money arrives and is not yet applied to an invoice.
    ///
    /// # Errors
    /// When the amount is not above zero, or above [`MOST`].
    pub fn payment(stamp: Stamp, amount: i64) -> Result<Entry, LedgerError> {
        Ok(Entry {
            unapplied_effect: within_reason(&stamp, positive(amount)?)?,
            ..Entry::bare(stamp, EntryKind::Payment)
        })
    }

    /// Credit is given and is not yet applied to an invoice.
    ///
    /// # Errors
    /// When the amount is not above zero, or above [`MOST`].
    pub fn credit_note(stamp: Stamp, amount: i64) -> Result<Entry, LedgerError> {
        Ok(Entry {
            unapplied_effect: within_reason(&stamp, positive(amount)?)?,
            ..Entry::bare(stamp, EntryKind::CreditNote)
        })
    }

    /// Unapplied money is set against an invoice.
    ///
    /// # Errors
    /// When the amount is not above zero.
    pub fn allocation(
        stamp: Stamp,
        source: EntryId,
        invoice: InvoiceId,
        amount: i64,
    ) -> Result<Entry, LedgerError> {
        let amount = positive(amount)?;
        Ok(Entry {
            unapplied_effect: -amount,
            source: Some(source),
            ..Entry::on_invoice(stamp, EntryKind::Allocation, invoice, -amount)
        })
    }

    /// An invoice was settled before this ledger knew of it, and on which day is not known: an allocation
    /// of money that the ledger never held. It counts from the invoice's own day, so that nothing was
    /// ever open here, and says nothing about how the customer pays.
    ///
    /// # Errors
    /// When the amount is not above zero.
    pub fn settled_before(
        stamp: Stamp,
        invoice: InvoiceId,
        amount: i64,
    ) -> Result<Entry, LedgerError> {
        let amount = positive(amount)?;
        Ok(Entry::on_invoice(
            stamp,
            EntryKind::Allocation,
            invoice,
            -amount,
        ))
    }

    /// Whether this is what [`Entry::settled_before`] makes.
    #[must_use]
    pub fn is_settled_before(&self) -> bool {
        self.kind == EntryKind::Allocation && self.source.is_none()
    }

    /// An early-payment discount is earned.
    ///
    /// # Errors
    /// When the amount is not above zero.
    pub fn discount_taken(
        stamp: Stamp,
        source: EntryId,
        invoice: InvoiceId,
        amount: i64,
    ) -> Result<Entry, LedgerError> {
        Ok(Entry {
            source: Some(source),
            ..Entry::on_invoice(stamp, EntryKind::DiscountTaken, invoice, -positive(amount)?)
        })
    }

    /// A charge is added to what is owed on an invoice.
    ///
    /// # Errors
    /// When the amount is not above zero.
    pub fn charge(stamp: Stamp, invoice: InvoiceId, amount: i64) -> Result<Entry, LedgerError> {
        Ok(Entry::on_invoice(
            stamp,
            EntryKind::Charge,
            invoice,
            positive(amount)?,
        ))
    }

    /// Part or all of this charge is waived: it stays on record, and is no longer asked for.
    ///
    /// # Errors
    /// When the amount is not above zero, or this is no charge on an invoice.
    pub fn waiver(&self, stamp: Stamp, amount: i64) -> Result<Entry, LedgerError> {
        let (EntryKind::Charge, Some(invoice)) = (self.kind, self.invoice) else {
            return Err(LedgerError::NotACharge { kind: self.kind });
        };
        Entry::correction(stamp, self.id, invoice, -positive(amount)?)
    }

    /// Part or all of what is open on an invoice is given up.
    ///
    /// # Errors
    /// When the amount is not above zero.
    pub fn write_off(stamp: Stamp, invoice: InvoiceId, amount: i64) -> Result<Entry, LedgerError> {
        Ok(Entry::on_invoice(
            stamp,
            EntryKind::WriteOff,
            invoice,
            -positive(amount)?,
        ))
    }

    /// The amount of an invoice is corrected by `difference` minor units (positive: owed more).
    ///
    /// # Errors
    /// When there is no difference, or it is above [`MOST`].
    pub fn correction(
        stamp: Stamp,
        corrects: EntryId,
        invoice: InvoiceId,
        difference: i64,
    ) -> Result<Entry, LedgerError> {
        if difference == 0 {
            return Err(LedgerError::NotPositive { found: 0 });
        }
        let difference = within_reason(&stamp, difference)?;
        Ok(Entry {
            reverses: Some(corrects),
            ..Entry::on_invoice(stamp, EntryKind::Correction, invoice, difference)
        })
    }

    /// Undoes this entry: the same effects with the opposite sign.
    ///
    /// # Errors
    /// A reversal cannot be reversed, and an invoice is undone by a credit note.
    pub fn reversed(&self, stamp: Stamp) -> Result<Entry, LedgerError> {
        if matches!(self.kind, EntryKind::Reversal | EntryKind::Invoice) {
            return Err(LedgerError::NotReversible { kind: self.kind });
        }
        Ok(Entry {
            invoice: self.invoice,
            invoice_effect: -self.invoice_effect,
            unapplied_effect: -self.unapplied_effect,
            reverses: Some(self.id),
            source: self.source,
            ..Entry::bare(stamp, EntryKind::Reversal)
        })
    }

    /// The same entry with a reference and a reason.
    #[must_use]
    pub fn because(mut self, reference: Option<String>, reason: Option<String>) -> Entry {
        self.reference = reference;
        self.reason = reason;
        self
    }
}

/// What is open on an invoice at the end of `as_of`, in minor units.
///
/// # Errors
/// When the sum leaves the range of minor units.
pub fn open_on_invoice(
    entries: &[Entry],
    invoice: InvoiceId,
    as_of: Date,
) -> Result<i64, LedgerError> {
    sum(entries
        .iter()
        .filter(|e| e.date <= as_of && e.invoice == Some(invoice))
        .map(|e| e.invoice_effect))
}

/// The customer's unapplied money at the end of `as_of`, in minor units.
///
/// # Errors
/// When the sum leaves the range of minor units.
pub fn unapplied(entries: &[Entry], as_of: Date) -> Result<i64, LedgerError> {
    sum(entries
        .iter()
        .filter(|e| e.date <= as_of)
        .map(|e| e.unapplied_effect))
}

/// What remains of one payment or credit note at the end of `as_of`, in minor units.
///
/// # Errors
/// When the sum leaves the range of minor units.
pub fn remaining_of(entries: &[Entry], source: EntryId, as_of: Date) -> Result<i64, LedgerError> {
    sum(entries
        .iter()
        .filter(|e| {
            e.date <= as_of
                && (e.id == source || e.source == Some(source) || e.reverses == Some(source))
        })
        .map(|e| e.unapplied_effect))
}

/// Adds minor units in 128 bits, so that only a result that cannot be kept is an error.
fn sum(effects: impl Iterator<Item = i64>) -> Result<i64, LedgerError> {
    i64::try_from(effects.map(i128::from).sum::<i128>()).map_err(|_| LedgerError::Overflow)
}

/// Spreads unapplied money over open items in the order given, each filled before the next.
///
/// The caller sorts: oldest due first, unless the payer named something else (design: money goes to
/// the oldest due first). Items that owe nothing are passed over. The result pairs the index of an
/// item with the minor units it receives; what is left over stays unapplied.
#[must_use]
pub fn allocate(amount: i64, open: &[i64]) -> Vec<(usize, i64)> {
    let mut left = amount.max(0);
    let mut parts = Vec::new();
    for (index, &owed) in open.iter().enumerate() {
        let part = left.min(owed.max(0));
        if part > 0 {
            parts.push((index, part));
            left -= part;
        }
    }
    parts
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used, reason = "tests")]
    use super::*;
    use jiff::civil::date;
    use uuid::Uuid;

    #[test]
    fn an_amount_beyond_all_reason_is_refused() {
        let stamp = Stamp {
            id: EntryId::new(Uuid::from_u128(1)),
            date: date(2026, 3, 2),
            currency: Currency::GBP,
        };
        let invoice = InvoiceId::new(Uuid::from_u128(2));
        assert!(Entry::invoice(stamp, invoice, MOST).is_ok());
        assert!(Entry::payment(stamp, MOST).is_ok());
        let refused = Entry::invoice(stamp, invoice, MOST + 1).unwrap_err();
        assert_eq!(
            refused.to_string(),
            "GBP 10,000,000,000,000.01 is more than one entry can hold; the most is GBP 10,000,000,000,000.00"
        );
        let too_large = Err(LedgerError::TooLarge {
            found: Money::new(MOST + 1, Currency::GBP),
        });
        assert_eq!(Entry::payment(stamp, MOST + 1), too_large);
        assert_eq!(Entry::credit_note(stamp, MOST + 1), too_large);
        assert_eq!(
            Entry::correction(stamp, stamp.id, invoice, MOST + 1),
            too_large
        );
    }
}
