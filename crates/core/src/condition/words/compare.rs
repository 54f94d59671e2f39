//! A single comparison in words: what is asked about, and what it is held against.

use super::super::evaluate::is_text;
use super::super::{Arithmetic, Compare, Expr, TextTest};
use super::{Speaker, bracketed, phrase};
use crate::facts::{Fact, SCALE, Type, show_decimal};
use crate::money::Money;
use crate::sentence::{Sentence, Value};

/// The decimals of a number in a condition.
const DECIMALS: u8 = 4;

/// What a number counts.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Unit {
    /// Whatever the fact beside it names.
    Plain,
    /// Money of the policy's currency.
    Money,
    /// A share of one.
    Share,
}

impl Speaker {
    /// How two numbers or two texts compare.
    pub(super) fn compared(&self, compare: Compare, a: &Expr, b: &Expr) -> Sentence {
        // The fact that is asked about comes first.
        if !names_a_fact(a) && names_a_fact(b) {
            return self.compared(compare.mirrored(), b, a);
        }
        if is_text(a) {
            return self.texts(compare, a, b);
        }
        if let (Expr::Fact(fact), Expr::Number(number, _)) = (a, b)
            && let Some(said) = self.quantity(compare, *fact, *number)
        {
            return said;
        }
        let unit = unit(a).or(unit(b));
        let (a, b) = (self.term(a, unit), self.term(b, unit));
        match compare {
            Compare::Eq => Sentence::new("condition.equal", "{a} is {b}")
                .with("a", a)
                .with("b", b),
            Compare::Ne => Sentence::new("condition.not-equal", "{a} is not {b}")
                .with("a", a)
                .with("b", b),
            Compare::Lt => Sentence::new("condition.less", "{a} is less than {b}")
                .with("a", a)
                .with("b", b),
            Compare::Le => Sentence::new("condition.at-most", "{a} is {b} or less")
                .with("a", a)
                .with("b", b),
            Compare::Gt => Sentence::new("condition.more", "{a} is more than {b}")
                .with("a", a)
                .with("b", b),
            Compare::Ge => Sentence::new("condition.at-least", "{a} is {b} or more")
                .with("a", a)
                .with("b", b),
        }
    }

    /// A fact that has a sentence of its own for so many: "at least 5 invoices have been paid".
    fn quantity(&self, compare: Compare, fact: Fact, number: i128) -> Option<Sentence> {
        let is_whole = fact.value_type() == Type::Int;
        let (compare, number) = match (compare, number) {
            // Of what is counted, more than none is one at least, and at most none is less than one.
            (Compare::Gt, 0) if is_whole => (Compare::Ge, SCALE),
            (Compare::Le, 0) if is_whole => (Compare::Lt, SCALE),
            (Compare::Eq, 0) if is_whole && fact != Fact::DaysOverdue => (Compare::Lt, SCALE),
            same => same,
        };
        let has_sense = number > 0 && (!is_whole || number % SCALE == 0);
        if !has_sense || compare == Compare::Ne {
            return None;
        }
        if (compare, number) == (Compare::Lt, SCALE)
            && let Some(said) = phrase::none_of(fact)
        {
            return Some(said);
        }
        let count = self.number(number, unit(&Expr::Fact(fact)));
        let amount = match compare {
            Compare::Ge => {
                Sentence::new("condition.so-many.at-least", "at least {n}").with("n", count)
            }
            Compare::Gt => {
                Sentence::new("condition.so-many.more", "more than {n}").with("n", count)
            }
            Compare::Le => {
                Sentence::new("condition.so-many.at-most", "at most {n}").with("n", count)
            }
            Compare::Lt if phrase::none_of(fact).is_some() => {
                Sentence::new("condition.so-many.fewer", "fewer than {n}").with("n", count)
            }
            Compare::Lt => {
                Sentence::new("condition.so-many.less", "less than {n}").with("n", count)
            }
            Compare::Eq | Compare::Ne => {
                Sentence::new("condition.so-many.exactly", "exactly {n}").with("n", count)
            }
        };
        phrase::so_many(fact, number == SCALE, amount)
    }

