//! The list as a file for a spreadsheet, sent while it is being made.

use std::io;
use std::time::Duration;

use axum::body::Body;
use axum::http::HeaderValue;
use axum::http::header::{CACHE_CONTROL, CONTENT_DISPOSITION, CONTENT_TYPE};
use axum::response::IntoResponse as _;
use dunwell_app::AppError;
use dunwell_app::view::customers::{self, COLUMNS, Line};
use tokio::sync::mpsc::{self, Sender};
use tokio_stream::wrappers::ReceiverStream;

use super::State;
use crate::error::PageResult;
use crate::form::Query;
use crate::page::BookPage;

/// How many pieces may wait to be sent.
const WAITING: usize = 4;

/// How long a reader may take over a piece before the database is let go.
const PATIENCE: Duration = Duration::from_mins(1);

/// Spreadsheets take a file for UTF-8 that begins with this.
const MARK: &str = "\u{feff}";

/// A piece of the file; an error breaks the transfer off, so that nobody takes a part for the whole.
type Piece = io::Result<Vec<u8>>;

/// Why the file ends early.
enum Stop {
    /// Nobody reads on.
    NoReader,
    /// Something failed.
    Failed(String),
}

impl From<AppError> for Stop {
    fn from(error: AppError) -> Stop {
        Stop::Failed(error.to_string())
    }
}

/// Gives every line of the list as it is narrowed and in its order.
pub(crate) async fn show(page: BookPage, Query(state): Query<State>) -> PageResult {
    let (sender, receiver) = mpsc::channel::<Piece>(WAITING);
    let name = format!("attachment; filename=\"customers-{}.csv\"", page.today());
    let head = [
        (
            CONTENT_TYPE,
            HeaderValue::from_static("text/csv; charset=utf-8"),
        ),
        (CACHE_CONTROL, HeaderValue::from_static("no-store")),
        (
            CONTENT_DISPOSITION,
            HeaderValue::from_str(&name).unwrap_or(HeaderValue::from_static("attachment")),
        ),
    ];
    tokio::spawn(async move {
        if let Err(Stop::Failed(cause)) = write(&page, &state, &sender).await {
            tracing::error!(cause, "a list of customers was not sent to its end");
            let broken = io::Error::other("the list could not be read to its end");
            // Where nobody reads any more, nobody has to be told.
            let _ = sender.send(Err(broken)).await;
        }
    });
    let body = Body::from_stream(ReceiverStream::new(receiver));
    Ok((head, body).into_response())
}

async fn write(page: &BookPage, state: &State, sender: &Sender<Piece>) -> Result<(), Stop> {
    let mut first = MARK.as_bytes().to_vec();
    first.extend(rows([COLUMNS.map(str::to_owned)])?);
    send(sender, first).await?;
    let request = customers::Request {
        page: Default::default(),
        ..state.request()
    };
    let each = |lines: Vec<Line>| {
        let cells = lines.iter().map(|line| line.cells().map(safe));
        let (piece, sender) = (rows(cells), sender.clone());
        async move { send(&sender, piece?).await }
    };
    let known = page.desk().customers();
    customers::every_with(page.db(), page.book(), &request, page.today(), known, each).await
}

async fn send(sender: &Sender<Piece>, piece: Vec<u8>) -> Result<(), Stop> {
    let sent = sender.send_timeout(Ok(piece), PATIENCE).await;
    sent.map_err(|_| Stop::NoReader)
}

fn rows(rows: impl IntoIterator<Item = [String; COLUMNS.len()]>) -> Result<Vec<u8>, Stop> {
    let failed = |error: String| Stop::Failed(error);
    let mut writer = csv::Writer::from_writer(Vec::new());
    for row in rows {
        let written = writer.write_record(row);
        written.map_err(|error| failed(error.to_string()))?;
    }
    writer
        .into_inner()
        .map_err(|error| failed(error.to_string()))
}

/// A cell that no spreadsheet takes for a formula. What customers write can stand in it.
fn safe(cell: String) -> String {
    let is_number = || {
        let digits = cell.strip_prefix('-').unwrap_or(&cell);
        digits
            .bytes()
            .all(|byte| byte.is_ascii_digit() || byte == b'.')
    };
    match cell.starts_with(['=', '+', '-', '@', '\t', '\r']) && !is_number() {
        true => format!("'{cell}"),
        false => cell,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_cell_is_never_a_formula() {
        for (cell, expected) in [
            ("Ashdown Timber", "Ashdown Timber"),
            ("-12.50", "-12.50"),
            ("=SUM(A1)", "'=SUM(A1)"),
            ("-1+cmd|'/C calc'!A0", "'-1+cmd|'/C calc'!A0"),
            ("@name", "'@name"),
            ("+44 7700 900123", "'+44 7700 900123"),
            ("\tx", "'\tx"),
        ] {
            assert_eq!(safe(cell.to_owned()), expected);
        }
    }
}
