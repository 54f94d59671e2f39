//! The limits of the readers, in one place, each with its reason.

/// The largest file that is read, in bytes. Everything is addressed inside one slice, so a larger
/// export is better cut into parts than read for an hour and refused at its end.
pub const FILE_BYTES_MAX: usize = 2 << 30;

/// The longest single field, in bytes. A longer one is nearly always a quotation mark that was
/// opened and never closed, and this is what keeps such a mark from swallowing the file.
pub const FIELD_BYTES_MAX: usize = 64 << 10;

/// The largest number of columns in a header.
pub const COLUMNS_MAX: usize = 1_000;

/// How many rows may stand above the header row (report titles, print dates, `sep=;`).
pub const PREAMBLE_ROWS_MAX: usize = 50;

/// How many problems [`crate::csv::read`] keeps in memory; all of them are counted.
pub const PROBLEMS_KEPT_MAX: usize = 10_000;

/// How much of a value is repeated in a message, in characters.
pub const VALUE_SHOWN_MAX: usize = 80;

/// The largest number of digits in an amount. No currency needs more than 18 before and 4 after.
pub const AMOUNT_DIGITS_MAX: usize = 30;

/// The largest profile, in bytes.
pub const PROFILE_BYTES_MAX: usize = 256 << 10;

/// Dates before this year are typing errors.
pub const YEAR_MIN: i16 = 1900;

/// Dates after this year are typing errors.
pub const YEAR_MAX: i16 = 2200;

/// Two-digit years from this one on belong to the last century: 70 is 1970 and 69 is 2069.
pub const TWO_DIGIT_YEAR_PIVOT: i16 = 70;
