//! The one binary: configuration, commands and wiring. It holds no rule of its own; every command
//! calls a use case of `dunwell-app` and prints what it gives back.

mod args;
mod commands;
mod context;
mod output;
mod secret_key;
mod text_file;

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
            eprintln!("dunwell: {}", in_words(&error));
            ExitCode::from(EXIT_REFUSED)
        }
    }
}

/// An error with what it came from, as far as that says something new: most of our errors name their
/// cause in their own words, and what lies below is for programmers.
fn in_words(error: &anyhow::Error) -> String {
    let mut words = String::new();
    for cause in error.chain().map(ToString::to_string) {
        if words.is_empty() {
            words = cause;
        } else if words.contains(&cause) {
            break;
        } else {
            words = format!("{words}: {cause}");
        }
    }
    words
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_error_says_each_thing_once() {
        let missing = || std::io::Error::from(std::io::ErrorKind::NotFound);
        let path = "a.csv".to_owned();
        let file = dunwell_app::AppError::File {
            path,
            source: missing(),
        };
        assert_eq!(in_words(&file.into()), format!("a.csv: {}", missing()));
        let option = anyhow::anyhow!("not an address").context("--database");
        assert_eq!(in_words(&option), "--database: not an address");
    }
}
