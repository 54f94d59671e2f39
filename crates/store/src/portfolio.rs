//! The portfolio: accounts as the rules look at them, in the order of a run.
//!
//! The accounts of some customers take a handful of queries, each in the order of the accounts, and are
//! put together by walking all of them side by side.

use std::collections::BTreeSet;

use dunwell_core::account::{Account, PayerFigures};
use dunwell_core::currency::Currency;
use dunwell_core::id::{BookId, CustomerId};
use dunwell_core::invoice::{Instalment, OpenInvoice, open_charges};
use dunwell_core::lang::Lang;
use jiff::civil::Date;
use uuid::Uuid;

use crate::actions::{self, OpenRow};
use crate::cell::{Cells, Columns, Record};
use crate::disputes::{self, DisputeRow};
use crate::holds::{self, HoldRow};
use crate::invoices::instalments;
use crate::promises::{self, PromiseRow};
use crate::sql::{Sql, by_ids};
use crate::value::Value;
use crate::{Result, Uow, customers};

/// Which accounts are wanted.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Scope {
    /// All accounts of the book.
    All,
    /// Those of customers one of whose accounts has its review date come.
    Due(Date),
    /// Those of one customer.
    Customer(CustomerId),
}

// Both read an index of the accounts and nothing else.
const NEXT: Sql = Sql::Both(
    "SELECT DISTINCT customer_id FROM account WHERE book_id = $1 AND customer_id > $2 \
     ORDER BY customer_id LIMIT $3",
);
const NEXT_DUE: Sql = Sql::Both(
    "SELECT DISTINCT customer_id FROM account WHERE book_id = $1 AND customer_id > $2 AND next_review <= $4 \
     ORDER BY customer_id LIMIT $3",
);

macro_rules! accounts {
    () => {
        "SELECT a.customer_id, a.currency, c.number, c.kind, c.since, c.country, c.language, c.reason, \
         a.unapplied_minor, a.unapplied_since, a.paid_invoices, a.days_late_sum, a.written_off_invoices, \
         a.progress, a.last_contact \
         FROM account a JOIN customer c ON c.book_id = a.book_id AND c.id = a.customer_id WHERE a.book_id = $1 "
    };
}

const ACCOUNTS: Sql = Sql::Both(concat!(
    accounts!(),
    "AND a.customer_id BETWEEN $2 AND $3 ORDER BY a.customer_id, a.currency"
));

const ACCOUNTS_OF_CUSTOMERS: Sql = by_ids!(
    concat!(accounts!(), "AND a.customer_id"),
    "ORDER BY a.customer_id, a.currency"
);

macro_rules! invoice_columns {
    () => {
        "SELECT i.customer_id, i.currency, i.id, i.number, i.issued, i.due, i.total_minor, i.open_minor, \
         i.charges_minor, i.schedule FROM "
    };
}

const INVOICES: Sql = Sql::Both(concat!(
    invoice_columns!(),
    "invoice i WHERE i.book_id = $1 AND i.customer_id BETWEEN $2 AND $3 AND i.open_minor > 0 \
     ORDER BY i.customer_id, i.id"
));

const INVOICES_OF_CUSTOMERS: Sql = by_ids!(
    concat!(
        invoice_columns!(),
        "invoice i WHERE i.book_id = $1 AND i.open_minor > 0 AND i.customer_id"
    ),
    "ORDER BY i.customer_id, i.id"
);

pub(crate) const SQL: &[Sql] = &[
    NEXT,
    NEXT_DUE,
    ACCOUNTS,
    ACCOUNTS_OF_CUSTOMERS,
    INVOICES,
    INVOICES_OF_CUSTOMERS,
];

/// The statements that read accounts and what fills them, each in the order of the customers.
struct Lists {
    accounts: Sql,
    disputes: Sql,
    holds: Sql,
    invoices: Sql,
    promises: Sql,
    actions: Sql,
}

const IN_RANGE: Lists = Lists {
    accounts: ACCOUNTS,
    disputes: disputes::IN_RANGE,
    holds: holds::IN_RANGE,
    invoices: INVOICES,
    promises: promises::IN_RANGE,
    actions: actions::OPEN_IN_RANGE,
};
const BY_CUSTOMERS: Lists = Lists {
    accounts: ACCOUNTS_OF_CUSTOMERS,
    disputes: disputes::OF_CUSTOMERS,
    holds: holds::OF_CUSTOMERS,
    invoices: INVOICES_OF_CUSTOMERS,
    promises: promises::STANDING_OF_CUSTOMERS,
    actions: actions::OPEN_OF_CUSTOMERS,
};

