//! Why something is done or held back, in the reader's language: the same data that the command line
//! says in English.

use dunwell_core::action::Do;
use dunwell_core::decide::priority::Factor;
use dunwell_core::interest::Percent;
use dunwell_core::money::Rounding;
use dunwell_core::reason::{Given, Reason};

use super::T;
use crate::pages::words;

impl T {
    /// A reason that is kept as a text: the reader's words for what the program gave, and as it was typed otherwise.
    #[must_use]
    pub fn given(self, kept: &str) -> String {
        match Given::read(kept) {
            Given::Said(said) => self.sentence(&said),
            Given::Cause(cause) => self.reason(&cause),
            Given::Typed(text) => text,
        }
    }

    /// A cause as a sentence.
    #[must_use]
    pub fn reason(self, reason: &Reason) -> String {
        match reason {
            Reason::StepDue {
                step,
                at,
                invoice,
                days_late,
                procedure,
            } => self
                .say("reason.step-due")
                .with("lateness", self.lateness(invoice, *days_late))
                .with("procedure", procedure)
                .with("step", step)
                .with("when", self.time_of(at))
                .to_string(),
            Reason::InClass { class, because } if because.is_empty() => {
                self.say("reason.in-class").with("class", class).to_string()
            }
            Reason::InClass { class, because } => self
                .say("reason.in-class-because")
                .with("class", class)
                .with("facts", self.facts(because))
                .to_string(),
            Reason::TravelsTogether { items, total } => self
                .count("reason.travels-together", *items)
                .with("sum", self.money(total))
                .to_string(),
            Reason::PromiseNotKept {
                amount,
                due,
                received,
            } => {
                let said = match received.is_zero() {
                    true => self.say("reason.promise-not-kept"),
                    false => self
                        .say("reason.promise-kept-in-part")
                        .with("received", self.money(received)),
                };
                said.with("sum", self.money(amount))
                    .with("day", self.day(due))
                    .to_string()
            }
            Reason::ComparedAtRate { rate, from, to, on } => self
                .say("reason.compared-at-rate")
                .with("from", from)
                .with("to", to)
                .with("rate", self.decimal(rate))
                .with("day", self.day(on))
                .to_string(),
            Reason::ComparedWithoutRate { from, to } => self
                .say("reason.compared-without-rate")
                .with("from", from)
                .with("to", to)
                .to_string(),
            Reason::Paid => self.text("reason.paid"),
            Reason::HandedOver => self.text("reason.handed-over"),
            Reason::NothingOpen => self.text("reason.nothing-open"),
            Reason::Unreachable { does } => match does {
                Do::Email => self.text("reason.no-email-address"),
                Do::Call => self.text("reason.no-number-to-call"),
                _ => self.text("reason.no-number"),
            },
            Reason::Disputed { invoice, amount } => self
                .say("reason.disputed")
                .with("invoice", invoice)
                .with("sum", self.money(amount))
                .to_string(),
            Reason::Promised { amount, due } => self
                .say("reason.promised")
                .with("sum", self.money(amount))
                .with("day", self.day(due))
                .to_string(),
            Reason::Paused { until, because } => match until {
                Some(until) => self.say("reason.paused").with("day", self.day(until)),
                None => self.say("reason.paused-until-lifted"),
            }
            .with("because", because)
            .to_string(),
            Reason::Unmatched { amount, since } => match since {
                Some(since) => self.say("reason.unmatched").with("day", self.day(since)),
                None => self.say("reason.unmatched-without-day"),
            }
            .with("sum", self.money(amount))
            .to_string(),
            Reason::BelowMinimum { amount, minimum } => self
                .say("reason.below-minimum")
                .with("sum", self.money(amount))
                .with("minimum", self.money(minimum))
                .to_string(),
            Reason::TooSoon {
                last,
                gap_days,
                next,
            } => self
                .count("reason.too-soon", *gap_days)
                .with("last", self.day(last))
                .with("next", self.day(next))
                .to_string(),
            Reason::StepTooSoon { previous, on, next } => self
                .say("reason.step-too-soon")
                .with("step", previous)
                .with("day", self.day(on))
                .with("next", self.day(next))
                .to_string(),
            Reason::ClosedDay { day, next } => self
                .say("reason.closed-day")
                .with("day", self.weekday(day))
                .with("next", self.day(next))
                .to_string(),
            Reason::ContactWaiting {
                step,
                since,
                for_approval,
            } => match for_approval {
                true => self.say("reason.waits-for-approval"),
                false => self.say("reason.not-done-yet"),
            }
            .with("step", step)
            .with("day", self.day(since))
            .to_string(),
            Reason::NotYet { step, on } => self
                .say("reason.not-yet")
                .with("step", step)
                .with("day", self.day(on))
                .to_string(),
            Reason::ProcedureEnded { procedure } => self
                .say("reason.procedure-ended")
                .with("procedure", procedure)
                .to_string(),
            Reason::DueDatePassed { due } => self
                .say("reason.due-date-passed")
                .with("day", self.day(due))
                .to_string(),
            Reason::FoundLate { days_late, entry } => self
                .count("reason.found-late", *days_late)
                .with("step", entry)
                .to_string(),
            Reason::ConditionNotMet { condition, because } => self
                .say("reason.condition-not-met")
                .with("condition", self.condition(condition, None))
                .with("facts", self.facts(because))
                .to_string(),
            Reason::ProcedureChanged { to } => self
                .say("reason.procedure-changed")
                .with("to", to)
                .to_string(),
            Reason::CallNotMade { decided, next } => self
                .say("reason.call-not-made")
                .with("day", self.day(decided))
                .with("step", next)
                .to_string(),
            Reason::SupplyHeldAlready { since } => self
                .say("reason.supply-held-already")
                .with("day", self.day(since))
                .to_string(),
            Reason::Charged {
                kind,
                invoice,
                amount,
                days,
                rates,
                basis,
            } => {
                let days = days.map_or_else(String::new, |(from, to)| {
                    let days = self.say("reason.charged-days").with("from", self.day(from));
                    format!(" {}", days.with("to", self.day(to)))
                });
                let rates: Vec<String> = rates.iter().map(|rate| self.percent(rate)).collect();
                let rates = match rates.as_slice() {
                    [] => String::new(),
                    rates => {
                        let all = rates.join(&format!(" {} ", self.text("common.and")));
                        format!(" {}", self.say("reason.charged-rates").with("rates", all))
                    }
                };
                self.say("reason.charged")
                    .with("what", self.text(words::charge(*kind)))
                    .with("sum", self.money(amount))
                    .with("invoice", invoice)
                    .with("days", days)
                    .with("rates", rates)
                    .with("ground", self.ground(basis))
                    .to_string()
            }
            Reason::ChargeUndone {
                kind,
                invoice,
                amount,
            } => self
                .say("reason.charge-undone")
                .with("what", self.text(words::charge(*kind)))
                .with("sum", self.money(amount))
                .with("invoice", invoice)
                .to_string(),
        }
    }

