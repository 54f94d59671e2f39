//! What is refused, one table per language. The patterns are explained in [`super::matcher`].

mod de;
mod en;
mod fr;

use super::Category;
use crate::lang::Lang;
use crate::sentence::Sentence;

/// Turns of phrase that share a category and an advice.
pub(super) struct Group {
    pub category: Category,
    /// What is wrong, and what to write instead, for the author.
    pub advice: Sentence,
    pub patterns: &'static [&'static str],
}

pub(super) fn of(lang: Lang) -> &'static [Group] {
    match lang {
        Lang::En => en::GROUPS,
        Lang::Fr => fr::GROUPS,
        Lang::De => de::GROUPS,
    }
}

pub(super) const FORCE: Sentence = Sentence::new(
    "wording.force",
    "Naming bailiffs, police, prison or seizure intimidates, and only a court can order them. \
     Say what is owed, by when you ask for it, and whom to call.",
);
pub(super) const HARM: Sentence = Sentence::new(
    "wording.harm",
    "Announcing harm to the customer is a threat. Say what you will do next in your own house, such as pausing deliveries.",
);
pub(super) const HURRY: Sentence = Sentence::new(
    "wording.hurry",
    "Pressure of time that does not exist damages trust. Name a date and say why it matters.",
);
pub(super) const CRIME: Sentence = Sentence::new(
    "wording.crime",
    "Paying late is not an offence. Leave out crime, fraud and licences; name the invoice, the amount and the due date.",
);
pub(super) const COURT: Sentence = Sentence::new(
    "wording.court",
    "Do not state legal steps as certain or begun. If it is true and approved, \
     write that you may have to consider legal steps or a collection agency, and offer to talk first.",
);
pub(super) const CREDIT: Sentence = Sentence::new(
    "wording.credit",
    "Do not claim harm to the customer's credit record. Leave it out, or say what your own credit terms will be.",
);
pub(super) const INSULT: Sentence = Sentence::new(
    "wording.insult",
    "A reminder does not judge the person. Leave the word out and state the fact: what is open and since when.",
);
pub(super) const EXPOSE: Sentence = Sentence::new(
    "wording.expose",
    "A customer's account is confidential. Never speak of telling customers, suppliers or the public about it.",
);
pub(super) const REPROACH: Sentence = Sentence::new(
    "wording.reproach",
    "This blames. State the fact instead: \"the payment has not reached us yet\", and ask whether anything is wrong.",
);
pub(super) const OTHERS: Sentence = Sentence::new(
    "wording.others",
    "The account concerns the customer alone. Do not write of contacting family, employer, bank or neighbours.",
);
