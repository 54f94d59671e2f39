//! `dunwell pause` and `dunwell resume`: hold contact for a time, or let it go on.

use anyhow::Result;
use dunwell_app::pause;
use dunwell_app::record::hold::Subject;
use jiff::civil::Date;

use super::change::Change;
use super::record::{held_in_words, subject};
use crate::context::Context;

/// Whose contact.
#[derive(Debug, clap::Args)]
#[group(required = true, multiple = false)]
struct Whose {
    /// The customer's number
    #[arg(long, value_name = "NUMBER")]
    customer: Option<String>,
    /// One invoice only
    #[arg(long, value_name = "NUMBER")]
    invoice: Option<String>,
}

impl Whose {
    fn subject(self) -> Result<Subject> {
        subject(self.customer, self.invoice)
            .ok_or_else(|| anyhow::anyhow!("say whose contact: --customer or --invoice"))
    }
}

/// Hold contact until a day
#[derive(Debug, clap::Args)]
pub struct Pause {
    #[command(flatten)]
    whose: Whose,
    /// The last day of the pause
    #[arg(long, value_parser = crate::args::date, value_name = "DATE")]
    until: Date,
    /// Why
    #[arg(long, value_name = "TEXT")]
    reason: String,
    #[command(flatten)]
    change: Change,
}

/// Runs `dunwell pause`.
pub async fn run(context: &Context, args: Pause) -> Result<()> {
    let (db, book) = context.book().await?;
    let request = pause::Request {
        on: args.whose.subject()?,
        until: args.until,
        reason: args.reason,
    };
    let held = pause::pause(&db, &book, context.caller(), args.change.mode(), &request).await?;
    args.change.report(context, &held, &[held_in_words(&held)])
}

/// Let contact go on; today is the last day of the pause
#[derive(Debug, clap::Args)]
pub struct Resume {
    #[command(flatten)]
    whose: Whose,
    /// Why
    #[arg(long, value_name = "TEXT")]
    reason: Option<String>,
    #[command(flatten)]
    change: Change,
}

/// Runs `dunwell resume`.
pub async fn resume(context: &Context, args: Resume) -> Result<()> {
    let (db, book) = context.book().await?;
    let on = args.whose.subject()?;
    let (caller, mode) = (context.caller(), args.change.mode());
    let held = pause::resume(&db, &book, caller, mode, &on, args.reason.as_deref()).await?;
    args.change.report(context, &held, &[held_in_words(&held)])
}
