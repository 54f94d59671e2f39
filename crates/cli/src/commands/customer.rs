//! `dunwell customer`: everything about one customer.

use anyhow::Result;
use dunwell_app::view::customer::{self, AccountView, CustomerView, RECENT};
use dunwell_app::view::words::{self, day, lateness};
use dunwell_app::view::{Assessment, Event, ItemView, Upcoming};
use dunwell_core::hold::HoldKind;
use jiff::civil::Date;

use super::charges::terms;
use crate::context::Context;
use crate::output::{self, List, figures, heading, say, say_below};

/// How far the parts stand to the right of their headings.
const INDENT: usize = 2;

/// How many open items are shown to people who do not ask for all.
const ITEMS: usize = 20;

/// Everything about one customer
#[derive(Debug, clap::Args)]
pub struct Args {
    /// The customer's number, or the beginning of its number or name
    #[arg(value_name = "CUSTOMER")]
    customer: String,
    /// The whole timeline, every action and every open item
    #[arg(long)]
    all: bool,
}

/// Runs the command.
pub async fn run(context: &Context, args: Args) -> Result<()> {
    let (db, book) = context.book().await?;
    let view = customer::customer(&db, &book, &args.customer, args.all, context.today()).await?;
    if context.global.json {
        output::json(&view)
    } else if context.global.csv {
        csv(&view).print(true)
    } else {
        people(context, &view, args.all)
    }
}

fn people(context: &Context, view: &CustomerView, all: bool) -> Result<()> {
    who(view)?;
    if view.accounts.is_empty() {
        say("\nNothing was ever owed.")?;
    }
    for account in &view.accounts {
        account_part(account, view.as_of, all)?;
    }
    agreements(view)?;
    actions(view)?;
    timeline(context, &view.timeline, view.timeline_total)
}

fn who(view: &CustomerView) -> Result<()> {
    let who = &view.who;
    say(format!("{}  {}", who.number, who.name))?;
    let facts = [
        who.country.clone(),
        Some(words::language(who.language).to_owned()),
        who.terms.clone(),
        who.since
            .map(|since| format!("customer since {}", day(since))),
        who.reason
            .as_ref()
            .map(|reason| format!("gave as a reason: {}", reason.replace('-', " "))),
    ];
    say_below(
        &facts.into_iter().flatten().collect::<Vec<_>>().join(" · "),
        INDENT,
    )?;
    if !who.other_names.is_empty() {
        say_below(
            &format!("Also known as {}", who.other_names.join("; ")),
            INDENT,
        )?;
    }
    let mut list = List::new(&[""; 4]).indented(INDENT);
    for contact in &who.contacts {
        let kind = match contact.kind {
            "email" => "e-mail",
            "sms" => "text messages",
            other => other,
        };
        let consent = match contact.consent {
            "yes" => "agreed",
            "no" => "asked not to be contacted here",
            _ => "",
        };
        let name = contact.name.clone().unwrap_or_default();
        list.row(vec![
            kind.to_owned(),
            contact.value.clone(),
            name,
            consent.to_owned(),
        ]);
    }
    list.print(false)
}

