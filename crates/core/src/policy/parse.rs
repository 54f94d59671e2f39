//! Reading a policy from TOML. Every problem is reported with its line; a policy comes out only when
//! there is none that is grave.

mod procedure;
mod value;

use toml::de::DeTable;

use super::toml_reader::{Reader, Table};
use super::{
    CODES, Class, Concessions, Contact, ContactDays, Finding, PlanOffer, Policy, Procedure,
    SettlementOffer, TermsOffer,
};
use crate::condition::{Place, nearest};
use crate::currency::Currency;
use crate::sentence::Sentence;
use crate::terms::Terms;
use procedure::procedures;
use value::{
    ROLES, amount, at, condition, currency, date, days, is_named, known, percent, send_between,
};

/// The longest policy that is read, in bytes.
pub const MAX_LENGTH: usize = 256 * 1024;

/// The most classes, procedures, steps in a procedure, and terms.
const MAX_ENTRIES: usize = 100;

/// Reads a policy.
///
/// # Errors
/// Everything that is wrong with it, in the order of the file.
pub fn parse(source: &str) -> Result<Policy, Vec<Finding>> {
    let mut reader = Reader::new(source, CODES);
    if source.len() > MAX_LENGTH {
        reader.error(
            0,
            "too-long",
            Sentence::new(
                "finding.too-long",
                "a policy has at most {most} bytes; this has {length}",
            )
            .with("most", MAX_LENGTH)
            .with("length", source.len()),
        );
        return Err(reader.findings);
    }
    let (document, errors) = DeTable::parse_recoverable(source);
    for error in errors {
        let at = error.span().map_or(0, |span| span.start);
        reader.error(
            at,
            "not-toml",
            Sentence::new("finding.not-toml", "this cannot be read as TOML: {why}")
                .with("why", error.message()),
        );
    }
    if !reader.findings.is_empty() {
        return Err(reader.findings);
    }
    let root = Table {
        table: document.get_ref(),
        at: 0,
        name: "the policy",
    };
    let policy = read(&mut reader, root);
    match policy {
        Some(policy) if reader.findings.is_empty() => Ok(policy),
        _ => {
            reader
                .findings
                .sort_by_key(|finding| (finding.line, finding.column));
            Err(reader.findings)
        }
    }
}

fn read(reader: &mut Reader<'_>, root: Table<'_, '_>) -> Option<Policy> {
    reader.known_keys(
        root,
        &[
            "policy",
            "contact",
            "terms",
            "class",
            "procedure",
            "concessions",
        ],
    );
    let Some(head) = reader.table(root, "policy", "[policy]") else {
        reader.error(
            0,
            "missing-section",
            Sentence::new(
                "finding.no-head",
                "a policy begins with [policy], its name and its currency",
            ),
        );
        return None;
    };
    reader.known_keys(head, &["name", "currency", "review_by"]);
    let name = reader
        .required_text(head, "name", "\"Standard trade credit\"")
        .map(|(name, _)| name);
    let currency = currency(reader, head);
    let review_by = date(reader, head, "review_by");
    let review_at = head
        .table
        .get("review_by")
        .map_or(head.at, |value| value.span().start);
    let line = reader.line(review_at);
    // Amounts are read in some currency even when its name is wrong, so that all problems are found.
    let unit = currency.or_else(|| Currency::from_code("EUR").ok())?;
    let contact = contact(reader, root, unit);
    let terms = terms(reader, root);
    let procedures = procedures(reader, root);
    let classes = classes(reader, root, &procedures);
    let concessions = concessions(reader, root, unit);
    Some(Policy {
        name: name?,
        currency: currency?,
        review_by,
        contact,
        terms,
        classes,
        procedures: procedures.into_iter().flatten().collect(),
        concessions,
        line,
    })
}

fn contact(reader: &mut Reader<'_>, root: Table<'_, '_>, unit: Currency) -> Contact {
    let mut contact = Contact {
        min_overdue: 0,
        min_gap_days: 5,
        send_between: None,
        days: ContactDays::Business,
        line: 1,
    };
    let Some(table) = reader.table(root, "contact", "[contact]") else {
        return contact;
    };
    reader.known_keys(
        table,
        &["min_overdue", "min_gap_days", "send_between", "days"],
    );
    contact.line = reader.line(table.at);
    contact.min_overdue = amount(reader, table, "min_overdue", unit).unwrap_or(contact.min_overdue);
    if let Some(days) = reader.integer(table, "min_gap_days", 1..91) {
        contact.min_gap_days = i32::try_from(days).unwrap_or(contact.min_gap_days);
    }
    contact.send_between = send_between(reader, table);
    if let Some((days, span)) = reader.text(table, "days") {
        match days.as_str() {
            "business" => contact.days = ContactDays::Business,
            "every" => contact.days = ContactDays::Every,
            other => reader.error(
                span.start,
                "unknown-word",
                Sentence::new(
                    "finding.contact-days",
                    "\"days\" is \"{other}\"; it can be \"business\" or \"every\"",
                )
                .with("other", other),
            ),
        }
    }
    contact
}

