//! What steps charge, and when.

use dunwell_app::approve;
use dunwell_app::funnel::Mode;
use dunwell_app::record::waiver::Which;
use dunwell_app::record::write_off;
use dunwell_app::view::worklist::{Request, worklist};
use dunwell_app::{Db, run, skip};
use dunwell_core::charge::ChargeKind;
use dunwell_testkit::{House, dump, on_both};
use jiff::civil::date;

use crate::house::{charges, notes, open, principal, view, waives};
use crate::{CUSTOMER, FINAL, FIRM, story};

/// The id of the action that waits.
async fn waiting(house: &House) -> String {
    let report = house.decides().await;
    let action = report.actions.first().expect("something waits");
    action.id.to_string()
}

/// The story with an invoice 7009 beside, whose interest alone is worth a contact.
async fn a_large_one(db: Db) -> House {
    let house = story(db).await;
    house
        .bills("number,customer,name,email,issued,due,amount\n7009,00017,Harbour Tools,a@example.com,2026-01-31,2026-03-02,30000.00\n")
        .await;
    house
}

on_both! {
    async fn interest_is_charged_on_each_days_balance_at_the_firm_reminder(db: Db) {
        let house = story(db).await;
        house.works_until(date(2026, 3, 12)).await;
        house.is_paid(CUSTOMER, "400.00", &["7001"]).await;
        house.works_until(date(2026, 3, 22)).await;
        assert_eq!(charges(&house).await, [""; 0]);
        house.sleeps_until(FIRM);
        let report = house.decides().await;
        // Ten days at 32 pence until the day of payment, eleven at 19 pence on the 600.00 after it.
        assert_eq!(charges(&house).await, ["interest 5.29"]);
        assert_eq!((open(&house).await.as_str(), principal(&house).await.as_str()), ("605.29", "600.00"));
        let decided = &report.actions[0];
        assert_eq!(decided.amount.to_decimal_string(), "605.29");
        assert_eq!(
            decided.reasons.last().unwrap(),
            "Charged interest of GBP 5.29 on invoice 7001 from 3 March 2026 to 23 March 2026 at 11.75 %, by Late Payment of Commercial Debts (Interest) Act 1998."
        );
        let view = view(&house).await;
        let lines: Vec<_> = view.charges[0].lines.iter().map(|line| (line.days, line.principal.minor(), line.amount.minor())).collect();
        assert_eq!(lines, [(Some(10), 100_000, 320), (Some(11), 60_000, 209)]);
        house.is_in_order().await;
    }

    async fn the_same_day_again_charges_nothing_more(db: Db) {
        let house = story(db).await;
        house.works_until(FIRM).await;
        house.decides().await;
        assert_eq!(charges(&house).await, ["interest 6.72"]);
        let mut before = dump(&house.db).await;
        before.remove("run");
        for full in [false, true] {
            let again = house.runs(&run::Request { full, ..run::Request::default() }).await;
            assert_eq!((again.decided, again.closed), (0, 0));
            let mut after = dump(&house.db).await;
            after.remove("run");
            assert!(after == before, "nothing is written");
        }
    }

    async fn an_approval_delays_the_charge(db: Db) {
        let house = story(db).await;
        house.works_until(date(2026, 4, 10)).await;
        house.sleeps_until(FINAL);
        let action = waiting(&house).await;
        assert_eq!(charges(&house).await, ["interest 6.72"]);
        house.sleeps_until(date(2026, 4, 15));
        let request = approve::Request { action, ..approve::Request::default() };
        let approved = approve::approve(&house.db, &house.book, house.caller(), Mode::default(), &request).await.unwrap();
        // 23 more days from 24 March to the day of the approval.
        assert_eq!(charges(&house).await, ["interest 6.72", "interest 7.36", "fixed-sum 70.00"]);
        assert_eq!(approved.charged.len(), 2);
        assert_eq!(open(&house).await, "1084.08");
        house.sends().await;
        let letter = house.last_left().text;
        assert!(letter.contains("GBP 1,084.08"), "{letter}");
        house.is_in_order().await;
    }

    async fn a_step_that_is_skipped_charges_nothing(db: Db) {
        let house = story(db).await;
        house.works_until(date(2026, 3, 22)).await;
        house.sleeps_until(FIRM);
        let action = waiting(&house).await;
        assert_eq!(charges(&house).await, ["interest 6.72"]);
        let request = skip::Request { action, reason: "they called".to_owned() };
        skip::skip(&house.db, &house.book, house.caller(), Mode::default(), &request).await.unwrap();
        assert_eq!(charges(&house).await, [""; 0]);
        assert_eq!(open(&house).await, "1000.00");
        house.is_in_order().await;
    }

    /// Nobody has heard of the interest yet, so it falls with the reminder that would have named it.
    async fn a_step_whose_invoice_is_paid_charges_nothing(db: Db) {
        let house = story(db).await;
        house.works_until(date(2026, 3, 22)).await;
        house.sleeps_until(FIRM);
        house.decides().await;
        house.is_paid(CUSTOMER, "1000.00", &["7001"]).await;
        assert_eq!(open(&house).await, "6.72");
        let sent = house.sends().await;
        assert_eq!((sent.exported.len(), sent.withdrawn.len()), (0, 1));
        assert_eq!((charges(&house).await, open(&house).await.as_str()), (vec![], "0.00"));
        house.is_in_order().await;
    }

    async fn what_was_waived_is_not_charged_again(db: Db) {
        let house = story(db).await;
        house.works_until(FIRM).await;
        let kind = Some(ChargeKind::Interest);
        let waived = waives(&house, Which::OfInvoice { invoice: "7001".to_owned(), kind }, None).await;
        assert_eq!((waived.amount.to_decimal_string().as_str(), waived.open.to_decimal_string().as_str()), ("6.72", "1000.00"));
        house.works_until(date(2026, 4, 10)).await;
        house.sleeps_until(FINAL);
        let action = waiting(&house).await;
        let request = approve::Request { action, ..approve::Request::default() };
        approve::approve(&house.db, &house.book, house.caller(), Mode::default(), &request).await.unwrap();
        // From the day after the last that was charged: 19 days.
        assert_eq!(charges(&house).await, ["interest 6.72", "interest 6.08", "fixed-sum 70.00"]);
        assert_eq!(open(&house).await, "1076.08");
        house.is_in_order().await;
    }

    /// apache/fineract, integration-tests, a penalty job after a charge-off: nothing accrues any more.
    async fn nothing_accrues_after_a_write_off(db: Db) {
        let house = story(db).await;
        house.works_until(date(2026, 3, 12)).await;
        let request = write_off::Request {
            invoice: "7001".to_owned(),
            reason: "insolvent".to_owned(),
            ..write_off::Request::default()
        };
        write_off::record(&house.db, &house.book, house.caller(), Mode::default(), &request).await.unwrap();
        house.works_until(FIRM).await;
        assert_eq!((charges(&house).await, open(&house).await.as_str()), (vec![], "0.00"));
        assert_eq!(notes(&house).await, [""; 0]);
        let view = view(&house).await;
        assert_eq!(view.interest.unwrap().daily.minor(), 0);
        house.is_in_order().await;
    }

    async fn nobody_is_asked_for_the_interest_on_what_is_promised(db: Db) {
        let house = a_large_one(db).await;
        house.works_until(date(2026, 3, 3)).await;
        house.is_paid(CUSTOMER, "1000.00", &["7001"]).await;
        house.works_until(FIRM).await;
        house.sleeps_until(date(2026, 3, 24));
        house.is_promised(CUSTOMER, "30000.00", date(2026, 4, 30)).await;
        let waiting = async || {
            let list = worklist(&house.db, &house.book, &Request::default(), house.today()).await.unwrap();
            list.items.into_iter().map(|item| item.step).collect::<Vec<_>>()
        };
        house.works_until(date(2026, 4, 30)).await;
        assert_eq!(waiting().await, [""; 0], "nothing is asked for before the promised day");
        house.works_until(date(2026, 5, 1)).await;
        assert_eq!(waiting().await, ["final demand"], "the promise was not kept");
        house.is_in_order().await;
    }

    async fn what_falls_with_a_payment_is_not_asked_for_by_the_same_run(db: Db) {
        let house = a_large_one(db).await;
        house.works_until(date(2026, 3, 22)).await;
        house.sleeps_until(FIRM);
        house.decides().await;
        assert_eq!(charges(&house).await, ["interest 6.72"]);
        house.is_paid(CUSTOMER, "1000.00", &["7001"]).await;
        house.is_paid(CUSTOMER, "30000.00", &["7009"]).await;
        let report = house.decides().await;
        assert_eq!((report.closed, report.decided), (1, 0), "the charges fall with their step, and nothing asks for them");
        assert_eq!(open(&house).await, "0.00");
        let again = house.decides().await;
        assert_eq!((again.closed, again.decided), (0, 0));
        house.is_in_order().await;
    }
}
