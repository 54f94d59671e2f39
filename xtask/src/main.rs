//! The project's own commands, run as `cargo xtask COMMAND`.

mod acceptance;
mod arrows;
mod audit;
mod bench;
mod browser;
mod fuzz;
mod interrupt;
mod pg;
mod postgres;
mod process;
mod schemathesis;
mod test;
mod tools;

use std::process::ExitCode;

use anyhow::Result;

const USAGE: &str = "\
Usage: cargo xtask COMMAND

  test [-- NEXTEST-ARGUMENTS]       check format, dependency arrows and lints, then run every test
                                    on SQLite, on a PostgreSQL server started for the purpose, and in a browser
  audit                             check licences, bans, sources, duplicates and known vulnerabilities
  acceptance --data DIR             import real receivables files, run a day on each, check what came of it;
                                    compare the public holidays with a published list
  bench [--what book|desk] [--sizes N,N,...] [--database sqlite|postgres|both]
                                    measure against named rivals: a book (10000,100000,1000000 invoices), or
                                    the pages of the desk under load (1000000 invoices); on SQLite
  fuzz [TARGET] [--seconds N]       run one fuzz target, or each in turn (60 seconds unless said)
  screenshots                       draw the pictures in docs/screenshots anew
  pg                                start a PostgreSQL server for development and keep it until Ctrl-C";

fn main() -> ExitCode {
    let arguments: Vec<String> = std::env::args().skip(1).collect();
    let arguments: Vec<&str> = arguments.iter().map(String::as_str).collect();
    let result = match arguments.as_slice() {
        ["test"] => test::run(&[]),
        ["test", "--", rest @ ..] => test::run(rest),
        ["audit"] => audit::run(),
        ["acceptance", rest @ ..] => acceptance::run(rest),
        ["bench", rest @ ..] => bench::run(rest),
        ["fuzz", rest @ ..] => fuzz::run(rest),
        ["screenshots"] => browser::screenshots(),
        ["pg"] => pg::run(),
        ["help" | "--help" | "-h"] => {
            println!("{USAGE}");
            Ok(())
        }
        _ => {
            eprintln!("{USAGE}");
            return ExitCode::from(2);
        }
    };
    exit_code(result)
}

/// Reports an error to the person and turns it into an exit code: that of the command that failed, or 1.
fn exit_code(result: Result<()>) -> ExitCode {
    let Err(error) = result else {
        return ExitCode::SUCCESS;
    };
    eprintln!("error: {error:#}");
    let code = error
        .downcast_ref::<process::Failed>()
        .map_or(1, |failed| failed.code);
    ExitCode::from(code)
}
