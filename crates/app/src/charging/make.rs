//! Charging: what a step charges on its items, and what a person claims.

use std::collections::BTreeSet;

use dunwell_core::action::{ActionItem, Do};
use dunwell_core::charge::{Charge, ChargeKind, Charging as What, Drafted};
use dunwell_core::currency::Currency;
use dunwell_core::id::{ActionId, CustomerId, InvoiceId};
use dunwell_core::ledger::Entry;
use dunwell_core::money::Money;
use dunwell_core::reason::Reason;
use dunwell_store::actions::{self, Action};
use dunwell_store::charges::{self, ChargeRow};
use jiff::civil::Date;
use serde::{Deserialize, Serialize};

use super::{Case, Cases, Charging, NotCharged};
use crate::book::Book;
use crate::error::Result;
use crate::funnel::{Work, from_json, to_json};
use crate::ledger::{NewEntry, post, refused, stamp};
use crate::run::Why;

/// Charges that were drafted and are not posted yet.
#[derive(Debug, Default)]
pub(crate) struct Drafts {
    entries: Vec<NewEntry>,
    rows: Vec<ChargeRow>,
    told: Vec<Told>,
}

/// A charge in words and figures.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, utoipa::ToSchema)]
pub struct Made {
    /// The entry, which a waiver or a reversal names.
    pub entry: dunwell_core::id::EntryId,
    /// What it is.
    pub kind: ChargeKind,
    /// The invoice's number.
    pub invoice: String,
    /// Which instalment of it, from 1.
    pub instalment: u16,
    /// How much.
    pub amount: Money,
    /// Interest: the first day that was charged.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub from: Option<Date>,
    /// Interest: the last day that was charged.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub to: Option<Date>,
    /// On what ground, in words.
    pub basis: String,
    /// The part of the jurisdiction pack, with the hash of its content.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub law: Option<String>,
}

/// Who is told about a charge.
#[derive(Debug)]
struct Told {
    customer: CustomerId,
    action: Option<ActionId>,
    made: Made,
}

impl Drafts {
    /// Takes up a charge. It is noted in its case, so that the next one of the same batch knows it.
    pub(crate) fn take(
        &mut self,
        work: &Work,
        case: &mut Case,
        drafted: Drafted,
        action: Option<ActionId>,
        on: Date,
    ) -> Result<Made> {
        let currency = case.invoice.currency;
        let stamp = stamp(work, on, currency);
        let entry = Entry::charge(stamp, drafted.invoice, drafted.amount())
            .map_err(refused)?
            .because(
                Some(drafted.kind.code().to_owned()),
                Some(format!("by {}", drafted.basis)),
            );
        let made = Made {
            entry: entry.id,
            kind: drafted.kind,
            invoice: case.invoice.number.clone(),
            instalment: drafted.instalment,
            amount: Money::new(drafted.amount(), currency),
            from: drafted.days.map(|(from, _)| from),
            to: drafted.days.map(|(_, to)| to),
            basis: drafted.basis.clone(),
            law: drafted.law.clone(),
        };
        let charge = Charge {
            entry: entry.id,
            invoice: drafted.invoice,
            kind: drafted.kind,
            instalment: drafted.instalment,
            days: drafted.days,
            basis: drafted.basis,
            source: drafted.source,
            law: drafted.law,
            lines: drafted.lines,
            action,
        };
        let customer = case.invoice.customer;
        case.entries.push(entry.clone());
        case.made.push(charge.clone());
        self.entries.push(NewEntry::of(customer, entry));
        self.rows.push(ChargeRow { customer, charge });
        self.told.push(Told {
            customer,
            action,
            made: made.clone(),
        });
        Ok(made)
    }

    /// Adds another entry to those that are posted together, such as the waiver of a charge.
    pub(crate) fn also(&mut self, entry: NewEntry) {
        self.entries.push(entry);
    }

    /// Whether there is nothing to post.
    pub(crate) fn is_empty(&self) -> bool {
        self.entries.is_empty()
    }

