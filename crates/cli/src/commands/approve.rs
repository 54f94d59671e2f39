//! `dunwell approve`: let happen what the policy does not let happen by itself.

use anyhow::Result;
use dunwell_app::approve::{self, Approved};
use dunwell_app::view::words;
use dunwell_core::action::ActionStatus;

use super::change::Change;
use super::record::{held_in_words, written_off_in_words};
use crate::context::Context;

/// Approve actions that wait for it
#[derive(Debug, clap::Args)]
pub struct Args {
    /// The actions, each by its id or the beginning of it; several are approved together or not at all
    #[arg(value_name = "ACTION", required = true)]
    actions: Vec<String>,
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
    let (caller, mode) = (context.caller(), args.change.mode());
    if let [action] = args.actions.as_slice() {
        let request = approve::Request {
            action: action.clone(),
            role: args.role,
            note: args.note,
        };
        let approved = approve::approve(&db, &book, caller, mode, &request).await?;
        return args.change.report(context, &approved, &lines(&approved));
    }
    let request = approve::Several {
        actions: args.actions,
        role: args.role,
        person: None,
        note: args.note,
    };
    let all = approve::approve_all(&db, &book, caller, mode, &request).await?;
    let mut said: Vec<String> = all.approved.iter().flat_map(lines).collect();
    if all.before > 0 {
        let were = words::count_of(all.before, "was", "were");
        said.push(format!("{were} approved before."));
    }
    args.change.report(context, &all, &said)
}

/// What became of an action, in sentences.
fn lines(approved: &Approved) -> Vec<String> {
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
    lines
}
