//! The least that an answer of a book can be: who asks and whether it is allowed, as for every page, one
//! select by a primary key, and a few bytes. The pages are measured against it.

use dunwell_app::book;

use crate::error::PageResult;
use crate::page::BookPage;

/// Answers the number of the book's last change.
pub(crate) async fn show(page: BookPage) -> PageResult<String> {
    let revision = book::revision(page.db(), page.book()).await?;
    Ok(revision.to_string())
}
