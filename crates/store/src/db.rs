//! The pool of connections, and the schema behind it.

use std::path::PathBuf;

use sqlx::PgPool;
use sqlx::migrate::Migrator;

use crate::sql::Sql;
use crate::uow::Uow;
use crate::url::DatabaseUrl;
use crate::{Result, StoreError, search, sqlite};

static SQLITE: Migrator = sqlx::migrate!("migrations/sqlite");
static POSTGRES: Migrator = sqlx::migrate!("migrations/postgres");

/// Connections to PostgreSQL that one process holds at most.
const MAX_CONNECTIONS: u32 = 8;

/// Prepared statements that a connection keeps: more than there are, so that each is prepared once.
pub(crate) const STATEMENTS_KEPT: usize = 512;

/// A database: a pool of connections to SQLite or to PostgreSQL. Cheap to clone.
#[derive(Debug, Clone)]
pub enum Db {
    /// The embedded database.
    Sqlite(sqlite::Pool),
    /// A server that many processes share.
    Postgres(PgPool),
}

/// What `dunwell doctor` says about the database itself.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Status {
    /// `SQLite` or `PostgreSQL`.
    pub engine: &'static str,
    /// The engine's version.
    pub version: String,
    /// The version of the schema.
    pub schema_version: i64,
    /// The size of the database in bytes.
    pub size_bytes: i64,
    /// The file, on SQLite: the place whose free space matters.
    pub path: Option<PathBuf>,
}

impl Db {
    /// Opens a database and makes sure that its schema is this program's: on SQLite by making or
    /// migrating it, on PostgreSQL by looking.
    ///
    /// # Errors
    /// When there is no connection, the schema is newer than the program, or a PostgreSQL database
    /// has not been migrated.
    pub async fn connect(url: &DatabaseUrl) -> Result<Db> {
        let db = Db::open(url).await?;
        match &db {
            Db::Sqlite(_) => db.migrate().await?,
            Db::Postgres(_) => {
                let (found, known) = (
                    schema_version(&mut db.read().await?).await?,
                    newest(&POSTGRES),
                );
                refuse_newer(found, known)?;
                if found != Some(known) {
                    return Err(StoreError::NotMigrated);
                }
            }
        }
        Ok(db)
    }

    /// Opens a database without looking at its schema; to be followed by [`Db::migrate`].
    ///
    /// # Errors
    /// When there is no connection.
    pub async fn open(url: &DatabaseUrl) -> Result<Db> {
        match url {
            DatabaseUrl::Sqlite(path) => sqlite::Pool::open(path).map(Db::Sqlite),
            DatabaseUrl::Postgres(options) => sqlx::postgres::PgPoolOptions::new()
                .max_connections(MAX_CONNECTIONS)
                .connect_with(
                    (**options)
                        .clone()
                        .application_name("dunwell")
                        .statement_cache_capacity(STATEMENTS_KEPT),
                )
                .await
                .map(Db::Postgres)
                .map_err(|e| StoreError::sqlx(&format!("opening {url}"), e)),
        }
    }

    /// Brings the schema to this program's version; on an up-to-date database it changes nothing, unless
    /// PostgreSQL can index names now and could not before.
    ///
    /// # Errors
    /// When the schema is newer than the program, or a migration fails; each one is a transaction.
    pub async fn migrate(&self) -> Result<()> {
        let found = schema_version(&mut self.read().await?).await?;
        let known = newest(self.migrator());
        refuse_newer(found, known)?;
        match self {
            Db::Sqlite(_) if found == Some(known) => Ok(()),
            Db::Sqlite(pool) => pool.migrate(&SQLITE),
            Db::Postgres(pool) => {
                if found != Some(known) {
                    let done = POSTGRES.run(pool).await;
                    done.map_err(|e| StoreError::database("migrating the schema", e))?;
                }
                search::index_trigrams(pool).await
            }
        }
    }

