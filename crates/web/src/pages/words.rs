//! The keys of the words for what the rules know by name: what a step does, what became of it, how a
//! promise stands. `t.text(words::kind(kind))` is the word in the reader's language.

use dunwell_app::Do;
use dunwell_app::access::Role;
use dunwell_app::record::call::Outcome;
use dunwell_app::view::Assessment;
use dunwell_core::action::{ActionStatus, Tone};
use dunwell_core::charge::ChargeKind;
use dunwell_core::hold::HoldKind;
use dunwell_core::lang::Lang;
use dunwell_core::ledger::EntryKind;
use dunwell_core::promise::PromiseState;

use crate::locale::T;

/// What a person does about an open action, as a verb.
pub(crate) fn to_do(kind: Do, needs_approval: bool) -> &'static str {
    match kind {
        _ if needs_approval => "words.approve",
        Do::Email => "words.send-email",
        Do::Sms => "words.send-text",
        Do::Call => "words.call",
        Do::Letter => "words.post-letter",
        Do::Hold => "words.stop-supply",
        Do::Escalate => "words.hand-over",
        Do::WriteOff => "words.write-off",
    }
}

/// What a step does, as a noun.
pub(crate) fn kind(kind: Do) -> &'static str {
    match kind {
        Do::Email => "words.an-email",
        Do::Sms => "words.a-text",
        Do::Call => "words.a-call",
        Do::Letter => "words.a-letter",
        Do::Hold => "words.a-stop",
        Do::Escalate => "words.a-hand-over",
        Do::WriteOff => "words.a-write-off",
    }
}

/// How a step speaks.
pub(crate) fn tone(tone: Tone) -> &'static str {
    match tone {
        Tone::Friendly => "policy.friendly",
        Tone::Firm => "policy.firm",
        Tone::Final => "policy.final",
    }
}

/// The sign of what a step does.
pub(crate) fn icon(kind: Do) -> &'static str {
    match kind {
        Do::Call => "call",
        Do::Email | Do::Sms => "mail",
        Do::Letter => "letter",
        Do::Hold => "hold",
        Do::Escalate | Do::WriteOff => "next",
    }
}

/// What became of an action.
pub(crate) fn status(status: ActionStatus) -> &'static str {
    match status {
        ActionStatus::AwaitingApproval => "words.awaiting-approval",
        ActionStatus::Ready => "words.ready",
        ActionStatus::Done => "words.done",
        ActionStatus::Skipped => "words.skipped",
        ActionStatus::Withdrawn => "words.withdrawn",
        ActionStatus::Superseded => "words.superseded",
    }
}

/// Where a promise stands, and the tone of its badge.
pub(crate) fn promise(state: Option<PromiseState>) -> (&'static str, &'static str) {
    match state {
        Some(PromiseState::Open) => ("words.promise-open", "accent"),
        Some(PromiseState::Kept) => ("words.promise-kept", "good"),
        Some(PromiseState::PartlyKept) => ("words.promise-partly", "warn"),
        Some(PromiseState::Broken) => ("words.promise-broken", "bad"),
        None => ("words.promise-withdrawn", ""),
    }
}

/// What a hold holds.
pub(crate) fn hold(kind: HoldKind) -> &'static str {
    match kind {
        HoldKind::Contact => "words.hold-contact",
        HoldKind::Supply => "words.hold-supply",
    }
}

/// What an entry of the ledger records.
pub(crate) fn entry(kind: EntryKind) -> &'static str {
    match kind {
        EntryKind::Invoice => "words.entry-invoice",
        EntryKind::CreditNote => "words.entry-credit-note",
        EntryKind::Payment => "words.entry-payment",
        EntryKind::Allocation => "words.entry-allocation",
        EntryKind::DiscountTaken => "words.entry-discount",
        EntryKind::Charge => "words.entry-charge",
        EntryKind::WriteOff => "words.entry-write-off",
        EntryKind::Reversal => "words.entry-reversal",
        EntryKind::Correction => "words.entry-correction",
    }
}

