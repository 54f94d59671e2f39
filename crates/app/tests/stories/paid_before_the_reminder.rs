//! Day 2 nothing, payment, silence.

use dunwell_app::Db;
use jiff::civil::date;

use crate::{CUSTOMER, on_the_due_day};

dunwell_testkit::on_both! {
    async fn paid_before_the_reminder(db: Db) {
        let house = on_the_due_day(db).await;
        house.works_until(date(2026, 3, 4)).await;
        house.is_paid(CUSTOMER, "1000.00", &["6001"]).await;
        house.works_until(date(2026, 4, 30)).await;
        assert_eq!(house.log(), ["23 Feb courtesy"]);
        house.is_in_order().await;
    }

    /// The run decided in the morning, the money came at noon, and the export of the evening sends
    /// nothing and says why.
    async fn paid_between_the_decision_and_the_sending(db: Db) {
        let house = on_the_due_day(db).await;
        house.works_until(date(2026, 3, 4)).await;
        house.sleeps_until(date(2026, 3, 5));
        let morning = house.decides().await;
        assert_eq!(morning.actions.len(), 1);
        assert_eq!(morning.actions[0].step, "reminder");
        house.is_paid(CUSTOMER, "1000.00", &["6001"]).await;
        let evening = house.sends().await;
        assert_eq!(evening.exported, []);
        assert_eq!(evening.withdrawn.len(), 1);
        assert!(evening.withdrawn[0].reason.to_string().contains("paid"), "{evening:?}");
        house.works_until(date(2026, 3, 31)).await;
        assert_eq!(house.log(), ["23 Feb courtesy"]);
        house.is_in_order().await;
    }
}
