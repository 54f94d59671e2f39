//! The pages, a file each; the template of a page has the same name.

pub mod account;
pub mod customer;
pub mod error;
pub mod health;
pub mod home;
pub mod invoice;
pub mod journal;
pub mod law;
pub mod link;
pub mod money;
pub mod overview;
pub mod policies;
pub mod record;
pub mod session;
pub mod sign_in;
pub mod styleguide;
mod text;
mod toast;
pub mod today;
mod words;
