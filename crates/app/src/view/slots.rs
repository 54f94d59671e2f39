//! A place in memory for each book, in which a view keeps what it has made for as long as nothing happens.

use std::collections::HashMap;
use std::sync::Arc;

use dunwell_core::id::BookId;
use tokio::sync::Mutex;

/// What is kept of a book, if anything is. Whoever asks for what is being made waits for it instead of
/// making it as well.
pub(super) type Slot<T> = Arc<Mutex<Option<T>>>;

/// The places of the books of one database.
#[derive(Debug)]
pub(super) struct Slots<T>(Mutex<HashMap<BookId, Slot<T>>>);

impl<T> Default for Slots<T> {
    fn default() -> Slots<T> {
        Slots(Mutex::default())
    }
}

impl<T> Slots<T> {
    /// The place of a book.
    pub(super) async fn of(&self, book: BookId) -> Slot<T> {
        Arc::clone(self.0.lock().await.entry(book).or_default())
    }
}
