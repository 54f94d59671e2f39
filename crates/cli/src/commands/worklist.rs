//! `dunwell worklist`: what is to be done now, the most valuable first.

use anyhow::Result;
use clap::builder::PossibleValuesParser;
use dunwell_app::Currency;
use dunwell_app::view::words::{day, lateness};
use dunwell_app::view::worklist::{self, Item, Request, Worklist};
use dunwell_core::action::Do;
use jiff::civil::Date;

use crate::context::Context;
use crate::output::{self, List, say};

/// How many actions are shown to people who name no limit.
const SHOWN: usize = 25;

/// What is to be done
#[derive(Debug, clap::Args)]
pub struct Args {
    /// Only what is done in this way
    #[arg(long, value_name = "KIND", value_parser = PossibleValuesParser::new(Do::ALL.map(Do::code)))]
    kind: Option<String>,
    /// Only customers of this class
    #[arg(long, value_name = "CLASS")]
    class: Option<String>,
    /// Only what is in this currency
    #[arg(long, value_name = "CODE")]
    currency: Option<Currency>,
    /// Only what waits for approval
    #[arg(long)]
    approvals: bool,
    /// Only customers that this person looks after; with "", those that nobody does
    #[arg(long, value_name = "NAME")]
    owner: Option<String>,
    /// The next page: what the page before ended with
    #[arg(long, value_name = "PLACE")]
    after: Option<String>,
    /// At most so many [default: 25 for people, all with --json or --csv]
    #[arg(long, value_name = "N")]
    limit: Option<usize>,
    /// Give every reason, and how each place in the list was worked out
    #[arg(long)]
    why: bool,
}

/// Runs the command.
pub async fn run(context: &Context, args: Args) -> Result<()> {
    let (db, book) = context.book().await?;
    let machine = context.global.json || context.global.csv;
    let request = Request {
        kind: args.kind.as_deref().and_then(Do::from_code),
        class: args.class.as_deref(),
        currency: args.currency,
        awaiting_approval: args.approvals,
        action: None,
        owner: args.owner.as_deref(),
        after: args.after.as_deref(),
        limit: args.limit.or((!machine).then_some(SHOWN)),
    };
    let view = worklist::worklist(&db, &book, &request, context.today()).await?;
    if context.global.json {
        output::json(&view)
    } else if context.global.csv {
        csv(&view).print(true)
    } else {
        people(&view, args.why)
    }
}

fn people(view: &Worklist, why: bool) -> Result<()> {
    if view.total == 0 {
        return say(format!(
            "{}: nothing is to be done. \"dunwell run\" decides what is.",
            day(view.as_of)
        ));
    }
    let amounts: Vec<String> = view.amounts.iter().map(ToString::to_string).collect();
    say(format!(
        "{}: {} to do, {}\n",
        day(view.as_of),
        view.total,
        amounts.join(" and ")
    ))?;
    let mut list = List::new(&[
        ">#", "To do", "Step", "Customer", "", ">Amount", "Oldest", "Class", "Action",
    ]);
    for item in &view.items {
        list.row(vec![
            item.rank.to_string(),
            item.to_do.to_owned(),
            item.step.clone(),
            item.customer.number.clone(),
            item.customer.name.clone(),
            item.amount.to_string(),
            lateness(item.days_late),
            item.class.clone(),
            item.short_id.clone(),
        ]);
        notes(item, view.as_of, why)
            .into_iter()
            .for_each(|note| list.note(note));
    }
    list.print(false)?;
    let shown = view.items.last().map_or(0, |item| item.rank);
    match view.total.saturating_sub(shown) {
        0 => Ok(()),
        more => say(format!(
            "\n... and {more} more; --limit {} shows all.",
            view.total
        )),
    }
}

/// What stands below an action: why it is to be done, and what has changed since it was decided.
fn notes(item: &Item, as_of: Date, why: bool) -> Vec<String> {
    let mut notes = Vec::new();
    let decided = match item.decided_on {
        on if on == as_of => String::new(),
        on => format!("Decided on {}: ", day(on)),
    };
    if why {
        notes.extend(
            item.reasons
                .iter()
                .map(|reason| format!("{decided}{reason}")),
        );
        notes.push(format!(
            "Expected to bring forward {}: {}.",
            item.worth,
            item.worth_because.join("; ")
        ));
    } else {
        notes.push(format!("{decided}{}", item.why));
    }
    if item.amount.is_zero() {
        notes.push("Nothing may be asked for any more; the next run withdraws it.".to_owned());
    } else if item.amount != item.amount_decided {
        notes.push(format!(
            "It was {} then; {} may be asked for now.",
            item.amount_decided, item.amount
        ));
    }
    notes
}

fn csv(view: &Worklist) -> List {
    let mut list = List::new(&[
        "rank",
        "action",
        "to_do",
        "step",
        "kind",
        "needs_approval",
        "customer",
        "name",
        "currency",
        ">amount",
        "days_late",
        "class",
        "decided_on",
        "invoices",
        "why",
    ]);
    for item in &view.items {
        list.row(vec![
            item.rank.to_string(),
            item.action.to_string(),
            item.to_do.to_owned(),
            item.step.clone(),
            item.kind.code().to_owned(),
            output::yes_or_no(item.needs_approval).to_owned(),
            item.customer.number.clone(),
            item.customer.name.clone(),
            item.amount.currency().to_string(),
            item.amount.to_decimal_string(),
            item.days_late.to_string(),
            item.class.clone(),
            item.decided_on.to_string(),
            item.invoices.join(" "),
            item.why.clone(),
        ]);
    }
    list
}
