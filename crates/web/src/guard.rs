//! The gate before every handler: who is there, whether the request was meant, and whether it is
//! allowed. What the handler then needs to know about it is put beside the request.

use std::collections::HashMap;
use std::net::SocketAddr;

use axum::body::{Body, Bytes, to_bytes};
use axum::extract::{ConnectInfo, FromRequestParts as _, MatchedPath, Path, Request, State};
use axum::http::header::{ACCEPT_LANGUAGE, AUTHORIZATION, USER_AGENT};
use axum::http::request::Parts;
use axum::http::{HeaderMap, Method, StatusCode};
use axum::middleware::Next;
use axum::response::{IntoResponse as _, Redirect, Response};
use dunwell_app::access::Permission;
use dunwell_app::book::{self, Book};
use dunwell_app::request;
use dunwell_app::user::session::{self, Session};
use dunwell_app::user::{Secret, api_token};
use dunwell_core::lang::Lang;

use crate::desk::Desk;
use crate::error::{PageError, PageResult};
use crate::locale::T;
use crate::page::{Page, Scope, Seen};
use crate::problem::{ApiError, ApiResult};
use crate::program::Program;
use crate::router::Face;
use crate::{address, cookie, csrf};

/// What a gate has to know about its route.
#[derive(Debug, Clone)]
pub(crate) struct Gate {
    desk: Desk,
    face: Face,
    permission: Permission,
    body_limit: usize,
}

impl Gate {
    pub(crate) fn new(desk: &Desk, face: Face, permission: Permission, body_limit: usize) -> Gate {
        Gate {
            desk: desk.clone(),
            face,
            permission,
            body_limit,
        }
    }
}

/// Lets a request through, or answers it.
pub(crate) async fn guard(State(gate): State<Gate>, request: Request, next: Next) -> Response {
    match gate.face {
        Face::Page => for_a_person(&gate, request, next).await,
        Face::Api => for_a_program(&gate, request, next).await,
    }
}

async fn for_a_program(gate: &Gate, request: Request, next: Next) -> Response {
    let (mut parts, body) = request.into_parts();
    match admitted(gate, &parts).await {
        Ok(program) => {
            parts
                .extensions
                .extend(program.map(keep).unwrap_or_default());
            next.run(Request::from_parts(parts, body)).await
        }
        Err(error) => error.into_response(),
    }
}

fn keep(program: Program) -> axum::http::Extensions {
    let mut extensions = axum::http::Extensions::new();
    extensions.insert(program);
    extensions
}

/// The program that a token stands for. A public route needs none.
async fn admitted(gate: &Gate, parts: &Parts) -> ApiResult<Option<Program>> {
    let desk = &gate.desk;
    if gate.permission == Permission::Public {
        return Ok(None);
    }
    let shown = parts
        .headers
        .get(AUTHORIZATION)
        .and_then(|value| value.to_str().ok())
        .and_then(|value| value.strip_prefix("Bearer "))
        .ok_or_else(ApiError::unauthorized)?;
    let found = api_token::find(desk.db(), shown.trim(), desk.now()).await?;
    let Some(token) = found else {
        let guesser = address::of_client(
            &parts.headers,
            peer(parts),
            &desk.settings().trusted_proxies,
        );
        paced(desk, &guesser.to_string())?;
        return Err(ApiError::unauthorized());
    };
    paced(desk, &token.id.to_string())?;
    if token.is_to_be_noted(desk.now()) {
        let (db, token, at) = (desk.db().clone(), token.clone(), desk.now());
        let id = token.id.to_string();
        let note = async move { api_token::note_use(&db, &token, at).await };
        desk.noting().start(id, note);
    }
    if !gate.permission.is_given_to(token.role) {
        let (token, route) = (token.id, route(parts));
        tracing::warn!(%token, route, "a request was refused: the role of the token does not allow it");
        return Err(ApiError::forbidden());
    }
    let book = book::by_id(desk.db(), token.book).await?;
    let book = book.ok_or_else(ApiError::unauthorized)?;
    Ok(Some(Program::new(desk, book.under(desk.packs()), token)))
}

/// Counts a request, and refuses one that comes too soon.
fn paced(desk: &Desk, whose: &str) -> ApiResult<()> {
    let taken = desk.pace().take(whose, desk.now());
    taken.map_err(ApiError::too_many)
}

