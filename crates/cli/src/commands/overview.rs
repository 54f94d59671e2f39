//! `dunwell overview`: how much is out, how long, how well it comes in, and where the risk lies.

use anyhow::Result;
use dunwell_app::view::overview::{self, Figures, Overview, Value};
use dunwell_app::view::words::{day, days};
use jiff::civil::Date;

use crate::context::Context;
use crate::output::{self, List, figures, heading, say, say_below};

/// How far the parts stand to the right of their headings.
const INDENT: usize = 2;

/// How much is out, how long, how well it comes in, and where the risk lies
#[derive(Debug, clap::Args)]
pub struct Args {
    /// The day; everything is told as it was at its end [default: today]
    #[arg(long, value_parser = crate::args::date, value_name = "DATE")]
    as_of: Option<Date>,
    /// Say how each figure is computed
    #[arg(long)]
    how: bool,
}

/// Runs the command.
pub async fn run(context: &Context, args: Args) -> Result<()> {
    let (db, book) = context.book().await?;
    let today = context.today();
    let as_of = args.as_of.unwrap_or(today);
    let view = overview::overview(&db, &book, as_of, today).await?;
    if context.global.json {
        output::json(&view)
    } else if context.global.csv {
        csv(&view).print(true)
    } else {
        people(&view, args.how)
    }
}

fn people(view: &Overview, how: bool) -> Result<()> {
    say(format!("Overview at the end of {}", day(view.as_of)))?;
    if view.currencies.is_empty() {
        return say("Nothing was billed yet.");
    }
    for figures in &view.currencies {
        heading(figures.currency)?;
        currency(figures, how)?;
    }
    if let Some(converted) = &view.converted {
        heading(format!("All in {}", converted.figures.currency))?;
        currency(&converted.figures, how)?;
        for rate in &converted.rates {
            let text = format!(
                "{} 1 = {} {} of {}",
                rate.from,
                rate.to,
                rate.rate,
                day(rate.date)
            );
            say_below(&text, INDENT)?;
        }
    }
    if !view.without_rate.is_empty() {
        let codes: Vec<String> = view.without_rate.iter().map(ToString::to_string).collect();
        say(format!(
            "\nNothing is converted: no rate is known for {}.",
            codes.join(", ")
        ))?;
    }
    risks(view, how)
}

fn currency(of: &Figures, how: bool) -> Result<()> {
    let mut list = List::new(&["", ">"]).indented(INDENT);
    for figure in &of.figures {
        list.row(vec![
            title(figure.name),
            figure.value.map_or_else(|| "-".to_owned(), value),
        ]);
        if how {
            list.note(figure.how.clone());
        }
    }
    list.print(false)?;

    say("")?;
    let mut aging = List::new(
        &of.buckets
            .iter()
            .map(|bucket| format!(">{}", bucket.label))
            .collect::<Vec<_>>(),
    )
    .indented(INDENT);
    aging.row(
        of.buckets
            .iter()
            .map(|bucket| figures(&bucket.amount))
            .collect(),
    );
    aging.print(false)?;

    say("")?;
    let mut weeks = List::new(&[
        "Expected in the week",
        ">",
        ">By its end",
        ">At least",
        ">At most",
    ])
    .indented(INDENT);
    for week in &of.expected.weeks {
        weeks.row(vec![
            format!("{} to {}", day(week.from), day(week.to)),
            figures(&week.expected),
            figures(&week.by_end),
            figures(&week.by_end_at_least),
            figures(&week.by_end_at_most),
        ]);
    }
    weeks.print(false)?;
    let rest = format!(
        "Later {}; overstayed {}; with too little history to tell {}.",
        of.expected.later, of.expected.overstayed, of.expected.unknown
    );
    say_below(&rest, INDENT)?;
    if how {
        say_below(of.expected.how, INDENT)?;
    }

    say("")?;
    let mut trend = List::new(&[
        "At the end of",
        ">Outstanding",
        ">Overdue",
        ">Billed",
        ">Came in",
        ">DSO",
    ])
    .indented(INDENT);
    for month in &of.trend {
        trend.row(vec![
            day(month.on),
            figures(&month.outstanding),
            figures(&month.overdue),
            figures(&month.sales),
            figures(&month.receipts),
            month.dso_milli.map_or_else(|| "-".to_owned(), tenths),
        ]);
    }
    trend.print(false)
}

