//! Texts that left, to be downloaded as often as they are wanted: one as it is, several in an archive.

use std::io::{Cursor, Write as _};

use axum::extract::Path;
use axum::http::HeaderValue;
use axum::http::header::{CACHE_CONTROL, CONTENT_DISPOSITION, CONTENT_TYPE};
use axum::response::IntoResponse as _;
use dunwell_app::outbox_export::{self, File, Which};
use jiff::Timestamp;
use jiff::civil::Date;
use serde::Deserialize;
use zip::ZipWriter;
use zip::result::ZipError;
use zip::write::SimpleFileOptions;

use crate::error::{PageError, PageResult};
use crate::form::Query;
use crate::page::BookPage;

/// Which texts are wanted.
#[derive(Debug, Deserialize)]
pub(crate) struct Asked {
    on: String,
    at: String,
}

/// Gives the texts that left together.
pub(crate) async fn together(page: BookPage, Query(asked): Query<Asked>) -> PageResult {
    let (on, at) = (asked.on.parse::<Date>(), asked.at.parse::<Timestamp>());
    let (Ok(on), Ok(at)) = (on, at) else {
        return Err(PageError::NotFound);
    };
    let files = find(&page, Which::Together { on, at }).await?;
    let archive = archive(&files).map_err(|error| PageError::Failed(error.to_string()))?;
    let name = format!("texts-{on}.zip");
    download(&name, "application/zip", archive)
}

/// Gives the text of one action.
pub(crate) async fn one(page: BookPage, Path((_, action)): Path<(String, String)>) -> PageResult {
    let action = action.parse().map_err(|_| PageError::NotFound)?;
    let mut files = find(&page, Which::Action(action)).await?;
    let file = files.pop().ok_or(PageError::NotFound)?;
    let kind = match file.name.ends_with(".eml") {
        true => "message/rfc822",
        false => "text/plain; charset=utf-8",
    };
    download(&file.name, kind, file.bytes)
}

async fn find(page: &BookPage, which: Which) -> PageResult<Vec<File>> {
    let files = outbox_export::files(page.db(), page.book(), which).await?;
    match files.is_empty() {
        true => Err(PageError::NotFound),
        false => Ok(files),
    }
}

/// An archive of files; they are small, and leave as they are.
fn archive(files: &[File]) -> Result<Vec<u8>, ZipError> {
    let mut archive = ZipWriter::new(Cursor::new(Vec::new()));
    for file in files {
        archive.start_file(file.name.as_str(), SimpleFileOptions::default())?;
        archive.write_all(&file.bytes)?;
    }
    Ok(archive.finish()?.into_inner())
}

/// A file that is kept and not shown.
fn download(name: &str, kind: &'static str, bytes: Vec<u8>) -> PageResult {
    let plain: String = name
        .chars()
        .map(|c| {
            if c.is_ascii_graphic() && c != '"' {
                c
            } else {
                '-'
            }
        })
        .collect();
    let disposition = format!("attachment; filename=\"{plain}\"");
    let head = [
        (CONTENT_TYPE, HeaderValue::from_static(kind)),
        (CACHE_CONTROL, HeaderValue::from_static("no-store")),
        (
            CONTENT_DISPOSITION,
            HeaderValue::from_str(&disposition).unwrap_or(HeaderValue::from_static("attachment")),
        ),
    ];
    Ok((head, bytes).into_response())
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used, reason = "tests")]
    use std::io::Read as _;

    use zip::ZipArchive;

    use super::*;

    #[test]
    fn an_archive_holds_every_file_as_it_is() {
        let file = |name: &str, bytes: &[u8]| File {
            name: name.to_owned(),
            bytes: bytes.to_vec(),
        };
        let files = [
            file("17-é.eml", b"To: a\r\n\r\nText\r\n"),
            file("18.txt", b""),
        ];
        let bytes = archive(&files).unwrap();
        let mut archive = ZipArchive::new(Cursor::new(bytes)).unwrap();
        assert_eq!(archive.len(), 2);
        for (at, file) in files.iter().enumerate() {
            let mut kept = archive.by_index(at).unwrap();
            let mut read = Vec::new();
            kept.read_to_end(&mut read).unwrap();
            assert_eq!(
                (kept.name().unwrap(), &read),
                (file.name.as_str().into(), &file.bytes)
            );
        }
    }
}
