//! Looking at a policy as an experienced colleague would: what cannot work, and what is probably
//! not meant.

use jiff::civil::Date;

use super::{Anchor, Finding, Policy, Procedure, Severity, Step};
use crate::action::{Do, Tone};
use crate::lang::Lang;
use crate::wording;

/// The longest time, in days, that a customer should hear nothing between two steps.
pub const LONGEST_GAP_DAYS: i32 = 45;

/// The texts that steps send, as the lint needs to know them.
pub trait Texts {
    /// The text as it stands in its template, or none when there is no such template.
    fn source(&self, kind: Do, template: &str, lang: Lang) -> Option<String>;
}

/// Looks at a policy that could be read. `today` tells whether its review is overdue.
///
/// Errors come first by line, then warnings; a policy with an error is not to be used.
#[must_use]
pub fn lint(policy: &Policy, texts: &dyn Texts, today: Date) -> Vec<Finding> {
    let mut lint = Lint { findings: Vec::new() };
    lint.classes(policy);
    for procedure in &policy.procedures {
        lint.names(procedure);
        lint.order(procedure);
        lint.escalation(procedure);
        lint.gaps(procedure, policy.contact.min_gap_days);
        for step in &procedure.steps {
            lint.step(step);
            lint.texts(step, texts);
        }
    }
    lint.unused(policy);
    match policy.review_by {
        Some(date) if date < today => lint.warn(1, "review-overdue", format!(
            "this policy was to be looked at again by {date}; read it through and set a new review_by"
        )),
        None => lint.warn(1, "no-review", "a policy should say when it is looked at again: review_by = 2027-01-31".to_owned()),
        Some(_) => {}
    }
    lint.findings.sort_by_key(|finding| (finding.severity, finding.line, finding.column));
    lint.findings
}

struct Lint {
    findings: Vec<Finding>,
}

impl Lint {
    fn push(&mut self, severity: Severity, line: usize, code: &'static str, message: String) {
        self.findings.push(Finding { severity, line, column: 1, code, message });
    }

    fn error(&mut self, line: usize, code: &'static str, message: String) {
        self.push(Severity::Error, line, code, message);
    }

    fn warn(&mut self, line: usize, code: &'static str, message: String) {
        self.push(Severity::Warning, line, code, message);
    }

    fn classes(&mut self, policy: &Policy) {
        for (index, class) in policy.classes.iter().enumerate() {
            let earlier = &policy.classes[..index];
            if let Some(twin) = earlier.iter().find(|other| other.name == class.name) {
                self.error(class.line, "duplicate-class", format!("the class \"{}\" stands already in line {}", class.name, twin.line));
            }
            if class.when.never_holds() {
                self.error(class.line, "class-never-holds", format!(
                    "the class \"{}\" can never hold: {} contradicts itself", class.name, class.when.source()
                ));
            } else if let Some(cover) = earlier.iter().find(|other| class.when.implies(&other.when)) {
                self.error(class.line, "class-unreachable", format!(
                    "the class \"{}\" can never be reached: whoever it fits already belongs to \"{}\" (line {}: {}); put the narrower class first",
                    class.name, cover.name, cover.line, cover.when.source()
                ));
            }
        }
        if let Some(last) = policy.classes.last()
            && !last.when.always_holds()
        {
            self.error(last.line, "no-last-class", format!(
                "a customer for whom no class holds would be forgotten; after \"{}\" add a last class with when = \"true\"", last.name
            ));
        }
    }

    fn names(&mut self, procedure: &Procedure) {
        for (index, step) in procedure.steps.iter().enumerate() {
            if let Some(twin) = procedure.steps[..index].iter().find(|other| other.name == step.name) {
                self.error(step.line, "duplicate-step", format!(
                    "\"{}\" stands already in line {}; each step of a procedure needs its own name", step.name, twin.line
                ));
            }
        }
    }