fn risks(view: &Overview, how: bool) -> Result<()> {
    if view.risks.is_empty() {
        return Ok(());
    }
    heading("The largest risks")?;
    if how {
        say_below(view.risks_how, INDENT)?;
    }
    let mut list = List::new(&["Customer", "", ">Overdue", "Late", "Grade"]).indented(INDENT);
    for risk in &view.risks {
        let grade = risk
            .weighed
            .grade
            .map_or_else(|| "-".to_owned(), |grade| grade.to_string());
        list.row(vec![
            risk.customer.number.clone(),
            risk.customer.name.clone(),
            risk.overdue.to_string(),
            days(i32::try_from(risk.weighed.days_late).unwrap_or(i32::MAX)),
            grade,
        ]);
        if how {
            list.note(risk.why.clone());
        }
    }
    list.print(false)
}

/// The name of a figure as a title: "DSO count back".
fn title(name: &str) -> String {
    let words = name.replace('-', " ").replace("dso", "DSO");
    let mut letters = words.chars();
    letters.next().map_or_else(String::new, |first| {
        first.to_uppercase().chain(letters).collect()
    })
}

fn value(value: Value) -> String {
    match value {
        Value::Money(money) => money.to_string(),
        Value::DaysMilli(milli) => format!("{} days", tenths(milli)),
        Value::MoreThanDaysMilli(milli) => format!("over {} days", tenths(milli)),
        Value::Share(share) => format!("{} %", hundredths(share)),
        Value::Count(count) => count.to_string(),
        Value::Day(date) => day(date),
    }
}

/// Thousandths as a number with one decimal, rounded half away from zero.
fn tenths(milli: i64) -> String {
    let tenths = (milli.abs() + 50) / 100;
    let sign = if milli < 0 && tenths > 0 { "-" } else { "" };
    format!("{sign}{}.{}", tenths / 10, tenths % 10)
}

/// Ten-thousandths as a percentage with two decimals.
fn hundredths(share: i64) -> String {
    let sign = if share < 0 { "-" } else { "" };
    format!("{sign}{}.{:02}", share.abs() / 100, share.abs() % 100)
}

fn csv(view: &Overview) -> List {
    let mut list = List::new(&["currency", "figure", ">value", "unit", "how"]);
    for of in &view.currencies {
        for figure in &of.figures {
            let (value, unit) = match figure.value {
                None => (String::new(), ""),
                Some(Value::Money(money)) => (money.to_decimal_string(), "money"),
                Some(Value::DaysMilli(milli)) => (tenths(milli), "days"),
                Some(Value::MoreThanDaysMilli(milli)) => (tenths(milli), "more than days"),
                Some(Value::Share(share)) => (hundredths(share), "percent"),
                Some(Value::Count(count)) => (count.to_string(), "number"),
                Some(Value::Day(date)) => (date.to_string(), "day"),
            };
            list.row(vec![
                of.currency.to_string(),
                figure.name.to_owned(),
                value,
                unit.to_owned(),
                figure.how.clone(),
            ]);
        }
    }
    list
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn figures_are_printed_with_their_decimals() {
        assert_eq!(
            (tenths(73_714), tenths(-40), tenths(-7_500)),
            ("73.7".to_owned(), "0.0".to_owned(), "-7.5".to_owned())
        );
        assert_eq!(
            (hundredths(7_778), hundredths(-5)),
            ("77.78".to_owned(), "-0.05".to_owned())
        );
        assert_eq!(title("dso-count-back"), "DSO count back");
    }
}
