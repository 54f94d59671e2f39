//! `dunwell imports` and `dunwell runs`: what was brought in, and which days were run.

use anyhow::Result;
use dunwell_app::import::history::{self, Made};
use dunwell_app::view::runs;

use crate::context::Context;
use crate::output::{self, List, say};

/// Imports that were made, the latest first
#[derive(Debug, clap::Args)]
pub struct Imports {
    /// How many
    #[arg(long, value_name = "N", default_value_t = 20)]
    limit: usize,
}

/// Days that were run, the latest first
#[derive(Debug, clap::Args)]
pub struct Runs {
    /// How many
    #[arg(long, value_name = "N", default_value_t = 14)]
    limit: usize,
}

/// Runs `dunwell imports`.
pub async fn imports(context: &Context, args: Imports) -> Result<()> {
    let (db, book) = context.book().await?;
    let made = history::list(&db, &book, None, args.limit).await?;
    if context.global.json {
        return output::json(&made);
    }
    if made.is_empty() && !context.global.csv {
        return say("Nothing was brought in yet; bring a file in with: dunwell import FILE");
    }
    let mut list = List::new(&[
        "at",
        "by",
        "files",
        ">new",
        ">changed",
        ">unchanged",
        ">refused",
    ]);
    for import in &made {
        list.row(row(import));
    }
    list.print(context.global.csv)
}

fn row(import: &Made) -> Vec<String> {
    let total = import.summary.total();
    let files: Vec<&str> = import.files.iter().map(|file| file.name.as_str()).collect();
    vec![
        import.at.strftime("%Y-%m-%d %H:%M").to_string(),
        import.actor.clone(),
        files.join(", "),
        total.new.to_string(),
        total.changed.to_string(),
        total.unchanged.to_string(),
        import.summary.refused.to_string(),
    ]
}

/// Runs `dunwell runs`.
pub async fn runs(context: &Context, args: Runs) -> Result<()> {
    let (db, book) = context.book().await?;
    let latest = runs::latest(&db, &book, args.limit).await?;
    if context.global.json {
        return output::json(&latest);
    }
    if latest.is_empty() && !context.global.csv {
        return say("No day was run yet; run today with: dunwell run");
    }
    let mut list = List::new(&["date", "made at", ">customers", ">actions"]);
    for run in &latest {
        list.row(vec![
            run.date.to_string(),
            run.at.strftime("%Y-%m-%d %H:%M").to_string(),
            run.customers_reviewed.to_string(),
            run.decided.to_string(),
        ]);
    }
    list.print(context.global.csv)
}
