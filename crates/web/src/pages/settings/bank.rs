//! Where customers pay to: an account for every currency, accounts for one currency each, and the page to
//! pay on.

use dunwell_app::Currency;

use super::fields::{Group, Line, Part, draw, submit};
use super::{Done, Typed, field};
use crate::error::PageResult;
use crate::form::{Errors, Form, Query};
use crate::page::BookPage;

const PATH: &str = "settings/bank";

/// The name of the field for the currency of one more account, and what the fields of it begin with.
const OTHER_CODE: &str = "other_code";
const OTHER: &str = "other.";

/// What is known of an account: the last part of its key and of its fields, and the keys of the words.
const OF_ACCOUNT: [(&str, &str, &str); 4] = [
    ("account_name", "settings.account-name", ""),
    ("iban", "settings.iban", "settings.iban-hint"),
    ("bic", "settings.bic", ""),
    ("bank_name", "settings.bank-name", ""),
];

/// The lines of an account. Without a key, they are typed but kept nowhere.
fn account(key: Option<&str>, id: &str) -> Vec<Line> {
    OF_ACCOUNT
        .iter()
        .map(|(part, label, hint)| {
            let key = key.map(|key| format!("{key}.{part}")).unwrap_or_default();
            Line::new(key, format!("{id}{part}"), label).hint(hint)
        })
        .collect()
}

/// The page; `other` is the currency of one more account, once it was named.
fn of_bank(page: &BookPage, other: Option<Currency>) -> Part {
    let (t, settings) = (page.t(), &page.book().settings);
    let group = |title, lines| Group {
        title,
        hint: String::new(),
        lines,
    };
    let mut groups = vec![group(
        t.text("settings.bank-of-all"),
        account(Some("bank"), ""),
    )];
    for currency in settings.banks.keys() {
        let title = t.say("settings.bank-in").with("currency", currency.code());
        let lines = account(Some(&format!("banks.{currency}")), &format!("{currency}."));
        groups.push(Group {
            hint: t.text("settings.bank-take-away"),
            ..group(title.to_string(), lines)
        });
    }
    let key = other.map(|currency| format!("banks.{currency}"));
    let code = Line::new("", OTHER_CODE, "settings.bank-code").hint("settings.bank-code-hint");
    let mut lines = vec![code];
    lines.extend(account(key.as_deref(), OTHER));
    groups.push(Group {
        hint: t.text("settings.bank-other-hint"),
        ..group(t.text("settings.bank-other"), lines)
    });
    let pay_url = Line::new("pay_url", "pay_url", "settings.pay-url")
        .kind("url")
        .hint("settings.pay-url-hint");
    groups.push(group(String::new(), vec![pay_url]));
    Part {
        path: PATH,
        about: "settings.bank-about",
        groups,
        takes_two: settings.two_people.bank,
    }
}

/// Shows where customers pay to.
pub(crate) async fn show(page: BookPage, Query(done): Query<Done>) -> PageResult {
    draw(
        &page,
        of_bank(&page, None),
        None,
        &Errors::none(),
        done.into(),
    )
}

/// Changes where customers pay to, or asks for it.
pub(crate) async fn save(page: BookPage, Form(typed): Form<Typed>) -> PageResult {
    let mut errors = Errors::none();
    let other = other(&page, &typed, &mut errors);
    submit(&page, of_bank(&page, other), &typed, errors).await
}

/// The currency of one more account, if one was typed.
fn other(page: &BookPage, typed: &Typed, errors: &mut Errors) -> Option<Currency> {
    let t = page.t();
    let code = field(typed, OTHER_CODE);
    let is_typed =
        |(name, value): (&String, &String)| name.starts_with(OTHER) && !value.trim().is_empty();
    if code.is_empty() && !typed.iter().any(is_typed) {
        return None;
    }
    match Currency::from_code(code) {
        Err(_) => errors.add(OTHER_CODE, t.text("settings.no-bank-code")),
        Ok(currency) if page.book().settings.banks.contains_key(&currency) => {
            errors.add(OTHER_CODE, t.text("settings.bank-code-taken"));
        }
        Ok(currency) => return Some(currency),
    }
    None
}
