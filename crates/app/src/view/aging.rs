//! How old what is owed is, on any day: in total and by customer, in each currency and in one.

use dunwell_core::sentence::Sentence;
use std::collections::HashMap;

use dunwell_core::aging::{Aging, AgingError, Basis, Buckets, Item, Row};
use dunwell_core::currency::Currency;
use dunwell_core::id::CustomerId;
use dunwell_core::money::Money;
use dunwell_core::rates::Rates;
use dunwell_store::invoices::Invoice;
use dunwell_store::{Db, Uow, entries, invoices};
use jiff::civil::Date;
use serde::Serialize;

use super::{CustomerName, names, read};
use crate::book::Book;
use crate::error::{AppError, Result};
use crate::setting::known_rates;

/// Which aging is wanted.
#[derive(Debug, Clone)]
pub struct Request {
    /// The day; what is open is open at its end.
    pub as_of: Date,
    /// From which day an age is counted.
    pub basis: Basis,
    /// The columns.
    pub buckets: Buckets,
    /// Whether to give a line for each customer.
    pub customers: bool,
    /// The currency to give everything in, too.
    pub convert_to: Option<Currency>,
}

/// How old what is owed is.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, utoipa::ToSchema)]
pub struct AgingView {
    /// The day; what is open is open at its end.
    pub as_of: Date,
    /// From which day an age is counted: `due date` or `invoice date`.
    pub basis: &'static str,
    /// The total of each currency, in the order of their codes.
    pub currencies: Vec<Line>,
    /// A line for each customer and currency, the largest first within a currency.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub customers: Option<Vec<CustomerLine>>,
    /// Everything in one currency.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub converted: Option<Converted>,
}

/// One line of an aging.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, utoipa::ToSchema)]
#[schema(as = AgingLine)]
pub struct Line {
    /// The currency.
    pub currency: Currency,
    /// What is open on invoices: the sum of the columns.
    pub total: Money,
    /// The columns.
    pub buckets: Vec<Bucket>,
    /// Money and credit that are not set against an invoice; never taken off the total.
    pub unapplied: Money,
}

/// One column.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, utoipa::ToSchema)]
pub struct Bucket {
    /// Its name: `current`, `1-30`.
    pub label: String,
    /// What is open in it.
    pub amount: Money,
}

/// The line of a customer.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, utoipa::ToSchema)]
#[schema(as = AgingCustomer)]
pub struct CustomerLine {
    /// The customer.
    #[serde(flatten)]
    pub customer: CustomerName,
    /// The line.
    #[serde(flatten)]
    pub line: Line,
}

/// Everything in one currency, at the rates named.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, utoipa::ToSchema)]
#[schema(as = AgingConverted)]
pub struct Converted {
    /// The total.
    #[serde(flatten)]
    pub line: Line,
    /// The rates.
    pub rates: Vec<RateUsed>,
}

/// A rate of exchange that was used.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, utoipa::ToSchema)]
pub struct RateUsed {
    /// The currency that was converted.
    pub from: Currency,
    /// The currency it became.
    pub to: Currency,
    /// Units of `to` for one unit of `from`, exact.
    pub rate: String,
    /// The day of the rate.
    pub date: Date,
}

impl Line {
    /// The line of a row, with names for its columns.
    pub(crate) fn new<K>(row: &Row<K>, buckets: &Buckets) -> Line {
        let money = |minor| Money::new(minor, row.currency);
        let columns = buckets.labels().into_iter().zip(&row.buckets);
        Line {
            currency: row.currency,
            total: money(row.total),
            buckets: columns
                .map(|(label, &minor)| Bucket {
                    label,
                    amount: money(minor),
                })
                .collect(),
            unapplied: money(row.unapplied),
        }
    }
}

/// The words for a basis.
pub(crate) fn basis_in_words(basis: Basis) -> &'static str {
    match basis {
        Basis::DueDate => "due date",
        Basis::InvoiceDate => "invoice date",
    }
}

/// Makes an aging from the entries up to its day.
///
/// # Errors
/// When a rate of exchange is missing, a sum is too large to be kept, or the database fails.
pub async fn aging(db: &Db, book: &Book, request: &Request) -> Result<AgingView> {
    read(db, async |uow| make(uow, book, request).await).await
}

