//! A policy in sentences, and each of its procedures as a line of days.

use dunwell_core::action::Do;
use dunwell_core::charge::Charging;
use dunwell_core::currency::Currency;
use dunwell_core::money::Money;
use dunwell_core::policy::{Anchor, ContactDays, Policy, Procedure, Step};

use super::lines::Lines;
use crate::chart::{self, About, Mark, Svg};
use crate::locale::T;
use crate::pages::words;

/// A policy as a person reads it.
pub(crate) struct Read {
    /// How customers are contacted.
    pub contact: Vec<String>,
    /// The terms that are offered.
    pub terms: Vec<String>,
    /// The classes, in the order in which they are asked.
    pub classes: Vec<ClassRow>,
    /// What is done.
    pub procedures: Vec<ProcedureRead>,
    /// What may be agreed without asking anybody.
    pub concessions: Vec<String>,
}

/// A class: when, and what follows.
pub(crate) struct ClassRow {
    pub name: String,
    pub when: Lines,
    /// The condition as it stands in the policy, for who writes one.
    pub code: String,
    pub procedure: String,
    pub href: String,
}

/// A procedure.
pub(crate) struct ProcedureRead {
    pub id: String,
    pub name: String,
    pub picture: Svg,
    pub entry: String,
    pub steps: Vec<StepRow>,
}

/// A step in words.
pub(crate) struct StepRow {
    pub number: usize,
    pub when: String,
    pub name: String,
    pub icon: &'static str,
    pub does: String,
    pub notes: Vec<String>,
    /// The step's condition as it stands in the policy; empty without one.
    pub code: String,
}

/// Reads a policy out.
pub(crate) fn read(t: T, policy: &Policy) -> Read {
    Read {
        contact: contact(t, policy),
        terms: terms(t, policy),
        classes: policy
            .classes
            .iter()
            .enumerate()
            .map(|(index, class)| ClassRow {
                name: class.name.clone(),
                when: when(t, policy, index),
                code: class.when.source().to_owned(),
                procedure: policy.procedure_of(class).name.clone(),
                href: format!("#procedure-{}", class.procedure + 1),
            })
            .collect(),
        procedures: policy
            .procedures
            .iter()
            .enumerate()
            .map(|(index, procedure)| drawn(t, policy.currency, index + 1, procedure))
            .collect(),
        concessions: concessions(t, policy),
    }
}

/// Whom a class takes.
fn when(t: T, policy: &Policy, index: usize) -> Lines {
    let condition = &policy.classes[index].when;
    match (condition.always_holds(), index) {
        (true, 0) => Lines::one(t.text("policy.everybody")),
        (true, _) => Lines::one(t.text("policy.everybody-else")),
        (false, _) => Lines::new(t, &condition.words(Some(policy.currency))),
    }
}

fn contact(t: T, policy: &Policy) -> Vec<String> {
    let contact = &policy.contact;
    let least = Money::new(contact.min_overdue, policy.currency);
    let gap = t.count("policy.gap", contact.min_gap_days).to_string();
    let days = match contact.days {
        ContactDays::Business => t.text("policy.business-days"),
        ContactDays::Every => t.text("policy.every-day"),
    };
    let hours = contact.send_between.map(|(from, until)| {
        t.say("policy.hours")
            .with("from", from.strftime("%H:%M"))
            .with("until", until.strftime("%H:%M"))
            .to_string()
    });
    let mut sentences = vec![
        t.say("policy.least")
            .with("sum", t.money(least))
            .to_string(),
        gap,
        days,
    ];
    sentences.extend(hours);
    sentences
}

fn terms(t: T, policy: &Policy) -> Vec<String> {
    let sentence = |offer: &dunwell_core::policy::TermsOffer| {
        let mut words = t
            .say("policy.terms-due")
            .with("name", &offer.name)
            .with("due", &offer.due)
            .to_string();
        if let Some(interest) = &offer.interest {
            words.push(' ');
            words.push_str(
                &t.say("policy.terms-interest")
                    .with("rate", interest)
                    .to_string(),
            );
        }
        if let Some(sum) = &offer.fixed_sum {
            words.push(' ');
            words.push_str(&t.say("policy.terms-sum").with("sum", sum).to_string());
        }
        if !offer.accept.is_empty() {
            let ways: Vec<_> = offer.accept.iter().map(|way| way_to_pay(t, way)).collect();
            let ways = ways.join(", ");
            words.push(' ');
            words.push_str(&t.say("policy.terms-accept").with("ways", ways).to_string());
        }
        words
    };
    policy.terms.iter().map(sentence).collect()
}

/// A way of paying that everybody knows, in the reader's words; any other as the policy names it.
fn way_to_pay(t: T, way: &str) -> String {
    match way {
        "bank-transfer" => t.text("policy.way-bank-transfer"),
        "direct-debit" => t.text("policy.way-direct-debit"),
        "card" => t.text("policy.way-card"),
        "cheque" => t.text("policy.way-cheque"),
        "cash" => t.text("policy.way-cash"),
        other => other.to_owned(),
    }
}