fn account_part(account: &AccountView, as_of: Date, all: bool) -> Result<()> {
    let unapplied = match account.unapplied.is_zero() {
        true => String::new(),
        false => format!(" · {} not matched to an invoice yet", account.unapplied),
    };
    let charges = match account.charges.is_zero() {
        true => String::new(),
        false => format!(" · {} of it charges for paying late", account.charges),
    };
    heading(format!(
        "Owes {} · {} of it late{charges}{unapplied}",
        account.owed, account.overdue
    ))?;
    let labels: Vec<String> = account
        .aging
        .iter()
        .map(|bucket| format!(">{}", bucket.label))
        .collect();
    let mut aging = List::new(&labels).indented(INDENT);
    aging.row(
        account
            .aging
            .iter()
            .map(|bucket| figures(&bucket.amount))
            .collect(),
    );
    aging.print(false)?;
    if account.interest_so_far.is_positive() {
        let daily = match account.interest_daily.is_positive() {
            true => format!(", {} more each day", account.interest_daily),
            false => String::new(),
        };
        say_below(
            &format!(
                "Interest so far that is not charged: {}{daily}",
                account.interest_so_far
            ),
            INDENT,
        )?;
    }
    let graded = match &account.payer.assessment {
        Assessment::Graded {
            grade, evidence, ..
        } => format!("Grade {grade}: {evidence}"),
        too_little => format!("No grade: {too_little}"),
    };
    say_below(&graded, INDENT)?;
    if let Some(class) = &account.class {
        let because = if class.because.is_empty() {
            String::new()
        } else {
            format!(" ({})", class.because.join(", "))
        };
        say_below(
            &format!(
                "Class \"{}\"{because}, procedure \"{}\"",
                class.name, class.procedure
            ),
            INDENT,
        )?;
    }
    if let Some(last) = account.last_contact {
        say_below(&format!("Last contact on {}", day(last)), INDENT)?;
    }
    next(&account.upcoming, as_of)?;
    open_items("Open items", &account.items, all)
}

fn next(upcoming: &[Upcoming], as_of: Date) -> Result<()> {
    if upcoming.is_empty() {
        return Ok(());
    }
    heading("What happens next, if nothing is paid or said until then")?;
    let mut list = List::new(&["", "", "", ">", ""]).indented(INDENT);
    for next in upcoming {
        let approve = next.approve.as_ref().map_or_else(String::new, |role| {
            format!("once the {role} has approved it")
        });
        list.row(vec![
            if next.on == as_of {
                "today".to_owned()
            } else {
                day(next.on)
            },
            words::step(&next.step, next.kind),
            words::count_of(next.invoices.len(), "invoice", "invoices"),
            next.amount.to_string(),
            approve,
        ]);
    }
    list.print(false)
}

/// The open items with what comes next for each.
pub(super) fn open_items(title: &str, items: &[ItemView], all: bool) -> Result<()> {
    if items.is_empty() {
        return Ok(());
    }
    heading(title)?;
    let mut list =
        List::new(&["Invoice", "Due", "Late", ">Open", "Next step", "On"]).indented(INDENT);
    let shown = if all { items.len() } else { ITEMS };
    for item in items.iter().take(shown) {
        let part = if item.instalments > 1 {
            format!(" part {}", item.instalment)
        } else {
            String::new()
        };
        let next = item.next.as_ref();
        list.row(vec![
            format!("{}{part}", item.invoice),
            day(item.due),
            lateness(item.days_late),
            item.open.to_string(),
            next.map_or_else(String::new, |next| next.step.clone()),
            next.and_then(|next| next.on).map_or_else(String::new, day),
        ]);
        item.held_back.iter().for_each(|reason| list.note(reason));
    }
    list.print(false)?;
    match items.len().saturating_sub(shown) {
        0 => Ok(()),
        more => say_below(&format!("... and {more} more; --all shows them."), INDENT),
    }
}

fn agreements(view: &CustomerView) -> Result<()> {
    terms(&view.terms_accepted)?;
    if !view.promises.is_empty() {
        heading("Promises")?;
        let mut list =
            List::new(&["Made", "For", ">Amount", ">Arrived", "State", "Id"]).indented(INDENT);
        for promise in &view.promises {
            let state = promise.state.map_or("taken back", words::promise);
            list.row(vec![
                day(promise.made_on),
                day(promise.due),
                promise.amount.to_string(),
                promise.received.to_string(),
                state.to_owned(),
                promise.id.to_string(),
            ]);
        }
        list.print(false)?;
    }
    if !view.disputes.is_empty() {
        heading("Disputes")?;
        disputes(&view.disputes)?;
    }
    if !view.holds.is_empty() {
        heading("Holds")?;
        let mut list = List::new(&["What", "From", "Until", "State", "Id"]).indented(INDENT);
        for hold in &view.holds {
            let kind = match hold.kind {
                HoldKind::Contact => "contact",
                HoldKind::Supply => "supply",
            };
            let what = hold.invoice.as_ref().map_or_else(
                || kind.to_owned(),
                |number| format!("{kind}, invoice {number}"),
            );
            list.row(vec![
                what,
                day(hold.from),
                hold.until.map_or_else(|| "it is lifted".to_owned(), day),
                if hold.active {
                    "in force"
                } else {
                    "not in force"
                }
                .to_owned(),
                hold.id.to_string(),
            ]);
            list.note(&hold.reason);
        }
        list.print(false)?;
    }
    Ok(())
}

