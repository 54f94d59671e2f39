//! An invoice comes into the book ninety days late.

use dunwell_app::Db;
use dunwell_app::view::customer;
use dunwell_testkit::House;
use jiff::civil::date;

use crate::{CUSTOMER, POLICY, invoices};

dunwell_testkit::on_both! {
    async fn an_invoice_found_ninety_days_late_begins_with_the_reminder_and_walks(db: Db) {
        // 31 May 2026 is a Sunday, ninety days after 2 March.
        let house = House::open(db, POLICY, date(2026, 5, 30)).await;
        house.bills(&invoices(&["6004,2026-01-31,2026-03-02,1000.00,GBP"])).await;
        house.works_until(date(2026, 7, 10)).await;
        // Reminder, text, call, firm reminder, a gap apart each; nobody makes the call, which gives
        // way. The final demand waits for approval at the end and has not left.
        assert_eq!(house.log(), ["1 Jun reminder", "8 Jun text", "22 Jun firm reminder"]);
        let view = customer::customer(&house.db, &house.book, CUSTOMER, true, house.today()).await.unwrap();
        let mut steps: Vec<&str> = view.actions.iter().map(|action| action.step.as_str()).collect();
        steps.reverse();
        assert_eq!(steps, ["reminder", "text", "call", "firm reminder", "stop supply", "final demand"]);
        assert!(view.actions[0].approve.is_some(), "the final demand waits: {:?}", view.actions[0]);
        house.is_in_order().await;
    }
}
