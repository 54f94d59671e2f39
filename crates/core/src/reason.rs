//! Why something is done or held back: the cause with its figures, kept as data, and said in words.

mod given;

use jiff::civil::Date;
use serde::{Deserialize, Serialize};

use crate::action::Do;
use crate::charge::ChargeKind;
use crate::interest::Percent;
use crate::money::Money;

pub use given::{Given, LAST_STEP, MORE_THAN_APPROVED, NOTHING_TO_ASK_FOR, STEP_DID_NOT_HAPPEN};

/// One cause, with the figures that it rests on.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(tag = "reason", rename_all = "kebab-case")]
#[expect(
    missing_docs,
    reason = "the fields are the figures that each sentence names"
)]
pub enum Reason {
    /// A step's time has come for an invoice.
    StepDue {
        step: Box<str>,
        at: Box<str>,
        invoice: Box<str>,
        days_late: i32,
        procedure: Box<str>,
    },
    /// Which class the customer is in, and what decided it.
    InClass {
        class: Box<str>,
        because: Vec<Box<str>>,
    },
    /// Other items travel with the contact.
    TravelsTogether { items: u32, total: Money },
    /// A promise was not kept, or only in part.
    PromiseNotKept {
        amount: Money,
        due: Date,
        received: Money,
    },
    /// The threshold was compared at a rate of exchange.
    ComparedAtRate {
        rate: Box<str>,
        from: Box<str>,
        to: Box<str>,
        on: Date,
    },
    /// No rate of exchange is known, and the threshold was read in the account's currency.
    ComparedWithoutRate { from: Box<str>, to: Box<str> },
    /// The invoices are paid or credited.
    Paid,
    /// Part of an invoice is in dispute.
    Disputed { invoice: Box<str>, amount: Money },
    /// Money is promised and not yet due.
    Promised { amount: Money, due: Date },
    /// Contact is paused.
    Paused {
        until: Option<Date>,
        because: Box<str>,
    },
    /// Money or credit that is not matched to an invoice yet.
    Unmatched { amount: Money, since: Option<Date> },
    /// The sum is too small to be chased.
    BelowMinimum { amount: Money, minimum: Money },
    /// The last contact was too recent.
    TooSoon {
        last: Date,
        gap_days: i32,
        next: Date,
    },
    /// The step before it was too recent.
    StepTooSoon {
        previous: Box<str>,
        on: Date,
        next: Date,
    },
    /// Customers are not contacted on this day.
    ClosedDay { day: Box<str>, next: Date },
    /// An earlier contact has not left the house.
    ContactWaiting {
        step: Box<str>,
        since: Date,
        for_approval: bool,
    },
    /// The step's time has not come.
    NotYet { step: Box<str>, on: Date },
    /// All steps of the procedure are over.
    ProcedureEnded { procedure: Box<str> },
    /// The item was handed to an agency or a court.
    HandedOver,
    /// A step before the due date was not taken in time.
    DueDatePassed { due: Date },
    /// The item was first seen late, and the procedure says where such an item begins.
    FoundLate { days_late: i32, entry: Box<str> },
    /// The step's own condition does not hold.
    ConditionNotMet {
        condition: Box<str>,
        because: Vec<Box<str>>,
    },
    /// The customer moved to another procedure, or the policy changed; `to` is the one that holds now.
    ProcedureChanged { to: Box<str> },
    /// A call was not made before the next step's time came.
    CallNotMade { decided: Date, next: Box<str> },
    /// Supply is held already.
    SupplyHeldAlready { since: Date },
    /// Nothing is open any more.
    NothingOpen,
    /// No address or number is known that the step could use.
    Unreachable { does: Do },
    /// A charge was made on an invoice, with its days and its yearly rates when it is interest.
    Charged {
        kind: ChargeKind,
        invoice: Box<str>,
        amount: Money,
        days: Option<(Date, Date)>,
        rates: Vec<Percent>,
        basis: Box<str>,
    },
    /// A charge was undone, because something that counts from an earlier day came in or the step it
    /// was made for did not happen.
    ChargeUndone {
        kind: ChargeKind,
        invoice: Box<str>,
        amount: Money,
    },
}

/// "12 March 2026": unambiguous everywhere.
fn day(date: Date) -> String {
    date.strftime("%-d %B %Y").to_string()
}

fn days(count: i32) -> String {
    match count {
        1 => "1 day".to_owned(),
        n => format!("{n} days"),
    }
}

/// "is 5 days late", "is due today", "falls due in 3 days".
fn lateness(days_late: i32) -> String {
    match days_late {
        0 => "is due today".to_owned(),
        1.. => format!("is {} late", days(days_late)),
        _ => format!("falls due in {}", days(-days_late)),
    }
}

fn joined(parts: &[Box<str>]) -> String {
    parts.join(", ")
}

