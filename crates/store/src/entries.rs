//! The ledger's entries, and the one way in which they are posted.

use std::collections::{BTreeMap, BTreeSet, HashMap};

use dunwell_core::currency::Currency;
use dunwell_core::id::{BookId, CustomerId, EntryId, InvoiceId};
use dunwell_core::ledger::{Entry, EntryKind};
use jiff::Timestamp;
use jiff::civil::Date;

use crate::accounts::AccountDelta;
use crate::bulk::Bulk;
use crate::cell::{Cells, Columns, Record};
use crate::invoices::Invoice;
use crate::settlement::{minus, plus};
use crate::sql::{Sql, by_ids, by_texts};
use crate::value::Value;
use crate::{Result, StoreError, Uow, accounts, customers, invoices};

pub use crate::settlement::{Settlement, settle};

/// An entry, as it is kept.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct EntryRow {
    /// The customer.
    pub customer: CustomerId,
    /// The entry.
    pub entry: Entry,
    /// The number of the payment or the credit note in the system it came from: it is taken in once.
    pub document: Option<String>,
    /// Who recorded it.
    pub actor: String,
    /// When it was recorded.
    pub recorded_at: Timestamp,
}

impl Record for EntryRow {
    fn from_cells(row: &dyn Cells) -> Result<Self> {
        let mut columns = Columns::new("entry", row);
        Ok(EntryRow {
            customer: columns.next("customer_id")?,
            entry: Entry {
                id: columns.next("id")?,
                currency: columns.next("currency")?,
                kind: columns.next("kind")?,
                date: columns.next("date")?,
                invoice: columns.next("invoice_id")?,
                invoice_effect: columns.next("invoice_effect")?,
                unapplied_effect: columns.next("unapplied_effect")?,
                source: columns.next("source_id")?,
                reverses: columns.next("reverses_id")?,
                reference: columns.next("reference")?,
                reason: columns.next("reason")?,
            },
            document: columns.next("document")?,
            actor: columns.next("actor")?,
            recorded_at: columns.next("recorded_at")?,
        })
    }
}

/// Entries of one customer that are posted together.
#[derive(Debug, Clone, Copy)]
pub struct Posting<'a> {
    /// The customer.
    pub customer: CustomerId,
    /// The number of the payment or credit note among them, if it has one: it is taken in once.
    pub document: Option<&'a str>,
    /// The entries; one that is named as a source stands before those that name it.
    pub entries: &'a [Entry],
}

macro_rules! select {
    ($rest:literal) => {
        concat!(
            "SELECT e.customer_id, e.id, e.currency, e.kind, e.date, e.invoice_id, e.invoice_effect, ",
            "e.unapplied_effect, e.source_id, e.reverses_id, e.reference, e.reason, e.document, e.actor, ",
            "e.recorded_at FROM ", $rest
        )
    };
}

const OF_CUSTOMER: Sql = Sql::Both(select!(
    "entry e WHERE e.book_id = $1 AND e.customer_id = $2 ORDER BY e.date, e.id"
));
const OF_INVOICES: Sql = by_ids!(
    select!("entry e WHERE e.book_id = $1 AND e.invoice_id IS NOT NULL AND e.invoice_id"),
    "ORDER BY e.date, e.id"
);
const IN_RANGE: Sql = Sql::Both(select!(
    "entry e WHERE e.book_id = $1 AND e.customer_id BETWEEN $2 AND $3 ORDER BY e.customer_id, e.id"
));
// An entry is found by its id alone by asking each customer for it, which a person does for one at
// a time. SQLite reads the tables of a CROSS JOIN in the order written.
const BY_ID: Sql = Sql::Both(select!(
    "customer c CROSS JOIN entry e WHERE c.book_id = $1 AND e.book_id = c.book_id \
     AND e.customer_id = c.id AND e.id = $2"
));
const BY_DOCUMENTS: Sql = by_texts!(
    select!(
        "entry e WHERE e.book_id = $1 AND e.kind = $3 AND e.document IS NOT NULL AND e.document"
    ),
    "ORDER BY e.document"
);
const UNAPPLIED_ON: Sql = Sql::Both(
    "SELECT customer_id, currency, CAST(SUM(unapplied_effect) AS BIGINT) FROM entry \
     WHERE book_id = $1 AND date <= $2 AND unapplied_effect <> 0 \
     GROUP BY customer_id, currency HAVING SUM(unapplied_effect) <> 0 ORDER BY customer_id, currency",
);

pub(crate) const SQL: &[Sql] = &[
    OF_CUSTOMER,
    OF_INVOICES,
    IN_RANGE,
    BY_ID,
    BY_DOCUMENTS,
    UNAPPLIED_ON,
];

const PUT: Bulk = Bulk {
    table: "entry",
    columns: "book_id, customer_id, id, currency, kind, date, invoice_id, invoice_effect, unapplied_effect, \
              source_id, reverses_id, document, reference, reason, actor, recorded_at",
    one: "INSERT INTO entry (book_id, customer_id, id, currency, kind, date, invoice_id, invoice_effect, \
          unapplied_effect, source_id, reverses_id, document, reference, reason, actor, recorded_at) \
          VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14, $15, $16)",
    merge: None,
};

