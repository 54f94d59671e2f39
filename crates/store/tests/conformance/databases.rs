//! Opening, migrating, transactions.

use dunwell_store::{Db, StoreError, books, doctor};
use dunwell_testkit::{TestDb, on_both};

use crate::fixture::{behind_its_back, book_row};

on_both! {
    async fn every_statement_fits_the_schema(db: Db) {
        let mut uow = db.begin().await.unwrap();
        assert_eq!(doctor::prepare_all(&mut uow).await.unwrap(), Vec::<String>::new());
    }

    async fn migrating_again_changes_nothing(db: Db) {
        let before = db.status().await.unwrap();
        db.migrate().await.unwrap();
        let after = db.status().await.unwrap();
        assert_eq!(before.schema_version, after.schema_version);
        assert!(after.schema_version > 0 && after.size_bytes > 0, "{after:?}");
    }

    async fn a_newer_schema_is_refused(db: Db) {
        let of_tomorrow = "INSERT INTO _sqlx_migrations (version, description, success, checksum, execution_time) \
            SELECT 99991231000000, 'of tomorrow', success, checksum, 0 FROM _sqlx_migrations LIMIT 1";
        behind_its_back(&db, of_tomorrow).await.unwrap();
        let error = db.migrate().await.unwrap_err();
        assert!(matches!(error, StoreError::SchemaTooNew { found: 99_991_231_000_000, .. }), "{error}");
        assert!(error.to_string().contains("newer Dunwell"), "{error}");
    }

    async fn what_is_not_committed_is_not_there(db: Db) {
        let mut uow = db.begin().await.unwrap();
        books::create(&mut uow, &book_row("Kept")).await.unwrap();
        uow.commit().await.unwrap();
        let mut uow = db.begin().await.unwrap();
        books::create(&mut uow, &book_row("Rolled back")).await.unwrap();
        uow.rollback().await.unwrap();
        let mut uow = db.begin().await.unwrap();
        books::create(&mut uow, &book_row("Dropped")).await.unwrap();
        drop(uow);
        let mut uow = db.read().await.unwrap();
        assert_eq!(books::list(&mut uow).await.unwrap(), [book_row("Kept")]);
    }

    async fn a_reader_sees_one_state_and_changes_nothing(db: Db) {
        let mut reader = db.read().await.unwrap();
        assert_eq!(books::list(&mut reader).await.unwrap(), []);
        let mut writer = db.begin().await.unwrap();
        books::create(&mut writer, &book_row("Meanwhile")).await.unwrap();
        writer.commit().await.unwrap();
        assert_eq!(books::list(&mut reader).await.unwrap(), []);
        let error = books::create(&mut reader, &book_row("By a reader")).await.unwrap_err();
        assert!(matches!(error, StoreError::ReadOnly), "{error}");
    }
}

#[tokio::test]
async fn postgres_that_was_not_migrated_is_refused() {
    let test = TestDb::postgres_without_schema().await;
    let error = Db::connect(&test.url.parse().unwrap()).await.unwrap_err();
    assert!(matches!(error, StoreError::NotMigrated), "{error}");
    assert!(
        error.to_string().contains("run `dunwell migrate`"),
        "{error}"
    );
    test.db.migrate().await.unwrap();
    Db::connect(&test.url.parse().unwrap())
        .await
        .unwrap()
        .close()
        .await;
}
