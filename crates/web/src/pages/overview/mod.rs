//! The overview: how much is out, how long, how well it comes in, what is expected and where the risk
//! lies. Each figure opens the list behind it and says how it is computed.

mod charts;
mod figures;
mod risks;

use askama::Template;
use dunwell_app::AppError;
use dunwell_app::view::overview::{Converted, Figures, Missing, Overview, Told};
use dunwell_core::dates::parse_date;
use jiff::civil::Date;
use serde::Deserialize;

use self::charts::{Aging, Trend, Weeks};
use self::figures::{Row, Tile};
use self::risks::RiskRow;
use crate::encode::with_query;
use crate::error::PageResult;
use crate::form::{Errors, Query};
use crate::locale::T;
use crate::page::{BookPage, Page};

/// The word for all currencies in the book's.
const TOGETHER: &str = "all";

/// What stands behind the question mark.
#[derive(Debug, Default, Deserialize)]
#[serde(default)]
pub(crate) struct Asked {
    /// The day at whose end everything is told; today when empty.
    on: String,
    /// A currency, or [`TOGETHER`].
    currency: String,
}

#[derive(Template)]
#[template(path = "overview.html")]
struct OverviewPage<'a> {
    page: &'a Page,
    t: T,
    as_of: String,
    /// The day as it was typed or is meant.
    typed: String,
    errors: &'a Errors,
    /// Whether something has happened that the figures do not know of yet.
    is_behind: bool,
    /// Whether an earlier day is told: the lists behind the figures are today's all the same.
    is_earlier: bool,
    choices: Vec<Choice>,
    /// The rates at which everything is converted.
    rates: Vec<String>,
    /// Currencies without a rate: why nothing is converted.
    without_rate: String,
    shown: Option<Shown>,
    risks: Vec<RiskRow>,
}

/// A currency that can be chosen.
struct Choice {
    /// Its code, or [`TOGETHER`].
    code: String,
    href: String,
    words: String,
    is_current: bool,
}

/// The figures of the currency that was chosen.
struct Shown {
    /// Its name, as in the choices.
    name: String,
    /// What a book with little history cannot say yet; empty with enough of it.
    young: String,
    tiles: Vec<Tile>,
    rows: Vec<Row>,
    aging: Aging,
    weeks: Weeks,
    /// None with too few months to be a trend.
    trend: Option<Trend>,
}

/// Shows the overview.
pub(crate) async fn show(page: BookPage, Query(asked): Query<Asked>) -> PageResult {
    let (on, mut errors) = match asked.on.trim() {
        "" => (page.today(), Errors::none()),
        text => match parse_date(text) {
            Ok(on) => (on, Errors::none()),
            Err(_) => {
                let errors = Errors::one("on", page.t().text("record.no-day"));
                (page.today(), errors)
            }
        },
    };
    let overview = match get(&page, on).await {
        Err(AppError::Refused(why)) => {
            errors.add("on", page.t().sentence(&why));
            get(&page, page.today()).await?
        }
        other => other?,
    };
    draw(&page, &asked, &overview, &errors)
}

async fn get(page: &BookPage, on: Date) -> Result<Told, AppError> {
    let kept = page.desk().overviews();
    kept.get(page.db(), page.book(), on, page.today()).await
}

fn draw(page: &BookPage, asked: &Asked, overview: &Told, errors: &Errors) -> PageResult {
    let t = page.t();
    let chosen = Chosen::of(page, asked, overview);
    let together = overview.converted.as_ref();
    let converted = together.filter(|_| chosen.as_ref().is_some_and(|chosen| chosen.is_together));
    let template = OverviewPage {
        page,
        t,
        as_of: t
            .say("overview.at-the-end-of")
            .with("day", t.day(overview.as_of))
            .to_string(),
        typed: match errors.is_empty() {
            true => overview.as_of.to_string(),
            false => asked.on.clone(),
        },
        errors,
        is_behind: overview.is_behind,
        is_earlier: overview.as_of < page.today(),
        choices: choices(page, asked, overview, chosen.as_ref()),
        rates: converted.map(|all| rates(t, all)).unwrap_or_default(),
        without_rate: overview
            .without_rate
            .iter()
            .map(ToString::to_string)
            .collect::<Vec<_>>()
            .join(", "),
        shown: chosen.map(|chosen| Shown::new(page, &chosen)),
        risks: overview
            .risks
            .iter()
            .map(|risk| RiskRow::new(page, risk))
            .collect(),
    };
    page.show_with(errors.status(), &template)
}

