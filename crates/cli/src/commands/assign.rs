//! `dunwell assign`: who looks after a customer, or who is to settle a dispute.

use anyhow::Result;
use dunwell_app::assign::{self, Assigned, Request, Several};

use super::change::Change;
use crate::context::Context;

/// Who looks after customers, or is to settle disputes
#[derive(Debug, clap::Args)]
pub struct Args {
    /// The numbers of customers, or the ids of disputes; all of them are given, or none
    #[arg(value_name = "CUSTOMER|DISPUTE", required = true)]
    what: Vec<String>,
    /// Who looks after it from now on
    #[arg(long, value_name = "NAME", required_unless_present = "nobody")]
    to: Option<String>,
    /// Nobody looks after it any more
    #[arg(long, conflicts_with = "to")]
    nobody: bool,
    #[command(flatten)]
    change: Change,
}

/// Runs the command.
pub async fn run(context: &Context, args: Args) -> Result<()> {
    let (db, book) = context.book().await?;
    let (caller, mode) = (context.caller(), args.change.mode());
    if let [what] = args.what.as_slice() {
        let request = Request {
            what: what.clone(),
            to: args.to,
        };
        let done = assign::assign(&db, &book, caller, mode, &request).await?;
        return args.change.report(context, &done, &[line(&done)]);
    }
    let request = Several {
        what: args.what,
        to: args.to,
    };
    let done = assign::assign_all(&db, &book, caller, mode, &request).await?;
    let lines: Vec<String> = done.iter().map(line).collect();
    args.change.report(context, &done, &lines)
}

fn line(done: &Assigned) -> String {
    let what = match done.dispute {
        Some(dispute) => format!("{dispute} of {} {}", done.customer, done.name),
        None => format!("{} {}", done.customer, done.name),
    };
    match &done.owner {
        Some(owner) => format!("{owner} looks after {what}."),
        None => format!("Nobody looks after {what} any more."),
    }
}
