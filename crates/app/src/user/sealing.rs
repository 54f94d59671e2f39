//! Keeping what has to be read again: the secret of a second factor is kept encrypted, so that a copy of
//! the database does not give the codes away. The key is not in the database.
//!
//! What is shown once and kept as a hash, such as a token of the API, cannot be read again; and yet a
//! request that is sent twice is to be answered twice with the same. So its secret is worked out from the
//! request by the same key: whoever has the database alone finds none.

use dunwell_core::id::UserId;
use ring::aead::{AES_256_GCM, Aad, LessSafeKey, NONCE_LEN, Nonce, UnboundKey};

use super::Secret;

/// How a sealed secret begins. Another way of sealing gets another number, and this one stays readable.
const VERSION: u8 = 1;

/// The key that seals: 256 bits, for AES-256-GCM and for keyed BLAKE3.
#[derive(Clone)]
pub struct SealingKey {
    seals: LessSafeKey,
    makes: [u8; 32],
}

impl SealingKey {
    /// The key of a secret.
    #[must_use]
    #[expect(
        clippy::expect_used,
        reason = "a key of this cipher has 32 bytes, and a secret has no other length"
    )]
    pub fn new(secret: &Secret) -> SealingKey {
        let mut bits = [0; 32];
        secret.fill("dunwell 2026-11-22 key of second factors", &mut bits);
        let key = UnboundKey::new(&AES_256_GCM, &bits).expect("the key has 32 bytes");
        let mut makes = [0; 32];
        secret.fill("dunwell 2026-11-22 key of secrets of requests", &mut makes);
        SealingKey {
            seals: LessSafeKey::new(key),
            makes,
        }
    }

    /// The secret that a request spends, found from what tells the request from any other: who sends it
    /// and its idempotency key. The same request gives the same one, and without this key nobody finds it.
    #[must_use]
    pub fn secret_of(&self, request: &str) -> Secret {
        Secret::new(*blake3::keyed_hash(&self.makes, request.as_bytes()).as_bytes())
    }

    /// Seals what belongs to a person. `chance` is used for nothing else, so no nonce comes twice.
    pub(super) fn seal(&self, user: UserId, bytes: &[u8], chance: &Secret) -> Option<Vec<u8>> {
        let mut nonce = [0; NONCE_LEN];
        chance.fill("dunwell 2026-11-22 nonce of a second factor", &mut nonce);
        let mut sealed = bytes.to_vec();
        let key = &self.seals;
        key.seal_in_place_append_tag(
            Nonce::assume_unique_for_key(nonce),
            about(user),
            &mut sealed,
        )
        .ok()?;
        let head = std::iter::once(VERSION).chain(nonce);
        Some(head.chain(sealed).collect())
    }

    /// Opens what was sealed for the person. None when it was sealed with another key, for somebody
    /// else, or changed.
    pub(super) fn open(&self, user: UserId, sealed: &[u8]) -> Option<Vec<u8>> {
        let (version, rest) = sealed.split_first()?;
        let (nonce, sealed) = rest.split_at_checked(NONCE_LEN)?;
        if *version != VERSION {
            return None;
        }
        let nonce = Nonce::try_assume_unique_for_key(nonce).ok()?;
        let mut bytes = sealed.to_vec();
        let opened = self
            .seals
            .open_in_place(nonce, about(user), &mut bytes)
            .ok()?;
        Some(opened.to_vec())
    }
}

/// Whose it is: what was sealed for one person opens for no other.
fn about(user: UserId) -> Aad<[u8; 16]> {
    Aad::from(*user.uuid().as_bytes())
}

impl std::fmt::Debug for SealingKey {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("SealingKey")
    }
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used, reason = "tests")]
    use super::*;

    #[test]
    fn only_the_key_opens_and_only_for_the_person() {
        let (anna, ben) = (uuid::Uuid::from_u128(1), uuid::Uuid::from_u128(2));
        let (anna, ben) = (UserId::new(anna), UserId::new(ben));
        let key = SealingKey::new(&Secret::new([1; 32]));
        let other = SealingKey::new(&Secret::new([2; 32]));
        let sealed = key.seal(anna, &[9; 20], &Secret::new([3; 32])).unwrap();
        assert_eq!(sealed.len(), 1 + 12 + 20 + 16);
        assert!(
            !sealed.windows(4).any(|part| part == [9; 4]),
            "it is not to be read"
        );
        assert_eq!(key.open(anna, &sealed), Some(vec![9; 20]));
        assert_eq!(key.open(ben, &sealed), None, "another person");
        assert_eq!(other.open(anna, &sealed), None, "another key");
        for at in 0..sealed.len() {
            let mut changed = sealed.clone();
            changed[at] ^= 1;
            assert_eq!(key.open(anna, &changed), None, "byte {at} changed");
        }
        for length in 0..sealed.len() {
            assert_eq!(key.open(anna, &sealed[..length]), None);
        }
        let again = key.seal(anna, &[9; 20], &Secret::new([4; 32])).unwrap();
        assert_ne!(sealed, again, "each has a nonce of its own");
        assert_eq!(format!("{key:?}"), "SealingKey");
    }

    #[test]
    fn a_request_has_one_secret_with_one_key() {
        let key = SealingKey::new(&Secret::new([1; 32]));
        let other = SealingKey::new(&Secret::new([2; 32]));
        let secret = key.secret_of("anna/token/1");
        assert_eq!(secret, key.secret_of("anna/token/1"));
        assert_ne!(secret, key.secret_of("anna/token/2"));
        assert_ne!(secret, other.secret_of("anna/token/1"));
    }
}
