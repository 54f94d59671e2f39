//! `dunwell journal`: check that the record is whole, and read it.

use anyhow::Result;
use dunwell_app::view::journal::{self, JournalView};
use dunwell_app::view::words::{count_of, day};
use dunwell_app::{AppError, journal_verify};

use crate::context::Context;
use crate::output::{self, List, say, say_below};

/// The record of everything that happened
#[derive(Debug, clap::Args)]
pub struct Args {
    #[command(subcommand)]
    command: Command,
}

#[derive(Debug, clap::Subcommand)]
enum Command {
    /// Check that nothing in the journal was changed, taken out or put in afterwards
    Verify,
    /// Print the latest records of all customers, the newest first
    Latest {
        /// How many
        #[arg(long, default_value_t = 50, value_name = "N")]
        limit: usize,
        /// Only those before this place, which the page before it names
        #[arg(long, value_name = "PLACE")]
        before: Option<i64>,
    },
    /// Print the record of the book itself: its settings, its policy, what two people decided
    OfBook {
        /// How many
        #[arg(long, default_value_t = 50, value_name = "N")]
        limit: usize,
        /// Only those before this place, which the page before it names
        #[arg(long, value_name = "PLACE")]
        before: Option<i64>,
    },
    /// Print a customer's journal, record by record
    Show {
        /// The customer's number, or the beginning of its number or name
        #[arg(long, value_name = "CUSTOMER")]
        customer: String,
    },
}

/// Runs the command.
pub async fn run(context: &Context, args: Args) -> Result<()> {
    match args.command {
        Command::Verify => verify(context).await,
        Command::Latest { limit, before } => latest(context, before, limit).await,
        Command::OfBook { limit, before } => of_book(context, before, limit).await,
        Command::Show { customer } => show(context, &customer).await,
    }
}

async fn verify(context: &Context) -> Result<()> {
    let (db, book) = context.book().await?;
    let verified = journal_verify::verify(&db, &book).await?;
    if context.global.json {
        output::json(&verified)?;
    } else {
        say(format!(
            "{} of {}, {} of the book itself and {} were checked.",
            count_of(verified.records, "record", "records"),
            count_of(verified.customers, "customer", "customers"),
            verified.of_book,
            count_of(verified.seals, "seal", "seals")
        ))?;
        verified
            .findings
            .iter()
            .try_for_each(|finding| say_below(&finding.to_string(), 2))?;
        if verified.is_whole() {
            say("The journal is whole.")?;
        }
    }
    if verified.is_whole() {
        return Ok(());
    }
    let found = count_of(verified.findings.len(), "thing", "things");
    Err(AppError::CheckFailed(format!("the journal is not whole: {found} found")).into())
}

async fn show(context: &Context, customer: &str) -> Result<()> {
    let (db, book) = context.book().await?;
    let view = journal::journal(&db, &book, customer).await?;
    if context.global.json {
        output::json(&view)
    } else if context.global.csv {
        csv(&view).print(true)
    } else {
        people(context, &view)
    }
}

async fn latest(context: &Context, before: Option<i64>, limit: usize) -> Result<()> {
    let (db, book) = context.book().await?;
    let latest = journal::latest(&db, &book, before, limit).await?;
    if context.global.json {
        return output::json(&latest);
    }
    let csv = context.global.csv;
    let mut list = match csv {
        true => List::new(&["customer", "seq", "at", "actor", "kind", "text"]),
        false => List::new(&["Recorded", "By", "Customer"]),
    };
    for line in &latest.lines {
        let event = &line.event;
        let customer = line.customer.as_ref();
        let number = customer.map_or_else(String::new, |name| name.number.clone());
        if csv {
            list.row(vec![
                number,
                event.seq.to_string(),
                event.at.to_string(),
                event.actor.clone(),
                event.kind.clone(),
                event.text.clone(),
            ]);
            continue;
        }
        let name = customer.map_or("", |name| name.name.as_str());
        list.row(vec![
            day(context.day_of(event.at)),
            event.actor.clone(),
            format!("{number} {name}"),
        ]);
        list.note(&event.text);
    }
    list.print(csv)?;
    match latest.next {
        Some(next) if !csv => say(format!(
            "Earlier ones: dunwell journal latest --before {next}"
        )),
        _ => Ok(()),
    }
}

async fn of_book(context: &Context, before: Option<i64>, limit: usize) -> Result<()> {
    let (db, book) = context.book().await?;
    let found = journal::of_book(&db, &book, before, limit).await?;
    if context.global.json {
        return output::json(&found);
    }
    let csv = context.global.csv;
    let mut list = match csv {
        true => List::new(&["seq", "at", "actor", "kind", "payload", "prev", "hash"]),
        false => List::new(&[">", "Recorded", "By", "Hash"]),
    };
    for record in &found.records {
        let event = &record.event;
        let (seq, actor) = (event.seq.to_string(), event.actor.clone());
        if csv {
            list.row(vec![
                seq,
                event.at.to_string(),
                actor,
                event.kind.clone(),
                record.payload.clone(),
                record.prev.clone(),
                record.hash.clone(),
            ]);
            continue;
        }
        let hash: String = record.hash.chars().take(12).collect();
        list.row(vec![seq, day(context.day_of(event.at)), actor, hash]);
        list.note(&event.text);
    }
    list.print(csv)?;
    match found.next {
        Some(next) if !csv => say(format!(
            "Earlier ones: dunwell journal of-book --before {next}"
        )),
        _ => Ok(()),
    }
}

fn people(context: &Context, view: &JournalView) -> Result<()> {
    say(format!(
        "{}  {}\n",
        view.customer.number, view.customer.name
    ))?;
    let mut list = List::new(&[">", "Recorded", "By", "Hash"]);
    for record in &view.records {
        let event = &record.event;
        let hash: String = record.hash.chars().take(12).collect();
        list.row(vec![
            event.seq.to_string(),
            day(context.day_of(event.at)),
            event.actor.clone(),
            hash,
        ]);
        list.note(&event.text);
    }
    list.print(false)
}

fn csv(view: &JournalView) -> List {
    let mut list = List::new(&[
        "customer", "seq", "at", "actor", "kind", "payload", "prev", "hash",
    ]);
    for record in &view.records {
        let event = &record.event;
        list.row(vec![
            view.customer.number.clone(),
            event.seq.to_string(),
            event.at.to_string(),
            event.actor.clone(),
            event.kind.clone(),
            record.payload.clone(),
            record.prev.clone(),
            record.hash.clone(),
        ]);
    }
    list
}
