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

    fn apply(terms: &str, bill: &Bill) -> Schedule {
        Terms::parse(terms).unwrap().schedule_of(bill).unwrap()
    }

    fn bill(minor: i64) -> Bill {
        Bill::new(date(2026, 3, 10), Money::new(minor, Currency::GBP))
    }

    #[test]
    fn stages_count_from_their_own_days() {
        let known = Bill {
            events: Events {
                ordered: Some(date(2026, 3, 12)),
                delivered: Some(date(2026, 5, 2)),
                ..Events::default()
            },
            ..bill(10_000)
        };
        let terms =
            "30% net 30, 40% on delivery, 25% on order, retention 5% 12 months after delivery";
        let schedule = apply(terms, &known);
        let lines: Vec<(Date, i64)> = schedule
            .dues
            .iter()
            .map(|due| (due.date, due.amount.minor()))
            .collect();
        let expected = [
            (date(2026, 3, 12), 2500),
            (date(2026, 4, 9), 3000),
            (date(2026, 5, 2), 4000),
            (date(2027, 5, 2), 500),
        ];
        assert_eq!(lines, expected, "earliest first");
        assert_eq!(schedule.advisories, []);
    }

    #[test]
    fn what_is_not_known_is_replaced_by_the_invoice_and_said_once() {
        #[track_caller]
        fn check(terms: &str, due: Date, said: &str) {
            let schedule = apply(terms, &bill(10_000));
            assert_eq!(schedule.dues[0].date, due, "{terms}");
            let [advisory] = &schedule.advisories[..] else {
                panic!("one advisory expected: {:?}", schedule.advisories)
            };
            assert_eq!(advisory.to_string(), said);
        }
        let (issued, in_30) = (date(2026, 3, 10), date(2026, 4, 9));
        let from = |day: &str| {
            format!(
                "the terms count from {day}, which is not known; the date of the invoice took its place"
            )
        };
        check(
            "net 30 ROG",
            in_30,
            &from("the day on which the goods were received"),
        );
        check(
            "net 30 AOG",
            in_30,
            &from("the day on which the goods arrived"),
        );
        check("CWO", issued, &from("the day of the order"));
        check("CND", issued, &from("the day of the next delivery"));
        check(
            "50% COD, 50% 30 days after delivery",
            issued,
            &from("the day of delivery"),
        );
        check(
            "net 5 as of 2026-03-01",
            issued,
            "by the terms a part was due before the invoice was issued; it is due on the day of the invoice",
        );
        check(
            "2/5 net 30 as of 2026-03-01",
            date(2026, 3, 31),
            "by the terms the discount had ended before the invoice was issued; there is none",
        );
        check(
            "10th prox net 60",
            date(2026, 5, 31),
            "the terms name the last day of a discount and not how much it is, so there is none; write the rate, as in: 2% 10th prox net 60",
        );
        check(
            "2/10 net 30, discount excluding tax",
            in_30,
            "the discount leaves out the tax, and how much of the invoice is tax is not known; it is reckoned on the whole",
        );
        assert_eq!(apply("CIA", &bill(10_000)).advisories, []);
    }

    #[test]
    fn a_discount_that_leaves_out_the_tax_is_on_the_price_without_it() {
        #[track_caller]
        fn check(terms: &str, tax: i64, expected: &[i64]) {
            let taxed = Bill {
                tax: Some(Money::new(tax, Currency::GBP)),
                ..bill(11_500)
            };
            let schedule = apply(terms, &taxed);
            let discounts: Vec<i64> = schedule
                .dues
                .iter()
                .map(|due| due.discount.unwrap().amount.minor())
                .collect();
            assert_eq!(discounts, expected, "{terms}");
        }
        check("10/10 net 30", 1500, &[1150]);
        check("10/10 net 30, discount excluding tax", 1500, &[1000]);
        check("10/10 net 30, discount with reduced tax", 1500, &[1000]);
        check("10/10 net 30, discount excluding tax", 11_500, &[0]);
        check(
            "50% 10/10 net 30, discount excluding tax, 50% 10/10 net 60",
            1500,
            &[500, 575],
        );
    }

    #[test]
    fn the_tax_is_part_of_the_total() {
        for tax in [-1, 10_001] {
            let odd = Bill {
                tax: Some(Money::new(tax, Currency::GBP)),
                ..bill(10_000)
            };
            let error = Terms::on_receipt().schedule_of(&odd).unwrap_err();
            assert!(
                error.to_string().ends_with("the tax is part of the total"),
                "{error}"
            );
        }
    }

    #[test]
    fn the_longest_term_is_found_over_all_days() {
        #[track_caller]
        fn check(terms: &str, days: i32) {
            let terms = Terms::parse(terms).unwrap();
            assert_eq!(terms.parts()[0].due().longest_days(), Ok(days), "{terms}");
        }
        check("due on receipt", 0);
        check("net 60", 60);
        check("60 EOM", 90);
        check("60 EOM after 25", 96);
        check("45 days then EOM", 75);
        check("2 months", 62);
        check("net 30 after delivery", 30);
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
