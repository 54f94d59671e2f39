//! What was understood, what an import would do and what it did, as the page shows it.

use std::collections::BTreeMap;

use dunwell_app::import::history::Summary;
use dunwell_app::import::look::{About, Cell, FieldTold, Look, Outcome, Told};
use dunwell_app::import::reading::Reading;
use dunwell_app::import::upload::Tried;
use dunwell_app::import::{Counts, Field, Rejected};

use super::reading::{ReadingForm, reading_form};
use super::words;
use crate::form::Errors;
use crate::locale::T;
use crate::page::BookPage;

/// What a trial found out.
pub(super) struct TriedPart {
    pub looks: Vec<LookPart>,
    pub questions: Vec<QuestionPart>,
    pub trial: Option<OutcomePart>,
    pub can_be_brought_in: bool,
    pub form: ReadingForm,
}

/// What an import did.
pub(super) struct DonePart {
    pub outcome: OutcomePart,
    pub by_when: String,
    pub rejects: Vec<(String, String)>,
    pub next: Option<String>,
}

/// A file and how it is read.
pub(super) struct LookPart {
    pub file: String,
    pub dialect: String,
    pub kind: String,
    pub refused: String,
    pub fields: Vec<(String, String, String)>,
    pub head: Vec<(String, bool)>,
    pub rows: Vec<(String, Vec<Shape>)>,
}

impl LookPart {
    /// Whether there is more to be seen than how the file is written.
    pub fn has_more(&self) -> bool {
        !self.refused.is_empty() || !self.fields.is_empty()
    }
}

/// A cell of the preview.
pub(super) struct Shape {
    pub words: String,
    pub is_num: bool,
    pub label: String,
}

/// Something that only a person can say.
pub(super) struct QuestionPart {
    pub id: String,
    pub name: String,
    pub words: String,
    pub choices: Vec<(String, String)>,
}

/// What an import does, in figures.
pub(super) struct OutcomePart {
    pub changed_nothing: bool,
    pub kinds: Vec<(String, String, String, String)>,
    pub notes: Vec<String>,
    pub refused_words: String,
    pub refused: Vec<RefusedRow>,
    pub more_refused: String,
}

/// A row that was refused.
pub(super) struct RefusedRow {
    pub file: String,
    pub line: u64,
    pub field: String,
    pub value: String,
    pub why: String,
}

impl RefusedRow {
    fn new(t: T, row: Rejected) -> RefusedRow {
        RefusedRow {
            file: row.file,
            line: row.line,
            // What is no field of ours is a column, by the name that the file gives it.
            field: Field::from_key(&row.field)
                .map_or(row.field, |field| t.text(words::of_any_kind(field))),
            value: row.value,
            why: t.sentence(&row.reason),
        }
    }
}

/// What a trial found out.
pub(super) fn tried_part(
    page: &BookPage,
    reading: &Reading,
    tried: Tried,
    errors: &Errors,
) -> TriedPart {
    let t = page.t();
    let is_alone = tried
        .looks
        .windows(2)
        .all(|pair| pair[0].header == pair[1].header);
    let look = tried.looks.first().filter(|_| is_alone);
    let form = reading_form(page, reading, look, errors);
    TriedPart {
        questions: questions(t, &tried.looks, is_alone),
        can_be_brought_in: tried.trial.as_ref().is_some_and(|trial| {
            let summary = &trial.summary;
            summary.refused == 0 || summary.total() != Counts::default()
        }),
        looks: tried
            .looks
            .into_iter()
            .map(|look| look_part(t, look))
            .collect(),
        trial: tried
            .trial
            .map(|trial| outcome(t, &trial.summary, trial.refused)),
        form,
    }
}

fn look_part(t: T, look: Look) -> LookPart {
    let mut part = LookPart {
        file: look.file,
        dialect: look.dialect.map_or_else(String::new, |said| t.put(&said)),
        kind: String::new(),
        refused: String::new(),
        fields: Vec::new(),
        head: Vec::new(),
        rows: Vec::new(),
    };
    match look.outcome {
        Outcome::Asks(_) => {}
        Outcome::Refused(why) => {
            // It begins with the name of the file, which is written as it is.
            let why = t.put(&why);
            let stop = if why.ends_with('.') { "" } else { "." };
            part.refused = format!("{why}{stop}");
        }
        Outcome::Read(told) => {
            part.kind = t.text(words::kind(&told.kind));
            part.fields = fields(t, &told);
            let names: Vec<String> = part.fields.iter().map(|(name, ..)| name.clone()).collect();
            let rows = told.rows.into_iter().map(|row| {
                let cells = row.cells.into_iter().zip(&names);
                let cells = cells.map(|(cell, name)| shape(t, cell, name));
                (
                    t.number(i64::try_from(row.line).unwrap_or(i64::MAX)),
                    cells.collect(),
                )
            });
            part.rows = rows.collect();
            let first: Option<&(String, Vec<Shape>)> = part.rows.first();
            part.head = (0..names.len())
                .map(|at| {
                    let is_num = first.is_some_and(|(_, cells)| cells[at].is_num);
                    (names[at].clone(), is_num)
                })
                .collect();
        }
    }
    part
}

