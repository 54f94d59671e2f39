//! From an account to the facts that conditions ask about, and from the facts to the class.

use jiff::civil::Date;

use crate::account::Account;
use crate::condition::Clause;
use crate::dates::{days_between, months_between};
use crate::dispute::disputed_part;
use crate::facts::{Fact, Facts, SCALE};
use crate::invoice::OpenItem;
use crate::policy::{Class, Policy};
use crate::promise::tally;
use crate::rates::Comparison;

/// The age, in months, of a customer of whom nobody knows since when: an old one, not a new one.
const UNKNOWN_MONTHS: i32 = 1_200;

/// The facts of an account on a day. `items` are the account's open items, oldest due first.
///
/// Sums are of principal: what was charged for being late never makes a customer look larger, nor
/// does a charge bring the next one about.
#[must_use]
pub fn facts(account: &Account, items: &[OpenItem], comparison: Comparison, on: Date) -> Facts {
    let mut facts = Facts::default();
    let money = |minor: i64| comparison.scaled(minor, account.currency);

    let late = |item: &&OpenItem| item.due < on;
    let open: i64 = account
        .invoices
        .iter()
        .map(|invoice| invoice.principal().max(0))
        .sum();
    let overdue: i64 = items.iter().filter(late).map(OpenItem::principal).sum();
    facts.set_scaled(Fact::Balance, money(open - account.unapplied));
    facts.set_scaled(Fact::Overdue, money(overdue));
    facts.set_scaled(Fact::NotDue, money(open - overdue));
    let largest = items
        .iter()
        .filter(late)
        .map(OpenItem::principal)
        .max()
        .unwrap_or(0);
    facts.set_scaled(Fact::LargestOverdue, money(largest));
    let disputed: i64 = account
        .invoices
        .iter()
        .map(|invoice| disputed_part(&account.disputes, invoice.id, invoice.principal(), on))
        .sum();
    facts.set_scaled(Fact::Disputed, money(disputed));
    let promised: i64 = account
        .promises
        .iter()
        .map(|promise| promise.awaited(on))
        .sum();
    facts.set_scaled(Fact::Promised, money(promised));
    facts.set_scaled(Fact::Unapplied, money(account.unapplied));

    let oldest = items
        .first()
        .map_or(0, |item| days_between(item.due, on).max(0));
    facts.set_int(Fact::OldestDaysOverdue, i64::from(oldest));
    facts.set_int(Fact::OverdueInvoices, overdue_invoices(items, on));
    let open_invoices = account
        .invoices
        .iter()
        .filter(|invoice| invoice.open > 0)
        .count();
    facts.set_int(
        Fact::OpenInvoices,
        i64::try_from(open_invoices).unwrap_or(i64::MAX),
    );
    let months = account
        .since
        .map_or(UNKNOWN_MONTHS, |since| months_between(since, on).max(0));
    facts.set_int(Fact::MonthsAsCustomer, i64::from(months));

    facts.set_int(Fact::PaidInvoices, account.payer.paid_invoices);
    let milli = |value: i64| i128::from(value) * SCALE / 1_000;
    let mean = account.payer.mean_days_late_milli().unwrap_or(0);
    facts.set_scaled(Fact::AverageDaysLate, milli(mean));
    let share = account.payer.paid_in_full_milli().unwrap_or(1_000);
    facts.set_scaled(Fact::PaidInFullRatio, milli(share));

    let promises = tally(&account.promises, on);
    facts.set_int(Fact::PromisesOpen, i64::from(promises.open));
    facts.set_int(Fact::PromisesKept, i64::from(promises.kept));
    facts.set_int(Fact::PromisesBroken, i64::from(promises.broken));
    facts.set_text(Fact::Reason, account.reason.as_deref().unwrap_or_default());
    facts.set_text(
        Fact::Country,
        account.country.as_deref().unwrap_or_default(),
    );
    facts.set_text(Fact::Language, account.language.code());
    facts.set_text(Fact::Currency, account.currency.code());
    facts
}

/// How many invoices have an overdue item. Items of one invoice need not stand together.
fn overdue_invoices(items: &[OpenItem], on: Date) -> i64 {
    let late = items.partition_point(|item| item.due < on);
    let late = &items[..late];
    let first_of_invoice = |(index, item): &(usize, &OpenItem)| {
        item.instalment == 1
            || !late[..*index]
                .iter()
                .any(|other| other.invoice == item.invoice)
    };
    i64::try_from(late.iter().enumerate().filter(first_of_invoice).count()).unwrap_or(i64::MAX)
}

/// The first class that holds. The lint sees to it that the last one always does; a policy that was
/// never linted falls back to its last class.
#[must_use]
pub fn classify<'p>(policy: &'p Policy, facts: &Facts) -> (usize, &'p Class) {
    let last = policy.classes.len() - 1;
    let index = policy
        .classes
        .iter()
        .position(|class| class.when.holds(facts))
        .unwrap_or(last);
    (index, &policy.classes[index])
}

/// Why an account is in its class: each class that was asked, with each part of its condition.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ClassAsked<'p> {
    /// The class.
    pub class: &'p Class,
    /// The parts of its condition with their values.
    pub clauses: Vec<Clause>,
    /// Whether it holds; the last one listed does.
    pub holds: bool,
}

/// Asks the classes one by one until one holds, and keeps what each answered.
#[must_use]
pub fn explain_class<'p>(policy: &'p Policy, facts: &Facts) -> Vec<ClassAsked<'p>> {
    let mut asked = Vec::new();
    for class in &policy.classes {
        let holds = class.when.holds(facts);
        asked.push(ClassAsked {
            class,
            clauses: class.when.explain(facts),
            holds,
        });
        if holds {
            break;
        }
    }
    asked
}

/// The values that a condition looked at, for a sentence: `overdue is 48200.0`.
#[must_use]
pub fn values_in_words(condition: &crate::condition::Condition, facts: &Facts) -> Vec<Box<str>> {
    condition
        .facts()
        .into_iter()
        .map(|fact| format!("{} is {}", fact.name(), facts.show(fact)).into_boxed_str())
        .collect()
}
