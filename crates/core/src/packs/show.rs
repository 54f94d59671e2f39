//! A pack as a person reads it: sections of values in words, each with its source.

use std::fmt::Display;

use jiff::civil::Date;
use serde::Serialize;

use super::allocation::Part;
use super::limitation::Period;
use super::rate::Rate;
use super::value::{About, Sourced, Values};
use super::{Pack, Packs};

/// A part of a pack in words.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema), schema(as = LawSection))]
pub struct Section {
    /// Its heading.
    pub title: String,
    /// What it is about, for laws: whose debts, since when.
    pub subtitle: Option<String>,
    /// Its values.
    pub entries: Vec<Entry>,
    /// What a reader should know besides.
    pub note: Option<String>,
}

/// A value in words.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema), schema(as = LawEntry))]
pub struct Entry {
    /// What it is: `small claims limit`.
    pub label: String,
    /// The value.
    pub text: String,
    /// Its name, its source and its period.
    #[serde(flatten)]
    pub about: About,
    /// Whether it is one of the values of a key, which follow one another in time.
    #[serde(skip)]
    pub(super) is_version: bool,
}

impl Entry {
    /// What else is to be said about the value in one word each: `pending`, `unverified`.
    #[must_use]
    pub fn marks(&self) -> Vec<&'static str> {
        let marks = [
            (self.about.pending, "pending"),
            (!self.about.verified, "unverified"),
        ];
        marks
            .into_iter()
            .filter_map(|(holds, mark)| holds.then_some(mark))
            .collect()
    }
}

/// All sections of a pack. With a day, what has ended before it is left out.
pub(super) fn sections(pack: &Pack, on: Option<(&Packs, Date)>) -> Vec<Section> {
    let mut sections = laws(pack, on);
    sections.extend(rules(pack));
    sections.extend(contact(pack));
    sections.extend(duties(pack));
    for section in &mut sections {
        section.entries.retain(|entry| {
            on.is_none_or(|(_, on)| entry.about.until.is_none_or(|until| on <= until))
        });
    }
    sections.retain(|section| !section.entries.is_empty());
    sections
}

/// Interest, fixed sums and steps before a claim: one section each.
fn laws(pack: &Pack, on: Option<(&Packs, Date)>) -> Vec<Section> {
    let mut sections = Vec::new();
    for law in &pack.interest {
        let mut entries = Vec::new();
        rate(&mut entries, "rate", law.rate.as_ref(), on);
        one(&mut entries, "fixing", Some(&law.fixing));
        one(&mut entries, "frozen on", law.frozen_on.as_ref());
        one(&mut entries, "compounding", Some(&law.compounding));
        one(&mut entries, "day count", Some(&law.day_count));
        flag(
            &mut entries,
            "daily amount rounded first",
            law.round_daily.as_ref(),
        );
        one(&mut entries, "disputed part", law.disputed_part.as_ref());
        rate(
            &mut entries,
            "agreed rate at least",
            law.agreed_minimum.as_ref(),
            on,
        );
        flag(
            &mut entries,
            "holds whatever was agreed",
            law.overrides_agreed.as_ref(),
        );
        let title = format!("Interest: {}", law.title);
        sections.push(law_section(title, &law.debtors, &law.about, entries));
    }
    for law in &pack.fixed_sums {
        let mut entries = Vec::new();
        one(&mut entries, "owed for each", Some(&law.per));
        one(&mut entries, "amount", Some(&law.scale));
        one(&mut entries, "days of notice", law.notice_days.as_ref());
        let title = format!("Fixed sum: {}", law.title);
        sections.push(law_section(title, &law.debtors, &law.about, entries));
    }
    for law in &pack.pre_actions {
        let mut entries = Vec::new();
        one(&mut entries, "least claim", law.min_amount.as_ref());
        for step in &law.steps {
            let days = step.value.wait_days;
            let text = match days {
                0 => step.value.name.clone(),
                1 => format!("{}, then wait 1 day", step.value.name),
                _ => format!("{}, then wait {days} days", step.value.name),
            };
            entries.push(entry("step", text, &step.about, false));
        }
        let title = format!("Before action: {}", law.title);
        sections.push(law_section(title, &law.debtors, &law.about, entries));
    }
    sections
}

/// A rate in words, and in figures for a debt that falls due on the day.
fn rate(
    entries: &mut Vec<Entry>,
    label: &str,
    rate: Option<&Sourced<Rate>>,
    on: Option<(&Packs, Date)>,
) {
    let Some(rate) = rate else { return };
    let mut text = rate.value.to_string();
    if let Some((packs, on)) = on
        && rate.value.series().is_some()
        && rate.about.holds_on(on)
        && let Ok(percent) = rate.value.on(packs, on)
    {
        text.push_str(&format!("; {percent} % on {on}"));
    }
    entries.push(entry(label, text, &rate.about, true));
}

fn law_section<T: Display>(
    title: String,
    debtors: &[T],
    about: &About,
    entries: Vec<Entry>,
) -> Section {
    let debtors: Vec<String> = debtors.iter().map(ToString::to_string).collect();
    let mut subtitle = format!("for {}", debtors.join(", "));
    match (about.from, about.until) {
        (None, None) => {}
        (Some(from), None) => subtitle.push_str(&format!("; debts due from {from} on")),
        (None, Some(until)) => subtitle.push_str(&format!("; debts due until {until}")),
        (Some(from), Some(until)) => subtitle.push_str(&format!("; debts due {from} to {until}")),
    }
    if about.pending {
        subtitle.push_str("; pending, not applied");
    }
    Section {
        title,
        subtitle: Some(subtitle),
        entries,
        note: about.note.clone(),
    }
}

