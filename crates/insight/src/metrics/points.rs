//! What was outstanding and what was overdue at the end of several days, from how the ledger stands now
//! and what was posted since.
//!
//! Going backwards from now, only what was posted after the first of the days has to be read. An
//! invoice that falls due at once is overdue as a whole or not at all, so that its entries may be added
//! in any order; one in instalments is worked out with all of its later entries.

use dunwell_core::invoice::{Instalment, open_by_instalment};
use jiff::civil::Date;

/// The days, in order, with what was outstanding and overdue at the end of each, in minor units of one
/// currency.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Points {
    points: Vec<Point>,
}

/// How it stood at the end of a day.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Point {
    /// The day.
    pub on: Date,
    /// What was open on invoices.
    pub outstanding: i128,
    /// What of it was late: due before the day.
    pub overdue: i128,
}

/// An invoice as it stands now.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Billed {
    /// The day it was issued.
    pub issued: Date,
    /// The day it is due.
    pub due: Date,
    /// Its total, corrections included, in minor units.
    pub total: i64,
    /// What is open on it now, in minor units.
    pub open: i64,
}

/// An entry on an invoice other than the one that opened it.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Posted {
    /// The day on which it counts.
    pub date: Date,
    /// What it added to what is open, in minor units.
    pub effect: i64,
    /// Whether it corrected the total: until then the invoice asked for something else.
    pub is_correction: bool,
}

impl Points {
    /// Nothing on any of the days.
    #[must_use]
    pub fn new(days: impl IntoIterator<Item = Date>) -> Points {
        let point = |on| Point {
            on,
            outstanding: 0,
            overdue: 0,
        };
        Points {
            points: days.into_iter().map(point).collect(),
        }
    }

    /// Adds how it stood on the same days in another currency, converted by `convert`.
    pub fn add_converted(&mut self, other: &Points, convert: impl Fn(i128) -> i128) {
        for (own, other) in self.points.iter_mut().zip(&other.points) {
            own.outstanding += convert(other.outstanding);
            own.overdue += convert(other.overdue);
        }
    }

    /// How it stood on a day, if the day is one of them.
    #[must_use]
    pub fn on(&self, day: Date) -> Option<Point> {
        self.points.iter().copied().find(|point| point.on == day)
    }

    /// How it stood on each day.
    #[must_use]
    pub fn points(&self) -> &[Point] {
        &self.points
    }

    /// Adds an invoice that is due at once, without what was posted to it since.
    pub fn add_invoice(&mut self, invoice: &Billed) {
        for point in &mut self.points {
            let open = open_before_entries(invoice, point.on);
            point.outstanding += open;
            if invoice.due < point.on {
                point.overdue += open;
            }
        }
    }

    /// Takes back an entry of an invoice that is due at once and was issued on `issued`: before its
    /// date it was not there.
    pub fn add_entry(&mut self, issued: Date, due: Date, entry: &Posted) {
        for point in &mut self.points {
            let open = undone(issued, entry, point.on);
            point.outstanding += open;
            if due < point.on {
                point.overdue += open;
            }
        }
    }

    /// Adds an invoice in instalments with everything that was posted to it since the first day.
    pub fn add_in_instalments(
        &mut self,
        invoice: &Billed,
        instalments: &[Instalment],
        entries: &[Posted],
    ) {
        for point in &mut self.points {
            let later = entries
                .iter()
                .map(|entry| undone(invoice.issued, entry, point.on));
            let open = open_before_entries(invoice, point.on) + later.sum::<i128>();
            point.outstanding += open;
            let parts = open_by_instalment(instalments, i64::try_from(open).unwrap_or(i64::MAX));
            let late = instalments
                .iter()
                .zip(parts)
                .filter(|(part, _)| part.due < point.on);
            point.overdue += late.map(|(_, open)| i128::from(open)).sum::<i128>();
        }
    }
}

/// What is open now, less the total on days on which the invoice was not issued.
fn open_before_entries(invoice: &Billed, on: Date) -> i128 {
    let total = if invoice.issued > on {
        invoice.total
    } else {
        0
    };
    i128::from(invoice.open) - i128::from(total)
}

