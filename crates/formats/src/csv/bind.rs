//! A profile and a header to a plan: which column is which field, and of which kind the file is.

use std::collections::BTreeSet;

use dunwell_core::sentence::Sentence;

use super::dialect::{Header, quoted_list};
use super::plan::{Bound, BoundOnly, CellPiece, CellSource, Plan};
use crate::problem::{Answer, Choice, Options, Question, Refused};
use crate::profile::{self, Column, NO, Only, Piece, Profile, YES, lacking, no_field};
use crate::synonyms::{loose, usual_field};
use crate::{Field, Kind};

/// How many of these names the profile knows; this is what makes a row the header.
pub(crate) fn recognised(names: &[Box<str>], profile: &Profile, options: Options) -> usize {
    let named: BTreeSet<String> = profile.named_columns().map(folded).collect();
    let found: BTreeSet<String> = names
        .iter()
        .map(|name| folded(name))
        .filter(|name| named.contains(name))
        .collect();
    if !profile.usual_names {
        return found.len();
    }
    let loose: Vec<String> = names.iter().map(|name| loose(name)).collect();
    let fields = |kind| {
        loose
            .iter()
            .filter_map(|name| usual_field(kind, name))
            .collect::<Vec<_>>()
    };
    let distinct = |fields: Vec<Field>| {
        Field::ALL
            .iter()
            .filter(|field| fields.contains(field))
            .count()
    };
    found.len()
        + kinds(profile, options)
            .into_iter()
            .map(|kind| distinct(fields(kind)))
            .max()
            .unwrap_or(0)
}

/// What a header is recognised by, for the message when there is none.
pub(crate) fn looked_for(profile: &Profile, options: Options) -> Sentence {
    let named: Vec<&str> = profile.named_columns().collect();
    if !profile.usual_names {
        return Sentence::new(
            "header.columns-of-profile",
            "the columns of the profile '{profile}': {columns}",
        )
        .with("profile", profile.name())
        .with("columns", quoted_list(&named));
    }
    match kinds(profile, options).as_slice() {
        [kind] => Sentence::new(
            "header.usual-names-of",
            "the usual names of the fields of {kind}: {fields}",
        )
        .with("kind", *kind)
        .with("fields", kind.field_list()),
        _ => Sentence::new(
            "header.usual-names",
            "columns with usual names such as 'number', 'customer', 'amount' and 'due'",
        ),
    }
}

fn kinds(profile: &Profile, options: Options) -> Vec<Kind> {
    match options.kind.or(profile.kind) {
        Some(kind) => vec![kind],
        None => Kind::ALL.to_vec(),
    }
}

/// How column names are compared: trimmed, case does not count.
fn folded(name: &str) -> String {
    name.trim().to_lowercase()
}

/// The fields that a kind would have in this file, each with the columns that could be it.
struct Fit {
    kind: Kind,
    fields: Vec<(Field, Vec<usize>)>,
    lacking: Option<Sentence>,
}

impl Fit {
    fn columns(&self) -> BTreeSet<usize> {
        self.fields
            .iter()
            .flat_map(|(_, columns)| columns.iter().copied())
            .collect()
    }
}

