//! The worklist in pages.

use std::sync::Arc;

use dunwell_app::funnel::Mode;
use dunwell_app::sample::Spec;
use dunwell_app::view::worklist::{Item, Known, Request, Worklist, worklist, worklist_with};
use dunwell_app::{Currency, Db, policy, skip};
use dunwell_testkit::House;

use crate::{TODAY, house};

async fn told(house: &House, request: &Request<'_>) -> Worklist {
    worklist(&house.db, &house.book, request, TODAY)
        .await
        .unwrap()
}

dunwell_testkit::on_both! {
    async fn its_pages_hold_every_action_once(db: Db) {
        let house = house(db).await;
        let whole = told(&house, &Request::default()).await;
        assert_eq!((whole.total, whole.next.as_deref()), (whole.items.len(), None));
        assert!(whole.items.iter().map(|item| item.amount.currency()).any(|currency| currency != Currency::GBP));
        let (mut paged, mut after): (Vec<Item>, Option<String>) = (Vec::new(), None);
        loop {
            let page = told(&house, &Request { limit: Some(4), after: after.as_deref(), ..Request::default() }).await;
            assert_eq!((page.total, &page.amounts), (whole.total, &whole.amounts));
            paged.extend(page.items);
            after = page.next;
            if after.is_none() {
                break;
            }
        }
        assert_eq!(paged, whole.items);
        let ranks: Vec<usize> = paged.iter().map(|item| item.rank).collect();
        assert_eq!(ranks, (1..=whole.total).collect::<Vec<_>>());
        let refused = worklist(&house.db, &house.book, &Request { after: Some("x"), ..Request::default() }, TODAY).await;
        assert!(refused.unwrap_err().to_string().contains("is no place in this list"));
    }

    async fn it_is_filtered(db: Db) {
        let house = house(db).await;
        let whole = told(&house, &Request::default()).await;
        let kind = whole.items[0].kind;
        let without_rank = |items: Vec<&Item>| items.into_iter().map(|item| Item { rank: 0, ..item.clone() }).collect::<Vec<_>>();
        for (request, keep) in [
            (Request { kind: Some(kind), ..Request::default() }, &(|item: &Item| item.kind == kind) as &dyn Fn(&Item) -> bool),
            (Request { currency: Some(Currency::EUR), ..Request::default() }, &|item| item.amount.currency() == Currency::EUR),
            (Request { awaiting_approval: true, ..Request::default() }, &|item| item.needs_approval),
            (Request { action: Some(&whole.items[2].short_id), ..Request::default() }, &|item| item.short_id == whole.items[2].short_id),
            (Request { class: Some("Standard"), ..Request::default() }, &|item| item.class == "standard"),
            (Request { owner: Some("nobody"), ..Request::default() }, &|_| false),
        ] {
            let wanted = without_rank(whole.items.iter().filter(|item| keep(item)).collect());
            let found = told(&house, &request).await;
            assert_eq!(without_rank(found.items.iter().collect()), wanted, "{request:?}");
            assert_eq!(found.total, wanted.len());
        }
        let choices = &whole.choices;
        assert_eq!((choices.all, choices.currencies.values().sum::<usize>()), (whole.total, whole.total));
        assert_eq!(choices.kinds.values().sum::<usize>() + choices.awaiting_approval, whole.total);
        assert_eq!(choices.classes.values().sum::<usize>(), whole.total);
    }

    async fn what_is_known_from_before_holds_now(db: Db) {
        let house = house(db).await;
        let known = Known::default();
        let request = Request { limit: Some(3), ..Request::default() };
        let kept = async || {
            let page = worklist_with(&house.db, &house.book, &request, TODAY, &known).await.unwrap();
            Arc::unwrap_or_clone(page)
        };
        let before = kept().await;
        assert_eq!(before, kept().await);
        assert_eq!(before, told(&house, &request).await);
        let first = &before.items[0];
        let request = skip::Request { action: first.short_id.clone(), reason: "They moved.".to_owned() };
        let (db, book) = (&house.db, &house.book);
        let tried = Mode { dry_run: true, ..Mode::default() };
        skip::skip(db, book, house.caller(), tried, &request).await.unwrap();
        assert_eq!(before, kept().await);
        skip::skip(db, book, house.caller(), Mode::default(), &request).await.unwrap();
        let after = kept().await;
        assert_eq!((after.total, after.choices.all), (before.total - 1, before.choices.all - 1));
        // A part-payment is not asked for any more.
        let debtor = &after.items[0];
        house.is_paid(&debtor.customer.number, "1.00", &[&debtor.invoices[0]]).await;
        let less = kept().await;
        assert_eq!(less, told(&house, &Request { limit: Some(3), ..Request::default() }).await);
        let less = less.items.iter().find(|item| item.action == debtor.action).unwrap();
        assert_eq!(less.amount.minor(), debtor.amount.minor() - 100);
    }

    async fn a_class_is_found_in_whatever_case_it_is_typed(db: Db) {
        let (_, standard) = policy::READY[0];
        let named = standard.replace("name = \"standard\"", "name = \"Ältere Schuld\"");
        assert_ne!(named, standard);
        let house = House::of_sample(db, &named, &Spec::new(60, 900, 3, TODAY)).await;
        house.decides().await;
        let whole = told(&house, &Request::default()).await;
        let expected = whole.items.iter().filter(|item| item.class == "Ältere Schuld").count();
        assert!(expected > 0);
        for class in ["Ältere Schuld", "ältere schuld", "ÄLTERE SCHULD"] {
            let found = told(&house, &Request { class: Some(class), ..Request::default() }).await;
            assert_eq!((found.total, found.items.len()), (expected, expected), "{class}");
        }
        let refused = worklist(&house.db, &house.book, &Request { class: Some("Alte Schuld"), ..Request::default() }, TODAY).await;
        assert!(refused.unwrap_err().to_string().starts_with("the policy has no class \"Alte Schuld\""));
    }
}
