//! The law of late payment: packs, rates, holidays, and interest by them.

use dunwell_core::currency::Currency;
use dunwell_core::interest::{
    AgreedRate, End, Options, Request, Statement, StatementError, statement,
};
use dunwell_core::money::Money;
use dunwell_core::packs::{Debtor, Section, SeriesRate};
use jiff::civil::Date;
use serde::{Deserialize, Serialize};
use utoipa::{IntoParams, ToSchema};

use super::call::{Call, Json, Nothing};
use crate::problem::{ApiError, ApiResult, Code};

/// What there is of the law.
#[derive(Debug, Serialize, ToSchema)]
pub(crate) struct Law {
    /// The jurisdictions.
    jurisdictions: Vec<Jurisdiction>,
    /// The series of rates.
    series: Vec<RateSeries>,
    /// The sets of holidays.
    holidays: Vec<HolidaySet>,
}

/// A jurisdiction.
#[derive(Debug, Serialize, ToSchema)]
pub(crate) struct Jurisdiction {
    /// Its code, such as `GB`.
    code: String,
    /// Its name.
    name: String,
    /// Its currency.
    currency: Currency,
    /// The version of its pack: a hash of what it says.
    version: String,
}

/// A series of rates.
#[derive(Debug, Serialize, ToSchema)]
pub(crate) struct RateSeries {
    /// Its name, such as `UK_BASE`.
    name: String,
    /// What it is, in words.
    title: String,
    /// The day from which its newest rate holds.
    newest: Option<Date>,
}

/// A set of holidays.
#[derive(Debug, Serialize, ToSchema)]
pub(crate) struct HolidaySet {
    /// Its name, such as `GB-ENG`.
    name: String,
    /// Where its holidays are kept.
    title: String,
}

pub(crate) async fn list(call: Call<(), Nothing>) -> ApiResult<Law> {
    let packs = call.program.desk().packs();
    Ok(Law {
        jurisdictions: packs
            .iter()
            .map(|pack| Jurisdiction {
                code: pack.code.clone(),
                name: pack.name.clone(),
                currency: pack.currency,
                version: pack.hash.clone(),
            })
            .collect(),
        series: packs
            .all_series()
            .map(|series| RateSeries {
                name: series.name.clone(),
                title: series.title.clone(),
                newest: series.newest().map(|rate| rate.from),
            })
            .collect(),
        holidays: packs
            .all_holidays()
            .map(|holidays| HolidaySet {
                name: holidays.name.clone(),
                title: holidays.title.clone(),
            })
            .collect(),
    })
}

/// As on which day.
#[derive(Debug, Default, Deserialize, IntoParams)]
#[serde(default, deny_unknown_fields)]
pub(crate) struct Day {
    /// The law as on that day; today when not given.
    on: Option<Date>,
}

/// The law of a jurisdiction as a person reads it.
#[derive(Debug, Serialize, ToSchema)]
pub(crate) struct PackOfLaw {
    /// The jurisdiction.
    #[serde(flatten)]
    about: Jurisdiction,
    /// The set of holidays that holds there.
    holidays: Option<String>,
    /// The jurisdiction whose rules of conduct hold as well.
    parent: Option<String>,
    /// What is to be known besides.
    note: Option<String>,
    /// The day.
    on: Date,
    /// Its sections, each value with its source.
    sections: Vec<Section>,
}

pub(crate) async fn pack(call: Call<String, Day>) -> ApiResult<PackOfLaw> {
    let packs = call.program.desk().packs();
    let on = call.query.on.unwrap_or_else(|| call.program.today());
    let unknown = || ApiError::not_found(format!("there is no jurisdiction \"{}\"", call.path));
    let pack = packs.get(&call.path).ok_or_else(unknown)?;
    Ok(PackOfLaw {
        about: Jurisdiction {
            code: pack.code.clone(),
            name: pack.name.clone(),
            currency: pack.currency,
            version: pack.hash.clone(),
        },
        holidays: pack.holidays.clone(),
        parent: pack.parent.clone(),
        note: pack.note.clone(),
        on,
        sections: packs.sections(pack, Some(on)),
    })
}

