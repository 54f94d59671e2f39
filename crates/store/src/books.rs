//! Books: the businesses whose receivables are kept.

use dunwell_core::currency::Currency;
use dunwell_core::id::BookId;
use jiff::Timestamp;

use crate::cell::record;
use crate::error::ensure_rows;
use crate::sql::Sql;
use crate::{Result, Uow};

record! {
    /// A business whose receivables are kept.
    pub struct Book in "book" {
        /// Its id.
        pub id: BookId,
        /// Its name, unlike any other book's.
        pub name: String,
        /// The currency in which its totals are given.
        pub currency: Currency,
        /// ISO 3166 two-letter code, if known.
        pub country: Option<String>,
        /// Its settings as JSON text, made and read by the caller.
        pub settings: String,
        /// When it was made.
        pub created_at: Timestamp,
    }
}

macro_rules! select {
    ($rest:literal) => {
        Sql::Both(concat!(
            "SELECT id, name, currency, country, settings, created_at FROM book ",
            $rest
        ))
    };
}

const INSERT: Sql = Sql::Both(
    "INSERT INTO book (id, name, currency, country, settings, created_at) VALUES ($1, $2, $3, $4, $5, $6)",
);
const BY_NAME: Sql = select!("WHERE name = $1");
const BY_ID: Sql = select!("WHERE id = $1");
// Who changes the settings waits for whoever changes them now.
const LOCKED: Sql = Sql::Each {
    sqlite: "SELECT id, name, currency, country, settings, created_at FROM book WHERE id = $1",
    postgres: "SELECT id, name, currency, country, settings, created_at FROM book WHERE id = $1 \
               FOR NO KEY UPDATE",
};
const LIST: Sql = select!("ORDER BY name");
const RENAME: Sql = Sql::Both("UPDATE book SET name = $2, country = $3 WHERE id = $1");
const UPDATE_SETTINGS: Sql = Sql::Both("UPDATE book SET settings = $2 WHERE id = $1");
const REVISION: Sql = Sql::Both("SELECT revision FROM book_revision WHERE book_id = $1");
const COUNT_CHANGE: Sql = Sql::Both(
    "INSERT INTO book_revision (book_id, revision) VALUES ($1, 1) \
     ON CONFLICT (book_id) DO UPDATE SET revision = book_revision.revision + 1",
);

pub(crate) const SQL: &[Sql] = &[
    INSERT,
    BY_NAME,
    BY_ID,
    LOCKED,
    LIST,
    RENAME,
    UPDATE_SETTINGS,
    REVISION,
    COUNT_CHANGE,
];

/// Adds a book.
///
/// # Errors
/// A duplicate when there is a book of that name.
pub async fn create(uow: &mut Uow, book: &Book) -> Result<()> {
    uow.execute(
        INSERT,
        &[
            book.id.into(),
            (&book.name).into(),
            book.currency.into(),
            (&book.country).into(),
            (&book.settings).into(),
            book.created_at.into(),
        ],
    )
    .await
    .map(drop)
}

/// The book of that name.
///
/// # Errors
/// When the database fails.
pub async fn by_name(uow: &mut Uow, name: &str) -> Result<Option<Book>> {
    uow.one(BY_NAME, &[name.into()]).await
}

/// The book of that id.
///
/// # Errors
/// When the database fails.
pub async fn by_id(uow: &mut Uow, id: BookId) -> Result<Option<Book>> {
    uow.one(BY_ID, &[id.into()]).await
}

/// The same, locked until the unit of work ends.
///
/// # Errors
/// When the database fails.
pub async fn locked(uow: &mut Uow, id: BookId) -> Result<Option<Book>> {
    uow.one(LOCKED, &[id.into()]).await
}

/// The book, when there is exactly one.
///
/// # Errors
/// When the database fails.
pub async fn only(uow: &mut Uow) -> Result<Option<Book>> {
    let books = list(uow).await?;
    Ok(<[Book; 1]>::try_from(books).ok().map(|[book]| book))
}

/// All books, by name.
///
/// # Errors
/// When the database fails.
pub async fn list(uow: &mut Uow) -> Result<Vec<Book>> {
    uow.all(LIST, &[]).await
}

/// Gives a book another name and country.
///
/// # Errors
/// A duplicate when there is another book of that name; or there is no such book.
pub async fn rename(uow: &mut Uow, book: BookId, name: &str, country: Option<&str>) -> Result<()> {
    let changed = uow
        .execute(RENAME, &[book.into(), name.into(), country.into()])
        .await?;
    ensure_rows("book", changed, 1)
}

/// Replaces a book's settings (JSON text).
///
/// # Errors
/// When there is no such book, or the database fails.
pub async fn update_settings(uow: &mut Uow, book: BookId, settings: &str) -> Result<()> {
    let changed = uow
        .execute(UPDATE_SETTINGS, &[book.into(), settings.into()])
        .await?;
    ensure_rows("book", changed, 1)
}

/// How many changes of the book have been committed. Two readers that see the same number see the same
/// book. One that nothing has happened to yet has had none.
///
/// # Errors
/// When the database fails.
pub async fn revision(uow: &mut Uow, book: BookId) -> Result<i64> {
    Ok(uow
        .cell(REVISION, &[book.into()])
        .await?
        .unwrap_or_default())
}

/// Counts a change of the book. It comes last in a unit of work: on PostgreSQL other writers of the book
/// wait from here to the commit, and so the numbers are in the order of the commits.
///
/// # Errors
/// When the database fails.
pub async fn count_change(uow: &mut Uow, book: BookId) -> Result<()> {
    uow.execute(COUNT_CHANGE, &[book.into()]).await.map(drop)
}
