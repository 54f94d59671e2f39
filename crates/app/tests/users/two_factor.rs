//! The second factor.

use dunwell_app::Db;
use dunwell_app::user::Secret;
use dunwell_app::user::session::Origin;
use dunwell_app::user::sign_in::{self, Outcome};
use dunwell_app::user::two_factor::{self, Offer};
use dunwell_testkit::on_both;

use crate::fixture::{ANNA, DESK, PASSWORD, World, minutes};

const ORIGIN: Origin<'static> = Origin {
    address: DESK,
    agent: "a browser",
};

/// Anna switches the second factor on; gives it and the recovery codes.
async fn switched_on(world: &mut World) -> (Offer, Vec<String>) {
    let token = world.anna_signs_in().await;
    let session = world.session(&token).await.unwrap();
    let (offer, secret) = (Offer::new(&world.secret()), world.secret());
    let db = world.db.clone();
    let wrong =
        two_factor::switch_on(&db, world.caller(), &session, &offer, "000000", &secret).await;
    assert!(wrong.is_err());
    let code = offer.code(world.now);
    let codes = two_factor::switch_on(&db, world.caller(), &session, &offer, &code, &secret)
        .await
        .unwrap();
    (offer, codes)
}

/// Anna gives her password, and then this code.
async fn comes_with(world: &mut World, code: &str) -> (Outcome, Secret) {
    let (outcome, pending) = world.tries(ANNA, PASSWORD, DESK).await;
    assert_eq!(outcome, Outcome::CodeNeeded);
    let session = world.session(&pending).await.unwrap();
    assert!(session.needs_code);
    let secret = world.secret();
    let outcome =
        sign_in::with_code(&world.db, world.caller(), ORIGIN, &session, code, &secret).await;
    (outcome.unwrap(), secret)
}

on_both! {
    async fn a_code_is_asked_for_and_opens_once(db: Db) {
        let mut world = World::with_anna(db).await;
        let (offer, _) = switched_on(&mut world).await;
        let used = offer.code(world.now);
        assert_eq!(comes_with(&mut world, &used).await.0, Outcome::Wrong, "it switched it on");
        world.passes(minutes(1));
        let code = offer.code(world.now);
        let (outcome, token) = comes_with(&mut world, &code).await;
        assert_eq!(outcome, Outcome::SignedIn { failed_before: 2 }, "the wrong code and its password");
        assert!(!world.session(&token).await.unwrap().needs_code);
        assert_eq!(comes_with(&mut world, &code).await.0, Outcome::Wrong, "a second time");
    }

    async fn a_recovery_code_opens_once(db: Db) {
        let mut world = World::with_anna(db).await;
        let (_, codes) = switched_on(&mut world).await;
        let typed = codes[3].to_uppercase().replace('-', "");
        let (outcome, token) = comes_with(&mut world, &typed).await;
        assert!(matches!(outcome, Outcome::SignedIn { .. }), "{outcome:?}");
        let session = world.session(&token).await.unwrap();
        assert_eq!(two_factor::recovery_codes_left(&world.db, &session).await.unwrap(), 9);
        assert_eq!(comes_with(&mut world, &codes[3]).await.0, Outcome::Wrong);
    }

    async fn a_session_without_its_code_is_short(db: Db) {
        let mut world = World::with_anna(db).await;
        switched_on(&mut world).await;
        let (_, pending) = world.tries(ANNA, PASSWORD, DESK).await;
        world.passes(minutes(10));
        assert_eq!(world.session(&pending).await, None);
    }

    async fn it_is_switched_off_with_a_code(db: Db) {
        let mut world = World::with_anna(db).await;
        let (offer, codes) = switched_on(&mut world).await;
        world.passes(minutes(1));
        let code = offer.code(world.now);
        let (_, token) = comes_with(&mut world, &code).await;
        let session = world.session(&token).await.unwrap();
        let db = world.db.clone();
        assert!(two_factor::switch_off(&db, world.caller(), &session, "000000").await.is_err());
        let fresh = world.secret();
        let new = two_factor::new_recovery_codes(&db, world.caller(), &session, &codes[0], &fresh).await.unwrap();
        assert!(two_factor::switch_off(&db, world.caller(), &session, &codes[1]).await.is_err(), "replaced");
        two_factor::switch_off(&db, world.caller(), &session, &new[0]).await.unwrap();
        world.anna_signs_in().await;
    }
}
