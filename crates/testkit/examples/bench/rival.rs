//! The rivals: what somebody would write by hand for one of the databases, knowing the schema, and
//! leaving out everything that makes the result answerable.

use std::time::Duration;

use anyhow::Result;
use jiff::civil::Date;
use rusqlite::types::Value;
use rusqlite::{Connection, params_from_iter};
use sqlx::{AssertSqlSafe, Connection as _, PgConnection};

use crate::database::{Database, postgres};
use crate::measure::Watch;

/// The tables that an import of invoices writes, the referenced before the referring.
const TABLES: [(&str, &str); 7] = [
    ("book", "id"),
    ("customer", "book_id, id"),
    ("customer_name", "book_id, customer_id, name"),
    ("account", "book_id, customer_id, currency"),
    ("invoice", "book_id, customer_id, id"),
    ("entry", "book_id, customer_id, id"),
    ("journal", "position"),
];

/// What Dunwell tells its own connections, with the larger cache of those that read.
const SETTINGS: &str = "PRAGMA journal_mode = WAL; PRAGMA synchronous = NORMAL; \
                        PRAGMA foreign_keys = ON; PRAGMA cache_size = -4096; \
                        PRAGMA wal_autocheckpoint = 16384;";

/// Puts the rows of an imported database into an empty one with the same schema, in the order of
/// their keys and in one transaction. Reading them is not timed. On SQLite by one prepared statement
/// for each table, on PostgreSQL by COPY.
pub async fn import(from: &Database, to: &Database) -> Result<Duration> {
    if from.is_sqlite() {
        import_sqlite(from, to)
    } else {
        import_postgres(from, to).await
    }
}

fn sqlite(database: &Database) -> Result<Connection> {
    let connection = Connection::open(database.path())?;
    connection.execute_batch(SETTINGS)?;
    Ok(connection)
}

fn import_sqlite(from: &Database, to: &Database) -> Result<Duration> {
    let (source, target) = (sqlite(from)?, sqlite(to)?);
    let mut total = Duration::ZERO;
    target.execute_batch("BEGIN IMMEDIATE")?;
    for (table, key) in TABLES {
        let mut select = source.prepare(&format!("SELECT * FROM {table} ORDER BY {key}"))?;
        let columns = select.column_count();
        let rows: Vec<Vec<Value>> = select
            .query_map([], |row| (0..columns).map(|index| row.get(index)).collect())?
            .collect::<rusqlite::Result<_>>()?;
        let places = vec!["?"; columns].join(", ");
        let watch = Watch::start();
        let mut insert = target.prepare(&format!("INSERT INTO {table} VALUES ({places})"))?;
        for row in &rows {
            insert.execute(params_from_iter(row))?;
        }
        total += watch.time();
    }
    let watch = Watch::start();
    target.execute_batch("COMMIT")?;
    Ok(total + watch.time())
}

async fn import_postgres(from: &Database, to: &Database) -> Result<Duration> {
    let mut source = PgConnection::connect(&from.url).await?;
    let mut target = PgConnection::connect(&to.url).await?;
    let folder: String = sqlx::query_scalar("SHOW data_directory")
        .fetch_one(&mut source)
        .await?;
    let file = |table: &str| format!("'{folder}/bench_{table}'");
    for (table, key) in TABLES {
        let rows = format!("SELECT * FROM {table} ORDER BY {key}");
        let copy = format!("COPY ({rows}) TO {}", file(table));
        sqlx::raw_sql(AssertSqlSafe(copy))
            .execute(&mut source)
            .await?;
    }
    let copies = TABLES.map(|(table, _)| format!("COPY {table} FROM {};", file(table)));
    let watch = Watch::start();
    let all = format!("BEGIN; {} COMMIT;", copies.concat());
    sqlx::raw_sql(AssertSqlSafe(all))
        .execute(&mut target)
        .await?;
    Ok(watch.time())
}

/// Ages every customer, tells the next level and adds an action for each customer with something
/// overdue, with its invoices and their simple interest: in one statement and one transaction. Levels are those of the standard
/// procedure, and the ages are kept as the facts of the action.
pub async fn run(database: &Database, today: Date) -> Result<Duration> {
    let sql = by_hand(today, database.is_sqlite())?;
    if database.is_sqlite() {
        let connection = sqlite(database)?;
        let watch = Watch::start();
        connection.execute_batch(&sql)?;
        Ok(watch.time())
    } else {
        let mut connection = PgConnection::connect(&database.url).await?;
        let watch = Watch::start();
        sqlx::raw_sql(AssertSqlSafe(sql))
            .execute(&mut connection)
            .await?;
        Ok(watch.time())
    }
}

