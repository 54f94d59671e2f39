//! What must hold of every decision, over generated customers, policies and orders of events.

#![allow(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::panic,
    reason = "tests"
)]

mod common;

use std::collections::BTreeMap;

use common::plan::{DAYS, FIRST_DAY, Plan, plan};
use common::{Day, Delivery, Story};
use dunwell_core::action::{Progress, StepEnd};
use dunwell_core::dates::days_between;
use dunwell_core::decide::{ActionDraft, ask};
use dunwell_core::dispute::disputed_part;
use dunwell_core::hold::HoldKind;
use dunwell_core::invoice::{OpenItem, open_items};
use jiff::ToSpan;
use proptest::prelude::*;
use proptest::test_runner::TestRunner;

/// So many stories; one that fails is printed, and becomes a test of its own by hand.
fn config(cases: u32) -> ProptestConfig {
    ProptestConfig {
        cases,
        failure_persistence: None,
        ..ProptestConfig::default()
    }
}

/// How often a run that goes by `next_review` looked, and what for.
#[derive(Debug, Default)]
struct Looks {
    /// Days on which a customer could have been looked at.
    days: u64,
    /// Looks because something had happened.
    after_an_event: u64,
    /// Looks because the day had come, with a result.
    with_result: u64,
    /// Looks because the day had come, without any.
    for_nothing: u64,
}

/// Tells a story twice, once with a run that looks every day and once with one that looks only when it
/// must, and compares what they bring.
fn compare(plan: &Plan, looks: &mut Looks) -> Result<(), TestCaseError> {
    let (mut full, mut incremental) = (plan.story(), plan.story());
    for day in 0..DAYS {
        for story in [&mut full, &mut incremental] {
            story.today = FIRST_DAY + i64::from(day).days();
            plan.happens(story, day);
        }
        if plan.runs_on(day) {
            let touched = incremental.touched;
            let class = incremental.last.as_ref().map(|last| last.class);
            let (all, some) = (full.run(), incremental.run_if_due());
            prop_assert_eq!(&all, &some, "day {} ({}) differs", day, full.today);
            prop_assert_eq!(
                &full.account,
                &incremental.account,
                "day {} leaves another account",
                day
            );
            looks.count(&incremental, touched, class, &some);
        }
        plan.people_work(&mut full);
        plan.people_work(&mut incremental);
    }
    Ok(())
}

impl Looks {
    fn count(&mut self, story: &Story, touched: bool, class: Option<usize>, day: &Day) {
        self.days += 1;
        let looked = story.looked_on == Some(story.today);
        let changed = !day.is_empty() || story.last.as_ref().map(|last| last.class) != class;
        match (looked, touched, changed) {
            (false, ..) => {}
            (true, true, _) => self.after_an_event += 1,
            (true, false, true) => self.with_result += 1,
            (true, false, false) => self.for_nothing += 1,
        }
    }
}

#[test]
fn a_run_that_looks_only_when_it_must_decides_the_same_as_one_that_always_looks() {
    let mut looks = Looks::default();
    let mut runner = TestRunner::new(config(500));
    let looks_cell = std::cell::RefCell::new(&mut looks);
    let result = runner.run(&plan(3), |plan| {
        compare(&plan, &mut looks_cell.borrow_mut())
    });
    if let Err(failure) = result {
        panic!("{failure}");
    }
    println!("{looks:?}");
    assert!(looks.with_result > 0, "the stories never waited for a day");
    assert!(
        looks.for_nothing < looks.days / 5,
        "it looks too often for nothing: {looks:?}"
    );
}

/// Tells a story and checks each day's answer as it comes.
///
/// The check sees the story before the run and after it, and what the run brought.
fn tell(
    plan: &Plan,
    mut check: impl FnMut(&Story, &Story, &Day) -> Result<(), TestCaseError>,
) -> Result<Story, TestCaseError> {
    let mut story = plan.story();
    for day in 0..DAYS {
        story.today = FIRST_DAY + i64::from(day).days();
        plan.happens(&mut story, day);
        if plan.runs_on(day) {
            story.refresh();
            let before = story.clone();
            let answer = story.run();
            check(&before, &story, &answer)?;
        }
        plan.people_work(&mut story);
    }
    Ok(story)
}

fn contacts(day: &Day) -> impl Iterator<Item = &ActionDraft> {
    day.actions.iter().filter(|action| action.kind.is_contact())
}

