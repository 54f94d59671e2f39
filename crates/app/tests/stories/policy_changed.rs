//! The policy changes while items are on their way.

use dunwell_app::Db;
use jiff::civil::date;

use crate::{POLICY, on_the_due_day};

dunwell_testkit::on_both! {
    async fn a_new_policy_takes_an_item_on_from_where_it_stands(db: Db) {
        let house = on_the_due_day(db).await;
        house.works_until(date(2026, 3, 11)).await;
        assert_eq!(house.log()[1..], ["5 Mar reminder", "10 Mar text"]);
        let without_calls: String =
            POLICY.lines().filter(|line| !line.contains("\"call\"")).map(|line| format!("{line}\n")).collect();
        let activated = house.follows(&without_calls).await;
        assert_eq!(activated.version, 2);
        assert!(activated.changes.iter().any(|change| change.to_string().contains("call")), "{activated:?}");
        house.works_until(date(2026, 3, 24)).await;
        // Nothing is sent again, and nothing waits for a call that nobody wants any more.
        assert_eq!(house.log()[1..], ["5 Mar reminder", "10 Mar text", "23 Mar firm reminder"]);
        house.is_in_order().await;
    }

    /// What was decided under the old policy and has not left is not sent twice under the new one.
    async fn what_is_in_flight_leaves_once(db: Db) {
        let house = on_the_due_day(db).await;
        house.works_until(date(2026, 3, 4)).await;
        house.sleeps_until(date(2026, 3, 5));
        assert_eq!(house.decides().await.actions.len(), 1);
        house.follows(&POLICY.replace("min_gap_days = 5", "min_gap_days = 6")).await;
        assert_eq!(house.decides().await.actions, []);
        house.sends().await;
        house.works_until(date(2026, 3, 10)).await;
        assert_eq!(house.log()[1..], ["5 Mar reminder"], "the text now waits for a gap of six days");
        house.works_until(date(2026, 3, 11)).await;
        assert_eq!(house.log()[1..], ["5 Mar reminder", "11 Mar text"]);
        house.is_in_order().await;
    }

    /// What a policy would change can be seen before it is in force, and looking keeps nothing.
    async fn a_policy_is_tried_out_before_it_is_used(db: Db) {
        let house = on_the_due_day(db).await;
        house.works_until(date(2026, 3, 4)).await;
        house.sleeps_until(date(2026, 3, 5));
        let before = house.log();
        let same = house.tries(POLICY).await;
        assert!(same.is_the_same() && same.changes.is_empty(), "{same:?}");
        assert_eq!(same.date, date(2026, 3, 5));
        let softer = POLICY.replace("due + 3 days", "due + 4 days");
        assert_ne!(softer, POLICY);
        let trial = house.tries(&softer).await;
        assert_eq!((trial.gained.len(), trial.lost.len()), (0, 1), "{trial:?}");
        assert_eq!(trial.lost[0].step, "reminder");
        assert_eq!((trial.steps[0].now, trial.steps[0].then), (1, 0));
        assert!(!trial.changes.is_empty());
        assert_eq!(house.log(), before);
        assert_eq!(house.decides().await.actions.len(), 1, "the policy in force still decides");
        house.is_in_order().await;
    }
}
