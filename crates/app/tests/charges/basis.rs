//! On what ground something is charged, and that nothing is charged without one.

use dunwell_app::Db;
use dunwell_app::view::explain::explain;
use dunwell_testkit::{House, on_both};
use jiff::civil::date;

use crate::house::{accepts, charges, claims, notes};
use crate::{CUSTOMER, DUE, FIRM, POLICY, story, under};

/// A house whose customer accepts terms on a day, before or after the invoice of 31 January.
async fn agreed(db: Db, on: jiff::civil::Date, interest: &str, fixed_sum: &str) -> House {
    let house = House::open(db, POLICY, date(2026, 1, 2)).await;
    let house = house.under_law(Some("GB"), &[]).await;
    house
        .reads(
            dunwell_app::import::Kind::Customers,
            "number,name,email\n00017,Harbour Tools,a@example.com\n",
        )
        .await;
    let bill = "number,customer,issued,due,amount\n7001,00017,2026-01-31,2026-03-02,1000.00\n";
    let issued = date(2026, 1, 31);
    if on > issued {
        house.sleeps_until(issued);
        house.bills(bill).await;
    }
    house.sleeps_until(on);
    accepts(&house, interest, fixed_sum, &[]).await;
    if on <= issued {
        house.sleeps_until(issued);
        house.bills(bill).await;
    }
    house.sleeps_until(DUE);
    house
}

async fn why_not(house: &House) -> Vec<String> {
    let (db, book, today) = (&house.db, &house.book, house.today());
    let explained = explain(db, book, CUSTOMER, today, today).await.unwrap();
    explained.accounts[0].items[0]
        .charges
        .iter()
        .map(|charge| charge.sentence.clone())
        .collect()
}

on_both! {
    async fn without_law_or_terms_nothing_is_charged_and_it_is_said(db: Db) {
        let house = under(db, POLICY, None).await;
        house.works_until(date(2026, 3, 22)).await;
        house.sleeps_until(FIRM);
        let notes = notes(&house).await;
        assert_eq!(notes.len(), 1, "{notes:?}");
        assert!(notes[0].starts_with("1 item did not bear interest: no terms were accepted before the invoice, and the book names no jurisdiction"), "{notes:?}");
        assert_eq!(charges(&house).await, [""; 0]);
        let refused = claims(&house, true, true).await.unwrap_err().to_string();
        assert!(refused.contains("the book names no jurisdiction"), "{refused}");
    }

    async fn a_law_that_gives_none_charges_none(db: Db) {
        let house = under(db, POLICY, Some("US")).await;
        house.works_until(date(2026, 3, 22)).await;
        house.sleeps_until(FIRM);
        let notes = notes(&house).await;
        assert!(notes[0].contains("the law of US gives no interest against a business for a debt due on 2026-03-02"), "{notes:?}");
        assert_eq!(charges(&house).await, [""; 0]);
        let why = why_not(&house).await;
        assert!(why[0].contains("the law of US gives no interest"), "{why:?}");
    }

    async fn terms_that_were_accepted_before_the_invoice_decide(db: Db) {
        let house = agreed(db, date(2026, 1, 10), "12% a year", "25.00").await;
        house.works_until(FIRM).await;
        // 21 days at 12 % on 1,000.00.
        assert_eq!(charges(&house).await, ["interest 6.90"]);
        claims(&house, false, true).await.unwrap();
        assert_eq!(charges(&house).await, ["interest 6.90", "fixed-sum 25.00"]);
        house.is_in_order().await;
    }

    async fn terms_that_were_accepted_after_the_invoice_do_not(db: Db) {
        let house = agreed(db, date(2026, 2, 10), "12% a year", "25.00").await;
        house.works_until(FIRM).await;
        assert_eq!(charges(&house).await, ["interest 6.72"]);
    }

    async fn terms_can_exclude_what_the_law_gives(db: Db) {
        let house = agreed(db, date(2026, 1, 31), "none", "none").await;
        house.works_until(date(2026, 3, 22)).await;
        house.sleeps_until(FIRM);
        let notes = notes(&house).await;
        assert!(notes[0].contains("the terms accepted on 31 January 2026 (order 4711) exclude it"), "{notes:?}");
        assert_eq!(charges(&house).await, [""; 0]);
    }

    /// The two official pages of Ireland disagree about the rate of a long delay.
    async fn an_unverified_value_charges_only_when_it_is_accepted_by_name(db: Db) {
        let house = under(db, POLICY, Some("IE")).await;
        house.works_until(date(2026, 3, 22)).await;
        house.sleeps_until(FIRM);
        let notes = notes(&house).await;
        let name = "IE.interest.statutory.fixing";
        assert!(notes[0].contains(&format!("accept with: dunwell book set accept_unverified={name}")), "{notes:?}");
        assert_eq!(charges(&house).await, [""; 0]);
        let house = house.under_law(Some("IE"), &[name]).await;
        let claimed = claims(&house, true, false).await.unwrap();
        assert_eq!(claimed.charges.len(), 1);
        assert!(claimed.charges[0].law.as_ref().unwrap().starts_with("IE.interest.statutory@"));
    }

    async fn a_consumer_is_not_charged_what_businesses_owe(db: Db) {
        let house = story(db).await;
        house.reads(dunwell_app::import::Kind::Customers, "number,kind\n00017,consumer\n").await;
        house.works_until(date(2026, 3, 22)).await;
        house.sleeps_until(FIRM);
        let notes = notes(&house).await;
        assert!(notes[0].contains("gives no interest against a consumer"), "{notes:?}");
        assert_eq!(charges(&house).await, [""; 0]);
    }
}