/// The accounts of the next customers after `after`, at most `limit` customers, by customer and currency;
/// empty when there are no more. In a unit of work that writes, the customers stay as they are until it
/// ends.
///
/// An account without anything open is given too: its next review has to be set.
///
/// # Errors
/// When the database fails, or holds something that the program did not write.
pub async fn load(
    uow: &mut Uow,
    book: BookId,
    scope: Scope,
    after: Option<CustomerId>,
    limit: usize,
) -> Result<Vec<Account>> {
    let customers = next_customers(uow, book, scope, after, limit).await?;
    match (scope, &*customers) {
        // All that follow each other are found by the first and the last of them.
        (Scope::All, [first, .., last]) => {
            let range = [book.into(), (*first).into(), (*last).into()];
            filled(uow, book, &customers, &IN_RANGE, &range).await
        }
        _ => of_customers(uow, book, &customers).await,
    }
}

async fn next_customers(
    uow: &mut Uow,
    book: BookId,
    scope: Scope,
    after: Option<CustomerId>,
    limit: usize,
) -> Result<Vec<CustomerId>> {
    let limit = i64::try_from(limit).unwrap_or(i64::MAX);
    let from = after.map_or_else(Uuid::nil, CustomerId::uuid);
    let mut params = vec![book.into(), from.into(), limit.into()];
    let sql = match scope {
        Scope::All => NEXT,
        Scope::Due(date) => {
            params.push(date.into());
            NEXT_DUE
        }
        Scope::Customer(customer) => {
            let is_next = after.is_none_or(|after| after < customer);
            return Ok(is_next.then_some(customer).into_iter().collect());
        }
    };
    let mut customers = Vec::new();
    uow.each(sql, &params, |row| {
        customers.push(Columns::new("account", row).next("customer_id")?);
        Ok(())
    })
    .await?;
    Ok(customers)
}

/// The accounts of these customers, by customer and currency, with as many queries as for one. In a unit
/// of work that writes, the customers stay as they are until it ends.
///
/// # Errors
/// When the database fails, or holds something that the program did not write.
pub async fn of_customers(
    uow: &mut Uow,
    book: BookId,
    customers: &[CustomerId],
) -> Result<Vec<Account>> {
    if customers.is_empty() {
        return Ok(Vec::new());
    }
    let ids = customers.iter().map(|id| id.uuid()).collect();
    let params = [book.into(), Value::Ids(ids)];
    filled(uow, book, customers, &BY_CUSTOMERS, &params).await
}

