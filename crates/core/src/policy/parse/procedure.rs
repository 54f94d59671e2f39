//! Reading the procedures and their steps.

use std::borrow::Cow;

use toml::Spanned;

use super::super::toml_reader::{Reader, Table};
use super::super::{Anchor, Procedure, Step};
use super::MAX_ENTRIES;
use super::value::{ROLES, at, condition, is_named, known};
use crate::action::{Do, Tone};
use crate::charge::Charging;
use crate::condition::Place;
use crate::sentence::Sentence;

/// To whom an escalation may go.
const RECOURSE: [&str; 2] = ["agency", "court"];

/// The procedures; one that could not be read stays as a gap, so that the classes that name it are
/// not reported as well.
pub(super) fn procedures(reader: &mut Reader<'_>, root: Table<'_, '_>) -> Vec<Option<Procedure>> {
    let Some(section) = reader.table(root, "procedure", "[procedure]") else {
        reader.error(
            0,
            "missing-section",
            Sentence::new(
                "finding.no-procedure",
                "a policy needs at least one procedure: [procedure.standard] with its steps",
            ),
        );
        return Vec::new();
    };
    if section.table.len() > MAX_ENTRIES {
        reader.error(
            section.at,
            "too-many",
            Sentence::new(
                "finding.too-many-procedures",
                "a policy has at most {most} procedures",
            )
            .with("most", MAX_ENTRIES),
        );
        return Vec::new();
    }
    let mut procedures = Vec::new();
    for name in section.table.keys() {
        let is_named = is_named(reader, name, "procedure");
        let read = reader
            .table(section, name.get_ref(), "the procedure")
            .and_then(|table| procedure(reader, table, name))
            .filter(|_| is_named);
        procedures.push(read);
    }
    procedures
}

fn procedure(
    reader: &mut Reader<'_>,
    table: Table<'_, '_>,
    name: &Spanned<Cow<'_, str>>,
) -> Option<Procedure> {
    reader.known_keys(table, &["entry", "steps"]);
    let before = reader.findings.len();
    let rows = reader.tables(table, "steps", "the step");
    let is_readable = reader.findings.len() == before;
    if (rows.is_empty() && is_readable) || rows.len() > MAX_ENTRIES {
        let message = Sentence::new(
            "finding.no-steps",
            "the procedure \"{name}\" needs 1 to {most} steps: {example}",
        )
        .with("name", name.get_ref().as_ref())
        .with("most", MAX_ENTRIES)
        .with(
            "example",
            "steps = [ { name = \"reminder\", at = \"due + 3 days\", do = \"email\" } ]",
        );
        reader.error(name.span().start, "no-steps", message);
        return None;
    }
    let expected = rows.len();
    let steps: Vec<Step> = rows
        .into_iter()
        .filter_map(|row| step(reader, row))
        .collect();
    let complete = is_readable && steps.len() == expected;
    let entry = entry(reader, table, &steps, complete);
    let line = reader.line(name.span().start);
    complete.then(|| Procedure {
        name: name.get_ref().to_string(),
        entry,
        steps,
        line,
    })
}

/// The entry step: the one that is named, or the first that is not before the due date.
fn entry(reader: &mut Reader<'_>, table: Table<'_, '_>, steps: &[Step], complete: bool) -> usize {
    let first_late = steps
        .iter()
        .position(|step| step.at.from == Anchor::Due && step.at.days >= 0);
    let Some((name, span)) = reader.text(table, "entry") else {
        return first_late.unwrap_or(0);
    };
    match steps.iter().position(|step| *step.name == *name) {
        Some(index) => index,
        None => {
            if complete {
                let names: Vec<&str> = steps.iter().map(|step| &*step.name).collect();
                reader.error(
                    span.start,
                    "unknown-entry",
                    Sentence::new(
                        "finding.unknown-entry",
                        "the entry \"{name}\" is not one of the steps ({steps})",
                    )
                    .with("name", name)
                    .with("steps", names.join(", ")),
                );
            }
            0
        }
    }
}

