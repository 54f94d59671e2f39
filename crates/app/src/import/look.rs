//! What is understood of a file before anything is brought in: how it is written, which column is which
//! field, what it leaves open, and its first rows as they would be recorded.

use dunwell_core::currency::Currency;
use dunwell_core::money::Money;
use dunwell_core::sentence::{Say, Sentence, Sentences};
use dunwell_formats::csv::{Binding, Origin, Reader, columns};
use dunwell_formats::{Answer, Decimal, Field, Profile, Question, Record, Refused};
use jiff::civil::Date;
use serde::{Deserialize, Serialize};

use super::{InputFile, Options};

/// What is understood of a file.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Look {
    /// The file's name.
    pub file: String,
    /// How it is written: encoding and delimiter.
    pub dialect: Option<Sentence>,
    /// The names of its columns.
    pub header: Vec<String>,
    /// What was told, or why not enough could be.
    pub outcome: Outcome,
}

/// Whether a file can be read.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Outcome {
    /// It can.
    Read(Told),
    /// It leaves open what only a person can say.
    Asks(Vec<Asked>),
    /// It cannot, and this is why.
    Refused(Sentence),
}

impl Sentences for Look {
    fn sentences(&mut self) -> Vec<&mut Sentence> {
        let mut all: Vec<&mut Sentence> = match &mut self.outcome {
            Outcome::Refused(why) => vec![why],
            Outcome::Read(_) => Vec::new(),
            Outcome::Asks(asked) => {
                let choices = asked.iter_mut().flat_map(|asked| &mut asked.choices);
                choices.map(|(_, meaning)| meaning).collect()
            }
        };
        // It stands last, because what was kept before it was a sentence has none.
        all.extend(&mut self.dialect);
        all
    }
}

/// How a file is read.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Told {
    /// What the rows are: the key of a kind.
    pub kind: String,
    /// Which field is read from where.
    pub fields: Vec<FieldTold>,
    /// The first good rows, with a cell for each of the fields.
    pub rows: Vec<Row>,
}

/// Where a field is read from, and how.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct FieldTold {
    /// The key of the field.
    pub field: String,
    /// The column, or several of them; empty where each row has the same value.
    pub column: String,
    /// How it is written: a pattern of dates or a decimal sign; empty for anything else.
    pub style: String,
}

/// A row as it would be recorded.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Row {
    /// The line on which it begins.
    pub line: u64,
    /// A cell for each field.
    pub cells: Vec<Cell>,
}

/// A value as it would be recorded.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Cell {
    /// Nothing.
    Empty,
    /// Words and numbers of documents.
    Text(String),
    /// A date.
    Date(Date),
    /// An amount.
    Money(Money),
    /// Yes or no.
    Flag(bool),
}

/// Something that a file leaves open.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Asked {
    /// The key of the field, or `kind`.
    pub field: String,
    /// The column that it is about; empty where it is about the whole file.
    pub column: String,
    /// A value that can be read in more than one way; may be empty.
    pub example: String,
    /// The possible answers: what to answer, and what it would mean.
    pub choices: Vec<(String, Sentence)>,
    /// What is answered.
    pub about: About,
}

/// What a question is about.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum About {
    /// What the rows are.
    Kind,
    /// How dates are written.
    Date,
    /// The decimal sign.
    Decimal,
    /// Which column is the field.
    Column,
}

/// Looks at a file; nothing is written. `currency` is that of rows that name none, and `rows` says how
/// many are shown.
#[must_use]
pub fn look(
    file: &InputFile<'_>,
    profile: &Profile,
    options: Options,
    currency: Currency,
    rows: usize,
) -> Look {
    let found = columns(file.bytes, profile, options);
    let outcome = match Reader::new(file.bytes, file.name, profile, options) {
        Ok(reader) => Outcome::Read(told(&mut reader.assuming(currency), currency, rows)),
        Err(Refused::Questions { questions, .. }) => {
            Outcome::Asks(questions.into_iter().map(asked).collect())
        }
        Err(refused) => Outcome::Refused(refused.say()),
    };
    Look {
        file: file.name.to_owned(),
        dialect: found.as_ref().map(|found| found.dialect.say()),
        header: found.map_or_else(Vec::new, |found| {
            found.names.into_iter().map(String::from).collect()
        }),
        outcome,
    }
}

fn told(reader: &mut Reader<'_>, currency: Currency, rows: usize) -> Told {
    let bindings = reader.bindings();
    let fields: Vec<Field> = bindings.iter().map(|binding| binding.field).collect();
    let good = std::iter::from_fn(|| reader.next_record()).flatten();
    let rows = good.take(rows).map(|entry| Row {
        line: entry.line,
        cells: cells(&entry.record, &fields, currency),
    });
    let rows = rows.collect();
    Told {
        kind: reader.kind().key().to_owned(),
        fields: bindings.iter().map(field_told).collect(),
        rows,
    }
}

fn field_told(binding: &Binding) -> FieldTold {
    let column = match &binding.origin {
        Origin::Column(name) | Origin::Columns(name) => name.to_string(),
        Origin::Value(_) => String::new(),
    };
    let style = match (binding.date, binding.decimal) {
        (Some(style), _) => style.pattern().to_owned(),
        (None, Some(style)) => style.sign().to_string(),
        (None, None) => String::new(),
    };
    FieldTold {
        field: binding.field.key().to_owned(),
        column,
        style,
    }
}

