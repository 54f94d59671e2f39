//! Invoices. What is open on one is the sum of its entries; the column here is a cache of it.

use dunwell_core::currency::Currency;
use dunwell_core::id::{BookId, CustomerId, InvoiceId};
use dunwell_core::invoice::{Instalment, OpenPart, open_charges, open_parts};
use jiff::civil::Date;

use crate::bulk::Bulk;
use crate::cell::{Cells, Columns, Record};
use crate::error::ensure_rows;
use crate::sql::{Sql, by_ids, by_texts};
use crate::value::{Value, json};
use crate::{Result, Uow, customers};

/// An invoice, as it is kept.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Invoice {
    /// The customer.
    pub customer: CustomerId,
    /// Its id.
    pub id: InvoiceId,
    /// The number the customer knows it by, as text with its leading zeros.
    pub number: String,
    /// The currency of its amounts.
    pub currency: Currency,
    /// The day it was issued.
    pub issued: Date,
    /// The day on which it, or its first instalment, is due.
    pub due: Date,
    /// Its total in minor units.
    pub total: i64,
    /// What is open on it, charges included, in minor units.
    pub open: i64,
    /// What was charged on it for being late, less what was undone or waived, in minor units; whatever
    /// was paid of it.
    pub charges: i64,
    /// Its instalments, when there is more than one or a discount for paying early.
    pub schedule: Option<Vec<Instalment>>,
    /// Its terms, in words.
    pub terms: Option<String>,
    /// The customer's reference.
    pub reference: Option<String>,
    /// The day on which nothing was open on it any more.
    pub settled_on: Option<Date>,
    /// The hash of the row it was imported from, to know an unchanged row by.
    pub row_hash: Option<i64>,
    /// Whether an entry came in that counts from before interest was charged on it, so that the next
    /// run charges it anew.
    pub recharge: bool,
}

impl Invoice {
    /// What is open of its charges, in minor units.
    #[must_use]
    pub fn open_charges(&self) -> i64 {
        open_charges(self.charges, self.open)
    }

    /// What is open without charges, in minor units.
    #[must_use]
    pub fn principal(&self) -> i64 {
        self.open - self.open_charges()
    }

    /// What is open on each instalment.
    #[must_use]
    pub fn open_parts(&self) -> Vec<OpenPart> {
        open_parts(&self.instalments(), self.open, self.open_charges())
    }

    /// Its instalments in order: the schedule, or one of the whole total on the due day.
    #[must_use]
    pub fn instalments(&self) -> Vec<Instalment> {
        instalments(self.due, self.total, self.schedule.clone())
    }

    /// The day on which its last instalment is due: paid after it, the invoice was paid late.
    #[must_use]
    pub fn last_due(&self) -> Date {
        self.schedule
            .as_ref()
            .and_then(|parts| parts.last())
            .map_or(self.due, |part| part.due)
    }
}

/// The instalments that the columns of an invoice stand for.
pub(crate) fn instalments(
    due: Date,
    total: i64,
    schedule: Option<Vec<Instalment>>,
) -> Vec<Instalment> {
    match schedule {
        Some(parts) if !parts.is_empty() => parts,
        _ => vec![Instalment {
            due,
            amount: total,
            discount: None,
        }],
    }
}

impl Record for Invoice {
    fn from_cells(row: &dyn Cells) -> Result<Self> {
        Invoice::from_columns(&mut Columns::new("invoice", row))
    }
}

impl Invoice {
    fn from_columns(columns: &mut Columns<'_>) -> Result<Self> {
        Ok(Invoice {
            customer: columns.next("customer_id")?,
            id: columns.next("id")?,
            number: columns.next("number")?,
            currency: columns.next("currency")?,
            issued: columns.next("issued")?,
            due: columns.next("due")?,
            total: columns.next("total_minor")?,
            open: columns.next("open_minor")?,
            charges: columns.next("charges_minor")?,
            schedule: columns.optional_json("schedule")?,
            terms: columns.next("terms")?,
            reference: columns.next("reference")?,
            settled_on: columns.next("settled_on")?,
            row_hash: columns.next("row_hash")?,
            recharge: columns.next("recharge")?,
        })
    }
}

macro_rules! columns {
    () => {
        "i.customer_id, i.id, i.number, i.currency, i.issued, i.due, i.total_minor, i.open_minor, \
         i.charges_minor, i.schedule, i.terms, i.reference, i.settled_on, i.row_hash, i.recharge"
    };
}