/// Terms, limitation, court, allocation.
fn rules(pack: &Pack) -> Vec<Section> {
    let terms = &pack.terms;
    let mut entries = Vec::new();
    all(&mut entries, "days without agreement", &terms.default_days);
    all(&mut entries, "counted", &terms.counted);
    all(&mut entries, "most days", &terms.max_days);
    all(
        &mut entries,
        "most days of a public body",
        &terms.max_days_public,
    );
    all(
        &mut entries,
        "most days after the end of the month",
        &terms.max_end_of_month_days,
    );
    flags(&mut entries, "no agreement beyond", &terms.max_is_absolute);
    let mut sections = vec![plain("Terms of payment", entries, &terms.note)];

    let limitation = &pack.limitation;
    sections.push(period("Limitation", &limitation.general));
    for (kind, of_kind) in &limitation.kinds {
        sections.push(period(&format!("Limitation: {kind}"), of_kind));
    }

    let court = &pack.court;
    let mut entries = Vec::new();
    all(
        &mut entries,
        "small claims up to",
        &court.small_claims_limit,
    );
    all(&mut entries, "limit", &court.limits);
    all(&mut entries, "issue fee", &court.issue_fee);
    all(&mut entries, "hearing fee", &court.hearing_fee);
    all(&mut entries, "fees are counted on", &court.fee_base);
    sections.push(plain("Court", entries, &court.note));

    let allocation = &pack.allocation;
    let mut entries = Vec::new();
    let order = |parts: &Vec<Part>| words(parts, ", then ");
    shown(&mut entries, "a payment pays", &allocation.order, order);
    all(&mut entries, "between several debts", &allocation.between);
    sections.push(plain("Allocation of payments", entries, &allocation.note));
    sections
}

fn period(title: &str, period: &Period) -> Section {
    let mut entries = Vec::new();
    all(&mut entries, "years", &period.years);
    all(&mut entries, "from", &period.starts);
    shown(
        &mut entries,
        "starts anew with",
        &period.restarts_by,
        |list| words(list, ", "),
    );
    all(&mut entries, "years at most", &period.absolute_years);
    plain(title, entries, &period.note)
}

fn contact(pack: &Pack) -> Vec<Section> {
    let contact = &pack.contact;
    let mut entries = Vec::new();
    for hours in &contact.hours {
        entries.push(entry("hours", hours.value.to_string(), &hours.about, false));
    }
    for cap in &contact.caps {
        entries.push(entry("limit", cap.value.to_string(), &cap.about, false));
    }
    flags(
        &mut entries,
        "none on public holidays",
        &contact.not_on_holidays,
    );
    shown(
        &mut entries,
        "opt-out words",
        &contact.opt_out_words,
        |list| list.join(", "),
    );
    shown(
        &mut entries,
        "natural persons",
        &contact.natural_persons,
        |list| words(list, ", "),
    );
    vec![plain("Contact", entries, &contact.note)]
}

/// Duties, insolvency and what is coming.
fn duties(pack: &Pack) -> Vec<Section> {
    let mut entries = Vec::new();
    for duty in &pack.duties {
        entries.push(entry(&duty.id, duty.text.clone(), &duty.about, false));
    }
    let mut sections = vec![plain("Duties", entries, &None)];
    let mut entries = Vec::new();
    for (subject, values) in &pack.insolvency {
        all(&mut entries, &subject.replace('_', " "), values);
    }
    sections.push(plain("Insolvency", entries, &None));
    let mut entries = Vec::new();
    for coming in &pack.coming {
        entries.push(entry(
            &coming.title,
            coming.text.clone(),
            &coming.about,
            false,
        ));
    }
    sections.push(plain("Coming", entries, &None));
    sections
}

fn plain(title: &str, entries: Vec<Entry>, note: &Option<String>) -> Section {
    Section {
        title: title.to_owned(),
        subtitle: None,
        entries,
        note: note.clone(),
    }
}

fn entry(label: &str, text: String, about: &About, is_version: bool) -> Entry {
    Entry {
        label: label.to_owned(),
        text,
        about: about.clone(),
        is_version,
    }
}

fn one<T: Display>(entries: &mut Vec<Entry>, label: &str, value: Option<&Sourced<T>>) {
    entries.extend(value.map(|value| entry(label, value.value.to_string(), &value.about, true)));
}

fn flag(entries: &mut Vec<Entry>, label: &str, value: Option<&Sourced<bool>>) {
    entries.extend(value.map(|value| entry(label, yes_or_no(&value.value), &value.about, true)));
}

fn all<T: Display>(entries: &mut Vec<Entry>, label: &str, values: &Values<T>) {
    shown(entries, label, values, T::to_string);
}

fn flags(entries: &mut Vec<Entry>, label: &str, values: &Values<bool>) {
    shown(entries, label, values, yes_or_no);
}

fn shown<T>(
    entries: &mut Vec<Entry>,
    label: &str,
    values: &Values<T>,
    text: impl Fn(&T) -> String,
) {
    for value in values.iter() {
        let label = match &value.kind {
            Some(kind) => format!("{label}, {}", kind.replace('_', " ")),
            None => label.to_owned(),
        };
        entries.push(entry(&label, text(&value.value), &value.about, true));
    }
}

fn yes_or_no(value: &bool) -> String {
    if *value { "yes" } else { "no" }.to_owned()
}

fn words<T: Display>(words: &[T], between: &str) -> String {
    let words: Vec<String> = words.iter().map(ToString::to_string).collect();
    words.join(between)
}