fn terms(reader: &mut Reader<'_>, root: Table<'_, '_>) -> Vec<TermsOffer> {
    let Some(section) = reader.table(root, "terms", "[terms]") else {
        return Vec::new();
    };
    let mut offers = Vec::new();
    if section.table.len() > MAX_ENTRIES {
        reader.error(
            section.at,
            "too-many",
            Sentence::new(
                "finding.too-many-terms",
                "a policy has at most {most} terms",
            )
            .with("most", MAX_ENTRIES),
        );
        return offers;
    }
    for name in section.table.keys() {
        if !is_named(reader, name, "terms") {
            continue;
        }
        let Some(table) = reader.table(section, name.get_ref(), "the terms") else {
            continue;
        };
        reader.known_keys(table, &["due", "interest", "fixed_sum", "accept"]);
        let due = reader.required_text(table, "due", "\"net 30\"");
        let interest = reader.text(table, "interest").map(|(text, _)| text);
        let fixed_sum = reader.text(table, "fixed_sum").map(|(text, _)| text);
        let accept = reader
            .texts(table, "accept")
            .into_iter()
            .map(|(text, _)| text)
            .collect();
        let Some((text, span)) = due else { continue };
        match text.parse::<Terms>() {
            Ok(terms) => offers.push(TermsOffer {
                name: name.get_ref().to_string(),
                due: terms.to_string(),
                interest,
                fixed_sum,
                accept,
                terms,
                line: reader.line(name.span().start),
            }),
            Err(error) => reader.error(span.start, "unknown-terms", error),
        }
    }
    offers
}

fn classes(
    reader: &mut Reader<'_>,
    root: Table<'_, '_>,
    procedures: &[Option<Procedure>],
) -> Vec<Class> {
    let before = reader.findings.len();
    let rows = reader.tables(root, "class", "the class");
    if (rows.is_empty() && reader.findings.len() == before) || rows.len() > MAX_ENTRIES {
        reader.error(0, "no-classes", Sentence::new(
            "finding.no-classes",
            "a policy needs 1 to {most} classes; the simplest is: [[class]] name = \"standard\", when = \"true\", procedure = \"standard\"",
        )
        .with("most", MAX_ENTRIES));
        return Vec::new();
    }
    let names: Vec<&str> = procedures
        .iter()
        .flatten()
        .map(|procedure| procedure.name.as_str())
        .collect();
    let mut classes = Vec::new();
    for row in rows {
        reader.known_keys(row, &["name", "when", "procedure"]);
        let name = reader.required_text(row, "name", "\"standard\"");
        let when = reader
            .required_text(row, "when", "\"true\"")
            .and_then(|(text, span)| condition(reader, &text, &span, Place::Class));
        let procedure = reader
            .required_text(row, "procedure", "\"standard\"")
            .and_then(|(text, span)| {
                let index = names.iter().position(|name| *name == text);
                if index.is_none() && !names.is_empty() && procedures.iter().all(Option::is_some) {
                    let message = match nearest(&text, names.iter().copied()) {
                        Some(near) => Sentence::new(
                            "finding.unknown-procedure-near",
                            "there is no procedure \"{name}\"; did you mean \"{near}\"?",
                        )
                        .with("name", &text)
                        .with("near", near),
                        None => Sentence::new(
                            "finding.unknown-procedure",
                            "there is no procedure \"{name}\"",
                        )
                        .with("name", &text),
                    };
                    reader.error(span.start, "unknown-procedure", message);
                }
                index
            });
        let line = reader.line(row.at);
        if let (Some((name, _)), Some(when), Some(procedure)) = (name, when, procedure) {
            classes.push(Class {
                name,
                when,
                procedure,
                line,
            });
        }
    }
    classes
}

fn concessions(reader: &mut Reader<'_>, root: Table<'_, '_>, unit: Currency) -> Concessions {
    let mut concessions = Concessions::default();
    let Some(section) = reader.table(root, "concessions", "[concessions]") else {
        return concessions;
    };
    reader.known_keys(section, &["plan", "settlement"]);
    if let Some(table) = reader.table(section, "plan", "the plan") {
        reader.known_keys(table, &["instalments", "first", "over", "auto_below"]);
        if !table.table.contains_key("instalments") {
            reader.error(
                table.at,
                "missing-key",
                Sentence::new(
                    "finding.plan-instalments",
                    "a plan needs the most instalments it may have: instalments = 6",
                ),
            );
        }
        let over_days = reader
            .text(table, "over")
            .and_then(|(text, span)| days(reader, &text, span.start));
        let first = reader
            .text(table, "first")
            .and_then(|(text, span)| percent(reader, &text, span.start));
        let auto_below = amount(reader, table, "auto_below", unit);
        if let Some(instalments) = reader.integer(table, "instalments", 2..121) {
            concessions.plan = Some(PlanOffer {
                instalments,
                first,
                over_days,
                auto_below,
            });
        }
    }
    if let Some(table) = reader.table(section, "settlement", "the settlement") {
        reader.known_keys(table, &["floor", "only_after", "approve"]);
        concessions.settlement = Some(SettlementOffer {
            floor: reader
                .text(table, "floor")
                .and_then(|(text, span)| percent(reader, &text, span.start)),
            only_after: reader
                .text(table, "only_after")
                .and_then(|(text, span)| at(reader, &text, span.start)),
            approve: reader.text(table, "approve").and_then(|(text, span)| {
                known(
                    reader,
                    "approve",
                    &text,
                    span.start,
                    |word| ROLES.contains(&word).then(|| word.to_owned()),
                    &ROLES,
                )
            }),
        });
    }
    concessions
}
