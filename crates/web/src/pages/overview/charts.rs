//! The charts of the overview, each with the table behind it.

use dunwell_app::view::aging::Bucket;
use dunwell_app::view::overview::{Behind, Figures, Month};
use dunwell_core::money::Money;

use super::figures::href;
use crate::chart::{About, Bar, Series, Svg, aging, bars, line, short};
use crate::locale::T;
use crate::page::BookPage;
use crate::pages::aging::{Age, ages, slices};

/// From how many months on they are a trend.
const TREND_FROM: usize = 3;

/// What is open by how late it is.
pub(super) struct Aging {
    pub(super) bar: Svg,
    pub(super) ages: Vec<AgeLine>,
}

/// A line below the bar.
pub(super) struct AgeLine {
    pub(super) age: Age,
    pub(super) href: String,
    /// Its share of everything.
    pub(super) share: String,
}

impl Aging {
    pub(super) fn new(page: &BookPage, figures: &Figures, currency: &str) -> Aging {
        let t = page.t();
        let total: i128 = figures
            .buckets
            .iter()
            .map(|bucket| i128::from(bucket.amount.minor()))
            .sum();
        let href = href(page, Behind::Aging, currency);
        let ages = ages(t, &figures.buckets).into_iter();
        let line = |(age, bucket): (Age, &Bucket)| AgeLine {
            age,
            href: href.clone(),
            share: share(bucket.amount, total)
                .map(|share| t.share(share))
                .unwrap_or_default(),
        };
        let slices = slices(t, &figures.buckets);
        let told: Vec<String> = slices.iter().map(|slice| slice.words.clone()).collect();
        let about = About {
            id: "aging",
            title: &t.text("customer.aging"),
            summary: &told.join("; "),
        };
        Aging {
            bar: aging(about, &slices),
            ages: ages.zip(&figures.buckets).map(line).collect(),
        }
    }
}

/// What part of the whole an amount is, in ten-thousandths.
fn share(part: Money, whole: i128) -> Option<i64> {
    let scaled = i128::from(part.minor()) * 10_000;
    (whole > 0).then(|| i64::try_from(scaled / whole).unwrap_or(i64::MAX))
}

/// When money is expected.
pub(super) struct Weeks {
    /// Nothing where no week expects anything.
    pub(super) chart: Option<Svg>,
    pub(super) rows: Vec<WeekRow>,
    /// What is in no week: later, overstayed, unknown; each only where there is some.
    pub(super) beside: Vec<(String, String)>,
}

/// A week.
pub(super) struct WeekRow {
    pub(super) iso: String,
    pub(super) days: String,
    pub(super) expected: String,
    pub(super) by_end: String,
    pub(super) at_least: String,
    pub(super) at_most: String,
}

impl Weeks {
    pub(super) fn new(t: T, figures: &Figures) -> Weeks {
        let expected = &figures.expected;
        let most = expected
            .weeks
            .iter()
            .max_by_key(|week| week.expected.minor())
            .filter(|week| week.expected.is_positive());
        let chart = most.map(|most| {
            let about = About {
                id: "expected",
                title: &t.text("overview.expected"),
                summary: &t
                    .say("overview.expected-summary")
                    .with("day", t.day(most.from))
                    .with("sum", t.money(most.expected))
                    .to_string(),
            };
            let all: Vec<Bar> = expected
                .weeks
                .iter()
                .map(|week| Bar {
                    label: t.day_of_year(week.from),
                    value: week.expected.minor(),
                    words: t
                        .say("overview.week-of")
                        .with("day", t.day(week.from))
                        .with("sum", t.money(week.expected))
                        .to_string(),
                    spread: None,
                    quiet: false,
                })
                .collect();
            let decimals = figures.currency.decimals();
            bars(about, &all, &|tick| short(tick, decimals))
        });
        let figure = |money: Money| t.sum(money).figure;
        let rows = expected.weeks.iter().map(|week| WeekRow {
            iso: week.from.to_string(),
            days: format!("{} – {}", t.day_of_year(week.from), t.day(week.to)),
            expected: figure(week.expected),
            by_end: figure(week.by_end),
            at_least: figure(week.by_end_at_least),
            at_most: figure(week.by_end_at_most),
        });
        let beside = [
            ("overview.expected-later", expected.later),
            ("overview.expected-overstayed", expected.overstayed),
            ("overview.expected-unknown", expected.unknown),
        ];
        Weeks {
            chart,
            rows: rows.collect(),
            beside: beside
                .into_iter()
                .filter(|(_, sum)| !sum.is_zero())
                .map(|(key, sum)| (t.text(key), t.money(sum)))
                .collect(),
        }
    }
}

