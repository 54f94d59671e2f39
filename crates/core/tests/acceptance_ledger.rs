//! What is open, against cases that other systems agree on, told in our own words. Each names where the
//! case comes from.

#![allow(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::panic,
    reason = "tests"
)]

mod common;

use common::{Story, one_procedure};
use dunwell_core::invoice::open_items;
use dunwell_core::ledger::{allocate, unapplied};
use dunwell_core::reason::Reason;
use jiff::civil::date;

const REMIND: &str = r#"{ name = "reminder", at = "due + 3 days", do = "email" }"#;

fn open_parts(story: &Story) -> Vec<(u16, i64)> {
    let items = open_items(&story.account.invoices);
    items
        .iter()
        .map(|item| (item.instalment, item.open))
        .collect()
}

/// frappe/erpnext, erpnext/accounts/report/accounts_receivable/test_accounts_receivable.py
#[test]
fn a_payment_on_an_invoice_in_three_parts_fills_the_first_and_begins_the_second() {
    let mut story = Story::begins(&one_procedure(REMIND), date(2026, 1, 2));
    let parts = [
        (date(2026, 1, 31), 30_00),
        (date(2026, 2, 28), 50_00),
        (date(2026, 3, 31), 20_00),
    ];
    story.invoice_in_parts("2001", date(2026, 1, 2), &parts);
    story.pays("2001", 40_00);
    assert_eq!(open_parts(&story), [(2, 40_00), (3, 20_00)]);
}

/// frappe/erpnext, erpnext/accounts/report/accounts_receivable/test_accounts_receivable.py
#[test]
fn a_cent_that_is_missing_is_open_but_nobody_writes_about_it() {
    let policy =
        one_procedure(REMIND).replace("min_gap_days = 1", "min_gap_days = 1\nmin_overdue = 25");
    let mut story = Story::begins(&policy, date(2026, 3, 2));
    story.invoice("2002", date(2026, 3, 2), date(2026, 4, 1), 100_00);
    story.pays("2002", 99_99);
    assert_eq!(story.open("2002"), 1);
    story.runs_until(date(2026, 4, 20));
    assert_eq!(story.log(), []);
    let held = story.held_back();
    assert!(
        matches!(held.as_slice(), [Reason::BelowMinimum { amount, .. }] if amount.minor() == 1),
        "{held:?}"
    );
}

/// frappe/erpnext, erpnext/accounts/report/accounts_receivable/test_accounts_receivable.py
///
/// There the payment of tomorrow is shown beside the invoice today; our ledger counts it from its day on.
#[test]
fn tomorrows_payment_leaves_today_as_it_is_and_its_excess_is_held_for_the_customer() {
    let mut story = Story::begins(&one_procedure(REMIND), date(2026, 3, 2));
    story.invoice("2003", date(2026, 3, 1), date(2026, 3, 31), 100_00);
    story.sleeps_until(date(2026, 3, 3));
    story.pays("2003", 110_00);
    let open_on = |day| {
        dunwell_core::ledger::open_on_invoice(&story.entries, story.id_of("2003"), day).unwrap()
    };
    assert_eq!(open_on(date(2026, 3, 2)), 100_00);
    assert_eq!(unapplied(&story.entries, date(2026, 3, 2)), Ok(0));
    assert_eq!(open_on(date(2026, 3, 3)), 0);
    assert_eq!(unapplied(&story.entries, date(2026, 3, 3)), Ok(10_00));
}

/// tryton/tryton, modules/account_receivable_rule/tests/scenario_account_receivable_rule.rst
#[test]
fn a_receipt_goes_to_the_earliest_due_and_the_last_one_it_reaches_is_paid_in_part() {
    // 50 and 20 are due at the start of the month, 30 at its end; 80 came in.
    let open = [50_00, 20_00, 30_00];
    let parts = allocate(80_00, &open);
    assert_eq!(parts, [(0, 50_00), (1, 20_00), (2, 10_00)]);
    let left: Vec<i64> = parts
        .iter()
        .map(|&(index, part)| open[index] - part)
        .collect();
    assert_eq!(left, [0, 0, 20_00]);
}

/// apache/fineract, fineract-e2e-tests-runner/src/test/resources/features/LoanDelinquency.feature
#[test]
fn nothing_is_late_once_both_parts_are_paid() {
    let issued = date(2023, 11, 16);
    let mut story = Story::begins(&one_procedure(REMIND), issued);
    story.invoice_in_parts(
        "2004",
        issued,
        &[(date(2023, 12, 16), 500_00), (date(2024, 1, 15), 500_00)],
    );
    story.runs_until(date(2023, 12, 16));
    story.pays("2004", 1_000_00);
    assert_eq!(open_parts(&story), []);
    story.runs_until(date(2024, 2, 15));
    assert_eq!(story.log(), []);
    assert_eq!(story.next_review(), None);
}

/// Our own: what is open is the sum of the entries, so that a bounced payment opens the invoice again.
#[test]
fn a_payment_that_comes_back_opens_the_invoice_again() {
    let mut story = Story::begins(&one_procedure(REMIND), date(2026, 3, 2));
    story.invoice("2005", date(2026, 2, 1), date(2026, 3, 3), 100_00);
    let payment = story.pays("2005", 100_00);
    story.runs_until(date(2026, 3, 9));
    assert_eq!(story.log(), []);
    story.bounces(payment);
    assert_eq!((story.open("2005"), story.account.unapplied), (100_00, 0));
    story.runs_until(date(2026, 3, 10));
    assert_eq!(story.log(), [(date(2026, 3, 10), "reminder")]);
}
