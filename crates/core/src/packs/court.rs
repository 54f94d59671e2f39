//! Going to court: limits, fees, and what must be done before.

use jiff::civil::Date;

use super::error::ScaleError;
use super::read::{self, Shape};
use super::scale::{self, Scale};
use super::value::{About, Sourced, Values};
use crate::currency::Currency;
use crate::interest::words;
use crate::money::Money;
use crate::toml_reader::{Reader, Table};

/// What a claim in court costs, and which court takes it.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Court {
    /// The highest claim that a small-claims procedure takes.
    pub small_claims_limit: Values<Money>,
    /// The highest claims that other courts take, by their names.
    pub limits: Values<Money>,
    /// The fee for issuing a claim.
    pub issue_fee: Values<Scale>,
    /// The fee for a hearing.
    pub hearing_fee: Values<Scale>,
    /// What the fees are counted on; the principal with interest if the pack does not say.
    pub fee_base: Values<FeeBase>,
    /// What a reader should know besides.
    pub note: Option<String>,
}

/// What a court fee is counted on.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum FeeBase {
    /// The principal.
    Principal,
    /// The principal and the interest claimed with it.
    PrincipalAndInterest,
}

words!(FeeBase {
    Principal = "principal",
    PrincipalAndInterest = "principal-and-interest",
});

impl Court {
    /// The fee for issuing a claim on a day. None where the law names no fee.
    ///
    /// # Errors
    /// [`ScaleError`].
    pub fn issue_fee(
        &self,
        principal: Money,
        interest: Money,
        on: Date,
    ) -> Result<Option<Money>, ScaleError> {
        let Some(scale) = self.issue_fee.on(on) else {
            return Ok(None);
        };
        let base = self
            .fee_base
            .on(on)
            .map_or(FeeBase::PrincipalAndInterest, |base| base.value);
        let base = match base {
            FeeBase::Principal => principal,
            FeeBase::PrincipalAndInterest => principal.checked_add(interest)?,
        };
        scale.value.of(base).map(Some)
    }
}

/// The keys of `[court]`.
pub(super) const KEYS: [&str; 5] = [
    "small_claims_limit",
    "limits",
    "issue_fee",
    "hearing_fee",
    "fee_base",
];

/// Reads `[court]`.
pub(super) fn read(
    reader: &mut Reader<'_>,
    table: Table<'_, '_>,
    above: &About,
    currency: Currency,
) -> Court {
    let group = super::parse::section(reader, table, above, "court", &KEYS);
    let money = |reader: &mut Reader<'_>, key| {
        group.values(reader, key, Shape::Plain, |reader, cell| {
            read::money(reader, cell, currency)
        })
    };
    let fee = |reader: &mut Reader<'_>, key| {
        group.values(reader, key, Shape::Table, |reader, cell| {
            scale::read(reader, cell, currency)
        })
    };
    Court {
        small_claims_limit: money(reader, "small_claims_limit"),
        limits: money(reader, "limits"),
        issue_fee: fee(reader, "issue_fee"),
        hearing_fee: fee(reader, "hearing_fee"),
        fee_base: group.values(reader, "fee_base", Shape::Plain, read::parsed),
        note: group.about.note,
    }
}

/// What must be done before a claim is issued.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct PreAction {
    /// Which of the pack's it is.
    pub id: String,
    /// What it is called.
    pub title: String,
    /// Against whom.
    pub debtors: Vec<PersonKind>,
    /// Its name, its source and when it holds.
    pub about: About,
    /// The least claim for which it is open.
    pub min_amount: Option<Sourced<Money>>,
    /// The steps in their order.
    pub steps: Vec<Sourced<PreActionStep>>,
}

/// One step before a claim.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct PreActionStep {
    /// What is done.
    pub name: String,
    /// How many days must pass before the next step.
    pub wait_days: i32,
}

/// What kind of person a debtor is, as rules of conduct and of procedure tell them apart.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum PersonKind {
    /// A natural person.
    Individual,
    /// A natural person in business.
    SoleTrader,
    /// A partnership of natural persons.
    Partnership,
    /// A natural person who answers for another's debt.
    Guarantor,
    /// A company.
    Company,
    /// A public body.
    PublicBody,
    /// Nobody knows.
    Unknown,
}

words!(PersonKind {
    Individual = "individual",
    SoleTrader = "sole-trader",
    Partnership = "partnership",
    Guarantor = "guarantor",
    Company = "company",
    PublicBody = "public-body",
    Unknown = "unknown",
});

/// The keys of `[[pre_action]]` and of one of its steps.
pub(super) const PRE_ACTION_KEYS: [&str; 5] = ["id", "title", "debtors", "min_amount", "steps"];
pub(super) const STEP_KEYS: [&str; 2] = ["name", "wait_days"];

/// Reads one `[[pre_action]]`.
pub(super) fn read_pre_action(
    reader: &mut Reader<'_>,
    table: Table<'_, '_>,
    above: &About,
    currency: Currency,
) -> Option<PreAction> {
    let (id, title, debtors, group) =
        super::parse::law_head(reader, table, above, "pre_action", &PRE_ACTION_KEYS);
    let min_amount = group.single(reader, "min_amount", Shape::Plain, |reader, cell| {
        read::money(reader, cell, currency)
    });
    let steps = group.list(reader, "steps", &STEP_KEYS, |reader, step| {
        let (name, _) = reader.required_text(step, "name", "\"Letter of Claim\"")?;
        let wait_days = reader.integer(step, "wait_days", 0..1_001).unwrap_or(0);
        Some(PreActionStep {
            name,
            wait_days: i32::try_from(wait_days).ok()?,
        })
    });
    Some(PreAction {
        id: id?,
        title: title?,
        debtors,
        about: group.about,
        min_amount,
        steps,
    })
}
