//! `dunwell invoices`: the invoices of the book, in the order of their numbers.

use anyhow::Result;
use dunwell_app::Currency;
use dunwell_app::view::invoices::{self, InvoiceRow, Request};
use dunwell_app::view::words::{day, lateness};
use jiff::civil::Date;

use super::paging::{Paging, more};
use crate::context::Context;
use crate::output::{self, List, say};

/// The invoices, in the order of their numbers
#[derive(Debug, clap::Args)]
pub struct Args {
    /// Only those of the customer of this number
    #[arg(long, value_name = "NUMBER")]
    customer: Option<String>,
    /// Only those in this currency
    #[arg(long, value_name = "CODE")]
    currency: Option<Currency>,
    /// Only those that were due before today and are not settled
    #[arg(long, conflicts_with = "settled")]
    overdue: bool,
    /// Those that are settled, too
    #[arg(long)]
    settled: bool,
    /// Only those due on this day or later
    #[arg(long, value_parser = crate::args::date, value_name = "DATE")]
    due_from: Option<Date>,
    /// Only those due on this day or earlier
    #[arg(long, value_parser = crate::args::date, value_name = "DATE")]
    due_until: Option<Date>,
    #[command(flatten)]
    paging: Paging,
}

/// Runs the command.
pub async fn run(context: &Context, args: Args) -> Result<()> {
    let (db, book) = context.book().await?;
    let request = Request {
        customer: args.customer.as_deref(),
        currency: args.currency,
        overdue: args.overdue,
        settled: args.settled,
        due_from: args.due_from,
        due_until: args.due_until,
        page: args.paging.page(),
    };
    let view = args
        .paging
        .read(context.global.csv, async |page| {
            let request = Request { page, ..request };
            Ok(invoices::invoices(&db, &book, &request, context.today()).await?)
        })
        .await?;
    if context.global.json {
        return output::json(&view);
    }
    if context.global.csv {
        let mut list = List::new(&[
            "invoice",
            "customer",
            "name",
            "issued",
            "due",
            ">days_late",
            "currency",
            ">total",
            ">open",
            "reference",
            "settled",
        ]);
        view.items.iter().for_each(|line| list.row(cells(line)));
        return list.print(true);
    }
    if view.items.is_empty() {
        return say("There is no such invoice.");
    }
    let mut list = List::new(&[
        "Invoice", "Customer", "Issued", "Due", "", ">Total", ">Open",
    ]);
    for line in &view.items {
        list.row(vec![
            line.number.clone(),
            format!("{} {}", line.customer.number, line.customer.name),
            day(line.issued),
            day(line.due),
            line.days_late
                .map_or_else(|| "settled".to_owned(), lateness),
            line.total.to_string(),
            line.open.to_string(),
        ]);
    }
    list.print(false)?;
    more(view.next.as_ref())
}

fn cells(line: &InvoiceRow) -> Vec<String> {
    let text = |day: Option<Date>| day.map_or_else(String::new, |day| day.to_string());
    vec![
        line.number.clone(),
        line.customer.number.clone(),
        line.customer.name.clone(),
        line.issued.to_string(),
        line.due.to_string(),
        line.days_late
            .map_or_else(String::new, |days| days.to_string()),
        line.total.currency().to_string(),
        line.total.to_decimal_string(),
        line.open.to_decimal_string(),
        line.reference.clone().unwrap_or_default(),
        text(line.settled_on),
    ]
}
