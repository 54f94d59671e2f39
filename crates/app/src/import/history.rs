//! What was brought in: who, when, which files, and what came of it. Every import is on record, by
//! whichever way it was made, in the same unit of work as its rows.

use dunwell_core::id::ImportId;
use dunwell_core::sentence::{Kept, Sentence, Sentences};
use dunwell_store::imports::{self, Content};
use dunwell_store::{Db, Uow};
use jiff::Timestamp;
use serde::{Deserialize, Serialize};

use super::reading::Reading;
use super::{Counts, Rejected, RejectsFile, Report, Request};
use crate::book::Book;
use crate::error::Result;
use crate::funnel::{Work, from_json, to_json};

/// How many of the refused rows are kept to be shown; the rejects files have all.
const REFUSED_KEPT: usize = 100;

/// A file of an import.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, utoipa::ToSchema)]
#[schema(as = ImportedFile)]
pub struct FileInfo {
    /// Its name.
    pub name: String,
    /// Its size in bytes.
    pub bytes: u64,
}

/// What came of an import, in figures.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize, utoipa::ToSchema)]
#[schema(as = ImportSummary)]
pub struct Summary {
    /// Invoices.
    pub invoices: Counts,
    /// Customers.
    pub customers: Counts,
    /// Payments.
    pub payments: Counts,
    /// Credit notes.
    pub credit_notes: Counts,
    /// Disputes.
    pub disputes: Counts,
    /// How many rows were refused.
    pub refused: u64,
    /// Things that a person should know.
    #[schema(value_type = Vec<String>)]
    pub notes: Vec<Sentence>,
    /// The files of which rows were refused, in the order of their rejects files.
    pub rejects: Vec<String>,
}

impl Sentences for Summary {
    fn sentences(&mut self) -> Vec<&mut Sentence> {
        self.notes.iter_mut().collect()
    }
}

impl Summary {
    /// Reads one that was kept.
    pub(super) fn read(text: &str) -> Result<Summary> {
        from_json(text, "what came of an import").map(Kept::open)
    }

    pub(super) fn new(report: &Report, rejects: &[RejectsFile]) -> Summary {
        Summary {
            invoices: report.invoices,
            customers: report.customers,
            payments: report.payments,
            credit_notes: report.credit_notes,
            disputes: report.disputes,
            refused: report.rejected.len() as u64,
            notes: report.notes.clone(),
            rejects: rejects.iter().map(|file| file.of.clone()).collect(),
        }
    }

    /// The counts of each kind, by its key.
    #[must_use]
    pub fn counts(&self) -> [(&'static str, Counts); 5] {
        [
            ("invoices", self.invoices),
            ("customers", self.customers),
            ("payments", self.payments),
            ("credit-notes", self.credit_notes),
            ("disputes", self.disputes),
        ]
    }

    /// All kinds taken together.
    #[must_use]
    pub fn total(&self) -> Counts {
        let mut total = Counts::default();
        for (_, counts) in self.counts() {
            total.new += counts.new;
            total.changed += counts.changed;
            total.unchanged += counts.unchanged;
        }
        total
    }

    /// Whether everything that was good was known already.
    #[must_use]
    pub fn changed_nothing(&self) -> bool {
        let total = self.total();
        total.new == 0 && total.changed == 0
    }
}

/// An import that was made.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, utoipa::ToSchema)]
#[schema(as = ImportMade)]
pub struct Made {
    /// Its id.
    pub id: ImportId,
    /// Who made it.
    pub actor: String,
    /// When.
    pub at: Timestamp,
    /// The files.
    pub files: Vec<FileInfo>,
    /// What came of it.
    pub summary: Summary,
}

/// The imports of a book, the latest first: those before a certain one, or from the latest on.
///
/// # Errors
/// When the database fails.
pub async fn list(
    db: &Db,
    book: &Book,
    before: Option<ImportId>,
    limit: usize,
) -> Result<Vec<Made>> {
    let mut uow = db.read().await?;
    let limit = i64::try_from(limit).unwrap_or(i64::MAX);
    let rows = imports::finished(&mut uow, book.id, before, limit).await?;
    uow.rollback().await?;
    rows.into_iter()
        .filter_map(|row| made(row).transpose())
        .collect()
}

fn made(row: imports::Import) -> Result<Option<Made>> {
    let (Some(at), Some(report)) = (row.finished_at, row.report) else {
        return Ok(None);
    };
    Ok(Some(Made {
        id: row.id,
        actor: row.actor,
        at,
        files: from_json(&row.files, "the files of an import")?,
        summary: Summary::read(&report)?,
    }))
}

/// Puts an import on record. The rows that were refused are kept for a while to be put right, but only
/// for who uploaded them: a command writes them to files.
pub(super) async fn keep(
    work: &mut Work,
    request: &Request<'_>,
    report: &Report,
    rejects: &[RejectsFile],
    uploaded: Option<ImportId>,
) -> Result<()> {
    let summary = to_json(&Kept::of(Summary::new(report, rejects)))?;
    let (uow, book, at) = (&mut work.uow, work.book, work.at);
    let Some(id) = uploaded else {
        let files = request.files.iter().map(|file| FileInfo {
            name: file.name.to_owned(),
            bytes: file.bytes.len() as u64,
        });
        let import = imports::Import {
            id: work.ids.import(),
            user: None,
            actor: work.actor.clone(),
            created_at: at,
            files: to_json(&files.collect::<Vec<_>>())?,
            reading: to_json(&Reading::default())?,
            report: Some(summary),
            finished_at: Some(at),
        };
        return Ok(imports::insert(uow, book, &import).await?);
    };
    imports::finish(uow, book, id, &summary, at).await?;
    for (number, file) in (0_i64..).zip(rejects) {
        imports::keep(uow, book, id, Content::Rejects, number, &file.bytes).await?;
    }
    let first: Vec<Kept<Rejected>> = first(report).into_iter().map(Kept::of).collect();
    let first = to_json(&first)?;
    Ok(imports::keep(uow, book, id, Content::Refused, 0, first.as_bytes()).await?)
}

/// The first of the rows that were refused; none when they are no longer kept.
pub(super) async fn refused(uow: &mut Uow, book: &Book, id: ImportId) -> Result<Vec<Rejected>> {
    let bytes = imports::content(uow, book.id, id, Content::Refused, 0).await?;
    if bytes.is_empty() {
        return Ok(Vec::new());
    }
    let text = String::from_utf8_lossy(&bytes);
    let kept: Vec<Kept<Rejected>> = from_json(&text, "the refused rows")?;
    Ok(kept.into_iter().map(Kept::open).collect())
}

/// The first of the refused rows.
pub(super) fn first(report: &Report) -> Vec<Rejected> {
    report.rejected.iter().take(REFUSED_KEPT).cloned().collect()
}
