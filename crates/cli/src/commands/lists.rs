//! `dunwell disputes`, `dunwell promises` and `dunwell payments`: lists over the whole book.

use std::collections::BTreeMap;

use anyhow::Result;
use clap::builder::PossibleValuesParser;
use dunwell_app::Currency;
use dunwell_app::view::disputes::{self, DisputeLine};
use dunwell_app::view::money::{self, ReceivedLine};
use dunwell_app::view::page::Paged;
use dunwell_app::view::promises::{self, PromiseLine};
use dunwell_app::view::words::{self, day, days};
use dunwell_core::ledger::EntryKind;
use dunwell_core::money::Money;
use dunwell_core::promise::PromiseState;
use jiff::civil::Date;

use super::paging::{Paging, more};
use crate::context::Context;
use crate::output::{self, List, say};

/// The words for where a promise stands.
const STATES: [(&str, PromiseState); 4] = [
    ("open", PromiseState::Open),
    ("kept", PromiseState::Kept),
    ("partly-kept", PromiseState::PartlyKept),
    ("broken", PromiseState::Broken),
];

/// Disputes, the oldest first
#[derive(Debug, clap::Args)]
pub struct Disputes {
    /// Those that were settled, too
    #[arg(long)]
    resolved: bool,
    /// Only those that were settled, the latest first
    #[arg(long, conflicts_with = "resolved")]
    settled: bool,
    /// Only those that this person is to settle; with "", those that nobody is
    #[arg(long, value_name = "NAME")]
    owner: Option<String>,
    #[command(flatten)]
    paging: Paging,
}

/// Promises to pay, the soonest due first
#[derive(Debug, clap::Args)]
pub struct Promises {
    /// Only those that stand so
    #[arg(long, value_name = "STATE", value_parser = PossibleValuesParser::new(STATES.map(|(word, _)| word)))]
    state: Option<String>,
    /// Only of customers that this person looks after; with "", that nobody does
    #[arg(long, value_name = "NAME")]
    owner: Option<String>,
    /// Only those due on this day or later
    #[arg(long, value_parser = crate::args::date, value_name = "DATE")]
    from: Option<Date>,
    /// Only those due on this day or earlier
    #[arg(long, value_parser = crate::args::date, value_name = "DATE")]
    until: Option<Date>,
    #[command(flatten)]
    paging: Paging,
}

/// Money that came in, the newest first
#[derive(Debug, clap::Args)]
pub struct Payments {
    /// Only what is not, or not all, set against invoices
    #[arg(long)]
    unapplied: bool,
    /// Only what was undone
    #[arg(long)]
    undone: bool,
    /// Only payments, or only credit notes
    #[arg(long, value_name = "KIND", value_parser = PossibleValuesParser::new(["payment", "credit-note"]))]
    kind: Option<String>,
    /// Only of this customer: the number, or the beginning of a number or of a name
    #[arg(long, value_name = "CUSTOMER")]
    customer: Option<String>,
    /// Only what counts from this day or later
    #[arg(long, value_parser = crate::args::date, value_name = "DATE")]
    from: Option<Date>,
    /// Only what counts from this day or earlier
    #[arg(long, value_parser = crate::args::date, value_name = "DATE")]
    until: Option<Date>,
    #[command(flatten)]
    paging: Paging,
}

