//! One customer, two currencies: a thread for each, and money in one says nothing about the other.

use dunwell_app::Db;
use dunwell_app::book_settings::change::{self, Request};
use dunwell_app::funnel::Mode;
use dunwell_core::hold::HoldKind;
use dunwell_store::{customers, holds, journal};
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

    async fn supply_is_stopped_once_for_the_customer(db: Db) {
        let house = House::open(db, POLICY, date(2026, 3, 2)).await;
        house
            .bills(&invoices(&[
                "6001,2026-01-31,2026-03-02,1000.00,GBP",
                "6002,2026-01-31,2026-03-02,800.00,EUR",
            ]))
            .await;
        house.works_until(date(2026, 4, 10)).await;
        let mut uow = house.db.read().await.unwrap();
        let customer = customers::by_number(&mut uow, house.book.id, CUSTOMER).await.unwrap().unwrap().id;
        let held = holds::of_customer(&mut uow, house.book.id, customer).await.unwrap();
        let [one] = &held[..] else { panic!("one stop is enough: {held:?}") };
        assert_eq!((one.hold.kind, one.hold.until), (HoldKind::Supply, None));
        let records = journal::of_customer(&mut uow, house.book.id, customer).await.unwrap();
        uow.rollback().await.unwrap();
        let placed: Vec<&str> = records
            .iter()
            .filter(|record| record.kind == "hold-placed")
            .map(|record| &*record.payload)
            .collect();
        let [placed] = placed[..] else { panic!("it is on record once: {placed:?}") };
        let (from, id) = (one.hold.from, one.hold.id);
        for told in [format!("\"date\":\"{from}\""), format!("\"hold\":\"{id}\""), "\"holds\":\"supply\"".to_owned()] {
            assert!(placed.contains(&told), "{told} is not in {placed}");
        }
        let passed = records.iter().filter(|record| record.payload.contains("supply-held-already"));
        assert_eq!(passed.count(), 1, "the other currency's step is passed over with the reason");
        house.is_in_order().await;
    }

    async fn each_currency_is_paid_to_its_own_account(db: Db) {
        let mut house = House::open(db, POLICY, date(2026, 3, 2)).await;
        let settings = [
            "company_number=00000000",
            "vat_number=GB000000000",
            "bank.account_name=House Ltd",
            "bank.iban=GB29NWBK60161331926819",
            "banks.EUR.account_name=House Ltd in euro",
        ];
        let wanted = Request::some(settings.map(str::to_owned).into());
        house.book = change::change(&house.db, &house.book, house.caller(), Mode::default(), &wanted).await.unwrap();
        house
            .bills(&invoices(&[
                "6001,2026-01-31,2026-03-02,1000.00,GBP",
                "6002,2026-01-31,2026-03-02,800.00,EUR",
            ]))
            .await;
        house.works_until(date(2026, 3, 5)).await;
        let left = house.left();
        assert_eq!(left.len(), 2);
        for left in left {
            let is_euro = left.text.contains("EUR 800.00");
            assert_eq!(left.text.contains("House Ltd in euro"), is_euro, "{}", left.text);
            assert_eq!(left.text.contains("GB29 NWBK"), !is_euro, "{}", left.text);
            assert!(left.text.contains("Company number 00000000"), "{}", left.text);
            assert!(left.text.contains("VAT number GB000000000"), "{}", left.text);
        }
    }
}
