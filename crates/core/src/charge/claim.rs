//! What there is to charge on an invoice on a day.

use jiff::civil::Date;

use super::basis::{InterestBasis, SumBasis};
use super::ledger::{Part, Standing, parts, standing};
use super::no_basis::NoBasis;
use super::word::Fee;
use super::{Charge, ChargeKind, Line};
use crate::currency::Currency;
use crate::dates::add_days;
use crate::dispute::Dispute;
use crate::id::InvoiceId;
use crate::interest::{Debt, Reduction, daily_amount, rows_between};
use crate::invoice::Instalment;
use crate::ledger::Entry;
use crate::money::Money;

/// An invoice with everything that a charge on it rests on.
#[derive(Debug, Clone, Copy)]
pub struct Claim<'a> {
    /// The invoice.
    pub invoice: InvoiceId,
    /// The currency of its amounts.
    pub currency: Currency,
    /// Its due dates.
    pub instalments: &'a [Instalment],
    /// All its entries.
    pub entries: &'a [Entry],
    /// What was charged on it so far, undone charges included.
    pub made: &'a [Charge],
    /// The customer's disputes, resolved ones included.
    pub disputes: &'a [Dispute],
}

/// A charge that could be made.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Drafted {
    /// The invoice.
    pub invoice: InvoiceId,
    /// What it is.
    pub kind: ChargeKind,
    /// The instalment it is for, from 1.
    pub instalment: u16,
    /// Interest: the first and the last day.
    pub days: Option<(Date, Date)>,
    /// On what ground, in words.
    pub basis: String,
    /// Where the law can be read.
    pub source: Option<String>,
    /// The part of the jurisdiction pack that was applied, with the hash of its content.
    pub law: Option<String>,
    /// How it was worked out.
    pub lines: Vec<Line>,
}

impl Drafted {
    /// What it comes to: the sum of its lines, in minor units.
    #[must_use]
    pub fn amount(&self) -> i64 {
        // Each sum was checked when the charge was worked out.
        self.lines
            .iter()
            .fold(0, |sum: i64, line| sum.saturating_add(line.amount))
    }
}

/// What of an invoice's charges is open, by kind, in minor units.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct Accrued {
    /// Interest.
    pub interest: i64,
    /// Fixed sums.
    pub fixed_sum: i64,
    /// Fees.
    pub fees: i64,
}

