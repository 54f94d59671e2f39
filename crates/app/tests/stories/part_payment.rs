//! Part of the money comes in the middle: less is asked for, from the same place in the procedure.

use dunwell_app::Db;
use jiff::civil::date;

use crate::{CUSTOMER, on_the_due_day};

dunwell_testkit::on_both! {
    async fn a_part_payment_lowers_what_is_asked_and_keeps_the_place(db: Db) {
        let house = on_the_due_day(db).await;
        house.works_until(date(2026, 3, 6)).await;
        assert!(house.last_left().text.contains("GBP 1,000.00"));
        house.is_paid(CUSTOMER, "400.00", &["6001"]).await;
        house.works_until(date(2026, 3, 12)).await;
        assert_eq!(house.log(), ["23 Feb courtesy", "5 Mar reminder", "10 Mar text"]);
        let text = house.last_left().text;
        assert!(text.contains("600.00") && !text.contains("1,000.00"), "{text}");
        house.is_in_order().await;
    }

    /// Decided at 1,000.00; 400.00 come before it leaves; what leaves asks for 600.00.
    async fn a_reminder_never_leaves_with_the_amount_of_the_morning(db: Db) {
        let house = on_the_due_day(db).await;
        house.works_until(date(2026, 3, 4)).await;
        house.sleeps_until(date(2026, 3, 5));
        let decided = house.decides().await.actions;
        assert_eq!(decided[0].amount.to_string(), "GBP 1,000.00");

        house.is_paid(CUSTOMER, "400.00", &["6001"]).await;
        house.sends().await;
        assert_eq!(house.log(), ["23 Feb courtesy", "5 Mar reminder"]);
        let reminder = house.last_left().text;
        assert!(reminder.contains("Subject: A reminder about invoice 6001, GBP 600.00"), "{reminder}");
        for old in ["GBP 1,000.00 has", "1000"] {
            assert!(!reminder.contains(old), "{old} is in {reminder}");
        }
        house.is_in_order().await;
    }
}
