//! Accounts: one customer in one currency, with its balances and where it stands in its procedure.

use dunwell_core::account::PayerFigures;
use dunwell_core::action::Progress;
use dunwell_core::currency::Currency;
use dunwell_core::id::{BookId, CustomerId};
use jiff::civil::Date;

use crate::bulk::Bulk;
use crate::cell::{Cells, Columns, Record};
use crate::sql::Sql;
use crate::value::{Value, json};
use crate::{REVIEW_NOW, Result, Uow, customers};

/// One customer in one currency, as it is kept. The balances and the payer's figures are caches of
/// the ledger's entries.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct AccountRow {
    /// The customer.
    pub customer: CustomerId,
    /// The currency of every amount here.
    pub currency: Currency,
    /// What is open on its invoices, in minor units.
    pub balance: i64,
    /// Money and credit that are not set against an invoice, in minor units.
    pub unapplied: i64,
    /// The day on which the newest of it arrived.
    pub unapplied_since: Option<Date>,
    /// How the customer has paid so far.
    pub payer: PayerFigures,
    /// The class of the last decision.
    pub class: Option<String>,
    /// The procedure of the last decision.
    pub procedure: Option<String>,
    /// The policy of the last decision.
    pub policy_hash: Option<String>,
    /// The day on which a run looks at it again: [`REVIEW_NOW`] for the next run, none when nothing
    /// will happen by itself.
    pub next_review: Option<Date>,
    /// The day of the last contact.
    pub last_contact: Option<Date>,
    /// How far each item has come in its procedure.
    pub progress: Vec<Progress>,
}

impl Record for AccountRow {
    fn from_cells(row: &dyn Cells) -> Result<Self> {
        let mut columns = Columns::new("account", row);
        Ok(AccountRow {
            customer: columns.next("customer_id")?,
            currency: columns.next("currency")?,
            balance: columns.next("balance_minor")?,
            unapplied: columns.next("unapplied_minor")?,
            unapplied_since: columns.next("unapplied_since")?,
            payer: PayerFigures {
                paid_invoices: columns.next("paid_invoices")?,
                days_late_sum: columns.next("days_late_sum")?,
                written_off_invoices: columns.next("written_off_invoices")?,
            },
            class: columns.next("class")?,
            procedure: columns.next("procedure")?,
            policy_hash: columns.next("policy_hash")?,
            next_review: columns.next("next_review")?,
            last_contact: columns.next("last_contact")?,
            progress: columns.json("progress")?,
        })
    }
}

/// What a run decided about an account.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct AccountState {
    /// The customer.
    pub customer: CustomerId,
    /// The currency.
    pub currency: Currency,
    /// The class.
    pub class: Option<String>,
    /// The procedure.
    pub procedure: Option<String>,
    /// The policy that was applied.
    pub policy_hash: Option<String>,
    /// The first day on which the decision could differ by itself.
    pub next_review: Option<Date>,
    /// The day of the last contact.
    pub last_contact: Option<Date>,
    /// How far each item has come in its procedure.
    pub progress: Vec<Progress>,
}

/// A change of an account's balances and figures.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct AccountDelta {
    /// The customer.
    pub customer: CustomerId,
    /// The currency.
    pub currency: Currency,
    /// Added to what is open, in minor units.
    pub balance: i64,
    /// Added to the unapplied money, in minor units.
    pub unapplied: i64,
    /// The day on which the newest unapplied money of this change arrived.
    pub unapplied_since: Option<Date>,
    /// Added to the payer's figures.
    pub payer: PayerFigures,
}

macro_rules! select {
    ($rest:literal) => {
        Sql::Both(concat!(
            "SELECT customer_id, currency, balance_minor, unapplied_minor, unapplied_since, paid_invoices, ",
            "days_late_sum, written_off_invoices, class, procedure, policy_hash, next_review, last_contact, ",
            "progress FROM account WHERE book_id = $1 ", $rest
        ))
    };
}

const GET: Sql = select!("AND customer_id = $2 AND currency = $3");
const OF_CUSTOMER: Sql = select!("AND customer_id = $2 ORDER BY currency");
const IN_RANGE: Sql = select!("AND customer_id BETWEEN $2 AND $3 ORDER BY customer_id, currency");
const TOUCH: Sql =
    Sql::Both("UPDATE account SET next_review = $3 WHERE book_id = $1 AND customer_id = $2");
