//! Invoices and payments that a program brings in, a line of JSON for each. They go the way of the rows
//! of a file: the good ones come in, each refused one is named with its line and reason, and the same
//! lines given twice change nothing.

use dunwell_core::currency::Currency;
use dunwell_core::money::Money;
use dunwell_formats::csv::Entry;
use dunwell_formats::{Decimal, Invoice, Kind, Options, Payment, Profile, Record, RowSpan, limits};
use dunwell_store::Db;
use jiff::civil::Date;
use serde::de::DeserializeOwned;
use serde::{Deserialize, Serialize};

use super::noticed::Noticed;
use super::{BATCH_ROWS, Counts, Import, Rejected, Report, Request};
use crate::book::Book;
use crate::error::Result;
use crate::funnel::{self, Caller, Mode, Work};

/// An invoice, open or settled. It needs the day it was issued or the day it is due.
#[derive(Debug, Clone, PartialEq, Eq, Deserialize, utoipa::ToSchema)]
#[serde(deny_unknown_fields)]
pub struct InvoiceLine {
    /// The invoice's number.
    number: String,
    /// The customer's number.
    customer: String,
    /// What it was issued for, with tax.
    amount: Money,
    /// The customer's name.
    name: Option<String>,
    /// The day it was issued.
    issued: Option<Date>,
    /// The day it is due.
    due: Option<Date>,
    /// The terms of payment: `net 30`.
    terms: Option<String>,
    /// What is still open. When not given: of a new invoice all of it, of a known one what the ledger has,
    /// and nothing of one that was settled.
    open: Option<Money>,
    /// The day on which it was paid in full. Such an invoice brings its payment along.
    settled: Option<Date>,
    /// How much of the amount is tax.
    tax: Option<Money>,
    /// The day on which the customer ordered.
    ordered: Option<Date>,
    /// The day on which the goods were delivered.
    delivered: Option<Date>,
    /// The day on which the customer received the goods.
    received: Option<Date>,
    /// The day on which the goods arrived at their place.
    arrived: Option<Date>,
    /// How much of it is disputed.
    disputed: Option<Money>,
    /// A reference that a payer may quote.
    reference: Option<String>,
    /// The customer's purchase order.
    po: Option<String>,
    /// The customer's country.
    country: Option<String>,
    /// The customer's language.
    language: Option<String>,
    /// The customer's e-mail address.
    email: Option<String>,
    /// The customer's telephone number.
    phone: Option<String>,
}

/// A payment. It names the customer or an invoice.
#[derive(Debug, Clone, PartialEq, Eq, Deserialize, utoipa::ToSchema)]
#[serde(deny_unknown_fields)]
pub struct PaymentLine {
    /// The day on which it arrived.
    date: Date,
    /// How much; above zero.
    amount: Money,
    /// The customer's number.
    customer: Option<String>,
    /// The payer's name.
    name: Option<String>,
    /// The number of the invoice that it pays.
    invoice: Option<String>,
    /// What the payer wrote.
    reference: Option<String>,
}

/// What came of the lines.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize, utoipa::ToSchema)]
pub struct BulkReport {
    /// How many lines were read; empty ones are passed over.
    pub lines: u64,
    /// What happened to the invoices.
    pub invoices: Counts,
    /// What happened to the payments.
    pub payments: Counts,
    /// What happened to the customers they name.
    pub customers: Counts,
    /// The lines that did not come in.
    pub rejected: Vec<RejectedLine>,
    /// Things that a person should know.
    pub notes: Vec<String>,
}

/// A line that did not come in.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, utoipa::ToSchema)]
pub struct RejectedLine {
    /// Which line, from 1.
    pub line: u64,
    /// The field that is wrong; empty where it is the whole line.
    pub field: String,
    /// What stood there.
    pub value: String,
    /// What is wrong and what would be right.
    pub reason: String,
}

/// Brings invoices in.
///
/// # Errors
/// When the key was used for something else, or the database fails; what is wrong with a line is in the
/// report.
pub async fn invoices(
    db: &Db,
    book: &Book,
    caller: Caller<'_>,
    mode: Mode<'_>,
    bytes: &[u8],
) -> Result<BulkReport> {
    bring_in(db, book, caller, mode, Kind::Invoices, bytes).await
}

/// Brings payments in.
///
/// # Errors
/// As [`invoices`].
pub async fn payments(
    db: &Db,
    book: &Book,
    caller: Caller<'_>,
    mode: Mode<'_>,
    bytes: &[u8],
) -> Result<BulkReport> {
    bring_in(db, book, caller, mode, Kind::Payments, bytes).await
}

