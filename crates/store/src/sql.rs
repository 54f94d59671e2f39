//! Statements: one text for both databases, or one for each where they cannot read the same.

/// A statement. Parameters are `$1`, `$2`, ... and may be used more than once.
#[derive(Debug, Clone, Copy)]
pub(crate) enum Sql {
    /// The same text for both.
    Both(&'static str),
    /// A text for each; they say the same.
    Each {
        /// For SQLite.
        sqlite: &'static str,
        /// For PostgreSQL.
        postgres: &'static str,
    },
}

impl Sql {
    pub(crate) fn sqlite(self) -> &'static str {
        match self {
            Sql::Both(text) | Sql::Each { sqlite: text, .. } => text,
        }
    }

    pub(crate) fn postgres(self) -> &'static str {
        match self {
            Sql::Both(text) | Sql::Each { postgres: text, .. } => text,
        }
    }
}

/// A statement that looks things up by a list of ids in `$2`, written once: `[ids]` stands between
/// the two parts. SQLite reads the list from JSON, PostgreSQL from an array.
macro_rules! by_ids {
    ($before:expr, $after:expr) => {
        $crate::sql::Sql::Each {
            sqlite: concat!(
                $before,
                " IN (SELECT unhex(value) FROM json_each($2)) ",
                $after
            ),
            postgres: concat!($before, " = ANY($2) ", $after),
        }
    };
}

/// The same for a list of texts.
macro_rules! by_texts {
    ($before:expr, $after:expr) => {
        $crate::sql::Sql::Each {
            sqlite: concat!($before, " IN (SELECT value FROM json_each($2)) ", $after),
            postgres: concat!($before, " = ANY($2) ", $after),
        }
    };
}

pub(crate) use {by_ids, by_texts};