fn asked(question: Question) -> Asked {
    let about = match question.choices.first().map(|choice| &choice.answer) {
        Some(Answer::Date(_)) => About::Date,
        Some(Answer::Decimal(_)) => About::Decimal,
        Some(Answer::Column(..)) => About::Column,
        Some(Answer::Kind(_)) | None => About::Kind,
    };
    let choices = question.choices.into_iter().map(|choice| {
        let value = match choice.answer {
            Answer::Kind(kind) => kind.key().to_owned(),
            Answer::Date(style) => style.pattern().to_owned(),
            Answer::Decimal(style) => style.sign().to_string(),
            Answer::Column(_, name) => name.into(),
        };
        (value, choice.meaning)
    });
    Asked {
        choices: choices.collect(),
        field: question.field.into(),
        column: question.column.into(),
        example: question.example_value.into(),
        about,
    }
}

/// The cells of a record for these fields.
fn cells(record: &Record, fields: &[Field], currency: Currency) -> Vec<Cell> {
    fields
        .iter()
        .map(|field| match record {
            Record::Invoice(row) => invoice(row, *field, row.currency.unwrap_or(currency)),
            Record::Payment(row) => payment(row, *field, row.currency.unwrap_or(currency)),
            Record::CreditNote(row) => credit_note(row, *field, row.currency.unwrap_or(currency)),
            Record::Customer(row) => customer(row, *field),
            Record::Dispute(row) => dispute(row, *field, currency),
        })
        .collect()
}

fn text(value: Option<&str>) -> Cell {
    value.map_or(Cell::Empty, |value| Cell::Text(value.to_owned()))
}

fn day(value: Option<Date>) -> Cell {
    value.map_or(Cell::Empty, Cell::Date)
}

/// An amount that its currency cannot have is shown as it stands; the trial says what is wrong with it.
fn money(value: Option<Decimal>, currency: Currency) -> Cell {
    let Some(amount) = value else {
        return Cell::Empty;
    };
    Money::from_decimal_units(amount.units, amount.scale, currency)
        .map_or_else(|_| Cell::Text(amount.to_string()), Cell::Money)
}

fn code(value: Option<Currency>) -> Cell {
    text(value.map(Currency::code))
}

fn invoice(row: &dunwell_formats::Invoice, field: Field, currency: Currency) -> Cell {
    match field {
        Field::Number => text(Some(&row.number)),
        Field::Customer => text(Some(&row.customer)),
        Field::Name => text(row.name.as_deref()),
        Field::Issued => day(row.issued),
        Field::Due => day(row.due),
        Field::Terms => text(row.terms.as_deref()),
        Field::Amount => money(Some(row.amount), currency),
        Field::Open => money(row.open, currency),
        Field::Currency => code(row.currency),
        Field::Settled => day(row.settled),
        Field::Tax => money(row.tax, currency),
        Field::Ordered => day(row.ordered),
        Field::Delivered => day(row.delivered),
        Field::Received => day(row.received),
        Field::Arrived => day(row.arrived),
        Field::Disputed => row.disputed.map_or(Cell::Empty, Cell::Flag),
        Field::DisputeAmount => money(row.dispute_amount, currency),
        Field::Reference => text(row.reference.as_deref()),
        Field::Po => text(row.po.as_deref()),
        Field::Country => text(row.country.as_deref()),
        Field::Language => text(row.language.as_deref()),
        Field::Email => text(row.email.as_deref()),
        Field::Phone => text(row.phone.as_deref()),
        _ => Cell::Empty,
    }
}

fn payment(row: &dunwell_formats::Payment, field: Field, currency: Currency) -> Cell {
    match field {
        Field::Customer => text(row.customer.as_deref()),
        Field::Name => text(row.name.as_deref()),
        Field::Date => day(Some(row.date)),
        Field::Amount => money(Some(row.amount), currency),
        Field::Currency => code(row.currency),
        Field::Invoice => text(row.invoice.as_deref()),
        Field::Reference => text(row.reference.as_deref()),
        _ => Cell::Empty,
    }
}

fn credit_note(row: &dunwell_formats::CreditNote, field: Field, currency: Currency) -> Cell {
    match field {
        Field::Number => text(Some(&row.number)),
        Field::Customer => text(Some(&row.customer)),
        Field::Date => day(Some(row.date)),
        Field::Amount => money(Some(row.amount), currency),
        Field::Currency => code(row.currency),
        Field::Invoice => text(row.invoice.as_deref()),
        Field::Reference => text(row.reference.as_deref()),
        _ => Cell::Empty,
    }
}

fn customer(row: &dunwell_formats::Customer, field: Field) -> Cell {
    match field {
        Field::Number => text(Some(&row.number)),
        Field::Name => text(row.name.as_deref()),
        Field::Email => text(row.email.as_deref()),
        Field::Phone => text(row.phone.as_deref()),
        Field::Sms => text(row.sms.as_deref()),
        Field::Country => text(row.country.as_deref()),
        Field::Language => text(row.language.as_deref()),
        Field::Since => day(row.since),
        Field::Address => text(row.address.as_deref()),
        Field::Contact => text(row.contact.as_deref()),
        Field::Terms => text(row.terms.as_deref()),
        Field::Vat => text(row.vat.as_deref()),
        Field::Debtor => text(row.kind.as_deref()),
        _ => Cell::Empty,
    }
}

fn dispute(row: &dunwell_formats::Dispute, field: Field, currency: Currency) -> Cell {
    match field {
        Field::Invoice => text(Some(&row.invoice)),
        Field::Customer => text(row.customer.as_deref()),
        Field::Opened => day(row.opened),
        Field::Amount => money(row.amount, currency),
        Field::Reason => text(row.reason.as_deref()),
        Field::Resolved => day(row.resolved),
        _ => Cell::Empty,
    }
}