    fn texts(&self, compare: Compare, a: &Expr, b: &Expr) -> Sentence {
        if let (Expr::Fact(_), Expr::Text(text)) = (a, b)
            && text.is_empty()
        {
            let fact = self.term(a, Unit::Plain);
            match compare {
                Compare::Eq => {
                    return Sentence::new("condition.unknown", "{fact} is not known")
                        .with("fact", fact);
                }
                Compare::Ne => {
                    return Sentence::new("condition.known", "{fact} is known").with("fact", fact);
                }
                _ => {}
            }
        }
        let (fact, exact) = (self.term(a, Unit::Plain), self.term(b, Unit::Plain));
        match compare {
            Compare::Eq => is(fact, phrase::word(a, b).unwrap_or(exact)),
            Compare::Ne => is_not(fact, phrase::word(a, b).unwrap_or(exact)),
            Compare::Lt => Sentence::new(
                "condition.alphabet.before",
                "{a} comes before {b} in the alphabet",
            )
            .with("a", fact)
            .with("b", exact),
            Compare::Le => Sentence::new(
                "condition.alphabet.up-to",
                "{a} is {b} or comes before it in the alphabet",
            )
            .with("a", fact)
            .with("b", exact),
            Compare::Gt => Sentence::new(
                "condition.alphabet.after",
                "{a} comes after {b} in the alphabet",
            )
            .with("a", fact)
            .with("b", exact),
            Compare::Ge => Sentence::new(
                "condition.alphabet.from",
                "{a} is {b} or comes after it in the alphabet",
            )
            .with("a", fact)
            .with("b", exact),
        }
    }

    /// Whether something is one of several.
    pub(super) fn listed(&self, item: &Expr, list: &[Expr], holds: bool) -> Sentence {
        let unit = list
            .iter()
            .fold(unit(item), |known, entry| known.or(unit(entry)));
        let said = list
            .iter()
            .map(|entry| phrase::word(item, entry).unwrap_or_else(|| self.term(entry, unit)));
        let linked = said.enumerate().map(|(index, entry)| match index {
            0 => entry,
            _ => Sentence::new("condition.or", "or {part}").with("part", entry),
        });
        let one_of = Sentence::new("condition.joined", "{parts}")
            .with("parts", Value::Several(linked.collect(), " ".into()));
        let item = self.term(item, unit);
        if holds {
            is(item, one_of)
        } else {
            is_not(item, one_of)
        }
    }

    /// What a text begins with, ends with or contains.
    pub(super) fn tested(&self, test: TextTest, text: &Expr, part: &Expr, holds: bool) -> Sentence {
        let (text, part) = (self.term(text, Unit::Plain), self.term(part, Unit::Plain));
        match (test, holds) {
            (TextTest::StartsWith, true) => {
                Sentence::new("condition.text.begins", "{text} begins with {part}")
                    .with("text", text)
                    .with("part", part)
            }
            (TextTest::StartsWith, false) => Sentence::new(
                "condition.text.begins-not",
                "{text} does not begin with {part}",
            )
            .with("text", text)
            .with("part", part),
            (TextTest::EndsWith, true) => {
                Sentence::new("condition.text.ends", "{text} ends with {part}")
                    .with("text", text)
                    .with("part", part)
            }
            (TextTest::EndsWith, false) => {
                Sentence::new("condition.text.ends-not", "{text} does not end with {part}")
                    .with("text", text)
                    .with("part", part)
            }
            (TextTest::Contains, true) => {
                Sentence::new("condition.text.contains", "{text} contains {part}")
                    .with("text", text)
                    .with("part", part)
            }
            (TextTest::Contains, false) => Sentence::new(
                "condition.text.contains-not",
                "{text} does not contain {part}",
            )
            .with("text", text)
            .with("part", part),
        }
    }