/// How it went from month to month.
pub(super) struct Trend {
    pub(super) balances: Svg,
    pub(super) days: Svg,
    pub(super) turnover: Svg,
    pub(super) rows: Vec<MonthRow>,
}

/// A month.
pub(super) struct MonthRow {
    pub(super) iso: String,
    pub(super) day: String,
    pub(super) outstanding: String,
    pub(super) overdue: String,
    pub(super) sales: String,
    pub(super) receipts: String,
    pub(super) dso: String,
}

impl Trend {
    /// The months since something was billed; none where they are too few.
    pub(super) fn new(t: T, figures: &Figures) -> Option<Trend> {
        let from = figures.known_from?;
        let known = |month: &&Month| month.on >= from;
        let months: Vec<&Month> = figures.trend.iter().filter(known).collect();
        if months.len() < TREND_FROM {
            return None;
        }
        let chart = Months {
            t,
            months: &months,
            decimals: figures.currency.decimals(),
        };
        let dso = |month: &Month| match month.dso_milli {
            Some(milli) => t.tenths((milli + 50) / 100),
            None => "–".to_owned(),
        };
        let figure = |money: Money| t.sum(money).figure;
        Some(Trend {
            balances: chart.money(
                "trend-balances",
                ("overview.outstanding", |month| month.outstanding),
                ("overview.overdue", |month| month.overdue),
            ),
            turnover: chart.money(
                "trend-turnover",
                ("overview.receipts-of-month", |month| month.receipts),
                ("overview.sales-of-month", |month| month.sales),
            ),
            days: chart.days(),
            rows: months
                .iter()
                .map(|month| MonthRow {
                    iso: month.on.to_string(),
                    day: t.day(month.on),
                    outstanding: figure(month.outstanding),
                    overdue: figure(month.overdue),
                    sales: figure(month.sales),
                    receipts: figure(month.receipts),
                    dso: dso(month),
                })
                .collect(),
        })
    }
}

/// What the charts over months have in common.
struct Months<'a> {
    t: T,
    months: &'a [&'a Month],
    decimals: u8,
}

/// A line: the key of its name, and its amount in a month.
type Amounts = (&'static str, fn(&Month) -> Money);

impl Months<'_> {
    fn labels(&self) -> Vec<String> {
        let label = |month: &&Month| self.t.month(month.on).to_owned();
        self.months.iter().map(label).collect()
    }

    /// Two lines of amounts, the second quiet.
    fn money(&self, id: &str, main: Amounts, other: Amounts) -> Svg {
        let t = self.t;
        let series = |(key, of): Amounts| Series {
            values: self.months.iter().map(|m| Some(of(m).minor())).collect(),
            words: self
                .months
                .iter()
                .map(|m| format!("{}, {}: {}", t.day(m.on), t.text(key), t.money(of(m))))
                .collect(),
        };
        let ends = |(_, of): Amounts| {
            let of_end = |month: Option<&&Month>| month.map(|m| t.money(of(m))).unwrap_or_default();
            (of_end(self.months.first()), of_end(self.months.last()))
        };
        let (from, to) = ends(main);
        let about = About {
            id,
            title: &format!("{} · {}", t.text(main.0), t.text(other.0)),
            summary: &self.summary(main.0, &from, &to),
        };
        let lines = [series(main), series(other)];
        line(about, &self.labels(), &lines, &|tick| {
            short(tick, self.decimals)
        })
    }

    /// DSO by month.
    fn days(&self) -> Svg {
        let t = self.t;
        let key = "overview.dso-count-back";
        let words = |month: &Month| {
            let days = match month.dso_milli {
                Some(milli) => t.tenths((milli + 50) / 100),
                None => "–".to_owned(),
            };
            format!("{} {}", days, t.text("overview.days"))
        };
        let series = Series {
            // Whole days, so that the axis has round figures.
            values: self
                .months
                .iter()
                .map(|m| m.dso_milli.map(|milli| (milli + 500) / 1_000))
                .collect(),
            words: self
                .months
                .iter()
                .map(|m| format!("{}: {}", t.day(m.on), words(m)))
                .collect(),
        };
        let end = |month: Option<&&Month>| month.map(|m| words(m)).unwrap_or_default();
        let (from, to) = (end(self.months.first()), end(self.months.last()));
        let about = About {
            id: "trend-dso",
            title: &t.text(key),
            summary: &self.summary(key, &from, &to),
        };
        line(about, &self.labels(), &[series], &|tick| t.number(tick))
    }

    /// "Outstanding: from EUR 1,000.00 to EUR 1,200.00".
    fn summary(&self, key: &str, from: &str, to: &str) -> String {
        self.t
            .say("overview.from-to")
            .with("figure", self.t.text(key))
            .with("from", from)
            .with("to", to)
            .to_string()
    }
}
