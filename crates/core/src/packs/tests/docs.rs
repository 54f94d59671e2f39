//! The page about packs says what the parser reads, and nothing else.

use super::super::{
    Channel, Counted, DisputedPart, FeeBase, Frequency, FrozenOn, Part, Per, PersonKind, Restart,
    Start, allocation, conduct, court, fixed_sum, holidays, interest_law, limitation, parse, rate,
    read, scale, series, terms_law,
};
use super::{CapPer, Debtor};
use crate::interest::{DayCount, Fixing};

const PAGE: &str = include_str!("../../../../../docs/law.md");

/// The keys of each table of the page that has a column of them, in their order.
fn tables() -> Vec<Vec<&'static str>> {
    let mut tables: Vec<Vec<&str>> = Vec::new();
    let mut is_inside = false;
    for line in PAGE.lines() {
        if line == "| key | meaning |" {
            tables.push(Vec::new());
            is_inside = true;
        } else if let Some(cells) = line.strip_prefix("| `").filter(|_| is_inside) {
            let (key, _) = cells.split_once('`').unwrap();
            tables.last_mut().unwrap().push(key);
        } else if !line.starts_with('|') {
            is_inside = false;
        }
    }
    tables
}

#[test]
fn the_page_has_every_key_and_no_other() {
    let parser: [&[&str]; 23] = [
        &read::ABOUT,
        &parse::HEAD_KEYS,
        &interest_law::KEYS,
        &rate::KEYS,
        &fixed_sum::KEYS,
        &scale::KEYS,
        &scale::BAND_KEYS,
        &scale::TRANCHE_KEYS,
        &terms_law::KEYS,
        &limitation::KEYS,
        &court::KEYS,
        &court::PRE_ACTION_KEYS,
        &court::STEP_KEYS,
        &allocation::KEYS,
        &conduct::KEYS,
        &conduct::HOURS_KEYS,
        &conduct::CAP_KEYS,
        &conduct::DUTY_KEYS,
        &conduct::COMING_KEYS,
        &series::KEYS,
        &series::RATE_KEYS,
        &holidays::parse::KEYS,
        &holidays::parse::HOLIDAY_KEYS,
    ];
    let mut page = tables();
    let days = page.pop().unwrap();
    assert_eq!(sorted(&days), sorted(&holidays::parse::DAY_KEYS));
    assert_eq!(page.len(), parser.len());
    for (keys, known) in page.iter().zip(parser) {
        assert_eq!(sorted(keys), sorted(known));
    }
}

fn sorted<'a>(keys: &[&'a str]) -> Vec<&'a str> {
    let mut keys = keys.to_vec();
    keys.sort_unstable();
    keys
}

#[test]
fn the_page_has_every_word_and_every_section() {
    let words: [&[&str]; 14] = [
        Debtor::WORDS,
        Fixing::WORDS,
        FrozenOn::WORDS,
        DayCount::WORDS,
        DisputedPart::WORDS,
        Per::WORDS,
        Counted::WORDS,
        Start::WORDS,
        Restart::WORDS,
        FeeBase::WORDS,
        PersonKind::WORDS,
        Part::WORDS,
        Channel::WORDS,
        CapPer::WORDS,
    ];
    for word in words
        .concat()
        .into_iter()
        .chain(Frequency::WORDS.iter().copied())
    {
        assert!(
            PAGE.contains(&format!("`\"{word}\"`")),
            "the page does not name {word}"
        );
    }
    for section in parse::SECTIONS {
        let heading = format!("[{section}]");
        assert!(
            PAGE.contains(&heading),
            "the page has no heading for {section}"
        );
    }
}
