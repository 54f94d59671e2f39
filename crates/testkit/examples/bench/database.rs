//! Databases for one measurement each: fresh ones, and copies of one that is ready.

use std::path::PathBuf;

use anyhow::{Context as _, Result, bail};
use dunwell_store::{DatabaseUrl, Db};
use dunwell_testkit::POSTGRES_VARIABLE;
use sqlx::{AssertSqlSafe, Connection as _, PgConnection};
use tempfile::TempDir;

/// Where the databases are made.
pub enum Server {
    /// Files in a folder of their own.
    Sqlite { folder: TempDir, made: u32 },
    /// Databases on the server of that address.
    Postgres { address: String, made: u32 },
}

/// A database.
pub struct Database {
    /// Its address.
    pub url: String,
}

impl Server {
    /// The kind of database by its name on the command line.
    pub fn named(name: &str) -> Result<Server> {
        match name {
            "sqlite" => Ok(Server::Sqlite {
                folder: tempfile::tempdir()?,
                made: 0,
            }),
            "postgres" => Ok(Server::Postgres {
                address: postgres_address()?,
                made: 0,
            }),
            _ => bail!("{name:?} is no kind of database: sqlite or postgres"),
        }
    }

    /// The name that people know it by.
    pub fn name(&self) -> &'static str {
        match self {
            Server::Sqlite { .. } => "SQLite",
            Server::Postgres { .. } => "PostgreSQL",
        }
    }

    /// A database with the schema and nothing in it.
    pub async fn fresh(&mut self) -> Result<Database> {
        let database = self.next();
        if let Server::Postgres { address, .. } = self {
            let create = format!("CREATE DATABASE {}", database.name());
            postgres(address, create).await?;
        }
        let db = Db::open(&database.address()?).await?;
        db.migrate().await?;
        db.close().await;
        Ok(database)
    }

    /// A copy of a database that nobody has open.
    pub async fn copy(&mut self, of: &Database) -> Result<Database> {
        let database = self.next();
        match self {
            Server::Sqlite { .. } => {
                std::fs::copy(of.path(), database.path())?;
                // What the copy left to be written must not be written during a measurement.
                std::fs::File::open(database.path())?.sync_all()?;
            }
            Server::Postgres { address, .. } => {
                let (new, old) = (database.name(), of.name());
                postgres(address, format!("CREATE DATABASE {new} TEMPLATE {old}")).await?;
                postgres(address, "CHECKPOINT".to_owned()).await?;
            }
        }
        Ok(database)
    }

    /// Takes a database away.
    pub async fn remove(&mut self, database: Database) -> Result<()> {
        match self {
            Server::Sqlite { .. } => std::fs::remove_file(database.path())?,
            Server::Postgres { address, .. } => {
                let drop = format!("DROP DATABASE {} WITH (FORCE)", database.name());
                postgres(address, drop).await?;
            }
        }
        Ok(())
    }

    fn next(&mut self) -> Database {
        let url = match self {
            Server::Sqlite { folder, made } => {
                *made += 1;
                format!(
                    "sqlite:{}",
                    folder.path().join(format!("{made}.db")).display()
                )
            }
            Server::Postgres { address, made } => {
                *made += 1;
                let server = address
                    .rsplit_once('/')
                    .map_or(&**address, |(server, _)| server);
                format!("{server}/bench_{made}")
            }
        };
        Database { url }
    }
}

impl Database {
    /// The address, read.
    pub fn address(&self) -> Result<DatabaseUrl> {
        Ok(self.url.parse()?)
    }

    /// The file of a SQLite database.
    pub fn path(&self) -> PathBuf {
        PathBuf::from(self.url.trim_start_matches("sqlite:"))
    }

    /// Whether it is a SQLite file.
    pub fn is_sqlite(&self) -> bool {
        self.url.starts_with("sqlite:")
    }

    fn name(&self) -> &str {
        self.url
            .rsplit_once('/')
            .map_or(&*self.url, |(_, name)| name)
    }
}

/// Runs one statement on a PostgreSQL database.
pub async fn postgres(url: &str, sql: String) -> Result<()> {
    let mut connection = PgConnection::connect(url).await?;
    sqlx::raw_sql(AssertSqlSafe(sql))
        .execute(&mut connection)
        .await?;
    Ok(connection.close().await?)
}

#[expect(
    clippy::disallowed_methods,
    reason = "xtask passes the server's address on"
)]
fn postgres_address() -> Result<String> {
    std::env::var(POSTGRES_VARIABLE).with_context(|| format!("{POSTGRES_VARIABLE} is not set"))
}
