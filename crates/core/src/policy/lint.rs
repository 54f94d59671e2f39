//! Looking at a policy as an experienced colleague would: what cannot work, and what is probably
//! not meant.

use jiff::civil::{Date, Time};

use super::{Anchor, CODES, Finding, Policy, Procedure, Severity, Step};
use crate::action::{Do, Tone};
use crate::charge::{Charging, Fee};
use crate::currency::Currency;
use crate::lang::Lang;
use crate::sentence::{Sentence, Value};
use crate::wording;

/// The longest time, in days, that a customer should hear nothing between two steps.
pub const LONGEST_GAP_DAYS: i32 = 45;

/// The latest day after the due date, on which a first word does not yet come as a surprise.
const LATEST_START_DAYS: i32 = 30;

/// The hours outside which a business customer is not called or written to.
const DECENT_HOURS: (Time, Time) = (Time::constant(8, 0, 0, 0), Time::constant(21, 0, 0, 0));

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
    let mut lint = Lint {
        findings: Vec::new(),
    };
    lint.review(policy, today);
    lint.contact(policy);
    lint.classes(policy);
    for procedure in &policy.procedures {
        lint.names(procedure);
        lint.order(procedure);
        lint.tones(procedure);
        lint.entry(procedure);
        lint.ending(procedure);
        lint.gaps(procedure, policy.contact.min_gap_days);
        for step in &procedure.steps {
            lint.step(step, policy.currency);
            lint.texts(step, texts);
        }
    }
    lint.unused(policy);
    lint.findings
        .sort_by_key(|finding| (finding.severity, finding.line, finding.column));
    lint.findings
}

struct Lint {
    findings: Vec<Finding>,
}

impl Lint {
    fn push(&mut self, severity: Severity, line: usize, code: &'static str, message: Sentence) {
        debug_assert!(
            CODES.contains(&code),
            "{code} is not among the documented codes"
        );
        self.findings.push(Finding {
            severity,
            line,
            column: 1,
            code,
            message,
        });
    }

    fn error(&mut self, line: usize, code: &'static str, message: Sentence) {
        self.push(Severity::Error, line, code, message);
    }

    fn warn(&mut self, line: usize, code: &'static str, message: Sentence) {
        self.push(Severity::Warning, line, code, message);
    }

    fn review(&mut self, policy: &Policy, today: Date) {
        match policy.review_by {
            Some(date) if date < today => self.warn(policy.line, "review-overdue", Sentence::new(
                "finding.review-overdue",
                "this policy was to be looked at again by {date}; read it through and set a new review_by",
            )
            .with("date", date)),
            None => self.warn(policy.line, "no-review", Sentence::new(
                "finding.no-review",
                "a policy should say when it is looked at again: review_by = 2027-01-31",
            )),
            Some(_) => {}
        }
    }

    fn contact(&mut self, policy: &Policy) {
        let contact = &policy.contact;
        if let Some((from, until)) = contact.send_between
            && (from < DECENT_HOURS.0 || until > DECENT_HOURS.1)
        {
            self.warn(contact.line, "contact-hours", Sentence::new(
                "finding.contact-hours",
                "customers are contacted from {from} to {until}; before {earliest} and after {latest} that is felt as an intrusion",
            )
            .with("from", hour(from).to_string())
            .with("until", hour(until).to_string())
            .with("earliest", hour(DECENT_HOURS.0).to_string())
            .with("latest", hour(DECENT_HOURS.1).to_string()));
        }
        let mut gaps = policy.procedures.iter().flat_map(contact_gaps).peekable();
        if gaps.peek().is_some() && gaps.all(|(_, _, gap)| gap < contact.min_gap_days) {
            self.warn(contact.line, "gap-too-large", Sentence::new(
                "finding.gap-too-large",
                "contacts are kept {days} days apart, and no two steps of any procedure are; every step will come later than written",
            )
            .with("days", contact.min_gap_days));
        }
    }

