//! The desk as a browser sees it: one request after the other, with a clock that moves only when it is
//! told to.
#![allow(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::panic,
    reason = "tests"
)]

mod access;
mod account;
mod agreed;
mod api;
mod api_clients;
mod api_document;
mod api_house;
mod api_policies;
mod api_requests;
mod begin;
mod browser;
mod customers;
mod forms;
mod headers;
mod import;
mod journal;
mod languages;
mod law;
mod money;
mod outbox;
mod overview;
mod policies;
mod requests;
mod server;
mod settings;
mod sign_in;
mod stories;
mod table;
mod today;
mod twice;
