//! `dunwell outbox`: the texts that are ready to leave.

use std::path::PathBuf;

use anyhow::Result;
use dunwell_app::Templates;
use dunwell_app::funnel::Mode;
use dunwell_app::outbox_export::{self, NotSent, Report};

use crate::context::Context;
use crate::output::{self, say};

/// The texts that are ready to leave
#[derive(Debug, clap::Args)]
pub struct Args {
    #[command(subcommand)]
    command: Command,
}

#[derive(Debug, clap::Subcommand)]
enum Command {
    /// Write every text that is ready into a folder, for a person to send: .eml for e-mail, .txt otherwise
    Export {
        /// The folder; made when it is not there
        #[arg(value_name = "DIR")]
        folder: PathBuf,
        /// Say what would be written, and keep nothing
        #[arg(long)]
        dry_run: bool,
    },
}

/// Runs the command.
pub async fn run(context: &Context, args: Args) -> Result<()> {
    let Command::Export { folder, dry_run } = args.command;
    let (db, book) = context.book().await?;
    let mode = Mode { key: None, dry_run };
    let report = outbox_export::export(
        &db,
        &book,
        context.caller(),
        mode,
        &Templates::embedded()?,
        &folder,
    )
    .await?;
    if context.global.json {
        return output::json(&report);
    }
    summary(&report, &folder.display().to_string(), dry_run)
}

fn summary(report: &Report, folder: &str, dry_run: bool) -> Result<()> {
    say(match report.exported.len() {
        0 => "No text is ready to leave.".to_owned(),
        1 => format!("1 text was written to {folder}."),
        n => format!("{n} texts were written to {folder}."),
    })?;
    not_sent("withdrawn", &report.withdrawn)?;
    not_sent("kept back", &report.kept_back)?;
    for note in &report.notes {
        say(format!("Note: {note}."))?;
    }
    if dry_run {
        say("This was a dry run: nothing was written or kept.")?;
    }
    Ok(())
}

/// How many customers are named for one reason; --json names all.
const NAMED: usize = 5;

/// Says each reason once, with the customers it is about.
fn not_sent(what: &str, texts: &[NotSent]) -> Result<()> {
    let mut reasons: Vec<&str> = texts.iter().map(|text| text.reason.as_str()).collect();
    reasons.sort_unstable();
    reasons.dedup();
    for reason in reasons {
        let about: Vec<&NotSent> = texts.iter().filter(|text| text.reason == reason).collect();
        let mut named: Vec<String> = about
            .iter()
            .take(NAMED)
            .map(|text| format!("{} ({})", text.customer, text.step))
            .collect();
        if about.len() > NAMED {
            named.push(format!("{} more", about.len() - NAMED));
        }
        let texts = if about.len() == 1 {
            "1 text was".to_owned()
        } else {
            format!("{} texts were", about.len())
        };
        say(format!("{texts} {what}: {reason}.\n  {}", named.join(", ")))?;
    }
    Ok(())
}
