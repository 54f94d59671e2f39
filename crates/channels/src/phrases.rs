//! The phrases that all messages of a language share, from `templates/{language}/phrases.txt`.

use std::collections::BTreeMap;

use dunwell_core::lang::Lang;
use minijinja::{Environment, Value, context};

use crate::templates::{RenderError, template_error};
use crate::typography::typeset;

/// The keys that the layouts ask for.
pub(crate) const KEYS: [&str; 33] = [
    "charged.fees",
    "charged.fixed sum",
    "charged.interest",
    "closing",
    "company number",
    "contact",
    "days",
    "days late",
    "disputed",
    "greeting",
    "interest",
    "part paid",
    "pay.account",
    "pay.ask",
    "pay.bank",
    "pay.bic",
    "pay.button",
    "pay.heading",
    "pay.iban",
    "pay.online",
    "pay.reference",
    "preview",
    "received",
    "reference",
    "table.amount",
    "table.due",
    "table.invoice",
    "table.issued",
    "table.late",
    "table.total",
    "table.unmatched",
    "upcoming",
    "vat number",
];

/// One phrase and the line it stands on.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Phrase {
    pub text: String,
    pub line: usize,
}

/// Reads a file of phrases: `key = text` on each line; blank lines and lines beginning with `#` are left out.
///
/// # Errors
/// The line that has no `=`, or that gives a key again.
pub(crate) fn parse(source: &str) -> Result<BTreeMap<String, Phrase>, (usize, String)> {
    let mut phrases = BTreeMap::new();
    for (index, line) in source.lines().enumerate() {
        let line_number = index + 1;
        let line = line.trim();
        if line.is_empty() || line.starts_with('#') {
            continue;
        }
        let Some((key, text)) = line.split_once('=') else {
            return Err((
                line_number,
                format!("{line:?} is not of the form \"key = text\""),
            ));
        };
        let phrase = Phrase {
            text: text.trim().to_owned(),
            line: line_number,
        };
        if phrases.insert(key.trim().to_owned(), phrase).is_some() {
            return Err((
                line_number,
                format!("the phrase {:?} is given twice", key.trim()),
            ));
        }
    }
    Ok(phrases)
}

/// The name under which a phrase is kept among the templates.
pub(crate) fn template_name(lang: Lang, key: &str) -> String {
    format!("{}/phrases.txt#{key}", lang.code())
}

/// The phrases of one language with the facts of one message.
pub(crate) struct Phrases<'a> {
    pub env: &'a Environment<'static>,
    pub lang: Lang,
    pub view: Value,
    /// Where each phrase stands in its file, for error messages.
    pub lines: &'a BTreeMap<String, usize>,
}

impl Phrases<'_> {
    pub(crate) fn get(&self, key: &str) -> Result<String, RenderError> {
        self.render(key, self.view.clone())
    }

    pub(crate) fn about_amount(&self, key: &str, amount: &str) -> Result<String, RenderError> {
        self.render(key, context! { amount, ..self.view.clone() })
    }

    pub(crate) fn about_days(&self, key: &str, days: i32) -> Result<String, RenderError> {
        self.render(key, context! { days, ..self.view.clone() })
    }

    fn render(&self, key: &str, ctx: Value) -> Result<String, RenderError> {
        let name = template_name(self.lang, key);
        self.env
            .get_template(&name)
            .and_then(|template| template.render(ctx))
            .map(|text| typeset(&text, self.lang))
            .map_err(|error| template_error(&error, &name, self.lines))
    }
}
