//! Customers: lists, one of them, why it is treated as it is, and all that happened to it.

use dunwell_app::Currency;
use dunwell_app::assign::{self, Assigned};
use dunwell_app::view::customer::{self, CustomerView};
use dunwell_app::view::customers::{self, Customers, Sort};
use dunwell_app::view::explain::{self, Explanation};
use dunwell_app::view::journal::{self, JournalView};
use dunwell_app::view::search::{self, Found};
use dunwell_core::id::DisputeId;
use jiff::civil::Date;
use serde::Deserialize;
use utoipa::{IntoParams, ToSchema};

use super::call::{Call, Change, Json, Nothing};
use super::page::Limit;
use crate::problem::{ApiError, ApiResult};

/// The order of a list of customers.
#[derive(Debug, Clone, Copy, Default, Deserialize, ToSchema)]
#[serde(rename_all = "kebab-case")]
#[schema(as = CustomerOrder)]
pub(crate) enum Order {
    #[default]
    Overdue,
    Balance,
    Oldest,
    Number,
    Name,
    Class,
    Grade,
    Owner,
    Next,
}

impl From<Order> for Sort {
    fn from(order: Order) -> Sort {
        match order {
            Order::Overdue => Sort::Overdue,
            Order::Balance => Sort::Balance,
            Order::Oldest => Sort::Oldest,
            Order::Number => Sort::Number,
            Order::Name => Sort::Name,
            Order::Class => Sort::Class,
            Order::Grade => Sort::Grade,
            Order::Owner => Sort::Owner,
            Order::Next => Sort::Next,
        }
    }
}

/// Which customers are wanted.
#[derive(Debug, Default, Deserialize, IntoParams)]
#[serde(default, deny_unknown_fields)]
pub(crate) struct Filter {
    /// In which order; the largest overdue balance first unless another is named.
    #[param(inline)]
    sort: Order,
    /// The other way round.
    reverse: bool,
    /// Only customers of this class.
    class: Option<String>,
    /// Only balances in this currency.
    currency: Option<Currency>,
    /// Only those with something overdue.
    overdue: bool,
    /// Only those on hold.
    held: bool,
    /// Only those that this person looks after.
    owner: Option<String>,
    /// Also those that owe nothing.
    settled: bool,
    /// How many lines.
    #[param(value_type = Option<u16>, minimum = 1, maximum = 1000)]
    limit: Limit,
    /// The `next` of the page before.
    cursor: Option<String>,
}

pub(crate) async fn list(call: Call<(), Filter>) -> ApiResult<Customers> {
    let filter = &call.query;
    let request = customers::Request {
        sort: filter.sort.into(),
        reverse: filter.reverse,
        class: filter.class.as_deref(),
        currency: filter.currency,
        overdue: filter.overdue,
        held: filter.held,
        owner: filter.owner.as_deref(),
        settled: filter.settled,
        page: filter.limit.after(filter.cursor.as_deref()),
    };
    let today = call.program.today();
    let known = call.program.desk().customers();
    Ok(customers::customers_with(call.db(), call.book(), &request, today, known).await?)
}

/// How much of a customer is wanted.
#[derive(Debug, Default, Deserialize, IntoParams)]
#[serde(default, deny_unknown_fields)]
pub(crate) struct Much {
    /// Every action and every record of the timeline, not only the newest.
    all: bool,
}

fn unknown(number: &str) -> ApiError {
    ApiError::not_found(format!("there is no customer \"{number}\""))
}

/// The customer of exactly that number; the beginning of one names nobody here.
pub(crate) async fn show(call: Call<String, Much>) -> ApiResult<CustomerView> {
    let (db, book, today) = (call.db(), call.book(), call.program.today());
    let view = customer::customer(db, book, &call.path, call.query.all, today).await;
    let view = view.map_err(|error| not_one(error, &call.path))?;
    match view.who.number == call.path {
        true => Ok(view),
        false => Err(unknown(&call.path)),
    }
}

/// Where a person would be asked which of several customers is meant, a program has named none.
fn not_one(error: dunwell_app::AppError, number: &str) -> ApiError {
    match error {
        dunwell_app::AppError::Refused(_) => unknown(number),
        error => error.into(),
    }
}

/// The day that is explained.
#[derive(Debug, Default, Deserialize, IntoParams)]
#[serde(default, deny_unknown_fields)]
pub(crate) struct Day {
    /// The day; today when not given.
    date: Option<Date>,
}

pub(crate) async fn explanation(call: Call<String, Day>) -> ApiResult<Explanation> {
    let today = call.program.today();
    let date = call.query.date.unwrap_or(today);
    let found = explain::explain(call.db(), call.book(), &call.path, date, today).await;
    let found = found.map_err(|error| match &error {
        // A day that cannot be explained is refused with a reason.
        dunwell_app::AppError::Refused(_) if call.query.date.is_none() => {
            not_one(error, &call.path)
        }
        _ => error.into(),
    })?;
    match found.customer.number == call.path {
        true => Ok(found),
        false => Err(unknown(&call.path)),
    }
}

pub(crate) async fn journal(call: Call<String, Nothing>) -> ApiResult<JournalView> {
    let found = journal::journal(call.db(), call.book(), &call.path).await;
    let found = found.map_err(|error| not_one(error, &call.path))?;
    match found.customer.number == call.path {
        true => Ok(found),
        false => Err(unknown(&call.path)),
    }
}

/// What is looked for.
#[derive(Debug, Deserialize, IntoParams)]
#[serde(deny_unknown_fields)]
pub(crate) struct Words {
    /// A number, a name in any spelling, an e-mail address, a telephone number, an invoice number.
    q: String,
    /// How many of each kind are wanted at most.
    #[serde(default)]
    #[param(value_type = Option<u16>, minimum = 1, maximum = 1000)]
    limit: Limit,
}

pub(crate) async fn search(call: Call<(), Words>) -> ApiResult<Found> {
    let (words, limit) = (&call.query.q, call.query.limit.lines());
    let today = call.program.today();
    Ok(search::search(call.db(), call.book(), words, limit, today).await?)
}

/// Whose hands something is given into.
#[derive(Debug, Default, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub(crate) struct Owner {
    /// Who looks after it from now on; nobody when null.
    pub(crate) to: Option<String>,
}

pub(crate) async fn give(change: Change<String, Json<Owner>>) -> ApiResult<Assigned> {
    // A number that looks like a dispute's id names no customer here.
    if change.path.parse::<DisputeId>().is_ok() {
        return Err(unknown(&change.path));
    }
    hand_over(&change, change.path.clone()).await
}

/// Names who looks after a customer or a dispute.
pub(super) async fn hand_over<P>(
    change: &Change<P, Json<Owner>>,
    what: String,
) -> ApiResult<Assigned> {
    let to = change.body.0.to.clone();
    let request = assign::Request { what, to };
    let (db, book) = (change.db(), change.book());
    Ok(assign::assign(db, book, change.caller(), change.mode(), &request).await?)
}
