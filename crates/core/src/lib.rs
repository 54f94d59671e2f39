//! The rules that bind: money, dates, terms, ledger, aging, policy, classification and decision.
//!
//! Everything here is a pure function of its arguments. There is no clock, no input or output, no
//! randomness and no async; the caller passes in the date, the ids and the facts.
#![deny(clippy::float_arithmetic)]

pub mod account;
pub mod action;
pub mod aging;
pub mod calendar;
pub mod charge;
pub mod check_digits;
pub mod classify;
pub mod condition;
pub mod creditor_reference;
pub mod currency;
pub mod dates;
pub mod decide;
pub mod discount;
pub mod dispute;
pub mod facts;
pub mod hold;
pub mod id;
pub mod interest;
pub mod invoice;
pub mod journal;
pub mod lang;
pub mod ledger;
pub mod money;
#[cfg(feature = "openapi")]
mod openapi;
pub mod packs;
pub mod policy;
pub mod promise;
pub mod rates;
pub mod reason;
pub mod sentence;
pub mod terms;
mod toml_reader;
pub mod wording;
