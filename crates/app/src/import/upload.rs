//! Files that a person uploads: kept, looked at, tried out, brought in or thrown away.
//!
//! They hold personal data. They lie in the database, beside what they become, and only whoever
//! uploaded them sees them. Their content is dropped when they are brought in or thrown away, and
//! after a day at the latest; the rows that were refused are kept for a day after the import.

use dunwell_core::id::{ImportId, UserId};
use dunwell_core::sentence::{Kept, Sentence, Sentences};
use dunwell_formats::Kind;
use dunwell_store::imports::{self, Content, Import as Stored};
use dunwell_store::{Db, Uow};
use jiff::{SignedDuration, Timestamp};
use serde::{Deserialize, Serialize};

use super::history::{self, FileInfo, Summary};
use super::look::{Look, Outcome, look};
use super::reading::Reading;
use super::{InputFile, Progress, Rejected, Request, bring_in};
use crate::book::Book;
use crate::error::{AppError, Result};
use crate::funnel::{Caller, Mode, from_json, to_json};
use crate::ids::Ids;

/// How long the content of files is kept.
pub const KEPT: SignedDuration = SignedDuration::from_hours(24);

/// How many uploads a person may have waiting; another one takes the place of the oldest.
pub const WAITING_MAX: usize = 5;

/// How many files can be uploaded together.
pub const FILES_MAX: usize = 20;

/// How many rows of each file are shown.
const ROWS_SHOWN: usize = 5;

/// The longest name of a file that is kept, in characters.
const NAME_MAX: usize = 100;

/// A file as it came.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Uploaded {
    /// What the sender calls it.
    pub name: String,
    /// What it holds.
    pub bytes: Vec<u8>,
}

/// Files that wait to be brought in, or that were.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Upload {
    /// The id of the import.
    pub id: ImportId,
    /// When they came.
    pub at: Timestamp,
    /// The files.
    pub files: Vec<FileInfo>,
    /// How they are to be read.
    pub reading: Reading,
    /// How far it is.
    pub stage: Stage,
}

/// How far an upload is.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Stage {
    /// Nothing is known about the files yet.
    Waiting,
    /// They were tried out.
    Tried(Tried),
    /// They were brought in.
    Done {
        /// When.
        at: Timestamp,
        /// What came of it.
        summary: Summary,
        /// The first of the refused rows, while they are kept.
        refused: Vec<Rejected>,
    },
}

/// What a trial found out.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Tried {
    /// What was understood of each file.
    pub looks: Vec<Look>,
    /// What an import would do; nothing while a file cannot be read.
    pub trial: Option<Trial>,
}

impl Sentences for Tried {
    fn sentences(&mut self) -> Vec<&mut Sentence> {
        let of_looks = self.looks.iter_mut().flat_map(Sentences::sentences);
        let of_trial = self.trial.iter_mut().flat_map(|trial| {
            let rows = trial.refused.iter_mut().flat_map(Sentences::sentences);
            trial.summary.sentences().into_iter().chain(rows)
        });
        of_looks.chain(of_trial).collect()
    }
}

/// What an import would do.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Trial {
    /// In figures.
    pub summary: Summary,
    /// The first of the rows that would be refused.
    pub refused: Vec<Rejected>,
}

