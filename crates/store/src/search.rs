//! Finding customers and invoices by what a person types.
//!
//! Numbers and the beginnings of names are found by the indexes that keep them unique or in order. What stands in the middle of a name, an address or a telephone number is found by its
//! trigrams: by FTS5 on SQLite, by `pg_trgm` on PostgreSQL. Where that extension cannot be had, the same
//! statements read every name, which is slower and finds the same.

use dunwell_core::currency::Currency;
use dunwell_core::id::{BookId, CustomerId, InvoiceId};
use jiff::civil::Date;
use sqlx::PgPool;

use crate::bulk::Bulk;
use crate::cell::{Columns, record};
use crate::customers::after_prefix;
use crate::sql::Sql;
use crate::value::Value;
use crate::{Result, StoreError, Uow};

pub use crate::fold::{digits, name as fold};

/// How many characters a word needs to be found by its trigrams.
pub const TRIGRAM: usize = 3;

/// How many words most searches have. The statement for them is faster where many names are found.
const FEW_WORDS: usize = 3;

/// How many words a statement compares; what was found is checked for the rest.
const WORDS: usize = 8;

record! {
    /// A text of a customer in which something was found.
    pub struct Hit in "customer" {
        /// The customer.
        pub customer: CustomerId,
        /// The text as a search compares it, or the customer's number.
        pub text: String,
    }
}

record! {
    /// An invoice whose number was found.
    pub struct InvoiceHit in "invoice" {
        /// Its id.
        pub id: InvoiceId,
        /// The customer.
        pub customer: CustomerId,
        /// Its number.
        pub number: String,
        /// The customer's reference.
        pub reference: Option<String>,
        /// The currency of its amounts.
        pub currency: Currency,
        /// The day on which it, or its first instalment, is due.
        pub due: Date,
        /// Its total in minor units.
        pub total: i64,
        /// What is open on it, in minor units.
        pub open: i64,
    }
}

const NUMBER_BEGINS: Sql = Sql::Both(
    "SELECT id, number FROM customer WHERE book_id = $1 AND number >= $2 AND number < $3 \
     ORDER BY number LIMIT $4",
);
const NAME_BEGINS: Sql = Sql::Both(
    "SELECT customer_id, folded FROM customer_name WHERE book_id = $1 AND folded >= $2 AND folded < $3 \
     ORDER BY folded, customer_id LIMIT $4",
);
// A word shorter than its trigrams narrows nothing in the index, but what the other words have found is
// compared with it too. They come as they are found: to put all that "ltd" finds in order would take long.
macro_rules! within {
    ($($pattern:literal)+, limit $limit:literal) => {
        Sql::Each {
            sqlite: concat!(
                "SELECT customer_id, text FROM customer_text WHERE ",
                $("text LIKE ", $pattern, " AND ",)+
                "book_id = $1 LIMIT ", $limit
            ),
            postgres: concat!(
                "SELECT customer_id, folded FROM customer_name WHERE ",
                $("folded LIKE ", $pattern, " AND ",)+
                "book_id = $1 UNION ALL SELECT customer_id, folded FROM contact_point WHERE ",
                $("folded LIKE ", $pattern, " AND ",)+
                "folded <> '' AND book_id = $1 LIMIT ", $limit
            ),
        }
    };
}

const WITHIN_FEW: Sql = within!("$2" "$3" "$4", limit "$5");
const WITHIN: Sql = within!("$2" "$3" "$4" "$5" "$6" "$7" "$8" "$9", limit "$10");

const INVOICE_NUMBER: Sql = Sql::Both(
    "SELECT id, customer_id, number, reference, currency, due, total_minor, open_minor FROM invoice \
     WHERE book_id = $1 AND number >= $2 AND number < $3 ORDER BY number LIMIT $4",
);

const IS_INDEXED: Sql = Sql::Each {
    // FTS5 is part of the schema.
    sqlite: "SELECT 1",
    postgres: "SELECT COUNT(to_regclass('customer_name_text'))",
};

/// PostgreSQL has no table for it.
const IS_ADDED: Sql = Sql::Each {
    sqlite: ADD_TEXT,
    postgres: "SELECT 1",
};

pub(crate) const SQL: &[Sql] = &[
    NUMBER_BEGINS,
    NAME_BEGINS,
    WITHIN_FEW,
    WITHIN,
    INVOICE_NUMBER,
    IS_INDEXED,
    IS_ADDED,
];

const ADD_TEXT: &str = "INSERT INTO customer_text (book_id, customer_id, text) VALUES ($1, $2, $3)";
const ADD: Bulk = Bulk {
    table: "customer_text",
    columns: "book_id, customer_id, text",
    one: ADD_TEXT,
    merge: None,
};

/// Texts of customers that were not there before, so that they are found by their middle. PostgreSQL
/// finds them where they are kept.
pub(crate) async fn add<'a>(
    uow: &mut Uow,
    book: BookId,
    texts: impl Iterator<Item = (CustomerId, &'a str)> + Send,
) -> Result<()> {
    if uow.has_concurrent_writers() {
        return Ok(());
    }
    let rows = texts.map(|(customer, text)| Ok([book.into(), customer.into(), text.into()]));
    uow.bulk(&ADD, rows).await.map(drop)
}

