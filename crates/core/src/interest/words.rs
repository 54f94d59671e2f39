//! A rule in a sentence.

use super::{AgreedRate, Allocation, ChangeDay, Compounding, Fixing, Period, Rule};
use crate::packs::InterestLaw;

/// "Interest under the Act: 8 points over UK_BASE, read on ... ."
pub(super) fn law_in_words(law: &InterestLaw) -> String {
    match &law.rate {
        Some(rate) => format!("Interest under {}: {}.", law.title, rate.value),
        None => format!("Interest under {}.", law.title),
    }
}

/// "Agreed interest: 8 % over UK_BASE."
pub(super) fn agreed_in_words(agreed: &AgreedRate, law: Option<&str>) -> String {
    let mut words = format!("Agreed interest: {agreed}");
    if let AgreedRate::Fixed { per, .. } = agreed
        && *per != Period::Year
    {
        words.push_str(&format!(", which counts {} times a year", per.in_a_year()));
    }
    match law {
        Some(law) => format!("{words}, counted as {law} has it."),
        None => format!("{words}."),
    }
}

/// How the interest is counted, whatever its ground.
pub(super) fn manner_in_words(rule: &Rule, fixing: Fixing) -> String {
    let mut words = match (fixing, &rule.steps[..]) {
        (Fixing::Frozen, _) => "The rate stays that of the beginning".to_owned(),
        (Fixing::Floating, [] | [_]) => "One rate throughout".to_owned(),
        (Fixing::Floating, _) => match rule.change_day {
            ChangeDay::New => {
                "The rate changes as its reference does, and the day of a change bears the new one"
            }
            ChangeDay::Old => {
                "The rate changes as its reference does, and the day of a change bears the old one"
            }
        }
        .to_owned(),
    };
    words.push_str("; ");
    words.push_str(&match rule.compounding {
        Compounding::Simple => "no interest on interest".to_owned(),
        Compounding::Yearly => "each year's interest is added to the principal".to_owned(),
        Compounding::Monthly => "each month's interest is added to the principal".to_owned(),
        Compounding::EveryDays(days) => {
            format!("the interest of every {days} days is added to the principal")
        }
    });
    words.push_str(&format!("; days counted as {}", rule.day_count));
    if rule.round_daily {
        words.push_str(", the interest of a day rounded first");
    }
    words.push_str(
        ". From the day after the due date to the day of payment, both counted; payments pay ",
    );
    words.push_str(match rule.allocation {
        Allocation::PrincipalFirst => "principal first.",
        Allocation::InterestFirst => "interest first, then principal.",
    });
    words
}
