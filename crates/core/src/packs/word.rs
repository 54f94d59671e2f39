//! The words in packs, such as `floating` or `public-body`, as a person reads them.

use crate::sentence::Sentence;

/// A word of a pack. One that has no other words here, such as the name of a court, stays as it is.
pub(super) fn word(code: &str) -> Sentence {
    if let Some(days) = every_days(code) {
        return Sentence::new("pack.every-days", "every {days} days").with("days", days);
    }
    match code {
        "frozen" => Sentence::new("pack.word.frozen", "frozen"),
        "floating" => Sentence::new("pack.word.floating", "floating"),
        "due" => Sentence::new("pack.word.due", "due"),
        "day-after-due" => Sentence::new("pack.word.day-after-due", "day-after-due"),
        "simple" => Sentence::new("pack.word.simple", "simple"),
        "monthly" => Sentence::new("pack.word.monthly", "monthly"),
        "yearly" => Sentence::new("pack.word.yearly", "yearly"),
        "bears" => Sentence::new("pack.word.bears", "bears"),
        "exempt" => Sentence::new("pack.word.exempt", "exempt"),
        "yes" => Sentence::new("pack.word.yes", "yes"),
        "no" => Sentence::new("pack.word.no", "no"),
        "invoice" => Sentence::new("pack.word.invoice", "invoice"),
        "instalment" => Sentence::new("pack.word.instalment", "instalment"),
        "business" => Sentence::new("pack.word.business", "business"),
        "consumer" => Sentence::new("pack.word.consumer", "consumer"),
        "public-body" => Sentence::new("pack.word.public-body", "public-body"),
        "individual" => Sentence::new("pack.word.individual", "individual"),
        "sole-trader" => Sentence::new("pack.word.sole-trader", "sole-trader"),
        "partnership" => Sentence::new("pack.word.partnership", "partnership"),
        "guarantor" => Sentence::new("pack.word.guarantor", "guarantor"),
        "company" => Sentence::new("pack.word.company", "company"),
        "unknown" => Sentence::new("pack.word.unknown", "unknown"),
        "beginning-with" => Sentence::new("pack.word.beginning-with", "beginning-with"),
        "following" => Sentence::new("pack.word.following", "following"),
        "large-to-small" => Sentence::new("pack.word.large-to-small", "large-to-small"),
        "year-end" => Sentence::new("pack.word.year-end", "year-end"),
        "part-payment" => Sentence::new("pack.word.part-payment", "part-payment"),
        "interest-payment" => Sentence::new("pack.word.interest-payment", "interest-payment"),
        "acknowledgement" => Sentence::new("pack.word.acknowledgement", "acknowledgement"),
        "written-acknowledgement" => Sentence::new(
            "pack.word.written-acknowledgement",
            "written-acknowledgement",
        ),
        "signed-acknowledgement" => {
            Sentence::new("pack.word.signed-acknowledgement", "signed-acknowledgement")
        }
        "written-demand" => Sentence::new("pack.word.written-demand", "written-demand"),
        "demand" => Sentence::new("pack.word.demand", "demand"),
        "court-claim" => Sentence::new("pack.word.court-claim", "court-claim"),
        "enforcement" => Sentence::new("pack.word.enforcement", "enforcement"),
        "insolvency-filing" => Sentence::new("pack.word.insolvency-filing", "insolvency-filing"),
        "consumer-credit" => Sentence::new("pack.word.consumer-credit", "consumer-credit"),
        "deed" => Sentence::new("pack.word.deed", "deed"),
        "five-years" => Sentence::new("pack.word.five-years", "five-years"),
        "goods" => Sentence::new("pack.word.goods", "goods"),
        "open-account" => Sentence::new("pack.word.open-account", "open-account"),
        "oral" => Sentence::new("pack.word.oral", "oral"),
        "periodic" => Sentence::new("pack.word.periodic", "periodic"),
        "title" => Sentence::new("pack.word.title", "title"),
        "written" => Sentence::new("pack.word.written", "written"),
        "principal" => Sentence::new("pack.word.principal", "principal"),
        "principal-and-interest" => {
            Sentence::new("pack.word.principal-and-interest", "principal-and-interest")
        }
        "costs" => Sentence::new("pack.word.costs", "costs"),
        "interest" => Sentence::new("pack.word.interest", "interest"),
        "town" => Sentence::new("pack.word.town", "town"),
        "other-city" => Sentence::new("pack.word.other-city", "other-city"),
        "new-york-city" => Sentence::new("pack.word.new-york-city", "new-york-city"),
        "natural-person-claims" => {
            Sentence::new("pack.word.natural-person-claims", "natural-person-claims")
        }
        "small-claims" => Sentence::new("pack.word.small-claims", "small-claims"),
        "contacts" => Sentence::new("pack.word.contacts", "contacts"),
        "calls" => Sentence::new("pack.word.calls", "calls"),
        "workplace" => Sentence::new("pack.word.workplace", "workplace"),
        "visits" => Sentence::new("pack.word.visits", "visits"),
        "texts" => Sentence::new("pack.word.texts", "texts"),
        "emails" => Sentence::new("pack.word.emails", "emails"),
        "person" => Sentence::new("pack.word.person", "person"),
        "debt" => Sentence::new("pack.word.debt", "debt"),
        "account" => Sentence::new("pack.word.account", "account"),
        "conversation" => Sentence::new("pack.word.conversation", "conversation"),
        "mon" => Sentence::new("pack.word.mon", "mon"),
        "tue" => Sentence::new("pack.word.tue", "tue"),
        "wed" => Sentence::new("pack.word.wed", "wed"),
        "thu" => Sentence::new("pack.word.thu", "thu"),
        "fri" => Sentence::new("pack.word.fri", "fri"),
        "sat" => Sentence::new("pack.word.sat", "sat"),
        "sun" => Sentence::new("pack.word.sun", "sun"),
        "stay" => Sentence::new("pack.word.stay", "stay"),
        "proof" => Sentence::new("pack.word.proof", "proof"),
        "breathing space" => Sentence::new("pack.word.breathing-space", "breathing space"),
        "preference" => Sentence::new("pack.word.preference", "preference"),
        "reclamation" => Sentence::new("pack.word.reclamation", "reclamation"),
        other => Sentence::from(other.to_owned()),
    }
}

/// The days of `every 30 days`.
fn every_days(code: &str) -> Option<u16> {
    let days = code.strip_prefix("every ")?.strip_suffix(" days")?;
    days.parse().ok()
}
