//! What was said and agreed: calls, notes, promises, disputes, holds.

use anyhow::Result;
use clap::builder::PossibleValuesParser;
use clap::builder::TypedValueParser as _;
use dunwell_app::Currency;
use dunwell_app::record::call::{self, Outcome};
use dunwell_app::record::hold::{self, Held, Subject};
use dunwell_app::record::{dispute, note, promise};
use dunwell_core::hold::HoldKind;
use jiff::civil::Date;

use crate::commands::change::{Change, quoted};
use crate::context::Context;
use crate::output::day;

/// A call and how it ended
#[derive(Debug, clap::Args)]
pub struct Call {
    /// The customer's number
    #[arg(long, value_name = "NUMBER")]
    customer: String,
    /// The currency of the account it was about, when the customer has several
    #[arg(long, value_name = "CODE")]
    currency: Option<Currency>,
    /// The action that it carried out [default: the customer's open call]
    #[arg(long, value_name = "ACTION")]
    action: Option<String>,
    /// How it ended
    #[arg(long, value_parser = outcomes())]
    outcome: Outcome,
    /// Why they have not paid, as a word, when the outcome does not say it; "none" takes it away
    #[arg(long, value_name = "WORD")]
    reason: Option<String>,
    /// What was said
    #[arg(long)]
    text: Option<String>,
    /// The day of the call [default: today]
    #[arg(long, value_parser = crate::args::date)]
    date: Option<Date>,
    /// Count the call as made although nobody was spoken with
    #[arg(long)]
    done: bool,
    #[command(flatten)]
    change: Change,
}

fn outcomes() -> impl clap::builder::TypedValueParser<Value = Outcome> {
    PossibleValuesParser::new(Outcome::ALL.map(Outcome::code))
        .try_map(|word| Outcome::from_code(&word).ok_or("no such outcome"))
}

pub async fn call(context: &Context, args: Call) -> Result<()> {
    let (db, book) = context.book().await?;
    let request = call::Request {
        customer: args.customer,
        currency: args.currency,
        action: args.action,
        outcome: args.outcome,
        reason: args.reason,
        text: args.text,
        date: args.date,
        done: args.done,
    };
    let called = call::record(&db, &book, context.caller(), args.change.mode(), &request).await?;
    let mut lines = vec![format!(
        "Recorded the call with {} ({}) of {}: {}.",
        called.name,
        called.customer,
        day(called.date),
        called.outcome.in_words()
    )];
    match called.action {
        Some(_) if called.done => lines.push("The call on the worklist is done.".to_owned()),
        Some(action) => lines.push(format!("The call stays on the worklist: {action}")),
        None => {}
    }
    if let Some(reason) = &called.reason {
        lines.push(format!(
            "Their reason for not having paid yet is noted as {reason}."
        ));
    }
    let customer = quoted(&called.customer);
    let next = match called.outcome {
        Outcome::Promise => Some((
            "promise",
            format!("promise --customer {customer} --amount AMOUNT --by DATE"),
        )),
        Outcome::Dispute => Some((
            "dispute",
            "dispute --invoice NUMBER --reason TEXT".to_owned(),
        )),
        _ => None,
    };
    if let Some((what, command)) = next {
        lines.push(format!("Put the {what} itself on record with:"));
        lines.push(format!("  dunwell record {command}"));
    }
    args.change.report(context, &called, &lines)
}

/// A note about a customer
#[derive(Debug, clap::Args)]
pub struct Note {
    /// The customer's number
    #[arg(long, value_name = "NUMBER")]
    customer: String,
    /// What there is to say
    text: String,
    /// The day it is about [default: today]
    #[arg(long, value_parser = crate::args::date)]
    date: Option<Date>,
    #[command(flatten)]
    change: Change,
}

pub async fn note(context: &Context, args: Note) -> Result<()> {
    let (db, book) = context.book().await?;
    let request = note::Request {
        customer: args.customer,
        date: args.date,
        text: args.text,
    };
    let noted = note::record(&db, &book, context.caller(), args.change.mode(), &request).await?;
    let line = format!(
        "Noted about {} ({}), {}.",
        noted.name,
        noted.customer,
        day(noted.date)
    );
    args.change.report(context, &noted, &[line])
}

