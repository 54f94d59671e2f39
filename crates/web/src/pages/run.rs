//! The daily run: made by hand, and what the latest ones did.

use std::sync::Arc;

use askama::Template;
use dunwell_app::access::Permission;
use dunwell_app::funnel::Mode;
use dunwell_app::run;
use dunwell_app::view::runs::{self, RunView};

use super::error::failed_work;
use super::words;
use crate::error::PageResult;
use crate::jobs::{Far, Giver};
use crate::locale::T;
use crate::page::{BookPage, Page};

/// How many days are listed.
const SHOWN: usize = 14;

#[derive(Template)]
#[template(path = "run.html")]
struct Shown<'a> {
    page: &'a Page,
    t: T,
    is_running: bool,
    part: Part<'a>,
}

/// What a script puts in place while a day is run.
#[derive(Template)]
#[template(path = "run_part.html")]
struct Part<'a> {
    page: &'a Page,
    t: T,
    is_running: bool,
    may_run: bool,
    ran_today: bool,
    problem: String,
    days: Vec<Day>,
}

/// A day that was run.
struct Day {
    iso: String,
    day: String,
    /// What was done on it, in a few words.
    told: String,
    at: String,
    customers: String,
    decided: String,
    steps: Vec<(String, String, String, String)>,
}

fn name(page: &BookPage) -> String {
    format!("run {}", page.book().id)
}

/// Shows what the latest runs did.
pub(crate) async fn show(page: BookPage) -> PageResult {
    let t = page.t();
    let latest = runs::latest(page.db(), page.book(), SHOWN).await?;
    let jobs = page.desk().jobs();
    let is_running = jobs.far(&name(&page)).is_some();
    let failure = jobs.failure(&name(&page));
    let problem = failure.map_or_else(String::new, |error| failed_work(t, &error));
    let part = Part {
        page: &page,
        t,
        is_running,
        may_run: page.may(Permission::Run),
        ran_today: latest.first().is_some_and(|run| run.date >= page.today()),
        problem,
        days: latest.into_iter().map(|run| day(&page, run)).collect(),
    };
    if page.is_fragment() {
        return page.show(&part);
    }
    page.show(&Shown {
        page: &page,
        t,
        is_running,
        part,
    })
}

fn day(page: &BookPage, run: RunView) -> Day {
    let t = page.t();
    let steps = run.steps.into_iter().map(|count| {
        let sums: Vec<String> = count.amounts.iter().map(|sum| t.money(sum)).collect();
        let actions = i64::try_from(count.actions).unwrap_or(i64::MAX);
        (
            count.step,
            t.text(words::kind(count.channel)),
            t.number(actions),
            sums.join(", "),
        )
    });
    Day {
        iso: run.date.to_string(),
        day: t.day(run.date),
        told: format!(
            "{}, {}",
            t.count("run.looked-at", run.customers_reviewed),
            t.count("run.decided-so-many", run.decided)
        ),
        at: page.moment(run.at),
        customers: t.number(run.customers_reviewed),
        decided: t.number(run.decided),
        steps: steps.collect(),
    }
}

/// Runs today. The same day again looks only at what changed.
pub(crate) async fn start(page: BookPage) -> PageResult {
    let (db, book) = (page.db().clone(), page.book().clone());
    let giver = Giver::new(page.caller());
    let work = async move |_: Arc<Far>| {
        let request = run::Request::default();
        run::run(&db, &book, giver.caller(), Mode::default(), &request)
            .await
            .map(drop)
    };
    page.desk().jobs().begin(name(&page), work).await;
    Ok(page.go_to(&page.href("run")))
}
