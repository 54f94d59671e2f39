//! The pages, a file each; the template of a page has the same name.

pub mod account;
pub mod error;
pub mod health;
pub mod home;
pub mod law;
pub mod link;
pub mod session;
pub mod sign_in;
pub mod styleguide;
pub mod today;
