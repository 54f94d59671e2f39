//! A customer accepted terms: what may be charged on the invoices issued from then on.

use dunwell_core::sentence::{Sentence, Value};
use std::fmt::Display;
use std::str::FromStr;

use dunwell_core::charge::{AcceptedTerms, AgreedSum, Fee};
use dunwell_core::currency::Currency;
use dunwell_core::id::TermsAcceptanceId;
use dunwell_core::interest::AgreedRate;
use dunwell_core::money::Money;
use dunwell_store::terms_acceptances::{self, TermsRow};
use dunwell_store::{Db, accounts};
use jiff::civil::Date;
use serde::{Deserialize, Serialize};

use super::lookup::{self, customer_by_id, not_empty, not_in_future};
use crate::book::Book;
use crate::error::{AppError, Result};
use crate::funnel::{self, Caller, Mode, Work};

/// What was accepted.
#[derive(Debug, Clone, Default, Serialize)]
pub struct Request {
    /// The customer's number.
    pub customer: String,
    /// The day on which the terms were accepted; today when not given.
    pub date: Option<Date>,
    /// The interest for paying late: `statutory`, `none`, `12% a year`, `8% over UK_BASE`.
    pub interest: String,
    /// The sum for paying late: `statutory`, `none` or an amount.
    pub fixed_sum: String,
    /// The fees that may be charged: amounts and shares, each up to what is given.
    pub fees: Vec<String>,
    /// The currency of the amounts; the book's when not given.
    pub currency: Option<Currency>,
    /// The jurisdiction whose law the terms stand under; the book's when not given.
    pub law: Option<String>,
    /// When payment is due (`net 30`).
    pub due: Option<String>,
    /// Where the acceptance can be found.
    pub document: String,
}

/// Terms that were recorded.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, utoipa::ToSchema)]
pub struct Accepted {
    /// Their id.
    pub terms: TermsAcceptanceId,
    /// The customer's number.
    pub customer: String,
    /// The customer's name.
    pub name: String,
    /// The day from which they hold for new invoices.
    pub accepted_on: Date,
    /// The interest for paying late.
    pub interest: String,
    /// The sum for paying late.
    pub fixed_sum: String,
    /// The fees that may be charged.
    pub fees: Vec<String>,
}

/// Records that a customer accepted terms. They decide about invoices issued on that day or later.
/// [`withdraw`] takes them back.
///
/// # Errors
/// When the customer is not known, or something in the terms cannot be read.
pub async fn record(
    db: &Db,
    book: &Book,
    caller: Caller<'_>,
    mode: Mode<'_>,
    request: &Request,
) -> Result<Accepted> {
    let input = ("record-terms-acceptance", request);
    funnel::change(db, book.id, caller, mode, &input, async |work| {
        accept(work, book, request).await
    })
    .await
}

async fn accept(work: &mut Work, book: &Book, request: &Request) -> Result<Accepted> {
    let document = not_empty(
        &request.document,
        Sentence::new("refusal.record.document", "the document"),
    )?;
    let accepted_on = not_in_future(work, request.date)?;
    let currency = request.currency.unwrap_or(book.currency);
    let terms = AcceptedTerms {
        id: work.ids.terms_acceptance(),
        accepted_on,
        currency,
        interest: read::<AgreedRate>(Field::Interest, &request.interest)?,
        fixed_sum: read(Field::FixedSum, &request.fixed_sum)?,
        fees: request
            .fees
            .iter()
            .map(|fee| read(Field::Fee, fee))
            .collect::<Result<_>>()?,
        law: request.law.as_deref().map(str::to_ascii_uppercase),
        due: request.due.clone().filter(|due| !due.trim().is_empty()),
        document: document.to_owned(),
    };
    refuse_what_has_no_meaning(book, &terms)?;
    let customer = lookup::customer(work, &request.customer).await?;
    terms_acceptances::insert(&mut work.uow, work.book, customer.id, &terms).await?;
    let result = Accepted {
        terms: terms.id,
        customer: customer.number,
        name: customer.name,
        accepted_on,
        interest: terms.interest.to_string(),
        fixed_sum: terms.fixed_sum.to_string(),
        fees: terms.fees.iter().map(ToString::to_string).collect(),
    };
    let details = serde_json::json!({
        "terms": result.terms, "date": accepted_on, "interest": result.interest,
        "fixed_sum": result.fixed_sum, "fees": result.fees, "currency": currency,
        "law": terms.law, "due": terms.due, "document": document,
    });
    work.journal(customer.id, "terms-accepted", &details)?;
    Ok(result)
}

fn read<T: FromStr<Err: Display>>(field: Field, text: &str) -> Result<T> {
    text.parse()
        .map_err(|error: T::Err| field.refused(error.to_string()))
}

/// What is agreed in terms.
#[derive(Debug, Clone, Copy)]
enum Field {
    Interest,
    FixedSum,
    Fee,
    Law,
    DueDate,
}

