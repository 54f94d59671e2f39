//! `cargo xtask fuzz`: the fuzz targets of `fuzz/`, which need a nightly compiler and `cargo-fuzz`.

use std::process::Command;

use anyhow::{Context, Result, bail};

use crate::process::{command, output, root, run as execute, step, succeeds};

const DEFAULT_SECONDS: u32 = 60;

/// Runs the named target, or each in turn, for a number of seconds.
pub fn run(arguments: &[&str]) -> Result<()> {
    let request = Request::parse(arguments)?;
    require_tools()?;
    let known = output(cargo_fuzz().arg("list"))?;
    let known: Vec<&str> = known.split_whitespace().collect();
    let targets = match request.target {
        Some(target) if known.contains(&target) => vec![target],
        Some(target) => bail!(
            "there is no fuzz target {target:?}; there are {}",
            known.join(", ")
        ),
        None => known,
    };
    for target in targets {
        step(&format!("Fuzzing {target} for {} seconds", request.seconds));
        let found = format!("fuzz/corpus/{target}");
        std::fs::create_dir_all(root().join(&found)).context(found.clone())?;
        execute(
            cargo_fuzz()
                .args(["run", target, &found])
                .args(real_files(target))
                .arg("--")
                .arg(format!("-max_total_time={}", request.seconds)),
        )?;
    }
    Ok(())
}

/// The folder of what a target reads in earnest. Chance alone does not come upon a file of law.
fn real_files(target: &str) -> Option<&'static str> {
    match target {
        "packs" => Some("jurisdictions"),
        "policy" => Some("policies"),
        _ => None,
    }
}

/// The compiler is chosen through rustup: the project's own toolchain is a stable one.
fn cargo_fuzz() -> Command {
    let mut command = command("rustup");
    command.args(["run", "nightly", "cargo", "fuzz"]);
    command
}

fn require_tools() -> Result<()> {
    if !succeeds(command("rustup").args(["run", "nightly", "rustc", "--version"])) {
        bail!("fuzzing needs a nightly compiler: `rustup toolchain install nightly`");
    }
    if !succeeds(cargo_fuzz().arg("--version")) {
        bail!("fuzzing needs cargo-fuzz: `cargo install --locked cargo-fuzz`");
    }
    Ok(())
}

#[derive(Debug, PartialEq, Eq)]
struct Request<'a> {
    target: Option<&'a str>,
    seconds: u32,
}

impl<'a> Request<'a> {
    fn parse(arguments: &[&'a str]) -> Result<Request<'a>> {
        let mut request = Request {
            target: None,
            seconds: DEFAULT_SECONDS,
        };
        let mut rest = arguments.iter();
        while let Some(&argument) = rest.next() {
            if argument == "--seconds" {
                let seconds = rest.next().context("--seconds needs a number after it")?;
                request.seconds = seconds
                    .parse()
                    .with_context(|| format!("{seconds:?} is not a number of seconds"))?;
            } else if request.target.is_none() && !argument.starts_with('-') {
                request.target = Some(argument);
            } else {
                bail!("{argument:?} is not understood: cargo xtask fuzz [TARGET] [--seconds N]");
            }
        }
        Ok(request)
    }
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used, reason = "tests")]
    use super::*;

    #[test]
    fn arguments_may_come_in_either_order() {
        let expected = Request {
            target: Some("terms"),
            seconds: 5,
        };
        assert_eq!(
            Request::parse(&["terms", "--seconds", "5"]).unwrap(),
            expected
        );
        assert_eq!(
            Request::parse(&["--seconds", "5", "terms"]).unwrap(),
            expected
        );
    }

    #[test]
    fn without_arguments_every_target_runs_for_a_minute() {
        let expected = Request {
            target: None,
            seconds: 60,
        };
        assert_eq!(Request::parse(&[]).unwrap(), expected);
    }

    #[test]
    fn wrong_arguments_are_refused() {
        for wrong in [
            &["--seconds"][..],
            &["--seconds", "long"],
            &["terms", "policy"],
            &["--fast"],
        ] {
            assert!(Request::parse(wrong).is_err(), "{wrong:?}");
        }
    }
}