macro_rules! select {
    ($rest:literal) => {
        concat!(
            "SELECT ",
            columns!(),
            " FROM invoice i WHERE i.book_id = $1 AND ",
            $rest
        )
    };
}

const BY_NUMBER: Sql = Sql::Both(select!("i.number = $2"));
const BY_NUMBERS: Sql = by_texts!(select!("i.number"), "ORDER BY i.number");
const BY_IDS: Sql = by_ids!(select!("i.id"), "ORDER BY i.id");
const OF_CUSTOMER: Sql = Sql::Both(select!(
    "i.customer_id = $2 ORDER BY i.due, i.issued, i.number"
));
const OPEN_OF_CUSTOMER: Sql = Sql::Both(select!(
    "i.customer_id = $2 AND i.open_minor <> 0 ORDER BY i.due, i.issued, i.number"
));
const IN_RANGE: Sql = Sql::Both(select!(
    "i.customer_id BETWEEN $2 AND $3 ORDER BY i.customer_id, i.id"
));
const OPEN_ON: Sql = Sql::Both(concat!(
    "SELECT ",
    columns!(),
    ", e.open_then FROM invoice i JOIN (",
    "SELECT book_id, invoice_id, CAST(SUM(invoice_effect) AS BIGINT) AS open_then FROM entry ",
    "WHERE book_id = $1 AND date <= $2 AND invoice_id IS NOT NULL ",
    "GROUP BY book_id, invoice_id HAVING SUM(invoice_effect) <> 0",
    ") e ON e.book_id = i.book_id AND e.invoice_id = i.id ",
    "WHERE i.book_id = $1 ORDER BY i.customer_id, i.currency, i.due, i.issued, i.number"
));
const TO_RECHARGE: Sql = Sql::Both(select!("i.recharge ORDER BY i.customer_id, i.id"));
const AMEND: Sql = Sql::Both(
    "UPDATE invoice SET issued = $3, due = $4, total_minor = $5, schedule = $6, terms = $7, reference = $8, \
     row_hash = $9 WHERE book_id = $1 AND id = $2",
);

pub(crate) const SQL: &[Sql] = &[
    BY_NUMBER,
    BY_NUMBERS,
    BY_IDS,
    OF_CUSTOMER,
    OPEN_OF_CUSTOMER,
    IN_RANGE,
    OPEN_ON,
    TO_RECHARGE,
    AMEND,
];

const PUT: Bulk = Bulk {
    table: "invoice",
    columns: "book_id, customer_id, id, number, currency, issued, due, total_minor, open_minor, schedule, terms, \
              reference, settled_on, row_hash",
    one: "INSERT INTO invoice (book_id, customer_id, id, number, currency, issued, due, total_minor, open_minor, \
          schedule, terms, reference, settled_on, row_hash) \
          VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14)",
    merge: None,
};
const UPDATE_OPEN: Bulk = Bulk {
    table: "invoice",
    columns: "book_id, customer_id, id, open_minor, charges_minor, settled_on, recharge",
    one: "UPDATE invoice SET open_minor = $4, charges_minor = $5, settled_on = $6, recharge = $7 \
          WHERE book_id = $1 AND customer_id = $2 AND id = $3",
    merge: Some(
        "UPDATE invoice i SET open_minor = s.open_minor, charges_minor = s.charges_minor, \
         settled_on = s.settled_on, recharge = s.recharge FROM staging s \
         WHERE i.book_id = s.book_id AND i.customer_id = s.customer_id AND i.id = s.id",
    ),
};

pub(crate) const BULK: &[Bulk] = &[PUT, UPDATE_OPEN];

/// The invoice of that number.
///
/// # Errors
/// When the database fails.
pub async fn by_number(uow: &mut Uow, book: BookId, number: &str) -> Result<Option<Invoice>> {
    uow.one(BY_NUMBER, &[book.into(), number.into()]).await
}

/// The invoices of those numbers, by number; unknown numbers are left out.
///
/// # Errors
/// When the database fails.
pub async fn by_numbers(uow: &mut Uow, book: BookId, numbers: &[&str]) -> Result<Vec<Invoice>> {
    uow.all(BY_NUMBERS, &[book.into(), Value::Texts(numbers.to_vec())])
        .await
}

/// The invoices of those ids, by id; unknown ids are left out.
///
/// # Errors
/// When the database fails.
pub async fn by_ids(uow: &mut Uow, book: BookId, ids: &[InvoiceId]) -> Result<Vec<Invoice>> {
    let ids = Value::Ids(ids.iter().map(|id| id.uuid()).collect());
    uow.all(BY_IDS, &[book.into(), ids]).await
}