/// Binds a profile to a header.
pub(crate) fn bind(
    profile: &Profile,
    header: &Header,
    file: &str,
    options: Options,
) -> Result<Plan, Refused> {
    let refuse = |reason| Refused::Header {
        file: file.into(),
        reason,
    };
    let ask = |questions| Refused::Questions {
        file: file.into(),
        questions,
    };
    check_named(profile, header).map_err(refuse)?;

    let kinds = kinds(profile, options);
    let is_given = kinds.len() == 1;
    let fits: Vec<Fit> = kinds
        .into_iter()
        .map(|kind| fit(kind, profile, header, is_given))
        .collect();
    let fit = choose(&fits, header).map_err(|trouble| match trouble {
        Trouble::Lacking(reason) => refuse(reason),
        Trouble::Kinds(kinds) => ask(vec![kind_question(&kinds)]),
    })?;
    let doubled = || fit.fields.iter().filter(|(_, columns)| columns.len() > 1);
    if let Some(places) = doubled().find_map(|(_, columns)| same_heading(columns, header)) {
        return Err(refuse(twice(places, header)));
    }
    let doubled: Vec<Question> = doubled()
        .map(|(field, columns)| column_question(*field, columns, header))
        .collect();
    if !doubled.is_empty() {
        return Err(ask(doubled));
    }

    let told = |field: Field| {
        let (_, columns) = fit.fields.iter().find(|(own, _)| *own == field)?;
        columns
            .first()
            .map(|index| usual_bound(field, *index, header))
    };
    let bound = fit
        .kind
        .fields()
        .iter()
        .filter_map(|(field, _)| match profile.column(*field) {
            Some(column) => bind_column(column, header),
            None => told(*field),
        });
    let only = profile
        .only
        .iter()
        .filter_map(|only| bind_only(only, header));
    Ok(Plan::new(
        fit.kind,
        header.names.len(),
        only.collect(),
        bound.collect(),
    ))
}

/// That every column that the profile names is there, and once.
fn check_named(profile: &Profile, header: &Header) -> Result<(), Sentence> {
    let mut missing = Vec::new();
    for name in profile.named_columns() {
        let places = positions(name, header);
        match places.as_slice() {
            [] if !missing.contains(&name) => missing.push(name),
            [] | [_] => {}
            [first, second, ..] => return Err(twice((*first, *second), header)),
        }
    }
    if missing.is_empty() {
        return Ok(());
    }
    Err(Sentence::new(
        "header.missing",
        "'{profile}' names {missing}, but the header on line {line} has only {found}. Correct the names",
    )
    .with("profile", profile.name())
    .with("missing", quoted_list(&missing))
    .with("line", header.line)
    .with("found", quoted_list(&header.names)))
}

/// That two columns have the same heading, which nothing but a change in the file tells apart.
fn twice((first, second): (usize, usize), header: &Header) -> Sentence {
    Sentence::new(
        "header.twice",
        "the header on line {line} has the column '{column}' twice, as columns {first} and {second}. Rename one of them in the file",
    )
    .with("line", header.line)
    .with("column", &*header.names[first])
    .with("first", first + 1)
    .with("second", second + 1)
}

/// The first two of these columns that have the same heading.
fn same_heading(columns: &[usize], header: &Header) -> Option<(usize, usize)> {
    let heading = |index: &usize| folded(&header.names[*index]);
    columns.iter().enumerate().find_map(|(at, first)| {
        let second = columns[at + 1..]
            .iter()
            .find(|second| heading(second) == heading(first))?;
        Some((*first, *second))
    })
}

fn positions(name: &str, header: &Header) -> Vec<usize> {
    let name = folded(name);
    header
        .names
        .iter()
        .enumerate()
        .filter(|(_, own)| folded(own) == name)
        .map(|(index, _)| index)
        .collect()
}

/// What a kind that needs only one field must also show before a header is taken for it: nearly
/// every file has a column of customers or invoices, and few of them are lists of these.
fn untold(kind: Kind, has: impl Fn(Field) -> bool) -> Option<Sentence> {
    match kind {
        Kind::Customers if !has(Field::Name) => Some(Sentence::new(
            "header.no-customers",
            "without --as customers, a file is taken for customers only where it has name",
        )),
        Kind::Disputes
            if ![Field::Reason, Field::Opened, Field::Resolved]
                .map(has)
                .contains(&true) =>
        {
            Some(Sentence::new(
                "header.no-disputes",
                "without --as disputes, a file is taken for disputes only where it has reason, opened or resolved",
            ))
        }
        _ => None,
    }
}

