//! Which programs may use the API of the book.

use askama::Template;
use axum::extract::Path;
use dunwell_app::access::Role;
use dunwell_app::user::api_token::{self, ApiToken, Maker, Request};
use dunwell_core::dates::parse_date;

use super::users::{role_words, roles};
use super::{Done, Frame, Told, Typed, field, mode, secret, went};
use crate::error::{PageError, PageResult};
use crate::form::{Errors, Form, Query};
use crate::locale::T;
use crate::page::{BookPage, Page};

const PATH: &str = "settings/tokens";

#[derive(Template)]
#[template(path = "settings/tokens.html")]
struct Tokens<'a> {
    page: &'a Page,
    t: T,
    frame: Frame,
    rows: Vec<Row>,
    /// The token that was just made; it is shown this once.
    made: Option<String>,
    roles: [(&'static str, String); 4],
    typed: &'a Typed,
    errors: &'a Errors,
}

impl Tokens<'_> {
    /// What was typed into a field.
    fn typed(&self, name: &str) -> &str {
        field(self.typed, name)
    }
}

/// A token in the list.
struct Row {
    name: String,
    role: String,
    /// Who made it, when, and with which token where it was a program.
    made: String,
    used: String,
    state: String,
    tone: &'static str,
    /// Where it is taken back; empty when it was.
    revoke: String,
}

/// Shows the tokens.
pub(crate) async fn show(page: BookPage, Query(done): Query<Done>) -> PageResult {
    draw(&page, &Typed::new(), &Errors::none(), done.into(), None).await
}

/// Makes a token; it is shown on the page that comes back.
pub(crate) async fn make(page: BookPage, Form(typed): Form<Typed>) -> PageResult {
    let role = field(&typed, "role").parse::<Role>();
    let role = role.map_err(|_| PageError::Unreadable)?;
    let mut errors = Errors::none();
    if field(&typed, "name").is_empty() {
        errors.add("name", page.t().text("settings.no-token-name"));
    }
    let until = match field(&typed, "until") {
        "" => None,
        typed => match parse_date(typed).map(api_token::end_of) {
            Ok(Ok(end)) => Some(end),
            _ => {
                errors.add("until", page.t().text("settings.no-day"));
                None
            }
        },
    };
    if !errors.is_empty() {
        return draw(&page, &typed, &errors, Told::default(), None).await;
    }
    let request = Request {
        name: field(&typed, "name"),
        role,
        expires_at: until,
    };
    let secret = secret(&page, &typed, "token")?;
    let (db, book, caller, own) = (
        page.db(),
        page.book(),
        page.caller(),
        Maker::Person(page.role()),
    );
    let made = api_token::create(db, book, caller, own, &request, &secret).await;
    match went(page.t(), made)? {
        Ok(token) => {
            let (typed, errors) = (Typed::new(), Errors::none());
            draw(&page, &typed, &errors, Told::default(), Some(token)).await
        }
        Err(problem) => {
            let errors = Errors::one("name", problem);
            draw(&page, &typed, &errors, Told::default(), None).await
        }
    }
}

/// Takes a token back.
pub(crate) async fn revoke(
    page: BookPage,
    Path((_, id)): Path<(String, String)>,
    Form(typed): Form<Typed>,
) -> PageResult {
    let key = format!("revoke-{id}-{}", field(&typed, "key"));
    let id = id.parse().map_err(|_| PageError::NotFound)?;
    let (db, book, caller) = (page.db(), page.book(), page.caller());
    let done = api_token::revoke(db, book, caller, mode(&key), id).await;
    match went(page.t(), done)? {
        Ok(()) => Ok(page.go_to(&page.href(&format!("{PATH}?done=saved")))),
        Err(problem) => {
            let told = Told::problem(problem);
            draw(&page, &Typed::new(), &Errors::none(), told, None).await
        }
    }
}

async fn draw(
    page: &BookPage,
    typed: &Typed,
    errors: &Errors,
    told: Told,
    made: Option<String>,
) -> PageResult {
    let t = page.t();
    let is_refused = !told.problem.is_empty();
    let tokens = api_token::list(page.db(), page.book()).await?;
    let template = Tokens {
        page,
        t,
        frame: Frame::new(page, PATH, told),
        rows: tokens
            .iter()
            .rev()
            .map(|token| row(page, token, token.parent(&tokens)))
            .collect(),
        made,
        roles: roles(t),
        typed,
        errors,
    };
    let status = match is_refused {
        true => axum::http::StatusCode::UNPROCESSABLE_ENTITY,
        false => errors.status(),
    };
    page.show_with(status, &template)
}

fn row(page: &BookPage, token: &ApiToken, parent: Option<&ApiToken>) -> Row {
    let t = page.t();
    let made = match parent {
        None => t.say("settings.token-by"),
        Some(parent) => t
            .say("settings.token-by-program")
            .with("token", &parent.name),
    };
    let is_over = token.expires_at.is_some_and(|end| end <= page.at());
    let (state, tone) = match (token.revoked_at, token.last_day()) {
        (Some(_), _) => (t.text("settings.token-revoked"), "bad"),
        (None, Some(_)) if is_over => (t.text("settings.token-ended"), "warn"),
        (None, Some(last)) => {
            let until = t.say("settings.token-until").with("day", t.day(last));
            (until.to_string(), "good")
        }
        (None, None) => (t.text("settings.token-in-force"), "good"),
    };
    let is_revoked = token.revoked_at.is_some();
    Row {
        name: token.name.clone(),
        role: role_words(t, token.role),
        made: made
            .with("name", &token.created_by)
            .with("at", page.moment(token.created_at))
            .to_string(),
        used: match token.last_used_at {
            Some(at) => page.moment(at),
            None => t.text("settings.token-never"),
        },
        state,
        tone,
        revoke: match is_revoked {
            true => String::new(),
            false => page.href(&format!("{PATH}/{}/revoke", token.id)),
        },
    }
}
