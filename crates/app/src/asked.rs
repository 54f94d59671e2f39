//! What a contact asks for now. It was decided on the facts of another day; since then something may have been paid,
//! promised or disputed, or have fallen due. The text, the worklist and the record all say what holds now.

use std::collections::{BTreeMap, HashMap, HashSet};

use dunwell_core::account::Account;
use dunwell_core::action::{ActionItem, Do, OpenAction};
use dunwell_core::decide::ask::{Ask, ask};
use dunwell_core::id::InvoiceId;
use dunwell_core::invoice::{OpenItem, open_items};
use dunwell_store::actions::{self, Action};
use dunwell_store::portfolio;
use jiff::civil::Date;

use crate::error::Result;
use crate::funnel::Work;

/// Which open items of an account a contact speaks of, as places in the list of them.
pub(crate) struct Selection {
    /// Those that are asked for: what the contact is for, and whatever else is late.
    pub(crate) asked: Vec<usize>,
    /// What is not due yet and is only shown.
    pub(crate) upcoming: Vec<usize>,
}

/// Chooses the items of a contact. None when nothing may be asked for on those that it is for. What is about to be
/// handed over or given up is left to those who decide about that.
pub(crate) fn select(
    account: &Account,
    open: &[OpenItem],
    ask: &Ask,
    today: Date,
    is_cause: impl Fn(&OpenItem) -> bool,
) -> Option<Selection> {
    let mut selection = Selection {
        asked: Vec::new(),
        upcoming: Vec::new(),
    };
    let ends = |action: &&OpenAction| matches!(action.kind, Do::Escalate | Do::WriteOff);
    let ending = account.open_actions.iter().filter(ends);
    let leaving: HashSet<(InvoiceId, u16)> = ending
        .flat_map(|action| &action.items)
        .filter(|item| item.step.is_some())
        .map(|item| (item.invoice, item.instalment))
        .collect();
    let mut cause_stands = false;
    for (index, item) in open.iter().enumerate() {
        let key = (account.invoices[item.invoice].id, item.instalment);
        if ask.amounts[index] <= 0 || leaving.contains(&key) {
            continue;
        }
        let is_cause = is_cause(item);
        cause_stands |= is_cause;
        if is_cause || item.due < today {
            selection.asked.push(index);
        } else {
            selection.upcoming.push(index);
        }
    }
    cause_stands.then_some(selection)
}

/// The items of an action, to be found by what they are part of.
pub(crate) struct Carried<'a> {
    account: &'a Account,
    items: HashMap<(InvoiceId, u16), &'a ActionItem>,
}

impl<'a> Carried<'a> {
    pub(crate) fn new(account: &'a Account, items: &'a [ActionItem]) -> Carried<'a> {
        let keyed = |item: &'a ActionItem| ((item.invoice, item.instalment), item);
        Carried {
            account,
            items: items.iter().map(keyed).collect(),
        }
    }

    fn get(&self, item: &OpenItem) -> Option<&'a ActionItem> {
        let invoice = self.account.invoices[item.invoice].id;
        self.items.get(&(invoice, item.instalment)).copied()
    }

    /// Whether the action was decided for the item, and the item still stands behind its step: what a step
    /// charges falls with the principal that it was charged on.
    pub(crate) fn is_cause(&self, item: &OpenItem) -> bool {
        self.get(item).is_some_and(|own| {
            own.step.is_some() && (own.charges.is_empty() || item.principal() > 0)
        })
    }
}

/// What an action asks for at a moment.
pub(crate) struct Asked {
    /// In minor units of its currency.
    pub(crate) amount: i64,
    /// The items, oldest due first: those of the action as far as they are asked for, and what travels along.
    pub(crate) items: Vec<ActionItem>,
}

/// What a contact with these items asks for today. None when nothing may be asked for on those that it was decided
/// for.
pub(crate) fn asked(account: &Account, items: &[ActionItem], today: Date) -> Option<Asked> {
    let open = open_items(&account.invoices);
    let ask = ask(account, &open, today);
    let carried = Carried::new(account, items);
    let selection = select(account, &open, &ask, today, |item| carried.is_cause(item))?;
    let items = selection.asked.into_iter().map(|index| {
        let (item, amount) = (&open[index], ask.amounts[index]);
        let invoice = &account.invoices[item.invoice];
        match carried.get(item) {
            Some(own) => ActionItem {
                amount,
                ..own.clone()
            },
            None => ActionItem {
                invoice: invoice.id,
                instalment: item.instalment,
                number: invoice.number.clone(),
                amount,
                due: item.due,
                step: None,
                offset: 0,
                charges: Vec::new(),
            },
        }
    });
    let items: Vec<ActionItem> = items.collect();
    Some(Asked {
        amount: items.iter().map(|item| item.amount).sum(),
        items,
    })
}

/// What may be asked for on an action's items today, in minor units of its currency; by a contact with what travels
/// along. Zero when its cause has fallen away.
pub(crate) fn amount(account: &Account, action: &Action, today: Date) -> i64 {
    if action.kind.is_contact() {
        return asked(account, &action.items, today).map_or(0, |asked| asked.amount);
    }
    let open = open_items(&account.invoices);
    let ask = ask(account, &open, today);
    let carried = Carried::new(account, &action.items);
    let amounts = open.iter().zip(&ask.amounts);
    let of_action = amounts.filter(|(item, _)| carried.get(item).is_some());
    of_action.map(|(_, amount)| amount).sum()
}

/// What may be asked for today on the items that an action takes a step for, by invoice, in minor units.
///
/// # Errors
/// When the database fails.
pub(crate) async fn by_invoice(
    work: &mut Work,
    action: &Action,
) -> Result<BTreeMap<InvoiceId, i64>> {
    let mut amounts = BTreeMap::new();
    let Some(account) = account(work, action).await? else {
        return Ok(amounts);
    };
    let open = open_items(&account.invoices);
    let ask = ask(&account, &open, work.today);
    let carried = Carried::new(&account, &action.items);
    for (item, amount) in open.iter().zip(ask.amounts) {
        let takes_a_step = carried.get(item).is_some_and(|own| own.step.is_some());
        if takes_a_step && amount > 0 {
            *amounts
                .entry(account.invoices[item.invoice].id)
                .or_default() += amount;
        }
    }
    Ok(amounts)
}

async fn account(work: &mut Work, action: &Action) -> Result<Option<Account>> {
    let accounts = portfolio::of_customers(&mut work.uow, work.book, &[action.customer]).await?;
    let mut accounts = accounts.into_iter();
    Ok(accounts.find(|account| account.currency == action.currency))
}

/// Keeps with a contact what it asks for today, and gives it with that. One that may ask for nothing more stays
/// as it was decided.
///
/// # Errors
/// When the database fails.
pub(crate) async fn keep(work: &mut Work, action: &Action, today: Date) -> Result<Action> {
    let account = account(work, action).await?;
    let mut action = action.clone();
    if let Some(asked) = account.and_then(|account| asked(&account, &action.items, today)) {
        (action.amount, action.items) = (asked.amount, asked.items);
        actions::set_asked(&mut work.uow, work.book, &action).await?;
    }
    Ok(action)
}