    /// Posts the charges, keeps how they were worked out, and tells the journals.
    ///
    /// # Errors
    /// When the database fails.
    pub(crate) async fn post(self, work: &mut Work, on: Date) -> Result<()> {
        if self.is_empty() {
            return Ok(());
        }
        post(work, &self.entries).await?;
        charges::put(&mut work.uow, work.book, &self.rows).await?;
        let mut told = self.told.as_slice();
        while let Some(first) = told.first() {
            let same =
                |other: &&Told| other.customer == first.customer && other.action == first.action;
            let (these, rest) = told.split_at(told.iter().take_while(same).count());
            let charges: Vec<&Made> = these.iter().map(|told| &told.made).collect();
            let details = serde_json::json!({
                "date": on, "action": first.action, "charges": charges,
            });
            work.journal(first.customer, "charged", &details)?;
            told = rest;
        }
        Ok(())
    }
}

/// The invoices that the charges of an action's items rest on: their own, and for a fee all items that
/// take a step.
pub(crate) fn invoices_of(items: &[ActionItem]) -> impl Iterator<Item = InvoiceId> {
    let has_fee = items
        .iter()
        .flat_map(|item| &item.charges)
        .any(|what| what.kind() == ChargeKind::Fee);
    items
        .iter()
        .filter(move |item| !item.charges.is_empty() || (has_fee && item.step.is_some()))
        .map(|item| item.invoice)
}

impl Charging<'_> {
    /// Drafts what the steps of an action charge on its items. What is charged becomes part of what is
    /// asked for on the item. Gives the reasons, and notes what has no basis.
    ///
    /// An item whose principal is paid bears no more by a step: what it still owes is claimed by hand.
    ///
    /// # Errors
    /// When the ledger refuses an amount.
    pub(crate) fn of_action(
        &self,
        work: &Work,
        (id, currency): (ActionId, Currency),
        items: &mut [ActionItem],
        cases: &mut Cases,
        (drafts, not_charged): (&mut Drafts, &mut NotCharged),
    ) -> Result<Vec<Reason>> {
        let taking = items.iter().filter(|item| item.step.is_some());
        let principal: i64 = taking
            .filter_map(|item| Some(cases.get(item.invoice)?.principal(item.instalment)))
            .sum();
        let mut reasons = Vec::new();
        for item in items {
            for what in item.charges.clone() {
                let Some(case) = cases.get_mut(item.invoice) else {
                    continue;
                };
                if what.kind() != ChargeKind::Fee && case.principal(item.instalment) <= 0 {
                    continue;
                }
                match self.draft(case, item.instalment, what, principal) {
                    Ok(Some(drafted)) => {
                        reasons.push(drafted.reason(&item.number, currency));
                        let made = drafts.take(work, case, drafted, Some(id), self.on)?;
                        item.amount += made.amount.minor();
                    }
                    Ok(None) => {}
                    Err(why) => not_charged.add(what.kind(), why),
                }
            }
        }
        Ok(reasons)
    }
}

/// Charges what an action's steps charge, at the moment at which it may be done, and keeps with the action
/// what it asks for now and why. Gives the charges in sentences.
///
/// # Errors
/// When the database fails.
pub(crate) async fn for_action(
    work: &mut Work,
    book: &Book,
    mut action: Action,
) -> Result<Vec<String>> {
    let ids: BTreeSet<InvoiceId> = invoices_of(&action.items).collect();
    if ids.is_empty() || action.kind == Do::WriteOff {
        return Ok(Vec::new());
    }
    let ids: Vec<InvoiceId> = ids.into_iter().collect();
    let charging = Charging::new(book, work.today);
    let mut cases = Cases::load(&mut work.uow, work.book, &ids).await?;
    let (mut drafts, mut not_charged) = (Drafts::default(), NotCharged::default());
    let reasons = charging.of_action(
        work,
        (action.id, action.currency),
        &mut action.items,
        &mut cases,
        (&mut drafts, &mut not_charged),
    )?;
    drafts.post(work, charging.on).await?;
    let mut sentences: Vec<String> = reasons.iter().map(Reason::sentence).collect();
    if !reasons.is_empty() {
        let mut why: Why = from_json(&action.reasons, "the reasons of an action")?;
        why.because.extend(reasons);
        action.reasons = to_json(&why)?;
        action.amount = action.items.iter().map(|item| item.amount).sum();
        actions::set_asked(&mut work.uow, work.book, &action).await?;
    }
    sentences.extend(not_charged.notes());
    Ok(sentences)
}

/// What a person can claim by hand.
pub(crate) const CLAIMS: [What; 2] = [What::Interest, What::FixedSum];
