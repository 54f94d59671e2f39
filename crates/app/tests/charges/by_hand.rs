//! What a person claims and waives.

use dunwell_app::Db;
use dunwell_app::funnel::Mode;
use dunwell_app::record::reversal;
use dunwell_app::record::waiver::Which;
use dunwell_testkit::{House, on_both};
use jiff::civil::date;

use crate::house::{charges, claims, open, view, waives};
use crate::{CUSTOMER, DUE, FIRM, story};

async fn undoes(house: &House, entry: &str) {
    let request = reversal::Request {
        which: reversal::Which::Entry(entry.to_owned()),
        date: None,
        reason: "recorded in error".to_owned(),
    };
    reversal::record(
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
    async fn interest_stays_claimable_when_the_principal_is_paid(db: Db) {
        let house = story(db).await;
        house.works_until(date(2026, 3, 12)).await;
        house.is_paid(CUSTOMER, "1000.00", &["7001"]).await;
        let owed = view(&house).await.interest.unwrap();
        assert_eq!((owed.so_far.minor(), owed.daily.minor()), (320, 32));
        house.works_until(date(2026, 4, 20)).await;
        assert_eq!((charges(&house).await, open(&house).await.as_str()), (vec![], "0.00"));

        let claimed = claims(&house, true, true).await.unwrap();
        assert_eq!(charges(&house).await, ["interest 3.20", "fixed-sum 70.00"]);
        assert_eq!(claimed.open.to_decimal_string(), "73.20");
        let again = claims(&house, true, true).await.unwrap_err().to_string();
        assert!(again.contains("nothing is left to charge on invoice 7001"), "{again}");
        house.is_in_order().await;
    }

    async fn nothing_is_claimed_before_anything_was_late(db: Db) {
        let house = story(db).await;
        let early = claims(&house, true, true).await.unwrap_err().to_string();
        assert!(early.contains("nothing of invoice 7001 was due before 2026-03-02"), "{early}");
        house.is_paid(CUSTOMER, "1000.00", &["7001"]).await;
        house.sleeps_until(FIRM);
        let paid = claims(&house, true, true).await.unwrap_err().to_string();
        assert!(paid.contains("nothing was late"), "{paid}");
    }

    async fn a_part_is_waived_and_the_waiver_taken_back(db: Db) {
        let house = story(db).await;
        house.works_until(FIRM).await;
        let charge = view(&house).await.charges[0].entry.to_string();
        let waived = waives(&house, Which::Charge(charge.clone()), Some("5.00")).await;
        assert_eq!(open(&house).await, "1001.72");
        assert_eq!(view(&house).await.charges[0].waived.minor(), 500);
        undoes(&house, &waived.parts[0].by.to_string()).await;
        assert_eq!(open(&house).await, "1006.72");
        waives(&house, Which::Charge(charge.clone()), Some("1.00")).await;
        // A charge falls with its waivers.
        undoes(&house, &charge).await;
        assert_eq!((charges(&house).await, open(&house).await.as_str()), (vec![], "1000.00"));
        let claimed = claims(&house, true, false).await.unwrap();
        assert_eq!(claimed.charges[0].amount.minor(), 672);
        house.is_in_order().await;
    }

    async fn what_was_paid_and_is_waived_is_free_again(db: Db) {
        let house = story(db).await;
        house.works_until(FIRM).await;
        house.is_paid(CUSTOMER, "1006.72", &["7001"]).await;
        assert_eq!(open(&house).await, "0.00");
        waives(&house, Which::OfInvoice { invoice: "7001".to_owned(), kind: None }, None).await;
        assert_eq!(open(&house).await, "0.00");
        let (db, book, today) = (&house.db, &house.book, house.today());
        let customer = dunwell_app::view::customer::customer(db, book, CUSTOMER, false, today).await.unwrap();
        assert_eq!(customer.accounts[0].unapplied.minor(), 672);
        house.is_in_order().await;
        let _ = DUE;
    }
}