impl Field {
    /// Refuses what was given for it.
    fn refused(self, why: impl Into<Value>) -> AppError {
        let field = match self {
            Field::Interest => Sentence::new("refusal.terms.interest", "the interest"),
            Field::FixedSum => Sentence::new("refusal.terms.fixed-sum", "the fixed sum"),
            Field::Fee => Sentence::new("refusal.terms.fee", "the fee"),
            Field::Law => Sentence::new("refusal.terms.law", "the law"),
            Field::DueDate => Sentence::new("refusal.terms.due-date", "the due date"),
        };
        AppError::refused(
            Sentence::new("refusal.terms.field", "{field}: {why}")
                .with("field", field)
                .with("why", why),
        )
    }
}

/// Amounts must be ones of the currency, and law, series and due dates must be known.
fn refuse_what_has_no_meaning(book: &Book, terms: &AcceptedTerms) -> Result<()> {
    if let AgreedSum::Amount(amount) = terms.fixed_sum
        && let Err(error) = Money::from_decimal(amount, terms.currency)
    {
        return Err(Field::FixedSum.refused(error));
    }
    for fee in terms
        .fees
        .iter()
        .filter(|fee| matches!(fee, Fee::Amount(_)))
    {
        if let Err(error) = fee.of(0, terms.currency) {
            return Err(Field::Fee.refused(error));
        }
    }
    if let Some(code) = terms
        .law
        .as_deref()
        .filter(|code| book.packs.get(code).is_none())
    {
        let known: Vec<&str> = book.packs.codes().collect();
        return Err(Field::Law.refused(
            Sentence::new(
                "refusal.terms.no-law",
                "there is none of \"{code}\"; the jurisdictions are {known}",
            )
            .with("code", code)
            .with("known", known.join(", ")),
        ));
    }
    if let Some(series) = terms.interest.series()
        && book.packs.series(series).is_none()
    {
        let known: Vec<&str> = book
            .packs
            .all_series()
            .map(|series| series.name.as_str())
            .collect();
        return Err(Field::Interest.refused(
            Sentence::new(
                "refusal.terms.no-series",
                "there is no series \"{series}\"; the series are {known}",
            )
            .with("series", series)
            .with("known", known.join(", ")),
        ));
    }
    if let Some(due) = &terms.due
        && let Err(error) = due.parse::<dunwell_core::terms::Terms>()
    {
        return Err(Field::DueDate.refused(error));
    }
    Ok(())
}

/// Which acceptance is taken back.
#[derive(Debug, Clone, Default, Serialize)]
pub struct Withdrawal {
    /// The id of the record.
    pub terms: String,
    /// Why.
    pub reason: String,
}

/// An acceptance that was taken back.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, utoipa::ToSchema)]
#[schema(as = TermsWithdrawn)]
pub struct Withdrawn {
    /// The record.
    pub terms: TermsAcceptanceId,
    /// The customer's number.
    pub customer: String,
    /// The customer's name.
    pub name: String,
}

/// Takes back an acceptance that was recorded in error. What was charged by it stays until it is waived or
/// undone.
///
/// # Errors
/// When there is no such record, or it was taken back before.
pub async fn withdraw(
    db: &Db,
    book: &Book,
    caller: Caller<'_>,
    mode: Mode<'_>,
    request: &Withdrawal,
) -> Result<Withdrawn> {
    let input = ("withdraw-terms-acceptance", request);
    funnel::change(
        db,
        book.id,
        caller,
        mode,
        &input,
        async |work: &mut Work| {
            let reason = lookup::reason(&request.reason)?;
            let id = lookup::id::<TermsAcceptanceId>(&request.terms)?;
            let row = find(work, id).await?;
            accounts::touch(&mut work.uow, work.book, row.customer, None).await?;
            if let Some(on) = find(work, id).await?.withdrawn_on {
                return Err(AppError::refused(
                    Sentence::new(
                        "refusal.terms.taken-back-already",
                        "{id} was taken back on {on} already",
                    )
                    .with("id", id)
                    .with("on", on),
                ));
            }
            let today = work.today;
            terms_acceptances::withdraw(&mut work.uow, work.book, row.customer, id, today, reason)
                .await?;
            let customer = customer_by_id(work, row.customer).await?;
            let details = serde_json::json!({ "terms": id, "date": today, "reason": reason });
            work.journal(customer.id, "terms-withdrawn", &details)?;
            Ok(Withdrawn {
                terms: id,
                customer: customer.number,
                name: customer.name,
            })
        },
    )
    .await
}

async fn find(work: &mut Work, id: TermsAcceptanceId) -> Result<TermsRow> {
    terms_acceptances::by_id(&mut work.uow, work.book, id)
        .await?
        .ok_or_else(|| {
            AppError::refused(
                Sentence::new(
                    "refusal.terms.unknown",
                    "there are no accepted terms {id}; \"dunwell customer\" lists those of a customer",
                )
                .with("id", id),
            )
        })
}
