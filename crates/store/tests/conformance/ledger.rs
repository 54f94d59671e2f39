//! Posting entries, and the caches that follow them.

use dunwell_core::account::PayerFigures;
use dunwell_core::id::CustomerId;
use dunwell_core::invoice::Instalment;
use dunwell_core::ledger::{Entry, EntryKind};
use dunwell_store::entries::{self, EntryRow, Posting};
use dunwell_store::invoices::{self, Invoice};
use dunwell_store::{Db, REVIEW_NOW, StoreError, accounts, customers, doctor};
use dunwell_testkit::on_both;

use crate::fixture::{
    Story, at, behind_its_back, currency, customer, customer_row, entry, invoice, invoice_row,
    march, stamp,
};

on_both! {
    async fn a_payment_settles_an_invoice_and_its_reversal_opens_it_again(db: Db) {
        let mut story = Story::begin(&db).await;
        let invoice = story.bill(1, march(10), 100_00).await;
        let account = story.account().await;
        assert_eq!((account.balance, account.unapplied, account.next_review), (100_00, 0, Some(REVIEW_NOW)));

        let payment = Entry::payment(stamp(2, march(15)), 120_00).unwrap();
        let allocation = Entry::allocation(stamp(3, march(15)), payment.id, invoice, 100_00).unwrap();
        story.post(&[payment.clone(), allocation.clone()]).await.unwrap();
        let account = story.account().await;
        assert_eq!((account.balance, account.unapplied, account.unapplied_since), (0, 20_00, Some(march(15))));
        assert_eq!(account.payer, PayerFigures { paid_invoices: 1, days_late_sum: 5, written_off_invoices: 0 });
        let settled = story.invoice("R-00001").await;
        assert_eq!((settled.open, settled.settled_on), (0, Some(march(15))));
        story.check().await;

        let undone = [allocation.reversed(stamp(4, march(16))).unwrap(), payment.reversed(stamp(5, march(16))).unwrap()];
        story.post(&undone).await.unwrap();
        let account = story.account().await;
        assert_eq!((account.balance, account.unapplied, account.unapplied_since), (100_00, 0, None));
        assert_eq!(account.payer, PayerFigures::default());
        let open = story.invoice("R-00001").await;
        assert_eq!((open.open, open.settled_on), (100_00, None));
        story.check().await;
    }

    async fn unapplied_money_is_as_old_as_the_newest_of_it(db: Db) {
        let mut story = Story::begin(&db).await;
        let invoice = story.bill(1, march(10), 50_00).await;
        story.post(&[Entry::payment(stamp(2, march(5)), 10_00).unwrap()]).await.unwrap();
        let newer = Entry::payment(stamp(3, march(8)), 50_00).unwrap();
        story.post(std::slice::from_ref(&newer)).await.unwrap();
        assert_eq!(story.account().await.unapplied_since, Some(march(8)));
        let all_of_it = Entry::allocation(stamp(4, march(9)), newer.id, invoice, 50_00).unwrap();
        story.post(&[all_of_it]).await.unwrap();
        assert_eq!(story.account().await.unapplied_since, Some(march(5)));
    }

    async fn an_early_payer_counts_negative_days_and_a_write_off_counts_apart(db: Db) {
        let mut story = Story::begin(&db).await;
        let paid = story.bill(1, march(20), 30_00).await;
        let given_up = story.bill(2, march(20), 40_00).await;
        let money = Entry::payment(stamp(3, march(18)), 40_00).unwrap();
        story.post(&[
            money.clone(),
            Entry::allocation(stamp(4, march(18)), money.id, paid, 30_00).unwrap(),
            Entry::allocation(stamp(5, march(18)), money.id, given_up, 10_00).unwrap(),
        ]).await.unwrap();
        let write_off = Entry::write_off(stamp(6, march(30)), given_up, 30_00).unwrap();
        story.post(std::slice::from_ref(&write_off)).await.unwrap();
        let figures = PayerFigures { paid_invoices: 1, days_late_sum: -2, written_off_invoices: 1 };
        assert_eq!(story.payer().await, figures);
        story.post(&[write_off.reversed(stamp(7, march(31))).unwrap()]).await.unwrap();
        assert_eq!(story.payer().await, PayerFigures { written_off_invoices: 0, ..figures });
        story.check().await;
    }

    async fn an_invoice_in_instalments_is_late_after_the_last(db: Db) {
        let mut story = Story::begin(&db).await;
        let part = |due, amount| Instalment { due, amount, discount: Some((march(2), 1)) };
        let row = Invoice {
            schedule: Some(vec![part(march(10), 50), part(march(20), 50)]),
            ..invoice_row(story.one, 1, march(10), 100)
        };
        invoices::put(&mut story.uow, story.book, std::slice::from_ref(&row)).await.unwrap();
        assert_eq!(story.invoice("R-00001").await, row);
        let credit = Entry::credit_note(stamp(2, march(21)), 100).unwrap();
        story.post(&[
            Entry::invoice(stamp(1, march(1)), row.id, 100).unwrap(),
            credit.clone(),
            Entry::allocation(stamp(3, march(21)), credit.id, row.id, 100).unwrap(),
        ]).await.unwrap();
        assert_eq!(story.payer().await.days_late_sum, 1);
        story.check().await;
    }

    async fn a_document_is_taken_in_once(db: Db) {
        let mut story = Story::begin(&db).await;
        let (book, one) = (story.book, story.one);
        let payment = Entry::payment(stamp(1, march(5)), 10_00).unwrap()
            .because(Some("R-1".to_owned()), Some("found in the post".to_owned()));
        let post = |entries| Posting { customer: one, document: Some("ZE/0042"), entries };
        let now = at("2026-03-05T12:00:00.5Z");
        entries::post(&mut story.uow, book, "anna", now, &[post(std::slice::from_ref(&payment))]).await.unwrap();
        let kept = EntryRow {
            customer: one,
            entry: payment.clone(),
            document: Some("ZE/0042".to_owned()),
            actor: "anna".to_owned(),
            recorded_at: now,
        };
        let uow = &mut story.uow;
        assert_eq!(entries::by_document(uow, book, EntryKind::Payment, "ZE/0042").await.unwrap().as_ref(), Some(&kept));
        assert_eq!(entries::by_document(uow, book, EntryKind::CreditNote, "ZE/0042").await.unwrap(), None);
        assert_eq!(entries::by_id(uow, book, payment.id).await.unwrap(), Some(kept));
        let again = [Entry::payment(stamp(2, march(5)), 10_00).unwrap()];
        let error = entries::post(uow, book, "anna", now, &[post(&again)]).await.unwrap_err();
        assert!(error.is_duplicate(), "{error}");
    }

    async fn an_entry_for_a_strange_invoice_is_refused(db: Db) {
        let mut story = Story::begin(&db).await;
        customers::insert(&mut story.uow, story.book, &customer_row(2, "Bracken Foods")).await.unwrap();
        let theirs = story.bill(1, march(10), 100).await;
        story.one = customer(2);
        let charge = |id| [Entry::charge(stamp(9, march(11)), id, 5).unwrap()];
        for (entries, says) in [
            (charge(theirs), "another customer's"),
            (charge(invoice(77)), "not in the book"),
        ] {
            let error = story.post(&entries).await.unwrap_err();
            assert!(matches!(error, StoreError::Inconsistent { .. }), "{error}");
            assert!(error.to_string().contains(says), "{error}");
        }
        story.one = customer(1);
        let mut euros = charge(theirs);
        euros[0].currency = currency("EUR");
        assert!(story.post(&euros).await.unwrap_err().to_string().contains("in GBP and the entry is in EUR"));
    }

    async fn many_postings_at_once_do_what_each_would(db: Db) {
        let mut story = Story::begin(&db).await;
        let rows: Vec<_> = (2..42).map(|n| customer_row(n, "Copse & Sons")).collect();
        customers::put(&mut story.uow, story.book, &rows).await.unwrap();
        let bills: Vec<Invoice> = (2..42).flat_map(|n| {
            [invoice_row(customer(n), n, march(10), 100), invoice_row(customer(n), n + 100, march(11), 50)]
        }).collect();
        invoices::put(&mut story.uow, story.book, &bills).await.unwrap();
        let entries: Vec<(CustomerId, Vec<Entry>)> = (2..42).map(|n| {
            let money = Entry::payment(stamp(n + 1000, march(12)), 120).unwrap();
            (customer(n), vec![
                Entry::invoice(stamp(n, march(1)), invoice(n), 100).unwrap(),
                Entry::invoice(stamp(n + 100, march(1)), invoice(n + 100), 50).unwrap(),
                money.clone(),
                Entry::allocation(stamp(n + 2000, march(12)), money.id, invoice(n), 100).unwrap(),
            ])
        }).collect();
        let postings: Vec<Posting<'_>> = entries.iter()
            .map(|(customer, entries)| Posting { customer: *customer, document: None, entries }).collect();
        entries::post(&mut story.uow, story.book, "import", at("2026-03-12T00:00:00Z"), &postings).await.unwrap();
        story.check().await;
        for n in [2, 41] {
            let account = accounts::get(&mut story.uow, story.book, customer(n), currency("GBP")).await.unwrap().unwrap();
            assert_eq!((account.balance, account.unapplied, account.unapplied_since), (50, 20, Some(march(12))));
            assert_eq!((account.payer.paid_invoices, account.payer.days_late_sum), (1, 2));
        }
        let open = invoices::of_customer(&mut story.uow, story.book, customer(5), true).await.unwrap();
        assert_eq!(open.iter().map(|i| (i.id, i.open)).collect::<Vec<_>>(), [(invoice(105), 50)]);
        assert_eq!(invoices::of_customer(&mut story.uow, story.book, customer(5), false).await.unwrap().len(), 2);
        assert_eq!(entries::of_customer(&mut story.uow, story.book, customer(5)).await.unwrap().len(), 4);
        assert_eq!(entries::of_invoice(&mut story.uow, story.book, invoice(5)).await.unwrap().len(), 2);
    }

    async fn an_import_that_writes_the_caches_itself_agrees_with_the_entries(db: Db) {
        let mut story = Story::begin(&db).await;
        let closed = Invoice { open: 0, settled_on: Some(march(14)), ..invoice_row(story.one, 1, march(10), 100) };
        let open = Invoice { open: 70, ..invoice_row(story.one, 2, march(10), 70) };
        invoices::put(&mut story.uow, story.book, &[closed.clone(), open]).await.unwrap();
        let money = Entry::payment(stamp(3, march(14)), 100).unwrap();
        let rows = [
            Entry::invoice(stamp(1, march(1)), invoice(1), 100).unwrap(),
            Entry::invoice(stamp(2, march(1)), invoice(2), 70).unwrap(),
            money.clone(),
            Entry::allocation(stamp(4, march(14)), money.id, invoice(1), 100).unwrap(),
        ].map(|entry| EntryRow {
            customer: story.one, entry, document: None,
            actor: "import".to_owned(), recorded_at: at("2026-03-20T00:00:00Z"),
        });
        entries::put(&mut story.uow, story.book, &rows).await.unwrap();
        let of_closed = rows.iter().map(|row| &row.entry).filter(|e| e.invoice == Some(closed.id));
        let end = entries::settle(of_closed).unwrap();
        assert_eq!((end.open, end.settled_on), (closed.open, closed.settled_on));
        let delta = accounts::AccountDelta {
            customer: story.one,
            currency: currency("GBP"),
            balance: 70,
            unapplied: 0,
            unapplied_since: None,
            payer: end.figures(closed.last_due()),
        };
        accounts::put(&mut story.uow, story.book, &[delta]).await.unwrap();
        story.check().await;
    }

    async fn what_was_open_on_a_past_day_is_known(db: Db) {
        let mut story = Story::begin(&db).await;
        let invoice = story.bill(1, march(10), 100).await;
        let money = Entry::payment(stamp(2, march(15)), 130).unwrap();
        let part = Entry::allocation(stamp(3, march(15)), money.id, invoice, 60).unwrap();
        let rest = Entry::allocation(stamp(4, march(20)), money.id, invoice, 40).unwrap();
        story.post(&[money, part, rest]).await.unwrap();
        for (day, open, unapplied) in [(1, Some(100), None), (15, Some(40), Some(70)), (20, None, Some(30))] {
            let mut found = Vec::new();
            invoices::open_on(&mut story.uow, story.book, march(day), |i| found.push(i.open)).await.unwrap();
            assert_eq!(found, Vec::from_iter(open), "on the {day}th");
            let sums = entries::unapplied_on(&mut story.uow, story.book, march(day)).await.unwrap();
            assert_eq!(sums, Vec::from_iter(unapplied.map(|sum| (story.one, currency("GBP"), sum))), "on the {day}th");
        }
    }

    async fn an_amended_invoice_says_the_new_thing(db: Db) {
        let mut story = Story::begin(&db).await;
        story.bill(1, march(10), 100).await;
        let mut row = story.invoice("R-00001").await;
        row.due = march(12);
        row.total = 120;
        row.reference = Some("PO 9".to_owned());
        row.row_hash = Some(i64::MIN);
        invoices::amend(&mut story.uow, story.book, &row).await.unwrap();
        story.post(&[Entry::correction(stamp(2, march(3)), entry(1), row.id, 20).unwrap()]).await.unwrap();
        row.open = 120;
        assert_eq!(story.invoice("R-00001").await, row);
        let asked = invoices::by_numbers(&mut story.uow, story.book, &["R-9", "R-00001"]).await.unwrap();
        assert_eq!(asked, [row]);
        story.check().await;
    }

    async fn a_wrong_cache_is_found(db: Db) {
        let mut story = Story::begin(&db).await;
        story.bill(1, march(10), 100).await;
        let delta = accounts::AccountDelta {
            customer: story.one,
            currency: currency("GBP"),
            balance: 1,
            unapplied: 0,
            unapplied_since: None,
            payer: PayerFigures::default(),
        };
        accounts::put(&mut story.uow, story.book, &[delta]).await.unwrap();
        let found = doctor::derive_balances(&mut story.uow, story.book).await.unwrap();
        let words: Vec<String> = found.iter().map(ToString::to_string).collect();
        let id = story.one;
        assert_eq!(words, [format!("{id}, account GBP: the balance is stored as 101, and the entries say 100")]);
    }

    async fn an_entry_is_never_changed(db: Db) {
        let mut story = Story::begin(&db).await;
        story.bill(1, march(10), 100).await;
        story.uow.commit().await.unwrap();
        for sql in ["UPDATE entry SET invoice_effect = 1", "DELETE FROM entry", "DELETE FROM journal", "DELETE FROM seal"] {
            let error = behind_its_back(&db, sql).await.err();
            // Without a row to delete, SQLite has nothing to refuse.
            let is_empty = !sql.contains("entry") && matches!(db, Db::Sqlite(_));
            assert_eq!(error.is_none(), is_empty, "{sql}");
            assert!(error.is_none_or(|e| e.contains(" is never ")), "{sql}");
        }
    }
}
