//! `dunwell requests`: what one person asked for and another has to approve.

use anyhow::Result;
use dunwell_app::Templates;
use dunwell_app::request::{self, Decided, Effect, Request, State};
use dunwell_app::view::words::day;

use super::change::Change;
use super::record::money::written_off_in_words;
use crate::context::Context;
use crate::output::{self, List, say};

/// What one person asked for and another has to approve
#[derive(Debug, clap::Args)]
pub struct Args {
    #[command(subcommand)]
    command: Command,
}

#[derive(Debug, clap::Subcommand)]
enum Command {
    /// List what waits for an answer, and what was answered lately
    List,
    /// Approve a request; what was asked for is done at once
    #[command(after_help = OPERATOR)]
    Approve {
        #[command(flatten)]
        which: Which,
        #[command(flatten)]
        change: Change,
    },
    /// Decline a request and say why
    Decline {
        #[command(flatten)]
        which: Which,
        /// Why
        #[arg(long, value_name = "TEXT")]
        reason: String,
        #[command(flatten)]
        change: Change,
    },
    /// Take a request back
    Withdraw {
        #[command(flatten)]
        which: Which,
        #[command(flatten)]
        change: Change,
    },
}

const OPERATOR: &str = "Whoever runs the installation may answer any request, and may do without one what takes two \
people at the desk. The record says then that the operator acted.";

/// Which request is meant.
#[derive(Debug, clap::Args)]
struct Which {
    /// The request, by its id or the beginning of it
    #[arg(value_name = "REQUEST")]
    request: String,
}

/// Runs the command.
pub async fn run(context: &Context, args: Args) -> Result<()> {
    let (db, book) = context.book().await?;
    let caller = context.caller();
    let (change, decided) = match args.command {
        Command::List => return list(context).await,
        Command::Approve { which, change } => {
            let id = request::meant(&db, &book, &which.request).await?;
            let templates = Templates::embedded()?;
            let mode = change.mode();
            let decided = request::approve(&db, &book, caller, mode, id, &templates).await?;
            (change, decided)
        }
        Command::Decline {
            which,
            reason,
            change,
        } => {
            let id = request::meant(&db, &book, &which.request).await?;
            let mode = change.mode();
            let decided = request::decline(&db, &book, caller, mode, id, &reason).await?;
            (change, decided)
        }
        Command::Withdraw { which, change } => {
            let id = request::meant(&db, &book, &which.request).await?;
            let decided = request::withdraw(&db, &book, caller, change.mode(), id).await?;
            (change, decided)
        }
    };
    change.report(context, &decided, &in_words(&decided))
}

/// "Approved: write off GBP 600.00 on invoice R-1, which Anna asked for."
fn in_words(decided: &Decided) -> Vec<String> {
    let what = match decided.state {
        State::Approved => "Approved",
        State::Declined => "Declined",
        State::Open | State::Withdrawn => "Taken back",
    };
    let (asked, by) = (&decided.asked, &decided.asked_by);
    let first = format!("{what}: {asked}, which {by} asked for.");
    let effect = match &decided.effect {
        Some(Effect::WrittenOff(written)) => Some(written_off_in_words(written)),
        Some(Effect::Activated(activated)) => Some(format!(
            "\"{}\" is in force as version {}.",
            activated.name, activated.version
        )),
        Some(Effect::Settings) => Some("The settings are changed.".to_owned()),
        None => None,
    };
    [Some(first), effect].into_iter().flatten().collect()
}

async fn list(context: &Context) -> Result<()> {
    let (db, book) = context.book().await?;
    let found = request::list(&db, &book).await?;
    if context.global.json {
        return output::json(&found);
    }
    let csv = context.global.csv;
    if found.open.is_empty() && found.answered.is_empty() && !csv {
        return say("Nobody has asked for anything that takes two people.");
    }
    let mut list = match csv {
        true => List::new(&[
            "id",
            "state",
            "asked_at",
            "asked_by",
            "asks",
            "why",
            "decided_by",
        ]),
        false => List::new(&["Request", "Asked", "By", "State", "For"]),
    };
    for request in found.open.iter().chain(&found.answered) {
        let id = request.id.to_string();
        let (state, asks) = (state(request), request.subject.words());
        if csv {
            let decided_by = request.decided_by.clone().unwrap_or_default();
            list.row(vec![
                id,
                state,
                request.asked_at.to_string(),
                request.asked_by.clone(),
                asks,
                request.why.clone(),
                decided_by,
            ]);
            continue;
        }
        let asked = context.day_of(request.asked_at);
        list.row(vec![id, day(asked), request.asked_by.clone(), state, asks]);
        list.note(&request.why);
        if let Some(stale) = &request.stale {
            list.note(format!("Cannot be approved any more: {stale}."));
        }
    }
    list.print(csv)
}

fn state(request: &Request) -> String {
    let state = request.state.code();
    match &request.decided_by {
        Some(by) if request.state != State::Withdrawn => format!("{state} by {by}"),
        _ => state.to_owned(),
    }
}
