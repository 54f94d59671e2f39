//! The overview kept in memory for as long as nothing has happened: it takes a pass over the book to
//! make, and many people look at it.

use std::collections::HashMap;
use std::sync::Arc;

use dunwell_core::id::BookId;
use dunwell_core::rates::Rates;
use dunwell_store::{Db, history};
use jiff::civil::Date;
use tokio::sync::Mutex;

use super::{Overview, overview};
use crate::book::Book;
use crate::error::Result;
use crate::setting::known_rates;
use crate::view::read;

/// How many overviews are kept; beyond it all are made anew.
const MOST: usize = 64;

/// What an overview rests on, besides the book and the day.
#[derive(Debug, Clone, PartialEq, Eq)]
struct State {
    /// The newest record of all journals.
    position: i64,
    rates: Rates,
}

/// Overviews of one database. Whoever asks for one that is being made waits for it instead of making it
/// a second time.
#[derive(Debug, Default)]
pub struct Kept {
    made: Mutex<HashMap<(BookId, Date), Slot>>,
}

/// An overview that was made, with what it rests on; locked while it is being made.
type Slot = Arc<Mutex<Option<(State, Arc<Overview>)>>>;

impl Kept {
    /// The overview of a day as it is now: made, or as it was made before when nothing has happened
    /// since.
    ///
    /// # Errors
    /// What [`overview`] refuses.
    pub async fn get(
        &self,
        db: &Db,
        book: &Book,
        as_of: Date,
        today: Date,
    ) -> Result<Arc<Overview>> {
        let slot = {
            let mut made = self.made.lock().await;
            if made.len() >= MOST {
                made.clear();
            }
            Arc::clone(made.entry((book.id, as_of)).or_default())
        };
        let mut slot = slot.lock().await;
        // Read before the overview is: if something happens in between, it is made once more.
        let state = read(db, async |uow| {
            Ok(State {
                position: history::last_position(uow).await?,
                rates: known_rates(uow, book, as_of).await?,
            })
        })
        .await?;
        if let Some((known, overview)) = &*slot
            && *known == state
        {
            return Ok(Arc::clone(overview));
        }
        let overview = Arc::new(overview(db, book, as_of, today).await?);
        *slot = Some((state, Arc::clone(&overview)));
        Ok(overview)
    }
}