/// The yearly rate of the rival's interest, in hundredths of one per cent.
const RATE_BASIS_POINTS: i64 = 1_175;

/// Days after the due date, name, kind and tone.
const LEVELS: [(i64, &str, &str, &str); 7] = [
    (3, "reminder", "email", "'friendly'"),
    (9, "text", "sms", "'friendly'"),
    (15, "call", "call", "'friendly'"),
    (21, "firm reminder", "email", "'firm'"),
    (30, "stop supply", "hold", "NULL"),
    (45, "final demand", "letter", "'final'"),
    (60, "last resort", "escalate", "NULL"),
];

/// All dates are worked out here, so that the database only compares them.
fn by_hand(today: Date, sqlite: bool) -> Result<String> {
    let before = |days: i64| today.checked_sub(jiff::Span::new().days(days));
    let (object, list, id, new_id, date, days) = if sqlite {
        (
            "json_object",
            "json_group_array",
            "lower(hex(id))",
            "randomblob(16)",
            "TEXT",
            format!("CAST(julianday('{today}') - julianday(due) AS INTEGER)"),
        )
    } else {
        (
            "json_build_object",
            "json_agg",
            "id",
            "gen_random_uuid()",
            "DATE",
            format!("(DATE '{today}' - due)"),
        )
    };
    // Simple interest in one line: one rate, today's balance, all days alike.
    let interest = format!("(open_minor * {RATE_BASIS_POINTS} * {days} + 1825000) / 3650000");
    let (d30, d60, d90) = (before(30)?, before(60)?, before(90)?);
    let levels = LEVELS
        .iter()
        .map(|(days, step, kind, tone)| {
            Ok(format!(
                "(CAST('{}' AS {date}), '{step}', '{kind}', {tone})",
                before(*days)?
            ))
        })
        .collect::<Result<Vec<String>>>()?
        .join(", ");
    Ok(format!(
        "BEGIN;
         WITH level (due_by, step, kind, tone) AS (VALUES {levels}),
         aged AS (
             SELECT book_id, customer_id, currency, MIN(due) AS oldest,
                    SUM(CASE WHEN due >= '{today}' THEN open_minor ELSE 0 END) AS not_due,
                    SUM(CASE WHEN due < '{today}' AND due >= '{d30}' THEN open_minor ELSE 0 END) AS days_30,
                    SUM(CASE WHEN due < '{d30}' AND due >= '{d60}' THEN open_minor ELSE 0 END) AS days_60,
                    SUM(CASE WHEN due < '{d60}' AND due >= '{d90}' THEN open_minor ELSE 0 END) AS days_90,
                    SUM(CASE WHEN due < '{d90}' THEN open_minor ELSE 0 END) AS older,
                    SUM(CASE WHEN due < '{today}' THEN open_minor ELSE 0 END) AS overdue,
                    {list}({object}('invoice', {id}, 'instalment', 1, 'number', number,
                                    'amount', open_minor, 'due', due,
                                    'interest', {interest})) FILTER (WHERE due < '{today}') AS items
             FROM invoice WHERE open_minor > 0 GROUP BY book_id, customer_id, currency
         )
         INSERT INTO action (book_id, customer_id, id, currency, decided_on, step, kind, tone, template, class,
                             procedure, policy_hash, amount_minor, items, facts, reasons, status, priority)
         SELECT book_id, customer_id, {new_id}, currency, '{today}', step, kind, tone, kind, 'standard',
                'standard', 'none', overdue, items,
                {object}('not due', not_due, '1-30', days_30, '31-60', days_60, '61-90', days_90, '90+', older),
                'The oldest invoice was due on ' || oldest, 'ready', overdue
         FROM aged JOIN level ON due_by = (SELECT MIN(due_by) FROM level WHERE due_by >= oldest)
         WHERE overdue > 0;
         COMMIT;"
    ))
}

/// Leaves one customer in so many to be looked at by the next run, as after a run over all of them.
pub async fn leave_due(database: &Database, one_in: u32) -> Result<()> {
    let sql = format!(
        "UPDATE account SET next_review = '2999-12-31' WHERE customer_id NOT IN (
             SELECT id FROM (SELECT id, ROW_NUMBER() OVER (ORDER BY id) AS place FROM customer) c
             WHERE place % {one_in} = 0)"
    );
    if database.is_sqlite() {
        Ok(sqlite(database)?.execute_batch(&sql)?)
    } else {
        postgres(&database.url, sql).await
    }
}
