//! `dunwell policy`: check, compare and put policies into force.

use std::path::Path;

use anyhow::Result;
use dunwell_app::policy::{self, DiscountCost, READY};
use dunwell_app::{AppError, Currency, DatabaseUrl, Templates, policy_trial};
use dunwell_core::packs::Pack;

use crate::context::Context;
use crate::output::{self, List, say};
use crate::text_file;

/// Check, compare and use policies
#[derive(Debug, clap::Args)]
pub struct Args {
    #[command(subcommand)]
    command: Command,
}

#[derive(Debug, clap::Subcommand)]
enum Command {
    /// Look at a policy as a colleague would, and say what is wrong with it
    Check {
        /// A file, or the name of a ready policy
        #[arg(value_name = "FILE|NAME")]
        policy: String,
    },
    /// Put a policy into force
    Use {
        /// A file, or the name of a ready policy
        #[arg(value_name = "FILE|NAME")]
        policy: String,
    },
    /// Say what today's run would do differently under a policy; nothing is kept
    Try {
        /// A file, or the name of a ready policy
        #[arg(value_name = "FILE|NAME")]
        policy: String,
    },
    /// Say in words what the second policy does differently
    Diff {
        /// The older one
        #[arg(value_name = "FILE|NAME")]
        older: String,
        /// The newer one
        #[arg(value_name = "FILE|NAME")]
        newer: String,
    },
    /// Print the policy in force, or a ready one
    Show {
        /// The name of a ready policy
        #[arg(value_name = "NAME")]
        name: Option<String>,
    },
    /// List the ready policies, and the versions that were in force
    List,
}

/// Runs the command.
pub async fn run(context: &Context, args: Args) -> Result<()> {
    match args.command {
        Command::Check { policy } => check(context, &policy).await,
        Command::Use { policy } => put_into_force(context, &policy).await,
        Command::Try { policy } => try_out(context, &policy).await,
        Command::Diff { older, newer } => diff(context, &older, &newer),
        Command::Show { name } => show(context, name.as_deref()).await,
        Command::List => list(context).await,
    }
}

/// The text of a policy: a file, or else a ready one of that name.
fn text(name: &str) -> Result<String> {
    if let Some(text) = policy::ready(name)
        && !Path::new(name).exists()
    {
        return Ok(text.to_owned());
    }
    text_file::read(Path::new(name)).map_err(|error| match error {
        AppError::File { source, .. } if source.kind() == std::io::ErrorKind::NotFound => {
            let ready = READY.map(|(name, _)| name).join(", ");
            anyhow::anyhow!(
                "there is no file \"{name}\", and no ready policy of that name ({ready})"
            )
        }
        other => other.into(),
    })
}

async fn check(context: &Context, name: &str) -> Result<()> {
    let text = text(name)?;
    let law = law(context).await?;
    let checked = policy::check(&text, &Templates::embedded()?, law, context.today());
    if context.global.json {
        output::json(&checked)?;
    } else {
        for finding in &checked.findings {
            let grave = match finding.severity {
                policy::Severity::Error => "error",
                policy::Severity::Warning => "warning",
            };
            say(format!(
                "{name}:{}:{}: {grave}: {} ({})",
                finding.line, finding.column, finding.message, finding.code
            ))?;
        }
        if let (Some(title), true) = (&checked.name, checked.findings.is_empty()) {
            say(format!("\"{title}\" is in order."))?;
        }
        for cost in &checked.discount_costs {
            say(discount_cost(cost))?;
        }
    }
    if checked.is_usable() {
        Ok(())
    } else {
        Err(AppError::CheckFailed(format!("{name} cannot be used as it stands")).into())
    }
}

/// The law of the book. A policy can be checked before there is one; then no law is known.
async fn law(context: &Context) -> Result<Option<&'static Pack>> {
    let url = context.global.database.parse();
    let is_missing = matches!(&url, Ok(DatabaseUrl::Sqlite(path)) if !path.exists());
    let is_named = context.global.book.is_some();
    if is_missing && !is_named {
        // Opening a database would make it.
        return Ok(None);
    }
    match context.book().await {
        Ok((_, book)) => Ok(book.law()),
        Err(error) if is_named => Err(error),
        Err(_) => Ok(None),
    }
}

