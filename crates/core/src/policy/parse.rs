//! Reading a policy from TOML. Every problem is reported with its line; a policy comes out only when
//! there is none that is grave.

use jiff::civil::{Date, Time};
use toml::de::{DeTable, DeValue};

use super::toml_reader::{Reader, Table};
use super::{
    Anchor, At, Class, Concessions, Contact, ContactDays, Finding, PlanOffer, Policy, Procedure,
    SettlementOffer, Step, TermsOffer,
};
use crate::action::{Do, Tone};
use crate::condition::{Condition, Place, nearest};
use crate::currency::Currency;
use crate::money::Money;
use crate::terms::Terms;

/// The longest policy that is read, in bytes.
pub const MAX_LENGTH: usize = 256 * 1024;

/// The most days that a step may stand from its anchor.
const MAX_OFFSET_DAYS: i32 = 1_000;

/// The most classes, procedures, steps in a procedure, and terms.
const MAX_ENTRIES: usize = 100;

/// What may be charged by a step.
const CHARGES: [&str; 2] = ["interest", "fixed-sum"];

/// To whom an escalation may go.
const RECOURSE: [&str; 2] = ["agency", "court"];

/// Who may be asked to approve a step.
const ROLES: [&str; 3] = ["collector", "controller", "admin"];

/// Reads a policy.
///
/// # Errors
/// Everything that is wrong with it, in the order of the file.
pub fn parse(source: &str) -> Result<Policy, Vec<Finding>> {
    let mut reader = Reader::new(source);
    if source.len() > MAX_LENGTH {
        reader.error(0, "too-long", format!("a policy has at most {MAX_LENGTH} bytes; this has {}", source.len()));
        return Err(reader.findings);
    }
    let (document, errors) = DeTable::parse_recoverable(source);
    for error in errors {
        let at = error.span().map_or(0, |span| span.start);
        reader.error(at, "not-toml", format!("this cannot be read as TOML: {}", error.message()));
    }
    if !reader.findings.is_empty() {
        return Err(reader.findings);
    }
    let root = Table { table: document.get_ref(), at: 0, name: "the policy" };
    let policy = read(&mut reader, root);
    match policy {
        Some(policy) if reader.findings.is_empty() => Ok(policy),
        _ => {
            reader.findings.sort_by_key(|finding| (finding.line, finding.column));
            Err(reader.findings)
        }
    }
}

fn read(reader: &mut Reader<'_>, root: Table<'_, '_>) -> Option<Policy> {
    reader.known_keys(root, &["policy", "contact", "terms", "class", "procedure", "concessions"]);
    let Some(head) = reader.table(root, "policy", "[policy]") else {
        reader.error(0, "missing-section", "a policy begins with [policy], its name and its currency");
        return None;
    };
    reader.known_keys(head, &["name", "currency", "review_by"]);
    let name = reader.required_text(head, "name", "\"Standard trade credit\"").map(|(name, _)| name);
    let currency = currency(reader, head);
    let review_by = date(reader, head, "review_by");
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
    })
}

fn currency(reader: &mut Reader<'_>, head: Table<'_, '_>) -> Option<Currency> {
    let (code, span) = reader.required_text(head, "currency", "\"GBP\"")?;
    match Currency::from_code(&code) {
        Ok(currency) => Some(currency),
        Err(error) => {
            reader.error(span.start, "unknown-currency", error.to_string());
            None
        }
    }
}

fn date(reader: &mut Reader<'_>, table: Table<'_, '_>, key: &str) -> Option<Date> {
    let value = table.table.get(key)?;
    let text = match value.get_ref() {
        DeValue::Datetime(datetime) => datetime.to_string(),
        DeValue::String(text) => text.to_string(),
        _ => String::new(),
    };
    match crate::dates::parse_date(&text) {
        Ok(date) => Some(date),
        Err(error) => {
            reader.error(value.span().start, "wrong-date", format!("\"{key}\": {error}; for example: {key} = 2027-01-31"));
            None
        }
    }
}

fn amount(reader: &mut Reader<'_>, table: Table<'_, '_>, key: &str, unit: Currency) -> Option<i64> {
    let (text, span) = reader.number_text(table, key)?;
    match Money::parse(&text, unit) {
        Ok(money) if !money.is_negative() => Some(money.minor()),
        Ok(_) => {
            reader.error(span.start, "out-of-range", format!("\"{key}\" is {text}; an amount here is not negative"));
            None
        }
        Err(error) => {
            reader.error(span.start, "wrong-amount", format!("\"{key}\": {error}"));
            None
        }
    }
}

