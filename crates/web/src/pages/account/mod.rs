//! One's own account: password, second factor, sessions, language, how the pages look.

pub mod second_factor;

use askama::Template;
use dunwell_app::AppError;
use dunwell_app::user::account::{self, Appearance, Density, Keys, Theme};
use dunwell_app::user::session::{self, Listed};
use dunwell_app::user::{MIN_PASSWORD, User, two_factor};
use dunwell_core::lang::Lang;
use serde::Deserialize;

use crate::agent;
use crate::error::{PageError, PageResult};
use crate::form::{Errors, Form, Query};
use crate::locale::T;
use crate::page::Page;

#[derive(Template)]
#[template(path = "account.html")]
struct Account<'a> {
    page: &'a Page,
    t: T,
    user: &'a User,
    sessions: &'a [Listed],
    codes_left: i64,
    failed: i64,
    min: usize,
    languages: [(&'static str, &'static str); 3],
    errors: &'a Errors,
}

impl Account<'_> {
    /// Where somebody is signed in, in a few words.
    fn browser(&self, session: &Listed) -> String {
        agent::in_words(&session.agent)
    }
}

/// The languages of the pages, each by its own name.
pub(crate) const LANGUAGES: [(&str, &str); 3] =
    [("en", "English"), ("fr", "Français"), ("de", "Deutsch")];

/// Tries that failed before this sign-in.
#[derive(Debug, Default, Deserialize)]
pub(crate) struct Before {
    #[serde(default)]
    failed: i64,
}

/// Shows the account.
pub(crate) async fn show(page: Page, Query(before): Query<Before>) -> PageResult {
    draw(&page, before.failed, &Errors::none()).await
}

async fn draw(page: &Page, failed: i64, errors: &Errors) -> PageResult {
    let signed_in = page.signed_in()?;
    let rules = page.desk().settings().sessions;
    let sessions = session::list(page.db(), signed_in, rules, page.at()).await?;
    let account = Account {
        page,
        t: page.t(),
        user: &signed_in.user,
        sessions: &sessions,
        codes_left: two_factor::recovery_codes_left(page.db(), signed_in).await?,
        failed,
        min: MIN_PASSWORD,
        languages: LANGUAGES,
        errors,
    };
    page.show_with(errors.status(), &account)
}

/// The present password and the new one.
#[derive(Deserialize)]
pub(crate) struct Passwords {
    #[serde(default)]
    old: String,
    #[serde(default)]
    new: String,
    #[serde(default)]
    again: String,
}

/// Changes the password; this session goes on under a new token and all others end.
pub(crate) async fn password(page: Page, Form(typed): Form<Passwords>) -> PageResult {
    if typed.new != typed.again {
        let errors = Errors::one("again", page.t().text("link.differs"));
        return draw(&page, 0, &errors).await;
    }
    let secret = page.desk().secret();
    let passwords = (typed.old.as_str(), typed.new.as_str());
    let (caller, origin, session) = (page.caller(), page.origin(), page.signed_in()?);
    let changed =
        account::change_password(page.db(), caller, origin, session, passwords, &secret).await;
    match changed {
        Ok(()) => Ok(page.go_to_with("/account", &secret)),
        Err(AppError::Refused(why)) => {
            draw(&page, 0, &Errors::one("old", page.t().sentence(&why))).await
        }
        Err(error) => Err(error.into()),
    }
}

/// The language chosen.
#[derive(Debug, Deserialize)]
pub(crate) struct Language {
    lang: String,
}

/// Changes the language.
pub(crate) async fn language(page: Page, Form(chosen): Form<Language>) -> PageResult {
    let lang = Lang::from_code(&chosen.lang).ok_or(PageError::Unreadable)?;
    account::set_language(page.db(), page.signed_in()?, lang).await?;
    Ok(page.go_to("/account"))
}

/// What was chosen; the rest stays as it is.
#[derive(Debug, Deserialize)]
pub(crate) struct Look {
    theme: Option<Theme>,
    density: Option<Density>,
    keys: Option<Keys>,
    #[serde(default)]
    back: String,
}

/// Changes how the pages look.
pub(crate) async fn appearance(page: Page, Form(chosen): Form<Look>) -> PageResult {
    let session = page.signed_in()?;
    let now = session.user.appearance;
    let wanted = Appearance {
        theme: chosen.theme.unwrap_or(now.theme),
        density: chosen.density.unwrap_or(now.density),
        keys: chosen.keys.unwrap_or(now.keys),
    };
    account::set_appearance(page.db(), session, wanted).await?;
    let is_ours = chosen.back.starts_with('/')
        && !chosen.back.starts_with("//")
        && !chosen.back.contains('\\');
    Ok(page.go_to(if is_ours { &chosen.back } else { "/account" }))
}
