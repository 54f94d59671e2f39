//! `dunwell skip` and `dunwell reopen`: leave an action out, or take that back.

use anyhow::Result;
use dunwell_app::{reopen, skip};
use dunwell_core::action::ActionStatus;

use super::change::Change;
use crate::context::Context;

/// Leave an action out, or open one again
#[derive(Debug, clap::Args)]
pub struct Args {
    /// The action, by its id or the beginning of it
    action: String,
    /// Why
    #[arg(long, value_name = "TEXT")]
    reason: String,
    #[command(flatten)]
    change: Change,
}

/// Runs `dunwell skip`.
pub async fn run(context: &Context, args: Args) -> Result<()> {
    let (db, book) = context.book().await?;
    let request = skip::Request {
        action: args.action,
        reason: args.reason,
    };
    let skipped = skip::skip(&db, &book, context.caller(), args.change.mode(), &request).await?;
    let line = format!(
        "Skipped \"{}\" for {} ({}); the next step follows in its time.",
        skipped.step, skipped.name, skipped.customer
    );
    args.change.report(context, &skipped, &[line])
}

/// Runs `dunwell reopen`.
pub async fn reopen(context: &Context, args: Args) -> Result<()> {
    let (db, book) = context.book().await?;
    let request = reopen::Request {
        action: args.action,
        reason: args.reason,
    };
    let reopened =
        reopen::reopen(&db, &book, context.caller(), args.change.mode(), &request).await?;
    let state = match reopened.status {
        ActionStatus::AwaitingApproval => "waits for approval again",
        _ => "is ready again",
    };
    let line = format!(
        "\"{}\" for {} ({}) {state}.",
        reopened.step, reopened.name, reopened.customer
    );
    args.change.report(context, &reopened, &[line])
}
