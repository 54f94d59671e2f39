//! Tokens of the API: `dw_` and 64 hexadecimal digits, for a program, in one book, with a role.
//!
//! A program can make a token with its own: it may do no more and lasts no longer, it counts as one of the
//! same person, and when the one is taken back, so is the other.

use dunwell_core::id::{ApiTokenId, BookId};
use dunwell_core::sentence::Sentence;
use dunwell_store::{Db, StoreError, Uow, api_tokens};
use jiff::civil::Date;
use jiff::tz::TimeZone;
use jiff::{SignedDuration, Timestamp};
use serde::Serialize;

use super::{Secret, before, events, spend};
use crate::access::Role;
use crate::book::Book;
use crate::error::{AppError, Result};
use crate::funnel::{self, Caller, Mode};
use crate::ids::Ids;

/// What every token begins with, so that one that was published by mistake is recognised.
pub const PREFIX: &str = "dw_";

/// Use is noted at most so often.
const NOTED_EVERY: SignedDuration = SignedDuration::from_mins(1);

/// A token as a list shows it; the token itself was shown once, when it was made.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ApiToken {
    /// What to take it back by.
    pub id: ApiTokenId,
    /// The book that it opens.
    pub book: BookId,
    /// What it is for.
    pub name: String,
    /// What it may do.
    pub role: Role,
    /// Who made it; of one that a program made, the person behind the program.
    pub created_by: String,
    /// When.
    pub created_at: Timestamp,
    /// The token with which a program made it; none where a person did.
    pub made_with: Option<ApiTokenId>,
    /// From when on it opens nothing.
    pub expires_at: Option<Timestamp>,
    /// When it was last used, to about a minute.
    pub last_used_at: Option<Timestamp>,
    /// When it was taken back.
    pub revoked_at: Option<Timestamp>,
}

impl ApiToken {
    fn read(row: api_tokens::ApiToken) -> Result<ApiToken> {
        let role = row.role.parse().map_err(|error| AppError::Damaged {
            what: format!("the token {}", row.id),
            why: format!("{error}"),
        })?;
        Ok(ApiToken {
            id: row.id,
            book: row.book,
            name: row.name,
            role,
            created_by: row.created_by,
            created_at: row.created_at,
            made_with: row.made_with,
            expires_at: row.expires_at,
            last_used_at: row.last_used_at,
            revoked_at: row.revoked_at,
        })
    }

    /// Whether its use was not noted for a minute; see [`note_use`].
    #[must_use]
    pub fn is_to_be_noted(&self, at: Timestamp) -> bool {
        let noted = self.last_used_at;
        noted.is_none_or(|last| at.duration_since(last) >= NOTED_EVERY)
    }

    /// The last day on which it opens anything, in UTC; none when it does not end.
    #[must_use]
    pub fn last_day(&self) -> Option<Date> {
        let moment_before = before(self.expires_at?, SignedDuration::from_secs(1));
        Some(moment_before.to_zoned(TimeZone::UTC).date())
    }

    /// The token with which a program made this one, among those of its book.
    #[must_use]
    pub fn parent<'a>(&self, of_book: &'a [ApiToken]) -> Option<&'a ApiToken> {
        let parent = self.made_with?;
        of_book.iter().find(|token| token.id == parent)
    }

    fn is_in_force(&self, at: Timestamp) -> bool {
        self.revoked_at.is_none() && self.expires_at.is_none_or(|end| at < end)
    }
}

/// A token to be made.
#[derive(Debug, Clone, Copy, Serialize)]
pub struct Request<'a> {
    /// What it is for.
    pub name: &'a str,
    /// What it may do.
    pub role: Role,
    /// From when on it opens nothing; that of a program's own token, where a program makes one and this
    /// is not given.
    pub expires_at: Option<Timestamp>,
}

/// Who makes a token. Nobody gives away more than the own role, and a program no more time than it has.
#[derive(Debug, Clone, Copy)]
pub enum Maker<'a> {
    /// A person in this role, at the desk or on the command line.
    Person(Role),
    /// A program, by its own token.
    Program(&'a ApiToken),
}

