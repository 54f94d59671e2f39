//! Whether customers keep their promises to pay.

use super::share;

/// A promise whose day has passed, with what came in for it up to that day and any days of grace.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct FallenDue {
    /// What was promised, in minor units.
    pub amount: i64,
    /// What came, in minor units.
    pub received: i64,
}

impl FallenDue {
    /// Whether all of it came.
    #[must_use]
    pub fn is_kept(&self) -> bool {
        self.received >= self.amount
    }
}

/// How many promises were kept, and how much of what was promised.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct Kept {
    /// Promises whose day has passed.
    pub due: usize,
    /// Those of them that were kept in full.
    pub kept: usize,
    /// What was promised, in minor units.
    pub promised: i128,
    /// What was promised in those that were kept, in minor units.
    pub promised_and_kept: i128,
    /// What came in for all of them, each at most at its promise, in minor units.
    pub received: i128,
}

impl Kept {
    /// Adds a promise.
    pub fn add(&mut self, promise: FallenDue) {
        self.due += 1;
        self.promised += i128::from(promise.amount);
        self.received += i128::from(promise.received.clamp(0, promise.amount.max(0)));
        if promise.is_kept() {
            self.kept += 1;
            self.promised_and_kept += i128::from(promise.amount);
        }
    }

    /// The share of promises that were kept, in ten-thousandths.
    #[must_use]
    pub fn by_count(&self) -> Option<i64> {
        let wide = |count: usize| i128::try_from(count).unwrap_or(i128::MAX);
        share(wide(self.kept), wide(self.due))
    }

    /// The share of the promised money that was promised in those that were kept, in ten-thousandths.
    #[must_use]
    pub fn by_value(&self) -> Option<i64> {
        share(self.promised_and_kept, self.promised)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_the_whole_sum_keeps_a_promise() {
        let mut kept = Kept::default();
        for (amount, received) in [(100, 100), (300, 299), (200, 900), (400, -5)] {
            kept.add(FallenDue { amount, received });
        }
        assert_eq!((kept.due, kept.kept), (4, 2));
        assert_eq!(
            (kept.by_count(), kept.by_value()),
            (Some(5_000), Some(3_000))
        );
        assert_eq!(kept.received, 599);
        assert_eq!(Kept::default().by_count(), None);
    }
}