fn step(reader: &mut Reader<'_>, table: Table<'_, '_>) -> Option<Step> {
    reader.known_keys(
        table,
        &[
            "name", "at", "do", "tone", "when", "charge", "approve", "to", "template",
        ],
    );
    let line = reader.line(table.at);
    let name = reader.required_text(table, "name", "\"reminder\"");
    let at = reader
        .required_text(table, "at", "\"due + 3 days\"")
        .and_then(|(text, span)| at(reader, &text, span.start));
    let kind = reader
        .required_text(table, "do", "\"email\"")
        .and_then(|(text, span)| {
            known(
                reader,
                "do",
                &text,
                span.start,
                Do::from_code,
                Do::ALL.map(Do::code).as_slice(),
            )
        });
    let tone = reader.text(table, "tone").and_then(|(text, span)| {
        known(
            reader,
            "tone",
            &text,
            span.start,
            Tone::from_code,
            Tone::ALL.map(Tone::code).as_slice(),
        )
    });
    let when = reader
        .text(table, "when")
        .and_then(|(text, span)| condition(reader, &text, &span, Place::Step));
    let charge = charges(reader, table);
    let to = words(reader, table, "to", &RECOURSE);
    let approve = reader.text(table, "approve").and_then(|(text, span)| {
        known(
            reader,
            "approve",
            &text,
            span.start,
            |word| ROLES.contains(&word).then(|| word.into()),
            &ROLES,
        )
    });
    let template = reader.text(table, "template");
    let (at, kind) = (at?, kind?);
    for key in ["tone", "template"] {
        if let Some(value) = table.table.get(key).filter(|_| !kind.is_contact()) {
            reader.error(
                value.span().start,
                "no-contact",
                Sentence::new(
                    "finding.no-contact",
                    "\"{kind}\" contacts nobody, so that it has no {key}; leave \"{key}\" out",
                )
                .with("kind", kind.code())
                .with("key", key),
            );
        }
    }
    let tone = tone.unwrap_or(Tone::Friendly);
    let before_due = at.from == Anchor::Invoice || at.days < 0;
    let template = kind.is_contact().then(|| match template {
        Some((name, _)) => name.into_boxed_str(),
        None if before_due => "courtesy".into(),
        None => tone.code().into(),
    });
    Some(Step {
        name: name?.0.into(),
        at,
        kind,
        tone,
        template,
        when,
        charge,
        approve,
        to,
        line,
    })
}

/// What a step charges; the same kind of charge stands there once.
fn charges(reader: &mut Reader<'_>, table: Table<'_, '_>) -> Vec<Charging> {
    let mut charges: Vec<Charging> = Vec::new();
    for (text, span) in reader.texts(table, "charge") {
        let charging = match text.parse::<Charging>() {
            Ok(charging) => charging,
            Err(error) => {
                reader.error(
                    span.start,
                    "wrong-charge",
                    Sentence::new("finding.wrong-charge", "\"charge\": {error}")
                        .with("error", error),
                );
                continue;
            }
        };
        if charges.iter().any(|other| other.kind() == charging.kind()) {
            let message = Sentence::new(
                "finding.charged-twice",
                "\"charge\" names {charge} twice; a step charges it once",
            )
            .with("charge", charging.kind());
            reader.error(span.start, "wrong-charge", message);
            continue;
        }
        charges.push(charging);
    }
    charges
}

fn words(reader: &mut Reader<'_>, table: Table<'_, '_>, key: &str, all: &[&str]) -> Vec<String> {
    let found = reader.texts(table, key);
    found
        .into_iter()
        .filter_map(|(text, span)| {
            known(
                reader,
                key,
                &text,
                span.start,
                |word| all.contains(&word).then(|| word.to_owned()),
                all,
            )
        })
        .collect()
}
