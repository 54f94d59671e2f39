//! `dunwell run`: classify, decide and record what is to be done on a day.

use anyhow::Result;
use dunwell_app::funnel::Mode;
use dunwell_app::run::{self, Report, Request};
use dunwell_app::view::words::count_of;
use jiff::civil::Date;
use serde_json::json;

use crate::context::Context;
use crate::output::{self, List, say};

/// Run a day
#[derive(Debug, clap::Args)]
pub struct Args {
    /// The day [default: today]
    #[arg(long, value_parser = crate::args::date, value_name = "DATE")]
    date: Option<Date>,
    /// Decide and keep nothing
    #[arg(long)]
    dry_run: bool,
    /// Only this customer, by number
    #[arg(long, value_name = "NUMBER")]
    customer: Option<String>,
    /// Look at every customer, not only at those whose day has come
    #[arg(long)]
    full: bool,
}

/// Runs the command.
pub async fn run(context: &Context, args: Args) -> Result<()> {
    let (db, book) = context.book().await?;
    let lists = context.global.json || context.global.csv;
    let request = Request {
        date: args.date,
        customer: args.customer,
        full: args.full,
        list: lists,
    };
    let mode = Mode {
        key: None,
        dry_run: args.dry_run,
    };
    let report = run::run(&db, &book, context.caller(), mode, &request).await?;
    if context.global.json {
        return output::json(&contract(&report));
    }
    if context.global.csv {
        return actions(&report).print(true);
    }
    summary(&report, args.dry_run)
}

/// The form that scripts rely on.
fn contract(report: &Report) -> serde_json::Value {
    let actions: Vec<serde_json::Value> = report
        .actions
        .iter()
        .map(|action| {
            json!({
                "id": action.id, "customer": action.customer, "step": action.step, "channel": action.channel,
                "currency": action.currency, "amount": action.amount, "invoices": action.invoices,
                "reasons": action.reasons, "needs_approval": action.needs_approval, "status": action.status,
            })
        })
        .collect();
    json!({
        "date": report.date, "policy": report.policy, "customers_reviewed": report.customers_reviewed,
        "actions": actions, "closed": report.closed, "notes": report.notes,
    })
}

fn actions(report: &Report) -> List {
    let mut list = List::new(&[
        "customer",
        "step",
        "channel",
        "currency",
        ">amount",
        "invoices",
        "needs approval",
        "reasons",
    ]);
    for action in &report.actions {
        list.row(vec![
            action.customer.clone(),
            action.step.clone(),
            action.channel.code().to_owned(),
            action.currency.to_string(),
            action.amount.to_decimal_string(),
            action.invoices.join(" "),
            if action.needs_approval { "yes" } else { "no" }.to_owned(),
            action.reasons.join(" "),
        ]);
    }
    list
}

fn summary(report: &Report, dry_run: bool) -> Result<()> {
    say(format!(
        "{}, policy \"{}\": {} looked at.",
        report.date.strftime("%-d %B %Y"),
        report.policy,
        count_of(report.customers_reviewed, "customer", "customers")
    ))?;
    if report.steps.is_empty() {
        say("Nothing is to be done that was not decided before.")?;
    } else {
        let mut list = List::new(&["Step", "How", ">Actions", "About"]);
        for count in &report.steps {
            let amounts = count
                .amounts
                .iter()
                .map(ToString::to_string)
                .collect::<Vec<_>>()
                .join(", ");
            list.row(vec![
                count.step.clone(),
                count.channel.code().to_owned(),
                count.actions.to_string(),
                amounts,
            ]);
        }
        list.print(false)?;
    }
    if report.closed > 0 {
        say(format!(
            "{} closed, because no longer wanted.",
            count_of(report.closed, "earlier action was", "earlier actions were")
        ))?;
    }
    for note in &report.notes {
        say(format!("Note: {note}."))?;
    }
    if dry_run {
        return say("This was a dry run: nothing was kept.");
    }
    if report.decided > 0 {
        say("Next: dunwell worklist")?;
    }
    Ok(())
}
