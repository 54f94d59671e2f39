//! What the compiler does not check: sizes, leftovers, machine paths, and documents that name what is not there.

#![allow(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::panic,
    reason = "tests"
)]

use std::fmt::Display;
use std::path::{Path, PathBuf};
use std::process::Command;

/// A longer source file holds more than one meaning.
const MOST_SOURCE_LINES: usize = 700;

/// A longer description of the architecture is read by nobody.
const MOST_ARCHITECTURE_LINES: usize = 300;

#[test]
fn the_documents_are_there() {
    let missing: Vec<&str> = [
        "README.md",
        "ARCHITECTURE.md",
        "CHANGELOG.md",
        "CONTRIBUTING.md",
        "LICENSE",
    ]
    .into_iter()
    .filter(|name| !root().join(name).is_file())
    .collect();
    assert_none(
        missing,
        "documents that every visitor looks for are missing",
    );
}

#[test]
fn the_architecture_is_short() {
    let lines = read("ARCHITECTURE.md").lines().count();
    assert!(
        lines <= MOST_ARCHITECTURE_LINES,
        "ARCHITECTURE.md has {lines} lines, {MOST_ARCHITECTURE_LINES} are allowed"
    );
}

#[test]
fn the_architecture_names_what_exists() {
    let text = read("ARCHITECTURE.md");
    let paths: Vec<&str> = code_spans(&text).filter(|span| is_path(span)).collect();
    assert!(
        paths.len() >= 10,
        "ARCHITECTURE.md should lead readers to the code, but names only {paths:?}"
    );
    let missing = paths.into_iter().filter(|path| !root().join(path).exists());
    assert_none(missing, "ARCHITECTURE.md names paths that do not exist");
}

#[test]
fn the_architecture_names_every_crate() {
    let text = read("ARCHITECTURE.md");
    let unnamed: Vec<String> = files()
        .into_iter()
        .filter_map(|file| Some(file.strip_suffix("/Cargo.toml")?.to_owned()))
        .filter(|folder| !code_spans(&text).any(|span| span.trim_end_matches('/') == folder))
        .collect();
    assert_none(
        unnamed,
        "crates that the code map of ARCHITECTURE.md does not name",
    );
}

#[test]
fn links_between_documents_lead_somewhere() {
    let mut broken = Vec::new();
    for file in files_ending(&[".md"]) {
        let folder = Path::new(&file).parent().unwrap();
        for link in links(&read(&file)) {
            let target = link.split('#').next().unwrap();
            let outside = link.contains("://") || link.starts_with("mailto:");
            if !outside && !target.is_empty() && !root().join(folder).join(target).exists() {
                broken.push(format!("{file}: {link}"));
            }
        }
    }
    assert_none(broken, "links to files that do not exist");
}

#[test]
fn source_files_are_short() {
    let long: Vec<String> = files_ending(&[".rs", ".sql"])
        .into_iter()
        .map(|file| (read(&file).lines().count(), file))
        .filter(|(lines, _)| *lines > MOST_SOURCE_LINES)
        .map(|(lines, file)| format!("{file}: {lines} lines"))
        .collect();
    assert_none(long, "source files that should be split by meaning");
}

#[test]
fn nothing_is_left_unfinished() {
    // The words are put together here, so that this file does not hold them.
    let words = [
        concat!("to", "do!("),
        concat!("unimple", "mented!("),
        concat!("db", "g!("),
    ];
    let found = lines_with(&files_ending(&[".rs"]), |line| {
        words.iter().any(|word| line.contains(word))
    });
    assert_none(found, "unfinished or forgotten lines");
}

#[test]
fn no_file_names_a_path_of_one_machine() {
    let places = [
        concat!("/wo", "rk/"),
        concat!("/ro", "ot/"),
        concat!("/ho", "me/"),
    ];
    let found = lines_with(&files(), |line| {
        places.iter().any(|place| names_absolute(line, place))
    });
    assert_none(found, "paths that exist on one machine only");
}

#[test]
fn no_test_asks_where_it_was_built() {
    // Tests run in the folder of their package; two clones may share a folder of build results.
    let variable = concat!("env!(\"CARGO_MANIFEST", "_DIR\")");
    let mut found = lines_with(&files_ending(&[".rs"]), |line| line.contains(variable));
    found.retain(|line| !line.starts_with("xtask/src/process.rs:"));
    assert_none(
        found,
        "folders of the clone that was built, not of the one that runs",
    );
}

