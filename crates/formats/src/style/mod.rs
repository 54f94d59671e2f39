//! How dates and amounts are written, told by whole columns.
//!
//! One value rarely says how it is meant: `02/03/2026` is a day in February for some and in March
//! for others. A column usually does, because somewhere in it stands a `13/03/2026`. So a column is
//! read as a whole; a style is taken when it reads more values than any other, and the file is
//! refused with a question where two styles read equally many and would give different results.

mod column;
mod date;
mod date_value;
mod number;

pub(crate) use column::{Candidate, DateColumn, NumberColumn, Verdict};
pub use date::{DateOrder, DateStyle, spoken_date};
pub(crate) use date_value::{DateFault, read_date};
pub use number::NumberStyle;
pub(crate) use number::{AmountFault, Beside, read_amount};
