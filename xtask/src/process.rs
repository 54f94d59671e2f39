//! Running other programs, and saying what is run.

use std::ffi::OsStr;
use std::fmt;
use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};
use std::sync::OnceLock;

use anyhow::{Context, Result, bail};

use crate::interrupt;

/// The exit code by which shells report that Ctrl-C ended a command.
const INTERRUPTED: u8 = 130;

/// A program that ran and did not succeed.
#[derive(Debug)]
pub struct Failed {
    command: String,
    /// The code to exit with.
    pub code: u8,
}

impl fmt::Display for Failed {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        if self.code == INTERRUPTED {
            write!(f, "interrupted during `{}`", self.command)
        } else {
            write!(f, "`{}` failed with exit code {}", self.command, self.code)
        }
    }
}

impl std::error::Error for Failed {}

/// The folder that holds the workspace.
pub fn root() -> &'static Path {
    static ROOT: OnceLock<PathBuf> = OnceLock::new();
    // Asked for when it runs, not when it was built: two clones may share a folder of build results.
    ROOT.get_or_init(|| {
        #[expect(clippy::disallowed_methods, reason = "cargo says where the clone is")]
        let here = std::env::var_os("CARGO_MANIFEST_DIR")
            .unwrap_or_else(|| env!("CARGO_MANIFEST_DIR").into());
        let here = PathBuf::from(here);
        here.parent().map_or_else(|| here.clone(), Path::to_owned)
    })
}

/// Announces the next step of a command.
pub fn step(what: &str) {
    println!("\n==> {what}");
}

/// A command that runs at the root of the workspace.
///
/// The variables that `cargo run` sets for this program are taken away: build scripts that watch them (that of `ring`,
/// for one) would otherwise run again at every change between `cargo test` and `cargo xtask test`.
#[expect(
    clippy::disallowed_methods,
    reason = "the environment is handed on, not read"
)]
pub fn command(program: impl AsRef<OsStr>) -> Command {
    let mut command = Command::new(program);
    command.current_dir(root());
    for (name, _) in std::env::vars_os() {
        let name_text = name.to_string_lossy();
        if name_text.starts_with("CARGO_PKG_") || name_text.starts_with("CARGO_MANIFEST_") {
            command.env_remove(&name);
        }
    }
    command
}

/// [`command`] for `cargo`.
pub fn cargo() -> Command {
    command("cargo")
}

/// Runs a command with its output going to the terminal.
///
/// # Errors
///
/// When the command cannot be started, or with [`Failed`] when it does not succeed or a signal has come meanwhile.
pub fn run(command: &mut Command) -> Result<()> {
    let shown = shown(command);
    println!("$ {shown}");
    let mut child = command
        .spawn()
        .with_context(|| format!("`{shown}` cannot be started"))?;
    interrupt::set_child(Some(child.id()));
    let status = child.wait();
    interrupt::set_child(None);
    let status = status.with_context(|| format!("`{shown}` cannot be waited for"))?;
    let code = if interrupt::interrupted() {
        INTERRUPTED
    } else if status.success() {
        return Ok(());
    } else {
        // A program killed by a signal has no code; any failure will do.
        status
            .code()
            .and_then(|code| u8::try_from(code).ok())
            .unwrap_or(1)
    };
    Err(Failed {
        command: shown,
        code,
    }
    .into())
}

/// Runs a command silently and returns what it wrote to its standard output.
///
/// # Errors
///
/// When the command cannot be started or fails; the message carries what it wrote to its standard error.
pub fn output(command: &mut Command) -> Result<String> {
    let shown = shown(command);
    let output = command
        .stdin(Stdio::null())
        .output()
        .with_context(|| format!("`{shown}` cannot be started"))?;
    if !output.status.success() {
        let said = String::from_utf8_lossy(&output.stderr);
        bail!("`{shown}` failed ({}): {}", output.status, said.trim());
    }
    String::from_utf8(output.stdout)
        .with_context(|| format!("`{shown}` wrote something unreadable"))
}

/// Whether a command can be started and succeeds; its output is dropped.
pub fn succeeds(command: &mut Command) -> bool {
    output(command).is_ok()
}

/// The command as a person would type it.
fn shown(command: &Command) -> String {
    let mut words = vec![command.get_program().to_string_lossy()];
    words.extend(command.get_args().map(OsStr::to_string_lossy));
    words.join(" ")
}
