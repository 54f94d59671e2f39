//! Accounts as the rules look at them.

use dunwell_core::account::Account;
use dunwell_core::action::{ActionStatus, Progress, StepEnd, StepRecord};
use dunwell_core::invoice::Instalment;
use dunwell_core::lang::Lang;
use dunwell_core::ledger::Entry;
use dunwell_store::accounts::{self, AccountState};
use dunwell_store::entries::{self, Posting};
use dunwell_store::invoices::{self, Invoice};
use dunwell_store::portfolio::{self, Scope};
use dunwell_store::{Db, actions, customers, disputes, holds, promises};
use dunwell_testkit::on_both;

use crate::actions::action_row;
use crate::fixture::{
    Story, at, currency, customer, customer_row, invoice, invoice_row, march, stamp,
};
use crate::small::{dispute_row, hold_row, promise_row};

/// Customers 2 to 30 with an invoice in pounds and one in euros each.
async fn crowd(story: &mut Story) {
    let rows: Vec<_> = (2..31).map(|n| customer_row(n, "Copse & Sons")).collect();
    customers::put(&mut story.uow, story.book, &rows)
        .await
        .unwrap();
    for n in 2..31 {
        let euros = Invoice {
            currency: currency("EUR"),
            ..invoice_row(customer(n), n + 100, march(12), 60)
        };
        invoices::put(
            &mut story.uow,
            story.book,
            &[invoice_row(customer(n), n, march(11), 50), euros],
        )
        .await
        .unwrap();
        let mut bills = [
            Entry::invoice(stamp(n, march(1)), invoice(n), 50).unwrap(),
            Entry::invoice(stamp(n + 100, march(1)), invoice(n + 100), 60).unwrap(),
        ];
        bills[1].currency = currency("EUR");
        let posting = Posting {
            customer: customer(n),
            document: None,
            entries: &bills,
        };
        entries::post(
            &mut story.uow,
            story.book,
            "import",
            at("2026-03-01T08:00:00Z"),
            &[posting],
        )
        .await
        .unwrap();
    }
}

async fn pages(story: &mut Story, scope: Scope, limit: usize) -> Vec<Account> {
    let (mut all, mut after) = (Vec::new(), None);
    loop {
        let page = portfolio::load(&mut story.uow, story.book, scope, after, limit)
            .await
            .unwrap();
        let mut customers: Vec<_> = page.iter().map(|account| account.customer).collect();
        customers.dedup();
        assert!(customers.len() <= limit);
        let Some(last) = page.last() else { return all };
        after = Some(last.customer);
        all.extend(page);
    }
}

async fn review_on(story: &mut Story, number: u32, code: &str, day: Option<i8>) {
    let state = AccountState {
        customer: customer(number),
        currency: currency(code),
        class: None,
        procedure: None,
        policy_hash: None,
        next_review: day.map(march),
        last_contact: None,
        progress: Vec::new(),
    };
    accounts::save_decisions(&mut story.uow, story.book, &[state])
        .await
        .unwrap();
}

