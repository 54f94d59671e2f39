//! The program in an empty folder of its own, on a day of its own.
#![allow(dead_code, reason = "each test program uses a part of it")]

use std::path::{Path, PathBuf};
use std::process::{Command, Output};

use tempfile::TempDir;

/// A folder in which the program is started.
pub struct Desk {
    folder: TempDir,
    today: &'static str,
}

impl Desk {
    pub fn on(today: &'static str) -> Desk {
        let folder = tempfile::tempdir().unwrap();
        Desk { folder, today }
    }

    pub fn folder(&self) -> &Path {
        self.folder.path()
    }

    pub fn path(&self, name: &str) -> PathBuf {
        self.folder().join(name)
    }

    pub fn write(&self, name: &str, content: &str) {
        std::fs::write(self.path(name), content).unwrap();
    }

    /// The program with these arguments, not started yet. It knows nothing of who runs the tests.
    pub fn command(&self, args: &[&str]) -> Command {
        let mut command = Command::new(env!("CARGO_BIN_EXE_dunwell"));
        command
            .args(args)
            .current_dir(self.folder())
            .env_remove("DUNWELL_DATABASE")
            .env("DUNWELL_ACTOR", "anna")
            .env("DUNWELL_TODAY", self.today);
        command
    }

    /// Runs the program to its end.
    pub fn runs(&self, args: &[&str]) -> Output {
        self.command(args).output().unwrap()
    }

    /// Runs the program, which does what it is told, and gives what it prints.
    pub fn prints(&self, args: &[&str]) -> String {
        let output = self.runs(args);
        assert_eq!(output.status.code(), Some(0), "{args:?}: {}", told(&output));
        String::from_utf8(output.stdout).unwrap()
    }
}

/// What the program said to a person who has to do something about it.
pub fn told(output: &Output) -> String {
    String::from_utf8_lossy(&output.stderr).into_owned()
}
