//! Who looks after a customer, and who is to settle a dispute.

use dunwell_core::id::{BookId, CustomerId, DisputeId};

use crate::cell::Columns;
use crate::error::ensure_rows;
use crate::sql::Sql;
use crate::{Result, Uow, customers};

const OF_CUSTOMER: Sql =
    Sql::Both("SELECT COALESCE(owner, '') FROM customer WHERE book_id = $1 AND id = $2");
const OF_DISPUTE: Sql = Sql::Both(
    "SELECT COALESCE(owner, '') FROM dispute WHERE book_id = $1 AND customer_id = $2 AND id = $3",
);
const SET_CUSTOMER: Sql =
    Sql::Both("UPDATE customer SET owner = $3 WHERE book_id = $1 AND id = $2");
const SET_DISPUTE: Sql =
    Sql::Both("UPDATE dispute SET owner = $4 WHERE book_id = $1 AND customer_id = $2 AND id = $3");
// Every customer is asked who looks after it.
const ALL: Sql = Sql::Both(
    "SELECT owner, COUNT(*) FROM customer WHERE book_id = $1 AND owner IS NOT NULL \
     GROUP BY owner ORDER BY owner",
);

pub(crate) const SQL: &[Sql] = &[OF_CUSTOMER, OF_DISPUTE, SET_CUSTOMER, SET_DISPUTE, ALL];

/// Who looks after a customer, if somebody does.
///
/// # Errors
/// When the database fails.
pub async fn of_customer(
    uow: &mut Uow,
    book: BookId,
    customer: CustomerId,
) -> Result<Option<String>> {
    let owner: Option<String> = uow
        .cell(OF_CUSTOMER, &[book.into(), customer.into()])
        .await?;
    Ok(owner.filter(|owner| !owner.is_empty()))
}

/// Who is to settle a dispute, if somebody was named for it.
///
/// # Errors
/// When the database fails.
pub async fn of_dispute(
    uow: &mut Uow,
    book: BookId,
    customer: CustomerId,
    dispute: DisputeId,
) -> Result<Option<String>> {
    let params = [book.into(), customer.into(), dispute.into()];
    let owner: Option<String> = uow.cell(OF_DISPUTE, &params).await?;
    Ok(owner.filter(|owner| !owner.is_empty()))
}

/// Names who looks after a customer, or (with `None`) nobody. It changes nothing about how the
/// customer is treated.
///
/// # Errors
/// When there is no such customer, or the database fails.
pub async fn set_of_customer(
    uow: &mut Uow,
    book: BookId,
    customer: CustomerId,
    owner: Option<&str>,
) -> Result<()> {
    customers::lock(uow, book, &[customer]).await?;
    let params = [book.into(), customer.into(), owner.into()];
    ensure_rows("customer", uow.execute(SET_CUSTOMER, &params).await?, 1)
}

/// Names who is to settle a dispute, or (with `None`) nobody but whoever looks after the customer.
///
/// # Errors
/// When there is no such dispute, or the database fails.
pub async fn set_of_dispute(
    uow: &mut Uow,
    book: BookId,
    customer: CustomerId,
    dispute: DisputeId,
    owner: Option<&str>,
) -> Result<()> {
    customers::lock(uow, book, &[customer]).await?;
    let params = [book.into(), customer.into(), dispute.into(), owner.into()];
    ensure_rows("dispute", uow.execute(SET_DISPUTE, &params).await?, 1)
}

/// Everybody who looks after customers, with how many each does, by name.
///
/// # Errors
/// When the database fails.
pub async fn all(uow: &mut Uow, book: BookId) -> Result<Vec<(String, i64)>> {
    let mut owners = Vec::new();
    uow.each(ALL, &[book.into()], |row| {
        let mut columns = Columns::new("customer", row);
        owners.push((columns.next("owner")?, columns.next("count")?));
        Ok(())
    })
    .await?;
    Ok(owners)
}
