//! `cargo xtask test`: everything that must hold before a change is accepted.

use anyhow::Result;

use crate::postgres::{Cluster, URL_VARIABLE};
use crate::process::{cargo, run as execute, step};
use crate::{arrows, browser, interrupt, schemathesis, tools};

/// Runs the checks in the order of what they cost. `nextest_arguments` go to the last, so that one test can be run alone.
pub fn run(nextest_arguments: &[&str]) -> Result<()> {
    interrupt::watch()?;

    step("Tools");
    tools::require(&[
        tools::RUSTFMT,
        tools::CLIPPY,
        tools::C_COMPILER,
        tools::NEXTEST,
        tools::POSTGRES,
        tools::PYTHON,
        tools::NODE,
        tools::CHROMIUM,
    ])?;

    step("Format");
    execute(cargo().args(["fmt", "--all", "--check"]))?;

    step("Dependency arrows");
    arrows::check()?;
    println!("each crate knows only those it may know");

    step("Lints");
    execute(
        cargo()
            .args(["clippy", "--workspace", "--all-targets", "--all-features"])
            .args(["--", "-D", "warnings"]),
    )?;

    step("PostgreSQL");
    let cluster = Cluster::start()?;
    println!("started for these tests; it stops when they end");

    step("Examples in the documentation");
    execute(
        cargo()
            .args(["test", "--quiet", "--doc", "--workspace", "--all-features"])
            .env(URL_VARIABLE, cluster.url()),
    )?;

    step("Packages of the browser tests");
    browser::install_packages()?;

    step("Schemathesis");
    let schemathesis = schemathesis::install()?;

    step("Tests");
    execute(
        cargo()
            .args(["nextest", "run", "--profile", "ci"])
            .args(["--workspace", "--all-features"])
            .args(nextest_arguments)
            .env(URL_VARIABLE, cluster.url())
            .env(schemathesis::VARIABLE, schemathesis),
    )
}
