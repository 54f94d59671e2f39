//! What changed from one version of a policy to the next, in sentences that a manager can read.

use super::{ContactDays, PlanOffer, Policy, Procedure, SettlementOffer, Step, TermsOffer};
use crate::money::Money;

/// Says in words what the newer policy does differently. Empty when they say the same.
#[must_use]
pub fn difference(older: &Policy, newer: &Policy) -> Vec<String> {
    let mut words = Words {
        sentences: Vec::new(),
    };
    words.changed("The policy's name", &older.name, &newer.name);
    words.changed(
        "The currency of the thresholds",
        &older.currency,
        &newer.currency,
    );
    words.changed_option(
        "The date of the next review",
        &older.review_by,
        &newer.review_by,
    );
    words.contact(older, newer);
    words.terms(&older.terms, &newer.terms);
    words.classes(older, newer);
    words.procedures(older, newer);
    words.plan(older, newer);
    words.settlement(
        older.concessions.settlement.as_ref(),
        newer.concessions.settlement.as_ref(),
    );
    words.sentences
}

struct Words {
    sentences: Vec<String>,
}

impl Words {
    fn say(&mut self, sentence: String) {
        self.sentences.push(sentence);
    }

    fn changed<T: PartialEq + std::fmt::Display + ?Sized>(
        &mut self,
        what: &str,
        older: &T,
        newer: &T,
    ) {
        if older != newer {
            self.say(format!("{what} was \"{older}\" and is now \"{newer}\"."));
        }
    }

    fn changed_option<T: PartialEq + std::fmt::Display>(
        &mut self,
        what: &str,
        older: &Option<T>,
        newer: &Option<T>,
    ) {
        match (older, newer) {
            (Some(older), Some(newer)) => self.changed(what, older, newer),
            (None, Some(newer)) => self.say(format!("{what} is now \"{newer}\"; there was none.")),
            (Some(older), None) => self.say(format!("{what} (\"{older}\") is gone.")),
            (None, None) => {}
        }
    }

    fn contact(&mut self, older: &Policy, newer: &Policy) {
        let amount =
            |policy: &Policy| Money::new(policy.contact.min_overdue, policy.currency).to_string();
        self.changed(
            "The smallest sum that is chased",
            &amount(older),
            &amount(newer),
        );
        let (older, newer) = (&older.contact, &newer.contact);
        self.changed(
            "The number of days between two contacts",
            &older.min_gap_days,
            &newer.min_gap_days,
        );
        let hours = |hours: &Option<(jiff::civil::Time, jiff::civil::Time)>| {
            hours.map(|(from, until)| {
                format!("{} to {}", from.strftime("%H:%M"), until.strftime("%H:%M"))
            })
        };
        self.changed_option(
            "The time of day for contacts",
            &hours(&older.send_between),
            &hours(&newer.send_between),
        );
        if older.days != newer.days {
            self.say(match newer.days {
                ContactDays::Business => {
                    "Customers are now contacted on business days only.".to_owned()
                }
                ContactDays::Every => {
                    "Customers are now contacted on every day of the week.".to_owned()
                }
            });
        }
    }

    fn terms(&mut self, older: &[TermsOffer], newer: &[TermsOffer]) {
        for (before, after) in pairs(older, newer, |offer| &offer.name) {
            match (before, after) {
                (None, Some(after)) => {
                    self.say(format!("New terms \"{}\": {}.", after.name, after.due))
                }
                (Some(before), None) => self.say(format!(
                    "The terms \"{}\" ({}) are gone.",
                    before.name, before.due
                )),
                (Some(before), Some(after)) => {
                    let name = &after.name;
                    self.changed(
                        &format!("Payment under the terms \"{name}\""),
                        &before.due,
                        &after.due,
                    );
                    self.changed_option(
                        &format!("The interest under the terms \"{name}\""),
                        &before.interest,
                        &after.interest,
                    );
                    self.changed_option(
                        &format!("The fixed sum under the terms \"{name}\""),
                        &before.fixed_sum,
                        &after.fixed_sum,
                    );
                    let ways = |offer: &TermsOffer| offer.accept.join(", ");
                    self.changed(
                        &format!("The list of ways to pay under the terms \"{name}\""),
                        &ways(before),
                        &ways(after),
                    );
                }
                (None, None) => {}
            }
        }
    }

