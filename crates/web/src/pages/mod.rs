//! The pages, a file each; the template of a page has the same name.

pub mod account;
pub mod api_docs;
#[cfg(feature = "bench")]
pub mod bare;
pub mod begin;
pub mod books;
pub mod customer;
pub mod customers;
pub mod disputes;
pub mod error;
pub mod health;
pub mod home;
pub mod import;
pub mod invoice;
pub mod journal;
pub mod law;
pub mod link;
pub mod money;
mod narrow;
pub mod outbox;
pub mod overview;
mod people;
pub mod policies;
pub mod promises;
pub mod record;
pub mod requests;
pub mod run;
pub mod search;
pub mod session;
pub mod settings;
pub mod sign_in;
pub mod styleguide;
mod text;
mod toast;
pub mod today;
pub mod welcome;
pub(crate) mod words;
