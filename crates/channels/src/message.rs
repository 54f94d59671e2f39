//! A message as it leaves the house.

use dunwell_core::lang::Lang;
use dunwell_core::wording::{self, Finding};
use serde::{Deserialize, Serialize};

use crate::context::MessageContext;
use crate::medium::Medium;

/// A rendered message.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct Message {
    /// How it travels.
    pub medium: Medium,
    /// The language it is written in; not known of what left before this was kept.
    #[serde(default)]
    pub lang: Option<Lang>,
    /// The subject of an e-mail or a letter, on one line.
    pub subject: Option<String>,
    /// The plain text, with `\n` at the end of each line.
    pub text: String,
    /// The HTML document of an e-mail.
    pub html: Option<String>,
}

impl Message {
    /// What a professional would not write, in the subject and the text.
    ///
    /// Names from the book are not judged; places count from the beginning of the subject, which stands
    /// on the first line before the text.
    #[must_use]
    pub fn check_wording(&self, lang: Lang, ctx: &MessageContext) -> Vec<Finding> {
        let subject = self.subject.as_deref().unwrap_or_default();
        let whole = format!("{subject}\n\n{}", self.text);
        wording::check_except(&whole, lang, &ctx.names())
    }
}
