//! What can go wrong with a database, in words for the person who has to do something about it.

/// A failure of the database, or of what it holds. Not finding something is not one.
#[derive(Debug, thiserror::Error)]
pub enum StoreError {
    /// The database refused or failed; the context says what was being done.
    #[error("the database failed while {context}: {source}")]
    Database {
        /// What was being done.
        context: String,
        /// What the database said.
        #[source]
        source: Box<dyn std::error::Error + Send + Sync>,
    },
    /// A value that must be unique is there already.
    #[error("{what} is already in the database: {detail}")]
    Duplicate {
        /// The table.
        what: String,
        /// What the database said.
        detail: String,
    },
    /// A stored value is not what the program writes there.
    #[error("table {table}, row {row}, column {column}: {what}; run `dunwell doctor`")]
    Inconsistent {
        /// The table or the list that was read.
        table: &'static str,
        /// The row's id, as far as it is known.
        row: String,
        /// The column.
        column: &'static str,
        /// What is wrong with it.
        what: String,
    },
    /// A change touched more or fewer rows than it had to.
    #[error(
        "changing {table} touched {actual} rows where {expected} were expected; nothing was changed"
    )]
    RowsAffected {
        /// The table.
        table: &'static str,
        /// How many rows had to change.
        expected: u64,
        /// How many changed.
        actual: u64,
    },
    /// A sum left the range of 64-bit minor units.
    #[error("{what} is too large to be kept")]
    Overflow {
        /// The sum.
        what: &'static str,
    },
    /// The database was made by a newer Dunwell.
    #[error(
        "the database has schema version {found} and this Dunwell knows versions up to {known}; use the newer Dunwell that made it"
    )]
    SchemaTooNew {
        /// The version found.
        found: i64,
        /// The newest version that this program knows.
        known: i64,
    },
    /// The file belongs to another program.
    #[error(
        "{path} is the database of another program; give a file of its own with --database sqlite:PATH"
    )]
    NotOurs {
        /// The file.
        path: String,
    },
    /// The schema is missing or older than the program.
    #[error("the database is not ready for this Dunwell; run `dunwell migrate`")]
    NotMigrated,
    /// Another process holds the write lock.
    #[error("another Dunwell is writing to this database; try again when it has finished")]
    Busy,
    /// A change was attempted in a unit of work that only reads.
    #[error("this unit of work only reads, and a change was attempted")]
    ReadOnly,
}

impl StoreError {
    pub(crate) fn database(
        context: impl Into<String>,
        source: impl Into<Box<dyn std::error::Error + Send + Sync>>,
    ) -> StoreError {
        StoreError::Database {
            context: context.into(),
            source: source.into(),
        }
    }

    /// Whether a value that must be unique was there already.
    #[must_use]
    pub fn is_duplicate(&self) -> bool {
        matches!(self, StoreError::Duplicate { .. })
    }

    /// Translates what sqlx says. `context` finishes the sentence "the database failed while ...".
    pub(crate) fn sqlx(context: &str, error: sqlx::Error) -> StoreError {
        if let sqlx::Error::Database(database) = &error {
            if database.is_unique_violation() {
                return StoreError::Duplicate {
                    what: database.table().unwrap_or("a value").to_owned(),
                    detail: database.to_string(),
                };
            }
            // A lock that was not available in time, two transactions that wait for each other, and
            // one that saw what another has changed since.
            if matches!(
                database.code().as_deref(),
                Some("55P03" | "40P01" | "40001")
            ) {
                return StoreError::Busy;
            }
        }
        StoreError::database(context, error)
    }

    /// Translates what rusqlite says.
    pub(crate) fn rusqlite(context: &str, error: rusqlite::Error) -> StoreError {
        use rusqlite::ffi;
        if let rusqlite::Error::SqliteFailure(code, detail) = &error {
            if code.code == ffi::ErrorCode::DatabaseBusy {
                return StoreError::Busy;
            }
            if matches!(
                code.extended_code,
                ffi::SQLITE_CONSTRAINT_UNIQUE | ffi::SQLITE_CONSTRAINT_PRIMARYKEY
            ) {
                let detail = detail.clone().unwrap_or_default();
                // "UNIQUE constraint failed: invoice.book_id, invoice.number"
                let table = detail
                    .split(": ")
                    .nth(1)
                    .and_then(|columns| columns.split('.').next());
                return StoreError::Duplicate {
                    what: table.unwrap_or("a value").to_owned(),
                    detail,
                };
            }
        }
        StoreError::database(context, error)
    }
}

/// Checks that a change touched as many rows as it had to.
pub(crate) fn ensure_rows(table: &'static str, actual: u64, expected: u64) -> crate::Result<()> {
    if actual == expected {
        Ok(())
    } else {
        Err(StoreError::RowsAffected {
            table,
            expected,
            actual,
        })
    }
}
