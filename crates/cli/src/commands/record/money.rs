//! Money and its corrections: payments, matches, credit notes, write-offs, reversals.

use anyhow::Result;
use dunwell_app::Currency;
use dunwell_app::record::reversal::Which;
use dunwell_app::record::{
    Applied, Part, Received, Target, allocation, credit_note, payment, reversal, write_off,
};
use dunwell_core::ledger::EntryKind;
use jiff::civil::Date;

use crate::commands::change::{Change, quoted};
use crate::context::Context;
use crate::output::day;

/// What money is set against.
#[derive(Debug, clap::Args)]
#[group(multiple = false)]
struct For {
    /// The invoice it is for; give it again for each, in the order in which they are filled
    #[arg(long = "invoice", value_name = "NUMBER")]
    invoices: Vec<String>,
    /// Fill the open invoices in the order in which they fell due
    #[arg(long)]
    oldest_first: bool,
    /// The invoice with how much is set against it, such as R-17=120.50; give it again for each
    #[arg(long = "part", value_name = "NUMBER=AMOUNT", value_parser = part)]
    parts: Vec<Part>,
}

/// Reads an invoice with an amount. A number may hold an equals sign, an amount cannot.
fn part(text: &str) -> Result<Part, String> {
    let (invoice, amount) = text
        .rsplit_once('=')
        .ok_or_else(|| format!("\"{text}\" names no amount; write NUMBER=AMOUNT"))?;
    Ok(Part {
        invoice: invoice.to_owned(),
        amount: amount.to_owned(),
    })
}

impl For {
    fn target(self) -> Target {
        if self.oldest_first {
            Target::OldestFirst
        } else if !self.parts.is_empty() {
            Target::Parts(self.parts)
        } else if !self.invoices.is_empty() {
            Target::Invoices(self.invoices)
        } else {
            Target::Unmatched
        }
    }
}

/// Money that arrived
#[derive(Debug, clap::Args)]
pub struct Payment {
    /// The customer's number
    #[arg(long, value_name = "NUMBER")]
    customer: String,
    /// How much, such as 1234.56
    #[arg(long, allow_negative_numbers = true)]
    amount: String,
    /// The currency [default: that of the invoice, or of the customer's only account]
    #[arg(long, value_name = "CODE")]
    currency: Option<Currency>,
    /// The day it arrived [default: today]
    #[arg(long, value_parser = crate::args::date)]
    date: Option<Date>,
    #[command(flatten)]
    what_for: For,
    /// What the payer wrote
    #[arg(long, value_name = "TEXT")]
    reference: Option<String>,
    /// What tells it from other payments, such as the bank's number; it is taken in once
    #[arg(long, value_name = "TEXT")]
    document: Option<String>,
    #[command(flatten)]
    change: Change,
}

pub async fn payment(context: &Context, args: Payment) -> Result<()> {
    let (db, book) = context.book().await?;
    let request = payment::Request {
        customer: args.customer,
        amount: args.amount,
        currency: args.currency,
        date: args.date,
        target: args.what_for.target(),
        reference: args.reference,
        document: args.document,
    };
    let received =
        payment::record(&db, &book, context.caller(), args.change.mode(), &request).await?;
    args.change
        .report(context, &received, &in_words("payment", "from", &received))
}

/// Credit that was given
#[derive(Debug, clap::Args)]
pub struct CreditNote {
    /// The customer's number
    #[arg(long, value_name = "NUMBER")]
    customer: String,
    /// The credit note's own number
    #[arg(long)]
    number: String,
    /// How much, such as 1234.56
    #[arg(long, allow_negative_numbers = true)]
    amount: String,
    /// The currency [default: that of the invoice, or of the customer's only account]
    #[arg(long, value_name = "CODE")]
    currency: Option<Currency>,
    /// The day from which it counts [default: today]
    #[arg(long, value_parser = crate::args::date)]
    date: Option<Date>,
    #[command(flatten)]
    what_for: For,
    /// Why it was given
    #[arg(long, value_name = "TEXT")]
    reason: Option<String>,
    #[command(flatten)]
    change: Change,
}

pub async fn credit_note(context: &Context, args: CreditNote) -> Result<()> {
    let (db, book) = context.book().await?;
    let request = credit_note::Request {
        customer: args.customer,
        number: args.number,
        amount: args.amount,
        currency: args.currency,
        date: args.date,
        target: args.what_for.target(),
        reason: args.reason,
    };
    let received =
        credit_note::record(&db, &book, context.caller(), args.change.mode(), &request).await?;
    args.change.report(
        context,
        &received,
        &in_words("credit note", "for", &received),
    )
}

fn in_words(what: &str, whose: &str, received: &Received) -> Vec<String> {
    let mut lines = vec![format!(
        "Recorded a {what} of {} {whose} {} ({}), dated {}: {}",
        received.amount,
        received.name,
        received.customer,
        day(received.date),
        received.entry
    )];
    lines.extend(received.applied.iter().map(applied_in_words));
    if !received.unapplied.is_zero() {
        lines.push(format!(
            "{} is not matched with an invoice, and holds contact for what it may cover. Match it with:",
            received.unapplied
        ));
        lines.push(format!(
            "  dunwell record allocation --customer {} --payment {} --oldest-first",
            quoted(&received.customer),
            received.entry
        ));
    }
    lines
}

fn applied_in_words(applied: &Applied) -> String {
    let discount = match applied.discount {
        Some(discount) => format!(" and an early-payment discount of {discount}"),
        None => String::new(),
    };
    let open = match applied.open.is_positive() {
        true => format!("{} is still open on it", applied.open),
        false => "nothing is open on it any more".to_owned(),
    };
    format!(
        "  {}{discount} to invoice {}; {open}",
        applied.amount, applied.invoice
    )
}

