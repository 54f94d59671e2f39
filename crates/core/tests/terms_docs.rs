//! What the page of terms shows as terms is understood.

#![allow(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::panic,
    reason = "tests"
)]

use dunwell_core::terms::Terms;

/// What stands in backquotes in a cell of a table.
fn quoted(cell: &str) -> impl Iterator<Item = &str> {
    cell.split('`').skip(1).step_by(2)
}

#[test]
fn every_notation_on_the_page_of_terms_is_read() {
    let page = include_str!("../../../docs/terms.md");
    let mut read = 0;
    for row in page.lines().filter(|line| line.starts_with('|')) {
        let cell = row.split('|').nth(1).unwrap();
        for text in quoted(cell) {
            // How a discount treats tax stands behind terms that have one.
            let text = match text.strip_prefix(',') {
                Some(mode) => format!("2/10 net 30,{mode}"),
                None => text.to_owned(),
            };
            if let Err(error) = Terms::parse(&text) {
                panic!("{text}: {error}");
            }
            read += 1;
        }
    }
    assert!(read > 40, "only {read} notations were found");
}
