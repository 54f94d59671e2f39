//! Charges for paying late: those that were made, what has accrued since, and why something is not charged.

use dunwell_core::account::Account;
use dunwell_core::charge::{ChargeKind, Charging as What, Standing};
use dunwell_core::id::CustomerId;
use dunwell_core::id::{ActionId, EntryId, InvoiceId, TermsAcceptanceId};
use dunwell_core::interest::Percent;
use dunwell_core::money::Money;
use dunwell_core::policy::Procedure;
use dunwell_store::Uow;
use dunwell_store::terms_acceptances::{self, TermsRow};
use jiff::civil::Date;
use serde::Serialize;

use crate::book::Book;
use crate::charging::{Case, Cases, Charging};
use crate::error::Result;

/// A charge with its calculation.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, utoipa::ToSchema)]
pub struct ChargeView {
    /// Its entry, which a waiver or a reversal names.
    pub entry: EntryId,
    /// The day from which it counts.
    pub date: Date,
    /// What it is.
    pub kind: ChargeKind,
    /// Which instalment it is for, from 1.
    pub instalment: u16,
    /// How much: the sum of its lines.
    pub amount: Money,
    /// What of it was waived.
    pub waived: Money,
    /// Whether it was undone: then it is as if it had never been made.
    pub undone: bool,
    /// On what ground, in words.
    pub basis: String,
    /// Where the law can be read.
    pub source: Option<String>,
    /// The part of the jurisdiction pack, with the hash of its content.
    pub law: Option<String>,
    /// The action that it was made for; none when a person claimed it.
    pub action: Option<ActionId>,
    /// How it was worked out.
    pub lines: Vec<LineView>,
}

/// A line of a calculation.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, utoipa::ToSchema)]
pub struct LineView {
    /// Interest: the first day.
    pub from: Option<Date>,
    /// Interest: the last day.
    pub to: Option<Date>,
    /// Interest: how many days are counted.
    pub days: Option<i32>,
    /// Per cent a year of interest, or of the principal for a fee.
    pub rate_percent: Option<Percent>,
    /// The principal.
    pub principal: Money,
    /// What it comes to.
    pub amount: Money,
}

/// The interest on an invoice, charged or not.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, utoipa::ToSchema)]
pub struct InterestView {
    /// Everything so far: what was charged and not waived, and what has accrued since.
    pub so_far: Money,
    /// What of it has not been charged yet.
    pub not_charged: Money,
    /// What one more day costs.
    pub daily: Money,
    /// The first day of interest.
    pub from: Date,
    /// On what ground, in words.
    pub basis: String,
    /// The title of the law; none where it was agreed.
    pub law: Option<String>,
    /// Where the law can be read.
    pub source: Option<String>,
}

/// Whether a charge of the policy can be made on an item.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, utoipa::ToSchema)]
pub struct ChargeExplained {
    /// What would be charged, as the policy has it.
    pub charge: What,
    /// Whether there is a ground for it.
    pub has_basis: bool,
    /// The ground, or why there is none, in a sentence.
    pub sentence: String,
}

/// Terms that a customer accepted.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, utoipa::ToSchema)]
pub struct TermsView {
    /// The id of the record.
    pub id: TermsAcceptanceId,
    /// The day from which they hold for new invoices.
    pub accepted_on: Date,
    /// The interest for paying late.
    pub interest: String,
    /// The sum for paying late.
    pub fixed_sum: String,
    /// The fees that may be charged.
    pub fees: Vec<String>,
    /// When payment is due.
    pub due: Option<String>,
    /// The jurisdiction whose law they stand under; none is the book's.
    pub law: Option<String>,
    /// Where the acceptance can be found.
    pub document: String,
    /// The day on which they were taken back as recorded in error.
    pub withdrawn_on: Option<Date>,
}

/// The charges of an invoice, in the order in which they were made.
pub(crate) fn charges(case: &Case) -> Vec<ChargeView> {
    let money = |minor| Money::new(minor, case.invoice.currency);
    let view = |state: Standing| {
        let charge = case
            .made
            .iter()
            .find(|charge| charge.entry == state.entry)?;
        Some(ChargeView {
            entry: state.entry,
            date: state.on,
            kind: charge.kind,
            instalment: charge.instalment,
            amount: money(state.charged),
            waived: money(state.waived),
            undone: state.undone,
            basis: charge.basis.clone(),
            source: charge.source.clone(),
            law: charge.law.clone(),
            action: charge.action,
            lines: charge
                .lines
                .iter()
                .map(|line| LineView {
                    from: line.days.map(|days| days.from),
                    to: line.days.map(|days| days.to),
                    days: line.days.map(|days| days.count),
                    rate_percent: line.percent,
                    principal: money(line.principal),
                    amount: money(line.amount),
                })
                .collect(),
        })
    };
    dunwell_core::charge::standing(&case.entries)
        .into_iter()
        .filter_map(view)
        .collect()
}

