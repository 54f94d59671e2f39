//! A whole calculation for a person: which law or agreement, which rates, the rows, the fixed sum, and
//! where everything comes from.

use jiff::civil::Date;
use serde::ser::SerializeStruct;
use serde::{Serialize, Serializer};

use super::ground::{fixed_sum, ground};
use super::options::Options;
use super::{
    AgreedRate, Debt, InterestError, PercentError, Reduction, Row, daily_amount, interest_paid,
    rows, total,
};
use crate::money::{Money, MoneyError};
use crate::packs::{Debtor, LawError, Pack, Packs};
use crate::sentence::{Say, Sentence};

/// What is to be calculated.
#[derive(Debug, Clone, Copy)]
pub struct Request<'a> {
    /// The pack whose law holds, or beside whose law something was agreed.
    pub pack: &'a Pack,
    /// What kind of debtor it is.
    pub debtor: Debtor,
    /// What was owed; above zero.
    pub amount: Money,
    /// The last day on which paying was in time.
    pub due: Date,
    /// Up to when interest is counted.
    pub end: End,
    /// What was paid before, and when; each above zero. Together no more than was owed.
    pub payments: &'a [(Date, Money)],
    /// What was agreed; none where the law decides.
    pub agreed: Option<&'a AgreedRate>,
    /// What is chosen otherwise than the law or the habit has it.
    pub options: Options,
}

/// Up to when interest is counted.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum End {
    /// The day on which the rest was paid; it is counted.
    Paid(Date),
    /// A day, counted, on which something is still open.
    AsOf(Date),
}

impl End {
    /// The day.
    #[must_use]
    pub fn day(self) -> Date {
        match self {
            End::Paid(day) | End::AsOf(day) => day,
        }
    }

    /// The last day whose rate is needed: where something is still open, the day after the end, which
    /// says what each further day costs.
    pub(super) fn last_rate_day(self) -> Date {
        match self {
            End::Paid(day) => day,
            End::AsOf(day) => day.tomorrow().unwrap_or(day),
        }
    }
}

/// A finished calculation.
///
/// Its JSON is an interface: `rows` (each with `from`, `to`, `days`, `rate_percent`, `principal` and `amount`),
/// `interest`, `fixed_sum`, `total` (interest and fixed sum, without principal), `currency`, `basis` and
/// `source`, and besides `principal_open`, `interest_paid`, `daily`, `sources`, `unverified` and `notes`.
/// Amounts and rates are decimal texts.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Statement {
    /// The rows, which add up to the interest.
    pub rows: Vec<Row>,
    /// All interest up to the end.
    pub interest: Money,
    /// The part of it that payments have paid already: zero where they pay principal first.
    pub interest_paid: Money,
    /// The fixed sum or the collection costs that the law gives; zero where it gives none.
    pub fixed_sum: Money,
    /// Interest and fixed sum. The principal is not in it.
    pub total: Money,
    /// What is open of the principal after the end.
    pub principal_open: Money,
    /// What each further day costs at the rate of the first of them, rounded half-up; zero once everything
    /// is paid.
    pub daily: Money,
    /// On what ground, and how it was counted: sentences one after the other.
    pub basis: Vec<Sentence>,
    /// Where the ground can be read; all addresses, each once, the first the most important.
    pub sources: Vec<String>,
    /// The names of the values that were relied on and are not verified.
    pub unverified: Vec<String>,
    /// What a reader should know besides.
    pub notes: Vec<Sentence>,
}

impl Statement {
    /// The basis in English, as one text.
    #[must_use]
    pub fn basis_in_english(&self) -> String {
        let sentences: Vec<String> = self.basis.iter().map(ToString::to_string).collect();
        sentences.join(" ")
    }
}