    /// Begins a unit of work that writes. On SQLite it takes the write lock at once, so that what
    /// it reads cannot change before it writes.
    ///
    /// # Errors
    /// [`StoreError::Busy`] when another process keeps the write lock for longer than ten seconds.
    pub async fn begin(&self) -> Result<Uow> {
        let failed = |e| StoreError::sqlx("beginning a transaction", e);
        Ok(match self {
            Db::Sqlite(pool) => Uow::on_sqlite(pool.write()?, true),
            Db::Postgres(pool) => Uow::on_postgres(pool.begin().await.map_err(failed)?, true),
        })
    }

    /// Begins a unit of work that reads one state of the database from its first query to its last,
    /// whatever others write meanwhile. Whoever holds one does not begin another: only so many are given
    /// out at a time, and those who hold one could wait for each other.
    ///
    /// # Errors
    /// When the database fails.
    pub async fn read(&self) -> Result<Uow> {
        const SNAPSHOT: &str = "BEGIN ISOLATION LEVEL REPEATABLE READ READ ONLY";
        let failed = |e| StoreError::sqlx("beginning to read", e);
        Ok(match self {
            Db::Sqlite(pool) => Uow::on_sqlite(pool.read().await?, false),
            Db::Postgres(pool) => {
                Uow::on_postgres(pool.begin_with(SNAPSHOT).await.map_err(failed)?, false)
            }
        })
    }

    /// Closes all connections, waiting for those in use.
    pub async fn close(&self) {
        match self {
            Db::Sqlite(pool) => pool.close(),
            Db::Postgres(pool) => pool.close().await,
        }
    }

    /// What the database is and how large it has become.
    ///
    /// # Errors
    /// When the database fails.
    pub async fn status(&self) -> Result<Status> {
        const VERSION: Sql = Sql::Each {
            sqlite: "SELECT sqlite_version()",
            postgres: "SELECT current_setting('server_version')",
        };
        const SIZE: Sql = Sql::Each {
            sqlite: "SELECT page_count * page_size FROM pragma_page_count(), pragma_page_size()",
            postgres: "SELECT pg_database_size(current_database())",
        };
        let mut uow = self.read().await?;
        let (engine, path) = match self {
            Db::Sqlite(pool) => ("SQLite", Some(pool.path().to_owned())),
            Db::Postgres(_) => ("PostgreSQL", None),
        };
        Ok(Status {
            engine,
            version: uow.cell(VERSION, &[]).await?.unwrap_or_default(),
            schema_version: schema_version(&mut uow).await?.unwrap_or_default(),
            size_bytes: uow.cell(SIZE, &[]).await?.unwrap_or_default(),
            path,
        })
    }

    fn migrator(&self) -> &'static Migrator {
        match self {
            Db::Sqlite(_) => &SQLITE,
            Db::Postgres(_) => &POSTGRES,
        }
    }
}

/// The newest migration that the database has seen; none when it has seen no migration at all.
async fn schema_version(uow: &mut Uow) -> Result<Option<i64>> {
    const IS_THERE: Sql = Sql::Each {
        sqlite: "SELECT COUNT(*) FROM sqlite_schema WHERE name = '_sqlx_migrations'",
        postgres: "SELECT COUNT(to_regclass('_sqlx_migrations'))",
    };
    const VERSION: Sql = Sql::Both("SELECT MAX(version) FROM _sqlx_migrations WHERE success");
    if uow.cell::<i64>(IS_THERE, &[]).await? == Some(0) {
        return Ok(None);
    }
    Ok(uow.cell::<Option<i64>>(VERSION, &[]).await?.flatten())
}

/// The newest version that the program knows.
fn newest(migrator: &Migrator) -> i64 {
    migrator
        .iter()
        .map(|migration| migration.version)
        .max()
        .unwrap_or_default()
}

fn refuse_newer(found: Option<i64>, known: i64) -> Result<()> {
    match found {
        Some(found) if found > known => Err(StoreError::SchemaTooNew { found, known }),
        _ => Ok(()),
    }
}
