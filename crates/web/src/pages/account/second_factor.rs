//! Switching the second factor on and off, and its recovery codes.

use askama::Template;
use dunwell_app::AppError;
use dunwell_app::user::Secret;
use dunwell_app::user::two_factor::{self, Offer, SwitchedOn};
use fast_qr::QRBuilder;
use fast_qr::convert::svg::SvgBuilder;
use serde::Deserialize;

use crate::error::{PageError, PageResult};
use crate::form::{Errors, Form};
use crate::locale::T;
use crate::page::Page;

#[derive(Template)]
#[template(path = "second_factor.html")]
struct SecondFactor<'a> {
    page: &'a Page,
    t: T,
    /// None where it is on.
    offer: Option<Shown>,
    errors: &'a Errors,
}

/// An offer as the page shows it.
struct Shown {
    /// From which the same offer is made again when the form comes back.
    token: String,
    text: String,
    link: String,
    svg: String,
}

#[derive(Template)]
#[template(path = "recovery_codes.html")]
struct Codes<'a> {
    page: &'a Page,
    t: T,
    codes: &'a [String],
}

/// What is typed. The offer travels in the form: it is worth nothing until a code of it was given, and
/// only its own reader sees it.
#[derive(Deserialize)]
pub(crate) struct Typed {
    #[serde(default)]
    code: String,
    #[serde(default)]
    password: String,
    #[serde(default)]
    offer: String,
}

/// Shows an offer, or what can be changed.
pub(crate) async fn show(page: Page) -> PageResult {
    draw(&page, page.desk().secret(), &Errors::none())
}

fn draw(page: &Page, secret: Secret, errors: &Errors) -> PageResult {
    let user = &page.signed_in()?.user;
    let offer = Offer::new(&secret);
    let link = offer.link(&user.email);
    let shown = Shown {
        svg: qr(&link)?,
        token: secret.token(),
        text: grouped(&offer.text()),
        link,
    };
    let form = SecondFactor {
        page,
        t: page.t(),
        offer: (!user.has_two_factor).then_some(shown),
        errors,
    };
    page.show_with(errors.status(), &form)
}

/// Groups of four are typed without losing the place.
fn grouped(text: &str) -> String {
    let groups: Vec<&str> = (0..text.len().div_ceil(4))
        .filter_map(|group| text.get(group * 4..text.len().min(group * 4 + 4)))
        .collect();
    groups.join(" ")
}

fn qr(link: &str) -> PageResult<String> {
    let code = QRBuilder::new(link)
        .build()
        .map_err(|error| PageError::Failed(format!("drawing a QR code: {error}")))?;
    Ok(SvgBuilder::default().to_str(&code))
}

/// Switches it on, and shows the recovery codes this once.
pub(crate) async fn switch_on(page: Page, Form(typed): Form<Typed>) -> PageResult {
    let offered = Secret::from_token(&typed.offer).ok_or(PageError::Unreadable)?;
    let session = page.signed_in()?;
    if session.user.has_two_factor {
        return Ok(page.go_to("/account/second-factor"));
    }
    let offer = Offer::new(&offered);
    let request = two_factor::Request {
        offer: &offer,
        code: &typed.code,
        password: &typed.password,
    };
    let (caller, origin, t) = (page.caller(), page.origin(), page.t());
    let secret = page.desk().secret();
    let keys = (&secret, page.desk().sealing_key());
    match two_factor::switch_on(page.db(), caller, origin, session, request, keys).await {
        Ok(SwitchedOn::Codes(codes)) => show_codes(&page, &codes),
        Ok(SwitchedOn::WrongPassword) => {
            let why = t.text("second-factor.wrong-password");
            draw(&page, offered, &Errors::one("password", why))
        }
        Ok(SwitchedOn::WrongCode) => {
            let why = t.text("second-factor.wrong-code");
            draw(&page, offered, &Errors::one("code", why))
        }
        Err(AppError::Refused(why)) => draw(
            &page,
            offered,
            &Errors::one("code", page.t().sentence(&why)),
        ),
        Err(error) => Err(error.into()),
    }
}

fn show_codes(page: &Page, codes: &[String]) -> PageResult {
    let t = page.t();
    page.show(&Codes { page, t, codes })
}

/// Switches it off.
pub(crate) async fn switch_off(page: Page, Form(typed): Form<Typed>) -> PageResult {
    let (caller, origin, session) = (page.caller(), page.origin(), page.signed_in()?);
    let key = page.desk().sealing_key();
    match two_factor::switch_off(page.db(), caller, origin, session, &typed.code, key).await {
        Ok(()) => Ok(page.go_to("/account")),
        Err(AppError::Refused(why)) => draw(
            &page,
            page.desk().secret(),
            &Errors::one("code", page.t().sentence(&why)),
        ),
        Err(error) => Err(error.into()),
    }
}

/// Makes new recovery codes, and shows them this once.
pub(crate) async fn new_codes(page: Page, Form(typed): Form<Typed>) -> PageResult {
    let (caller, origin, session) = (page.caller(), page.origin(), page.signed_in()?);
    let (desk, code) = (page.desk(), &typed.code);
    let (secret, key) = (desk.secret(), desk.sealing_key());
    let codes =
        two_factor::new_recovery_codes(page.db(), caller, origin, session, code, &secret, key);
    match codes.await {
        Ok(codes) => show_codes(&page, &codes),
        Err(AppError::Refused(why)) => draw(
            &page,
            page.desk().secret(),
            &Errors::one("code", page.t().sentence(&why)),
        ),
        Err(error) => Err(error.into()),
    }
}
