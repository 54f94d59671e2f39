//! The first person of an installation is set up, by the link that the server printed.

use askama::Template;
use axum::extract::Path;
use axum::http::StatusCode;
use dunwell_app::AppError;
use dunwell_app::user::setup::{self, Request};
use dunwell_app::user::{MIN_PASSWORD, Secret};
use dunwell_core::lang::Lang;
use serde::Deserialize;

use crate::error::PageResult;
use crate::form::{Errors, Form};
use crate::locale::T;
use crate::page::Page;
use crate::pages::account::LANGUAGES;

#[derive(Template)]
#[template(path = "welcome.html")]
struct Welcome<'a> {
    page: &'a Page,
    t: T,
    token: &'a str,
    typed: &'a Typed,
    languages: [(&'static str, &'static str); 3],
    min: usize,
    errors: &'a Errors,
}

#[derive(Template)]
#[template(path = "welcome_useless.html")]
struct Useless<'a> {
    page: &'a Page,
    t: T,
}

/// What is typed.
#[derive(Debug, Default, Deserialize)]
#[serde(default)]
pub(crate) struct Typed {
    name: String,
    email: String,
    lang: String,
    password: String,
    again: String,
}

async fn opened(page: &Page, token: &str) -> PageResult<Option<Secret>> {
    let Some(link) = Secret::from_token(token) else {
        return Ok(None);
    };
    let is_open = setup::is_open(page.db(), page.caller(), &link).await?;
    Ok(is_open.then_some(link))
}

fn useless(page: &Page) -> PageResult {
    let t = page.t();
    page.show_with(StatusCode::GONE, &Useless { page, t })
}

/// Asks who it is.
pub(crate) async fn show(page: Page, Path(token): Path<String>) -> PageResult {
    if opened(&page, &token).await?.is_none() {
        return useless(&page);
    }
    let typed = Typed {
        lang: page.t().code().to_owned(),
        ..Typed::default()
    };
    draw(&page, &token, &typed, &Errors::none())
}

fn draw(page: &Page, token: &str, typed: &Typed, errors: &Errors) -> PageResult {
    let form = Welcome {
        page,
        t: page.t(),
        token,
        typed,
        languages: LANGUAGES,
        min: MIN_PASSWORD,
        errors,
    };
    page.show_with(errors.status(), &form)
}

/// Adds the person and goes on to the first book.
pub(crate) async fn submit(
    page: Page,
    Path(token): Path<String>,
    Form(typed): Form<Typed>,
) -> PageResult {
    let Some(link) = opened(&page, &token).await? else {
        return useless(&page);
    };
    let t = page.t();
    if typed.password != typed.again {
        let errors = Errors::one("again", t.text("link.differs"));
        return draw(&page, &token, &typed, &errors);
    }
    let request = Request {
        email: &typed.email,
        name: &typed.name,
        lang: Lang::from_code(&typed.lang).unwrap_or_default(),
        password: &typed.password,
    };
    let (salt, secret) = (page.desk().secret(), page.desk().secret());
    let (caller, origin) = (page.caller(), page.origin());
    let secrets = (&salt, &secret);
    let added = setup::first_person(page.db(), caller, origin, &link, &request, secrets).await;
    match added {
        Ok(_) => Ok(page.go_to_with("/", &secret)),
        Err(AppError::Refused(why)) => {
            let field = match why.key() {
                "refusal.user.no-email" => "email",
                "refusal.user.no-name" => "name",
                _ => "password",
            };
            let errors = Errors::one(field, page.t().sentence(&why));
            draw(&page, &token, &typed, &errors)
        }
        Err(error) => Err(error.into()),
    }
}
