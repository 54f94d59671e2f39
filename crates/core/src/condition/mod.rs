//! Conditions: CEL expressions over the documented facts, type-checked once and evaluated exactly.
//!
//! The text is read by the `cel` crate's parser. Evaluation is our own, because conditions are about
//! money: numbers are exact decimals here, and the interpreter of the crate would make them floats.

mod check;
mod evaluate;
mod explain;
mod nearest;
mod parse;
mod print;
mod reach;
mod syntax;
#[cfg(test)]
mod tests;
mod words;

use std::fmt;

use crate::facts::{Drift, Fact, Facts, SCALE, Type};

pub use explain::Clause;
pub(crate) use nearest::nearest;
pub use parse::{ConditionError, MAX_LENGTH};
pub use words::{Join, Words};

/// How two values are compared.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Compare {
    /// `==`
    Eq,
    /// `!=`
    Ne,
    /// `<`
    Lt,
    /// `<=`
    Le,
    /// `>`
    Gt,
    /// `>=`
    Ge,
}

impl Compare {
    /// The comparison that holds whenever this one does not.
    fn opposite(self) -> Compare {
        match self {
            Compare::Eq => Compare::Ne,
            Compare::Ne => Compare::Eq,
            Compare::Lt => Compare::Ge,
            Compare::Le => Compare::Gt,
            Compare::Gt => Compare::Le,
            Compare::Ge => Compare::Lt,
        }
    }

    /// The comparison that says the same with its sides exchanged.
    fn mirrored(self) -> Compare {
        match self {
            Compare::Lt => Compare::Gt,
            Compare::Le => Compare::Ge,
            Compare::Gt => Compare::Lt,
            Compare::Ge => Compare::Le,
            same => same,
        }
    }
}

/// How two numbers are combined.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Arithmetic {
    Add,
    Subtract,
    Multiply,
}

/// A test on a text.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum TextTest {
    StartsWith,
    EndsWith,
    Contains,
}

/// A type-checked expression. Numbers are in units of 1/[`SCALE`]. `And` and `Or` hold two parts or
/// more, none of which is of the same kind: how a chain was bracketed makes no difference.
#[derive(Debug, Clone, PartialEq, Eq)]
enum Expr {
    Bool(bool),
    Number(i128, Type),
    Text(Box<str>),
    Fact(Fact),
    Not(Box<Expr>),
    And(Vec<Expr>),
    Or(Vec<Expr>),
    Compare(Compare, Box<Expr>, Box<Expr>),
    Negate(Box<Expr>),
    Arithmetic(Arithmetic, Box<Expr>, Box<Expr>),
    In(Box<Expr>, Vec<Expr>),
    TextTest(TextTest, Box<Expr>, Box<Expr>),
    Choose(Box<Expr>, Box<Expr>, Box<Expr>),
}

/// A condition of a class or a step.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Condition {
    expr: Expr,
    source: Box<str>,
}

/// Which facts a condition may ask about.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Place {
    /// In a class.
    Class,
    /// In a step of a procedure.
    Step,
}

impl Condition {
    /// Reads and type-checks a condition.
    ///
    /// # Errors
    /// One or more problems, each with its place in the text, what was found and what would be right.
    pub fn parse(source: &str, place: Place) -> Result<Condition, Vec<ConditionError>> {
        parse::parse(source, place)
    }

    /// The condition that always holds.
    #[must_use]
    pub fn always() -> Condition {
        Condition {
            expr: Expr::Bool(true),
            source: "true".into(),
        }
    }

    /// The text as it stands in the policy.
    #[must_use]
    pub fn source(&self) -> &str {
        &self.source
    }

    /// Whether it holds for these facts. It never fails: types were checked, and sums that leave 128
    /// bits stay at the limit.
    #[must_use]
    pub fn holds(&self, facts: &Facts) -> bool {
        evaluate::truth(&self.expr, facts)
    }

    /// Every fact it asks about, each once.
    #[must_use]
    pub fn facts(&self) -> Vec<Fact> {
        let mut found = Vec::new();
        self.expr.visit(&mut |expr| {
            if let Expr::Fact(fact) = expr
                && !found.contains(fact)
            {
                found.push(*fact);
            }
        });
        found
    }

