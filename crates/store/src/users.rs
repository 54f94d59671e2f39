//! The people who sign in: who they are, what they may do in which book, and the second factor.

use dunwell_core::id::{BookId, UserId};
use jiff::Timestamp;

use crate::cell::record;
use crate::error::ensure_rows;
use crate::sql::Sql;
use crate::value::Value;
use crate::{Result, Uow};

record! {
    /// A person who signs in.
    pub struct User in "desk_user" {
        /// Its id.
        pub id: UserId,
        /// What the person signs in with, in lower case; unlike anybody else's.
        pub email: String,
        /// The name, as the record shows it.
        pub name: String,
        /// The name folded; unlike anybody else's.
        pub name_folded: String,
        /// The language of the pages, as its code.
        pub lang: String,
        /// How the pages look, as JSON text.
        pub appearance: String,
        /// The role in every book, if there is one.
        pub everywhere: Option<String>,
        /// The argon2id hash of the password, once there is one.
        pub password: Option<String>,
        /// The secret of the second factor, once it is on.
        pub totp_secret: Option<Vec<u8>>,
        /// The last time step whose code was used.
        pub totp_step: Option<i64>,
        /// When the person was kept from signing in.
        pub disabled_at: Option<Timestamp>,
        /// When the person was added.
        pub created_at: Timestamp,
    }
}

record! {
    /// A person's role in one book.
    pub struct Role in "desk_role" {
        /// The person.
        pub user: UserId,
        /// The book.
        pub book: BookId,
        /// The role, as its code.
        pub role: String,
    }
}

macro_rules! select {
    ($rest:literal) => {
        Sql::Both(concat!(
            "SELECT id, email, name, name_folded, lang, appearance, everywhere, password, totp_secret, totp_step, \
             disabled_at, created_at FROM desk_user ",
            $rest
        ))
    };
}

const INSERT: Sql = Sql::Both(
    "INSERT INTO desk_user (id, email, name, name_folded, lang, appearance, everywhere, created_at) \
     VALUES ($1, $2, $3, $4, $5, $6, $7, $8)",
);
const BY_ID: Sql = select!("WHERE id = $1");
const BY_EMAIL: Sql = select!("WHERE email = $1");
const BY_NAME: Sql = select!("WHERE name_folded = $1");
const LIST: Sql = select!("ORDER BY name_folded");
const COUNT: Sql = Sql::Both("SELECT COUNT(*) FROM desk_user");
const SET_PASSWORD: Sql = Sql::Both("UPDATE desk_user SET password = $2 WHERE id = $1");
const SET_LANG: Sql = Sql::Both("UPDATE desk_user SET lang = $2 WHERE id = $1");
const SET_APPEARANCE: Sql = Sql::Both("UPDATE desk_user SET appearance = $2 WHERE id = $1");
const SET_EVERYWHERE: Sql = Sql::Both("UPDATE desk_user SET everywhere = $2 WHERE id = $1");
const SET_DISABLED: Sql = Sql::Both("UPDATE desk_user SET disabled_at = $2 WHERE id = $1");
const SET_TOTP: Sql =
    Sql::Both("UPDATE desk_user SET totp_secret = $2, totp_step = $3 WHERE id = $1");
const USE_STEP: Sql = Sql::Both(
    "UPDATE desk_user SET totp_step = $2 WHERE id = $1 AND (totp_step IS NULL OR totp_step < $2)",
);

const ROLES_OF_USER: Sql =
    Sql::Both("SELECT user_id, book_id, role FROM desk_role WHERE user_id = $1 ORDER BY book_id");
const ROLES: Sql =
    Sql::Both("SELECT user_id, book_id, role FROM desk_role ORDER BY user_id, book_id");
const PUT_ROLE: Sql = Sql::Both(
    "INSERT INTO desk_role (user_id, book_id, role) VALUES ($1, $2, $3) \
     ON CONFLICT (user_id, book_id) DO UPDATE SET role = excluded.role",
);
const DROP_ROLE: Sql = Sql::Both("DELETE FROM desk_role WHERE user_id = $1 AND book_id = $2");

const ADD_CODE: Sql = Sql::Both("INSERT INTO recovery_code (user_id, hash) VALUES ($1, $2)");
const USE_CODE: Sql = Sql::Both("DELETE FROM recovery_code WHERE user_id = $1 AND hash = $2");
const DROP_CODES: Sql = Sql::Both("DELETE FROM recovery_code WHERE user_id = $1");
const COUNT_CODES: Sql = Sql::Both("SELECT COUNT(*) FROM recovery_code WHERE user_id = $1");

pub(crate) const SQL: &[Sql] = &[
    INSERT,
    BY_ID,
    BY_EMAIL,
    BY_NAME,
    LIST,
    COUNT,
    SET_PASSWORD,
    SET_LANG,
    SET_APPEARANCE,
    SET_EVERYWHERE,
    SET_DISABLED,
    SET_TOTP,
    USE_STEP,
    ROLES_OF_USER,
    ROLES,
    PUT_ROLE,
    DROP_ROLE,
    ADD_CODE,
    USE_CODE,
    DROP_CODES,
    COUNT_CODES,
];

/// Adds a person without a password and without a second factor.
///
/// # Errors
/// A duplicate when the address or the name is somebody's already.
pub async fn insert(uow: &mut Uow, user: &User) -> Result<()> {
    let params = [
        user.id.into(),
        (&user.email).into(),
        (&user.name).into(),
        (&user.name_folded).into(),
        (&user.lang).into(),
        (&user.appearance).into(),
        (&user.everywhere).into(),
        user.created_at.into(),
    ];
    uow.execute(INSERT, &params).await.map(drop)
}

