//! What Dunwell keeps, in SQLite or PostgreSQL.
//!
//! A [`Db`] is a pool of connections to either. Everything is read and written through a [`Uow`],
//! the unit of work: one transaction on one connection, given to the free functions of the modules
//! below, one module for each kind of thing. A function never opens a second connection, and one
//! that finds nothing says so with `None` or an empty list; only a failure is a [`StoreError`].
//!
//! Statements are written once, in SQL that both databases read, and stand as constants in each
//! module's list; `doctor::prepare_all` asks the database to prepare every one of them. Money is
//! `i64` minor units, dates are civil dates, times keep microseconds.

mod bulk;
mod cell;
mod db;
mod error;
mod fold;
mod postgres;
mod sql;
mod sqlite;
mod uow;
mod url;
mod value;

pub mod accounts;
pub mod actions;
pub mod api_tokens;
pub mod attempts;
pub mod books;
pub mod charges;
pub mod contact_points;
pub mod customers;
pub mod disputes;
pub mod doctor;
pub mod entries;
pub mod history;
pub mod holds;
pub mod idempotency;
pub mod imports;
pub mod invoice_list;
pub mod invoices;
pub mod journal;
pub mod lists;
pub mod notes;
pub mod one_time_links;
pub mod owners;
pub mod policies;
pub mod portfolio;
pub mod promises;
pub mod rates;
pub mod requests;
pub mod runs;
pub mod search;
pub mod sessions;
mod settlement;
pub mod standing;
pub mod terms_acceptances;
pub mod user_events;
pub mod users;
pub mod worklist;

pub use db::{Db, Status};
pub use error::StoreError;
pub use uow::Uow;
pub use url::{DatabaseUrl, InvalidDatabaseUrl};

/// The review date of an account that the next run has to look at, whatever its date.
pub const REVIEW_NOW: jiff::civil::Date = jiff::civil::date(1, 1, 1);

/// The result of everything that asks the database.
pub type Result<T, E = StoreError> = std::result::Result<T, E>;
