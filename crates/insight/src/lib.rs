//! The estimates that advise: how a customer pays, and what that is worth. Nothing here decides.
//!
//! Everything is a pure function of its arguments, in whole numbers: averages are thousandths of a
//! day, shares are thousandths, money is minor units. Every division names its rounding.
#![deny(clippy::float_arithmetic)]

pub mod altman;
pub mod grade;
pub mod metrics;
pub mod payer;