/// What a charge is.
pub(crate) fn charge(kind: ChargeKind) -> &'static str {
    match kind {
        ChargeKind::Interest => "words.charge-interest",
        ChargeKind::FixedSum => "words.charge-fixed-sum",
        ChargeKind::Fee => "words.charge-fee",
    }
}

/// How a call ended.
pub(crate) fn outcome(outcome: Outcome) -> &'static str {
    match outcome {
        Outcome::Promise => "words.outcome-promise",
        Outcome::Dispute => "words.outcome-dispute",
        Outcome::WrongContact => "words.outcome-wrong-contact",
        Outcome::InvoiceNotReceived => "words.outcome-invoice-not-received",
        Outcome::AwaitingApproval => "words.outcome-awaiting-approval",
        Outcome::InPaymentRun => "words.outcome-in-payment-run",
        Outcome::PaymentSent => "words.outcome-payment-sent",
        Outcome::CashFlow => "words.outcome-cash-flow",
        Outcome::Refused => "words.outcome-refused",
        Outcome::NoAnswer => "words.outcome-no-answer",
        Outcome::MessageLeft => "words.outcome-message-left",
    }
}

/// A language by its name.
pub(crate) fn language(lang: Lang) -> &'static str {
    match lang {
        Lang::En => "words.english",
        Lang::Fr => "words.french",
        Lang::De => "words.german",
    }
}

/// A way to reach a customer, by the word that the views use.
pub(crate) fn contact(kind: &str) -> &'static str {
    match kind {
        "email" => "words.contact-email",
        "phone" => "words.contact-phone",
        "sms" => "words.contact-sms",
        _ => "words.contact-post",
    }
}

/// What a grade says about a payer.
pub(crate) fn grade(letter: &str) -> &'static str {
    match letter {
        "A" => "words.grade-a",
        "B" => "words.grade-b",
        "C" => "words.grade-c",
        "D" => "words.grade-d",
        _ => "words.grade-e",
    }
}

/// The grade of a payer with its words, if there is one, and what it rests on.
pub(crate) fn assessment(t: T, assessment: &Assessment) -> (Option<(String, String)>, String) {
    match assessment {
        Assessment::Graded {
            grade: given,
            habit,
            ..
        } => {
            let letter = given.to_string();
            let words = t.text(grade(&letter));
            (Some((letter, words)), t.evidence(habit))
        }
        Assessment::TooLittleHistory { paid } => {
            (None, t.count("customer.too-little", *paid).to_string())
        }
    }
}

/// A role that a policy or a table names. A policy may name one that is none of ours; it stays as it is.
pub(crate) fn role(t: T, named: &str) -> String {
    match named.parse() {
        Ok(Role::Viewer) => t.text("words.role-viewer"),
        Ok(Role::Collector) => t.text("words.role-collector"),
        Ok(Role::Controller) => t.text("words.role-controller"),
        Ok(Role::Admin) => t.text("words.role-admin"),
        Err(_) => named.to_owned(),
    }
}

/// The sign and the tone of a record of the journal, by its kind.
pub(crate) fn event(kind: &str) -> (&'static str, &'static str) {
    let icon = match kind.split('-').next().unwrap_or_default() {
        "call" => "call",
        "note" => "note",
        "promise" => "promise",
        "dispute" => "dispute",
        "hold" => "hold",
        "payment" | "allocation" | "credit" | "reversal" | "write" => "money",
        "charge" | "charged" | "interest" | "terms" => "law",
        "invoice" | "invoices" | "customer" => "import",
        "action" => "approve",
        _ => "clock",
    };
    let tone = match kind {
        "payment-recorded" | "payment-imported" => "good",
        "dispute-recorded" | "dispute-imported" | "reversal-recorded" => "warn",
        _ => "",
    };
    (icon, tone)
}
