//! `dunwell assign`: who looks after a customer, or who is to settle a dispute.

use anyhow::Result;
use dunwell_app::assign::{self, Request};

use super::change::Change;
use crate::context::Context;

/// Who looks after a customer, or is to settle a dispute
#[derive(Debug, clap::Args)]
pub struct Args {
    /// The customer's number, or the id of a dispute
    #[arg(value_name = "CUSTOMER|DISPUTE")]
    what: String,
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
    let request = Request {
        what: args.what,
        to: args.to,
    };
    let mode = args.change.mode();
    let done = assign::assign(&db, &book, context.caller(), mode, &request).await?;
    let what = match done.dispute {
        Some(dispute) => format!("{dispute} of {} {}", done.customer, done.name),
        None => format!("{} {}", done.customer, done.name),
    };
    let line = match &done.owner {
        Some(owner) => format!("{owner} looks after {what}."),
        None => format!("Nobody looks after {what} any more."),
    };
    args.change.report(context, &done, &[line])
}
