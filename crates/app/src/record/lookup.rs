//! What a person names, found: customers, invoices, accounts, amounts and days; and what to do when
//! it is not there.

use dunwell_core::sentence::{Sentence, Value};
use std::str::FromStr;

use dunwell_core::currency::Currency;
use dunwell_core::id::{CustomerId, InvalidId, InvoiceId};
use dunwell_core::money::Money;
use dunwell_store::accounts::{self, AccountRow};
use dunwell_store::customers::{self, Customer};
use dunwell_store::invoices::{self, Invoice};
use jiff::civil::Date;

use crate::error::{AppError, Result};
use crate::funnel::Work;

/// How many customers are proposed when the one that was named is not there.
const PROPOSALS: usize = 5;

/// How many leading zeros a number may have lost, by a spreadsheet for example, to be proposed.
const MOST_ZEROS: usize = 12;

/// Finds a customer by number, and locks it so that what is read next cannot change meanwhile.
///
/// A name is not enough: what is recorded about the wrong customer is hard to find again.
///
/// # Errors
/// When there is no such customer; the text proposes those whose number or name begins alike.
pub(crate) async fn customer(work: &mut Work, number: &str) -> Result<Customer> {
    let number = number.trim();
    if let Some(found) = customers::by_number(&mut work.uow, work.book, number).await? {
        accounts::touch(&mut work.uow, work.book, found.id, None).await?;
        return Ok(found);
    }
    let near = near(work, number).await?;
    let unknown = if near.is_empty() {
        Sentence::new(
            "refusal.record.no-customer",
            "there is no customer \"{number}\"; import customers or their invoices first",
        )
        .with("number", number)
    } else {
        Sentence::new(
            "refusal.record.which-customer",
            "there is no customer \"{number}\"; did you mean {near}?",
        )
        .with("number", number)
        .with("near", Value::OneOf(near))
    };
    Err(AppError::not_found(unknown))
}

/// Customers that may be meant: those whose number differs by leading zeros only, or else those whose
/// number or name begins like the text, or like at least half of it.
async fn near(work: &mut Work, text: &str) -> Result<Vec<String>> {
    let bare = text.trim_start_matches('0');
    let padded: Vec<String> = (0..=MOST_ZEROS)
        .map(|zeros| format!("{}{bare}", "0".repeat(zeros)))
        .collect();
    let padded: Vec<&str> = padded.iter().map(String::as_str).collect();
    let mut found = customers::by_numbers(&mut work.uow, work.book, &padded).await?;
    let ends = text.char_indices().map(|(at, c)| at + c.len_utf8());
    let ends: Vec<usize> = ends.collect();
    for &end in ends.iter().skip(ends.len() / 2).rev() {
        if found.is_empty() {
            found = customers::find(&mut work.uow, work.book, &text[..end]).await?;
        }
    }
    let named = found.iter().take(PROPOSALS);
    Ok(named
        .map(|c| format!("{} ({})", c.number, c.name))
        .collect())
}

/// Finds an invoice by number.
///
/// # Errors
/// When there is no such invoice.
pub(crate) async fn invoice(work: &mut Work, number: &str) -> Result<Invoice> {
    let number = number.trim();
    invoices::by_number(&mut work.uow, work.book, number)
        .await?
        .ok_or_else(|| {
            AppError::not_found(
                Sentence::new(
                    "refusal.record.no-invoice",
                    "there is no invoice \"{number}\"; \"dunwell customer\" lists a customer's invoices",
                )
                .with("number", number),
            )
        })
}

/// Finds an invoice and locks its customer, so that what is open on it cannot change meanwhile.
///
/// # Errors
/// When there is no such invoice.
pub(crate) async fn locked_invoice(work: &mut Work, number: &str) -> Result<Invoice> {
    let found = invoice(work, number).await?;
    accounts::touch(&mut work.uow, work.book, found.customer, None).await?;
    invoice(work, number).await
}

/// Finds the invoices of a customer by their numbers, each once and in the order given.
///
/// # Errors
/// When one is not there, is another customer's, or is in another currency.
pub(crate) async fn invoices_of(
    work: &mut Work,
    customer: &Customer,
    numbers: &[String],
    currency: Currency,
) -> Result<Vec<Invoice>> {
    let mut found: Vec<Invoice> = Vec::with_capacity(numbers.len());
    for number in numbers {
        let invoice = invoice(work, number).await?;
        if invoice.customer != customer.id {
            return Err(AppError::refused(
                Sentence::new(
                    "refusal.record.not-of-customer",
                    "invoice {invoice} is not one of customer {customer} ({name})",
                )
                .with("invoice", &invoice.number)
                .with("customer", &customer.number)
                .with("name", &customer.name),
            ));
        }
        if invoice.currency != currency {
            return Err(AppError::refused(
                Sentence::new(
                    "refusal.record.other-currency",
                    "invoice {invoice} is in {its}, not in {currency}; record each currency by itself",
                )
                .with("invoice", &invoice.number)
                .with("its", invoice.currency)
                .with("currency", currency),
            ));
        }
        if found.iter().all(|known| known.id != invoice.id) {
            found.push(invoice);
        }
    }
    Ok(found)
}

