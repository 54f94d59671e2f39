//! Search as you type: customers by name, number, e-mail address and telephone number, invoices by
//! number. The best come first, and few.

use std::cmp::Reverse;
use std::collections::{HashMap, HashSet};

use dunwell_core::dates::days_between;
use dunwell_core::id::{CustomerId, InvoiceId};
use dunwell_core::money::Money;
use dunwell_store::search::{self, Hit, InvoiceHit};
use dunwell_store::{Db, Uow, standing};
use jiff::civil::Date;
use serde::Serialize;

use super::{CustomerName, names, read};
use crate::book::Book;
use crate::error::Result;

/// How many customers and how many invoices are given unless another number is asked for.
pub const SHOWN: usize = 10;

/// How many texts are looked at before the best are chosen.
const CANDIDATES: usize = 400;

/// From how many digits on a text may be a telephone number.
const PHONE_DIGITS: usize = 5;

/// How many digits of the end of a telephone number tell it apart, whatever country code or zero
/// stands before them.
const PHONE_TAIL: usize = 9;

/// How many zeros before a number a person may leave out.
const ZEROS_LEFT_OUT: usize = 6;

/// What was found.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, utoipa::ToSchema)]
pub struct Found {
    /// What was looked for.
    pub words: String,
    /// The day from which lateness is counted.
    pub as_of: Date,
    /// Customers, the best first.
    pub customers: Vec<FoundCustomer>,
    /// Invoices, the best first.
    pub invoices: Vec<FoundInvoice>,
}

/// A customer that was found.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, utoipa::ToSchema)]
pub struct FoundCustomer {
    /// The customer.
    #[serde(flatten)]
    pub customer: CustomerName,
    /// What was found.
    pub by: By,
    /// What was found, in the form in which it is compared; none when it is the name or the number
    /// that is shown anyway.
    pub text: Option<String>,
    /// What is open, in each currency in which something is.
    pub balances: Vec<Money>,
}

/// An invoice that was found.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, utoipa::ToSchema)]
pub struct FoundInvoice {
    /// Its number.
    pub invoice: String,
    /// The customer.
    pub customer: CustomerName,
    /// The customer's reference.
    pub reference: Option<String>,
    /// Its total.
    pub total: Money,
    /// What is open on it.
    pub open: Money,
    /// The day on which it, or its first instalment, is due.
    pub due: Date,
    /// Days since then; before it the number is negative.
    pub days_late: i32,
}

/// In what something was found.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, utoipa::ToSchema)]
#[serde(rename_all = "kebab-case")]
#[schema(as = FoundBy)]
pub enum By {
    /// In the number.
    Number,
    /// In a spelling of the name.
    Name,
    /// In an e-mail address.
    Email,
    /// In a telephone number.
    Phone,
}

/// How well a text fits: the first is the best.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
enum Fit {
    /// It is what was looked for.
    Whole,
    /// It begins with it.
    Beginning,
    /// One of its words begins with it.
    Word,
    /// It stands somewhere in it.
    Within,
}

/// Finds customers and invoices by what a person has typed so far; at most `limit` of each.
///
/// All words must stand in the same name, address or number. Words of fewer than three letters are
/// found only where a number or a name begins with what was typed.
///
/// # Errors
/// When the database fails.
pub async fn search(db: &Db, book: &Book, words: &str, limit: usize, today: Date) -> Result<Found> {
    read(db, async |uow| {
        let typed = words.trim();
        Ok(Found {
            words: typed.to_owned(),
            as_of: today,
            customers: customers(uow, book, typed, limit).await?,
            invoices: invoices(uow, book, typed, limit, today).await?,
        })
    })
    .await
}

