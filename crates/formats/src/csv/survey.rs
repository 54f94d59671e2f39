//! The first pass over a file: how its dates and amounts are written.

use dunwell_core::sentence::Sentence;

use super::dialect::{Dialect, Header};
use super::plan::{Bound, CellSource, Plan, Sorted};
use super::split::Row;
use super::spreadsheet::unwrapped;
use crate::problem::{Answer, Choice, Options, Question};
use crate::profile::Profile;
use crate::style::{Candidate, DateColumn, NumberColumn, Verdict};
use crate::{DateOrder, DateStyle, FieldType, NumberStyle};

/// Sets the style of every date and amount of the plan: what the profile and the options say, and
/// for the rest what the file tells. Gives back notes on what a column was told by.
///
/// # Errors
///
/// One question for each column that stays open.
pub(crate) fn survey(
    text: &[u8],
    dialect: Dialect,
    header: &Header,
    plan: &mut Plan,
    profile: &Profile,
    options: Options,
) -> Result<Vec<Sentence>, Vec<Question>> {
    for bound in &mut plan.bound {
        match bound.field.field_type() {
            // An answered order goes before the profile but leaves open which of the other forms it is.
            FieldType::Date if options.date_order.is_none() => {
                bound.date = bound.date.or(profile.date)
            }
            FieldType::Amount => {
                bound.decimal = bound.decimal.or(options.decimal).or(profile.decimal)
            }
            _ => {}
        }
    }
    let (dates, numbers) = evidence(text, dialect, header, plan);

    let verdicts = dates
        .into_iter()
        .map(|(at, column)| (at, column.verdict(options.date_order)))
        .collect();
    let dates = settle(verdicts, |style| {
        matches!(style, DateStyle::Dmy | DateStyle::Mdy | DateStyle::ShortYmd)
    });
    let verdicts = numbers
        .into_iter()
        .map(|(at, column)| (at, column.verdict()))
        .collect();
    let numbers = settle(verdicts, |_| true);

    let mut questions: Vec<Question> = Vec::new();
    questions.extend(
        dates
            .open
            .iter()
            .map(|(at, open)| date_question(&plan.bound[*at], open)),
    );
    questions.extend(
        numbers
            .open
            .iter()
            .map(|(at, open)| number_question(&plan.bound[*at], open)),
    );
    if !questions.is_empty() {
        return Err(questions);
    }

    let mut notes = Vec::new();
    for (at, style, by_others) in dates.told {
        plan.bound[at].date = Some(style);
        if by_others {
            notes.push(
                Sentence::new(
                    "note.dates-as-others",
                    "the dates of column '{column}' are read as {pattern}, as the file's other dates are",
                )
                .with("column", &plan.bound[at].label)
                .with("pattern", style.pattern()),
            );
        }
    }
    for (at, style, by_others) in numbers.told {
        plan.bound[at].decimal = Some(style);
        if by_others {
            notes.push(
                Sentence::new(
                    "note.sign-as-others",
                    "in column '{column}' the sign '{sign}' is read as the decimal sign, as in the file's other amounts",
                )
                .with("column", &plan.bound[at].label)
                .with("sign", style.sign().to_string()),
            );
        }
    }
    Ok(notes)
}

type Columns<C> = Vec<(usize, C)>;

/// Reads the whole file for the columns whose style is not known; not at all where all are.
fn evidence(
    text: &[u8],
    dialect: Dialect,
    header: &Header,
    plan: &Plan,
) -> (Columns<DateColumn>, Columns<NumberColumn>) {
    let open = |kind: FieldType, known: fn(&Bound) -> bool| {
        let bound = plan.bound.iter().enumerate();
        bound
            .filter(move |(_, bound)| bound.field.field_type() == kind && !known(bound))
            .filter_map(|(at, bound)| match bound.source {
                CellSource::Cell(cell) => Some((at, cell)),
                CellSource::Join(_) | CellSource::Value(_) => None,
            })
    };
    let mut dates: Vec<(usize, usize, DateColumn)> =
        open(FieldType::Date, |bound| bound.date.is_some())
            .map(|(at, cell)| (at, cell, DateColumn::new()))
            .collect();
    let mut numbers: Vec<(usize, usize, NumberColumn)> =
        open(FieldType::Amount, |bound| bound.decimal.is_some())
            .map(|(at, cell)| (at, cell, NumberColumn::new()))
            .collect();

    let (mut row, mut cursor) = (Row::default(), header.body);
    while !(dates.is_empty() && numbers.is_empty()) {
        match row.read(text, &mut cursor, dialect) {
            None => break,
            Some(Err(_)) => continue,
            Some(Ok(())) if plan.sort(text, &row, dialect.quote) != Sorted::Take => continue,
            Some(Ok(())) => {}
        }
        for (_, cell, column) in &mut dates {
            see(text, &row, *cell, dialect.quote, |value| column.see(value));
        }
        for (_, cell, column) in &mut numbers {
            see(text, &row, *cell, dialect.quote, |value| column.see(value));
        }
    }
    let dates = dates
        .into_iter()
        .map(|(at, _, column)| (at, column))
        .collect();
    let numbers = numbers
        .into_iter()
        .map(|(at, _, column)| (at, column))
        .collect();
    (dates, numbers)
}

