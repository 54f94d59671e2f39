//! The desk: the pages on which a credit controller spends the day, and the JSON API.
//!
//! Both are faces of `dunwell-app` and hold no rule: a handler reads what was typed, calls a use case
//! or a view, and draws what it gives back. [`routes::table`] declares every route once, with the
//! permission that it needs; there is no other way to add one.

mod address;
mod agent;
mod api;
mod assets;
mod body;
pub mod chart;
mod compress;
mod cookie;
mod csrf;
mod desk;
mod encode;
mod error;
mod form;
mod guard;
mod jobs;
pub mod locale;
mod nav;
mod noting;
mod pace;
mod page;
mod pages;
mod problem;
mod program;
mod router;
pub mod routes;
mod security;
mod server;

pub use address::{InvalidPublicUrl, PublicUrl};
pub use desk::{Clock, Desk, Parts, Settings};
pub use error::{PageError, PageResult};
pub use page::{BookPage, Page};
pub use problem::{ApiError, ApiResult, Code};
pub use program::Program;
pub use router::{Face, Route, router};
pub use server::{Limits, serve, serve_within};
