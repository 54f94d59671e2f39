//! What a page knows about its reader, and how it is drawn.

use std::borrow::Borrow;
use std::ops::Deref;
use std::sync::Arc;

use askama::Template;
use axum::extract::FromRequestParts;
use axum::http::header::{CACHE_CONTROL, CONTENT_TYPE, SET_COOKIE};
use axum::http::request::Parts;
use axum::http::{HeaderName, HeaderValue, Method, StatusCode};
use axum::response::{IntoResponse, Redirect, Response};
use dunwell_app::access::{Permission, Role};
use dunwell_app::book::Book;
use dunwell_app::funnel::{Authority, Caller};
use dunwell_app::user::session::{Origin, Session};
use dunwell_app::user::{Secret, User};
use dunwell_app::{Db, Templates};
use jiff::Timestamp;
use jiff::civil::Date;
use jiff::tz::TimeZone;

use crate::desk::Desk;
use crate::error::{PageError, PageResult};
use crate::locale::T;
use crate::nav::{self, Asked, Group};
use crate::{assets, cookie, csrf, guard, pages};

/// A request of a person, as the gate saw it.
#[derive(Debug)]
pub(crate) struct Seen {
    pub t: T,
    pub session: Option<Session>,
    pub token: Option<Secret>,
    pub address: String,
    pub agent: String,
    pub method: Method,
    pub path: String,
    pub is_fragment: bool,
}

/// The book that the address names, and the reader's role in it.
#[derive(Debug)]
pub(crate) struct Scope {
    book: Book,
    role: Role,
    base: String,
    waiting: i64,
}

impl Scope {
    pub(crate) fn new(book: Book, role: Role, slug: &str) -> Scope {
        Scope {
            book,
            role,
            base: format!("/b/{slug}/"),
            waiting: 0,
        }
    }

    /// The same, with so many requests that wait for a decision.
    pub(crate) fn waiting(mut self, waiting: i64) -> Scope {
        self.waiting = waiting;
        self
    }

    pub(crate) fn book(&self) -> &Book {
        &self.book
    }

    pub(crate) fn role(&self) -> Role {
        self.role
    }
}

/// What every page knows: its reader, the language, the moment. A handler takes it as its first
/// argument, and every template has it as `page`. Cheap to clone.
#[derive(Debug, Clone)]
pub struct Page(Arc<Data>);

#[derive(Debug)]
struct Data {
    desk: Desk,
    seen: Seen,
    books: Vec<Book>,
    scope: Option<Scope>,
    /// The only book of the reader, whose places are shown on pages of no book.
    sole: Option<Scope>,
    at: Timestamp,
    today: Date,
    /// The time zone in which moments are told.
    zone: TimeZone,
    seed: u64,
}

/// A book of the reader's, for the switch between them.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct BookLink {
    /// Its name.
    pub name: String,
    /// Where its work is.
    pub href: String,
    /// Whether it is the one that is open.
    pub is_open: bool,
}

impl BookLink {
    /// The sign of the one that is open.
    #[must_use]
    pub fn icon(&self) -> &'static str {
        if self.is_open { "approve" } else { "" }
    }
}

impl Page {
    pub(crate) fn new(desk: &Desk, seen: Seen, books: Vec<Book>, scope: Option<Scope>) -> Page {
        let sole = sole(&seen, &books);
        let book = scope.as_ref().or(sole.as_ref()).map(Scope::book);
        Page(Arc::new(Data {
            at: desk.now(),
            today: desk.today(book),
            zone: book.and_then(Book::time_zone).unwrap_or(TimeZone::UTC),
            sole,
            seen,
            books,
            scope,
            seed: desk.secret().seed(),
            desk: desk.clone(),
        }))
    }

    /// What every request works with.
    #[must_use]
    pub fn desk(&self) -> &Desk {
        &self.0.desk
    }

    /// The database.
    #[must_use]
    pub fn db(&self) -> &Db {
        self.0.desk.db()
    }

    /// The texts that leave the house.
    #[must_use]
    pub fn templates(&self) -> &Templates {
        self.0.desk.templates()
    }

    /// The words and figures in the reader's language.
    #[must_use]
    pub fn t(&self) -> T {
        self.0.seen.t
    }

    /// The moment of the request.
    #[must_use]
    pub fn at(&self) -> Timestamp {
        self.0.at
    }

    /// The day it is for the open book.
    #[must_use]
    pub fn today(&self) -> Date {
        self.0.today
    }

    /// A moment to the minute, in the time zone of the open book.
    #[must_use]
    pub fn moment(&self, at: impl Borrow<Timestamp>) -> String {
        let zoned = at.borrow().to_zoned(self.0.zone.clone());
        self.t().moment(&zoned)
    }

    /// The reader's session; none before signing in. One that waits for a code counts as signed in
    /// nowhere but on the page that asks for it.
    #[must_use]
    pub fn session(&self) -> Option<&Session> {
        self.0.seen.session.as_ref()
    }