/// Rates over time.
#[derive(Debug, Serialize, ToSchema)]
pub(crate) struct SeriesOfRates {
    /// Its name.
    name: String,
    /// What it is, in words.
    title: String,
    /// How often it is fixed.
    fixing: String,
    /// Where it is published.
    source: Option<String>,
    /// The rates, the oldest first.
    rates: Vec<SeriesRate>,
}

pub(crate) async fn rates(call: Call<String, Nothing>) -> ApiResult<SeriesOfRates> {
    let packs = call.program.desk().packs();
    let unknown = || ApiError::not_found(format!("there is no series of rates \"{}\"", call.path));
    let series = packs.series(&call.path).ok_or_else(unknown)?;
    Ok(SeriesOfRates {
        name: series.name.clone(),
        title: series.title.clone(),
        fixing: series.fixing.to_string(),
        source: series.source.clone(),
        rates: series.rates().to_vec(),
    })
}

/// What interest is worked out on.
#[derive(Debug, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub(crate) struct Debt {
    /// Whose law holds, such as `GB`.
    jurisdiction: String,
    /// What was owed, with tax.
    amount: Money,
    /// The last day on which paying was in time.
    due: Date,
    /// The day on which it was paid, or what was left of it; not together with `as_of`.
    paid: Option<Date>,
    /// A day on which it is still open; today when neither is given.
    as_of: Option<Date>,
    /// What was paid before that.
    #[serde(default)]
    payments: Vec<Part>,
    /// The rate that was agreed: `8% over UK_BASE`, `12% a year`, `1.5% a month`, `none`.
    agreed: Option<String>,
    /// What kind of debtor it is: `business`, `consumer` or `public-body`.
    #[serde(default = "business")]
    debtor: String,
    /// Counting otherwise than the law has it, as `name=value`: `day_count=ACT/365`.
    #[serde(default)]
    options: Vec<String>,
}

fn business() -> String {
    "business".to_owned()
}

/// A part-payment.
#[derive(Debug, Deserialize, ToSchema)]
#[schema(as = PartPayment)]
#[serde(deny_unknown_fields)]
pub(crate) struct Part {
    /// The day on which it arrived.
    on: Date,
    /// How much.
    amount: Money,
}

fn refused(field: &str, why: impl std::fmt::Display) -> ApiError {
    ApiError::new(Code::Refused, format!("{field}: {why}"))
}

pub(crate) async fn interest(call: Call<(), Nothing, Json<Debt>>) -> ApiResult<Statement> {
    let debt = &call.body.0;
    let packs = call.program.desk().packs();
    let unknown = || refused("jurisdiction", "there is no such pack of law");
    let pack = packs.get(&debt.jurisdiction).ok_or_else(unknown)?;
    let agreed = debt.agreed.as_deref().map(str::parse::<AgreedRate>);
    let agreed = agreed
        .transpose()
        .map_err(|error| refused("agreed", error))?;
    let debtor = debt.debtor.parse::<Debtor>();
    let mut options = Options::default();
    for option in &debt.options {
        options
            .set(option)
            .map_err(|error| refused("options", error))?;
    }
    let end = match (debt.paid, debt.as_of) {
        (Some(_), Some(_)) => return Err(refused("paid", "give paid or as_of, not both")),
        (Some(paid), None) => End::Paid(paid),
        (None, as_of) => End::AsOf(as_of.unwrap_or_else(|| call.program.today())),
    };
    let payments: Vec<(Date, Money)> = debt
        .payments
        .iter()
        .map(|part| (part.on, part.amount))
        .collect();
    let request = Request {
        pack,
        debtor: debtor.map_err(|error| refused("debtor", error))?,
        amount: debt.amount,
        due: debt.due,
        end,
        payments: &payments,
        agreed: agreed.as_ref(),
        options,
    };
    statement(packs, &request)
        .map_err(|error: StatementError| ApiError::new(Code::Refused, error.to_string()))
}
