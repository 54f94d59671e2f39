//! The second factor: a code that changes every thirty seconds (TOTP, RFC 6238), and recovery codes
//! for the day on which the telephone is lost.

use dunwell_core::id::UserId;
use dunwell_core::sentence::Sentence;
use dunwell_store::{Db, Uow, users};
use jiff::Timestamp;
use totp_rs::{Builder, Totp};

use super::sealing::SealingKey;
use super::session::{Origin, Session};
use super::{Entropy, Secret, events, limits, password};
use crate::error::{AppError, Result};
use crate::funnel::Caller;

/// Recovery codes that are made at a time.
pub const RECOVERY_CODES: usize = 10;

/// Bytes of a secret: as many as the hash of the codes has.
const SECRET_LENGTH: usize = 20;

/// A second factor that is offered: it is on once its first code was given.
#[derive(Clone, PartialEq, Eq)]
pub struct Offer {
    secret: [u8; SECRET_LENGTH],
}

impl Offer {
    /// The offer that is made of a secret; the same secret makes the same offer, so that the form can
    /// be drawn again.
    #[must_use]
    pub fn new(secret: &Secret) -> Offer {
        let mut bytes = [0; SECRET_LENGTH];
        secret.fill("dunwell 2026-11-22 secret of a second factor", &mut bytes);
        Offer { secret: bytes }
    }

    /// The secret, as it is typed into an authenticator.
    #[must_use]
    pub fn text(&self) -> String {
        base32(&self.secret)
    }

    /// The link that an authenticator opens, or reads from a QR code.
    #[must_use]
    pub fn link(&self, email: &str) -> String {
        let label: String = email.bytes().map(percent).collect();
        format!(
            "otpauth://totp/Dunwell:{label}?secret={}&issuer=Dunwell",
            self.text()
        )
    }

    /// The code of a moment.
    #[must_use]
    pub fn code(&self, at: Timestamp) -> String {
        totp(self.secret.to_vec()).generate(seconds(at)).to_string()
    }
}

impl std::fmt::Debug for Offer {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("Offer")
    }
}

fn percent(byte: u8) -> String {
    match byte {
        b'a'..=b'z' | b'A'..=b'Z' | b'0'..=b'9' | b'-' | b'.' | b'_' => {
            char::from(byte).to_string()
        }
        _ => format!("%{byte:02X}"),
    }
}

/// The alphabet of RFC 4648.
fn base32(bytes: &[u8]) -> String {
    const ALPHABET: &[u8; 32] = b"ABCDEFGHIJKLMNOPQRSTUVWXYZ234567";
    let mut text = String::new();
    let (mut buffer, mut bits) = (0_u32, 0);
    for byte in bytes {
        buffer = (buffer << 8) | u32::from(*byte);
        bits += 8;
        while bits >= 5 {
            bits -= 5;
            text.push(char::from(ALPHABET[(buffer >> bits) as usize & 31]));
        }
    }
    if bits > 0 {
        text.push(char::from(ALPHABET[(buffer << (5 - bits)) as usize & 31]));
    }
    text
}

fn totp(secret: Vec<u8>) -> Totp {
    // SHA-1, six digits, thirty seconds, a step of tolerance: what every authenticator does.
    Builder::new().with_secret(secret).build_noncompliant()
}

fn seconds(at: Timestamp) -> u64 {
    u64::try_from(at.as_second()).unwrap_or_default()
}

/// The step of a code that is right now.
fn step_of(secret: Vec<u8>, code: &str, at: Timestamp) -> Option<i64> {
    let digits: String = code.chars().filter(char::is_ascii_digit).collect();
    let step = totp(secret).check(&digits, seconds(at))?;
    i64::try_from(step).ok()
}

/// How a code opened.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum By {
    Totp,
    RecoveryCode,
}

/// Uses a code up: that of the moment, or a recovery code. None when it opens nothing. Where the key is
/// another one than the secret was sealed with, recovery codes are all that opens.
pub(super) async fn use_code(
    uow: &mut Uow,
    user: UserId,
    code: &str,
    at: Timestamp,
    key: &SealingKey,
) -> Result<Option<By>> {
    let row = users::by_id(uow, user).await?;
    let Some(sealed) = row.and_then(|row| row.totp_secret) else {
        return Ok(None);
    };
    let secret = key.open(user, &sealed);
    if let Some(step) = secret.and_then(|secret| step_of(secret, code, at)) {
        let is_new = users::use_totp_step(uow, user, step).await?;
        return Ok(is_new.then_some(By::Totp));
    }
    let is_there = users::use_recovery_code(uow, user, &hash_of(user, code)).await?;
    Ok(is_there.then_some(By::RecoveryCode))
}

