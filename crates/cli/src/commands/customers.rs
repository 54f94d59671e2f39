//! `dunwell customers`: what each customer owes, how late, how it pays and what comes next.

use anyhow::Result;
use clap::builder::PossibleValuesParser;
use dunwell_app::Currency;
use dunwell_app::view::Assessment;
use dunwell_app::view::customers::{self, COLUMNS, Customers, Line, Request, Sort};
use dunwell_app::view::page::Page;
use dunwell_app::view::words::{self, day, lateness};

use super::paging::{Paging, more};
use crate::context::Context;
use crate::output::{self, List, say};

/// What each customer owes, how late, how it pays and what comes next
#[derive(Debug, clap::Args)]
pub struct Args {
    /// The column that puts them in order
    #[arg(long, value_name = "COLUMN", default_value = "overdue", value_parser = PossibleValuesParser::new(Sort::ALL.map(|(word, _)| word)))]
    sort: String,
    /// The other way round
    #[arg(long)]
    reverse: bool,
    /// Only customers of this class
    #[arg(long, value_name = "CLASS")]
    class: Option<String>,
    /// Only what is in this currency
    #[arg(long, value_name = "CODE")]
    currency: Option<Currency>,
    /// Only those of whom something is overdue
    #[arg(long)]
    overdue: bool,
    /// Only those on whom, or on an invoice of whom, a hold stands
    #[arg(long)]
    held: bool,
    /// Only those whom this person looks after; with "", those whom nobody does
    #[arg(long, value_name = "NAME")]
    owner: Option<String>,
    /// Those who owe nothing, too
    #[arg(long)]
    settled: bool,
    #[command(flatten)]
    paging: Paging,
}

/// Runs the command.
pub async fn run(context: &Context, args: Args) -> Result<()> {
    let (db, book) = context.book().await?;
    let today = context.today();
    let request = Request {
        sort: Sort::from_code(&args.sort).unwrap_or_default(),
        reverse: args.reverse,
        class: args.class.as_deref(),
        currency: args.currency,
        overdue: args.overdue,
        held: args.held,
        owner: args.owner.as_deref(),
        settled: args.settled,
        page: args.paging.page(),
    };
    if context.global.csv && !args.paging.is_given() {
        let whole = Request {
            page: Page::default(),
            ..request
        };
        // Lines are written as they are made: a book may have more than the memory holds.
        let mut writer = csv::Writer::from_writer(std::io::stdout().lock());
        writer.write_record(COLUMNS)?;
        let mut write = |lines: Vec<Line>| -> Result<()> {
            for line in &lines {
                writer.write_record(line.cells())?;
            }
            Ok(writer.flush()?)
        };
        let each = |lines| std::future::ready(write(lines));
        return customers::every(&db, &book, &whole, today, each).await;
    }
    let view = customers::customers(&db, &book, &request, today).await?;
    if context.global.json {
        return output::json(&view);
    }
    if context.global.csv {
        let mut list = List::new(&COLUMNS);
        for line in &view.items {
            list.row(line.cells().to_vec());
        }
        return list.print(true);
    }
    people(&view)
}

fn people(view: &Customers) -> Result<()> {
    if view.total == 0 {
        return say("No customer fits. Those who owe nothing are shown with --settled.");
    }
    let sums: Vec<String> = view
        .sums
        .iter()
        .map(|sum| format!("{} open, {} overdue", sum.balance, sum.overdue))
        .collect();
    let lines = words::count_of(view.total, "account", "accounts");
    say(format!(
        "{}: {lines}; {}\n",
        day(view.as_of),
        sums.join("; ")
    ))?;
    let mut list = List::new(&[
        "Customer", "", ">Balance", ">Overdue", "Oldest", "Class", "Grade", "Next",
    ]);
    for line in &view.items {
        let grade = match &line.assessment {
            Assessment::Graded { grade, .. } => grade.to_string(),
            Assessment::TooLittleHistory { .. } => "-".to_owned(),
        };
        let held = if line.held { " (held)" } else { "" };
        let next = line.next.as_ref().map(|next| {
            let when = if next.decided {
                "now".to_owned()
            } else {
                day(next.on)
            };
            format!("{when} {}", words::step(&next.step, next.kind))
        });
        list.row(vec![
            line.customer.number.clone(),
            line.customer.name.clone(),
            line.balance.to_string(),
            line.overdue.to_string(),
            line.days_late.map(lateness).unwrap_or_default(),
            format!("{}{held}", line.class.as_deref().unwrap_or("-")),
            grade,
            next.unwrap_or_default(),
        ]);
    }
    list.print(false)?;
    more(view.next.as_ref())
}