    fn classes(&mut self, policy: &Policy) {
        for (index, class) in policy.classes.iter().enumerate() {
            let earlier = &policy.classes[..index];
            if let Some(twin) = earlier.iter().find(|other| other.name == class.name) {
                self.error(
                    class.line,
                    "duplicate-class",
                    Sentence::new(
                        "finding.duplicate-class",
                        "the class \"{class}\" stands already in line {line}",
                    )
                    .with("class", &class.name)
                    .with("line", twin.line),
                );
            }
            if class.when.never_holds() {
                self.error(
                    class.line,
                    "class-never-holds",
                    Sentence::new(
                        "finding.class-never-holds",
                        "the class \"{class}\" can never hold: {condition} contradicts itself",
                    )
                    .with("class", &class.name)
                    .with("condition", class.when.source()),
                );
            } else if let Some(cover) = earlier.iter().find(|other| class.when.implies(&other.when))
            {
                self.error(class.line, "class-unreachable", Sentence::new(
                    "finding.class-unreachable",
                    "the class \"{class}\" can never be reached: whoever it fits already belongs to \"{cover}\" (line {line}: {condition}); put the narrower class first",
                )
                .with("class", &class.name)
                .with("cover", &cover.name)
                .with("line", cover.line)
                .with("condition", cover.when.source()));
            }
        }
        if let Some(last) = policy.classes.last()
            && !last.when.always_holds()
        {
            self.error(last.line, "no-last-class", Sentence::new(
                "finding.no-last-class",
                "a customer for whom no class holds would be forgotten; after \"{class}\" add a last class with when = \"true\"",
            )
            .with("class", &last.name));
        }
    }

    fn names(&mut self, procedure: &Procedure) {
        for (index, step) in procedure.steps.iter().enumerate() {
            if let Some(twin) = procedure.steps[..index]
                .iter()
                .find(|other| other.name == step.name)
            {
                self.error(step.line, "duplicate-step", Sentence::new(
                    "finding.duplicate-step",
                    "\"{step}\" stands already in line {line}; each step of a procedure needs its own name",
                )
                .with("step", &step.name)
                .with("line", twin.line));
            }
        }
    }

    fn order(&mut self, procedure: &Procedure) {
        let (mut after_due, mut after_invoice): (Option<&Step>, Option<&Step>) = (None, None);
        for step in &procedure.steps {
            let before = match step.at.from {
                Anchor::Due => after_due.replace(step),
                Anchor::Invoice => after_invoice.replace(step),
            };
            if let Some(before) = before.filter(|before| step.at.days < before.at.days) {
                self.error(step.line, "step-order", Sentence::new(
                    "finding.step-order",
                    "\"{step}\" at {at} stands after \"{before}\" at {before_at}; steps are listed in the order in which they happen",
                )
                .with("step", &step.name)
                .with("at", step.at)
                .with("before", &before.name)
                .with("before_at", before.at));
            }
            if let Some(before) =
                after_due.filter(|before| before.at.days >= 0 && step.at.from == Anchor::Invoice)
            {
                self.error(step.line, "step-order", Sentence::new(
                    "finding.invoice-first",
                    "\"{step}\" counts from the invoice and stands after \"{before}\" at {at}; put it first",
                )
                .with("step", &step.name)
                .with("before", &before.name)
                .with("at", before.at));
            }
        }
    }

    fn tones(&mut self, procedure: &Procedure) {
        let mut last_word: Option<&Step> = None;
        for step in procedure.steps.iter().filter(|step| step.kind.is_contact()) {
            match last_word {
                Some(last) if step.tone < Tone::Final => self.warn(step.line, "softer-again", Sentence::new(
                    "finding.softer-again",
                    "\"{step}\" is {tone} after the final \"{last}\"; a last word that is followed by a softer one is not believed",
                )
                .with("step", &step.name)
                .with("tone", step.tone)
                .with("last", &last.name)),
                None if step.tone == Tone::Final => last_word = Some(step),
                _ => {}
            }
            if step.tone == Tone::Final && step.approve.is_none() {
                self.warn(step.line, "final-unapproved", Sentence::new(
                    "finding.final-unapproved",
                    "\"{step}\" is a final word and nobody looks at it before it leaves; add approve = \"controller\"",
                )
                .with("step", &step.name));
            }
        }
    }

