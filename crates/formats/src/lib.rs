//! Bytes to records: what a receivables file says, as typed records with exact amounts.
//!
//! The way through this crate, for a CSV file:
//!
//! 1. a [`Profile`] says which of the file's columns is which of our fields ([`Field`], [`Kind`]);
//! 2. [`csv::Reader::new`] tells the encoding, the delimiter and the header row, and reads the file
//!    once to tell how its dates and amounts are written. What the file leaves open is refused with
//!    a [`Question`]; nothing is guessed;
//! 3. [`csv::Reader::next_record`] gives one [`Record`] or one [`Problem`] per row. A bad row never
//!    stops the file;
//! 4. [`csv::Rejects`] writes the refused rows back in the file's own format.
//!
//! The crate is pure: it is given bytes and gives back values. It opens no file, knows no clock and
//! no database, and amounts stay exact decimals because only the caller knows each row's currency.

pub mod csv;
mod decimal;
mod field;
pub mod limits;
mod problem;
mod profile;
mod record;
mod style;
mod synonyms;

pub use decimal::Decimal;
pub use field::{Field, FieldType, Kind, Need};
pub use problem::{Choice, Options, Problem, Question, Refused, RowSpan};
pub use profile::{Profile, ProfileError};
pub use record::{CreditNote, Customer, Dispute, Invoice, Payment, Record};
pub use style::{DateOrder, DateStyle, NumberStyle, month_name, spoken_date};