/// Keeps files that were uploaded together. Customers are put before their invoices, and invoices
/// before what is about them.
///
/// # Errors
/// When there is none or too many, one is empty, or the reading is none.
pub async fn keep(
    db: &Db,
    book: &Book,
    caller: Caller<'_>,
    user: UserId,
    mut files: Vec<Uploaded>,
    reading: &Reading,
) -> Result<ImportId> {
    if files.is_empty() || files.len() > FILES_MAX {
        return Err(AppError::refused(
            Sentence::new(
                "refusal.import.number-of-files",
                "choose at least one file and at most {most}",
            )
            .with("most", FILES_MAX),
        ));
    }
    for file in &mut files {
        file.name = safe_name(&file.name);
        if file.bytes.is_empty() {
            return Err(AppError::refused(
                Sentence::new("refusal.import.empty-file", "{file}: the file is empty")
                    .with("file", &file.name),
            ));
        }
    }
    let (profile, options) = (reading.profile()?, reading.options()?);
    files.sort_by_cached_key(|file| {
        let input = InputFile {
            name: &file.name,
            bytes: &file.bytes,
        };
        order(&look(&input, &profile, options, book.currency, 0))
    });
    let infos = files.iter().map(|file| FileInfo {
        name: file.name.clone(),
        bytes: file.bytes.len() as u64,
    });
    let import = Stored {
        id: Ids::new(caller.at, caller.seed).import(),
        user: Some(user),
        actor: caller.actor.to_owned(),
        created_at: caller.at,
        files: to_json(&infos.collect::<Vec<_>>())?,
        reading: to_json(reading)?,
        report: None,
        finished_at: None,
    };
    let mut uow = db.begin().await?;
    let waiting = imports::waiting(&mut uow, book.id, user).await?;
    let too_many = (waiting.len() + 1).saturating_sub(WAITING_MAX);
    for old in waiting.iter().take(too_many) {
        imports::remove(&mut uow, book.id, old.id).await?;
    }
    imports::insert(&mut uow, book.id, &import).await?;
    for (number, file) in (0_i64..).zip(&files) {
        let content = Content::Upload;
        imports::keep(&mut uow, book.id, import.id, content, number, &file.bytes).await?;
    }
    uow.commit().await?;
    Ok(import.id)
}

/// The last part of a name, without what could harm whoever reads it or saves a file by it.
fn safe_name(name: &str) -> String {
    let last = name.rsplit(['/', '\\']).next().unwrap_or_default();
    let kept: String = last
        .chars()
        .filter(|sign| !sign.is_control() && !is_direction(*sign))
        .take(NAME_MAX)
        .collect();
    match kept.trim().trim_start_matches('.') {
        "" => "file.csv".to_owned(),
        kept => kept.to_owned(),
    }
}

/// Signs that make text run the other way, by which one ending of a name can look like another.
fn is_direction(sign: char) -> bool {
    matches!(sign, '\u{200e}' | '\u{200f}' | '\u{202a}'..='\u{202e}' | '\u{2066}'..='\u{2069}')
}

/// The place of a file among others.
fn order(look: &Look) -> usize {
    const ORDER: [Kind; 5] = [
        Kind::Customers,
        Kind::Invoices,
        Kind::CreditNotes,
        Kind::Payments,
        Kind::Disputes,
    ];
    match &look.outcome {
        Outcome::Read(told) => ORDER
            .iter()
            .position(|kind| kind.key() == told.kind)
            .unwrap_or(ORDER.len()),
        Outcome::Asks(_) | Outcome::Refused(_) => ORDER.len(),
    }
}

/// What a person uploaded and did not bring in yet, the oldest first.
///
/// # Errors
/// When the database fails.
pub async fn waiting(db: &Db, book: &Book, user: UserId) -> Result<Vec<Upload>> {
    let mut uow = db.read().await?;
    let rows = imports::waiting(&mut uow, book.id, user).await?;
    let mut waiting = Vec::with_capacity(rows.len());
    for row in rows {
        waiting.push(read(&mut uow, book, row).await?);
    }
    uow.rollback().await?;
    Ok(waiting)
}

/// What that person uploaded under this id. What somebody else uploaded is not there.
///
/// # Errors
/// When the database fails.
pub async fn find(db: &Db, book: &Book, user: UserId, id: ImportId) -> Result<Option<Upload>> {
    let mut uow = db.read().await?;
    let found = match stored(&mut uow, book, user, id).await? {
        Some(row) => Some(read(&mut uow, book, row).await?),
        None => None,
    };
    uow.rollback().await?;
    Ok(found)
}

async fn stored(uow: &mut Uow, book: &Book, user: UserId, id: ImportId) -> Result<Option<Stored>> {
    let row = imports::by_id(uow, book.id, id).await?;
    Ok(row.filter(|row| row.user == Some(user)))
}

