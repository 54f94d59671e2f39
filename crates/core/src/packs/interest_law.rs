//! Statutory interest: the law as it is written, and as the calculator needs it.

use jiff::civil::Date;

use super::error::LawError;
use super::rate::{self, Rate, Step};
use super::read::{self, Group, Shape};
use super::value::{About, Sourced};
use super::{Debtor, Packs};
use crate::interest::{
    Allocation, ChangeDay, Compounding, DayCount, Fixing, RateStep, Rule, RuleView, Split, words,
};
use crate::toml_reader::{Reader, Table};

/// The statutory interest of a group of debtors, for debts that fell due in a period.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct InterestLaw {
    /// Which of the pack's laws it is.
    pub id: String,
    /// What the law is called.
    pub title: String,
    /// Whose debts it is for.
    pub debtors: Vec<Debtor>,
    /// Its name, its source, and the due dates for which it holds.
    pub about: About,
    /// The rate; none where the law leaves it to the contract or to a table that is not here.
    pub rate: Option<Sourced<Rate>>,
    /// Whether a debt keeps its first rate.
    pub fixing: Sourced<Fixing>,
    /// The day whose rate a frozen debt keeps; the due date if the pack does not say.
    pub frozen_on: Option<Sourced<FrozenOn>>,
    /// When interest is added to what bears interest.
    pub compounding: Sourced<Compounding>,
    /// How days become parts of a year.
    pub day_count: Sourced<DayCount>,
    /// Whether the interest of one day is rounded first; it is not if the pack does not say.
    pub round_daily: Option<Sourced<bool>>,
    /// Whether a disputed part bears interest; it does if the pack does not say.
    pub disputed_part: Option<Sourced<DisputedPart>>,
    /// The least that the parties may agree.
    pub agreed_minimum: Option<Sourced<Rate>>,
    /// Whether this rate holds whatever the parties agreed; it does not if the pack does not say.
    pub overrides_agreed: Option<Sourced<bool>>,
}

/// The day whose rate a frozen debt keeps.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum FrozenOn {
    /// The due date.
    Due,
    /// The day after it.
    DayAfterDue,
}

words!(FrozenOn {
    Due = "due",
    DayAfterDue = "day-after-due",
});

/// Whether interest runs on the disputed part of a debt.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum DisputedPart {
    /// It does, and is owed if the dispute is settled for the creditor.
    Bears,
    /// It does not.
    Exempt,
}

words!(DisputedPart {
    Bears = "bears",
    Exempt = "exempt",
});

impl InterestLaw {
    /// Whether it is the law for a debt of that debtor that fell due on that day.
    #[must_use]
    pub fn applies(&self, debtor: Debtor, due: Date) -> bool {
        self.debtors.contains(&debtor) && self.about.holds_on(due)
    }

    /// How the interest on a debt that fell due on `due` is counted up to `until`.
    ///
    /// For many debts under one law, [`InterestLaw::prepare`] once is cheaper.
    ///
    /// # Errors
    /// [`LawError`] when there is no rate for one of the days.
    pub fn rule(&self, packs: &Packs, due: Date, until: Date) -> Result<Rule, LawError> {
        let prepared = self.prepare(packs)?;
        let view = prepared.rule(due, until)?;
        Ok(Rule {
            steps: view.steps.to_vec(),
            day_count: view.day_count,
            compounding: view.compounding,
            round_daily: view.round_daily,
            change_day: view.change_day,
            allocation: view.allocation,
            split: view.split,
        })
    }

