//! Terms applied to an invoice: dates, amounts and discounts.

use jiff::civil::Date;
use rust_decimal::Decimal;

use super::{
    Advisory, Deadline, DueRule, EarlyPaymentDiscount, Move, Part, ScheduleError, Share, Start,
    Terms,
};
use crate::dates::{DateError, add_days, add_months_clamped, days_between, end_of_month, in_range};
use crate::discount::TaxMode;
use crate::money::{Money, MoneyError, Rounding};

/// The invoice that terms are applied to.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Bill {
    /// The date of the invoice.
    pub issued: Date,
    /// Its total, tax included.
    pub total: Money,
    /// How much of the total is tax, where that is known. Only a discount that leaves out the tax needs it.
    pub tax: Option<Money>,
    /// What is known of the goods.
    pub events: Events,
}

/// The days of the order and of the goods, as far as they are known.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct Events {
    /// The day on which the customer ordered.
    pub ordered: Option<Date>,
    /// The day on which the goods were delivered.
    pub delivered: Option<Date>,
    /// The day of the delivery after this one.
    pub next_delivery: Option<Date>,
    /// The day on which the customer received the goods.
    pub received: Option<Date>,
    /// The day on which the goods arrived at their place.
    pub arrived: Option<Date>,
}

/// Terms applied to an invoice.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Schedule {
    /// When how much is due, earliest first.
    pub dues: Vec<Due>,
    /// What was assumed, each thing once.
    pub advisories: Vec<Advisory>,
}

/// One date on which money falls due.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Due {
    /// The last day to pay without being late.
    pub date: Date,
    /// What is to be paid, before any discount.
    pub amount: Money,
    /// What paying early saves.
    pub discount: Option<Discount>,
}

/// What paying one part early saves.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Discount {
    /// The last day on which the discount may be taken.
    pub until: Date,
    /// The rate in per cent of what the discount is reckoned on.
    pub rate: Decimal,
    /// The discount on the whole part, rounded half-up.
    pub amount: Money,
}

impl Bill {
    /// An invoice of which only the date and the total are known.
    #[must_use]
    pub fn new(issued: Date, total: Money) -> Bill {
        Bill {
            issued,
            total,
            tax: None,
            events: Events::default(),
        }
    }
}

impl Events {
    /// The day that terms count from, if it is known.
    fn day_of(&self, start: Start, issued: Date) -> Option<Date> {
        match start {
            Start::Invoice | Start::Advance => Some(issued),
            Start::On(date) => Some(date),
            Start::Order => self.ordered,
            Start::Delivery => self.delivered,
            Start::NextDelivery => self.next_delivery,
            Start::Receipt => self.received,
            Start::Arrival => self.arrived,
        }
    }
}

impl Terms {
    /// When and how much to pay for an invoice of `total` issued on that date, of which nothing else is known:
    /// [`Terms::schedule_of`] without what was assumed.
    ///
    /// # Errors
    /// As [`Terms::schedule_of`].
    pub fn schedule(&self, issued: Date, total: Money) -> Result<Vec<Due>, ScheduleError> {
        Ok(self.schedule_of(&Bill::new(issued, total))?.dues)
    }

