//! Passwords: what a good one is, and argon2id.

use argon2::{Argon2, PasswordHasher as _, PasswordVerifier as _};

use super::Secret;
use crate::error::{AppError, Result};
use dunwell_core::sentence::{Say, Sentence};

/// The least number of characters. Length is what makes guessing long; no kind of character is asked
/// for, because that makes passwords that are forgotten.
pub const MIN_PASSWORD: usize = 12;

/// The greatest number of bytes: enough for any sentence, and few enough to hash.
pub const MAX_PASSWORD: usize = 256;

/// Why a password is not accepted.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
#[error("{}", self.say())]
pub enum Weakness {
    /// It has fewer characters than are needed.
    TooShort,
    /// It is longer than can be kept.
    TooLong,
    /// It is among the first that anybody would try.
    Common,
    /// It is made of the person's own name or address.
    Personal,
}

impl Say for Weakness {
    fn say(&self) -> Sentence {
        match self {
            Weakness::TooShort => Sentence::new(
                "refusal.password.too-short",
                "the password needs at least {least} characters; a few words in a row are a good one",
            )
            .with("least", MIN_PASSWORD),
            Weakness::TooLong => Sentence::new(
                "refusal.password.too-long",
                "the password may have {most} bytes at most",
            )
            .with("most", MAX_PASSWORD),
            Weakness::Common => Sentence::new(
                "refusal.password.common",
                "the password is among the first that anybody would try; a few words that have nothing to do with each other are a good one",
            ),
            Weakness::Personal => Sentence::new(
                "refusal.password.personal",
                "the password holds your name or your address; choose something that nobody would connect with you",
            ),
        }
    }
}

/// The beginnings of what is tried first, without digits and marks.
const COMMON: [&str; 20] = [
    "abcdefgh",
    "administrator",
    "changeme",
    "correcthorsebatterystaple",
    "dunwell",
    "iloveyou",
    "letmein",
    "login",
    "master",
    "monkey",
    "passphrase",
    "passw",
    "qazwsx",
    "qwert",
    "secret",
    "sunshine",
    "superman",
    "welcome",
    "football",
    "princess",
];

/// A name shorter than this may be part of a password by chance.
const TELLING: usize = 4;

/// What is wrong with a password, if anything.
#[must_use]
pub fn weakness(password: &str, email: &str, name: &str) -> Option<Weakness> {
    if password.chars().count() < MIN_PASSWORD {
        return Some(Weakness::TooShort);
    }
    if password.len() > MAX_PASSWORD {
        return Some(Weakness::TooLong);
    }
    let lower = password.to_lowercase();
    let letters: String = lower.chars().filter(|c| c.is_alphabetic()).collect();
    let mut distinct: Vec<char> = lower.chars().collect();
    distinct.sort_unstable();
    distinct.dedup();
    // A common word with a year behind it is as common as the word.
    let is_word_and_little_else =
        |word: &str| letters.starts_with(word) && letters.len() <= word.len() + 4;
    if distinct.len() < 5
        || letters.is_empty()
        || COMMON.iter().any(|word| is_word_and_little_else(word))
    {
        return Some(Weakness::Common);
    }
    let own = email
        .split('@')
        .next()
        .into_iter()
        .chain(name.split_whitespace());
    own.map(str::to_lowercase)
        .any(|word| word.chars().count() >= TELLING && lower.contains(&word))
        .then_some(Weakness::Personal)
}

/// Hashes a password with argon2id at the strength that OWASP asks for (19 MiB, two passes).
///
/// # Errors
/// When the machine is out of memory.
pub(super) async fn hash(password: &str, salt: &Secret) -> Result<String> {
    let mut bytes = [0; 16];
    salt.fill("dunwell 2026-11-22 salt of a password", &mut bytes);
    let password = password.to_owned();
    apart(move || {
        let hash = Argon2::default().hash_password_with_salt(password.as_bytes(), &bytes);
        hash.map(|hash| hash.to_string())
            .map_err(|error| AppError::Text(error.to_string()))
    })
    .await?
}

/// Whether a password is the one that was hashed. Where there is none, it takes as long to say so.
pub(super) async fn matches(password: &str, hash: Option<String>) -> Result<bool> {
    /// Of no password at all: the output is zeros.
    const NOBODYS: &str = "$argon2id$v=19$m=19456,t=2,p=1$AAAAAAAAAAAAAAAAAAAAAA$AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA";
    let password = password.to_owned();
    apart(move || {
        let kept = hash.as_deref().unwrap_or(NOBODYS);
        let is_it = Argon2::default()
            .verify_password(password.as_bytes(), kept)
            .is_ok();
        is_it && hash.is_some()
    })
    .await
}

/// Runs what takes a tenth of a second of computing away from the threads that answer requests.
async fn apart<T: Send + 'static>(work: impl FnOnce() -> T + Send + 'static) -> Result<T> {
    tokio::task::spawn_blocking(work)
        .await
        .map_err(|error| AppError::Text(error.to_string()))
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used, reason = "tests")]
    use super::*;

    #[test]
    fn what_is_easily_guessed_is_refused() {
        let check = |password: &str, expected: Option<Weakness>| {
            let found = weakness(password, "anna.roth@example.com", "Anna Roth");
            assert_eq!(found, expected, "{password}");
        };
        check("short", Some(Weakness::TooShort));
        check("ninechars", Some(Weakness::TooShort));
        check(&"long ".repeat(60), Some(Weakness::TooLong));
        check("password123456", Some(Weakness::Common));
        check("Passw0rd!2026", Some(Weakness::Common));
        check("aaaaaaaaaaaaaaa", Some(Weakness::Common));
        check("123456789012", Some(Weakness::Common));
        check("anna.roth in the garden", Some(Weakness::Personal));
        check("a garden of ROTH 77", Some(Weakness::Personal));
        check("copper kettle under rain", None);
        check("zwölf Hühner im Regen", None);
    }

    #[tokio::test]
    async fn only_the_password_itself_matches() {
        let kept = hash("copper kettle under rain", &Secret::new([1; 32]))
            .await
            .unwrap();
        assert!(
            kept.starts_with("$argon2id$v=19$m=19456,t=2,p=1$"),
            "{kept}"
        );
        assert!(
            matches("copper kettle under rain", Some(kept.clone()))
                .await
                .unwrap()
        );
        assert!(
            !matches("copper kettle under rai", Some(kept.clone()))
                .await
                .unwrap()
        );
        assert!(!matches("", None).await.unwrap(), "nobody has no password");
        let again = hash("copper kettle under rain", &Secret::new([2; 32]))
            .await
            .unwrap();
        assert_ne!(kept, again, "each has its salt");
    }
}