/// What was open more (or less) on a day because an entry was not there yet.
fn undone(issued: Date, entry: &Posted, on: Date) -> i128 {
    // The total that is taken off before the day of issue has the correction in it already.
    let is_in_total = entry.is_correction && issued > on;
    if entry.date > on && !is_in_total {
        -i128::from(entry.effect)
    } else {
        0
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use jiff::ToSpan;
    use jiff::civil::date;
    use proptest::prelude::*;

    const FIRST: Date = date(2026, 1, 31);

    fn days() -> [Date; 4] {
        [
            FIRST,
            date(2026, 2, 28),
            date(2026, 3, 31),
            date(2026, 4, 30),
        ]
    }

    fn told(points: &Points) -> Vec<(i128, i128)> {
        let of = |point: &Point| (point.outstanding, point.overdue);
        points.points().iter().map(of).collect()
    }

    #[test]
    fn a_part_payment_and_a_correction_are_taken_back() {
        let mut points = Points::new(days());
        // Billed on 10 February for 100, due on 15 March; 30 paid on 20 March; corrected by +50 on 5 April.
        let invoice = Billed {
            issued: date(2026, 2, 10),
            due: date(2026, 3, 15),
            total: 150,
            open: 120,
        };
        points.add_invoice(&invoice);
        let paid = Posted {
            date: date(2026, 3, 20),
            effect: -30,
            is_correction: false,
        };
        let corrected = Posted {
            date: date(2026, 4, 5),
            effect: 50,
            is_correction: true,
        };
        points.add_entry(invoice.issued, invoice.due, &paid);
        points.add_entry(invoice.issued, invoice.due, &corrected);
        assert_eq!(told(&points), [(0, 0), (100, 0), (70, 70), (120, 120)]);
    }

    #[test]
    fn money_fills_the_oldest_instalment_first() {
        let mut points = Points::new(days());
        let invoice = Billed {
            issued: date(2026, 1, 10),
            due: date(2026, 2, 10),
            total: 100,
            open: 40,
        };
        let part = |due, amount| Instalment {
            due,
            amount,
            discount: None,
        };
        let parts = [part(date(2026, 2, 10), 30), part(date(2026, 4, 10), 70)];
        let paid = |day, effect| Posted {
            date: day,
            effect,
            is_correction: false,
        };
        let entries = [paid(date(2026, 3, 5), -20), paid(date(2026, 4, 12), -40)];
        points.add_in_instalments(&invoice, &parts, &entries);
        assert_eq!(told(&points), [(100, 0), (100, 30), (80, 10), (40, 40)]);
    }

    proptest! {
        /// Whatever was posted when: the same as adding up the ledger up to the day.
        #[test]
        fn going_backwards_gives_what_going_forwards_does(
            issued in 0i32..120, terms in 0i32..60, total in 1i64..1_000,
            entries in prop::collection::vec((0i32..150, -500i64..500, any::<bool>()), 0..6)
        ) {
            let day = |days: i32| date(2026, 1, 1).saturating_add(days.days());
            let entries: Vec<Posted> = entries.into_iter()
                // A correction is made after its invoice.
                .map(|(at, effect, is_correction)| Posted {
                    date: day(if is_correction { at.max(issued) } else { at }), effect, is_correction,
                })
                .collect();
            let corrected: i64 = entries.iter().filter(|e| e.is_correction).map(|e| e.effect).sum();
            let open = total + entries.iter().map(|e| e.effect).sum::<i64>();
            let invoice = Billed { issued: day(issued), due: day(issued + terms), total: total + corrected, open };
            let mut points = Points::new(days());
            points.add_invoice(&invoice);
            entries.iter().for_each(|entry| points.add_entry(invoice.issued, invoice.due, entry));
            for point in points.points() {
                let opened = if invoice.issued <= point.on { total } else { 0 };
                let later: i64 = entries.iter().filter(|e| e.date <= point.on).map(|e| e.effect).sum();
                let open = i128::from(opened + later);
                prop_assert_eq!(point.outstanding, open);
                prop_assert_eq!(point.overdue, if invoice.due < point.on { open } else { 0 });
            }
        }
    }
}
