//! Signing in: a password, and a code where a second factor is on.

use dunwell_store::{Db, users};
use jiff::SignedDuration;

use super::limits::{self, Try};
use super::sealing::SealingKey;
use super::session::{self, Origin, Session};
use super::{Secret, events, folded_email, password, two_factor};
use crate::error::Result;
use crate::funnel::Caller;

/// How it ended.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Outcome {
    /// The person is signed in; the secret that was given is the session's token now.
    SignedIn {
        /// How many tries failed on this account since somebody last got in.
        failed_before: i64,
    },
    /// The password was right, and a code is asked for; the secret is the token of a session that
    /// opens nothing else.
    CodeNeeded,
    /// Wrong: which part of it is not said.
    Wrong,
    /// There were too many tries; another one may be made after so long.
    Wait(SignedDuration),
}

/// What a person types.
#[derive(Clone, Copy)]
pub struct Request<'a> {
    /// The address.
    pub email: &'a str,
    /// The password.
    pub password: &'a str,
}

impl std::fmt::Debug for Request<'_> {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("Request")
    }
}

/// Signs in with a password.
///
/// # Errors
/// When the database fails.
pub async fn with_password(
    db: &Db,
    caller: Caller<'_>,
    origin: Origin<'_>,
    request: Request<'_>,
    secret: &Secret,
) -> Result<Outcome> {
    let email = folded_email(request.email);
    let attempt = Try {
        address: origin.address,
        email: &email,
        at: caller.at,
    };
    if let Some(wait) = limits::admit(db, attempt).await? {
        return Ok(Outcome::Wait(wait));
    }
    let mut uow = db.read().await?;
    let row = users::by_email(&mut uow, &email).await?;
    uow.rollback().await?;
    let kept = row.as_ref().and_then(|row| row.password.clone());
    let is_right = password::matches(request.password, kept).await?;
    let row = row.filter(|row| is_right && row.disabled_at.is_none());
    let mut uow = db.begin().await?;
    let Some(row) = row else {
        let details = serde_json::json!({ "address": origin.address });
        let known = users::by_email(&mut uow, &email).await?.map(|row| row.id);
        let caller = Caller {
            actor: "sign-in",
            ..caller
        };
        events::note(&mut uow, caller, known, "sign-in-refused", details).await?;
        uow.commit().await?;
        return Ok(Outcome::Wrong);
    };
    let needs_code = row.totp_secret.is_some();
    session::begin(&mut uow, caller, row.id, origin, needs_code, secret).await?;
    if needs_code {
        uow.commit().await?;
        return Ok(Outcome::CodeNeeded);
    }
    let failed_before = limits::forgive(&mut uow, attempt).await?;
    let caller = Caller {
        actor: &row.name,
        ..caller
    };
    let details = serde_json::json!({ "address": origin.address });
    events::note(&mut uow, caller, Some(row.id), "signed-in", details).await?;
    uow.commit().await?;
    Ok(Outcome::SignedIn { failed_before })
}

/// Goes on with the code of the second factor, or with a recovery code. The session's token is
/// replaced by `secret`.
///
/// # Errors
/// When the database fails.
pub async fn with_code(
    db: &Db,
    caller: Caller<'_>,
    origin: Origin<'_>,
    pending: &Session,
    code: &str,
    (secret, key): (&Secret, &SealingKey),
) -> Result<Outcome> {
    let user = &pending.user;
    let attempt = Try {
        address: origin.address,
        email: &user.email,
        at: caller.at,
    };
    if let Some(wait) = limits::admit(db, attempt).await? {
        return Ok(Outcome::Wait(wait));
    }
    let caller = Caller {
        actor: &user.name,
        ..caller
    };
    let mut uow = db.begin().await?;
    let details = serde_json::json!({ "address": origin.address });
    let Some(by) = two_factor::use_code(&mut uow, user.id, code, caller.at, key).await? else {
        let caller = Caller {
            actor: "sign-in",
            ..caller
        };
        events::note(&mut uow, caller, Some(user.id), "code-refused", details).await?;
        uow.commit().await?;
        return Ok(Outcome::Wrong);
    };
    session::rotate(&mut uow, caller, pending, origin, secret).await?;
    let failed_before = limits::forgive(&mut uow, attempt).await?;
    events::note(&mut uow, caller, Some(user.id), "signed-in", details).await?;
    if by == two_factor::By::RecoveryCode {
        let details = serde_json::json!({});
        events::note(
            &mut uow,
            caller,
            Some(user.id),
            "recovery-code-used",
            details,
        )
        .await?;
    }
    uow.commit().await?;
    // The try that gave the password was counted as well.
    Ok(Outcome::SignedIn {
        failed_before: (failed_before - 1).max(0),
    })
}
