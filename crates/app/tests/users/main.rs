//! Signing in and everything around it, told with a clock that moves only when it is told to.
#![allow(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::panic,
    reason = "tests"
)]

mod fixture;
mod limits;
mod links;
mod roles;
mod sessions;
mod team;
mod tokens;
mod two_factor;
