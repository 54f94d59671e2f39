//! Users, their roles, sessions, links, tokens, tries and events.

use dunwell_core::id::{ApiTokenId, SessionId, UserId};
use dunwell_store::api_tokens::{self, ApiToken};
use dunwell_store::attempts::{self, Attempts};
use dunwell_store::one_time_links::{self, OneTimeLink};
use dunwell_store::sessions::{self, Session};
use dunwell_store::user_events::{self, UserEvent};
use dunwell_store::users::{self, User};
use dunwell_store::{Db, StoreError, Uow, books};
use dunwell_testkit::on_both;
use uuid::Uuid;

use crate::fixture::{at, behind_its_back, book_row};

pub fn user(number: u128, name: &str) -> User {
    User {
        id: UserId::new(Uuid::from_u128(number)),
        email: format!("{name}@example.com"),
        name: name.to_uppercase(),
        name_folded: name.to_owned(),
        lang: "en".to_owned(),
        appearance: "{}".to_owned(),
        everywhere: None,
        password: None,
        totp_secret: None,
        totp_step: None,
        disabled_at: None,
        created_at: at("2026-03-01T08:00:00Z"),
    }
}

async fn begin_with(db: &Db, users: &[User]) -> Uow {
    let mut uow = db.begin().await.unwrap();
    for user in users {
        users::insert(&mut uow, user).await.unwrap();
    }
    uow
}

fn session(number: u8, user: &User, seen_at: &str) -> Session {
    Session {
        hash: [number; 32],
        id: SessionId::new(Uuid::from_u128(number.into())),
        user: user.id,
        needs_code: false,
        created_at: at("2026-03-01T08:00:00Z"),
        seen_at: at(seen_at),
        address: "192.0.2.7".to_owned(),
        agent: "a browser".to_owned(),
    }
}