fn contact(reader: &mut Reader<'_>, root: Table<'_, '_>, unit: Currency) -> Contact {
    let mut contact = Contact { min_overdue: 0, min_gap_days: 5, send_between: None, days: ContactDays::Business };
    let Some(table) = reader.table(root, "contact", "[contact]") else {
        return contact;
    };
    reader.known_keys(table, &["min_overdue", "min_gap_days", "send_between", "days"]);
    contact.min_overdue = amount(reader, table, "min_overdue", unit).unwrap_or(contact.min_overdue);
    if let Some(days) = reader.integer(table, "min_gap_days", 1..91) {
        contact.min_gap_days = i32::try_from(days).unwrap_or(contact.min_gap_days);
    }
    contact.send_between = send_between(reader, table);
    if let Some((days, span)) = reader.text(table, "days") {
        match days.as_str() {
            "business" => contact.days = ContactDays::Business,
            "every" => contact.days = ContactDays::Every,
            other => reader.error(span.start, "unknown-word", format!("\"days\" is \"{other}\"; it can be \"business\" or \"every\"")),
        }
    }
    contact
}

fn send_between(reader: &mut Reader<'_>, table: Table<'_, '_>) -> Option<(Time, Time)> {
    let texts = reader.texts(table, "send_between");
    let first = texts.first()?.1.start;
    let times: Vec<Time> = texts.iter().filter_map(|(text, _)| Time::strptime("%H:%M", text).ok()).collect();
    match times.as_slice() {
        [from, until] if from < until && texts.len() == 2 => Some((*from, *until)),
        _ => {
            reader.error(first, "wrong-hours", "send_between is two times of day, the earlier first: [\"09:00\", \"17:00\"]");
            None
        }
    }
}

fn terms(reader: &mut Reader<'_>, root: Table<'_, '_>) -> Vec<TermsOffer> {
    let Some(section) = reader.table(root, "terms", "[terms]") else {
        return Vec::new();
    };
    let mut offers = Vec::new();
    for name in section.table.keys() {
        let Some(table) = reader.table(section, name.get_ref(), "the terms") else {
            continue;
        };
        reader.known_keys(table, &["due", "interest", "fixed_sum", "accept"]);
        let due = reader.required_text(table, "due", "\"net 30\"");
        let interest = reader.text(table, "interest").map(|(text, _)| text);
        let fixed_sum = reader.text(table, "fixed_sum").map(|(text, _)| text);
        let accept = reader.texts(table, "accept").into_iter().map(|(text, _)| text).collect();
        let Some((text, span)) = due else { continue };
        match text.parse::<Terms>() {
            Ok(terms) => offers.push(TermsOffer {
                name: name.get_ref().to_string(),
                due: terms.to_string(),
                interest,
                fixed_sum,
                accept,
            }),
            Err(error) => reader.error(span.start, "unknown-terms", error.to_string()),
        }
    }
    offers
}

/// The procedures; one that could not be read stays as a gap, so that the classes that name it are
/// not reported as well.
fn procedures(reader: &mut Reader<'_>, root: Table<'_, '_>) -> Vec<Option<Procedure>> {
    let Some(section) = reader.table(root, "procedure", "[procedure]") else {
        reader.error(0, "missing-section", "a policy needs at least one procedure: [procedure.standard] with its steps");
        return Vec::new();
    };
    if section.table.len() > MAX_ENTRIES {
        reader.error(section.at, "too-many", format!("a policy has at most {MAX_ENTRIES} procedures"));
        return Vec::new();
    }
    let mut procedures = Vec::new();
    for name in section.table.keys() {
        let line = reader.place(name.span().start).0;
        let Some(table) = reader.table(section, name.get_ref(), "the procedure") else {
            procedures.push(None);
            continue;
        };
        reader.known_keys(table, &["entry", "steps"]);
        let rows = reader.tables(table, "steps", "the step");
        if rows.is_empty() || rows.len() > MAX_ENTRIES {
            reader.error(name.span().start, "no-steps", format!(
                "the procedure \"{}\" needs 1 to {MAX_ENTRIES} steps: steps = [ {{ name = \"reminder\", at = \"due + 3 days\", do = \"email\" }} ]",
                name.get_ref()
            ));
        }
        let expected = rows.len();
        let steps: Vec<Step> = rows.into_iter().filter_map(|row| step(reader, row)).collect();
        let complete = steps.len() == expected && expected > 0;
        let entry = entry(reader, table, &steps, complete);
        procedures.push(complete.then(|| Procedure { name: name.get_ref().to_string(), entry, steps, line }));
    }
    procedures
}