impl Maker<'_> {
    fn role(self) -> Role {
        match self {
            Maker::Person(role) => role,
            Maker::Program(own) => own.role,
        }
    }

    /// The end of a token of which this end is wanted.
    fn end(self, wanted: Option<Timestamp>) -> Result<Option<Timestamp>> {
        let Maker::Program(ApiToken {
            expires_at: Some(own),
            ..
        }) = self
        else {
            return Ok(wanted);
        };
        match wanted {
            Some(wanted) if wanted > *own => Err(AppError::TakesAPerson(Sentence::new(
                "refusal.takes-a-person.longer-token",
                "a program makes no token that lasts longer than its own; an admin does, at the desk",
            ))),
            wanted => Ok(Some(wanted.unwrap_or(*own))),
        }
    }
}

/// The moment at which a token ends whose last day this is: midnight after it, in UTC.
///
/// # Errors
/// When there is no such moment.
pub fn end_of(last_day: Date) -> Result<Timestamp> {
    let next = last_day
        .tomorrow()
        .and_then(|day| day.to_zoned(TimeZone::UTC));
    next.map(|midnight| midnight.timestamp()).map_err(|_| {
        AppError::refused(Sentence::new(
            "refusal.token.too-late",
            "that day is too late to be one; choose an earlier one",
        ))
    })
}

/// Makes a token out of `secret` and gives it, this once: to the same request with the same secret again,
/// as long as it is in force.
///
/// # Errors
/// When it has no name or that of another token, has ended before it begins, would be allowed more than
/// whoever makes it, or would last longer than the program that does; or when the same secret made one
/// that opens nothing any more.
pub async fn create(
    db: &Db,
    book: &Book,
    caller: Caller<'_>,
    maker: Maker<'_>,
    request: &Request<'_>,
    secret: &Secret,
) -> Result<String> {
    let input = ("make-token", request);
    spend(db, book, caller, secret, &input, async |work| {
        make(&mut work.uow, book, caller, maker, request, secret).await
    })
    .await?;
    let shown = format!("{PREFIX}{}", secret.token());
    match find(db, &shown, caller.at).await? {
        Some(_) => Ok(shown),
        None => Err(AppError::refused(Sentence::new(
            "refusal.token.over",
            "the token that was made by this was taken back or has ended; make another one",
        ))),
    }
}

async fn make(
    uow: &mut Uow,
    book: &Book,
    caller: Caller<'_>,
    maker: Maker<'_>,
    request: &Request<'_>,
    secret: &Secret,
) -> Result<()> {
    let known = api_tokens::of_book(uow, book.id).await?;
    let row = row(book, caller, maker, request, secret)?;
    if known
        .iter()
        .any(|token| token.revoked_at.is_none() && token.name == row.name)
    {
        return Err(AppError::refused(
            Sentence::new(
                "refusal.token.name-taken",
                "there is a token called {name} already; take it back first, or choose another name",
            )
            .with("name", &row.name),
        ));
    }
    if let Maker::Program(own) = maker
        && known
            .iter()
            .any(|token| token.id == own.id && token.revoked_at.is_some())
    {
        return Err(AppError::refused(Sentence::new(
            "refusal.token.own-taken-back",
            "the own token was taken back meanwhile",
        )));
    }
    api_tokens::insert(uow, &row).await?;
    let details = serde_json::json!({
        "token": row.id, "name": row.name, "role": request.role, "book": book.name,
    });
    events::note(uow, caller, None, "token-made", details).await
}

/// A new token as a row.
fn row(
    book: &Book,
    caller: Caller<'_>,
    maker: Maker<'_>,
    request: &Request<'_>,
    secret: &Secret,
) -> Result<api_tokens::ApiToken> {
    let name = request.name.trim();
    if name.is_empty() {
        return Err(AppError::refused(Sentence::new(
            "refusal.token.no-name",
            "say what the token is for, so that it can be told from others",
        )));
    }
    let own = maker.role();
    if request.role > own {
        return Err(AppError::refused(
            Sentence::new(
                "refusal.token.more-than-own",
                "a token cannot be allowed more than you are; your role here is {own}",
            )
            .with("own", own),
        ));
    }
    let expires_at = maker.end(request.expires_at)?;
    if expires_at.is_some_and(|end| end <= caller.at) {
        return Err(AppError::refused(Sentence::new(
            "refusal.token.day-passed",
            "that day has passed; choose a later one",
        )));
    }
    Ok(api_tokens::ApiToken {
        hash: secret.hash(),
        id: ApiTokenId::new(Ids::new(caller.at, secret.seed()).next()),
        book: book.id,
        name: name.to_owned(),
        role: request.role.code().to_owned(),
        created_by: match maker {
            Maker::Person(_) => caller.actor.to_owned(),
            Maker::Program(own) => own.created_by.clone(),
        },
        created_at: caller.at,
        expires_at,
        last_used_at: None,
        revoked_at: None,
        made_with: match maker {
            Maker::Person(_) => None,
            Maker::Program(own) => Some(own.id),
        },
    })
}

