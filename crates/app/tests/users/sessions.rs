//! How long a session lasts, and what ends it.

use dunwell_app::Db;
use dunwell_app::user::session::{self, Origin, Rules, Which};
use dunwell_app::user::sign_in::Outcome;
use dunwell_app::user::{account, latest, manage};
use dunwell_testkit::on_both;

use crate::fixture::{ANNA, DESK, PASSWORD, World, minutes};

on_both! {
    async fn a_session_ends_when_it_is_not_used(db: Db) {
        let mut world = World::with_anna(db).await;
        let token = world.anna_signs_in().await;
        world.passes(minutes(29));
        assert!(world.session(&token).await.is_some());
        world.passes(minutes(29));
        assert!(world.session(&token).await.is_some(), "it was used in between");
        world.passes(minutes(30));
        assert_eq!(world.session(&token).await, None);
        world.passes(minutes(1));
        session::forget_old(&world.db, Rules::default(), world.now).await.unwrap();
        world.passes(minutes(-31));
        assert_eq!(world.session(&token).await, None, "it is removed when it is tidied up");
    }

    async fn a_session_ends_after_its_day_however_much_it_is_used(db: Db) {
        let mut world = World::with_anna(db).await;
        let token = world.anna_signs_in().await;
        for _ in 0..35 {
            world.passes(minutes(20));
            assert!(world.session(&token).await.is_some());
        }
        world.passes(minutes(20));
        assert_eq!(world.session(&token).await, None, "twelve hours are over");
    }

    async fn one_ends_ones_own_sessions(db: Db) {
        let mut world = World::with_anna(db).await;
        let (first, second, third) =
            (world.anna_signs_in().await, world.anna_signs_in().await, world.anna_signs_in().await);
        let own = world.session(&first).await.unwrap();
        let listed = session::list(&world.db, &own, Rules::default(), world.now).await.unwrap();
        assert_eq!(listed.len(), 3);
        assert_eq!(listed.iter().filter(|listed| listed.is_this).count(), 1);
        let other = world.session(&second).await.unwrap();
        session::end_own(&world.db, world.caller(), &own, Which::One(other.id)).await.unwrap();
        assert_eq!(world.session(&second).await, None);
        let again = session::end_own(&world.db, world.caller(), &own, Which::One(other.id)).await;
        assert_eq!(again.unwrap_err().to_string(), "that session has ended already");
        session::end_own(&world.db, world.caller(), &own, Which::Others).await.unwrap();
        assert_eq!(world.session(&third).await, None);
        session::end(&world.db, world.caller(), &own).await.unwrap();
        assert_eq!(world.session(&first).await, None);
    }

    async fn another_password_ends_what_the_old_one_began(db: Db) {
        let mut world = World::with_anna(db).await;
        let (here, elsewhere) = (world.anna_signs_in().await, world.anna_signs_in().await);
        let own = world.session(&here).await.unwrap();
        let origin = Origin { address: DESK, agent: "a browser" };
        let next = world.secret();
        let new = "seven lamps and a canal";
        let db = world.db.clone();
        let wrong = account::change_password(&db, world.caller(), origin, &own, ("nonsense", new), &next).await;
        assert_eq!(wrong.unwrap_err().to_string(), "that is not your present password");
        let weak = account::change_password(&db, world.caller(), origin, &own, (PASSWORD, "short"), &next).await;
        assert!(weak.unwrap_err().to_string().contains("at least 12 characters"));
        account::change_password(&db, world.caller(), origin, &own, (PASSWORD, new), &next).await.unwrap();
        assert_eq!(world.session(&here).await, None, "the token was replaced");
        assert_eq!(world.session(&elsewhere).await, None);
        assert!(world.session(&next).await.is_some());
        assert_eq!(world.tries(ANNA, PASSWORD, DESK).await.0, Outcome::Wrong);
        assert!(matches!(world.tries(ANNA, new, DESK).await.0, Outcome::SignedIn { .. }));
    }

    async fn who_may_not_sign_in_is_out_at_once(db: Db) {
        let mut world = World::with_anna(db).await;
        world.joins("ben@example.com", "Ben", dunwell_app::access::Role::Admin).await;
        let token = world.anna_signs_in().await;
        manage::set_disabled(&world.db, world.caller(), ANNA, true).await.unwrap();
        assert_eq!(world.session(&token).await, None);
        assert_eq!(world.tries(ANNA, PASSWORD, DESK).await.0, Outcome::Wrong);
        manage::set_disabled(&world.db, world.caller(), ANNA, false).await.unwrap();
        world.anna_signs_in().await;
    }

    async fn what_happened_is_on_record_without_secrets(db: Db) {
        let mut world = World::with_anna(db).await;
        world.tries(ANNA, "a wrong password", DESK).await;
        let token = world.anna_signs_in().await;
        let anna = world.session(&token).await.unwrap().user.id;
        let events = latest(&world.db, Some(anna), 20).await.unwrap();
        let kinds: Vec<&str> = events.iter().map(|event| event.kind.as_str()).collect();
        for kind in ["user-added", "link-made", "password-set-by-link", "sign-in-refused", "signed-in"] {
            assert!(kinds.contains(&kind), "{kind} in {kinds:?}");
        }
        let all = serde_json::to_string(&events).unwrap();
        for secret in [PASSWORD, "a wrong password", token.token().as_str()] {
            assert!(!all.contains(secret));
        }
    }
}
