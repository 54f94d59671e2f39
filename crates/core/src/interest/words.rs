//! A rule in a sentence.

use super::{AgreedRate, Allocation, ChangeDay, Compounding, Fixing, Period, Rule};
use crate::packs::InterestLaw;
use crate::sentence::{Say as _, Sentence};

/// "Interest under the Act: 8 points over UK_BASE, read on ... ."
pub(super) fn law_in_words(law: &InterestLaw) -> Sentence {
    let title = Sentence::from(law.title.clone());
    match &law.rate {
        Some(rate) => Sentence::new("statement.by-law-at", "Interest under {law}: {rate}.")
            .with("law", title)
            .with("rate", rate.value.say()),
        None => Sentence::new("statement.by-law", "Interest under {law}.").with("law", title),
    }
}

/// "Agreed interest: 8 % over UK_BASE."
pub(super) fn agreed_in_words(agreed: &AgreedRate, law: Option<&str>) -> Sentence {
    let mut words = Sentence::new("statement.agreed", "Agreed interest: {rate}")
        .with("rate", agreed.to_string());
    if let AgreedRate::Fixed { per, .. } = agreed
        && *per != Period::Year
    {
        words = Sentence::new(
            "statement.times-a-year",
            "{agreed}, which counts {times} times a year",
        )
        .with("agreed", words)
        .with("times", per.in_a_year().to_string());
    }
    match law {
        Some(law) => Sentence::new("statement.counted-as", "{agreed}, counted as {law} has it.")
            .with("agreed", words)
            .with("law", law),
        None => Sentence::new("statement.agreed-alone", "{agreed}.").with("agreed", words),
    }
}

/// How the interest is counted, whatever its ground.
pub(super) fn manner_in_words(rule: &Rule, fixing: Fixing) -> Sentence {
    let rate = rate_in_words(rule, fixing);
    let compounding = compounding_in_words(rule.compounding);
    let counted = match rule.round_daily {
        true => Sentence::new(
            "statement.manner-rounded",
            "{rate}; {compounding}; days counted as {day_count}, the interest of a day rounded first.",
        )
        .with("rate", rate)
        .with("compounding", compounding)
        .with("day_count", rule.day_count.to_string()),
        false => Sentence::new(
            "statement.manner",
            "{rate}; {compounding}; days counted as {day_count}.",
        )
        .with("rate", rate)
        .with("compounding", compounding)
        .with("day_count", rule.day_count.to_string()),
    };
    match rule.allocation {
        Allocation::PrincipalFirst => Sentence::new(
            "statement.principal-first",
            "{counted} From the day after the due date to the day of payment, both counted; payments pay principal first.",
        )
        .with("counted", counted),
        Allocation::InterestFirst => Sentence::new(
            "statement.interest-first",
            "{counted} From the day after the due date to the day of payment, both counted; payments pay interest first, then principal.",
        )
        .with("counted", counted),
    }
}

fn rate_in_words(rule: &Rule, fixing: Fixing) -> Sentence {
    match (fixing, &rule.steps[..], rule.change_day) {
        (Fixing::Frozen, _, _) => {
            Sentence::new("statement.frozen", "The rate stays that of the beginning")
        }
        (Fixing::Floating, [] | [_], _) => {
            Sentence::new("statement.one-rate", "One rate throughout")
        }
        (Fixing::Floating, _, ChangeDay::New) => Sentence::new(
            "statement.floating-new",
            "The rate changes as its reference does, and the day of a change bears the new one",
        ),
        (Fixing::Floating, _, ChangeDay::Old) => Sentence::new(
            "statement.floating-old",
            "The rate changes as its reference does, and the day of a change bears the old one",
        ),
    }
}

fn compounding_in_words(compounding: Compounding) -> Sentence {
    match compounding {
        Compounding::Simple => Sentence::new("statement.simple", "no interest on interest"),
        Compounding::Yearly => Sentence::new(
            "statement.yearly",
            "each year's interest is added to the principal",
        ),
        Compounding::Monthly => Sentence::new(
            "statement.monthly",
            "each month's interest is added to the principal",
        ),
        Compounding::EveryDays(days) => Sentence::new(
            "statement.every-days",
            "the interest of every {days} days is added to the principal",
        )
        .with("days", days),
    }
}
