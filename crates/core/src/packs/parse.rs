//! Reading a pack from TOML, section by section.

use std::fmt::Display;
use std::ops::Range;
use std::str::FromStr;

use super::conduct::{self, Coming, Duty};
use super::court::{self, PreAction};
use super::read::{self, Group, Shape, nothing_known};
use super::value::{About, Values};
use super::{Pack, allocation, fixed_sum, interest_law, limitation, terms_law};
use crate::currency::Currency;
use crate::toml_reader::{Reader, Table};

/// The keys at the head of a pack, and its sections.
pub(super) const HEAD_KEYS: [&str; 6] = ["code", "name", "currency", "holidays", "parent", "note"];
pub(super) const SECTIONS: [&str; 11] = [
    "interest",
    "fixed_sum",
    "terms",
    "limitation",
    "court",
    "pre_action",
    "allocation",
    "contact",
    "duty",
    "insolvency",
    "coming",
];

/// Reads a pack.
pub(super) fn pack(reader: &mut Reader<'_>, root: Table<'_, '_>, hash: String) -> Option<Pack> {
    let known: Vec<&str> = HEAD_KEYS.into_iter().chain(SECTIONS).collect();
    reader.known_keys(root, &known);
    let code = reader.required_text(root, "code", "\"GB\"");
    let name = reader.required_text(root, "name", "\"United Kingdom\"");
    let currency = currency(reader, root);
    let head = |reader: &mut Reader<'_>, key| reader.text(root, key).map(|(text, _)| text);
    let holidays = head(reader, "holidays");
    let parent = head(reader, "parent");
    let note = head(reader, "note");
    let above = nothing_known(code.as_ref().map_or("", |(code, _)| code));
    // Amounts are read in some currency even when its name is wrong, so that all problems are found.
    let unit = currency.or_else(|| Currency::from_code("EUR").ok())?;

    let interest = parts(reader, root, "interest", |reader, table| {
        interest_law::read(reader, table, &above)
    });
    let fixed_sums = parts(reader, root, "fixed_sum", |reader, table| {
        fixed_sum::read(reader, table, &above, unit)
    });
    let terms = reader.table(root, "terms", "[terms]");
    let terms = terms.map(|table| terms_law::read(reader, table, &above));
    let limitation = reader.table(root, "limitation", "[limitation]");
    let limitation = limitation.map(|table| limitation::read(reader, table, &above));
    let court = reader.table(root, "court", "[court]");
    let court = court.map(|table| court::read(reader, table, &above, unit));
    let pre_actions: Vec<PreAction> = parts(reader, root, "pre_action", |reader, table| {
        court::read_pre_action(reader, table, &above, unit)
    });
    let allocation = reader.table(root, "allocation", "[allocation]");
    let allocation = allocation.map(|table| allocation::read(reader, table, &above));
    let contact = reader.table(root, "contact", "[contact]");
    let contact = contact.map(|table| conduct::read(reader, table, &above));
    let duties: Vec<Duty> = parts(reader, root, "duty", |reader, table| {
        conduct::read_duty(reader, table, &above)
    });
    let insolvency = insolvency(reader, root, &above);
    let coming: Vec<Coming> = parts(reader, root, "coming", |reader, table| {
        conduct::read_coming(reader, table, &above)
    });
    Some(Pack {
        code: code?.0,
        name: name?.0,
        currency: currency?,
        holidays,
        parent,
        note,
        hash,
        interest,
        fixed_sums,
        terms: terms.unwrap_or_default(),
        limitation: limitation.unwrap_or_default(),
        court: court.unwrap_or_default(),
        pre_actions,
        allocation: allocation.unwrap_or_default(),
        contact: contact.unwrap_or_default(),
        duties,
        insolvency,
        coming,
    })
}

fn currency(reader: &mut Reader<'_>, root: Table<'_, '_>) -> Option<Currency> {
    let (code, span) = reader.required_text(root, "currency", "\"GBP\"")?;
    match Currency::from_code(&code) {
        Ok(currency) => Some(currency),
        Err(error) => {
            reader.error(span.start, "unknown-currency", error.to_string());
            None
        }
    }
}

/// The parts of a list of sections such as `[[interest]]`.
fn parts<T>(
    reader: &mut Reader<'_>,
    root: Table<'_, '_>,
    key: &str,
    read: impl Fn(&mut Reader<'_>, Table<'_, '_>) -> Option<T>,
) -> Vec<T> {
    let tables = reader.tables(root, key, key);
    let mut ids: Vec<String> = Vec::new();
    let mut parts = Vec::new();
    for table in tables {
        let id = table.table.get("id").and_then(|id| id.get_ref().as_str());
        if let Some(id) = id {
            if ids.iter().any(|known| known == id) {
                let message = format!(
                    "there are two sections [[{key}]] with the id \"{id}\"; give each its own"
                );
                reader.error(table.at, "duplicate", message);
            }
            ids.push(id.to_owned());
        }
        parts.extend(read(reader, table));
    }
    parts
}

/// Opens a section such as `[terms]`.
pub(super) fn section<'t, 'i>(
    reader: &mut Reader<'_>,
    table: Table<'t, 'i>,
    above: &About,
    name: &str,
    keys: &[&str],
) -> Group<'t, 'i> {
    let name = format!("{}.{name}", above.name);
    read::group(reader, table, above, name, keys)
}

/// Opens a section of a list such as `[[duty]]`, whose id was read already.
pub(super) fn with_id<'t, 'i>(
    reader: &mut Reader<'_>,
    table: Table<'t, 'i>,
    above: &About,
    name: &str,
    id: &Option<(String, Range<usize>)>,
    keys: &[&str],
) -> Group<'t, 'i> {
    let id = id.as_ref().map_or("", |(id, _)| id);
    let group = section(reader, table, above, &format!("{name}.{id}"), keys);
    read::check_source(reader, &group.about, table.at);
    group
}

/// What the laws of a list have in common: an id, a title, and whom they are for.
pub(super) fn law_head<'t, 'i, T: FromStr<Err: Display>>(
    reader: &mut Reader<'_>,
    table: Table<'t, 'i>,
    above: &About,
    name: &str,
    keys: &[&str],
) -> (Option<String>, Option<String>, Vec<T>, Group<'t, 'i>) {
    let id = reader
        .required_text(table, "id", "\"statutory\"")
        .map(|(id, _)| id);
    let title = reader
        .required_text(table, "title", "\"Late Payment Act\"")
        .map(|(title, _)| title);
    let debtors = match read::cell(table, "debtors") {
        Some(cell) => read::parsed_list(reader, cell).unwrap_or_default(),
        None => {
            reader.missing(table, "debtors", "[\"business\", \"public-body\"]");
            Vec::new()
        }
    };
    let name = format!("{name}.{}", id.as_deref().unwrap_or_default());
    let group = section(reader, table, above, &name, keys);
    (id, title, debtors, group)
}

/// `[insolvency]`: texts under names of the pack's choice.
fn insolvency(
    reader: &mut Reader<'_>,
    root: Table<'_, '_>,
    above: &About,
) -> Vec<(String, Values<String>)> {
    let Some(table) = reader.table(root, "insolvency", "[insolvency]") else {
        return Vec::new();
    };
    let keys: Vec<&str> = table
        .table
        .keys()
        .map(|key| key.get_ref().as_ref())
        .filter(|key| !read::ABOUT.contains(key))
        .collect();
    let group = section(reader, table, above, "insolvency", &keys);
    keys.into_iter()
        .map(|key| {
            (
                key.to_owned(),
                group.values(reader, key, Shape::Plain, read::text),
            )
        })
        .collect()
}
