//! Terms that a customer accepted: what was agreed for paying late.

use jiff::civil::Date;

use super::ground::Ground;
use super::word::{AgreedSum, Fee};
use crate::currency::Currency;
use crate::id::TermsAcceptanceId;
use crate::interest::AgreedRate;

/// Terms that a customer accepted on a day. They hold for the invoices that were issued on that day or
/// later, until newer ones were accepted.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct AcceptedTerms {
    /// The id of the record.
    pub id: TermsAcceptanceId,
    /// The day on which they were accepted.
    pub accepted_on: Date,
    /// The currency of the amounts in them.
    pub currency: Currency,
    /// The interest for paying late.
    pub interest: AgreedRate,
    /// The sum for paying late.
    pub fixed_sum: AgreedSum,
    /// The fees that may be charged, each up to what stands here.
    pub fees: Vec<Fee>,
    /// The jurisdiction whose law they stand under; the book's when none is named.
    pub law: Option<String>,
    /// When payment is due, in the notation of terms.
    pub due: Option<String>,
    /// Where the acceptance can be found: the order, the contract, the signed terms.
    pub document: String,
}

impl AcceptedTerms {
    /// The terms that decide about an invoice of a day: the newest that were accepted by then. Of two of
    /// one day, the one that was recorded later.
    #[must_use]
    pub fn of(accepted: &[AcceptedTerms], issued: Date) -> Option<&AcceptedTerms> {
        accepted
            .iter()
            .filter(|terms| terms.accepted_on <= issued)
            .max_by_key(|terms| (terms.accepted_on, terms.id))
    }

    /// "the terms accepted on 2 March 2026 (Q-17)".
    #[must_use]
    pub fn in_words(&self) -> String {
        Ground::default().under(self).to_string()
    }
}