/// A table of disputes.
pub(super) fn disputes(disputes: &[customer::DisputeView]) -> Result<()> {
    let mut list = List::new(&["Invoice", "Raised", ">Amount", "State", "Id"]).indented(INDENT);
    for dispute in disputes {
        list.row(vec![
            dispute.invoice.clone(),
            day(dispute.opened_on),
            dispute
                .amount
                .map_or_else(|| "all of it".to_owned(), |amount| amount.to_string()),
            dispute
                .resolved_on
                .map_or_else(|| "open".to_owned(), |on| format!("settled on {}", day(on))),
            dispute.id.to_string(),
        ]);
        list.note(&dispute.reason);
        dispute
            .resolution
            .iter()
            .for_each(|resolution| list.note(format!("Settled: {resolution}")));
    }
    list.print(false)
}

fn actions(view: &CustomerView) -> Result<()> {
    if view.actions.is_empty() {
        return Ok(());
    }
    heading("Actions")?;
    action_table(&view.actions)?;
    match view.actions_total - view.actions.len() {
        0 => Ok(()),
        more => say_below(
            &format!("... and {more} earlier ones; --all shows them."),
            INDENT,
        ),
    }
}

/// A table of actions.
pub(super) fn action_table(actions: &[customer::ActionView]) -> Result<()> {
    let mut list = List::new(&["Decided", "Step", ">Amount", "State", "Action"]).indented(INDENT);
    for action in actions {
        let ended = action
            .finished_on
            .map_or_else(String::new, |on| format!(" on {}", day(on)));
        let by = action
            .approve
            .as_ref()
            .filter(|_| action.finished_on.is_none());
        let by = by.map_or_else(String::new, |role| format!(" by the {role}"));
        list.row(vec![
            day(action.decided_on),
            words::step(&action.step, action.kind),
            action.amount.to_string(),
            format!("{}{by}{ended}", words::status(action.status)),
            action.short_id.clone(),
        ]);
        action
            .finish_reason
            .iter()
            .for_each(|reason| list.note(reason));
    }
    list.print(false)
}

fn timeline(context: &Context, events: &[Event], total: usize) -> Result<()> {
    if events.is_empty() {
        return Ok(());
    }
    heading("Timeline")?;
    for event in events {
        say_below(
            &format!(
                "{}  {}: {}",
                day(context.day_of(event.at)),
                event.actor,
                event.text
            ),
            INDENT,
        )?;
    }
    match total - events.len() {
        0 => Ok(()),
        earlier => say_below(
            &format!("... and {earlier} earlier; --all shows more than the last {RECENT}."),
            INDENT,
        ),
    }
}

/// The open items of all accounts.
fn csv(view: &CustomerView) -> List {
    let mut list = List::new(&[
        "customer",
        "name",
        "invoice",
        "instalment",
        "currency",
        "due",
        "days_late",
        ">open",
        ">asked",
        "next_step",
        "next_on",
        "held_back",
    ]);
    for item in view.accounts.iter().flat_map(|account| &account.items) {
        let next = item.next.as_ref();
        list.row(vec![
            view.who.number.clone(),
            view.who.name.clone(),
            item.invoice.clone(),
            item.instalment.to_string(),
            item.open.currency().to_string(),
            item.due.to_string(),
            item.days_late.to_string(),
            item.open.to_decimal_string(),
            item.asked.to_decimal_string(),
            next.map_or_else(String::new, |next| next.step.clone()),
            next.and_then(|next| next.on)
                .map_or_else(String::new, |on| on.to_string()),
            item.held_back.join(" "),
        ]);
    }
    list
}
