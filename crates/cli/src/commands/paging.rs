//! What every command that prints a list in pages has in common.

use anyhow::Result;
use dunwell_app::view::page::Page;

use crate::output::say;

/// Which page of a list.
#[derive(Debug, Clone, clap::Args)]
pub struct Paging {
    /// How many lines a page has [default: 50; at most 1000]
    #[arg(long, value_name = "N")]
    limit: Option<usize>,
    /// The next page: what the page before ended with
    #[arg(long, value_name = "PLACE")]
    after: Option<String>,
}

impl Paging {
    /// What the view is asked for.
    pub fn page(&self) -> Page<'_> {
        Page {
            limit: self.limit,
            after: self.after.as_deref(),
        }
    }

    /// Whether a page was asked for, and not simply the list.
    pub fn is_given(&self) -> bool {
        self.limit.is_some() || self.after.is_some()
    }
}

/// Says to people how the list goes on.
pub fn more(next: Option<&String>) -> Result<()> {
    match next {
        None => Ok(()),
        Some(place) => say(format!(
            "\n... and more: --after {}",
            super::change::quoted(place)
        )),
    }
}
