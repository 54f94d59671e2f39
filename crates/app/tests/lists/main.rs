//! Lists and figures over a whole book, on both databases: they agree with each other, their pages hold
//! every line once, and what they say of a past day is what the ledger says.
#![allow(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::panic,
    reason = "tests"
)]

mod customers;
mod imports;
mod overview;
mod records;
mod search;
mod worklist;

use dunwell_app::sample::Spec;
use dunwell_app::{Db, policy};
use dunwell_testkit::House;
use jiff::civil::{Date, date};

/// The last day of the sample book.
const TODAY: Date = date(2026, 6, 17);

/// A made-up trade book in several currencies with payments, credit notes, disputes and promises, on the
/// evening of its last day.
async fn house(db: Db) -> House {
    let (_, standard) = policy::READY[0];
    let house = House::of_sample(db, standard, &Spec::new(60, 900, 3, TODAY)).await;
    house.decides().await;
    house
}
