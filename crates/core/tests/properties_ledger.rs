//! What must hold of every ledger, whatever was entered in which order.

#![allow(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::panic,
    reason = "tests"
)]

mod common;

use common::{Story, one_procedure};
use dunwell_core::invoice::{Instalment, open_by_instalment, open_items};
use dunwell_core::ledger::{EntryKind, LedgerError, allocate, remaining_of};
use jiff::ToSpan;
use jiff::civil::date;
use proptest::prelude::*;

/// Something that is entered: what kind, on which invoice, how much.
fn entered() -> impl Strategy<Value = Vec<(u8, usize, i64)>> {
    prop::collection::vec((0u8..6, 0usize..3, 1i64..300_00), 1..25)
}

/// A story of three invoices into which all of this was entered, a day apart.
fn told(entered: &[(u8, usize, i64)]) -> Story {
    let steps = r#"{ name = "reminder", at = "due", do = "email" }"#;
    let mut story = Story::begins(&one_procedure(steps), date(2026, 1, 5));
    for (index, number) in ["A", "B", "C"].into_iter().enumerate() {
        let amount = 100_00 * (i64::try_from(index).unwrap() + 1);
        story.invoice(number, date(2026, 1, 5), date(2026, 2, 5), amount);
    }
    let mut payments = Vec::new();
    for &(what, invoice, amount) in entered {
        let number = ["A", "B", "C"][invoice];
        match what {
            0 => payments.push(story.pays(number, amount)),
            1 => payments.push(story.money_arrives(amount)),
            2 => story.credits(number, amount),
            3 => {
                if let Some(payment) = payments.pop() {
                    story.bounces(payment);
                }
            }
            4 => {
                if let Some(payment) = payments.last().copied() {
                    story.matches(payment, number);
                }
            }
            _ => story.sleeps_until(story.today + 1.day()),
        }
    }
    story
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 200, failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn what_is_open_and_unapplied_is_what_was_invoiced_less_what_came_in(entered in entered()) {
        let story = told(&entered);
        let open: i64 = ["A", "B", "C"].iter().map(|number| story.open(number)).sum();
        let reversed = |id| story.entries.iter().any(|entry| entry.reverses == Some(id));
        let came_in: i64 = story
            .entries
            .iter()
            .filter(|entry| matches!(entry.kind, EntryKind::Payment | EntryKind::CreditNote) && !reversed(entry.id))
            .map(|entry| entry.unapplied_effect)
            .sum();
        prop_assert_eq!(open - story.account.unapplied, 600_00 - came_in);
        for number in ["A", "B", "C"] {
            prop_assert!(story.open(number) >= 0, "no invoice is paid more than it asks");
        }
    }

    #[test]
    fn nothing_is_taken_from_a_payment_that_it_does_not_have(entered in entered()) {
        let story = told(&entered);
        let sources = story.entries.iter().filter(|entry| matches!(entry.kind, EntryKind::Payment | EntryKind::CreditNote));
        let mut unapplied = 0;
        for source in sources {
            let left = remaining_of(&story.entries, source.id, story.today).unwrap();
            prop_assert!((0..=source.unapplied_effect).contains(&left), "{} left of {}", left, source.unapplied_effect);
            unapplied += left;
        }
        prop_assert_eq!(unapplied, story.account.unapplied);
    }

    #[test]
    fn a_reversal_restores_what_was_there_before(entered in entered(), amount in 1i64..500_00) {
        let mut story = told(&entered);
        let figures = |story: &Story| (story.open("A"), story.open("B"), story.open("C"), story.account.unapplied);
        let before = figures(&story);
        let payment = story.pays("B", amount);
        story.bounces(payment);
        prop_assert_eq!(figures(&story), before);

        let last = story.entries.last().unwrap().clone();
        let again = last.reversed(dunwell_core::ledger::Stamp { id: last.id, date: story.today, currency: last.currency });
        prop_assert_eq!(again, Err(LedgerError::NotReversible { kind: EntryKind::Reversal }));
    }

    #[test]
    fn money_is_spread_in_order_and_never_beyond_itself(
        amount in -10_00i64..1_000_00,
        open in prop::collection::vec(-50_00i64..200_00, 0..8),
    ) {
        let parts = allocate(amount, &open);
        let spread: i64 = parts.iter().map(|(_, part)| part).sum();
        let owed: i64 = open.iter().map(|open| (*open).max(0)).sum();
        prop_assert_eq!(spread, amount.max(0).min(owed));
        prop_assert!(parts.windows(2).all(|pair| pair[0].0 < pair[1].0));
        // Only the last of them may be filled in part.
        for (position, (index, part)) in parts.iter().enumerate() {
            prop_assert!(*part > 0 && *part <= open[*index]);
            prop_assert!(position + 1 == parts.len() || *part == open[*index]);
        }
    }

    #[test]
    fn the_open_parts_of_an_invoice_add_up(
        amounts in prop::collection::vec(0i64..100_00, 1..6),
        open in -20_00i64..700_00,
    ) {
        let due = date(2026, 1, 31);
        let instalments: Vec<Instalment> = (0i64..)
            .zip(&amounts)
            .map(|(month, amount)| Instalment { due: due + month.months(), amount: *amount, discount: None })
            .collect();
        let parts = open_by_instalment(&instalments, open);
        prop_assert_eq!(parts.iter().sum::<i64>(), open.max(0));
        // What is paid lies on the earliest: after the first part with anything open, all are open in full.
        let first = parts.iter().position(|part| *part > 0).unwrap_or(parts.len());
        for (part, amount) in parts.iter().zip(&amounts).skip(first + 1) {
            prop_assert!(part >= amount);
        }

        let mut story = Story::begins(&one_procedure(r#"{ name = "r", at = "due", do = "email" }"#), date(2026, 1, 1));
        let dues: Vec<_> = instalments.iter().map(|instalment| (instalment.due, instalment.amount)).collect();
        story.invoice_in_parts("D", date(2026, 1, 1), &dues);
        let total: i64 = amounts.iter().sum();
        if (1..total).contains(&open) {
            story.pays("D", total - open);
            let items = open_items(&story.account.invoices);
            prop_assert_eq!(items.iter().map(|item| item.open).sum::<i64>(), open);
        }
    }
}
