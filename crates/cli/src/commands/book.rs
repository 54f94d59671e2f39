//! `dunwell book`: make, list, show and set up books.

use std::path::PathBuf;

use anyhow::Result;
use dunwell_app::book::{self, Book, Settings};
use dunwell_app::book_settings::change::{self, Request};
use dunwell_app::funnel::Mode;
use dunwell_app::view::beginning::{self, Step};
use dunwell_app::{Currency, book_settings};
use serde_json::json;

use crate::context::Context;
use crate::output::{self, List, say};
use crate::text_file;

/// Make, list, show and set up books
#[derive(Debug, clap::Args)]
pub struct Args {
    #[command(subcommand)]
    command: Command,
}

#[derive(Debug, clap::Subcommand)]
enum Command {
    /// Make a book: a business whose receivables are kept
    Create {
        /// Its name
        #[arg(value_name = "NAME")]
        name: String,
        /// The currency of rows and amounts that name none
        #[arg(long, value_name = "CODE", default_value = "GBP")]
        currency: Currency,
        /// Its country, as two letters
        #[arg(long, value_name = "CODE", value_parser = country)]
        country: Option<String>,
    },
    /// Give a book another name, or another country
    Rename {
        /// Its name from now on
        #[arg(value_name = "NAME")]
        name: String,
        /// Its country, as two letters [default: as it was]
        #[arg(long, value_name = "CODE", value_parser = country)]
        country: Option<String>,
    },
    /// List the books
    List,
    /// Print a book's settings
    Show,
    /// What is done of setting a book up, and what comes next
    Steps,
    /// Change settings; with --file, all of them
    #[command(after_help = settings_help())]
    Set {
        /// One setting each
        #[arg(
            value_name = "KEY=VALUE",
            required_unless_present = "file",
            conflicts_with = "file"
        )]
        settings: Vec<String>,
        /// A TOML file with all settings; what it leaves out is empty then
        #[arg(long, value_name = "FILE")]
        file: Option<PathBuf>,
    },
}

fn country(text: &str) -> Result<String, String> {
    book::country_code(text).map_err(|error| error.to_string())
}

fn settings_help() -> String {
    let lines: Vec<String> = book_settings::KEYS
        .iter()
        .map(|(key, example)| format!("  {key}=\"{example}\""))
        .collect();
    format!("Settings, each with an example:\n{}", lines.join("\n"))
}

/// Runs the command.
pub async fn run(context: &Context, args: Args) -> Result<()> {
    match args.command {
        Command::Create {
            name,
            currency,
            country,
        } => {
            let db = context.database().await?;
            let settings = Settings::default();
            let made = book::create(
                &db,
                context.caller(),
                &name,
                currency,
                country.as_deref(),
                &settings,
            )
            .await?;
            if context.global.json {
                return output::json(&shown(&made));
            }
            say(format!(
                "The book \"{}\" was made; its currency is {}.",
                made.name, made.currency
            ))?;
            say(
                "Next: dunwell book set contact_name=\"...\" phone=\"...\", so that reminders can say whom to call.",
            )
        }
        Command::Rename { name, country } => {
            let (db, book) = context.book().await?;
            let country = country.or(book.country.clone());
            let (caller, mode) = (context.caller(), Mode::default());
            let renamed = book::rename(&db, &book, caller, mode, &name, country.as_deref()).await?;
            show(context, &renamed)
        }
        Command::List => list(context).await,
        Command::Show => {
            let (_, book) = context.book().await?;
            show(context, &book)
        }
        Command::Steps => steps(context).await,
        Command::Set { settings, file } => {
            let (db, book) = context.book().await?;
            let wanted = match file {
                Some(path) => {
                    let name = path.display().to_string();
                    let text = text_file::read(&path)?;
                    Request::all(book_settings::read(&name, &text)?)
                }
                None => Request::some(settings),
            };
            let (caller, mode) = (context.caller(), Mode::default());
            let changed = change::change(&db, &book, caller, mode, &wanted).await?;
            show(context, &changed)
        }
    }
}

async fn steps(context: &Context) -> Result<()> {
    let (db, book) = context.book().await?;
    let found = beginning::beginning(&db, &book).await?;
    if context.global.json {
        return output::json(&json!({ "done": found, "next": found.next() }));
    }
    let mut list = List::new(&["step", "done", "command"]);
    for step in Step::ALL {
        let (words, command) = match step {
            Step::Letterhead => (
                "letterhead",
                "dunwell book set email=\"...\" address=\"...\"",
            ),
            Step::Policy => ("policy", "dunwell policy use FILE"),
            Step::Import => ("first import", "dunwell import FILE"),
            Step::Run => ("first run", "dunwell run"),
        };
        let done = if found.has_done(step) { "yes" } else { "no" };
        list.row(vec![words.to_owned(), done.to_owned(), command.to_owned()]);
    }
    list.print(context.global.csv)
}

/// A book as machines read it.
fn shown(book: &Book) -> serde_json::Value {
    json!({
        "id": book.id, "name": book.name, "currency": book.currency, "country": book.country, "settings": book.settings,
    })
}

async fn list(context: &Context) -> Result<()> {
    let books = book::list(&context.database().await?).await?;
    if context.global.json {
        return output::json(&books.iter().map(shown).collect::<Vec<_>>());
    }
    if books.is_empty() && !context.global.csv {
        return say(
            "There is no book yet; make one with: dunwell book create NAME, or import a file.",
        );
    }
    let mut list = List::new(&["name", "currency", "country"]);
    for book in &books {
        list.row(vec![
            book.name.clone(),
            book.currency.to_string(),
            book.country.clone().unwrap_or_default(),
        ]);
    }
    list.print(context.global.csv)
}

fn show(context: &Context, book: &Book) -> Result<()> {
    if context.global.json {
        return output::json(&shown(book));
    }
    let mut list = if context.global.csv {
        List::new(&["key", "value"])
    } else {
        List::new(&[""; 2])
    };
    let country = book.country.clone().unwrap_or_default();
    let of_book = [
        ("name", book.name.clone()),
        ("currency", book.currency.to_string()),
        ("country", country),
    ];
    let of_book = of_book.map(|(key, value)| (key.to_owned(), value));
    for (key, value) in of_book
        .into_iter()
        .chain(book_settings::values(&book.settings))
    {
        list.row(vec![key, value]);
    }
    list.print(context.global.csv)
}