#[test]
fn the_helpers_of_these_tests_see_what_they_should() {
    let spans: Vec<&str> =
        code_spans("a `b/c.rs` and `d -> e`, `f`\n```sh\nx `y/z`\n```\n").collect();
    assert_eq!(spans, ["b/c.rs", "d -> e", "f"]);
    assert!(is_path("crates/core/") && is_path("Cargo.toml"));
    assert!(!is_path("core") && !is_path("a -> b/c") && !is_path("https://example.com/a"));
    assert_eq!(links("see [a](b.md) and [c](d.md#e)"), ["b.md", "d.md#e"]);
    let place = concat!("/ho", "me/");
    assert!(names_absolute(&format!("cd {place}me"), place));
    assert!(!names_absolute(
        &format!("the folder src{place}page.rs"),
        place
    ));
}

/// Fails with the list of what was found.
fn assert_none(found: impl IntoIterator<Item: Display>, what: &str) {
    let found: Vec<String> = found.into_iter().map(|item| format!("  {item}")).collect();
    assert!(found.is_empty(), "{what}:\n{}", found.join("\n"));
}

fn root() -> &'static Path {
    Path::new("..")
}

/// The files that git knows or would add, relative to the root.
fn files() -> Vec<String> {
    let output = Command::new("git")
        // A build server often checks out as one user and builds as another, which git would refuse.
        .args(["-c", "safe.directory=*"])
        .args([
            "ls-files",
            "-z",
            "--cached",
            "--others",
            "--exclude-standard",
        ])
        .current_dir(root())
        .output()
        .expect("git lists the files to look at; it is not installed");
    assert!(
        output.status.success(),
        "git cannot list the files to look at: {}",
        String::from_utf8_lossy(&output.stderr)
    );
    let names = String::from_utf8(output.stdout).expect("file names are UTF-8");
    let mut files: Vec<String> = names
        .split_terminator('\0')
        // A file that was deleted but not yet committed is still listed.
        .filter(|name| root().join(name).is_file())
        .map(str::to_owned)
        .collect();
    files.sort();
    files.dedup();
    assert!(!files.is_empty(), "git lists no file");
    files
}

fn files_ending(endings: &[&str]) -> Vec<String> {
    let mut files = files();
    files.retain(|file| endings.iter().any(|ending| file.ends_with(ending)));
    assert!(!files.is_empty(), "no file ends in {endings:?}");
    files
}

/// The text of a file; bytes that are not UTF-8, which test data may hold, are replaced.
fn read(file: &str) -> String {
    let path: PathBuf = root().join(file);
    let bytes = std::fs::read(&path).unwrap_or_else(|error| panic!("{file}: {error}"));
    String::from_utf8_lossy(&bytes).into_owned()
}

/// `file:line: text` for each line that holds what is looked for.
fn lines_with(files: &[String], wanted: impl Fn(&str) -> bool) -> Vec<String> {
    let mut found = Vec::new();
    for file in files {
        for (number, line) in (1..).zip(read(file).lines()) {
            if wanted(line) {
                found.push(format!("{file}:{number}: {}", line.trim()));
            }
        }
    }
    found
}

/// The code spans of a Markdown text, without those of its code blocks.
fn code_spans(text: &str) -> impl Iterator<Item = &str> {
    let outside_blocks = text.split("```").step_by(2);
    outside_blocks.flat_map(|part| part.split('`').skip(1).step_by(2))
}

/// Whether a code span is the path of a file or folder of this project.
fn is_path(span: &str) -> bool {
    let plain = |c: char| c.is_ascii_alphanumeric() || "/._-".contains(c);
    let named = [".rs", ".md", ".toml"]
        .iter()
        .any(|ending| span.ends_with(ending));
    span.chars().all(plain) && (span.contains('/') || named)
}

/// The targets of the links in a Markdown text.
fn links(text: &str) -> Vec<&str> {
    text.split("](")
        .skip(1)
        .filter_map(|rest| rest.split_once(')'))
        .map(|(target, _)| target)
        .collect()
}

/// Whether a line names the place as an absolute path, and not as a part of a longer one.
fn names_absolute(line: &str, place: &str) -> bool {
    let within = |c: char| c.is_ascii_alphanumeric() || "._-~}".contains(c);
    line.match_indices(place)
        .any(|(at, _)| !line[..at].ends_with(within))
}
