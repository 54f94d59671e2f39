//! A payment comes back: the account goes on where it stopped.

use dunwell_app::Db;
use jiff::civil::date;

use crate::{CUSTOMER, on_the_due_day};

dunwell_testkit::on_both! {
    async fn a_payment_that_comes_back_goes_on_where_it_stopped(db: Db) {
        let house = on_the_due_day(db).await;
        house.works_until(date(2026, 3, 6)).await;
        let payment = house.is_paid(CUSTOMER, "1000.00", &["6001"]).await;
        house.works_until(date(2026, 3, 17)).await;
        assert_eq!(house.log(), ["23 Feb courtesy", "5 Mar reminder"]);
        house.undoes(&payment, "the cheque bounced").await;
        house.works_until(date(2026, 3, 18)).await;
        assert_eq!(house.log(), ["23 Feb courtesy", "5 Mar reminder", "18 Mar text"]);
        assert!(house.last_left().text.contains("1,000.00"));
        house.is_in_order().await;
    }

    async fn a_promise_kept_by_a_payment_that_comes_back_is_broken(db: Db) {
        let house = on_the_due_day(db).await;
        house.works_until(date(2026, 3, 6)).await;
        house.is_promised(CUSTOMER, "1000.00", date(2026, 3, 13)).await;
        house.works_until(date(2026, 3, 12)).await;
        let payment = house.is_paid(CUSTOMER, "1000.00", &["6001"]).await;
        house.works_until(date(2026, 3, 17)).await;
        house.undoes(&payment, "the cheque bounced").await;
        house.sleeps_until(date(2026, 3, 18));
        let decided = house.decides().await.actions;
        assert_eq!(decided.len(), 1);
        assert!(decided[0].reasons.iter().any(|reason| reason.contains("promise")), "{decided:?}");
        house.is_in_order().await;
    }
}
