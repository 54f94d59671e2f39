//! `cargo xtask acceptance --data DIR`: the main job on real receivables files, end to end, and the public
//! holidays against a published list.
//!
//! The files are public data sets that are not part of the repository. They are only read: databases
//! and refused rows go to a temporary folder.

mod holidays;

use std::path::{Path, PathBuf};
use std::process::Command;

use anyhow::{Context, Result, bail};
use serde_json::Value;
use tempfile::TempDir;

use crate::process::{cargo, command, output, root, run as execute, step};

/// A receivables file, and what must come of it.
struct Case {
    /// Inside the data folder.
    file: &'static str,
    /// Inside `acceptance/`.
    profile: &'static str,
    /// How many rows it has; every one of them is an invoice.
    invoices: u64,
    /// The day that is run, shortly after the newest one in the file on which something happened.
    day: &'static str,
}

const CASES: [Case; 3] = [
    Case {
        file: "ar/ibm_accounts_receivable.csv",
        profile: "ibm.toml",
        invoices: 2_466,
        day: "2014-01-15",
    },
    Case {
        file: "ar/highradius_closed_dev_32000.csv",
        profile: "highradius-closed.toml",
        invoices: 32_000,
        day: "2020-02-10",
    },
    Case {
        file: "ar/highradius_open_9700.csv",
        profile: "highradius-open.toml",
        invoices: 9_700,
        day: "2020-05-26",
    },
];

/// How many refused rows are listed for each reason.
const SHOWN_LINES: usize = 5;

/// Imports each file twice, runs a day twice, and looks at what came of it.
pub fn run(arguments: &[&str]) -> Result<()> {
    let &["--data", data] = arguments else {
        bail!("say where the files are: cargo xtask acceptance --data DIR");
    };
    let data = std::path::absolute(data)?;
    let missing: Vec<&str> = CASES
        .iter()
        .map(|case| case.file)
        .chain([holidays::FILE])
        .filter(|file| !data.join(file).is_file())
        .collect();
    if !missing.is_empty() {
        bail!("{} has no {}", data.display(), missing.join(", no "));
    }

    step("Build");
    execute(cargo().args(["build", "--release", "-p", "dunwell"]))?;
    let dunwell = release_folder()?.join("dunwell");
    let folder = tempfile::tempdir().context("no temporary folder can be created")?;
    let mut differences = Vec::new();
    for case in &CASES {
        step(case.file);
        let trial = Trial {
            case,
            dunwell: &dunwell,
            folder: &folder,
        };
        let found = trial.run(&data)?;
        differences.extend(
            found
                .into_iter()
                .map(|what| format!("{}: {what}", case.file)),
        );
    }
    step(holidays::FILE);
    differences.extend(holidays::run(&dunwell, &data)?);
    if !differences.is_empty() {
        bail!("not as expected:\n  {}", differences.join("\n  "));
    }
    println!(
        "\neverything came in as expected, the same files again changed nothing, and all holidays agree"
    );
    Ok(())
}

/// The folder that release builds go to.
pub fn release_folder() -> Result<PathBuf> {
    Ok(target_folder()?.join("release"))
}

/// The folder that builds go to, wherever cargo is told to put them.
pub fn target_folder() -> Result<PathBuf> {
    let metadata = output(cargo().args(["metadata", "--no-deps", "--format-version", "1"]))?;
    let metadata: Value = serde_json::from_str(&metadata)?;
    let target = metadata["target_directory"]
        .as_str()
        .context("`cargo metadata` names no target directory")?;
    Ok(PathBuf::from(target))
}

/// One file with a database of its own.
struct Trial<'a> {
    case: &'a Case,
    dunwell: &'a Path,
    folder: &'a TempDir,
}

