//! What a person or a schedule can do with Dunwell: one file for each use case.
//!
//! Every change that concerns a customer goes through the [`funnel`]; there is no other way to write
//! one. The faces (the command
//! line, and later the pages and the API) call these functions and hold no rule of their own.

pub mod access;
pub mod approve;
mod asked;
pub mod assign;
pub mod book;
pub mod book_settings;
mod charging;
pub mod demo;
mod discount;
pub mod doctor;
pub mod error;
mod finish;
pub mod funnel;
pub mod ids;
pub mod import;
pub mod journal_verify;
mod ledger;
pub mod outbox_export;
pub mod pause;
pub mod policy;
pub mod policy_trial;
pub mod preview;
pub mod rate;
pub mod record;
pub mod reopen;
pub mod request;
pub mod run;
pub mod sample;
pub mod sample_book;
pub mod setting;
pub mod skip;
pub mod texts;
pub mod two_people;
pub mod user;
pub mod view;

pub use dunwell_channels::Templates;
pub use dunwell_core::action::Do;
pub use dunwell_core::currency::Currency;
pub use dunwell_store::{DatabaseUrl, Db};
pub use error::{AppError, Result};
