//! Many rows at once, as fast as each database takes them: one prepared statement stepped by
//! rusqlite on SQLite, COPY on PostgreSQL. A handful of rows goes one by one on both.

/// A change that is made for many rows.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Bulk {
    /// The table that changes.
    pub table: &'static str,
    /// The columns of a row, in the order in which its cells are given.
    pub columns: &'static str,
    /// The statement for one row; `$1` is its first cell.
    pub one: &'static str,
    /// PostgreSQL: how many rows, copied into `staging`, come into the table. Without it they are
    /// copied straight into the table.
    pub merge: Option<&'static str>,
}
