//! `cargo xtask audit`: licences, banned crates, duplicate versions, sources and known vulnerabilities.

use anyhow::Result;

use crate::process::{cargo, output, run as execute, step};
use crate::tools;

/// Runs `cargo deny` over the whole workspace. Without a network the list of known vulnerabilities is out of reach: the
/// rest is checked all the same, and what was not checked is said.
pub fn run() -> Result<()> {
    step("Tools");
    tools::require(&[tools::DENY])?;

    step("Advisory database");
    let fetched = output(cargo().args(["deny", "--all-features", "fetch", "db"]));
    let mut checks = vec!["bans", "licenses", "sources"];
    match fetched {
        Ok(_) => {
            println!("fetched");
            checks.push("advisories");
        }
        Err(error) => {
            println!("It could not be fetched: {error:#}");
            println!("Known vulnerabilities are NOT checked in this run; everything else is.");
        }
    }

    step("Dependencies");
    execute(
        cargo()
            .args(["deny", "--workspace", "--all-features", "check"])
            .args(checks),
    )
}
