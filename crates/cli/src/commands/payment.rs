//! `dunwell payment` and `dunwell unapplied`: one payment with what became of it, and the money that
//! is not set against an invoice.

use anyhow::Result;
use dunwell_app::view::payment::{self, PaymentView, Undone};
use dunwell_app::view::unapplied::{self, Unapplied};
use dunwell_app::view::words::{day, days, lateness};
use dunwell_core::ledger::EntryKind;

use super::change::quoted;
use super::paging::{Paging, more};
use crate::context::Context;
use crate::output::{self, List, heading, say, say_below};

/// How far the parts stand to the right of their headings.
const INDENT: usize = 2;

/// One payment or credit note: what it was set against, and what the rest can be set against
#[derive(Debug, clap::Args)]
pub struct Payment {
    /// The entry, as "dunwell payments" shows it
    entry: String,
}

/// Money and credit that are not set against an invoice, customer by customer, the longest first
#[derive(Debug, clap::Args)]
pub struct UnappliedArgs {
    #[command(flatten)]
    paging: Paging,
}

/// Runs `dunwell payment`.
pub async fn payment(context: &Context, args: Payment) -> Result<()> {
    let (db, book) = context.book().await?;
    let view = payment::payment(&db, &book, &args.entry, context.today()).await?;
    if context.global.json {
        return output::json(&view);
    }
    if context.global.csv {
        return parts(&view).print(true);
    }
    let what = match view.kind {
        EntryKind::CreditNote => "Credit note",
        _ => "Payment",
    };
    say(format!(
        "{} of {} from {}  {}, dated {}",
        what,
        view.amount,
        view.customer.number,
        view.customer.name,
        day(view.date)
    ))?;
    let told = [
        view.reference
            .as_ref()
            .map(|text| format!("reference {text}")),
        view.document
            .as_ref()
            .map(|text| format!("document {text}")),
        view.reason.clone(),
        Some(format!("recorded by {}", view.actor)),
    ];
    let told: Vec<String> = told.into_iter().flatten().collect();
    say_below(&told.join(" · "), INDENT)?;
    if let Some(undone) = &view.undone {
        say_below(&in_words(undone), INDENT)?;
    }
    if !view.parts.is_empty() {
        heading("Set against")?;
        parts(&view).print(false)?;
    }
    open(&view)
}

fn in_words(undone: &Undone) -> String {
    let why = undone.reason.as_deref().unwrap_or_default();
    format!(
        "undone as of {} by {}: {why}",
        day(undone.date),
        undone.actor
    )
}

fn parts(view: &PaymentView) -> List {
    let columns = ["Date", "Invoice", "What", ">Amount", "Undone", "Entry"];
    let mut list = List::new(&columns).indented(INDENT);
    for part in &view.parts {
        let what = match part.kind {
            EntryKind::DiscountTaken => "early-payment discount",
            _ => "set against it",
        };
        list.row(vec![
            day(part.date),
            part.invoice.clone(),
            what.to_owned(),
            part.amount.to_string(),
            part.undone
                .as_ref()
                .map(|undone| day(undone.date))
                .unwrap_or_default(),
            part.entry.to_string(),
        ]);
    }
    list
}

/// What is left, and what it can be set against.
fn open(view: &PaymentView) -> Result<()> {
    if !view.unapplied.is_positive() {
        return Ok(());
    }
    heading(format!("{} is left", view.unapplied))?;
    if view.open.is_empty() {
        return say_below("Nothing is open that it can be set against.", INDENT);
    }
    let columns = ["Invoice", "Due", "", ">Open", ">Discount", ">Oldest first"];
    let mut list = List::new(&columns).indented(INDENT);
    for invoice in &view.open {
        list.row(vec![
            invoice.invoice.clone(),
            day(invoice.due),
            lateness(invoice.days_late),
            invoice.open.to_string(),
            invoice
                .discount
                .map(|sum| sum.to_string())
                .unwrap_or_default(),
            match invoice.proposed.is_zero() {
                true => String::new(),
                false => invoice.proposed.to_string(),
            },
        ]);
        if invoice.is_disputed {
            list.note("It is disputed.".to_owned());
        }
    }
    list.print(false)?;
    say(format!(
        "\nSet it against them with: dunwell record allocation --customer {} --payment {} --part NUMBER=AMOUNT",
        quoted(&view.customer.number),
        view.entry
    ))
}

/// Runs `dunwell unapplied`.
pub async fn unapplied(context: &Context, args: UnappliedArgs) -> Result<()> {
    let (db, book) = context.book().await?;
    let view = unapplied::unapplied(&db, &book, &args.paging.page(), context.today()).await?;
    if context.global.json {
        return output::json(&view);
    }
    if context.global.csv {
        return csv(&view).print(true);
    }
    if view.items.is_empty() {
        return say("Everything that came in is set against invoices.");
    }
    let mut list = List::new(&["Since", "", "Customer", "", ">Not applied", ">Open"]);
    for line in &view.items {
        list.row(vec![
            day(line.since),
            days(line.age_days),
            line.customer.number.clone(),
            line.customer.name.clone(),
            line.unapplied.to_string(),
            line.balance.to_string(),
        ]);
    }
    list.print(false)?;
    let sums: Vec<String> = view.sums.iter().map(ToString::to_string).collect();
    say(format!("\n{} in all.", sums.join(", ")))?;
    more(view.next.as_ref())
}

fn csv(view: &Unapplied) -> List {
    let columns = [
        "customer",
        "name",
        "since",
        ">age_days",
        "currency",
        ">unapplied",
        ">payments",
        ">balance",
    ];
    let mut list = List::new(&columns);
    for line in &view.items {
        list.row(vec![
            line.customer.number.clone(),
            line.customer.name.clone(),
            line.since.to_string(),
            line.age_days.to_string(),
            line.unapplied.currency().to_string(),
            line.unapplied.to_decimal_string(),
            line.payments.to_string(),
            line.balance.to_decimal_string(),
        ]);
    }
    list
}
