//! What changed from one version of a policy to the next, in sentences that a manager can read.

use super::{Class, Concessions, Policy, Procedure, Step, TermsOffer};

/// Says in words what the newer policy does differently. Empty when they say the same.
#[must_use]
pub fn difference(older: &Policy, newer: &Policy) -> Vec<String> {
    let mut words = Words { sentences: Vec::new() };
    words.changed("The policy's name", &older.name, &newer.name);
    words.changed("The currency of the thresholds", &older.currency, &newer.currency);
    words.changed_option("The date of the next review", &older.review_by, &newer.review_by);
    words.contact(older, newer);
    words.terms(&older.terms, &newer.terms);
    words.classes(older, newer);
    words.procedures(older, newer);
    words.concessions(&older.concessions, &newer.concessions);
    words.sentences
}

struct Words {
    sentences: Vec<String>,
}

impl Words {
    fn say(&mut self, sentence: String) {
        self.sentences.push(sentence);
    }

    fn changed<T: PartialEq + std::fmt::Display + ?Sized>(&mut self, what: &str, older: &T, newer: &T) {
        if older != newer {
            self.say(format!("{what} was \"{older}\" and is now \"{newer}\"."));
        }
    }

    fn changed_option<T: PartialEq + std::fmt::Display>(&mut self, what: &str, older: &Option<T>, newer: &Option<T>) {
        match (older, newer) {
            (Some(older), Some(newer)) => self.changed(what, older, newer),
            (None, Some(newer)) => self.say(format!("{what} is now \"{newer}\"; there was none.")),
            (Some(older), None) => self.say(format!("{what} (\"{older}\") is gone.")),
            (None, None) => {}
        }
    }

    fn contact(&mut self, older: &Policy, newer: &Policy) {
        let amount = |policy: &Policy| crate::money::Money::new(policy.contact.min_overdue, policy.currency).to_string();
        self.changed("The smallest sum that is chased", &amount(older), &amount(newer));
        let (older, newer) = (&older.contact, &newer.contact);
        self.changed("The number of days between two contacts", &older.min_gap_days, &newer.min_gap_days);
        let hours = |hours: &Option<(jiff::civil::Time, jiff::civil::Time)>| hours.map(|(from, until)| format!("{from} to {until}"));
        self.changed_option("The hours of contact", &hours(&older.send_between), &hours(&newer.send_between));
        if older.days != newer.days {
            self.say(match newer.days {
                super::ContactDays::Business => "Customers are now contacted on business days only.".to_owned(),
                super::ContactDays::Every => "Customers are now contacted on every day of the week.".to_owned(),
            });
        }
    }

    fn terms(&mut self, older: &[TermsOffer], newer: &[TermsOffer]) {
        for (before, after) in pairs(older, newer, |offer| &offer.name) {
            match (before, after) {
                (None, Some(after)) => self.say(format!("New terms \"{}\": {}.", after.name, after.due)),
                (Some(before), None) => self.say(format!("The terms \"{}\" ({}) are gone.", before.name, before.due)),
                (Some(before), Some(after)) => {
                    let name = &after.name;
                    self.changed(&format!("Payment under the terms \"{name}\""), &before.due, &after.due);
                    self.changed_option(&format!("The interest under the terms \"{name}\""), &before.interest, &after.interest);
                    self.changed_option(&format!("The fixed sum under the terms \"{name}\""), &before.fixed_sum, &after.fixed_sum);
                    let ways = |offer: &TermsOffer| offer.accept.join(", ");
                    self.changed(&format!("The ways of paying under the terms \"{name}\""), &ways(before), &ways(after));
                }
                (None, None) => {}
            }
        }
    }

    fn classes(&mut self, older: &Policy, newer: &Policy) {
        for (before, after) in pairs(&older.classes, &newer.classes, |class| &class.name) {
            match (before, after) {
                (None, Some(after)) => self.say(format!(
                    "New class \"{}\": when {}, the procedure \"{}\" is followed.",
                    after.name, after.when.source(), newer.procedure_of(after).name
                )),
                (Some(before), None) => self.say(format!("The class \"{}\" is gone.", before.name)),
                (Some(before), Some(after)) => {
                    let name = &after.name;
                    if before.when.to_string() != after.when.to_string() {
                        self.changed(&format!("The condition of the class \"{name}\""), before.when.source(), after.when.source());
                    }
                    self.changed(
                        &format!("The procedure of the class \"{name}\""),
                        &older.procedure_of(before).name,
                        &newer.procedure_of(after).name,
                    );
                }
                (None, None) => {}
            }
        }
        let order = |policy: &Policy, other: &Policy| -> Vec<String> {
            let shared = |class: &&Class| other.classes.iter().any(|there| there.name == class.name);
            policy.classes.iter().filter(shared).map(|class| class.name.clone()).collect()
        };
        let (before, after) = (order(older, newer), order(newer, older));
        if before != after {
            self.say(format!("The classes are now asked in this order: {}.", after.join(", ")));
        }
    }