/// Runs `dunwell disputes`.
pub async fn disputes(context: &Context, args: Disputes) -> Result<()> {
    let (db, book) = context.book().await?;
    let request = disputes::Request {
        resolved: args.resolved,
        owner: args.owner.as_deref(),
        page: args.paging.page(),
    };
    let today = context.today();
    let view = args
        .paging
        .read(context.global.csv, async |page| {
            let request = disputes::Request { page, ..request };
            Ok(match args.settled {
                true => disputes::settled(&db, &book, request.owner, &page, today).await?,
                false => disputes::disputes(&db, &book, &request, today).await?,
            })
        })
        .await?;
    if context.global.json {
        return output::json(&view);
    }
    if context.global.csv {
        return csv(
            &view,
            &[
                "dispute",
                "customer",
                "name",
                "invoice",
                "opened",
                ">age_days",
                "currency",
                ">amount",
                "owner",
                "reason",
                "resolved",
                "resolution",
            ],
            |line: &DisputeLine| {
                vec![
                    line.dispute.to_string(),
                    line.customer.number.clone(),
                    line.customer.name.clone(),
                    line.invoice.clone(),
                    line.opened_on.to_string(),
                    line.age_days.to_string(),
                    line.amount.currency().to_string(),
                    line.amount.to_decimal_string(),
                    line.owner.clone().unwrap_or_default(),
                    line.reason.clone(),
                    line.resolved_on
                        .map(|day| day.to_string())
                        .unwrap_or_default(),
                    line.resolution.clone().unwrap_or_default(),
                ]
            },
        );
    }
    if view.items.is_empty() {
        return say(match args.settled {
            true => "No dispute was settled.",
            false => "Nothing is in dispute.",
        });
    }
    if !args.settled && !args.resolved {
        let tally = disputes::tally(&db, &book).await?;
        in_dispute(&tally, request.owner)?;
    }
    let mut list = List::new(&[
        "Age",
        "Invoice",
        "Customer",
        "",
        ">Disputed",
        "Owner",
        "Dispute",
    ]);
    for line in &view.items {
        list.row(vec![
            days(line.age_days),
            line.invoice.clone(),
            line.customer.number.clone(),
            line.customer.name.clone(),
            line.amount.to_string(),
            line.owner.clone().unwrap_or_else(|| "-".to_owned()),
            line.dispute.to_string(),
        ]);
        list.note(line.reason.clone());
        if let (Some(on), Some(how)) = (line.resolved_on, &line.resolution) {
            list.note(format!("Settled on {}: {how}", day(on)));
        }
    }
    list.print(false)?;
    more(view.next.as_ref())
}

/// "EUR: 3 disputes about EUR 1,200.00", a line for each currency.
fn in_dispute(tally: &[disputes::Tally], owner: Option<&str>) -> Result<()> {
    let mut sums: BTreeMap<Currency, (usize, Money)> = BTreeMap::new();
    let is_meant = |tally: &&disputes::Tally| {
        owner.is_none_or(|owner| tally.owner.as_deref().unwrap_or_default() == owner)
    };
    for tally in tally.iter().filter(is_meant) {
        let currency = tally.amount.currency();
        let sum = sums.entry(currency).or_insert((0, Money::new(0, currency)));
        sum.0 += tally.count;
        sum.1 = Money::new(sum.1.minor().saturating_add(tally.amount.minor()), currency);
    }
    for (count, amount) in sums.values() {
        let disputes = words::count_of(*count, "dispute", "disputes");
        say(format!("{disputes} about {amount}"))?;
    }
    say("")
}