impl Reason {
    /// The cause as an English sentence.
    #[must_use]
    pub fn sentence(&self) -> String {
        match self {
            Reason::StepDue {
                step,
                at,
                invoice,
                days_late,
                procedure,
            } => format!(
                "Invoice {invoice} {}; the procedure \"{procedure}\" takes the step \"{step}\" at {at}.",
                lateness(*days_late)
            ),
            Reason::InClass { class, because } if because.is_empty() => {
                format!("The customer is in the class \"{class}\".")
            }
            Reason::InClass { class, because } => format!(
                "The customer is in the class \"{class}\": {}.",
                joined(because)
            ),
            Reason::TravelsTogether { items: 1, total } => {
                format!("One more overdue item travels with it; together {total}.")
            }
            Reason::TravelsTogether { items, total } => {
                format!("{items} more overdue items travel with it; together {total}.")
            }
            Reason::PromiseNotKept {
                amount,
                due,
                received,
            } if received.is_zero() => {
                format!("{amount} promised for {} did not arrive.", day(*due))
            }
            Reason::PromiseNotKept {
                amount,
                due,
                received,
            } => {
                format!(
                    "Of {amount} promised for {}, {received} arrived.",
                    day(*due)
                )
            }
            Reason::ComparedAtRate { rate, from, to, on } => {
                format!(
                    "Thresholds in {to} were compared at {from} 1 = {to} {rate} of {}.",
                    day(*on)
                )
            }
            Reason::ComparedWithoutRate { from, to } => {
                format!(
                    "No rate from {from} to {to} is known, so thresholds in {to} were read as {from}."
                )
            }
            Reason::Paid => "The invoices were paid or credited.".to_owned(),
            Reason::Disputed { invoice, amount } => {
                format!("{amount} of invoice {invoice} is in dispute.")
            }
            Reason::Promised { amount, due } => format!("{amount} is promised for {}.", day(*due)),
            Reason::Paused {
                until: Some(until),
                because,
            } => format!("Contact is paused until {}: {because}.", day(*until)),
            Reason::Paused {
                until: None,
                because,
            } => format!("Contact is paused until it is lifted: {because}."),
            Reason::Unmatched {
                amount,
                since: Some(since),
            } => {
                format!(
                    "{amount}, received or credited on {}, is not matched yet.",
                    day(*since)
                )
            }
            Reason::Unmatched {
                amount,
                since: None,
            } => format!("{amount}, received or credited, is not matched yet."),
            Reason::BelowMinimum { amount, minimum } => {
                format!("{amount} is less than the {minimum} from which customers are contacted.")
            }
            Reason::TooSoon {
                last,
                gap_days,
                next,
            } => format!(
                "The last contact was on {}; contacts are kept {} apart, so the next can be on {}.",
                day(*last),
                days(*gap_days),
                day(*next)
            ),
            Reason::StepTooSoon { previous, on, next } => {
                format!(
                    "The step \"{previous}\" ended on {}; the next can be on {}.",
                    day(*on),
                    day(*next)
                )
            }
            Reason::ClosedDay { day: name, next } => format!(
                "Customers are not contacted on {name}; it waits until {}.",
                day(*next)
            ),
            Reason::ContactWaiting {
                step,
                since,
                for_approval: true,
            } => {
                format!("\"{step}\" of {} still waits for approval.", day(*since))
            }
            Reason::ContactWaiting {
                step,
                since,
                for_approval: false,
            } => {
                format!("\"{step}\" of {} has not been done yet.", day(*since))
            }
            Reason::NotYet { step, on } => {
                format!("The next step, \"{step}\", comes on {}.", day(*on))
            }
            Reason::ProcedureEnded { procedure } => {
                format!("All steps of the procedure \"{procedure}\" are over.")
            }
            Reason::HandedOver => "It was handed over, and others deal with it.".to_owned(),
            Reason::DueDatePassed { due } => {
                format!("It was meant for before the due date, {}.", day(*due))
            }
            Reason::FoundLate { days_late, entry } => format!(
                "The item was first seen {} late, and such an item begins at \"{entry}\".",
                days(*days_late)
            ),
            Reason::ConditionNotMet { condition, because } => {
                format!(
                    "Its condition ({condition}) does not hold: {}.",
                    joined(because)
                )
            }
            Reason::ProcedureChanged { to } => format!(
                "The customer follows the procedure \"{to}\" now; this step is not taken any more."
            ),
            Reason::CallNotMade { decided, next } => {
                format!(
                    "The call of {} was not made before \"{next}\" was due.",
                    day(*decided)
                )
            }
            Reason::SupplyHeldAlready { since } => {
                format!("Supply has been held since {}.", day(*since))
            }
            Reason::NothingOpen => "Nothing is open any more.".to_owned(),
            Reason::Unreachable { does: Do::Email } => {
                "It cannot leave: no e-mail address is known.".to_owned()
            }
            Reason::Unreachable { does: Do::Call } => {
                "It cannot be made: no telephone number is known.".to_owned()
            }
            Reason::Unreachable { .. } => {
                "It cannot leave: no telephone number is known.".to_owned()
            }
            Reason::Charged {
                kind,
                invoice,
                amount,
                days,
                rates,
                basis,
            } => {
                let days = days.map_or_else(String::new, |(from, to)| {
                    format!(" from {} to {}", day(from), day(to))
                });
                let rates: Vec<String> = rates.iter().map(|rate| format!("{rate} %")).collect();
                let rates = match rates.as_slice() {
                    [] => String::new(),
                    rates => format!(" at {}", rates.join(" and ")),
                };
                let named = kind.named();
                format!(
                    "Charged {named} of {amount} on invoice {invoice}{days}{rates}, by {basis}."
                )
            }
            Reason::ChargeUndone {
                kind,
                invoice,
                amount,
            } => format!("Undid {} of {amount} on invoice {invoice}.", kind.named()),
        }
    }
}
