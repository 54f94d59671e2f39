//! The packs that are compiled in hold what is published, and the parser says what is wrong with others.
#![allow(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::panic,
    reason = "tests"
)]

mod cases;
mod docs;
mod generated;
mod holidays;
mod problems;

use jiff::civil::{Date, date};

use super::*;
use crate::money::Money;

fn packs() -> &'static Packs {
    Packs::embedded().unwrap_or_else(|problems| panic!("{}", lines(problems)))
}

fn lines(problems: &[Problem]) -> String {
    let problems: Vec<String> = problems.iter().map(ToString::to_string).collect();
    problems.join("\n")
}

fn pack(code: &str) -> &'static Pack {
    packs()
        .get(code)
        .unwrap_or_else(|| panic!("there is no pack {code}"))
}

fn money(amount: &str, code: &str) -> Money {
    Money::parse(amount, pack(code).currency).unwrap()
}

/// Every file of the folder is compiled in, and nothing else.
#[test]
fn no_file_of_the_folder_is_forgotten() {
    let root = "../../jurisdictions";
    let mut found = Vec::new();
    for folder in ["", "rates/", "holidays/"] {
        for entry in std::fs::read_dir(format!("{root}/{folder}")).unwrap() {
            let name = entry.unwrap().file_name().into_string().unwrap();
            if name.ends_with(".toml") {
                found.push(format!("{folder}{name}"));
            }
        }
    }
    let mut compiled: Vec<&str> = embedded::FILES.iter().map(|(name, _)| *name).collect();
    found.sort();
    compiled.sort_unstable();
    assert_eq!(compiled, found, "list every file in packs/embedded.rs");
}

/// What is compiled in contradicts itself nowhere.
#[test]
fn the_law_that_is_compiled_in_is_in_order() {
    let errors: Vec<Remark> = check(packs(), date(2026, 8, 31))
        .into_iter()
        .filter(|remark| remark.severity == crate::toml_reader::Severity::Error)
        .collect();
    assert_eq!(errors, []);
}

#[test]
fn a_file_replaces_the_one_of_its_name_and_others_are_added() {
    let text = |code: &str| format!("code = \"{code}\"\nname = \"Made up\"\ncurrency = \"EUR\"\n");
    let files = [
        ("DE.toml".to_owned(), text("DE")),
        ("XX.toml".to_owned(), text("XX")),
    ];
    let changed = Packs::with_files(&files).unwrap();
    assert_eq!(changed.get("DE").unwrap().name, "Made up");
    assert_eq!(changed.get("XX").unwrap().name, "Made up");
    assert_eq!(changed.get("GB"), packs().get("GB"));
    assert_ne!(changed.get("DE").unwrap().hash, pack("DE").hash);
}

#[test]
fn a_series_answers_to_its_other_names() {
    let by_alias = packs().series("GB-BANK-RATE").unwrap();
    assert_eq!(by_alias.name, "UK_BASE");
    assert_eq!(packs().series("NO_SUCH_RATE"), None);
}

#[test]
fn the_law_of_a_debt_goes_by_its_debtor_and_its_due_date() {
    #[track_caller]
    fn check(code: &str, debtor: Debtor, due: Date, id: Option<&str>) {
        let law = pack(code).statutory_interest(debtor, due);
        assert_eq!(law.map(|law| law.id.as_str()), id);
    }
    check("GB", Debtor::Business, date(2026, 3, 1), Some("statutory"));
    check("GB", Debtor::Business, date(2002, 8, 6), Some("until-2002"));
    check("GB", Debtor::Business, date(1998, 10, 31), None);
    check("GB", Debtor::Consumer, date(2026, 3, 1), None);
    check("DE", Debtor::Consumer, date(2026, 3, 1), Some("consumer"));
    check(
        "DE",
        Debtor::PublicBody,
        date(2014, 7, 28),
        Some("until-2014"),
    );
    check(
        "DE",
        Debtor::PublicBody,
        date(2014, 7, 29),
        Some("statutory"),
    );
}

/// A rule that is copied and a rule that is prepared are the same, and so are their steps.
#[test]
fn a_prepared_rule_is_the_rule() {
    for pack in packs().iter() {
        for law in pack.interest.iter().filter(|law| law.rate.is_some()) {
            let prepared = law.prepare(packs()).unwrap();
            for due in [date(2014, 12, 30), date(2023, 1, 15), date(2026, 2, 28)] {
                let until = date(2026, 6, 30);
                let copied = law.rule(packs(), due, until);
                let view = prepared.rule(due, until);
                match (&copied, &view) {
                    (Ok(copied), Ok(view)) => assert_eq!(copied.view(), *view),
                    (copied, view) => assert_eq!(copied.as_ref().err(), view.as_ref().err()),
                }
            }
        }
    }
}