/// What a contact asks for, checked against what is owed without looking at how it was worked out.
fn check_sum_asked_for(story: &Story, contact: &ActionDraft) -> Result<(), TestCaseError> {
    let (account, today) = (&story.account, story.today);
    let items = open_items(&account.invoices);
    let in_contact = |item: &OpenItem| {
        let invoice = account.invoices[item.invoice].id;
        contact
            .items
            .iter()
            .find(|other| other.invoice == invoice && other.instalment == item.instalment)
    };
    let paused = |item: &OpenItem| {
        let invoice = account.invoices[item.invoice].id;
        account.holds.iter().any(|hold| {
            hold.kind == HoldKind::Contact && hold.is_active(today) && hold.covers(invoice)
        })
    };
    let (mut inside, mut outside) = (Vec::new(), Vec::new());
    for item in &items {
        match in_contact(item) {
            Some(asked) => {
                prop_assert!(!paused(item), "{} is paused", asked.number);
                prop_assert!(
                    asked.amount > 0 && asked.amount <= item.open,
                    "{} of {}",
                    asked.amount,
                    item.open
                );
                prop_assert!(
                    item.due < today || asked.step.is_some(),
                    "{} is mentioned before it is late",
                    asked.number
                );
                inside.push(*item);
            }
            None if paused(item) => {}
            None => outside.push(*item),
        }
    }
    prop_assert_eq!(inside.len(), contact.items.len());
    let asked: i64 = contact.items.iter().map(|item| item.amount).sum();
    prop_assert_eq!(asked, contact.amount.minor());

    let sum = |items: &[OpenItem]| items.iter().map(|item| item.open).sum::<i64>();
    let mut off = 0;
    for (index, invoice) in account.invoices.iter().enumerate() {
        let of_invoice = |items: &[OpenItem]| {
            items
                .iter()
                .filter(|item| item.invoice == index)
                .map(|item| item.open)
                .sum::<i64>()
        };
        if of_invoice(&inside) == 0 {
            continue;
        }
        // What is disputed and what is promised for this invoice may rest on its other instalments.
        let disputed = disputed_part(&account.disputes, invoice.id, invoice.open, today);
        let awaited = account
            .promises
            .iter()
            .filter(|promise| promise.invoices.contains(&invoice.id));
        let promised = awaited
            .map(|promise| promise.awaited(today))
            .sum::<i64>()
            .min(invoice.open - disputed);
        let rest = (disputed + promised - of_invoice(&outside)).max(0);
        let asked: i64 = contact
            .items
            .iter()
            .filter(|item| item.invoice == invoice.id)
            .map(|item| item.amount)
            .sum();
        prop_assert!(
            asked <= of_invoice(&inside) - rest,
            "{} disputed, {} promised, {} asked",
            disputed,
            promised,
            asked
        );
        off += rest;
    }
    // What is promised for nothing in particular and what is unmatched go to the oldest due, unless the
    // unmatched money is exactly what some other item asks for.
    let unnamed = account
        .promises
        .iter()
        .filter(|promise| promise.invoices.is_empty());
    let promised: i64 = unnamed.map(|promise| promise.awaited(today)).sum();
    let amounts = ask::ask(&with_nothing_unmatched(story), &items, today).amounts;
    let elsewhere = |item: &OpenItem| {
        items
            .iter()
            .position(|other| other == item)
            .map(|index| amounts[index])
    };
    let exact = outside
        .iter()
        .any(|item| elsewhere(item) == Some(account.unapplied));
    let unmatched = if exact { 0 } else { account.unapplied };
    let latest = inside.iter().map(|item| item.due).max();
    let earlier: Vec<OpenItem> = outside
        .iter()
        .filter(|item| Some(item.due) <= latest)
        .copied()
        .collect();
    let oldest_first = (promised + unmatched - sum(&earlier)).max(0);
    prop_assert!(
        asked <= sum(&inside) - off - oldest_first,
        "asked {} of {}, with {} disputed or promised, {} promised, {} unmatched, {} earlier",
        asked,
        sum(&inside),
        off,
        promised,
        unmatched,
        sum(&earlier)
    );
    Ok(())
}

fn with_nothing_unmatched(story: &Story) -> dunwell_core::account::Account {
    dunwell_core::account::Account {
        unapplied: 0,
        ..story.account.clone()
    }
}

fn taken(progress: &Progress) -> Vec<&str> {
    let of = |end| matches!(end, StepEnd::Taken | StepEnd::HandedOver);
    progress
        .records
        .iter()
        .filter(|record| of(record.end))
        .map(|record| &*record.step)
        .collect()
}

