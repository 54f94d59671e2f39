//! Temporary databases of both kinds.

use dunwell_store::{DatabaseUrl, Db};
use sqlx::{AssertSqlSafe, Connection as _, PgConnection};

/// The variable that holds the address of a PostgreSQL server for tests.
pub const POSTGRES_VARIABLE: &str = "DUNWELL_TEST_POSTGRES";

/// A database of the newest schema with nothing in it; dropped, it leaves nothing behind.
pub struct TestDb {
    /// The database.
    pub db: Db,
    /// Its address, for a second process or a second pool.
    pub url: String,
    /// Dropped last.
    _home: Home,
}

/// Where the database is.
enum Home {
    Folder(#[expect(dead_code, reason = "held to be dropped")] tempfile::TempDir),
    Schema { server: String, name: String },
}

/// Tests stop where their database cannot be had: a test that skips itself would pass by failing.
#[expect(clippy::expect_used, reason = "tests")]
impl TestDb {
    /// A SQLite file in a folder of its own.
    pub async fn sqlite() -> TestDb {
        let folder = tempfile::tempdir().expect("a temporary folder can be made");
        let url = format!("sqlite:{}", folder.path().join("dunwell.db").display());
        let address: DatabaseUrl = url.parse().expect("the address is well formed");
        let db = Db::connect(&address)
            .await
            .expect("SQLite opens a new file");
        TestDb {
            db,
            url,
            _home: Home::Folder(folder),
        }
    }

    /// A schema of its own on the PostgreSQL server that [`POSTGRES_VARIABLE`] names.
    ///
    /// # Panics
    /// When the variable is not set: a test that needs PostgreSQL fails without it.
    pub async fn postgres() -> TestDb {
        let test = TestDb::postgres_without_schema().await;
        test.db.migrate().await.expect("the schema can be made");
        test
    }

    /// The same before `dunwell migrate`.
    ///
    /// # Panics
    /// When the variable is not set.
    #[expect(
        clippy::disallowed_methods,
        reason = "the test runner passes the server's address on"
    )]
    pub async fn postgres_without_schema() -> TestDb {
        let server = std::env::var(POSTGRES_VARIABLE).unwrap_or_else(|_| {
            no_server();
        });
        let name = format!("test_{}", uuid::Uuid::now_v7().simple());
        run(&server, format!("CREATE SCHEMA {name}"))
            .await
            .expect("a schema can be made");
        let mark = if server.contains('?') { '&' } else { '?' };
        let url = format!("{server}{mark}options[search_path]={name}");
        let address: DatabaseUrl = url.parse().expect("the address is well formed");
        let db = Db::open(&address).await.expect("PostgreSQL answers");
        TestDb {
            db,
            url,
            _home: Home::Schema { server, name },
        }
    }
}

#[expect(clippy::panic, reason = "a test never skips silently")]
fn no_server() -> ! {
    panic!(
        "{POSTGRES_VARIABLE} is not set, and this test needs PostgreSQL: `cargo xtask test` starts one"
    );
}

impl Drop for Home {
    fn drop(&mut self) {
        let Home::Schema { server, name } = self else {
            return;
        };
        // A test that ends in the middle of a transaction leaves it open as long as its runtime does
        // not run, and this thread is the one that would run it.
        let sql = format!(
            "SELECT pg_terminate_backend(l.pid) FROM pg_locks l JOIN pg_class c ON c.oid = l.relation \
             JOIN pg_namespace n ON n.oid = c.relnamespace \
             WHERE n.nspname = '{name}' AND l.pid <> pg_backend_pid(); \
             DROP SCHEMA {name} CASCADE"
        );
        let server = server.clone();
        let dropped = std::thread::spawn(move || {
            let runtime = tokio::runtime::Builder::new_current_thread()
                .enable_all()
                .build()?;
            runtime
                .block_on(run(&server, sql))
                .map_err(std::io::Error::other)
        })
        .join();
        if !matches!(dropped, Ok(Ok(()))) {
            eprintln!("the schema {name} of a test could not be dropped");
        }
    }
}

async fn run(server: &str, sql: String) -> sqlx::Result<()> {
    let mut connection = PgConnection::connect(server).await?;
    sqlx::raw_sql(AssertSqlSafe(sql))
        .execute(&mut connection)
        .await?;
    connection.close().await
}

/// Makes two tests of one body, which takes a [`Db`]: one on SQLite, one on PostgreSQL.
///
/// ```ignore
/// on_both! {
///     async fn a_book_is_found_by_its_name(db: Db) { ... }
/// }
/// ```
#[macro_export]
macro_rules! on_both {
    ($($(#[$meta:meta])* async fn $name:ident($db:ident: $type:ty) $body:block)+) => {$(
        mod $name {
            #[allow(unused_imports, reason = "a body may need nothing from around it")]
            use super::*;

            $(#[$meta])*
            async fn body($db: $type) $body

            #[tokio::test]
            async fn sqlite() {
                let test = $crate::TestDb::sqlite().await;
                body(test.db.clone()).await;
            }

            #[tokio::test]
            async fn postgres() {
                let test = $crate::TestDb::postgres().await;
                body(test.db.clone()).await;
            }
        }
    )+};
}
