//! The two schemas are one: tables, columns, types, nullability, keys and indexes. Only what finds a
//! text by its middle differs: each database has its own way.

use std::collections::BTreeSet;

use dunwell_store::Db;
use dunwell_testkit::TestDb;
use sqlx::PgPool;

use crate::fixture::sqlite_file;

/// What is compared, one line for each thing. Types are compared by what SQLite makes of them.
type Lines = BTreeSet<String>;

#[tokio::test]
async fn both_databases_have_the_same_schema() {
    let (sqlite, server) = (TestDb::sqlite().await, TestDb::postgres().await);
    let Db::Postgres(postgres) = &server.db else {
        panic!("the test kit gives one of each")
    };
    let sqlite = of_sqlite(&sqlite_file(&sqlite.db).await);
    let postgres = of_postgres(postgres).await;
    let only = |a: &Lines, b: &Lines| a.difference(b).cloned().collect::<Vec<_>>().join("\n");
    assert_eq!(
        only(&sqlite, &postgres),
        only(&postgres, &sqlite),
        "left: only on SQLite; right: only on PostgreSQL"
    );
    assert!(
        sqlite.len() > 150,
        "the whole schema is compared: {} lines",
        sqlite.len()
    );
}

fn of_sqlite(file: &rusqlite::Connection) -> Lines {
    let columns = "SELECT t.name || '.' || c.name || ' ' || c.type || CASE c.\"notnull\" WHEN 1 THEN ' NOT NULL' ELSE '' END \
         FROM pragma_table_list t JOIN pragma_table_info(t.name) c WHERE t.type = 'table' AND t.name NOT LIKE '\\_%' ESCAPE '\\' \
         AND t.name NOT LIKE 'sqlite%'";
    let primary = "SELECT name || ' key ' || (SELECT group_concat(name, ',' ORDER BY pk) FROM pragma_table_info(t.name) WHERE pk > 0) \
         FROM pragma_table_list t WHERE t.type = 'table' AND t.name NOT LIKE '\\_%' ESCAPE '\\' AND t.name NOT LIKE 'sqlite%'";
    let indexes = "SELECT t.name || CASE i.\"unique\" WHEN 1 THEN ' unique ' ELSE ' index ' END || \
         (SELECT group_concat(name, ',' ORDER BY seqno) FROM pragma_index_info(i.name)) || CASE i.partial WHEN 1 THEN ' in part' ELSE '' END \
         FROM pragma_table_list t JOIN pragma_index_list(t.name) i WHERE i.origin <> 'pk' AND t.name NOT LIKE '\\_%' ESCAPE '\\'";
    let foreign = "SELECT name || ' refers ' || froms || ' to ' || target FROM (SELECT t.name AS name, f.\"table\" AS target, f.id, \
         group_concat(f.\"from\", ',' ORDER BY f.seq) AS froms FROM pragma_table_list t JOIN pragma_foreign_key_list(t.name) f \
         GROUP BY t.name, f.id, f.\"table\")";
    let mut lines = Lines::new();
    for sql in [columns, primary, indexes, foreign] {
        let mut query = file.prepare(sql).unwrap();
        lines.extend(
            query
                .query_map([], |row| row.get::<_, String>(0))
                .unwrap()
                .map(Result::unwrap),
        );
    }
    lines
}

async fn of_postgres(pool: &PgPool) -> Lines {
    let columns = "SELECT table_name || '.' || column_name || ' ' || CASE data_type WHEN 'uuid' THEN 'BLOB' WHEN 'bytea' THEN 'BLOB' \
         WHEN 'bigint' THEN 'INTEGER' WHEN 'boolean' THEN 'INTEGER' WHEN 'text' THEN 'TEXT' WHEN 'date' THEN 'TEXT' \
         WHEN 'timestamp with time zone' THEN 'TEXT' ELSE data_type END || CASE is_nullable WHEN 'NO' THEN ' NOT NULL' ELSE '' END \
         FROM information_schema.columns WHERE table_schema = current_schema() AND table_name NOT LIKE '\\_%'";
    let indexes = "SELECT t.relname || CASE WHEN i.indisprimary THEN ' key ' WHEN i.indisunique THEN ' unique ' ELSE ' index ' END || \
         (SELECT string_agg(a.attname, ',' ORDER BY k.place) FROM unnest(i.indkey::int2[]) WITH ORDINALITY AS k (column_number, place) \
         JOIN pg_attribute a ON a.attrelid = t.oid AND a.attnum = k.column_number) || CASE WHEN i.indpred IS NULL THEN '' ELSE ' in part' END \
         FROM pg_index i JOIN pg_class t ON t.oid = i.indrelid JOIN pg_namespace n ON n.oid = t.relnamespace \
         JOIN pg_class x ON x.oid = i.indexrelid JOIN pg_am m ON m.oid = x.relam \
         WHERE n.nspname = current_schema() AND t.relname NOT LIKE '\\_%' AND m.amname = 'btree'";
    let foreign = "SELECT t.relname || ' refers ' || (SELECT string_agg(a.attname, ',' ORDER BY k.place) \
         FROM unnest(c.conkey) WITH ORDINALITY AS k (column_number, place) \
         JOIN pg_attribute a ON a.attrelid = t.oid AND a.attnum = k.column_number) || ' to ' || r.relname \
         FROM pg_constraint c JOIN pg_class t ON t.oid = c.conrelid JOIN pg_class r ON r.oid = c.confrelid \
         JOIN pg_namespace n ON n.oid = t.relnamespace WHERE c.contype = 'f' AND n.nspname = current_schema()";
    let mut lines = Lines::new();
    for sql in [columns, indexes, foreign] {
        lines.extend(
            sqlx::query_scalar::<_, String>(sql)
                .fetch_all(pool)
                .await
                .unwrap(),
        );
    }
    lines
}
