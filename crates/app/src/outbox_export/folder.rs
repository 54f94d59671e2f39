//! The folder that an export is written to. Files get their final names only after the database has kept
//! them, and an export that was cut short in between is finished by the next one.

use std::fs;
use std::io::Write as _;
use std::path::{Path, PathBuf};

use dunwell_core::action::ActionStatus;
use dunwell_core::id::ActionId;
use dunwell_store::{Db, actions};

use crate::book::Book;
use crate::error::{AppError, Result};

/// The end of a file's name until the database has kept that it left.
const UNFINISHED: &str = "part";

pub(super) fn write_unfinished(path: &Path, bytes: &[u8]) -> Result<()> {
    let unfinished = with_ending(path);
    let mut file = fs::File::create(&unfinished).map_err(|source| at(&unfinished, source))?;
    file.write_all(bytes)
        .and_then(|()| file.sync_all())
        .map_err(|source| at(&unfinished, source))
}

pub(super) fn put_in_place(path: &Path) -> Result<()> {
    let unfinished = with_ending(path);
    fs::rename(&unfinished, path).map_err(|source| at(&unfinished, source))
}

fn with_ending(path: &Path) -> PathBuf {
    let mut name = path.as_os_str().to_owned();
    name.push(".");
    name.push(UNFINISHED);
    PathBuf::from(name)
}

/// Finishes an export that was cut short: a file whose action is done gets its name, any other is
/// taken away, because its action is still ready and will be written again.
pub(super) async fn finish_the_last(db: &Db, book: &Book, folder: &Path) -> Result<()> {
    let mut left = Vec::new();
    for entry in fs::read_dir(folder).map_err(|source| at(folder, source))? {
        let path = entry.map_err(|source| at(folder, source))?.path();
        if path.extension().is_some_and(|ending| ending == UNFINISHED) {
            left.push(path);
        }
    }
    if left.is_empty() {
        return Ok(());
    }
    let mut uow = db.read().await?;
    for unfinished in left {
        let path = unfinished.with_extension("");
        let action = match action_of(&path) {
            Some(id) => actions::by_id(&mut uow, book.id, id).await?,
            None => None,
        };
        match action.map(|action| action.status) {
            Some(ActionStatus::Done) => put_in_place(&path)?,
            Some(_) => fs::remove_file(&unfinished).map_err(|source| at(&unfinished, source))?,
            // Somebody else's file, or another book's.
            None => {}
        }
    }
    Ok(uow.rollback().await?)
}

/// The action that a file belongs to, from its name.
fn action_of(path: &Path) -> Option<ActionId> {
    let name = path.file_name()?.to_str()?;
    let at = name.find(ActionId::PREFIX)?;
    name[at..].split('.').next()?.parse().ok()
}

pub(super) fn at(path: &Path, source: std::io::Error) -> AppError {
    AppError::File {
        path: path.display().to_string(),
        source,
    }
}
