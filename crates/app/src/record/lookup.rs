//! What a person names, found: customers, invoices, accounts, amounts and days; and what to do when
//! it is not there.

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
    let remedy = if near.is_empty() {
        "import customers or their invoices first".to_owned()
    } else {
        format!("did you mean {}?", near.join(" or "))
    };
    Err(AppError::not_found(format!(
        "there is no customer \"{number}\"; {remedy}"
    )))
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
            AppError::not_found(format!(
                "there is no invoice \"{number}\"; \"dunwell customer\" lists a customer's invoices"
            ))
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
            return Err(AppError::refused(format!(
                "invoice {} is not one of customer {} ({})",
                invoice.number, customer.number, customer.name
            )));
        }
        if invoice.currency != currency {
            return Err(AppError::refused(format!(
                "invoice {} is in {}, not in {currency}; record each currency by itself",
                invoice.number, invoice.currency
            )));
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
        return Err(AppError::refused(format!(
            "nothing is open on invoice {}",
            invoice.number
        )));
    }
    if amount > invoice.open {
        return Err(AppError::refused(format!(
            "{} is open on invoice {}, less than {}",
            money(invoice.open),
            invoice.number,
            money(amount)
        )));
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
    let codes: Vec<&str> = found
        .iter()
        .map(|account| account.currency.code())
        .collect();
    let codes = codes.join(" and ");
    if let Some(currency) = currency {
        found.retain(|account| account.currency == currency);
    }
    let who = format!("customer {} ({})", customer.number, customer.name);
    match (found.len(), currency) {
        (1, _) => Ok(found.swap_remove(0)),
        (0, Some(currency)) if !codes.is_empty() => Err(AppError::refused(format!(
            "{who} has no account in {currency}, only in {codes}"
        ))),
        (0, _) => Err(AppError::refused(format!(
            "{who} has no account yet; import its invoices first"
        ))),
        _ => Err(AppError::refused(format!(
            "{who} has accounts in {codes}; say which is meant with --currency"
        ))),
    }
}

/// Reads an id as it is shown.
///
/// # Errors
/// When it is none of this kind.
pub(crate) fn id<T: FromStr<Err = InvalidId>>(text: &str) -> Result<T> {
    text.trim()
        .parse()
        .map_err(|error: InvalidId| AppError::refused(error.to_string()))
}

/// Reads an amount above zero from decimal text.
///
/// # Errors
/// When it is no amount of the currency, or not above zero.
pub(crate) fn amount(text: &str, currency: Currency) -> Result<Money> {
    let amount = Money::parse(text.trim(), currency)
        .map_err(|error| AppError::refused(format!("the amount: {error}")))?;
    if amount.is_positive() {
        Ok(amount)
    } else {
        Err(AppError::refused(format!(
            "the amount: \"{}\" is not above zero",
            text.trim()
        )))
    }
}

/// The day that something happened: the one named, or today.
///
/// # Errors
/// When it has not come yet.
pub(crate) fn not_in_future(work: &Work, date: Option<Date>) -> Result<Date> {
    let date = date.unwrap_or(work.today);
    if date > work.today {
        return Err(AppError::refused(format!(
            "{date} has not come yet; what is recorded has happened, on {} or earlier",
            work.today
        )));
    }
    Ok(date)
}

/// A text that has to say something.
///
/// # Errors
/// When it is empty; `what` names it.
pub(crate) fn not_empty<'a>(text: &'a str, what: &str) -> Result<&'a str> {
    let text = text.trim();
    if text.is_empty() {
        return Err(AppError::refused(format!(
            "{what} is empty; say it in a few words"
        )));
    }
    Ok(text)
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
