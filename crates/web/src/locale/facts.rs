//! What reasons are made of: facts with their values, times of steps, grounds of charges.

use dunwell_app::record::call::Outcome;
use dunwell_core::action::{Do, Tone};
use dunwell_core::charge::{ChargeKind, Ground};
use dunwell_core::facts::{Fact, Type, show_decimal};
use dunwell_core::lang::Lang;
use dunwell_core::policy::{Anchor, At};
use dunwell_core::sentence::Word;

use super::T;
use crate::pages::words;

impl T {
    /// When a step is taken, as a policy writes it; what cannot be read stays as it is.
    pub(super) fn time_of(self, at: &str) -> String {
        At::read(at).map_or_else(|| at.to_owned(), |at| self.at(at))
    }

    /// A word of a policy; one that is not known stays as it is.
    pub(super) fn word_of_policy(self, what: Word, text: &str) -> String {
        let key = match what {
            Word::At => return self.time_of(text),
            Word::Way => Do::from_code(text).map(words::kind),
            Word::Tone => Tone::from_code(text).map(words::tone),
            Word::Language => Lang::from_code(text).map(words::language),
        };
        key.map_or_else(|| text.to_owned(), |key| self.text(key))
    }

    /// When a step is taken: "5 days after the due date".
    #[must_use]
    pub fn at(self, at: At) -> String {
        let days = at.days.unsigned_abs();
        match (at.from, at.days) {
            (Anchor::Due, 0) => self.text("policy.on-due"),
            (Anchor::Due, 1..) => self.count("policy.after-due", days).to_string(),
            (Anchor::Due, _) => self.count("policy.before-due", days).to_string(),
            (Anchor::Invoice, 0) => self.text("policy.on-invoice"),
            (Anchor::Invoice, 1..) => self.count("policy.after-invoice", days).to_string(),
            (Anchor::Invoice, _) => self.count("policy.before-invoice", days).to_string(),
        }
    }

    pub(super) fn facts(self, because: &[Box<str>]) -> String {
        let facts: Vec<String> = because.iter().map(|fact| self.fact(fact)).collect();
        facts.join(" · ")
    }

    /// A fact with its value, as the rules write it: `overdue is 25000.0`.
    #[must_use]
    pub fn fact(self, said: &str) -> String {
        let known = said
            .split_once(" is ")
            .and_then(|(name, value)| Some((Fact::from_name(name)?, value)));
        let Some((fact, value)) = known else {
            return said.to_owned();
        };
        let value = match fact.value_type() {
            Type::Text => self.word_of(fact, value.trim_matches('\'')),
            Type::Decimal if fact.is_money() => self.decimal_of(value, 2),
            Type::Decimal if fact == Fact::PaidInFullRatio => self.share_of_one(value),
            Type::Int | Type::Decimal | Type::Bool => self.decimal_of(value, 0),
        };
        self.say("reason.fact")
            .with("fact", self.text(name_of(fact)))
            .with("value", value)
            .to_string()
    }

    /// A share as the rules write it, in per cent: `0.955`.
    fn share_of_one(self, value: &str) -> String {
        let digits = value
            .split_once('.')
            .and_then(|(whole, part)| format!("{whole}{part:0<4}").parse::<i128>().ok());
        digits.map_or_else(
            || value.to_owned(),
            |ten_thousandths| {
                let per_cent = show_decimal(ten_thousandths.saturating_mul(100));
                self.say("condition.percent")
                    .with("number", self.decimal(&per_cent))
                    .to_string()
            },
        )
    }

    fn word_of(self, fact: Fact, word: &str) -> String {
        match fact {
            _ if word.is_empty() => self.text("reason.none"),
            Fact::Reason => self.why_not_paid(word),
            Fact::Country => self.country(word),
            _ => word.to_owned(),
        }
    }

    /// A reason for not paying that a customer gave, by its word; a word of the house stays as it is.
    #[must_use]
    pub fn why_not_paid(self, word: &str) -> String {
        Outcome::from_code(word).map_or_else(
            || word.replace('-', " "),
            |outcome| self.text(words::outcome(outcome)),
        )
    }

    /// A day of the week that the rules name in English; the name of a holiday stays as it is.
    pub(super) fn weekday(self, name: &str) -> String {
        match name {
            "Monday" => self.text("reason.monday"),
            "Tuesday" => self.text("reason.tuesday"),
            "Wednesday" => self.text("reason.wednesday"),
            "Thursday" => self.text("reason.thursday"),
            "Friday" => self.text("reason.friday"),
            "Saturday" => self.text("reason.saturday"),
            "Sunday" => self.text("reason.sunday"),
            _ => name.to_owned(),
        }
    }

    /// On what ground something is charged, from the words that are kept with it.
    #[must_use]
    pub fn ground(self, kept: &str) -> String {
        let ground = Ground::read(kept);
        let terms = ground.terms.map(|(day, document)| {
            self.say("reason.terms")
                .with("day", self.day(day))
                .with("document", document)
                .to_string()
        });
        let law = ground.law.unwrap_or_default();
        match (ground.rate, terms) {
            (Some(rate), Some(terms)) => self
                .say("reason.rate-of-terms")
                .with("rate", rate)
                .with("terms", terms)
                .to_string(),
            (None, Some(terms)) if !law.is_empty() => self
                .say("reason.law-of-terms")
                .with("law", law)
                .with("terms", terms)
                .to_string(),
            (None, Some(terms)) => terms,
            (_, None) => law,
        }
    }

    /// The reason of the entry that a charge made: "by" its ground.
    pub(crate) fn because_of(self, kept: &str) -> String {
        match kept.strip_prefix("by ") {
            Some(ground) => self
                .say("reason.by-ground")
                .with("ground", self.ground(ground))
                .to_string(),
            None => self.given(kept),
        }
    }

    /// What kind a charge is, by its word.
    pub(crate) fn charge_kind(self, code: &str) -> String {
        ChargeKind::from_code(code).map_or_else(
            || code.replace('-', " "),
            |kind| self.text(words::charge(kind)),
        )
    }
}

/// The key of a fact's name.
fn name_of(fact: Fact) -> &'static str {
    match fact {
        Fact::Balance => "fact.balance",
        Fact::Overdue => "fact.overdue",
        Fact::NotDue => "fact.not-due",
        Fact::LargestOverdue => "fact.largest-overdue",
        Fact::Disputed => "fact.disputed",
        Fact::Promised => "fact.promised",
        Fact::Unapplied => "fact.unapplied",
        Fact::OldestDaysOverdue => "fact.oldest-days-overdue",
        Fact::OverdueInvoices => "fact.overdue-invoices",
        Fact::OpenInvoices => "fact.open-invoices",
        Fact::MonthsAsCustomer => "fact.months-as-customer",
        Fact::PaidInvoices => "fact.paid-invoices",
        Fact::AverageDaysLate => "fact.average-days-late",
        Fact::PaidInFullRatio => "fact.paid-in-full-ratio",
        Fact::PromisesOpen => "fact.promises-open",
        Fact::PromisesKept => "fact.promises-kept",
        Fact::PromisesBroken => "fact.promises-broken",
        Fact::Reason => "fact.reason",
        Fact::Country => "fact.country",
        Fact::Language => "fact.language",
        Fact::Currency => "fact.currency",
        Fact::Amount => "fact.amount",
        Fact::DaysOverdue => "fact.days-overdue",
    }
}
