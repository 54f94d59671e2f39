//! `dunwell sample`: make a believable trade book.

use std::fs::File;
use std::io::{BufWriter, Write};
use std::path::{Path, PathBuf};

use anyhow::{Context as _, Result};
use dunwell_app::import::Kind;
use dunwell_app::sample::{Outline, Spec, csv};
use dunwell_app::sample_book;

use crate::context::Context;
use crate::output::{self, say};

/// Make a believable trade book
#[derive(Debug, clap::Args)]
pub struct Args {
    /// How many customers
    #[arg(long, value_name = "N", default_value_t = 60)]
    customers: u32,
    /// How many invoices were issued in all
    #[arg(long, value_name = "M", default_value_t = 900)]
    invoices: u32,
    /// Another seed gives another book of the same shape
    #[arg(long, value_name = "S", default_value_t = 1)]
    seed: u64,
    /// How many of a hundred invoices are still open; with 100 nothing was paid yet
    #[arg(long, value_name = "PERCENT", default_value_t = 27, value_parser = clap::value_parser!(u8).range(1..=100))]
    open: u8,
    /// Write the book as CSV files into a folder instead of the database
    #[arg(long, value_name = "DIR")]
    csv_files: Option<PathBuf>,
}

/// Runs the command.
pub async fn run(context: &Context, args: Args) -> Result<()> {
    let spec = Spec {
        open_share: args.open,
        ..Spec::new(args.customers, args.invoices, args.seed, context.today())
    };
    if let Some(folder) = &args.csv_files {
        return write(&spec, folder);
    }
    let db = context.database().await?;
    let loaded = sample_book::load(&db, context.caller(), &spec).await?;
    if context.global.json {
        return output::json(&loaded);
    }
    say(format!(
        "The book \"{}\" has {} customers, {} invoices, {} payments, {} credit notes, {} disputes and {} promises.",
        loaded.book,
        loaded.customers,
        loaded.invoices,
        loaded.payments,
        loaded.credit_notes,
        loaded.disputes,
        loaded.promises
    ))?;
    say("Next: dunwell run")
}

fn write(spec: &Spec, folder: &Path) -> Result<()> {
    std::fs::create_dir_all(folder).with_context(|| folder.display().to_string())?;
    let outline = Outline::new(spec);
    for kind in Kind::ALL {
        let path = folder.join(csv::file_name(kind));
        let place = || path.display().to_string();
        let mut file = BufWriter::new(File::create(&path).with_context(place)?);
        csv::write(&outline, kind, &mut file)
            .and_then(|()| file.flush())
            .with_context(place)?;
        say(path.display())?;
    }
    Ok(())
}
