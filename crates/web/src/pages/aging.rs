//! What is owed by its age: a bar, and a line below it for each age.

use dunwell_app::view::aging::Bucket;

use crate::chart::Slice;
use crate::locale::T;

/// A line below the bar.
pub(crate) struct Age {
    pub(crate) step: usize,
    pub(crate) name: String,
    pub(crate) figure: String,
}

/// The lines below the bar, the youngest first.
pub(crate) fn ages(t: T, buckets: &[Bucket]) -> Vec<Age> {
    let age = |(step, bucket): (usize, &Bucket)| Age {
        step,
        name: name(t, step, &bucket.label),
        figure: t.sum(bucket.amount).figure,
    };
    buckets.iter().enumerate().map(age).collect()
}

/// The parts of the bar, each with what a pointer on it tells.
pub(crate) fn slices(t: T, buckets: &[Bucket]) -> Vec<Slice> {
    let slice = |(step, bucket): (usize, &Bucket)| {
        let name = name(t, step, &bucket.label);
        Slice {
            step: u8::try_from(step).unwrap_or(u8::MAX),
            value: bucket.amount.minor(),
            words: format!("{name}: {}", t.money(bucket.amount)),
        }
    };
    buckets.iter().enumerate().map(slice).collect()
}

fn name(t: T, step: usize, label: &str) -> String {
    match step {
        0 => t.text("customer.not-due"),
        _ => t.say("customer.days").with("days", label).to_string(),
    }
}