    fn classes(&mut self, older: &Policy, newer: &Policy) {
        for (before, after) in pairs(&older.classes, &newer.classes, |class| &class.name) {
            match (before, after) {
                (None, Some(after)) => {
                    let position = newer
                        .classes
                        .iter()
                        .position(|class| class.name == after.name);
                    let next = position.and_then(|position| newer.classes.get(position + 1));
                    let place = next.map_or_else(
                        || "last".to_owned(),
                        |next| format!("before \"{}\"", next.name),
                    );
                    self.say(format!(
                        "New class \"{}\", asked {place}: when {}, the procedure \"{}\" is followed.",
                        after.name, after.when.source(), newer.procedure_of(after).name
                    ));
                }
                (Some(before), None) => self.say(format!("The class \"{}\" is gone.", before.name)),
                (Some(before), Some(after)) => {
                    let name = &after.name;
                    if before.when.to_string() != after.when.to_string() {
                        self.changed(
                            &format!("The condition of the class \"{name}\""),
                            before.when.source(),
                            after.when.source(),
                        );
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
        let (before, after) =
            shared_order(&older.classes, &newer.classes, |class| class.name.as_str());
        if before != after {
            self.say(format!(
                "The classes are now asked in this order: {}.",
                after.join(", ")
            ));
        }
    }

    fn procedures(&mut self, older: &Policy, newer: &Policy) {
        for (before, after) in pairs(&older.procedures, &newer.procedures, |procedure| {
            &procedure.name
        }) {
            match (before, after) {
                (None, Some(after)) => self.say(format!(
                    "New procedure \"{}\": {}.",
                    after.name,
                    after
                        .steps
                        .iter()
                        .map(described)
                        .collect::<Vec<_>>()
                        .join("; ")
                )),
                (Some(before), None) => {
                    self.say(format!("The procedure \"{}\" is gone.", before.name))
                }
                (Some(before), Some(after)) => self.procedure(before, after),
                (None, None) => {}
            }
        }
    }

    fn procedure(&mut self, before: &Procedure, after: &Procedure) {
        let name = &after.name;
        self.changed(
            &format!("In \"{name}\", the step at which an item found late begins"),
            &before.steps[before.entry].name,
            &after.steps[after.entry].name,
        );
        for (old, new) in pairs(&before.steps, &after.steps, |step| &step.name) {
            match (old, new) {
                (None, Some(new)) => self.say(format!(
                    "In \"{name}\", there is a new step {}.",
                    described(new)
                )),
                (Some(old), None) => {
                    self.say(format!("In \"{name}\", the step \"{}\" is gone.", old.name))
                }
                (Some(old), Some(new)) => self.step(name, old, new),
                (None, None) => {}
            }
        }
        let (old, new) = shared_order(&before.steps, &after.steps, |step| &*step.name);
        if old != new {
            self.say(format!(
                "In \"{name}\", the steps now follow in this order: {}.",
                new.join(", ")
            ));
        }
    }

    fn step(&mut self, procedure: &str, old: &Step, new: &Step) {
        let what = |part: &str| format!("In \"{procedure}\", {part} of \"{}\"", new.name);
        self.changed(&what("the time"), &old.at.to_string(), &new.at.to_string());
        self.changed(&what("the way"), old.kind.code(), new.kind.code());
        self.changed(&what("the tone"), old.tone.code(), new.tone.code());
        self.changed_option(&what("the text"), &old.template, &new.template);
        let canonical = |step: &Step| step.when.as_ref().map(ToString::to_string);
        if canonical(old) != canonical(new) {
            let condition = |step: &Step| step.when.as_ref().map(|when| when.source().to_owned());
            self.changed_option(&what("the condition"), &condition(old), &condition(new));
        }
        let list = |words: &[String]| (!words.is_empty()).then(|| words.join(", "));
        let charges = |step: &Step| {
            let words: Vec<String> = step.charge.iter().map(ToString::to_string).collect();
            (!words.is_empty()).then(|| words.join(", "))
        };
        self.changed_option(&what("the charge"), &charges(old), &charges(new));
        self.changed_option(&what("the approval"), &old.approve, &new.approve);
        self.changed_option(&what("the recipient"), &list(&old.to), &list(&new.to));
    }

    fn plan(&mut self, older: &Policy, newer: &Policy) {
        let after = match (&older.concessions.plan, &newer.concessions.plan) {
            (_, Some(after)) => after,
            (Some(_), None) => {
                return self.say("Payment plans may no longer be offered.".to_owned());
            }
            (None, None) => return,
        };
        let before = older.concessions.plan.as_ref();
        match before {
            None => self.say(format!(
                "Payment plans of up to {} instalments may now be offered.",
                after.instalments
            )),
            Some(before) => self.changed(
                "The most instalments of a payment plan",
                &before.instalments,
                &after.instalments,
            ),
        }
        let first = before.and_then(|plan| plan.first.clone());
        self.changed_option(
            "The least first instalment of a payment plan",
            &first,
            &after.first,
        );
        let over = |plan: &PlanOffer| plan.over_days.map(|days| format!("{days} days"));
        self.changed_option(
            "The longest time of a payment plan",
            &before.and_then(over),
            &over(after),
        );
        let below = |plan: &PlanOffer, policy: &Policy| {
            plan.auto_below
                .map(|minor| Money::new(minor, policy.currency).to_string())
        };
        self.changed_option(
            "The sum up to which a payment plan needs no approval",
            &before.and_then(|plan| below(plan, older)),
            &below(after, newer),
        );
    }

    fn settlement(&mut self, older: Option<&SettlementOffer>, newer: Option<&SettlementOffer>) {
        let after = match (older, newer) {
            (_, Some(after)) => after,
            (Some(_), None) => return self.say("Settlements may no longer be offered.".to_owned()),
            (None, None) => return,
        };
        if older.is_none() {
            self.say("Settlements may now be offered.".to_owned());
        }
        let floor = older.and_then(|offer| offer.floor.clone());
        self.changed_option("The least share of a settlement", &floor, &after.floor);
        let only_after = older.and_then(|offer| offer.only_after);
        self.changed_option(
            "The first day of a settlement",
            &only_after,
            &after.only_after,
        );
        let approve = older.and_then(|offer| offer.approve.clone());
        self.changed_option("The approval of a settlement", &approve, &after.approve);
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
        .map(|after| {
            (
                older.iter().find(|before| name(before) == name(after)),
                Some(after),
            )
        })
        .collect();
    let gone = older
        .iter()
        .filter(|before| !newer.iter().any(|after| name(after) == name(before)));
    pairs.extend(gone.map(|before| (Some(before), None)));
    pairs
}

/// The names that stand in both lists, in the order of the older and of the newer one.
fn shared_order<'a, T>(
    older: &'a [T],
    newer: &'a [T],
    name: impl Fn(&'a T) -> &'a str,
) -> (Vec<&'a str>, Vec<&'a str>) {
    let of = |list: &'a [T], other: &'a [T]| -> Vec<&'a str> {
        let is_shared = |wanted: &&str| other.iter().any(|entry| name(entry) == *wanted);
        list.iter().map(&name).filter(is_shared).collect()
    };
    (of(older, newer), of(newer, older))
}
