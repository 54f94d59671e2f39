//! `dunwell invoice`: everything about one invoice.

use anyhow::Result;
use dunwell_app::view::invoice::{self, EntryView, InstalmentView, InvoiceView};
use dunwell_app::view::words::{self, day, lateness};
use dunwell_core::ledger::EntryKind;

use super::charges::charges;
use super::customer::{action_table, disputes, open_items};
use crate::context::Context;
use crate::output::{self, List, heading, say, say_below};

/// How far the parts stand to the right of their headings.
const INDENT: usize = 2;

/// Everything about one invoice
#[derive(Debug, clap::Args)]
pub struct Args {
    /// The invoice's number, exactly
    #[arg(value_name = "NUMBER")]
    number: String,
}

/// Runs the command.
pub async fn run(context: &Context, args: Args) -> Result<()> {
    let (db, book) = context.book().await?;
    let view = invoice::invoice(&db, &book, &args.number, context.today()).await?;
    if context.global.json {
        output::json(&view)
    } else if context.global.csv {
        csv(&view).print(true)
    } else {
        people(&view)
    }
}

fn people(view: &InvoiceView) -> Result<()> {
    say(format!(
        "Invoice {} to {}  {}",
        view.number, view.customer.number, view.customer.name
    ))?;
    let state = match (view.settled_on, view.days_late) {
        (Some(on), _) => format!("nothing open since {}", day(on)),
        (None, Some(days)) => format!("{} open, {}", view.open, lateness(days)),
        (None, None) => format!("{} open", view.open),
    };
    let state = match view.charges_open.is_zero() {
        true => state,
        false => format!("{state} · {} of it charges", view.charges_open),
    };
    say_below(
        &format!(
            "{} · issued {} · due {} · {state}",
            view.total,
            day(view.issued),
            day(view.due)
        ),
        INDENT,
    )?;
    let rest: Vec<String> = [
        view.terms.as_ref().map(|terms| format!("terms {terms}")),
        view.reference
            .as_ref()
            .map(|reference| format!("reference {reference}")),
    ]
    .into_iter()
    .flatten()
    .collect();
    if !rest.is_empty() {
        say_below(&rest.join(" · "), INDENT)?;
    }
    instalments(view)?;
    charges(&view.charges, view.interest.as_ref())?;
    heading("Entries")?;
    let mut list = List::new(&["Date", "What", ">Amount", ">Open", "By", "Entry"]).indented(INDENT);
    for entry in &view.entries {
        list.row(vec![
            day(entry.date),
            what(entry),
            entry.amount.to_string(),
            entry.open_after.to_string(),
            entry.actor.clone(),
            entry.id.to_string(),
        ]);
        entry.reason.iter().for_each(|reason| list.note(reason));
    }
    list.print(false)?;
    if !view.disputes.is_empty() {
        heading("Disputes")?;
        disputes(&view.disputes)?;
    }
    if !view.actions.is_empty() {
        heading("Actions")?;
        action_table(&view.actions)?;
    }
    open_items("What comes next", &view.next, true)
}

fn instalments(view: &InvoiceView) -> Result<()> {
    let has_discount = view.instalments.iter().any(|part| part.discount.is_some());
    if view.instalments.len() < 2 && !has_discount {
        return Ok(());
    }
    heading("Instalments")?;
    let mut list =
        List::new(&[">", "Due", ">Amount", ">Open", "Discount for paying early"]).indented(INDENT);
    for part in &view.instalments {
        let discount = part.discount.zip(part.discount_until);
        list.row(vec![
            part.instalment.to_string(),
            day(part.due),
            part.amount.to_string(),
            part.open.to_string(),
            discount.map_or_else(String::new, |(amount, until)| {
                format!("{amount} until {}", day(until))
            }),
        ]);
        if let Some(sentence) = early(part) {
            list.note(&sentence);
        }
    }
    list.print(false)
}

/// What paying an instalment early saves, as long as it does.
fn early(part: &InstalmentView) -> Option<String> {
    let pay = part.pay_early?;
    let cost = part.discount_cost.map_or_else(String::new, |cost| {
        let compound = cost
            .compound
            .map_or_else(String::new, |rate| format!(", {rate}% compounded"));
        format!("; the discount costs {}% a year{compound}", cost.simple)
    });
    Some(format!("{pay} settles it until then{cost}"))
}

/// What an entry records, with where the money came from or what it undoes.
fn what(entry: &EntryView) -> String {
    let of = match (entry.kind, entry.source, entry.reverses) {
        (EntryKind::Reversal | EntryKind::Correction, _, Some(other)) => format!(" of {other}"),
        (_, Some(source), _) => format!(" from {source}"),
        _ => String::new(),
    };
    let reference = entry
        .reference
        .as_ref()
        .map_or_else(String::new, |reference| format!(", {reference}"));
    format!("{}{of}{reference}", words::entry(entry.kind))
}

/// The entries.
fn csv(view: &InvoiceView) -> List {
    let mut list = List::new(&[
        "invoice",
        "entry",
        "date",
        "kind",
        "currency",
        ">amount",
        ">open_after",
        "source",
        "reverses",
        "reference",
        "reason",
        "actor",
    ]);
    let id =
        |id: Option<dunwell_core::id::EntryId>| id.map_or_else(String::new, |id| id.to_string());
    for entry in &view.entries {
        list.row(vec![
            view.number.clone(),
            entry.id.to_string(),
            entry.date.to_string(),
            entry.kind.code().to_owned(),
            view.currency.to_string(),
            entry.amount.to_decimal_string(),
            entry.open_after.to_decimal_string(),
            id(entry.source),
            id(entry.reverses),
            entry.reference.clone().unwrap_or_default(),
            entry.reason.clone().unwrap_or_default(),
            entry.actor.clone(),
        ]);
    }
    list
}
