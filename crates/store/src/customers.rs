//! Customers: the debtors of a book, and every spelling of their names.

use std::collections::{BTreeSet, HashSet};

use dunwell_core::id::{BookId, CustomerId};
use dunwell_core::packs::Debtor;
use jiff::Timestamp;
use jiff::civil::Date;

use crate::bulk::Bulk;
use crate::cell::{Columns, record};
use crate::error::ensure_rows;
use crate::sql::{Sql, by_ids, by_texts};
use crate::value::Value;
use crate::{Result, Uow, accounts, fold, search};

pub use crate::fold::name as fold;

record! {
    /// A customer of a book.
    pub struct Customer in "customer" {
        /// Its id.
        pub id: CustomerId,
        /// Its number in the book, as text with its leading zeros.
        pub number: String,
        /// Its name, in the spelling that is used.
        pub name: String,
        /// ISO 3166 two-letter code, if known.
        pub country: Option<String>,
        /// ISO 639 code of the language it is written to in, if known.
        pub language: Option<String>,
        /// The day of its first business with the book, if known.
        pub since: Option<Date>,
        /// The last reason for not paying that it gave, as a word.
        pub reason: Option<String>,
        /// Its payment terms in the notation of the book, if they are its own.
        pub terms: Option<String>,
        /// What kind of debtor it is; the law of late payment asks for it.
        pub kind: Debtor,
        /// When it was recorded.
        pub created_at: Timestamp,
    }
}

/// How many customers a search gives at most.
pub const FIND_LIMIT: i64 = 50;

macro_rules! columns {
    () => {
        "c.id, c.number, c.name, c.country, c.language, c.since, c.reason, c.terms, c.kind, c.created_at"
    };
}

const BY_NUMBER: Sql = Sql::Both(concat!(
    "SELECT ",
    columns!(),
    " FROM customer c WHERE c.book_id = $1 AND c.number = $2"
));
const BY_NUMBERS: Sql = by_texts!(
    concat!(
        "SELECT ",
        columns!(),
        " FROM customer c WHERE c.book_id = $1 AND c.number"
    ),
    "ORDER BY c.number"
);
const BY_IDS: Sql = by_ids!(
    concat!(
        "SELECT ",
        columns!(),
        " FROM customer c WHERE c.book_id = $1 AND c.id"
    ),
    "ORDER BY c.id"
);
const PAGE: Sql = Sql::Both(concat!(
    "SELECT ",
    columns!(),
    " FROM customer c WHERE c.book_id = $1 AND c.number > $2 ORDER BY c.number LIMIT $3"
));
const FIND: Sql = Sql::Both(concat!(
    "SELECT ",
    columns!(),
    " FROM customer c WHERE c.book_id = $1 AND c.id IN (",
    "SELECT n.id FROM customer n WHERE n.book_id = $1 AND n.number >= $2 AND n.number < $3 UNION ",
    "SELECT n.customer_id FROM customer_name n WHERE n.book_id = $1 AND n.folded >= $4 AND n.folded < $5",
    ") ORDER BY c.number LIMIT $6"
));
const NUMBERS: Sql = Sql::Both("SELECT id, number FROM customer WHERE book_id = $1");
const NAMES: Sql = Sql::Both(
    "SELECT name FROM customer_name WHERE book_id = $1 AND customer_id = $2 ORDER BY name",
);
const NAMES_OF: Sql = by_ids!(
    "SELECT customer_id, name FROM customer_name WHERE book_id = $1 AND customer_id",
    "ORDER BY customer_id, name"
);
const ALL_NAMES: Sql = Sql::Both(
    "SELECT customer_id, name FROM customer_name WHERE book_id = $1 ORDER BY customer_id, name",
);
const COUNT: Sql = Sql::Both("SELECT COUNT(*) FROM customer WHERE book_id = $1");
const ANY: Sql = Sql::Both("SELECT number FROM customer WHERE book_id = $1 LIMIT 1");
const UPDATE: Sql = Sql::Both(
    "UPDATE customer SET name = $3, country = $4, language = $5, since = $6, reason = $7, terms = $8, kind = $9 \
     WHERE book_id = $1 AND id = $2",
);
const SET_REASON: Sql = Sql::Both("UPDATE customer SET reason = $3 WHERE book_id = $1 AND id = $2");

