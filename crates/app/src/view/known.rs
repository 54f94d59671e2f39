//! The worklist kept in memory for as long as nothing happens: how many actions there are of each kind, for
//! counting them goes over the whole worklist; and the pages that somebody has looked at, for what may be
//! asked for by an action takes every open invoice of its customer.

use std::collections::HashMap;
use std::sync::Arc;

use dunwell_core::action::Do;
use dunwell_core::currency::Currency;
use dunwell_store::worklist::{self, Tally};
use dunwell_store::{Uow, books};
use jiff::civil::Date;

use super::slots::{Slot, Slots};
use super::worklist::{Request, Worklist};
use crate::book::Book;
use crate::error::Result;

/// How many pages of a book are kept; beyond it all are made anew.
const MOST_PAGES: usize = 64;

/// How many actions a page may have to be kept.
const LONGEST_PAGE: usize = 200;

/// What is known of the worklists of one database.
#[derive(Debug, Default)]
pub struct Known {
    books: Slots<OfBook>,
}

/// What is known of a book.
#[derive(Debug)]
struct OfBook {
    /// The number of the book's change up to which it holds.
    revision: i64,
    tally: Arc<[Tally]>,
    pages: HashMap<Page, Arc<Worklist>>,
}

/// A page as it was asked for.
#[derive(Debug, PartialEq, Eq, Hash)]
struct Page {
    today: Date,
    kind: Option<Do>,
    class: Option<String>,
    currency: Option<Currency>,
    awaiting_approval: bool,
    action: Option<String>,
    owner: Option<String>,
    limit: Option<usize>,
    after: Option<String>,
}

impl Page {
    fn new(request: &Request<'_>, today: Date) -> Page {
        let owned = |text: Option<&str>| text.map(str::to_owned);
        Page {
            today,
            kind: request.kind,
            class: owned(request.class),
            currency: request.currency,
            awaiting_approval: request.awaiting_approval,
            action: owned(request.action),
            owner: owned(request.owner),
            limit: request.limit,
            after: owned(request.after),
        }
    }
}

impl Known {
    /// What is known of the book as `uow` sees it. That state has one number for as long as `uow` lasts.
    pub(super) async fn now(&self, uow: &mut Uow, book: &Book) -> Result<Now> {
        let revision = books::revision(uow, book.id).await?;
        let slot = self.books.of(book.id).await;
        Ok(Now { slot, revision })
    }
}

/// What is known of a book as one unit of work sees it.
pub(super) struct Now {
    slot: Slot<OfBook>,
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
            pages: HashMap::new(),
        });
        Ok(tally)
    }

    /// A page that was made before.
    pub(super) async fn page(&self, request: &Request<'_>, today: Date) -> Option<Arc<Worklist>> {
        let slot = self.slot.lock().await;
        let known = slot.as_ref().filter(|known| self.is_met_by(known))?;
        known.pages.get(&Page::new(request, today)).cloned()
    }

    /// Keeps a page, unless it is long or something has happened meanwhile.
    pub(super) async fn keep(&self, request: &Request<'_>, today: Date, page: &Arc<Worklist>) {
        let mut slot = self.slot.lock().await;
        let known = slot.as_mut();
        let known = known.filter(|known| known.revision == self.revision);
        let Some(known) = known.filter(|_| page.items.len() <= LONGEST_PAGE) else {
            return;
        };
        if known.pages.len() >= MOST_PAGES {
            known.pages.clear();
        }
        let place = Page::new(request, today);
        known.pages.insert(place, Arc::clone(page));
    }

    fn is_met_by(&self, known: &OfBook) -> bool {
        known.revision >= self.revision
    }
}