/// The entry step: the one that is named, or the first that is not before the due date.
fn entry(reader: &mut Reader<'_>, table: Table<'_, '_>, steps: &[Step], complete: bool) -> usize {
    let first_late = steps.iter().position(|step| step.at.from == Anchor::Due && step.at.days >= 0);
    let Some((name, span)) = reader.text(table, "entry") else {
        return first_late.unwrap_or(0);
    };
    match steps.iter().position(|step| *step.name == *name) {
        Some(index) => index,
        None => {
            if complete {
                let names: Vec<&str> = steps.iter().map(|step| &*step.name).collect();
                reader.error(span.start, "unknown-entry", format!(
                    "the entry \"{name}\" is not one of the steps ({})", names.join(", ")
                ));
            }
            0
        }
    }
}

fn step(reader: &mut Reader<'_>, table: Table<'_, '_>) -> Option<Step> {
    reader.known_keys(table, &["name", "at", "do", "tone", "when", "charge", "approve", "to", "template"]);
    let line = reader.place(table.at).0;
    let name = reader.required_text(table, "name", "\"reminder\"");
    let at = reader.required_text(table, "at", "\"due + 3 days\"").and_then(|(text, span)| at(reader, &text, span.start));
    let kind = reader.required_text(table, "do", "\"email\"").and_then(|(text, span)| {
        known(reader, "do", &text, span.start, Do::from_code, Do::ALL.map(Do::code).as_slice())
    });
    let tone = reader.text(table, "tone").and_then(|(text, span)| {
        known(reader, "tone", &text, span.start, Tone::from_code, Tone::ALL.map(Tone::code).as_slice())
    });
    let when = reader.text(table, "when").and_then(|(text, span)| condition(reader, &text, span.start, Place::Step));
    let charge = words(reader, table, "charge", &CHARGES);
    let to = words(reader, table, "to", &RECOURSE);
    let approve = reader.text(table, "approve").and_then(|(text, span)| {
        known(reader, "approve", &text, span.start, |word| ROLES.contains(&word).then(|| word.into()), &ROLES)
    });
    let template = reader.text(table, "template");
    let (at, kind) = (at?, kind?);
    let tone = tone.unwrap_or(Tone::Friendly);
    let before_due = at.from == Anchor::Invoice || at.days < 0;
    let template = kind.is_contact().then(|| match template {
        Some((name, _)) => name.into_boxed_str(),
        None if before_due => "courtesy".into(),
        None => tone.code().into(),
    });
    Some(Step { name: name?.0.into(), at, kind, tone, template, when, charge, approve, to, line })
}

/// Reads one word out of a fixed list.
fn known<T>(
    reader: &mut Reader<'_>,
    key: &str,
    found: &str,
    at: usize,
    from_code: impl Fn(&str) -> Option<T>,
    all: &[&str],
) -> Option<T> {
    let value = from_code(found);
    if value.is_none() {
        reader.error(at, "unknown-word", format!("\"{key}\" is \"{found}\"; it can be {}", all.join(", ")));
    }
    value
}

fn words(reader: &mut Reader<'_>, table: Table<'_, '_>, key: &str, all: &[&str]) -> Vec<String> {
    let found = reader.texts(table, key);
    found
        .into_iter()
        .filter_map(|(text, span)| {
            known(reader, key, &text, span.start, |word| all.contains(&word).then(|| word.to_owned()), all)
        })
        .collect()
}

/// Reads `due`, `due + 3 days`, `due - 1 day`, `invoice + 7 days`.
fn at(reader: &mut Reader<'_>, text: &str, place: usize) -> Option<At> {
    let parsed = parse_at(text);
    if parsed.is_none() {
        reader.error(place, "wrong-time", format!(
            "\"{text}\" is not a time for a step; write \"due\", \"due + 3 days\", \"due - 7 days\" or \"invoice + 2 days\" (at most {MAX_OFFSET_DAYS} days)"
        ));
    }
    parsed
}

fn parse_at(text: &str) -> Option<At> {
    let text = text.trim();
    let (from, rest) = match text.strip_prefix("due") {
        Some(rest) => (Anchor::Due, rest),
        None => (Anchor::Invoice, text.strip_prefix("invoice")?),
    };
    let rest = rest.trim();
    if rest.is_empty() {
        return Some(At { from, days: 0 });
    }
    let (sign, rest) = match rest.strip_prefix('-') {
        Some(rest) => (-1, rest),
        None => (1, rest.strip_prefix('+')?),
    };
    let number = rest.trim().strip_suffix("days").or_else(|| rest.trim().strip_suffix("day"))?.trim();
    let days: i32 = number.bytes().all(|b| b.is_ascii_digit()).then(|| number.parse().ok())??;
    (days <= MAX_OFFSET_DAYS).then_some(At { from, days: sign * days })
}

