#![allow(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::panic,
    reason = "tests"
)]

//! Every sentence that the rules and use cases say is read from their code: its key, its English text and
//! the values that it is given. The English catalogues are made of them.

use std::collections::{BTreeMap, BTreeSet};

use dunwell_core::charge::{ChargeKind, NoBasis};
use dunwell_core::condition::{Condition, Place};
use dunwell_core::currency::Currency;
use dunwell_core::interest::InterestError;
use dunwell_core::lang::Lang;
use dunwell_core::money::Money;
use dunwell_core::packs::Debtor;
use dunwell_core::sentence::{Say, Sentence, Value, Word};
use jiff::civil::date;

use crate::locale::tests::{places, texts_below};
use crate::locale::{T, Text, load};

/// How a sentence is said in the code.
const SAID: &str = "Sentence::new(";

/// What stands behind a sentence whose place is filled.
const FILLED: &str = ".with(";

/// A sentence as the code says it.
struct Found {
    path: String,
    key: String,
    english: String,
    given: BTreeSet<String>,
}

#[test]
fn the_english_catalogues_are_what_the_code_says() {
    let mut files: BTreeMap<String, toml::Table> = BTreeMap::new();
    for found in all() {
        let mut parts: Vec<&str> = found.key.split('.').collect();
        let name = parts.pop().unwrap();
        let file = parts.first().expect("a key begins with its catalogue");
        let mut table = files.entry((*file).to_owned()).or_default();
        for part in &parts[1..] {
            let inner = table
                .entry(*part)
                .or_insert_with(|| toml::Table::new().into());
            table = inner.as_table_mut().expect("a part of a catalogue");
        }
        let before = table.insert(name.to_owned(), found.english.clone().into());
        let same = before.is_none_or(|before| before.as_str() == Some(&found.english));
        assert!(same, "{} says two things", found.key);
    }
    assert!(files.contains_key("refusal"));
    for (name, texts) in files {
        let path = format!("locales/en/{name}.toml");
        let expected = toml::to_string(&texts).unwrap();
        #[expect(
            clippy::disallowed_methods,
            reason = "the command line of the one who writes the catalogue anew"
        )]
        if std::env::var_os("DUNWELL_WRITE_DOCS").is_some() {
            std::fs::write(&path, &expected).unwrap();
        }
        let kept = std::fs::read_to_string(&path).unwrap_or_default();
        assert_eq!(
            kept, expected,
            "{} is not what the code says; write it anew with: DUNWELL_WRITE_DOCS=1 cargo test -p dunwell-web --lib the_english_catalogues",
            path
        );
    }
}

#[test]
fn every_sentence_has_its_values_and_its_words_in_each_language() {
    let languages: Vec<_> = Lang::ALL.map(|lang| (lang, load(lang).unwrap())).into();
    let mut wrong = Vec::new();
    for found in all() {
        let Found {
            path, key, given, ..
        } = &found;
        if places(&found.english) != *given {
            wrong.push(format!("{path}: {key} is given {given:?}"));
        }
        for (lang, texts) in &languages {
            match texts.get(key) {
                Some(Text::Plain(text)) if places(text) == *given => {}
                Some(_) => wrong.push(format!("{key} has other places in {lang:?}")),
                None => wrong.push(format!("{key} is missing in {lang:?}: {}", found.english)),
            }
        }
    }
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
}

