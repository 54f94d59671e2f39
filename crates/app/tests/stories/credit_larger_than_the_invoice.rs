//! A credit note of 1,200.00 against an invoice of 1,000.00: what is left over covers the next one.

use dunwell_app::Db;
use jiff::civil::date;

use crate::{CUSTOMER, invoices, on_the_due_day};

dunwell_testkit::on_both! {
    async fn a_credit_note_larger_than_the_invoice_also_covers_the_next_one(db: Db) {
        let house = on_the_due_day(db).await;
        house.bills(&invoices(&["6002,2026-02-02,2026-03-04,500.00,GBP"])).await;
        let credit = house.credits(CUSTOMER, "CN-1", "1200.00", &["6001"]).await;
        assert_eq!(credit.applied[0].amount.to_string(), "GBP 1,000.00");
        assert_eq!(credit.unapplied.to_string(), "GBP 200.00");

        house.works_until(date(2026, 3, 20)).await;
        let left = house.left();
        assert!(left.len() > 1, "the next invoice is chased: {:?}", house.log());
        for text in left[1..].iter().map(|left| &left.text) {
            assert!(text.contains("300.00"), "{text}");
            assert!(!text.contains("6001"), "nothing is open on 6001: {text}");
        }
        house.is_in_order().await;
    }

    async fn credit_that_covers_everything_brings_silence(db: Db) {
        let house = on_the_due_day(db).await;
        house.bills(&invoices(&["6002,2026-02-02,2026-03-04,150.00,GBP"])).await;
        house.credits(CUSTOMER, "CN-1", "1200.00", &["6001"]).await;
        house.works_until(date(2026, 4, 30)).await;
        assert_eq!(house.log(), ["23 Feb courtesy"]);
        house.is_in_order().await;
    }
}