    /// Works out all rates of this law once, for any number of debts.
    ///
    /// # Errors
    /// [`LawError::NoRate`] or [`LawError::UnknownSeries`].
    pub fn prepare(&self, packs: &Packs) -> Result<PreparedInterest, LawError> {
        let Some(rate) = &self.rate else {
            return Err(LawError::NoRate {
                law: self.about.name.clone(),
            });
        };
        let steps = rate.value.steps(packs, self.about.from)?;
        let series = rate.value.series().unwrap_or(&self.about.name).to_owned();
        let next_fixing = rate
            .value
            .series()
            .and_then(|series| packs.series(series))
            .and_then(|series| series.next_fixing());
        let frozen_on = (self.fixing.value == Fixing::Frozen)
            .then(|| self.frozen_on.as_ref().map_or(FrozenOn::Due, |on| on.value));
        Ok(PreparedInterest {
            rates: steps.iter().map(|step| step.rate).collect(),
            steps,
            series,
            next_fixing,
            frozen_on,
            day_count: self.day_count.value,
            compounding: self.compounding.value,
            round_daily: self.round_daily.as_ref().is_some_and(|round| round.value),
        })
    }

    /// Every value of this law that a calculation relies on.
    fn relied_on(&self) -> impl Iterator<Item = &About> {
        let is_frozen = self.fixing.value == Fixing::Frozen;
        [
            self.rate.as_ref().map(|rate| &rate.about),
            Some(&self.fixing.about),
            self.frozen_on
                .as_ref()
                .filter(|_| is_frozen)
                .map(|on| &on.about),
            Some(&self.compounding.about),
            Some(&self.day_count.about),
            self.round_daily.as_ref().map(|round| &round.about),
            self.disputed_part.as_ref().map(|part| &part.about),
        ]
        .into_iter()
        .flatten()
    }

    /// The names of the values of this law that are not verified and that a calculation relies on. Single
    /// rates of its series are told by [`PreparedInterest::unverified`].
    #[must_use]
    pub fn unverified(&self) -> Vec<String> {
        self.relied_on()
            .filter(|about| !about.verified)
            .map(|about| about.name.clone())
            .collect()
    }

    /// The addresses at which this law was found, each once.
    #[must_use]
    pub fn sources(&self) -> Vec<&str> {
        let mut sources: Vec<&str> = Vec::new();
        for about in std::iter::once(&self.about).chain(self.relied_on()) {
            if let Some(source) = about.source.as_deref()
                && !sources.contains(&source)
            {
                sources.push(source);
            }
        }
        sources
    }
}

/// The rates of a law, worked out once. A rule for a debt then costs two searches and copies nothing.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct PreparedInterest {
    rates: Vec<RateStep>,
    steps: Vec<Step>,
    /// The series, or the law itself where the rate is fixed, for errors.
    series: String,
    next_fixing: Option<Date>,
    frozen_on: Option<FrozenOn>,
    day_count: DayCount,
    compounding: Compounding,
    round_daily: bool,
}