// On SQLite there is one writer at a time and nothing to lock; the query is never run there.
const LOCK: Sql = Sql::Each {
    sqlite: "SELECT id FROM customer WHERE book_id = $1 AND id IN (SELECT unhex(value) FROM json_each($2))",
    postgres: "SELECT id FROM customer WHERE book_id = $1 AND id = ANY($2) ORDER BY id FOR NO KEY UPDATE",
};
const LOCK_ALL: Sql = Sql::Each {
    sqlite: "SELECT id FROM customer WHERE book_id = $1",
    postgres: "SELECT id FROM customer WHERE book_id = $1 ORDER BY id FOR NO KEY UPDATE",
};

pub(crate) const SQL: &[Sql] = &[
    BY_NUMBER, BY_NUMBERS, BY_IDS, PAGE, FIND, NUMBERS, NAMES, NAMES_OF, ALL_NAMES, COUNT, ANY,
    UPDATE, SET_REASON, LOCK, LOCK_ALL,
];

const PUT: Bulk = Bulk {
    table: "customer",
    columns: "book_id, id, number, name, country, language, since, reason, terms, kind, created_at",
    one: "INSERT INTO customer \
          (book_id, id, number, name, country, language, since, reason, terms, kind, created_at) \
          VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11)",
    merge: None,
};
const PUT_NAMES: Bulk = Bulk {
    table: "customer_name",
    columns: "book_id, customer_id, name, folded",
    one: "INSERT INTO customer_name (book_id, customer_id, name, folded) VALUES ($1, $2, $3, $4) \
          ON CONFLICT DO NOTHING",
    merge: Some(
        "INSERT INTO customer_name (book_id, customer_id, name, folded) \
         SELECT book_id, customer_id, name, folded FROM staging ON CONFLICT DO NOTHING",
    ),
};

pub(crate) const BULK: &[Bulk] = &[PUT, PUT_NAMES];

/// The customer of that number.
///
/// # Errors
/// When the database fails.
pub async fn by_number(uow: &mut Uow, book: BookId, number: &str) -> Result<Option<Customer>> {
    uow.one(BY_NUMBER, &[book.into(), number.into()]).await
}

/// The customers of those numbers, by number; unknown numbers are left out.
///
/// # Errors
/// When the database fails.
pub async fn by_numbers(uow: &mut Uow, book: BookId, numbers: &[&str]) -> Result<Vec<Customer>> {
    uow.all(BY_NUMBERS, &[book.into(), Value::Texts(numbers.to_vec())])
        .await
}

/// The customer of that id.
///
/// # Errors
/// When the database fails.
pub async fn by_id(uow: &mut Uow, book: BookId, id: CustomerId) -> Result<Option<Customer>> {
    Ok(by_ids(uow, book, &[id]).await?.into_iter().next())
}

/// The customers of those ids, by id; unknown ids are left out.
///
/// # Errors
/// When the database fails.
pub async fn by_ids(uow: &mut Uow, book: BookId, ids: &[CustomerId]) -> Result<Vec<Customer>> {
    uow.all(BY_IDS, &[book.into(), uuids(ids)]).await
}

/// The next `limit` customers by number, after the one of the number `after` (empty to begin).
///
/// # Errors
/// When the database fails.
pub async fn page(uow: &mut Uow, book: BookId, after: &str, limit: i64) -> Result<Vec<Customer>> {
    uow.all(PAGE, &[book.into(), after.into(), limit.into()])
        .await
}