on_both! {
    async fn an_account_is_loaded_whole(db: Db) {
        let mut story = Story::begin(&db).await;
        let open = story.bill(1, march(10), 100_00).await;
        let closed = story.bill(2, march(10), 10_00).await;
        let money = Entry::payment(stamp(3, march(6)), 15_00).unwrap();
        let part = Entry::allocation(stamp(4, march(6)), money.id, closed, 10_00).unwrap();
        story.post(&[money, part]).await.unwrap();
        let schedule = vec![Instalment { due: march(12), amount: 50_00, discount: Some((march(3), 1_00)) }, Instalment { due: march(13), amount: 50_00, discount: None }];
        let mut amended = story.invoice("R-00001").await;
        amended.schedule = Some(schedule.clone());
        invoices::amend(&mut story.uow, story.book, &amended).await.unwrap();
        let (uow, book) = (&mut story.uow, story.book);
        disputes::insert(uow, book, &dispute_row(1, open)).await.unwrap();
        disputes::insert(uow, book, &dispute_row(2, closed)).await.unwrap();
        promises::insert(uow, book, &promise_row(1, 50_00)).await.unwrap();
        promises::insert(uow, book, &promise_row(2, 50_00)).await.unwrap();
        promises::withdraw(uow, book, customer(1), promise_row(2, 0).promise.id, march(6), "in error").await.unwrap();
        holds::insert(uow, book, &hold_row(1)).await.unwrap();
        let mut on_closed = hold_row(2);
        on_closed.hold.invoice = Some(closed);
        holds::insert(uow, book, &on_closed).await.unwrap();
        let mut over = action_row(2);
        over.status = ActionStatus::Done;
        actions::insert(uow, book, &[action_row(1), over]).await.unwrap();
        let progress = vec![Progress {
            invoice: open,
            instalment: 1,
            records: vec![StepRecord { step: "courtesy".into(), offset: -7, on: march(3), end: StepEnd::Taken }],
        }];
        let mut row = customer_row(1, "Ashdown Timber");
        row.language = Some("de-AT".to_owned());
        row.reason = Some("cash-flow".to_owned());
        customers::update(uow, book, &row).await.unwrap();
        accounts::save_decisions(uow, book, &[AccountState {
            customer: customer(1), currency: currency("GBP"), class: None, procedure: None, policy_hash: None,
            next_review: Some(march(10)), last_contact: Some(march(4)), progress: progress.clone(),
        }]).await.unwrap();

        let all = portfolio::load(uow, book, Scope::All, None, 10).await.unwrap();
        for scope in [Scope::Due(march(10)), Scope::Customer(customer(1))] {
            assert_eq!(portfolio::load(uow, book, scope, None, 10).await.unwrap(), all);
        }
        assert_eq!(portfolio::of_customers(uow, book, &[customer(1)]).await.unwrap(), all);
        let [account] = <[Account; 1]>::try_from(all).unwrap();
        assert_eq!((&*account.number, account.currency, account.language), ("00001", currency("GBP"), Lang::De));
        assert_eq!((account.since, account.country.as_deref(), account.reason.as_deref()), (Some(march(1)), Some("GB"), Some("cash-flow")));
        assert_eq!((account.unapplied, account.unapplied_since, account.last_contact), (5_00, Some(march(6)), Some(march(4))));
        assert_eq!((account.payer.paid_invoices, account.payer.days_late_sum), (1, -4));
        assert_eq!(account.invoices.len(), 1);
        assert_eq!((account.invoices[0].id, account.invoices[0].open, &account.invoices[0].instalments), (open, 100_00, &schedule));
        assert_eq!(account.disputes, [dispute_row(1, open).dispute]);
        assert_eq!(account.promises.iter().map(|p| (p.id, p.received)).collect::<Vec<_>>(), [(promise_row(1, 0).promise.id, 15_00)]);
        assert_eq!(account.holds, [hold_row(1).hold]);
        assert_eq!(account.progress, progress);
        assert_eq!(account.open_actions.len(), 1);
        assert_eq!((account.open_actions[0].id, &account.open_actions[0].items), (action_row(1).id, &action_row(1).items));
        assert!(!account.open_actions[0].awaiting_approval);
    }

    async fn pages_are_the_whole_in_order(db: Db) {
        let mut story = Story::begin(&db).await;
        story.bill(1, march(10), 100).await;
        crowd(&mut story).await;
        let whole = pages(&mut story, Scope::All, 1000).await;
        assert_eq!(whole.len(), 59);
        assert!(whole.windows(2).all(|w| (w[0].customer, w[0].currency.code()) < (w[1].customer, w[1].currency.code())));
        assert!(whole.iter().all(|account| account.invoices.len() == 1));
        for limit in [1, 2, 7, 59] {
            assert_eq!(pages(&mut story, Scope::All, limit).await, whole, "{limit} at a time");
            assert_eq!(pages(&mut story, Scope::Due(march(1)), limit).await, whole, "{limit} due at a time");
        }
        let of_seven = pages(&mut story, Scope::Customer(customer(7)), 1).await;
        let wanted: Vec<Account> = whole.iter().filter(|a| a.customer == customer(7)).cloned().collect();
        assert_eq!(of_seven, wanted);
        let some = [customer(20), customer(7), customer(99), customer(12)];
        let of_some = portfolio::of_customers(&mut story.uow, story.book, &some).await.unwrap();
        let wanted: Vec<Account> = whole.iter().filter(|a| some.contains(&a.customer)).cloned().collect();
        assert_eq!((of_some.len(), &of_some), (6, &wanted));
        assert_eq!(portfolio::of_customers(&mut story.uow, story.book, &[]).await.unwrap(), []);
    }

    async fn only_customers_who_are_due_are_loaded_and_each_of_them_whole(db: Db) {
        let mut story = Story::begin(&db).await;
        crowd(&mut story).await;
        for n in 2..31 {
            review_on(&mut story, n, "GBP", (n % 5 == 0).then_some(15)).await;
            review_on(&mut story, n, "EUR", (n != 30).then_some(20)).await;
        }
        let whole = pages(&mut story, Scope::All, 1000).await;
        // Nobody on the 14th, every fifth customer on the 15th, everybody on the 20th.
        for (day, one_in) in [(14, 100), (15, 5), (20, 1)] {
            let due = pages(&mut story, Scope::Due(march(day)), 4).await;
            let wanted: Vec<Account> = whole.iter().filter(|account| {
                let number: u32 = account.number.parse().unwrap();
                number.is_multiple_of(one_in)
            }).cloned().collect();
            assert_eq!(due, wanted, "on the {day}th");
        }
    }

    async fn an_account_with_nothing_open_is_given_when_it_is_due(db: Db) {
        let mut story = Story::begin(&db).await;
        let invoice = story.bill(1, march(10), 100).await;
        story.post(&[Entry::write_off(stamp(2, march(20)), invoice, 100).unwrap()]).await.unwrap();
        let due = pages(&mut story, Scope::Due(march(20)), 10).await;
        assert_eq!(due.len(), 1);
        assert!(due[0].invoices.is_empty());
        assert_eq!(due[0].payer.written_off_invoices, 1);
    }
}