#[test]
fn values_are_written_as_the_reader_does() {
    let said = Sentence::new(
        "refusal.record.in-future",
        "{date} has not come yet; what is recorded has happened, on {today} or earlier",
    )
    .with("date", date(2026, 3, 1))
    .with("today", date(2026, 2, 28));
    let check = |lang: Lang, expected: &str| assert_eq!(T::new(lang).sentence(&said), expected);
    check(
        Lang::En,
        "1 Mar 2026 has not come yet; what is recorded has happened, on 28 Feb 2026 or earlier.",
    );
    check(
        Lang::Fr,
        "Le 1er mars 2026 est encore à venir ; ce qui s’enregistre a déjà eu lieu, le 28 févr. 2026 ou avant.",
    );
    let value = |lang: Lang, value: Value| {
        let said = Sentence::new("", "{it}").with("it", value);
        T::new(lang).put(&said)
    };
    let names = vec!["A".to_owned(), "B".to_owned()];
    assert_eq!(value(Lang::De, Value::All(names.clone())), "A und B");
    assert_eq!(value(Lang::Fr, Value::OneOf(names)), "A ou B");
    assert_eq!(value(Lang::De, Value::Number(12_000)), "12.000");
    assert_eq!(
        value(Lang::Fr, Value::Decimal("-0.5".to_owned())),
        "\u{2212}0,5"
    );
    assert_eq!(
        value(Lang::De, Value::Country("FR".to_owned())),
        "Frankreich"
    );
    let word = |lang: Lang, what: Word, text: &str| value(lang, Value::Word(what, text.to_owned()));
    assert_eq!(
        word(Lang::Fr, Word::At, "due + 3 days"),
        "3 jours après l’échéance"
    );
    assert_eq!(word(Lang::De, Word::Way, "letter"), "Brief");
    assert_eq!(word(Lang::Fr, Word::Tone, "firm"), "ferme");
    assert_eq!(word(Lang::De, Word::Language, "fr"), "Französisch");
    assert_eq!(word(Lang::De, Word::Language, "nl"), "nl");
    assert_eq!(
        T::new(Lang::De).fact("paid_in_full_ratio is 0.955"),
        "Anteil vollständig bezahlt: 95,5\u{a0}%"
    );
    let sum = Money::new(123_450, Currency::EUR);
    assert_eq!(value(Lang::De, sum.into()), "1.234,50\u{a0}EUR");
    let twice = vec![said.clone(), said];
    let both = value(Lang::De, Value::Several(twice, "; ".into()));
    assert_eq!(both.matches("28. Feb. 2026").count(), 2);
}

#[test]
fn why_nothing_may_be_charged_is_said_to_the_reader() {
    let check = |why: NoBasis, french: &str, german: &str| {
        let why = why.say();
        assert_eq!(T::new(Lang::Fr).sentence(&why), french);
        assert_eq!(T::new(Lang::De).sentence(&why), german);
    };
    check(
        NoBasis::NotGiven {
            what: ChargeKind::FixedSum,
            jurisdiction: "GB".to_owned(),
            debtor: Debtor::Consumer,
            due: date(2026, 3, 1),
        },
        "La loi de GB ne prévoit pas d’indemnité forfaitaire contre un consommateur pour une dette échue le 1er mars 2026, et aucune condition acceptée avant la facture ne le fait.",
        "Das Recht von GB gibt keine Pauschale gegen einen Verbraucher für eine am 1. März 2026 fällige Schuld, und keine vor der Rechnung angenommenen Bedingungen tun es.",
    );
    check(
        NoBasis::Excluded {
            terms: "the terms accepted on 1 January 2025 (order 4711)".to_owned(),
        },
        "Les conditions acceptées le 1er janv. 2025 (order 4711) l’excluent.",
        "Die am 1. Jan. 2025 angenommenen Bedingungen (order 4711) schließen es aus.",
    );
    check(
        NoBasis::Uncountable(InterestError::TooLarge.say()),
        "Cela ne peut pas se calculer : les intérêts sont trop grands pour être représentés.",
        "Es lässt sich nicht ausrechnen: die Zinsen sind zu groß, um dargestellt zu werden.",
    );
}