/// Match unapplied money with invoices
#[derive(Debug, clap::Args)]
pub struct Allocation {
    /// The customer's number
    #[arg(long, value_name = "NUMBER")]
    customer: String,
    /// The currency [default: that of the customer's only account]
    #[arg(long, value_name = "CODE")]
    currency: Option<Currency>,
    /// The payment or credit note, by its entry [default: all with something left, oldest first]
    #[arg(long, value_name = "ENTRY")]
    payment: Option<String>,
    #[command(flatten)]
    what_for: For,
    #[command(flatten)]
    change: Change,
}

pub async fn allocation(context: &Context, args: Allocation) -> Result<()> {
    let (db, book) = context.book().await?;
    let request = allocation::Request {
        customer: args.customer,
        currency: args.currency,
        source: args.payment,
        target: args.what_for.target(),
    };
    let matched =
        allocation::record(&db, &book, context.caller(), args.change.mode(), &request).await?;
    let mut lines = Vec::new();
    for source in &matched.sources {
        lines.push(format!("From {}:", source.entry));
        lines.extend(source.applied.iter().map(applied_in_words));
    }
    lines.push(match matched.unapplied.is_positive() {
        true => format!(
            "{} of {} ({}) stays unapplied.",
            matched.unapplied, matched.name, matched.customer
        ),
        false => format!(
            "Everything of {} ({}) is matched.",
            matched.name, matched.customer
        ),
    });
    args.change.report(context, &matched, &lines)
}

/// Give up what is open on an invoice, or part of it
#[derive(Debug, clap::Args)]
pub struct WriteOff {
    /// The invoice's number
    #[arg(long, value_name = "NUMBER")]
    invoice: String,
    /// How much, such as 1234.56 [default: all that is open]
    #[arg(long, allow_negative_numbers = true)]
    amount: Option<String>,
    /// The day from which it counts [default: today]
    #[arg(long, value_parser = crate::args::date)]
    date: Option<Date>,
    /// Why
    #[arg(long, value_name = "TEXT")]
    reason: String,
    #[command(flatten)]
    change: Change,
}

pub async fn write_off(context: &Context, args: WriteOff) -> Result<()> {
    let (db, book) = context.book().await?;
    let request = write_off::Request {
        invoice: args.invoice,
        amount: args.amount,
        date: args.date,
        reason: args.reason,
    };
    let written =
        write_off::record(&db, &book, context.caller(), args.change.mode(), &request).await?;
    args.change
        .report(context, &written, &[written_off_in_words(&written)])
}

/// "Wrote off GBP 20.00 of invoice R-1; nothing is open on it any more: ent_..."
pub fn written_off_in_words(written: &write_off::WrittenOff) -> String {
    let open = match written.open.is_positive() {
        true => format!("{} is still open on it", written.open),
        false => "nothing is open on it any more".to_owned(),
    };
    format!(
        "Wrote off {} of invoice {}; {open}: {}",
        written.amount, written.invoice, written.entry
    )
}

/// Undo an entry: a payment that bounced, a write-off made in error
#[derive(Debug, clap::Args)]
pub struct Reversal {
    #[command(flatten)]
    which: Undo,
    /// The day from which it is undone [default: today]
    #[arg(long, value_parser = crate::args::date)]
    date: Option<Date>,
    /// Why
    #[arg(long, value_name = "TEXT")]
    reason: String,
    #[command(flatten)]
    change: Change,
}

/// The entry that is undone.
#[derive(Debug, clap::Args)]
#[group(required = true, multiple = false)]
struct Undo {
    /// The entry, as "dunwell invoice" and "dunwell record" show it
    #[arg(long, value_name = "ENTRY")]
    entry: Option<String>,
    /// The payment with this document
    #[arg(long, value_name = "TEXT")]
    payment_document: Option<String>,
    /// The credit note of this number
    #[arg(long, value_name = "NUMBER")]
    credit_note: Option<String>,
}

pub async fn reversal(context: &Context, args: Reversal) -> Result<()> {
    let (db, book) = context.book().await?;
    let Undo {
        entry,
        payment_document,
        credit_note,
    } = args.which;
    let which = entry
        .map(Which::Entry)
        .or(payment_document.map(Which::PaymentDocument))
        .or(credit_note.map(Which::CreditNote));
    let Some(which) = which else {
        anyhow::bail!("say which entry is undone: --entry, --payment-document or --credit-note");
    };
    let request = reversal::Request {
        which,
        date: args.date,
        reason: args.reason,
    };
    let reversed =
        reversal::record(&db, &book, context.caller(), args.change.mode(), &request).await?;
    let mut lines = vec![format!(
        "Undone for {} ({}), as of {}:",
        reversed.name,
        reversed.customer,
        day(reversed.date)
    )];
    lines.extend(reversed.entries.iter().map(|undone| {
        let invoice = undone
            .invoice
            .as_ref()
            .map_or_else(String::new, |number| format!(" on invoice {number}"));
        format!(
            "  the {} of {}{invoice}: {}",
            named(undone.kind),
            undone.amount,
            undone.entry
        )
    }));
    args.change.report(context, &reversed, &lines)
}

fn named(kind: EntryKind) -> &'static str {
    match kind {
        EntryKind::Invoice => "invoice",
        EntryKind::CreditNote => "credit note",
        EntryKind::Payment => "payment",
        EntryKind::Allocation => "allocation",
        EntryKind::DiscountTaken => "early-payment discount",
        EntryKind::Charge => "charge",
        EntryKind::WriteOff => "write-off",
        EntryKind::Reversal => "reversal",
        EntryKind::Correction => "correction",
    }
}