/// A promise to pay, or that one was recorded in error
#[derive(Debug, clap::Args)]
pub struct Promise {
    /// The customer's number
    #[arg(long, value_name = "NUMBER", required_unless_present = "withdraw")]
    customer: Option<String>,
    /// How much, such as 1234.56
    #[arg(
        long,
        allow_negative_numbers = true,
        required_unless_present = "withdraw"
    )]
    amount: Option<String>,
    /// The last day on which payment keeps it
    #[arg(long, value_parser = crate::args::date, value_name = "DATE", required_unless_present = "withdraw")]
    by: Option<Date>,
    /// The currency [default: that of the invoice, or of the customer's only account]
    #[arg(long, value_name = "CODE")]
    currency: Option<Currency>,
    /// An invoice it is about; give it again for each [default: the oldest due first]
    #[arg(long = "invoice", value_name = "NUMBER")]
    invoices: Vec<String>,
    /// The day it was made [default: today]
    #[arg(long, value_parser = crate::args::date)]
    date: Option<Date>,
    /// Take back this promise, which was recorded in error
    #[arg(long, value_name = "PROMISE", requires = "reason",
          conflicts_with_all = ["customer", "amount", "by", "currency", "invoices", "date"])]
    withdraw: Option<String>,
    /// What was said with it, or why it is taken back
    #[arg(long, value_name = "TEXT")]
    reason: Option<String>,
    #[command(flatten)]
    change: Change,
}

pub async fn promise(context: &Context, args: Promise) -> Result<()> {
    let (db, book) = context.book().await?;
    let (caller, mode) = (context.caller(), args.change.mode());
    if let Some(promise) = args.withdraw {
        let request = promise::Withdrawal {
            promise,
            reason: args.reason.unwrap_or_default(),
        };
        let withdrawn = promise::withdraw(&db, &book, caller, mode, &request).await?;
        let line = format!(
            "Took back the promise of {} by {} ({}); it counts neither as kept nor as broken.",
            withdrawn.amount, withdrawn.name, withdrawn.customer
        );
        return args.change.report(context, &withdrawn, &[line]);
    }
    let (Some(customer), Some(amount), Some(by)) = (args.customer, args.amount, args.by) else {
        anyhow::bail!("a promise needs --customer, --amount and --by");
    };
    let request = promise::Request {
        customer,
        amount,
        by,
        currency: args.currency,
        date: args.date,
        invoices: args.invoices,
        reason: args.reason,
    };
    let promised = promise::record(&db, &book, caller, mode, &request).await?;
    let about = match promised.invoices.as_slice() {
        [] => String::new(),
        numbers => format!(" for invoice {}", numbers.join(", ")),
    };
    let line = format!(
        "Recorded the promise of {} ({}): {} by {}{about}: {}",
        promised.name,
        promised.customer,
        promised.amount,
        day(promised.by),
        promised.promise
    );
    args.change.report(context, &promised, &[line])
}

/// A dispute about an invoice, how it was resolved, or that it is open again
#[derive(Debug, clap::Args)]
pub struct Dispute {
    #[command(flatten)]
    which: WhichDispute,
    /// The disputed part, such as 1234.56 [default: the whole invoice]
    #[arg(long, allow_negative_numbers = true, requires = "invoice")]
    amount: Option<String>,
    /// The day it was raised or resolved [default: today]
    #[arg(long, value_parser = crate::args::date, conflicts_with = "reopen")]
    date: Option<Date>,
    /// What is wrong, or why it is open again
    #[arg(long, value_name = "TEXT", required_unless_present = "resolve")]
    reason: Option<String>,
    /// How it was settled
    #[arg(long, value_name = "TEXT", requires = "resolve")]
    resolution: Option<String>,
    #[command(flatten)]
    change: Change,
}

/// The dispute that is meant.
#[derive(Debug, clap::Args)]
#[group(required = true, multiple = false)]
struct WhichDispute {
    /// A new dispute about this invoice
    #[arg(long, value_name = "NUMBER")]
    invoice: Option<String>,
    /// This dispute is resolved
    #[arg(long, value_name = "DISPUTE", requires = "resolution")]
    resolve: Option<String>,
    /// This dispute is open again
    #[arg(long, value_name = "DISPUTE")]
    reopen: Option<String>,
}

