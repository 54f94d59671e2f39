//! The command line: options that hold for every command, and the list of commands.

use std::path::PathBuf;

use clap::{Parser, Subcommand};
use dunwell_core::dates::parse_date;
use jiff::civil::Date;

use crate::commands;

/// Credit control that runs itself: a written policy, carried out every day.
#[derive(Debug, Parser)]
#[command(
    name = "dunwell",
    version,
    propagate_version = true,
    max_term_width = 100
)]
pub struct Cli {
    /// Options for every command.
    #[command(flatten)]
    pub global: Global,
    /// What to do.
    #[command(subcommand)]
    pub command: Command,
}

/// The heading under which the help lists them, apart from a command's own.
const EVERYWHERE: &str = "Options for every command";

/// Options for every command.
#[derive(Debug, Clone, clap::Args)]
pub struct Global {
    /// Where the data is: sqlite:PATH or postgres://USER@HOST/NAME
    #[arg(long, global = true, help_heading = EVERYWHERE, env = "DUNWELL_DATABASE", default_value = "sqlite:dunwell.db", value_name = "URL", hide_env_values = true)]
    pub database: String,
    /// Which book, when there are several
    #[arg(long, global = true, help_heading = EVERYWHERE, value_name = "NAME")]
    pub book: Option<String>,
    /// Print JSON for machines
    #[arg(long, global = true, help_heading = EVERYWHERE)]
    pub json: bool,
    /// Print CSV for machines, where a command prints a list
    #[arg(long, global = true, help_heading = EVERYWHERE, conflicts_with = "json")]
    pub csv: bool,
    /// Who does it, for the record [default: the name of the signed-in user]
    #[arg(long, global = true, help_heading = EVERYWHERE, env = "DUNWELL_ACTOR", value_name = "NAME")]
    pub actor: Option<String>,
    /// The day it is, when it is not today
    #[arg(long, value_parser = date, global = true, help_heading = EVERYWHERE, env = "DUNWELL_TODAY", value_name = "DATE")]
    pub today: Option<Date>,
    /// A folder of jurisdiction packs that replace the built-in ones of the same name, and add others
    #[arg(long, global = true, help_heading = EVERYWHERE, env = "DUNWELL_JURISDICTIONS", value_name = "DIR")]
    pub jurisdictions: Option<PathBuf>,
}

/// What to do.
#[derive(Debug, Subcommand)]
pub enum Command {
    /// See it work, on a made-up book
    Demo(commands::demo::Args),
    /// Make a believable trade book to try things on
    Sample(commands::sample::Args),
    /// Bring in a file: invoices, payments, credit notes, customers or disputes
    Import(commands::import::Args),
    /// What was brought in: when, by whom, and what came of it
    Imports(commands::made::Imports),
    /// Run a day: classify, decide and record what is to be done
    Run(commands::run::Args),
    /// Which days were run, and what they decided
    Runs(commands::made::Runs),
    /// Check, compare and put policies into force
    Policy(commands::policy::Args),
    /// Look at the text of a step before it leaves
    Preview(commands::preview::Args),
    /// Export the texts that are ready to leave
    Outbox(commands::outbox::Args),
    /// Put on record what happened: money, calls, promises, disputes, holds, corrections
    Record(commands::record::Args),
    /// Approve an action that waits for it
    Approve(commands::approve::Args),
    /// Leave an action out; the next step follows
    Skip(commands::skip::Args),
    /// Open an action again that was approved, skipped or recorded as done in error
    Reopen(commands::skip::Args),
    /// Hold contact with a customer or about an invoice until a day
    Pause(commands::pause::Pause),
    /// Let contact go on again
    Resume(commands::pause::Resume),
    /// What is to be done, the most valuable first
    Worklist(commands::worklist::Args),
    /// Customers and invoices by what a person remembers of them
    Search(commands::search::Args),
    /// What each customer owes, how late, how it pays and what comes next
    Customers(commands::customers::Args),
    /// How much is out, how long, how well it comes in, and where the risk lies
    Overview(commands::overview::Args),
    /// The invoices, in the order of their numbers
    Invoices(commands::invoices::Args),
    /// Disputes, the oldest first
    Disputes(commands::lists::Disputes),
    /// Promises to pay, the soonest due first
    Promises(commands::lists::Promises),
    /// Money that came in, the newest first
    Payments(commands::lists::Payments),
    /// One payment or credit note, and what the rest of it can be set against
    Payment(commands::payment::Payment),
    /// Money that is not set against an invoice, by customer
    Unapplied(commands::payment::UnappliedArgs),
    /// Who looks after a customer, or is to settle a dispute
    Assign(commands::assign::Args),
    /// Everything about one customer
    Customer(commands::customer::Args),
    /// Why a customer is treated as it is, part by part
    Explain(commands::explain::Args),
    /// How old what is owed is
    Aging(commands::aging::Args),
    /// Everything about one invoice
    Invoice(commands::invoice::Args),
    /// Make, list, show and set up books
    Book(commands::book::Args),
    /// Rates of exchange
    Rate(commands::rate::Args),
    /// The law of late payment, with its sources
    Law(commands::law::Args),
    /// Work out late interest on a debt, row by row, with its law and sources
    Interest(commands::interest::Args),
    /// Check and read the record of everything that happened
    Journal(commands::journal::Args),
    /// Check the database, the balances, the journal, the policy and the settings
    Doctor(commands::doctor::Args),
    /// Serve the pages and the API
    Serve(commands::serve::Args),
    /// What one person asked for and another has to approve
    Requests(commands::requests::Args),
    /// Give programs access to a book by its API
    Token(commands::token::Args),
    /// Say who may sign in, and what they may do
    User(commands::user::Args),
    /// Bring the database to this version's schema
    Migrate(commands::migrate::Args),
}

/// Reads a date option. Every option that takes a date reads it here, so that all refuse the same
/// dates in the same words.
///
/// # Errors
/// What is wrong with the text, and how a date is written.
pub fn date(text: &str) -> Result<Date, String> {
    parse_date(text).map_err(|error| error.to_string())
}
