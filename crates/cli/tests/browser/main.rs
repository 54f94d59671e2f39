//! The desk in a real browser. Each story is a script in `stories/`: it starts the program over a book of its own, and
//! fails on anything that the browser complains about besides what it checks itself.
//!
//! Chromium, Node.js and the packages of `package.json` have to be there; `cargo xtask test` sees to it.
#![allow(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::panic,
    reason = "tests"
)]

use std::fs::File;
use std::path::{Path, PathBuf};
use std::process::Command;

use dunwell_web::{Face, routes};

const PROGRAM: &str = env!("CARGO_BIN_EXE_dunwell");

#[test]
fn the_controllers_morning() {
    tell("the-controllers-morning");
}

#[test]
fn the_first_visit() {
    tell("the-first-visit");
}

#[test]
fn a_policy_is_changed() {
    tell("a-policy-is-changed");
}

#[test]
fn with_the_keyboard_alone() {
    tell("with-the-keyboard-alone");
}

#[test]
fn without_script() {
    tell("without-script");
}

#[test]
fn the_first_load() {
    tell("the-first-load");
}

#[test]
fn every_page_is_open_to_all() {
    tell("every-page-is-open-to-all");
}

#[test]
fn every_page_fits() {
    tell("every-page-fits");
}

#[test]
fn every_language_fits() {
    tell("every-language-fits");
}

/// Tells a story, and fails with what it printed.
#[track_caller]
fn tell(name: &str) {
    let here = Path::new("tests/browser");
    let packages = here.join("node_modules/playwright-core");
    assert!(
        packages.exists(),
        "the packages are not installed: run `cargo xtask test`, or `npm ci` in {}",
        here.display()
    );
    let output = Command::new("node")
        .arg(here.join("stories").join(name).with_extension("mjs"))
        .arg(PROGRAM)
        .arg("--book")
        .arg(sample_book())
        .args(["--routes", &pages()])
        .output()
        .expect("Node.js 20 or newer is installed");
    let (said, wrong) = (
        String::from_utf8_lossy(&output.stdout),
        String::from_utf8_lossy(&output.stderr),
    );
    print!("{said}");
    assert!(output.status.success(), "{wrong}");
}

/// The paths that a person's browser can ask for, as the table has them.
fn pages() -> String {
    let table = routes::table();
    let pages: Vec<&str> = table
        .iter()
        .filter(|route| route.face() == Face::Page && route.method().as_str() == "GET")
        .map(|route| route.path())
        .collect();
    serde_json::to_string(&pages).unwrap()
}

/// A database with the sample book, made once for each build of the program. Tests run in processes of their own,
/// so that the first one makes it while the others wait.
fn sample_book() -> PathBuf {
    let folder = Path::new(env!("CARGO_TARGET_TMPDIR")).join("browser");
    std::fs::create_dir_all(&folder).unwrap();
    let lock = File::create(folder.join("lock")).unwrap();
    lock.lock().unwrap();
    let built = std::fs::metadata(PROGRAM).unwrap().modified().unwrap();
    let book = folder.join("demo.db");
    let is_fresh = std::fs::metadata(&book).is_ok_and(|book| book.modified().unwrap() > built);
    if !is_fresh {
        let made = Command::new(PROGRAM)
            .args(["demo", "--no-serve", "--today", "2026-03-09", "--folder"])
            .arg(&folder)
            .output()
            .unwrap();
        assert!(
            made.status.success(),
            "{}",
            String::from_utf8_lossy(&made.stderr)
        );
    }
    book
}
