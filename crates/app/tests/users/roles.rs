//! Who may do what, and who says so.

use dunwell_app::Db;
use dunwell_app::access::{Permission, Role};
use dunwell_app::book::{self, Settings};
use dunwell_app::user::manage;
use dunwell_core::currency::Currency;
use dunwell_core::lang::Lang;
use dunwell_testkit::on_both;

use crate::fixture::{ANNA, World};

const BEN: &str = "ben@example.com";

on_both! {
    async fn a_role_in_a_book_adds_to_the_one_everywhere(db: Db) {
        let mut world = World::with_anna(db).await;
        world.joins(BEN, "Ben", Role::Viewer).await;
        let db = world.db.clone();
        let settings = Settings::default();
        let book = book::create(&db, world.caller(), "House", Currency::GBP, None, &settings).await.unwrap();
        let ben = manage::set_role(&db, world.caller(), BEN, Some(&book), Some(Role::Controller)).await.unwrap();
        assert_eq!(ben.role_in(book.id), Some(Role::Controller));
        assert!(ben.may(Permission::ChangePolicy, book.id));
        assert!(!ben.may_everywhere(Permission::ChangePolicy));
        let ben = manage::set_role(&db, world.caller(), BEN, None, None).await.unwrap();
        assert_eq!((ben.everywhere, ben.role_in(book.id)), (None, Some(Role::Controller)));
        let ben = manage::set_role(&db, world.caller(), BEN, Some(&book), None).await.unwrap();
        assert_eq!(ben.role_in(book.id), None);
    }

    async fn another_role_ends_the_sessions(db: Db) {
        let mut world = World::with_anna(db).await;
        world.joins(BEN, "Ben", Role::Admin).await;
        let token = world.anna_signs_in().await;
        manage::set_role(&world.db, world.caller(), ANNA, None, Some(Role::Viewer)).await.unwrap();
        assert_eq!(world.session(&token).await, None);
    }

    async fn somebody_can_always_manage_users(db: Db) {
        let world = World::with_anna(db).await;
        let db = &world.db;
        let disabled = manage::set_disabled(db, world.caller(), ANNA, true).await.unwrap_err();
        let lowered = manage::set_role(db, world.caller(), ANNA, None, Some(Role::Viewer)).await.unwrap_err();
        for error in [disabled, lowered] {
            assert!(error.to_string().contains("nobody would be left"), "{error}");
        }
        assert_eq!(manage::list(db).await.unwrap()[0].everywhere, Some(Role::Admin));
    }

    async fn what_is_typed_wrongly_is_explained(db: Db) {
        let world = World::with_anna(db).await;
        let check = async |email: &str, name: &str, expected: &str| {
            let role = Role::Viewer;
            let request = manage::Request { email, name, lang: Lang::En, role, book: None };
            let secret = dunwell_app::user::Secret::new([99; 32]);
            let error = manage::add(&world.db, world.caller(), &request, &secret).await.unwrap_err();
            assert!(error.to_string().contains(expected), "{error}");
        };
        check("ben", "Ben", "is no e-mail address").await;
        check("ben@example.com", " ", "the name is missing").await;
        check("ANNA@example.com", "Another", "signs in as anna@example.com already").await;
        check("ben@example.com", "anna", "somebody called anna already").await;
        let unknown = manage::reset_link(&world.db, world.caller(), BEN, &dunwell_app::user::Secret::new([98; 32])).await;
        assert!(unknown.unwrap_err().to_string().contains("nobody signs in as ben@example.com"));
    }
}
