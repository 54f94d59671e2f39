//! Tokens of the API.

use dunwell_app::access::Role;
use dunwell_app::book::{self, Book, Settings};
use dunwell_app::funnel::{Caller, Mode};
use dunwell_app::user::api_token::{self, ApiToken, Maker, Request};
use dunwell_app::{AppError, Currency, Db};
use dunwell_testkit::on_both;
use jiff::Timestamp;

use crate::fixture::{World, minutes};

async fn house(world: &World) -> Book {
    let settings = Settings::default();
    let made = book::create(
        &world.db,
        world.caller(),
        "House",
        Currency::GBP,
        None,
        &settings,
    );
    made.await.unwrap()
}

on_both! {
    async fn a_token_opens_its_book_until_it_ends(db: Db) {
        let mut world = World::with_anna(db).await;
        let book = house(&world).await;
        let secret = world.secret();
        let request = Request {
            name: "nightly import",
            role: Role::Controller,
            expires_at: world.now.checked_add(minutes(60)).ok(),
        };
        let db = world.db.clone();
        let shown = api_token::create(&db, &book, world.caller(), Maker::Person(Role::Admin), &request, &secret).await.unwrap();
        assert!(shown.starts_with("dw_") && shown.len() == 67, "{}", shown.len());
        let found = api_token::find(&db, &shown, world.now).await.unwrap().unwrap();
        assert_eq!((found.book, found.role, found.name.as_str()), (book.id, Role::Controller, "nightly import"));
        assert!(found.is_to_be_noted(world.now));
        api_token::note_use(&db, &found, world.now).await.unwrap();
        let listed = api_token::list(&db, &book).await.unwrap();
        assert_eq!(listed[0].last_used_at, Some(world.now));
        assert!(!format!("{listed:?}").contains(&shown[3..]), "the token itself is not kept");
        assert_eq!(api_token::find(&db, &shown[..66], world.now).await.unwrap(), None);
        assert_eq!(api_token::find(&db, &shown[3..], world.now).await.unwrap(), None, "without its prefix");
        world.passes(minutes(60));
        assert_eq!(api_token::find(&db, &shown, world.now).await.unwrap(), None);
    }

    async fn a_token_that_was_taken_back_opens_nothing(db: Db) {
        let mut world = World::with_anna(db).await;
        let book = house(&world).await;
        let secret = world.secret();
        let request = Request { name: "export", role: Role::Viewer, expires_at: None };
        let db = world.db.clone();
        let shown = api_token::create(&db, &book, world.caller(), Maker::Person(Role::Admin), &request, &secret).await.unwrap();
        let id = api_token::list(&db, &book).await.unwrap()[0].id;
        api_token::revoke(&db, &book, world.caller(), Mode::default(), id).await.unwrap();
        assert_eq!(api_token::find(&db, &shown, world.now).await.unwrap(), None);
        let again = api_token::revoke(&db, &book, world.caller(), Mode::default(), id).await.unwrap_err();
        assert_eq!(again.to_string(), "that token was taken back already");
    }

    async fn a_form_that_is_sent_twice_makes_one_token_and_shows_it_twice(db: Db) {
        let mut world = World::with_anna(db).await;
        let book = house(&world).await;
        let (db, secret) = (world.db.clone(), world.secret());
        let request = Request { name: "export", role: Role::Viewer, expires_at: None };
        let asks = async |request: &Request<'_>| {
            api_token::create(&db, &book, world.caller(), Maker::Person(Role::Admin), request, &secret).await
        };
        let first = asks(&request).await.unwrap();
        assert_eq!(asks(&request).await.unwrap(), first);
        let made = api_token::list(&db, &book).await.unwrap();
        assert_eq!(made.len(), 1);
        let other = Request { role: Role::Collector, ..request };
        assert!(matches!(asks(&other).await, Err(AppError::KeyReused { .. })));
        let once = Mode { key: Some("back"), dry_run: false };
        for _ in 0..2 {
            api_token::revoke(&db, &book, world.caller(), once, made[0].id).await.unwrap();
        }
        // One that was taken back is neither shown as if it were good nor made anew.
        let late = asks(&request).await.unwrap_err();
        assert!(late.to_string().contains("make another one"), "{late}");
        assert_eq!(api_token::list(&db, &book).await.unwrap().len(), 1);
    }

    async fn nobody_gives_away_more_than_the_own_role(db: Db) {
        let mut world = World::with_anna(db).await;
        let book = house(&world).await;
        let secret = world.secret();
        let request = Request { name: "export", role: Role::Admin, expires_at: None };
        let created =
            api_token::create(&world.db, &book, world.caller(), Maker::Person(Role::Controller), &request, &secret).await;
        assert!(created.unwrap_err().to_string().contains("your role here is controller"));
    }

    async fn a_program_makes_no_stronger_token_than_its_own(db: Db) {
        let mut world = World::with_anna(db).await;
        let book = house(&world).await;
        let db = world.db.clone();
        let mut made = 0;
        let mut make = async |world: &mut World, maker: Maker<'_>, role: Role, expires_at: Option<Timestamp>| {
            made += 1;
            let (name, secret) = (format!("token {made}"), world.secret());
            let request = Request { name: &name, role, expires_at };
            let caller = Caller { actor: "some program (API)", ..world.caller() };
            let shown = api_token::create(&db, &book, caller, maker, &request, &secret).await?;
            Ok::<ApiToken, AppError>(api_token::find(&db, &shown, world.now).await?.unwrap())
        };
        let end = world.now.checked_add(minutes(60)).unwrap();
        let by_person = Maker::Person(Role::Admin);
        let own = make(&mut world, by_person, Role::Controller, Some(end)).await.unwrap();
        let by_program = Maker::Program(&own);
        let stronger = make(&mut world, by_program, Role::Admin, Some(end)).await.unwrap_err();
        assert!(stronger.to_string().contains("your role here is controller"), "{stronger}");
        let later = end.checked_add(minutes(1)).unwrap();
        let longer = make(&mut world, by_program, Role::Viewer, Some(later)).await.unwrap_err();
        assert!(matches!(longer, AppError::TakesAPerson(_)), "{longer}");
        let child = make(&mut world, by_program, Role::Collector, None).await.unwrap();
        // It ends with the one that made it, and is the same person's.
        assert_eq!((child.expires_at, &child.created_by), (Some(end), &own.created_by));
        assert_eq!(child.made_with, Some(own.id));
        let grandchild = make(&mut world, Maker::Program(&child), Role::Viewer, None).await.unwrap();
        let other = make(&mut world, by_person, Role::Viewer, None).await.unwrap();

        api_token::revoke(&db, &book, world.caller(), Mode::default(), own.id).await.unwrap();
        let listed = api_token::list(&db, &book).await.unwrap();
        let is_over = |id| listed.iter().any(|token| token.id == id && token.revoked_at.is_some());
        assert!(is_over(own.id) && is_over(child.id) && is_over(grandchild.id));
        assert!(!is_over(other.id));
        assert_eq!(grandchild.parent(&listed).map(|token| token.id), Some(child.id));
        assert!(other.parent(&listed).is_none(), "a person made it");
        let late = make(&mut world, by_program, Role::Viewer, None).await.unwrap_err();
        assert!(late.to_string().contains("taken back meanwhile"), "{late}");
    }
}
