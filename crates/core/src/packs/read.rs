//! Reading the parts of a pack: sections, and values with their sources and periods.

use toml::de::DeValue;

use super::plain::place;
use super::value::{About, Sourced, Values};
use crate::toml_reader::{Reader, Table};

pub(super) use super::plain::{
    Cell, as_table, boolean, cell, count, date, date_value, money, parsed, parsed_list,
    parsed_text, text, texts, time, truth,
};

/// What can be said about every section and every value.
pub(super) const ABOUT: [&str; 6] = ["source", "verified", "from", "until", "status", "note"];

/// A section of a pack and what holds for every value in it.
#[derive(Clone)]
pub(super) struct Group<'t, 'i> {
    pub(super) table: Table<'t, 'i>,
    pub(super) about: About,
}

/// Whether a value is written as a table of its own, such as a rate or a scale.
#[derive(Clone, Copy, PartialEq, Eq)]
pub(super) enum Shape {
    Plain,
    Table,
}

/// Reads what a pack, a section or a value says about itself; the rest is as above it.
pub(super) fn about(
    reader: &mut Reader<'_>,
    table: Table<'_, '_>,
    above: &About,
    name: String,
) -> About {
    let from = date(reader, table, "from");
    let until = date(reader, table, "until");
    if let (Some(from), Some(until)) = (from, until)
        && until < from
    {
        reader.error(
            table.at,
            "wrong-period",
            format!("\"until\" ({until}) is before \"from\" ({from}); \"until\" is the last day on which the value holds"),
        );
    }
    let about = about_without_period(reader, table, above, name);
    About {
        from: from.or(about.from),
        until: until.or(about.until),
        ..about
    }
}

/// As [`about`], where `from` and `until` mean something else.
pub(super) fn about_without_period(
    reader: &mut Reader<'_>,
    table: Table<'_, '_>,
    above: &About,
    name: String,
) -> About {
    let source = reader.text(table, "source").map(|(source, span)| {
        if !source.starts_with("https://") && !source.starts_with("http://") {
            reader.error(
                span.start,
                "wrong-source",
                format!(
                    "\"source\" is \"{source}\"; it is the address at which the value was found, such as https://www.gov.uk"
                ),
            );
        }
        source
    });
    let verified = boolean(reader, table, "verified");
    let status = reader.text(table, "status").map(|(status, span)| {
        if status != "pending" && status != "in-force" {
            reader.error(
                span.start,
                "unknown-word",
                format!("\"status\" is \"{status}\"; it can be \"in-force\" or \"pending\""),
            );
        }
        status == "pending"
    });
    About {
        name,
        source: source.or_else(|| above.source.clone()),
        verified: verified.unwrap_or(above.verified),
        pending: status.unwrap_or(above.pending),
        from: above.from,
        until: above.until,
        note: reader.text(table, "note").map(|(note, _)| note),
        line: reader.line(table.at),
    }
}

/// A verified value must say where it was seen.
pub(super) fn check_source(reader: &mut Reader<'_>, about: &About, at: usize) {
    if about.verified && about.source.is_none() {
        reader.error(
            at,
            "no-source",
            format!(
                "{} is verified but has no source; give the address at which it was seen, or write verified = false",
                about.name
            ),
        );
    }
}

/// What holds before a file has said anything: what is not called unverified needs a source.
pub(super) fn nothing_known(name: &str) -> About {
    About {
        name: name.to_owned(),
        source: None,
        verified: true,
        pending: false,
        from: None,
        until: None,
        note: None,
        line: 1,
    }
}

/// Opens a section: checks its keys and reads what holds for all its values.
pub(super) fn group<'t, 'i>(
    reader: &mut Reader<'_>,
    table: Table<'t, 'i>,
    above: &About,
    name: String,
    keys: &[&str],
) -> Group<'t, 'i> {
    known_keys(reader, table, keys);
    let about = about(reader, table, above, name);
    Group { table, about }
}

/// Reports keys that are neither of this section nor about a value.
pub(super) fn known_keys(reader: &mut Reader<'_>, table: Table<'_, '_>, keys: &[&str]) {
    let known: Vec<&str> = keys.iter().chain(&ABOUT).copied().collect();
    reader.known_keys(table, &known);
}