    /// When and how much to pay for an invoice, earliest first, and what had to be assumed.
    ///
    /// The amounts add up to the total exactly: each part is rounded half-up, none is more than what is left,
    /// and the last takes what the others leave. Parts of nothing are left out; a total of nothing is one part
    /// of nothing due on the day of issue. A negative total (a credit) is split the same way, without discount.
    /// Nothing is due before the invoice was issued.
    ///
    /// # Errors
    /// [`ScheduleError`] when a date leaves the accepted years, when a fixed amount has more decimals than
    /// the currency, or when the tax is not part of the total.
    pub fn schedule_of(&self, bill: &Bill) -> Result<Schedule, ScheduleError> {
        let issued = in_range(bill.issued)?;
        let total = bill.total;
        let mut schedule = Schedule {
            dues: Vec::with_capacity(self.parts.len()),
            advisories: Vec::new(),
        };
        if total.is_zero() {
            schedule.dues.push(Due {
                date: issued,
                amount: total,
                discount: None,
            });
            return Ok(schedule);
        }
        let (mut left, mut tax_left) = (total, tax_of(bill)?);
        for (index, part) in self.parts.iter().enumerate() {
            let is_last = index + 1 == self.parts.len();
            let mut amount = left;
            let mut tax = tax_left;
            if !is_last {
                amount = nearer_to_zero(part.share.of(total)?, left);
                tax = match (bill.tax, tax_left) {
                    (Some(whole), Some(left)) => {
                        Some(nearer_to_zero(share_of_tax(whole, amount, total)?, left))
                    }
                    _ => None,
                };
            }
            left = left.checked_sub(amount)?;
            if let (Some(left), Some(tax)) = (&mut tax_left, tax) {
                *left = left.checked_sub(tax)?;
            }
            if !amount.is_zero() {
                let due = part.due_on(bill, amount, tax, &mut schedule.advisories)?;
                schedule.dues.push(due);
            }
        }
        // Parts may be written in any order; whoever pays fills the earliest first.
        schedule.dues.sort_by_key(|due| due.date);
        Ok(schedule)
    }
}

/// The tax of the bill, if it is known and can be.
fn tax_of(bill: &Bill) -> Result<Option<Money>, ScheduleError> {
    let Some(tax) = bill.tax else { return Ok(None) };
    if tax.is_negative() || tax.checked_cmp(bill.total)?.is_gt() {
        if bill.total.is_negative() {
            // A credit bears no discount, so its tax does not matter.
            return Ok(None);
        }
        return Err(ScheduleError::TaxOutOfRange {
            tax,
            total: bill.total,
        });
    }
    Ok(Some(tax))
}

/// The tax of a part, in proportion to its amount and rounded half-up.
fn share_of_tax(tax: Money, amount: Money, total: Money) -> Result<Money, MoneyError> {
    tax.mul_ratio(
        i128::from(amount.minor()),
        i128::from(total.minor()),
        Rounding::HalfUp,
    )
}

impl Part {
    fn due_on(
        &self,
        bill: &Bill,
        amount: Money,
        tax: Option<Money>,
        advisories: &mut Vec<Advisory>,
    ) -> Result<Due, ScheduleError> {
        let mut advise = |advisory| {
            if !advisories.contains(&advisory) {
                advisories.push(advisory);
            }
        };
        let start = self.due.start();
        let known = bill.events.day_of(start, bill.issued);
        if known.is_none() {
            advise(Advisory::EventUnknown(start));
        }
        let counted_from = known.unwrap_or(bill.issued);
        let by_terms = self.due.date(counted_from)?;
        if by_terms < bill.issued {
            advise(Advisory::DueBeforeInvoice { by_terms });
        }
        let date = by_terms.max(bill.issued);
        let discount = match self.discount {
            Some(discount) if amount.is_positive() => {
                // A rule that depends on the month can fall due before the discount's days are over.
                let until = discount.last_day(&self.due, counted_from)?.min(date);
                match discount.rate() {
                    None => {
                        advise(Advisory::RateUnknown { until });
                        None
                    }
                    Some(_) if until < bill.issued => {
                        advise(Advisory::DiscountOver { until });
                        None
                    }
                    Some(rate) => {
                        let base = match (discount.tax(), tax) {
                            (TaxMode::Included, _) => amount,
                            (TaxMode::Excluded | TaxMode::Mixed, Some(tax)) => amount
                                .checked_sub(tax)?
                                .max(Money::zero(amount.currency()))?,
                            (TaxMode::Excluded | TaxMode::Mixed, None) => {
                                advise(Advisory::TaxUnknown);
                                amount
                            }
                        };
                        Some(Discount {
                            until,
                            rate,
                            amount: base.percent(rate, Rounding::HalfUp)?,
                        })
                    }
                }
            }
            _ => None,
        };
        Ok(Due {
            date,
            amount,
            discount,
        })
    }
}

