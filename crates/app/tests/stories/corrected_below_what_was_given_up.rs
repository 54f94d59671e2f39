//! A file corrects an invoice to less than was written off or discounted: what was given up beyond it is
//! undone, and the invoice never stands below zero.

use dunwell_app::Db;
use dunwell_app::funnel::Mode;
use dunwell_app::record::write_off;
use dunwell_core::ledger::EntryKind;
use dunwell_store::invoices::{self, Invoice};
use dunwell_store::{accounts, customers, entries, journal};
use dunwell_testkit::House;
use jiff::civil::date;

use crate::{CUSTOMER, POLICY};

const HEAD: &str = "number,customer,name,issued,due,amount,open,currency,terms\n";

async fn corrected(house: &House, row: &str) {
    house
        .bills(&format!("{HEAD}6001,00017,Ashdown Timber,{row}\n"))
        .await;
}

async fn gives_up(house: &House, amount: &str, reason: &str) {
    let request = write_off::Request {
        invoice: "6001".to_owned(),
        amount: Some(amount.to_owned()),
        date: None,
        reason: reason.to_owned(),
    };
    write_off::record(
        &house.db,
        &house.book,
        house.caller(),
        Mode::default(),
        &request,
    )
    .await
    .unwrap();
}

async fn invoice(house: &House) -> Invoice {
    let mut uow = house.db.read().await.unwrap();
    let found = invoices::by_number(&mut uow, house.book.id, "6001").await;
    found.unwrap().unwrap()
}

/// What stands of one kind of entry on the invoice, in minor units, oldest first.
async fn standing(house: &House, kind: EntryKind) -> Vec<i64> {
    let id = invoice(house).await.id;
    let mut uow = house.db.read().await.unwrap();
    let all = entries::of_invoice(&mut uow, house.book.id, id)
        .await
        .unwrap();
    let is_undone = |one: &entries::EntryRow| {
        all.iter()
            .any(|other| other.entry.reverses == Some(one.entry.id))
    };
    let of_kind = all.iter().filter(|row| row.entry.kind == kind);
    of_kind
        .filter(|row| !is_undone(row))
        .map(|row| row.entry.invoice_effect)
        .collect()
}

/// The customer's balance and what is not set against an invoice, in minor units.
async fn account(house: &House) -> (i64, i64) {
    let mut uow = house.db.read().await.unwrap();
    let customer = customers::by_number(&mut uow, house.book.id, CUSTOMER)
        .await
        .unwrap()
        .unwrap()
        .id;
    let account = accounts::get(&mut uow, house.book.id, customer, house.book.currency).await;
    let account = account.unwrap().unwrap();
    (account.balance, account.unapplied)
}

/// How many records say that something was undone.
async fn records(house: &House) -> usize {
    let mut uow = house.db.read().await.unwrap();
    let customer = customers::by_number(&mut uow, house.book.id, CUSTOMER)
        .await
        .unwrap()
        .unwrap()
        .id;
    let all = journal::of_customer(&mut uow, house.book.id, customer)
        .await
        .unwrap();
    all.iter()
        .filter(|record| record.kind == "reversal-recorded")
        .count()
}

dunwell_testkit::on_both! {
    async fn the_later_write_off_gives_way_first(db: Db) {
        let house = House::open(db, POLICY, date(2026, 3, 2)).await;
        corrected(&house, "2026-01-31,2026-03-02,100.00,100.00,GBP,").await;
        gives_up(&house, "60", "a price that was agreed").await;
        gives_up(&house, "30", "small balance").await;
        assert_eq!(invoice(&house).await.open, 10_00);

        corrected(&house, "2026-01-31,2026-03-02,80.00,0.00,GBP,").await;
        assert_eq!((invoice(&house).await.total, invoice(&house).await.open), (80_00, 0));
        assert_eq!(standing(&house, EntryKind::WriteOff).await, [-60_00, -20_00]);
        assert_eq!((account(&house).await, records(&house).await), ((0, 0), 1));
        house.is_in_order().await;

        corrected(&house, "2026-01-31,2026-03-02,45.00,0.00,GBP,").await;
        assert_eq!(invoice(&house).await.open, 0);
        assert_eq!(standing(&house, EntryKind::WriteOff).await, [-45_00]);
        house.is_in_order().await;
    }

    async fn a_discount_gives_way_to_the_money_that_earned_it(db: Db) {
        let house = House::open(db, POLICY, date(2026, 3, 2)).await;
        corrected(&house, "2026-03-01,,100.00,100.00,GBP,2/10 net 30").await;
        house.is_paid(CUSTOMER, "98.00", &["6001"]).await;
        assert_eq!(standing(&house, EntryKind::DiscountTaken).await, [-2_00]);

        // Money gives way first; the discount that it earned still fits.
        corrected(&house, "2026-03-01,,90.00,0.00,GBP,2/10 net 30").await;
        assert_eq!(standing(&house, EntryKind::Allocation).await, [-88_00]);
        assert_eq!((account(&house).await, records(&house).await), ((0, 10_00), 0));

        corrected(&house, "2026-03-01,,1.00,0.00,GBP,2/10 net 30").await;
        assert_eq!((invoice(&house).await.total, invoice(&house).await.open), (1_00, 0));
        assert_eq!(standing(&house, EntryKind::DiscountTaken).await, [0; 0]);
        assert_eq!(standing(&house, EntryKind::Allocation).await, [-1_00]);
        assert_eq!((account(&house).await.1, records(&house).await), (97_00, 1));
        house.is_in_order().await;
    }
}
