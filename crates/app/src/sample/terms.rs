//! The terms that customers of a sample book have.

use super::days::{Day, Days};

/// Terms of payment.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Terms {
    /// Due on the day of the invoice.
    OnReceipt,
    /// Due so many days after the invoice: 14, 30, 45 or 60.
    Net14,
    /// See [`Terms::Net14`].
    Net30,
    /// See [`Terms::Net14`].
    Net45,
    /// See [`Terms::Net14`].
    Net60,
    /// 2 % off when paid within ten days.
    Discount,
    /// 30 days after the end of the month of the invoice.
    EndOfMonth,
    /// 30 % at once, the rest after 60 days.
    Parts,
}

/// How long a discount can be earned.
pub(super) const DISCOUNT_DAYS: i64 = 10;

impl Terms {
    /// All of them.
    #[cfg(test)]
    pub const ALL: [Terms; 8] = [
        Terms::OnReceipt,
        Terms::Net14,
        Terms::Net30,
        Terms::Net45,
        Terms::Net60,
        Terms::Discount,
        Terms::EndOfMonth,
        Terms::Parts,
    ];

    /// The short notation of the trade.
    pub const fn text(self) -> &'static str {
        match self {
            Terms::OnReceipt => "due on receipt",
            Terms::Net14 => "net 14",
            Terms::Net30 => "net 30",
            Terms::Net45 => "net 45",
            Terms::Net60 => "net 60",
            Terms::Discount => "2/10 net 30",
            Terms::EndOfMonth => "30 EOM",
            Terms::Parts => "30% now, 70% net 60",
        }
    }

    /// The day on which the last of an invoice falls due.
    pub fn due(self, issued: Day, days: &Days) -> Day {
        match self {
            Terms::EndOfMonth => {
                let date = days.date(issued);
                let left_of_month = i64::from(date.days_in_month() - date.day());
                issued.plus(left_of_month + 30)
            }
            _ => issued.plus(self.typical_days()),
        }
    }

    /// How many days there usually are from the invoice to the due date.
    pub const fn typical_days(self) -> i64 {
        match self {
            Terms::OnReceipt => 0,
            Terms::Net14 => 14,
            Terms::Net30 | Terms::Discount => 30,
            Terms::Net45 | Terms::EndOfMonth => 45,
            Terms::Net60 | Terms::Parts => 60,
        }
    }
}

/// What an early payer may keep of an amount in minor units: 2 %, rounded half-up.
pub(super) const fn discount(amount: i64) -> i64 {
    (amount * 2 + 50) / 100
}

/// The first part of an amount in minor units that is paid in parts: 30 %, rounded half-up.
pub(super) const fn first_part(amount: i64) -> i64 {
    (amount * 30 + 50) / 100
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used, reason = "tests")]

    use dunwell_core::currency::Currency;
    use dunwell_core::money::Money;
    use jiff::civil::date;

    use super::*;

    #[test]
    fn the_rules_of_the_house_give_the_same_dates_and_amounts() {
        let days = Days::around(date(2026, 3, 12));
        for terms in Terms::ALL {
            let rule = dunwell_core::terms::Terms::parse(terms.text()).unwrap();
            for day in -100..0 {
                let issued = Day(day);
                let total = Money::new(1_234_57 + i64::from(day), Currency::GBP);
                let dues = rule.schedule(days.date(issued), total).unwrap();
                let last = dues.last().unwrap();
                assert_eq!(days.date(terms.due(issued, &days)), last.date, "{terms:?}");
                if terms == Terms::Parts {
                    assert_eq!(first_part(total.minor()), dues[0].amount.minor());
                }
                if let Some(offered) = last.discount {
                    assert_eq!(discount(total.minor()), offered.amount.minor());
                    assert_eq!(days.date(issued.plus(DISCOUNT_DAYS)), offered.until);
                }
            }
        }
    }
}