pub(crate) const BULK: &[Bulk] = &[PUT];

/// All entries of a customer, by date.
///
/// # Errors
/// When the database fails.
pub async fn of_customer(
    uow: &mut Uow,
    book: BookId,
    customer: CustomerId,
) -> Result<Vec<EntryRow>> {
    uow.all(OF_CUSTOMER, &[book.into(), customer.into()]).await
}

/// All entries of an invoice, by date.
///
/// # Errors
/// When the database fails.
pub async fn of_invoice(uow: &mut Uow, book: BookId, invoice: InvoiceId) -> Result<Vec<EntryRow>> {
    of_invoices(uow, book, &[invoice]).await
}

/// All entries of several invoices, by date.
///
/// # Errors
/// When the database fails.
pub async fn of_invoices(uow: &mut Uow, book: BookId, ids: &[InvoiceId]) -> Result<Vec<EntryRow>> {
    let ids = Value::Ids(ids.iter().map(|id| id.uuid()).collect());
    uow.all(OF_INVOICES, &[book.into(), ids]).await
}

/// The entries of the customers whose ids lie in a range, both ends included.
pub(crate) async fn in_range(
    uow: &mut Uow,
    book: BookId,
    (first, last): (CustomerId, CustomerId),
) -> Result<Vec<EntryRow>> {
    uow.all(IN_RANGE, &[book.into(), first.into(), last.into()])
        .await
}

/// The entry of that id.
///
/// # Errors
/// When the database fails.
pub async fn by_id(uow: &mut Uow, book: BookId, id: EntryId) -> Result<Option<EntryRow>> {
    uow.one(BY_ID, &[book.into(), id.into()]).await
}

/// The payment or credit note of that number, if it was taken in.
///
/// # Errors
/// When the database fails.
pub async fn by_document(
    uow: &mut Uow,
    book: BookId,
    kind: EntryKind,
    document: &str,
) -> Result<Option<EntryRow>> {
    Ok(by_documents(uow, book, kind, &[document])
        .await?
        .into_iter()
        .next())
}

/// Those of the payments or credit notes that were taken in already, by number.
///
/// # Errors
/// When the database fails.
pub async fn by_documents(
    uow: &mut Uow,
    book: BookId,
    kind: EntryKind,
    documents: &[&str],
) -> Result<Vec<EntryRow>> {
    uow.all(
        BY_DOCUMENTS,
        &[book.into(), Value::Texts(documents.to_vec()), kind.into()],
    )
    .await
}

/// The unapplied money of every account that had some at the end of `date`, in minor units; by
/// customer and currency.
///
/// # Errors
/// When the database fails.
pub async fn unapplied_on(
    uow: &mut Uow,
    book: BookId,
    date: Date,
) -> Result<Vec<(CustomerId, Currency, i64)>> {
    let mut sums = Vec::new();
    uow.each(UNAPPLIED_ON, &[book.into(), date.into()], |row| {
        let mut columns = Columns::new("entry", row);
        sums.push((
            columns.next("customer_id")?,
            columns.next("currency")?,
            columns.next("unapplied_effect")?,
        ));
        Ok(())
    })
    .await?;
    Ok(sums)
}

/// Adds entries as they are, without touching any cache: for an import that writes invoices and
/// accounts with their balances itself. A source stands before the entries that name it. Many at once
/// come in fastest by customer: that is the order in which they are kept.
///
/// # Errors
/// A duplicate when a document was taken in already.
pub async fn put(uow: &mut Uow, book: BookId, rows: &[EntryRow]) -> Result<()> {
    put_all(
        uow,
        book,
        rows.iter().map(|row| {
            (
                row.customer,
                &row.entry,
                row.document.as_deref(),
                row.actor.as_str(),
                row.recorded_at,
            )
        }),
    )
    .await
}

async fn put_all<'a>(
    uow: &mut Uow,
    book: BookId,
    rows: impl Iterator<Item = (CustomerId, &'a Entry, Option<&'a str>, &'a str, Timestamp)> + Send,
) -> Result<()> {
    let rows = rows.map(|(customer, entry, document, actor, at)| {
        Ok([
            book.into(),
            customer.into(),
            entry.id.into(),
            entry.currency.into(),
            entry.kind.into(),
            entry.date.into(),
            entry.invoice.into(),
            entry.invoice_effect.into(),
            entry.unapplied_effect.into(),
            entry.source.into(),
            entry.reverses.into(),
            document.into(),
            (&entry.reference).into(),
            (&entry.reason).into(),
            actor.into(),
            at.into(),
        ])
    });
    uow.bulk(&PUT, rows).await.map(drop)
}

