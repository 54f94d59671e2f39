//! An account: everything about one customer in one currency that a decision may look at.

use jiff::civil::Date;
use serde::{Deserialize, Serialize};

use crate::action::{OpenAction, Progress};
use crate::currency::Currency;
use crate::dispute::Dispute;
use crate::hold::Hold;
use crate::id::CustomerId;
use crate::invoice::OpenInvoice;
use crate::lang::Lang;
use crate::packs::Debtor;
use crate::promise::Promise;

/// One customer in one currency, with what is open and what is known.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Account {
    /// The customer.
    pub customer: CustomerId,
    /// The customer's number in the book.
    pub number: Box<str>,
    /// What kind of debtor the customer is.
    pub kind: Debtor,
    /// The currency of every amount here.
    pub currency: Currency,
    /// The day of the customer's first business with the book, if known.
    pub since: Option<Date>,
    /// ISO 3166 two-letter code, if known.
    pub country: Option<Box<str>>,
    /// The language the customer is written to in.
    pub language: Lang,
    /// Invoices on which something is open.
    pub invoices: Vec<OpenInvoice>,
    /// Money and credit that are not set against an invoice, in minor units, never negative.
    pub unapplied: i64,
    /// When the newest of it arrived.
    pub unapplied_since: Option<Date>,
    /// Disputes about the open invoices.
    pub disputes: Vec<Dispute>,
    /// All promises of this account.
    pub promises: Vec<Promise>,
    /// Holds on the customer or on an open invoice, ended ones included.
    pub holds: Vec<Hold>,
    /// How the customer has paid so far.
    pub payer: PayerFigures,
    /// The last reason for not paying that the customer gave, as a word (`cash-flow`).
    pub reason: Option<Box<str>>,
    /// How far each item has come in its procedure.
    pub progress: Vec<Progress>,
    /// Actions that are not over yet.
    pub open_actions: Vec<OpenAction>,
    /// The day of the last contact in this currency.
    pub last_contact: Option<Date>,
}

/// Sums over the invoices that a customer has paid: what the payer's averages are made of. Whole
/// numbers, so that they can be added up in any order and derived again.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct PayerFigures {
    /// Invoices that were settled in full, by any means but a write-off.
    pub paid_invoices: i64,
    /// Sum of the days from due date to settlement over those; early ones count negative.
    pub days_late_sum: i64,
    /// Invoices that ended with a part written off.
    pub written_off_invoices: i64,
}

impl PayerFigures {
    /// Mean days late in thousandths of a day, rounded half away from zero; none without history.
    #[must_use]
    pub fn mean_days_late_milli(&self) -> Option<i64> {
        let mean = crate::money::Rounding::HalfUp.div(
            i128::from(self.days_late_sum) * 1000,
            i128::from(self.paid_invoices),
        )?;
        i64::try_from(mean).ok()
    }

    /// The share of ended invoices that were paid in full, in thousandths; none without history.
    #[must_use]
    pub fn paid_in_full_milli(&self) -> Option<i64> {
        let ended = i128::from(self.paid_invoices) + i128::from(self.written_off_invoices);
        let share =
            crate::money::Rounding::HalfUp.div(i128::from(self.paid_invoices) * 1000, ended)?;
        i64::try_from(share).ok()
    }
}
