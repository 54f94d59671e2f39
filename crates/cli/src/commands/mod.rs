//! The commands, a file each.

pub mod import;
pub mod outbox;
pub mod policy;
pub mod preview;
pub mod run;

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
    }
}