    /// "Invoice R-1 is 15 days late".
    fn lateness(self, invoice: &str, days_late: i32) -> String {
        match days_late {
            0 => self.say("reason.due-today"),
            1.. => self.count("reason.late", days_late),
            _ => self.count("reason.falls-due", -days_late),
        }
        .with("invoice", invoice)
        .to_string()
    }

    /// What the place of something in the worklist is made of.
    #[must_use]
    pub fn factor(self, factor: &Factor) -> String {
        let share = |milli: i64| match Percent::from_millionths(milli * 100_000) {
            Ok(rate) => self.percent(rate),
            Err(_) => self.hundredths(milli),
        };
        let (said, milli) = match factor {
            Factor::Age { days, milli } => {
                let said = self.count("reason.worth-age", *days);
                return said.with("share", share(*milli)).to_string();
            }
            Factor::Habit {
                usual_days_late_milli,
                milli,
            } => (self.usual(*usual_days_late_milli), milli),
            Factor::BrokenPromise { milli } => (self.text("reason.worth-promise"), milli),
            Factor::PaidInFull { share_milli, milli } => {
                let said = self.say("reason.worth-in-full");
                (said.with("share", share(*share_milli)).to_string(), milli)
            }
            Factor::Class { milli } => (self.text("reason.worth-class"), milli),
        };
        self.say("reason.worth-times")
            .with("factor", said)
            .with("times", self.hundredths(*milli))
            .to_string()
    }

    fn usual(self, milli: i64) -> String {
        let days = Rounding::HalfUp.div(i128::from(milli), 1_000);
        match i64::try_from(days.unwrap_or(0)).unwrap_or(0) {
            0 => self.text("reason.usually-on-time"),
            days @ 1.. => self.count("reason.usually-late", days).to_string(),
            days => self.count("reason.usually-early", -days).to_string(),
        }
    }
}

#[cfg(test)]
mod tests;
