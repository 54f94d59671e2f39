//! A line as text, cell by cell, for files.

use super::Line;
use crate::view::Assessment;

/// The heads of the columns.
pub const COLUMNS: [&str; 16] = [
    "customer",
    "name",
    "owner",
    "currency",
    "balance",
    "overdue",
    "unapplied",
    "open_invoices",
    "oldest_due",
    "days_late",
    "class",
    "held",
    "grade",
    "grade_because",
    "next_on",
    "next_step",
];

impl Line {
    /// What stands in each of the [`COLUMNS`].
    #[must_use]
    pub fn cells(&self) -> [String; COLUMNS.len()] {
        let (grade, because) = match &self.assessment {
            Assessment::Graded {
                grade, evidence, ..
            } => (grade.to_string(), evidence.clone()),
            unknown @ Assessment::TooLittleHistory { .. } => (String::new(), unknown.to_string()),
        };
        let text = |option: &Option<String>| option.clone().unwrap_or_default();
        let next = self.next.as_ref();
        [
            self.customer.number.clone(),
            self.customer.name.clone(),
            text(&self.owner),
            self.balance.currency().to_string(),
            self.balance.to_decimal_string(),
            self.overdue.to_decimal_string(),
            self.unapplied.to_decimal_string(),
            self.open_invoices.to_string(),
            text(&self.oldest_due.map(|day| day.to_string())),
            text(&self.days_late.map(|days| days.to_string())),
            text(&self.class),
            if self.held { "yes" } else { "no" }.to_owned(),
            grade,
            because,
            text(&next.map(|next| next.on.to_string())),
            text(&next.map(|next| next.step.clone())),
        ]
    }
}
