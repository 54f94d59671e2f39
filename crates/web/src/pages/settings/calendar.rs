//! The days on which nobody is contacted: public holidays of a place, and the book's own.

use askama::Template;
use dunwell_core::dates::parse_date;
use jiff::civil::Date;

use super::{Done, Frame, Sent, Told, Typed, field, save};
use crate::error::PageResult;
use crate::form::{Errors, Form, Query};
use crate::locale::T;
use crate::page::{BookPage, Page};

const PATH: &str = "settings/calendar";

/// How many years ahead holidays can be taken over.
const YEARS: i16 = 3;

#[derive(Template)]
#[template(path = "settings/calendar.html")]
struct Calendar<'a> {
    page: &'a Page,
    t: T,
    frame: Frame,
    days: Vec<Day>,
    sets: Vec<(&'a str, &'a str)>,
    years: Vec<i16>,
    typed_day: &'a str,
    typed_name: &'a str,
    errors: &'a Errors,
}

/// A closed day.
struct Day {
    iso: String,
    day: String,
    name: String,
    is_over: bool,
}

/// Shows the days.
pub(crate) async fn show(page: BookPage, Query(done): Query<Done>) -> PageResult {
    draw(&page, None, &Errors::none(), done.into())
}

/// Adds a day, takes one away, or takes over the holidays of a place, as the button says.
pub(crate) async fn submit(page: BookPage, Form(typed): Form<Typed>) -> PageResult {
    let mut errors = Errors::none();
    let assignments = match field(&typed, "do") {
        "remove" => vec![format!("holiday={}", field(&typed, "day"))],
        "take-over" => taken_over(&page, &typed, &mut errors),
        _ => {
            let (day, name) = (field(&typed, "day"), field(&typed, "name"));
            if parse_date(day).is_err() {
                errors.add("day", page.t().text("settings.no-day"));
            }
            if name.is_empty() {
                errors.add("name", page.t().text("settings.no-day-name"));
            }
            vec![format!("holiday={day} {name}")]
        }
    };
    if !errors.is_empty() {
        return draw(&page, Some(&typed), &errors, Told::default());
    }
    match save(&page, PATH, &typed, assignments).await? {
        Sent::On(response) => Ok(response),
        Sent::Again(problem) => {
            let errors = Errors::one("", problem.clone());
            draw(&page, Some(&typed), &errors, Told::problem(problem))
        }
    }
}

/// The holidays of a place in a year, those that the book has under another name left as they are.
fn taken_over(page: &BookPage, typed: &Typed, errors: &mut Errors) -> Vec<String> {
    let set = page.desk().packs().holidays(field(typed, "set"));
    let year: Option<i16> = field(typed, "year").parse().ok();
    let (Some(set), Some(year)) = (set, year.filter(|year| years(page).contains(year))) else {
        errors.add("set", page.t().text("settings.no-set"));
        return Vec::new();
    };
    let kept = &page.book().settings.holidays;
    let is_new = |day: &Date| kept.iter().all(|(known, _)| known != day);
    set.of_year(year)
        .into_iter()
        .filter(|(day, _)| is_new(day))
        .map(|(day, name)| format!("holiday={day} {name}"))
        .collect()
}

fn years(page: &BookPage) -> Vec<i16> {
    let first = page.today().year();
    (first..=first.saturating_add(YEARS)).collect()
}

fn draw(page: &BookPage, typed: Option<&Typed>, errors: &Errors, told: Told) -> PageResult {
    let t = page.t();
    let days = page.book().settings.holidays.iter();
    let template = Calendar {
        page,
        t,
        frame: Frame::new(page, PATH, told),
        days: days
            .map(|(day, name)| Day {
                iso: day.to_string(),
                day: t.day(day),
                name: name.clone(),
                is_over: *day < page.today(),
            })
            .collect(),
        sets: page
            .desk()
            .packs()
            .all_holidays()
            .map(|set| (set.name.as_str(), t.of_law(&set.title)))
            .collect(),
        years: years(page),
        typed_day: typed.map_or("", |typed| field(typed, "day")),
        typed_name: typed.map_or("", |typed| field(typed, "name")),
        errors,
    };
    page.show_with(errors.status(), &template)
}