impl Share {
    /// The share of a total, with its sign; for a rest the whole, which the caller limits to what is left.
    fn of(self, total: Money) -> Result<Money, MoneyError> {
        match self {
            Share::Percent(percent) => total.percent(percent, Rounding::HalfUp),
            Share::Fixed(amount) => {
                let amount = Money::from_decimal(amount, total.currency())?;
                if total.is_negative() {
                    amount.checked_neg()
                } else {
                    Ok(amount)
                }
            }
            Share::Rest => Ok(total),
        }
    }
}

impl EarlyPaymentDiscount {
    /// The last day of the discount of a part that falls due by `rule`.
    fn last_day(&self, rule: &DueRule, counted_from: Date) -> Result<Date, DateError> {
        match self.deadline() {
            Deadline::Days(days) => {
                let clock_starts = follow(rule.moves_of_the_clock(), counted_from)?;
                add_days(clock_starts, i32::from(days))
            }
            Deadline::DayOfNextMonth(day) => {
                // A cut-off moves the whole invoice to the next month, and its discount with it.
                let counted_from = match rule.moves().first() {
                    Some(cut_off @ Move::CutOff(_)) => cut_off.from(counted_from)?,
                    _ => counted_from,
                };
                day_of_month(counted_from, 1, day)
            }
        }
    }
}

impl DueRule {
    /// The date to which the moves lead from the day from which the rule is counted.
    ///
    /// # Errors
    /// [`DateError::OutOfRange`].
    pub fn date(&self, counted_from: Date) -> Result<Date, DateError> {
        follow(self.moves(), counted_from)
    }

    /// The greatest number of days to which the moves lead, over all days of the calendar.
    ///
    /// # Errors
    /// [`DateError::OutOfRange`].
    pub fn longest_days(&self) -> Result<i32, DateError> {
        // Four years hold every kind of month and of leap day.
        let first = Date::constant(2024, 1, 1);
        let mut longest = 0;
        for day in 0..4 * 365 + 1 {
            let from = add_days(first, day)?;
            longest = longest.max(days_between(from, self.date(from)?));
        }
        Ok(longest)
    }
}

fn follow(moves: &[Move], from: Date) -> Result<Date, DateError> {
    moves
        .iter()
        .try_fold(in_range(from)?, |date, next| next.from(date))
}

impl Move {
    fn from(self, date: Date) -> Result<Date, DateError> {
        match self {
            Move::Days(days) => add_days(date, i32::from(days)),
            Move::Months(months) => add_months_clamped(date, i32::from(months)),
            Move::CutOff(day) if date.day().unsigned_abs() > day => day_of_month(date, 1, 1),
            Move::CutOff(_) => Ok(date),
            Move::EndOfMonth => Ok(end_of_month(date)),
            Move::DayOfNextMonth(day) => day_of_month(date, 1, day),
            Move::DayOfMonth(day) => {
                let this_month = day_of_month(date, 0, day)?;
                if this_month < date {
                    day_of_month(date, 1, day)
                } else {
                    Ok(this_month)
                }
            }
        }
    }
}

/// That day of the month so many months on, or the month's last day if it is too short.
fn day_of_month(date: Date, months: i32, day: u8) -> Result<Date, DateError> {
    let first = add_months_clamped(date.first_of_month(), months)?;
    let offset = i32::from(day).min(i32::from(first.days_in_month())) - 1;
    add_days(first, offset)
}

fn nearer_to_zero(a: Money, b: Money) -> Money {
    if a.minor().unsigned_abs() <= b.minor().unsigned_abs() {
        a
    } else {
        b
    }
}

#[cfg(test)]
mod tests;
