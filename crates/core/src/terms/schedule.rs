//! Terms applied to an invoice: dates, amounts and discounts.

use jiff::civil::Date;
use rust_decimal::Decimal;

use super::{DueRule, Move, Part, ScheduleError, Share, Terms};
use crate::dates::{DateError, add_days, add_months_clamped, end_of_month, in_range};
use crate::money::{Money, MoneyError, Rounding};

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
    /// The rate in per cent of what is open when it is taken.
    pub rate: Decimal,
    /// The discount on the whole part, rounded half-up.
    pub amount: Money,
}

impl Terms {
    /// When and how much to pay for an invoice of `total` issued on that date.
    ///
    /// The amounts add up to the total exactly: each part is rounded half-up, none is more than what is left,
    /// and the last takes what the others leave. Parts of nothing are left out; a total of nothing is one part
    /// of nothing due on the day of issue. A negative total (a credit) is split the same way, without discount.
    ///
    /// # Errors
    /// [`ScheduleError`] when a date leaves the accepted years, or when a fixed amount has more decimals than
    /// the currency.
    pub fn schedule(&self, issued: Date, total: Money) -> Result<Vec<Due>, ScheduleError> {
        let issued = in_range(issued)?;
        if total.is_zero() {
            return Ok(vec![Due {
                date: issued,
                amount: total,
                discount: None,
            }]);
        }
        let mut dues = Vec::with_capacity(self.parts.len());
        let mut left = total;
        for (index, part) in self.parts.iter().enumerate() {
            let is_last = index + 1 == self.parts.len();
            let amount = if is_last {
                left
            } else {
                nearer_to_zero(part.share.of(total)?, left)
            };
            left = left.checked_sub(amount)?;
            if !amount.is_zero() {
                dues.push(part.due_on(issued, amount)?);
            }
        }
        Ok(dues)
    }
}