/// Why there is no calculation.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("{}", self.say())]
pub enum StatementError {
    /// The amount is nothing or less.
    NotPositive(Money),
    /// A payment is nothing or less.
    NoPayment {
        /// The day of the payment.
        on: Date,
        /// Its amount.
        amount: Money,
    },
    /// A payment lies behind the end of the calculation.
    PaymentAfterEnd {
        /// The day of the payment.
        on: Date,
        /// The last day that is counted.
        end: Date,
    },
    /// More was paid than was owed.
    PaidTooMuch {
        /// What was paid in all.
        paid: Money,
        /// What was owed: the amount, and the interest that payments paid first.
        owed: Money,
    },
    /// The pack has no interest for such a debt.
    NoStatutoryInterest {
        /// The code of the pack.
        jurisdiction: String,
        /// The kind of debtor.
        debtor: Debtor,
        /// The due date.
        due: Date,
        /// For which debts it gives interest, in words; none if for no debt at all.
        known: Option<String>,
    },
    /// The law has no rate for one of the days.
    Law(#[from] LawError),
    /// The rates cannot be applied.
    Interest(#[from] InterestError),
    /// The agreed rate is too large or too fine to be kept.
    Percent(#[from] PercentError),
    /// A sum is too large, or two currencies were mixed.
    Money(#[from] MoneyError),
}

impl Say for StatementError {
    fn say(&self) -> Sentence {
        match self {
            StatementError::NotPositive(amount) => Sentence::new(
                "refusal.interest.not-positive",
                "{amount} cannot be owed; give an amount above zero",
            )
            .with("amount", *amount),
            StatementError::NoPayment { on, amount } => Sentence::new(
                "refusal.interest.no-payment",
                "the payment of {amount} on {on} is none; give an amount above zero",
            )
            .with("amount", *amount)
            .with("on", *on),
            StatementError::PaymentAfterEnd { on, end } => Sentence::new(
                "refusal.interest.payment-after-end",
                "the payment of {on} lies after {end}, where the calculation ends; leave it out or end later",
            )
            .with("on", *on)
            .with("end", *end),
            StatementError::PaidTooMuch { paid, owed } => Sentence::new(
                "refusal.interest.paid-too-much",
                "payments of {paid} are more than was owed: {owed}",
            )
            .with("paid", *paid)
            .with("owed", *owed),
            StatementError::NoStatutoryInterest {
                jurisdiction,
                debtor,
                due,
                known,
            } => {
                // The page of the calculator says it in its own words, with the law's name.
                let known = known
                    .as_ref()
                    .map(|known| format!(" (it does on {known})"))
                    .unwrap_or_default();
                format!(
                    "{jurisdiction} gives no interest on a debt of a {debtor} that fell due on {due}{known}; give the agreed rate, such as --agreed \"8% a year\""
                )
                .into()
            }
            StatementError::Law(error) => error.say(),
            StatementError::Interest(error) => error.say(),
            StatementError::Percent(error) => error.say(),
            StatementError::Money(error) => error.say(),
        }
    }
}

/// Calculates interest and fixed sum.
///
/// # Errors
/// [`StatementError`], which says what would be right.
pub fn statement(packs: &Packs, request: &Request<'_>) -> Result<Statement, StatementError> {
    let currency = request.amount.currency();
    let reductions = reductions(request)?;
    let debt = Debt {
        principal: request.amount.minor(),
        currency,
        due: request.due,
        reductions: &reductions,
    };
    let end = request.end.day();
    let mut ground = ground(packs, request)?;
    let is_bearing = !ground.rule.steps.is_empty();
    let (rows, paid) = if is_bearing {
        (
            rows(&debt, &ground.rule, end)?,
            interest_paid(&debt, &ground.rule, end)?,
        )
    } else {
        (Vec::new(), 0)
    };
    let interest = Money::new(total(&rows)?, currency);
    let interest_paid = Money::new(paid, currency);
    let principal_open = principal_open(request, interest_paid)?;
    let is_open = principal_open.is_positive();
    let daily = match end.tomorrow() {
        Ok(next) if is_bearing && is_open => daily_amount(&debt, &ground.rule, next)?,
        _ => 0,
    };
    let fixed_sum = fixed_sum(request, &mut ground)?.unwrap_or(Money::zero(currency));
    Ok(Statement {
        rows,
        interest,
        interest_paid,
        fixed_sum,
        total: interest.checked_add(fixed_sum)?,
        principal_open,
        daily: Money::new(daily, currency),
        basis: ground.words,
        sources: ground.sources,
        unverified: ground.unverified,
        notes: ground.notes,
    })
}

/// The payments as the calculator takes them.
fn reductions(request: &Request<'_>) -> Result<Vec<Reduction>, StatementError> {
    if !request.amount.is_positive() {
        return Err(StatementError::NotPositive(request.amount));
    }
    let end = request.end.day();
    let reduction = |(on, amount): &(Date, Money)| {
        request.amount.checked_cmp(*amount)?;
        match (amount.is_positive(), *on <= end) {
            (false, _) => Err(StatementError::NoPayment {
                on: *on,
                amount: *amount,
            }),
            (true, false) => Err(StatementError::PaymentAfterEnd { on: *on, end }),
            (true, true) => Ok(Reduction {
                on: *on,
                minor: amount.minor(),
            }),
        }
    };
    request.payments.iter().map(reduction).collect()
}

/// What is open of the principal after the end.
fn principal_open(request: &Request<'_>, interest_paid: Money) -> Result<Money, StatementError> {
    let amounts = request.payments.iter().map(|(_, amount)| *amount);
    let paid = Money::sum(amounts, request.amount.currency())?;
    let owed = request.amount.checked_add(interest_paid)?;
    let open = owed.checked_sub(paid)?;
    if open.is_negative() {
        return Err(StatementError::PaidTooMuch { paid, owed });
    }
    Ok(match request.end {
        End::Paid(_) => Money::zero(open.currency()),
        End::AsOf(_) => open,
    })
}

impl Serialize for Statement {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        let text = |money: Money| money.to_decimal_string();
        let currency = self.interest.currency();
        let rows: Vec<WrittenRow> = self
            .rows
            .iter()
            .map(|row| WrittenRow {
                from: row.from,
                to: row.to,
                days: row.days,
                rate_percent: row.percent.to_string(),
                principal: text(Money::new(row.principal, currency)),
                amount: text(Money::new(row.amount, currency)),
            })
            .collect();
        let source = self
            .sources
            .first()
            .map_or("the agreement of the parties", String::as_str);
        let mut object = serializer.serialize_struct("Statement", 13)?;
        object.serialize_field("rows", &rows)?;
        object.serialize_field("interest", &text(self.interest))?;
        object.serialize_field("fixed_sum", &text(self.fixed_sum))?;
        object.serialize_field("total", &text(self.total))?;
        object.serialize_field("currency", &currency)?;
        object.serialize_field("basis", &self.basis_in_english())?;
        object.serialize_field("source", source)?;
        object.serialize_field("principal_open", &text(self.principal_open))?;
        object.serialize_field("interest_paid", &text(self.interest_paid))?;
        object.serialize_field("daily", &text(self.daily))?;
        object.serialize_field("sources", &self.sources)?;
        object.serialize_field("unverified", &self.unverified)?;
        object.serialize_field("notes", &self.notes)?;
        object.end()
    }
}

/// A row as it is written in JSON.
#[derive(Serialize)]
struct WrittenRow {
    from: Date,
    to: Date,
    days: i32,
    rate_percent: String,
    principal: String,
    amount: String,
}
