//! On what ground something may be charged: terms that were accepted before the invoice, or the law.

use std::collections::HashMap;

use jiff::civil::Date;

use super::ground::Ground;
use super::no_basis::NoBasis;
use super::terms::AcceptedTerms;
use super::word::{AgreedSum, ChargeKind, Charging, Fee};
use crate::currency::Currency;
use crate::interest::{AgreedRate, RateStep, Rule};
use crate::money::Money;
use crate::packs::{
    Debtor, DisputedPart, FixedSumLaw, InterestLaw, LawError, Pack, Packs, Per, PreparedInterest,
};
use crate::sentence::Sentence;

/// The ground for interest on an instalment, and how it is counted.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct InterestBasis {
    /// How it is counted.
    pub rule: Rule,
    /// Whether a disputed part bears none.
    pub exempts_disputed: bool,
    /// The ground in words: the title of the law, or the terms.
    pub words: String,
    /// The title of the law; none where it was agreed.
    pub title: Option<String>,
    /// Where the law can be read.
    pub source: Option<String>,
    /// The part of the pack, with the hash of its content.
    pub law: Option<String>,
}

/// The ground for a fixed sum.
#[derive(Debug, Clone)]
pub struct SumBasis<'a> {
    sum: Sum<'a>,
    /// Whether each instalment owes it, not the invoice once.
    pub per_instalment: bool,
    /// The ground in words.
    pub words: String,
    /// Where the law can be read.
    pub source: Option<String>,
    /// The part of the pack, with the hash of its content.
    pub law: Option<String>,
}

#[derive(Debug, Clone)]
enum Sum<'a> {
    Law(&'a FixedSumLaw, Currency),
    Agreed(Money),
}

impl SumBasis<'_> {
    /// The sum for a debt of that principal, in minor units of its currency.
    ///
    /// # Errors
    /// When the sum is set in another currency, or the scale does not know such a principal.
    pub fn amount(&self, principal: Money) -> Result<i64, NoBasis> {
        let currency = match &self.sum {
            Sum::Agreed(amount) => amount.currency(),
            Sum::Law(_, currency) => *currency,
        };
        if currency != principal.currency() {
            return Err(NoBasis::OtherCurrency {
                what: ChargeKind::FixedSum,
                currency,
                invoice: principal.currency(),
            });
        }
        match &self.sum {
            Sum::Agreed(amount) => Some(*amount),
            Sum::Law(law, _) => law.amount(principal),
        }
        .map(Money::minor)
        .ok_or_else(|| {
            NoBasis::Uncountable(
                Sentence::new(
                    "no-ground.no-sum-known",
                    "no fixed sum is known for a debt of {principal}",
                )
                .with("principal", principal),
            )
        })
    }
}

/// The law that a book stands under, prepared for any number of debts.
#[derive(Debug)]
pub struct Law<'a> {
    packs: &'a Packs,
    jurisdiction: Option<&'a str>,
    /// The unverified values that the book accepts, by name.
    accepted: &'a [String],
    prepared: PreparedLaws,
}

/// Statutory rates, worked out once, by the name of the law.
pub type PreparedLaws = HashMap<String, Result<PreparedInterest, LawError>>;

/// A debt, as far as the ground for charging on it goes.
#[derive(Debug, Clone, Copy)]
pub struct Basis<'a> {
    /// The law of the book.
    pub law: &'a Law<'a>,
    /// What kind of debtor the customer is.
    pub debtor: Debtor,
    /// The terms that decide about the invoice, if any were accepted before it.
    pub terms: Option<&'a AcceptedTerms>,
    /// The day on which the instalment was due.
    pub due: Date,
}