/// The same, where only what still waits will do.
async fn required(uow: &mut Uow, book: &Book, user: UserId, id: ImportId) -> Result<Stored> {
    let row = stored(uow, book, user, id).await?;
    row.filter(|row| row.finished_at.is_none()).ok_or_else(|| {
        AppError::refused(Sentence::new(
            "refusal.import.gone",
            "these files are not there any more; they were brought in, thrown away, or a day old",
        ))
    })
}

async fn read(uow: &mut Uow, book: &Book, row: Stored) -> Result<Upload> {
    let stage = match (row.finished_at, &row.report) {
        (Some(at), Some(report)) => Stage::Done {
            at,
            summary: Summary::read(report)?,
            refused: history::refused(uow, book, row.id).await?,
        },
        (None, Some(report)) => {
            Stage::Tried(from_json(report, "the trial of an import").map(Kept::open)?)
        }
        (_, None) => Stage::Waiting,
    };
    Ok(Upload {
        id: row.id,
        at: row.created_at,
        files: from_json(&row.files, "the files of an import")?,
        reading: from_json(&row.reading, "how files are to be read")?,
        stage,
    })
}

/// Says how files are to be read; they have to be tried out anew.
///
/// # Errors
/// When they wait no longer, or the reading is none.
pub async fn set_reading(
    db: &Db,
    book: &Book,
    user: UserId,
    id: ImportId,
    reading: &Reading,
) -> Result<()> {
    reading.profile()?;
    reading.options()?;
    reading.currency()?;
    let mut uow = db.begin().await?;
    required(&mut uow, book, user, id).await?;
    imports::set_reading(&mut uow, book.id, id, &to_json(reading)?).await?;
    Ok(uow.commit().await?)
}

