//! The overview: how much is out, how long, how well it comes in, what is expected and where the risk
//! lies. Every figure says how it is computed, as of when, and which list is behind it.
//!
//! Everything follows from the ledger, for any day up to today: `gather` adds it up in one pass over the
//! book, currency by currency, `list` and `figures` make the figures, `risks` finds the largest risks.

mod converted;
mod figures;
mod gather;
mod kept;
mod list;
mod risks;

use dunwell_core::currency::Currency;
use dunwell_core::money::Money;
use dunwell_core::sentence::Sentence;
use dunwell_store::{Db, Uow};
use jiff::civil::Date;
use serde::Serialize;

use super::aging::{Bucket, RateUsed};
use super::{Assessment, CustomerName, read};
use crate::book::Book;
use crate::error::{AppError, Result};

pub use gather::{GRACE_DAYS, LEAST_DAYS, PERIOD_DAYS, WEEKS};
pub use kept::{Kept, Told};
pub use risks::LARGEST;

/// The overview of a book.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, utoipa::ToSchema)]
pub struct Overview {
    /// The day at whose end everything is as told.
    pub as_of: Date,
    /// The figures of each currency, in the order of the codes.
    pub currencies: Vec<Figures>,
    /// The same of all of them in the book's currency, when there is another one and every rate is
    /// known.
    pub converted: Option<Converted>,
    /// Currencies without a rate to the book's on the day: why nothing is converted.
    pub without_rate: Vec<Currency>,
    /// The largest risks, the greatest first.
    pub risks: Vec<Risk>,
    /// How they are found.
    pub risks_how: &'static str,
}

/// Everything in the book's currency, at the rates named.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, utoipa::ToSchema)]
#[schema(as = OverviewConverted)]
pub struct Converted {
    /// The figures.
    #[serde(flatten)]
    pub figures: Figures,
    /// The rates, those of the day for all days before it, too.
    pub rates: Vec<RateUsed>,
}

/// The figures of a currency.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, utoipa::ToSchema)]
pub struct Figures {
    /// The currency of every amount here.
    pub currency: Currency,
    /// The figures, in the order in which they are shown.
    pub figures: Vec<Figure>,
    /// What is open, by how late it is.
    pub buckets: Vec<Bucket>,
    /// When money is expected.
    pub expected: Expected,
    /// How it stood at the end of each month, the oldest first; the last is the day itself.
    pub trend: Vec<Month>,
    /// The first day on which something was billed, as far back as is looked.
    pub known_from: Option<Date>,
}

/// One figure.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, utoipa::ToSchema)]
pub struct Figure {
    /// A stable word for it: `dso-count-back`.
    pub name: &'static str,
    /// The figure; none when it cannot be made.
    pub value: Option<Value>,
    /// Why it cannot be made, when it cannot.
    pub missing: Option<Missing>,
    /// How it is computed, in a sentence.
    pub how: String,
    /// The figures that it is computed from, for who tells it in other words.
    pub operands: Vec<Operand>,
    /// The periods that were counted back over, the newest first; empty for other figures.
    pub steps: Vec<Step>,
    /// Where what it is made of is listed.
    pub behind: Behind,
}

/// Why a figure cannot be made.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, utoipa::ToSchema)]
#[serde(rename_all = "kebab-case")]
pub enum Missing {
    /// Sales are known for too few of the days that it is about.
    LittleHistory,
    /// Nothing was sold in its period.
    NoSales,
    /// Nothing is open.
    NothingOpen,
    /// Nothing fell due in its period.
    NothingFellDue,
}

/// A figure that another one is computed from.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, utoipa::ToSchema)]
pub struct Operand {
    /// A stable word for it: `sales`.
    pub name: &'static str,
    /// The figure.
    pub value: Value,
}

/// A period that receivables were counted back over.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, utoipa::ToSchema)]
pub struct Step {
    /// Its first day.
    pub from: Date,
    /// Its last day.
    pub to: Date,
    /// What of the receivables are its sales.
    pub amount: Money,
    /// For how many days it counts, in thousandths.
    pub days_milli: i64,
}

/// What a figure is.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, utoipa::ToSchema)]
#[serde(rename_all = "kebab-case")]
#[schema(as = FigureValue)]
pub enum Value {
    /// An amount.
    Money(Money),
    /// Days, in thousandths.
    DaysMilli(i64),
    /// At least so many days, in thousandths: the sales that are known are used up.
    MoreThanDaysMilli(i64),
    /// A share, in ten-thousandths.
    Share(i64),
    /// A number of something.
    Count(i64),
    /// A day.
    Day(Date),
}