/// The token that a program shows, if it is in force. Nothing is written; [`note_use`] is for
/// afterwards.
///
/// # Errors
/// When the database fails.
pub async fn find(db: &Db, shown: &str, at: Timestamp) -> Result<Option<ApiToken>> {
    let Some(secret) = shown.strip_prefix(PREFIX).and_then(Secret::from_token) else {
        return Ok(None);
    };
    let mut uow = db.read().await?;
    let row = api_tokens::by_hash(&mut uow, &secret.hash()).await?;
    uow.rollback().await?;
    let token = row.map(ApiToken::read).transpose()?;
    Ok(token.filter(|token| token.is_in_force(at)))
}

/// Notes that a token is used.
///
/// # Errors
/// When the database fails.
pub async fn note_use(db: &Db, token: &ApiToken, at: Timestamp) -> Result<()> {
    let mut uow = db.begin().await?;
    api_tokens::used(&mut uow, token.book, token.id, at).await?;
    Ok(uow.commit().await?)
}

/// The tokens of a book, oldest first.
///
/// # Errors
/// When the database fails.
pub async fn list(db: &Db, book: &Book) -> Result<Vec<ApiToken>> {
    let mut uow = db.read().await?;
    let rows = api_tokens::of_book(&mut uow, book.id).await?;
    uow.rollback().await?;
    rows.into_iter().map(ApiToken::read).collect()
}

/// The token that is meant by its id, or by its name among those that are in force or have ended.
///
/// # Errors
/// When none is meant, or more than one may be.
pub async fn meant(db: &Db, book: &Book, text: &str) -> Result<ApiToken> {
    let text = text.trim();
    let tokens = list(db, book).await?;
    let is_it = |token: &ApiToken| {
        token.id.to_string() == text || (token.revoked_at.is_none() && token.name == text)
    };
    let mut found = tokens.into_iter().filter(is_it);
    match (found.next(), found.next()) {
        (Some(token), None) => Ok(token),
        (None, _) => Err(AppError::refused(
            Sentence::new(
                "refusal.token.unknown",
                "there is no token \"{text}\"; \"dunwell token list\" shows those that there are",
            )
            .with("text", text),
        )),
        _ => Err(AppError::refused(
            Sentence::new(
                "refusal.token.several",
                "there are several tokens called \"{text}\"; say which by its id",
            )
            .with("text", text),
        )),
    }
}

/// Takes a token back, and with it those that were made with it; they open nothing from now on.
///
/// # Errors
/// When the book has no such token, or it was taken back before.
pub async fn revoke(
    db: &Db,
    book: &Book,
    caller: Caller<'_>,
    mode: Mode<'_>,
    id: ApiTokenId,
) -> Result<()> {
    let input = ("take-token-back", id);
    funnel::change(db, book.id, caller, mode, &input, async |work| {
        take_back(&mut work.uow, book, caller, id).await
    })
    .await
}

async fn take_back(uow: &mut Uow, book: &Book, caller: Caller<'_>, id: ApiTokenId) -> Result<()> {
    let known = api_tokens::of_book(uow, book.id).await?;
    let mut taken = vec![id];
    let mut next = 0;
    while let Some(id) = taken.get(next).copied() {
        match api_tokens::revoke(uow, book.id, id, caller.at).await {
            Err(StoreError::RowsAffected { .. }) => {
                return Err(AppError::refused(Sentence::new(
                    "refusal.token.taken-back",
                    "that token was taken back already",
                )));
            }
            done => done?,
        }
        let made = known
            .iter()
            .filter(|token| token.made_with == Some(id) && token.revoked_at.is_none());
        taken.extend(made.map(|token| token.id));
        next += 1;
    }
    let with_it = &taken[1..];
    let details = serde_json::json!({ "token": id, "with_it": with_it, "book": book.name });
    events::note(uow, caller, None, "token-taken-back", details).await
}
