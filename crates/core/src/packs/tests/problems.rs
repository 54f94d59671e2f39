//! What the parser says about files that are wrong: the place, what was found, and what would be right.

use insta::assert_snapshot;

use super::super::Packs;
use super::lines;

/// The problems of a file of that name.
fn problems(name: &str, text: &str) -> String {
    match Packs::from_files(&[(name, text)]) {
        Ok(_) => "nothing is wrong".to_owned(),
        Err(problems) => lines(&problems),
    }
}

#[test]
fn every_problem_of_a_pack_is_told_at_once() {
    let text = r#"
code = "YY"
name = ""
currency = "PFUND"
colour = "blue"

[[interest]]
id = "statutory"
debtors = ["busines"]
from = "2026-02-30"
source = "gov.uk"
rate = { series = "UK_BASE", fixed = "8" }
fixing = "frosted"
compounding = "every 0 days"

[[interest]]
id = "statutory"
title = "Twice"
debtors = ["business"]
rate = { series = "UK_BASE", reference = "fiscal-year" }
fixing = [{ value = "frozen", until = 2020-12-31 }, { value = "floating", from = 2021-01-01 }]
compounding = "simple"
day_count = "ACT/365"
source = "https://example.com/law"

[terms]
default_days = "thirty"
max_days = { value = 60, from = 2026-01-01, until = 2025-01-01 }
counted = "from"

[limitation]
years = 4000
restarts_by = ["a smile"]

[court]
source = "https://example.com/court"
small_claims_limit = 10000
issue_fee = { bands = [{ amount = "35" }, { up_to = "500", below = "600", amount = "50" }] }
hearing_fee = { tranches = [{ percent = "-1" }], min = "50", max = "40" }

[contact]
source = "https://example.com/contact"
hours = [{ days = "weekdays", from = "21:00", until = "8" }]
caps = [{ what = "pigeons", in_days = 0 }]
"#;
    assert_snapshot!(problems("XX.toml", text));
}

#[test]
fn every_problem_of_a_series_is_told_at_once() {
    let text = r#"
name = "RATES"
title = "Made up"
unit = "basis points"
fixing = "daily"
rates = [
  ["2020-01-01", "1.5"],
  ["2019-01-01", "1,5"],
  ["2019-06-01", "1"],
  { value = "2", from = 2021-01-01, until = 2020-01-01, valid = true },
  { from = 2022-01-01 },
  "2023-01-01",
  ["2024-01-01"],
]
"#;
    assert_snapshot!(problems("rates/RATES.toml", text));
}

#[test]
fn every_problem_of_holidays_is_told_at_once() {
    let text = r#"
name = "ELSEWHERE"
title = "Made up"
source = "https://example.com/days"
[[holiday]]
name = "No day"
[[holiday]]
name = "Two days"
month = 2
day = 30
easter = 1
[[holiday]]
name = "No such day"
month = 2
day = 30
[[holiday]]
name = "No such weekday"
month = 5
weekday = "montag"
nth = 0
[[holiday]]
name = "No such substitute"
month = 13
day = 1
substitute = "tuesday"
skip = ["weekend"]
except = "2020"
[[day]]
name = "Once"
date = 2020-05-08
[[day]]
name = "Twice"
date = 2020-05-08
"#;
    assert_snapshot!(problems("holidays/PLACE.toml", text));
}

#[test]
fn names_that_nothing_has_are_told() {
    let text = r#"
code = "XX"
name = "Made up"
currency = "EUR"
holidays = "MARS"
parent = "XX"

[[interest]]
id = "statutory"
title = "Made up"
debtors = ["business"]
source = "https://example.com/law"
rate = { series = "MOON_RATE", reference = "day" }
fixing = "floating"
compounding = "simple"
day_count = "ACT/365"
"#;
    assert_snapshot!(problems("XX.toml", text));
}

#[test]
fn what_is_not_toml_is_told_with_its_line() {
    assert_snapshot!(problems("XX.toml", "code = \"XX\"\nname = Germany\n"));
}
