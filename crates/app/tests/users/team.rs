//! The people of a book, looked after by one of its admins.

use dunwell_app::access::Role;
use dunwell_app::book::{self, Book, Settings};
use dunwell_app::funnel::Mode;
use dunwell_app::user::session::Rules;
use dunwell_app::user::team::{self, Invitation, Invited};
use dunwell_app::user::{Admin, Secret, User, latest, link, manage};
use dunwell_app::{AppError, Currency, Db, Result};
use dunwell_core::lang::Lang;
use dunwell_testkit::on_both;

use crate::fixture::{PASSWORD, World, minutes};

async fn a_book(world: &World, name: &str) -> Book {
    let settings = Settings::default();
    book::create(
        &world.db,
        world.caller(),
        name,
        Currency::GBP,
        None,
        &settings,
    )
    .await
    .unwrap()
}

/// Somebody with a role in one book.
async fn employs(world: &mut World, book: &Book, name: &str, role: Role) -> User {
    let email = format!("{}@example.com", name.to_lowercase());
    let request = manage::Request {
        email: &email,
        name,
        lang: Lang::En,
        role,
        book: Some(book),
    };
    let secret = world.secret();
    manage::add(&world.db, world.caller(), &request, &secret)
        .await
        .unwrap()
}

fn refusal<T: std::fmt::Debug>(result: Result<T>) -> String {
    result.unwrap_err().to_string()
}

