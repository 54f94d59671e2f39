//! Why something may not be charged.

use jiff::civil::Date;

use super::word::ChargeKind;
use crate::currency::Currency;
use crate::packs::Debtor;
use crate::sentence::{Say, Sentence, Value};

/// Why something may not be charged.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[expect(
    missing_docs,
    reason = "the fields are the figures that each sentence names"
)]
#[error("{}", self.say())]
pub enum NoBasis {
    /// Neither terms nor a jurisdiction.
    NoJurisdiction,
    /// No pack is known for the jurisdiction.
    UnknownJurisdiction { jurisdiction: String },
    /// The law gives none.
    NotGiven {
        what: ChargeKind,
        jurisdiction: String,
        debtor: Debtor,
        due: Date,
    },
    /// The terms exclude it.
    Excluded { terms: String },
    /// The terms do not give it.
    NotAgreed { charging: String },
    /// The sum is in another currency.
    OtherCurrency {
        what: ChargeKind,
        currency: Currency,
        invoice: Currency,
    },
    /// It is owed only after a reminder that named it.
    NoticeNeeded { jurisdiction: String, days: i32 },
    /// A value that it rests on was not verified.
    Unverified { names: Vec<String> },
    /// It cannot be worked out.
    Uncountable(Sentence),
}

impl Say for NoBasis {
    fn say(&self) -> Sentence {
        match self {
            NoBasis::NoJurisdiction => Sentence::new(
                "no-ground.no-jurisdiction",
                "no terms were accepted before the invoice, and the book names no jurisdiction whose law could give it; set one with: dunwell book set jurisdiction=GB",
            ),
            NoBasis::UnknownJurisdiction { jurisdiction } => Sentence::new(
                "no-ground.unknown-jurisdiction",
                "there is no pack for the jurisdiction {jurisdiction}; \"dunwell law list\" shows them",
            )
            .with("jurisdiction", jurisdiction),
            NoBasis::NotGiven {
                what,
                jurisdiction,
                debtor,
                due,
            } => Sentence::new(
                "no-ground.not-given",
                "the law of {jurisdiction} gives {nothing} against a {debtor} for a debt due on {due}, and no terms that were accepted before the invoice do",
            )
            .with("jurisdiction", jurisdiction)
            .with("nothing", none(*what))
            .with("debtor", debtor_named(*debtor))
            .with("due", *due),
            NoBasis::Excluded { terms } => Sentence::new("no-ground.excluded", "{terms} exclude it")
                .with("terms", Value::Ground(terms.clone())),
            NoBasis::NotAgreed { charging } => Sentence::new(
                "no-ground.not-agreed",
                "no terms that were accepted before the invoice allow a {charging}",
            )
            .with("charging", charging),
            NoBasis::OtherCurrency {
                what,
                currency,
                invoice,
            } => Sentence::new(
                "no-ground.other-currency",
                "{what} in {currency} is not charged on an invoice in {invoice}",
            )
            .with("what", *what)
            .with("currency", *currency)
            .with("invoice", *invoice),
            NoBasis::NoticeNeeded { jurisdiction, days } => Sentence::new(
                "no-ground.notice-needed",
                "the law of {jurisdiction} gives it only {days} days after a reminder that named the exact sum",
            )
            .with("jurisdiction", jurisdiction)
            .with("days", *days),
            NoBasis::Unverified { names } if names.len() == 1 => Sentence::new(
                "no-ground.unverified",
                "it rests on {name}, which is not verified; once you have checked, accept with: dunwell book set accept_unverified={name}",
            )
            .with("name", names.concat()),
            NoBasis::Unverified { names } => Sentence::new(
                "no-ground.several-unverified",
                "it rests on {names}, which are not verified; once you have checked, accept with: dunwell book set accept_unverified={list}",
            )
            .with("names", Value::All(names.clone()))
            .with("list", names.join(",")),
            NoBasis::Uncountable(why) => {
                Sentence::new("no-ground.uncountable", "it cannot be worked out: {why}")
                    .with("why", why.clone())
            }
        }
    }
}

/// What the law does not give, within a sentence.
fn none(what: ChargeKind) -> Sentence {
    match what {
        ChargeKind::Interest => Sentence::new("no-ground.none.interest", "no interest"),
        ChargeKind::FixedSum => Sentence::new("no-ground.none.fixed-sum", "no fixed sum"),
        ChargeKind::Fee => Sentence::new("no-ground.none.fee", "no fee"),
    }
}

/// The debtor within a sentence.
fn debtor_named(debtor: Debtor) -> Sentence {
    match debtor {
        Debtor::Business => Sentence::new("no-ground.debtor.business", "business"),
        Debtor::Consumer => Sentence::new("no-ground.debtor.consumer", "consumer"),
        Debtor::PublicBody => Sentence::new("no-ground.debtor.public-body", "public body"),
    }
}

impl NoBasis {
    /// The kind of cause, for counting.
    #[must_use]
    pub fn cause(&self) -> &'static str {
        match self {
            NoBasis::NoJurisdiction => "no-jurisdiction",
            NoBasis::UnknownJurisdiction { .. } => "unknown-jurisdiction",
            NoBasis::NotGiven { .. } => "not-given",
            NoBasis::Excluded { .. } => "excluded",
            NoBasis::NotAgreed { .. } => "not-agreed",
            NoBasis::OtherCurrency { .. } => "other-currency",
            NoBasis::NoticeNeeded { .. } => "notice-needed",
            NoBasis::Unverified { .. } => "unverified",
            NoBasis::Uncountable(_) => "uncountable",
        }
    }

    pub(super) fn uncountable(error: impl Say) -> NoBasis {
        NoBasis::Uncountable(error.say())
    }
}