#[test]
fn what_is_wrong_in_a_condition_is_said_to_the_reader() {
    let check = |condition: &str, french: &str, german: &str| {
        let errors = Condition::parse(condition, Place::Class).unwrap_err();
        let why = &errors[0].message;
        assert_eq!(T::new(Lang::Fr).put(why), french);
        assert_eq!(T::new(Lang::De).put(why), german);
    };
    check(
        "overdu >= 5.0",
        "il n’y a pas de fait « overdu » ; vouliez-vous dire « overdue » ?",
        "es gibt kein Merkmal „overdu“; meinten Sie „overdue“?",
    );
    check(
        "overdue >= 'x'",
        "overdue est : un nombre décimal, et 'x' est : un texte ; cela ne se compare pas",
        "overdue ist eine Dezimalzahl, und 'x' ist ein Text; das lässt sich nicht vergleichen",
    );
    check(
        "overdue > 5.0 and true",
        "écrivez && pour dire « et » ; une condition s’écrit ainsi : overdue >= 1000.0 && country == 'DE'",
        "schreiben Sie && für „und“; eine Bedingung sieht so aus: overdue >= 1000.0 && country == 'DE'",
    );
}

/// Every sentence of the code, tests left out.
fn all() -> Vec<Found> {
    let mut found = Vec::new();
    for folder in [
        "../core/src",
        "../formats/src",
        "../store/src",
        "../app/src",
        "src",
    ] {
        for (path, text) in texts_below(folder.into()) {
            if path.ends_with("/tests.rs") || path.contains("/tests/") {
                continue;
            }
            let code = text.split("#[cfg(test)]\nmod tests {").next().unwrap();
            let code: Vec<&str> = code
                .lines()
                .filter(|line| !line.trim_start().starts_with("//"))
                .collect();
            let code = code.join("\n");
            for (at, _) in code.match_indices(SAID) {
                let said = read(&path, &code[at + SAID.len()..]);
                found.push(said.unwrap_or_else(|| panic!("{path}: write key and text out")));
            }
        }
    }
    found
}

/// Reads a sentence from behind its bracket: two texts, and the names of what fills it.
fn read(path: &str, code: &str) -> Option<Found> {
    let (key, rest) = literal(code)?;
    let (english, rest) = literal(rest.trim_start().strip_prefix(',')?)?;
    let rest = rest.trim_start();
    let rest = rest.strip_prefix(',').unwrap_or(rest);
    let mut rest = rest.trim_start().strip_prefix(')')?;
    let mut given = BTreeSet::new();
    while let Some(filled) = rest.trim_start().strip_prefix(FILLED) {
        given.insert(literal(filled)?.0);
        rest = behind_bracket(filled)?;
    }
    Some(Found {
        path: path.to_owned(),
        key,
        english,
        given,
    })
}

/// A text in quotation marks, and what stands behind it.
fn literal(code: &str) -> Option<(String, &str)> {
    let inner = code.trim_start().strip_prefix('"')?;
    let mut text = String::new();
    let mut rest = inner;
    loop {
        let at = rest.find(['"', '\\'])?;
        text.push_str(&rest[..at]);
        match rest[at..].chars().next()? {
            '"' => return Some((text, &rest[at + 1..])),
            _ => match rest[at + 1..].chars().next()? {
                '\n' => rest = rest[at + 2..].trim_start(),
                escaped => {
                    text.push(match escaped {
                        '"' | '\\' => escaped,
                        'n' => '\n',
                        other => panic!("an escape: \\{other}"),
                    });
                    rest = &rest[at + 2..];
                }
            },
        }
    }
}

/// What stands behind the bracket that closes the one that is open.
fn behind_bracket(code: &str) -> Option<&str> {
    let mut depth = 1;
    let mut rest = code;
    loop {
        let at = rest.find(['(', ')', '"'])?;
        match &rest[at..=at] {
            "\"" => {
                rest = literal(&rest[at..])?.1;
                continue;
            }
            "(" => depth += 1,
            _ => depth -= 1,
        }
        rest = &rest[at + 1..];
        if depth == 0 {
            return Some(rest);
        }
    }
}
