//! `docs/asvs.md` answers every requirement of ASVS 5.0, levels 1 and 2, once, and names what exists.
#![allow(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::panic,
    reason = "tests"
)]

use std::collections::BTreeMap;
use std::path::Path;

/// The requirements of level 1 by their numbers.
const LEVEL_1: &str = "1.2.1-5 1.3.1-2 1.5.1 2.1.1 2.2.1-2 2.3.1 3.2.1-2 3.3.1 3.4.1-2 3.5.1-3 4.1.1 4.4.1 5.2.1-2 5.3.1-2 \
    6.1.1 6.2.1-8 6.3.1-2 6.4.1-2 7.2.1-4 7.4.1-2 8.1.1 8.2.1-2 8.3.1 9.1.1-3 9.2.1 10.4.1-5 11.3.1-2 \
    11.4.1 12.1.1 12.2.1-2 13.4.1 14.2.1 14.3.1 15.1.1 15.2.1 15.3.1";

/// Those that level 2 adds.
const LEVEL_2: &str = "1.1.1-2 1.2.6-9 1.3.3-11 1.4.1-3 1.5.2 2.1.2-3 2.2.3 2.3.2-4 2.4.1 3.3.2-4 3.4.3-6 3.5.4-5 3.7.1-2 \
    4.1.2-3 4.2.1 4.3.1-2 4.4.2-4 5.1.1 5.2.3 5.4.1-3 6.1.2-3 6.2.9-12 6.3.3-4 6.4.3-4 6.5.1-5 6.6.1-3 \
    6.8.1-4 7.1.1-3 7.3.1-2 7.4.3-5 7.5.1-2 7.6.1-2 8.1.2 8.2.3 8.4.1 9.2.2-4 10.1.1-2 10.2.1-2 10.3.1-4 \
    10.4.6-11 10.5.1-5 10.6.1-2 10.7.1-3 11.1.1-2 11.2.1-3 11.3.3 11.4.2-4 11.5.1 11.6.1 12.1.2-3 \
    12.3.1-4 13.1.1 13.2.1-5 13.3.1-2 13.4.2-5 14.1.1-2 14.2.2-4 14.3.2-3 15.1.2-3 15.2.2-3 15.3.2-7 \
    16.1.1 16.2.1-5 16.3.1-4 16.4.1-3 16.5.1-3 17.1.1 17.2.1-4 17.3.1-2";

/// What an answer can be.
const ANSWERS: [&str; 4] = ["yes", "in part", "no", "n/a"];

/// A line of the checklist.
struct Line {
    number: String,
    level: u8,
    answer: String,
    why: String,
}

#[test]
fn every_requirement_is_answered_once() {
    let mut asked: Vec<(String, u8)> = numbers(LEVEL_1).map(|number| (number, 1)).collect();
    asked.extend(numbers(LEVEL_2).map(|number| (number, 2)));
    assert_eq!(asked.len(), 253, "the standard asks so many");
    let mut answered: Vec<(String, u8)> = lines()
        .into_iter()
        .map(|line| (line.number, line.level))
        .collect();
    asked.sort();
    answered.sort();
    assert_eq!(answered, asked);
}

#[test]
fn every_answer_is_one_and_has_its_grounds() {
    let root = root();
    for line in lines() {
        let Line {
            number,
            answer,
            why,
            ..
        } = line;
        assert!(ANSWERS.contains(&answer.as_str()), "{number}: {answer}");
        assert!(why.len() > 8, "{number} has no grounds");
        for path in spans(&why).filter(|span| is_path(span)) {
            assert!(root.join(path).exists(), "{number}: there is no {path}");
        }
    }
}

#[test]
fn the_sums_are_right() {
    let text = text();
    let heads = "| yes | in part | no | n/a |";
    let sums = text.split(heads).nth(1).unwrap().lines().nth(2).unwrap();
    let told: Vec<usize> = cells(sums).map(|cell| cell.parse().unwrap()).collect();
    let mut counted: BTreeMap<String, usize> = BTreeMap::new();
    for line in lines() {
        *counted.entry(line.answer).or_default() += 1;
    }
    let counted: Vec<usize> = ANSWERS.iter().map(|answer| counted[*answer]).collect();
    assert_eq!(told, counted, "yes, in part, no, n/a");
}

#[test]
fn the_threat_model_names_what_exists() {
    let text = std::fs::read_to_string(root().join("docs/security.md")).unwrap();
    let mut paths = spans(&text).filter(|span| is_path(span)).peekable();
    assert!(paths.peek().is_some());
    for path in paths {
        assert!(root().join(path).exists(), "there is no {path}");
    }
}

/// `1.2.1-3` is three numbers.
fn numbers(list: &str) -> impl Iterator<Item = String> {
    list.split_whitespace().flat_map(|part| {
        let (section, range) = part.rsplit_once('.').unwrap();
        let (first, last) = range.split_once('-').unwrap_or((range, range));
        let (first, last): (u8, u8) = (first.parse().unwrap(), last.parse().unwrap());
        (first..=last).map(move |number| format!("{section}.{number}"))
    })
}

fn lines() -> Vec<Line> {
    let text = text();
    let rows = text.lines().filter(|line| line.starts_with("| "));
    let line = |row: &str| {
        let cells: Vec<&str> = cells(row).collect();
        let [number, level, _, answer, why] = cells.as_slice() else {
            return None;
        };
        Some(Line {
            number: (*number).to_owned(),
            level: level.parse().ok()?,
            answer: (*answer).to_owned(),
            why: (*why).to_owned(),
        })
    };
    rows.filter_map(line).collect()
}

fn cells(row: &str) -> impl Iterator<Item = &str> {
    row.trim_matches('|').split('|').map(str::trim)
}

/// What stands between backticks.
fn spans(text: &str) -> impl Iterator<Item = &str> {
    text.split('`').skip(1).step_by(2)
}

fn is_path(span: &str) -> bool {
    let has_place = ["crates/", "docs/", "xtask/", "jurisdictions/", "policies/"]
        .iter()
        .any(|folder| span.starts_with(folder));
    has_place || ["Cargo.toml", "Cargo.lock", "deny.toml", "clippy.toml"].contains(&span)
}

fn text() -> String {
    std::fs::read_to_string(root().join("docs/asvs.md")).unwrap()
}

fn root() -> &'static Path {
    Path::new("..")
}