/// Makes the trigram indexes where the extension is there or may be added. Nothing is lost without
/// them but speed, so that a refusal is no error.
const INDEX_TRIGRAMS: &str = "DO $$
DECLARE place text;
BEGIN
    BEGIN
        CREATE EXTENSION IF NOT EXISTS pg_trgm WITH SCHEMA public;
    EXCEPTION WHEN OTHERS THEN NULL;
    END;
    SELECT quote_ident(n.nspname) INTO place
    FROM pg_extension e JOIN pg_namespace n ON n.oid = e.extnamespace WHERE e.extname = 'pg_trgm';
    IF place IS NOT NULL THEN
        EXECUTE 'CREATE INDEX IF NOT EXISTS customer_name_text ON customer_name USING gin (folded '
            || place || '.gin_trgm_ops)';
        EXECUTE 'CREATE INDEX IF NOT EXISTS contact_point_text ON contact_point USING gin (folded '
            || place || '.gin_trgm_ops) WHERE folded <> ''''';
    END IF;
END $$";

/// Makes the trigram indexes on PostgreSQL if they are not there and can be.
pub(crate) async fn index_trigrams(pool: &PgPool) -> Result<()> {
    sqlx::raw_sql(INDEX_TRIGRAMS)
        .execute(pool)
        .await
        .map(drop)
        .map_err(|e| StoreError::sqlx("indexing names", e))
}

/// Whether what stands in the middle of names is found by an index. Without one every name is read.
///
/// # Errors
/// When the database fails.
pub async fn is_indexed(uow: &mut Uow) -> Result<bool> {
    Ok(uow.cell::<i64>(IS_INDEXED, &[]).await? != Some(0))
}

/// Customers whose number begins with the text, by number.
///
/// # Errors
/// When the database fails.
pub async fn number_begins(
    uow: &mut Uow,
    book: BookId,
    text: &str,
    limit: i64,
) -> Result<Vec<Hit>> {
    uow.all(NUMBER_BEGINS, &begins(book, text, limit)).await
}

/// Customers a spelling of whose name begins with the folded text, in the order of the names.
///
/// # Errors
/// When the database fails.
pub async fn name_begins(
    uow: &mut Uow,
    book: BookId,
    folded: &str,
    limit: i64,
) -> Result<Vec<Hit>> {
    uow.all(NAME_BEGINS, &begins(book, folded, limit)).await
}

/// Texts of customers (spellings, e-mail addresses, digits of telephone numbers) in which all of the
/// folded words stand, whatever their order: at most `limit`, in no order. Of more than eight words the eight longest are looked for, and the rest is checked in what they find; when no word
/// has [`TRIGRAM`] characters, nothing is looked for.
///
/// # Errors
/// When the database fails.
pub async fn within(uow: &mut Uow, book: BookId, words: &[&str], limit: usize) -> Result<Vec<Hit>> {
    let mut longest = words.to_vec();
    longest.sort_by_key(|word| std::cmp::Reverse(word.chars().count()));
    longest.truncate(WORDS);
    if longest
        .first()
        .is_none_or(|word| word.chars().count() < TRIGRAM)
    {
        return Ok(Vec::new());
    }
    let pattern = |index: usize| {
        longest
            .get(index)
            .map_or_else(|| "%".to_owned(), |word| like(word))
    };
    let (statement, patterns) = match longest.len() > FEW_WORDS {
        true => (WITHIN, WORDS),
        false => (WITHIN_FEW, FEW_WORDS),
    };
    let mut params: Vec<Value<'_>> = vec![book.into()];
    params.extend((0..patterns).map(|index| pattern(index).into()));
    params.push(i64::try_from(limit).unwrap_or(i64::MAX).into());
    let mut hits: Vec<Hit> = Vec::new();
    uow.each(statement, &params, |row| {
        let mut columns = Columns::new("customer", row);
        let hit = Hit {
            customer: columns.next("customer_id")?,
            text: columns.next("text")?,
        };
        // What the pattern says about its special characters is checked here.
        if words.iter().all(|word| hit.text.contains(word)) {
            hits.push(hit);
        }
        Ok(())
    })
    .await?;
    Ok(hits)
}

/// Invoices whose number begins with the text, by number.
///
/// # Errors
/// When the database fails.
pub async fn invoice_number_begins(
    uow: &mut Uow,
    book: BookId,
    text: &str,
    limit: i64,
) -> Result<Vec<InvoiceHit>> {
    uow.all(INVOICE_NUMBER, &begins(book, text, limit)).await
}

fn begins(book: BookId, text: &str, limit: i64) -> [Value<'_>; 4] {
    [
        book.into(),
        text.into(),
        after_prefix(text).into(),
        limit.into(),
    ]
}

/// A pattern for texts in which the word stands. Characters that mean something in a pattern stand for
/// any character: with an escape, SQLite would not use the index.
fn like(word: &str) -> String {
    format!("%{}%", word.replace(['%', '_', '\\'], "_"))
}
