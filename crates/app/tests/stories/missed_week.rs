//! Nobody runs anything for a week: nothing is lost, and nothing is heaped up.

use dunwell_app::Db;
use dunwell_app::view::customer;
use dunwell_core::action::ActionStatus;
use jiff::civil::date;

use crate::{CUSTOMER, on_the_due_day};

dunwell_testkit::on_both! {
    async fn a_week_without_a_run_loses_nothing(db: Db) {
        let house = on_the_due_day(db).await;
        house.sleeps_until(date(2026, 3, 11));
        house.works_until(date(2026, 3, 31)).await;
        // The reminder comes at once, the text a gap later, the call in its turn; nobody makes it, and
        // it gives way to the firm reminder, five days after Monday the 23rd and past a weekend.
        assert_eq!(
            house.log()[1..],
            ["12 Mar reminder", "17 Mar text", "30 Mar firm reminder"]
        );
        let view = customer::customer(&house.db, &house.book, CUSTOMER, true, house.today()).await.unwrap();
        let call = view.actions.iter().find(|action| action.step == "call").unwrap();
        assert_eq!(call.status, ActionStatus::Superseded);
        assert!(call.finish_reason.is_some(), "a step that gave way says why");
        house.is_in_order().await;
    }
}
