//! `dunwell explain`: why a customer is treated as it is, part by part.

use anyhow::Result;
use dunwell_app::view::explain::{
    self, AccountExplained, ClassExplained, DraftView, Explanation, ItemExplained, StateWord,
    StepState, WaitingView,
};
use dunwell_app::view::words::{self, day, lateness};
use jiff::civil::Date;

use crate::context::Context;
use crate::output::{self, List, heading, say, say_below, yes_or_no};

/// How far the parts stand to the right of their headings.
const INDENT: usize = 2;

/// How many items are shown to people; machines get all.
const ITEMS: usize = 10;

/// Why a customer is treated as it is
#[derive(Debug, clap::Args)]
pub struct Args {
    /// The customer's number, or the beginning of its number or name
    #[arg(value_name = "CUSTOMER")]
    customer: String,
    /// The day to be explained, with the facts that are known now [default: today]
    #[arg(long, value_parser = crate::args::date, value_name = "DATE")]
    date: Option<Date>,
}

/// Runs the command.
pub async fn run(context: &Context, args: Args) -> Result<()> {
    let (db, book) = context.book().await?;
    let date = args.date.unwrap_or_else(|| context.today());
    let view = explain::explain(&db, &book, &args.customer, date, context.today()).await?;
    if context.global.json {
        output::json(&view)
    } else if context.global.csv {
        csv(&view).print(true)
    } else {
        people(&view)
    }
}

fn people(view: &Explanation) -> Result<()> {
    say(format!(
        "{}  {} on {}",
        view.customer.number,
        view.customer.name,
        day(view.date)
    ))?;
    say(format!(
        "Policy \"{}\", version {}",
        view.policy.name, view.policy.version
    ))?;
    if view.date != view.facts_of {
        say(format!(
            "The facts are those of {}; only the day differs.",
            day(view.facts_of)
        ))?;
    }
    if view.accounts.is_empty() {
        say("\nNothing was ever owed, so there is nothing to decide.")?;
    }
    for account in &view.accounts {
        account_part(account, view.date)?;
    }
    Ok(())
}

fn account_part(account: &AccountExplained, on: Date) -> Result<()> {
    heading(format!("Account in {}", account.currency))?;
    account
        .compared
        .iter()
        .try_for_each(|sentence| say_below(sentence, INDENT))?;
    heading("Classes, asked in this order; the first that holds is the customer's")?;
    account.classes.iter().try_for_each(class)?;
    let procedure = &account.procedure;
    heading(format!(
        "Procedure \"{}\"; an item that is found late begins at \"{}\"",
        procedure.name, procedure.entry
    ))?;
    let mut list = List::new(&[""; 4]).indented(INDENT);
    for step in &procedure.steps {
        let condition = step
            .condition
            .as_ref()
            .map(|condition| format!("only when {condition}"));
        let approve = step
            .approve
            .as_ref()
            .map(|role| format!("approved by the {role}"));
        list.row(vec![
            step.step.clone(),
            step.at.clone(),
            words::kind(step.kind).to_owned(),
            condition
                .into_iter()
                .chain(approve)
                .collect::<Vec<_>>()
                .join(", "),
        ]);
    }
    list.print(false)?;
    for item in account.items.iter().take(ITEMS) {
        item_part(item)?;
    }
    if account.items.len() > ITEMS {
        say(format!(
            "\n... and {} more items; --json gives all.",
            account.items.len() - ITEMS
        ))?;
    }
    outcome(account, on)
}

fn class(class: &ClassExplained) -> Result<()> {
    say_below(
        &format!("{}: {}", class.name, yes_or_no(class.holds)),
        INDENT,
    )?;
    let Some(in_words) = &class.in_words else {
        return Ok(());
    };
    say_below(&format!("when {in_words}"), 3 * INDENT)?;
    for clause in &class.clauses {
        let values: Vec<String> = clause
            .values
            .iter()
            .map(|value| format!("{} is {}", value.fact, value.value))
            .collect();
        let values = if values.is_empty() {
            String::new()
        } else {
            format!(" ({})", values.join(", "))
        };
        say_below(
            &format!("{}: {}{values}", clause.text, yes_or_no(clause.holds)),
            3 * INDENT,
        )?;
    }
    Ok(())
}

