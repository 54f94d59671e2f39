//! What a person records, on both databases: the effect of each, its place in the journal, that the
//! same command twice does the thing once, that a dry run leaves nothing, and how it is undone.
#![allow(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::panic,
    reason = "tests"
)]

mod actions;
mod credit;
mod payments;
mod refusals;
mod story;
mod talk;
mod two_people;