async fn make(uow: &mut Uow, book: &Book, request: &Request) -> Result<AgingView> {
    let aging = Aging {
        buckets: request.buckets.clone(),
        basis: request.basis,
        as_of: request.as_of,
    };
    let mut rows = rows(uow, book, &aging).await?;
    let totals = aging.totals(&rows).map_err(refused)?;
    let mut converted = None;
    if let Some(to) = request.convert_to {
        let rates = known_rates(uow, book, request.as_of).await?;
        rows = aging.in_currency(&rows, to, &rates).map_err(refused)?;
        let total = aging.totals(&rows).map_err(refused)?.pop();
        converted = Some(Converted {
            line: Line::new(
                &total.unwrap_or_else(|| nothing(to, &aging)),
                &aging.buckets,
            ),
            rates: rates_used(&totals, to, &rates),
        });
    }
    let customers = match request.customers {
        true => Some(customer_lines(uow, book, rows, &aging.buckets).await?),
        false => None,
    };
    Ok(AgingView {
        as_of: request.as_of,
        basis: basis_in_words(request.basis),
        currencies: totals
            .iter()
            .map(|row| Line::new(row, &aging.buckets))
            .collect(),
        customers,
        converted,
    })
}

/// A row for each customer and currency with anything open or unapplied at the end of the day.
async fn rows(uow: &mut Uow, book: &Book, aging: &Aging) -> Result<Vec<Row<CustomerId>>> {
    let mut unapplied: HashMap<(CustomerId, Currency), i64> = HashMap::new();
    for (customer, currency, minor) in entries::unapplied_on(uow, book.id, aging.as_of).await? {
        unapplied.insert((customer, currency), minor);
    }
    let mut rows: Vec<Result<Row<CustomerId>, AgingError>> = Vec::new();
    let mut account = None;
    let mut items: Vec<Item> = Vec::new();
    let mut close = |account: &mut Option<(CustomerId, Currency)>, items: &mut Vec<Item>| {
        if let Some((customer, currency)) = account.take() {
            let unapplied = unapplied.remove(&(customer, currency)).unwrap_or(0);
            rows.push(aging.row(customer, currency, items, unapplied));
            items.clear();
        }
    };
    // The invoices come account by account, so that only one account's items are held at a time.
    invoices::open_on(uow, book.id, aging.as_of, |invoice| {
        let of = (invoice.customer, invoice.currency);
        if account != Some(of) {
            close(&mut account, &mut items);
            account = Some(of);
        }
        open_items(&invoice, &mut items);
    })
    .await?;
    close(&mut account, &mut items);
    for ((customer, currency), minor) in unapplied {
        rows.push(aging.row(customer, currency, &[], minor));
    }
    rows.into_iter().collect::<Result<_, _>>().map_err(refused)
}

/// The open instalments of an invoice as it was on the day.
fn open_items(invoice: &Invoice, items: &mut Vec<Item>) {
    let issued = invoice.issued;
    if invoice.open < 0 {
        let due = invoice.last_due();
        return items.push(Item {
            issued,
            due,
            open: invoice.open,
        });
    }
    let parts = invoice.instalments().into_iter().zip(invoice.open_parts());
    let open = parts.filter(|(_, part)| part.open > 0);
    items.extend(open.map(|(instalment, part)| Item {
        issued,
        due: instalment.due,
        open: part.open,
    }));
}

async fn customer_lines(
    uow: &mut Uow,
    book: &Book,
    mut rows: Vec<Row<CustomerId>>,
    buckets: &Buckets,
) -> Result<Vec<CustomerLine>> {
    rows.sort_by_key(|row| {
        (
            row.currency.code(),
            std::cmp::Reverse(row.total),
            row.unapplied,
            row.key,
        )
    });
    let names = names(uow, book, rows.iter().map(|row| row.key)).await?;
    let line = |row: &Row<CustomerId>| {
        let customer = names.get(&row.key)?.clone();
        Some(CustomerLine {
            customer,
            line: Line::new(row, buckets),
        })
    };
    Ok(rows.iter().filter_map(line).collect())
}

fn nothing(currency: Currency, aging: &Aging) -> Row<()> {
    Row {
        key: (),
        currency,
        buckets: vec![0; aging.buckets.count()],
        total: 0,
        unapplied: 0,
    }
}

fn rates_used(totals: &[Row<()>], to: Currency, rates: &Rates) -> Vec<RateUsed> {
    let others = totals
        .iter()
        .map(|row| row.currency)
        .filter(|from| *from != to);
    others
        .filter_map(|from| rates.find(from, to))
        .map(|rate| RateUsed {
            from: rate.from,
            to,
            rate: rate.rate.round_dp(6).normalize().to_string(),
            date: rate.on,
        })
        .collect()
}

fn refused(error: AgingError) -> AppError {
    match error {
        AgingError::NoRate { from, to } => AppError::refused(
            Sentence::new(
                "refusal.view.no-rate",
                "no rate from {from} to {to} is known for the day; set one with: dunwell rate set {from} {to} RATE",
            )
            .with("from", from)
            .with("to", to),
        ),
        other => AppError::refused(other),
    }
}
