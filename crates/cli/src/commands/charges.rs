//! How charges for paying late are shown to people.

use anyhow::Result;
use dunwell_app::view::charges::{ChargeView, InterestView, TermsView};
use dunwell_core::charge::ChargeKind;

use crate::output::{List, day, heading, say_below};

/// How far the parts stand to the right of their headings.
const INDENT: usize = 2;

/// The charges on an invoice, each with its lines, and the interest so far.
pub fn charges(charges: &[ChargeView], interest: Option<&InterestView>) -> Result<()> {
    if !charges.is_empty() {
        heading("Charges for paying late")?;
    }
    for charge in charges {
        let mut state = Vec::new();
        if charge.undone {
            state.push("undone".to_owned());
        } else if charge.waived.is_positive() {
            state.push(format!("{} of it waived", charge.waived));
        }
        let state = match state.is_empty() {
            true => String::new(),
            false => format!(" ({})", state.join(", ")),
        };
        say_below(
            &format!(
                "{} of {} on {}{state}, by {}",
                title(charge.kind),
                charge.amount,
                day(charge.date),
                charge.basis
            ),
            INDENT,
        )?;
        let mut list = List::new(&["From", "To", ">Days", ">Principal", ">Rate", ">Amount"])
            .indented(2 * INDENT);
        for line in &charge.lines {
            list.row(vec![
                line.from.map_or_else(String::new, day),
                line.to.map_or_else(String::new, day),
                line.days.map_or_else(String::new, |days| days.to_string()),
                line.principal.to_string(),
                line.rate_percent
                    .map_or_else(String::new, |rate| format!("{rate} %")),
                line.amount.to_string(),
            ]);
        }
        list.print(false)?;
        if let Some(source) = &charge.source {
            say_below(&format!("source: {source}"), 2 * INDENT)?;
        }
        say_below(&format!("entry: {}", charge.entry), 2 * INDENT)?;
    }
    if let Some(interest) = interest.filter(|interest| interest.so_far.is_positive()) {
        heading("Interest so far")?;
        let daily = match interest.daily.is_positive() {
            true => format!(", {} more each day", interest.daily),
            false => String::new(),
        };
        say_below(
            &format!(
                "{} since {}, of which {} is not charged{daily}; by {}",
                interest.so_far,
                day(interest.from),
                interest.not_charged,
                interest.basis
            ),
            INDENT,
        )?;
    }
    Ok(())
}

fn title(kind: ChargeKind) -> &'static str {
    match kind {
        ChargeKind::Interest => "Interest",
        ChargeKind::FixedSum => "A fixed sum",
        ChargeKind::Fee => "A fee",
    }
}

/// The terms that a customer accepted.
pub fn terms(terms: &[TermsView]) -> Result<()> {
    if terms.is_empty() {
        return Ok(());
    }
    heading("Accepted terms")?;
    let mut list =
        List::new(&["From", "Interest", "Fixed sum", "Fees", "Document", "Terms"]).indented(INDENT);
    for row in terms {
        list.row(vec![
            day(row.accepted_on),
            row.interest.clone(),
            row.fixed_sum.clone(),
            row.fees.join(", "),
            row.document.clone(),
            row.id.to_string(),
        ]);
        if let Some(on) = row.withdrawn_on {
            list.note(format!("taken back on {}", day(on)));
        }
    }
    list.print(false)
}
