//! The journal is checked: that nothing in it was changed, taken out or put in afterwards.

use dunwell_core::id::CustomerId;
use dunwell_core::sentence::Sentence;
use dunwell_store::journal::{self, Chain, Finding};
use dunwell_store::{Db, Uow};
use serde::Serialize;

use crate::book::Book;
use crate::error::Result;
use crate::view::{self, CustomerName};

/// What the check of a book's journal found.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, utoipa::ToSchema)]
pub struct Verified {
    /// The book.
    pub book: String,
    /// How many records were read.
    pub records: u64,
    /// How many customers have records.
    pub customers: u64,
    /// How many records of the book itself were read.
    pub of_book: u64,
    /// How many daily seals were checked.
    pub seals: u64,
    /// What is wrong, in words; empty when the journal is whole.
    #[schema(value_type = Vec<String>)]
    pub findings: Vec<Sentence>,
}

impl Verified {
    /// Whether nothing is wrong.
    #[must_use]
    pub fn is_whole(&self) -> bool {
        self.findings.is_empty()
    }
}

/// Checks the whole journal of a book, its customers' and its own: every record against the one before it, every chain against
/// its customer, every seal against all chains.
///
/// # Errors
/// When the database fails. What is wrong with the journal is in the result.
pub async fn verify(db: &Db, book: &Book) -> Result<Verified> {
    view::read(db, async |uow| check(uow, book).await).await
}

pub(crate) async fn check(uow: &mut Uow, book: &Book) -> Result<Verified> {
    let found = journal::verify(uow, book.id).await?;
    let ids = found.findings.iter().filter_map(customer);
    let names = view::names(uow, book, ids.collect::<Vec<_>>()).await?;
    let findings = found.findings.iter().map(|finding| {
        let name = customer(finding).and_then(|id| names.get(&id));
        said(finding, name)
    });
    Ok(Verified {
        book: book.name.clone(),
        records: found.records,
        customers: found.customers,
        of_book: found.of_book,
        seals: found.seals,
        findings: findings.collect(),
    })
}

/// The customer in whose records something was found.
fn customer(finding: &Finding) -> Option<CustomerId> {
    match finding.chain {
        Chain::Customer(id) => Some(id),
        Chain::Book | Chain::Whole => None,
    }
}

/// A finding with the name of the one it is about.
fn said(finding: &Finding, name: Option<&CustomerName>) -> Sentence {
    match (finding.chain, name) {
        (Chain::Customer(_), Some(name)) => Sentence::new(
            "journal-finding.of-customer",
            "customer {number} ({name}): {what}",
        )
        .with("number", &name.number)
        .with("name", &name.name)
        .with("what", finding.what.clone()),
        (Chain::Book, _) => Sentence::new("journal-finding.of-book", "the book: {what}")
            .with("what", finding.what.clone()),
        // A customer that is no longer there has its id alone.
        (Chain::Customer(_), None) => finding.to_string().into(),
        (Chain::Whole, _) => finding.what.clone(),
    }
}