fn concessions(t: T, policy: &Policy) -> Vec<String> {
    let mut sentences = Vec::new();
    if let Some(plan) = &policy.concessions.plan {
        sentences.push(t.count("policy.plan", plan.instalments).to_string());
        if let Some(first) = &plan.first {
            sentences.push(t.say("policy.plan-first").with("share", first).to_string());
        }
        if let Some(days) = plan.over_days {
            sentences.push(t.count("policy.plan-days", days).to_string());
        }
        if let Some(minor) = plan.auto_below {
            let sum = t.money(Money::new(minor, policy.currency));
            sentences.push(t.say("policy.plan-auto").with("sum", sum).to_string());
        }
    }
    if let Some(settlement) = &policy.concessions.settlement {
        sentences.push(match &settlement.floor {
            Some(floor) => t
                .say("policy.settlement-floor")
                .with("share", floor)
                .to_string(),
            None => t.text("policy.settlement"),
        });
        if let Some(at) = settlement.only_after {
            sentences.push(
                t.say("policy.settlement-after")
                    .with("when", t.at(at))
                    .to_string(),
            );
        }
        if let Some(role) = &settlement.approve {
            sentences.push(
                t.say("policy.settlement-approve")
                    .with("role", words::role(t, role))
                    .to_string(),
            );
        }
    }
    sentences
}

fn drawn(t: T, currency: Currency, number: usize, procedure: &Procedure) -> ProcedureRead {
    let id = format!("procedure-{number}");
    let steps: Vec<StepRow> = procedure
        .steps
        .iter()
        .zip(1..)
        .map(|(step, number)| row(t, currency, number, step))
        .collect();
    ProcedureRead {
        picture: picture(t, &id, procedure),
        entry: procedure
            .steps
            .get(procedure.entry)
            .map_or_else(String::new, |step| step.name.to_string()),
        name: procedure.name.clone(),
        id,
        steps,
    }
}

/// The steps on a line. A step that counts from the invoice's own day stands where that day is the day
/// zero too.
fn picture(t: T, id: &str, procedure: &Procedure) -> Svg {
    let mut marks: Vec<Mark> = procedure
        .steps
        .iter()
        .zip(1..)
        .map(|(step, number)| Mark {
            day: step.at.days.into(),
            number: number.to_string(),
            label: signed(step.at.days),
            words: format!("{}: {}", step.name, t.at(step.at)),
        })
        .collect();
    let is_from_due = |step: &Step| step.at.from == Anchor::Due;
    let has_zero = marks.iter().any(|mark| mark.day == 0);
    if procedure.steps.iter().all(is_from_due) && !has_zero {
        let due = t.text("policy.due");
        marks.push(Mark {
            day: 0,
            number: String::new(),
            label: due.clone(),
            words: due,
        });
    }
    marks.sort_by_key(|mark| mark.day);
    let summary: Vec<&str> = marks
        .iter()
        .filter(|mark| !mark.number.is_empty())
        .map(|mark| mark.words.as_str())
        .collect();
    let about = About {
        id: &format!("{id}-picture"),
        title: &procedure.name,
        summary: &summary.join("; "),
    };
    chart::steps(about, &marks)
}

/// "+5", "−7", "0".
fn signed(days: i32) -> String {
    match days {
        0 => "0".to_owned(),
        1.. => format!("+{days}"),
        _ => format!("\u{2212}{}", days.unsigned_abs()),
    }
}

fn charging(t: T, what: &Charging) -> String {
    match what {
        Charging::Interest => t.text("policy.charge-interest"),
        Charging::FixedSum => t.text("policy.charge-fixed-sum"),
        Charging::Fee(fee) => t.say("policy.charge-fee").with("fee", fee).to_string(),
    }
}

/// To whom a step may hand an account, by its word in the policy.
fn last_resort(t: T, to: &str) -> String {
    match to {
        "agency" => t.text("policy.to-agency"),
        "court" => t.text("policy.to-court"),
        other => other.to_owned(),
    }
}

fn row(t: T, currency: Currency, number: usize, step: &Step) -> StepRow {
    let mut notes = Vec::new();
    if let Some(condition) = &step.when {
        notes.push(
            t.say("policy.only-when")
                .with(
                    "condition",
                    t.put(&condition.words(Some(currency)).sentence()),
                )
                .to_string(),
        );
    }
    if !step.charge.is_empty() {
        let charges: Vec<String> = step.charge.iter().map(|what| charging(t, what)).collect();
        notes.push(
            t.say("policy.charges")
                .with("what", charges.join(", "))
                .to_string(),
        );
    }
    if let Some(role) = &step.approve {
        let role = words::role(t, role);
        notes.push(t.say("policy.approved-by").with("role", role).to_string());
    }
    if !step.to.is_empty() {
        let whom: Vec<String> = step.to.iter().map(|to| last_resort(t, to)).collect();
        notes.push(
            t.say("policy.goes-to")
                .with("whom", whom.join(", "))
                .to_string(),
        );
    }
    StepRow {
        number,
        when: t.at(step.at),
        name: step.name.to_string(),
        icon: words::icon(step.kind),
        does: does(t, step),
        notes,
        code: step
            .when
            .as_ref()
            .map(|when| when.source().to_owned())
            .unwrap_or_default(),
    }
}

fn does(t: T, step: &Step) -> String {
    let does = kind(t, step.kind);
    if !step.kind.is_contact() {
        return does;
    }
    format!("{does}, {}", t.text(words::tone(step.tone)))
}

/// What a step does, in a word.
pub(super) fn kind(t: T, kind: Do) -> String {
    match kind {
        Do::Email => t.text("policy.email"),
        Do::Sms => t.text("policy.sms"),
        Do::Call => t.text("policy.call"),
        Do::Letter => t.text("policy.letter"),
        Do::Hold => t.text("policy.hold"),
        Do::Escalate => t.text("policy.escalate"),
        Do::WriteOff => t.text("policy.write-off"),
    }
}