/// "The discount of "early" (2/10 net 30) costs 37.24% a year, 44.59% compounded."
fn discount_cost(cost: &DiscountCost) -> String {
    let DiscountCost { terms, due, .. } = cost;
    match (cost.percent_a_year, cost.percent_a_year_compounded) {
        (None, _) => format!(
            "What the discount of \"{terms}\" ({due}) costs a year depends on the day of the invoice."
        ),
        (Some(simple), None) => {
            format!("The discount of \"{terms}\" ({due}) costs {simple}% a year.")
        }
        (Some(simple), Some(compound)) => format!(
            "The discount of \"{terms}\" ({due}) costs {simple}% a year, {compound}% compounded."
        ),
    }
}

/// The text of a policy for a book: a ready policy speaks in the book's currency, a file says its own.
fn text_for(name: &str, currency: Currency) -> Result<String> {
    match policy::ready_in(name, currency) {
        Some(ready) if !Path::new(name).exists() => Ok(ready),
        _ => text(name),
    }
}

async fn try_out(context: &Context, name: &str) -> Result<()> {
    let (db, book) = context.book().await?;
    let text = text_for(name, book.currency)?;
    let (caller, templates) = (context.caller(), Templates::embedded()?);
    let trial = policy_trial::try_out(&db, &book, caller, name, &text, &templates).await?;
    if context.global.json {
        return output::json(&trial);
    }
    if trial.is_the_same() {
        return say("The run would do the same.");
    }
    let mut steps = List::new(&["Step", "Does", ">Now", ">Then"]);
    for step in &trial.steps {
        steps.row(vec![
            step.step.clone(),
            step.channel.code().to_owned(),
            step.now.to_string(),
            step.then.to_string(),
        ]);
    }
    steps.row(vec![
        "open actions that are closed".to_owned(),
        String::new(),
        trial.closed_now.to_string(),
        trial.closed_then.to_string(),
    ]);
    steps.print(context.global.csv)
}

async fn put_into_force(context: &Context, name: &str) -> Result<()> {
    let (db, book) = context.book().await?;
    let text = text_for(name, book.currency)?;
    let activated = policy::activate(
        &db,
        &book,
        context.caller(),
        name,
        &text,
        &Templates::embedded()?,
    )
    .await?;
    if context.global.json {
        return output::json(&activated);
    }
    say(format!(
        "\"{}\" is in force as version {}.",
        activated.name, activated.version
    ))?;
    for change in &activated.changes {
        say(format!("  {change}"))?;
    }
    for warning in &activated.warnings {
        say(format!("Warning: {warning}"))?;
    }
    Ok(())
}

fn diff(context: &Context, older: &str, newer: &str) -> Result<()> {
    let (old_text, new_text) = (text(older)?, text(newer)?);
    let sentences = policy::compare((older, &old_text), (newer, &new_text))?;
    if context.global.json {
        return output::json(&sentences);
    }
    if sentences.is_empty() {
        return say("Both say the same.");
    }
    for sentence in sentences {
        say(sentence)?;
    }
    Ok(())
}

async fn show(context: &Context, name: Option<&str>) -> Result<()> {
    if let Some(name) = name {
        return say(text(name)?.trim_end());
    }
    let (db, book) = context.book().await?;
    match policy::versions(&db, &book).await?.first() {
        Some(version) => say(version.text.trim_end()),
        None => Err(AppError::refused(
            "no policy is in force yet; put one into force with: dunwell policy use FILE",
        )
        .into()),
    }
}

async fn list(context: &Context) -> Result<()> {
    let mut ready = List::new(&["Ready policy"]);
    for (name, _) in READY {
        ready.row(vec![name.to_owned()]);
    }
    let versions = match context.book().await {
        Ok((db, book)) => policy::versions(&db, &book).await?,
        // Without a book there are no versions, and the ready policies can still be listed.
        Err(_) => Vec::new(),
    };
    let mut used = List::new(&[">Version", "Name", "In force since", "By", "Hash"]);
    for version in &versions {
        used.row(vec![
            version.seq.to_string(),
            version.name.clone(),
            version
                .activated_at
                .strftime("%-d %b %Y %H:%M UTC")
                .to_string(),
            version.actor.clone(),
            version.hash.chars().take(12).collect(),
        ]);
    }
    ready.print(context.global.csv)?;
    if versions.is_empty() {
        Ok(())
    } else {
        used.print(context.global.csv)
    }
}
