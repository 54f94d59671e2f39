//! The list kept in memory for as long as nothing happens: any column may put it in order, so it takes a
//! walk over the whole book to know which customers stand on a page.

use std::sync::Arc;

use dunwell_store::{Uow, books};
use jiff::civil::Date;

use super::whole::Whole;
use crate::book::Book;
use crate::error::Result;
use crate::view::slots::Slots;

/// What is known of the lists of one database.
#[derive(Debug, Default)]
pub struct Known {
    books: Slots<OfBook>,
}

/// What is known of a book.
#[derive(Debug)]
struct OfBook {
    /// The number of the book's change up to which it holds.
    revision: i64,
    whole: Arc<Whole>,
}

impl Known {
    /// Every line of the book as `uow` sees it.
    pub(super) async fn whole(
        &self,
        uow: &mut Uow,
        book: &Book,
        today: Date,
    ) -> Result<Arc<Whole>> {
        let revision = books::revision(uow, book.id).await?;
        let slot = self.books.of(book.id).await;
        let mut slot = slot.lock().await;
        let is_it = |known: &&OfBook| known.revision == revision && known.whole.today == today;
        if let Some(known) = slot.as_ref().filter(is_it) {
            return Ok(Arc::clone(&known.whole));
        }
        let whole = Arc::new(Whole::load(uow, book, today).await?);
        // Whoever began before something happened does not take the place of what is newer.
        if slot.as_ref().is_none_or(|known| known.revision <= revision) {
            *slot = Some(OfBook {
                revision,
                whole: Arc::clone(&whole),
            });
        }
        Ok(whole)
    }
}
