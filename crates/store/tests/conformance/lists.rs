//! Lists over a book, the worklist in pages, who looks after what, and what happened since a day.

use dunwell_core::action::{ActionStatus, Do};
use dunwell_core::id::ActionId;
use dunwell_core::ledger::{Entry, EntryKind};
use dunwell_store::lists::Place;
use dunwell_store::worklist::{self, Filter};
use dunwell_store::{
    Db, StoreError, actions, disputes, history, lists, owners, promises, standing,
};
use dunwell_testkit::on_both;
use jiff::civil::Date;
use uuid::Uuid;

use crate::actions::action_row;
use crate::fixture::{Story, customer, entry, march, stamp};
use crate::small::{dispute_row, promise_row};

on_both! {
    async fn an_owner_is_named_and_taken_back(db: Db) {
        let mut story = Story::begin(&db).await;
        let invoice = story.bill(1, march(10), 100).await;
        let (uow, book, one) = (&mut story.uow, story.book, story.one);
        let dispute = dispute_row(1, invoice);
        disputes::insert(uow, book, &dispute).await.unwrap();
        assert_eq!(owners::of_customer(uow, book, one).await.unwrap(), None);
        owners::set_of_customer(uow, book, one, Some("Marta")).await.unwrap();
        assert_eq!(owners::of_customer(uow, book, one).await.unwrap().as_deref(), Some("Marta"));
        assert_eq!(owners::all(uow, book).await.unwrap(), [("Marta".to_owned(), 1)]);
        let listed = |lines: Vec<lists::disputes::DisputeLine>| lines.into_iter().map(|line| line.owner).collect::<Vec<_>>();
        assert_eq!(listed(lists::disputes::raised(uow, book, false, None, None, 9).await.unwrap()), [Some("Marta".to_owned())]);
        owners::set_of_dispute(uow, book, one, dispute.dispute.id, Some("Ben")).await.unwrap();
        assert_eq!(owners::of_dispute(uow, book, one, dispute.dispute.id).await.unwrap().as_deref(), Some("Ben"));
        assert_eq!(listed(lists::disputes::raised(uow, book, false, Some("Ben"), None, 9).await.unwrap()), [Some("Ben".to_owned())]);
        assert_eq!(lists::disputes::raised(uow, book, false, Some("Marta"), None, 9).await.unwrap(), []);
        assert_eq!(lists::disputes::raised(uow, book, false, Some(""), None, 9).await.unwrap(), []);
        let disputed = lists::disputes::disputed(uow, book).await.unwrap();
        assert_eq!((disputed.len(), disputed[0].owner.as_str(), disputed[0].count), (1, "Ben", 1));
        assert_eq!(lists::disputes::settled(uow, book, None, None, 9).await.unwrap(), []);
        owners::set_of_customer(uow, book, one, None).await.unwrap();
        assert_eq!(owners::all(uow, book).await.unwrap(), []);
        let unknown = owners::set_of_customer(uow, book, customer(99), Some("Marta")).await.unwrap_err();
        assert!(matches!(unknown, StoreError::RowsAffected { .. }), "{unknown}");
    }

    async fn a_list_goes_on_behind_a_place(db: Db) {
        let mut story = Story::begin(&db).await;
        let invoice = story.bill(1, march(10), 100).await;
        let (uow, book) = (&mut story.uow, story.book);
        for id in 1..4 {
            disputes::insert(uow, book, &dispute_row(id, invoice)).await.unwrap();
        }
        let first = lists::disputes::raised(uow, book, true, None, None, 2).await.unwrap();
        let after = Place { on: first[1].opened_on, id: first[1].id.uuid() };
        let rest = lists::disputes::raised(uow, book, true, None, Some(after), 9).await.unwrap();
        assert_eq!((first.len(), rest.len(), rest[0].id.uuid()), (2, 1, Uuid::from_u128(3)));
        assert_eq!((rest[0].number.as_str(), rest[0].open, rest[0].total), ("R-00001", 100, 100));
    }

    async fn a_promise_has_days_of_grace_and_is_known_until_a_day(db: Db) {
        let mut story = Story::begin(&db).await;
        story.bill(1, march(1), 100_00).await;
        let promise = promise_row(1, 50_00);
        promises::insert(&mut story.uow, story.book, &promise).await.unwrap();
        let due = promise.promise.due;
        let late = due.tomorrow().unwrap();
        story.post(&[Entry::payment(stamp(2, due), 20_00).unwrap(), Entry::payment(stamp(3, late), 30_00).unwrap()]).await.unwrap();
        for (grace, until, received) in [(0, Date::MAX, 20_00), (1, Date::MAX, 50_00), (1, due, 20_00), (0, due.yesterday().unwrap(), 0)] {
            let due = lists::promises::due(&mut story.uow, story.book, due, due, grace, until).await.unwrap();
            assert_eq!(due[0].received, received, "{grace} {until}");
        }
        assert_eq!(lists::promises::standing(&mut story.uow, story.book, None, None, 9).await.unwrap()[0].received, 20_00);
        assert_eq!(lists::promises::standing(&mut story.uow, story.book, Some("Marta"), None, 9).await.unwrap(), []);
    }

    async fn money_has_what_became_of_it(db: Db) {
        let mut story = Story::begin(&db).await;
        let invoice = story.bill(1, march(1), 100_00).await;
        let payment = Entry::payment(stamp(2, march(5)), 60_00).unwrap();
        let applied = Entry::allocation(stamp(3, march(5)), entry(2), invoice, 40_00).unwrap();
        let credit = Entry::credit_note(stamp(4, march(6)), 5_00).unwrap();
        let undone = credit.reversed(stamp(5, march(7))).unwrap();
        story.post(&[payment, applied, credit, undone]).await.unwrap();
        let (uow, book) = (&mut story.uow, story.book);
        let all = lists::money::Received::default();
        let received = lists::money::received(uow, book, &all, None, 9).await.unwrap();
        let told: Vec<_> = received.iter().map(|line| (line.kind, line.amount, line.applied, line.undone)).collect();
        assert_eq!(told, [(EntryKind::CreditNote, 5_00, 0, 5_00), (EntryKind::Payment, 60_00, 40_00, 0)]);
        let after = Place { on: received[0].date, id: received[0].id.uuid() };
        assert_eq!(lists::money::received(uow, book, &all, Some(after), 9).await.unwrap(), received[1..]);
        let credits = lists::money::Received { kind: Some(EntryKind::CreditNote), ..all };
        assert_eq!(lists::money::received(uow, book, &credits, None, 9).await.unwrap(), received[..1]);

        let by_day = history::received(uow, book, march(1), march(31)).await.unwrap();
        let told: Vec<_> = by_day.iter().map(|sum| (sum.kind, sum.date, sum.amount)).collect();
        assert_eq!(told, [(EntryKind::CreditNote, march(6), 0), (EntryKind::Payment, march(5), 60_00)]);
        let mut posted = Vec::new();
        history::posted(uow, book, (customer(1), customer(1)), march(4), |row| posted.push(row)).await.unwrap();
        let [only] = &posted[..] else { panic!("{posted:?}") };
        assert_eq!((only.kind, only.effect, only.due, only.in_instalments), (EntryKind::Allocation, -40_00, march(1), false));
        let mut billed = Vec::new();
        history::billed(uow, book, (customer(1), customer(1)), march(2), march(2), |row| billed.push(row.open)).await.unwrap();
        assert_eq!(billed, [60_00], "it is open, whatever its day");
    }

    async fn an_account_is_listed_with_what_is_open_and_overdue(db: Db) {
        let mut story = Story::begin(&db).await;
        story.bill(1, march(5), 100).await;
        story.bill(2, march(20), 30).await;
        let (uow, book, one) = (&mut story.uow, story.book, story.one);
        let open = standing::open(uow, book, march(10)).await.unwrap();
        let told: Vec<_> = open.iter().map(|sum| (sum.customer, sum.overdue, sum.oldest_due, sum.invoices)).collect();
        assert_eq!(told, [(one, 100, Some(march(5)), 2)]);
        let mut all = Vec::new();
        standing::all(uow, book, |account| all.push(account)).await.unwrap();
        assert_eq!((all[0].number.as_str(), all[0].balance, all[0].owner.as_deref()), ("00001", 130, None));
        assert_eq!(standing::of_customers(uow, book, &[one, customer(9)]).await.unwrap(), all);
        assert_eq!(standing::ranges(uow, book, 9).await.unwrap(), [(one, one)]);
        assert_eq!(standing::held(uow, book, march(10)).await.unwrap(), []);
    }

    async fn the_worklist_is_read_from_its_top(db: Db) {
        let mut story = Story::begin(&db).await;
        story.bill(1, march(1), 100_00).await;
        let (uow, book) = (&mut story.uow, story.book);
        let of = |id: u128, priority: i64| {
            let mut action = action_row(id);
            action.priority = priority;
            if id == 3 {
                action.status = ActionStatus::AwaitingApproval;
                action.kind = Do::Letter;
            }
            action
        };
        actions::insert(uow, book, &[of(1, 10), of(2, 30), of(3, 30), of(4, 20)]).await.unwrap();
        let currency = crate::fixture::currency("GBP");
        let numbers = |places: &[worklist::Place]| places.iter().map(|place| place.id.uuid().as_u128() >> 96).collect::<Vec<_>>();
        let top = worklist::next(uow, book, Filter::default(), currency, None, 2).await.unwrap();
        assert_eq!(numbers(&top), [2, 3]);
        let rest = worklist::next(uow, book, Filter::default(), currency, top.last(), 9).await.unwrap();
        assert_eq!(numbers(&rest), [4, 1]);
        let letters = Filter { kind: Some(Do::Letter), ..Filter::default() };
        assert_eq!(numbers(&worklist::next(uow, book, letters, currency, None, 9).await.unwrap()), [3]);
        let nobodys = Filter { owner: Some("Marta"), ..Filter::default() };
        assert_eq!(worklist::next(uow, book, nobodys, currency, None, 9).await.unwrap(), []);
        let class = Filter { class: Some("standard"), ..Filter::default() };
        assert_eq!(numbers(&worklist::next(uow, book, class, currency, None, 9).await.unwrap()), [2, 3, 4, 1]);
        // Each database has lower letters of its own, so the name is compared as it is.
        let other = Filter { class: Some("Standard"), ..Filter::default() };
        assert_eq!(worklist::next(uow, book, other, currency, None, 9).await.unwrap(), []);
        let tally = worklist::tally(uow, book, None).await.unwrap();
        let told: Vec<_> = tally.iter().map(|tally| (tally.kind, tally.status, tally.count, tally.amount)).collect();
        assert_eq!(told, [
            (Do::Email, ActionStatus::Ready, 3, 300_00),
            (Do::Letter, ActionStatus::AwaitingApproval, 1, 100_00),
        ]);
        assert_eq!(worklist::tally(uow, book, Some("Marta")).await.unwrap(), []);
        let ids: Vec<ActionId> = rest.iter().map(|place| place.id).collect();
        assert_eq!(actions::by_ids(uow, book, &ids).await.unwrap().len(), 2);
    }
}