on_both! {
    async fn an_admin_looks_after_the_own_book(db: Db) {
        let mut world = World::with_anna(db).await;
        let house = a_book(&world, "House").await;
        let dora = employs(&mut world, &house, "Dora", Role::Admin).await;
        let db = world.db.clone();
        let new = Invitation { email: "Ben@example.com", name: "Ben", lang: Lang::De, role: Role::Collector };
        let secret = world.secret();
        let invited = team::invite(&db, &house, world.caller(), Admin::Person(&dora), &new, &secret).await.unwrap();
        let Invited::New(ben, _) = invited else { panic!("{invited:?}") };
        assert_eq!((ben.role_in(house.id), ben.everywhere, ben.lang), (Some(Role::Collector), None, Lang::De));
        let secret = world.secret();
        let twice = team::invite(&db, &house, world.caller(), Admin::Person(&dora), &new, &secret).await;
        assert!(refusal(twice).contains("Ben has a role in this book already"));

        let members = team::list(&db, &house, Admin::Person(&dora), Rules::default(), world.now).await.unwrap();
        let shown: Vec<_> = members.iter().map(|m| (m.user.name.as_str(), m.role, m.is_self, m.is_ours)).collect();
        // Anna is an admin of every book, so her account is not for Dora to touch.
        assert_eq!(shown, [("Anna", Role::Admin, false, false), ("Ben", Role::Collector, false, true), ("Dora", Role::Admin, true, true)]);

        let ben = team::set_role(&db, &house, world.caller(), Mode::default(), Admin::Person(&dora), ben.id, Some(Role::Controller)).await.unwrap();
        assert_eq!(ben.role_in(house.id), Some(Role::Controller));
        let secret = world.secret();
        team::reset_link(&db, &house, world.caller(), Admin::Person(&dora), ben.id, &secret).await.unwrap();
        let ben = team::set_disabled(&db, &house, world.caller(), Mode::default(), Admin::Person(&dora), ben.id, true).await.unwrap();
        assert!(ben.disabled_at.is_some());
        team::set_disabled(&db, &house, world.caller(), Mode::default(), Admin::Person(&dora), ben.id, false).await.unwrap();
        let gone = team::set_role(&db, &house, world.caller(), Mode::default(), Admin::Person(&dora), ben.id, None).await.unwrap();
        assert_eq!(gone.role_in(house.id), None);
        let again = team::set_role(&db, &house, world.caller(), Mode::default(), Admin::Person(&dora), ben.id, Some(Role::Admin)).await;
        assert!(refusal(again).contains("nobody with that id has a role"));
    }

    async fn an_account_of_other_books_is_not_taken_over(db: Db) {
        let mut world = World::with_anna(db).await;
        let (house, other) = (a_book(&world, "House").await, a_book(&world, "Other").await);
        let dora = employs(&mut world, &house, "Dora", Role::Admin).await;
        let olga = employs(&mut world, &other, "Olga", Role::Admin).await;
        let db = world.db.clone();
        let known = Invitation { email: "olga@example.com", name: "whatever", lang: Lang::En, role: Role::Viewer };
        let secret = world.secret();
        let invited = team::invite(&db, &house, world.caller(), Admin::Person(&dora), &known, &secret).await.unwrap();
        let Invited::Known(olga) = invited else { panic!("{invited:?} instead of {olga:?}") };
        assert_eq!((olga.role_in(house.id), olga.role_in(other.id)), (Some(Role::Viewer), Some(Role::Admin)));
        let anna = manage::list(&db).await.unwrap().remove(0);
        for target in [&olga, &anna] {
            let link = team::reset_link(&db, &house, world.caller(), Admin::Person(&dora), target.id, &Secret::new([77; 32])).await;
            let kept_out = team::set_disabled(&db, &house, world.caller(), Mode::default(), Admin::Person(&dora), target.id, true).await;
            let ended = team::end_sessions(&db, &house, world.caller(), Mode::default(), Admin::Person(&dora), target.id).await;
            for refused in [refusal(link), refusal(kept_out), refusal(ended)] {
                assert!(refused.contains("has a role in other books too"), "{refused}");
            }
        }
        // The role here is Dora's to give and to take.
        team::set_role(&db, &house, world.caller(), Mode::default(), Admin::Person(&dora), olga.id, None).await.unwrap();
        // Anna looks after every book.
        team::set_disabled(&db, &other, world.caller(), Mode::default(), Admin::Person(&anna), olga.id, true).await.unwrap();
    }

    async fn nobody_does_it_to_oneself(db: Db) {
        let mut world = World::with_anna(db).await;
        let house = a_book(&world, "House").await;
        let dora = employs(&mut world, &house, "Dora", Role::Admin).await;
        let (db, id) = (&world.db, dora.id);
        let lowered = team::set_role(db, &house, world.caller(), Mode::default(), Admin::Person(&dora), id, Some(Role::Viewer)).await;
        let kept_out = team::set_disabled(db, &house, world.caller(), Mode::default(), Admin::Person(&dora), id, true).await;
        for refused in [refusal(lowered), refusal(kept_out)] {
            assert!(refused.contains("another admin does"), "{refused}");
        }
    }

    async fn sessions_are_ended(db: Db) {
        let mut world = World::with_anna(db).await;
        let token = world.anna_signs_in().await;
        let house = a_book(&world, "House").await;
        world.joins("emil@example.com", "Emil", Role::Admin).await;
        let users = manage::list(&world.db).await.unwrap();
        let (anna, emil) = (&users[0], &users[1]);
        let open = async |world: &World| team::list(&world.db, &house, Admin::Person(emil), Rules::default(), world.now).await.unwrap()[0].sessions;
        assert_eq!(open(&world).await, 1);
        team::end_sessions(&world.db, &house, world.caller(), Mode::default(), Admin::Person(emil), anna.id).await.unwrap();
        assert_eq!((open(&world).await, world.session(&token).await), (0, None));
    }

    async fn a_form_that_is_sent_twice_makes_one_link(db: Db) {
        let mut world = World::with_anna(db).await;
        let house = a_book(&world, "House").await;
        let dora = employs(&mut world, &house, "Dora", Role::Admin).await;
        let (db, admin) = (world.db.clone(), Admin::Person(&dora));
        let new = Invitation { email: "ben@example.com", name: "Ben", lang: Lang::En, role: Role::Collector };
        let secret = world.secret();
        let invites = async |new: &Invitation<'_>| team::invite(&db, &house, world.caller(), admin, new, &secret).await;
        let first = invites(&new).await.unwrap();
        assert_eq!(invites(&new).await.unwrap(), first);
        let Invited::New(ben, _) = &first else { panic!("{first:?}") };
        let other = Invitation { role: Role::Viewer, ..new };
        assert!(matches!(invites(&other).await, Err(AppError::KeyReused { .. })));
        let kinds = async || {
            let events = latest(&db, Some(ben.id), 10).await.unwrap();
            let mut kinds: Vec<_> = events.into_iter().map(|event| event.kind).collect();
            kinds.sort();
            kinds
        };
        assert_eq!(kinds().await, ["link-made", "user-added"]);

        let secret = world.secret();
        let links = async |world: &World| team::reset_link(&db, &house, world.caller(), admin, ben.id, &secret).await;
        let made = links(&world).await.unwrap();
        world.passes(minutes(1));
        // The link that is there is shown, with its own end.
        assert_eq!(links(&world).await.unwrap(), made);
        assert_eq!(kinds().await, ["link-made", "link-made", "user-added"]);
        link::set_password(&db, world.caller(), &secret, PASSWORD, &Secret::new([5; 32])).await.unwrap();
        assert!(refusal(links(&world).await).contains("used already"));
        assert_eq!(kinds().await.len(), 4, "and no other is made");
    }

    async fn a_change_of_a_person_is_made_once(db: Db) {
        let mut world = World::with_anna(db).await;
        let house = a_book(&world, "House").await;
        let dora = employs(&mut world, &house, "Dora", Role::Admin).await;
        let ben = employs(&mut world, &house, "Ben", Role::Viewer).await;
        let (db, admin, id) = (world.db.clone(), Admin::Person(&dora), ben.id);
        let once = |key| Mode { key: Some(key), dry_run: false };
        let sets = async |mode: Mode<'_>, role| team::set_role(&db, &house, world.caller(), mode, admin, id, Some(role)).await;
        let tried = Mode { key: Some("0"), dry_run: true };
        assert_eq!(sets(tried, Role::Admin).await.unwrap().role_in(house.id), Some(Role::Admin));
        sets(once("1"), Role::Collector).await.unwrap();
        sets(once("2"), Role::Controller).await.unwrap();
        // Sent again, what came after it stays.
        assert_eq!(sets(once("1"), Role::Collector).await.unwrap().role_in(house.id), Some(Role::Controller));
        assert!(matches!(sets(once("1"), Role::Admin).await, Err(AppError::KeyReused { .. })));
        for _ in 0..2 {
            team::set_disabled(&db, &house, world.caller(), once("3"), admin, id, true).await.unwrap();
            team::end_sessions(&db, &house, world.caller(), once("4"), admin, id).await.unwrap();
        }
        let events = latest(&db, Some(id), 10).await.unwrap();
        let mut kinds: Vec<_> = events.iter().map(|event| event.kind.as_str()).collect();
        kinds.sort_unstable();
        assert_eq!(kinds, ["link-made", "role-changed", "role-changed", "sessions-ended", "user-added", "user-disabled"]);
        assert!(events.iter().all(|event| event.actor == world.caller().actor));
    }

    async fn a_program_takes_power_away_and_gives_none(db: Db) {
        let mut world = World::with_anna(db).await;
        let house = a_book(&world, "House").await;
        let dora = employs(&mut world, &house, "Dora", Role::Admin).await;
        let carl = employs(&mut world, &house, "Carl", Role::Controller).await;
        let ben = employs(&mut world, &house, "Ben", Role::Collector).await;
        let (db, secret) = (world.db.clone(), world.secret());
        let program = Admin::Program("Dora");
        let takes_a_person = |result: Result<()>| {
            assert!(matches!(result, Err(AppError::TakesAPerson(_))), "{result:?}");
        };
        for role in [Role::Controller, Role::Admin] {
            let new = Invitation { email: "new@example.com", name: "New", lang: Lang::En, role };
            takes_a_person(team::invite(&db, &house, world.caller(), program, &new, &secret).await.map(drop));
            takes_a_person(team::set_role(&db, &house, world.caller(), Mode::default(), program, ben.id, Some(role)).await.map(drop));
        }
        takes_a_person(team::reset_link(&db, &house, world.caller(), program, carl.id, &secret).await.map(drop));
        takes_a_person(team::set_role(&db, &house, world.caller(), Mode::default(), program, carl.id, Some(Role::Admin)).await.map(drop));
        // What takes power away is done, and not undone.
        team::set_disabled(&db, &house, world.caller(), Mode::default(), program, carl.id, true).await.unwrap();
        takes_a_person(team::set_disabled(&db, &house, world.caller(), Mode::default(), program, carl.id, false).await.map(drop));
        team::set_role(&db, &house, world.caller(), Mode::default(), program, carl.id, Some(Role::Viewer)).await.unwrap();
        // A collector decides on nothing, and can be let in.
        let new = Invitation { email: "new@example.com", name: "New", lang: Lang::En, role: Role::Collector };
        team::invite(&db, &house, world.caller(), program, &new, &secret).await.unwrap();
        let secret = world.secret();
        team::reset_link(&db, &house, world.caller(), program, ben.id, &secret).await.unwrap();
        // Whoever made the token is out of its reach, and so are accounts of other books.
        let own = team::set_disabled(&db, &house, world.caller(), Mode::default(), program, dora.id, true).await;
        assert!(refusal(own).contains("another admin does"));
        let anna = manage::list(&db).await.unwrap().remove(0);
        let everywhere = team::end_sessions(&db, &house, world.caller(), Mode::default(), program, anna.id).await;
        assert!(refusal(everywhere).contains("has a role in other books too"));
    }
}
