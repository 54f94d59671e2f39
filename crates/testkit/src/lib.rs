//! What tests need: databases that last as long as the test, and a business to tell stories about.
//! Never shipped.

mod database;
mod dump;
#[cfg(feature = "house")]
mod house;

pub use database::{POSTGRES_VARIABLE, TestDb};
pub use dump::{Dump, dump};
#[cfg(feature = "house")]
pub use house::{House, Left};
