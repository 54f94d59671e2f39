//! The figures in words: what each is called, how it is written, how it is computed, and where the list
//! behind it is.

use dunwell_app::view::overview::{Behind, Figure, Figures, Missing, Step, Value};

use crate::encode::with_query;
use crate::locale::T;
use crate::page::BookPage;

/// The figures at the head of the page; each with another one below it.
const TILES: [(&str, &str); 6] = [
    ("outstanding", "disputed"),
    ("overdue", "overdue-share"),
    ("dso-count-back", "dso-best-possible"),
    ("dso-simple", "average-days-delinquent"),
    ("collection-effectiveness", "receipts"),
    ("promises-kept", "promises-kept-by-value"),
];

/// A figure at the head of the page.
pub(super) struct Tile {
    pub(super) label: String,
    pub(super) figure: String,
    pub(super) unit: String,
    pub(super) href: String,
    pub(super) ask: String,
    pub(super) how: String,
    /// The figure below it, or why the main one is not there.
    pub(super) note: String,
}

/// A line of the table of all figures.
pub(super) struct Row {
    pub(super) label: String,
    pub(super) value: String,
    pub(super) href: String,
    pub(super) how: String,
    /// The periods that were counted back over.
    pub(super) steps: Vec<String>,
}

/// The tiles.
pub(super) fn tiles(page: &BookPage, figures: &Figures, currency: &str) -> Vec<Tile> {
    let t = page.t();
    let find = |name: &str| figures.figures.iter().find(|figure| figure.name == name);
    let tile = |(name, below): (&str, &str)| {
        let figure = find(name)?;
        let (words, unit) = match figure.value {
            Some(value) => parts(t, value),
            None => ("–".to_owned(), String::new()),
        };
        let below = find(below).and_then(|figure| {
            let value = written(t, figure.value?);
            Some(format!("{} {value}", t.text(label(figure.name))))
        });
        let name = t.text(label(figure.name));
        Some(Tile {
            figure: words,
            unit,
            href: list_behind(page, figure, currency),
            ask: t.say("overview.ask").with("figure", &name).to_string(),
            how: how(t, figure),
            note: match figure.missing {
                Some(missing) => t.text(why_missing(missing)),
                None => below.unwrap_or_default(),
            },
            label: name,
        })
    };
    TILES.into_iter().filter_map(tile).collect()
}

/// The table of all figures.
pub(super) fn rows(page: &BookPage, figures: &Figures, currency: &str) -> Vec<Row> {
    let t = page.t();
    let row = |figure: &Figure| Row {
        label: t.text(label(figure.name)),
        value: match (figure.value, figure.missing) {
            (Some(value), _) => written(t, value),
            (None, Some(missing)) => t.text(why_missing(missing)),
            (None, None) => "–".to_owned(),
        },
        href: list_behind(page, figure, currency),
        how: how(t, figure),
        steps: figure.steps.iter().map(|step| counted(t, step)).collect(),
    };
    figures.figures.iter().map(row).collect()
}

/// "1 Nov to 22 Nov 2026: EUR 100.00, 22.0 days".
fn counted(t: T, step: &Step) -> String {
    t.say("overview.step")
        .with("from", t.day_of_year(step.from))
        .with("to", t.day(step.to))
        .with("sum", t.money(step.amount))
        .with("n", days(t, step.days_milli))
        .to_string()
}

/// A value as it stands in a sentence.
fn written(t: T, value: Value) -> String {
    match value {
        Value::Money(money) => t.money(money),
        Value::Count(n) => t.number(n),
        Value::Day(date) => t.day(date),
        Value::Share(share) => t.share(share),
        Value::DaysMilli(_) | Value::MoreThanDaysMilli(_) => {
            let (figure, unit) = parts(t, value);
            format!("{figure} {unit}")
        }
    }
}

/// A value and its unit.
fn parts(t: T, value: Value) -> (String, String) {
    match value {
        Value::Money(money) => (t.sum(money).figure, money.currency().code().to_owned()),
        Value::DaysMilli(milli) => (days(t, milli), t.text("overview.days")),
        Value::MoreThanDaysMilli(milli) => {
            let over = t.say("overview.over").with("n", days(t, milli));
            (over.to_string(), t.text("overview.days"))
        }
        other => (written(t, other), String::new()),
    }
}