on_both! {
    async fn a_user_is_kept_and_changed(db: Db) {
        let mut anna = user(1, "anna");
        let uow = &mut begin_with(&db, std::slice::from_ref(&anna)).await;
        assert_eq!(users::by_id(uow, anna.id).await.unwrap(), Some(anna.clone()));
        users::set_password(uow, anna.id, "hash").await.unwrap();
        users::set_lang(uow, anna.id, "de").await.unwrap();
        users::set_appearance(uow, anna.id, "{\"theme\":\"dark\"}").await.unwrap();
        users::set_everywhere(uow, anna.id, Some("admin")).await.unwrap();
        users::set_totp(uow, anna.id, Some((&[9; 20], 7))).await.unwrap();
        let now = at("2026-03-02T08:00:00Z");
        users::set_disabled(uow, anna.id, Some(now)).await.unwrap();
        anna.password = Some("hash".to_owned());
        anna.lang = "de".to_owned();
        anna.appearance = "{\"theme\":\"dark\"}".to_owned();
        anna.everywhere = Some("admin".to_owned());
        (anna.totp_secret, anna.totp_step) = (Some(vec![9; 20]), Some(7));
        anna.disabled_at = Some(now);
        assert_eq!(users::by_email(uow, "anna@example.com").await.unwrap(), Some(anna.clone()));
        assert_eq!(users::by_name(uow, "anna").await.unwrap(), Some(anna));
        assert_eq!(users::count(uow).await.unwrap(), 1);
        let nobody = UserId::new(Uuid::from_u128(99));
        let error = users::set_password(uow, nobody, "hash").await.unwrap_err();
        assert!(matches!(error, StoreError::RowsAffected { actual: 0, .. }), "{error}");
    }

    async fn addresses_and_names_are_one_persons(db: Db) {
        let anna = user(1, "anna");
        begin_with(&db, std::slice::from_ref(&anna)).await.commit().await.unwrap();
        let same_email = User { email: anna.email.clone(), ..user(2, "ben") };
        let same_name = User { name_folded: anna.name_folded.clone(), ..user(3, "carl") };
        for user in [same_email, same_name] {
            let uow = &mut db.begin().await.unwrap();
            assert!(users::insert(uow, &user).await.unwrap_err().is_duplicate());
        }
    }

    async fn a_role_belongs_to_a_book(db: Db) {
        let (anna, ben) = (user(1, "anna"), user(2, "ben"));
        let uow = &mut begin_with(&db, &[anna.clone(), ben.clone()]).await;
        let book = book_row("House");
        books::create(uow, &book).await.unwrap();
        users::set_role(uow, anna.id, book.id, Some("viewer")).await.unwrap();
        users::set_role(uow, anna.id, book.id, Some("controller")).await.unwrap();
        users::set_role(uow, ben.id, book.id, Some("viewer")).await.unwrap();
        let role = |user: &User, role: &str| users::Role { user: user.id, book: book.id, role: role.to_owned() };
        assert_eq!(users::roles_of(uow, anna.id).await.unwrap(), [role(&anna, "controller")]);
        users::set_role(uow, ben.id, book.id, None).await.unwrap();
        assert_eq!(users::roles(uow).await.unwrap(), [role(&anna, "controller")]);
    }

    async fn a_code_opens_once(db: Db) {
        let anna = user(1, "anna");
        let uow = &mut begin_with(&db, std::slice::from_ref(&anna)).await;
        assert!(users::use_totp_step(uow, anna.id, 10).await.unwrap());
        assert!(!users::use_totp_step(uow, anna.id, 10).await.unwrap(), "the same step");
        assert!(!users::use_totp_step(uow, anna.id, 9).await.unwrap(), "an earlier step");
        assert!(users::use_totp_step(uow, anna.id, 11).await.unwrap());
        users::set_recovery_codes(uow, anna.id, &[[1; 32], [2; 32]]).await.unwrap();
        assert!(users::use_recovery_code(uow, anna.id, &[1; 32]).await.unwrap());
        assert!(!users::use_recovery_code(uow, anna.id, &[1; 32]).await.unwrap());
        assert_eq!(users::recovery_codes_left(uow, anna.id).await.unwrap(), 1);
        users::set_recovery_codes(uow, anna.id, &[[3; 32]]).await.unwrap();
        assert!(!users::use_recovery_code(uow, anna.id, &[2; 32]).await.unwrap(), "replaced");
    }

    async fn a_link_is_taken_once_and_grows_old(db: Db) {
        let anna = user(1, "anna");
        let uow = &mut begin_with(&db, std::slice::from_ref(&anna)).await;
        let link = |number: u8| OneTimeLink {
            hash: [number; 32],
            user: anna.id,
            purpose: "reset".to_owned(),
            expires_at: at("2026-03-01T10:00:00Z"),
        };
        one_time_links::insert(uow, &link(1)).await.unwrap();
        let (early, late) = (at("2026-03-01T09:59:59Z"), at("2026-03-01T10:00:00Z"));
        assert_eq!(one_time_links::find(uow, &[1; 32], early).await.unwrap(), Some(link(1)));
        assert_eq!(one_time_links::find(uow, &[1; 32], late).await.unwrap(), None);
        assert!(one_time_links::take(uow, &[1; 32]).await.unwrap());
        assert!(!one_time_links::take(uow, &[1; 32]).await.unwrap());
        one_time_links::insert(uow, &link(2)).await.unwrap();
        one_time_links::drop_of_user(uow, anna.id).await.unwrap();
        assert_eq!(one_time_links::find(uow, &[2; 32], early).await.unwrap(), None);
    }

    async fn sessions_are_listed_noted_and_ended(db: Db) {
        let (anna, ben) = (user(1, "anna"), user(2, "ben"));
        let uow = &mut begin_with(&db, &[anna.clone(), ben.clone()]).await;
        let first = session(1, &anna, "2026-03-01T08:00:00Z");
        let second = session(2, &anna, "2026-03-01T09:00:00Z");
        let bens = session(3, &ben, "2026-03-01T08:30:00Z");
        for session in [&first, &second, &bens] {
            sessions::insert(uow, session).await.unwrap();
        }
        assert_eq!(sessions::of_user(uow, anna.id).await.unwrap(), [second.clone(), first.clone()]);
        let now = at("2026-03-01T10:00:00Z");
        sessions::seen(uow, &first.hash, now).await.unwrap();
        let seen = sessions::by_hash(uow, &first.hash).await.unwrap().unwrap();
        assert_eq!(seen.seen_at, now);
        let error = sessions::end_by_id(uow, ben.id, first.id).await.unwrap_err();
        assert!(matches!(error, StoreError::RowsAffected { .. }), "it is not ben's: {error}");
        sessions::end_of_user(uow, anna.id, Some(&second.hash)).await.unwrap();
        assert_eq!(sessions::of_user(uow, anna.id).await.unwrap(), [second]);
        sessions::end_old(uow, at("2026-02-01T00:00:00Z"), at("2026-03-01T08:45:00Z")).await.unwrap();
        assert_eq!(sessions::by_hash(uow, &bens.hash).await.unwrap(), None);
        sessions::end_of_user(uow, anna.id, None).await.unwrap();
        assert_eq!(sessions::of_user(uow, anna.id).await.unwrap(), []);
    }

    async fn a_token_is_revoked_once(db: Db) {
        let uow = &mut db.begin().await.unwrap();
        let book = book_row("House");
        books::create(uow, &book).await.unwrap();
        let mut token = ApiToken {
            hash: [1; 32],
            id: ApiTokenId::new(Uuid::from_u128(1)),
            book: book.id,
            name: "nightly".to_owned(),
            role: "viewer".to_owned(),
            created_by: "anna".to_owned(),
            created_at: at("2026-03-01T08:00:00Z"),
            expires_at: Some(at("2027-03-01T08:00:00Z")),
            last_used_at: None,
            revoked_at: None,
            made_with: None,
        };
        api_tokens::insert(uow, &token).await.unwrap();
        assert_eq!(api_tokens::by_hash(uow, &token.hash).await.unwrap(), Some(token.clone()));
        let now = at("2026-03-02T08:00:00Z");
        api_tokens::used(uow, book.id, token.id, now).await.unwrap();
        api_tokens::revoke(uow, book.id, token.id, now).await.unwrap();
        (token.last_used_at, token.revoked_at) = (Some(now), Some(now));
        assert_eq!(api_tokens::of_book(uow, book.id).await.unwrap(), [token.clone()]);
        let error = api_tokens::revoke(uow, book.id, token.id, now).await.unwrap_err();
        assert!(matches!(error, StoreError::RowsAffected { .. }), "{error}");
    }

    async fn tries_are_counted_by_subject(db: Db) {
        let uow = &mut db.begin().await.unwrap();
        let row = |tries: i64, last_at: &str| Attempts {
            tries,
            since: at("2026-03-01T08:00:00Z"),
            last_at: at(last_at),
        };
        assert_eq!(attempts::lock(uow, "pair", &[1; 32]).await.unwrap(), None);
        let (one, two) = (row(1, "2026-03-01T08:00:00Z"), row(2, "2026-03-01T09:00:00Z"));
        attempts::put(uow, "pair", &[1; 32], &one).await.unwrap();
        attempts::put(uow, "pair", &[1; 32], &two).await.unwrap();
        attempts::put(uow, "address", &[1; 32], &one).await.unwrap();
        assert_eq!(attempts::lock(uow, "pair", &[1; 32]).await.unwrap(), Some(two));
        attempts::forget_old(uow, at("2026-03-01T08:30:00Z")).await.unwrap();
        assert_eq!(attempts::lock(uow, "address", &[1; 32]).await.unwrap(), None);
        attempts::forget(uow, "pair", &[1; 32]).await.unwrap();
        assert_eq!(attempts::lock(uow, "pair", &[1; 32]).await.unwrap(), None);
    }

    async fn what_users_did_is_never_changed(db: Db) {
        let anna = user(1, "anna");
        let mut uow = begin_with(&db, std::slice::from_ref(&anna)).await;
        let event = |number: u128, user: Option<UserId>| UserEvent {
            id: Uuid::from_u128(number),
            at: at("2026-03-01T08:00:00Z"),
            actor: "anna".to_owned(),
            user,
            kind: "signed-in".to_owned(),
            details: "{}".to_owned(),
        };
        let (first, second) = (event(1, Some(anna.id)), event(2, None));
        user_events::insert(&mut uow, &first).await.unwrap();
        user_events::insert(&mut uow, &second).await.unwrap();
        let both = [second, first.clone()];
        assert_eq!(user_events::latest(&mut uow, None, 9).await.unwrap(), both);
        assert_eq!(user_events::latest(&mut uow, Some(anna.id), 9).await.unwrap(), [first]);
        uow.commit().await.unwrap();
        for change in ["UPDATE user_event SET actor = 'nobody'", "DELETE FROM user_event"] {
            let error = behind_its_back(&db, change).await.unwrap_err().to_string();
            assert!(error.contains("is never"), "{error}");
        }
    }
}
