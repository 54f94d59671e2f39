//! Schemathesis, which sends to the API whatever its document allows and much that it does not: installed from PyPI into
//! a folder of build results, at pinned versions.

use std::fs;
use std::path::PathBuf;

use anyhow::{Context, Result};

use crate::acceptance::target_folder;
use crate::process::{command, root, run, succeeds};

/// What the tests read to find it.
pub const VARIABLE: &str = "DUNWELL_TEST_SCHEMATHESIS";

/// The packages with their versions.
const PACKAGES: &str = "xtask/schemathesis.txt";

/// Makes sure that it is there as the list of packages has it, and gives its program.
///
/// # Errors
///
/// When the packages cannot be installed.
pub fn install() -> Result<PathBuf> {
    let folder = target_folder()?.join("schemathesis");
    let program = folder.join("bin/schemathesis");
    let wanted = fs::read_to_string(root().join(PACKAGES)).context(PACKAGES)?;
    let installed = folder.join("installed.txt");
    let is_there = fs::read_to_string(&installed).is_ok_and(|kept| kept == wanted);
    if is_there && succeeds(command(&program).arg("--version")) {
        println!("found schemathesis");
        return Ok(program);
    }
    run(command("python3")
        .args(["-m", "venv", "--clear"])
        .arg(&folder))?;
    run(command(folder.join("bin/pip"))
        .args(["install", "--quiet", "--disable-pip-version-check"])
        .args(["--no-deps", "--requirement", PACKAGES]))?;
    fs::write(&installed, wanted).with_context(|| installed.display().to_string())?;
    Ok(program)
}