const TOUCH_ONE: Sql = Sql::Both(
    "UPDATE account SET next_review = $3 WHERE book_id = $1 AND customer_id = $2 AND currency = $4",
);
const TOUCH_ALL: Sql = Sql::Both("UPDATE account SET next_review = $2 WHERE book_id = $1");

pub(crate) const SQL: &[Sql] = &[GET, OF_CUSTOMER, IN_RANGE, TOUCH, TOUCH_ONE, TOUCH_ALL];

macro_rules! add_to_what_is_there {
    () => {
        " ON CONFLICT (book_id, customer_id, currency) DO UPDATE SET \
         balance_minor = account.balance_minor + excluded.balance_minor, \
         unapplied_minor = account.unapplied_minor + excluded.unapplied_minor, \
         unapplied_since = CASE \
           WHEN account.unapplied_minor + excluded.unapplied_minor <= 0 THEN NULL \
           WHEN excluded.unapplied_since IS NULL OR account.unapplied_since > excluded.unapplied_since \
           THEN account.unapplied_since ELSE excluded.unapplied_since END, \
         paid_invoices = account.paid_invoices + excluded.paid_invoices, \
         days_late_sum = account.days_late_sum + excluded.days_late_sum, \
         written_off_invoices = account.written_off_invoices + excluded.written_off_invoices, \
         next_review = excluded.next_review"
    };
}

macro_rules! delta_columns {
    () => {
        "book_id, customer_id, currency, balance_minor, unapplied_minor, unapplied_since, paid_invoices, \
         days_late_sum, written_off_invoices, next_review"
    };
}

const PUT: Bulk = Bulk {
    table: "account",
    columns: delta_columns!(),
    one: concat!(
        "INSERT INTO account (",
        delta_columns!(),
        ") VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10)",
        add_to_what_is_there!()
    ),
    merge: Some(concat!(
        "INSERT INTO account (",
        delta_columns!(),
        ") SELECT book_id, customer_id, currency, ",
        "CAST(SUM(balance_minor) AS BIGINT), CAST(SUM(unapplied_minor) AS BIGINT), MAX(unapplied_since), ",
        "CAST(SUM(paid_invoices) AS BIGINT), CAST(SUM(days_late_sum) AS BIGINT), ",
        "CAST(SUM(written_off_invoices) AS BIGINT), MAX(next_review) FROM staging ",
        "GROUP BY book_id, customer_id, currency ORDER BY book_id, customer_id, currency",
        add_to_what_is_there!()
    )),
};
const SAVE: Bulk = Bulk {
    table: "account",
    columns: "book_id, customer_id, currency, class, procedure, policy_hash, next_review, last_contact, progress",
    one: "UPDATE account SET class = $4, procedure = $5, policy_hash = $6, next_review = $7, \
          last_contact = $8, progress = $9 \
          WHERE book_id = $1 AND customer_id = $2 AND currency = $3",
    merge: Some(
        "UPDATE account a SET class = s.class, procedure = s.procedure, policy_hash = s.policy_hash, \
         next_review = s.next_review, last_contact = s.last_contact, progress = s.progress FROM staging s \
         WHERE a.book_id = s.book_id AND a.customer_id = s.customer_id AND a.currency = s.currency",
    ),
};

/// Whatever is left of each payment and credit note is the sum of its entry and of all entries that
/// name it as their source or undo it; the newest of those with something left gives the date.
macro_rules! newest_unapplied {
    ($book:literal, $customer:literal, $currency:literal) => {
        concat!(
            "CASE WHEN unapplied_minor > 0 THEN (SELECT MAX(arrived) FROM (",
            "SELECT MAX(CASE WHEN e.kind IN ('payment', 'credit-note') THEN e.date END) AS arrived, ",
            "SUM(e.unapplied_effect) AS remaining FROM entry e ",
            "WHERE e.book_id = ", $book, " AND e.customer_id = ", $customer, " AND e.currency = ", $currency,
            " AND e.unapplied_effect <> 0 GROUP BY COALESCE(e.source_id, e.reverses_id, e.id)",
            ") AS part WHERE remaining > 0) END"
        )
    };
}

const DATE_UNAPPLIED: Bulk = Bulk {
    table: "account",
    columns: "book_id, customer_id, currency",
    one: concat!(
        "UPDATE account SET unapplied_since = ",
        newest_unapplied!("$1", "$2", "$3"),
        " WHERE book_id = $1 AND customer_id = $2 AND currency = $3"
    ),
    merge: Some(concat!(
        "UPDATE account a SET unapplied_since = ",
        newest_unapplied!("s.book_id", "s.customer_id", "s.currency"),
        " FROM staging s WHERE a.book_id = s.book_id AND a.customer_id = s.customer_id AND a.currency = s.currency"
    )),
};