    fn order(&mut self, procedure: &Procedure) {
        for pair in procedure.steps.windows(2) {
            let [before, after] = pair else { continue };
            if before.at.from == after.at.from && after.at.days < before.at.days {
                self.error(after.line, "step-order", format!(
                    "\"{}\" at {} stands after \"{}\" at {}; steps are listed in the order in which they happen",
                    after.name, after.at, before.name, before.at
                ));
            }
            if before.at.from == Anchor::Due && before.at.days >= 0 && after.at.from == Anchor::Invoice {
                self.error(after.line, "step-order", format!(
                    "\"{}\" counts from the invoice and stands after a step that follows the due date; put it first", after.name
                ));
            }
        }
        let mut firmest: Option<&Step> = None;
        for step in procedure.steps.iter().filter(|step| step.kind.is_message() || step.kind == Do::Call) {
            if let Some(firm) = firmest
                && step.tone < firm.tone
                && firm.tone == Tone::Final
            {
                self.warn(step.line, "softer-again", format!(
                    "\"{}\" is {} after the final \"{}\"; a last word that is followed by a softer one is not believed",
                    step.name, step.tone.code(), firm.name
                ));
            }
            if firmest.is_none_or(|firm| step.tone > firm.tone) {
                firmest = Some(step);
            }
        }
        let entry = &procedure.steps[procedure.entry];
        if entry.at.from == Anchor::Due && entry.at.days < 0 {
            self.warn(procedure.line, "early-entry", format!(
                "\"{}\" is before the due date, and an item found late begins after it; name the first step that follows the due date as entry", entry.name
            ));
        }
        let skipped_firm = procedure.steps[..procedure.entry].iter().find(|step| step.at.from == Anchor::Due && step.at.days > 0);
        if let Some(step) = skipped_firm {
            self.warn(procedure.line, "late-entry", format!(
                "an item found late begins at \"{}\" and never gets \"{}\", which is softer", entry.name, step.name
            ));
        }
    }

    fn escalation(&mut self, procedure: &Procedure) {
        let Some(last) = procedure.steps.iter().position(|step| matches!(step.kind, Do::Escalate | Do::WriteOff)) else {
            return;
        };
        for step in &procedure.steps[last + 1..] {
            if step.kind != Do::WriteOff {
                self.error(step.line, "after-escalation", format!(
                    "\"{}\" stands after \"{}\"; once an account is escalated, others deal with it", step.name, procedure.steps[last].name
                ));
            }
        }
    }

    fn gaps(&mut self, procedure: &Procedure, min_gap: i32) {
        let contacts: Vec<&Step> = procedure.steps.iter().filter(|step| step.at.from == Anchor::Due).collect();
        for pair in contacts.windows(2) {
            let [before, after] = pair else { continue };
            let gap = after.at.days - before.at.days;
            if gap > LONGEST_GAP_DAYS {
                self.warn(after.line, "long-gap", format!(
                    "nothing happens for {gap} days between \"{}\" and \"{}\"; after {LONGEST_GAP_DAYS} days of silence a debt is taken for forgotten",
                    before.name, after.name
                ));
            }
            if before.kind.is_contact() && after.kind.is_contact() && gap < min_gap && before.when.is_none() && after.when.is_none() {
                self.warn(after.line, "short-gap", format!(
                    "\"{}\" is {gap} days after \"{}\", and contacts are kept {min_gap} days apart; it will come later than written",
                    after.name, before.name
                ));
            }
        }
    }

    fn step(&mut self, step: &Step) {
        if matches!(step.kind, Do::Escalate | Do::WriteOff) && step.approve.is_none() {
            self.error(step.line, "needs-approval", format!(
                "\"{}\" must be approved by somebody: approve = \"controller\"", step.name
            ));
        }
        if step.kind == Do::Escalate && step.to.is_empty() {
            self.error(step.line, "escalate-to", format!("\"{}\" must say to whom: to = [\"agency\"]", step.name));
        }
        if step.kind != Do::Escalate && !step.to.is_empty() {
            self.warn(step.line, "to-unused", format!("\"to\" is only used by a step that escalates, and \"{}\" does not", step.name));
        }
        if !step.charge.is_empty() {
            self.warn(step.line, "charges-not-made", format!(
                "\"{}\" asks for a charge ({}); this version makes none, and its texts name none", step.name, step.charge.join(", ")
            ));
        }
        if let Some(when) = &step.when
            && when.never_holds()
        {
            self.error(step.line, "step-never-holds", format!("\"{}\" is never taken: {} contradicts itself", step.name, when.source()));
        }
    }

    fn texts(&mut self, step: &Step, texts: &dyn Texts) {
        let Some(template) = &step.template else { return };
        for lang in Lang::ALL {
            let Some(source) = texts.source(step.kind, template, lang) else {
                self.error(step.line, "missing-template", format!(
                    "\"{}\" needs a text for {} named \"{template}\" in {}, and there is none", step.name, step.kind.code(), lang.code()
                ));
                continue;
            };
            for finding in wording::check(&source, lang) {
                self.error(step.line, "wording", format!(
                    "the {} text \"{template}\" ({}) of \"{}\" says \"{}\" in its line {}: {}",
                    lang.code(), step.kind.code(), step.name, finding.found, finding.line, finding.advice
                ));
            }
        }
    }

    fn unused(&mut self, policy: &Policy) {
        for (index, procedure) in policy.procedures.iter().enumerate() {
            if !policy.classes.iter().any(|class| class.procedure == index) {
                self.warn(procedure.line, "unused-procedure", format!("no class follows the procedure \"{}\"", procedure.name));
            }
        }
    }
}