/// Thousandths of a day with one decimal, rounded half away from zero.
fn days(t: T, milli: i64) -> String {
    let half = if milli < 0 { -50 } else { 50 };
    t.tenths(milli.saturating_add(half) / 100)
}

/// How a figure is computed, with the figures put in.
fn how(t: T, figure: &Figure) -> String {
    let said = t.say(how_key(figure.name));
    let fill = |said: crate::locale::Said, operand: &dunwell_app::view::overview::Operand| {
        said.with(operand.name, written(t, operand.value))
    };
    figure.operands.iter().fold(said, fill).to_string()
}

/// Where the list behind a figure is.
fn list_behind(page: &BookPage, figure: &Figure, currency: &str) -> String {
    match figure.name {
        // Those that are open are what that list begins with.
        "promised" => page.href("promises"),
        _ => href(page, figure.behind, currency),
    }
}

/// Where a list is, narrowed to a currency where it can be.
pub(super) fn href(page: &BookPage, behind: Behind, currency: &str) -> String {
    let customers = |pairs: [(&str, &str); 2]| {
        let pairs = pairs.into_iter().chain([("currency", currency)]);
        page.href(&with_query("customers", pairs))
    };
    match behind {
        Behind::Customers => customers([("sort", "balance"), ("only", "")]),
        Behind::CustomersOverdue => customers([("sort", "overdue"), ("only", "overdue")]),
        Behind::Aging => customers([("sort", "oldest"), ("only", "")]),
        // Those that fell due count, whatever became of them.
        Behind::Promises => page.href("promises?only=all"),
        Behind::Disputes => page.href("disputes"),
        Behind::Money => page.href("money"),
    }
}

/// The key of a figure's name.
fn label(name: &str) -> &'static str {
    match name {
        "outstanding" => "overview.outstanding",
        "overdue" => "overview.overdue",
        "overdue-share" => "overview.overdue-share",
        "sales" => "overview.sales",
        "receipts" => "overview.receipts",
        "dso-simple" => "overview.dso-simple",
        "dso-count-back" => "overview.dso-count-back",
        "dso-count-back-30" => "overview.dso-count-back-30",
        "dso-best-possible" => "overview.dso-best-possible",
        "average-days-delinquent" => "overview.average-days-delinquent",
        "collection-effectiveness" => "overview.collection-effectiveness",
        "promises-kept" => "overview.promises-kept",
        "promises-kept-by-value" => "overview.promises-kept-by-value",
        "promised" => "overview.promised",
        "disputed" => "overview.disputed",
        _ => "overview.dispute-rate",
    }
}

/// The key of how a figure is computed.
fn how_key(name: &str) -> &'static str {
    match name {
        "outstanding" => "overview.how-outstanding",
        "overdue" => "overview.how-overdue",
        "overdue-share" => "overview.how-overdue-share",
        "sales" => "overview.how-sales",
        "receipts" => "overview.how-receipts",
        "dso-simple" => "overview.how-dso-simple",
        "dso-count-back" => "overview.how-dso-count-back",
        "dso-count-back-30" => "overview.how-dso-count-back-30",
        "dso-best-possible" => "overview.how-dso-best-possible",
        "average-days-delinquent" => "overview.how-average-days-delinquent",
        "collection-effectiveness" => "overview.how-collection-effectiveness",
        "promises-kept" => "overview.how-promises-kept",
        "promises-kept-by-value" => "overview.how-promises-kept-by-value",
        "promised" => "overview.how-promised",
        "disputed" => "overview.how-disputed",
        _ => "overview.how-dispute-rate",
    }
}

/// The key of why a figure is not there.
fn why_missing(missing: Missing) -> &'static str {
    match missing {
        Missing::LittleHistory => "overview.little-history",
        Missing::NoSales => "overview.no-sales",
        Missing::NothingOpen => "overview.nothing-open",
        Missing::NothingFellDue => "overview.nothing-fell-due",
    }
}
