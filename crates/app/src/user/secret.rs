//! Secrets: 256 random bits each, and what is made of them.

use std::fmt;

/// Where chance comes from: the operating system, and in tests something that can be repeated.
pub trait Entropy: Send + Sync {
    /// 256 bits that nobody can guess.
    fn secret(&self) -> Secret;
}

/// 256 random bits. It is never printed; [`Secret::token`] is for whoever it is made for.
#[derive(Clone, Eq)]
pub struct Secret([u8; 32]);

impl PartialEq for Secret {
    /// Takes the same time wherever the two differ.
    fn eq(&self, other: &Secret) -> bool {
        blake3::Hash::from_bytes(self.0) == blake3::Hash::from_bytes(other.0)
    }
}

impl Secret {
    /// How long a token is.
    pub const TOKEN_LENGTH: usize = 64;

    /// A secret of these bits.
    #[must_use]
    pub const fn new(bits: [u8; 32]) -> Secret {
        Secret(bits)
    }

    /// The token: 64 hexadecimal digits.
    #[must_use]
    pub fn token(&self) -> String {
        blake3::Hash::from_bytes(self.0).to_hex().to_string()
    }

    /// The secret of a token; none when the text is no token.
    #[must_use]
    pub fn from_token(token: &str) -> Option<Secret> {
        let bits = blake3::Hash::from_hex(token).ok()?;
        Some(Secret(*bits.as_bytes()))
    }

    /// Another secret, from which this one cannot be found. The same purpose gives the same one.
    #[must_use]
    pub fn derive(&self, purpose: &'static str) -> Secret {
        Secret(blake3::derive_key(purpose, &self.0))
    }

    /// What tells whatever this secret is spent on from anything else, so that it is done once; the secret
    /// cannot be found from it.
    pub(super) fn key(&self) -> String {
        self.derive("dunwell 2026-11-22 idempotency key of what a secret is spent on")
            .token()
    }

    /// Any number of bytes for a purpose.
    pub(crate) fn fill(&self, purpose: &'static str, bytes: &mut [u8]) {
        let mut hasher = blake3::Hasher::new_derive_key(purpose);
        hasher.update(&self.0);
        hasher.finalize_xof().fill(bytes);
    }

    /// What is kept of it. With 256 bits there is nothing to try out, so it need not be slow.
    pub(crate) fn hash(&self) -> [u8; 32] {
        self.derive("dunwell 2026-11-22 what is kept of a token").0
    }

    /// A seed for ids, of which nothing has to be secret.
    #[must_use]
    pub fn seed(&self) -> u64 {
        let [a, b, c, d, e, f, g, h, ..] = self.derive("dunwell 2026-11-22 seed of ids").0;
        u64::from_le_bytes([a, b, c, d, e, f, g, h])
    }
}

impl fmt::Debug for Secret {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("Secret")
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_token_is_read_back_and_nothing_else_is() {
        let secret = Secret::new([7; 32]);
        let token = secret.token();
        assert_eq!(token.len(), Secret::TOKEN_LENGTH);
        assert_eq!(Secret::from_token(&token), Some(secret));
        assert_eq!(Secret::from_token(&token[1..]), None);
        assert_eq!(Secret::from_token(&token.replace('0', "g")), None);
    }

    #[test]
    fn a_secret_is_not_printed_and_its_hash_does_not_hold_it() {
        let secret = Secret::new([7; 32]);
        assert_eq!(format!("{secret:?}"), "Secret");
        assert_ne!(secret.hash(), [7; 32]);
        assert_ne!(secret.derive("a"), secret.derive("b"));
    }
}
