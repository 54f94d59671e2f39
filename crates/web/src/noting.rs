//! Noting that sessions and tokens are used, in the background: a page that is only looked at never
//! waits for a long import to let go of the database.

use std::collections::HashSet;
use std::sync::{Arc, Mutex, PoisonError};

use dunwell_app::error::Result;

/// What is being noted now, by id, so that a waiting note is not joined by others of its kind.
#[derive(Debug, Clone, Default)]
pub(crate) struct Noting(Arc<Mutex<HashSet<String>>>);

impl Noting {
    /// Does `work` in the background, unless that of the same id is not done yet. One that fails is
    /// made up for by the next use.
    pub(crate) fn start(
        &self,
        id: String,
        work: impl Future<Output = Result<()>> + Send + 'static,
    ) {
        if !self.with(|now| now.insert(id.clone())) {
            return;
        }
        let noting = self.clone();
        tokio::spawn(async move {
            if let Err(error) = work.await {
                tracing::warn!(id, %error, "a use could not be noted");
            }
            noting.with(|now| now.remove(&id));
        });
    }

    fn with<T>(&self, act: impl FnOnce(&mut HashSet<String>) -> T) -> T {
        // A thread that panicked left the set as it was, between two whole changes.
        act(&mut self.0.lock().unwrap_or_else(PoisonError::into_inner))
    }
}