    /// The session on a page that needs one.
    ///
    /// # Errors
    /// When there is none, which the gate keeps from happening.
    pub fn signed_in(&self) -> PageResult<&Session> {
        self.session().ok_or(PageError::Forbidden)
    }

    /// The reader, once signed in.
    #[must_use]
    pub fn user(&self) -> Option<&User> {
        self.session()
            .filter(|session| !session.needs_code)
            .map(|session| &session.user)
    }

    /// Who gives a command, for a use case.
    #[must_use]
    pub fn caller(&self) -> Caller<'_> {
        Caller {
            actor: self
                .user()
                .map_or("somebody at the desk", |user| &user.name),
            authority: Authority::Person(self.role_here()),
            at: self.0.at,
            today: self.0.today,
            seed: self.0.seed,
        }
    }

    /// The reader's role in the open book; on a page of no book, that in every book or the least.
    fn role_here(&self) -> Role {
        let of_book = self.0.scope.as_ref().map(Scope::role);
        let everywhere = || self.user().and_then(|user| user.everywhere);
        of_book.or_else(everywhere).unwrap_or(Role::Viewer)
    }

    /// Where the request comes from, for the list of sessions and the limits.
    #[must_use]
    pub fn origin(&self) -> Origin<'_> {
        Origin {
            address: &self.0.seen.address,
            agent: &self.0.seen.agent,
        }
    }

    pub(crate) fn token(&self) -> Option<&Secret> {
        self.0.seen.token.as_ref()
    }

    /// The token that every form has to hold; empty before signing in.
    #[must_use]
    pub fn csrf(&self) -> String {
        self.token().map(csrf::token).unwrap_or_default()
    }

    /// Whether a script asks for a part of the page, to be put in place.
    #[must_use]
    pub fn is_fragment(&self) -> bool {
        self.0.seen.is_fragment
    }

    /// The path of the request with what stands behind its question mark.
    #[must_use]
    pub fn path(&self) -> &str {
        &self.0.seen.path
    }

    /// The sign-in page that leads back here.
    pub(crate) fn sign_in_path(&self) -> String {
        let path = self.path();
        if self.0.seen.method != Method::GET || path == "/" {
            return "/sign-in".to_owned();
        }
        let next: String = path
            .bytes()
            .map(|byte| match byte {
                b'a'..=b'z' | b'A'..=b'Z' | b'0'..=b'9' | b'-' | b'.' | b'_' | b'/' => {
                    char::from(byte).to_string()
                }
                _ => format!("%{byte:02X}"),
            })
            .collect();
        format!("/sign-in?next={next}")
    }

    /// The address of a style, script or font by its name.
    #[must_use]
    pub fn asset(&self, name: &str) -> String {
        assets::url(name)
    }

    /// The address of a page of the open book: `page.href("customers/C-17")`.
    #[must_use]
    pub fn href(&self, path: &str) -> String {
        match &self.0.scope {
            Some(scope) => format!("{}{path}", scope.base),
            None => format!("/{path}"),
        }
    }

    /// The book whose places are shown.
    fn shown(&self) -> Option<&Scope> {
        self.0.scope.as_ref().or(self.0.sole.as_ref())
    }

    /// The name of the open book, or of the reader's only one; empty on pages of no book.
    #[must_use]
    pub fn book_name(&self) -> &str {
        self.shown().map_or("", |scope| &scope.book.name)
    }

    /// The first letter of its name, for the mark beside it.
    #[must_use]
    pub fn book_initial(&self) -> String {
        let first = self.book_name().chars().next().unwrap_or('D');
        first.to_uppercase().collect()
    }

    /// Light or dark, as the reader chose.
    #[must_use]
    pub fn theme(&self) -> &'static str {
        self.user()
            .map_or("auto", |user| user.appearance.theme.code())
    }

    /// How much stands on a page, as the reader chose.
    #[must_use]
    pub fn density(&self) -> &'static str {
        self.user()
            .map_or("comfortable", |user| user.appearance.density.code())
    }

    /// Whether single letters are keys, as the reader chose.
    #[must_use]
    pub fn keys(&self) -> &'static str {
        self.user().map_or("on", |user| user.appearance.keys.code())
    }

    /// Whether the reader may do something in the open book: a button that would be refused is not
    /// shown.
    #[must_use]
    pub fn may(&self, permission: Permission) -> bool {
        let role = self.0.scope.as_ref().map(Scope::role);
        role.is_some_and(|role| permission.is_given_to(role))
    }

    /// Whether the reader may do something in every book, and in the installation as a whole.
    #[must_use]
    pub fn may_everywhere(&self, permission: Permission) -> bool {
        self.user()
            .is_some_and(|user| user.may_everywhere(permission))
    }

    /// Whether the reader may make another book.
    #[must_use]
    pub fn may_make_books(&self) -> bool {
        self.may_everywhere(Permission::ManageInstallation)
    }

    /// Whether there is a page at that place of a book.
    #[must_use]
    pub fn has_place(&self, path: &str) -> bool {
        nav::permission_of(path).is_some()
    }

    /// The books of the reader.
    #[must_use]
    pub fn books(&self) -> Vec<BookLink> {
        let link = |book: &Book| BookLink {
            name: book.name.clone(),
            href: format!("/b/{}/today", guard::slug(book, &self.0.books)),
            is_open: self.shown().is_some_and(|scope| scope.book.id == book.id),
        };
        self.0.books.iter().map(link).collect()
    }

    /// The places that the reader can go to in the open book.
    #[must_use]
    pub fn places(&self) -> Vec<Group> {
        match self.shown() {
            Some(scope) => {
                let asked = Asked {
                    is_on: scope.book.settings.two_people.any(),
                    waiting: scope.waiting,
                };
                nav::places(scope.role, &scope.base, self.path(), asked)
            }
            None => Vec::new(),
        }
    }

    /// The address of the search in the book whose places are shown; empty where there is none.
    #[must_use]
    pub fn search(&self) -> String {
        self.shown()
            .map(|scope| format!("{}search", scope.base))
            .unwrap_or_default()
    }

    /// Draws the page.
    ///
    /// # Errors
    /// When the template fails.
    pub fn show(&self, template: &impl Template) -> PageResult {
        self.show_with(StatusCode::OK, template)
    }

    /// Draws the page with a status: a form with problems is drawn again with 422.
    ///
    /// # Errors
    /// When the template fails.
    pub fn show_with(&self, status: StatusCode, template: &impl Template) -> PageResult {
        let html = template.render()?;
        let head = [
            (
                CONTENT_TYPE,
                HeaderValue::from_static("text/html; charset=utf-8"),
            ),
            (CACHE_CONTROL, HeaderValue::from_static("no-store")),
        ];
        Ok((status, head, html).into_response())
    }

    /// Goes to another page: what follows a form that was done.
    #[must_use]
    pub fn go_to(&self, path: &str) -> Response {
        if self.is_fragment() {
            let location = HeaderValue::from_str(path).unwrap_or(HeaderValue::from_static("/"));
            return ([("hx-location", location)], StatusCode::NO_CONTENT).into_response();
        }
        Redirect::to(path).into_response()
    }

    /// The same, and gives the browser the token of a session.
    pub(crate) fn go_to_with(&self, path: &str, session: &Secret) -> Response {
        let given = cookie::give(session, &self.desk().settings().public_url);
        ([(SET_COOKIE, given)], self.go_to(path)).into_response()
    }

    /// The same, and takes the token away.
    pub(crate) fn go_to_without(&self, path: &str) -> Response {
        let taken = cookie::take_away(&self.desk().settings().public_url);
        let head = [
            (SET_COOKIE, taken),
            // What the browser keeps of the pages goes with the session.
            (
                HeaderName::from_static("clear-site-data"),
                HeaderValue::from_static("\"cache\", \"storage\""),
            ),
        ];
        (head, self.go_to(path)).into_response()
    }

    /// Draws what went wrong.
    pub(crate) fn error(&self, error: &PageError) -> Response {
        pages::error::draw(self, error)
    }
}