/// Why a header is not one of payments: a list with due dates or open balances is one of what is owed,
/// however much the rest of it looks like money that came in.
fn owes(header: &Header) -> Option<Sentence> {
    let speaks_of_debt = |name: &str| {
        let field = usual_field(Kind::Invoices, &loose(name));
        matches!(field, Some(Field::Due | Field::Open))
    };
    let mut names = header.names.iter().map(|name| &**name);
    names.find(|name| speaks_of_debt(name)).map(|name| {
        Sentence::new(
            "header.no-payments",
            "without --as payments, a file with the column '{column}' is not taken for payments",
        )
        .with("column", name)
    })
}

/// What this kind would have in this file, and what it would lack.
fn fit(kind: Kind, profile: &Profile, header: &Header, is_given: bool) -> Fit {
    let mut fields: Vec<(Field, Vec<usize>)> = Vec::new();
    let mut lacks = None;
    for column in profile
        .columns
        .iter()
        .filter(|column| column.source != profile::Source::Nothing)
    {
        if !kind.has(column.field) {
            lacks = Some(no_field(kind, column.field.key()));
        }
        let columns = column
            .source
            .named_columns()
            .into_iter()
            .flat_map(|name| positions(name, header));
        fields.push((column.field, columns.take(1).collect()));
    }
    if profile.usual_names {
        let named: BTreeSet<String> = profile.named_columns().map(folded).collect();
        for (index, name) in header
            .names
            .iter()
            .enumerate()
            .filter(|(_, name)| !named.contains(&folded(name)))
        {
            let Some(field) = usual_field(kind, &loose(name)) else {
                continue;
            };
            if profile.column(field).is_some() {
                continue;
            }
            match fields.iter_mut().find(|(own, _)| *own == field) {
                Some((_, columns)) => columns.push(index),
                None => fields.push((field, vec![index])),
            }
        }
    }
    let has = |field| fields.iter().any(|(own, _)| *own == field);
    let lacking = lacks
        .or_else(|| {
            lacking(kind, has).map(|lacking| {
                Sentence::new("header.needs", "{kind} need {lacking}")
                    .with("kind", kind)
                    .with("lacking", lacking)
            })
        })
        .or_else(|| if is_given { None } else { untold(kind, has) })
        .or_else(|| {
            let may_be_told = is_given || kind != Kind::Payments || !profile.usual_names;
            if may_be_told { None } else { owes(header) }
        });
    Fit {
        kind,
        fields,
        lacking,
    }
}

enum Trouble {
    Lacking(Sentence),
    Kinds(Vec<Kind>),
}

/// The one kind that the header fits. A kind that uses only some of the columns that another uses
/// gives way to it: a list of invoices is also a list of customers, but a poor one.
fn choose<'f>(fits: &'f [Fit], header: &Header) -> Result<&'f Fit, Trouble> {
    let fitting: Vec<&Fit> = fits.iter().filter(|fit| fit.lacking.is_none()).collect();
    let gives_way = |fit: &Fit| {
        let columns = fit.columns();
        fitting.iter().any(|other| {
            other.columns().len() > columns.len() && other.columns().is_superset(&columns)
        })
    };
    let left: Vec<&Fit> = fitting
        .iter()
        .copied()
        .filter(|fit| !gives_way(fit))
        .collect();
    match left.as_slice() {
        [one] => Ok(one),
        [] => Err(Trouble::Lacking(lacking_of_nearest(fits, header))),
        several => Err(Trouble::Kinds(several.iter().map(|fit| fit.kind).collect())),
    }
}

fn lacking_of_nearest(fits: &[Fit], header: &Header) -> Sentence {
    let nearest = fits.iter().rev().max_by_key(|fit| fit.columns().len());
    let lacking = nearest.and_then(|fit| fit.lacking.clone());
    let lacking = lacking
        .unwrap_or_else(|| Sentence::new("header.no-kind", "no kind of file has these columns"));
    Sentence::new(
        "header.lacking",
        "{lacking}, but the header on line {line} has {found}. Name the columns with --map field=column,... or with a profile",
    )
    .with("lacking", lacking)
    .with("line", header.line)
    .with("found", quoted_list(&header.names))
}