    fn procedures(&mut self, older: &Policy, newer: &Policy) {
        for (before, after) in pairs(&older.procedures, &newer.procedures, |procedure| &procedure.name) {
            match (before, after) {
                (None, Some(after)) => self.say(format!(
                    "New procedure \"{}\": {}.", after.name,
                    after.steps.iter().map(described).collect::<Vec<_>>().join("; ")
                )),
                (Some(before), None) => self.say(format!("The procedure \"{}\" is gone.", before.name)),
                (Some(before), Some(after)) => self.procedure(before, after),
                (None, None) => {}
            }
        }
    }

    fn procedure(&mut self, before: &Procedure, after: &Procedure) {
        let name = &after.name;
        self.changed(
            &format!("In \"{name}\", an item found late"),
            &before.steps[before.entry].name,
            &after.steps[after.entry].name,
        );
        for (old, new) in pairs(&before.steps, &after.steps, |step| &step.name) {
            match (old, new) {
                (None, Some(new)) => self.say(format!("In \"{name}\", there is a new step {}.", described(new))),
                (Some(old), None) => self.say(format!("In \"{name}\", the step \"{}\" is gone.", old.name)),
                (Some(old), Some(new)) => self.step(name, old, new),
                (None, None) => {}
            }
        }
    }

    fn step(&mut self, procedure: &str, old: &Step, new: &Step) {
        let what = |part: &str| format!("In \"{procedure}\", {part} of \"{}\"", new.name);
        self.changed(&what("the time"), &old.at.to_string(), &new.at.to_string());
        self.changed(&what("the way"), old.kind.code(), new.kind.code());
        self.changed(&what("the tone"), old.tone.code(), new.tone.code());
        self.changed_option(&what("the text"), &old.template, &new.template);
        let condition = |step: &Step| step.when.as_ref().map(|when| when.to_string());
        self.changed_option(&what("the condition"), &condition(old), &condition(new));
        let list = |words: &[String]| (!words.is_empty()).then(|| words.join(", "));
        self.changed_option(&what("the charge"), &list(&old.charge), &list(&new.charge));
        self.changed_option(&what("the approval"), &old.approve, &new.approve);
        self.changed_option(&what("the recipient"), &list(&old.to), &list(&new.to));
    }

    fn concessions(&mut self, older: &Concessions, newer: &Concessions) {
        if older.plan != newer.plan {
            self.say(match &newer.plan {
                None => "Payment plans may no longer be offered.".to_owned(),
                Some(plan) => format!("Payment plans may now have up to {} instalments.", plan.instalments)
                    + &plan.over_days.map_or_else(String::new, |days| format!(" They may last {days} days."))
                    + &plan.first.as_ref().map_or_else(String::new, |first| format!(" The first pays at least {first}.")),
            });
        }
        if older.settlement != newer.settlement {
            self.say(match &newer.settlement {
                None => "Settlements may no longer be offered.".to_owned(),
                Some(offer) => format!(
                    "Settlements may now be offered{}{}.",
                    offer.floor.as_ref().map_or_else(String::new, |floor| format!(" from {floor}")),
                    offer.only_after.map_or_else(String::new, |after| format!(" after {after}"))
                ),
            });
        }
    }
}

fn described(step: &Step) -> String {
    format!("\"{}\" ({} at {})", step.name, step.kind.code(), step.at)
}

/// Pairs entries of two lists by name: those of the newer list in its order, then those that are gone.
fn pairs<'a, T, N: PartialEq + ?Sized + 'a>(
    older: &'a [T],
    newer: &'a [T],
    name: impl Fn(&'a T) -> &'a N,
) -> Vec<(Option<&'a T>, Option<&'a T>)> {
    let mut pairs: Vec<_> = newer
        .iter()
        .map(|after| (older.iter().find(|before| name(before) == name(after)), Some(after)))
        .collect();
    let gone = older.iter().filter(|before| !newer.iter().any(|after| name(after) == name(before)));
    pairs.extend(gone.map(|before| (Some(before), None)));
    pairs
}