pub async fn dispute(context: &Context, args: Dispute) -> Result<()> {
    let (db, book) = context.book().await?;
    let (caller, mode) = (context.caller(), args.change.mode());
    let reason = args.reason.unwrap_or_default();
    let (disputed, what) = match args.which {
        WhichDispute {
            resolve: Some(dispute),
            ..
        } => {
            let resolution = args.resolution.unwrap_or_default();
            let request = dispute::Resolution {
                dispute,
                resolution,
                date: args.date,
            };
            (
                dispute::resolve(&db, &book, caller, mode, &request).await?,
                "Resolved the dispute",
            )
        }
        WhichDispute {
            reopen: Some(dispute),
            ..
        } => {
            let request = dispute::Reopening { dispute, reason };
            (
                dispute::reopen(&db, &book, caller, mode, &request).await?,
                "Opened the dispute again",
            )
        }
        WhichDispute { invoice, .. } => {
            let invoice = invoice.unwrap_or_default();
            let request = dispute::Request {
                invoice,
                amount: args.amount,
                date: args.date,
                reason,
            };
            (
                dispute::record(&db, &book, caller, mode, &request).await?,
                "Recorded the dispute",
            )
        }
    };
    let part = match disputed.amount {
        Some(amount) => format!("{amount} of invoice {}", disputed.invoice),
        None => format!("invoice {}", disputed.invoice),
    };
    let mut lines = vec![format!(
        "{what} of {} ({}) about {part}: {}",
        disputed.name, disputed.customer, disputed.dispute
    )];
    lines.push(match disputed.resolved {
        Some(_) => "It is asked for again. What is to be taken off it is a credit note: dunwell record credit-note".to_owned(),
        None => "It is not asked for until the dispute is resolved; the rest still is.".to_owned(),
    });
    args.change.report(context, &disputed, &lines)
}

/// A hold on contact or on supply, or its end
#[derive(Debug, clap::Args)]
pub struct Hold {
    /// The customer's number
    #[arg(long, value_name = "NUMBER", required_unless_present_any = ["invoice", "lift"])]
    customer: Option<String>,
    /// Hold contact about this invoice only
    #[arg(long, value_name = "NUMBER", conflicts_with = "supply")]
    invoice: Option<String>,
    /// Stop supply instead of contact
    #[arg(long)]
    supply: bool,
    /// Its first day [default: today]
    #[arg(long, value_parser = crate::args::date, conflicts_with = "lift")]
    from: Option<Date>,
    /// Its last day [default: until it is lifted]
    #[arg(long, value_parser = crate::args::date, conflicts_with = "lift")]
    until: Option<Date>,
    /// End a hold: this one, or the one on the customer or the invoice; today is its last day
    #[arg(long, value_name = "HOLD", num_args = 0..=1, default_missing_value = "")]
    lift: Option<String>,
    /// Why
    #[arg(long, value_name = "TEXT", required_unless_present = "lift")]
    reason: Option<String>,
    #[command(flatten)]
    change: Change,
}

pub async fn hold(context: &Context, args: Hold) -> Result<()> {
    let (db, book) = context.book().await?;
    let (caller, mode) = (context.caller(), args.change.mode());
    let kind = if args.supply {
        HoldKind::Supply
    } else {
        HoldKind::Contact
    };
    let on = subject(args.customer, args.invoice);
    let held = match (args.lift, on) {
        (Some(id), _) if !id.is_empty() => {
            let request = hold::Lift {
                which: hold::Which::Hold(id),
                reason: args.reason,
            };
            hold::lift(&db, &book, caller, mode, &request).await?
        }
        (Some(_), Some(on)) => {
            let request = hold::Lift {
                which: hold::Which::On(on, kind),
                reason: args.reason,
            };
            hold::lift(&db, &book, caller, mode, &request).await?
        }
        (None, Some(on)) => {
            let reason = args.reason.unwrap_or_default();
            let request = hold::Request {
                on,
                kind,
                from: args.from,
                until: args.until,
                reason,
            };
            hold::place(&db, &book, caller, mode, &request).await?
        }
        (_, None) => anyhow::bail!(
            "say which hold is lifted: --lift HOLD, or --lift with --customer or --invoice"
        ),
    };
    args.change.report(context, &held, &[held_in_words(&held)])
}

/// The customer or the invoice that was named, if one was.
pub fn subject(customer: Option<String>, invoice: Option<String>) -> Option<Subject> {
    match (invoice, customer) {
        (Some(number), of) => Some(Subject::Invoice { number, of }),
        (None, customer) => customer.map(Subject::Customer),
    }
}

/// "Contact with Ashdown Timber (00001) about invoice R-1 is held from 3 Mar 2026 to 10 Mar 2026: hld_..."
pub fn held_in_words(held: &Held) -> String {
    let who = format!("{} ({})", held.name, held.customer);
    let what = match (held.kind, &held.invoice) {
        (HoldKind::Supply, _) => format!("Supply to {who}"),
        (HoldKind::Contact, None) => format!("Contact with {who}"),
        (HoldKind::Contact, Some(invoice)) => format!("Contact with {who} about invoice {invoice}"),
    };
    let from = day(held.from);
    let period = match held.until {
        None => format!("is held from {from} until it is lifted"),
        Some(until) if until < held.from => "is not held: the hold was undone".to_owned(),
        Some(until) => format!("is held from {from} to {}, both days included", day(until)),
    };
    format!("{what} {period}: {}", held.hold)
}
