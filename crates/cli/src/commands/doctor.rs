//! `dunwell doctor`: is everything whole, and is everything there?

use anyhow::Result;
use dunwell_app::doctor::{self, Outcome, Report};
use dunwell_app::{AppError, Templates, book};

use crate::context::Context;
use crate::output::{self, List, heading, say};

/// Check the database, the balances, the journal, the policy and the settings
#[derive(Debug, clap::Args)]
pub struct Args {}

/// Runs the command.
pub async fn run(context: &Context, _: Args) -> Result<()> {
    let db = context.database().await?;
    let books = match context.global.book.as_deref() {
        Some(name) => vec![book::find(&db, Some(name)).await?],
        None => book::list(&db).await?,
    };
    let report = doctor::examine(&db, &books, context.caller(), &Templates::embedded()?).await?;
    if context.global.json {
        output::json(&report)?;
    } else if context.global.csv {
        csv(&report).print(true)?;
    } else {
        people(&report)?;
    }
    if report.outcome == Outcome::Problem {
        let problems = report
            .checks
            .iter()
            .filter(|check| check.outcome == Outcome::Problem);
        let names: Vec<&str> = problems.map(|check| check.name).collect();
        return Err(
            AppError::CheckFailed(format!("something is wrong: {}", names.join(", "))).into(),
        );
    }
    Ok(())
}

fn word(outcome: Outcome) -> &'static str {
    match outcome {
        Outcome::Ok => "ok",
        Outcome::Warning => "warning",
        Outcome::Problem => "problem",
    }
}

fn people(report: &Report) -> Result<()> {
    let mut list = List::new(&[""; 3]);
    let mut book = None;
    for check in &report.checks {
        if check.book != book {
            list.print(false)?;
            list = List::new(&[""; 3]);
            book.clone_from(&check.book);
            heading(format!(
                "Book \"{}\"",
                check.book.as_deref().unwrap_or_default()
            ))?;
        }
        list.row(vec![
            word(check.outcome).to_owned(),
            check.name.to_owned(),
            check.found.clone(),
        ]);
        check.findings.iter().for_each(|finding| list.note(finding));
        check
            .remedy
            .iter()
            .for_each(|remedy| list.note(format!("To do: {remedy}")));
    }
    list.print(false)?;
    if book.is_none() {
        say("\nThere is no book yet; make one with: dunwell book create NAME, or import a file.")?;
    }
    Ok(())
}

fn csv(report: &Report) -> List {
    let mut list = List::new(&["book", "check", "outcome", "found", "findings", "remedy"]);
    for check in &report.checks {
        list.row(vec![
            check.book.clone().unwrap_or_default(),
            check.name.to_owned(),
            word(check.outcome).to_owned(),
            check.found.clone(),
            check.findings.join("; "),
            check.remedy.clone().unwrap_or_default(),
        ]);
    }
    list
}
