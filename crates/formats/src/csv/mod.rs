//! CSV and everything like it: any delimiter, encoding, quoting and line end.

mod bind;
mod binding;
mod cells;
mod dialect;
mod encoding;
mod plan;
mod reader;
mod rejects;
mod split;
mod spreadsheet;
mod survey;

pub use binding::{Binding, Columns, Origin, columns};
pub use dialect::{Dialect, LineEnd};
pub use encoding::Encoding;
pub use reader::{Entry, Position, Reader, Reading, Skipped, read};
pub use rejects::{REASON_COLUMN, Rejects};
