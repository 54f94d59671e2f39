//! Another book: the first one of an installation, one more, or the sample book.

use std::sync::Arc;

use askama::Template;
use dunwell_app::book::{self, Settings};
use dunwell_app::sample::Spec;
use dunwell_app::{AppError, Currency, book_settings, sample_book};
use serde::Deserialize;

use crate::error::{PageError, PageResult};
use crate::form::{Errors, Form};
use crate::guard;
use crate::jobs::{Far, Giver};
use crate::locale::T;
use crate::page::Page;
use crate::pages::account::LANGUAGES;

/// The name of the work that makes the sample book.
pub(super) const SAMPLE: &str = "sample";

/// The size of the sample book: every kind of customer, and few enough to be read.
const SAMPLE_CUSTOMERS: u32 = 120;
const SAMPLE_INVOICES: u32 = 1_800;

#[derive(Template)]
#[template(path = "book_new.html")]
struct New<'a> {
    page: &'a Page,
    t: T,
    is_first: bool,
    has_sample: bool,
    is_making_sample: bool,
    typed: &'a Typed,
    jurisdictions: Vec<(&'a str, String)>,
    languages: [(&'static str, &'static str); 3],
    errors: &'a Errors,
}

/// What is typed.
#[derive(Debug, Default, Deserialize)]
#[serde(default)]
pub(crate) struct Typed {
    name: String,
    currency: String,
    jurisdiction: String,
    language: String,
    contact_name: String,
    email: String,
    phone: String,
    address: String,
    account_name: String,
    iban: String,
    bic: String,
}

/// Asks for what a book needs.
pub(crate) async fn show(page: Page) -> PageResult {
    if let Some(error) = page.desk().jobs().failure(SAMPLE) {
        return Err(error);
    }
    let t = page.t();
    let typed = Typed {
        // The currency of most who read in that language.
        currency: if t.code() == "en" { "GBP" } else { "EUR" }.to_owned(),
        language: t.code().to_owned(),
        ..Typed::default()
    };
    draw(&page, &typed, &Errors::none()).await
}

async fn draw(page: &Page, typed: &Typed, errors: &Errors) -> PageResult {
    let books = book::list(page.db()).await?;
    let (packs, t) = (page.desk().packs(), page.t());
    let new = New {
        page,
        t,
        is_first: books.is_empty(),
        has_sample: books.iter().any(|book| book.name == sample_book::NAME),
        is_making_sample: page.desk().jobs().far(SAMPLE).is_some(),
        typed,
        jurisdictions: packs
            .iter()
            .map(|pack| {
                let name = t.jurisdiction(&pack.code, &pack.name);
                (pack.code.as_str(), name)
            })
            .collect(),
        languages: LANGUAGES,
        errors,
    };
    page.show_with(errors.status(), &new)
}

/// Makes a book and goes on with setting it up.
pub(crate) async fn create(page: Page, Form(typed): Form<Typed>) -> PageResult {
    let t = page.t();
    let mut errors = Errors::none();
    if typed.name.trim().is_empty() {
        errors.add("name", t.text("book.no-name"));
    }
    let currency = Currency::from_code(&typed.currency.trim().to_uppercase());
    if currency.is_err() {
        errors.add("currency", t.text("book.no-currency"));
    }
    let settings = settings(page.t(), &typed, &mut errors);
    let (Ok(currency), true) = (currency, errors.is_empty()) else {
        return draw(&page, &typed, &errors).await;
    };
    // A law of a part of a country, such as US-NY, is in that country.
    let country = typed.jurisdiction.split('-').next();
    let country = country.filter(|country| country.len() == 2 && *country != "EU");
    let (db, caller) = (page.db(), page.caller());
    match book::create(db, caller, &typed.name, currency, country, &settings).await {
        Ok(made) => {
            let slug = guard::slug(&made, &book::list(db).await?);
            Ok(page.go_to(&format!("/b/{slug}/begin")))
        }
        Err(AppError::Refused(why)) => {
            let errors = Errors::one("name", page.t().sentence(&why));
            draw(&page, &typed, &errors).await
        }
        Err(error) => Err(error.into()),
    }
}

/// The settings as they were typed; what is wrong with one is said at its field.
fn settings(t: T, typed: &Typed, errors: &mut Errors) -> Settings {
    let address = typed.address.replace(['\r', '\n'], ";");
    let given: [(&'static str, &str, &str); 9] = [
        ("jurisdiction", "jurisdiction", &typed.jurisdiction),
        ("language", "language", &typed.language),
        ("contact_name", "contact_name", &typed.contact_name),
        ("email", "email", &typed.email),
        ("phone", "phone", &typed.phone),
        ("address", "address", &address),
        ("account_name", "bank.account_name", &typed.account_name),
        ("iban", "bank.iban", &typed.iban),
        ("bic", "bank.bic", &typed.bic),
    ];
    let mut settings = Settings::default();
    for (field, key, value) in given {
        if value.trim().is_empty() {
            continue;
        }
        if let Err(AppError::Refused(why)) =
            book_settings::assign(&mut settings, &format!("{key}={value}"))
        {
            errors.add(field, t.sentence(&book_settings::without_key(why)));
        }
    }
    settings
}

/// Makes the sample book, with a day's work to look at.
pub(crate) async fn sample(page: Page) -> PageResult {
    let books = book::list(page.db()).await?;
    if books.iter().any(|book| book.name == sample_book::NAME) {
        let why = page.t().text("book.sample-is-there");
        return Err(PageError::Refused(why.into()));
    }
    let (db, today) = (page.db().clone(), page.today());
    let giver = Giver::new(page.caller());
    let jobs = page.desk().jobs();
    jobs.begin(SAMPLE.to_owned(), async move |_: Arc<Far>| {
        let spec = Spec::new(SAMPLE_CUSTOMERS, SAMPLE_INVOICES, 1, today);
        sample_book::make(&db, giver.caller(), &spec)
            .await
            .map(drop)
    })
    .await;
    if jobs.far(SAMPLE).is_some() {
        return Ok(page.go_to("/books/new"));
    }
    if let Some(error) = jobs.failure(SAMPLE) {
        return Err(error);
    }
    let books = book::list(page.db()).await?;
    let made = books.iter().find(|book| book.name == sample_book::NAME);
    let made = made.ok_or(PageError::NotFound)?;
    Ok(page.go_to(&format!("/b/{}/today", guard::slug(made, &books))))
}