/// A list behind a figure.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, utoipa::ToSchema)]
#[serde(rename_all = "kebab-case")]
#[schema(as = FigureBehind)]
pub enum Behind {
    /// All customers who owe something.
    Customers,
    /// Customers of whom something is overdue.
    CustomersOverdue,
    /// The aging.
    Aging,
    /// Promises, kept and not.
    Promises,
    /// Disputes.
    Disputes,
    /// Money that came in.
    Money,
}

/// When money is expected, from how each payer has paid so far.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, utoipa::ToSchema)]
pub struct Expected {
    /// The coming weeks.
    pub weeks: Vec<Week>,
    /// What is expected after them.
    pub later: Money,
    /// What should have come by now if its payers were as they are.
    pub overstayed: Money,
    /// What is owed by payers with too little history to tell.
    pub unknown: Money,
    /// How it is computed.
    pub how: &'static str,
}

/// Money expected in a week.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, utoipa::ToSchema)]
pub struct Week {
    /// Its first day.
    pub from: Date,
    /// Its last day.
    pub to: Date,
    /// What is expected in it.
    pub expected: Money,
    /// What is expected by its end.
    pub by_end: Money,
    /// The same if everybody pays later than usual by their spread.
    pub by_end_at_least: Money,
    /// The same if everybody pays sooner than usual by their spread.
    pub by_end_at_most: Money,
}

/// How it stood at the end of a month.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, utoipa::ToSchema)]
pub struct Month {
    /// The last day of the month, or the day of the overview.
    pub on: Date,
    /// What was open.
    pub outstanding: Money,
    /// What of it was overdue.
    pub overdue: Money,
    /// What was billed in the month, less credit notes.
    pub sales: Money,
    /// What came in.
    pub receipts: Money,
    /// DSO counted back over calendar months, in thousandths of a day; none when the known sales were
    /// used up.
    pub dso_milli: Option<i64>,
}

/// A large risk.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, utoipa::ToSchema)]
pub struct Risk {
    /// The customer.
    pub customer: CustomerName,
    /// What is overdue.
    pub overdue: Money,
    /// All that is open.
    pub balance: Money,
    /// How it was weighed.
    #[serde(flatten)]
    pub weighed: dunwell_insight::metrics::risk::Weighed,
    /// How the customer has paid so far, from which the grade is read.
    pub assessment: Assessment,
    /// Why it is here, in a sentence.
    pub why: String,
}

/// Makes the overview of a day.
///
/// # Errors
/// When the day has not come yet, a sum is too large to be kept, or the database fails.
pub async fn overview(db: &Db, book: &Book, as_of: Date, today: Date) -> Result<Overview> {
    if as_of > today {
        return Err(AppError::refused(
            Sentence::new(
                "refusal.view.future-day",
                "{as_of} has not come yet; the overview is told up to today",
            )
            .with("as_of", as_of),
        ));
    }
    read(db, async |uow| make(uow, book, as_of).await).await
}

async fn make(uow: &mut Uow, book: &Book, as_of: Date) -> Result<Overview> {
    let gathered = gather::gather(uow, book, as_of).await?;
    let (converted, without_rate) = converted::converted(&gathered, book, as_of);
    let currencies = gathered
        .by_currency
        .iter()
        .map(|(currency, sums)| figures::figures(*currency, sums, as_of))
        .collect::<Result<_>>()?;
    let converted = converted
        .map(|(sums, rates)| {
            let figures = figures::figures(book.currency, &sums, as_of)?;
            Ok::<_, AppError>(Converted { figures, rates })
        })
        .transpose()?;
    Ok(Overview {
        as_of,
        currencies,
        converted,
        without_rate,
        risks: risks::largest(uow, book, gathered.accounts, &gathered.rates).await?,
        risks_how: risks::HOW,
    })
}

/// Minor units that were added up in 128 bits, as money.
fn money(minor: i128, currency: Currency) -> Result<Money> {
    let minor = i64::try_from(minor).map_err(|_| {
        AppError::refused(Sentence::new(
            "refusal.view.too-large",
            "the sums of the overview are too large to be kept",
        ))
    })?;
    Ok(Money::new(minor, currency))
}