fn kind_question(kinds: &[Kind]) -> Question {
    let choice = |kind: &Kind| Choice {
        setting: format!("--as {kind}").into(),
        meaning: Sentence::from(kind.key()),
        answer: Answer::Kind(*kind),
    };
    let choices: Vec<Choice> = kinds.iter().map(choice).collect();
    let settings: Vec<&str> = choices.iter().map(|choice| &*choice.setting).collect();
    let remedy = format!(
        "The header fits each of them. Say which: {}, or kind = \"...\" in a profile",
        settings.join(" or ")
    );
    Question {
        field: "kind".into(),
        column: "".into(),
        example_value: "".into(),
        choices,
        remedy: remedy.into(),
    }
}

fn column_question(field: Field, columns: &[usize], header: &Header) -> Question {
    let choice = |index: &usize| {
        let name = &header.names[*index];
        Choice {
            setting: format!("--map {field}={name}").into(),
            meaning: Sentence::from(format!("the column '{name}'")),
            answer: Answer::Column(field, name.clone()),
        }
    };
    let choices: Vec<Choice> = columns.iter().map(choice).collect();
    let settings: Vec<&str> = choices.iter().map(|choice| &*choice.setting).collect();
    let remedy = format!(
        "Say which: {}, or {field} = \"...\" in a profile",
        settings.join(" or ")
    );
    Question {
        field: field.key().into(),
        column: "".into(),
        example_value: "".into(),
        choices,
        remedy: remedy.into(),
    }
}

fn bind_only(only: &Only, header: &Header) -> Option<BoundOnly> {
    let index = *positions(&only.column, header).first()?;
    Some(BoundOnly {
        index,
        name: only.column.clone(),
        values: only.values.clone(),
    })
}

fn bind_column(column: &Column, header: &Header) -> Option<Bound> {
    let cell = |name: &str| positions(name, header).first().copied();
    let (source, label) = match &column.source {
        profile::Source::Column(name) => {
            let index = cell(name)?;
            (CellSource::Cell(index), header.names[index].clone())
        }
        profile::Source::Value(value) => (CellSource::Value(value.clone()), "the profile".into()),
        profile::Source::Template(pieces) => {
            let piece = |piece: &Piece| match piece {
                Piece::Text(text) => Some(CellPiece::Text(text.clone())),
                Piece::Column(name) => cell(name).map(CellPiece::Cell),
            };
            let label = column.source.named_columns().join(" + ");
            (
                CellSource::Join(pieces.iter().map(piece).collect::<Option<_>>()?),
                label.into(),
            )
        }
        profile::Source::Nothing => return None,
    };
    let words = |own: &[Box<str>], usual: &[&str]| -> Vec<Box<str>> {
        let usual = usual.iter().map(|word| Box::from(*word));
        own.iter()
            .map(|word| word.to_lowercase().into())
            .chain(usual)
            .collect()
    };
    // A word that the profile gives to one side is taken from the other side's usual words.
    let without = |usual: &[&'static str], other: &[Box<str>]| -> Vec<&'static str> {
        usual
            .iter()
            .copied()
            .filter(|word| !other.iter().any(|own| own.to_lowercase() == *word))
            .collect()
    };
    Some(Bound {
        strip: column.strip.clone(),
        yes: words(&column.yes, &without(&YES, &column.no)),
        no: words(&column.no, &without(&NO, &column.yes)),
        date: column.date,
        decimal: column.decimal,
        source,
        label,
        field: column.field,
    })
}

fn usual_bound(field: Field, index: usize, header: &Header) -> Bound {
    Bound {
        field,
        source: CellSource::Cell(index),
        label: header.names[index].clone(),
        strip: None,
        yes: YES.map(Box::from).to_vec(),
        no: NO.map(Box::from).to_vec(),
        date: None,
        decimal: None,
    }
}
