//! The parts that are texts to fill in: the letterhead, and where customers pay to.

use askama::Template;
use dunwell_app::book_settings;

use super::{Done, Frame, Sent, Told, Typed, field, save};
use crate::error::PageResult;
use crate::form::{Errors, Form, Query};
use crate::locale::T;
use crate::page::{BookPage, Page};

/// A setting with its place on the page.
struct Line {
    /// The setting.
    key: &'static str,
    /// The name of the field.
    id: &'static str,
    /// The key of its label.
    label: &'static str,
    /// The key of its hint; empty for none.
    hint: &'static str,
    /// The type of the input; `area` for several lines.
    kind: &'static str,
}

const fn line(key: &'static str, id: &'static str, label: &'static str) -> Line {
    Line {
        key,
        id,
        label,
        hint: "",
        kind: "text",
    }
}

const LETTERHEAD: [Line; 5] = [
    Line {
        hint: "settings.trading-name-hint",
        ..line("trading_name", "trading_name", "settings.trading-name")
    },
    Line {
        kind: "area",
        ..line("address", "address", "settings.address")
    },
    Line {
        hint: "settings.contact-hint",
        ..line("contact_name", "contact_name", "settings.contact")
    },
    Line {
        kind: "tel",
        hint: "settings.phone-hint",
        ..line("phone", "phone", "settings.phone")
    },
    Line {
        kind: "email",
        ..line("email", "email", "settings.email")
    },
];

const BANK: [Line; 5] = [
    line("bank.account_name", "account_name", "settings.account-name"),
    Line {
        hint: "settings.iban-hint",
        ..line("bank.iban", "iban", "settings.iban")
    },
    line("bank.bic", "bic", "settings.bic"),
    line("bank.bank_name", "bank_name", "settings.bank-name"),
    Line {
        kind: "url",
        hint: "settings.pay-url-hint",
        ..line("pay_url", "pay_url", "settings.pay-url")
    },
];

/// A part of this kind.
#[derive(Clone, Copy)]
struct Part {
    path: &'static str,
    /// The key of what the page is about.
    about: &'static str,
    lines: &'static [Line],
}

const OF_LETTERHEAD: Part = Part {
    path: "settings/letterhead",
    about: "settings.letterhead-about",
    lines: &LETTERHEAD,
};

const OF_BANK: Part = Part {
    path: "settings/bank",
    about: "settings.bank-about",
    lines: &BANK,
};

#[derive(Template)]
#[template(path = "settings/fields.html")]
struct Fields<'a> {
    page: &'a Page,
    t: T,
    frame: Frame,
    about: &'static str,
    lines: Vec<Drawn>,
    /// Whether somebody else approves, who wants to know why.
    takes_two: bool,
    why: &'a str,
    errors: &'a Errors,
}

/// A field as it is drawn.
struct Drawn {
    line: &'static Line,
    value: String,
    hint: String,
}

/// Shows the letterhead.
pub(crate) async fn letterhead(page: BookPage, Query(done): Query<Done>) -> PageResult {
    draw(&page, OF_LETTERHEAD, None, &Errors::none(), done.into())
}

/// Changes the letterhead.
pub(crate) async fn save_letterhead(page: BookPage, Form(typed): Form<Typed>) -> PageResult {
    submit(&page, OF_LETTERHEAD, &typed).await
}

/// Shows where customers pay to.
pub(crate) async fn bank(page: BookPage, Query(done): Query<Done>) -> PageResult {
    draw(&page, OF_BANK, None, &Errors::none(), done.into())
}

/// Changes where customers pay to, or asks for it.
pub(crate) async fn save_bank(page: BookPage, Form(typed): Form<Typed>) -> PageResult {
    submit(&page, OF_BANK, &typed).await
}

async fn submit(page: &BookPage, part: Part, typed: &Typed) -> PageResult {
    let mut errors = Errors::none();
    let mut assignments = Vec::new();
    // A field that was not sent stays as it is.
    for line in part.lines.iter().filter(|line| typed.contains_key(line.id)) {
        let value = field(typed, line.id);
        match book_settings::check(line.key, value) {
            Ok(()) => assignments.push(format!("{}={value}", line.key)),
            Err(why) => errors.add(line.id, page.t().sentence(&why)),
        }
    }
    if takes_two(page, part) && field(typed, "why").is_empty() {
        errors.add("why", page.t().text("record.empty"));
    }
    if !errors.is_empty() {
        return draw(page, part, Some(typed), &errors, Told::default());
    }
    match save(page, part.path, typed, assignments).await? {
        Sent::On(response) => Ok(response),
        Sent::Again(problem) => {
            let errors = Errors::one("", problem.clone());
            draw(page, part, Some(typed), &errors, Told::problem(problem))
        }
    }
}

/// Whether somebody else approves what is changed there.
fn takes_two(page: &BookPage, part: Part) -> bool {
    part.path == OF_BANK.path && page.book().settings.two_people.bank
}

fn draw(
    page: &BookPage,
    part: Part,
    typed: Option<&Typed>,
    errors: &Errors,
    told: Told,
) -> PageResult {
    let kept = book_settings::values(&page.book().settings);
    let value = |line: &Line| {
        if let Some(typed) = typed.and_then(|typed| typed.get(line.id)) {
            return typed.clone();
        }
        let found = kept.iter().find(|(key, _)| *key == line.key);
        let value = found.map(|(_, value)| value.clone()).unwrap_or_default();
        match line.kind {
            "area" => value.replace("; ", "\n"),
            _ => value,
        }
    };
    let drawn = |line: &'static Line| Drawn {
        value: value(line),
        hint: match line.hint {
            "" => String::new(),
            hint => page.t().text(hint),
        },
        line,
    };
    let template = Fields {
        page,
        t: page.t(),
        frame: Frame::new(page, part.path, told),
        about: part.about,
        lines: part.lines.iter().map(drawn).collect(),
        takes_two: takes_two(page, part),
        why: typed.map_or("", |typed| field(typed, "why")),
        errors,
    };
    page.show_with(errors.status(), &template)
}
