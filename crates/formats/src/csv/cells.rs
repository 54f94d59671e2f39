//! One row to one record, or to the first problem that keeps it from being one.

use std::borrow::Cow;

use dunwell_core::currency::Currency;
use dunwell_core::sentence::Sentence;
use jiff::civil::Date;

use super::encoding::is_of_no_code_page;
use super::plan::{Bound, CellPiece, CellSource, Plan};
use super::split::Row;
use super::spreadsheet::{is_day_number, is_rounded, unwrapped};
use crate::limits::{AMOUNT_DIGITS_MAX, YEAR_MAX, YEAR_MIN};
use crate::problem::{Problem, RowSpan, shown};
use crate::record::{CreditNote, Customer, Dispute, Invoice, Payment, Record};
use crate::style::{AmountFault, Beside, DateFault, read_amount, read_date};
use crate::{DateStyle, Decimal, Field, FieldType, Kind, NumberStyle};

/// What systems write for nothing in a column of dates or amounts.
const NULL_WORDS: [&str; 9] = [
    "null",
    "none",
    "nan",
    "nat",
    "n/a",
    "na",
    "#n/a",
    "nil",
    "0000-00-00",
];

/// What spreadsheets leave on a number that should have been text.
const FLOAT_TAIL: &str = ".0";

/// What was noticed about a column of ids while its rows were read.
#[derive(Clone, Copy, Debug, Default)]
pub(crate) struct Tally {
    pub values: u64,
    /// Values that lost what the profile strips.
    pub stripped: u64,
    /// Values that still end in [`FLOAT_TAIL`].
    pub float_tails: u64,
    /// The line of the first value that a spreadsheet has rounded; 0 where there is none.
    pub first_rounded: u64,
}

/// A row on its way to a record.
pub(crate) struct Cells<'r> {
    pub text: &'r [u8],
    pub row: &'r Row,
    /// Where the row stands, for problems.
    pub span: RowSpan,
    pub plan: &'r Plan,
    pub quote: u8,
    pub file: &'r str,
    /// The currency of rows that name none, where it is known.
    pub assumed: Option<Currency>,
    /// One for each bound field.
    pub tallies: &'r mut [Tally],
}

type Result<T> = std::result::Result<T, Problem>;

impl<'r> Cells<'r> {
    pub(crate) fn record(&mut self) -> Result<Record> {
        match self.plan.kind {
            Kind::Invoices => self.invoice().map(Record::Invoice),
            Kind::Payments => self.payment().map(Record::Payment),
            Kind::CreditNotes => self.credit_note().map(Record::CreditNote),
            Kind::Customers => self.customer().map(Record::Customer),
            Kind::Disputes => self.dispute().map(Record::Dispute),
        }
    }

    fn invoice(&mut self) -> Result<Invoice> {
        let mut currency = self.currency()?;
        let invoice = Invoice {
            number: self.needed_text(Field::Number)?,
            customer: self.needed_text(Field::Customer)?,
            name: self.text(Field::Name)?,
            issued: self.date(Field::Issued)?,
            due: self.date(Field::Due)?,
            terms: self.text(Field::Terms)?,
            amount: self.needed_amount(Field::Amount, &mut currency)?,
            tax: self.amount(Field::Tax, &mut currency)?,
            open: self.amount(Field::Open, &mut currency)?,
            settled: self.date(Field::Settled)?,
            ordered: self.date(Field::Ordered)?,
            delivered: self.date(Field::Delivered)?,
            received: self.date(Field::Received)?,
            arrived: self.date(Field::Arrived)?,
            disputed: self.flag(Field::Disputed)?,
            dispute_amount: self.amount(Field::DisputeAmount, &mut currency)?,
            currency,
            reference: self.text(Field::Reference)?,
            po: self.text(Field::Po)?,
            country: self.text(Field::Country)?,
            language: self.text(Field::Language)?,
            email: self.text(Field::Email)?,
            phone: self.text(Field::Phone)?,
        };
        if invoice.due.is_none() && invoice.issued.is_none() {
            let field = if self.plan.get(Field::Due).is_some() {
                Field::Due
            } else {
                Field::Issued
            };
            let why = Sentence::new(
                "row.no-day",
                "an invoice needs a due date or an invoice date; this row has neither",
            );
            return Err(self.problem(field, "", why));
        }
        Ok(invoice)
    }