/// The accounts of these customers with their lists; `whose` says to the statements which they are.
async fn filled(
    uow: &mut Uow,
    book: BookId,
    customers: &[CustomerId],
    lists: &Lists,
    whose: &[Value<'_>],
) -> Result<Vec<Account>> {
    let accounts = accounts(uow, book, customers, lists.accounts, whose).await?;
    Chunk { accounts, next: 0 }.filled(uow, lists, whose).await
}

/// Accounts without their lists. In a unit of work that writes, their customers are locked, and what
/// is given was read after that: nothing that a decision rests on changes before it is kept.
async fn accounts(
    uow: &mut Uow,
    book: BookId,
    customers: &[CustomerId],
    sql: Sql,
    params: &[Value<'_>],
) -> Result<Vec<Account>> {
    let locks = uow.writes() && uow.has_concurrent_writers();
    let mut unlocked = customers.to_vec();
    let mut locked: BTreeSet<CustomerId> = BTreeSet::new();
    loop {
        if locks {
            customers::lock(uow, book, &unlocked).await?;
            locked.extend(unlocked);
        }
        let mut accounts = Vec::new();
        uow.each(sql, params, |row| {
            accounts.push(account_without_lists(row)?);
            Ok(())
        })
        .await?;
        if !locks {
            return Ok(accounts);
        }
        // Somebody may have brought a customer in whose id lies between the others.
        let found: BTreeSet<CustomerId> = accounts.iter().map(|account| account.customer).collect();
        unlocked = found.difference(&locked).copied().collect();
        if unlocked.is_empty() {
            return Ok(accounts);
        }
    }
}

fn account_without_lists(row: &dyn Cells) -> Result<Account> {
    let mut columns = Columns::new("account", row);
    Ok(Account {
        customer: columns.next("customer_id")?,
        currency: columns.next("currency")?,
        number: columns.next("number")?,
        kind: columns.next("kind")?,
        since: columns.next("since")?,
        country: columns.next("country")?,
        language: columns
            .next::<Option<Box<str>>>("language")?
            .and_then(|code| Lang::from_code(&code))
            .unwrap_or_default(),
        reason: columns.next("reason")?,
        unapplied: columns.next("unapplied_minor")?,
        unapplied_since: columns.next("unapplied_since")?,
        payer: PayerFigures {
            paid_invoices: columns.next("paid_invoices")?,
            days_late_sum: columns.next("days_late_sum")?,
            written_off_invoices: columns.next("written_off_invoices")?,
        },
        progress: columns.json("progress")?,
        last_contact: columns.next("last_contact")?,
        invoices: Vec::new(),
        disputes: Vec::new(),
        promises: Vec::new(),
        holds: Vec::new(),
        open_actions: Vec::new(),
    })
}

/// Accounts in order, and how far a list in the same order has been walked along them.
struct Chunk {
    accounts: Vec<Account>,
    next: usize,
}

impl Chunk {
    /// The accounts of a customer; the customers asked for never go back.
    fn of(&mut self, customer: CustomerId) -> &mut [Account] {
        while self
            .accounts
            .get(self.next)
            .is_some_and(|account| account.customer < customer)
        {
            self.next += 1;
        }
        let rest = self.accounts.get_mut(self.next..).unwrap_or_default();
        let count = rest
            .iter()
            .take_while(|account| account.customer == customer)
            .count();
        rest.get_mut(..count).unwrap_or_default()
    }

    /// The account of a customer in a currency, if it is part of the chunk.
    fn at(&mut self, customer: CustomerId, currency: Currency) -> Option<&mut Account> {
        self.of(customer)
            .iter_mut()
            .find(|account| account.currency == currency)
    }

    /// The accounts with their lists.
    async fn filled(
        mut self,
        uow: &mut Uow,
        lists: &Lists,
        whose: &[Value<'_>],
    ) -> Result<Vec<Account>> {
        self.next = 0;
        uow.each(lists.disputes, whose, |row| {
            let DisputeRow {
                customer, dispute, ..
            } = DisputeRow::from_cells(row)?;
            self.of(customer)
                .iter_mut()
                .for_each(|account| account.disputes.push(dispute.clone()));
            Ok(())
        })
        .await?;
        self.next = 0;
        uow.each(lists.holds, whose, |row| {
            let HoldRow { customer, hold } = HoldRow::from_cells(row)?;
            self.of(customer)
                .iter_mut()
                .for_each(|account| account.holds.push(hold.clone()));
            Ok(())
        })
        .await?;
        self.next = 0;
        uow.each(lists.invoices, whose, |row| {
            self.invoice(&mut Columns::new("invoice", row))
        })
        .await?;
        self.next = 0;
        uow.each(lists.promises, whose, |row| {
            let PromiseRow {
                customer,
                currency,
                promise,
                ..
            } = PromiseRow::from_cells(row)?;
            self.at(customer, currency)
                .into_iter()
                .for_each(|a| a.promises.push(promise.clone()));
            Ok(())
        })
        .await?;
        self.next = 0;
        uow.each(lists.actions, whose, |row| {
            let OpenRow {
                customer,
                currency,
                action,
            } = OpenRow::from_cells(row)?;
            self.at(customer, currency)
                .into_iter()
                .for_each(|a| a.open_actions.push(action.clone()));
            Ok(())
        })
        .await?;
        self.keep_what_concerns_open_invoices();
        Ok(self.accounts)
    }

    fn invoice(&mut self, columns: &mut Columns<'_>) -> Result<()> {
        let customer = columns.next("customer_id")?;
        let currency = columns.next("currency")?;
        let Some(account) = self.at(customer, currency) else {
            return Ok(());
        };
        let id = columns.next("id")?;
        let number = columns.next("number")?;
        let issued = columns.next("issued")?;
        let due = columns.next("due")?;
        let total = columns.next("total_minor")?;
        let open = columns.next("open_minor")?;
        let made = columns.next("charges_minor")?;
        let schedule: Option<Vec<Instalment>> = columns.optional_json("schedule")?;
        let instalments = instalments(due, total, schedule);
        account.invoices.push(OpenInvoice {
            id,
            number,
            issued,
            instalments,
            open,
            charges: open_charges(made, open),
        });
        Ok(())
    }

    /// Disputes and holds are kept by customer. One that names an invoice belongs only to the
    /// account in whose currency that invoice is open.
    fn keep_what_concerns_open_invoices(&mut self) {
        for account in &mut self.accounts {
            let invoices = &account.invoices;
            let is_open = |id| invoices.iter().any(|invoice| invoice.id == id);
            account.disputes.retain(|dispute| is_open(dispute.invoice));
            account
                .holds
                .retain(|hold| hold.invoice.is_none_or(is_open));
        }
    }
}