/// The only book of a reader who has one.
fn sole(seen: &Seen, books: &[Book]) -> Option<Scope> {
    let user = &seen.session.as_ref()?.user;
    match books {
        [book] => {
            let role = user.role_in(book.id)?;
            Some(Scope::new(book.clone(), role, &guard::slug(book, books)))
        }
        _ => None,
    }
}

impl FromRequestParts<Desk> for Page {
    type Rejection = PageError;

    async fn from_request_parts(parts: &mut Parts, _: &Desk) -> PageResult<Page> {
        // The gate puts it there before every handler of a page.
        let page = parts.extensions.get::<Page>().cloned();
        page.ok_or_else(|| PageError::Failed("a page without its gate".to_owned()))
    }
}

/// A page of a book: all of [`Page`], and the book. A handler below `/b/{book}/` takes it.
#[derive(Debug, Clone)]
pub struct BookPage {
    page: Page,
    book: Book,
    role: Role,
}

impl BookPage {
    /// The book.
    #[must_use]
    pub fn book(&self) -> &Book {
        &self.book
    }

    /// The reader's role in it.
    #[must_use]
    pub fn role(&self) -> Role {
        self.role
    }
}

impl Deref for BookPage {
    type Target = Page;

    fn deref(&self) -> &Page {
        &self.page
    }
}

impl FromRequestParts<Desk> for BookPage {
    type Rejection = PageError;

    async fn from_request_parts(parts: &mut Parts, desk: &Desk) -> PageResult<BookPage> {
        let page = Page::from_request_parts(parts, desk).await?;
        let scope = page.0.scope.as_ref().ok_or(PageError::NotFound)?;
        Ok(BookPage {
            book: scope.book.clone(),
            role: scope.role,
            page: page.clone(),
        })
    }
}