fn item_part(explained: &ItemExplained) -> Result<()> {
    let item = &explained.item;
    let part = if item.instalments > 1 {
        format!(" part {}", item.instalment)
    } else {
        String::new()
    };
    heading(format!(
        "Invoice {}{part}, due {}, {}, {} open, {} may be asked for",
        item.invoice,
        day(item.due),
        lateness(item.days_late),
        item.open,
        item.asked
    ))?;
    let mut list = List::new(&[""; 3]).indented(INDENT);
    for step in &explained.steps {
        list.row(vec![
            step.step.clone(),
            state(step.state).to_owned(),
            when(step, item.next.as_ref().and_then(|next| next.on)),
        ]);
        step.why.iter().for_each(|why| list.note(why));
        if step.state == StateWord::Next {
            item.held_back.iter().for_each(|reason| list.note(reason));
        }
    }
    list.print(false)?;
    if explained
        .steps
        .iter()
        .all(|step| step.state != StateWord::Next)
    {
        item.held_back
            .iter()
            .try_for_each(|reason| say_below(reason, INDENT))?;
    }
    explained
        .charges
        .iter()
        .try_for_each(|charge| say_below(&charge.sentence, INDENT))
}

fn state(state: StateWord) -> &'static str {
    match state {
        StateWord::Taken => "taken",
        StateWord::Skipped => "skipped",
        StateWord::Superseded => "passed over",
        StateWord::HandedOver => "handed over",
        StateWord::Next => "next",
        StateWord::Later => "later",
    }
}

/// The day of a step; for the next one the day on which it can be taken, if that is known.
fn when(step: &StepState, possible: Option<Date>) -> String {
    match (step.state, possible) {
        (StateWord::Next, Some(possible)) if possible != step.on => {
            format!("{}, possible from {}", day(step.on), day(possible))
        }
        _ => day(step.on),
    }
}

fn outcome(account: &AccountExplained, on: Date) -> Result<()> {
    heading(format!("On {}", day(on)))?;
    if account.actions.is_empty() && account.waiting.is_empty() && account.closed.is_empty() {
        say_below("Nothing is to be done.", INDENT)?;
    }
    account.actions.iter().try_for_each(draft)?;
    for action in &account.waiting {
        say_below(
            &format!(
                "{} waits {}.",
                decided(action),
                if action.awaiting_approval {
                    "for approval"
                } else {
                    "to be done"
                }
            ),
            INDENT,
        )?;
    }
    for action in &account.closed {
        let reason = action.reason.as_deref().unwrap_or_default();
        say_below(
            &format!("{} would be closed: {reason}", decided(action)),
            INDENT,
        )?;
    }
    account
        .held_back
        .iter()
        .try_for_each(|sentence| say_below(sentence, INDENT))?;
    match account.next_review {
        Some(next) => say_below(
            &format!(
                "If nothing happens, the answer stays the same until {}.",
                day(next)
            ),
            INDENT,
        ),
        None => say_below("If nothing happens, the answer stays the same.", INDENT),
    }
}

/// An action that was decided before, with its day.
fn decided(action: &WaitingView) -> String {
    format!(
        "{} of {}",
        words::step(&action.step, action.kind),
        day(action.decided_on)
    )
}

fn draft(draft: &DraftView) -> Result<()> {
    let approve = draft.approve.as_ref().map_or_else(String::new, |role| {
        format!(", once the {role} has approved it")
    });
    say_below(
        &format!(
            "{} would be decided about {} ({}){approve}:",
            words::step(&draft.step, draft.kind),
            draft.amount,
            draft.invoices.join(", ")
        ),
        INDENT,
    )?;
    draft
        .reasons
        .iter()
        .try_for_each(|reason| say_below(reason, 2 * INDENT))
}

/// The steps of all items.
fn csv(view: &Explanation) -> List {
    let mut list = List::new(&[
        "customer",
        "currency",
        "class",
        "invoice",
        "instalment",
        "step",
        "state",
        "on",
        "why",
    ]);
    for account in &view.accounts {
        let class = account.classes.last().map_or("", |class| &class.name);
        for explained in &account.items {
            for step in &explained.steps {
                let held_back = match step.state {
                    StateWord::Next => explained.item.held_back.join(" "),
                    _ => step.why.clone().unwrap_or_default(),
                };
                list.row(vec![
                    view.customer.number.clone(),
                    account.currency.to_string(),
                    class.to_owned(),
                    explained.item.invoice.clone(),
                    explained.item.instalment.to_string(),
                    step.step.clone(),
                    state(step.state).to_owned(),
                    step.on.to_string(),
                    held_back,
                ]);
            }
        }
    }
    list
}