/// The figures that are shown.
struct Chosen<'a> {
    figures: &'a Figures,
    /// Whether they are those of all currencies together.
    is_together: bool,
}

impl<'a> Chosen<'a> {
    /// Those that were asked for, or all together, or those in the book's currency, or the first.
    fn of(page: &BookPage, asked: &Asked, overview: &'a Overview) -> Option<Chosen<'a>> {
        let of = |code: &str| {
            let mut all = overview.currencies.iter();
            all.find(|figures| figures.currency.code() == code)
        };
        let own = |figures| Chosen {
            figures,
            is_together: false,
        };
        let together = overview.converted.as_ref().map(|all| Chosen {
            figures: &all.figures,
            is_together: true,
        });
        let home = page.book().currency.code();
        of(&asked.currency)
            .map(own)
            .or(together)
            .or_else(|| of(home).map(own))
            .or_else(|| overview.currencies.first().map(own))
    }
}

fn choices(
    page: &BookPage,
    asked: &Asked,
    overview: &Overview,
    chosen: Option<&Chosen<'_>>,
) -> Vec<Choice> {
    let on = match asked.on.is_empty() {
        true => String::new(),
        false => overview.as_of.to_string(),
    };
    let choice = |code: &str, words: String, is_current| {
        let pairs = [("on", on.as_str()), ("currency", code)];
        Choice {
            code: code.to_owned(),
            href: page.href(&with_query("overview", pairs)),
            words,
            is_current,
        }
    };
    let all = overview.converted.iter().map(|all| {
        let is_current = chosen.is_some_and(|chosen| chosen.is_together);
        choice(TOGETHER, together(page.t(), &all.figures), is_current)
    });
    let own = overview.currencies.iter().map(|figures| {
        let code = figures.currency.code();
        let is_it = |chosen: &Chosen<'_>| chosen.figures.currency == figures.currency;
        let is_current = chosen.is_some_and(|chosen| !chosen.is_together && is_it(chosen));
        choice(code, code.to_owned(), is_current)
    });
    all.chain(own).collect()
}

/// "All in GBP".
fn together(t: T, figures: &Figures) -> String {
    t.say("overview.all-in")
        .with("currency", figures.currency)
        .to_string()
}

fn rates(t: T, converted: &Converted) -> Vec<String> {
    let rate = |rate: &dunwell_app::view::aging::RateUsed| {
        t.say("overview.rate")
            .with("from", rate.from)
            .with("to", rate.to)
            .with("rate", &rate.rate)
            .with("day", t.day(rate.date))
            .to_string()
    };
    converted.rates.iter().map(rate).collect()
}

impl Shown {
    fn new(page: &BookPage, chosen: &Chosen<'_>) -> Shown {
        let t = page.t();
        let figures = chosen.figures;
        let currency = match chosen.is_together {
            true => "",
            false => figures.currency.code(),
        };
        let is_young = figures
            .figures
            .iter()
            .any(|figure| figure.missing == Some(Missing::LittleHistory));
        let young = figures
            .known_from
            .filter(|_| is_young)
            .map(|from| t.say("overview.young").with("day", t.day(from)).to_string());
        Shown {
            name: match chosen.is_together {
                true => together(t, figures),
                false => figures.currency.code().to_owned(),
            },
            young: young.unwrap_or_default(),
            tiles: figures::tiles(page, figures, currency),
            rows: figures::rows(page, figures, currency),
            aging: Aging::new(page, figures, currency),
            weeks: Weeks::new(t, figures),
            trend: Trend::new(t, figures),
        }
    }
}
