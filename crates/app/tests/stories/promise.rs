//! A promise keeps the house silent until its day has passed; what follows depends on the money.
//! The text is due on 10 March, the promise on Friday the 13th, and Monday is the 16th.

use dunwell_app::{Db, run};
use dunwell_testkit::House;
use jiff::civil::date;

use crate::{CUSTOMER, on_the_due_day};

const BEFORE: [&str; 2] = ["23 Feb courtesy", "5 Mar reminder"];

async fn promised(db: Db) -> House {
    let house = on_the_due_day(db).await;
    house.works_until(date(2026, 3, 6)).await;
    house
        .is_promised(CUSTOMER, "1000.00", date(2026, 3, 13))
        .await;
    house.works_until(date(2026, 3, 13)).await;
    assert_eq!(house.log(), BEFORE);
    house
}

/// Monday the 16th: what is decided, and then sent.
async fn on_monday(house: &House) -> run::Report {
    house.works_until(date(2026, 3, 15)).await;
    assert_eq!(house.log(), BEFORE, "nobody is contacted on a weekend");
    house.sleeps_until(date(2026, 3, 16));
    let report = house.decides().await;
    house.sends().await;
    report
}

dunwell_testkit::on_both! {
    async fn a_promise_that_is_kept_ends_in_silence(db: Db) {
        let house = promised(db).await;
        house.is_paid(CUSTOMER, "1000.00", &["6001"]).await;
        house.works_until(date(2026, 4, 30)).await;
        assert_eq!(house.log(), BEFORE);
        house.is_in_order().await;
    }

    async fn a_promise_that_is_broken_is_mentioned_by_the_next_step(db: Db) {
        let house = promised(db).await;
        let decided = on_monday(&house).await.actions;
        assert_eq!(house.log()[2..], ["16 Mar text"]);
        assert!(house.last_left().text.contains("1,000.00"));
        assert!(decided[0].reasons.iter().any(|reason| reason.contains("13")), "{decided:?}");
        house.is_in_order().await;
    }

    async fn a_promise_that_is_partly_kept_leaves_the_rest_to_be_asked_for(db: Db) {
        let house = promised(db).await;
        house.is_paid(CUSTOMER, "600.00", &["6001"]).await;
        on_monday(&house).await;
        assert_eq!(house.log()[2..], ["16 Mar text"]);
        let text = house.last_left().text;
        assert!(text.contains("400.00") && !text.contains("1,000.00"), "{text}");
        house.is_in_order().await;
    }
}
