//! What the book is called, where it is, the language it writes in, and the time zone of its days.

use askama::Template;
use dunwell_app::{book, book_settings};

use super::{Done, Frame, Sent, Told, Typed, field, mode, save, went};
use crate::error::PageResult;
use crate::form::{Errors, Form, Query};
use crate::guard;
use crate::locale::T;
use crate::page::{BookPage, Page};
use crate::pages::account::LANGUAGES;

const PATH: &str = "settings";

#[derive(Template)]
#[template(path = "settings/name.html")]
struct Name<'a> {
    page: &'a Page,
    t: T,
    frame: Frame,
    /// Where the form of the language is sent.
    language_action: String,
    name: String,
    country: String,
    currency: &'static str,
    lang: String,
    time_zone: String,
    languages: [(&'static str, &'static str); 3],
    errors: &'a Errors,
}

/// Shows it.
pub(crate) async fn show(page: BookPage, Query(done): Query<Done>) -> PageResult {
    draw(&page, None, &Errors::none(), done.into())
}

/// Changes the name and the country.
pub(crate) async fn rename(page: BookPage, Form(typed): Form<Typed>) -> PageResult {
    let country = field(&typed, "country");
    let mut errors = Errors::none();
    if field(&typed, "name").is_empty() {
        errors.add("name", page.t().text("settings.no-name"));
    }
    if !country.is_empty() && book::country_code(country).is_err() {
        errors.add("country", page.t().text("settings.no-country"));
    }
    if !errors.is_empty() {
        return draw(&page, Some(&typed), &errors, Told::default());
    }
    let key = format!("rename-{}", field(&typed, "key"));
    let (db, of, caller, name) = (page.db(), page.book(), page.caller(), field(&typed, "name"));
    let country = (!country.is_empty()).then_some(country);
    match went(
        page.t(),
        book::rename(db, of, caller, mode(&key), name, country).await,
    )? {
        Ok(renamed) => {
            // The address of the book is made of its name.
            let books = book::list(db).await?;
            let slug = guard::slug(&renamed, &books);
            Ok(page.go_to(&format!("/b/{slug}/settings?done=saved")))
        }
        Err(problem) => draw(
            &page,
            Some(&typed),
            &Errors::one("name", problem),
            Told::default(),
        ),
    }
}

/// Changes the language of the texts and the time zone.
pub(crate) async fn language(page: BookPage, Form(typed): Form<Typed>) -> PageResult {
    let zone = field(&typed, "time_zone");
    if let Err(why) = book_settings::check("time_zone", zone) {
        let errors = Errors::one("time_zone", page.t().sentence(&why));
        return draw(&page, Some(&typed), &errors, Told::default());
    }
    let assignments = ["language", "time_zone"]
        .into_iter()
        .filter(|name| typed.contains_key(*name))
        .map(|name| format!("{name}={}", field(&typed, name)))
        .collect();
    match save(&page, PATH, &typed, assignments).await? {
        Sent::On(response) => Ok(response),
        Sent::Again(problem) => {
            let errors = Errors::one("language", problem);
            draw(&page, Some(&typed), &errors, Told::default())
        }
    }
}

fn draw(page: &BookPage, typed: Option<&Typed>, errors: &Errors, told: Told) -> PageResult {
    let book = page.book();
    let settings = &book.settings;
    let country = book.country.as_deref().unwrap_or_default();
    let zone = settings.time_zone.as_deref().unwrap_or_default();
    // The page has two forms: what was not sent is as it is kept.
    let shown = |name: &str, kept: &str| {
        let typed = typed.and_then(|typed| typed.get(name));
        typed.map_or(kept, String::as_str).to_owned()
    };
    let template = Name {
        page,
        t: page.t(),
        frame: Frame::new(page, PATH, told),
        language_action: page.href("settings/language"),
        name: shown("name", &book.name),
        country: shown("country", country),
        currency: book.currency.code(),
        lang: shown("language", settings.language.code()),
        time_zone: shown("time_zone", zone),
        languages: LANGUAGES,
        errors,
    };
    page.show_with(errors.status(), &template)
}