    /// For a fact that drifts: the whole numbers against which it is compared on its own. `None`
    /// when it stands in a calculation, so that it cannot be told when the answer turns.
    #[must_use]
    pub fn thresholds(&self, fact: Fact) -> Option<Vec<i64>> {
        let mut thresholds = Vec::new();
        let (mut uses, mut plain) = (0_usize, 0_usize);
        self.expr.visit(&mut |expr| match expr {
            Expr::Fact(found) if *found == fact => uses += 1,
            Expr::Compare(_, left, right) => {
                if let (Expr::Fact(found), Expr::Number(number, _))
                | (Expr::Number(number, _), Expr::Fact(found)) = (&**left, &**right)
                    && *found == fact
                {
                    plain += 1;
                    thresholds.push(saturate(number.div_euclid(SCALE)));
                }
            }
            Expr::In(item, list) if **item == Expr::Fact(fact) => {
                let numbers = list.iter().filter_map(|entry| match entry {
                    Expr::Number(number, _) => Some(saturate(number.div_euclid(SCALE))),
                    _ => None,
                });
                let before = thresholds.len();
                thresholds.extend(numbers);
                // Beside another fact in the list it cannot be told when the answer turns.
                plain += usize::from(thresholds.len() - before == list.len());
            }
            _ => {}
        });
        (uses == plain).then_some(thresholds)
    }

    /// Whether the condition asks about a fact that drifts in this way.
    #[must_use]
    pub fn drifts(&self, drift: Drift) -> bool {
        let mut found = false;
        self.expr.visit(&mut |expr| {
            if let Expr::Fact(fact) = expr {
                found |= fact.drift() == drift;
            }
        });
        found
    }

    /// Whether this condition can only hold where `earlier` holds too, as far as that can be told
    /// from comparisons with numbers and texts.
    #[must_use]
    pub fn implies(&self, earlier: &Condition) -> bool {
        reach::implies(&self.expr, &earlier.expr)
    }

    /// Whether it contradicts itself, as far as that can be told.
    #[must_use]
    pub fn never_holds(&self) -> bool {
        reach::never_holds(&self.expr)
    }

    /// Whether both can never hold at once, as far as that can be told.
    #[must_use]
    pub fn excludes(&self, other: &Condition) -> bool {
        let parts = [&self.expr, &other.expr]
            .into_iter()
            .flat_map(|expr| match expr {
                Expr::And(parts) => parts.clone(),
                single => vec![single.clone()],
            });
        reach::never_holds(&Expr::And(parts.collect()))
    }

    /// Whether it holds for everybody, as written.
    #[must_use]
    pub fn always_holds(&self) -> bool {
        self.expr == Expr::Bool(true)
    }

    /// The condition taken apart at `&&` and `||`, each part with its values and whether it holds.
    #[must_use]
    pub fn explain(&self, facts: &Facts) -> Vec<Clause> {
        explain::clauses(&self.expr, facts)
    }
}

impl fmt::Display for Condition {
    /// The canonical text: two conditions that print the same mean the same.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        fmt::Display::fmt(&self.expr, f)
    }
}

fn saturate(number: i128) -> i64 {
    i64::try_from(number).unwrap_or(if number < 0 { i64::MIN } else { i64::MAX })
}

impl Expr {
    fn visit(&self, see: &mut impl FnMut(&Expr)) {
        see(self);
        match self {
            Expr::Bool(_) | Expr::Number(..) | Expr::Text(_) | Expr::Fact(_) => {}
            Expr::Not(inner) | Expr::Negate(inner) => inner.visit(see),
            Expr::And(parts) | Expr::Or(parts) => parts.iter().for_each(|part| part.visit(see)),
            Expr::Compare(_, a, b) | Expr::Arithmetic(_, a, b) | Expr::TextTest(_, a, b) => {
                a.visit(see);
                b.visit(see);
            }
            Expr::In(item, list) => {
                item.visit(see);
                list.iter().for_each(|entry| entry.visit(see));
            }
            Expr::Choose(a, b, c) => {
                a.visit(see);
                b.visit(see);
                c.visit(see);
            }
        }
    }
}
