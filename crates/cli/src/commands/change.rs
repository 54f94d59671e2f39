//! What every command that changes something has in common.

use anyhow::Result;
use dunwell_app::funnel::Mode;
use serde::Serialize;

use crate::context::Context;
use crate::output::{json, say};

/// How a change is to be made.
#[derive(Debug, Clone, clap::Args)]
pub struct Change {
    /// Do everything and keep nothing
    #[arg(long)]
    dry_run: bool,
    /// A key under which the command is done once, however often it is given
    #[arg(long, value_name = "KEY")]
    key: Option<String>,
}

impl Change {
    /// What the funnel is told.
    pub fn mode(&self) -> Mode<'_> {
        Mode {
            key: self.key.as_deref(),
            dry_run: self.dry_run,
        }
    }

    /// Prints what a change did: as JSON for machines, or in the lines given. They may hold what came
    /// from a file, so control codes are kept from the terminal.
    pub fn report(
        &self,
        context: &Context,
        result: &impl Serialize,
        lines: &[String],
    ) -> Result<()> {
        if context.global.json {
            return json(result);
        }
        for line in lines {
            say(line.replace(char::is_control, " "))?;
        }
        if self.dry_run {
            say("This was a dry run: nothing was kept.")?;
        }
        Ok(())
    }
}

/// A word of a command line that can be copied from what is printed.
pub fn quoted(word: &str) -> String {
    let is_plain = |c: char| c.is_alphanumeric() || matches!(c, '-' | '_' | '.' | '/' | ':');
    if !word.is_empty() && word.chars().all(is_plain) {
        word.to_owned()
    } else {
        format!("'{}'", word.replace('\'', r"'\''"))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_word_can_be_pasted_into_a_shell() {
        let check = |word: &str, expected: &str| assert_eq!(quoted(word), expected);
        check("R-0042", "R-0042");
        check("Smith & Sons", "'Smith & Sons'");
        check("O'Neill", r"'O'\''Neill'");
        check("", "''");
    }
}
