//! Signing in: address and password, and a code where a second factor is on.

use askama::Template;
use axum::http::StatusCode;
use axum::response::Response;
use dunwell_app::user::session;
use dunwell_app::user::sign_in::{self, Outcome, Request};
use serde::Deserialize;

use crate::error::PageResult;
use crate::form::{Errors, Form, Query};
use crate::locale::T;
use crate::page::Page;

/// Where to go afterwards.
#[derive(Debug, Default, Deserialize)]
pub(crate) struct Next {
    #[serde(default)]
    next: String,
}

impl Next {
    /// A path of ours. Anything that a browser could take for another site's leads home.
    fn path(&self) -> &str {
        let is_ours = self.next.starts_with('/')
            && !self.next.starts_with("//")
            && !self.next.contains(['\\', '\r', '\n', '\t']);
        if is_ours { &self.next } else { "/" }
    }
}

/// What is typed.
#[derive(Debug, Default, Deserialize)]
pub(crate) struct Typed {
    #[serde(default)]
    email: String,
    #[serde(default)]
    password: String,
    #[serde(flatten)]
    next: Next,
}

#[derive(Template)]
#[template(path = "sign_in.html")]
struct SignIn<'a> {
    page: &'a Page,
    t: T,
    email: &'a str,
    next: &'a str,
    errors: &'a Errors,
}

/// Shows the form.
pub(crate) async fn show(page: Page, Query(next): Query<Next>) -> PageResult {
    if page.user().is_some() {
        return Ok(page.go_to(next.path()));
    }
    draw(&page, "", &next, &Errors::none())
}

fn draw(page: &Page, email: &str, next: &Next, errors: &Errors) -> PageResult {
    let form = SignIn {
        page,
        t: page.t(),
        email,
        next: next.path(),
        errors,
    };
    page.show_with(errors.status(), &form)
}

/// Signs in.
pub(crate) async fn submit(page: Page, Form(typed): Form<Typed>) -> PageResult {
    let secret = page.desk().secret();
    let request = Request {
        email: &typed.email,
        password: &typed.password,
    };
    let (caller, origin) = (page.caller(), page.origin());
    let outcome = sign_in::with_password(page.db(), caller, origin, request, &secret).await?;
    if matches!(outcome, Outcome::SignedIn { .. } | Outcome::CodeNeeded)
        && let Some(before) = page.session()
    {
        // Whoever was signed in in this browser is not any more.
        session::end(page.db(), caller, before).await?;
    }
    let t = page.t();
    let message = match outcome {
        Outcome::SignedIn { failed_before } => {
            return Ok(page.go_to_with(&welcome(&typed.next, failed_before), &secret));
        }
        Outcome::CodeNeeded => {
            let path = page_with("/sign-in/code", &typed.next);
            return Ok(page.go_to_with(&path, &secret));
        }
        Outcome::Wrong => t.text("sign-in.wrong"),
        Outcome::Wait(wait) => return too_many(&page, &typed, wait.as_secs()),
    };
    draw(
        &page,
        &typed.email,
        &typed.next,
        &Errors::one("email", message),
    )
}

/// After tries that failed, the account page says so before anything else.
fn welcome(next: &Next, failed_before: i64) -> String {
    if failed_before > 0 {
        format!("/account?failed={failed_before}")
    } else {
        next.path().to_owned()
    }
}

fn page_with(path: &str, next: &Next) -> String {
    match next.path() {
        "/" => path.to_owned(),
        // The path was read from an address and is safe in one but for these.
        next => format!(
            "{path}?next={}",
            next.replace('&', "%26").replace('#', "%23")
        ),
    }
}

fn too_many(page: &Page, typed: &Typed, seconds: i64) -> PageResult {
    let message = page.t().count("sign-in.wait", seconds.max(1)).to_string();
    let errors = Errors::one("email", message);
    let drawn = draw(page, &typed.email, &typed.next, &errors)?;
    Ok(with_wait(drawn, seconds))
}

fn with_wait(mut response: Response, seconds: i64) -> Response {
    *response.status_mut() = StatusCode::TOO_MANY_REQUESTS;
    let after = axum::http::HeaderValue::from(seconds.max(1));
    response.headers_mut().insert("retry-after", after);
    response
}

/// What is typed on the page of the code.
#[derive(Debug, Default, Deserialize)]
pub(crate) struct TypedCode {
    #[serde(default)]
    code: String,
    #[serde(flatten)]
    next: Next,
}

#[derive(Template)]
#[template(path = "sign_in_code.html")]
struct SignInCode<'a> {
    page: &'a Page,
    t: T,
    next: &'a str,
    errors: &'a Errors,
}

/// Shows the form for the code.
pub(crate) async fn show_code(page: Page, Query(next): Query<Next>) -> PageResult {
    match page.session() {
        Some(session) if session.needs_code => draw_code(&page, &next, &Errors::none()),
        Some(_) => Ok(page.go_to(next.path())),
        None => Ok(page.go_to("/sign-in")),
    }
}

fn draw_code(page: &Page, next: &Next, errors: &Errors) -> PageResult {
    let form = SignInCode {
        page,
        t: page.t(),
        next: next.path(),
        errors,
    };
    page.show_with(errors.status(), &form)
}

/// Takes the code.
pub(crate) async fn submit_code(page: Page, Form(typed): Form<TypedCode>) -> PageResult {
    let pending = match page.session() {
        Some(session) if session.needs_code => session,
        Some(_) => return Ok(page.go_to(typed.next.path())),
        None => return Ok(page.go_to("/sign-in")),
    };
    let secret = page.desk().secret();
    let (caller, origin) = (page.caller(), page.origin());
    let keys = (&secret, page.desk().sealing_key());
    let outcome = sign_in::with_code(page.db(), caller, origin, pending, &typed.code, keys).await?;
    let t = page.t();
    match outcome {
        Outcome::SignedIn { failed_before } => {
            Ok(page.go_to_with(&welcome(&typed.next, failed_before), &secret))
        }
        Outcome::Wait(wait) => {
            let message = t.count("sign-in.wait", wait.as_secs().max(1)).to_string();
            let drawn = draw_code(&page, &typed.next, &Errors::one("code", message))?;
            Ok(with_wait(drawn, wait.as_secs()))
        }
        Outcome::Wrong | Outcome::CodeNeeded => {
            let errors = Errors::one("code", t.text("sign-in.wrong-code"));
            draw_code(&page, &typed.next, &errors)
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn signing_in_leads_to_no_other_site() {
        let check = |next: &str, expected: &str| {
            let next = Next {
                next: next.to_owned(),
            };
            assert_eq!(next.path(), expected);
        };
        check("/b/house/today?kind=call", "/b/house/today?kind=call");
        check("", "/");
        check("https://evil.example.com", "/");
        check("//evil.example.com", "/");
        check("/\\evil.example.com", "/");
        check("/\t/evil.example.com", "/");
    }
}
