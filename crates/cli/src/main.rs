//! The one binary: configuration, commands and wiring. It holds no rule of its own; every command
//! calls a use case of `dunwell-app` and prints what it gives back.

mod args;
mod commands;
mod context;
mod output;

use std::process::ExitCode;

use clap::Parser;

use args::Cli;

/// Refused input or a failed check.
const EXIT_REFUSED: u8 = 1;

fn main() -> ExitCode {
    // clap ends the process with 2 on wrong usage, and with 0 for --help and --version.
    let cli = Cli::parse();
    let runtime = match tokio::runtime::Builder::new_multi_thread()
        .enable_all()
        .build()
    {
        Ok(runtime) => runtime,
        Err(error) => {
            eprintln!("dunwell: the program could not be started: {error}");
            return ExitCode::from(EXIT_REFUSED);
        }
    };
    match runtime.block_on(commands::run(cli)) {
        Ok(()) => ExitCode::SUCCESS,
        Err(error) => {
            eprintln!("dunwell: {error:#}");
            ExitCode::from(EXIT_REFUSED)
        }
    }
}
