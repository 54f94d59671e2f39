//! Contact points: the ways to reach a customer, and whether they may be used.

use std::collections::{BTreeSet, HashSet};

use dunwell_core::id::{BookId, ContactPointId, CustomerId};

use crate::bulk::Bulk;
use crate::cell::{Cell, Cells, Read, record};
use crate::error::ensure_rows;
use crate::sql::{Sql, by_ids};
use crate::value::Value;
use crate::{Result, Uow, fold, search};

/// Defines an enum of words that are stored by their code.
macro_rules! words {
    ($(#[$meta:meta])* pub enum $name:ident { $($(#[$doc:meta])* $variant:ident = $code:literal,)+ }) => {
        $(#[$meta])*
        #[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
        pub enum $name {
            $($(#[$doc])* $variant,)+
        }

        impl $name {
            /// The stable word for the database and the API.
            #[must_use]
            pub fn code(self) -> &'static str {
                match self {
                    $($name::$variant => $code,)+
                }
            }

            /// Reads the code back.
            #[must_use]
            pub fn from_code(code: &str) -> Option<$name> {
                match code {
                    $($code => Some($name::$variant),)+
                    _ => None,
                }
            }
        }

        impl Cell for $name {
            fn read(row: &dyn Cells, index: usize) -> Read<Self> {
                let Some(code) = row.text(index)? else { return Ok(None) };
                $name::from_code(code)
                    .map(Some)
                    .ok_or_else(|| format!("\"{code}\" is not one of the known words"))
            }
        }
    };
}

pub(crate) use words;

words! {
    /// How a contact point is used.
    pub enum ContactKind {
        /// An e-mail address.
        Email = "email",
        /// A telephone number to call.
        Phone = "phone",
        /// A telephone number for text messages.
        Sms = "sms",
        /// A postal address, its lines separated by line feeds.
        Post = "post",
    }
}

words! {
    /// Whether the customer agreed to be reached this way.
    pub enum Consent {
        /// They agreed.
        Yes = "yes",
        /// They asked not to be.
        No = "no",
        /// Nobody knows.
        Unknown = "unknown",
    }
}

record! {
    /// A way to reach a customer.
    pub struct ContactPoint in "contact_point" {
        /// The customer.
        pub customer: CustomerId,
        /// Its id.
        pub id: ContactPointId,
        /// How it is used.
        pub kind: ContactKind,
        /// The address or the number.
        pub value: String,
        /// Who is reached there, if known.
        pub name: Option<String>,
        /// ISO 639 code of that person's language, if it differs from the customer's.
        pub language: Option<String>,
        /// Whether it may be used.
        pub consent: Consent,
        /// Whether it comes before others of its kind.
        pub preferred: bool,
    }
}

macro_rules! columns {
    () => {
        "customer_id, id, kind, value, name, language, consent, preferred"
    };
}

const OF_CUSTOMERS: Sql = by_ids!(
    concat!(
        "SELECT ",
        columns!(),
        " FROM contact_point WHERE book_id = $1 AND customer_id"
    ),
    "ORDER BY customer_id, preferred DESC, id"
);
const SET_CONSENT: Sql = Sql::Both(
    "UPDATE contact_point SET consent = $4 WHERE book_id = $1 AND customer_id = $2 AND id = $3",
);

pub(crate) const SQL: &[Sql] = &[OF_CUSTOMERS, SET_CONSENT];

/// What is known already is kept where the new row says nothing.
macro_rules! keep_what_is_known {
    () => {
        " ON CONFLICT (book_id, customer_id, kind, value) DO UPDATE SET \
         name = COALESCE(excluded.name, contact_point.name), \
         language = COALESCE(excluded.language, contact_point.language), \
         consent = CASE WHEN excluded.consent = 'unknown' THEN contact_point.consent ELSE excluded.consent END, \
         preferred = excluded.preferred OR contact_point.preferred"
    };
}

const PUT: Bulk = Bulk {
    table: "contact_point",
    columns: concat!("book_id, ", columns!(), ", folded"),
    one: concat!(
        "INSERT INTO contact_point (book_id, ",
        columns!(),
        ", folded) VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10)",
        keep_what_is_known!()
    ),
    // Of two rows for the same contact point the database takes one; which, is decided by the id.
    merge: Some(concat!(
        "INSERT INTO contact_point (book_id, ",
        columns!(),
        ", folded) ",
        "SELECT DISTINCT ON (book_id, customer_id, kind, value) book_id, ",
        columns!(),
        ", folded FROM staging ORDER BY book_id, customer_id, kind, value, id DESC",
        keep_what_is_known!()
    )),
};

pub(crate) const BULK: &[Bulk] = &[PUT];

/// A customer's contact points, preferred ones first.
///
/// # Errors
/// When the database fails.
pub async fn of_customer(
    uow: &mut Uow,
    book: BookId,
    customer: CustomerId,
) -> Result<Vec<ContactPoint>> {
    of_customers(uow, book, &[customer]).await
}

/// The contact points of several customers, by customer, preferred ones first.
///
/// # Errors
/// When the database fails.
pub async fn of_customers(
    uow: &mut Uow,
    book: BookId,
    customers: &[CustomerId],
) -> Result<Vec<ContactPoint>> {
    let ids = Value::Ids(customers.iter().map(|id| id.uuid()).collect());
    uow.all(OF_CUSTOMERS, &[book.into(), ids]).await
}

/// Adds contact points. One whose kind and value the customer has already adds what is new about
/// it; it keeps its id, and an `Unknown` consent never replaces a known one.
///
/// # Errors
/// When a customer is unknown, or the database fails.
pub async fn put(uow: &mut Uow, book: BookId, points: &[ContactPoint]) -> Result<()> {
    let ids: BTreeSet<CustomerId> = points.iter().map(|point| point.customer).collect();
    let ids: Vec<CustomerId> = ids.into_iter().collect();
    let mut known: HashSet<(CustomerId, String)> = of_customers(uow, book, &ids)
        .await?
        .iter()
        .map(|point| (point.customer, folded(point.kind, &point.value)))
        .collect();
    let folded: Vec<String> = points
        .iter()
        .map(|point| folded(point.kind, &point.value))
        .collect();
    let rows = points.iter().zip(&folded).map(|(point, folded)| {
        Ok([
            book.into(),
            point.customer.into(),
            point.id.into(),
            point.kind.code().into(),
            (&point.value).into(),
            (&point.name).into(),
            (&point.language).into(),
            point.consent.code().into(),
            point.preferred.into(),
            folded.as_str().into(),
        ])
    });
    uow.bulk(&PUT, rows).await?;
    // A number for calls and for text messages is one number.
    let new: Vec<(CustomerId, &str)> = points
        .iter()
        .zip(&folded)
        .filter(|(point, folded)| {
            !folded.is_empty() && known.insert((point.customer, (*folded).clone()))
        })
        .map(|(point, folded)| (point.customer, folded.as_str()))
        .collect();
    search::add(uow, book, new.into_iter()).await
}

/// What a search compares; nothing of a postal address.
fn folded(kind: ContactKind, value: &str) -> String {
    match kind {
        ContactKind::Email => value.trim().to_lowercase(),
        ContactKind::Phone | ContactKind::Sms => fold::digits(value),
        ContactKind::Post => String::new(),
    }
}

/// Records whether a contact point may be used.
///
/// # Errors
/// When there is no such contact point, or the database fails.
pub async fn set_consent(
    uow: &mut Uow,
    book: BookId,
    customer: CustomerId,
    id: ContactPointId,
    consent: Consent,
) -> Result<()> {
    let params = [
        book.into(),
        customer.into(),
        id.into(),
        consent.code().into(),
    ];
    ensure_rows("contact_point", uow.execute(SET_CONSENT, &params).await?, 1)
}
