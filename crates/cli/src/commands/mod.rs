//! The commands, a file each.

pub mod approve;
mod change;
pub mod import;
pub mod outbox;
pub mod pause;
pub mod policy;
pub mod preview;
pub mod record;
pub mod run;
pub mod skip;

use anyhow::Result;

use crate::args::{Cli, Command};
use crate::context::Context;

/// Runs the command that was given.
pub async fn run(cli: Cli) -> Result<()> {
    let context = Context::new(cli.global);
    match cli.command {
        Command::Import(args) => import::run(&context, args).await,
        Command::Run(args) => run::run(&context, args).await,
        Command::Policy(args) => policy::run(&context, args).await,
        Command::Preview(args) => preview::run(&context, args).await,
        Command::Outbox(args) => outbox::run(&context, args).await,
        Command::Record(args) => record::run(&context, args).await,
        Command::Approve(args) => approve::run(&context, args).await,
        Command::Skip(args) => skip::run(&context, args).await,
        Command::Reopen(args) => skip::reopen(&context, args).await,
        Command::Pause(args) => pause::run(&context, args).await,
        Command::Resume(args) => pause::resume(&context, args).await,
    }
}
