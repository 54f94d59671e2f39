#![allow(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::panic,
    reason = "tests"
)]

use std::collections::BTreeSet;
use std::path::PathBuf;

use super::*;

#[test]
fn every_file_can_be_read() {
    for lang in Lang::ALL {
        let texts = load(lang).unwrap();
        assert!(texts.len() > 20, "{lang:?}: {}", texts.len());
    }
}

#[test]
fn every_language_has_the_same_keys_with_the_same_places() {
    let shape = |lang: Lang| -> BTreeMap<String, (bool, BTreeSet<String>)> {
        let texts = load(lang).unwrap();
        let with_places = |(key, text): (String, Text)| match text {
            Text::Plain(text) => (key, (false, places(&text))),
            Text::Counted { other, .. } => (key, (true, places(&other))),
        };
        texts.into_iter().map(with_places).collect()
    };
    let english = shape(Lang::En);
    for lang in [Lang::Fr, Lang::De] {
        let other = shape(lang);
        for (key, found) in &english {
            assert_eq!(other.get(key), Some(found), "{key} in {lang:?}");
        }
        let left: Vec<&String> = other
            .keys()
            .filter(|key| !english.contains_key(*key))
            .collect();
        assert!(left.is_empty(), "only in {lang:?}: {left:?}");
    }
}

/// The names between braces.
pub(super) fn places(text: &str) -> BTreeSet<String> {
    text.split('{')
        .skip(1)
        .filter_map(|part| part.split_once('}'))
        .map(|(name, _)| name.to_owned())
        .collect()
}

#[test]
fn every_key_that_is_used_exists_and_none_is_left_over() {
    let known = load(Lang::En).unwrap();
    let sources = sources();
    let mut missing = Vec::new();
    for (path, text) in &sources {
        for method in [
            "t.text(",
            "t.say(",
            "t.count(",
            "t().text(",
            "t().say(",
            "t().count(",
            "self.text(",
            "self.count(",
        ] {
            for (at, _) in text.match_indices(method) {
                let rest = text[at + method.len()..].trim_start();
                let Some(key) = rest
                    .strip_prefix('"')
                    .and_then(|rest| rest.split('"').next())
                else {
                    continue;
                };
                if !known.contains_key(key) {
                    missing.push(format!("{path}: {key}"));
                }
            }
        }
    }
    assert!(
        missing.is_empty(),
        "these texts do not exist:\n{}",
        missing.join("\n")
    );
    // Some keys are named where the rules say the sentence.
    let mut all: String = sources.into_iter().map(|(_, text)| text).collect();
    for folder in [
        "../core/src",
        "../formats/src",
        "../store/src",
        "../app/src",
    ] {
        all.extend(texts_below(folder.into()).into_iter().map(|(_, text)| text));
    }
    let left: Vec<&String> = known
        .keys()
        .filter(|key| !all.contains(&format!("\"{key}\"")))
        .collect();
    assert!(left.is_empty(), "nobody uses these texts: {left:?}");
}

/// The templates and the code, this file left out.
fn sources() -> Vec<(String, String)> {
    let mut found = texts_below("src".into());
    found.extend(texts_below("templates".into()));
    found.retain(|(path, _)| !path.ends_with("locale/tests.rs"));
    found
}

/// The files below a folder.
pub(super) fn texts_below(folder: PathBuf) -> Vec<(String, String)> {
    let mut found = Vec::new();
    let mut folders = vec![folder];
    while let Some(folder) = folders.pop() {
        for entry in std::fs::read_dir(&folder).unwrap() {
            let path = entry.unwrap().path();
            if path.is_dir() {
                folders.push(path);
            } else {
                let text = std::fs::read_to_string(&path).unwrap();
                found.push((path.display().to_string(), text));
            }
        }
    }
    found
}

#[test]
fn places_are_filled_and_numbers_choose_the_form() {
    let check = |lang: Lang, n: i64, expected: &str| {
        assert_eq!(
            T::new(lang).count("common.days-late", n).to_string(),
            expected
        );
    };
    check(Lang::En, 1, "1 day late");
    check(Lang::En, 1_200, "1,200 days late");
    check(Lang::De, 2, "2 Tage überfällig");
    check(Lang::Fr, 1, "1 jour de retard");
    assert_eq!(T::new(Lang::En).text("no.such-key"), "no.such-key");
    let said = Said::new("{a} and {b}, {c}".to_owned());
    let said = said.with("a", "{b}").with("b", "x");
    assert_eq!(said.to_string(), "{b} and x, {c}");
}
