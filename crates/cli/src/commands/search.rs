//! `dunwell search`: customers and invoices by what a person remembers of them.

use anyhow::Result;
use dunwell_app::view::search::{self, By, Found, FoundCustomer, SHOWN};
use dunwell_app::view::words::lateness;

use crate::context::Context;
use crate::output::{self, List, say};

/// Customers and invoices by what a person remembers of them
#[derive(Debug, clap::Args)]
pub struct Args {
    /// Any part of a name, an e-mail address or a telephone number; the beginning of a number
    #[arg(value_name = "WORDS", required = true)]
    words: Vec<String>,
    /// At most so many customers and so many invoices
    #[arg(long, value_name = "N", default_value_t = SHOWN)]
    limit: usize,
}

/// Runs the command.
pub async fn run(context: &Context, args: Args) -> Result<()> {
    let (db, book) = context.book().await?;
    let words = args.words.join(" ");
    let found = search::search(&db, &book, &words, args.limit, context.today()).await?;
    if context.global.json {
        return output::json(&found);
    }
    if context.global.csv {
        return csv(&found).print(true);
    }
    people(&found)
}

fn people(found: &Found) -> Result<()> {
    if found.customers.is_empty() && found.invoices.is_empty() {
        return say(format!("Nothing was found for \"{}\".", found.words));
    }
    if !found.customers.is_empty() {
        let mut list = List::new(&["Customer", "", ">Owes", "Found by"]);
        for customer in &found.customers {
            list.row(vec![
                customer.customer.number.clone(),
                customer.customer.name.clone(),
                owes(customer),
                found_by(customer.by, customer.text.as_deref()),
            ]);
        }
        list.print(false)?;
    }
    if !found.invoices.is_empty() {
        if !found.customers.is_empty() {
            say("")?;
        }
        let mut list = List::new(&["Invoice", "Customer", "", ">Open", "Due", "Reference"]);
        for invoice in &found.invoices {
            let due = if invoice.open.is_zero() {
                "settled".to_owned()
            } else {
                lateness(invoice.days_late)
            };
            list.row(vec![
                invoice.invoice.clone(),
                invoice.customer.number.clone(),
                invoice.customer.name.clone(),
                invoice.open.to_string(),
                due,
                invoice.reference.clone().unwrap_or_default(),
            ]);
        }
        list.print(false)?;
    }
    Ok(())
}

fn owes(customer: &FoundCustomer) -> String {
    let balances: Vec<String> = customer.balances.iter().map(ToString::to_string).collect();
    if balances.is_empty() {
        "nothing".to_owned()
    } else {
        balances.join(", ")
    }
}

fn found_by(by: By, text: Option<&str>) -> String {
    let what = word(by);
    text.map_or_else(|| what.to_owned(), |text| format!("{what} {text}"))
}

fn word(by: By) -> &'static str {
    match by {
        By::Number => "number",
        By::Name => "name",
        By::Email => "e-mail",
        By::Phone => "telephone",
    }
}

fn csv(found: &Found) -> List {
    let mut list = List::new(&[
        "kind", "number", "customer", "name", "found_by", "text", "open",
    ]);
    for customer in &found.customers {
        list.row(vec![
            "customer".to_owned(),
            customer.customer.number.clone(),
            customer.customer.number.clone(),
            customer.customer.name.clone(),
            word(customer.by).to_owned(),
            customer.text.clone().unwrap_or_default(),
            owes(customer),
        ]);
    }
    for invoice in &found.invoices {
        list.row(vec![
            "invoice".to_owned(),
            invoice.invoice.clone(),
            invoice.customer.number.clone(),
            invoice.customer.name.clone(),
            word(By::Number).to_owned(),
            invoice.reference.clone().unwrap_or_default(),
            invoice.open.to_string(),
        ]);
    }
    list
}