async fn bring_in(
    db: &Db,
    book: &Book,
    caller: Caller<'_>,
    mode: Mode<'_>,
    kind: Kind,
    bytes: &[u8],
) -> Result<BulkReport> {
    let content = blake3::hash(bytes).to_hex().to_string();
    let input = ("bring-in", format!("{kind:?}"), content);
    funnel::change(
        db,
        book.id,
        caller,
        mode,
        &input,
        async |work: &mut Work| {
            let request = Request {
                files: &[],
                profile: &Profile::plain(),
                options: Options::default(),
                currency: None,
            };
            let mut import = Import {
                book,
                request: &request,
                report: Report::default(),
                first_rows: book.is_empty(&mut work.uow).await?,
                last_terms: Default::default(),
                noticed: Noticed::default(),
            };
            let lines = import.lines(work, kind, bytes).await?;
            import.say_what_was_noticed();
            Ok(told(import.report, lines))
        },
    )
    .await
}

fn told(report: Report, lines: u64) -> BulkReport {
    let mut rejected: Vec<RejectedLine> = report
        .rejected
        .into_iter()
        .map(|row| RejectedLine {
            line: row.line,
            field: row.field,
            value: row.value,
            reason: row.reason.to_string(),
        })
        .collect();
    rejected.sort_by_key(|row| row.line);
    BulkReport {
        lines,
        invoices: report.invoices,
        payments: report.payments,
        customers: report.customers,
        rejected,
        notes: report.notes.iter().map(ToString::to_string).collect(),
    }
}

impl Import<'_> {
    /// Reads line after line; so many records are held at a time as of a file.
    async fn lines(&mut self, work: &mut Work, kind: Kind, bytes: &[u8]) -> Result<u64> {
        let mut batch = Vec::new();
        let mut read = 0;
        for (line, text) in (1..).zip(bytes.split(|byte| *byte == b'\n')) {
            if text.trim_ascii().is_empty() {
                continue;
            }
            read += 1;
            let record = match kind {
                Kind::Payments => parsed(text).and_then(PaymentLine::record),
                _ => parsed(text).and_then(InvoiceLine::record),
            };
            match record {
                Ok(record) => batch.push(Entry {
                    line,
                    row: RowSpan::default(),
                    record,
                }),
                Err(wrong) => self.report.rejected.push(wrong.at(line)),
            }
            if batch.len() >= BATCH_ROWS {
                self.entries(work, kind, std::mem::take(&mut batch)).await?;
            }
        }
        if !batch.is_empty() {
            self.entries(work, kind, batch).await?;
        }
        Ok(read)
    }

    async fn entries(&mut self, work: &mut Work, kind: Kind, batch: Vec<Entry>) -> Result<()> {
        let wrong = self.batch(work, kind, batch).await?;
        self.report
            .rejected
            .extend(wrong.into_iter().map(|wrong| Rejected {
                file: String::new(),
                line: wrong.line,
                field: wrong.field.to_owned(),
                value: wrong.value,
                reason: *wrong.reason,
            }));
        Ok(())
    }
}

/// What is wrong with a line before it is a record. Programs write such lines, and read English.
#[derive(Debug, PartialEq, Eq)]
struct WrongLine {
    field: &'static str,
    value: String,
    reason: String,
}

impl WrongLine {
    fn new(field: &'static str, value: &str, reason: impl Into<String>) -> WrongLine {
        WrongLine {
            field,
            value: value.to_owned(),
            reason: reason.into(),
        }
    }

    fn at(self, line: u64) -> Rejected {
        Rejected {
            file: String::new(),
            line,
            field: self.field.to_owned(),
            value: self.value,
            reason: self.reason.into(),
        }
    }
}

/// The fields that hold a day.
const DAYS: [&str; 8] = [
    "issued",
    "due",
    "settled",
    "ordered",
    "delivered",
    "received",
    "arrived",
    "date",
];

fn parsed<T: DeserializeOwned>(text: &[u8]) -> Result<T, WrongLine> {
    serde_json::from_slice(text)
        .map_err(|error| no_day(text).unwrap_or_else(|| WrongLine::new("", "", error.to_string())))
}

/// The first field that should hold a day and holds something else: what reads the line as a whole does
/// not name it.
fn no_day(text: &[u8]) -> Option<WrongLine> {
    let fields: serde_json::Map<String, serde_json::Value> = serde_json::from_slice(text).ok()?;
    DAYS.into_iter().find_map(|field| {
        let found = fields.get(field)?.as_str()?;
        let reason = "it is no day; one looks like 2026-03-31";
        let is_day = found.parse::<Date>().is_ok();
        (!is_day).then(|| WrongLine::new(field, found, reason))
    })
}

impl InvoiceLine {
    fn record(self) -> Result<Record, WrongLine> {
        let currency = self.amount.currency();
        if self.issued.is_none() && self.due.is_none() {
            let reason = "an invoice needs a due date or an invoice date; this line has neither";
            return Err(WrongLine::new("due", "", reason));
        }
        Ok(Record::Invoice(Invoice {
            number: needed("number", &self.number)?,
            customer: needed("customer", &self.customer)?,
            name: text("name", self.name)?,
            issued: day("issued", self.issued)?,
            due: day("due", self.due)?,
            terms: text("terms", self.terms)?,
            amount: decimal(self.amount),
            open: self
                .open
                .map(|open| in_currency("open", open, currency))
                .transpose()?,
            currency: Some(currency),
            settled: day("settled", self.settled)?,
            tax: self
                .tax
                .map(|tax| in_currency("tax", tax, currency))
                .transpose()?,
            ordered: day("ordered", self.ordered)?,
            delivered: day("delivered", self.delivered)?,
            received: day("received", self.received)?,
            arrived: day("arrived", self.arrived)?,
            disputed: None,
            dispute_amount: self
                .disputed
                .map(|part| in_currency("disputed", part, currency))
                .transpose()?,
            reference: text("reference", self.reference)?,
            po: text("po", self.po)?,
            country: text("country", self.country)?,
            language: text("language", self.language)?,
            email: text("email", self.email)?,
            phone: text("phone", self.phone)?,
        }))
    }
}

