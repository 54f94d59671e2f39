//! The list of customers.

use std::collections::{BTreeMap, BTreeSet};

use dunwell_app::assign::{self, Request as Assign};
use dunwell_app::error::AppError;
use dunwell_app::funnel::Mode;
use dunwell_app::record::{Target, payment};
use dunwell_app::view::customers::{self, Customers, Known, Line, Request, Sort};
use dunwell_app::view::page::Page;
use dunwell_app::view::{aging, customer};
use dunwell_app::{Currency, Db};
use dunwell_core::aging::{Basis, Buckets};
use dunwell_testkit::House;

use crate::{TODAY, house};

async fn every(house: &House, request: &Request<'_>) -> Vec<Line> {
    let mut lines = Vec::new();
    customers::every(&house.db, &house.book, request, TODAY, |some: Vec<Line>| {
        lines.extend(some);
        std::future::ready(Ok::<(), AppError>(()))
    })
    .await
    .unwrap();
    lines
}

dunwell_testkit::on_both! {
    async fn it_says_what_the_aging_says(db: Db) {
        let house = house(db).await;
        let request = aging::Request {
            as_of: TODAY,
            basis: Basis::DueDate,
            buckets: Buckets::default(),
            customers: true,
            convert_to: None,
        };
        let aging = aging::aging(&house.db, &house.book, &request).await.unwrap();
        let owed: BTreeMap<(String, Currency), (i64, i64)> = aging.customers.unwrap().into_iter()
            .map(|line| {
                let current = line.line.buckets[0].amount.minor();
                let total = line.line.total.minor();
                ((line.customer.number, line.line.currency.code().parse().unwrap()), (total, total - current))
            })
            .collect();
        let lines = every(&house, &Request { settled: true, ..Request::default() }).await;
        assert!(lines.iter().filter(|line| line.overdue.minor() > 0).count() > 10, "a lot is overdue");
        for line in &lines {
            let key = (line.customer.number.clone(), line.balance.currency());
            let (balance, overdue) = owed.get(&key).copied().unwrap_or_default();
            assert_eq!((line.balance.minor(), line.overdue.minor()), (balance, overdue), "{key:?}");
            assert_eq!(line.oldest_due.is_some(), balance > 0, "{key:?}");
        }
    }

    async fn its_grades_and_next_steps_are_those_of_the_customers(db: Db) {
        let house = house(db).await;
        let lines = every(&house, &Request::default()).await;
        let mut graded = 0;
        for line in lines.iter().take(15) {
            let view = customer::customer(&house.db, &house.book, &line.customer.number, false, TODAY).await.unwrap();
            let account = view.accounts.iter().find(|account| account.currency == line.balance.currency()).unwrap();
            assert_eq!(account.payer.assessment, line.assessment, "{}", line.customer.number);
            graded += usize::from(line.assessment.to_string().starts_with(['A', 'B', 'C', 'D', 'E']));
            let next = account.upcoming.first().map(|next| (next.step.clone(), next.decided));
            assert_eq!(line.next.as_ref().map(|next| (next.step.clone(), next.decided)), next, "{}", line.customer.number);
        }
        assert!(graded > 5, "{graded} are graded");
    }

    async fn the_nearest_next_steps_come_first_and_what_has_none_comes_last(db: Db) {
        let house = house(db).await;
        for reverse in [false, true] {
            let request = Request { sort: Sort::Next, reverse, ..Request::default() };
            let lines = every(&house, &request).await;
            let mut days: Vec<_> = lines.iter().map(|line| line.next.as_ref().map(|next| next.on)).collect();
            let dated = days.iter().take_while(|day| day.is_some()).count();
            assert!(dated > 20, "{dated} have a next step");
            assert!(days[dated..].iter().all(Option::is_none), "what has none comes last");
            days.truncate(dated);
            if reverse {
                days.reverse();
            }
            assert!(days.is_sorted(), "{days:?}");
            assert!(days.first() != days.last(), "there are several days");
        }
    }

    async fn its_pages_hold_every_line_once_in_any_order(db: Db) {
        let house = house(db).await;
        for ((word, sort), reverse) in Sort::ALL.into_iter().flat_map(|sort| [(sort, false), (sort, true)]) {
            let request = Request { sort, reverse, ..Request::default() };
            let whole = every(&house, &request).await;
            let (mut paged, mut after) = (Vec::new(), None);
            loop {
                let page = Page { limit: Some(7), after: after.as_deref() };
                let view = customers::customers(&house.db, &house.book, &Request { page, ..request }, TODAY).await.unwrap();
                assert_eq!(view.total, whole.len());
                paged.extend(view.items);
                after = view.next;
                if after.is_none() {
                    break;
                }
            }
            assert_eq!(paged, whole, "{word}");
            let in_order = |less: fn(&Line, &Line) -> bool| whole.windows(2).all(|pair| !less(&pair[1], &pair[0]));
            match sort {
                Sort::Number if reverse => assert!(in_order(|a, b| a.customer.number > b.customer.number)),
                Sort::Oldest if reverse => assert!(in_order(|a, b| a.oldest_due.is_some() && (b.oldest_due.is_none() || a.oldest_due > b.oldest_due))),
                _ if reverse => {}
                Sort::Number => assert!(in_order(|a, b| a.customer.number < b.customer.number)),
                Sort::Oldest => assert!(in_order(|a, b| a.oldest_due.is_some() && (b.oldest_due.is_none() || a.oldest_due < b.oldest_due))),
                Sort::Class => assert!(in_order(|a, b| a.class.is_some() && a.class < b.class)),
                _ => {}
            }
        }
        let page = Page { limit: None, after: Some("nowhere") };
        let refused = customers::customers(&house.db, &house.book, &Request { page, ..Request::default() }, TODAY).await;
        assert!(refused.unwrap_err().to_string().contains("is no place in this list"));
    }

    async fn what_is_kept_of_it_ends_with_the_next_change(db: Db) {
        let house = house(db).await;
        let known = Known::default();
        let list = async |request: &Request<'_>| {
            let kept = customers::customers_with(&house.db, &house.book, request, TODAY, &known).await.unwrap();
            let anew = customers::customers(&house.db, &house.book, request, TODAY).await.unwrap();
            assert_eq!(kept, anew, "{request:?}");
            assert_eq!(kept.choices, anew.choices, "{request:?}");
            kept
        };
        let by_number = Request { sort: Sort::Number, ..Request::default() };
        let before = list(&by_number).await;
        assert_eq!(list(&by_number).await, before, "nothing happened");

        let owing = before.items.iter().find(|line| line.overdue.minor() > 0).unwrap();
        let customer = owing.customer.number.clone();
        let paid = payment::Request {
            customer: customer.clone(),
            amount: "1.00".to_owned(),
            currency: Some(owing.balance.currency()),
            target: Target::OldestFirst,
            ..payment::Request::default()
        };
        payment::record(&house.db, &house.book, house.caller(), Mode::default(), &paid).await.unwrap();
        for (_, sort) in Sort::ALL {
            for reverse in [false, true] {
                list(&Request { sort, reverse, overdue: true, ..Request::default() }).await;
            }
        }
        let after = list(&by_number).await;
        let line = |list: &Customers| list.items.iter().find(|line| line.customer.number == customer).cloned().unwrap();
        assert_ne!(line(&after), line(&before), "a payment is seen at once");
        let tomorrow = TODAY.tomorrow().unwrap();
        let kept = customers::customers_with(&house.db, &house.book, &by_number, tomorrow, &known).await.unwrap();
        assert_eq!(kept, customers::customers(&house.db, &house.book, &by_number, tomorrow).await.unwrap(), "so is the next day");
    }

    async fn it_is_filtered(db: Db) {
        let house = house(db).await;
        let all = every(&house, &Request::default()).await;
        let first = all[0].customer.number.clone();
        let request = Assign { what: first.clone(), to: Some(" Marta Roth ".to_owned()) };
        let done = assign::assign(&house.db, &house.book, house.caller(), Mode::default(), &request).await.unwrap();
        assert_eq!((done.owner.as_deref(), done.before), (Some("Marta Roth"), None));
        let all = every(&house, &Request::default()).await;
        for (request, keep) in [
            (Request { overdue: true, ..Request::default() }, (|line| line.overdue.minor() > 0) as fn(&Line) -> bool),
            (Request { currency: Some(Currency::EUR), ..Request::default() }, |line| line.balance.currency() == Currency::EUR),
            (Request { held: true, ..Request::default() }, |line| line.held),
            (Request { owner: Some("Marta Roth"), ..Request::default() }, |line| line.owner.is_some()),
            (Request { owner: Some(""), ..Request::default() }, |line| line.owner.is_none()),
            (Request { class: Some("STANDARD"), ..Request::default() }, |line| line.class.as_deref() == Some("standard")),
        ] {
            let wanted: Vec<Line> = all.iter().filter(|line| keep(line)).cloned().collect();
            assert_eq!(every(&house, &request).await, wanted, "{request:?}");
        }
        let view = customers::customers(&house.db, &house.book, &Request { overdue: true, ..Request::default() }, TODAY).await.unwrap();
        let count = |keep: fn(&Line) -> bool| all.iter().filter(|line| keep(line)).count();
        assert_eq!((view.choices.all, view.choices.overdue, view.choices.unowned), (all.len(), view.total, count(|line| line.owner.is_none())));
        assert_eq!(view.choices.owners["Marta Roth"], count(|line| line.owner.is_some()));
        assert_eq!(view.choices.currencies["EUR"], count(|line| line.balance.currency() == Currency::EUR));
        let owned: BTreeSet<&str> = all.iter().filter(|line| line.owner.is_some()).map(|line| line.customer.number.as_str()).collect();
        assert_eq!(owned, BTreeSet::from([first.as_str()]));

        let request = Assign { what: first, to: None };
        let done = assign::assign(&house.db, &house.book, house.caller(), Mode::default(), &request).await.unwrap();
        assert_eq!((done.owner, done.before.as_deref()), (None, Some("Marta Roth")));
        house.is_in_order().await;
    }
}
