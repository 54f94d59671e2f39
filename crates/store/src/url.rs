//! Where the database is.

use std::fmt;
use std::path::{Path, PathBuf};
use std::str::FromStr;

use sqlx::postgres::PgConnectOptions;

/// The address of a database: `sqlite:PATH` or `postgres://USER:PASSWORD@HOST/NAME`.
///
/// Shown without its password, so that it can be printed and logged.
#[derive(Clone)]
pub enum DatabaseUrl {
    /// A SQLite file; it is made when it is not there.
    Sqlite(PathBuf),
    /// A PostgreSQL database.
    Postgres(Box<PgConnectOptions>),
}

/// The text is not the address of a database.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum InvalidDatabaseUrl {
    /// It begins with no known kind of database. The address is not repeated: it may hold a password.
    #[error("a database address begins with sqlite: or postgres://, for example sqlite:dunwell.db")]
    UnknownKind,
    /// `sqlite:` without a file.
    #[error("after sqlite: the name of a file is needed, for example sqlite:dunwell.db")]
    NoFile,
    /// A PostgreSQL address that cannot be read.
    #[error(
        "the PostgreSQL address cannot be read ({0}); one looks like postgres://USER:PASSWORD@HOST/NAME"
    )]
    Postgres(String),
}

impl DatabaseUrl {
    /// The file of a SQLite database.
    #[must_use]
    pub fn path(&self) -> Option<&Path> {
        match self {
            DatabaseUrl::Sqlite(path) => Some(path),
            DatabaseUrl::Postgres(_) => None,
        }
    }
}

impl FromStr for DatabaseUrl {
    type Err = InvalidDatabaseUrl;

    fn from_str(text: &str) -> Result<Self, InvalidDatabaseUrl> {
        if let Some(path) = text.strip_prefix("sqlite:") {
            let path = path.strip_prefix("//").unwrap_or(path);
            // A database in memory would be another one for each connection of the pool.
            if path.is_empty() || path == ":memory:" {
                return Err(InvalidDatabaseUrl::NoFile);
            }
            return Ok(DatabaseUrl::Sqlite(PathBuf::from(path)));
        }
        if text.starts_with("postgres://") || text.starts_with("postgresql://") {
            return text
                .parse::<PgConnectOptions>()
                .map(|options| DatabaseUrl::Postgres(Box::new(options)))
                .map_err(|error| InvalidDatabaseUrl::Postgres(error.to_string()));
        }
        Err(InvalidDatabaseUrl::UnknownKind)
    }
}

impl fmt::Display for DatabaseUrl {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            DatabaseUrl::Sqlite(path) => write!(f, "sqlite:{}", path.display()),
            DatabaseUrl::Postgres(options) => write!(
                f,
                "postgres://{}@{}:{}/{}",
                options.get_username(),
                options.get_host(),
                options.get_port(),
                options.get_database().unwrap_or(options.get_username()),
            ),
        }
    }
}

impl fmt::Debug for DatabaseUrl {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        fmt::Display::fmt(self, f)
    }
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used, reason = "tests")]
    use super::*;

    #[test]
    fn an_address_is_shown_without_its_password() {
        for (given, shown) in [
            ("sqlite:books/dunwell.db", "sqlite:books/dunwell.db"),
            (
                "postgres://anna:s3cret@db.example.com/credit",
                "postgres://anna@db.example.com:5432/credit",
            ),
            (
                "postgresql://anna@db.example.com:5433/credit?password=s3cret",
                "postgres://anna@db.example.com:5433/credit",
            ),
        ] {
            let url: DatabaseUrl = given.parse().unwrap();
            assert_eq!(url.to_string(), shown);
            assert!(!format!("{url:?}").contains("s3cret"));
        }
    }

    #[test]
    fn what_is_no_address_is_refused_without_repeating_it() {
        for given in [
            "mysql://root:s3cret@localhost/x",
            "dunwell.db",
            "sqlite:",
            "sqlite::memory:",
            "postgres://a:s3cret@[bad",
        ] {
            let message = given.parse::<DatabaseUrl>().unwrap_err().to_string();
            assert!(!message.contains("s3cret"), "{message}");
        }
    }
}
