//! What changed from one version of a policy to the next, in sentences that a manager can read.

use super::{ContactDays, PlanOffer, Policy, Procedure, SettlementOffer, Step, TermsOffer};
use crate::condition::Condition;
use crate::currency::Currency;
use crate::money::Money;
use crate::sentence::{Sentence, Value};

/// Says in words what the newer policy does differently. Empty when they say the same.
#[must_use]
pub fn difference(older: &Policy, newer: &Policy) -> Vec<Sentence> {
    let mut words = Words {
        currencies: (older.currency, newer.currency),
        sentences: Vec::new(),
    };
    words.changed(
        Sentence::new("difference.name", "The policy's name"),
        &older.name,
        &newer.name,
    );
    words.changed(
        Sentence::new("difference.currency", "The currency of the thresholds"),
        older.currency,
        newer.currency,
    );
    words.changed_option(
        Sentence::new("difference.review", "The date of the next review"),
        older.review_by,
        newer.review_by,
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
    /// Of the thresholds in the older version and in the newer one.
    currencies: (Currency, Currency),
    sentences: Vec<Sentence>,
}

impl Words {
    fn say(&mut self, sentence: Sentence) {
        self.sentences.push(sentence);
    }

    fn changed<T: PartialEq + Into<Value>>(&mut self, what: Sentence, older: T, newer: T) {
        if older != newer {
            self.say(
                Sentence::new(
                    "difference.changed",
                    "{what} was \"{older}\" and is now \"{newer}\".",
                )
                .with("what", what)
                .with("older", older)
                .with("newer", newer),
            );
        }
    }

    fn changed_option<T: PartialEq + Into<Value>>(
        &mut self,
        what: Sentence,
        older: Option<T>,
        newer: Option<T>,
    ) {
        match (older, newer) {
            (Some(older), Some(newer)) => self.changed(what, older, newer),
            (None, Some(newer)) => self.say(
                Sentence::new(
                    "difference.there-was-none",
                    "{what} is now \"{newer}\"; there was none.",
                )
                .with("what", what)
                .with("newer", newer),
            ),
            (Some(older), None) => self.say(
                Sentence::new("difference.gone", "{what} (\"{older}\") is gone.")
                    .with("what", what)
                    .with("older", older),
            ),
            (None, None) => {}
        }
    }

    fn contact(&mut self, older: &Policy, newer: &Policy) {
        let amount = |policy: &Policy| Money::new(policy.contact.min_overdue, policy.currency);
        self.changed(
            Sentence::new("difference.min-overdue", "The smallest sum that is chased"),
            amount(older),
            amount(newer),
        );
        let (older, newer) = (&older.contact, &newer.contact);
        self.changed(
            Sentence::new("difference.gap", "The number of days between two contacts"),
            older.min_gap_days,
            newer.min_gap_days,
        );
        let hours = |hours: Option<(jiff::civil::Time, jiff::civil::Time)>| {
            hours.map(|(from, until)| {
                Sentence::new("difference.hours", "{from} to {until}")
                    .with("from", from.strftime("%H:%M").to_string())
                    .with("until", until.strftime("%H:%M").to_string())
            })
        };
        self.changed_option(
            Sentence::new("difference.time-of-day", "The time of day for contacts"),
            hours(older.send_between),
            hours(newer.send_between),
        );
        if older.days != newer.days {
            self.say(match newer.days {
                ContactDays::Business => Sentence::new(
                    "difference.business-days",
                    "Customers are now contacted on business days only.",
                ),
                ContactDays::Every => Sentence::new(
                    "difference.every-day",
                    "Customers are now contacted on every day of the week.",
                ),
            });
        }
    }

    fn terms(&mut self, older: &[TermsOffer], newer: &[TermsOffer]) {
        for (before, after) in pairs(older, newer, |offer| &offer.name) {
            match (before, after) {
                (None, Some(after)) => self.say(
                    Sentence::new("difference.new-terms", "New terms \"{name}\": {due}.")
                        .with("name", &after.name)
                        .with("due", after.due.to_string()),
                ),
                (Some(before), None) => self.say(
                    Sentence::new(
                        "difference.terms-gone",
                        "The terms \"{name}\" ({due}) are gone.",
                    )
                    .with("name", &before.name)
                    .with("due", before.due.to_string()),
                ),
                (Some(before), Some(after)) => {
                    let name = &after.name;
                    self.changed(
                        Sentence::new("difference.terms-due", "Payment under the terms \"{name}\"")
                            .with("name", name),
                        before.due.to_string(),
                        after.due.to_string(),
                    );
                    self.changed_option(
                        Sentence::new(
                            "difference.terms-interest",
                            "The interest under the terms \"{name}\"",
                        )
                        .with("name", name),
                        before.interest.as_ref().map(ToString::to_string),
                        after.interest.as_ref().map(ToString::to_string),
                    );
                    self.changed_option(
                        Sentence::new(
                            "difference.terms-fixed-sum",
                            "The fixed sum under the terms \"{name}\"",
                        )
                        .with("name", name),
                        before.fixed_sum.as_ref().map(ToString::to_string),
                        after.fixed_sum.as_ref().map(ToString::to_string),
                    );
                    let ways = |offer: &TermsOffer| {
                        (!offer.accept.is_empty()).then(|| offer.accept.join(", "))
                    };
                    self.changed_option(
                        Sentence::new(
                            "difference.terms-ways",
                            "The list of ways to pay under the terms \"{name}\"",
                        )
                        .with("name", name),
                        ways(before),
                        ways(after),
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
                    let place = match next {
                        None => Sentence::new("difference.last", "last"),
                        Some(next) => Sentence::new("difference.before", "before \"{class}\"")
                            .with("class", &next.name),
                    };
                    self.say(Sentence::new(
                        "difference.new-class",
                        "New class \"{class}\", asked {place}: when {condition}, the procedure \"{procedure}\" is followed.",
                    )
                    .with("class", &after.name)
                    .with("place", place)
                    .with("condition", of(&after.when, newer.currency))
                    .with("procedure", &newer.procedure_of(after).name));
                }
                (Some(before), None) => self.say(
                    Sentence::new("difference.class-gone", "The class \"{class}\" is gone.")
                        .with("class", &before.name),
                ),
                (Some(before), Some(after)) => {
                    let name = &after.name;
                    if before.when.to_string() != after.when.to_string() {
                        self.changed(
                            Sentence::new(
                                "difference.class-condition",
                                "The condition of the class \"{name}\"",
                            )
                            .with("name", name),
                            of(&before.when, older.currency),
                            of(&after.when, newer.currency),
                        );
                    }
                    self.changed(
                        Sentence::new(
                            "difference.class-procedure",
                            "The procedure of the class \"{name}\"",
                        )
                        .with("name", name),
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
            self.say(
                Sentence::new(
                    "difference.class-order",
                    "The classes are now asked in this order: {classes}.",
                )
                .with("classes", after.join(", ")),
            );
        }
    }

    fn procedures(&mut self, older: &Policy, newer: &Policy) {
        for (before, after) in pairs(&older.procedures, &newer.procedures, |procedure| {
            &procedure.name
        }) {
            match (before, after) {
                (None, Some(after)) => self.say(
                    Sentence::new(
                        "difference.new-procedure",
                        "New procedure \"{procedure}\": {steps}.",
                    )
                    .with("procedure", &after.name)
                    .with(
                        "steps",
                        Value::Several(after.steps.iter().map(described).collect(), "; ".into()),
                    ),
                ),
                (Some(before), None) => self.say(
                    Sentence::new(
                        "difference.procedure-gone",
                        "The procedure \"{procedure}\" is gone.",
                    )
                    .with("procedure", &before.name),
                ),
                (Some(before), Some(after)) => self.procedure(before, after),
                (None, None) => {}
            }
        }
    }

    fn procedure(&mut self, before: &Procedure, after: &Procedure) {
        let name = &after.name;
        self.changed(
            Sentence::new(
                "difference.entry",
                "In \"{name}\", the step at which an item found late begins",
            )
            .with("name", name),
            &before.steps[before.entry].name,
            &after.steps[after.entry].name,
        );
        for (old, new) in pairs(&before.steps, &after.steps, |step| &step.name) {
            match (old, new) {
                (None, Some(new)) => self.say(
                    Sentence::new(
                        "difference.new-step",
                        "In \"{name}\", there is a new step {step}.",
                    )
                    .with("name", name)
                    .with("step", described(new)),
                ),
                (Some(old), None) => self.say(
                    Sentence::new(
                        "difference.step-gone",
                        "In \"{name}\", the step \"{step}\" is gone.",
                    )
                    .with("name", name)
                    .with("step", &*old.name),
                ),
                (Some(old), Some(new)) => self.step(name, old, new),
                (None, None) => {}
            }
        }
        let (old, new) = shared_order(&before.steps, &after.steps, |step| &*step.name);
        if old != new {
            self.say(
                Sentence::new(
                    "difference.step-order",
                    "In \"{name}\", the steps now follow in this order: {steps}.",
                )
                .with("name", name)
                .with("steps", new.join(", ")),
            );
        }
    }

    fn step(&mut self, procedure: &str, old: &Step, new: &Step) {
        let what = |part: Sentence| {
            Sentence::new(
                "difference.of-step",
                "In \"{procedure}\", {part} of \"{step}\"",
            )
            .with("procedure", procedure)
            .with("part", part)
            .with("step", &*new.name)
        };
        self.changed(
            what(Sentence::new("difference.time", "the time")),
            old.at,
            new.at,
        );
        self.changed(
            what(Sentence::new("difference.way", "the way")),
            old.kind,
            new.kind,
        );
        self.changed(
            what(Sentence::new("difference.tone", "the tone")),
            old.tone,
            new.tone,
        );
        self.changed_option(
            what(Sentence::new("difference.text", "the text")),
            old.template.as_deref(),
            new.template.as_deref(),
        );
        let canonical = |step: &Step| step.when.as_ref().map(ToString::to_string);
        if canonical(old) != canonical(new) {
            let (older, newer) = self.currencies;
            self.changed_option(
                what(Sentence::new("difference.condition", "the condition")),
                old.when.as_ref().map(|when| of(when, older)),
                new.when.as_ref().map(|when| of(when, newer)),
            );
        }
        let list = |words: &[String]| (!words.is_empty()).then(|| words.join(", "));
        let charges = |step: &Step| {
            let words: Vec<String> = step.charge.iter().map(ToString::to_string).collect();
            (!words.is_empty()).then(|| words.join(", "))
        };
        self.changed_option(
            what(Sentence::new("difference.charge", "the charge")),
            charges(old),
            charges(new),
        );
        self.changed_option(
            what(Sentence::new("difference.approval", "the approval")),
            old.approve.as_deref(),
            new.approve.as_deref(),
        );
        self.changed_option(
            what(Sentence::new("difference.recipient", "the recipient")),
            list(&old.to),
            list(&new.to),
        );
    }

    fn plan(&mut self, older: &Policy, newer: &Policy) {
        let after = match (&older.concessions.plan, &newer.concessions.plan) {
            (_, Some(after)) => after,
            (Some(_), None) => {
                return self.say(Sentence::new(
                    "difference.no-plans",
                    "Payment plans may no longer be offered.",
                ));
            }
            (None, None) => return,
        };
        let before = older.concessions.plan.as_ref();
        match before {
            None => self.say(
                Sentence::new(
                    "difference.plans",
                    "Payment plans of up to {most} instalments may now be offered.",
                )
                .with("most", after.instalments),
            ),
            Some(before) => self.changed(
                Sentence::new(
                    "difference.plan-instalments",
                    "The most instalments of a payment plan",
                ),
                before.instalments,
                after.instalments,
            ),
        }
        let first = before.and_then(|plan| plan.first.clone());
        self.changed_option(
            Sentence::new(
                "difference.plan-first",
                "The least first instalment of a payment plan",
            ),
            first,
            after.first.clone(),
        );
        let over = |plan: &PlanOffer| {
            plan.over_days
                .map(|days| Sentence::new("difference.days", "{n} days").with("n", days))
        };
        self.changed_option(
            Sentence::new("difference.plan-time", "The longest time of a payment plan"),
            before.and_then(over),
            over(after),
        );
        let below = |plan: &PlanOffer, policy: &Policy| {
            plan.auto_below
                .map(|minor| Money::new(minor, policy.currency))
        };
        self.changed_option(
            Sentence::new(
                "difference.plan-approval",
                "The sum up to which a payment plan needs no approval",
            ),
            before.and_then(|plan| below(plan, older)),
            below(after, newer),
        );
    }

    fn settlement(&mut self, older: Option<&SettlementOffer>, newer: Option<&SettlementOffer>) {
        let after = match (older, newer) {
            (_, Some(after)) => after,
            (Some(_), None) => {
                return self.say(Sentence::new(
                    "difference.no-settlements",
                    "Settlements may no longer be offered.",
                ));
            }
            (None, None) => return,
        };
        if older.is_none() {
            self.say(Sentence::new(
                "difference.settlements",
                "Settlements may now be offered.",
            ));
        }
        let floor = older.and_then(|offer| offer.floor.clone());
        self.changed_option(
            Sentence::new(
                "difference.settlement-floor",
                "The least share of a settlement",
            ),
            floor,
            after.floor.clone(),
        );
        let only_after = older.and_then(|offer| offer.only_after);
        self.changed_option(
            Sentence::new("difference.settlement-day", "The first day of a settlement"),
            only_after,
            after.only_after,
        );
        let approve = older.and_then(|offer| offer.approve.clone());
        self.changed_option(
            Sentence::new(
                "difference.settlement-approval",
                "The approval of a settlement",
            ),
            approve,
            after.approve.clone(),
        );
    }
}

/// A condition, to be said as its reader likes it.
fn of(condition: &Condition, currency: Currency) -> Value {
    Value::Condition(condition.source().to_owned(), Some(currency))
}

fn described(step: &Step) -> Sentence {
    Sentence::new("difference.step", "\"{step}\" ({kind} at {at})")
        .with("step", &*step.name)
        .with("kind", step.kind)
        .with("at", step.at)
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
