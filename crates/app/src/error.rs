//! What can go wrong in a use case. A refusal is meant for the person who asked; anything else is a
//! failure of the machine.

use dunwell_core::policy::Finding;
use dunwell_core::sentence::Sentence;
use dunwell_store::StoreError;

/// The result of a use case.
pub type Result<T, E = AppError> = std::result::Result<T, E>;

/// Why a use case did not do what was asked. Nothing was changed.
#[derive(Debug, thiserror::Error)]
pub enum AppError {
    /// What was asked cannot be done, and the text says what would be right.
    #[error("{0}")]
    Refused(Sentence),
    /// What was named is not there, and the text says how to find what is.
    #[error("{0}")]
    NotFound(Sentence),
    /// No program does it, whatever its role, and the text says who does.
    #[error("{0}")]
    TakesAPerson(Sentence),
    /// The policy has errors.
    #[error("{}", findings_in_words(file, findings))]
    Policy {
        /// The file's name.
        file: String,
        /// Everything that was found.
        findings: Vec<Finding>,
    },
    /// The same idempotency key was used for something else.
    #[error(
        "the key \"{key}\" was already used for another command; use a new key, or give the same command again"
    )]
    KeyReused {
        /// The key.
        key: String,
    },
    /// A check found something wrong.
    #[error("{0}")]
    CheckFailed(String),
    /// The database failed.
    #[error(transparent)]
    Store(#[from] StoreError),
    /// A text could not be made.
    #[error("the text could not be made: {0}")]
    Text(String),
    /// A file could not be read or written.
    #[error("{path}: {source}")]
    File {
        /// The file.
        path: String,
        /// What the operating system said.
        source: std::io::Error,
    },
    /// Something that was kept cannot be understood.
    #[error("{what} cannot be read: {why}; \"dunwell doctor\" looks for more of this")]
    Damaged {
        /// What was to be read.
        what: String,
        /// Why not.
        why: String,
    },
}

impl AppError {
    /// A refusal with its remedy.
    pub fn refused(message: impl Into<Sentence>) -> AppError {
        AppError::Refused(message.into())
    }

    /// What was named is not there.
    pub fn not_found(message: impl Into<Sentence>) -> AppError {
        AppError::NotFound(message.into())
    }

    /// Whether another process kept the database for too long; the same command can be given again.
    #[must_use]
    pub fn is_busy(&self) -> bool {
        matches!(self, AppError::Store(StoreError::Busy))
    }
}

impl From<Sentence> for AppError {
    fn from(refusal: Sentence) -> AppError {
        AppError::Refused(refusal)
    }
}

fn findings_in_words(file: &str, findings: &[Finding]) -> String {
    findings
        .iter()
        .map(|finding| {
            format!(
                "{file}:{}:{}: {}",
                finding.line, finding.column, finding.message
            )
        })
        .collect::<Vec<_>>()
        .join("\n")
}
