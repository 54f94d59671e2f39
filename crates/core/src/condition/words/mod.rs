//! A condition as a person reads it who does not write policies: sentences, and lists of sentences of
//! which all or one must hold.

mod compare;
mod phrase;

use super::evaluate::is_bool;
use super::{Compare, Condition, Expr};
use crate::currency::Currency;
use crate::sentence::{Sentence, Value};

/// A condition in words. It never says "not" of a list: where all of some must not hold, one of them does
/// not, and that is what a person looks for.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Words {
    /// One thing that holds or not.
    Line(Sentence),
    /// Several, and how they count together.
    List(Join, Vec<Words>),
}

/// How the lines of a list count together.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Join {
    /// Each must hold.
    All,
    /// One is enough.
    Any,
    /// The first is true or false as one of the others is.
    Same,
    /// The first is neither true nor false as any of the others is.
    Other,
    /// The first decides whether the second counts or the third.
    Choice,
}

impl Join {
    /// What stands above the list.
    #[must_use]
    pub fn head(self) -> Sentence {
        match self {
            Join::All => Sentence::new("condition.all", "all of these:"),
            Join::Any => Sentence::new("condition.any", "at least one of these:"),
            Join::Same => Sentence::new(
                "condition.same",
                "the first of these is true or false just as another of them is:",
            ),
            Join::Other => Sentence::new(
                "condition.other",
                "the first of these is true or false as none of the others is:",
            ),
            Join::Choice => Sentence::new(
                "condition.choice",
                "the second of these where the first holds, and otherwise the third:",
            ),
        }
    }
}

impl Condition {
    /// The condition in words. Thresholds are said as amounts of the policy's currency, where it is known.
    #[must_use]
    pub fn words(&self, currency: Option<Currency>) -> Words {
        Speaker { currency }.words(&self.expr, true)
    }

    /// The condition in one sentence; none where it holds for everybody.
    #[must_use]
    pub fn in_words(&self, currency: Currency) -> Option<Sentence> {
        (!self.always_holds()).then(|| self.words(Some(currency)).sentence())
    }
}

impl Words {
    /// All of it in one sentence. A list within a list stands in brackets, so that it can be read in one
    /// way only.
    #[must_use]
    pub fn sentence(&self) -> Sentence {
        match self {
            Words::Line(said) => said.clone(),
            Words::List(Join::All, parts) => joined(parts, |part| {
                Sentence::new("condition.and", "and {part}").with("part", part)
            }),
            Words::List(Join::Any, parts) => joined(parts, |part| {
                Sentence::new("condition.or", "or {part}").with("part", part)
            }),
            Words::List(join, parts) => {
                let parts = linked(parts, |part| {
                    Sentence::new("condition.next", "; {part}").with("part", part)
                });
                Sentence::new("condition.listed", "{head} {parts}")
                    .with("head", join.head())
                    .with("parts", Value::Several(parts, "".into()))
            }
        }
    }

    /// The same as a part of another sentence.
    fn within(&self) -> Sentence {
        match self {
            Words::Line(said) => said.clone(),
            Words::List(..) => bracketed(self.sentence()),
        }
    }
}

fn joined(parts: &[Words], link: impl Fn(Sentence) -> Sentence) -> Sentence {
    let parts = linked(parts, link);
    Sentence::new("condition.joined", "{parts}").with("parts", Value::Several(parts, ", ".into()))
}

/// Each part but the first with what links it to those before.
fn linked(parts: &[Words], link: impl Fn(Sentence) -> Sentence) -> Vec<Sentence> {
    let mut parts = parts.iter().map(Words::within);
    let first = parts.next().into_iter();
    first.chain(parts.map(link)).collect()
}

fn bracketed(inner: Sentence) -> Sentence {
    Sentence::new("condition.bracketed", "({inner})").with("inner", inner)
}

/// Says conditions under a policy.
struct Speaker {
    /// The currency of the policy's thresholds.
    currency: Option<Currency>,
}

impl Speaker {
    /// What must be so that an expression holds, or that it does not.
    fn words(&self, expr: &Expr, holds: bool) -> Words {
        match expr {
            Expr::Bool(value) if *value == holds => always(),
            Expr::Bool(_) => never(),
            Expr::Not(inner) => self.words(inner, !holds),
            Expr::And(parts) => self.list(if holds { Join::All } else { Join::Any }, parts, holds),
            Expr::Or(parts) => self.list(if holds { Join::Any } else { Join::All }, parts, holds),
            Expr::Compare(compare, a, b) => {
                let compare = if holds { *compare } else { compare.opposite() };
                if is_bool(a) {
                    self.truths(compare, a, b)
                } else {
                    Words::Line(self.compared(compare, a, b))
                }
            }
            Expr::In(_, list) if list.is_empty() => self.words(&Expr::Bool(false), holds),
            Expr::In(item, list) if is_bool(item) => {
                let parts = [&**item].into_iter().chain(list);
                let parts = parts.map(|part| self.words(part, true)).collect();
                Words::List(if holds { Join::Same } else { Join::Other }, parts)
            }
            Expr::In(item, list) => Words::Line(self.listed(item, list, holds)),
            Expr::TextTest(test, text, part) => Words::Line(self.tested(*test, text, part, holds)),
            Expr::Choose(when, yes, no) => {
                let parts = vec![
                    self.words(when, true),
                    self.words(yes, holds),
                    self.words(no, holds),
                ];
                Words::List(Join::Choice, parts)
            }
            // The type check lets only the forms above stand for true or false.
            Expr::Number(..)
            | Expr::Text(_)
            | Expr::Fact(_)
            | Expr::Negate(_)
            | Expr::Arithmetic(..) => never(),
        }
    }

    fn list(&self, join: Join, parts: &[Expr], holds: bool) -> Words {
        let mut lines = Vec::with_capacity(parts.len());
        for part in parts {
            match self.words(part, holds) {
                // What a "not" has turned into a list of the same kind needs no list of its own.
                Words::List(inner, parts) if inner == join => lines.extend(parts),
                line => lines.push(line),
            }
        }
        Words::List(join, lines)
    }

    /// Two answers compared, of which "no" is the smaller one.
    fn truths(&self, compare: Compare, a: &Expr, b: &Expr) -> Words {
        if let Expr::Bool(_) = a
            && !matches!(b, Expr::Bool(_))
        {
            return self.truths(compare.mirrored(), b, a);
        }
        match (compare, b) {
            (Compare::Eq, Expr::Bool(value)) => self.words(a, *value),
            (Compare::Ne, Expr::Bool(value)) => self.words(a, !value),
            (Compare::Eq, _) => Words::List(Join::Same, self.both(a, true, b, true)),
            (Compare::Ne, _) => Words::List(Join::Other, self.both(a, true, b, true)),
            (Compare::Lt, _) => Words::List(Join::All, self.both(a, false, b, true)),
            (Compare::Le, _) => Words::List(Join::Any, self.both(a, false, b, true)),
            (Compare::Gt, _) => Words::List(Join::All, self.both(a, true, b, false)),
            (Compare::Ge, _) => Words::List(Join::Any, self.both(a, true, b, false)),
        }
    }

    fn both(&self, a: &Expr, a_holds: bool, b: &Expr, b_holds: bool) -> Vec<Words> {
        vec![self.words(a, a_holds), self.words(b, b_holds)]
    }
}

fn always() -> Words {
    Words::Line(Sentence::new("condition.always", "in every case"))
}

fn never() -> Words {
    Words::Line(Sentence::new("condition.never", "in no case"))
}
