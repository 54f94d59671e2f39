//! A pack as a person reads it: sections of values in words, each with its source.

mod values;

use jiff::civil::Date;
use serde::Serialize;

use super::allocation::Part;
use super::limitation::Period;
use super::rate::Rate;
use super::value::{About, Sourced};
use super::word::word;
use super::{Pack, Packs};
use crate::sentence::{Say, Sentence};
use values::{InWords, all, entry, flag, flags, named, one, one_by_one, shown, words};

/// A part of a pack in words.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema), schema(as = LawSection))]
pub struct Section {
    /// Its heading.
    #[cfg_attr(feature = "openapi", schema(value_type = String))]
    pub title: Sentence,
    /// What it is about, for laws: whose debts, since when.
    #[cfg_attr(feature = "openapi", schema(value_type = Option<String>))]
    pub subtitle: Option<Sentence>,
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
    #[cfg_attr(feature = "openapi", schema(value_type = String))]
    pub label: Sentence,
    /// The value.
    #[cfg_attr(feature = "openapi", schema(value_type = String))]
    pub text: Sentence,
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
        rate(
            &mut entries,
            Sentence::new("pack.label.rate", "rate"),
            law.rate.as_ref(),
            on,
        );
        one(
            &mut entries,
            Sentence::new("pack.label.fixing", "fixing"),
            Some(&law.fixing),
        );
        one(
            &mut entries,
            Sentence::new("pack.label.frozen-on", "frozen on"),
            law.frozen_on.as_ref(),
        );
        one(
            &mut entries,
            Sentence::new("pack.label.compounding", "compounding"),
            Some(&law.compounding),
        );
        one(
            &mut entries,
            Sentence::new("pack.label.day-count", "day count"),
            Some(&law.day_count),
        );
        flag(
            &mut entries,
            Sentence::new(
                "pack.label.daily-amount-rounded-first",
                "daily amount rounded first",
            ),
            law.round_daily.as_ref(),
        );
        one(
            &mut entries,
            Sentence::new("pack.label.disputed-part", "disputed part"),
            law.disputed_part.as_ref(),
        );
        rate(
            &mut entries,
            Sentence::new("pack.label.agreed-rate-at-least", "agreed rate at least"),
            law.agreed_minimum.as_ref(),
            on,
        );
        flag(
            &mut entries,
            Sentence::new(
                "pack.label.holds-whatever-was-agreed",
                "holds whatever was agreed",
            ),
            law.overrides_agreed.as_ref(),
        );
        let title =
            Sentence::new("pack.interest-of", "Interest: {law}").with("law", named(&law.title));
        sections.push(law_section(title, &law.debtors, &law.about, entries));
    }
    for law in &pack.fixed_sums {
        let mut entries = Vec::new();
        one(
            &mut entries,
            Sentence::new("pack.label.owed-for-each", "owed for each"),
            Some(&law.per),
        );
        one(
            &mut entries,
            Sentence::new("pack.label.amount", "amount"),
            Some(&law.scale),
        );
        one(
            &mut entries,
            Sentence::new("pack.label.days-of-notice", "days of notice"),
            law.notice_days.as_ref(),
        );
        let title =
            Sentence::new("pack.fixed-sum-of", "Fixed sum: {law}").with("law", named(&law.title));
        sections.push(law_section(title, &law.debtors, &law.about, entries));
    }
    for law in &pack.pre_actions {
        let mut entries = Vec::new();
        one(
            &mut entries,
            Sentence::new("pack.label.least-claim", "least claim"),
            law.min_amount.as_ref(),
        );
        for step in &law.steps {
            let days = step.value.wait_days;
            let name = named(&step.value.name);
            let text = match days {
                0 => name,
                1 => Sentence::new("pack.then-wait-a-day", "{step}, then wait 1 day")
                    .with("step", name),
                _ => Sentence::new("pack.then-wait", "{step}, then wait {days} days")
                    .with("step", name)
                    .with("days", days),
            };
            entries.push(entry(
                Sentence::new("pack.label.step", "step"),
                text,
                &step.about,
                false,
            ));
        }
        let title = Sentence::new("pack.before-action", "Before action: {law}")
            .with("law", named(&law.title));
        sections.push(law_section(title, &law.debtors, &law.about, entries));
    }
    sections
}

