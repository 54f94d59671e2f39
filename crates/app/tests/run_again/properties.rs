//! Looking only at those whose day has come, or looking at everybody: the same actions every day,
//! whatever the book, the policy and the order of events; and so the same charges.

use dunwell_app::policy::READY;
use dunwell_app::run;
use dunwell_app::sample::Spec;
use dunwell_testkit::{House, TestDb};
use jiff::ToSpan;
use proptest::prelude::*;

use crate::days::{Day, Told, day, decided};
use crate::{TODAY, full};

/// A book, its policy and its days.
#[derive(Debug, Clone)]
struct Plan {
    spec: Spec,
    policy: usize,
    days: Vec<Day>,
}

fn plan() -> impl Strategy<Value = Plan> {
    let days = prop::collection::vec(day(), 6..14);
    // The first of them charges.
    let policy = prop_oneof![Just(0), 1..READY.len()];
    (20..=40_u32, 3..=5_u32, any::<u64>(), policy, days).prop_map(
        |(customers, invoices, seed, policy, days)| Plan {
            spec: Spec::new(customers, customers * invoices, seed, TODAY),
            policy,
            days,
        },
    )
}

proptest! {
    #![proptest_config(ProptestConfig {
        cases: 12,
        max_shrink_iters: 60,
        failure_persistence: None,
        ..ProptestConfig::default()
    })]

    #[test]
    fn an_incremental_run_and_a_full_one_bring_the_same_actions(plan in plan()) {
        let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build().unwrap();
        runtime.block_on(compare(&plan))?;
    }
}

async fn compare(plan: &Plan) -> Result<(), TestCaseError> {
    let (one, other) = (TestDb::sqlite().await, TestDb::sqlite().await);
    let policy = READY[plan.policy].1;
    let open =
        async |db: &TestDb| Told::new(House::of_sample(db.db.clone(), policy, &plan.spec).await);
    let (mut incremental, mut whole) = (open(&one).await, open(&other).await);
    let some = run::Request {
        list: true,
        ..run::Request::default()
    };
    let (mut reviewed, mut everybody) = (0, 0);
    for day in &plan.days {
        let today = incremental.house.today() + day.after.days();
        incremental.house.sleeps_until(today);
        whole.house.sleeps_until(today);
        for event in &day.events {
            let refused = (
                incremental.happens(*event).await,
                whole.happens(*event).await,
            );
            prop_assert_eq!(refused.0, refused.1, "{}: {:?}", today, event);
        }
        let (looked, all) = (
            incremental.house.runs(&some).await,
            whole.house.runs(&full()).await,
        );
        prop_assert_eq!(decided(&looked), decided(&all), "{}", today);
        prop_assert_eq!(looked.closed, all.closed, "{}", today);
        reviewed += looked.customers_reviewed;
        everybody += all.customers_reviewed;
        if day.sends {
            let left = (incremental.house.sends().await, whole.house.sends().await);
            prop_assert_eq!(left.0.exported.len(), left.1.exported.len(), "{}", today);
            prop_assert_eq!(left.0.withdrawn.len(), left.1.withdrawn.len(), "{}", today);
        }
    }
    prop_assert_eq!(incremental.outcome().await, whole.outcome().await);
    prop_assert!(
        reviewed < everybody,
        "the incremental run spares somebody: {} of {}",
        reviewed,
        everybody
    );
    incremental.house.is_in_order().await;
    whole.house.is_in_order().await;
    Ok(())
}
