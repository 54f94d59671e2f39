//! The reasons that the program gives where else a person types one: for a hold, for what it takes back.
//!
//! They are kept as English text beside those that people typed, so a page that reads in another language
//! has to tell the two apart.

use super::{Reason, lateness};
use crate::sentence::Sentence;

/// A charge is taken back with the step that made it.
pub static STEP_DID_NOT_HAPPEN: Sentence = Sentence::new(
    "given.step-did-not-happen",
    "the step it was charged for did not happen",
);

/// An action is withdrawn before its text leaves.
pub static NOTHING_TO_ASK_FOR: Sentence = Sentence::new(
    "given.nothing-to-ask-for",
    "nothing may be asked for any more: it was paid, promised, disputed or paused since it was decided",
);

/// A text would ask for more than somebody approved, so it waits for approval again.
pub static MORE_THAN_APPROVED: Sentence = Sentence::new(
    "given.more-than-approved",
    "it would ask for more than was approved, so it waits for approval again",
);

/// What a policy gives up at its end is written off.
pub static LAST_STEP: Sentence =
    Sentence::new("given.last-step", "approved as the policy's last step");

/// A reason that is kept as a text.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Given {
    /// The program said it.
    Said(Sentence),
    /// The program gave a cause with its figures: why a policy stops supply.
    Cause(Reason),
    /// Somebody typed it.
    Typed(String),
}

impl Given {
    /// Tells who gave a reason from the text that is kept.
    #[must_use]
    pub fn read(text: &str) -> Given {
        let said = [
            &STEP_DID_NOT_HAPPEN,
            &NOTHING_TO_ASK_FOR,
            &MORE_THAN_APPROVED,
            &LAST_STEP,
        ];
        let said = said.into_iter().find(|said| said.english() == text);
        match (said, step_due(text)) {
            (Some(said), _) => Given::Said(said.clone()),
            (None, Some(cause)) => Given::Cause(cause),
            (None, None) => Given::Typed(text.to_owned()),
        }
    }
}

/// Reads the sentence of [`Reason::StepDue`].
fn step_due(text: &str) -> Option<Reason> {
    let (about, rest) = text
        .strip_prefix("Invoice ")?
        .split_once("; the procedure \"")?;
    let (procedure, rest) = rest.split_once("\" takes the step \"")?;
    let (step, at) = rest.strip_suffix('.')?.split_once("\" at ")?;
    let number = |text: &str| text.split(' ').next()?.parse::<i32>().ok();
    let today = lateness(0);
    let (invoice, days_late) = if let Some(invoice) = about.strip_suffix(&today) {
        (invoice, 0)
    } else if let Some((invoice, early)) = about.rsplit_once("falls due in ") {
        (invoice, -number(early)?)
    } else {
        let (invoice, late) = about.rsplit_once("is ")?;
        (invoice, number(late)?)
    };
    let reason = Reason::StepDue {
        step: step.into(),
        at: at.into(),
        invoice: invoice.trim_end().into(),
        days_late,
        procedure: procedure.into(),
    };
    // Whatever a person wrote in almost these words stays as it was written.
    (reason.sentence() == text).then_some(reason)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_the_program_gave_is_told_from_what_people_typed() {
        for days_late in [-3, -1, 0, 1, 22] {
            let cause = Reason::StepDue {
                step: "stop supply".into(),
                at: "due + 20 days".into(),
                invoice: "R 1 is 7".into(),
                days_late,
                procedure: "slow-payer".into(),
            };
            assert_eq!(Given::read(&cause.sentence()), Given::Cause(cause));
        }
        let said = Given::read("the step it was charged for did not happen");
        assert_eq!(said, Given::Said(STEP_DID_NOT_HAPPEN.clone()));
        for typed in [
            "",
            "credit limit reached",
            "Invoice 7 is late; the procedure \"a\" takes the step \"b\" at due.",
            "Invoice 7 is 07 days late; the procedure \"a\" takes the step \"b\" at due.",
        ] {
            assert_eq!(Given::read(typed), Given::Typed(typed.to_owned()));
        }
    }
}
