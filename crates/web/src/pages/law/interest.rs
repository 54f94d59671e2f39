//! The interest calculator. What is asked stands in the address, so a calculation can be linked and
//! printed; the statement is that of `dunwell interest`.

mod typed;

use askama::Template;
use dunwell_core::interest::{End, Statement, StatementError, statement};
use dunwell_core::money::Money;
use dunwell_core::packs::Pack;
use dunwell_core::sentence::Say as _;

use super::{Source, source};
use crate::error::PageResult;
use crate::form::{Errors, Query};
use crate::locale::{Sum, T};
use crate::page::{BookPage, Page};
use typed::{Asked, CHOICES, Choice, DEBTORS, Typed};

#[derive(Template)]
#[template(path = "law/interest.html")]
struct Calculator<'a> {
    page: &'a Page,
    t: T,
    typed: &'a Typed,
    packs: Vec<&'a Pack>,
    debtors: [(&'static str, &'static str); 3],
    choices: &'static [Choice],
    errors: &'a Errors,
    shown: Option<Shown>,
}

/// A statement in the reader's figures.
struct Shown {
    debt: String,
    jurisdiction: String,
    rows: Vec<Row>,
    interest: Sum,
    sums: Vec<(&'static str, Sum)>,
    basis: String,
    unverified: Vec<String>,
    notes: Vec<String>,
    sources: Vec<String>,
}

impl Shown {
    /// The sources as links, where they are addresses.
    fn links(&self) -> impl Iterator<Item = (&str, Option<Source<'_>>)> {
        self.sources
            .iter()
            .map(|text| (text.as_str(), source(text)))
    }
}

/// A stretch of days with one rate and one balance.
struct Row {
    from: String,
    to: String,
    days: String,
    percent: String,
    principal: Sum,
    amount: Sum,
}

/// Shows the form, and the calculation that is asked for.
pub(crate) async fn show(page: BookPage, Query(mut typed): Query<Typed>) -> PageResult {
    let packs = page.desk().packs();
    let t = page.t();
    if typed.jurisdiction.is_empty() {
        typed.jurisdiction = page
            .book()
            .law()
            .or_else(|| packs.iter().next())
            .map(|pack| pack.code.clone())
            .unwrap_or_default();
    }
    let mut errors = Errors::none();
    let shown = if typed.is_blank() {
        // The day stands in the address, so that the calculation is the same tomorrow.
        typed.as_of = page.today().to_string();
        None
    } else {
        match typed.read(t, packs, page.today()) {
            Ok(asked) => match statement(packs, &asked.request()) {
                Ok(statement) => Some(shown(t, &asked, statement)),
                Err(error) => {
                    let (field, message) = told(t, error);
                    errors.add(field, message);
                    None
                }
            },
            Err(found) => {
                errors = found;
                None
            }
        }
    };
    page.show_with(
        errors.status(),
        &Calculator {
            page: &page,
            t,
            typed: &typed,
            packs: packs.iter().collect(),
            debtors: DEBTORS,
            choices: CHOICES,
            errors: &errors,
            shown,
        },
    )
}

fn shown(t: T, asked: &Asked<'_>, statement: Statement) -> Shown {
    let currency = asked.amount.currency();
    let sum = |minor: i64| t.sum(Money::new(minor, currency));
    let (key, end) = match asked.end {
        End::Paid(day) => ("interest.debt-paid", day),
        End::AsOf(day) => ("interest.debt-open", day),
    };
    let mut sums = vec![
        ("interest.fixed-sum", t.sum(statement.fixed_sum)),
        ("interest.together", t.sum(statement.total)),
    ];
    let others = [
        ("interest.interest-paid", statement.interest_paid),
        ("interest.principal-open", statement.principal_open),
        ("interest.each-day", statement.daily),
    ];
    let others = others.into_iter().filter(|(_, sum)| sum.is_positive());
    sums.extend(others.map(|(key, money)| (key, t.sum(money))));
    Shown {
        debt: t
            .say(key)
            .with("amount", t.money(asked.amount))
            .with("due", t.day(asked.due))
            .with("end", t.day(end))
            .to_string(),
        jurisdiction: t.jurisdiction(&asked.pack.code, &asked.pack.name),
        rows: statement
            .rows
            .iter()
            .map(|row| Row {
                from: t.day(row.from),
                to: t.day(row.to),
                days: t.number(row.days.into()),
                percent: t.percent(row.percent),
                principal: sum(row.principal),
                amount: sum(row.amount),
            })
            .collect(),
        interest: t.sum(statement.interest),
        sums,
        basis: statement
            .basis
            .iter()
            .map(|said| t.put(said))
            .collect::<Vec<_>>()
            .join(" "),
        unverified: statement.unverified,
        notes: statement.notes.iter().map(|note| t.put(note)).collect(),
        sources: statement.sources,
    }
}

/// The field that has to be mended, and what is wrong with it.
fn told(t: T, error: StatementError) -> (&'static str, String) {
    let field = match &error {
        StatementError::NoStatutoryInterest {
            jurisdiction, due, ..
        } => {
            let words = t
                .say("interest.no-statutory")
                .with("jurisdiction", jurisdiction)
                .with("due", t.day(due));
            return ("agreed", words.to_string());
        }
        StatementError::NoPayment { .. }
        | StatementError::PaymentAfterEnd { .. }
        | StatementError::PaidTooMuch { .. } => "payments",
        StatementError::NotPositive(_) | StatementError::Money(_) => "amount",
        StatementError::Law(_) | StatementError::Interest(_) => "due",
        StatementError::Percent(_) => "agreed",
    };
    (field, t.sentence(&error.say()))
}