/// The steps before an item's place all have a record, and no step is recorded twice. While an action
/// is on its way to take a step, what stands before it is not told yet; who was handed over is
/// nobody's business any more; and an item that owes nothing only keeps its place.
fn check_progress(story: &Story) -> Result<(), TestCaseError> {
    let decision = story.last.as_ref().unwrap();
    let procedure = story
        .policy
        .procedure_of(&story.policy.classes[decision.class]);
    let carried = |progress: &Progress| {
        let mut items = story
            .account
            .open_actions
            .iter()
            .flat_map(|action| &action.items);
        items.any(|item| item.invoice == progress.invoice && item.instalment == progress.instalment)
    };
    for progress in &decision.progress {
        let mut counts: BTreeMap<&str, u32> = BTreeMap::new();
        for record in &progress.records {
            *counts.entry(&record.step).or_default() += 1;
        }
        prop_assert!(
            counts.values().all(|count| *count == 1),
            "a step is over twice: {:?}",
            progress
        );
        let handed_over = progress
            .records
            .iter()
            .any(|record| record.end == StepEnd::HandedOver);
        let owes_nothing = !dunwell_core::invoice::open_items(&story.account.invoices)
            .iter()
            .any(|item| {
                story.account.invoices[item.invoice].id == progress.invoice
                    && item.instalment == progress.instalment
            });
        if carried(progress) || handed_over || owes_nothing {
            continue;
        }
        let place = procedure
            .steps
            .iter()
            .rposition(|step| counts.contains_key(&*step.name));
        for step in &procedure.steps[..place.unwrap_or(0)] {
            prop_assert!(
                counts.contains_key(&*step.name),
                "{} was passed over silently: {:?}",
                step.name,
                progress
            );
        }
    }
    Ok(())
}

proptest! {
    #![proptest_config(config(250))]

    #[test]
    fn nobody_is_asked_for_what_is_paid_promised_disputed_paused_or_probably_in_the_bank(plan in plan(2)) {
        tell(&plan, |before, _, day| contacts(day).try_for_each(|contact| check_sum_asked_for(before, contact)))?;
    }

    #[test]
    fn one_contact_at_a_time_and_a_gap_between_two(plan in plan(3)) {
        let gap = |story: &Story| story.policy.contact.min_gap_days;
        let mut least = i32::MAX;
        let story = tell(&plan, |before, _, day| {
            least = least.min(gap(before));
            prop_assert!(contacts(day).count() <= 1);
            let closed = |id| day.closed.iter().any(|closed| closed.id == id);
            let open = before.account.open_actions.iter().filter(|action| action.kind.is_contact() && !closed(action.id));
            prop_assert!(open.count() + contacts(day).count() <= 1, "two contacts stand open on {}", before.today);
            Ok(())
        })?;
        let left: Vec<_> = story.taken.iter().filter(|taken| taken.kind.is_contact()).map(|taken| taken.on).collect();
        for pair in left.windows(2) {
            prop_assert!(days_between(pair[0], pair[1]) >= least, "{} and {} with a gap of {}", pair[0], pair[1], least);
        }
    }

    #[test]
    fn a_second_run_on_the_same_day_changes_nothing(plan in plan(3)) {
        tell(&plan, |before, _, _| {
            let mut again = before.clone();
            again.delivery = Delivery::ByHand;
            again.run();
            let account = again.account.clone();
            prop_assert_eq!(again.run(), Day::default());
            prop_assert_eq!(&again.account, &account);
            Ok(())
        })?;
    }

    #[test]
    fn each_step_is_over_once_for_an_item_and_none_is_passed_over_silently(plan in plan(3)) {
        let mut checked = 0;
        let story = tell(&plan, |_, after, _| {
            checked += 1;
            check_progress(after)
        })?;
        prop_assert!(checked > 0);
        for progress in &story.account.progress {
            let mut steps = taken(progress);
            let count = steps.len();
            steps.sort_unstable();
            steps.dedup();
            prop_assert_eq!(steps.len(), count, "a step was taken twice: {:?}", progress);
        }
    }

    #[test]
    fn in_one_procedure_an_item_takes_its_steps_in_order(plan in plan(1).prop_map(Plan::without_policy_changes)) {
        let story = tell(&plan, |_, _, _| Ok(()))?;
        let steps: Vec<&str> = story.policy.procedures[0].steps.iter().map(|step| &*step.name).collect();
        for progress in &story.account.progress {
            let places: Vec<_> = progress.records.iter().map(|record| steps.iter().position(|step| **step == *record.step).unwrap()).collect();
            prop_assert!((0..).zip(&places).all(|(expected, place)| expected == *place), "{:?} of {:?}", progress.records, steps);
            prop_assert!(progress.records.windows(2).all(|pair| pair[0].on <= pair[1].on));
        }
    }
}