/// Refuses to take more off an invoice than is open on it; `amount` is in minor units.
///
/// # Errors
/// When nothing or less is open.
pub(crate) fn at_most_open(invoice: &Invoice, amount: i64) -> Result<()> {
    let money = |minor| Money::new(minor, invoice.currency);
    if invoice.open <= 0 {
        return Err(AppError::refused(
            Sentence::new(
                "refusal.record.nothing-open",
                "nothing is open on invoice {invoice}",
            )
            .with("invoice", &invoice.number),
        ));
    }
    if amount > invoice.open {
        return Err(AppError::refused(
            Sentence::new(
                "refusal.record.less-is-open",
                "{open} is open on invoice {invoice}, less than {amount}",
            )
            .with("open", money(invoice.open))
            .with("invoice", &invoice.number)
            .with("amount", money(amount)),
        ));
    }
    Ok(())
}

/// The accounts of a customer, by currency.
///
/// # Errors
/// When the database fails.
pub(crate) async fn accounts(work: &mut Work, customer: &Customer) -> Result<Vec<AccountRow>> {
    Ok(accounts::of_customer(&mut work.uow, work.book, customer.id).await?)
}

/// The account that is meant: the one in the named currency, or the customer's only one.
///
/// # Errors
/// When there is none, or when there are several and no currency was named.
pub(crate) async fn only_account(
    work: &mut Work,
    customer: &Customer,
    currency: Option<Currency>,
) -> Result<AccountRow> {
    let mut found = accounts(work, customer).await?;
    let codes: Vec<String> = found
        .iter()
        .map(|account| account.currency.code().to_owned())
        .collect();
    if let Some(currency) = currency {
        found.retain(|account| account.currency == currency);
    }
    let (number, name) = (&customer.number, &customer.name);
    let refusal = match (found.len(), currency) {
        (1, _) => return Ok(found.swap_remove(0)),
        (0, Some(currency)) if !codes.is_empty() => Sentence::new(
            "refusal.record.no-account-in",
            "customer {number} ({name}) has no account in {currency}, only in {codes}",
        )
        .with("number", number)
        .with("name", name)
        .with("currency", currency)
        .with("codes", Value::All(codes)),
        (0, _) => Sentence::new(
            "refusal.record.no-account",
            "customer {number} ({name}) has no account yet; import its invoices first",
        )
        .with("number", number)
        .with("name", name),
        _ => Sentence::new(
            "refusal.record.which-account",
            "customer {number} ({name}) has accounts in {codes}; say which is meant with --currency",
        )
        .with("number", number)
        .with("name", name)
        .with("codes", Value::All(codes)),
    };
    Err(refusal.into())
}

/// Reads an id as it is shown.
///
/// # Errors
/// When it is none of this kind.
pub(crate) fn id<T: FromStr<Err = InvalidId>>(text: &str) -> Result<T> {
    text.trim().parse().map_err(AppError::refused)
}

/// Reads an amount above zero from decimal text.
///
/// # Errors
/// When it is no amount of the currency, or not above zero.
pub(crate) fn amount(text: &str, currency: Currency) -> Result<Money> {
    let amount = Money::parse(text.trim(), currency).map_err(|error| {
        AppError::refused(
            Sentence::new("refusal.money.no-amount", "the amount: {why}").with("why", error),
        )
    })?;
    if amount.is_positive() {
        Ok(amount)
    } else {
        Err(AppError::refused(
            Sentence::new(
                "refusal.money.not-above-zero",
                "the amount: \"{found}\" is not above zero",
            )
            .with("found", text.trim()),
        ))
    }
}

/// The day that something happened: the one named, or today.
///
/// # Errors
/// When it has not come yet.
pub(crate) fn not_in_future(work: &Work, date: Option<Date>) -> Result<Date> {
    let date = date.unwrap_or(work.today);
    if date > work.today {
        return Err(AppError::refused(not_come_yet(date, work.today)));
    }
    Ok(date)
}

/// That a day on which something is said to have happened lies ahead.
pub(crate) fn not_come_yet(date: Date, today: Date) -> Sentence {
    Sentence::new(
        "refusal.record.in-future",
        "{date} has not come yet; what is recorded has happened, on {today} or earlier",
    )
    .with("date", date)
    .with("today", today)
}

/// A text that has to say something.
///
/// # Errors
/// When it is empty; `what` names it, as the beginning of a sentence.
pub(crate) fn not_empty(text: &str, what: Sentence) -> Result<&str> {
    let text = text.trim();
    if text.is_empty() {
        return Err(AppError::refused(
            Sentence::new(
                "refusal.record.empty",
                "{what} is empty; say it in a few words",
            )
            .with("what", what),
        ));
    }
    Ok(text)
}

/// A reason has to be given.
///
/// # Errors
/// When it is empty.
pub(crate) fn reason(text: &str) -> Result<&str> {
    not_empty(text, Sentence::new("refusal.record.reason", "the reason"))
}

/// The customer of that id, which something in the database names.
///
/// # Errors
/// When the customer is missing, or the database fails.
pub(crate) async fn customer_by_id(work: &mut Work, id: CustomerId) -> Result<Customer> {
    customers::by_id(&mut work.uow, work.book, id)
        .await?
        .ok_or_else(|| AppError::Damaged {
            what: id.to_string(),
            why: "it is missing".to_owned(),
        })
}

/// The invoice of that id, which something in the database names.
///
/// # Errors
/// When the invoice is missing, or the database fails.
pub(crate) async fn invoice_by_id(work: &mut Work, id: InvoiceId) -> Result<Invoice> {
    invoices::by_ids(&mut work.uow, work.book, &[id])
        .await?
        .into_iter()
        .next()
        .ok_or_else(|| AppError::Damaged {
            what: id.to_string(),
            why: "it is missing".to_owned(),
        })
}
