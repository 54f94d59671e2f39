//! The overview kept in memory: it takes a pass over the book to make, and many people look at it.
//!
//! As long as nothing happens, it is as good as new. When something has happened it is made anew, which
//! a reader of a small book waits for and does not notice. Over a large book it takes seconds, so the reader
//! is shown the one before, which says that something has happened since.

use std::collections::HashMap;
use std::ops::Deref;
use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use std::time::Duration;

use dunwell_core::id::BookId;
use dunwell_store::Db;
use jiff::civil::Date;
use tokio::sync::Mutex as Turn;
use tokio::time::{sleep, timeout};

use super::{Overview, overview};
use crate::book::{self, Book};
use crate::error::Result;

/// How many overviews are kept; beyond it all are made anew.
const MOST: usize = 64;

/// How long a reader waits for a new overview when there is one from before.
const PATIENCE: Duration = Duration::from_millis(200);

/// How long an overview that nobody waits for is kept at least: where something happens all the time,
/// the machine has other things to do.
const KEPT_AT_LEAST: Duration = Duration::from_secs(60);

/// Overviews of one database, by book and day.
#[derive(Debug, Default)]
pub struct Kept {
    made: Mutex<Slots>,
}

type Slots = HashMap<(BookId, Date), Arc<Slot>>;

/// An overview as a reader is told it.
#[derive(Debug, Clone)]
pub struct Told {
    overview: Arc<Overview>,
    /// Whether something has happened that it does not know of yet.
    pub is_behind: bool,
}

impl Deref for Told {
    type Target = Overview;

    fn deref(&self) -> &Overview {
        &self.overview
    }
}

impl Kept {
    /// The overview of a day as it is now, or, where it takes long to make, as it was a little while ago.
    ///
    /// # Errors
    /// What [`overview`] refuses.
    pub async fn get(&self, db: &Db, book: &Book, as_of: Date, today: Date) -> Result<Told> {
        let slot = self.slot(book, as_of);
        // Read before an overview is made: if something happens in between, it is behind once more.
        let revision = book::revision(db, book).await?;
        let Some(told) = slot.told(revision) else {
            // Nobody has anything to show until it is made.
            let _turn = slot.making.lock().await;
            return match slot.told(revision) {
                Some(told) => Ok(told),
                None => slot.make(db, book, as_of, today, revision).await,
            };
        };
        if !told.is_behind {
            return Ok(told);
        }
        slot.make_beside(db, book, as_of, today, revision);
        if slot.is_slow() {
            return Ok(told);
        }
        if timeout(PATIENCE, slot.making.lock()).await.is_err() {
            slot.is_slow.store(true, Ordering::Relaxed);
        }
        Ok(slot.told(revision).unwrap_or(told))
    }

    fn slot(&self, book: &Book, as_of: Date) -> Arc<Slot> {
        let mut made = whole(&self.made);
        if made.len() >= MOST {
            made.clear();
        }
        Arc::clone(made.entry((book.id, as_of)).or_default())
    }
}

/// The place of the overview of a day.
#[derive(Debug, Default)]
struct Slot {
    /// The newest that was made, with the number of the book's last change that it knows of.
    newest: Mutex<Option<(i64, Arc<Overview>)>>,
    /// Held while one is made, and a while longer where nobody waits for it.
    making: Arc<Turn<()>>,
    /// Whether somebody has waited for one in vain.
    is_slow: AtomicBool,
}

impl Slot {
    fn is_slow(&self) -> bool {
        self.is_slow.load(Ordering::Relaxed)
    }

    /// The newest overview for somebody who sees the book as it was after that change.
    fn told(&self, revision: i64) -> Option<Told> {
        let newest = whole(&self.newest);
        let (known, overview) = newest.as_ref()?;
        Some(Told {
            overview: Arc::clone(overview),
            is_behind: *known < revision,
        })
    }

    /// Makes a new one; whoever calls it holds the turn.
    async fn make(
        &self,
        db: &Db,
        book: &Book,
        as_of: Date,
        today: Date,
        revision: i64,
    ) -> Result<Told> {
        let overview = Arc::new(overview(db, book, as_of, today).await?);
        *whole(&self.newest) = Some((revision, Arc::clone(&overview)));
        Ok(Told {
            overview,
            is_behind: false,
        })
    }

    /// Makes a new one in the background, unless somebody does already.
    fn make_beside(
        self: &Arc<Slot>,
        db: &Db,
        book: &Book,
        as_of: Date,
        today: Date,
        revision: i64,
    ) {
        let Ok(turn) = Arc::clone(&self.making).try_lock_owned() else {
            return;
        };
        let (slot, db, book) = (Arc::clone(self), db.clone(), book.clone());
        tokio::spawn(async move {
            // The next reader makes up for one that fails.
            let made = slot.make(&db, &book, as_of, today, revision).await;
            if made.is_ok() && slot.is_slow() {
                sleep(KEPT_AT_LEAST).await;
            }
            drop(turn);
        });
    }
}

/// What a thread that panicked left behind is as it was between two whole changes.
fn whole<T>(of: &Mutex<T>) -> MutexGuard<'_, T> {
    of.lock().unwrap_or_else(PoisonError::into_inner)
}
