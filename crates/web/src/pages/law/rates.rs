//! A series of reference rates: every rate with its days and its source, and a picture of the last years.

use askama::Template;
use axum::extract::Path;
use dunwell_core::interest::Percent;
use dunwell_core::packs::{Series, SeriesRate};
use dunwell_core::sentence::Sentence;
use jiff::ToSpan as _;
use jiff::civil::Date;

use super::{Day, Source, source};
use crate::chart::{self, About, Svg};
use crate::error::{PageError, PageResult};
use crate::locale::T;
use crate::page::{BookPage, Page};

/// How many half-years the picture shows; every second one is named.
const HALF_YEARS: i32 = 20;

#[derive(Template)]
#[template(path = "law/rates.html")]
struct Rates<'a> {
    page: &'a Page,
    t: T,
    series: &'a Series,
    source: Option<Source<'a>>,
    stale: Option<Sentence>,
    picture: Svg,
    rows: Vec<Row<'a>>,
}

/// A rate, the newest first.
struct Row<'a> {
    rate: &'a SeriesRate,
    percent: String,
    /// The last day; none for the newest, which holds until there is another.
    until: Option<Day>,
    source: Option<Source<'a>>,
}

/// Shows a series.
pub(crate) async fn show(page: BookPage, Path((_, name)): Path<(String, String)>) -> PageResult {
    let t = page.t();
    let series = page
        .desk()
        .packs()
        .series(&name)
        .ok_or(PageError::NotFound)?;
    let rates = series.rates();
    let next = |index: usize| {
        rates
            .get(index + 1)
            .and_then(|next| next.from.yesterday().ok())
    };
    let mut rows: Vec<Row<'_>> = rates
        .iter()
        .enumerate()
        .map(|(index, rate)| Row {
            rate,
            percent: t.percent(rate.percent),
            until: rate
                .until
                .or_else(|| next(index))
                .map(|until| Day::new(t, until)),
            source: rate.source.as_deref().and_then(source),
        })
        .collect();
    rows.reverse();
    page.show(&Rates {
        page: &page,
        t,
        series,
        source: series.source.as_deref().and_then(source),
        stale: series.stale(page.today()),
        picture: picture(t, series, page.today()),
        rows,
    })
}

/// The rate at the beginning of each half-year, up to the present one.
fn picture(t: T, series: &Series, today: Date) -> Svg {
    let this = Date::new(today.year(), (today.month() - 1) / 6 * 6 + 1, 1).unwrap_or(today);
    let halves: Vec<Date> = (0..HALF_YEARS)
        .rev()
        .filter_map(|back| this.checked_sub((6 * back).months()).ok())
        .collect();
    let rates: Vec<_> = halves
        .iter()
        .map(|day| series.at(*day).ok().map(|rate| rate.percent))
        .collect();
    if rates.iter().flatten().count() < 2 {
        return Svg::default();
    }
    let labels: Vec<String> = halves.iter().map(|day| day.year().to_string()).collect();
    let words = halves.iter().zip(&rates).map(|(day, rate)| {
        let rate = rate.map_or_else(|| "–".to_owned(), |rate| t.percent(rate));
        format!("{}: {rate}", t.day(day))
    });
    let line = chart::Series {
        values: rates
            .iter()
            .map(|rate| rate.map(Percent::millionths))
            .collect(),
        words: words.collect(),
    };
    let first = line.words.first().cloned().unwrap_or_default();
    let last = line.words.last().cloned().unwrap_or_default();
    let about = About {
        id: "rates",
        title: &t.text("law.rates-by-half-year"),
        summary: &format!("{first}; {last}"),
    };
    chart::line(about, &labels, &[line], &|millionths| {
        Percent::from_millionths(millionths)
            .map(|rate| t.percent(rate))
            .unwrap_or_default()
    })
}
