//! Files that were brought in, or lie ready to be, and what they hold until then.

use dunwell_core::id::{BookId, ImportId, UserId};
use jiff::Timestamp;

use crate::cell::{Columns, record};
use crate::error::ensure_rows;
use crate::sql::Sql;
use crate::{Result, Uow};

/// How much of a file one row holds, in bytes.
const PART_BYTES: usize = 1 << 20;

record! {
    /// Files that belong to one import.
    pub struct Import in "import" {
        /// Its id; later ones are larger.
        pub id: ImportId,
        /// Who uploaded them at the desk; nobody for an import by a command.
        pub user: Option<UserId>,
        /// Who brings them in, by name.
        pub actor: String,
        /// When they came.
        pub created_at: Timestamp,
        /// Their names and sizes, as JSON text of the caller's.
        pub files: String,
        /// How they are to be read, as JSON text of the caller's.
        pub reading: String,
        /// What came of it, as JSON text of the caller's.
        pub report: Option<String>,
        /// When they were brought in.
        pub finished_at: Option<Timestamp>,
    }
}

/// What a stored content is.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Content {
    /// A file as it was uploaded.
    Upload,
    /// The rows of a file that were refused, as a file.
    Rejects,
    /// The first of the refused rows of all files, as JSON text of the caller's.
    Refused,
}

impl Content {
    const fn code(self) -> &'static str {
        match self {
            Content::Upload => "upload",
            Content::Rejects => "rejects",
            Content::Refused => "refused",
        }
    }
}

macro_rules! select {
    ($rest:literal) => {
        Sql::Both(concat!(
            "SELECT id, user_id, actor, created_at, files, reading, report, finished_at FROM import ",
            "WHERE book_id = $1 ", $rest
        ))
    };
}

const INSERT: Sql = Sql::Both(
    "INSERT INTO import (book_id, id, user_id, actor, created_at, files, reading, report, finished_at) \
     VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9)",
);
const BY_ID: Sql = select!("AND id = $2");
const WAITING: Sql = select!("AND user_id = $2 AND finished_at IS NULL ORDER BY id");
const FINISHED: Sql = select!("AND finished_at IS NOT NULL ORDER BY id DESC LIMIT $2");
const FINISHED_BEFORE: Sql =
    select!("AND finished_at IS NOT NULL AND id < $3 ORDER BY id DESC LIMIT $2");
const SET_READING: Sql = Sql::Both(
    "UPDATE import SET reading = $3, report = NULL WHERE book_id = $1 AND id = $2 AND finished_at IS NULL",
);
const SET_REPORT: Sql = Sql::Both(
    "UPDATE import SET report = $3 WHERE book_id = $1 AND id = $2 AND finished_at IS NULL AND reading = $4",
);
const FINISH: Sql = Sql::Both(
    "UPDATE import SET report = $3, finished_at = $4 WHERE book_id = $1 AND id = $2 AND finished_at IS NULL",
);
const REMOVE: Sql =
    Sql::Both("DELETE FROM import WHERE book_id = $1 AND id = $2 AND finished_at IS NULL");
const ADD_PART: Sql = Sql::Both(
    "INSERT INTO import_part (book_id, import_id, role, file, part, bytes) VALUES ($1, $2, $3, $4, $5, $6)",
);
const PARTS: Sql = Sql::Both(
    "SELECT bytes FROM import_part WHERE book_id = $1 AND import_id = $2 AND role = $3 AND file = $4 \
     ORDER BY part",
);
const DROP_PARTS: Sql = Sql::Both("DELETE FROM import_part WHERE book_id = $1 AND import_id = $2");
// A few rows at any time: what is kept here is removed within days.
const FORGET_PARTS: Sql = Sql::Both(
    "DELETE FROM import_part WHERE EXISTS (SELECT 1 FROM import WHERE import.book_id = import_part.book_id \
     AND import.id = import_part.import_id AND COALESCE(import.finished_at, import.created_at) < $1)",
);
const FORGET: Sql = Sql::Both("DELETE FROM import WHERE finished_at IS NULL AND created_at < $1");

pub(crate) const SQL: &[Sql] = &[
    INSERT,
    BY_ID,
    WAITING,
    FINISHED,
    FINISHED_BEFORE,
    SET_READING,
    SET_REPORT,
    FINISH,
    REMOVE,
    ADD_PART,
    PARTS,
    DROP_PARTS,
    FORGET_PARTS,
    FORGET,
];

/// Adds an import, finished or not.
///
/// # Errors
/// When the book or the person is unknown, or the database fails.
pub async fn insert(uow: &mut Uow, book: BookId, import: &Import) -> Result<()> {
    let params = [
        book.into(),
        import.id.into(),
        import.user.into(),
        (&import.actor).into(),
        import.created_at.into(),
        (&import.files).into(),
        (&import.reading).into(),
        (&import.report).into(),
        import.finished_at.into(),
    ];
    uow.execute(INSERT, &params).await.map(drop)
}

