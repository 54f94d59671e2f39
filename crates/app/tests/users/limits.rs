//! How often somebody may try, and whom it slows.

use dunwell_app::Db;
use dunwell_app::user::sign_in::Outcome;
use dunwell_testkit::on_both;
use jiff::SignedDuration;

use crate::fixture::{ANNA, DESK, ELSEWHERE, PASSWORD, World, minutes};

fn wait(outcome: &Outcome) -> i64 {
    match outcome {
        Outcome::Wait(wait) => wait.as_secs(),
        other => panic!("there was no wait: {other:?}"),
    }
}

on_both! {
    async fn a_pair_that_is_often_wrong_waits_longer_and_longer(db: Db) {
        let mut world = World::with_anna(db).await;
        for _ in 0..5 {
            assert_eq!(world.tries(ANNA, "wrong", ELSEWHERE).await.0, Outcome::Wrong);
        }
        assert_eq!(wait(&world.tries(ANNA, "wrong", ELSEWHERE).await.0), 15);
        assert_eq!(wait(&world.tries(ANNA, PASSWORD, ELSEWHERE).await.0), 15, "the right one waits too");
        world.passes(SignedDuration::from_secs(15));
        assert_eq!(world.tries(ANNA, "wrong", ELSEWHERE).await.0, Outcome::Wrong);
        assert_eq!(wait(&world.tries(ANNA, "wrong", ELSEWHERE).await.0), 30);
    }

    async fn nobody_can_lock_somebody_else_out(db: Db) {
        let mut world = World::with_anna(db).await;
        for _ in 0..5 {
            world.tries(ANNA, "wrong", ELSEWHERE).await;
        }
        wait(&world.tries(ANNA, "wrong", ELSEWHERE).await.0);
        let (outcome, _) = world.tries(ANNA, PASSWORD, DESK).await;
        assert_eq!(outcome, Outcome::SignedIn { failed_before: 5 }, "and she is told");
        let (outcome, _) = world.tries(ANNA, PASSWORD, DESK).await;
        assert_eq!(outcome, Outcome::SignedIn { failed_before: 0 }, "once");
    }

    async fn an_address_that_tries_many_people_waits(db: Db) {
        let mut world = World::with_anna(db).await;
        for number in 0..60 {
            let email = format!("somebody{number}@example.com");
            // What was tried does not matter, and no password takes no time to hash away.
            world.tries(&email, "", ELSEWHERE).await;
        }
        assert!(wait(&world.tries(ANNA, PASSWORD, ELSEWHERE).await.0) > 0);
        assert!(matches!(world.tries(ANNA, PASSWORD, DESK).await.0, Outcome::SignedIn { .. }));
        world.passes(minutes(15));
        assert!(matches!(world.tries(ANNA, PASSWORD, ELSEWHERE).await.0, Outcome::SignedIn { .. }));
    }

    async fn whether_an_address_is_known_cannot_be_told(db: Db) {
        let mut world = World::with_anna(db).await;
        let (known, unknown) = (
            world.tries(ANNA, "wrong", DESK).await.0,
            world.tries("nobody@example.com", "wrong", DESK).await.0,
        );
        assert_eq!(known, unknown);
        let (outcome, _) = world.tries(" Anna@Example.com ", PASSWORD, DESK).await;
        assert!(matches!(outcome, Outcome::SignedIn { .. }), "spaces and capitals do not matter");
    }
}
