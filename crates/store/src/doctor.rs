//! What `dunwell doctor` asks of the database: that every statement fits its schema, and that every
//! stored balance is what the entries say.

use std::collections::{BTreeMap, HashMap};
use std::fmt;

use dunwell_core::account::PayerFigures;
use dunwell_core::currency::Currency;
use dunwell_core::id::{BookId, CustomerId, EntryId, InvoiceId};
use dunwell_core::ledger::{Entry, EntryKind};
use jiff::civil::Date;
use uuid::Uuid;

use crate::bulk::Bulk;
use crate::entries::settle;
use crate::settlement::plus;
use crate::sql::Sql;
use crate::{
    Result, Uow, accounts, actions, api_tokens, attempts, books, charges, contact_points,
    customers, disputes, entries, history, holds, idempotency, imports, invoices, journal, lists,
    notes, one_time_links, owners, policies, portfolio, promises, rates, requests, runs, search,
    sessions, standing, terms_acceptances, user_events, users, worklist,
};

/// Every statement of the store, module by module.
const STATEMENTS: &[&[Sql]] = &[
    accounts::SQL,
    actions::SQL,
    actions::OPEN_SQL,
    actions::OUTCOME_SQL,
    api_tokens::SQL,
    attempts::SQL,
    books::SQL,
    charges::SQL,
    contact_points::SQL,
    customers::SQL,
    disputes::SQL,
    entries::SQL,
    history::SQL,
    holds::SQL,
    idempotency::SQL,
    imports::SQL,
    invoices::SQL,
    journal::SQL,
    journal::BOOK_SQL,
    journal::VERIFY_SQL,
    crate::invoice_list::SQL,
    lists::disputes::SQL,
    lists::money::SQL,
    lists::promises::SQL,
    lists::texts::SQL,
    notes::SQL,
    one_time_links::SQL,
    owners::SQL,
    policies::SQL,
    portfolio::SQL,
    promises::SQL,
    rates::SQL,
    requests::SQL,
    runs::SQL,
    search::SQL,
    sessions::SQL,
    standing::SQL,
    terms_acceptances::SQL,
    user_events::SQL,
    users::SQL,
    worklist::SQL,
    SQL,
];

/// Every bulk change of the store, module by module.
const BULKS: &[&[Bulk]] = &[
    accounts::BULK,
    actions::BULK,
    charges::BULK,
    contact_points::BULK,
    customers::BULK,
    entries::BULK,
    invoices::BULK,
    journal::BULK,
    rates::BULK,
];

/// How many customers are checked at a time.
const CUSTOMERS_AT_A_TIME: i64 = 500;

const NEXT_CUSTOMERS: Sql =
    Sql::Both("SELECT id FROM customer WHERE book_id = $1 AND id > $2 ORDER BY id LIMIT $3");

const SQL: &[Sql] = &[NEXT_CUSTOMERS];

/// A stored figure that is not what the entries say.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Mismatch {
    /// The customer.
    pub customer: CustomerId,
    /// The invoice's number or the account's currency.
    pub of: String,
    /// Which figure.
    pub figure: &'static str,
    /// What is stored.
    pub stored: String,
    /// What the entries say.
    pub derived: String,
}

impl fmt::Display for Mismatch {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let Mismatch {
            customer,
            of,
            figure,
            stored,
            derived,
        } = self;
        write!(
            f,
            "{customer}, {of}: {figure} is stored as {stored}, and the entries say {derived}"
        )
    }
}

/// Asks the database to prepare every statement of the program; gives what it says to those that
/// do not fit its schema. It changes nothing, but needs a unit of work that writes.
///
/// # Errors
/// When the database fails otherwise.
pub async fn prepare_all(uow: &mut Uow) -> Result<Vec<String>> {
    let mut refused = Vec::new();
    for sql in STATEMENTS.concat() {
        if let Err(error) = uow.prepare(sql).await {
            refused.push(error.to_string());
            // PostgreSQL prepares nothing more in a transaction in which something failed.
            if uow.has_concurrent_writers() {
                return Ok(refused);
            }
        }
    }
    for bulk in &BULKS.concat() {
        if let Err(error) = uow.prepare_bulk(bulk).await {
            refused.push(error.to_string());
            if uow.has_concurrent_writers() {
                return Ok(refused);
            }
        }
    }
    Ok(refused)
}

/// Derives every cached figure of a book from its entries and gives those that differ: what is open
/// on each invoice and since when nothing is, and each account's balance, unapplied money and
/// payer's figures.
///
/// # Errors
/// When the database fails.
pub async fn derive_balances(uow: &mut Uow, book: BookId) -> Result<Vec<Mismatch>> {
    let mut mismatches = Vec::new();
    let mut after = Uuid::nil();
    loop {
        let mut ids: Vec<CustomerId> = Vec::new();
        let params = [book.into(), after.into(), CUSTOMERS_AT_A_TIME.into()];
        uow.each(NEXT_CUSTOMERS, &params, |row| {
            ids.push(crate::cell::Columns::new("customer", row).next("id")?);
            Ok(())
        })
        .await?;
        let (Some(&first), Some(&last)) = (ids.first(), ids.last()) else {
            return Ok(mismatches);
        };
        check_range(uow, book, (first, last), &mut mismatches).await?;
        after = last.uuid();
    }
}