/// The interest on an invoice up to the day of `charging`. None when nothing of it was due before, or
/// there is no ground for any.
pub(crate) fn interest(case: &Case, charging: &Charging<'_>) -> Option<InterestView> {
    let money = |minor| Money::new(minor, case.invoice.currency);
    let claim = case.claim();
    let on = charging.on;
    let charged: i64 = claim
        .standing()
        .filter(|(charge, _)| charge.kind == ChargeKind::Interest)
        .map(|(_, state)| state.left())
        .sum();
    let (mut open, mut daily, mut first) = (0_i64, 0_i64, None);
    for instalment in case.late_instalments(on) {
        let due = case.due(instalment)?;
        let basis = charging
            .law
            .basis(case.debtor, &case.terms, case.invoice.issued, due);
        let Ok(basis) = basis.interest(on) else {
            continue;
        };
        let drafted = claim.interest(instalment, &basis, on).ok().flatten();
        open = open.saturating_add(drafted.map_or(0, |drafted| drafted.amount()));
        daily = daily.saturating_add(claim.daily(instalment, &basis, on).unwrap_or(0));
        first = first.or(due.tomorrow().ok().map(|from| (from, basis)));
    }
    let (from, basis) = first?;
    Some(InterestView {
        so_far: money(charged.saturating_add(open)),
        not_charged: money(open),
        daily: money(daily),
        from,
        basis: basis.words,
        law: basis.title,
        source: basis.source,
    })
}

/// Whether the charges of a procedure can be made on an instalment, each once.
pub(crate) fn explained(
    case: &Case,
    instalment: u16,
    procedure: &Procedure,
    charging: &Charging<'_>,
) -> Vec<ChargeExplained> {
    let mut all: Vec<What> = Vec::new();
    for what in procedure.steps.iter().flat_map(|step| &step.charge) {
        if !all.contains(what) {
            all.push(*what);
        }
    }
    let Some(due) = case.due(instalment) else {
        return Vec::new();
    };
    let basis = charging
        .law
        .basis(case.debtor, &case.terms, case.invoice.issued, due);
    let on = charging.on.max(due);
    let explain = |what: What| {
        let named = match what {
            What::Fee(fee) => format!("A fee of {fee}"),
            What::Interest => "Interest".to_owned(),
            What::FixedSum => "A fixed sum".to_owned(),
        };
        let ground = match what {
            What::Interest => basis.interest(on).map(|basis| basis.words),
            What::FixedSum => basis.fixed_sum().map(|basis| basis.words),
            What::Fee(fee) => basis.fee(fee, case.invoice.currency),
        };
        ChargeExplained {
            charge: what,
            has_basis: ground.is_ok(),
            sentence: match ground {
                Ok(words) => format!("{named} can be charged by {words}."),
                Err(why) => format!("{named} is not charged: {why}."),
            },
        }
    };
    all.into_iter().map(explain).collect()
}

/// The cases of an account's open invoices.
///
/// # Errors
/// When the database fails.
pub(crate) async fn of_account(uow: &mut Uow, book: &Book, account: &Account) -> Result<Cases> {
    let ids: Vec<InvoiceId> = account.invoices.iter().map(|invoice| invoice.id).collect();
    Cases::load(uow, book.id, &ids).await
}

/// What has accrued on an account's open invoices and has not been charged, with what one more day
/// costs, in minor units.
pub(crate) fn accrued(account: &Account, cases: &Cases, charging: &Charging<'_>) -> (i64, i64) {
    let views = account
        .invoices
        .iter()
        .filter_map(|invoice| interest(cases.get(invoice.id)?, charging));
    views.fold((0, 0), |(open, daily): (i64, i64), view| {
        (
            open.saturating_add(view.not_charged.minor()),
            daily.saturating_add(view.daily.minor()),
        )
    })
}

/// The terms that a customer accepted, newest first.
///
/// # Errors
/// When the database fails.
pub(crate) async fn terms(
    uow: &mut Uow,
    book: &Book,
    customer: CustomerId,
) -> Result<Vec<TermsView>> {
    let rows = terms_acceptances::all_of_customer(uow, book.id, customer).await?;
    let view = |row: &TermsRow| TermsView {
        id: row.terms.id,
        accepted_on: row.terms.accepted_on,
        interest: row.terms.interest.to_string(),
        fixed_sum: row.terms.fixed_sum.to_string(),
        fees: row.terms.fees.iter().map(ToString::to_string).collect(),
        due: row.terms.due.clone(),
        law: row.terms.law.clone(),
        document: row.terms.document.clone(),
        withdrawn_on: row.withdrawn_on,
    };
    Ok(rows.iter().rev().map(view).collect())
}
