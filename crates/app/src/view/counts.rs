//! How many actions there are of each kind, kept in memory for as long as nothing happens: counting them
//! goes over the whole worklist, and whoever looks at a page of it wants to know.

use std::collections::HashMap;
use std::sync::Arc;

use dunwell_core::id::BookId;
use dunwell_store::worklist::{self, Tally};
use dunwell_store::{Uow, books};
use tokio::sync::Mutex;

use crate::book::Book;
use crate::error::Result;

/// The counts of the books of one database. Whoever asks while they are being made waits for them instead
/// of counting as well.
#[derive(Debug, Default)]
pub struct Counts {
    kept: Mutex<HashMap<BookId, Slot>>,
}

/// What was counted, with the number of the book's change up to which it counts.
type Slot = Arc<Mutex<Option<(i64, Arc<[Tally]>)>>>;

impl Counts {
    /// How many actions are open in the book as `uow` sees it, or in a newer state that somebody else has
    /// counted meanwhile.
    pub(super) async fn of(&self, uow: &mut Uow, book: &Book) -> Result<Arc<[Tally]>> {
        let slot = {
            let mut kept = self.kept.lock().await;
            Arc::clone(kept.entry(book.id).or_default())
        };
        let mut slot = slot.lock().await;
        let revision = books::revision(uow, book.id).await?;
        if let Some((known, counted)) = &*slot
            && *known >= revision
        {
            return Ok(Arc::clone(counted));
        }
        let counted: Arc<[Tally]> = worklist::tally(uow, book.id, None).await?.into();
        *slot = Some((revision, Arc::clone(&counted)));
        Ok(counted)
    }
}