pub(crate) const BULK: &[Bulk] = &[PUT, SAVE, DATE_UNAPPLIED];

/// The account of a customer in a currency.
///
/// # Errors
/// When the database fails.
pub async fn get(
    uow: &mut Uow,
    book: BookId,
    customer: CustomerId,
    currency: Currency,
) -> Result<Option<AccountRow>> {
    uow.one(GET, &[book.into(), customer.into(), currency.into()])
        .await
}

/// All accounts of a customer, by currency.
///
/// # Errors
/// When the database fails.
pub async fn of_customer(
    uow: &mut Uow,
    book: BookId,
    customer: CustomerId,
) -> Result<Vec<AccountRow>> {
    uow.all(OF_CUSTOMER, &[book.into(), customer.into()]).await
}

/// The accounts of the customers whose ids lie in a range, both ends included.
pub(crate) async fn in_range(
    uow: &mut Uow,
    book: BookId,
    (first, last): (CustomerId, CustomerId),
) -> Result<Vec<AccountRow>> {
    uow.all(IN_RANGE, &[book.into(), first.into(), last.into()])
        .await
}

/// Has the next run look at a customer: in one currency, or in all.
///
/// # Errors
/// When the database fails.
pub async fn touch(
    uow: &mut Uow,
    book: BookId,
    customer: CustomerId,
    currency: Option<Currency>,
) -> Result<()> {
    customers::lock(uow, book, &[customer]).await?;
    let (book, customer, date) = (book.into(), customer.into(), REVIEW_NOW.into());
    match currency {
        None => uow.execute(TOUCH, &[book, customer, date]).await,
        Some(currency) => {
            uow.execute(TOUCH_ONE, &[book, customer, date, currency.into()])
                .await
        }
    }
    .map(drop)
}

/// Has the next run look at every account of the book: another policy is in force.
///
/// # Errors
/// When the database fails.
pub async fn touch_all(uow: &mut Uow, book: BookId) -> Result<()> {
    customers::lock_all(uow, book).await?;
    uow.execute(TOUCH_ALL, &[book.into(), REVIEW_NOW.into()])
        .await
        .map(drop)
}

/// Adds to the balances and figures of accounts, making those that are not there, and has the next
/// run look at them. Where a change brings unapplied money, the newest day of arrival is kept.
///
/// # Errors
/// When a customer is unknown, or the database fails.
pub async fn put(uow: &mut Uow, book: BookId, deltas: &[AccountDelta]) -> Result<()> {
    let rows = deltas.iter().map(|delta| {
        Ok([
            book.into(),
            delta.customer.into(),
            delta.currency.into(),
            delta.balance.into(),
            delta.unapplied.into(),
            delta.unapplied_since.filter(|_| delta.unapplied > 0).into(),
            delta.payer.paid_invoices.into(),
            delta.payer.days_late_sum.into(),
            delta.payer.written_off_invoices.into(),
            REVIEW_NOW.into(),
        ])
    });
    uow.bulk(&PUT, rows).await.map(drop)
}

/// Keeps what a run decided about accounts.
///
/// # Errors
/// When one of the accounts is not there, or the database fails.
pub async fn save_decisions(uow: &mut Uow, book: BookId, states: &[AccountState]) -> Result<()> {
    let rows = states.iter().map(|state| {
        Ok([
            book.into(),
            state.customer.into(),
            state.currency.into(),
            (&state.class).into(),
            (&state.procedure).into(),
            (&state.policy_hash).into(),
            state.next_review.into(),
            state.last_contact.into(),
            json("the progress", &state.progress)?.into(),
        ])
    });
    let changed = uow.bulk(&SAVE, rows).await?;
    crate::error::ensure_rows("account", changed, states.len() as u64)
}

/// Derives again on which day the newest unapplied money of each of the accounts arrived.
pub(crate) async fn date_unapplied(
    uow: &mut Uow,
    book: BookId,
    accounts: &[(CustomerId, Currency)],
) -> Result<()> {
    let rows = accounts.iter().map(|&(customer, currency)| {
        Ok::<[Value<'_>; 3], _>([book.into(), customer.into(), currency.into()])
    });
    uow.bulk(&DATE_UNAPPLIED, rows).await.map(drop)
}