impl PaymentLine {
    fn record(self) -> Result<Record, WrongLine> {
        Ok(Record::Payment(Payment {
            customer: text("customer", self.customer)?,
            name: text("name", self.name)?,
            date: within("date", self.date)?,
            amount: decimal(self.amount),
            currency: Some(self.amount.currency()),
            invoice: text("invoice", self.invoice)?,
            reference: text("reference", self.reference)?,
        }))
    }
}

/// Text that has to be there.
fn needed(field: &'static str, given: &str) -> Result<Box<str>, WrongLine> {
    text(field, Some(given.to_owned()))?
        .ok_or_else(|| WrongLine::new(field, "", "it is empty and has to be given"))
}

/// Text without the blanks around it; none when nothing is left. What a database cannot keep is refused.
fn text(field: &'static str, given: Option<String>) -> Result<Option<Box<str>>, WrongLine> {
    let Some(given) = given else {
        return Ok(None);
    };
    if given.contains('\0') {
        let reason = "it holds a character that cannot be kept (U+0000)";
        return Err(WrongLine::new(field, "", reason));
    }
    let given = given.trim();
    Ok((!given.is_empty()).then(|| given.into()))
}

/// A day that is no typing error.
fn within(field: &'static str, day: Date) -> Result<Date, WrongLine> {
    if (limits::YEAR_MIN..=limits::YEAR_MAX).contains(&day.year()) {
        return Ok(day);
    }
    let reason = format!(
        "years lie between {} and {}",
        limits::YEAR_MIN,
        limits::YEAR_MAX
    );
    Err(WrongLine::new(field, &day.to_string(), reason))
}

fn day(field: &'static str, day: Option<Date>) -> Result<Option<Date>, WrongLine> {
    day.map(|day| within(field, day)).transpose()
}

fn decimal(amount: Money) -> Decimal {
    Decimal::new(i128::from(amount.minor()), amount.currency().decimals())
}

fn in_currency(
    field: &'static str,
    amount: Money,
    currency: Currency,
) -> Result<Decimal, WrongLine> {
    if amount.currency() == currency {
        return Ok(decimal(amount));
    }
    let reason = format!("the amount of the invoice is in {currency}");
    Err(WrongLine::new(field, amount.currency().code(), reason))
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used, clippy::panic, reason = "tests")]
    use super::*;

    #[test]
    fn a_line_is_read_or_refused_with_its_field() {
        let check = |line: &str, field: &str, reason: &str| {
            let wrong = parsed(line.as_bytes())
                .and_then(InvoiceLine::record)
                .unwrap_err();
            assert_eq!(wrong.field, field, "{line}");
            assert!(wrong.reason.contains(reason), "{line}: {}", wrong.reason);
        };
        let pounds = r#"{"amount":"1.00","currency":"GBP"}"#;
        let with =
            |more: &str| format!(r#"{{"number":"1","customer":"2","amount":{pounds}{more}}}"#);
        check("{", "", "EOF");
        check("{}", "", "missing field `number`");
        check(&with(r#","dua":"2026-01-01""#), "", "unknown field `dua`");
        check(&with(r#","due":"soon""#), "due", "2026-03-31");
        check(&with(r#","due":"0226-01-01""#), "due", "1900 and 2200");
        check(&with(""), "due", "has neither");
        check(
            &with(r#","due":"2026-01-01","open":{"amount":"1.00","currency":"EUR"}"#),
            "open",
            "in GBP",
        );
        check(
            &with(r#","due":"2026-01-01","name":"a\u0000b""#),
            "name",
            "U+0000",
        );
        let blank = r#"{"number":" ","customer":"2","amount":{"amount":"1.00","currency":"GBP"},"due":"2026-01-01"}"#;
        check(blank, "number", "has to be given");
        let cents = with("").replace("1.00", "1.005");
        check(&cents, "", "1.005");
    }

    #[test]
    fn an_amount_keeps_its_decimals() {
        let line = r#"{"date":"2026-01-02","amount":{"amount":"12.5","currency":"GBP"},"invoice":" R-1 "}"#;
        let record = parsed(line.as_bytes())
            .and_then(PaymentLine::record)
            .unwrap();
        let Record::Payment(payment) = record else {
            panic!("it is a payment")
        };
        assert_eq!(payment.amount.to_string(), "12.50");
        assert_eq!(payment.invoice.as_deref(), Some("R-1"));
    }
}