/// Looks at the files and does all that an import would, without keeping it; what was found out is kept.
///
/// # Errors
/// When they wait no longer, or the database fails.
pub async fn try_out(
    db: &Db,
    book: &Book,
    caller: Caller<'_>,
    user: UserId,
    id: ImportId,
    progress: &mut (dyn FnMut(Progress<'_>) + Send),
) -> Result<Tried> {
    let waiting = Waiting::load(db, book, user, id).await?;
    let (profile, options) = (waiting.reading.profile()?, waiting.reading.options()?);
    let named = waiting.reading.currency()?;
    let files = waiting.inputs();
    let currency = named.unwrap_or(book.currency);
    let looks: Vec<Look> = files
        .iter()
        .map(|file| look(file, &profile, options, currency, ROWS_SHOWN))
        .collect();
    let can_be_read = looks
        .iter()
        .all(|look| matches!(look.outcome, Outcome::Read(_)));
    let trial = if can_be_read {
        let request = Request {
            files: &files,
            profile: &profile,
            options,
            currency: named,
        };
        let mode = Mode {
            key: None,
            dry_run: true,
        };
        let report = bring_in(db, book, caller, mode, &request, None, progress).await?;
        Some(Trial {
            summary: Summary::new(&report, &report.rejects_files),
            refused: history::first(&report),
        })
    } else {
        None
    };
    let tried = Tried { looks, trial };
    let report = to_json(&Kept::of(tried.clone()))?;
    let mut uow = db.begin().await?;
    imports::set_report(&mut uow, book.id, id, &waiting.reading_text, &report).await?;
    uow.commit().await?;
    Ok(tried)
}

/// Brings the files in, once: the same upload again tells what was done.
///
/// # Errors
/// When they are gone, or a file as a whole cannot be read.
pub async fn carry_out(
    db: &Db,
    book: &Book,
    caller: Caller<'_>,
    user: UserId,
    id: ImportId,
    progress: &mut (dyn FnMut(Progress<'_>) + Send),
) -> Result<Summary> {
    if let Some(Upload {
        stage: Stage::Done { summary, .. },
        ..
    }) = find(db, book, user, id).await?
    {
        return Ok(summary);
    }
    let waiting = Waiting::load(db, book, user, id).await?;
    let files = waiting.inputs();
    let request = Request {
        files: &files,
        profile: &waiting.reading.profile()?,
        options: waiting.reading.options()?,
        currency: waiting.reading.currency()?,
    };
    let key = format!("import-{id}");
    let mode = Mode {
        key: Some(&key),
        dry_run: false,
    };
    let report = bring_in(db, book, caller, mode, &request, Some(id), progress).await?;
    Ok(Summary::new(&report, &report.rejects_files))
}

/// Throws files away that were not brought in.
///
/// # Errors
/// When they wait no longer, or the database fails.
pub async fn discard(db: &Db, book: &Book, user: UserId, id: ImportId) -> Result<()> {
    let mut uow = db.begin().await?;
    required(&mut uow, book, user, id).await?;
    imports::remove(&mut uow, book.id, id).await?;
    Ok(uow.commit().await?)
}

/// A file with the rows that were refused, with its name; none when it is no longer kept. Files are
/// counted from 0, in the order of [`Summary::rejects`].
///
/// # Errors
/// When the database fails.
pub async fn rejects(
    db: &Db,
    book: &Book,
    user: UserId,
    id: ImportId,
    file: usize,
) -> Result<Option<(String, Vec<u8>)>> {
    let mut uow = db.read().await?;
    let Some(row) = stored(&mut uow, book, user, id).await? else {
        return Ok(None);
    };
    let Some(report) = row.report.filter(|_| row.finished_at.is_some()) else {
        return Ok(None);
    };
    let summary = Summary::read(&report)?;
    let number = i64::try_from(file).unwrap_or(i64::MAX);
    let bytes = imports::content(&mut uow, book.id, id, Content::Rejects, number).await?;
    uow.rollback().await?;
    let Some(of) = summary.rejects.get(file).filter(|_| !bytes.is_empty()) else {
        return Ok(None);
    };
    let stem = of.rsplit_once('.').map_or(of.as_str(), |(stem, _)| stem);
    Ok(Some((format!("{stem}.rejects.csv"), bytes)))
}

/// Drops the content of files whose time is over.
///
/// # Errors
/// When the database fails.
pub async fn forget_old(db: &Db, at: Timestamp) -> Result<()> {
    let mut uow = db.begin().await?;
    let before = at.checked_sub(KEPT).unwrap_or(Timestamp::MIN);
    imports::forget_old(&mut uow, before).await?;
    Ok(uow.commit().await?)
}

/// Files that wait, with what they hold.
struct Waiting {
    reading: Reading,
    reading_text: String,
    files: Vec<(FileInfo, Vec<u8>)>,
}

impl Waiting {
    async fn load(db: &Db, book: &Book, user: UserId, id: ImportId) -> Result<Waiting> {
        let mut uow = db.read().await?;
        let row = required(&mut uow, book, user, id).await?;
        let infos: Vec<FileInfo> = from_json(&row.files, "the files of an import")?;
        let mut files = Vec::with_capacity(infos.len());
        for (number, info) in (0_i64..).zip(infos) {
            let content = Content::Upload;
            let bytes = imports::content(&mut uow, book.id, id, content, number).await?;
            files.push((info, bytes));
        }
        uow.rollback().await?;
        Ok(Waiting {
            reading: from_json(&row.reading, "how files are to be read")?,
            reading_text: row.reading,
            files,
        })
    }

    fn inputs(&self) -> Vec<InputFile<'_>> {
        self.files
            .iter()
            .map(|(info, bytes)| InputFile {
                name: &info.name,
                bytes,
            })
            .collect()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_name_can_harm_nobody() {
        for (name, expected) in [
            ("march.csv", "march.csv"),
            ("../../etc/passwd", "passwd"),
            ("C:\\Users\\anna\\offen.csv", "offen.csv"),
            ("..", "file.csv"),
            ("", "file.csv"),
            ("a\r\nb\u{202e}vsc.exe", "abvsc.exe"),
            (".hidden", "hidden"),
        ] {
            assert_eq!(safe_name(name), expected, "{name:?}");
        }
        assert_eq!(safe_name(&"x".repeat(300)).len(), NAME_MAX);
    }
}