/// The customers that a person may mean: the one of exactly that number, or else those whose number
/// or a spelling of whose name begins with the text, without regard to case and accents; at most
/// [`FIND_LIMIT`], by number.
///
/// # Errors
/// When the database fails.
pub async fn find(uow: &mut Uow, book: BookId, text: &str) -> Result<Vec<Customer>> {
    if let Some(customer) = by_number(uow, book, text).await? {
        return Ok(vec![customer]);
    }
    let text = text.trim();
    let folded = fold::name(text);
    if folded.is_empty() {
        return Ok(Vec::new());
    }
    uow.all(
        FIND,
        &[
            book.into(),
            text.into(),
            after_prefix(text).into(),
            (&folded).into(),
            after_prefix(&folded).into(),
            FIND_LIMIT.into(),
        ],
    )
    .await
}

/// The id of every customer, with its number: what an import looks numbers up in.
///
/// # Errors
/// When the database fails.
pub async fn numbers(uow: &mut Uow, book: BookId) -> Result<Vec<(CustomerId, String)>> {
    pairs(uow, NUMBERS, &[book.into()]).await
}

/// Every spelling of a customer's name, in order.
///
/// # Errors
/// When the database fails.
pub async fn list_names(uow: &mut Uow, book: BookId, customer: CustomerId) -> Result<Vec<String>> {
    let mut names = Vec::new();
    uow.each(NAMES, &[book.into(), customer.into()], |row| {
        names.push(Columns::new("customer_name", row).next("name")?);
        Ok(())
    })
    .await?;
    Ok(names)
}

/// Every spelling of these customers' names.
///
/// # Errors
/// When the database fails.
pub async fn names_of(
    uow: &mut Uow,
    book: BookId,
    ids: &[CustomerId],
) -> Result<Vec<(CustomerId, String)>> {
    pairs(uow, NAMES_OF, &[book.into(), uuids(ids)]).await
}

/// Every spelling of every customer's name.
///
/// # Errors
/// When the database fails.
pub async fn all_names(uow: &mut Uow, book: BookId) -> Result<Vec<(CustomerId, String)>> {
    pairs(uow, ALL_NAMES, &[book.into()]).await
}

/// How many customers the book has.
///
/// # Errors
/// When the database fails.
pub async fn count(uow: &mut Uow, book: BookId) -> Result<i64> {
    Ok(uow.cell(COUNT, &[book.into()]).await?.unwrap_or_default())
}

/// Whether the book has a customer. However many there are, one is looked at.
///
/// # Errors
/// When the database fails.
pub async fn any(uow: &mut Uow, book: BookId) -> Result<bool> {
    let found: Option<String> = uow.cell(ANY, &[book.into()]).await?;
    Ok(found.is_some())
}

/// Adds a customer and the spelling of its name.
///
/// # Errors
/// A duplicate when there is a customer of that number.
pub async fn insert(uow: &mut Uow, book: BookId, customer: &Customer) -> Result<()> {
    put(uow, book, std::slice::from_ref(customer)).await
}

/// Adds many customers and the spellings of their names.
///
/// # Errors
/// A duplicate when there is a customer of one of the numbers.
pub async fn put(uow: &mut Uow, book: BookId, customers: &[Customer]) -> Result<()> {
    let rows = customers.iter().map(|customer| {
        Ok([
            book.into(),
            customer.id.into(),
            (&customer.number).into(),
            (&customer.name).into(),
            (&customer.country).into(),
            (&customer.language).into(),
            customer.since.into(),
            (&customer.reason).into(),
            (&customer.terms).into(),
            customer.kind.into(),
            customer.created_at.into(),
        ])
    });
    uow.bulk(&PUT, rows).await?;
    new_names(uow, book, customers.iter().map(|c| (c.id, c.name.as_str()))).await
}

/// Adds spellings of names; those that are known already change nothing.
///
/// # Errors
/// When a customer is unknown, or the database fails.
pub async fn put_names(uow: &mut Uow, book: BookId, names: &[(CustomerId, &str)]) -> Result<()> {
    let ids: BTreeSet<CustomerId> = names.iter().map(|(id, _)| *id).collect();
    let ids: Vec<CustomerId> = ids.into_iter().collect();
    let known: HashSet<(CustomerId, String)> =
        names_of(uow, book, &ids).await?.into_iter().collect();
    let mut new: Vec<(CustomerId, &str)> = names.to_vec();
    new.retain(|(id, name)| !known.contains(&(*id, (*name).to_owned())));
    new.sort_unstable();
    new.dedup();
    new_names(uow, book, new.into_iter()).await
}

