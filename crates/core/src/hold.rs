//! Holds: a pause in contact, or a stop in supply. Both carry a reason, and may end by themselves.

use jiff::civil::Date;
use serde::{Deserialize, Serialize};

use crate::id::{HoldId, InvoiceId};

/// What is held.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub enum HoldKind {
    /// The customer is not contacted, and the procedure's clock stands still.
    Contact,
    /// Nothing more is supplied on credit until the account is in order.
    Supply,
}

impl HoldKind {
    /// The stable word for the database and the API.
    #[must_use]
    pub fn code(self) -> &'static str {
        match self {
            HoldKind::Contact => "contact",
            HoldKind::Supply => "supply",
        }
    }

    /// Reads [`HoldKind::code`] back.
    #[must_use]
    pub fn from_code(code: &str) -> Option<HoldKind> {
        [HoldKind::Contact, HoldKind::Supply]
            .into_iter()
            .find(|kind| kind.code() == code)
    }
}

/// A hold on a customer, or on one of the customer's invoices.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Hold {
    /// Its id.
    pub id: HoldId,
    /// What is held.
    pub kind: HoldKind,
    /// The one invoice it is about; none means the whole customer.
    pub invoice: Option<InvoiceId>,
    /// Its first day.
    pub from: Date,
    /// Its last day; none means until it is lifted.
    pub until: Option<Date>,
    /// Why.
    pub reason: String,
}

impl Hold {
    /// Whether it is in force on `on`.
    #[must_use]
    pub fn is_active(&self, on: Date) -> bool {
        self.from <= on && self.until.is_none_or(|until| on <= until)
    }

    /// Whether it concerns this invoice.
    #[must_use]
    pub fn covers(&self, invoice: InvoiceId) -> bool {
        self.invoice.is_none_or(|held| held == invoice)
    }

    /// Whether two holds of the same kind and subject would be in force on the same day. One that
    /// was lifted before it began is in force on none.
    #[must_use]
    pub fn overlaps(&self, other: &Hold) -> bool {
        let never_was = |hold: &Hold| hold.until.is_some_and(|until| until < hold.from);
        self.kind == other.kind
            && self.invoice == other.invoice
            && !never_was(self)
            && !never_was(other)
            && other.until.is_none_or(|until| self.from <= until)
            && self.until.is_none_or(|until| other.from <= until)
    }
}

/// The first day on which an item is `age` days late for its procedure: that many days after `due` on
/// which contact was not paused. Aging and interest count every day; only the procedure's clock stands
/// still. The pauses are those that are known, in order and without overlap; a negative age is a day
/// before the due date, which no pause shifts. A date out of the calendar's range stays at its end.
#[must_use]
pub fn reaches_age(due: Date, age: i32, pauses: &[(Date, Date)]) -> Date {
    let mut day = shifted(due, age);
    if age <= 0 {
        return day;
    }
    for &(from, until) in pauses {
        let first = from.max(shifted(due, 1));
        if first <= day && first <= until {
            day = shifted(day, crate::dates::days_between(first, until) + 1);
        }
    }
    day
}

fn shifted(date: Date, days: i32) -> Date {
    date.saturating_add(jiff::Span::new().days(days))
}

#[cfg(test)]
mod tests {
    use super::*;
    use jiff::ToSpan;
    use jiff::civil::date;

    /// How late an item is for its procedure: the days after `due` up to `on` on which contact was not
    /// paused, counted one after the other.
    fn procedure_age(due: Date, on: Date, pauses: &[(Date, Date)]) -> usize {
        let days = due.series(1.day()).skip(1).take_while(|day| *day <= on);
        days.filter(|day| {
            let is_paused = |(from, until): &(Date, Date)| from <= day && day <= until;
            !pauses.iter().any(is_paused)
        })
        .count()
    }

    #[test]
    fn paused_days_do_not_make_an_item_later() {
        // Restated from Apache Fineract, fineract-e2e-tests-runner LoanDelinquency.feature: due on
        // 16 November and paused from the 16th to the 25th, it is one day late on the 26th.
        let pauses = [(date(2023, 11, 16), date(2023, 11, 25))];
        assert_eq!(
            procedure_age(date(2023, 11, 16), date(2023, 11, 26), &pauses),
            1
        );
        assert_eq!(
            reaches_age(date(2023, 11, 16), 1, &pauses),
            date(2023, 11, 26)
        );
    }

    #[test]
    fn the_day_an_age_is_reached_is_the_first_with_that_age() {
        let due = date(2026, 3, 10);
        let pauses = [
            (date(2026, 3, 5), date(2026, 3, 12)),
            (date(2026, 3, 20), date(2026, 3, 22)),
        ];
        for age in 1..40 {
            let day = reaches_age(due, age, &pauses);
            let age = usize::try_from(age).expect("ages of late items are positive");
            assert_eq!(procedure_age(due, day, &pauses), age, "age {age} on {day}");
            let before = day.yesterday().expect("inside the calendar");
            assert!(
                procedure_age(due, before, &pauses) < age,
                "age {age} already on {before}"
            );
        }
    }

    #[test]
    fn holds_overlap_on_a_day_on_which_both_are_in_force() {
        let hold = |from: i8, until: Option<i8>| Hold {
            id: HoldId::new(uuid::Uuid::nil()),
            kind: HoldKind::Contact,
            invoice: None,
            from: date(2026, 3, from),
            until: until.map(|day| date(2026, 3, day)),
            reason: String::new(),
        };
        let check = |one: (i8, Option<i8>), other: (i8, Option<i8>), expected: bool| {
            let (one, other) = (hold(one.0, one.1), hold(other.0, other.1));
            assert_eq!(one.overlaps(&other), expected, "{one:?} {other:?}");
            assert_eq!(other.overlaps(&one), expected, "{other:?} {one:?}");
        };
        check((2, Some(9)), (9, Some(12)), true);
        check((2, Some(8)), (9, Some(12)), false);
        check((2, None), (9, None), true);
        // Lifted before its first day, it was in force on none.
        check((5, Some(4)), (2, None), false);
        check((5, Some(4)), (2, Some(9)), false);
    }
}