/// Who is at the other end of the wire.
fn peer(parts: &Parts) -> SocketAddr {
    let known = parts.extensions.get::<ConnectInfo<SocketAddr>>();
    known.map_or(SocketAddr::from(([0, 0, 0, 0], 0)), |ConnectInfo(peer)| {
        *peer
    })
}

async fn for_a_person(gate: &Gate, request: Request, next: Next) -> Response {
    let desk = &gate.desk;
    let (mut parts, body) = request.into_parts();
    let token = cookie::read(&parts.headers, &desk.settings().public_url);
    let found = match &token {
        Some(token) => {
            let rules = desk.settings().sessions;
            session::find(desk.db(), token, rules, desk.now()).await
        }
        None => Ok(None),
    };
    let session = match found {
        Ok(session) => session,
        Err(error) => {
            let page = Page::new(desk, seen(desk, &parts, None, None), Vec::new(), None);
            return page.error(&error.into());
        }
    };
    let token = token.filter(|_| session.is_some());
    if let Some(used) = session.clone().filter(|session| session.is_to_be_noted) {
        let (db, at) = (desk.db().clone(), desk.now());
        let id = used.id.to_string();
        let note = async move { session::note_use(&db, &used, at).await };
        desk.noting().start(id, note);
    }
    let seen = seen(desk, &parts, session, token);
    let (page, verdict) = match scoped(gate, &mut parts, seen).await {
        Ok(found) => found,
        Err((page, error)) => return page.error(&error),
    };
    if let Err(refusal) = verdict {
        return match refusal {
            Refusal::SignIn => to_sign_in(&page),
            Refusal::Error(error) => refuse(&page, &parts, &error),
        };
    }
    let body = match meant(gate, &page, &parts, body).await {
        Ok(body) => body,
        Err(error) => return refuse(&page, &parts, &error),
    };
    parts.extensions.insert(page.clone());
    let mut response = next.run(Request::from_parts(parts, body)).await;
    match response.extensions_mut().remove::<PageError>() {
        Some(error) => page.error(&error),
        None => response,
    }
}

/// Tells a person that something is not allowed, and the log who tried.
fn refuse(page: &Page, parts: &Parts, error: &PageError) -> Response {
    if matches!(error, PageError::Forbidden | PageError::ForeignForm) {
        let user = page.session().map(|session| session.user.id.to_string());
        let user = user.as_deref().unwrap_or("nobody");
        tracing::warn!(user, route = route(parts), %error, "a request was refused");
    }
    page.error(error)
}

/// The route as it is declared.
fn route(parts: &Parts) -> &str {
    let matched = parts.extensions.get::<MatchedPath>();
    matched.map_or("none", MatchedPath::as_str)
}

/// Why a person is not let through.
enum Refusal {
    SignIn,
    Error(PageError),
}

/// Finds the books of the person and the one that the address names, and says whether the person is let
/// through.
async fn scoped(
    gate: &Gate,
    parts: &mut Parts,
    seen: Seen,
) -> Result<(Page, Result<(), Refusal>), (Page, PageError)> {
    let desk = &gate.desk;
    let Some(session) = seen.session.as_ref().filter(|session| !session.needs_code) else {
        let verdict = match gate.permission {
            Permission::Public => Ok(()),
            _ => Err(Refusal::SignIn),
        };
        return Ok((Page::new(desk, seen, Vec::new(), None), verdict));
    };
    let books = match book::list(desk.db()).await {
        Ok(books) => books,
        Err(error) => {
            let page = Page::new(desk, seen, Vec::new(), None);
            return Err((page, error.into()));
        }
    };
    let user = &session.user;
    let books: Vec<Book> = books
        .into_iter()
        .filter(|book| user.role_in(book.id).is_some())
        .map(|book| book.under(desk.packs()))
        .collect();
    let named = named_book(parts, desk).await;
    let scope = named.as_deref().and_then(|named| {
        let book = books.iter().find(|book| slug(book, &books) == named)?;
        let role = user.role_in(book.id)?;
        Some(Scope::new(book.clone(), role, named))
    });
    // What waits is shown on whole pages.
    let is_whole = seen.method == Method::GET && !seen.is_fragment;
    let scope = match scope {
        Some(scope) if is_whole => match request::count_open(desk.db(), scope.book()).await {
            Ok(waiting) => Some(scope.waiting(waiting)),
            Err(error) => {
                let page = Page::new(desk, seen, books, Some(scope));
                return Err((page, error.into()));
            }
        },
        scope => scope,
    };
    let is_of_a_book = gate.permission.least_role().is_some();
    let verdict = match (&scope, gate.permission) {
        (_, Permission::Public | Permission::SignedIn) => Ok(()),
        (None, Permission::ManageInstallation) if user.may_everywhere(gate.permission) => Ok(()),
        (None, Permission::ManageInstallation) => Err(PageError::Forbidden),
        // A book in which somebody has no role is not there at all.
        (None, _) => Err(PageError::NotFound),
        (Some(_), _) if is_of_a_book && named.is_none() => Err(PageError::NotFound),
        (Some(scope), _) if gate.permission.is_given_to(scope.role()) => Ok(()),
        (Some(_), _) => Err(PageError::Forbidden),
    };
    let page = Page::new(desk, seen, books, scope);
    Ok((page, verdict.map_err(Refusal::Error)))
}