    fn entry(&mut self, procedure: &Procedure) {
        let entry = &procedure.steps[procedure.entry];
        let first = procedure.steps.iter().find(|step| is_overdue(step));
        match first {
            None => self.warn(procedure.line, "late-start", Sentence::new(
                "finding.no-start",
                "no step of \"{procedure}\" follows the due date; nothing is done about an invoice that is late",
            )
            .with("procedure", &procedure.name)),
            Some(first) if first.at.days > LATEST_START_DAYS => self.warn(first.line, "late-start", Sentence::new(
                "finding.late-start",
                "\"{step}\" is the first step after the due date and stands {days} days after it; begin within {most} days",
            )
            .with("step", &first.name)
            .with("days", first.at.days)
            .with("most", LATEST_START_DAYS)),
            Some(_) if entry.at.from == Anchor::Due && entry.at.days < 0 => self.warn(procedure.line, "early-entry", Sentence::new(
                "finding.early-entry",
                "\"{step}\" is before the due date, and an item found late begins after it; name the first step that follows the due date as entry",
            )
            .with("step", &entry.name)),
            Some(_) => {}
        }
        let skipped = procedure.steps[..procedure.entry]
            .iter()
            .find(|step| step.at.from == Anchor::Due && step.at.days > 0);
        if let Some(step) = skipped {
            self.warn(procedure.line, "late-entry", Sentence::new(
                "finding.late-entry",
                "an item found late begins at \"{entry}\" and never gets \"{step}\", which comes before it",
            )
            .with("entry", &entry.name)
            .with("step", &step.name));
        }
    }

    fn ending(&mut self, procedure: &Procedure) {
        let steps = &procedure.steps;
        if let Some(end) = steps.iter().position(|step| step.kind == Do::Escalate)
            && !steps[..end]
                .iter()
                .any(|step| step.kind.is_contact() && is_overdue(step))
        {
            self.error(steps[end].line, "escalate-unasked", Sentence::new(
                "finding.escalate-unasked",
                "\"{step}\" hands an account to others before the customer was asked to pay after the due date; put a contact before it",
            )
            .with("step", &steps[end].name));
        }
        let Some(end) = steps
            .iter()
            .position(|step| matches!(step.kind, Do::Escalate | Do::WriteOff))
        else {
            return;
        };
        for step in &steps[end + 1..] {
            let may_follow = steps[end].kind == Do::Escalate && step.kind == Do::WriteOff;
            if !may_follow {
                let why = if steps[end].kind == Do::Escalate {
                    Sentence::new("finding.others-deal", "others deal with the account")
                } else {
                    Sentence::new("finding.nothing-open", "nothing is open")
                };
                self.error(step.line, "after-the-end", Sentence::new(
                    "finding.after-the-end",
                    "\"{step}\" stands after \"{end}\", and from then on {why}; take it out or put it before",
                )
                .with("step", &step.name)
                .with("end", &steps[end].name)
                .with("why", why));
            }
        }
    }

    fn gaps(&mut self, procedure: &Procedure, min_gap: i32) {
        let mut previous: Option<&Step> = None;
        for step in procedure
            .steps
            .iter()
            .filter(|step| step.at.from == Anchor::Due)
        {
            let before = previous.replace(step);
            let Some((before, gap)) =
                before.map(|before| (before, step.at.days.saturating_sub(before.at.days)))
            else {
                continue;
            };
            if gap > LONGEST_GAP_DAYS {
                self.warn(step.line, "long-gap", Sentence::new(
                    "finding.long-gap",
                    "nothing happens for {gap} days between \"{before}\" and \"{step}\"; after {most} days of silence a debt is taken for forgotten",
                )
                .with("gap", gap)
                .with("before", &before.name)
                .with("step", &step.name)
                .with("most", LONGEST_GAP_DAYS));
            }
        }
        let contacts: Vec<_> = contact_gaps(procedure).collect();
        let some_fit = contacts.iter().any(|(_, _, gap)| *gap >= min_gap);
        for (before, step, gap) in contacts {
            if gap == 0 {
                self.warn(step.line, "same-day", Sentence::new(
                    "finding.same-day",
                    "\"{before}\" and \"{step}\" contact the customer on the same day; one contact is made at a time, so that the second comes {min_gap} days later",
                )
                .with("before", &before.name)
                .with("step", &step.name)
                .with("min_gap", min_gap));
            } else if some_fit && gap < min_gap && before.when.is_none() && step.when.is_none() {
                self.warn(step.line, "short-gap", Sentence::new(
                    "finding.short-gap",
                    "\"{step}\" is {gap} days after \"{before}\", and contacts are kept {min_gap} days apart; it will come later than written",
                )
                .with("step", &step.name)
                .with("gap", gap)
                .with("before", &before.name)
                .with("min_gap", min_gap));
            }
        }
    }

