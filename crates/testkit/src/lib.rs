//! What tests need: databases that last as long as the test. Never shipped.

mod database;

pub use database::{POSTGRES_VARIABLE, TestDb};
