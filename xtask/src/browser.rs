//! The scripts that drive a browser through the desk: their packages, and `cargo xtask screenshots`.

use std::path::{Path, PathBuf};

use anyhow::{Context, Result};

use crate::acceptance::target_folder;
use crate::process::{cargo, command, root, run as execute, step};
use crate::{interrupt, tools};

/// Where the scripts are.
const SCRIPTS: &str = "crates/cli/tests/browser";

/// The table of routes as people read it; a test holds that it is the one that the server has.
const ROUTES: &str = "docs/permissions.md";

/// Where the pictures are kept.
const PICTURES: &str = "docs/screenshots";

/// Installs exactly what the lock file names, from npm's cache where it can, and runs nothing of it.
pub fn install_packages() -> Result<()> {
    execute(
        command("npm")
            .current_dir(root().join(SCRIPTS))
            .args(["ci", "--ignore-scripts", "--prefer-offline"])
            .args(["--no-audit", "--no-fund", "--loglevel=error"]),
    )
}

/// The paths that a person's browser can ask for.
fn pages() -> Result<Vec<String>> {
    let table = std::fs::read_to_string(root().join(ROUTES)).context(ROUTES)?;
    let paths = table.lines().filter_map(|line| {
        let (path, _) = line.strip_prefix("| `GET ")?.split_once('`')?;
        let is_for_programs = path.starts_with("/api/v1/") || path == "/api/openapi.json";
        (!is_for_programs).then(|| path.to_owned())
    });
    Ok(paths.collect())
}

/// Draws the pictures of all pages anew, from the made-up book on a day that does not change.
pub fn screenshots() -> Result<()> {
    interrupt::watch()?;
    step("Tools");
    tools::require(&[
        tools::C_COMPILER,
        tools::NODE,
        tools::CHROMIUM,
        tools::PNGQUANT,
    ])?;
    install_packages()?;

    step("Build");
    execute(cargo().args(["build", "-p", "dunwell"]))?;

    step("Pictures");
    let folder = root().join(PICTURES);
    let old = pictures(&folder)?;
    for picture in old {
        std::fs::remove_file(&picture).with_context(|| picture.display().to_string())?;
    }
    execute(
        command("node")
            .arg(Path::new(SCRIPTS).join("screenshots.mjs"))
            .arg(target_folder()?.join("debug/dunwell"))
            .args(["--routes", &serde_json::to_string(&pages()?)?])
            .args(["--out", PICTURES]),
    )?;
    // A page has few colours: with a palette a picture is a third as large and looks the same.
    execute(
        command("pngquant")
            .args(["--force", "--ext", ".png", "--strip", "--speed", "1", "128"])
            .args(pictures(&folder)?),
    )
}

/// The pictures in a folder, which is made where it is missing.
fn pictures(folder: &Path) -> Result<Vec<PathBuf>> {
    let place = || folder.display().to_string();
    std::fs::create_dir_all(folder).with_context(place)?;
    let mut found = Vec::new();
    for entry in std::fs::read_dir(folder).with_context(place)? {
        let path = entry.with_context(place)?.path();
        if path.extension().is_some_and(|ending| ending == "png") {
            found.push(path);
        }
    }
    found.sort();
    Ok(found)
}
