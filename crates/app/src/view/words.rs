//! The words of the views: how a day, a delay or a kind of action is said to people.

use std::fmt::Display;

use dunwell_core::action::{ActionStatus, Do};
use dunwell_core::lang::Lang;
use dunwell_core::ledger::EntryKind;
use dunwell_core::promise::PromiseState;
use jiff::civil::Date;

/// `12 Mar 2026`: short, and read the same everywhere.
#[must_use]
pub fn day(date: Date) -> String {
    date.strftime("%-d %b %Y").to_string()
}

/// `34 days`, `1 day`.
#[must_use]
pub fn days(count: i32) -> String {
    count_of(count, "day", "days")
}

/// `3 invoices`, `1 invoice`.
#[must_use]
pub fn count_of<N: Display + PartialEq + From<u8>>(count: N, one: &str, many: &str) -> String {
    let noun = if count == N::from(1) { one } else { many };
    format!("{count} {noun}")
}

/// `34 days late`, `due today`, `due in 5 days`.
#[must_use]
pub fn lateness(days_late: i32) -> String {
    match days_late {
        0 => "due today".to_owned(),
        1.. => format!("{} late", days(days_late)),
        _ => format!("due in {}", days(-days_late)),
    }
}

/// What an action does, as a noun: `e-mail`, `stop of supply`.
#[must_use]
pub fn kind(kind: Do) -> &'static str {
    match kind {
        Do::Email => "e-mail",
        Do::Sms => "text message",
        Do::Call => "call",
        Do::Letter => "letter",
        Do::Hold => "stop of supply",
        Do::Escalate => "agency or court",
        Do::WriteOff => "write-off",
    }
}

/// A step with what it does, unless its name says that already: `reminder (e-mail)`, `call`.
#[must_use]
pub fn step(name: &str, does: Do) -> String {
    let said = match does {
        Do::Email => "mail",
        Do::Sms => "text",
        Do::Call => "call",
        Do::Letter => "letter",
        Do::Hold => "supply",
        Do::Escalate => "agency",
        Do::WriteOff => "write",
    };
    if name.to_lowercase().contains(said) {
        return name.to_owned();
    }
    format!("{name} ({})", kind(does))
}

/// What a person does about an open action, as a verb: `Approve`, `Call`, `Send e-mail`.
#[must_use]
pub fn to_do(kind: Do, awaiting_approval: bool) -> &'static str {
    if awaiting_approval {
        return "Approve";
    }
    match kind {
        Do::Email => "Send e-mail",
        Do::Sms => "Send text",
        Do::Call => "Call",
        Do::Letter => "Post letter",
        Do::Hold => "Stop supply",
        Do::Escalate => "Hand over",
        Do::WriteOff => "Write off",
    }
}

/// What became of an action: `waits for approval`, `done`.
#[must_use]
pub fn status(status: ActionStatus) -> &'static str {
    match status {
        ActionStatus::AwaitingApproval => "waits for approval",
        ActionStatus::Ready => "ready",
        ActionStatus::Done => "done",
        ActionStatus::Skipped => "skipped",
        ActionStatus::Withdrawn => "withdrawn",
        ActionStatus::Superseded => "overtaken",
    }
}

/// Where a promise stands: `open`, `kept`, `kept in part`, `not kept`.
#[must_use]
pub fn promise(state: PromiseState) -> &'static str {
    match state {
        PromiseState::Open => "open",
        PromiseState::Kept => "kept",
        PromiseState::PartlyKept => "kept in part",
        PromiseState::Broken => "not kept",
    }
}

/// What a ledger entry records: `payment applied`, `discount taken`.
#[must_use]
pub fn entry(kind: EntryKind) -> &'static str {
    match kind {
        EntryKind::Invoice => "invoice",
        EntryKind::CreditNote => "credit note",
        EntryKind::Payment => "payment",
        EntryKind::Allocation => "applied",
        EntryKind::DiscountTaken => "discount taken",
        EntryKind::Charge => "charge",
        EntryKind::WriteOff => "written off",
        EntryKind::Reversal => "reversal",
        EntryKind::Correction => "correction",
    }
}

/// The name of a language in English.
#[must_use]
pub fn language(language: Lang) -> &'static str {
    match language {
        Lang::En => "English",
        Lang::Fr => "French",
        Lang::De => "German",
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use jiff::civil::date;

    #[test]
    fn days_are_said_as_people_say_them() {
        assert_eq!(day(date(2026, 3, 2)), "2 Mar 2026");
        for (late, words) in [
            (34, "34 days late"),
            (1, "1 day late"),
            (0, "due today"),
            (-1, "due in 1 day"),
            (-20, "due in 20 days"),
        ] {
            assert_eq!(lateness(late), words);
        }
    }

    #[test]
    fn a_step_says_what_it_does_once() {
        assert_eq!(step("reminder", Do::Email), "reminder (e-mail)");
        assert_eq!(step("Second call", Do::Call), "Second call");
        assert_eq!(step("stop supply", Do::Hold), "stop supply");
    }

    #[test]
    fn what_waits_for_approval_is_approved_whatever_it_does() {
        assert_eq!(to_do(Do::Letter, true), "Approve");
        assert_eq!(to_do(Do::Letter, false), "Post letter");
    }
}