async fn customers(
    uow: &mut Uow,
    book: &Book,
    typed: &str,
    limit: usize,
) -> Result<Vec<FoundCustomer>> {
    if typed.is_empty() {
        return Ok(Vec::new());
    }
    let mut best: HashMap<CustomerId, (Fit, By, String)> = HashMap::new();
    for (by, hit, fit) in candidates(uow, book, typed).await? {
        let this = (fit, by, hit.text);
        best.entry(hit.customer)
            .and_modify(|known| {
                if this.0 < known.0 {
                    known.clone_from(&this);
                }
            })
            .or_insert(this);
    }
    let mut found: Vec<(CustomerId, (Fit, By, String))> = best.into_iter().collect();
    // Of those that fit equally well, the names are in order; what they owe decides further down.
    found.sort_by(|a, b| (a.1.0, &a.1.2, a.0).cmp(&(b.1.0, &b.1.2, b.0)));
    found.truncate(CANDIDATES);
    let names = names(uow, book, found.iter().map(|(id, _)| *id)).await?;
    let ids: Vec<CustomerId> = found.iter().map(|(id, _)| *id).collect();
    let mut balances: HashMap<CustomerId, Vec<Money>> = HashMap::new();
    for account in standing::of_customers(uow, book.id, &ids).await? {
        if account.balance != 0 {
            let balance = Money::new(account.balance, account.currency);
            balances.entry(account.customer).or_default().push(balance);
        }
    }
    let mut shown: Vec<(Fit, FoundCustomer)> = found
        .into_iter()
        .filter_map(|(id, (fit, by, text))| {
            let customer = names.get(&id)?.clone();
            let is_shown = match by {
                By::Number => true,
                By::Name => search::fold(&customer.name) == text,
                By::Email | By::Phone => false,
            };
            let found = FoundCustomer {
                customer,
                by,
                text: (!is_shown).then_some(text),
                balances: balances.remove(&id).unwrap_or_default(),
            };
            Some((fit, found))
        })
        .collect();
    // Whoever owes something is looked for more often than who does not.
    shown.sort_by(|(a_fit, a), (b_fit, b)| {
        (
            a_fit,
            Reverse(!a.balances.is_empty()),
            &a.customer.name,
            &a.customer.number,
        )
            .cmp(&(
                b_fit,
                Reverse(!b.balances.is_empty()),
                &b.customer.name,
                &b.customer.number,
            ))
    });
    shown.truncate(limit);
    Ok(shown.into_iter().map(|(_, found)| found).collect())
}

/// Every text in which what was typed may stand, with how well it fits.
async fn candidates(uow: &mut Uow, book: &Book, typed: &str) -> Result<Vec<(By, Hit, Fit)>> {
    let limit = i64::try_from(CANDIDATES).unwrap_or(i64::MAX);
    let folded = search::fold(typed);
    let mut found = Vec::new();
    for number in spellings(typed) {
        for hit in search::number_begins(uow, book.id, &number, limit).await? {
            let fit = if hit.text == number {
                Fit::Whole
            } else {
                Fit::Beginning
            };
            found.push((By::Number, hit, fit));
        }
    }
    for number in with_zeros(typed) {
        for hit in search::number_begins(uow, book.id, &number, 1).await? {
            if hit.text == number {
                found.push((By::Number, hit, Fit::Whole));
            }
        }
    }
    for hit in search::name_begins(uow, book.id, &folded, limit).await? {
        let fit = if hit.text == folded {
            Fit::Whole
        } else {
            Fit::Beginning
        };
        found.push((By::Name, hit, fit));
    }
    let words: Vec<&str> = folded.split(' ').collect();
    for hit in search::within(uow, book.id, &words, CANDIDATES).await? {
        let fit = fit(&hit.text, &folded, &words);
        found.push((kind(&hit.text), hit, fit));
    }
    if let Some(tail) = phone_tail(typed) {
        for hit in search::within(uow, book.id, &[&tail], CANDIDATES).await? {
            if kind(&hit.text) == By::Phone {
                let fit = if hit.text.ends_with(&tail) {
                    Fit::Beginning
                } else {
                    Fit::Within
                };
                found.push((By::Phone, hit, fit));
            }
        }
    }
    Ok(found)
}

/// How well a text fits in which all of the words stand.
fn fit(text: &str, typed: &str, words: &[&str]) -> Fit {
    if text == typed {
        return Fit::Whole;
    }
    if text.starts_with(typed) {
        return Fit::Beginning;
    }
    let begins_a_word = |word: &&str| {
        text.match_indices(*word).any(|(at, _)| {
            text[..at]
                .chars()
                .next_back()
                .is_none_or(|before| !before.is_alphanumeric())
        })
    };
    if words.iter().all(begins_a_word) {
        Fit::Word
    } else {
        Fit::Within
    }
}

/// What a text of a customer is: only addresses have an @, only telephone numbers are digits alone.
fn kind(text: &str) -> By {
    if text.contains('@') {
        By::Email
    } else if text.bytes().all(|byte| byte.is_ascii_digit()) {
        By::Phone
    } else {
        By::Name
    }
}