/// The person of that id.
///
/// # Errors
/// When the database fails.
pub async fn by_id(uow: &mut Uow, id: UserId) -> Result<Option<User>> {
    uow.one(BY_ID, &[id.into()]).await
}

/// The person who signs in with that address, written in lower case.
///
/// # Errors
/// When the database fails.
pub async fn by_email(uow: &mut Uow, email: &str) -> Result<Option<User>> {
    uow.one(BY_EMAIL, &[email.into()]).await
}

/// The person of that folded name.
///
/// # Errors
/// When the database fails.
pub async fn by_name(uow: &mut Uow, name_folded: &str) -> Result<Option<User>> {
    uow.one(BY_NAME, &[name_folded.into()]).await
}

/// Everybody, by name.
///
/// # Errors
/// When the database fails.
pub async fn list(uow: &mut Uow) -> Result<Vec<User>> {
    uow.all(LIST, &[]).await
}

/// How many people there are.
///
/// # Errors
/// When the database fails.
pub async fn count(uow: &mut Uow) -> Result<i64> {
    Ok(uow.cell(COUNT, &[]).await?.unwrap_or_default())
}

/// Changes one thing of a person.
async fn set(uow: &mut Uow, sql: Sql, params: &[Value<'_>]) -> Result<()> {
    ensure_rows("desk_user", uow.execute(sql, params).await?, 1)
}

/// Replaces the password's hash.
///
/// # Errors
/// When there is no such person, or the database fails.
pub async fn set_password(uow: &mut Uow, id: UserId, hash: &str) -> Result<()> {
    set(uow, SET_PASSWORD, &[id.into(), hash.into()]).await
}

/// Replaces the language of the pages.
///
/// # Errors
/// When there is no such person, or the database fails.
pub async fn set_lang(uow: &mut Uow, id: UserId, lang: &str) -> Result<()> {
    set(uow, SET_LANG, &[id.into(), lang.into()]).await
}

/// Replaces how the pages look (JSON text).
///
/// # Errors
/// When there is no such person, or the database fails.
pub async fn set_appearance(uow: &mut Uow, id: UserId, appearance: &str) -> Result<()> {
    set(uow, SET_APPEARANCE, &[id.into(), appearance.into()]).await
}

/// Gives the role in every book, or takes it away.
///
/// # Errors
/// When there is no such person, or the database fails.
pub async fn set_everywhere(uow: &mut Uow, id: UserId, role: Option<&str>) -> Result<()> {
    set(uow, SET_EVERYWHERE, &[id.into(), role.into()]).await
}

/// Keeps a person from signing in from a moment on, or lets the person in again.
///
/// # Errors
/// When there is no such person, or the database fails.
pub async fn set_disabled(uow: &mut Uow, id: UserId, at: Option<Timestamp>) -> Result<()> {
    set(uow, SET_DISABLED, &[id.into(), at.into()]).await
}

/// Switches the second factor on, with its secret and the time step whose code has just been used,
/// or off.
///
/// # Errors
/// When there is no such person, or the database fails.
pub async fn set_totp(uow: &mut Uow, id: UserId, totp: Option<(&[u8], i64)>) -> Result<()> {
    let (secret, step) = totp.unzip();
    set(uow, SET_TOTP, &[id.into(), secret.into(), step.into()]).await
}

/// Marks a time step as used. Gives false when it or a later one was used before.
///
/// # Errors
/// When the database fails.
pub async fn use_totp_step(uow: &mut Uow, id: UserId, step: i64) -> Result<bool> {
    Ok(uow.execute(USE_STEP, &[id.into(), step.into()]).await? == 1)
}

/// A person's roles in single books.
///
/// # Errors
/// When the database fails.
pub async fn roles_of(uow: &mut Uow, id: UserId) -> Result<Vec<Role>> {
    uow.all(ROLES_OF_USER, &[id.into()]).await
}

/// Everybody's roles in single books.
///
/// # Errors
/// When the database fails.
pub async fn roles(uow: &mut Uow) -> Result<Vec<Role>> {
    uow.all(ROLES, &[]).await
}

/// Gives a person a role in a book, or takes it away.
///
/// # Errors
/// When the person or the book is unknown, or the database fails.
pub async fn set_role(uow: &mut Uow, id: UserId, book: BookId, role: Option<&str>) -> Result<()> {
    let params = [id.into(), book.into(), role.into()];
    match role {
        Some(_) => uow.execute(PUT_ROLE, &params).await,
        None => uow.execute(DROP_ROLE, &params[..2]).await,
    }
    .map(drop)
}

/// Replaces the recovery codes by these hashes.
///
/// # Errors
/// When the person is unknown, or the database fails.
pub async fn set_recovery_codes(uow: &mut Uow, id: UserId, hashes: &[[u8; 32]]) -> Result<()> {
    uow.execute(DROP_CODES, &[id.into()]).await?;
    for hash in hashes {
        uow.execute(ADD_CODE, &[id.into(), hash.into()]).await?;
    }
    Ok(())
}

/// Uses a recovery code up. Gives false when there is no such code.
///
/// # Errors
/// When the database fails.
pub async fn use_recovery_code(uow: &mut Uow, id: UserId, hash: &[u8; 32]) -> Result<bool> {
    Ok(uow.execute(USE_CODE, &[id.into(), hash.into()]).await? == 1)
}

/// How many recovery codes are left.
///
/// # Errors
/// When the database fails.
pub async fn recovery_codes_left(uow: &mut Uow, id: UserId) -> Result<i64> {
    Ok(uow
        .cell(COUNT_CODES, &[id.into()])
        .await?
        .unwrap_or_default())
}
