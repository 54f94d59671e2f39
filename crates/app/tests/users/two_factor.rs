//! The second factor.

use dunwell_app::Db;
use dunwell_app::user::session::Origin;
use dunwell_app::user::sign_in::{self, Outcome};
use dunwell_app::user::two_factor::{self, Offer, SwitchedOn};
use dunwell_app::user::{Entropy, SealingKey, Secret};
use dunwell_store::users;
use dunwell_testkit::on_both;

use crate::fixture::{ANNA, DESK, PASSWORD, World, minutes};

const ORIGIN: Origin<'static> = Origin {
    address: DESK,
    agent: "a browser",
};

fn key() -> SealingKey {
    SealingKey::new(&Secret::new([5; 32]))
}

/// Anna switches the second factor on; gives it and the recovery codes.
async fn switched_on(world: &mut World) -> (Offer, Vec<String>) {
    let token = world.anna_signs_in().await;
    let session = world.session(&token).await.unwrap();
    let (offer, secret) = (Offer::new(&world.secret()), world.secret());
    let (db, at) = (world.db.clone(), world.now);
    let tries = |code: String, password: &'static str| {
        let (db, caller, session, offer) = (&db, world.caller(), &session, &offer);
        let keys = (secret.clone(), key());
        async move {
            let request = two_factor::Request {
                offer,
                code: &code,
                password,
            };
            let keys = (&keys.0, &keys.1);
            two_factor::switch_on(db, caller, ORIGIN, session, request, keys)
                .await
                .unwrap()
        }
    };
    let now = offer.code(at);
    assert!(tries("000000".to_owned(), PASSWORD).await == SwitchedOn::WrongCode);
    assert!(tries(now.clone(), "wrong").await == SwitchedOn::WrongPassword);
    let SwitchedOn::Codes(codes) = tries(now, PASSWORD).await else {
        panic!("both were right");
    };
    (offer, codes)
}

/// Anna gives her password, and then this code.
async fn comes_with(world: &mut World, code: &str) -> (Outcome, Secret) {
    let (outcome, pending) = world.tries(ANNA, PASSWORD, DESK).await;
    assert_eq!(outcome, Outcome::CodeNeeded);
    let session = world.session(&pending).await.unwrap();
    assert!(session.needs_code);
    let secret = world.secret();
    let (db, caller, key) = (world.db.clone(), world.caller(), key());
    let outcome = sign_in::with_code(&db, caller, ORIGIN, &session, code, (&secret, &key)).await;
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
        assert!(two_factor::switch_off(&db, world.caller(), ORIGIN, &session, "000000", &key()).await.is_err());
        let fresh = world.secret();
        let new = two_factor::new_recovery_codes(&db, world.caller(), ORIGIN, &session, &codes[0], &fresh, &key()).await.unwrap();
        assert!(two_factor::switch_off(&db, world.caller(), ORIGIN, &session, &codes[1], &key()).await.is_err(), "replaced");
        two_factor::switch_off(&db, world.caller(), ORIGIN, &session, &new[0], &key()).await.unwrap();
        world.anna_signs_in().await;
    }

    async fn codes_cannot_be_tried_out_from_a_session(db: Db) {
        let mut world = World::with_anna(db).await;
        let (offer, _) = switched_on(&mut world).await;
        world.passes(minutes(1));
        let code = offer.code(world.now);
        let (_, token) = comes_with(&mut world, &code).await;
        let session = world.session(&token).await.unwrap();
        let db = world.db.clone();
        for _ in 0..5 {
            let tried = two_factor::switch_off(&db, world.caller(), ORIGIN, &session, "000000", &key()).await;
            assert!(tried.unwrap_err().to_string().contains("code is wrong"));
        }
        let tried = two_factor::switch_off(&db, world.caller(), ORIGIN, &session, "000000", &key()).await;
        assert!(tried.unwrap_err().to_string().contains("too many wrong tries"));
    }

    async fn its_secret_is_kept_sealed(db: Db) {
        let mut world = World::with_anna(db).await;
        let (offer, codes) = switched_on(&mut world).await;
        let kept = kept(&world.db).await;
        let readable = Offer::new(&Secret::new([0; 32])).text().len() * 5 / 8;
        assert!(kept.len() > readable, "{} bytes", kept.len());
        let other = SealingKey::new(&Secret::new([6; 32]));
        let closed = two_factor::prepare(&world.db, &other, &Chance).await.unwrap();
        assert_eq!(closed, ["Anna"], "another key does not open it");
        assert_eq!(two_factor::prepare(&world.db, &key(), &Chance).await.unwrap(), Vec::<String>::new());
        assert_eq!(self::kept(&world.db).await, kept, "nothing was to be done");
        world.passes(minutes(1));
        let code = offer.code(world.now);
        assert!(matches!(comes_with(&mut world, &code).await.0, Outcome::SignedIn { .. }));
        assert!(matches!(comes_with(&mut world, &codes[0]).await.0, Outcome::SignedIn { .. }));
    }

    async fn a_secret_of_an_earlier_version_is_sealed(db: Db) {
        let mut world = World::with_anna(db).await;
        let (_, _) = switched_on(&mut world).await;
        let plain = [7; 20];
        put(&world.db, &plain).await;
        let closed = two_factor::prepare(&world.db, &key(), &Chance).await.unwrap();
        assert!(closed.is_empty(), "{closed:?}");
        let sealed = kept(&world.db).await;
        assert!(!sealed.windows(4).any(|part| part == [7; 4]));
        assert_ne!(sealed.len(), plain.len());
    }
}

/// The same number again and again.
struct Chance;

impl Entropy for Chance {
    fn secret(&self) -> Secret {
        Secret::new([8; 32])
    }
}

/// What the database keeps of Anna's second factor.
async fn kept(db: &Db) -> Vec<u8> {
    let mut uow = db.read().await.unwrap();
    let anna = users::by_email(&mut uow, ANNA).await.unwrap().unwrap();
    uow.rollback().await.unwrap();
    anna.totp_secret.unwrap()
}

async fn put(db: &Db, secret: &[u8]) {
    let mut uow = db.begin().await.unwrap();
    let anna = users::by_email(&mut uow, ANNA).await.unwrap().unwrap();
    users::set_totp(&mut uow, anna.id, Some((secret, 1)))
        .await
        .unwrap();
    uow.commit().await.unwrap();
}
