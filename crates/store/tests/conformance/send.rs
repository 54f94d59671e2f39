//! A server hands its work from thread to thread: every future of the store can be sent. This file
//! is checked by being compiled.
#![allow(dead_code, reason = "checked by being compiled")]

use dunwell_core::id::{BookId, CustomerId};
use dunwell_store::portfolio::Scope;
use dunwell_store::{
    Db, Uow, accounts, actions, contact_points, customers, disputes, doctor, entries, idempotency,
    invoices, journal, policies, portfolio, promises, rates, runs,
};
use jiff::Timestamp;
use jiff::civil::Date;

fn sent(_: impl Future + Send) {}

fn writing(uow: &mut Uow, book: BookId, one: CustomerId, day: Date, now: Timestamp) {
    sent(accounts::put(uow, book, &[]));
    sent(accounts::save_decisions(uow, book, &[]));
    sent(accounts::touch(uow, book, one, None));
    sent(accounts::touch_all(uow, book));
    sent(actions::finish_many(uow, book, day, "run", &[]));
    sent(actions::insert(uow, book, &[]));
    sent(contact_points::put(uow, book, &[]));
    sent(customers::put(uow, book, &[]));
    sent(customers::put_names(uow, book, &[]));
    sent(entries::post(uow, book, "anna", now, &[]));
    sent(entries::put(uow, book, &[]));
    sent(idempotency::save(uow, book, "k", &[0; 32], "{}", now));
    sent(invoices::put(uow, book, &[]));
    sent(journal::append_many(uow, book, now, "anna", &[]));
    sent(journal::seal(uow, book, now));
    sent(rates::put(uow, book, &[]));
}

fn reading(db: &Db, uow: &mut Uow, book: BookId, one: CustomerId, day: Date) {
    sent(db.begin());
    sent(db.migrate());
    sent(db.status());
    sent(actions::list(uow, book, actions::Filter::Open));
    sent(contact_points::of_customers(uow, book, &[]));
    sent(customers::find(uow, book, "a"));
    sent(disputes::of_customer(uow, book, one));
    sent(doctor::derive_balances(uow, book));
    sent(doctor::prepare_all(uow));
    sent(entries::unapplied_on(uow, book, day));
    sent(invoices::by_numbers(uow, book, &[]));
    sent(invoices::open_on(uow, book, day, |_| ()));
    sent(journal::verify(uow, book));
    sent(policies::active(uow, book));
    sent(portfolio::load(uow, book, Scope::All, None, 1));
    sent(promises::of_customer(uow, book, one));
    sent(rates::on(uow, book, day));
    sent(runs::latest(uow, book));
}