/// The figures of an account, stored or derived.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
struct Figures {
    balance: i128,
    unapplied: i128,
    payer: PayerFigures,
}

async fn check_range(
    uow: &mut Uow,
    book: BookId,
    range: (CustomerId, CustomerId),
    mismatches: &mut Vec<Mismatch>,
) -> Result<()> {
    let mut derived: BTreeMap<(CustomerId, Currency), Figures> = BTreeMap::new();
    let mut by_invoice: HashMap<InvoiceId, Vec<Entry>> = HashMap::new();
    for row in entries::in_range(uow, book, range).await? {
        let figures = derived
            .entry((row.customer, row.entry.currency))
            .or_default();
        figures.balance += i128::from(row.entry.invoice_effect);
        figures.unapplied += i128::from(row.entry.unapplied_effect);
        if let Some(invoice) = row.entry.invoice {
            by_invoice.entry(invoice).or_default().push(row.entry);
        }
    }
    for invoice in invoices::in_range(uow, book, range).await? {
        let end = settle(by_invoice.get(&invoice.id).into_iter().flatten())?;
        let mut differ = |figure, stored: String, derived: String| {
            if stored != derived {
                let of = format!("invoice {}", invoice.number);
                mismatches.push(Mismatch {
                    customer: invoice.customer,
                    of,
                    figure,
                    stored,
                    derived,
                });
            }
        };
        differ(
            "what is open",
            invoice.open.to_string(),
            end.open.to_string(),
        );
        differ(
            "what was charged on it",
            invoice.charges.to_string(),
            end.charges.to_string(),
        );
        differ(
            "whether interest is to be charged anew",
            invoice.recharge.to_string(),
            end.recharge.to_string(),
        );
        differ(
            "the day it was settled",
            day(invoice.settled_on),
            day(end.settled_on),
        );
        let figures = derived
            .entry((invoice.customer, invoice.currency))
            .or_default();
        figures.payer = plus(figures.payer, end.figures(invoice.last_due()));
    }
    check_charges(uow, book, range, &by_invoice, mismatches).await?;
    for account in accounts::in_range(uow, book, range).await? {
        let stored = Figures {
            balance: account.balance.into(),
            unapplied: account.unapplied.into(),
            payer: account.payer,
        };
        let key = (account.customer, account.currency);
        compare_account(
            key,
            stored,
            derived.remove(&key).unwrap_or_default(),
            mismatches,
        );
    }
    // What is left has entries and no account.
    for (key, derived) in derived {
        compare_account(key, Figures::default(), derived, mismatches);
    }
    Ok(())
}

/// Every charge has its calculation, and its lines add up to it.
async fn check_charges(
    uow: &mut Uow,
    book: BookId,
    range: (CustomerId, CustomerId),
    by_invoice: &HashMap<InvoiceId, Vec<Entry>>,
    mismatches: &mut Vec<Mismatch>,
) -> Result<()> {
    let mut kept: HashMap<EntryId, (CustomerId, i64)> = charges::in_range(uow, book, range)
        .await?
        .into_iter()
        .map(|row| (row.charge.entry, (row.customer, row.charge.amount())))
        .collect();
    let mut made: Vec<&Entry> = by_invoice
        .values()
        .flatten()
        .filter(|entry| entry.kind == EntryKind::Charge)
        .collect();
    made.sort_by_key(|entry| entry.id);
    for entry in made {
        let (customer, lines) = match kept.remove(&entry.id) {
            Some((customer, lines)) => (Some(customer), Some(lines)),
            None => (None, None),
        };
        if lines != Some(entry.invoice_effect) {
            mismatches.push(Mismatch {
                customer: customer.unwrap_or(range.0),
                of: format!("charge {}", entry.id),
                figure: "the sum of its calculation",
                stored: lines.map_or_else(|| "none".to_owned(), |sum| sum.to_string()),
                derived: entry.invoice_effect.to_string(),
            });
        }
    }
    Ok(())
}

fn compare_account(
    (customer, currency): (CustomerId, Currency),
    stored: Figures,
    derived: Figures,
    mismatches: &mut Vec<Mismatch>,
) {
    let mut differ = |figure, stored: String, derived: String| {
        if stored != derived {
            let of = format!("account {currency}");
            mismatches.push(Mismatch {
                customer,
                of,
                figure,
                stored,
                derived,
            });
        }
    };
    differ(
        "the balance",
        stored.balance.to_string(),
        derived.balance.to_string(),
    );
    differ(
        "the unapplied money",
        stored.unapplied.to_string(),
        derived.unapplied.to_string(),
    );
    differ(
        "how the customer has paid",
        payer(stored.payer),
        payer(derived.payer),
    );
}

