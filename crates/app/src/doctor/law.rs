//! Whether what the policy charges can be charged: the law of the book, and the values it rests on.

use dunwell_core::charge::{Charging as What, NoBasis};
use dunwell_core::packs::Debtor;
use dunwell_store::Uow;
use jiff::ToSpan;
use jiff::civil::Date;

use super::Check;
use crate::book::Book;
use crate::charging::Charging;
use crate::error::Result;
use crate::policy;

const NAME: &str = "law";

/// Asks on what ground the charges of the policy would be made on an invoice that is late today.
pub(super) async fn law(uow: &mut Uow, book: &Book, today: Date) -> Result<Check> {
    let mut charged: Vec<What> = Vec::new();
    if let Some(active) = policy::active(uow, book).await? {
        let steps = active
            .policy
            .procedures
            .iter()
            .flat_map(|procedure| &procedure.steps);
        for what in steps.flat_map(|step| &step.charge) {
            // A fee stands in no law: the run says where no terms give it.
            if !charged.contains(what) && !matches!(what, What::Fee(_)) {
                charged.push(*what);
            }
        }
    }
    let named = match book.settings.jurisdiction.as_deref() {
        None => "the book names no jurisdiction",
        Some(code) if book.packs.get(code).is_none() => {
            return Ok(Check::problem(
                NAME,
                format!("there is no law of \"{code}\""),
                "choose one that \"dunwell law list\" shows: dunwell book set jurisdiction=GB",
            ));
        }
        Some(code) => code,
    };
    if charged.is_empty() {
        return Ok(Check::ok(
            NAME,
            format!("{named}; the policy charges nothing"),
        ));
    }
    let missing = without_ground(book, &charged, today);
    if missing.is_empty() {
        return Ok(Check::ok(
            NAME,
            format!("{named} gives what the policy charges"),
        ));
    }
    Ok(Check::warning(
        NAME,
        "the policy charges what only accepted terms would give",
        "set the jurisdiction, accept a value once you have checked it, or record the terms that customers accepted (docs/charges.md)",
    )
    .listing(&missing))
}

/// What has no ground in the law for a business whose invoice was due yesterday, in sentences.
fn without_ground(book: &Book, charged: &[What], today: Date) -> Vec<String> {
    let charging = Charging::new(book, today);
    let due = today.saturating_sub(1.day());
    let basis = charging.law.basis(Debtor::Business, &[], due, due);
    let why = |what: &What| -> Option<NoBasis> {
        match what {
            What::Interest => basis.interest(today).err(),
            What::FixedSum => basis.fixed_sum().err(),
            What::Fee(_) => None,
        }
    };
    charged
        .iter()
        .filter_map(|what| Some(format!("{}: {}", what.kind().named(), why(what)?)))
        .collect()
}
