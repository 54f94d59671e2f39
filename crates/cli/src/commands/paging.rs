//! What every command that prints a list in pages has in common.

use anyhow::Result;
use dunwell_app::view::page::{MOST_LINES, Page, Paged};

use crate::output::say;

/// Which page of a list.
#[derive(Debug, Clone, clap::Args)]
pub struct Paging {
    /// How many lines a page has [default: 50, and all with --csv; at most 1000]
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

    /// What is printed: a page, or for CSV the whole list unless a page was asked for. A file that ends in the
    /// middle of a list looks as if it were all there is.
    pub async fn read<T>(
        &self,
        csv: bool,
        mut page: impl AsyncFnMut(Page<'_>) -> Result<Paged<T>>,
    ) -> Result<Paged<T>> {
        if !csv || self.is_given() {
            return page(self.page()).await;
        }
        let (mut items, mut after): (Vec<T>, Option<String>) = (Vec::new(), None);
        loop {
            let slice = Page {
                limit: Some(MOST_LINES),
                after: after.as_deref(),
            };
            let part = page(slice).await?;
            items.extend(part.items);
            after = part.next;
            if after.is_none() {
                return Ok(Paged { items, next: None });
            }
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
