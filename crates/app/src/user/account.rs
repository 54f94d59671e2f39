//! What a person changes about the own account: the password, the language, how the pages look.

use dunwell_core::lang::Lang;
use dunwell_core::sentence::Sentence;
use dunwell_store::{Db, sessions, users};
use serde::{Deserialize, Serialize};

use super::session::{self, Origin, Session};
use super::{Secret, events, limits, password, weakness};
use crate::error::{AppError, Result};
use crate::funnel::{Caller, to_json};

/// Light or dark.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum Theme {
    /// As the machine is set.
    #[default]
    Auto,
    /// Dark on light.
    Light,
    /// Light on dark.
    Dark,
}

impl Theme {
    /// The word that is kept.
    #[must_use]
    pub const fn code(self) -> &'static str {
        match self {
            Theme::Auto => "auto",
            Theme::Light => "light",
            Theme::Dark => "dark",
        }
    }
}

/// How much stands on a page.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum Density {
    /// With room around everything.
    #[default]
    Comfortable,
    /// For those who live here.
    Compact,
}

impl Density {
    /// The word that is kept.
    #[must_use]
    pub const fn code(self) -> &'static str {
        match self {
            Density::Comfortable => "comfortable",
            Density::Compact => "compact",
        }
    }
}

/// Whether single letters are keys: not for those whose machine writes letters on its own, as when a
/// voice is understood.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum Keys {
    /// They are.
    #[default]
    On,
    /// They are not.
    Off,
}

impl Keys {
    /// The word that is kept.
    #[must_use]
    pub const fn code(self) -> &'static str {
        match self {
            Keys::On => "on",
            Keys::Off => "off",
        }
    }
}

/// How the pages look for a person.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default)]
pub struct Appearance {
    /// Light or dark.
    pub theme: Theme,
    /// How much stands on a page.
    pub density: Density,
    /// Whether single letters are keys.
    pub keys: Keys,
}

/// Changes the password. The other sessions of the person end, and this one goes on under `secret`.
///
/// # Errors
/// When the old password is wrong, or the new one is weak.
pub async fn change_password(
    db: &Db,
    caller: Caller<'_>,
    origin: Origin<'_>,
    session: &Session,
    (old, new): (&str, &str),
    secret: &Secret,
) -> Result<()> {
    let user = &session.user;
    let attempt = limits::admit_signed_in(db, caller, origin, session).await?;
    let mut uow = db.read().await?;
    let kept = users::by_id(&mut uow, user.id)
        .await?
        .and_then(|row| row.password);
    uow.rollback().await?;
    if !password::matches(old, kept).await? {
        return Err(AppError::refused(Sentence::new(
            "refusal.user.wrong-password",
            "that is not your present password",
        )));
    }
    if let Some(weakness) = weakness(new, &user.email, &user.name) {
        return Err(AppError::refused(weakness));
    }
    let hash = password::hash(new, &secret.derive("dunwell 2026-11-22 a changed password")).await?;
    let mut uow = db.begin().await?;
    users::set_password(&mut uow, user.id, &hash).await?;
    sessions::end_of_user(&mut uow, user.id, None).await?;
    session::rotate(&mut uow, caller, session, origin, secret).await?;
    limits::forgive(&mut uow, attempt).await?;
    events::note(
        &mut uow,
        caller,
        Some(user.id),
        "password-changed",
        serde_json::json!({}),
    )
    .await?;
    Ok(uow.commit().await?)
}

/// Changes the language of the pages.
///
/// # Errors
/// When the database fails.
pub async fn set_language(db: &Db, session: &Session, lang: Lang) -> Result<()> {
    let mut uow = db.begin().await?;
    users::set_lang(&mut uow, session.user.id, lang.code()).await?;
    Ok(uow.commit().await?)
}

/// Changes how the pages look.
///
/// # Errors
/// When the database fails.
pub async fn set_appearance(db: &Db, session: &Session, appearance: Appearance) -> Result<()> {
    let mut uow = db.begin().await?;
    users::set_appearance(&mut uow, session.user.id, &to_json(&appearance)?).await?;
    Ok(uow.commit().await?)
}