/// Adds spellings that are not there yet, and has them found.
async fn new_names<'a>(
    uow: &mut Uow,
    book: BookId,
    names: impl Iterator<Item = (CustomerId, &'a str)> + Clone + Send,
) -> Result<()> {
    let folded: Vec<(CustomerId, String)> = names
        .clone()
        .map(|(customer, name)| (customer, fold::name(name)))
        .collect();
    let rows = names.zip(&folded).map(|((customer, name), (_, folded))| {
        Ok([
            book.into(),
            customer.into(),
            name.into(),
            folded.as_str().into(),
        ])
    });
    uow.bulk(&PUT_NAMES, rows).await?;
    let texts = folded
        .iter()
        .map(|(customer, text)| (*customer, text.as_str()));
    search::add(uow, book, texts).await
}

/// Changes everything about a customer but its number, adds the spelling of its name, and has the
/// next run look at it.
///
/// # Errors
/// When there is no such customer, or the database fails.
pub async fn update(uow: &mut Uow, book: BookId, customer: &Customer) -> Result<()> {
    lock(uow, book, &[customer.id]).await?;
    let changed = uow
        .execute(
            UPDATE,
            &[
                book.into(),
                customer.id.into(),
                (&customer.name).into(),
                (&customer.country).into(),
                (&customer.language).into(),
                customer.since.into(),
                (&customer.reason).into(),
                (&customer.terms).into(),
                customer.kind.into(),
            ],
        )
        .await?;
    ensure_rows("customer", changed, 1)?;
    put_names(uow, book, &[(customer.id, &customer.name)]).await?;
    accounts::touch(uow, book, customer.id, None).await
}

/// Records the reason for not paying that the customer gave, or that there is none any more, and
/// has the next run look at it.
///
/// # Errors
/// When there is no such customer, or the database fails.
pub async fn set_reason(
    uow: &mut Uow,
    book: BookId,
    customer: CustomerId,
    reason: Option<&str>,
) -> Result<()> {
    lock(uow, book, &[customer]).await?;
    let changed = uow
        .execute(SET_REASON, &[book.into(), customer.into(), reason.into()])
        .await?;
    ensure_rows("customer", changed, 1)?;
    accounts::touch(uow, book, customer, None).await
}

/// Locks customers against other writers until the unit of work ends.
///
/// Whoever changes anything about a customer takes this lock first, in the order of the ids; so a
/// run never decides on facts that change before its decision is kept, and no two writers wait for
/// each other. SQLite has one writer at a time and needs none of this.
pub(crate) async fn lock(uow: &mut Uow, book: BookId, customers: &[CustomerId]) -> Result<()> {
    if uow.has_concurrent_writers() {
        uow.each(LOCK, &[book.into(), uuids(customers)], |_| Ok(()))
            .await?;
    }
    Ok(())
}

/// The same for every customer of the book.
pub(crate) async fn lock_all(uow: &mut Uow, book: BookId) -> Result<()> {
    if uow.has_concurrent_writers() {
        uow.each(LOCK_ALL, &[book.into()], |_| Ok(())).await?;
    }
    Ok(())
}

/// A text that stands after every text that begins with `prefix`: both databases compare bytes, and
/// no character is above the last one.
pub(crate) fn after_prefix(prefix: &str) -> String {
    format!("{prefix}{}", char::MAX)
}

async fn pairs(uow: &mut Uow, sql: Sql, params: &[Value<'_>]) -> Result<Vec<(CustomerId, String)>> {
    let mut pairs = Vec::new();
    uow.each(sql, params, |row| {
        let mut columns = Columns::new("customer", row);
        pairs.push((columns.next("id")?, columns.next("number")?));
        Ok(())
    })
    .await?;
    Ok(pairs)
}

fn uuids(ids: &[CustomerId]) -> Value<'static> {
    Value::Ids(ids.iter().map(|id| id.uuid()).collect())
}
