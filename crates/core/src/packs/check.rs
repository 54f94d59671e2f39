//! Looking over the whole law: what contradicts itself, what has gaps, and what has grown old.

use std::collections::BTreeMap;

use jiff::civil::Date;
use serde::Serialize;

use super::rate::Rate;
use super::series::Series;
use super::value::About;
use super::{Debtor, Pack, Packs, Problem};
use crate::sentence::{Say, Sentence};
use crate::toml_reader::{Finding, Severity};

/// Something in the law that somebody should look at.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Remark {
    /// How grave it is.
    pub severity: Severity,
    /// The pack, series or value that it is about.
    pub about: String,
    /// What was found and what would be right.
    pub message: Sentence,
}

fn warning(about: &str, message: Sentence) -> Remark {
    Remark {
        severity: Severity::Warning,
        about: about.to_owned(),
        message,
    }
}

fn error(about: &str, message: Sentence) -> Remark {
    Remark {
        severity: Severity::Error,
        ..warning(about, message)
    }
}

/// Looks over everything as on that day: periods that overlap or leave a gap, values without a source,
/// rates that are not what they should equal, and series whose newest rate may be out of date.
#[must_use]
pub fn check(packs: &Packs, on: Date) -> Vec<Remark> {
    let mut remarks = Vec::new();
    for pack in packs.iter() {
        remarks.extend(versions(pack));
        remarks.extend(laws(pack));
        remarks.extend(without_source(pack));
    }
    for series in packs.all_series() {
        remarks.extend(gaps(series));
        remarks.extend(equals(packs, series));
        remarks.extend(
            series
                .stale(on)
                .map(|message| warning(&series.name, message)),
        );
    }
    remarks
}

/// Names in packs and series that nothing has.
pub(super) fn names(packs: &Packs) -> Vec<Problem> {
    let mut problems = Vec::new();
    let mut unknown = |file: String, line: usize, what: &str, name: &str| {
        problems.push(Problem {
            file,
            finding: Finding {
                severity: Severity::Error,
                line,
                column: 1,
                code: "unknown-name",
                message: format!("there is {what} \"{name}\"").into(),
            },
        });
    };
    for pack in packs.iter() {
        let file = || format!("{}.toml", pack.code);
        for law in &pack.interest {
            for rate in law.rate.iter().chain(&law.agreed_minimum) {
                if let Some(name) = missing_series(packs, &rate.value) {
                    unknown(file(), rate.about.line, "no series of rates", name);
                }
            }
        }
        if let Some(name) = &pack.holidays
            && packs.holidays(name).is_none()
        {
            unknown(file(), 1, "no set of holidays", name);
        }
        if let Some(name) = &pack.parent
            && packs
                .get(name)
                .is_none_or(|parent| parent.code == pack.code)
        {
            unknown(file(), 1, "no other pack", name);
        }
    }
    for series in packs.all_series() {
        for rate in series.equals.iter() {
            if let Some(name) = missing_series(packs, &rate.value) {
                let file = format!("rates/{}.toml", series.name);
                unknown(file, rate.about.line, "no series of rates", name);
            }
        }
    }
    problems
}

fn missing_series<'r>(packs: &Packs, rate: &'r Rate) -> Option<&'r str> {
    rate.series().filter(|name| packs.series(name).is_none())
}

/// Values of one key whose periods overlap, or leave days without any.
fn versions(pack: &Pack) -> Vec<Remark> {
    let sections = super::show::sections(pack, None);
    let mut by_name: BTreeMap<&str, Vec<&About>> = BTreeMap::new();
    for entry in sections.iter().flat_map(|section| &section.entries) {
        if entry.is_version {
            by_name
                .entry(&entry.about.name)
                .or_default()
                .push(&entry.about);
        }
    }
    by_name
        .into_iter()
        .flat_map(|(name, abouts)| {
            let overlap = overlap(&abouts).map(|(a, b)| {
                error(
                    name,
                    Sentence::new("law-remark.same-days", "lines {first} and {second} hold on the same days; end the first before the second begins")
                        .with("first", a.line)
                        .with("second", b.line),
                )
            });
            overlap.into_iter().chain(hole(name, &abouts))
        })
        .collect()
}

