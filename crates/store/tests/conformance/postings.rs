//! Whatever is posted, in whatever order and whenever dated, every cache is what the entries say.

use dunwell_core::id::InvoiceId;
use dunwell_core::ledger::{Entry, EntryKind, open_on_invoice, remaining_of, unapplied};
use dunwell_store::Db;
use dunwell_testkit::on_both;
use jiff::civil::Date;
use proptest::prelude::*;
use proptest::strategy::ValueTree as _;
use proptest::test_runner::TestRunner;

use crate::fixture::{Story, march, stamp};

/// How many made-up histories are played on each database.
const HISTORIES: usize = 25;

/// Something that may happen: which of the nine things, to which invoice or entry (as an index that
/// wraps around), for how much and on which day.
type Step = (u8, prop::sample::Index, i64, i8);

fn histories() -> impl Strategy<Value = Vec<Step>> {
    let step = (0u8..9, any::<prop::sample::Index>(), 1i64..200, 1i8..29);
    prop::collection::vec(step, 1..25)
}

/// The entries of a step, given what was posted before; none where it makes no sense.
fn entries_of(step: &Step, number: u32, invoices: &[InvoiceId], posted: &[Entry]) -> Vec<Entry> {
    let (what, which, amount, day) = step;
    let stamp = stamp(number, march(*day));
    let invoice = invoices[which.index(invoices.len())];
    let source = posted
        .iter()
        .rev()
        .find(|e| matches!(e.kind, EntryKind::Payment | EntryKind::CreditNote));
    let entry = match what {
        0 => Entry::payment(stamp, *amount),
        1 => Entry::credit_note(stamp, *amount),
        2 => Entry::charge(stamp, invoice, *amount),
        3 => Entry::write_off(stamp, invoice, *amount),
        4 => Entry::correction(stamp, posted[0].id, invoice, amount - 100),
        5 => posted[which.index(posted.len())].reversed(stamp),
        // The whole of what is open, so that many histories settle an invoice.
        6 => {
            let open = open_on_invoice(posted, invoice, Date::MAX).unwrap();
            Entry::write_off(stamp, invoice, open)
        }
        _ => match source {
            Some(source) => {
                let open = open_on_invoice(posted, invoice, Date::MAX).unwrap();
                Entry::allocation(stamp, source.id, invoice, open.min(*amount))
            }
            None => Entry::payment(stamp, *amount),
        },
    };
    entry.into_iter().collect()
}

/// The newest day on which money arrived of which something is left.
fn newest_unapplied(posted: &[Entry]) -> Option<Date> {
    let left = |e: &&Entry| remaining_of_all(posted, e) > 0;
    let sources = posted
        .iter()
        .filter(|e| matches!(e.kind, EntryKind::Payment | EntryKind::CreditNote));
    sources.filter(left).map(|e| e.date).max()
}

/// What is left of a source after its allocations, their reversals and its own.
fn remaining_of_all(posted: &[Entry], source: &Entry) -> i64 {
    remaining_of(posted, source.id, Date::MAX).unwrap()
}

on_both! {
    async fn the_caches_follow_any_history(db: Db) {
        let mut runner = TestRunner::deterministic();
        let mut settled = 0;
        for _ in 0..HISTORIES {
            let steps = histories().new_tree(&mut runner).unwrap().current();
            let mut story = Story::begin(&db).await;
            let invoices = [story.bill(1, march(10), 100).await, story.bill(2, march(20), 70).await];
            let mut posted = vec![
                Entry::invoice(stamp(1, march(1)), invoices[0], 100).unwrap(),
                Entry::invoice(stamp(2, march(1)), invoices[1], 70).unwrap(),
            ];
            for (number, step) in (10u32..).zip(&steps) {
                let entries = entries_of(step, number, &invoices, &posted);
                story.post(&entries).await.unwrap();
                story.keep_charges(&entries).await;
                posted.extend(entries);
            }
            story.check().await;
            let account = story.account().await;
            assert_eq!(account.unapplied, unapplied(&posted, Date::MAX).unwrap(), "{steps:?}");
            let newest = newest_unapplied(&posted).filter(|_| account.unapplied > 0);
            assert_eq!(account.unapplied_since, newest, "{steps:?}");
            settled += account.payer.paid_invoices + account.payer.written_off_invoices;
            story.uow.rollback().await.unwrap();
        }
        assert!(settled > 5, "too few of the histories settle an invoice: {settled}");
    }
}