fn see(text: &[u8], row: &Row, cell: usize, quote: u8, mut column: impl FnMut(&str)) {
    let field = row.field(text, cell, quote);
    if let Ok(value) = std::str::from_utf8(&field) {
        let value = unwrapped(value.trim());
        if !value.is_empty() {
            column(value);
        }
    }
}

struct Settled<S> {
    /// The column's place in the plan, its style, and whether only other columns told it.
    told: Vec<(usize, S, bool)>,
    open: Vec<(usize, Vec<Candidate<S>>)>,
}

/// Gives each column its style. One writer wrote the whole file, so an open column may be told by
/// the others where all of these that tell anything tell the same and it is one of its candidates.
fn settle<S: Copy + PartialEq>(
    verdicts: Vec<(usize, Verdict<S>)>,
    tells_others: impl Fn(S) -> bool,
) -> Settled<S> {
    let told_styles: Vec<S> = verdicts
        .iter()
        .filter_map(|(_, verdict)| match verdict {
            Verdict::Told(style) => Some(*style),
            Verdict::Indifferent(_) | Verdict::Open(_) => None,
        })
        .collect();
    let common = match told_styles.as_slice() {
        [first, rest @ ..] if rest.iter().all(|style| style == first) && tells_others(*first) => {
            Some(*first)
        }
        _ => None,
    };
    let mut settled = Settled {
        told: Vec::new(),
        open: Vec::new(),
    };
    for (at, verdict) in verdicts {
        match (verdict, common) {
            (Verdict::Told(style) | Verdict::Indifferent(style), _) => {
                settled.told.push((at, style, false))
            }
            (Verdict::Open(open), Some(style)) if open.iter().any(|c| c.style == style) => {
                settled.told.push((at, style, true));
            }
            (Verdict::Open(open), _) => settled.open.push((at, open)),
        }
    }
    settled
}

fn date_question(bound: &Bound, open: &[Candidate<DateStyle>]) -> Question {
    let setting = |style: DateStyle| format!("date = \"{}\"", style.pattern());
    let orders: Vec<&str> = open
        .iter()
        .filter_map(|candidate| order_key(candidate.style))
        .collect();
    let on_the_command_line = match orders.len() == open.len() {
        true => format!(", or --date-order {}", orders.join("|")),
        false => String::new(),
    };
    question(bound, open, setting, Answer::Date, &on_the_command_line)
}

fn order_key(style: DateStyle) -> Option<&'static str> {
    style.order().map(DateOrder::key)
}

fn number_question(bound: &Bound, open: &[Candidate<NumberStyle>]) -> Question {
    let setting = |style: NumberStyle| format!("decimal = \"{}\"", style.sign());
    question(
        bound,
        open,
        setting,
        Answer::Decimal,
        ", or --decimal point|comma",
    )
}

fn question<S: Copy>(
    bound: &Bound,
    open: &[Candidate<S>],
    setting: impl Fn(S) -> String,
    answer: impl Fn(S) -> Answer,
    elsewhere: &str,
) -> Question {
    let choice = |c: &Candidate<S>| Choice {
        setting: setting(c.style).into(),
        meaning: c.meaning.clone(),
        answer: answer(c.style),
    };
    let choices: Vec<Choice> = open.iter().map(choice).collect();
    let settings: Vec<&str> = choices.iter().map(|choice| &*choice.setting).collect();
    let remedy = format!(
        "Say which: {} in the profile{elsewhere}",
        settings.join(" or ")
    );
    // Where each candidate has its own example, the meanings name it and no one value stands for all.
    let example = match open {
        [first, rest @ ..] if rest.iter().all(|other| other.example == first.example) => {
            first.example.clone()
        }
        _ => "".into(),
    };
    Question {
        field: bound.field.key().into(),
        column: bound.label.clone(),
        example_value: example,
        choices,
        remedy: remedy.into(),
    }
}
