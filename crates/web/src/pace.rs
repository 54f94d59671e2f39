//! How quickly a program may ask. Each token has a bucket of requests that fills again steadily; whoever
//! empties it waits. It is kept in memory: it protects this process, and a guess at a token of 256 bits
//! needs no count that outlives it.

use std::collections::HashMap;
use std::sync::{Arc, Mutex, PoisonError};

use jiff::Timestamp;

/// Requests that may come at once.
pub(crate) const BURST: u32 = 3_000;

/// Requests a second that may go on for ever.
pub(crate) const PER_SECOND: u32 = 50;

/// From so many buckets on, the full ones are forgotten.
const MOST_BUCKETS: usize = 10_000;

/// The buckets, by whose they are.
#[derive(Debug, Clone, Default)]
pub(crate) struct Pace(Arc<Mutex<HashMap<String, Bucket>>>);

#[derive(Debug, Clone, Copy)]
struct Bucket {
    /// What is left, in thousandths of a request.
    left_milli: u64,
    /// When that was so.
    at: Timestamp,
}

impl Bucket {
    const FULL: u64 = BURST as u64 * 1_000;

    fn filled(self, at: Timestamp) -> Bucket {
        let passed = at.duration_since(self.at).as_millis();
        let passed = u64::try_from(passed).unwrap_or(0);
        let more = passed.saturating_mul(u64::from(PER_SECOND));
        Bucket {
            left_milli: self.left_milli.saturating_add(more).min(Bucket::FULL),
            at: at.max(self.at),
        }
    }
}

impl Pace {
    /// Takes a request out of somebody's bucket.
    ///
    /// # Errors
    /// For how many seconds to wait, when it is empty.
    pub(crate) fn take(&self, whose: &str, at: Timestamp) -> Result<(), u64> {
        // A thread that panicked left the buckets as they were, between two whole changes.
        let mut buckets = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        if buckets.len() >= MOST_BUCKETS {
            buckets.retain(|_, bucket| bucket.filled(at).left_milli < Bucket::FULL);
        }
        let full = Bucket {
            left_milli: Bucket::FULL,
            at,
        };
        let kept = buckets.get(whose).copied().unwrap_or(full);
        let mut bucket = kept.filled(at);
        let taken = bucket.left_milli.checked_sub(1_000);
        bucket.left_milli = taken.unwrap_or(bucket.left_milli);
        let missing = 1_000_u64.saturating_sub(bucket.left_milli);
        buckets.insert(whose.to_owned(), bucket);
        match taken {
            Some(_) => Ok(()),
            None => Err(missing.div_ceil(u64::from(PER_SECOND) * 1_000).max(1)),
        }
    }
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used, reason = "tests")]
    use super::*;
    use jiff::SignedDuration;

    #[test]
    fn a_bucket_empties_and_fills_again() {
        let pace = Pace::default();
        let at: Timestamp = "2026-03-02T08:00:00Z".parse().unwrap();
        for _ in 0..BURST {
            assert_eq!(pace.take("a", at), Ok(()));
        }
        assert_eq!(pace.take("a", at), Err(1));
        assert_eq!(pace.take("b", at), Ok(()), "each has a bucket of its own");
        let later = at + SignedDuration::from_millis(40);
        assert_eq!(pace.take("a", later), Ok(()));
        assert_eq!(pace.take("a", later), Ok(()));
        assert_eq!(pace.take("a", later), Err(1));
        assert_eq!(
            pace.take("a", at),
            Err(1),
            "a clock that goes back gives nothing"
        );
        let much_later = at + SignedDuration::from_hours(1);
        for _ in 0..BURST {
            assert_eq!(pace.take("a", much_later), Ok(()));
        }
        assert_eq!(pace.take("a", much_later), Err(1));
    }
}
