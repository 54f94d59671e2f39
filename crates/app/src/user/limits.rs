//! How often somebody may try to get in.
//!
//! Three counts are kept in the database. By address: a machine that tries many people has to wait.
//! By address and account: after a few wrong tries the waits grow, for this pair alone, so that
//! nobody can lock somebody else out. By account: never refused, but told to its owner.

use dunwell_core::sentence::Sentence;
use dunwell_store::attempts::{self, Attempts};
use dunwell_store::{Db, Uow};
use jiff::{SignedDuration, Timestamp};

use super::before;
use super::session::{Origin, Session};
use crate::error::{AppError, Result};
use crate::funnel::Caller;

/// Tries from one address within [`WINDOW`]: an office behind one address gets along with it.
const MOST_BY_ADDRESS: i64 = 60;

/// Tries of one pair before it has to wait.
const FREE_BY_PAIR: i64 = 5;

/// The first wait of a pair; each further one is twice as long.
const FIRST_WAIT: SignedDuration = SignedDuration::from_secs(15);

/// The longest wait of a pair.
const LONGEST_WAIT: SignedDuration = SignedDuration::from_mins(15);

/// The time in which the tries of an address are counted, and after which a pair begins anew.
const WINDOW: SignedDuration = SignedDuration::from_mins(15);

/// After so long without a try, a row of tries is forgotten.
const FORGOTTEN_AFTER: SignedDuration = SignedDuration::from_hours(24);

const ADDRESS: &str = "address";
const PAIR: &str = "pair";
const ACCOUNT: &str = "account";

/// Somebody who tries to get in.
#[derive(Debug, Clone, Copy)]
pub(super) struct Try<'a> {
    pub address: &'a str,
    pub email: &'a str,
    pub at: Timestamp,
}

impl Try<'_> {
    fn subject(&self, scope: &str) -> [u8; 32] {
        let mut hasher = blake3::Hasher::new_derive_key("dunwell 2026-11-22 subject of attempts");
        if scope != ACCOUNT {
            hasher.update(network(self.address).as_bytes());
        }
        hasher.update(b"\n");
        if scope != ADDRESS {
            hasher.update(self.email.as_bytes());
        }
        *hasher.finalize().as_bytes()
    }
}

/// The part of an address that one customer of a network provider has: all of an IPv4 address, the
/// first half of an IPv6 one.
fn network(address: &str) -> String {
    match address.parse::<std::net::Ipv6Addr>() {
        Ok(v6) if v6.to_ipv4_mapped().is_none() => {
            let [a, b, c, d, ..] = v6.segments();
            format!("{a:x}:{b:x}:{c:x}:{d:x}::/64")
        }
        _ => address.to_owned(),
    }
}

/// Counts a try before anything is looked at, so that many at once are all counted. Gives how long to
/// wait instead, when it is one too many; such a try is not counted.
///
/// # Errors
/// When the database fails.
pub(super) async fn admit(db: &Db, attempt: Try<'_>) -> Result<Option<SignedDuration>> {
    let mut uow = db.begin().await?;
    let by_address = attempts::lock(&mut uow, ADDRESS, &attempt.subject(ADDRESS)).await?;
    let by_pair = attempts::lock(&mut uow, PAIR, &attempt.subject(PAIR)).await?;
    let by_account = attempts::lock(&mut uow, ACCOUNT, &attempt.subject(ACCOUNT)).await?;
    let wait =
        address_wait(by_address.as_ref(), attempt.at).max(pair_wait(by_pair.as_ref(), attempt.at));
    if wait > SignedDuration::ZERO {
        uow.rollback().await?;
        return Ok(Some(wait));
    }
    let in_window = by_address.filter(|row| attempt.at.duration_since(row.since) < WINDOW);
    let in_row =
        by_pair.filter(|row| attempt.at.duration_since(row.last_at) < LONGEST_WAIT + WINDOW);
    for (scope, row) in [(ADDRESS, in_window), (PAIR, in_row), (ACCOUNT, by_account)] {
        let next = Attempts {
            tries: row.as_ref().map_or(0, |row| row.tries) + 1,
            since: row.as_ref().map_or(attempt.at, |row| row.since),
            last_at: attempt.at,
        };
        attempts::put(&mut uow, scope, &attempt.subject(scope), &next).await?;
    }
    attempts::forget_old(&mut uow, before(attempt.at, FORGOTTEN_AFTER)).await?;
    uow.commit().await?;
    Ok(None)
}

