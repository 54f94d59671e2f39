//! The parts of the settings that are texts to fill in, with what is shown and read the same way in each:
//! the letterhead here, the accounts in [`super::bank`].

use askama::Template;
use dunwell_app::book_settings;

use super::{Done, Frame, Sent, Told, Typed, field, save};
use crate::error::PageResult;
use crate::form::{Errors, Form, Query};
use crate::locale::T;
use crate::page::{BookPage, Page};

/// A setting with its place on the page.
#[derive(Clone)]
pub(super) struct Line {
    /// The setting; empty for a field that is none.
    pub(super) key: String,
    /// The name of the field.
    pub(super) id: String,
    /// The key of its label.
    pub(super) label: &'static str,
    /// The key of its hint; empty for none.
    pub(super) hint: &'static str,
    /// The type of the input; `area` for several lines.
    pub(super) kind: &'static str,
}

impl Line {
    /// A line of text.
    pub(super) fn new(key: impl Into<String>, id: impl Into<String>, label: &'static str) -> Line {
        Line {
            key: key.into(),
            id: id.into(),
            label,
            hint: "",
            kind: "text",
        }
    }

    pub(super) fn hint(self, hint: &'static str) -> Line {
        Line { hint, ..self }
    }

    pub(super) fn kind(self, kind: &'static str) -> Line {
        Line { kind, ..self }
    }
}

/// Lines that belong together.
pub(super) struct Group {
    /// What they are about; finished text, empty when the page says it.
    pub(super) title: String,
    /// What there is to know about them; finished text.
    pub(super) hint: String,
    pub(super) lines: Vec<Line>,
}

/// A part of this kind.
pub(super) struct Part {
    pub(super) path: &'static str,
    /// The key of what the page is about.
    pub(super) about: &'static str,
    pub(super) groups: Vec<Group>,
    /// Whether somebody else approves what is changed there.
    pub(super) takes_two: bool,
}

#[derive(Template)]
#[template(path = "settings/fields.html")]
struct Fields<'a> {
    page: &'a Page,
    t: T,
    frame: Frame,
    about: &'static str,
    groups: Vec<DrawnGroup>,
    /// Whether somebody else approves, who wants to know why.
    takes_two: bool,
    why: &'a str,
    errors: &'a Errors,
}

/// Lines as they are drawn.
struct DrawnGroup {
    title: String,
    hint: String,
    lines: Vec<Drawn>,
}

/// A field as it is drawn.
struct Drawn {
    line: Line,
    value: String,
    hint: String,
}

/// The letterhead.
fn of_letterhead() -> Part {
    let line = |key: &str, label| Line::new(key, key, label);
    let lines = vec![
        line("trading_name", "settings.trading-name").hint("settings.trading-name-hint"),
        line("address", "settings.address").kind("area"),
        line("contact_name", "settings.contact").hint("settings.contact-hint"),
        line("phone", "settings.phone")
            .kind("tel")
            .hint("settings.phone-hint"),
        line("email", "settings.email").kind("email"),
        line("company_number", "settings.company-number").hint("settings.company-number-hint"),
        line("vat_number", "settings.vat-number"),
    ];
    Part {
        path: "settings/letterhead",
        about: "settings.letterhead-about",
        groups: vec![Group {
            title: String::new(),
            hint: String::new(),
            lines,
        }],
        takes_two: false,
    }
}

/// Shows the letterhead.
pub(crate) async fn letterhead(page: BookPage, Query(done): Query<Done>) -> PageResult {
    draw(&page, of_letterhead(), None, &Errors::none(), done.into())
}

/// Changes the letterhead.
pub(crate) async fn save_letterhead(page: BookPage, Form(typed): Form<Typed>) -> PageResult {
    submit(&page, of_letterhead(), &typed, Errors::none()).await
}

/// Changes what was sent of a part, or draws it again with what is wrong; `errors` is what is known to be.
pub(super) async fn submit(
    page: &BookPage,
    part: Part,
    typed: &Typed,
    mut errors: Errors,
) -> PageResult {
    let mut assignments = Vec::new();
    // A field that was not sent stays as it is.
    let sent = part.groups.iter().flat_map(|group| &group.lines);
    let sent = sent.filter(|line| !line.key.is_empty() && typed.contains_key(&line.id));
    for line in sent {
        let value = field(typed, &line.id);
        match book_settings::check(&line.key, value) {
            Ok(()) => assignments.push(format!("{}={value}", line.key)),
            Err(why) => errors.add(line.id.clone(), page.t().sentence(&why)),
        }
    }
    if part.takes_two && field(typed, "why").is_empty() {
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

/// Draws a part with what was typed, or what is kept.
pub(super) fn draw(
    page: &BookPage,
    part: Part,
    typed: Option<&Typed>,
    errors: &Errors,
    told: Told,
) -> PageResult {
    let t = page.t();
    let kept = book_settings::values(&page.book().settings);
    let value = |line: &Line| {
        if let Some(typed) = typed.and_then(|typed| typed.get(&line.id)) {
            return typed.clone();
        }
        let found = kept.iter().find(|(key, _)| *key == line.key);
        let value = found.map(|(_, value)| value.clone()).unwrap_or_default();
        match line.kind {
            "area" => value.replace("; ", "\n"),
            _ => value,
        }
    };
    let drawn = |line: Line| Drawn {
        value: value(&line),
        hint: match line.hint {
            "" => String::new(),
            hint => t.text(hint),
        },
        line,
    };
    let drawn_group = |group: Group| DrawnGroup {
        title: group.title,
        hint: group.hint,
        lines: group.lines.into_iter().map(drawn).collect(),
    };
    let template = Fields {
        page,
        t,
        frame: Frame::new(page, part.path, told),
        about: part.about,
        groups: part.groups.into_iter().map(drawn_group).collect(),
        takes_two: part.takes_two,
        why: typed.map_or("", |typed| field(typed, "why")),
        errors,
    };
    page.show_with(errors.status(), &template)
}
