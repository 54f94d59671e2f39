//! Early-payment discounts: what is taken off and from what, when a payment has earned it, and what it does to
//! the books in another currency.
//!
//! Which discount terms offer, and until when, is for [`crate::terms`] to say.

mod exchange;
mod settle;
mod tax;

pub use exchange::{HomeSettlement, in_home_currency};
pub use settle::{Settled, Settlement, TakenOff, on_offer, settle, taken_off};
pub use tax::{Makeup, Reduction, TaxMode, net_of_inclusive, reduction, tax_at_issue};