/// What is kept of a recovery code: it has 120 bits, which cannot be tried out.
fn hash_of(user: UserId, code: &str) -> [u8; 32] {
    let typed: String = code.chars().filter(char::is_ascii_alphanumeric).collect();
    let mut hasher = blake3::Hasher::new_derive_key("dunwell 2026-11-22 recovery code");
    hasher.update(user.uuid().as_bytes());
    hasher.update(typed.to_ascii_lowercase().as_bytes());
    *hasher.finalize().as_bytes()
}

/// Ten codes of 24 characters in groups of four.
fn recovery_codes(secret: &Secret) -> Vec<String> {
    const LENGTH: usize = 15;
    let mut bytes = [0; RECOVERY_CODES * LENGTH];
    secret.fill("dunwell 2026-11-22 recovery codes", &mut bytes);
    let code = |bytes: &[u8]| {
        let text = base32(bytes).to_ascii_lowercase();
        let groups: Vec<&str> = (0..6)
            .filter_map(|group| text.get(group * 4..group * 4 + 4))
            .collect();
        groups.join("-")
    };
    bytes.chunks(LENGTH).map(code).collect()
}

/// What is given to switch the second factor on.
#[derive(Clone, Copy)]
pub struct Request<'a> {
    /// The offer.
    pub offer: &'a Offer,
    /// A code of it: the authenticator has the secret.
    pub code: &'a str,
    /// The password: it is not somebody else at a browser that was left open.
    pub password: &'a str,
}

impl std::fmt::Debug for Request<'_> {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("Request")
    }
}

/// How it ended.
#[derive(Clone, PartialEq, Eq)]
pub enum SwitchedOn {
    /// It is on; these are the recovery codes, which are shown this once.
    Codes(Vec<String>),
    /// That is not the person's password.
    WrongPassword,
    /// That is not the code of this moment.
    WrongCode,
}

/// Switches the second factor on.
///
/// # Errors
/// When there were too many wrong tries, or the database fails.
pub async fn switch_on(
    db: &Db,
    caller: Caller<'_>,
    origin: Origin<'_>,
    session: &Session,
    request: Request<'_>,
    (secret, key): (&Secret, &SealingKey),
) -> Result<SwitchedOn> {
    let user = session.user.id;
    let attempt = limits::admit_signed_in(db, caller, origin, session).await?;
    let mut uow = db.read().await?;
    let kept = users::by_id(&mut uow, user).await?;
    uow.rollback().await?;
    let kept = kept.and_then(|row| row.password);
    if !password::matches(request.password, kept).await? {
        return Ok(SwitchedOn::WrongPassword);
    }
    let offered = &request.offer.secret;
    let Some(step) = step_of(offered.to_vec(), request.code, caller.at) else {
        return Ok(SwitchedOn::WrongCode);
    };
    let codes = recovery_codes(secret);
    let hashes: Vec<[u8; 32]> = codes.iter().map(|code| hash_of(user, code)).collect();
    let sealed = sealed(key, user, offered, secret)?;
    let mut uow = db.begin().await?;
    users::set_totp(&mut uow, user, Some((&sealed, step))).await?;
    users::set_recovery_codes(&mut uow, user, &hashes).await?;
    limits::forgive(&mut uow, attempt).await?;
    events::note(
        &mut uow,
        caller,
        Some(user),
        "second-factor-on",
        serde_json::json!({}),
    )
    .await?;
    uow.commit().await?;
    Ok(SwitchedOn::Codes(codes))
}

/// Switches the second factor off; a code of it is asked for once more.
///
/// # Errors
/// When the code is wrong, or the database fails.
pub async fn switch_off(
    db: &Db,
    caller: Caller<'_>,
    origin: Origin<'_>,
    session: &Session,
    code: &str,
    key: &SealingKey,
) -> Result<()> {
    let user = session.user.id;
    let attempt = limits::admit_signed_in(db, caller, origin, session).await?;
    let mut uow = db.begin().await?;
    let used = use_code(&mut uow, user, code, caller.at, key).await?;
    if used.is_none() {
        return Err(wrong_code());
    }
    limits::forgive(&mut uow, attempt).await?;
    users::set_totp(&mut uow, user, None).await?;
    users::set_recovery_codes(&mut uow, user, &[]).await?;
    events::note(
        &mut uow,
        caller,
        Some(user),
        "second-factor-off",
        serde_json::json!({}),
    )
    .await?;
    Ok(uow.commit().await?)
}

