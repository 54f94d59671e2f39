//! Conditions of a policy, said to somebody who does not write policies.

use dunwell_core::condition::{Condition, Place};
use dunwell_core::currency::Currency;

use super::T;

impl T {
    /// A condition as it stands in a policy, in one sentence without its full stop. One that can no
    /// longer be read stays as it is.
    pub(super) fn condition(self, source: &str, currency: Option<Currency>) -> String {
        // A step may ask about everything that a class may ask about.
        Condition::parse(source, Place::Step).map_or_else(
            |_| source.to_owned(),
            |condition| self.put(&condition.words(currency).sentence()),
        )
    }
}

#[cfg(test)]
mod tests;
