//! Invoices, and what is done about it: writing off, charging for paying late, waiving that.

use dunwell_app::record::charge::{self, Charged};
use dunwell_app::record::waiver::{self, Waived};
use dunwell_app::record::write_off::{self, WrittenOff};
use dunwell_app::view::invoice::{self, InvoiceView};
use dunwell_app::view::invoices::{self, InvoiceRow};
use dunwell_app::view::page::Paged;
use dunwell_app::{Currency, request};
use dunwell_core::charge::ChargeKind;
use dunwell_core::id::EntryId;
use dunwell_core::money::Money;
use jiff::civil::Date;
use serde::Deserialize;
use utoipa::{IntoParams, ToSchema};

use super::call::{Call, Change, Json, Nothing};
use super::page::Limit;
use super::reply::MayAsk;
use crate::problem::{ApiError, ApiResult, Code};
use crate::program::Program;

/// Which invoices are wanted.
#[derive(Debug, Default, Deserialize, IntoParams)]
#[serde(default, deny_unknown_fields)]
pub(crate) struct Filter {
    /// Only those of the customer of this number.
    customer: Option<String>,
    /// Only those in this currency.
    currency: Option<Currency>,
    /// Only those that were due before today and are not settled.
    overdue: bool,
    /// Those that are settled, too.
    settled: bool,
    /// Only those due on this day or later.
    due_from: Option<Date>,
    /// Only those due on this day or earlier.
    due_until: Option<Date>,
    /// How many lines.
    #[param(value_type = Option<u16>, minimum = 1, maximum = 1000)]
    limit: Limit,
    /// The `next` of the page before.
    cursor: Option<String>,
}

pub(crate) async fn list(call: Call<(), Filter>) -> ApiResult<Paged<InvoiceRow>> {
    let filter = &call.query;
    let request = invoices::Request {
        customer: filter.customer.as_deref(),
        currency: filter.currency,
        overdue: filter.overdue,
        settled: filter.settled,
        due_from: filter.due_from,
        due_until: filter.due_until,
        page: filter.limit.after(filter.cursor.as_deref()),
    };
    let today = call.program.today();
    Ok(invoices::invoices(call.db(), call.book(), &request, today).await?)
}

pub(crate) async fn show(call: Call<String, Nothing>) -> ApiResult<InvoiceView> {
    let today = call.program.today();
    Ok(invoice::invoice(call.db(), call.book(), &call.path, today).await?)
}

/// An amount of an invoice as the use cases take it, which count in the invoice's own currency.
pub(super) async fn of_invoice(
    program: &Program,
    number: &str,
    amount: Option<Money>,
) -> ApiResult<Option<String>> {
    let Some(amount) = amount else {
        return Ok(None);
    };
    let (db, book, today) = (program.db(), program.book(), program.today());
    let currency = invoice::invoice(db, book, number, today).await?.currency;
    if amount.currency() != currency {
        let found = amount.currency();
        let detail = format!("the invoice {number} is in {currency}, the amount in {found}");
        return Err(ApiError::new(Code::Refused, detail));
    }
    Ok(Some(amount.to_decimal_string()))
}

/// What is written off.
#[derive(Debug, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub(crate) struct NewWriteOff {
    /// Why.
    reason: String,
    /// How much; all that is open when not given.
    amount: Option<Money>,
    /// The day from which it counts; today when not given.
    date: Option<Date>,
}

/// Writes off what is open, or asks for it where that takes two people.
pub(crate) async fn write_off(
    change: Change<String, Json<NewWriteOff>>,
) -> ApiResult<MayAsk<WrittenOff>> {
    let new = &change.body.0;
    let request = write_off::Request {
        invoice: change.path.clone(),
        amount: of_invoice(&change.program, &change.path, new.amount).await?,
        date: new.date,
        reason: new.reason.clone(),
    };
    let (db, book) = (change.db(), change.book());
    let outcome = request::write_off(db, book, change.caller(), change.mode(), &request).await?;
    Ok(outcome.into())
}

/// What is claimed for paying late.
#[derive(Debug, Default, Deserialize, ToSchema)]
#[serde(default, deny_unknown_fields)]
pub(crate) struct NewCharge {
    /// Claim the interest of the days that were not charged yet.
    interest: bool,
    /// Claim the fixed sum.
    fixed_sum: bool,
    /// The day up to which interest is claimed, and from which the charge counts; today when not given.
    date: Option<Date>,
}

pub(crate) async fn charge(change: Change<String, Json<NewCharge>>) -> ApiResult<Charged> {
    let new = &change.body.0;
    let request = charge::Request {
        invoice: change.path.clone(),
        interest: new.interest,
        fixed_sum: new.fixed_sum,
        date: new.date,
    };
    let (db, book) = (change.db(), change.book());
    Ok(charge::record(db, book, change.caller(), change.mode(), &request).await?)
}

/// Refuses a charge that is another invoice's.
async fn is_of_invoice(change: &Change<String, Json<NewWaiver>>, charge: EntryId) -> ApiResult<()> {
    let (db, book, today) = (change.db(), change.book(), change.program.today());
    let invoice = invoice::invoice(db, book, &change.path, today).await?;
    if invoice.charges.iter().any(|known| known.entry == charge) {
        return Ok(());
    }
    let detail = format!("the invoice {} has no charge {charge}", change.path);
    Err(ApiError::not_found(detail))
}

/// What is waived.
#[derive(Debug, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub(crate) struct NewWaiver {
    /// Why.
    reason: String,
    /// One charge alone; all of the kind when not given.
    charge: Option<EntryId>,
    /// The kind; all kinds when not given.
    kind: Option<ChargeKind>,
    /// How much; all of it when not given.
    amount: Option<Money>,
    /// The day from which it counts; today when not given.
    date: Option<Date>,
}

pub(crate) async fn waive(change: Change<String, Json<NewWaiver>>) -> ApiResult<Waived> {
    let new = &change.body.0;
    let which = match new.charge {
        Some(_) if new.kind.is_some() => {
            let detail = "charge: name a charge or a kind, not both";
            return Err(ApiError::new(Code::Malformed, detail));
        }
        Some(charge) => {
            is_of_invoice(&change, charge).await?;
            waiver::Which::Charge(charge.to_string())
        }
        None => waiver::Which::OfInvoice {
            invoice: change.path.clone(),
            kind: new.kind,
        },
    };
    let request = waiver::Request {
        which,
        amount: of_invoice(&change.program, &change.path, new.amount).await?,
        date: new.date,
        reason: new.reason.clone(),
    };
    let (db, book) = (change.db(), change.book());
    Ok(waiver::record(db, book, change.caller(), change.mode(), &request).await?)
}