impl PreparedInterest {
    /// How the interest on a debt that fell due on `due` is counted up to `until`: the rates from the first
    /// day of interest on, or the one that a frozen debt keeps.
    ///
    /// # Errors
    /// [`LawError`] when there is no rate for one of the days.
    pub fn rule(&self, due: Date, until: Date) -> Result<RuleView<'_>, LawError> {
        let (first, last) = self.needed(due, until)?;
        Ok(RuleView {
            steps: &self.rates[first..=last],
            day_count: self.day_count,
            compounding: self.compounding,
            round_daily: self.round_daily,
            change_day: ChangeDay::New,
            allocation: Allocation::PrincipalFirst,
            split: Split::None,
        })
    }

    /// The names of the rates that such a rule relies on and that are not verified, such as
    /// `DE_BASISZINS.2026-07-01`.
    ///
    /// # Errors
    /// As [`PreparedInterest::rule`].
    pub fn unverified(&self, due: Date, until: Date) -> Result<Vec<String>, LawError> {
        let (first, last) = self.needed(due, until)?;
        let mut names: Vec<String> = Vec::new();
        for name in self.steps[first..=last]
            .iter()
            .filter_map(|step| step.unverified.as_ref())
        {
            if names.last() != Some(name) {
                names.push(name.clone());
            }
        }
        Ok(names)
    }

    /// The first day for which the newest rate only serves because the next one is not known yet; none
    /// for a rate without regular fixings.
    #[must_use]
    pub fn next_fixing(&self) -> Option<Date> {
        self.next_fixing
    }

    /// The first and the last step that a debt needs.
    fn needed(&self, due: Date, until: Date) -> Result<(usize, usize), LawError> {
        let day_after = due.tomorrow().map_err(|_| LawError::OutOfRange)?;
        if let Some(frozen_on) = self.frozen_on {
            let step = self.step_on(match frozen_on {
                FrozenOn::Due => due,
                FrozenOn::DayAfterDue => day_after,
            })?;
            return Ok((step, step));
        }
        let first = self.step_on(day_after)?;
        let last = self.step_on(until.max(day_after))?;
        // Between the two no day may be without a rate.
        for step in first..last {
            let next = self.steps[step]
                .until
                .tomorrow()
                .map_err(|_| LawError::OutOfRange)?;
            if next < self.rates[step + 1].from {
                self.step_on(next)?;
            }
        }
        Ok((first, last))
    }

    /// The step that a day has.
    fn step_on(&self, date: Date) -> Result<usize, LawError> {
        let after = self.rates.partition_point(|step| step.from <= date);
        let series = || self.series.clone();
        let before = after
            .checked_sub(1)
            .map(|index| (index, &self.steps[index]));
        match (before, self.rates.get(after)) {
            (Some((index, step)), _) if date <= step.until => Ok(index),
            (Some((_, step)), Some(next)) => Err(LawError::Gap {
                series: series(),
                date,
                before: step.until,
                after: next.from,
            }),
            (Some((_, step)), None) => Err(LawError::AfterSeries {
                series: series(),
                date,
                last: step.until,
            }),
            (None, Some(next)) => Err(LawError::BeforeSeries {
                series: series(),
                date,
                first: next.from,
            }),
            (None, None) => Err(LawError::NoRate { law: series() }),
        }
    }
}

/// The keys of `[[interest]]`.
pub(super) const KEYS: [&str; 12] = [
    "id",
    "title",
    "debtors",
    "rate",
    "fixing",
    "frozen_on",
    "compounding",
    "day_count",
    "round_daily",
    "disputed_part",
    "agreed_minimum",
    "overrides_agreed",
];

/// Reads one `[[interest]]`.
pub(super) fn read(
    reader: &mut Reader<'_>,
    table: Table<'_, '_>,
    above: &About,
) -> Option<InterestLaw> {
    let (id, title, debtors, group) =
        super::parse::law_head(reader, table, above, "interest", &KEYS);
    let rate = |reader: &mut Reader<'_>, group: &Group<'_, '_>, key| {
        group.single(reader, key, Shape::Table, rate::read)
    };
    let agreed_minimum = rate(reader, &group, "agreed_minimum");
    let rate = rate(reader, &group, "rate");
    let fixing = group.required(reader, "fixing", "\"floating\"", read::parsed);
    let frozen_on = group.single(reader, "frozen_on", Shape::Plain, read::parsed);
    let compounding = group.required(reader, "compounding", "\"simple\"", read::parsed);
    let day_count = group.required(reader, "day_count", "\"ACT/365\"", read::parsed);
    let round_daily = group.single(reader, "round_daily", Shape::Plain, read::truth);
    let disputed_part = group.single(reader, "disputed_part", Shape::Plain, read::parsed);
    let overrides_agreed = group.single(reader, "overrides_agreed", Shape::Plain, read::truth);
    Some(InterestLaw {
        id: id?,
        title: title?,
        debtors,
        about: group.about,
        rate,
        fixing: fixing?,
        frozen_on,
        compounding: compounding?,
        day_count: day_count?,
        round_daily,
        disputed_part,
        agreed_minimum,
        overrides_agreed,
    })
}