/// A rate in words, and in figures for a debt that falls due on the day.
fn rate(
    entries: &mut Vec<Entry>,
    label: Sentence,
    rate: Option<&Sourced<Rate>>,
    on: Option<(&Packs, Date)>,
) {
    let Some(rate) = rate else { return };
    let mut text = rate.value.say();
    if let Some((packs, on)) = on
        && rate.value.series().is_some()
        && rate.about.holds_on(on)
        && let Ok(percent) = rate.value.on(packs, on)
    {
        text = Sentence::new("pack.rate-on", "{rate}; {percent} % on {day}")
            .with("rate", text)
            .with("percent", percent)
            .with("day", on);
    }
    entries.push(entry(label, text, &rate.about, true));
}

fn law_section<T: InWords>(
    title: Sentence,
    debtors: &[T],
    about: &About,
    entries: Vec<Entry>,
) -> Section {
    let debtors = words(debtors, ", ");
    let mut subtitle = match (about.from, about.until) {
        (None, None) => Sentence::new("pack.for", "for {debtors}").with("debtors", debtors),
        (Some(from), None) => {
            Sentence::new("pack.for-from", "for {debtors}; debts due from {from} on")
                .with("debtors", debtors)
                .with("from", from)
        }
        (None, Some(until)) => {
            Sentence::new("pack.for-until", "for {debtors}; debts due until {until}")
                .with("debtors", debtors)
                .with("until", until)
        }
        (Some(from), Some(until)) => Sentence::new(
            "pack.for-between",
            "for {debtors}; debts due {from} to {until}",
        )
        .with("debtors", debtors)
        .with("from", from)
        .with("until", until),
    };
    if about.pending {
        subtitle =
            Sentence::new("pack.pending", "{about}; pending, not applied").with("about", subtitle);
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
    all(
        &mut entries,
        Sentence::new(
            "pack.label.days-without-agreement",
            "days without agreement",
        ),
        &terms.default_days,
    );
    all(
        &mut entries,
        Sentence::new("pack.label.counted", "counted"),
        &terms.counted,
    );
    all(
        &mut entries,
        Sentence::new("pack.label.most-days", "most days"),
        &terms.max_days,
    );
    all(
        &mut entries,
        Sentence::new(
            "pack.label.most-days-of-a-public-body",
            "most days of a public body",
        ),
        &terms.max_days_public,
    );
    all(
        &mut entries,
        Sentence::new(
            "pack.label.most-days-after-the-end-of-the-month",
            "most days after the end of the month",
        ),
        &terms.max_end_of_month_days,
    );
    flags(
        &mut entries,
        Sentence::new("pack.label.no-agreement-beyond", "no agreement beyond"),
        &terms.max_is_absolute,
    );
    let mut sections = vec![plain(
        Sentence::new("pack.terms", "Terms of payment"),
        entries,
        &terms.note,
    )];

    let limitation = &pack.limitation;
    sections.push(period(
        Sentence::new("pack.limitation", "Limitation"),
        &limitation.general,
    ));
    for (kind, of_kind) in &limitation.kinds {
        let title =
            Sentence::new("pack.limitation-of", "Limitation: {kind}").with("kind", word(kind));
        sections.push(period(title, of_kind));
    }

    let court = &pack.court;
    let mut entries = Vec::new();
    all(
        &mut entries,
        Sentence::new("pack.label.small-claims-up-to", "small claims up to"),
        &court.small_claims_limit,
    );
    all(
        &mut entries,
        Sentence::new("pack.label.limit", "limit"),
        &court.limits,
    );
    all(
        &mut entries,
        Sentence::new("pack.label.issue-fee", "issue fee"),
        &court.issue_fee,
    );
    all(
        &mut entries,
        Sentence::new("pack.label.hearing-fee", "hearing fee"),
        &court.hearing_fee,
    );
    all(
        &mut entries,
        Sentence::new("pack.label.fees-are-counted-on", "fees are counted on"),
        &court.fee_base,
    );
    sections.push(plain(
        Sentence::new("pack.court", "Court"),
        entries,
        &court.note,
    ));

    let allocation = &pack.allocation;
    let mut entries = Vec::new();
    let order = |parts: &Vec<Part>| one_by_one(parts);
    shown(
        &mut entries,
        Sentence::new("pack.label.a-payment-pays", "a payment pays"),
        &allocation.order,
        order,
    );
    all(
        &mut entries,
        Sentence::new("pack.label.between-several-debts", "between several debts"),
        &allocation.between,
    );
    sections.push(plain(
        Sentence::new("pack.allocation", "Allocation of payments"),
        entries,
        &allocation.note,
    ));
    sections
}

fn period(title: Sentence, period: &Period) -> Section {
    let mut entries = Vec::new();
    all(
        &mut entries,
        Sentence::new("pack.label.years", "years"),
        &period.years,
    );
    all(
        &mut entries,
        Sentence::new("pack.label.from", "from"),
        &period.starts,
    );
    shown(
        &mut entries,
        Sentence::new("pack.label.starts-anew-with", "starts anew with"),
        &period.restarts_by,
        |list| words(list, ", "),
    );
    all(
        &mut entries,
        Sentence::new("pack.label.years-at-most", "years at most"),
        &period.absolute_years,
    );
    plain(title, entries, &period.note)
}

fn contact(pack: &Pack) -> Vec<Section> {
    let contact = &pack.contact;
    let mut entries = Vec::new();
    for hours in &contact.hours {
        entries.push(entry(
            Sentence::new("pack.label.hours", "hours"),
            hours.value.say(),
            &hours.about,
            false,
        ));
    }
    for cap in &contact.caps {
        entries.push(entry(
            Sentence::new("pack.label.limit", "limit"),
            cap.value.say(),
            &cap.about,
            false,
        ));
    }
    flags(
        &mut entries,
        Sentence::new(
            "pack.label.none-on-public-holidays",
            "none on public holidays",
        ),
        &contact.not_on_holidays,
    );
    shown(
        &mut entries,
        Sentence::new("pack.label.opt-out-words", "opt-out words"),
        &contact.opt_out_words,
        |list| list.join(", ").into(),
    );
    shown(
        &mut entries,
        Sentence::new("pack.label.natural-persons", "natural persons"),
        &contact.natural_persons,
        |list| words(list, ", "),
    );
    vec![plain(
        Sentence::new("pack.contact", "Contact"),
        entries,
        &contact.note,
    )]
}

/// Duties, insolvency and what is coming.
fn duties(pack: &Pack) -> Vec<Section> {
    let mut entries = Vec::new();
    for duty in &pack.duties {
        entries.push(entry(
            duty.id.clone().into(),
            named(&duty.text),
            &duty.about,
            false,
        ));
    }
    let mut sections = vec![plain(
        Sentence::new("pack.duties", "Duties"),
        entries,
        &None,
    )];
    let mut entries = Vec::new();
    for (subject, values) in &pack.insolvency {
        all(&mut entries, word(&subject.replace('_', " ")), values);
    }
    sections.push(plain(
        Sentence::new("pack.insolvency", "Insolvency"),
        entries,
        &None,
    ));
    let mut entries = Vec::new();
    for coming in &pack.coming {
        entries.push(entry(
            named(&coming.title),
            named(&coming.text),
            &coming.about,
            false,
        ));
    }
    sections.push(plain(
        Sentence::new("pack.coming", "Coming"),
        entries,
        &None,
    ));
    sections
}

fn plain(title: Sentence, entries: Vec<Entry>, note: &Option<String>) -> Section {
    Section {
        title,
        subtitle: None,
        entries,
        note: note.clone(),
    }
}
