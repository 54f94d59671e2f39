//! Pages of lists.

use dunwell_app::view::page::{LINES, MOST_LINES, Page};
use serde::Deserialize;

/// How many lines are wanted: 1 to [`MOST_LINES`].
#[derive(Debug, Clone, Copy, Deserialize)]
#[serde(try_from = "usize")]
pub(crate) struct Limit(usize);

/// The number is none that a page can have.
#[derive(Debug, thiserror::Error)]
#[error("a page has 1 to {MOST_LINES} lines")]
pub(crate) struct InvalidLimit;

impl TryFrom<usize> for Limit {
    type Error = InvalidLimit;

    fn try_from(lines: usize) -> Result<Limit, InvalidLimit> {
        match lines {
            1..=MOST_LINES => Ok(Limit(lines)),
            _ => Err(InvalidLimit),
        }
    }
}

impl Default for Limit {
    fn default() -> Limit {
        Limit(LINES)
    }
}

impl Limit {
    /// The number.
    pub(crate) fn lines(self) -> usize {
        self.0
    }

    /// The page after a place.
    pub(crate) fn after(self, cursor: Option<&str>) -> Page<'_> {
        Page {
            limit: Some(self.0),
            after: cursor,
        }
    }
}
