//! The pages, a file each; the template of a page has the same name.

pub mod account;
pub mod begin;
pub mod books;
pub mod customer;
pub mod error;
pub mod health;
pub mod home;
pub mod import;
pub mod invoice;
pub mod journal;
pub mod law;
pub mod link;
pub mod money;
pub mod overview;
pub mod policies;
pub mod record;
pub mod run;
pub mod session;
pub mod sign_in;
pub mod styleguide;
mod toast;
pub mod today;
pub mod welcome;
mod words;
