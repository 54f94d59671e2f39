//! Stories of a trade account from the first file to the last payment, told through the use cases
//! on both databases. Every day is run, and what is ready leaves on the same day.
#![allow(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::panic,
    reason = "tests"
)]

mod asked_for_now;
mod corrected_below_what_was_given_up;
mod credit_larger_than_the_invoice;
mod dispute_of_one_line;
mod found_late;
mod missed_week;
mod paid_before_the_reminder;
mod part_payment;
mod policy_changed;
mod promise;
mod reversed_payment;
mod two_currencies;
mod two_runs_of_a_day;
mod weekend;

use dunwell_app::Db;
use dunwell_testkit::House;
use jiff::civil::{Date, date};

/// Customers are contacted on business days, five days apart.
const POLICY: &str = r#"
[policy]
name = "Stories"
currency = "GBP"
review_by = 2030-01-31

[contact]
min_overdue = 25
min_gap_days = 5

[[class]]
name = "standard"
when = "true"
procedure = "standard"

[procedure.standard]
entry = "reminder"
steps = [
  { name = "courtesy", at = "due - 7 days", do = "email", tone = "friendly" },
  { name = "reminder", at = "due + 3 days", do = "email", tone = "friendly" },
  { name = "text", at = "due + 8 days", do = "sms", tone = "friendly" },
  { name = "call", at = "due + 14 days", do = "call", tone = "friendly" },
  { name = "firm reminder", at = "due + 21 days", do = "email", tone = "firm" },
  { name = "stop supply", at = "due + 30 days", do = "hold" },
  { name = "final demand", at = "due + 45 days", do = "letter", tone = "final", approve = "controller" },
]
"#;

/// The customer of every story.
const CUSTOMER: &str = "00017";

/// The day on which invoice 6001 of most stories falls due, a Monday.
const DUE: Date = date(2026, 3, 2);

/// A file of open invoices of [`CUSTOMER`]; each is number, issued, due, amount and currency.
fn invoices(rows: &[&str]) -> String {
    let mut csv = "number,issued,due,amount,currency,customer,name,email,phone\n".to_owned();
    for row in rows {
        csv.push_str(row);
        csv.push_str(",00017,Ashdown Timber,buying@example.com,+44 7700 900123\n");
    }
    csv
}

/// An invoice of 1,000.00 that has had its courtesy, at the end of the day on which it is due.
async fn on_the_due_day(db: Db) -> House {
    let house = House::open(db, POLICY, date(2026, 2, 2)).await;
    house
        .bills(&invoices(&["6001,2026-01-31,2026-03-02,1000.00,GBP"]))
        .await;
    house.works_until(DUE).await;
    assert_eq!(house.log(), ["23 Feb courtesy"]);
    house
}
