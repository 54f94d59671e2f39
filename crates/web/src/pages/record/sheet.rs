//! The form for one thing that is recorded, as it stands on a page.

use askama::Template;
use dunwell_app::record::call::Outcome;
use dunwell_app::view::customer::CustomerView;

use super::{Typed, What};
use crate::encode::encode;
use crate::form::Errors;
use crate::locale::T;
use crate::page::BookPage;
use crate::pages::words;

/// What a form is about.
#[derive(Debug, Clone, Copy)]
pub(crate) struct About<'a> {
    /// The customer.
    pub(crate) customer: &'a CustomerView,
    /// The action that is open beside the list of today, by its short id.
    pub(crate) action: Option<&'a str>,
    /// The currency that is meant unless another one is chosen.
    pub(crate) currency: Option<&'a str>,
    /// Where the list of today stands; empty on the page of a customer.
    pub(crate) at: &'a str,
    /// Where "Cancel" leads.
    pub(crate) back: &'a str,
}

/// A choice: its value and its words.
type Choice = (String, String);

/// The form.
#[derive(Template)]
#[template(path = "record.html")]
pub(crate) struct Sheet {
    t: T,
    what: What,
    /// Where it is sent.
    send_to: String,
    csrf: String,
    /// A new key for each form that is drawn.
    key: String,
    /// Whether a script may put the answer in place of the list.
    in_place: bool,
    back: String,
    currencies: Vec<&'static str>,
    /// The only currency, or the one that is meant.
    code: String,
    invoices: Vec<Choice>,
    outcomes: Vec<Choice>,
    typed: Typed,
    errors: Errors,
}

impl Sheet {
    /// The form as it is drawn at first, or again with what was typed and what is wrong with it.
    pub(crate) fn new(
        page: &BookPage,
        what: What,
        about: About<'_>,
        again: Option<(Typed, Errors)>,
    ) -> Sheet {
        let t = page.t();
        let customer = about.customer;
        let (mut typed, errors) = again.unwrap_or_default();
        typed.at = about.at.to_owned();
        if let Some(action) = about.action {
            typed.action = action.to_owned();
        }
        let currencies: Vec<&'static str> = customer
            .accounts
            .iter()
            .map(|account| account.currency.code())
            .collect();
        let code = [typed.currency.as_str(), about.currency.unwrap_or_default()]
            .into_iter()
            .find(|code| currencies.contains(code))
            .or(currencies.first().copied())
            .unwrap_or(page.book().currency.code())
            .to_owned();
        let path = match what {
            What::Skip => format!("actions/{}/skip", encode(&typed.action)),
            _ => format!(
                "customers/{}/{}s",
                encode(&customer.who.number),
                what.code()
            ),
        };
        Sheet {
            t,
            what,
            send_to: page.href(&path),
            csrf: page.csrf(),
            key: page.desk().secret().token(),
            in_place: !about.at.is_empty(),
            back: about.back.to_owned(),
            currencies,
            code,
            invoices: invoices(t, customer),
            outcomes: Outcome::ALL
                .iter()
                .map(|outcome| (outcome.code().to_owned(), t.text(words::outcome(*outcome))))
                .collect(),
            typed,
            errors,
        }
    }

    /// Whether the form asks for the currency of an account.
    fn has_currency(&self) -> bool {
        matches!(self.what, What::Call | What::Promise | What::Payment)
    }

    /// What is wrong with the whole of it.
    fn problem(&self) -> &str {
        self.errors.of("form")
    }
}

/// The open invoices of a customer: the number with what is open.
fn invoices(t: T, customer: &CustomerView) -> Vec<Choice> {
    let mut found: Vec<Choice> = Vec::new();
    for item in customer.accounts.iter().flat_map(|account| &account.items) {
        if found.iter().all(|(number, _)| *number != item.invoice) {
            let words = format!("{} · {}", item.invoice, t.money(item.open));
            found.push((item.invoice.clone(), words));
        }
    }
    found
}
