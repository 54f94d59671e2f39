//! `dunwell outbox`: the texts that are ready to leave.

use std::collections::BTreeMap;
use std::path::{Path, PathBuf};

use anyhow::Result;
use clap::builder::PossibleValuesParser;
use dunwell_app::Templates;
use dunwell_app::funnel::Mode;
use dunwell_app::outbox_export::{self, NotSent, Report};
use dunwell_app::view::outbox::{self, Part};
use dunwell_app::view::words::{self, day};

use super::paging::{Paging, more};
use crate::context::Context;
use crate::output::{self, List, say};

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
    /// List the texts that wait for approval, that are ready, or that left
    List {
        /// Which of them
        #[arg(value_name = "PART", default_value = "ready", value_parser = PossibleValuesParser::new(Part::ALL.map(|(word, _)| word)))]
        part: String,
        #[command(flatten)]
        paging: Paging,
    },
}

/// Runs the command.
pub async fn run(context: &Context, args: Args) -> Result<()> {
    match args.command {
        Command::Export { folder, dry_run } => export(context, &folder, dry_run).await,
        Command::List { part, paging } => {
            list(context, Part::from_code(&part).unwrap_or_default(), &paging).await
        }
    }
}

async fn export(context: &Context, folder: &Path, dry_run: bool) -> Result<()> {
    let (db, book) = context.book().await?;
    let mode = Mode { key: None, dry_run };
    let report = outbox_export::export(
        &db,
        &book,
        context.caller(),
        mode,
        &Templates::embedded()?,
        folder,
    )
    .await?;
    if context.global.json {
        return output::json(&report);
    }
    summary(&report, &folder.display().to_string(), dry_run)
}

async fn list(context: &Context, part: Part, paging: &Paging) -> Result<()> {
    let (db, book) = context.book().await?;
    let view = paging
        .read(context.global.csv, async |page| {
            Ok(outbox::outbox(&db, &book, part, &page, context.today()).await?)
        })
        .await?;
    if context.global.json {
        return output::json(&view);
    }
    let headings = if context.global.csv {
        [
            "action", "step", "kind", "customer", "name", "currency", ">amount", "status",
            "decided", "left",
        ]
    } else {
        [
            "Action", "Step", "", "Customer", "", "", ">Amount", "", "Decided", "Left",
        ]
    };
    let mut list = List::new(&headings);
    for text in &view.items {
        let is_csv = context.global.csv;
        let date = |date: jiff::civil::Date| if is_csv { date.to_string() } else { day(date) };
        list.row(vec![
            if is_csv {
                text.action.to_string()
            } else {
                text.short_id.clone()
            },
            text.step.clone(),
            if is_csv {
                text.kind.code()
            } else {
                words::kind(text.kind)
            }
            .to_owned(),
            text.customer.number.clone(),
            text.customer.name.clone(),
            text.amount.currency().to_string(),
            if is_csv {
                text.amount.to_decimal_string()
            } else {
                output::figures(&text.amount)
            },
            if is_csv {
                text.status.code()
            } else {
                words::status(text.status)
            }
            .to_owned(),
            date(text.decided_on),
            text.left_on.map(date).unwrap_or_default(),
        ]);
    }
    if view.items.is_empty() && !context.global.csv {
        return say("There is no such text.");
    }
    list.print(context.global.csv)?;
    if context.global.csv {
        return Ok(());
    }
    more(view.next.as_ref())
}

fn summary(report: &Report, folder: &str, dry_run: bool) -> Result<()> {
    let texts = words::count_of(report.exported.len(), "text", "texts");
    say(match (report.exported.len(), dry_run) {
        (0, _) => "No text is ready to leave.".to_owned(),
        (_, true) => format!("{texts} would be written to {folder}."),
        (1, false) => format!("{texts} was written to {folder}."),
        (_, false) => format!("{texts} were written to {folder}."),
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
    let mut by_reason: BTreeMap<String, Vec<&NotSent>> = BTreeMap::new();
    for text in texts {
        let about = by_reason.entry(text.reason.to_string()).or_default();
        about.push(text);
    }
    for (reason, about) in by_reason {
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