fn fields(t: T, told: &Told) -> Vec<(String, String, String)> {
    let field = |field: &FieldTold| {
        let style = match field.style.as_str() {
            "." => t.text("import.decimal-point"),
            "," => t.text("import.decimal-comma"),
            style => style.to_owned(),
        };
        let column = if field.column.is_empty() {
            t.text("import.always-the-same")
        } else {
            field.column.clone()
        };
        let name = t.text(words::field(&told.kind, &field.field));
        (name, column, style)
    };
    told.fields.iter().map(field).collect()
}

fn shape(t: T, cell: Cell, label: &str) -> Shape {
    let (words, is_num) = match cell {
        Cell::Empty => (String::new(), false),
        Cell::Text(text) => (text, false),
        Cell::Date(date) => (t.day(date), false),
        Cell::Money(money) => (t.money(money), true),
        Cell::Flag(true) => (t.text("import.yes"), false),
        Cell::Flag(false) => (t.text("import.no"), false),
    };
    Shape {
        words,
        is_num,
        label: label.to_owned(),
    }
}

/// Each thing is asked once, also where several columns or files leave it open: one writer wrote them.
/// What the rows are and which column is which is asked only of files with the same columns.
fn questions(t: T, looks: &[Look], is_alone: bool) -> Vec<QuestionPart> {
    let mut questions: BTreeMap<String, QuestionPart> = BTreeMap::new();
    for look in looks {
        let Outcome::Asks(asked) = &look.outcome else {
            continue;
        };
        let is_of_one = |about: About| matches!(about, About::Kind | About::Column);
        for asked in asked
            .iter()
            .filter(|asked| is_alone || !is_of_one(asked.about))
        {
            let say = |key: &str| {
                t.say(key)
                    .with("file", &look.file)
                    .with("column", &asked.column)
                    .with("value", &asked.example)
                    .to_string()
            };
            let (name, words) = match asked.about {
                About::Kind => ("kind".to_owned(), say("import.ask-kind")),
                About::Date if asked.example.is_empty() => {
                    ("date".to_owned(), say("import.ask-dates"))
                }
                About::Date => ("date".to_owned(), say("import.ask-date")),
                About::Decimal if asked.example.is_empty() => {
                    ("decimal".to_owned(), say("import.ask-decimals"))
                }
                About::Decimal => ("decimal".to_owned(), say("import.ask-decimal")),
                About::Column => {
                    let field = t.text(words::field("", &asked.field));
                    let words = t.say("import.ask-column").with("field", field);
                    (format!("column-{}", asked.field), words.to_string())
                }
            };
            let choices = asked
                .choices
                .iter()
                .map(|(value, meaning)| match asked.about {
                    About::Kind => (value.clone(), t.text(words::kind(value))),
                    About::Column => (format!("={value}"), value.clone()),
                    About::Date => (value.clone(), format!("{value} ({})", t.put(meaning))),
                    About::Decimal => {
                        let sign = match value.as_str() {
                            "," => t.text("import.decimal-comma"),
                            _ => t.text("import.decimal-point"),
                        };
                        let meaning = t.decimal(&t.put(meaning));
                        (value.clone(), format!("{sign} ({meaning})"))
                    }
                });
            questions.entry(name.clone()).or_insert(QuestionPart {
                id: format!("ask-{name}"),
                name,
                words,
                choices: choices.collect(),
            });
        }
    }
    questions.into_values().collect()
}

/// What an import does, in the reader's figures.
pub(super) fn outcome(t: T, summary: &Summary, refused: Vec<Rejected>) -> OutcomePart {
    let number = |n: u64| t.number(i64::try_from(n).unwrap_or(i64::MAX));
    let kinds = summary
        .counts()
        .into_iter()
        .filter(|(_, counts)| *counts != Counts::default())
        .map(|(kind, counts)| {
            (
                t.text(words::kind(kind)),
                number(counts.new),
                number(counts.changed),
                number(counts.unchanged),
            )
        });
    let more = summary.refused.saturating_sub(refused.len() as u64);
    OutcomePart {
        changed_nothing: summary.changed_nothing() && summary.refused == 0,
        kinds: kinds.collect(),
        notes: summary.notes.iter().map(|note| t.sentence(note)).collect(),
        refused_words: match summary.refused {
            0 => String::new(),
            n => t.count("import.refused", n).to_string(),
        },
        more_refused: match more {
            0 => String::new(),
            n => t.count("import.more-refused", n).to_string(),
        },
        refused: refused
            .into_iter()
            .map(|row| RefusedRow::new(t, row))
            .collect(),
    }
}
