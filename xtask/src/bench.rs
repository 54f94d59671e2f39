//! `cargo xtask bench`: times and memory against named rivals.
//!
//! What is measured knows the whole house, and this crate none of it, so it is an example of the test
//! kit (`crates/testkit/examples/bench`) that is built and run from here.

use anyhow::{Context, Result, bail};

use crate::acceptance::release_folder;
use crate::interrupt;
use crate::postgres::{Cluster, URL_VARIABLE};
use crate::process::{cargo, command, run as execute, step};
use crate::tools;

/// What can be measured, with the numbers of invoices that it is measured at unless others are named.
const MEASURED: [(&str, &[u32]); 2] = [
    ("book", &[10_000, 100_000, 1_000_000]),
    ("desk", &[1_000_000]),
];

/// Measures at each size on each of the databases.
pub fn run(arguments: &[&str]) -> Result<()> {
    let request = Request::parse(arguments)?;
    interrupt::watch()?;
    let cluster = if request.databases.contains(&"postgres") {
        tools::require(&[tools::POSTGRES])?;
        Some(Cluster::start()?)
    } else {
        None
    };

    step("Build");
    // Both at once, so that the crates that they share are built once.
    let mut features = vec!["dunwell-testkit/house"];
    if request.what == "desk" {
        // The endpoint that the pages are measured against.
        features.push("dunwell/bench");
    }
    execute(
        cargo()
            .args([
                "build",
                "--release",
                "-p",
                "dunwell",
                "-p",
                "dunwell-testkit",
            ])
            .args(["--bin", "dunwell", "--example", "bench"])
            .args(["--features", &features.join(",")]),
    )?;

    step("Measure");
    let release = release_folder()?;
    let sizes: Vec<String> = request.sizes.iter().map(u32::to_string).collect();
    let mut bench = command(release.join("examples/bench"));
    bench
        .arg(release.join("dunwell"))
        .arg(request.what)
        .args([sizes.join(","), request.databases.join(",")]);
    if let Some(cluster) = &cluster {
        bench.env(URL_VARIABLE, cluster.url());
    }
    execute(&mut bench)
}

#[derive(Debug, PartialEq, Eq)]
struct Request {
    what: &'static str,
    sizes: Vec<u32>,
    databases: &'static [&'static str],
}

impl Request {
    fn parse(arguments: &[&str]) -> Result<Request> {
        let (mut measured, mut chosen) = (MEASURED[0], None);
        let mut chosen_databases: &[&str] = &["sqlite"];
        let mut rest = arguments.iter();
        while let Some(&option) = rest.next() {
            let value = rest
                .next()
                .with_context(|| format!("{option} needs a value after it"))?;
            match option {
                "--what" => measured = what(value)?,
                "--sizes" => chosen = Some(sizes(value)?),
                "--database" => chosen_databases = databases(value)?,
                _ => bail!(
                    "{option:?} is not understood: cargo xtask bench [--what book|desk] [--sizes N,...] [--database sqlite|postgres|both|none]"
                ),
            }
        }
        let (what, usual) = measured;
        Ok(Request {
            what,
            sizes: chosen.unwrap_or_else(|| usual.to_vec()),
            databases: chosen_databases,
        })
    }
}

fn what(value: &str) -> Result<(&'static str, &'static [u32])> {
    let found = MEASURED.into_iter().find(|(what, _)| *what == value);
    found.with_context(|| format!("{value:?} is not measured: book or desk"))
}

fn sizes(value: &str) -> Result<Vec<u32>> {
    value
        .split(',')
        .map(|size| {
            size.replace('_', "")
                .parse()
                .ok()
                .filter(|size| *size > 0)
                .with_context(|| format!("{size:?} is not a number of invoices, such as 100000"))
        })
        .collect()
}

fn databases(value: &str) -> Result<&'static [&'static str]> {
    match value {
        "sqlite" => Ok(&["sqlite"]),
        "postgres" => Ok(&["postgres"]),
        "both" => Ok(&["sqlite", "postgres"]),
        // What needs no database is measured in any case.
        "none" => Ok(&[]),
        _ => bail!("{value:?} is not a database: sqlite, postgres, both or none"),
    }
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used, reason = "tests")]
    use super::*;

    fn check(arguments: &[&str], what: &str, sizes: &[u32], databases: &[&str]) {
        let request = Request::parse(arguments).unwrap();
        assert_eq!(
            (request.what, &*request.sizes, request.databases),
            (what, sizes, databases)
        );
    }

    #[test]
    fn what_is_measured_can_be_chosen() {
        let all = MEASURED[0].1;
        check(&[], "book", all, &["sqlite"]);
        check(&["--sizes", "50,1_000"], "book", &[50, 1_000], &["sqlite"]);
        check(
            &["--database", "both", "--sizes", "7"],
            "book",
            &[7],
            &["sqlite", "postgres"],
        );
        check(&["--database", "none"], "book", all, &[]);
        check(&["--what", "desk"], "desk", &[1_000_000], &["sqlite"]);
        check(
            &["--sizes", "10000", "--what", "desk"],
            "desk",
            &[10_000],
            &["sqlite"],
        );
    }

    #[test]
    fn what_is_not_understood_is_refused() {
        for arguments in [
            &["--sizes"][..],
            &["--sizes", "0"],
            &["--sizes", "many"],
            &["--what", "everything"],
            &["--database", "oracle"],
            &["--fast", "yes"],
        ] {
            assert!(Request::parse(arguments).is_err(), "{arguments:?}");
        }
    }
}
