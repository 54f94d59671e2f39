//! How a customer has paid, in the reader's language: what a grade rests on.

use dunwell_app::view::{Behaviour, Direction, Trend};
use dunwell_core::interest::Percent;
use dunwell_core::money::Rounding;

use super::T;

impl T {
    /// What a grade rests on: "26 invoices paid, 22 days late on average, ...". Empty where nothing was
    /// paid yet.
    #[must_use]
    pub fn evidence(self, behaviour: &Behaviour) -> String {
        let (Some(mean), Some(median), Some(share)) = (
            behaviour.mean_days_late_milli,
            behaviour.median_days_late_milli,
            behaviour.paid_in_full_milli,
        ) else {
            return String::new();
        };
        // Cut off, so that only what is paid in full without exception is a hundred.
        let share = Percent::from_millionths(share / 10 * 1_000_000);
        let mut parts = vec![
            self.count("payer.paid", behaviour.paid).to_string(),
            self.average(whole(mean)),
            self.say("payer.median")
                .with("days", self.number(whole(median)))
                .to_string(),
        ];
        parts.extend(behaviour.trend.map(|trend| self.trend(trend)));
        parts.extend(share.ok().map(|share| {
            let said = self.say("payer.in-full");
            said.with("share", self.percent(share)).to_string()
        }));
        parts.join(", ")
    }

    fn average(self, days: i64) -> String {
        match days {
            0 => self.text("payer.on-time"),
            1.. => self.count("payer.late", days).to_string(),
            _ => self.count("payer.early", -days).to_string(),
        }
    }

    fn trend(self, trend: Trend) -> String {
        match trend.direction {
            Direction::Steady => return self.text("payer.steady"),
            Direction::Worsening => self.say("payer.slower"),
            Direction::Improving => self.say("payer.faster"),
        }
        .with("older", self.number(whole(trend.older_mean_milli)))
        .with("newer", self.number(whole(trend.newer_mean_milli)))
        .to_string()
    }
}

/// Whole days, rounded half away from zero.
fn whole(milli: i64) -> i64 {
    let days = Rounding::HalfUp.div(i128::from(milli), 1_000).unwrap_or(0);
    i64::try_from(days).unwrap_or(0)
}

#[cfg(test)]
mod tests {
    use dunwell_core::currency::Currency;
    use dunwell_core::lang::Lang;
    use dunwell_core::money::Money;

    use super::*;

    #[test]
    fn the_evidence_has_its_figures_in_each_language() {
        let habit = Behaviour {
            paid: 6,
            written_off: 0,
            value: Money::new(600_00, Currency::GBP),
            mean_days_late_milli: Some(12_000),
            median_days_late_milli: Some(12_000),
            weighted_days_late_milli: None,
            trend: Some(Trend {
                direction: Direction::Worsening,
                older_mean_milli: 3_000,
                newer_mean_milli: 21_000,
            }),
            paid_in_full_milli: Some(1_000),
            value_on_time_milli: None,
        };
        let check = |lang: Lang, expected: &str| {
            assert_eq!(T::new(lang).evidence(&habit), expected);
        };
        check(
            Lang::En,
            "6 invoices paid, 12 days late on average, median 12 days, getting slower (older half 3, newer half 21), 100% paid in full",
        );
        check(
            Lang::Fr,
            "6 factures payées, 12 jours de retard en moyenne, médiane 12 jours, de plus en plus lent (moitié ancienne 3, moitié récente 21), 100\u{202f}% payées en entier",
        );
        check(
            Lang::De,
            "6 Rechnungen bezahlt, im Mittel 12 Tage zu spät, Median 12 Tage, wird langsamer (ältere Hälfte 3, neuere 21), 100\u{a0}% vollständig bezahlt",
        );
        let nothing = Behaviour {
            mean_days_late_milli: None,
            ..habit
        };
        assert_eq!(T::new(Lang::De).evidence(&nothing), "");
    }
}
