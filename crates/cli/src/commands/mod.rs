//! The commands, a file each.

pub mod import;

use anyhow::Result;

use crate::args::{Cli, Command};
use crate::context::Context;

/// Runs the command that was given.
pub async fn run(cli: Cli) -> Result<()> {
    let context = Context::new(cli.global);
    match cli.command {
        Command::Import(args) => import::run(&context, args).await,
    }
}
