//! Generated policies: every way in which a fact drifts, and procedures that share the names of steps.

use dunwell_core::policy::Policy;
use proptest::prelude::*;

use super::read;

/// Conditions of classes, among them every way in which a fact drifts.
const CLASS_CONDITIONS: [&str; 22] = [
    "oldest_days_overdue >= 9",
    "oldest_days_overdue == 12",
    "oldest_days_overdue > 20 && overdue >= 100.0",
    "oldest_days_overdue < 4 && overdue > 0.0",
    "oldest_days_overdue != 15 && oldest_days_overdue <= 16",
    "oldest_days_overdue + 5 >= 18",
    "oldest_days_overdue in [7, 8, 21]",
    "30 <= oldest_days_overdue",
    "months_as_customer < 3",
    "months_as_customer == 2",
    "months_as_customer * 2 >= 8",
    "overdue >= 300.0",
    "overdue == 0.0",
    "overdue_invoices >= 2",
    "largest_overdue >= 150.0",
    "not_due < 50.0",
    "promises_broken >= 1",
    "promises_open >= 1",
    "promised > 40.0",
    "disputed > 0.0 && unapplied == 0.0",
    "reason == 'cash-flow'",
    "!(balance > 200.0) || promises_kept >= 1",
];

/// Conditions of steps.
const STEP_CONDITIONS: [&str; 9] = [
    "amount >= 150.0",
    "amount < 200.0 || days_overdue >= 25",
    "days_overdue >= 12",
    "days_overdue < 14",
    "overdue_invoices >= 2",
    "promises_broken == 0",
    "oldest_days_overdue >= 15",
    "months_as_customer >= 3",
    "reason == 'cash-flow'",
];

/// The names of steps. Procedures share them, in different orders and with different kinds.
const STEP_NAMES: [&str; 8] = [
    "ask", "remind", "text", "ring", "press", "stop", "demand", "end",
];

#[derive(Debug, Clone)]
pub struct StepPlan {
    /// Days after the step before it.
    gap: i32,
    kind: usize,
    condition: Option<usize>,
    approve: bool,
}

#[derive(Debug, Clone)]
pub struct ProcedurePlan {
    first: i32,
    names: Vec<&'static str>,
    steps: Vec<StepPlan>,
    entry: Option<usize>,
    from_invoice: bool,
}

#[derive(Debug, Clone)]
pub struct PolicyPlan {
    currency: &'static str,
    min_overdue: u32,
    min_gap: u32,
    every_day: bool,
    classes: Vec<(usize, usize)>,
    procedures: Vec<ProcedurePlan>,
}

impl PolicyPlan {
    /// How many procedures its classes may lead to.
    pub fn procedures(&self) -> usize {
        self.procedures.len()
    }

    /// The policy, read from its text like every other.
    pub fn policy(&self) -> Policy {
        let mut text = format!(
            "[policy]\nname = \"Generated\"\ncurrency = \"{}\"\n[contact]\nmin_overdue = {}\nmin_gap_days = {}\ndays = \"{}\"\n",
            self.currency,
            self.min_overdue,
            self.min_gap,
            if self.every_day { "every" } else { "business" },
        );
        let last = ("true", 0);
        let classes = self
            .classes
            .iter()
            .map(|&(condition, procedure)| (CLASS_CONDITIONS[condition], procedure));
        for (index, (when, procedure)) in classes.chain([last]).enumerate() {
            let procedure = procedure % self.procedures.len();
            text += &format!(
                "[[class]]\nname = \"c{index}\"\nwhen = \"{when}\"\nprocedure = \"p{procedure}\"\n"
            );
        }
        for (index, procedure) in self.procedures.iter().enumerate() {
            text += &format!("[procedure.p{index}]\n");
            if let Some(entry) = procedure.entry {
                text += &format!(
                    "entry = \"{}\"\n",
                    procedure.names[entry % procedure.steps.len()]
                );
            }
            text += "steps = [\n";
            let mut days = procedure.first;
            for (position, step) in procedure.steps.iter().enumerate() {
                days += step.gap;
                text += &step.text(procedure, position, days);
            }
            text += "]\n";
        }
        read(&text)
    }
}

impl StepPlan {
    fn text(&self, procedure: &ProcedurePlan, position: usize, days: i32) -> String {
        let kind = [
            "email",
            "email",
            "sms",
            "letter",
            "call",
            "call",
            "hold",
            "escalate",
            "write-off",
        ][self.kind];
        let at = if position == 0 && procedure.from_invoice {
            format!("invoice + {} days", self.gap)
        } else {
            format!(
                "due {} {} days",
                if days < 0 { '-' } else { '+' },
                days.abs()
            )
        };
        let mut text = format!(
            "{{ name = \"{}\", at = \"{at}\", do = \"{kind}\"",
            procedure.names[position]
        );
        if let Some(condition) = self.condition {
            text += &format!(", when = \"{}\"", STEP_CONDITIONS[condition]);
        }
        if self.approve || matches!(kind, "escalate" | "write-off") {
            text += ", approve = \"controller\"";
        }
        if kind == "escalate" {
            text += ", to = [\"agency\"]";
        }
        text + " },\n"
    }
}

fn procedure() -> impl Strategy<Value = ProcedurePlan> {
    let step = (
        0..13i32,
        0..9usize,
        prop::option::weighted(0.25, 0..STEP_CONDITIONS.len()),
        prop::bool::weighted(0.15),
    )
        .prop_map(|(gap, kind, condition, approve)| StepPlan {
            gap,
            kind,
            condition,
            approve,
        });
    let names = Just(STEP_NAMES.to_vec()).prop_shuffle();
    let steps = prop::collection::vec(step, 1..=STEP_NAMES.len());
    (
        -12..4i32,
        names,
        steps,
        prop::option::of(0..STEP_NAMES.len()),
        prop::bool::weighted(0.2),
    )
        .prop_map(|(first, names, steps, entry, from_invoice)| ProcedurePlan {
            first,
            names,
            steps,
            entry,
            from_invoice,
        })
}

/// A policy with at most so many procedures.
pub fn policy(procedures: usize) -> impl Strategy<Value = PolicyPlan> {
    (
        prop::sample::select(vec!["GBP", "GBP", "EUR", "USD"]),
        prop::sample::select(vec![0u32, 25, 120]),
        1u32..9,
        any::<bool>(),
        prop::collection::vec((0..CLASS_CONDITIONS.len(), 0..4usize), 0..4),
        prop::collection::vec(procedure(), 1..=procedures),
    )
        .prop_map(
            |(currency, min_overdue, min_gap, every_day, classes, procedures)| PolicyPlan {
                currency,
                min_overdue,
                min_gap,
                every_day,
                classes,
                procedures,
            },
        )
}
