//! What was typed into the calculator, and what it means.

use dunwell_core::currency::Currency;
use dunwell_core::dates::parse_date;
use dunwell_core::interest::{AgreedRate, End, Options, Request};
use dunwell_core::money::Money;
use dunwell_core::packs::{Debtor, Pack, Packs};
use dunwell_core::sentence::{Say, Sentence};
use jiff::civil::Date;
use serde::Deserialize;

use crate::form::Errors;
use crate::locale::T;

/// A choice for the calculation that the law or the habit has already made: its name in the address, the
/// key of its words, and its values with the keys of theirs.
#[derive(Debug)]
pub(super) struct Choice {
    pub name: &'static str,
    pub words: &'static str,
    pub values: &'static [(&'static str, &'static str)],
}

const fn choice(
    name: &'static str,
    words: &'static str,
    values: &'static [(&'static str, &'static str)],
) -> Choice {
    Choice {
        name,
        words,
        values,
    }
}

/// All of them, in the order of the form.
pub(super) const CHOICES: &[Choice] = &[
    choice(
        "rate_fixing",
        "interest.rate-fixing",
        &[
            ("frozen", "interest.frozen"),
            ("floating", "interest.floating"),
        ],
    ),
    choice(
        "rate_change",
        "interest.rate-change",
        &[("new", "interest.new-rate"), ("old", "interest.old-rate")],
    ),
    choice(
        "compounding",
        "interest.compounding",
        &[
            ("simple", "interest.simple"),
            ("yearly", "interest.yearly"),
            ("monthly", "interest.monthly"),
            ("every 30 days", "interest.every-30-days"),
        ],
    ),
    choice(
        "day_count",
        "interest.day-count",
        &[
            ("ACT/365", "interest.act-365"),
            ("ACT/360", "interest.act-360"),
            ("ACT/ACT", "interest.act-act"),
            ("30/360", "interest.thirty-360"),
        ],
    ),
    choice(
        "round_daily_amount",
        "interest.round-daily",
        &[("true", "interest.yes"), ("false", "interest.no")],
    ),
    choice(
        "allocation",
        "interest.allocation",
        &[
            ("principal", "interest.principal-first"),
            ("statutory", "interest.interest-first"),
        ],
    ),
    choice(
        "split",
        "interest.split",
        &[("none", "interest.no"), ("year", "interest.yes")],
    ),
    choice(
        "fixed_sum",
        "interest.claim-fixed-sum",
        &[("statutory", "interest.yes"), ("none", "interest.no")],
    ),
];

/// The kinds of debtors with the keys of their words.
pub(super) const DEBTORS: [(&str, &str); 3] = [
    ("business", "interest.business"),
    ("public-body", "interest.public-body"),
    ("consumer", "interest.consumer"),
];

/// What was typed, as it was typed.
#[derive(Debug, Clone, Default, Deserialize)]
#[serde(default)]
pub(crate) struct Typed {
    pub jurisdiction: String,
    pub debtor: String,
    pub amount: String,
    pub currency: String,
    pub due: String,
    pub paid: String,
    pub as_of: String,
    pub payments: String,
    pub agreed: String,
    day_count: String,
    round_daily_amount: String,
    rate_fixing: String,
    compounding: String,
    rate_change: String,
    allocation: String,
    split: String,
    fixed_sum: String,
}

/// What was asked, understood.
pub(crate) struct Asked<'p> {
    pub pack: &'p Pack,
    pub amount: Money,
    pub due: Date,
    pub end: End,
    debtor: Debtor,
    payments: Vec<(Date, Money)>,
    agreed: Option<AgreedRate>,
    options: Options,
}

impl Asked<'_> {
    pub fn request(&self) -> Request<'_> {
        Request {
            pack: self.pack,
            debtor: self.debtor,
            amount: self.amount,
            due: self.due,
            end: self.end,
            payments: &self.payments,
            agreed: self.agreed.as_ref(),
            options: self.options,
        }
    }
}

impl Typed {
    /// Whether nothing was asked yet.
    pub fn is_blank(&self) -> bool {
        // The form always sends the kind of debtor.
        self.debtor.is_empty() && self.amount.is_empty() && self.due.is_empty()
    }

    /// What was chosen for one of [`CHOICES`]; empty where the law or the habit decides.
    pub fn chosen(&self, name: &str) -> &str {
        match name {
            "day_count" => &self.day_count,
            "round_daily_amount" => &self.round_daily_amount,
            "rate_fixing" => &self.rate_fixing,
            "compounding" => &self.compounding,
            "rate_change" => &self.rate_change,
            "allocation" => &self.allocation,
            "split" => &self.split,
            "fixed_sum" => &self.fixed_sum,
            _ => "",
        }
    }

