//! `dunwell approve`: let happen what the policy does not let happen by itself.

use anyhow::Result;
use dunwell_app::approve;
use dunwell_core::action::ActionStatus;

use super::change::Change;
use super::record::{held_in_words, written_off_in_words};
use crate::context::Context;

/// Approve an action that waits for it
#[derive(Debug, clap::Args)]
pub struct Args {
    /// The action, by its id or the beginning of it
    action: String,
    /// The role in which you approve [default: the one that the policy asks for]
    #[arg(long = "as", value_name = "ROLE")]
    role: Option<String>,
    /// What there is to say about it
    #[arg(long, value_name = "TEXT")]
    note: Option<String>,
    #[command(flatten)]
    change: Change,
}

/// Runs the command.
pub async fn run(context: &Context, args: Args) -> Result<()> {
    let (db, book) = context.book().await?;
    let request = approve::Request {
        action: args.action,
        role: args.role,
        note: args.note,
    };
    let approved =
        approve::approve(&db, &book, context.caller(), args.change.mode(), &request).await?;
    let state = match approved.status {
        ActionStatus::Ready => "it is ready",
        _ => "it is done",
    };
    let mut lines = vec![format!(
        "Approved \"{}\" for {} ({}); {state}.",
        approved.step, approved.name, approved.customer
    )];
    lines.extend(approved.written_off.iter().map(written_off_in_words));
    lines.extend(approved.held.iter().map(held_in_words));
    args.change.report(context, &approved, &lines)
}
