//! The packs that are compiled in, and what the parser makes of others.
#![allow(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::panic,
    reason = "tests"
)]

use super::*;

fn packs() -> &'static Packs {
    Packs::embedded().unwrap_or_else(|problems| {
        let problems: Vec<String> = problems.iter().map(ToString::to_string).collect();
        panic!("{}", problems.join("\n"))
    })
}

#[test]
fn the_law_that_is_compiled_in_can_be_read() {
    assert!(packs().codes().count() > 0);
}