/// The same for somebody who is signed in and has to prove it once more: a session that was left open
/// gives nobody the time to find out a password or a code.
///
/// # Errors
/// When there were too many tries, or the database fails.
pub(super) async fn admit_signed_in<'a>(
    db: &Db,
    caller: Caller<'_>,
    origin: Origin<'a>,
    session: &'a Session,
) -> Result<Try<'a>> {
    let attempt = Try {
        address: origin.address,
        email: &session.user.email,
        at: caller.at,
    };
    match admit(db, attempt).await? {
        None => Ok(attempt),
        Some(wait) => Err(AppError::refused(
            Sentence::new(
                "refusal.user.too-many-tries",
                "there were too many wrong tries; another one may be made in {seconds} seconds",
            )
            .with("seconds", wait.as_secs().max(1)),
        )),
    }
}

fn address_wait(row: Option<&Attempts>, at: Timestamp) -> SignedDuration {
    match row {
        Some(row) if row.tries >= MOST_BY_ADDRESS => WINDOW - at.duration_since(row.since),
        _ => SignedDuration::ZERO,
    }
}

fn pair_wait(row: Option<&Attempts>, at: Timestamp) -> SignedDuration {
    let Some(row) = row else {
        return SignedDuration::ZERO;
    };
    let beyond = row.tries - FREE_BY_PAIR;
    if beyond < 0 {
        return SignedDuration::ZERO;
    }
    // Six doublings are more than the longest wait.
    let doublings = u32::try_from(beyond.min(6)).unwrap_or_default();
    let wait = FIRST_WAIT * 2_i32.pow(doublings);
    wait.min(LONGEST_WAIT) - at.duration_since(row.last_at)
}

/// Forgets the tries of whoever got in. Gives how many were made on the account since somebody last
/// got in, this one not counted.
///
/// # Errors
/// When the database fails.
pub(super) async fn forgive(uow: &mut Uow, attempt: Try<'_>) -> Result<i64> {
    attempts::forget(uow, PAIR, &attempt.subject(PAIR)).await?;
    let subject = attempt.subject(ADDRESS);
    if let Some(row) = attempts::lock(uow, ADDRESS, &subject).await? {
        let fewer = Attempts {
            tries: row.tries - 1,
            ..row
        };
        attempts::put(uow, ADDRESS, &subject, &fewer).await?;
    }
    let subject = attempt.subject(ACCOUNT);
    let tries = attempts::lock(uow, ACCOUNT, &subject)
        .await?
        .map_or(0, |row| row.tries);
    attempts::forget(uow, ACCOUNT, &subject).await?;
    Ok((tries - 1).max(0))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_waits_of_a_pair_grow_and_end() {
        let at = Timestamp::UNIX_EPOCH;
        let check = |tries: i64, seconds: i64| {
            let row = Attempts {
                tries,
                since: at,
                last_at: at,
            };
            assert_eq!(
                pair_wait(Some(&row), at),
                SignedDuration::from_secs(seconds),
                "{tries}"
            );
        };
        check(4, 0);
        check(5, 15);
        check(6, 30);
        check(10, 480);
        check(11, 900);
        check(1_000, 900);
    }

    #[test]
    fn an_ipv6_customer_is_one_address() {
        assert_eq!(network("2001:db8:1:2:3:4:5:6"), network("2001:db8:1:2::9"));
        assert_ne!(network("2001:db8:1:2::9"), network("2001:db8:1:3::9"));
        assert_eq!(network("192.0.2.7"), "192.0.2.7");
    }
}
