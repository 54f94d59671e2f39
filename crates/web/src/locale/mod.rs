//! The words of the pages in the reader's language.
//!
//! `locales/en/today.toml` holds the texts of the page Today: `title = "Today"` is the key
//! `today.title`. A text may have places, `"{n} to do"`, and may exist for one and for more:
//! `{ one = "{n} day", other = "{n} days" }`. Templates and code name each key in full, so that a test can
//! hold that every key which is used exists in every language, and that none is left over.

mod condition;
mod country;
mod facts;
mod figures;
mod law;
mod payer;
mod reason;
mod sentence;
mod told;

use std::collections::BTreeMap;
use std::fmt;
use std::sync::LazyLock;

use dunwell_core::lang::Lang;
use dunwell_core::sentence::fill;
use toml::{Table, Value};

pub use figures::{Late, Sum};

#[derive(rust_embed::RustEmbed)]
#[folder = "locales/"]
struct Folder;

/// A text of a language.
#[derive(Debug, Clone, PartialEq, Eq)]
enum Text {
    Plain(String),
    Counted { one: String, other: String },
}

type Texts = BTreeMap<String, Text>;

static TEXTS: LazyLock<BTreeMap<Lang, Texts>> = LazyLock::new(|| {
    Lang::ALL
        .into_iter()
        // A file that cannot be read has no texts; a test holds that each can.
        .map(|lang| (lang, load(lang).unwrap_or_default()))
        .collect()
});

/// Reads the texts of a language.
fn load(lang: Lang) -> Result<Texts, String> {
    let mut texts = Texts::new();
    for path in Folder::iter() {
        let Some(page) = path
            .strip_prefix(lang.code())
            .and_then(|rest| rest.strip_prefix('/')?.strip_suffix(".toml"))
        else {
            continue;
        };
        let file = Folder::get(&path).ok_or_else(|| format!("{path} is missing"))?;
        let text = std::str::from_utf8(&file.data).map_err(|error| format!("{path}: {error}"))?;
        let table: Table = toml::from_str(text).map_err(|error| format!("{path}: {error}"))?;
        flatten(page, &table, &mut texts).map_err(|error| format!("{path}: {error}"))?;
    }
    Ok(texts)
}

fn flatten(prefix: &str, table: &Table, texts: &mut Texts) -> Result<(), String> {
    for (name, value) in table {
        let key = format!("{prefix}.{name}");
        match value {
            Value::String(text) => {
                texts.insert(key, Text::Plain(text.clone()));
            }
            Value::Table(table) => match (table.get("one"), table.get("other")) {
                (Some(Value::String(one)), Some(Value::String(other))) if table.len() == 2 => {
                    let (one, other) = (one.clone(), other.clone());
                    texts.insert(key, Text::Counted { one, other });
                }
                _ => flatten(&key, table, texts)?,
            },
            _ => return Err(format!("{key} is neither a text nor a table of texts")),
        }
    }
    Ok(())
}

/// The words and figures of a language. Templates call it `t`.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct T {
    lang: Lang,
}

impl T {
    /// Those of this language.
    #[must_use]
    pub const fn new(lang: Lang) -> T {
        T { lang }
    }

    /// The language.
    #[must_use]
    pub const fn lang(self) -> Lang {
        self.lang
    }

    /// The language's code, for the page's `lang` attribute.
    #[must_use]
    pub fn code(self) -> &'static str {
        self.lang.code()
    }

    fn find(self, key: &str) -> Option<&'static Text> {
        TEXTS.get(&self.lang)?.get(key)
    }

    /// The text of a key; the key itself where there is none, which a test keeps from happening.
    #[must_use]
    pub fn text(self, key: &str) -> String {
        match self.find(key) {
            Some(Text::Plain(text) | Text::Counted { other: text, .. }) => text.clone(),
            None => key.to_owned(),
        }
    }

    /// A text with places to be filled: `t.say("link.for").with("name", name)`.
    #[must_use]
    pub fn say(self, key: &str) -> Said {
        Said::new(self.text(key))
    }

    /// A text for so many; `{n}` is filled with the number.
    #[must_use]
    pub fn count(self, key: &str, n: impl Number) -> Said {
        let n = n.whole();
        let text = match self.find(key) {
            Some(Text::Counted { one, .. }) if self.is_one(n) => one.clone(),
            _ => self.text(key),
        };
        Said::new(text).with("n", self.number(n))
    }

    /// French says "0 jour".
    fn is_one(self, n: i64) -> bool {
        n == 1 || (n == 0 && self.lang == Lang::Fr)
    }
}

/// A whole number as templates have it: by value or by reference.
pub trait Number {
    /// The number; one that is too large is the largest.
    fn whole(&self) -> i64;
}

macro_rules! numbers {
    ($($t:ty)+) => {$(
        impl Number for $t {
            fn whole(&self) -> i64 {
                i64::try_from(*self).unwrap_or(i64::MAX)
            }
        }
    )+};
}

numbers! { i32 i64 u32 u64 usize }

impl<N: Number> Number for &N {
    fn whole(&self) -> i64 {
        (**self).whole()
    }
}

/// A text whose places are filled one by one. What is filled in may hold braces of its own; they are
/// no places.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Said {
    text: String,
    values: Vec<(&'static str, String)>,
}

impl Said {
    fn new(text: String) -> Said {
        let values = Vec::new();
        Said { text, values }
    }

    /// Fills the place `{name}`.
    #[must_use]
    pub fn with(mut self, name: &'static str, value: impl fmt::Display) -> Said {
        self.values.push((name, value.to_string()));
        self
    }
}

impl fmt::Display for Said {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        fill(f, &self.text, |name| {
            let (_, value) = self.values.iter().find(|(of, _)| *of == name)?;
            Some(value.clone())
        })
    }
}

#[cfg(test)]
mod tests;
