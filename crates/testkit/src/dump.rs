//! Everything that a database holds, to be compared.

use std::collections::BTreeMap;

use dunwell_store::Db;
use rusqlite::types::Value;
use sqlx::{AssertSqlSafe, Row as _};

/// The rows of each table, as text and sorted.
pub type Dump = BTreeMap<String, Vec<String>>;

/// Counts commits, those by which nothing became another.
const COUNTS: &str = "book_revision";

/// Reads every table of a database that says something.
///
/// # Panics
/// When it cannot be read.
#[expect(clippy::expect_used, reason = "tests")]
pub async fn dump(db: &Db) -> Dump {
    let mut dump = match db {
        Db::Sqlite(_) => {
            let status = db.status().await.expect("the database is there");
            let path = status.path.expect("SQLite has a file");
            of_sqlite(&path).expect("the file is read")
        }
        Db::Postgres(pool) => of_postgres(pool).await.expect("the tables are read"),
    };
    dump.remove(COUNTS);
    for rows in dump.values_mut() {
        rows.sort_unstable();
    }
    dump
}

fn of_sqlite(path: &std::path::Path) -> rusqlite::Result<Dump> {
    let file = rusqlite::Connection::open(path)?;
    let mut names = file.prepare("SELECT name FROM sqlite_schema WHERE type = 'table'")?;
    let names = names.query_map([], |row| row.get::<_, String>(0))?;
    let mut dump = Dump::new();
    for name in names {
        let name = name?;
        let mut table = file.prepare(&format!("SELECT * FROM \"{name}\""))?;
        let columns = table.column_count();
        let rows = table.query_map([], |row| {
            let cells: rusqlite::Result<Vec<Value>> = (0..columns).map(|at| row.get(at)).collect();
            Ok(format!("{:?}", cells?))
        })?;
        dump.insert(name, rows.collect::<rusqlite::Result<_>>()?);
    }
    Ok(dump)
}

async fn of_postgres(pool: &sqlx::PgPool) -> sqlx::Result<Dump> {
    const TABLES: &str = "SELECT CAST(table_name AS TEXT) FROM information_schema.tables \
                          WHERE table_schema = CURRENT_SCHEMA()";
    let mut dump = Dump::new();
    for table in sqlx::query(TABLES).fetch_all(pool).await? {
        let name: String = table.try_get(0)?;
        let sql = format!("SELECT CAST(t AS TEXT) FROM \"{name}\" t");
        let rows = sqlx::query(AssertSqlSafe(sql)).fetch_all(pool).await?;
        let rows = rows.iter().map(|row| row.try_get(0));
        dump.insert(name, rows.collect::<sqlx::Result<_>>()?);
    }
    Ok(dump)
}
