//! What comes in late and counts from an earlier day, and what is in dispute.

use dunwell_app::Db;
use dunwell_app::funnel::Mode;
use dunwell_app::record::waiver::Which;
use dunwell_app::record::{Target, payment};
use dunwell_testkit::{House, on_both};
use jiff::civil::{Date, date};

use crate::house::{charges, notes, open, view, waives};
use crate::{CUSTOMER, FIRM, story};

async fn is_paid_on(house: &House, on: Date, amount: &str) {
    let request = payment::Request {
        customer: CUSTOMER.to_owned(),
        amount: amount.to_owned(),
        date: Some(on),
        target: Target::Invoices(vec!["7001".to_owned()]),
        ..payment::Request::default()
    };
    payment::record(
        &house.db,
        &house.book,
        house.caller(),
        Mode::default(),
        &request,
    )
    .await
    .unwrap();
}

on_both! {
    async fn a_backdated_payment_has_the_interest_charged_anew(db: Db) {
        let house = story(db).await;
        house.works_until(FIRM).await;
        assert_eq!(charges(&house).await, ["interest 6.72"]);
        house.sleeps_until(date(2026, 3, 25));
        is_paid_on(&house, date(2026, 3, 12), "400.00").await;
        let notes = notes(&house).await;
        assert_eq!(notes, ["interest on 1 invoice was charged anew, because something came in that counts from an earlier day"]);
        assert_eq!(charges(&house).await, ["interest 5.29"]);
        let view = view(&house).await;
        assert_eq!(view.charges.iter().map(|charge| charge.undone).collect::<Vec<_>>(), [true, false]);
        assert_eq!(view.open.to_decimal_string(), "605.29");
        house.is_in_order().await;
        // Once is enough.
        assert_eq!(crate::house::notes(&house).await, [""; 0]);
    }

    /// Also when nothing is open on the invoice any more: what was paid too much is free again.
    async fn a_backdated_payment_of_everything_frees_what_is_too_much(db: Db) {
        let house = story(db).await;
        house.works_until(FIRM).await;
        house.sleeps_until(date(2026, 3, 25));
        is_paid_on(&house, date(2026, 3, 12), "1006.72").await;
        assert_eq!(open(&house).await, "0.00");
        house.decides().await;
        assert_eq!((charges(&house).await, open(&house).await.as_str()), (vec!["interest 3.20".to_owned()], "0.00"));
        house.is_in_order().await;
    }

    async fn what_was_waived_stays_waived_when_interest_is_charged_anew(db: Db) {
        let house = story(db).await;
        house.works_until(FIRM).await;
        waives(&house, Which::OfInvoice { invoice: "7001".to_owned(), kind: None }, None).await;
        is_paid_on(&house, date(2026, 3, 12), "400.00").await;
        house.sleeps_until(date(2026, 3, 25));
        house.decides().await;
        assert_eq!(charges(&house).await, ["interest 5.29"]);
        assert_eq!(open(&house).await, "600.00");
        house.is_in_order().await;
    }

    /// A disputed part is left in peace; the law of England lets it bear interest all the same.
    async fn a_disputed_part_bears_interest_where_the_law_says_so(db: Db) {
        let house = story(db).await;
        house.works_until(date(2026, 3, 12)).await;
        house.is_disputed("7001", Some("400.00"), "one line short").await;
        house.works_until(FIRM).await;
        assert_eq!(charges(&house).await, ["interest 6.72"]);
        let left = house.last_left().text;
        assert!(left.contains("GBP 606.72"), "{left}");
        house.is_in_order().await;
    }
}
