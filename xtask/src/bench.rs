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

const DEFAULT_SIZES: [u32; 3] = [10_000, 100_000, 1_000_000];

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
    execute(cargo().args(["build", "--release", "-p", "dunwell"]))?;
    execute(
        cargo()
            .args(["build", "--release", "-p", "dunwell-testkit"])
            .args(["--features", "house", "--example", "bench"]),
    )?;

    step("Measure");
    let release = release_folder()?;
    let sizes: Vec<String> = request.sizes.iter().map(u32::to_string).collect();
    let mut bench = command(release.join("examples/bench"));
    bench
        .arg(release.join("dunwell"))
        .args([sizes.join(","), request.databases.join(",")]);
    if let Some(cluster) = &cluster {
        bench.env(URL_VARIABLE, cluster.url());
    }
    execute(&mut bench)
}

#[derive(Debug, PartialEq, Eq)]
struct Request {
    sizes: Vec<u32>,
    databases: &'static [&'static str],
}

impl Request {
    fn parse(arguments: &[&str]) -> Result<Request> {
        let mut request = Request {
            sizes: DEFAULT_SIZES.to_vec(),
            databases: &["sqlite"],
        };
        let mut rest = arguments.iter();
        while let Some(&option) = rest.next() {
            let value = rest
                .next()
                .with_context(|| format!("{option} needs a value after it"))?;
            match option {
                "--sizes" => request.sizes = sizes(value)?,
                "--database" => request.databases = databases(value)?,
                _ => bail!(
                    "{option:?} is not understood: cargo xtask bench [--sizes N,...] [--database sqlite|postgres|both|none]"
                ),
            }
        }
        Ok(request)
    }
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

    fn check(arguments: &[&str], sizes: &[u32], databases: &[&str]) {
        let request = Request::parse(arguments).unwrap();
        assert_eq!((&*request.sizes, request.databases), (sizes, databases));
    }

    #[test]
    fn sizes_and_databases_can_be_chosen() {
        check(&[], &DEFAULT_SIZES, &["sqlite"]);
        check(&["--sizes", "50,1_000"], &[50, 1_000], &["sqlite"]);
        check(
            &["--database", "both", "--sizes", "7"],
            &[7],
            &["sqlite", "postgres"],
        );
        check(&["--database", "none"], &DEFAULT_SIZES, &[]);
    }

    #[test]
    fn what_is_not_understood_is_refused() {
        for arguments in [
            &["--sizes"][..],
            &["--sizes", "0"],
            &["--sizes", "many"],
            &["--database", "oracle"],
            &["--fast", "yes"],
        ] {
            assert!(Request::parse(arguments).is_err(), "{arguments:?}");
        }
    }
}
