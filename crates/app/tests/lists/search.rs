//! Search as you type.

use dunwell_app::Db;
use dunwell_app::import::Kind;
use dunwell_app::view::search::{By, search};
use dunwell_testkit::House;
use jiff::civil::date;

const INVOICES: &str = "\
number,customer,name,issued,due,amount,currency,email,phone
R-0042,0000107,Küchenstudio Überlingen GmbH,2026-01-10,2026-02-09,400.00,EUR,buchhaltung@kueche.example.com,+44 7700 900111
R-0043,0000107,Kuechenstudio Ueberlingen,2026-01-11,2026-02-10,100.00,EUR,,
0000055,200,Ashdown Timber Ltd,2026-01-10,2026-02-09,700.00,GBP,pay@ashdown.example.com,07700 900222
Q-1,300,Timberline Works,2026-01-10,2026-02-09,1.00,GBP,,
";

dunwell_testkit::on_both! {
    async fn what_a_person_remembers_finds_it(db: Db) {
        let house = House::without_policy(db, date(2026, 2, 20)).await;
        house.bills(INVOICES).await;
        house.is_paid("300", "1", &["Q-1"]).await;
        for (words, customers, invoices) in [
            ("timber", &["300", "200"][..], &[][..]),
            ("shdown", &["200"], &[]),
            ("uberlingen kuch", &["0000107"], &[]),
            ("Ueberl", &["0000107"], &[]),
            ("kueche.example", &["0000107"], &[]),
            ("+44 7700 900222", &["200"], &[]),
            ("07700 900111", &["0000107"], &[]),
            ("900222", &["200"], &[]),
            ("107", &["0000107"], &[]),
            ("2", &["200"], &[]),
            ("r-004", &[], &["R-0042", "R-0043"]),
            ("R-0043", &[], &["R-0043"]),
            ("55", &[], &["0000055"]),
            ("", &[], &[]),
            ("nobody at all", &[], &[]),
            ("100%", &[], &[]),
        ] {
            let found = search(&house.db, &house.book, words, 10, house.today()).await.unwrap();
            let numbers: Vec<&str> = found.customers.iter().map(|found| found.customer.number.as_str()).collect();
            assert_eq!(numbers, customers, "{words:?}");
            let numbers: Vec<&str> = found.invoices.iter().map(|found| found.invoice.as_str()).collect();
            assert_eq!(numbers, invoices, "{words:?}");
        }
        let found = search(&house.db, &house.book, "buchhalt", 10, house.today()).await.unwrap();
        let [only] = &found.customers[..] else { panic!("{found:?}") };
        assert_eq!((only.by, only.text.as_deref()), (By::Email, Some("buchhaltung@kueche.example.com")));
        assert_eq!(only.balances[0].to_string(), "EUR 500.00");
        let found = search(&house.db, &house.book, "R-0042", 10, house.today()).await.unwrap();
        assert_eq!((found.invoices[0].days_late, found.invoices[0].open.to_string().as_str()), (11, "EUR 400.00"));
        assert_eq!(search(&house.db, &house.book, "r-", 1, house.today()).await.unwrap().invoices.len(), 1);
    }

    async fn a_customer_file_adds_what_is_found(db: Db) {
        let house = House::without_policy(db, date(2026, 2, 20)).await;
        house.bills(INVOICES).await;
        let rows = "number,name,email,phone,sms\n200,Ashdown Joinery Ltd,joinery@example.com,+44 7700 900333,+44 7700 900333\n";
        for _ in 0..2 {
            house.reads(Kind::Customers, rows).await;
        }
        for words in ["joinery", "joinery@", "900333", "timber ltd"] {
            let found = search(&house.db, &house.book, words, 10, house.today()).await.unwrap();
            let numbers: Vec<&str> = found.customers.iter().map(|found| found.customer.number.as_str()).collect();
            assert_eq!(numbers, ["200"], "{words:?}");
        }
    }
}
