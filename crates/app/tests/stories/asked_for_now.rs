//! Between the decision and the letter something happens: what is shown, approved, sent and kept on record is the same.

use dunwell_app::approve::{self, Request};
use dunwell_app::funnel::Mode;
use dunwell_app::view::outbox::{Part, TextLine, outbox};
use dunwell_app::view::page::Page;
use dunwell_app::view::{customer, worklist};
use dunwell_app::{Db, outbox_export};
use dunwell_core::action::ActionStatus;
use dunwell_testkit::House;
use jiff::civil::date;

use crate::{CUSTOMER, POLICY, invoices, on_the_due_day};

async fn texts(house: &House, part: Part) -> Vec<TextLine> {
    let listed = outbox(
        &house.db,
        &house.book,
        part,
        &Page::default(),
        house.today(),
    )
    .await;
    listed.unwrap().items
}

async fn approves(house: &House, action: &str) {
    let request = Request {
        action: action.to_owned(),
        ..Request::default()
    };
    approve::approve(
        &house.db,
        &house.book,
        house.caller(),
        Mode::default(),
        &request,
    )
    .await
    .unwrap();
}

/// Two invoices whose final demand is due and waits for approval; the second of them was paid before.
async fn a_final_demand(db: Db) -> House {
    let house = on_the_due_day(db).await;
    house
        .bills(&invoices(&["6002,2026-02-02,2026-03-04,5000.00,GBP"]))
        .await;
    house.sleeps_until(date(2026, 4, 20));
    house
}

dunwell_testkit::on_both! {
    async fn a_letter_that_would_ask_for_more_than_was_approved_waits_again(db: Db) {
        let house = a_final_demand(db).await;
        let payment = house.is_paid(CUSTOMER, "5000.00", &["6002"]).await;
        house.works_until(date(2026, 6, 30)).await;
        let drafts = texts(&house, Part::Drafts).await;
        assert_eq!(drafts.len(), 1);
        assert_eq!((drafts[0].step.as_str(), drafts[0].amount.to_decimal_string().as_str()), ("final demand", "1000.00"));
        approves(&house, &drafts[0].short_id).await;
        house.undoes(&payment, "the cheque bounced").await;

        let left_before = house.log();
        let report: outbox_export::Report = house.sends().await;
        assert_eq!(house.log(), left_before, "it does not leave");
        assert!(report.kept_back[0].reason.to_string().contains("more than was approved"), "{:?}", report.kept_back);
        let drafts = texts(&house, Part::Drafts).await;
        assert_eq!(drafts[0].amount.to_decimal_string(), "6000.00");
        assert_eq!(drafts[0].status, ActionStatus::AwaitingApproval);

        approves(&house, &drafts[0].short_id).await;
        house.sends().await;
        assert!(house.last_left().text.contains("6,000.00"));
        let left = texts(&house, Part::Exported).await;
        assert_eq!(left[0].amount.to_decimal_string(), "6000.00", "the record says what the letter said");
        house.is_in_order().await;
    }

    async fn a_text_is_on_record_with_what_it_asked_for(db: Db) {
        let house = on_the_due_day(db).await;
        house.sleeps_until(date(2026, 3, 5));
        house.decides().await;
        house.is_paid(CUSTOMER, "400.00", &["6001"]).await;
        let amounts = async || {
            let list = worklist::worklist(&house.db, &house.book, &worklist::Request::default(), house.today()).await.unwrap();
            let of_customer = customer::customer(&house.db, &house.book, CUSTOMER, false, house.today()).await.unwrap();
            let mut amounts = list.amounts;
            amounts.extend(list.items.iter().map(|item| item.amount));
            amounts.push(of_customer.actions[0].amount);
            amounts.push(of_customer.accounts[0].upcoming[0].amount);
            amounts.extend(texts(&house, Part::Ready).await.iter().map(|text| text.amount));
            amounts.iter().map(|amount| amount.to_decimal_string()).collect::<Vec<_>>()
        };
        assert_eq!(amounts().await, ["600.00"; 5], "wherever it is shown");
        house.sends().await;
        assert!(house.last_left().text.contains("600.00"));
        let left = texts(&house, Part::Exported).await;
        assert_eq!(left[0].amount.to_decimal_string(), "600.00");
        house.is_in_order().await;
    }

    async fn what_waits_to_be_handed_over_is_not_asked_for_by_a_reminder(db: Db) {
        let policy = POLICY.replace(
            r#"do = "letter", tone = "final", approve = "controller" }"#,
            r#"do = "escalate", to = ["agency"], approve = "controller" }"#,
        );
        let house = House::open(db, &policy, date(2026, 2, 2)).await;
        house
            .bills(&invoices(&["6001,2026-01-31,2026-03-02,1000.00,GBP", "6002,2026-03-15,2026-04-14,500.00,GBP"]))
            .await;
        house.works_until(date(2026, 4, 16)).await;
        house.sleeps_until(date(2026, 4, 17));
        house.decides().await;
        let list = worklist::worklist(&house.db, &house.book, &worklist::Request::default(), house.today()).await.unwrap();
        let mut asked: Vec<_> = list.items.iter().map(|item| (item.step.as_str(), item.amount.to_decimal_string())).collect();
        asked.sort();
        assert_eq!(asked, [("final demand", "1000.00".to_owned()), ("reminder", "500.00".to_owned())]);
        house.sends().await;
        let text = house.last_left().text;
        assert!(text.contains("500.00") && !text.contains("1,000.00") && !text.contains("6001"), "{text}");
        house.is_in_order().await;
    }
}