/// A customer's invoices, oldest due first; with `open_only` those on which something is open.
///
/// # Errors
/// When the database fails.
pub async fn of_customer(
    uow: &mut Uow,
    book: BookId,
    customer: CustomerId,
    open_only: bool,
) -> Result<Vec<Invoice>> {
    let sql = if open_only {
        OPEN_OF_CUSTOMER
    } else {
        OF_CUSTOMER
    };
    uow.all(sql, &[book.into(), customer.into()]).await
}

/// The invoices of the customers whose ids lie in a range, both ends included.
pub(crate) async fn in_range(
    uow: &mut Uow,
    book: BookId,
    (first, last): (CustomerId, CustomerId),
) -> Result<Vec<Invoice>> {
    uow.all(IN_RANGE, &[book.into(), first.into(), last.into()])
        .await
}

/// Gives every invoice on which something was open at the end of `date` to `each`, with its `open`
/// as it was then in minor units; by customer and currency, oldest due first.
///
/// # Errors
/// When the database fails.
pub async fn open_on(
    uow: &mut Uow,
    book: BookId,
    date: Date,
    mut each: impl FnMut(Invoice) + Send,
) -> Result<()> {
    uow.each(OPEN_ON, &[book.into(), date.into()], |row| {
        let mut columns = Columns::new("invoice", row);
        let mut invoice = Invoice::from_columns(&mut columns)?;
        invoice.open = columns.next("open_then")?;
        each(invoice);
        Ok(())
    })
    .await
}

/// The invoices on which interest is to be charged anew, by customer.
///
/// # Errors
/// When the database fails.
pub async fn to_recharge(uow: &mut Uow, book: BookId) -> Result<Vec<Invoice>> {
    uow.all(TO_RECHARGE, &[book.into()]).await
}

/// Adds invoices with their caches as given; new ones have no charges. Their entries and their accounts are added by
/// [`crate::entries::put`] and [`crate::accounts::put`], or all at once by
/// [`crate::entries::post`] when `open` is zero here and the invoice's entry is posted. Many at once
/// come in fastest by customer: that is the order in which they are kept.
///
/// # Errors
/// A duplicate when there is an invoice of one of the numbers.
pub async fn put(uow: &mut Uow, book: BookId, invoices: &[Invoice]) -> Result<()> {
    let rows = invoices.iter().map(|invoice| {
        Ok([
            book.into(),
            invoice.customer.into(),
            invoice.id.into(),
            (&invoice.number).into(),
            invoice.currency.into(),
            invoice.issued.into(),
            invoice.due.into(),
            invoice.total.into(),
            invoice.open.into(),
            schedule(invoice)?.into(),
            (&invoice.terms).into(),
            (&invoice.reference).into(),
            invoice.settled_on.into(),
            invoice.row_hash.into(),
        ])
    });
    uow.bulk(&PUT, rows).await.map(drop)
}

/// Changes what an invoice says about itself: dates, total, instalments, terms, reference and the
/// hash of its row. What is open on it changes by a correcting entry, which also has the next run
/// look at the customer; a change without one calls [`crate::accounts::touch`].
///
/// # Errors
/// When there is no such invoice, or the database fails.
pub async fn amend(uow: &mut Uow, book: BookId, invoice: &Invoice) -> Result<()> {
    customers::lock(uow, book, &[invoice.customer]).await?;
    let changed = uow
        .execute(
            AMEND,
            &[
                book.into(),
                invoice.id.into(),
                invoice.issued.into(),
                invoice.due.into(),
                invoice.total.into(),
                schedule(invoice)?.into(),
                (&invoice.terms).into(),
                (&invoice.reference).into(),
                invoice.row_hash.into(),
            ],
        )
        .await?;
    ensure_rows("invoice", changed, 1)
}

/// Writes what the entries of invoices amount to.
pub(crate) async fn update_open(uow: &mut Uow, book: BookId, invoices: &[Invoice]) -> Result<()> {
    let rows = invoices.iter().map(|invoice| {
        Ok([
            book.into(),
            invoice.customer.into(),
            invoice.id.into(),
            invoice.open.into(),
            invoice.charges.into(),
            invoice.settled_on.into(),
            invoice.recharge.into(),
        ])
    });
    let changed = uow.bulk(&UPDATE_OPEN, rows).await?;
    ensure_rows("invoice", changed, invoices.len() as u64)
}

fn schedule(invoice: &Invoice) -> Result<Option<String>> {
    invoice
        .schedule
        .as_ref()
        .map(|parts| json("the schedule", parts))
        .transpose()
}
