//! Long pieces of work that are begun at the desk: they go on when the tab is closed, and their page
//! says how far they are. What they did is in the database; only how far they are is known to the
//! process that does them.

use std::collections::HashMap;
use std::sync::atomic::{AtomicU64, Ordering};
use std::sync::{Arc, Mutex, PoisonError};
use std::time::Duration;

use dunwell_app::access::Role;
use dunwell_app::error::Result;
use dunwell_app::funnel::{Authority, Caller};
use jiff::Timestamp;
use jiff::civil::Date;

use crate::error::PageError;

/// How long an answer waits for work that may be short, so that most pages show its end at once.
const PATIENCE: Duration = Duration::from_secs(2);

/// How far a piece of work is.
#[derive(Debug, Default)]
pub(crate) struct Far {
    done: AtomicU64,
    total: AtomicU64,
    rows: AtomicU64,
}

impl Far {
    /// Notes how many bytes of how many are read, and how many rows these were.
    pub(crate) fn note(&self, done: u64, total: u64, rows: u64) {
        self.total.store(total, Ordering::Relaxed);
        self.done.store(done, Ordering::Relaxed);
        self.rows.store(rows, Ordering::Relaxed);
    }

    /// How much of a hundred is done; nothing where no whole is known.
    pub(crate) fn percent(&self) -> Option<u64> {
        let (done, total) = (
            self.done.load(Ordering::Relaxed),
            self.total.load(Ordering::Relaxed),
        );
        (done.min(total) * 100).checked_div(total)
    }

    /// How many rows are read.
    pub(crate) fn rows(&self) -> u64 {
        self.rows.load(Ordering::Relaxed)
    }
}

#[derive(Debug)]
enum State {
    Running(Arc<Far>),
    Failed(PageError),
}

/// The pieces of work of this process, by name. Cheap to clone.
#[derive(Debug, Clone, Default)]
pub(crate) struct Jobs(Arc<Mutex<HashMap<String, State>>>);

/// Who gives the command, for work that outlives the request.
#[derive(Debug, Clone)]
pub(crate) struct Giver {
    actor: String,
    role: Role,
    at: Timestamp,
    today: Date,
    seed: u64,
}

impl Giver {
    pub(crate) fn new(caller: Caller<'_>) -> Giver {
        Giver {
            actor: caller.actor.to_owned(),
            // At the desk a person gives every command.
            role: match caller.authority {
                Authority::Person(role) => role,
                Authority::Program(..) | Authority::Operator => Role::Viewer,
            },
            at: caller.at,
            today: caller.today,
            seed: caller.seed,
        }
    }

    pub(crate) fn caller(&self) -> Caller<'_> {
        Caller {
            actor: &self.actor,
            authority: Authority::Person(self.role),
            at: self.at,
            today: self.today,
            seed: self.seed,
        }
    }
}

impl Jobs {
    /// Does a piece of work on a thread of its own, unless that of the same name is being done, and
    /// waits a moment for its end.
    pub(crate) async fn begin<F>(
        &self,
        name: String,
        work: impl FnOnce(Arc<Far>) -> F + Send + 'static,
    ) where
        F: Future<Output = Result<()>>,
    {
        let far = Arc::new(Far::default());
        let is_new = self.with(|jobs| match jobs.get(&name) {
            Some(State::Running(_)) => false,
            Some(State::Failed(_)) | None => {
                jobs.insert(name.clone(), State::Running(Arc::clone(&far)));
                true
            }
        });
        if !is_new {
            return;
        }
        let runtime = tokio::runtime::Handle::current();
        let end = End {
            jobs: self.clone(),
            name,
        };
        // SQLite works on the thread that asks it; others must not wait for that.
        let thread = tokio::task::spawn_blocking(move || {
            let outcome = runtime.block_on(work(far));
            end.with(outcome);
        });
        // What takes longer goes on by itself, and its page says how far it is.
        tokio::time::timeout(PATIENCE, thread).await.ok();
    }

    /// How far a piece of work is; none when it is not being done here.
    pub(crate) fn far(&self, name: &str) -> Option<Arc<Far>> {
        self.with(|jobs| match jobs.get(name) {
            Some(State::Running(far)) => Some(Arc::clone(far)),
            Some(State::Failed(_)) | None => None,
        })
    }

    /// Why a piece of work came to nothing; it is told once.
    pub(crate) fn failure(&self, name: &str) -> Option<PageError> {
        self.with(|jobs| match jobs.remove(name) {
            Some(State::Failed(error)) => Some(error),
            Some(running) => {
                jobs.insert(name.to_owned(), running);
                None
            }
            None => None,
        })
    }

    fn with<T>(&self, act: impl FnOnce(&mut HashMap<String, State>) -> T) -> T {
        // A thread that panicked left the map as it was, between two whole changes.
        act(&mut self.0.lock().unwrap_or_else(PoisonError::into_inner))
    }
}

/// Takes a piece of work off the list when it ends, in whichever way.
struct End {
    jobs: Jobs,
    name: String,
}

impl End {
    fn with(self, outcome: Result<()>) {
        let name = self.name.clone();
        self.jobs.with(|jobs| match outcome {
            Ok(()) => jobs.remove(&name),
            Err(error) => jobs.insert(name, State::Failed(error.into())),
        });
    }
}

impl Drop for End {
    fn drop(&mut self) {
        self.jobs.with(|jobs| {
            if let Some(state @ State::Running(_)) = jobs.get_mut(&self.name) {
                let why = format!("{} ended before its time", self.name);
                *state = State::Failed(PageError::Failed(why));
            }
        });
    }
}

#[cfg(test)]
mod tests {
    #![allow(clippy::panic, reason = "tests")]
    use super::*;
    use dunwell_app::AppError;

    #[tokio::test]
    async fn work_that_fails_says_so_once() {
        let jobs = Jobs::default();
        jobs.begin("a".to_owned(), async |far: Arc<Far>| {
            far.note(1, 4, 7);
            assert_eq!((far.percent(), far.rows()), (Some(25), 7));
            Err(AppError::refused("no"))
        })
        .await;
        assert!(jobs.far("a").is_none());
        assert_eq!(jobs.failure("a"), Some(PageError::Refused("no".into())));
        assert_eq!(jobs.failure("a"), None);
        jobs.begin("b".to_owned(), async |_: Arc<Far>| Ok(())).await;
        assert!(jobs.far("b").is_none() && jobs.failure("b").is_none());
    }

    #[tokio::test]
    async fn work_that_panics_is_not_under_way_for_ever() {
        let jobs = Jobs::default();
        jobs.begin("a".to_owned(), async |far: Arc<Far>| {
            assert_eq!(far.percent(), None);
            panic!("as a test")
        })
        .await;
        assert!(jobs.far("a").is_none());
        assert!(matches!(jobs.failure("a"), Some(PageError::Failed(_))));
    }
}
