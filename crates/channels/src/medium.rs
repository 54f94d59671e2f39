//! The ways in which a message reaches a customer.

use std::fmt;

use serde::{Deserialize, Serialize};

/// A way in which a message reaches a customer. Each has its folder of templates.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub enum Medium {
    /// An e-mail, as plain text and HTML.
    Email,
    /// A text message.
    Sms,
    /// A script for the person who makes the call.
    Call,
    /// A letter on paper.
    Letter,
}

impl Medium {
    /// All of them, in the order in which they are listed to people.
    pub const ALL: [Medium; 4] = [Medium::Email, Medium::Sms, Medium::Call, Medium::Letter];

    /// The name in lower case, which is also the name of its folder of templates.
    #[must_use]
    pub fn name(self) -> &'static str {
        match self {
            Medium::Email => "email",
            Medium::Sms => "sms",
            Medium::Call => "call",
            Medium::Letter => "letter",
        }
    }

    /// Reads the name in lower case.
    #[must_use]
    pub fn from_name(name: &str) -> Option<Medium> {
        Medium::ALL.into_iter().find(|medium| medium.name() == name)
    }
}

impl fmt::Display for Medium {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.pad(self.name())
    }
}