fn payer(figures: PayerFigures) -> String {
    let PayerFigures {
        paid_invoices,
        days_late_sum,
        written_off_invoices,
    } = figures;
    format!(
        "{paid_invoices} paid, {days_late_sum} days late in sum, {written_off_invoices} written off"
    )
}

fn day(date: Option<Date>) -> String {
    date.map_or_else(|| "none".to_owned(), |date| date.to_string())
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used, reason = "tests")]
    use super::*;
    use crate::{DatabaseUrl, Db};

    /// Statements that are asked for everything, and so may read everything.
    const READS_ALL: [&str; 22] = [
        // Lists and figures over the whole book.
        "a.currency >= ''",
        "AND i.schedule IS NULL",
        "AND schedule IS NOT NULL",
        "GROUP BY owner",
        "GROUP BY currency, kind",
        // A virtual table is always said to be scanned; this one is by its trigrams.
        "FROM customer_text",
        // Every customer is asked for the entry.
        "FROM customer c CROSS JOIN entry e",
        // The end of an index.
        "SELECT MAX(position) FROM journal",
        // What was open on a past day.
        "HAVING SUM(",
        "UPDATE account SET next_review = $2 WHERE book_id = $1",
        "FROM book",
        "SELECT COUNT(*) FROM customer",
        "SELECT id, number FROM customer",
        "SELECT id, journal_seq, journal_hash FROM customer WHERE book_id = $1 AND journal_seq > 0",
        "SELECT customer_id, name FROM customer_name WHERE book_id = $1 ORDER BY",
        "SELECT id FROM customer WHERE book_id = $1",
        "FROM rate",
        // The first there is.
        "SELECT number FROM customer WHERE book_id = $1 LIMIT 1",
        // Indexes that hold only what is asked for.
        "AND i.recharge",
        "AND a.unapplied_minor > 0",
        "SELECT status, COUNT(*) FROM action",
        "SELECT DISTINCT customer_id, currency FROM action",
    ];

    /// Tables that stay small: a policy, a run or a few imports a day, what two people decide, the people
    /// who sign in, a line or a few for each book.
    const SMALL: [&str; 18] = [
        "book_journal",
        "policy",
        "request",
        "run",
        "seal",
        "dispute",
        "promise",
        "hold",
        "terms_acceptance",
        "api_token",
        "attempt",
        "desk_role",
        "desk_session",
        "desk_user",
        "import",
        "setup_link",
        "user_event",
        "book_revision",
    ];

    /// A connection to a database with the schema and nothing in it, and the folder that it lies in.
    async fn fresh() -> (tempfile::TempDir, rusqlite::Connection) {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("plans.db");
        Db::connect(&DatabaseUrl::Sqlite(path.clone()))
            .await
            .unwrap();
        let connection = rusqlite::Connection::open(path).unwrap();
        (folder, connection)
    }

    /// What a check like `kind IN (...)` of three words or more would do.
    #[tokio::test]
    async fn no_row_is_written_with_the_help_of_a_table_made_for_it() {
        let (_folder, connection) = fresh().await;
        let changes = BULKS.iter().copied().flatten().map(|bulk| bulk.one);
        let inserts: Vec<&str> = changes.filter(|sql| sql.starts_with("INSERT")).collect();
        assert!(inserts.len() > 5, "{inserts:?}");
        for sql in inserts {
            let mut explain = connection.prepare(&format!("EXPLAIN {sql}")).unwrap();
            let mut steps = explain.raw_query();
            while let Some(step) = steps.next().unwrap() {
                let does: String = step.get("opcode").unwrap();
                assert_ne!(does, "OpenEphemeral", "{sql}");
            }
        }
    }

    #[tokio::test]
    async fn no_plan_of_sqlite_reads_a_whole_book() {
        let (_folder, connection) = fresh().await;
        let statements = STATEMENTS.iter().copied().flatten().map(|sql| sql.sqlite());
        let changes = BULKS.iter().copied().flatten().map(|bulk| bulk.one);
        let mut bad = Vec::new();
        for sql in statements.chain(changes) {
            if READS_ALL.iter().any(|known| sql.contains(known)) {
                continue;
            }
            let mut explain = connection
                .prepare(&format!("EXPLAIN QUERY PLAN {sql}"))
                .unwrap();
            let mut steps = explain.raw_query();
            while let Some(row) = steps.next().unwrap() {
                let step: String = row.get("detail").unwrap();
                let table = step.split(' ').nth(1).unwrap_or_default();
                let whole = step.starts_with("SCAN ") || step.ends_with("(book_id=?)");
                let lists = ["json_each", "part", "k", "CONSTANT"].contains(&table);
                if whole && !lists && !SMALL.iter().any(|small| sql.contains(small)) {
                    bad.push(format!("{step}: {sql}"));
                }
            }
        }
        assert_eq!(bad, Vec::<String>::new());
    }
}
