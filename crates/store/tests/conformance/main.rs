//! The store, run unchanged on SQLite and on PostgreSQL: what holds on one holds on the other.
#![allow(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::panic,
    reason = "tests"
)]

mod actions;
mod customers;
mod databases;
mod fixture;
mod imports;
mod journal;
mod ledger;
mod lists;
mod people;
mod portfolio;
mod postings;
mod requests;
mod schema;
mod search;
mod send;
mod small;