/// The import of that id.
///
/// # Errors
/// When the database fails.
pub async fn by_id(uow: &mut Uow, book: BookId, id: ImportId) -> Result<Option<Import>> {
    uow.one(BY_ID, &[book.into(), id.into()]).await
}

/// What a person uploaded and did not bring in yet, the oldest first.
///
/// # Errors
/// When the database fails.
pub async fn waiting(uow: &mut Uow, book: BookId, user: UserId) -> Result<Vec<Import>> {
    uow.all(WAITING, &[book.into(), user.into()]).await
}

/// What was brought in, the latest first: those before a certain one, or from the latest on.
///
/// # Errors
/// When the database fails.
pub async fn finished(
    uow: &mut Uow,
    book: BookId,
    before: Option<ImportId>,
    limit: i64,
) -> Result<Vec<Import>> {
    match before {
        None => uow.all(FINISHED, &[book.into(), limit.into()]).await,
        Some(before) => {
            let params = [book.into(), limit.into(), before.into()];
            uow.all(FINISHED_BEFORE, &params).await
        }
    }
}

/// Says how the files are to be read (JSON text); what was found out about them before is dropped.
///
/// # Errors
/// When they were brought in meanwhile, or the database fails.
pub async fn set_reading(uow: &mut Uow, book: BookId, id: ImportId, reading: &str) -> Result<()> {
    let params = [book.into(), id.into(), reading.into()];
    ensure_rows("import", uow.execute(SET_READING, &params).await?, 1)
}

/// Keeps what was found out about the files (JSON text), unless they are to be read another way by
/// now or were brought in. Says whether it did.
///
/// # Errors
/// When the database fails.
pub async fn set_report(
    uow: &mut Uow,
    book: BookId,
    id: ImportId,
    reading: &str,
    report: &str,
) -> Result<bool> {
    let params = [book.into(), id.into(), report.into(), reading.into()];
    Ok(uow.execute(SET_REPORT, &params).await? == 1)
}

/// Records that the files were brought in, with what came of it (JSON text), and drops their content.
///
/// # Errors
/// When they were brought in before, or the database fails.
pub async fn finish(
    uow: &mut Uow,
    book: BookId,
    id: ImportId,
    report: &str,
    at: Timestamp,
) -> Result<()> {
    let params = [book.into(), id.into(), report.into(), at.into()];
    ensure_rows("import", uow.execute(FINISH, &params).await?, 1)?;
    uow.execute(DROP_PARTS, &[book.into(), id.into()])
        .await
        .map(drop)
}

/// Throws away what was uploaded and not brought in.
///
/// # Errors
/// When it was brought in, is gone already, or the database fails.
pub async fn remove(uow: &mut Uow, book: BookId, id: ImportId) -> Result<()> {
    uow.execute(DROP_PARTS, &[book.into(), id.into()]).await?;
    let removed = uow.execute(REMOVE, &[book.into(), id.into()]).await?;
    ensure_rows("import", removed, 1)
}

/// Keeps what a file holds. `file` is its place among those of the import.
///
/// # Errors
/// When there is no such import, the content is there already, or the database fails.
pub async fn keep(
    uow: &mut Uow,
    book: BookId,
    id: ImportId,
    content: Content,
    file: i64,
    bytes: &[u8],
) -> Result<()> {
    for (part, bytes) in (0_i64..).zip(bytes.chunks(PART_BYTES)) {
        let params = [
            book.into(),
            id.into(),
            content.code().into(),
            file.into(),
            part.into(),
            bytes.into(),
        ];
        uow.execute(ADD_PART, &params).await?;
    }
    Ok(())
}

/// What a file holds; empty when it is no longer kept.
///
/// # Errors
/// When the database fails.
pub async fn content(
    uow: &mut Uow,
    book: BookId,
    id: ImportId,
    content: Content,
    file: i64,
) -> Result<Vec<u8>> {
    let params = [book.into(), id.into(), content.code().into(), file.into()];
    let mut bytes = Vec::new();
    uow.each(PARTS, &params, |row| {
        let part: Vec<u8> = Columns::new("import_part", row).next("bytes")?;
        bytes.extend_from_slice(&part);
        Ok(())
    })
    .await?;
    Ok(bytes)
}

/// Drops what files hold that came, or were brought in, before a moment; what was never brought in
/// goes with it.
///
/// # Errors
/// When the database fails.
pub async fn forget_old(uow: &mut Uow, before: Timestamp) -> Result<()> {
    uow.execute(FORGET_PARTS, &[before.into()]).await?;
    uow.execute(FORGET, &[before.into()]).await.map(drop)
}