impl Claim<'_> {
    /// The interest of the days up to `on` that were not charged yet on an instalment. None when there is
    /// nothing to charge.
    ///
    /// The window begins on the day after the due date, or after the last day that was charged before,
    /// whether or not that charge was waived. It ends with `on`, the day of the charge.
    ///
    /// # Errors
    /// When no rate is known for one of the days.
    pub fn interest(
        &self,
        instalment: u16,
        basis: &InterestBasis,
        on: Date,
    ) -> Result<Option<Drafted>, NoBasis> {
        let charged = self.standing_of(ChargeKind::Interest, Some(instalment));
        let last = charged.filter_map(|charge| charge.days).map(|(_, to)| to);
        let due = self.due(instalment);
        let Some(from) = last
            .chain(due)
            .max()
            .and_then(|last| add_days(last, 1).ok())
        else {
            return Ok(None);
        };
        self.interest_between(instalment, basis, (from, on))
    }

    /// The interest of a window of days on an instalment. None when there is none.
    ///
    /// # Errors
    /// When no rate is known for one of the days.
    pub fn interest_between(
        &self,
        instalment: u16,
        basis: &InterestBasis,
        (from, to): (Date, Date),
    ) -> Result<Option<Drafted>, NoBasis> {
        let Some((part, reductions)) = self.debt(instalment, basis) else {
            return Ok(None);
        };
        if from > to {
            return Ok(None);
        }
        let debt = self.as_debt(&part, &reductions);
        let rows = rows_between(&debt, &basis.rule, from, to).map_err(NoBasis::uncountable)?;
        let lines: Vec<Line> = rows.into_iter().map(Line::from).collect();
        let drafted = Drafted {
            invoice: self.invoice,
            kind: ChargeKind::Interest,
            instalment,
            days: Some((from, to)),
            basis: basis.words.clone(),
            source: basis.source.clone(),
            law: basis.law.clone(),
            lines,
        };
        Ok((drafted.amount() > 0).then_some(drafted))
    }

    /// What one more day costs on an instalment, in minor units.
    ///
    /// # Errors
    /// When no rate is known for the day.
    pub fn daily(&self, instalment: u16, basis: &InterestBasis, day: Date) -> Result<i64, NoBasis> {
        let Some((part, reductions)) = self.debt(instalment, basis) else {
            return Ok(0);
        };
        let debt = self.as_debt(&part, &reductions);
        daily_amount(&debt, &basis.rule, day).map_err(NoBasis::uncountable)
    }

    /// The fixed sum for an instalment that was not paid when it was due. None when it was charged
    /// before, also when that was waived since, or when nothing was late.
    ///
    /// # Errors
    /// When there is no such sum in the currency of the invoice.
    pub fn fixed_sum(
        &self,
        instalment: u16,
        basis: &SumBasis<'_>,
        on: Date,
    ) -> Result<Option<Drafted>, NoBasis> {
        let only = basis.per_instalment.then_some(instalment);
        let Some(due) = self.due(instalment).filter(|due| on > *due) else {
            return Ok(None);
        };
        if self
            .standing_of(ChargeKind::FixedSum, only)
            .next()
            .is_some()
        {
            return Ok(None);
        }
        let parts = parts(self.invoice, self.instalments, self.entries, &[]);
        let late = |part: &&Part| part.instalment == instalment;
        if parts
            .iter()
            .find(late)
            .is_none_or(|part| part.balance(due) <= 0)
        {
            return Ok(None);
        }
        let measured = parts
            .iter()
            .filter(|part| only.is_none_or(|only| part.instalment == only));
        let principal: i64 = measured.map(|part| part.balance(due)).sum();
        let amount = basis.amount(Money::new(principal, self.currency))?;
        let drafted = Drafted {
            invoice: self.invoice,
            kind: ChargeKind::FixedSum,
            instalment,
            days: None,
            basis: basis.words.clone(),
            source: basis.source.clone(),
            law: basis.law.clone(),
            lines: vec![Line {
                days: None,
                principal,
                percent: None,
                amount,
            }],
        };
        Ok((drafted.amount() > 0).then_some(drafted))
    }

    /// A fee for a contact about so many minor units of principal. `words` say on what ground. None when
    /// it comes to nothing.
    ///
    /// # Errors
    /// When the fee is no amount of the currency.
    pub fn fee(
        &self,
        instalment: u16,
        fee: Fee,
        principal: i64,
        words: &str,
    ) -> Result<Option<Drafted>, NoBasis> {
        let amount = fee
            .of(principal, self.currency)
            .map_err(NoBasis::uncountable)?;
        let percent = match fee {
            Fee::Share(percent) => Some(percent),
            Fee::Amount(_) => None,
        };
        let drafted = Drafted {
            invoice: self.invoice,
            kind: ChargeKind::Fee,
            instalment,
            days: None,
            basis: words.to_owned(),
            source: None,
            law: None,
            lines: vec![Line {
                days: None,
                principal,
                percent,
                amount,
            }],
        };
        Ok((amount > 0).then_some(drafted))
    }

    /// The charges that stand, with what became of each, in the order in which they were made.
    pub fn standing(&self) -> impl Iterator<Item = (&Charge, Standing)> {
        standing(self.entries)
            .into_iter()
            .filter(|state| !state.undone)
            .filter_map(|state| {
                let charge = self
                    .made
                    .iter()
                    .find(|charge| charge.entry == state.entry)?;
                Some((charge, state))
            })
    }

    /// Of `open` minor units of charges, how much is of each kind: money paid the older charges first.
    #[must_use]
    pub fn open_by_kind(&self, open: i64) -> Accrued {
        let mut accrued = Accrued::default();
        let mut left = open;
        let charges: Vec<(&Charge, Standing)> = self.standing().collect();
        for (charge, state) in charges.into_iter().rev() {
            let part = state.left().min(left).max(0);
            left -= part;
            *match charge.kind {
                ChargeKind::Interest => &mut accrued.interest,
                ChargeKind::FixedSum => &mut accrued.fixed_sum,
                ChargeKind::Fee => &mut accrued.fees,
            } += part;
        }
        accrued
    }

    fn standing_of(
        &self,
        kind: ChargeKind,
        instalment: Option<u16>,
    ) -> impl Iterator<Item = &Charge> {
        self.standing()
            .map(|(charge, _)| charge)
            .filter(move |charge| charge.kind == kind)
            .filter(move |charge| instalment.is_none_or(|only| charge.instalment == only))
    }

    fn due(&self, instalment: u16) -> Option<Date> {
        let place = usize::from(instalment).checked_sub(1)?;
        self.instalments.get(place).map(|part| part.due)
    }

    /// An instalment as a debt. One on which nothing was owed at first, because the invoice was corrected
    /// later, begins with the most that was ever owed on it.
    fn debt(&self, instalment: u16, basis: &InterestBasis) -> Option<(Part, Vec<Reduction>)> {
        let exempt = if basis.exempts_disputed {
            self.disputes
        } else {
            &[]
        };
        let mut part = parts(self.invoice, self.instalments, self.entries, exempt)
            .into_iter()
            .find(|part| part.instalment == instalment)?;
        let mut reductions = part.reductions.clone();
        if part.principal <= 0 {
            let most = part.reductions.iter().map(|change| part.balance(change.on));
            let most = most.max().filter(|most| *most > 0)?;
            let first = Reduction {
                on: Date::MIN,
                minor: most - part.principal,
            };
            reductions.insert(0, first);
            part.principal = most;
        }
        Some((part, reductions))
    }

    fn as_debt<'r>(&self, part: &Part, reductions: &'r [Reduction]) -> Debt<'r> {
        Debt {
            principal: part.principal,
            currency: self.currency,
            due: part.due,
            reductions,
        }
    }
}
