//! One line of three is disputed: the rest is still chased.

use dunwell_app::Db;
use dunwell_app::view::explain::explain;
use jiff::civil::date;

use crate::{CUSTOMER, on_the_due_day};

dunwell_testkit::on_both! {
    async fn one_line_of_three_is_disputed_and_the_rest_is_still_chased(db: Db) {
        let house = on_the_due_day(db).await;
        let disputed = house.is_disputed("6001", Some("300.00"), "one pallet of three was wet").await;
        house.works_until(date(2026, 3, 6)).await;
        assert_eq!(house.log(), ["23 Feb courtesy", "5 Mar reminder"]);
        let reminder = house.last_left().text;
        assert!(reminder.contains("GBP 700.00"), "{reminder}");
        let explained = explain(&house.db, &house.book, CUSTOMER, house.today(), house.today()).await.unwrap();
        let words = format!("{explained:?}");
        assert!(words.contains("300.00"), "the explanation names the disputed part: {words}");

        house.settles(&disputed, "replaced").await;
        house.works_until(date(2026, 3, 10)).await;
        assert_eq!(house.log(), ["23 Feb courtesy", "5 Mar reminder", "10 Mar text"]);
        assert!(house.last_left().text.contains("1,000.00"));
        house.is_in_order().await;
    }

    async fn an_invoice_that_is_disputed_as_a_whole_is_left_in_peace(db: Db) {
        let house = on_the_due_day(db).await;
        let disputed = house.is_disputed("6001", None, "never ordered").await;
        house.works_until(date(2026, 4, 30)).await;
        assert_eq!(house.log(), ["23 Feb courtesy"]);
        house.settles(&disputed, "the order was found").await;
        house.works_until(date(2026, 5, 1)).await;
        // Sixty days late it begins with the reminder all the same.
        assert_eq!(house.log(), ["23 Feb courtesy", "1 May reminder"]);
        house.is_in_order().await;
    }
}
