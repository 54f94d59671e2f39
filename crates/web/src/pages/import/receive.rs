//! Reads a form with files, never more of it than is taken.

use axum::extract::Multipart;
use axum::extract::multipart::{Field, MultipartError};
use axum::http::StatusCode;
use dunwell_app::import::reading::{ProfileText, Reading};
use dunwell_app::import::upload::{FILES_MAX, Uploaded};

use crate::error::PageError;

/// The largest profile that is taken, in bytes.
const PROFILE_MAX: usize = 256 * 1024;

/// The longest word that another field of the form may hold, in bytes.
const WORD_MAX: usize = 1024;

/// What was sent.
#[derive(Debug, Default)]
pub(super) struct Sent {
    pub files: Vec<Uploaded>,
    pub reading: Reading,
}

/// Why what was sent is not taken.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Trouble {
    /// The files are larger than is taken.
    TooLarge,
    /// There are more files than are taken.
    TooMany,
    /// The profile is too large or no text.
    NoProfile,
}

/// Reads the form. What is too large is read to its end and thrown away: a browser that is cut off
/// shows its own message instead of ours.
pub(super) async fn receive(
    mut form: Multipart,
    limit: usize,
) -> Result<Result<Sent, Trouble>, PageError> {
    let mut sent = Sent::default();
    let mut trouble = None;
    let mut left = limit;
    while let Some(field) = form.next_field().await.map_err(broken)? {
        let name = field.name().unwrap_or_default().to_owned();
        let of_file = field.file_name().map(str::to_owned);
        let most = match name.as_str() {
            "files" => left,
            "profile" => PROFILE_MAX,
            _ => WORD_MAX,
        };
        let bytes = read(field, most).await.map_err(broken)?;
        match (name.as_str(), bytes) {
            ("files", None) => trouble = Some(Trouble::TooLarge),
            ("profile", None) => trouble = trouble.or(Some(Trouble::NoProfile)),
            (_, None) => return Err(PageError::Unreadable),
            // What a browser sends for a field in which nothing was chosen.
            (_, Some(bytes))
                if bytes.is_empty() && of_file.as_deref().unwrap_or_default() == "" => {}
            ("files", Some(bytes)) => {
                left -= bytes.len();
                if sent.files.len() == FILES_MAX {
                    trouble = trouble.or(Some(Trouble::TooMany));
                    continue;
                }
                sent.files.push(Uploaded {
                    name: of_file.unwrap_or_default(),
                    bytes,
                });
            }
            ("profile", Some(bytes)) => match String::from_utf8(bytes) {
                Ok(text) => {
                    let name = of_file.unwrap_or_else(|| "profile.toml".to_owned());
                    sent.reading.profile = Some(ProfileText { name, text });
                }
                Err(_) => trouble = trouble.or(Some(Trouble::NoProfile)),
            },
            ("kind", Some(bytes)) => {
                let kind = String::from_utf8(bytes).map_err(|_| PageError::Unreadable)?;
                sent.reading.kind = Some(kind).filter(|kind| !kind.is_empty());
            }
            _ => {}
        }
    }
    Ok(match trouble {
        Some(trouble) => Err(trouble),
        None => Ok(sent),
    })
}

/// What a field holds; none when it is more than is taken.
async fn read(mut field: Field<'_>, most: usize) -> Result<Option<Vec<u8>>, MultipartError> {
    let mut bytes = Some(Vec::new());
    while let Some(chunk) = field.chunk().await? {
        if let Some(kept) = &mut bytes {
            if kept.len() + chunk.len() > most {
                bytes = None;
            } else {
                kept.extend_from_slice(&chunk);
            }
        }
    }
    Ok(bytes)
}

fn broken(error: MultipartError) -> PageError {
    if error.status() == StatusCode::PAYLOAD_TOO_LARGE {
        PageError::TooLarge
    } else {
        PageError::Unreadable
    }
}
