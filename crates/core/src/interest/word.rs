//! Choices that are written as one of a few fixed words.

use crate::sentence::{Say, Sentence};

/// A text that is none of the words that a choice has.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("{}", self.say())]
pub struct UnknownWord {
    /// The text, shortened when it is long.
    pub found: String,
    /// The words that would be right, separated by commas.
    pub known: String,
}

impl Say for UnknownWord {
    fn say(&self) -> Sentence {
        Sentence::new(
            "refusal.typed.unknown-word",
            "\"{found}\" is not known here; write one of: {known}",
        )
        .with("found", &self.found)
        .with("known", &self.known)
    }
}

impl UnknownWord {
    /// The error for a text, with the words that would be right.
    pub(crate) fn new(found: &str, known: &[&str]) -> UnknownWord {
        UnknownWord {
            found: found.chars().take(40).collect(),
            known: known.join(", "),
        }
    }
}

/// Gives an enum its words: reading them (in any case), printing them and the list of them all.
macro_rules! words {
    ($choice:ident { $($variant:ident = $word:literal),+ $(,)? }) => {
        impl $choice {
            /// All the words, as they are written in packs, options and terms.
            pub const WORDS: &'static [&'static str] = &[$($word),+];
        }

        impl std::fmt::Display for $choice {
            fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
                f.pad(match self { $($choice::$variant => $word),+ })
            }
        }

        impl std::str::FromStr for $choice {
            type Err = $crate::interest::UnknownWord;

            fn from_str(text: &str) -> Result<$choice, Self::Err> {
                $(if text.eq_ignore_ascii_case($word) {
                    return Ok($choice::$variant);
                })+
                Err($crate::interest::UnknownWord::new(text, $choice::WORDS))
            }
        }
    };
}

pub(crate) use words;
