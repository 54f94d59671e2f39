//! The programs that the commands need: found, installed where that is possible, or named with the way to get them.

use std::process::Command;

use anyhow::{Result, bail};

use crate::postgres;
use crate::process::{cargo, command, output, run, succeeds};

/// A program that a command needs.
pub struct Tool {
    name: &'static str,
    found: fn() -> bool,
    source: Source,
}

/// Where a program comes from.
#[derive(Clone, Copy)]
enum Source {
    /// A component of the Rust toolchain.
    Rustup(&'static str),
    /// A crate with a binary.
    Cargo(&'static str),
    /// A Debian package, which other systems have under a like name.
    Apt(&'static str),
}

pub const RUSTFMT: Tool = Tool {
    name: "rustfmt",
    found: || succeeds(cargo().args(["fmt", "--version"])),
    source: Source::Rustup("rustfmt"),
};

pub const CLIPPY: Tool = Tool {
    name: "clippy",
    found: || succeeds(cargo().args(["clippy", "--version"])),
    source: Source::Rustup("clippy"),
};

pub const NEXTEST: Tool = Tool {
    name: "cargo-nextest",
    found: || succeeds(cargo().args(["nextest", "--version"])),
    source: Source::Cargo("cargo-nextest"),
};

pub const DENY: Tool = Tool {
    name: "cargo-deny",
    found: || succeeds(cargo().args(["deny", "--version"])),
    source: Source::Cargo("cargo-deny"),
};

/// SQLite, `ring` and `blake3` compile C.
pub const C_COMPILER: Tool = Tool {
    name: "a C compiler (cc)",
    found: || succeeds(command("cc").arg("--version")),
    source: Source::Apt("gcc"),
};

pub const POSTGRES: Tool = Tool {
    name: "the PostgreSQL server programs (initdb, pg_ctl, postgres)",
    found: || postgres::programs().is_some(),
    source: Source::Apt("postgresql"),
};

/// The browser tests are written for the Node.js that their packages ask for.
pub const NODE: Tool = Tool {
    name: "Node.js 20 or newer, with npm",
    found: || {
        let version = output(command("node").arg("--version")).unwrap_or_default();
        let major = version
            .trim()
            .strip_prefix('v')
            .and_then(|rest| rest.split('.').next());
        let is_new = major
            .and_then(|major| major.parse().ok())
            .is_some_and(|major: u32| major >= 20);
        is_new && succeeds(command("npm").arg("--version"))
    },
    // It brings Node.js along.
    source: Source::Apt("npm"),
};

pub const CHROMIUM: Tool = Tool {
    name: "Chromium",
    found: || {
        ["chromium", "chromium-browser", "google-chrome"]
            .iter()
            .any(|name| succeeds(command(name).arg("--version")))
    },
    source: Source::Apt("chromium"),
};

pub const PNGQUANT: Tool = Tool {
    name: "pngquant",
    found: || succeeds(command("pngquant").arg("--version")),
    source: Source::Apt("pngquant"),
};

/// The example client of the API and schemathesis are written in it.
pub const PYTHON: Tool = Tool {
    name: "Python 3.10 or newer, with venv and pip",
    found: || {
        let asks = "import ensurepip, sys, venv; sys.exit(sys.version_info < (3, 10))";
        succeeds(command("python3").args(["-c", asks]))
    },
    source: Source::Apt("python3-venv"),
};

/// Makes sure that the tools are there, installing what is missing where that needs no one's permission.
///
/// # Errors
///
/// Names every tool that is still missing and the way to get it.
pub fn require(tools: &[Tool]) -> Result<()> {
    let mut missing = Vec::new();
    for tool in tools {
        if (tool.found)() {
            println!("found {}", tool.name);
            continue;
        }
        println!("{} is missing", tool.name);
        if let Err(reason) = tool.source.install() {
            missing.push(format!("{}: {reason:#}", tool.name));
        } else if !(tool.found)() {
            let remedy = tool.source.remedy();
            missing.push(format!("{}: not found even after `{remedy}`", tool.name));
        }
    }
    if missing.is_empty() {
        return Ok(());
    }
    bail!("missing:\n  {}", missing.join("\n  "))
}

impl Source {
    /// What a person would type to get the tool.
    fn remedy(self) -> String {
        match self {
            Source::Rustup(component) => format!("rustup component add {component}"),
            Source::Cargo(name) => format!("cargo install --locked {name}"),
            Source::Apt(package) => format!("apt-get install {package}"),
        }
    }

    fn install(self) -> Result<()> {
        match self {
            Source::Rustup(component) => {
                run(command("rustup").args(["component", "add", component]))
            }
            Source::Cargo(name) => run(cargo().args(["install", "--locked", name])),
            Source::Apt(package) => {
                if !is_root() || !succeeds(command("apt-get").arg("--version")) {
                    bail!(
                        "install it (on Debian and Ubuntu `{}` as root) and try again",
                        self.remedy()
                    );
                }
                run(apt_get().arg("update"))?;
                run(apt_get().args(["install", "--yes", package]))
            }
        }
    }
}

fn apt_get() -> Command {
    let mut command = command("apt-get");
    command.env("DEBIAN_FRONTEND", "noninteractive").arg("-q");
    command
}

/// Whether this program runs as root.
pub fn is_root() -> bool {
    output(command("id").arg("-u")).is_ok_and(|id| id.trim() == "0")
}
