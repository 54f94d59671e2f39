//! What a worklist rests on, kept in memory for as long as nothing happens: how many actions there are of
//! each kind, for counting them goes over the whole worklist; and what may be asked for by each action
//! that somebody has looked at, for that takes every open invoice of its customer.

use std::collections::HashMap;
use std::sync::Arc;

use dunwell_core::id::{ActionId, BookId};
use dunwell_store::worklist::{self, Tally};
use dunwell_store::{Uow, books};
use jiff::civil::Date;
use tokio::sync::Mutex;

use crate::book::Book;
use crate::error::Result;

/// What is known of the worklists of one database. Whoever asks for what is being counted waits for it
/// instead of counting as well.
#[derive(Debug, Default)]
pub struct Known {
    books: Mutex<HashMap<BookId, Slot>>,
}

type Slot = Arc<Mutex<Option<OfBook>>>;

/// What is known of a book.
#[derive(Debug)]
struct OfBook {
    /// The number of the book's change up to which it holds.
    revision: i64,
    tally: Arc<[Tally]>,
    /// What may be asked for on a day, in minor units of the action's currency.
    asked: (Date, HashMap<ActionId, i64>),
}

impl Known {
    /// What is known of the book as `uow` sees it. That state has one number for as long as `uow` lasts.
    pub(super) async fn now(&self, uow: &mut Uow, book: &Book) -> Result<Now> {
        let revision = books::revision(uow, book.id).await?;
        let mut books = self.books.lock().await;
        let slot = Arc::clone(books.entry(book.id).or_default());
        Ok(Now { slot, revision })
    }
}

/// What is known of a book as one unit of work sees it.
pub(super) struct Now {
    slot: Slot,
    revision: i64,
}

impl Now {
    /// How many actions are open, or were in a newer state that somebody else has counted meanwhile.
    pub(super) async fn tally(&self, uow: &mut Uow, book: &Book) -> Result<Arc<[Tally]>> {
        let mut slot = self.slot.lock().await;
        if let Some(known) = slot.as_ref().filter(|known| self.is_met_by(known)) {
            return Ok(Arc::clone(&known.tally));
        }
        let tally: Arc<[Tally]> = worklist::tally(uow, book.id, None).await?.into();
        *slot = Some(OfBook {
            revision: self.revision,
            tally: Arc::clone(&tally),
            asked: (Date::MIN, HashMap::new()),
        });
        Ok(tally)
    }

    /// What may be asked for on a day by those of the actions of which it is known.
    pub(super) async fn asked(
        &self,
        today: Date,
        actions: impl Iterator<Item = ActionId>,
    ) -> HashMap<ActionId, i64> {
        let slot = self.slot.lock().await;
        let known = slot.as_ref().filter(|known| self.is_met_by(known));
        let of_day = known.filter(|known| known.asked.0 == today);
        of_day.map_or_else(HashMap::new, |known| {
            let asked = |action| Some((action, *known.asked.1.get(&action)?));
            actions.filter_map(asked).collect()
        })
    }

    /// Keeps what may be asked for on a day, unless something has happened meanwhile.
    pub(super) async fn keep(&self, today: Date, asked: &HashMap<ActionId, i64>) {
        let mut slot = self.slot.lock().await;
        let known = slot.as_mut();
        if let Some(known) = known.filter(|known| known.revision == self.revision) {
            if known.asked.0 != today {
                known.asked = (today, HashMap::new());
            }
            known.asked.1.extend(asked);
        }
    }

    fn is_met_by(&self, known: &OfBook) -> bool {
        known.revision >= self.revision
    }
}