impl<'a> Law<'a> {
    /// The law of a jurisdiction, for a book that accepts these unverified values.
    #[must_use]
    pub fn new(packs: &'a Packs, jurisdiction: Option<&'a str>, accepted: &'a [String]) -> Law<'a> {
        let pack = jurisdiction.and_then(|code| packs.get(code));
        let prepared = pack
            .into_iter()
            .flat_map(|pack| &pack.interest)
            .map(|law| (law.about.name.clone(), law.prepare(packs)))
            .collect();
        Law {
            packs,
            jurisdiction,
            accepted,
            prepared,
        }
    }

    /// The ground for charging on an instalment of an invoice that was issued and due on these days.
    #[must_use]
    pub fn basis(
        &'a self,
        debtor: Debtor,
        accepted: &'a [AcceptedTerms],
        issued: Date,
        due: Date,
    ) -> Basis<'a> {
        Basis {
            law: self,
            debtor,
            terms: AcceptedTerms::of(accepted, issued),
            due,
        }
    }

    fn refuse_unverified(&self, mut names: Vec<String>) -> Result<(), NoBasis> {
        names.retain(|name| !self.accepted.contains(name));
        names.dedup();
        if names.is_empty() {
            Ok(())
        } else {
            Err(NoBasis::Unverified { names })
        }
    }
}

impl<'a> Basis<'a> {
    /// The ground for interest on the days up to `until`.
    ///
    /// # Errors
    /// Why there is none.
    pub fn interest(&self, until: Date) -> Result<InterestBasis, NoBasis> {
        match self.terms.map(|terms| (terms, &terms.interest)) {
            None => self.statutory_interest(until),
            Some((terms, AgreedRate::None)) => Err(excluded(terms)),
            Some((terms, AgreedRate::Statutory)) => {
                let basis = self.statutory_interest(until)?;
                let words = Ground::law(&basis.words).under(terms).to_string();
                Ok(InterestBasis { words, ..basis })
            }
            Some((terms, agreed)) => self.agreed_interest(terms, agreed, until),
        }
    }