    fn step(&mut self, step: &Step, currency: Currency) {
        if matches!(step.kind, Do::Escalate | Do::WriteOff) && step.approve.is_none() {
            self.error(
                step.line,
                "needs-approval",
                Sentence::new(
                    "finding.needs-approval",
                    "\"{step}\" must be approved by somebody: approve = \"controller\"",
                )
                .with("step", &step.name),
            );
        }
        if step.kind == Do::Escalate && step.to.is_empty() {
            self.error(
                step.line,
                "escalate-to",
                Sentence::new(
                    "finding.escalate-to",
                    "\"{step}\" must say to whom: to = [\"agency\"]",
                )
                .with("step", &step.name),
            );
        }
        if step.kind != Do::Escalate && !step.to.is_empty() {
            self.warn(
                step.line,
                "to-unused",
                Sentence::new(
                    "finding.to-unused",
                    "\"to\" is only used by a step that escalates, and \"{step}\" does not",
                )
                .with("step", &step.name),
            );
        }
        for charging in &step.charge {
            if let Charging::Fee(fee @ Fee::Amount(_)) = charging
                && let Err(error) = fee.of(0, currency)
            {
                let message = Sentence::new(
                    "finding.wrong-amount",
                    "\"{step}\" charges a {charging}: {error}",
                )
                .with("step", &step.name)
                .with("charging", charging.to_string())
                .with("error", error);
                self.error(step.line, "wrong-amount", message);
            }
        }
        if let Some(when) = &step.when
            && when.never_holds()
        {
            self.error(
                step.line,
                "step-never-holds",
                Sentence::new(
                    "finding.step-never-holds",
                    "\"{step}\" is never taken: {condition} contradicts itself",
                )
                .with("step", &step.name)
                .with("condition", when.source()),
            );
        }
    }

    fn texts(&mut self, step: &Step, texts: &dyn Texts) {
        let Some(template) = &step.template else {
            return;
        };
        let mut missing = Vec::new();
        for lang in Lang::ALL {
            let Some(source) = texts.source(step.kind, template, lang) else {
                missing.push(Sentence::new("finding.language", "{lang}").with("lang", lang));
                continue;
            };
            for finding in wording::check(&source, lang) {
                self.error(
                    step.line,
                    "wording",
                    Sentence::new(
                        "finding.wording",
                        "the {lang} text \"{template}\" ({kind}) of \"{step}\" says \"{found}\" in its line {line}: {advice}",
                    )
                    .with("lang", lang)
                    .with("template", template)
                    .with("kind", step.kind)
                    .with("step", &step.name)
                    .with("found", &finding.found)
                    .with("line", finding.line)
                    .with("advice", finding.advice.clone()),
                );
            }
        }
        if !missing.is_empty() {
            self.error(
                step.line,
                "missing-template",
                Sentence::new(
                    "finding.missing-template",
                    "\"{step}\" needs a text for {kind} named \"{template}\", and there is none in {languages}",
                )
                .with("step", &step.name)
                .with("kind", step.kind)
                .with("template", template)
                .with("languages", Value::Several(missing, ", ".into())),
            );
        }
    }

    fn unused(&mut self, policy: &Policy) {
        for (index, procedure) in policy.procedures.iter().enumerate() {
            if !policy.classes.iter().any(|class| class.procedure == index) {
                self.warn(
                    procedure.line,
                    "unused-procedure",
                    Sentence::new(
                        "finding.unused-procedure",
                        "no class follows the procedure \"{procedure}\"",
                    )
                    .with("procedure", &procedure.name),
                );
            }
        }
    }
}

/// Whether a step stands on the due date or after it.
fn is_overdue(step: &Step) -> bool {
    step.at.from == Anchor::Due && step.at.days >= 0
}

/// Contacts of a procedure that follow each other and that one customer can get both, with the days
/// between them. Steps in the wrong order are reported elsewhere.
fn contact_gaps(procedure: &Procedure) -> impl Iterator<Item = (&Step, &Step, i32)> {
    let mut previous: Option<&Step> = None;
    let contacts = procedure
        .steps
        .iter()
        .filter(|step| step.at.from == Anchor::Due && step.kind.is_contact());
    contacts.filter_map(move |step| {
        let before = previous.replace(step)?;
        let apart = match (&before.when, &step.when) {
            (Some(first), Some(second)) => first.excludes(second),
            _ => false,
        };
        let gap = step.at.days.saturating_sub(before.at.days);
        (gap >= 0 && !apart).then_some((before, step, gap))
    })
}

fn hour(time: Time) -> impl std::fmt::Display {
    time.strftime("%H:%M")
}
