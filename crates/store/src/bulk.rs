//! Many rows at once, as fast as each database takes them: one prepared statement stepped by
//! rusqlite on SQLite, statements over whole arrays on PostgreSQL.

/// A change that is made for many rows.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Bulk {
    /// The table that changes.
    pub table: &'static str,
    /// The columns of a row, in the order in which its cells are given.
    pub columns: &'static str,
    /// The statement for one row; `$1` is its first cell.
    pub one: &'static str,
    /// PostgreSQL: how the rows, which it knows as `staging`, come into the table. Without it they are
    /// inserted as they are.
    pub merge: Option<&'static str>,
}