    /// The ground for a fixed sum.
    ///
    /// # Errors
    /// Why there is none.
    pub fn fixed_sum(&self) -> Result<SumBasis<'a>, NoBasis> {
        let Some(terms) = self.terms else {
            return self.statutory_sum();
        };
        match terms.fixed_sum {
            AgreedSum::None => Err(excluded(terms)),
            AgreedSum::Statutory => self.statutory_sum(),
            AgreedSum::Amount(amount) => {
                let sum =
                    Money::from_decimal(amount, terms.currency).map_err(NoBasis::uncountable)?;
                Ok(SumBasis {
                    sum: Sum::Agreed(sum),
                    per_instalment: false,
                    words: terms.in_words(),
                    source: None,
                    law: None,
                })
            }
        }
    }

    /// The ground for a fee, in words; only terms give one. An amount is of `currency`.
    ///
    /// # Errors
    /// Why there is none.
    pub fn fee(&self, fee: Fee, currency: Currency) -> Result<String, NoBasis> {
        let not_agreed = || NoBasis::NotAgreed {
            charging: Charging::Fee(fee).to_string(),
        };
        let terms = self.terms.ok_or_else(not_agreed)?;
        if matches!(fee, Fee::Amount(_)) && terms.currency != currency {
            return Err(NoBasis::OtherCurrency {
                what: ChargeKind::Fee,
                currency: terms.currency,
                invoice: currency,
            });
        }
        match terms.fees.iter().any(|agreed| agreed.allows(fee)) {
            true => Ok(terms.in_words()),
            false => Err(not_agreed()),
        }
    }

    /// The pack whose law decides: that of the terms, or of the book.
    fn pack(&self) -> Result<&'a Pack, NoBasis> {
        let named = self.terms.and_then(|terms| terms.law.as_deref());
        let code = named
            .or(self.law.jurisdiction)
            .ok_or(NoBasis::NoJurisdiction)?;
        self.law
            .packs
            .get(code)
            .ok_or_else(|| NoBasis::UnknownJurisdiction {
                jurisdiction: code.to_owned(),
            })
    }

    fn not_given(&self, pack: &Pack, what: ChargeKind) -> NoBasis {
        NoBasis::NotGiven {
            what,
            jurisdiction: pack.code.clone(),
            debtor: self.debtor,
            due: self.due,
        }
    }

    fn statutory_interest(&self, until: Date) -> Result<InterestBasis, NoBasis> {
        let pack = self.pack()?;
        let law = pack
            .statutory_interest(self.debtor, self.due)
            .ok_or_else(|| self.not_given(pack, ChargeKind::Interest))?;
        let fresh;
        let prepared = match self.law.prepared.get(&law.about.name) {
            Some(prepared) => prepared,
            // Terms can name another law than the book's.
            None => {
                fresh = law.prepare(self.law.packs);
                &fresh
            }
        };
        let prepared = prepared
            .as_ref()
            .map_err(|error| NoBasis::uncountable(error.clone()))?;
        let mut names = law.unverified();
        names.extend(
            prepared
                .unverified(self.due, until)
                .map_err(NoBasis::uncountable)?,
        );
        self.law.refuse_unverified(names)?;
        let rule = prepared
            .rule(self.due, until)
            .map_err(NoBasis::uncountable)?;
        Ok(InterestBasis {
            rule: Rule {
                steps: rule.steps.to_vec(),
                day_count: rule.day_count,
                compounding: rule.compounding,
                round_daily: rule.round_daily,
                ..Rule::default()
            },
            exempts_disputed: exempts_disputed(law),
            words: law.title.clone(),
            title: Some(law.title.clone()),
            source: law.sources().first().map(|source| (*source).to_owned()),
            law: Some(named(pack, &law.about.name)),
        })
    }

    /// Agreed interest: simple, by calendar days over 365, changing as its reference does.
    fn agreed_interest(
        &self,
        terms: &AcceptedTerms,
        agreed: &AgreedRate,
        until: Date,
    ) -> Result<InterestBasis, NoBasis> {
        let mut reference: Vec<RateStep> = Vec::new();
        let mut source = None;
        if let Some(name) = agreed.series() {
            let series = self.law.packs.series(name).ok_or_else(|| {
                NoBasis::Uncountable(
                    Sentence::new(
                        "no-ground.no-series",
                        "there is no series of rates \"{series}\"",
                    )
                    .with("series", name),
                )
            })?;
            let rates = series
                .between(self.due, until.max(self.due))
                .map_err(NoBasis::uncountable)?;
            let unverified = rates.iter().filter(|rate| !rate.verified);
            self.law
                .refuse_unverified(unverified.map(|rate| series.name_of(rate)).collect())?;
            source.clone_from(&series.source);
            reference.extend(
                rates
                    .iter()
                    .map(|rate| RateStep::new(rate.from, rate.percent)),
            );
        }
        let steps = agreed.steps(&reference).map_err(NoBasis::uncountable)?;
        Ok(InterestBasis {
            rule: Rule {
                steps,
                ..Rule::default()
            },
            exempts_disputed: false,
            words: Ground::default().at(agreed).under(terms).to_string(),
            title: None,
            source,
            law: None,
        })
    }

    fn statutory_sum(&self) -> Result<SumBasis<'a>, NoBasis> {
        let pack = self.pack()?;
        let Some(law) = pack.fixed_sum(self.debtor, self.due) else {
            let after_notice = pack.fixed_sum_after_notice(self.debtor, self.due);
            return Err(
                match after_notice.and_then(|law| law.notice_days.as_ref()) {
                    Some(days) => NoBasis::NoticeNeeded {
                        jurisdiction: pack.code.clone(),
                        days: days.value,
                    },
                    None => self.not_given(pack, ChargeKind::FixedSum),
                },
            );
        };
        self.law.refuse_unverified(law.unverified())?;
        Ok(SumBasis {
            sum: Sum::Law(law, pack.currency),
            per_instalment: law.per.value == Per::Instalment,
            words: law.title.clone(),
            source: law.source().map(str::to_owned),
            law: Some(named(pack, &law.about.name)),
        })
    }
}

fn excluded(terms: &AcceptedTerms) -> NoBasis {
    NoBasis::Excluded {
        terms: terms.in_words(),
    }
}

fn exempts_disputed(law: &InterestLaw) -> bool {
    law.disputed_part
        .as_ref()
        .is_some_and(|part| part.value == DisputedPart::Exempt)
}

/// The part of a pack with the hash of what it says: `GB.interest.statutory@3f9a...`.
fn named(pack: &Pack, name: &str) -> String {
    format!("{name}@{}", pack.hash)
}
