//! Stories of charges for paying late, told through the use cases on both databases.
//!
//! The book stands under the law of England and Wales unless a story says otherwise. Invoice 7001 over
//! GBP 1,000.00 falls due on Monday, 2 March 2026; its interest is 8 points over the 3.75 % of 31 December 2025,
//! which is 32 pence a day on the whole.
#![allow(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::panic,
    reason = "tests"
)]

mod backdated;
mod basis;
mod by_hand;
mod fees;
mod house;
mod steps;

use dunwell_app::Db;
use dunwell_testkit::House;
use jiff::civil::{Date, date};

/// A firm reminder three weeks late charges interest; a final demand, once approved, the fixed sum too.
const POLICY: &str = r#"
[policy]
name = "Charges"
currency = "GBP"
review_by = 2030-01-31

[contact]
min_overdue = 25
min_gap_days = 1
days = "every"

[[class]]
name = "standard"
when = "true"
procedure = "standard"

[procedure.standard]
entry = "reminder"
steps = [
  { name = "reminder", at = "due + 3 days", do = "email", tone = "friendly" },
  { name = "firm reminder", at = "due + 21 days", do = "email", tone = "firm", charge = ["interest"] },
  { name = "final demand", at = "due + 40 days", do = "letter", tone = "final", approve = "controller", charge = ["interest", "fixed-sum"] },
]
"#;

/// The customer of every story.
const CUSTOMER: &str = "00017";

/// The day on which the invoice falls due.
const DUE: Date = date(2026, 3, 2);

/// The day of the firm reminder.
const FIRM: Date = date(2026, 3, 23);

/// The day of the final demand.
const FINAL: Date = date(2026, 4, 11);

/// A house under a law, with invoice 7001, on the day on which it falls due.
async fn under(db: Db, policy: &str, law: Option<&str>) -> House {
    let house = House::open(db, policy, date(2026, 1, 31)).await;
    let house = house.under_law(law, &[]).await;
    house
        .bills("number,customer,name,email,issued,due,amount\n7001,00017,Harbour Tools,a@example.com,2026-01-31,2026-03-02,1000.00\n")
        .await;
    house.sleeps_until(DUE);
    house
}

async fn story(db: Db) -> House {
    under(db, POLICY, Some("GB")).await
}