fn condition(reader: &mut Reader<'_>, text: &str, place: usize, kind: Place) -> Option<Condition> {
    match Condition::parse(text, kind) {
        Ok(condition) => Some(condition),
        Err(errors) => {
            for error in errors {
                let code = if error.message.contains("there is no fact") { "unknown-fact" } else { "condition" };
                // The text begins after the opening quotation mark.
                reader.error(place + 1 + error.at, code, format!("in the condition \"{text}\": {}", error.message));
            }
            None
        }
    }
}

fn classes(reader: &mut Reader<'_>, root: Table<'_, '_>, procedures: &[Option<Procedure>]) -> Vec<Class> {
    let rows = reader.tables(root, "class", "the class");
    if rows.is_empty() || rows.len() > MAX_ENTRIES {
        reader.error(0, "no-classes", format!(
            "a policy needs 1 to {MAX_ENTRIES} classes; the simplest is: [[class]] name = \"standard\", when = \"true\", procedure = \"standard\""
        ));
    }
    let names: Vec<&str> = procedures.iter().flatten().map(|procedure| procedure.name.as_str()).collect();
    let mut classes = Vec::new();
    for row in rows {
        reader.known_keys(row, &["name", "when", "procedure"]);
        let name = reader.required_text(row, "name", "\"standard\"");
        let when = reader
            .required_text(row, "when", "\"true\"")
            .and_then(|(text, span)| condition(reader, &text, span.start, Place::Class));
        let procedure = reader.required_text(row, "procedure", "\"standard\"").and_then(|(text, span)| {
            let index = names.iter().position(|name| *name == text);
            if index.is_none() && procedures.iter().all(Option::is_some) {
                let hint = nearest(&text, names.iter().copied())
                    .map_or_else(String::new, |near| format!("; did you mean \"{near}\"?"));
                reader.error(span.start, "unknown-procedure", format!("there is no procedure \"{text}\"{hint}"));
            }
            index
        });
        let line = reader.place(row.at).0;
        if let (Some((name, _)), Some(when), Some(procedure)) = (name, when, procedure) {
            classes.push(Class { name, when, procedure, line });
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
            reader.error(table.at, "missing-key", "a plan needs the most instalments it may have: instalments = 6");
        }
        let over_days = reader.text(table, "over").and_then(|(text, span)| days(reader, &text, span.start));
        let first = reader.text(table, "first").and_then(|(text, span)| percent(reader, &text, span.start));
        let auto_below = amount(reader, table, "auto_below", unit);
        if let Some(instalments) = reader.integer(table, "instalments", 2..121) {
            concessions.plan = Some(PlanOffer { instalments, first, over_days, auto_below });
        }
    }
    if let Some(table) = reader.table(section, "settlement", "the settlement") {
        reader.known_keys(table, &["floor", "only_after", "approve"]);
        concessions.settlement = Some(SettlementOffer {
            floor: reader.text(table, "floor").and_then(|(text, span)| percent(reader, &text, span.start)),
            only_after: reader.text(table, "only_after").and_then(|(text, span)| at(reader, &text, span.start)),
            approve: reader.text(table, "approve").and_then(|(text, span)| {
                known(reader, "approve", &text, span.start, |word| ROLES.contains(&word).then(|| word.to_owned()), &ROLES)
            }),
        });
    }
    concessions
}

fn days(reader: &mut Reader<'_>, text: &str, at: usize) -> Option<i64> {
    let days = text.trim().strip_suffix("days").and_then(|number| number.trim().parse::<i64>().ok());
    let days = days.filter(|days| (1..=3_650).contains(days));
    if days.is_none() {
        reader.error(at, "wrong-days", format!("\"{text}\" is not a number of days; write \"180 days\""));
    }
    days
}

/// Checks a percentage and keeps it as written.
fn percent(reader: &mut Reader<'_>, text: &str, at: usize) -> Option<String> {
    let share = text.trim().strip_suffix('%').and_then(|number| number.trim().parse::<rust_decimal::Decimal>().ok());
    let inside = share.is_some_and(|share| share > rust_decimal::Decimal::ZERO && share <= rust_decimal::Decimal::ONE_HUNDRED);
    if !inside {
        reader.error(at, "wrong-percentage", format!("\"{text}\" is not a share; write \"25%\" (above 0, at most 100)"));
        return None;
    }
    Some(text.trim().to_owned())
}
