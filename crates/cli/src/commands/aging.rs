//! `dunwell aging`: how old what is owed is.

use anyhow::Result;
use dunwell_app::view::aging::{self, AgingView, Line, Request};
use dunwell_app::view::words::day;
use dunwell_app::{AppError, Currency};
use dunwell_core::aging::{Basis, Buckets};
use dunwell_core::money::Money;
use jiff::civil::Date;

use crate::context::Context;
use crate::output::{self, List, figures, say};

/// How old what is owed is
#[derive(Debug, clap::Args)]
pub struct Args {
    /// The day; what is open is open at its end [default: today]
    #[arg(long, value_parser = crate::args::date, value_name = "DATE")]
    as_of: Option<Date>,
    /// From which day an age is counted
    #[arg(long, value_name = "DAY", value_parser = ["due", "invoice"], default_value = "due")]
    by: String,
    /// The last days of the columns between the current one and the oldest
    #[arg(
        long,
        value_name = "DAYS,...",
        value_delimiter = ',',
        default_value = "30,60,90"
    )]
    buckets: Vec<i32>,
    /// A line for each customer
    #[arg(long)]
    customers: bool,
    /// Everything in this currency, too
    #[arg(long = "in", value_name = "CODE")]
    convert_to: Option<Currency>,
}

/// Runs the command.
pub async fn run(context: &Context, args: Args) -> Result<()> {
    let (db, book) = context.book().await?;
    let request = Request {
        as_of: args.as_of.unwrap_or_else(|| context.today()),
        basis: if args.by == "invoice" {
            Basis::InvoiceDate
        } else {
            Basis::DueDate
        },
        buckets: Buckets::new(args.buckets)
            .map_err(|error| AppError::refused(error.to_string()))?,
        customers: args.customers,
        convert_to: args.convert_to,
    };
    let view = aging::aging(&db, &book, &request).await?;
    if context.global.json {
        output::json(&view)
    } else if context.global.csv {
        csv(&view, &request.buckets)
    } else {
        people(&view, &request.buckets)
    }
}

fn people(view: &AgingView, buckets: &Buckets) -> Result<()> {
    say(format!(
        "Aging by {} as of {}\n",
        view.basis,
        day(view.as_of)
    ))?;
    if view.currencies.is_empty() {
        return say("Nothing is owed.");
    }
    if let Some(customers) = &view.customers {
        let mut list = table(&["Customer", "", "Currency"], buckets);
        for line in customers {
            let names = vec![
                line.customer.number.clone(),
                line.customer.name.clone(),
                line.line.currency.to_string(),
            ];
            list.row(cells(names, &line.line, figures));
        }
        list.print(false)?;
        say("")?;
    }
    let mut list = table(&["Total"], buckets);
    for line in &view.currencies {
        list.row(cells(vec![line.currency.to_string()], line, figures));
    }
    if let Some(converted) = &view.converted {
        let name = format!("all in {}", converted.line.currency);
        list.row(cells(vec![name], &converted.line, figures));
    }
    list.print(false)?;
    for rate in view.converted.iter().flat_map(|converted| &converted.rates) {
        say(format!(
            "{} 1 = {} {} of {}",
            rate.from,
            rate.to,
            rate.rate,
            day(rate.date)
        ))?;
    }
    Ok(())
}

/// A list whose first columns are these, followed by those of an aging.
fn table(first: &[&str], buckets: &Buckets) -> List {
    let headings: Vec<String> = first
        .iter()
        .map(|&heading| heading.to_owned())
        .chain(
            buckets
                .labels()
                .into_iter()
                .map(|label| format!(">{label}")),
        )
        .chain([">total".to_owned(), ">unapplied".to_owned()])
        .collect();
    List::new(&headings)
}

fn cells(mut cells: Vec<String>, line: &Line, figures: impl Fn(&Money) -> String) -> Vec<String> {
    cells.extend(line.buckets.iter().map(|bucket| figures(&bucket.amount)));
    cells.push(figures(&line.total));
    cells.push(figures(&line.unapplied));
    cells
}

/// A line for each customer where that was asked for, and otherwise for each currency.
fn csv(view: &AgingView, buckets: &Buckets) -> Result<()> {
    let plain = |money: &Money| money.to_decimal_string();
    let mut list;
    match &view.customers {
        Some(customers) => {
            list = table(&["customer", "name", "currency"], buckets);
            for line in customers {
                let names = vec![
                    line.customer.number.clone(),
                    line.customer.name.clone(),
                    line.line.currency.to_string(),
                ];
                list.row(cells(names, &line.line, plain));
            }
        }
        None => {
            list = table(&["currency"], buckets);
            let lines = view
                .converted
                .as_ref()
                .map_or_else(|| view.currencies.iter().collect(), |all| vec![&all.line]);
            for line in lines {
                list.row(cells(vec![line.currency.to_string()], line, plain));
            }
        }
    }
    list.print(true)
}