impl<'t, 'i> Group<'t, 'i> {
    /// The value of a key, of whatever kind and period.
    pub(super) fn values<T>(
        &self,
        reader: &mut Reader<'_>,
        key: &'t str,
        shape: Shape,
        read: impl Fn(&mut Reader<'_>, Cell<'_, '_>) -> Option<T>,
    ) -> Values<T> {
        let mut values = Vec::new();
        if let Some(value) = self.table.table.get(key) {
            let above = About {
                name: format!("{}.{key}", self.about.name),
                note: None,
                ..self.about.clone()
            };
            let mut target = Target {
                shape,
                read: &read,
                values: &mut values,
            };
            collect(reader, Cell { key, value }, None, &above, &mut target);
        }
        Values(values)
    }

    /// The one value of a key, in a section whose own dates say when it holds.
    pub(super) fn single<T>(
        &self,
        reader: &mut Reader<'_>,
        key: &'t str,
        shape: Shape,
        read: impl Fn(&mut Reader<'_>, Cell<'_, '_>) -> Option<T>,
    ) -> Option<Sourced<T>> {
        let mut values = self.values(reader, key, shape, read).0;
        let is_single = values
            .iter()
            .all(|value| value.kind.is_none() && value.about.from == self.about.from)
            && values.len() <= 1;
        if !is_single {
            reader.error(
                self.table.table.get(key).map_or(self.table.at, |value| value.span().start),
                "several-values",
                format!("\"{key}\" has one value here; for another period write another section with its own \"from\" and \"until\""),
            );
        }
        values.pop()
    }

    /// The one value of a key that must be there.
    pub(super) fn required<T>(
        &self,
        reader: &mut Reader<'_>,
        key: &'t str,
        example: &str,
        read: impl Fn(&mut Reader<'_>, Cell<'_, '_>) -> Option<T>,
    ) -> Option<Sourced<T>> {
        if !self.table.table.contains_key(key) {
            reader.missing(self.table, key, example);
        }
        self.single(reader, key, Shape::Plain, read)
    }

    /// The parts of a list of tables, each a value with its own source.
    pub(super) fn list<T>(
        &self,
        reader: &mut Reader<'_>,
        key: &'t str,
        keys: &[&str],
        read: impl Fn(&mut Reader<'_>, Table<'_, '_>) -> Option<T>,
    ) -> Vec<Sourced<T>> {
        let mut parts = Vec::new();
        for table in reader.tables(self.table, key, key) {
            let name = format!("{}.{key}", self.about.name);
            let part = group(reader, table, &self.about, name, keys);
            check_source(reader, &part.about, table.at);
            if let Some(value) = read(reader, table) {
                parts.push(Sourced {
                    value,
                    kind: None,
                    about: part.about,
                });
            }
        }
        parts
    }
}

/// Where the values of a key go, and how one is read.
struct Target<'a, T> {
    shape: Shape,
    read: &'a dyn Fn(&mut Reader<'_>, Cell<'_, '_>) -> Option<T>,
    values: &'a mut Vec<Sourced<T>>,
}

/// Reads a value written bare, as a table with its source, as a list of such tables for several periods,
/// or as a table of kinds.
fn collect<T>(
    reader: &mut Reader<'_>,
    cell: Cell<'_, '_>,
    kind: Option<&str>,
    above: &About,
    target: &mut Target<'_, T>,
) {
    match cell.value.get_ref() {
        DeValue::Array(entries)
            if !entries.is_empty() && entries.iter().all(|entry| entry.get_ref().is_table()) =>
        {
            for entry in entries {
                let cell = Cell {
                    value: entry,
                    ..cell
                };
                collect(reader, cell, kind, above, target);
            }
        }
        DeValue::Table(table) if table.contains_key("value") => {
            let place = place(cell, table);
            known_keys(reader, place, &["value", "kind"]);
            let of_kind = reader.text(place, "kind").map(|(kind, _)| kind);
            let kind = of_kind.as_deref().or(kind);
            let about = about(reader, place, above, named(above, kind));
            if let Some(value) = table.get("value") {
                push(reader, Cell { value, ..cell }, kind, about, target);
            }
        }
        DeValue::Table(table) if target.shape == Shape::Table => {
            let about = about(reader, place(cell, table), above, named(above, kind));
            push(reader, cell, kind, about, target);
        }
        DeValue::Table(table) if kind.is_none() => {
            let about = about(reader, place(cell, table), above, above.name.clone());
            for (kind, value) in table {
                if !ABOUT.contains(&kind.get_ref().as_ref()) {
                    let cell = Cell { value, ..cell };
                    collect(reader, cell, Some(kind.get_ref()), &about, target);
                }
            }
        }
        _ => {
            let about = About {
                name: named(above, kind),
                line: reader.line(cell.at()),
                ..above.clone()
            };
            push(reader, cell, kind, about, target);
        }
    }
}

fn push<T>(
    reader: &mut Reader<'_>,
    cell: Cell<'_, '_>,
    kind: Option<&str>,
    about: About,
    target: &mut Target<'_, T>,
) {
    check_source(reader, &about, cell.at());
    if let Some(value) = (target.read)(reader, cell) {
        target.values.push(Sourced {
            value,
            kind: kind.map(str::to_owned),
            about,
        });
    }
}

fn named(above: &About, kind: Option<&str>) -> String {
    kind.map_or_else(
        || above.name.clone(),
        |kind| format!("{}.{kind}", above.name),
    )
}
