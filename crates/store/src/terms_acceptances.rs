//! Terms that customers accepted.

use dunwell_core::charge::AcceptedTerms;
use dunwell_core::id::{BookId, CustomerId, TermsAcceptanceId};
use jiff::civil::Date;

use crate::cell::{Cells, Columns, Record};
use crate::error::ensure_rows;
use crate::sql::{Sql, by_ids};
use crate::value::{Value, json};
use crate::{Result, Uow, accounts};

/// Accepted terms, as they are kept.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct TermsRow {
    /// The customer.
    pub customer: CustomerId,
    /// The terms.
    pub terms: AcceptedTerms,
    /// The day on which they were taken back as recorded in error.
    pub withdrawn_on: Option<Date>,
    /// Why they were taken back.
    pub reason: Option<String>,
}

impl Record for TermsRow {
    fn from_cells(row: &dyn Cells) -> Result<Self> {
        let mut columns = Columns::new("terms_acceptance", row);
        Ok(TermsRow {
            customer: columns.next("customer_id")?,
            terms: AcceptedTerms {
                id: columns.next("id")?,
                accepted_on: columns.next("accepted_on")?,
                currency: columns.next("currency")?,
                interest: columns.word("interest")?,
                fixed_sum: columns.word("fixed_sum")?,
                fees: columns.json("fees")?,
                law: columns.next("law")?,
                due: columns.next("due")?,
                document: columns.next("document")?,
            },
            withdrawn_on: columns.next("withdrawn_on")?,
            reason: columns.next("reason")?,
        })
    }
}

macro_rules! select {
    ($rest:literal) => {
        concat!(
            "SELECT t.customer_id, t.id, t.accepted_on, t.currency, t.interest, t.fixed_sum, t.fees, t.law, ",
            "t.due, t.document, t.withdrawn_on, t.reason FROM terms_acceptance t WHERE t.book_id = $1 AND ", $rest
        )
    };
}

const OF_CUSTOMERS: Sql = by_ids!(
    select!("t.withdrawn_on IS NULL AND t.customer_id"),
    "ORDER BY t.customer_id, t.accepted_on, t.id"
);
const ALL_OF_CUSTOMER: Sql = Sql::Both(select!("t.customer_id = $2 ORDER BY t.accepted_on, t.id"));
const BY_ID: Sql = Sql::Both(select!("t.id = $2"));
const INSERT: Sql = Sql::Both(
    "INSERT INTO terms_acceptance (book_id, customer_id, id, accepted_on, currency, interest, fixed_sum, fees, \
     law, due, document) VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11)",
);
const WITHDRAW: Sql = Sql::Both(
    "UPDATE terms_acceptance SET withdrawn_on = $4, reason = $5 \
     WHERE book_id = $1 AND customer_id = $2 AND id = $3 AND withdrawn_on IS NULL",
);

pub(crate) const SQL: &[Sql] = &[OF_CUSTOMERS, ALL_OF_CUSTOMER, BY_ID, INSERT, WITHDRAW];

/// The terms that customers accepted, by customer and day; those that were taken back are left out.
///
/// # Errors
/// When the database fails.
pub async fn of_customers(
    uow: &mut Uow,
    book: BookId,
    ids: &[CustomerId],
) -> Result<Vec<TermsRow>> {
    let ids = Value::Ids(ids.iter().map(|id| id.uuid()).collect());
    uow.all(OF_CUSTOMERS, &[book.into(), ids]).await
}

/// All terms that a customer accepted, by day, those that were taken back included.
///
/// # Errors
/// When the database fails.
pub async fn all_of_customer(
    uow: &mut Uow,
    book: BookId,
    customer: CustomerId,
) -> Result<Vec<TermsRow>> {
    uow.all(ALL_OF_CUSTOMER, &[book.into(), customer.into()])
        .await
}

/// The accepted terms of that id.
///
/// # Errors
/// When the database fails.
pub async fn by_id(uow: &mut Uow, book: BookId, id: TermsAcceptanceId) -> Result<Option<TermsRow>> {
    uow.one(BY_ID, &[book.into(), id.into()]).await
}

/// Adds accepted terms and has the next run look at the customer.
///
/// # Errors
/// When the customer is unknown, or the database fails.
pub async fn insert(
    uow: &mut Uow,
    book: BookId,
    customer: CustomerId,
    terms: &AcceptedTerms,
) -> Result<()> {
    accounts::touch(uow, book, customer, None).await?;
    let params = [
        book.into(),
        customer.into(),
        terms.id.into(),
        terms.accepted_on.into(),
        terms.currency.into(),
        terms.interest.to_string().into(),
        terms.fixed_sum.to_string().into(),
        json("the fees of accepted terms", &terms.fees)?.into(),
        (&terms.law).into(),
        (&terms.due).into(),
        (&terms.document).into(),
    ];
    uow.execute(INSERT, &params).await.map(drop)
}

/// Takes back accepted terms that were recorded in error, and has the next run look at the customer.
///
/// # Errors
/// When there are none of that id or they were taken back before, or the database fails.
pub async fn withdraw(
    uow: &mut Uow,
    book: BookId,
    customer: CustomerId,
    id: TermsAcceptanceId,
    on: Date,
    reason: &str,
) -> Result<()> {
    accounts::touch(uow, book, customer, None).await?;
    let params = [
        book.into(),
        customer.into(),
        id.into(),
        on.into(),
        reason.into(),
    ];
    ensure_rows("terms_acceptance", uow.execute(WITHDRAW, &params).await?, 1)
}
