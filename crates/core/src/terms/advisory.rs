//! What a person should know about a schedule: where the terms needed a fact that is not there.

use std::fmt;

use jiff::civil::Date;

use super::Start;
use crate::sentence::{Say, Sentence};

/// Something that was assumed when terms were applied to an invoice.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Advisory {
    /// The day from which the terms count is not known, so the date of the invoice took its place.
    EventUnknown(Start),
    /// By its terms a part fell due before the invoice was issued; it is due on the day of the invoice.
    DueBeforeInvoice {
        /// The day to which the terms lead.
        by_terms: Date,
    },
    /// By its terms a discount had ended before the invoice was issued; there is none.
    DiscountOver {
        /// Its last day.
        until: Date,
    },
    /// The terms name the last day of a discount and no rate; there is none.
    RateUnknown {
        /// The last day that the terms name.
        until: Date,
    },
    /// The discount leaves out the tax, and how much of the invoice is tax is not known; the discount is
    /// reckoned on the whole.
    TaxUnknown,
}

/// It names no day, so that it can be said of several invoices at once.
impl Say for Advisory {
    fn say(&self) -> Sentence {
        match self {
            Advisory::EventUnknown(start) => Sentence::new(
                "note.terms.event-unknown",
                "the terms count from {day}, which is not known; the date of the invoice took its place",
            )
            .with("day", day_of(*start)),
            Advisory::DueBeforeInvoice { .. } => Sentence::new(
                "note.terms.due-before-invoice",
                "by the terms a part was due before the invoice was issued; it is due on the day of the invoice",
            ),
            Advisory::DiscountOver { .. } => Sentence::new(
                "note.terms.discount-over",
                "by the terms the discount had ended before the invoice was issued; there is none",
            ),
            Advisory::RateUnknown { .. } => Sentence::new(
                "note.terms.rate-unknown",
                "the terms name the last day of a discount and not how much it is, so there is none; write the rate, as in: 2% 10th prox net 60",
            ),
            Advisory::TaxUnknown => Sentence::new(
                "note.terms.tax-unknown",
                "the discount leaves out the tax, and how much of the invoice is tax is not known; it is reckoned on the whole",
            ),
        }
    }
}

impl fmt::Display for Advisory {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.say().fmt(f)
    }
}

fn day_of(start: Start) -> Sentence {
    match start {
        Start::Order => Sentence::new("note.terms.day-of.order", "the day of the order"),
        Start::Delivery => Sentence::new("note.terms.day-of.delivery", "the day of delivery"),
        Start::NextDelivery => Sentence::new(
            "note.terms.day-of.next-delivery",
            "the day of the next delivery",
        ),
        Start::Receipt => Sentence::new(
            "note.terms.day-of.receipt",
            "the day on which the goods were received",
        ),
        Start::Arrival => Sentence::new(
            "note.terms.day-of.arrival",
            "the day on which the goods arrived",
        ),
        // These are always known.
        Start::Invoice | Start::Advance | Start::On(_) => {
            Sentence::new("note.terms.day-of.invoice", "the date of the invoice")
        }
    }
}