/// Replaces the recovery codes; the old ones open nothing any more.
///
/// # Errors
/// When the code is wrong, or the database fails.
pub async fn new_recovery_codes(
    db: &Db,
    caller: Caller<'_>,
    origin: Origin<'_>,
    session: &Session,
    code: &str,
    secret: &Secret,
    key: &SealingKey,
) -> Result<Vec<String>> {
    let user = session.user.id;
    let codes = recovery_codes(secret);
    let hashes: Vec<[u8; 32]> = codes.iter().map(|code| hash_of(user, code)).collect();
    let attempt = limits::admit_signed_in(db, caller, origin, session).await?;
    let mut uow = db.begin().await?;
    let used = use_code(&mut uow, user, code, caller.at, key).await?;
    if used.is_none() {
        return Err(wrong_code());
    }
    limits::forgive(&mut uow, attempt).await?;
    users::set_recovery_codes(&mut uow, user, &hashes).await?;
    events::note(
        &mut uow,
        caller,
        Some(user),
        "recovery-codes-made",
        serde_json::json!({}),
    )
    .await?;
    uow.commit().await?;
    Ok(codes)
}

fn sealed(key: &SealingKey, user: UserId, bytes: &[u8], chance: &Secret) -> Result<Vec<u8>> {
    key.seal(user, bytes, chance)
        .ok_or_else(|| AppError::Text("a second factor could not be sealed".to_owned()))
}

/// Makes the second factors of everybody ready for a key: those that an earlier version kept as they
/// are get sealed. Gives the names of the people whose second factor this key does not open; they need
/// the key that they were sealed with, or a recovery code.
///
/// # Errors
/// When the database fails.
pub async fn prepare(db: &Db, key: &SealingKey, entropy: &dyn Entropy) -> Result<Vec<String>> {
    let mut uow = db.begin().await?;
    let mut closed = Vec::new();
    for row in users::list(&mut uow).await? {
        let Some(kept) = row.totp_secret else {
            continue;
        };
        if kept.len() == SECRET_LENGTH {
            let sealed = sealed(key, row.id, &kept, &entropy.secret())?;
            let step = row.totp_step.unwrap_or_default();
            users::set_totp(&mut uow, row.id, Some((&sealed, step))).await?;
        } else if key.open(row.id, &kept).is_none() {
            closed.push(row.name);
        }
    }
    uow.commit().await?;
    Ok(closed)
}

fn wrong_code() -> AppError {
    AppError::refused(Sentence::new(
        "refusal.user.wrong-code",
        "that code is wrong or was used before; wait for the next one",
    ))
}

/// How many recovery codes are left.
///
/// # Errors
/// When the database fails.
pub async fn recovery_codes_left(db: &Db, session: &Session) -> Result<i64> {
    let mut uow = db.read().await?;
    let left = users::recovery_codes_left(&mut uow, session.user.id).await?;
    uow.rollback().await?;
    Ok(left)
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used, reason = "tests")]
    use super::*;

    #[test]
    fn the_codes_are_those_of_the_standard() {
        // RFC 6238, appendix B: the last six digits of each.
        let secret = b"12345678901234567890".to_vec();
        let check = |second: i64, expected: &str| {
            let code = totp(secret.clone())
                .generate(second.unsigned_abs())
                .to_string();
            assert_eq!(code, expected);
            let at = Timestamp::from_second(second).unwrap();
            assert_eq!(step_of(secret.clone(), expected, at), Some(second / 30));
        };
        check(59, "287082");
        check(1_111_111_109, "081804");
        check(2_000_000_000, "279037");
        let later = Timestamp::from_second(59 + 90).unwrap();
        assert_eq!(
            step_of(secret.clone(), "287082", later),
            None,
            "two steps late"
        );
        assert_eq!(base32(&secret), "GEZDGNBVGY3TQOJQGEZDGNBVGY3TQOJQ");
    }

    #[test]
    fn recovery_codes_are_all_different_and_easily_typed() {
        let codes = recovery_codes(&Secret::new([1; 32]));
        assert_eq!(codes.len(), RECOVERY_CODES);
        let mut sorted = codes.clone();
        sorted.sort();
        sorted.dedup();
        assert_eq!(sorted.len(), RECOVERY_CODES);
        assert!(codes.iter().all(|code| code.len() == 29), "{}", codes.len());
        let user = UserId::new(uuid::Uuid::nil());
        let typed = codes[0].replace('-', " ").to_uppercase();
        assert_eq!(hash_of(user, &typed), hash_of(user, &codes[0]));
    }

    #[test]
    fn the_link_is_one_that_authenticators_read() {
        let link = Offer::new(&Secret::new([1; 32])).link("anna+work@example.com");
        assert!(
            link.starts_with("otpauth://totp/Dunwell:anna%2Bwork%40example.com?secret="),
            "{link}"
        );
    }
}
