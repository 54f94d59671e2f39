//! One customer, two currencies: a thread for each, and money in one says nothing about the other.

use dunwell_app::Db;
use dunwell_testkit::House;
use jiff::civil::date;

use crate::{CUSTOMER, POLICY, invoices};

dunwell_testkit::on_both! {
    async fn two_currencies_are_two_threads(db: Db) {
        let house = House::open(db, POLICY, date(2026, 3, 2)).await;
        house
            .bills(&invoices(&[
                "6001,2026-01-31,2026-03-02,1000.00,GBP",
                "6002,2026-01-31,2026-03-02,800.00,EUR",
                "6003,2026-01-31,2026-03-02,700.00,EUR",
            ]))
            .await;
        house.works_until(date(2026, 3, 5)).await;
        assert_eq!(house.log(), ["5 Mar reminder", "5 Mar reminder"]);
        let mut asked: Vec<bool> = Vec::new();
        for left in house.left() {
            let (pounds, euros) = (left.text.contains("GBP 1,000.00"), left.text.contains("EUR 1,500.00"));
            assert_ne!(pounds, euros, "no text adds two currencies up: {}", left.text);
            asked.push(pounds);
        }
        asked.sort_unstable();
        assert_eq!(asked, [false, true], "one text for each currency");

        house.is_paid(CUSTOMER, "1500.00", &["6002", "6003"]).await;
        house.works_until(date(2026, 3, 12)).await;
        assert_eq!(house.log()[2..], ["10 Mar text"]);
        let text = house.last_left().text;
        assert!(text.contains("1,000.00") && !text.contains("EUR"), "{text}");
        house.is_in_order().await;
    }
}
