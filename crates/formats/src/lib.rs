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
//! ```
//! use dunwell_formats::{Options, Profile, Record, csv::Reader};
//!
//! let file = b"Invoice No;Customer;Due Date;Amount\n0017;42;13/03/2026;1.234,50\n0018;42;soon;80,00\n";
//! let mut reader = Reader::new(file, "march.csv", &Profile::plain(), Options::default())?;
//!
//! let entry = reader.next_record().expect("a first row").expect("it is good");
//! let Record::Invoice(invoice) = entry.record else { panic!("it is an invoice") };
//! assert_eq!((&*invoice.number, invoice.amount.to_string().as_str()), ("0017", "1234.50"));
//!
//! let problem = reader.next_record().expect("a second row").expect_err("it has no due date");
//! assert_eq!((problem.line, &*problem.field, &*problem.value), (3, "due", "soon"));
//! assert!(reader.next_record().is_none());
//! # Ok::<(), dunwell_formats::Refused>(())
//! ```
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
pub use problem::{Answer, Choice, Options, Problem, Question, Refused, RowSpan};
pub use profile::{Profile, ProfileError};
pub use record::{CreditNote, Customer, Dispute, Invoice, Payment, Record};
pub use style::{DateOrder, DateStyle, NumberStyle, spoken_date};
