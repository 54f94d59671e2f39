//! Tokens of the API.

use dunwell_app::access::Role;
use dunwell_app::book::{self, Book, Settings};
use dunwell_app::user::api_token::{self, Request};
use dunwell_app::{Currency, Db};
use dunwell_testkit::on_both;

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
        let shown = api_token::create(&db, &book, world.caller(), Role::Admin, &request, &secret).await.unwrap();
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
        let shown = api_token::create(&db, &book, world.caller(), Role::Admin, &request, &secret).await.unwrap();
        let id = api_token::list(&db, &book).await.unwrap()[0].id;
        api_token::revoke(&db, &book, world.caller(), id).await.unwrap();
        assert_eq!(api_token::find(&db, &shown, world.now).await.unwrap(), None);
        let again = api_token::revoke(&db, &book, world.caller(), id).await.unwrap_err();
        assert_eq!(again.to_string(), "that token was taken back already");
    }

    async fn nobody_gives_away_more_than_the_own_role(db: Db) {
        let mut world = World::with_anna(db).await;
        let book = house(&world).await;
        let secret = world.secret();
        let request = Request { name: "export", role: Role::Admin, expires_at: None };
        let created =
            api_token::create(&world.db, &book, world.caller(), Role::Controller, &request, &secret).await;
        assert!(created.unwrap_err().to_string().contains("your role here is controller"));
    }
}