#[test]
fn what_is_not_verified_is_told_by_name() {
    let due = date(2026, 1, 15);
    let ireland = pack("IE")
        .statutory_interest(Debtor::Business, due)
        .unwrap();
    assert!(
        ireland
            .unverified()
            .contains(&"IE.interest.statutory.fixing".to_owned())
    );
    let germany = pack("DE")
        .statutory_interest(Debtor::Business, due)
        .unwrap();
    assert_eq!(germany.unverified(), Vec::<String>::new());
    let prepared = germany.prepare(packs()).unwrap();
    assert_eq!(prepared.unverified(due, date(2026, 6, 30)), Ok(vec![]));
    assert_eq!(
        prepared.unverified(due, date(2026, 7, 1)),
        Ok(vec!["DE_BASISZINS.2026-07-01".to_owned()])
    );
    assert!(
        !pack("GB")
            .court
            .small_claims_limit
            .on(due)
            .unwrap()
            .about
            .verified
    );
    assert_eq!(
        pack("GB")
            .court
            .small_claims_limit
            .on(due)
            .unwrap()
            .about
            .name,
        "GB.court.small_claims_limit"
    );
}

#[test]
fn what_is_pending_is_shown_and_never_applied() {
    let text = r#"
        code = "XX"
        name = "Made up"
        currency = "GBP"
        [terms]
        source = "https://example.com/law"
        max_days = [{ value = 60 }, { value = 30, status = "pending" }]
        [[interest]]
        id = "coming"
        title = "A bill"
        debtors = ["business"]
        source = "https://example.com/bill"
        status = "pending"
        rate = { fixed = "20" }
        fixing = "floating"
        compounding = "simple"
        day_count = "ACT/365"
    "#;
    let packs = Packs::with_files(&[("XX.toml".to_owned(), text.to_owned())]).unwrap();
    let made_up = packs.get("XX").unwrap();
    let on = date(2026, 3, 1);
    assert_eq!(made_up.statutory_interest(Debtor::Business, on), None);
    assert_eq!(made_up.terms.max_days.on(on).unwrap().value, 60);
    let shown = packs.sections(made_up, Some(on));
    let pending = shown
        .iter()
        .flat_map(|section| &section.entries)
        .filter(|entry| entry.marks() == ["pending"])
        .count();
    assert_eq!(pending, 5, "the term, and the four values of the bill");
}

#[test]
fn a_date_without_a_rate_is_an_error_that_says_what_is_known() {
    #[track_caller]
    fn check(rate: &str, due: Date, until: Date, message: &str) {
        let text = format!(
            r#"
            code = "XX"
            name = "Made up"
            currency = "GBP"
            [[interest]]
            id = "statutory"
            title = "Made up"
            debtors = ["business"]
            source = "https://example.com/law"
            rate = {rate}
            fixing = "floating"
            compounding = "simple"
            day_count = "ACT/365"
            "#
        );
        let series = r#"
            name = "GAPS"
            title = "Made up"
            fixing = "yearly"
            source = "https://example.com/rates"
            rates = [
                { value = "1", from = 2020-01-01, until = 2020-12-31 },
                { value = "2", from = 2022-01-01, until = 2022-12-31 },
            ]
        "#;
        let files = [
            ("XX.toml".to_owned(), text),
            ("rates/GAPS.toml".to_owned(), series.to_owned()),
        ];
        let packs = Packs::with_files(&files).unwrap();
        let law = &packs.get("XX").unwrap().interest[0];
        assert_eq!(
            law.rule(&packs, due, until).unwrap_err().to_string(),
            message
        );
    }
    let daily = r#"{ series = "GAPS", reference = "day" }"#;
    check(
        daily,
        date(2019, 6, 30),
        date(2020, 2, 1),
        "GAPS has no rate for 2019-07-01: it begins with 2020-01-01",
    );
    check(
        daily,
        date(2020, 6, 30),
        date(2022, 2, 1),
        "GAPS has no rate for 2021-01-01: the rate before it held until 2020-12-31, and the next one that is known holds from 2022-01-01",
    );
    let yearly = r#"{ series = "GAPS", reference = "year-start" }"#;
    check(
        yearly,
        date(2022, 6, 30),
        date(2023, 2, 1),
        "GAPS has no rate for 2023-02-01: the newest one that is known ended on 2022-12-31",
    );
    check(
        yearly,
        date(2020, 6, 30),
        date(2021, 2, 1),
        "GAPS has no rate for 2021-02-01: the rate before it held until 2020-12-31, and the next one that is known holds from 2022-01-01",
    );
}

#[test]
fn a_law_without_a_rate_says_so() {
    let due = date(2026, 3, 1);
    let law = pack("US")
        .statutory_interest(Debtor::PublicBody, due)
        .unwrap();
    assert_eq!(
        law.rule(packs(), due, due).unwrap_err().to_string(),
        "US.interest.prompt-payment names no rate here; give the agreed one, such as \"8% a year\""
    );
}

#[test]
fn the_rates_of_a_stretch_are_those_that_hold_in_it() {
    let series = packs().series("AU_NSW_PREJUDGMENT").unwrap();
    let percents = |first, last| {
        let rates = series.between(first, last).unwrap().iter();
        rates
            .map(|rate| rate.percent.to_string())
            .collect::<Vec<_>>()
    };
    assert_eq!(percents(date(2013, 9, 1), date(2013, 12, 31)), ["6.75"]);
    assert_eq!(
        percents(date(2013, 12, 31), date(2014, 1, 1)),
        ["6.75", "6.5"]
    );
    // Both ends have a rate, and the years between them have none.
    assert_eq!(
        series
            .between(date(2014, 1, 1), date(2025, 2, 1))
            .unwrap_err(),
        series.at(date(2014, 7, 1)).unwrap_err()
    );
}
