//! Conditions: CEL expressions over the documented facts, type-checked once and evaluated exactly.
//!
//! The text is read by the `cel` crate's parser. Evaluation is our own, because conditions are about
//! money: numbers are exact decimals here, and the interpreter of the crate would make them floats.

mod explain;
mod parse;
mod reach;

use std::fmt;

use crate::facts::{Drift, Fact, Facts, SCALE, Type, show_decimal};

pub use explain::Clause;
pub(crate) use parse::nearest;
pub use parse::{ConditionError, MAX_LENGTH};

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
    fn holds(self, ordering: std::cmp::Ordering) -> bool {
        match self {
            Compare::Eq => ordering.is_eq(),
            Compare::Ne => ordering.is_ne(),
            Compare::Lt => ordering.is_lt(),
            Compare::Le => ordering.is_le(),
            Compare::Gt => ordering.is_gt(),
            Compare::Ge => ordering.is_ge(),
        }
    }

    fn sign(self) -> &'static str {
        match self {
            Compare::Eq => "==",
            Compare::Ne => "!=",
            Compare::Lt => "<",
            Compare::Le => "<=",
            Compare::Gt => ">",
            Compare::Ge => ">=",
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

/// A type-checked expression. Numbers are in units of 1/[`SCALE`].
#[derive(Debug, Clone, PartialEq, Eq)]
enum Expr {
    Bool(bool),
    Number(i128, Type),
    Text(Box<str>),
    Fact(Fact),
    Not(Box<Expr>),
    And(Box<Expr>, Box<Expr>),
    Or(Box<Expr>, Box<Expr>),
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
        Condition { expr: Expr::Bool(true), source: "true".into() }
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
        truth(&self.expr, facts)
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
        let (mut uses, mut plain) = (0, 0);
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
                plain += 1;
                for entry in list {
                    if let Expr::Number(number, _) = entry {
                        thresholds.push(saturate(number.div_euclid(SCALE)));
                    }
                }
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
            Expr::And(a, b)
            | Expr::Or(a, b)
            | Expr::Compare(_, a, b)
            | Expr::Arithmetic(_, a, b)
            | Expr::TextTest(_, a, b) => {
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

fn truth(expr: &Expr, facts: &Facts) -> bool {
    match expr {
        Expr::Bool(value) => *value,
        Expr::Not(inner) => !truth(inner, facts),
        Expr::And(a, b) => truth(a, facts) && truth(b, facts),
        Expr::Or(a, b) => truth(a, facts) || truth(b, facts),
        Expr::Compare(compare, a, b) => compare.holds(ordering(a, b, facts)),
        Expr::In(item, list) => list.iter().any(|entry| ordering(item, entry, facts).is_eq()),
        Expr::TextTest(test, a, b) => {
            let (text, part) = (text(a, facts), text(b, facts));
            match test {
                TextTest::StartsWith => text.starts_with(part),
                TextTest::EndsWith => text.ends_with(part),
                TextTest::Contains => text.contains(part),
            }
        }
        Expr::Choose(when, yes, no) => truth(if truth(when, facts) { yes } else { no }, facts),
        // The type check lets only the forms above stand for true or false.
        Expr::Number(..) | Expr::Text(_) | Expr::Fact(_) | Expr::Negate(_) | Expr::Arithmetic(..) => false,
    }
}

fn is_text(expr: &Expr) -> bool {
    match expr {
        Expr::Text(_) => true,
        Expr::Fact(fact) => fact.value_type() == Type::Text,
        Expr::Choose(_, yes, _) => is_text(yes),
        _ => false,
    }
}

fn is_bool(expr: &Expr) -> bool {
    match expr {
        Expr::Bool(_) | Expr::Not(_) | Expr::And(..) | Expr::Or(..) | Expr::Compare(..) => true,
        Expr::In(..) | Expr::TextTest(..) => true,
        Expr::Choose(_, yes, _) => is_bool(yes),
        _ => false,
    }
}

fn ordering(a: &Expr, b: &Expr, facts: &Facts) -> std::cmp::Ordering {
    if is_text(a) {
        text(a, facts).cmp(text(b, facts))
    } else if is_bool(a) {
        truth(a, facts).cmp(&truth(b, facts))
    } else {
        number(a, facts).cmp(&number(b, facts))
    }
}

fn text<'a>(expr: &'a Expr, facts: &'a Facts) -> &'a str {
    match expr {
        Expr::Text(text) => text,
        Expr::Fact(fact) => facts.text(*fact),
        Expr::Choose(when, yes, no) => text(if truth(when, facts) { yes } else { no }, facts),
        _ => "",
    }
}

fn number(expr: &Expr, facts: &Facts) -> i128 {
    match expr {
        Expr::Number(number, _) => *number,
        Expr::Fact(fact) => facts.number(*fact),
        Expr::Negate(inner) => number(inner, facts).saturating_neg(),
        Expr::Arithmetic(operation, a, b) => {
            let (a, b) = (number(a, facts), number(b, facts));
            match operation {
                Arithmetic::Add => a.saturating_add(b),
                Arithmetic::Subtract => a.saturating_sub(b),
                // The product carries the scale twice; the excess digits are rounded half up.
                Arithmetic::Multiply => crate::money::Rounding::HalfUp
                    .div(a.saturating_mul(b), SCALE)
                    .unwrap_or(i128::MAX),
            }
        }
        Expr::Choose(when, yes, no) => number(if truth(when, facts) { yes } else { no }, facts),
        _ => 0,
    }
}

impl fmt::Display for Expr {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Expr::Bool(value) => write!(f, "{value}"),
            Expr::Number(number, Type::Int) => write!(f, "{}", number / SCALE),
            Expr::Number(number, _) => f.write_str(&show_decimal(*number)),
            Expr::Text(text) => {
                write!(f, "'{}'", text.replace('\\', "\\\\").replace('\'', "\\'"))
            }
            Expr::Fact(fact) => f.write_str(fact.name()),
            Expr::Not(inner) => write!(f, "!{}", Grouped(inner)),
            Expr::Negate(inner) => write!(f, "-{}", Grouped(inner)),
            Expr::And(a, b) => write!(f, "{} && {}", Grouped(a), Grouped(b)),
            Expr::Or(a, b) => write!(f, "{} || {}", Grouped(a), Grouped(b)),
            Expr::Compare(compare, a, b) => {
                write!(f, "{} {} {}", Grouped(a), compare.sign(), Grouped(b))
            }
            Expr::Arithmetic(operation, a, b) => {
                let sign = match operation {
                    Arithmetic::Add => "+",
                    Arithmetic::Subtract => "-",
                    Arithmetic::Multiply => "*",
                };
                write!(f, "{} {sign} {}", Grouped(a), Grouped(b))
            }
            Expr::In(item, list) => {
                write!(f, "{} in [", Grouped(item))?;
                for (index, entry) in list.iter().enumerate() {
                    write!(f, "{}{entry}", if index == 0 { "" } else { ", " })?;
                }
                f.write_str("]")
            }
            Expr::TextTest(test, a, b) => {
                let name = match test {
                    TextTest::StartsWith => "startsWith",
                    TextTest::EndsWith => "endsWith",
                    TextTest::Contains => "contains",
                };
                write!(f, "{}.{name}({b})", Grouped(a))
            }
            Expr::Choose(when, yes, no) => {
                write!(f, "{} ? {} : {}", Grouped(when), Grouped(yes), Grouped(no))
            }
        }
    }
}

/// Prints an operand, in parentheses unless it stands by itself or is a comparison under `&&`/`||`.
struct Grouped<'a>(&'a Expr);

impl fmt::Display for Grouped<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self.0 {
            Expr::Bool(_) | Expr::Number(..) | Expr::Text(_) | Expr::Fact(_) => write!(f, "{}", self.0),
            _ => write!(f, "({})", self.0),
        }
    }
}