/// Posts entries: adds them and brings every cache along, that is what is open on their invoices and
/// since when nothing is, and the balances and payer's figures of their accounts, which are made
/// when they are not there. The next run looks at each of the accounts.
///
/// # Errors
/// A duplicate when a document was taken in already; an inconsistency when an entry names an invoice
/// that is not the customer's or is in another currency; nothing has been posted then.
pub async fn post(
    uow: &mut Uow,
    book: BookId,
    actor: &str,
    at: Timestamp,
    postings: &[Posting<'_>],
) -> Result<()> {
    let customers: BTreeSet<CustomerId> = postings.iter().map(|p| p.customer).collect();
    let customers: Vec<CustomerId> = customers.into_iter().collect();
    customers::lock(uow, book, &customers).await?;

    let mut touched = load_touched(uow, book, postings).await?;
    let mut deltas: BTreeMap<(CustomerId, Currency), AccountDelta> = BTreeMap::new();
    for posting in postings {
        for entry in posting.entries {
            let delta = delta_of(&mut deltas, posting.customer, entry.currency);
            delta.balance = sum(delta.balance, entry.invoice_effect)?;
            delta.unapplied = sum(delta.unapplied, entry.unapplied_effect)?;
            if let Some(id) = entry.invoice {
                touched_by(&mut touched, posting.customer, entry, id)?
                    .new
                    .push(entry);
            }
        }
    }
    let mut changed = Vec::with_capacity(touched.len());
    for (
        _,
        Touched {
            mut invoice,
            old,
            new,
        },
    ) in touched
    {
        let last_due = invoice.last_due();
        let before = settle(old.iter())?;
        let after = settle(old.iter().chain(new))?;
        let delta = delta_of(&mut deltas, invoice.customer, invoice.currency);
        delta.payer = plus(
            delta.payer,
            minus(after.figures(last_due), before.figures(last_due)),
        );
        (invoice.open, invoice.settled_on) = (after.open, after.settled_on);
        (invoice.charges, invoice.recharge) = (after.charges, after.recharge);
        changed.push(invoice);
    }

    let mut rows = Vec::new();
    for posting in postings {
        for entry in posting.entries {
            let is_document = matches!(entry.kind, EntryKind::Payment | EntryKind::CreditNote);
            let document = posting.document.filter(|_| is_document);
            rows.push((posting.customer, entry, document, actor, at));
        }
    }
    put_all(uow, book, rows.into_iter()).await?;
    invoices::update_open(uow, book, &changed).await?;
    let deltas: Vec<AccountDelta> = deltas.into_values().collect();
    accounts::put(uow, book, &deltas).await?;
    let moved: Vec<(CustomerId, Currency)> =
        deltas.iter().map(|d| (d.customer, d.currency)).collect();
    accounts::date_unapplied(uow, book, &moved).await
}

/// An invoice that is posted to, with the entries it has and those it gets.
struct Touched<'a> {
    invoice: Invoice,
    old: Vec<Entry>,
    new: Vec<&'a Entry>,
}

async fn load_touched<'a>(
    uow: &mut Uow,
    book: BookId,
    postings: &[Posting<'a>],
) -> Result<HashMap<InvoiceId, Touched<'a>>> {
    let entries = postings.iter().flat_map(|posting| posting.entries);
    let ids: BTreeSet<InvoiceId> = entries.filter_map(|entry| entry.invoice).collect();
    let ids: Vec<InvoiceId> = ids.into_iter().collect();
    if ids.is_empty() {
        return Ok(HashMap::new());
    }
    let mut touched: HashMap<InvoiceId, Touched<'a>> = invoices::by_ids(uow, book, &ids)
        .await?
        .into_iter()
        .map(|invoice| {
            (
                invoice.id,
                Touched {
                    invoice,
                    old: Vec::new(),
                    new: Vec::new(),
                },
            )
        })
        .collect();
    for row in of_invoices(uow, book, &ids).await? {
        if let Some(touched) = row.entry.invoice.and_then(|id| touched.get_mut(&id)) {
            touched.old.push(row.entry);
        }
    }
    Ok(touched)
}

fn touched_by<'t, 'a>(
    touched: &'t mut HashMap<InvoiceId, Touched<'a>>,
    customer: CustomerId,
    entry: &Entry,
    id: InvoiceId,
) -> Result<&'t mut Touched<'a>> {
    let bad = |what: String| StoreError::Inconsistent {
        table: "entry",
        row: entry.id.to_string(),
        column: "invoice_id",
        what,
    };
    let found = touched
        .get_mut(&id)
        .ok_or_else(|| bad(format!("{id} is not in the book")))?;
    if found.invoice.customer != customer {
        return Err(bad(format!("{id} is another customer's")));
    }
    if found.invoice.currency != entry.currency {
        let (theirs, ours) = (found.invoice.currency, entry.currency);
        return Err(bad(format!(
            "{id} is in {theirs} and the entry is in {ours}"
        )));
    }
    Ok(found)
}

fn delta_of(
    deltas: &mut BTreeMap<(CustomerId, Currency), AccountDelta>,
    customer: CustomerId,
    currency: Currency,
) -> &mut AccountDelta {
    deltas
        .entry((customer, currency))
        .or_insert_with(|| AccountDelta {
            customer,
            currency,
            balance: 0,
            unapplied: 0,
            unapplied_since: None,
            payer: Default::default(),
        })
}

fn sum(a: i64, b: i64) -> Result<i64> {
    a.checked_add(b).ok_or(StoreError::Overflow {
        what: "the sum of a posting",
    })
}