    /// Whether anything was chosen otherwise than the law or the habit has it.
    pub fn has_choices(&self) -> bool {
        CHOICES
            .iter()
            .any(|choice| !self.chosen(choice.name).is_empty())
    }

    /// Understands it, or says of every field what is wrong with it.
    pub fn read<'p>(&self, t: T, packs: &'p Packs, today: Date) -> Result<Asked<'p>, Errors> {
        let mut reading = Reading {
            t,
            errors: Errors::none(),
        };
        let pack = packs.get(self.jurisdiction.trim());
        if pack.is_none() {
            let known = packs.codes().collect::<Vec<_>>().join(", ");
            let why = Sentence::new(
                "refusal.interest.no-pack",
                "there is no pack \"{found}\"; known are: {known}",
            )
            .with("found", self.jurisdiction.trim())
            .with("known", known);
            reading.note("jurisdiction", &why);
        }
        let currency = match (self.currency.trim(), pack) {
            ("", pack) => pack.map(|pack| pack.currency),
            (code, _) => reading.take("currency", Currency::from_code(&code.to_uppercase())),
        };
        let amount = currency.and_then(|currency| {
            reading.take("amount", Money::parse(self.amount.trim(), currency))
        });
        let due = reading.take("due", parse_date(self.due.trim()));
        let end = match (self.paid.trim(), self.as_of.trim()) {
            ("", "") => Some(End::AsOf(today)),
            ("", as_of) => reading.take("as_of", parse_date(as_of)).map(End::AsOf),
            (paid, _) => reading.take("paid", parse_date(paid)).map(End::Paid),
        };
        let debtor = match self.debtor.trim() {
            "" => Some(Debtor::Business),
            kind => reading.take("debtor", kind.parse()),
        };
        let payments = currency.map(|currency| self.payments(currency, &mut reading));
        let agreed = match self.agreed.trim() {
            "" => None,
            rate => reading.take("agreed", rate.parse::<AgreedRate>()),
        };
        let mut options = Options::default();
        for choice in CHOICES {
            let chosen = self.chosen(choice.name);
            if !chosen.is_empty() {
                let pair = format!("{}={chosen}", choice.name);
                let _ = reading.take(choice.name, options.set(&pair));
            }
        }
        match (pack, amount, due, end, debtor, payments) {
            (Some(pack), Some(amount), Some(due), Some(end), Some(debtor), Some(payments))
                if reading.errors.is_empty() =>
            {
                Ok(Asked {
                    pack,
                    amount,
                    due,
                    end,
                    debtor,
                    payments,
                    agreed,
                    options,
                })
            }
            _ => Err(reading.errors),
        }
    }

    /// The payments, one in each line: a day, then an amount.
    fn payments(&self, currency: Currency, reading: &mut Reading) -> Vec<(Date, Money)> {
        let lines = self.payments.lines().map(str::trim);
        let mut payments = Vec::new();
        for line in lines.filter(|line| !line.is_empty()) {
            let Some((day, amount)) = line.split_once([' ', '\t', '=']) else {
                let why = Sentence::new(
                    "refusal.interest.not-a-payment",
                    "\"{line}\" is not a payment; write a day and an amount, such as 2024-03-01 250.00",
                )
                .with("line", line);
                reading.note("payments", &why);
                continue;
            };
            let day = reading.take("payments", parse_date(day));
            let amount = reading.take("payments", Money::parse(amount.trim(), currency));
            payments.extend(day.zip(amount));
        }
        payments
    }
}

/// Values on their way out of texts, and what was wrong with those that are none.
struct Reading {
    t: T,
    errors: Errors,
}

impl Reading {
    fn note(&mut self, field: &'static str, why: &Sentence) {
        self.errors.add(field, self.t.sentence(why));
    }

    fn take<V, E: Say>(&mut self, field: &'static str, read: Result<V, E>) -> Option<V> {
        match read {
            Ok(value) => Some(value),
            Err(error) => {
                self.note(field, &error.say());
                None
            }
        }
    }
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used, reason = "tests")]
    use super::*;

    #[test]
    fn every_choice_and_debtor_is_one_that_the_calculation_has() {
        let mut names: Vec<&str> = CHOICES.iter().map(|choice| choice.name).collect();
        let mut known = Options::NAMES.to_vec();
        names.sort_unstable();
        known.sort_unstable();
        assert_eq!(names, known);
        for choice in CHOICES {
            for (value, _) in choice.values {
                let pair = format!("{}={value}", choice.name);
                Options::default().set(&pair).unwrap();
            }
        }
        for (kind, _) in DEBTORS {
            kind.parse::<Debtor>().unwrap();
        }
    }
}
