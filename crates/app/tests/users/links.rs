//! Links that open once.

use dunwell_app::Db;
use dunwell_app::user::link::{self, Purpose};
use dunwell_app::user::manage;
use dunwell_app::user::session::Origin;
use dunwell_app::user::sign_in::Outcome;
use dunwell_testkit::on_both;

use crate::fixture::{ANNA, DESK, PASSWORD, World, minutes};

const NEW: &str = "seven lamps and a canal";

on_both! {
    async fn a_reset_link_sets_a_password_once(db: Db) {
        let mut world = World::with_anna(db).await;
        let token = world.anna_signs_in().await;
        let (link, salt) = (world.secret(), world.secret());
        let db = world.db.clone();
        let (user, purpose) = manage::reset_link(&db, world.caller(), ANNA, &link).await.unwrap();
        assert_eq!((user.email.as_str(), purpose), (ANNA, Purpose::Reset));
        let weak = link::set_password(&db, world.caller(), &link, "password1234", &salt).await;
        assert!(weak.is_err(), "and the link can still be used");
        link::set_password(&db, world.caller(), &link, NEW, &salt).await.unwrap();
        assert_eq!(world.session(&token).await, None, "what the old password began has ended");
        let again = link::set_password(&db, world.caller(), &link, "another good passphrase", &salt).await;
        assert!(again.unwrap_err().to_string().contains("used already"));
        assert_eq!(world.tries(ANNA, PASSWORD, DESK).await.0, Outcome::Wrong);
        assert!(matches!(world.tries(ANNA, NEW, DESK).await.0, Outcome::SignedIn { .. }));
    }

    async fn a_newer_link_replaces_an_older_one_and_each_grows_old(db: Db) {
        let mut world = World::with_anna(db).await;
        let (older, newer) = (world.secret(), world.secret());
        let db = world.db.clone();
        manage::reset_link(&db, world.caller(), ANNA, &older).await.unwrap();
        manage::reset_link(&db, world.caller(), ANNA, &newer).await.unwrap();
        assert_eq!(link::look(&db, world.caller(), &older).await.unwrap(), None);
        assert!(link::look(&db, world.caller(), &newer).await.unwrap().is_some());
        world.passes(minutes(120));
        assert_eq!(link::look(&db, world.caller(), &newer).await.unwrap(), None);
    }

    async fn a_demonstration_is_entered_by_its_link_and_by_no_other(db: Db) {
        let mut world = World::with_anna(db).await;
        let (demo, reset, token) = (world.secret(), world.secret(), world.secret());
        let db = world.db.clone();
        let origin = Origin { address: DESK, agent: "a browser" };
        manage::demo_link(&db, world.caller(), &demo).await.unwrap();
        let by_demo = link::set_password(&db, world.caller(), &demo, NEW, &token).await;
        assert!(by_demo.is_err(), "it sets no password");
        link::sign_in(&db, world.caller(), origin, &demo, &token).await.unwrap();
        assert_eq!(world.session(&token).await.unwrap().user.name, "Demo Controller");
        assert!(link::sign_in(&db, world.caller(), origin, &demo, &token).await.is_err(), "once");
        manage::reset_link(&db, world.caller(), ANNA, &reset).await.unwrap();
        assert!(link::sign_in(&db, world.caller(), origin, &reset, &token).await.is_err());
    }
}