    /// A value: a fact by its name, a number with its unit, a text as it stands, or what is made of them.
    fn term(&self, expr: &Expr, unit: Unit) -> Sentence {
        match expr {
            Expr::Fact(fact) => phrase::name(*fact),
            Expr::Number(number, _) => self.number(*number, unit),
            Expr::Negate(inner) => Sentence::new("condition.sum.minus-one", "minus {a}")
                .with("a", self.inner(inner, unit)),
            Expr::Arithmetic(Arithmetic::Add, a, b) => {
                Sentence::new("condition.sum.plus", "{a} plus {b}")
                    .with("a", self.inner(a, unit))
                    .with("b", self.inner(b, unit))
            }
            Expr::Arithmetic(Arithmetic::Subtract, a, b) => {
                Sentence::new("condition.sum.minus", "{a} minus {b}")
                    .with("a", self.inner(a, unit))
                    .with("b", self.inner(b, unit))
            }
            // What something is multiplied by is a bare number.
            Expr::Arithmetic(Arithmetic::Multiply, a, b) => {
                Sentence::new("condition.sum.times", "{a} times {b}")
                    .with("a", self.inner(a, self::unit(a)))
                    .with("b", self.inner(b, self::unit(b)))
            }
            Expr::Choose(when, yes, no) => Sentence::new(
                "condition.value-by-case",
                "({yes} where {when}, otherwise {no})",
            )
            .with("yes", self.term(yes, unit))
            .with("when", self.words(when, true).within())
            .with("no", self.term(no, unit)),
            Expr::Text(text) => {
                Sentence::new("condition.quoted", "\"{text}\"").with("text", &**text)
            }
            // The type check lets no answer of yes or no stand for a value.
            Expr::Bool(_)
            | Expr::Not(_)
            | Expr::And(_)
            | Expr::Or(_)
            | Expr::Compare(..)
            | Expr::In(..)
            | Expr::TextTest(..) => self.words(expr, true).within(),
        }
    }

    /// A value within a calculation: another calculation stands in brackets.
    fn inner(&self, expr: &Expr, unit: Unit) -> Sentence {
        let said = self.term(expr, unit);
        match expr {
            Expr::Negate(_) | Expr::Arithmetic(..) => bracketed(said),
            _ => said,
        }
    }

    /// A number in units of 1/[`SCALE`].
    fn number(&self, number: i128, unit: Unit) -> Sentence {
        match (unit, self.currency) {
            (Unit::Share, _) => Sentence::new("condition.percent", "{number}%").with(
                "number",
                Value::Decimal(written(number.saturating_mul(100))),
            ),
            (Unit::Money, Some(currency)) => {
                match Money::from_decimal_units(number, DECIMALS, currency) {
                    Ok(money) => Sentence::new("condition.money", "{money}").with("money", money),
                    // A threshold may be finer than the smallest coin.
                    Err(_) => Sentence::new("condition.fine-money", "{currency} {number}")
                        .with("currency", currency)
                        .with("number", Value::Decimal(written(number))),
                }
            }
            (Unit::Plain, _) | (Unit::Money, None) => Sentence::new("condition.number", "{number}")
                .with("number", Value::Decimal(written(number))),
        }
    }
}

fn is(a: Sentence, b: Sentence) -> Sentence {
    Sentence::new("condition.is", "{a} is {b}")
        .with("a", a)
        .with("b", b)
}

fn is_not(a: Sentence, b: Sentence) -> Sentence {
    Sentence::new("condition.is-not", "{a} is not {b}")
        .with("a", a)
        .with("b", b)
}

/// A number without needless decimals.
fn written(number: i128) -> String {
    let text = show_decimal(number);
    text.strip_suffix(".0").map(str::to_owned).unwrap_or(text)
}

fn names_a_fact(expr: &Expr) -> bool {
    let mut found = false;
    expr.visit(&mut |part| found |= matches!(part, Expr::Fact(_)));
    found
}

/// What the numbers beside an expression count.
fn unit(expr: &Expr) -> Unit {
    match expr {
        Expr::Fact(fact) if fact.is_money() => Unit::Money,
        Expr::Fact(Fact::PaidInFullRatio) => Unit::Share,
        Expr::Negate(inner) => unit(inner),
        Expr::Arithmetic(_, a, b) | Expr::Choose(_, a, b) => unit(a).or(unit(b)),
        _ => Unit::Plain,
    }
}

impl Unit {
    /// This unit, or the other where this one says nothing.
    fn or(self, other: Unit) -> Unit {
        if self == Unit::Plain { other } else { self }
    }
}