    fn payment(&mut self) -> Result<Payment> {
        let mut currency = self.currency()?;
        Ok(Payment {
            customer: self.text(Field::Customer)?,
            name: self.text(Field::Name)?,
            date: self.needed_date(Field::Date)?,
            amount: self.needed_amount(Field::Amount, &mut currency)?,
            currency,
            invoice: self.text(Field::Invoice)?,
            reference: self.text(Field::Reference)?,
        })
    }

    fn credit_note(&mut self) -> Result<CreditNote> {
        let mut currency = self.currency()?;
        Ok(CreditNote {
            number: self.needed_text(Field::Number)?,
            customer: self.needed_text(Field::Customer)?,
            date: self.needed_date(Field::Date)?,
            amount: self.needed_amount(Field::Amount, &mut currency)?,
            currency,
            invoice: self.text(Field::Invoice)?,
            reference: self.text(Field::Reference)?,
        })
    }

    fn customer(&mut self) -> Result<Customer> {
        Ok(Customer {
            number: self.needed_text(Field::Number)?,
            name: self.text(Field::Name)?,
            email: self.text(Field::Email)?,
            phone: self.text(Field::Phone)?,
            sms: self.text(Field::Sms)?,
            country: self.text(Field::Country)?,
            language: self.text(Field::Language)?,
            since: self.date(Field::Since)?,
            address: self.text(Field::Address)?,
            contact: self.text(Field::Contact)?,
            terms: self.text(Field::Terms)?,
            vat: self.text(Field::Vat)?,
            kind: self.text(Field::Debtor)?,
        })
    }

    fn dispute(&mut self) -> Result<Dispute> {
        Ok(Dispute {
            invoice: self.needed_text(Field::Invoice)?,
            customer: self.text(Field::Customer)?,
            opened: self.date(Field::Opened)?,
            amount: self.amount(Field::Amount, &mut None)?,
            reason: self.text(Field::Reason)?,
            resolved: self.date(Field::Resolved)?,
        })
    }

    /// The trimmed value of a field; `None` where the file has no such field or it is empty here.
    fn value(&self, field: Field) -> Result<Option<(&'r Bound, Cow<'r, str>)>> {
        let Some((_, bound)) = self.plan.get(field) else {
            return Ok(None);
        };
        let value = match &bound.source {
            CellSource::Value(value) => Cow::Borrowed(&**value),
            CellSource::Cell(cell) => self.cell(field, *cell)?,
            CellSource::Join(pieces) => {
                let mut joined = String::new();
                for piece in pieces {
                    match piece {
                        CellPiece::Text(text) => joined.push_str(text),
                        CellPiece::Cell(cell) => match self.cell(field, *cell)? {
                            // Half a number would be the number of another document.
                            part if part.is_empty() => return Ok(None),
                            part => joined.push_str(&part),
                        },
                    }
                }
                Cow::Owned(joined)
            }
        };
        Ok(if value.is_empty() {
            None
        } else {
            Some((bound, value))
        })
    }