/// On SQLite there is one writer at a time, and the second waits where it begins.
#[tokio::test]
async fn what_changes_while_a_run_decides_is_looked_at_by_the_next() {
    let test = dunwell_testkit::TestDb::postgres().await;
    let mut story = Story::begin(&test.db).await;
    let (book, one) = (story.book, story.one);
    story.bill(1, march(10), 100).await;
    story.uow.commit().await.unwrap();

    let mut run = test.db.begin().await.unwrap();
    let due = portfolio::load(&mut run, book, Scope::Due(march(1)), None, 10)
        .await
        .unwrap();
    assert_eq!(due.len(), 1);
    let db = test.db.clone();
    let payment = tokio::spawn(async move {
        let mut uow = db.begin().await.unwrap();
        let entries = [Entry::payment(stamp(2, march(1)), 40).unwrap()];
        let posting = Posting {
            customer: one,
            document: None,
            entries: &entries,
        };
        entries::post(
            &mut uow,
            book,
            "anna",
            at("2026-03-01T09:00:00Z"),
            &[posting],
        )
        .await
        .unwrap();
        uow.commit().await.unwrap();
    });
    tokio::time::sleep(std::time::Duration::from_millis(100)).await;
    assert!(!payment.is_finished(), "the payment waits for the run");
    let state = AccountState {
        customer: one,
        currency: currency("GBP"),
        class: None,
        procedure: None,
        policy_hash: None,
        next_review: Some(march(10)),
        last_contact: None,
        progress: Vec::new(),
    };
    accounts::save_decisions(&mut run, book, &[state])
        .await
        .unwrap();
    run.commit().await.unwrap();
    payment.await.unwrap();
    let mut uow = test.db.read().await.unwrap();
    let due = portfolio::load(&mut uow, book, Scope::Due(march(1)), None, 10)
        .await
        .unwrap();
    assert_eq!(
        due.iter()
            .map(|account| account.unapplied)
            .collect::<Vec<_>>(),
        [40]
    );
}
