//! A step that falls on a weekend or on a holiday comes on the next business day.

use dunwell_app::Db;
use dunwell_app::book_settings::change::{Request, change};
use dunwell_app::funnel::Mode;
use dunwell_testkit::House;
use jiff::civil::date;

use crate::{POLICY, invoices};

/// Three days after Wednesday 4 March is Saturday the 7th.
const DUE_ON_WEDNESDAY: &str = "6003,2026-02-04,2026-03-04,1000.00,GBP";

dunwell_testkit::on_both! {
    async fn a_step_that_falls_on_a_weekend_comes_on_monday(db: Db) {
        let house = House::open(db, POLICY, date(2026, 3, 4)).await;
        house.bills(&invoices(&[DUE_ON_WEDNESDAY])).await;
        house.works_until(date(2026, 3, 8)).await;
        assert_eq!(house.log(), [""; 0]);
        house.works_until(date(2026, 3, 9)).await;
        assert_eq!(house.log(), ["9 Mar reminder"]);
        house.is_in_order().await;
    }

    async fn a_holiday_moves_it_on_by_another_day(db: Db) {
        let mut house = House::open(db, POLICY, date(2026, 3, 4)).await;
        let mut settings = house.book.settings.clone();
        settings.holidays.push((date(2026, 3, 9), "Founder's Day".to_owned()));
        let request = Request::all(settings);
        house.book = change(&house.db, &house.book, house.caller(), Mode::default(), &request).await.unwrap();
        house.bills(&invoices(&[DUE_ON_WEDNESDAY])).await;
        house.works_until(date(2026, 3, 10)).await;
        assert_eq!(house.log(), ["10 Mar reminder"]);
        house.is_in_order().await;
    }
}