/// The last digits of what may be a telephone number.
fn phone_tail(typed: &str) -> Option<String> {
    let is_of_a_number = |c: char| c.is_ascii_digit() || " +-()/.".contains(c);
    if !typed.chars().all(is_of_a_number) {
        return None;
    }
    let digits = search::digits(typed);
    let significant = digits.trim_start_matches('0');
    if significant.len() < PHONE_DIGITS {
        return None;
    }
    let from = significant.len().saturating_sub(PHONE_TAIL);
    Some(significant[from..].to_owned())
}

/// A number as it was typed, and with its letters all large or all small.
fn spellings(typed: &str) -> Vec<String> {
    let mut spellings = vec![typed.to_owned(), typed.to_uppercase(), typed.to_lowercase()];
    let mut seen = HashSet::new();
    spellings.retain(|spelling| seen.insert(spelling.clone()));
    spellings
}

/// A number of digits alone with the zeros that stand before it and were not typed.
fn with_zeros(typed: &str) -> Vec<String> {
    if typed.is_empty() || !typed.bytes().all(|byte| byte.is_ascii_digit()) {
        return Vec::new();
    }
    (1..=ZEROS_LEFT_OUT)
        .map(|zeros| format!("{}{typed}", "0".repeat(zeros)))
        .collect()
}

async fn invoices(
    uow: &mut Uow,
    book: &Book,
    typed: &str,
    limit: usize,
    today: Date,
) -> Result<Vec<FoundInvoice>> {
    if typed.is_empty() {
        return Ok(Vec::new());
    }
    let few = i64::try_from(limit).unwrap_or(i64::MAX);
    let mut found: Vec<(Fit, InvoiceHit)> = Vec::new();
    for text in spellings(typed) {
        for hit in search::invoice_number_begins(uow, book.id, &text, few).await? {
            let fit = if hit.number == text {
                Fit::Whole
            } else {
                Fit::Beginning
            };
            found.push((fit, hit));
        }
    }
    for text in with_zeros(typed) {
        for hit in search::invoice_number_begins(uow, book.id, &text, 1).await? {
            if hit.number == text {
                found.push((Fit::Whole, hit));
            }
        }
    }
    found.sort_by(|a, b| (a.0, a.1.open == 0, &a.1.number).cmp(&(b.0, b.1.open == 0, &b.1.number)));
    let mut seen: HashSet<InvoiceId> = HashSet::new();
    found.retain(|(_, hit)| seen.insert(hit.id));
    found.truncate(limit);
    let names = names(uow, book, found.iter().map(|(_, hit)| hit.customer)).await?;
    let shown = found.into_iter().filter_map(|(_, hit)| {
        Some(FoundInvoice {
            customer: names.get(&hit.customer)?.clone(),
            invoice: hit.number,
            reference: hit.reference,
            total: Money::new(hit.total, hit.currency),
            open: Money::new(hit.open, hit.currency),
            due: hit.due,
            days_late: days_between(hit.due, today),
        })
    });
    Ok(shown.collect())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_telephone_number_is_known_by_its_end() {
        for (typed, tail) in [
            ("+44 7700 900123", Some("700900123")),
            ("07700 900123", Some("700900123")),
            ("(0)30 12345", Some("3012345")),
            ("1234", None),
            ("R-12345678", None),
        ] {
            assert_eq!(phone_tail(typed).as_deref(), tail, "{typed}");
        }
    }

    #[test]
    fn what_begins_a_word_fits_better_than_what_stands_within() {
        let fits = |text: &str, typed: &str| {
            let words: Vec<&str> = typed.split(' ').collect();
            fit(text, typed, &words)
        };
        assert_eq!(fits("ashdown timber", "ashdown timber"), Fit::Whole);
        assert_eq!(fits("ashdown timber", "ashdown t"), Fit::Beginning);
        assert_eq!(fits("ashdown timber", "timb ash"), Fit::Word);
        assert_eq!(fits("harbour-tools", "tools"), Fit::Word);
        assert_eq!(fits("ashdown timber", "imber"), Fit::Within);
    }

    #[test]
    fn zeros_may_be_left_out_and_letters_be_small() {
        assert_eq!(spellings("r-1"), ["r-1", "R-1"]);
        assert_eq!(with_zeros("77")[..2], ["077", "0077"]);
        assert!(with_zeros("r77").is_empty());
    }
}