async fn named_book(parts: &mut Parts, desk: &Desk) -> Option<String> {
    let Path(mut named) = Path::<HashMap<String, String>>::from_request_parts(parts, desk)
        .await
        .ok()?;
    named.remove("book")
}

/// What the address calls a book: its name in small letters and hyphens, or its id where two names
/// would look alike.
pub(crate) fn slug(book: &Book, all: &[Book]) -> String {
    let plain = plain_slug(&book.name);
    let is_alone = all
        .iter()
        .filter(|other| plain_slug(&other.name) == plain)
        .count()
        == 1;
    if plain.is_empty() || !is_alone {
        return book.id.to_string();
    }
    plain
}

fn plain_slug(name: &str) -> String {
    let letters = name.to_lowercase();
    let words = letters.split(|c: char| !c.is_alphanumeric());
    words
        .filter(|word| !word.is_empty())
        .collect::<Vec<_>>()
        .join("-")
}

/// Whether the person meant to send it: our own pages send where they come from, and the token of the
/// session. A visitor without a session has nothing that another site could abuse but the session to
/// be, which the first of the two protects. Gives the body on.
async fn meant(gate: &Gate, page: &Page, parts: &Parts, body: Body) -> PageResult<Body> {
    if !csrf::is_unsafe(&parts.method) {
        return Ok(body);
    }
    if !csrf::is_from_here(&parts.headers, &gate.desk.settings().public_url) {
        return Err(PageError::ForeignForm);
    }
    let Some(token) = page.token() else {
        return Ok(body);
    };
    let (bytes, body) = if csrf::is_form(&parts.headers) {
        let bytes = to_bytes(body, gate.body_limit).await;
        let bytes = bytes.map_err(|_| PageError::TooLarge)?;
        (bytes.clone(), Body::from(bytes))
    } else {
        (Bytes::new(), body)
    };
    match csrf::brought(&parts.headers, &parts.uri, &bytes) {
        Some(brought) if csrf::is_right(brought, token) => Ok(body),
        _ => Err(PageError::ForeignForm),
    }
}

fn to_sign_in(page: &Page) -> Response {
    if page.is_fragment() {
        // A part of a page cannot be replaced by the sign-in page: the whole page goes there.
        let head = [("hx-redirect", "/sign-in")];
        return (StatusCode::UNAUTHORIZED, head).into_response();
    }
    Redirect::to(&page.sign_in_path()).into_response()
}

fn seen(desk: &Desk, parts: &Parts, session: Option<Session>, token: Option<Secret>) -> Seen {
    let headers = &parts.headers;
    let text = |name| headers.get(name).and_then(|value| value.to_str().ok());
    let client = address::of_client(headers, peer(parts), &desk.settings().trusted_proxies);
    let lang = session
        .as_ref()
        .map_or_else(|| accepted(headers), |session| session.user.lang);
    let path = parts.uri.path_and_query().map_or("/", |path| path.as_str());
    Seen {
        t: T::new(lang),
        session,
        token,
        address: client.to_string(),
        agent: text(USER_AGENT).unwrap_or_default().to_owned(),
        method: parts.method.clone(),
        path: path.to_owned(),
        is_fragment: text("hx-request".parse().ok().unwrap_or(USER_AGENT)) == Some("true"),
    }
}

/// The first language of the browser that the desk speaks.
fn accepted(headers: &HeaderMap) -> Lang {
    headers
        .get(ACCEPT_LANGUAGE)
        .and_then(|value| value.to_str().ok())
        .into_iter()
        .flat_map(|value| value.split(','))
        .find_map(|language| Lang::from_code(language.split(';').next().unwrap_or_default()))
        .unwrap_or_default()
}
