//! What a text says about charges: what is part of the amounts, and what has accrued beside them.

use dunwell_channels::{Charged, InterestContext};
use dunwell_core::account::Account;
use dunwell_core::charge::{ChargeKind, Charging as What};
use dunwell_core::id::InvoiceId;
use dunwell_core::invoice::OpenItem;
use dunwell_core::money::Money;
use dunwell_core::policy::Policy;
use dunwell_store::Uow;
use jiff::civil::Date;

use super::{Cases, Charging};
use crate::book::Book;
use crate::error::Result;
use crate::view::charges::{InterestView, interest};

/// The charges of an account's open invoices, as a text may name them.
#[derive(Debug)]
pub(crate) struct Charges<'a> {
    cases: Cases,
    charging: Charging<'a>,
    /// What the policy charges anywhere. A business that never charges interest never speaks of it.
    kinds: Vec<ChargeKind>,
}

impl<'a> Charges<'a> {
    /// Loads the charges of an account.
    ///
    /// # Errors
    /// When the database fails.
    pub(crate) async fn load(
        uow: &mut Uow,
        book: &'a Book,
        account: &Account,
        policy: Option<&Policy>,
        today: Date,
    ) -> Result<Charges<'a>> {
        let steps = policy
            .into_iter()
            .flat_map(|policy| &policy.procedures)
            .flat_map(|procedure| &procedure.steps);
        let kinds: Vec<ChargeKind> = steps
            .flat_map(|step| &step.charge)
            .map(|what| what.kind())
            .collect();
        let is_charged = account.invoices.iter().any(|invoice| invoice.charges > 0);
        let cases = if kinds.is_empty() && !is_charged {
            Cases::default()
        } else {
            let ids: Vec<InvoiceId> = account.invoices.iter().map(|invoice| invoice.id).collect();
            Cases::load(uow, book.id, &ids).await?
        };
        Ok(Charges {
            cases,
            charging: Charging::new(book, today),
            kinds,
        })
    }

    /// What of the amount that is asked for on an item was charged, by what it is.
    pub(crate) fn of_item(&self, account: &Account, item: &OpenItem, asked: i64) -> Charged {
        let invoice = &account.invoices[item.invoice];
        let Some(case) = self.cases.get(invoice.id).filter(|_| item.charges > 0) else {
            return Charged::default();
        };
        let open = case.claim().open_by_kind(item.charges.min(asked));
        let money = |minor: i64| (minor > 0).then(|| Money::new(minor, account.currency));
        Charged {
            interest: money(open.interest),
            fixed_sum: money(open.fixed_sum),
            fees: money(open.fees),
        }
    }

    /// The interest on these invoices. None when there is no ground for any, when none has accrued, or
    /// when the business does not charge it. `asked` is what the text asks for.
    pub(crate) fn interest(
        &self,
        invoices: impl Iterator<Item = InvoiceId>,
        asked: Money,
    ) -> Option<InterestContext> {
        let money = |minor| Money::new(minor, asked.currency());
        let (mut so_far, mut daily, mut more, mut sum) = (0_i64, 0_i64, 0_i64, 0_i64);
        let mut first: Option<InterestView> = None;
        for invoice in invoices {
            let Some(case) = self.cases.get(invoice) else {
                continue;
            };
            let open = case.claim().open_by_kind(case.invoice.open_charges());
            sum = sum.saturating_add(open.fixed_sum);
            if self.kinds.contains(&ChargeKind::FixedSum) {
                let late: Vec<u16> = case.late_instalments(self.charging.on).collect();
                let drafted = late.into_iter().find_map(|instalment| {
                    let drafted = self.charging.draft(case, instalment, What::FixedSum, 0);
                    drafted.ok().flatten()
                });
                let drafted = drafted.map_or(0, |drafted| drafted.amount());
                sum = sum.saturating_add(drafted);
                more = more.saturating_add(drafted);
            }
            if !self.kinds.contains(&ChargeKind::Interest) && open.interest == 0 {
                continue;
            }
            let Some(view) = interest(case, &self.charging) else {
                continue;
            };
            let not_charged = view.not_charged.minor();
            so_far = so_far.saturating_add(open.interest.saturating_add(not_charged));
            more = more.saturating_add(not_charged);
            daily = daily.saturating_add(view.daily.minor());
            if first.as_ref().is_none_or(|first| view.from < first.from) {
                first = Some(view);
            }
        }
        let first = first.filter(|_| so_far > 0)?;
        Some(InterestContext {
            so_far: money(so_far),
            daily: money(daily),
            from: first.from,
            fixed_sum: (sum > 0).then(|| money(sum)),
            law: first.law,
            total: money(asked.minor().saturating_add(more)),
        })
    }
}