impl Trial<'_> {
    /// Says what came in and what was refused; returns what is not as expected.
    fn run(&self, data: &Path) -> Result<Vec<String>> {
        let mut differences = Vec::new();
        let first = self.import(data)?;
        describe(&first);
        let new = count(&first, "invoices", "new");
        if new != self.case.invoices {
            differences.push(format!(
                "{new} invoices came in; {} were expected",
                self.case.invoices
            ));
        }
        let again = self.import(data)?;
        for kind in [
            "invoices",
            "customers",
            "payments",
            "credit_notes",
            "disputes",
        ] {
            for change in ["new", "changed"] {
                let rows = count(&again, kind, change);
                if rows > 0 {
                    differences.push(format!(
                        "imported again, {rows} {kind} are {change}; none should be"
                    ));
                }
            }
        }
        println!(
            "imported again: {} invoices unchanged",
            count(&again, "invoices", "unchanged")
        );

        let day = self.case.day;
        self.show(&["run", "--date", day])?;
        let repeated = self.json(&["run", "--date", day])?;
        let decided = repeated["actions"].as_array().map_or(0, Vec::len);
        if decided > 0 {
            differences.push(format!(
                "{day} run again decided {decided} actions; it should decide none"
            ));
        }
        self.show(&["aging", "--as-of", day])?;
        self.show(&["doctor"])?;
        self.show(&["journal", "verify"])?;
        Ok(differences)
    }

    fn import(&self, data: &Path) -> Result<Value> {
        let mut command = self.command(&["--json", "import"]);
        command
            .arg(data.join(self.case.file))
            .arg("--profile")
            .arg(root().join("acceptance").join(self.case.profile))
            .arg("--rejects")
            .arg(self.folder.path());
        parsed(&output(&mut command)?)
    }

    fn json(&self, arguments: &[&str]) -> Result<Value> {
        parsed(&output(self.command(&["--json"]).args(arguments))?)
    }

    /// Runs a command and prints what it says.
    fn show(&self, arguments: &[&str]) -> Result<()> {
        println!("\n$ dunwell {}", arguments.join(" "));
        print!("{}", output(&mut self.command(arguments))?);
        Ok(())
    }

    /// A `dunwell` command for this trial's database, deaf to what the environment says.
    fn command(&self, arguments: &[&str]) -> Command {
        let database = self
            .folder
            .path()
            .join(self.case.profile)
            .with_extension("db");
        let mut command = command(self.dunwell);
        command
            .args(["--actor", "acceptance", "--database"])
            .arg(format!("sqlite:{}", database.display()))
            .args(arguments)
            .env_remove("DUNWELL_TODAY");
        command
    }
}

fn parsed(text: &str) -> Result<Value> {
    serde_json::from_str(text).context("dunwell printed no JSON")
}

fn count(report: &Value, kind: &str, what: &str) -> u64 {
    report[kind][what].as_u64().unwrap_or_default()
}

/// What came in, the notes, and the refused rows by reason.
fn describe(report: &Value) {
    for kind in [
        "invoices",
        "customers",
        "payments",
        "credit_notes",
        "disputes",
    ] {
        println!("{kind:<13} {:>7} new", count(report, kind, "new"));
    }
    for note in texts(&report["notes"]) {
        println!("note: {note}");
    }
    let rejected = report["rejected"].as_array().map_or(&[][..], Vec::as_slice);
    println!("{} rows were refused", rejected.len());
    let mut reasons: Vec<(&str, Vec<String>)> = Vec::new();
    for row in rejected {
        let reason = row["reason"].as_str().unwrap_or_default();
        let line = row["line"].to_string();
        match reasons.iter_mut().find(|(known, _)| *known == reason) {
            Some((_, lines)) => lines.push(line),
            None => reasons.push((reason, vec![line])),
        }
    }
    for (reason, lines) in reasons {
        let shown = lines[..lines.len().min(SHOWN_LINES)].join(", ");
        println!("  {} for: {reason} (lines {shown})", lines.len());
    }
}

fn texts(list: &Value) -> impl Iterator<Item = &str> {
    list.as_array()
        .into_iter()
        .flatten()
        .filter_map(Value::as_str)
}