/// Laws for the same debtors whose periods overlap, or leave due dates without any.
fn laws(pack: &Pack) -> Vec<Remark> {
    let interest: Vec<_> = pack
        .interest
        .iter()
        .map(|law| (&law.debtors, &law.about))
        .collect();
    let sums: Vec<_> = pack
        .fixed_sums
        .iter()
        .filter(|law| law.notice_days.is_none())
        .map(|law| (&law.debtors, &law.about))
        .collect();
    let mut remarks = Vec::new();
    for (group, laws) in [("interest", interest), ("fixed_sum", sums)] {
        for debtor in [Debtor::Business, Debtor::Consumer, Debtor::PublicBody] {
            let abouts: Vec<&About> = laws
                .iter()
                .filter(|(debtors, _)| debtors.contains(&debtor))
                .map(|(_, about)| *about)
                .collect();
            let name = format!("{}.{group} ({debtor})", pack.code);
            remarks.extend(overlap(&abouts).map(|(a, b)| {
                warning(
                    &name,
                    Sentence::new(
                        "law-remark.same-due-dates",
                        "{first} and {second} are for the same due dates; the first is applied",
                    )
                    .with("first", &a.name)
                    .with("second", &b.name),
                )
            }));
            remarks.extend(hole(&name, &abouts));
        }
    }
    remarks
}

fn overlap<'a>(abouts: &[&'a About]) -> Option<(&'a About, &'a About)> {
    abouts.iter().enumerate().find_map(|(index, a)| {
        let other = abouts.iter().skip(index + 1).find(|b| a.overlaps(b))?;
        Some((*a, *other))
    })
}

/// Days between two periods that belong to none.
fn hole(name: &str, abouts: &[&About]) -> Option<Remark> {
    let mut periods: Vec<_> = abouts
        .iter()
        .filter(|about| !about.pending)
        .map(|about| {
            (
                about.from.unwrap_or(Date::MIN),
                about.until.unwrap_or(Date::MAX),
            )
        })
        .collect();
    periods.sort();
    periods.windows(2).find_map(|pair| {
        let (end, next) = (pair[0].1, pair[1].0);
        let is_hole = end.tomorrow().is_ok_and(|day| day < next);
        is_hole.then(|| {
            let message = Sentence::new(
                "law-remark.nothing-holds",
                "nothing holds between {end} and {next}",
            )
            .with("end", end)
            .with("next", next);
            warning(name, message)
        })
    })
}

/// Unverified values without a source; a verified one without it cannot even be read.
fn without_source(pack: &Pack) -> Option<Remark> {
    let sections = super::show::sections(pack, None);
    let mut names: Vec<&str> = Vec::new();
    for entry in sections.iter().flat_map(|section| &section.entries) {
        let name = entry.about.name.as_str();
        if entry.about.source.is_none() && !names.contains(&name) {
            names.push(name);
        }
    }
    (!names.is_empty()).then(|| {
        let message = Sentence::new(
            "law-remark.without-source",
            "stay unverified until they have a source: {names}",
        )
        .with("names", names.join(", "));
        warning(&pack.code, message)
    })
}

/// Days for which no rate is known between two that are.
fn gaps(series: &Series) -> Vec<Remark> {
    let pairs = series.rates().windows(2);
    pairs
        .filter_map(|pair| {
            let until = pair[0].until?;
            let is_gap = until.tomorrow().is_ok_and(|day| day < pair[1].from);
            is_gap.then(|| {
                let message = Sentence::new(
                    "law-remark.no-rate",
                    "no rate is known between {until} and {next}",
                )
                .with("until", until)
                .with("next", pair[1].from);
                warning(&series.name, message)
            })
        })
        .collect()
}

/// Rates that are not what they should equal. One that is verified on neither side is only a warning.
fn equals(packs: &Packs, series: &Series) -> Vec<Remark> {
    let mut remarks = Vec::new();
    for rate in series.rates() {
        let Some(rule) = series.equals.on(rate.from) else {
            continue;
        };
        let name = series.name_of(rate);
        match rule.value.on(packs, rate.from) {
            Ok(expected) if expected == rate.percent => {}
            Ok(expected) => {
                let message = Sentence::new(
                    "law-remark.not-equal",
                    "is {percent} %, and {rule} gives {expected} %",
                )
                .with("percent", rate.percent)
                .with("rule", rule.value.say())
                .with("expected", expected);
                remarks.push(match rate.verified {
                    true => error(&name, message),
                    false => warning(&name, message),
                });
            }
            Err(cause) => remarks.push(error(&name, cause.to_string().into())),
        }
    }
    remarks
}
