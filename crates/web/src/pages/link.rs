//! A link that opens once: to choose a password, or, for the demonstration, to be signed in.

use askama::Template;
use axum::extract::Path;
use dunwell_app::AppError;
use dunwell_app::user::link::{self, Purpose};
use dunwell_app::user::{MIN_PASSWORD, Secret, User};
use serde::Deserialize;

use crate::error::PageResult;
use crate::form::{Errors, Form};
use crate::locale::T;
use crate::page::Page;

#[derive(Template)]
#[template(path = "link.html")]
struct Choose<'a> {
    page: &'a Page,
    t: T,
    token: &'a str,
    user: &'a User,
    is_new: bool,
    min: usize,
    errors: &'a Errors,
}

#[derive(Template)]
#[template(path = "link_useless.html")]
struct Useless<'a> {
    page: &'a Page,
    t: T,
}

/// What is typed.
#[derive(Deserialize)]
pub(crate) struct Typed {
    #[serde(default)]
    password: String,
    #[serde(default)]
    again: String,
}

async fn opened(page: &Page, token: &str) -> PageResult<Option<(Secret, User, Purpose)>> {
    let Some(secret) = Secret::from_token(token) else {
        return Ok(None);
    };
    let found = link::look(page.db(), page.caller(), &secret).await?;
    Ok(found.map(|(user, purpose)| (secret, user, purpose)))
}

fn useless(page: &Page) -> PageResult {
    let t = page.t();
    page.show_with(axum::http::StatusCode::GONE, &Useless { page, t })
}

/// Shows what the link opens, or signs in.
pub(crate) async fn show(page: Page, Path(token): Path<String>) -> PageResult {
    let Some((link, user, purpose)) = opened(&page, &token).await? else {
        return useless(&page);
    };
    if purpose == Purpose::SignIn {
        let secret = page.desk().secret();
        let (caller, origin) = (page.caller(), page.origin());
        return match link::sign_in(page.db(), caller, origin, &link, &secret).await {
            Ok(_) => Ok(page.go_to_with("/", &secret)),
            // Somebody else was quicker.
            Err(AppError::Refused(_)) => useless(&page),
            Err(error) => Err(error.into()),
        };
    }
    draw(&page, &token, &user, purpose, &Errors::none())
}

fn draw(page: &Page, token: &str, user: &User, purpose: Purpose, errors: &Errors) -> PageResult {
    let form = Choose {
        page,
        t: page.t(),
        token,
        user,
        is_new: purpose == Purpose::Invitation,
        min: MIN_PASSWORD,
        errors,
    };
    page.show_with(errors.status(), &form)
}

/// Sets the password; signing in with it comes next.
pub(crate) async fn submit(
    page: Page,
    Path(token): Path<String>,
    Form(typed): Form<Typed>,
) -> PageResult {
    let Some((link, user, purpose)) = opened(&page, &token).await? else {
        return useless(&page);
    };
    if typed.password != typed.again {
        let errors = Errors::one("again", page.t().text("link.differs"));
        return draw(&page, &token, &user, purpose, &errors);
    }
    let salt = page.desk().secret();
    let done = link::set_password(page.db(), page.caller(), &link, &typed.password, &salt).await;
    match done {
        Ok(_) => Ok(page.go_to_without("/sign-in")),
        Err(AppError::Refused(why)) => {
            let errors = Errors::one("password", page.t().sentence(&why));
            draw(&page, &token, &user, purpose, &errors)
        }
        Err(error) => Err(error.into()),
    }
}