/// Runs `dunwell promises`.
pub async fn promises(context: &Context, args: Promises) -> Result<()> {
    let (db, book) = context.book().await?;
    let state = args.state.as_deref();
    let request = promises::Request {
        state: STATES
            .into_iter()
            .find(|(word, _)| Some(*word) == state)
            .map(|(_, state)| state),
        owner: args.owner.as_deref(),
        due_from: args.from,
        due_until: args.until,
        page: args.paging.page(),
    };
    let view = args
        .paging
        .read(context.global.csv, async |page| {
            let request = promises::Request { page, ..request };
            Ok(promises::promises(&db, &book, &request, context.today()).await?)
        })
        .await?;
    if context.global.json {
        return output::json(&view);
    }
    if context.global.csv {
        return csv(
            &view,
            &[
                "promise",
                "customer",
                "name",
                "made",
                "due",
                "state",
                "currency",
                ">amount",
                ">received",
                "owner",
            ],
            |line: &PromiseLine| {
                let state = STATES.iter().find(|(_, state)| *state == line.state);
                vec![
                    line.promise.to_string(),
                    line.customer.number.clone(),
                    line.customer.name.clone(),
                    line.made_on.to_string(),
                    line.due.to_string(),
                    state.map_or("", |(word, _)| word).to_owned(),
                    line.amount.currency().to_string(),
                    line.amount.to_decimal_string(),
                    line.received.to_decimal_string(),
                    line.owner.clone().unwrap_or_default(),
                ]
            },
        );
    }
    if view.items.is_empty() {
        return say("There is no such promise.");
    }
    for tally in promises::tally(&db, &book, &request, context.today()).await? {
        if request.state.is_none_or(|state| state == tally.state) {
            let count = words::count_of(tally.count, "promise", "promises");
            let state = words::promise(tally.state);
            let (promised, received) = (tally.promised, tally.received);
            say(format!(
                "{count} {state}: {promised} promised, {received} came"
            ))?;
        }
    }
    say("")?;
    let mut list = List::new(&[
        "Due",
        "Customer",
        "",
        ">Promised",
        ">Came",
        "State",
        "Owner",
        "Promise",
    ]);
    for line in &view.items {
        list.row(vec![
            day(line.due),
            line.customer.number.clone(),
            line.customer.name.clone(),
            line.amount.to_string(),
            line.received.to_string(),
            words::promise(line.state).to_owned(),
            line.owner.clone().unwrap_or_else(|| "-".to_owned()),
            line.promise.to_string(),
        ]);
    }
    list.print(false)?;
    more(view.next.as_ref())
}

/// Runs `dunwell payments`.
pub async fn payments(context: &Context, args: Payments) -> Result<()> {
    let (db, book) = context.book().await?;
    let request = money::Request {
        kind: args.kind.as_deref().and_then(EntryKind::from_code),
        unapplied: args.unapplied,
        undone: args.undone,
        customer: args.customer.as_deref(),
        from: args.from,
        until: args.until,
        page: args.paging.page(),
    };
    let view = args
        .paging
        .read(context.global.csv, async |page| {
            let request = money::Request { page, ..request };
            Ok(money::money(&db, &book, &request).await?)
        })
        .await?;
    if context.global.json {
        return output::json(&view);
    }
    if context.global.csv {
        return csv(
            &view,
            &[
                "entry",
                "kind",
                "customer",
                "name",
                "date",
                "currency",
                ">amount",
                ">applied",
                ">undone",
                ">unapplied",
                "document",
                "reference",
                "actor",
            ],
            |line: &ReceivedLine| {
                vec![
                    line.entry.to_string(),
                    line.kind.code().to_owned(),
                    line.customer.number.clone(),
                    line.customer.name.clone(),
                    line.date.to_string(),
                    line.amount.currency().to_string(),
                    line.amount.to_decimal_string(),
                    line.applied.to_decimal_string(),
                    line.undone.to_decimal_string(),
                    line.unapplied.to_decimal_string(),
                    line.document.clone().unwrap_or_default(),
                    line.reference.clone().unwrap_or_default(),
                    line.actor.clone(),
                ]
            },
        );
    }
    if view.items.is_empty() {
        return say("No such money came in.");
    }
    let mut list = List::new(&[
        "Date",
        "",
        "Customer",
        "",
        ">Came",
        ">Not applied",
        "Reference",
        "Entry",
    ]);
    for line in &view.items {
        list.row(vec![
            day(line.date),
            words::entry(line.kind).to_owned(),
            line.customer.number.clone(),
            line.customer.name.clone(),
            line.amount.to_string(),
            if line.unapplied.is_zero() {
                String::new()
            } else {
                line.unapplied.to_string()
            },
            line.reference.clone().unwrap_or_default(),
            line.entry.to_string(),
        ]);
        if !line.undone.is_zero() {
            list.note(format!("{} of it was undone.", line.undone));
        }
    }
    list.print(false)?;
    more(view.next.as_ref())
}

fn csv<T>(view: &Paged<T>, columns: &[&str], cells: impl Fn(&T) -> Vec<String>) -> Result<()> {
    let mut list = List::new(columns);
    view.items.iter().for_each(|line| list.row(cells(line)));
    list.print(true)
}