    fn cell(&self, field: Field, cell: usize) -> Result<Cow<'r, str>> {
        let bytes = self.row.field(self.text, cell, self.quote);
        let damaged = || {
            Sentence::new(
                "row.damaged",
                "the text is damaged: some of its bytes are not characters of the file's encoding",
            )
        };
        let trimmed = match bytes {
            Cow::Borrowed(bytes) => match std::str::from_utf8(bytes) {
                Ok(text) => Cow::Borrowed(unwrapped(text.trim())),
                Err(_) => {
                    return Err(self.problem(field, &String::from_utf8_lossy(bytes), damaged()));
                }
            },
            Cow::Owned(bytes) => match String::from_utf8(bytes) {
                Ok(text) => Cow::Owned(unwrapped(text.trim()).to_owned()),
                Err(error) => {
                    return Err(self.problem(
                        field,
                        &String::from_utf8_lossy(error.as_bytes()),
                        damaged(),
                    ));
                }
            },
        };
        if trimmed.contains('\0') {
            let value = trimmed.replace('\0', "\u{fffd}");
            let why = Sentence::new("row.nul", "the text is damaged: it holds NUL bytes");
            return Err(self.problem(field, &value, why));
        }
        if !trimmed.is_ascii() && trimmed.contains(is_of_no_code_page) {
            let value = trimmed.replace(is_of_no_code_page, "\u{fffd}");
            return Err(self.problem(field, &value, damaged()));
        }
        Ok(trimmed)
    }

    fn text(&mut self, field: Field) -> Result<Option<Box<str>>> {
        let Some((bound, value)) = self.value(field)? else {
            return Ok(None);
        };
        let stripped = bound
            .strip
            .as_deref()
            .and_then(|tail| value.strip_suffix(tail));
        let text = stripped.unwrap_or(&value).trim_end();
        if field.field_type() == FieldType::Id
            && let Some((slot, _)) = self.plan.get(field)
            && let Some(tally) = self.tallies.get_mut(slot)
        {
            tally.values += 1;
            tally.stripped += u64::from(stripped.is_some());
            tally.float_tails += u64::from(text.ends_with(FLOAT_TAIL));
            if tally.first_rounded == 0 && is_rounded(text) {
                tally.first_rounded = self.row.line;
            }
        }
        Ok(if text.is_empty() {
            None
        } else if field != Field::Address && text.chars().any(char::is_control) {
            Some(on_one_line(text))
        } else {
            Some(text.into())
        })
    }

    fn needed_text(&mut self, field: Field) -> Result<Box<str>> {
        match self.text(field)? {
            Some(text) => Ok(text),
            None => Err(self.empty(field)),
        }
    }

    fn date(&self, field: Field) -> Result<Option<Date>> {
        let Some((bound, value)) = self.value(field)? else {
            return Ok(None);
        };
        let style = bound.date.unwrap_or(DateStyle::Ymd);
        match read_date(&value, style) {
            Ok(date) => Ok(Some(date)),
            Err(_) if is_null(&value) => Ok(None),
            Err(_) if is_day_number(&value) => {
                let why = Sentence::new(
                    "row.day-number",
                    "{number} is a spreadsheet's day number; give column '{column}' a date format and export again",
                )
                .with("number", &*value)
                .with("column", &bound.label);
                Err(self.problem(field, &value, why))
            }
            Err(fault) => {
                let wrong = match fault {
                    DateFault::Form => {
                        Sentence::new("row.not-of-that-form", "this is not a date of that form")
                    }
                    DateFault::NoSuchDay => {
                        Sentence::new("row.no-such-day", "there is no such day")
                    }
                    DateFault::Year => {
                        Sentence::new("row.year", "the year is not between {first} and {last}")
                            .with("first", YEAR_MIN.to_string())
                            .with("last", YEAR_MAX.to_string())
                    }
                };
                let why = Sentence::new(
                    "row.date",
                    "the dates of column '{column}' are written {pattern}; {wrong}",
                )
                .with("column", &bound.label)
                .with("pattern", style.pattern())
                .with("wrong", wrong);
                Err(self.problem(field, &value, why))
            }
        }
    }

    fn needed_date(&self, field: Field) -> Result<Date> {
        self.date(field)?.ok_or_else(|| self.empty(field))
    }

    /// An amount. A currency that stands beside it must be the row's; where the row has none yet,
    /// it becomes the row's. A sign of several currencies must be one of the row's currency, or else
    /// of the one that is assumed for rows that name none.
    fn amount(&self, field: Field, currency: &mut Option<Currency>) -> Result<Option<Decimal>> {
        let Some((bound, value)) = self.value(field)? else {
            return Ok(None);
        };
        let style = bound.decimal.unwrap_or(NumberStyle::Point);
        let amount = match read_amount(&value, style) {
            Ok(amount) => amount,
            Err(_) if is_null(&value) => return Ok(None),
            Err(AmountFault::Form) => {
                let example = match style {
                    NumberStyle::Point => "1,234.56",
                    NumberStyle::Comma => "1.234,56",
                };
                let why = Sentence::new(
                    "row.amount",
                    "this is not an amount; the amounts of column '{column}' are written like {example}",
                )
                .with("column", &bound.label)
                .with("example", example);
                return Err(self.problem(field, &value, why));
            }
            Err(AmountFault::TooLong) => {
                let why = Sentence::new("row.digits", "an amount has at most {most} digits")
                    .with("most", AMOUNT_DIGITS_MAX);
                return Err(self.problem(field, &value, why));
            }
        };
        match (amount.beside, currency.or(self.assumed)) {
            (Beside::Currency(beside), _) if currency.is_none() => *currency = Some(beside),
            (Beside::Currency(beside), Some(own)) if beside != own => {
                let why = Sentence::new(
                    "row.two-currencies",
                    "the amount is in {beside} but the currency of this row is {own}",
                )
                .with("beside", beside)
                .with("own", own);
                return Err(self.problem(field, &value, why));
            }
            (Beside::Shared(shared), Some(own)) if !shared.is_of(own) => {
                let why = Sentence::new(
                    "row.sign-of-others",
                    "the amount is written with {sign}, which stands for several currencies but not for {own}, the currency of this row; name the right one in the row, or for all rows that name none with --currency",
                )
                .with("sign", shared.sign)
                .with("own", own);
                return Err(self.problem(field, &value, why));
            }
            _ => {}
        }
        Ok(Some(amount.value))
    }

    fn needed_amount(&self, field: Field, currency: &mut Option<Currency>) -> Result<Decimal> {
        self.amount(field, currency)?
            .ok_or_else(|| self.empty(field))
    }

    fn currency(&self) -> Result<Option<Currency>> {
        let Some((_, value)) = self.value(Field::Currency)? else {
            return Ok(None);
        };
        match Currency::from_code(&value) {
            Ok(currency) => Ok(Some(currency)),
            Err(_) => {
                let why = Sentence::new(
                    "row.currency",
                    "this is not a currency code; write an ISO 4217 code such as EUR",
                );
                Err(self.problem(Field::Currency, &value, why))
            }
        }
    }

    fn flag(&self, field: Field) -> Result<Option<bool>> {
        let Some((bound, value)) = self.value(field)? else {
            return Ok(None);
        };
        let word = value.to_lowercase();
        if bound.yes.iter().any(|yes| **yes == *word) {
            Ok(Some(true))
        } else if bound.no.iter().any(|no| **no == *word) {
            Ok(Some(false))
        } else {
            let why = Sentence::new(
                "row.flag",
                "this is neither yes nor no; add the word to yes = [...] or no = [...] of '{field}' in a profile",
            )
            .with("field", field.key());
            Err(self.problem(field, &value, why))
        }
    }

    fn empty(&self, field: Field) -> Problem {
        let why = match self.plan.get(field) {
            Some((_, bound)) => Sentence::new(
                "row.empty",
                "column '{column}' is empty here and must not be",
            )
            .with("column", &bound.label),
            None => Sentence::new("row.nothing", "this must not be empty"),
        };
        self.problem(field, "", why)
    }

    fn problem(&self, field: Field, value: &str, reason: Sentence) -> Problem {
        Problem {
            file: self.file.into(),
            line: self.row.line,
            field: field.key().into(),
            value: shown(value),
            reason: Box::new(reason),
            row: self.span,
        }
    }
}

fn is_null(value: &str) -> bool {
    NULL_WORDS
        .iter()
        .any(|word| word.eq_ignore_ascii_case(value))
}

/// A text without line breaks and other control characters: names and references stand in headers
/// and tables, where one would break the line.
fn on_one_line(text: &str) -> Box<str> {
    let plain = text.replace(char::is_control, " ");
    plain
        .split_whitespace()
        .collect::<Vec<_>>()
        .join(" ")
        .into()
}