impl Part {
    fn due_on(&self, issued: Date, amount: Money) -> Result<Due, ScheduleError> {
        let date = self.due.date(issued)?;
        let discount = match self.discount {
            Some(discount) if amount.is_positive() => {
                let last_day = add_days(self.due.clock_start(issued), i32::from(discount.days))?;
                Some(Discount {
                    // A rule that depends on the month can fall due before the discount's days are over.
                    until: last_day.min(date),
                    rate: discount.rate,
                    amount: amount.percent(discount.rate, Rounding::HalfUp)?,
                })
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

impl DueRule {
    /// The date to which the moves lead from the date of the invoice.
    ///
    /// # Errors
    /// [`DateError::OutOfRange`].
    pub fn date(&self, issued: Date) -> Result<Date, DateError> {
        self.moves
            .iter()
            .try_fold(in_range(issued)?, |date, next| next.from(date))
    }

    /// The day from which a discount's days are counted: that of the invoice, or the end of its month where
    /// the term is counted from there.
    fn clock_start(&self, issued: Date) -> Date {
        if self.moves.first() == Some(&Move::EndOfMonth) {
            end_of_month(issued)
        } else {
            issued
        }
    }
}

impl Move {
    fn from(self, date: Date) -> Result<Date, DateError> {
        match self {
            Move::Days(days) => add_days(date, i32::from(days)),
            Move::Months(months) => add_months_clamped(date, i32::from(months)),
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
mod tests {
    #![allow(
        clippy::unwrap_used,
        clippy::expect_used,
        clippy::panic,
        reason = "tests"
    )]

    use jiff::civil::date;

    use super::*;
    use crate::currency::Currency;

    fn schedule(terms: &str, issued: Date, minor: i64) -> Vec<(Date, i64)> {
        let total = Money::new(minor, Currency::GBP);
        let dues = Terms::parse(terms)
            .unwrap()
            .schedule(issued, total)
            .unwrap();
        dues.iter()
            .map(|due| (due.date, due.amount.minor()))
            .collect()
    }

    #[test]
    fn one_date_for_the_whole() {
        #[track_caller]
        fn check(terms: &str, issued: Date, expected: Date) {
            assert_eq!(schedule(terms, issued, 10_000), [(expected, 10_000)]);
        }
        check("due on receipt", date(2026, 3, 12), date(2026, 3, 12));
        check("net 30", date(2026, 1, 30), date(2026, 3, 1));
        check("EOM", date(2028, 2, 1), date(2028, 2, 29));
        check("30 EOM", date(2026, 1, 31), date(2026, 3, 2));
        check("15 MFI", date(2026, 12, 31), date(2027, 1, 15));
        check("31 MFI", date(2026, 1, 31), date(2026, 2, 28));
        check("day 20", date(2026, 3, 20), date(2026, 3, 20));
        check("day 20", date(2026, 3, 21), date(2026, 4, 20));
        check("day 31", date(2026, 4, 30), date(2026, 4, 30));
        check("day 29", date(2026, 1, 30), date(2026, 2, 28));
        check("1 month", date(2026, 1, 31), date(2026, 2, 28));
        check("1 month 30 days", date(2026, 1, 31), date(2026, 3, 30));
        check("30 days then EOM", date(2026, 1, 31), date(2026, 3, 31));
        check("end of next month", date(2026, 1, 31), date(2026, 2, 28));
    }

    #[test]
    fn parts_add_up_and_the_last_takes_the_remainder() {
        let issued = date(2026, 1, 1);
        let (now, in_30, in_60) = (issued, date(2026, 1, 31), date(2026, 3, 2));
        #[track_caller]
        fn check(terms: &str, minor: i64, expected: &[(Date, i64)]) {
            assert_eq!(schedule(terms, date(2026, 1, 1), minor), expected);
        }
        check("30% now, 70% net 60", 10_001, &[(now, 3000), (in_60, 7001)]);
        check(
            "33.33% now, 33.33% net 30, 33.34% net 60",
            5,
            &[(now, 2), (in_30, 2), (in_60, 1)],
        );
        check("50% now, 50% net 30", 1, &[(now, 1)]);
        check(
            "30% now, 70% net 60",
            -10_001,
            &[(now, -3000), (in_60, -7001)],
        );
        check(
            "20.00 now, rest net 30",
            5000,
            &[(now, 2000), (in_30, 3000)],
        );
        check("20.00 now, rest net 30", 1500, &[(now, 1500)]);
        check(
            "20.00 now, rest net 30",
            -5000,
            &[(now, -2000), (in_30, -3000)],
        );
    }

    #[test]
    fn a_discount_ends_with_its_last_day_or_the_due_date() {
        #[track_caller]
        fn check(terms: &str, issued: Date, until: Date, minor: i64) {
            let total = Money::new(10_025, Currency::GBP);
            let dues = Terms::parse(terms)
                .unwrap()
                .schedule(issued, total)
                .unwrap();
            let discount = dues.last().unwrap().discount.unwrap();
            assert_eq!((discount.until, discount.amount.minor()), (until, minor));
        }
        check("2/10 net 30", date(2026, 1, 25), date(2026, 2, 4), 201);
        check(
            "2.5/10 net 30 EOM",
            date(2026, 1, 25),
            date(2026, 2, 10),
            251,
        );
        check("2/10 day 20", date(2026, 1, 19), date(2026, 1, 20), 201);
        check(
            "50% now, 50% 2/10 net 30",
            date(2026, 1, 25),
            date(2026, 2, 4),
            100,
        );
    }

    #[test]
    fn a_credit_bears_no_discount() {
        let credit = Money::new(-10_000, Currency::GBP);
        let dues = Terms::parse("2/10 net 30")
            .unwrap()
            .schedule(date(2026, 1, 1), credit)
            .unwrap();
        assert_eq!(
            dues,
            [Due {
                date: date(2026, 1, 31),
                amount: credit,
                discount: None
            }]
        );
    }

    #[test]
    fn what_cannot_be_scheduled_is_an_error() {
        let terms = Terms::parse("net 3650").unwrap();
        let total = Money::new(100, Currency::GBP);
        for issued in [date(2199, 1, 1), date(1899, 12, 31), Date::MIN, Date::MAX] {
            assert_eq!(
                terms.schedule(issued, total),
                Err(ScheduleError::Date(DateError::OutOfRange))
            );
        }
        let yen = Money::new(5000, Currency::JPY);
        let error = Terms::parse("20.50 now, rest net 30")
            .unwrap()
            .schedule(date(2026, 1, 1), yen);
        assert_eq!(
            error.unwrap_err().to_string(),
            "20.5 has more than the 0 decimals of JPY"
        );
    }
}
