//! Asking whether a condition holds: exact arithmetic, and no way to fail.

use std::cmp::Ordering;

use super::{Arithmetic, Compare, Expr, TextTest};
use crate::facts::{Facts, SCALE, Type};
use crate::money::Rounding;

impl Compare {
    fn holds(self, ordering: Ordering) -> bool {
        match self {
            Compare::Eq => ordering.is_eq(),
            Compare::Ne => ordering.is_ne(),
            Compare::Lt => ordering.is_lt(),
            Compare::Le => ordering.is_le(),
            Compare::Gt => ordering.is_gt(),
            Compare::Ge => ordering.is_ge(),
        }
    }
}

pub(super) fn truth(expr: &Expr, facts: &Facts) -> bool {
    match expr {
        Expr::Bool(value) => *value,
        Expr::Not(inner) => !truth(inner, facts),
        Expr::And(parts) => parts.iter().all(|part| truth(part, facts)),
        Expr::Or(parts) => parts.iter().any(|part| truth(part, facts)),
        Expr::Compare(compare, a, b) => compare.holds(ordering(a, b, facts)),
        Expr::In(item, list) => list
            .iter()
            .any(|entry| ordering(item, entry, facts).is_eq()),
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
        Expr::Number(..)
        | Expr::Text(_)
        | Expr::Fact(_)
        | Expr::Negate(_)
        | Expr::Arithmetic(..) => false,
    }
}

pub(super) fn is_text(expr: &Expr) -> bool {
    match expr {
        Expr::Text(_) => true,
        Expr::Fact(fact) => fact.value_type() == Type::Text,
        Expr::Choose(_, yes, _) => is_text(yes),
        _ => false,
    }
}

pub(super) fn is_bool(expr: &Expr) -> bool {
    match expr {
        Expr::Bool(_) | Expr::Not(_) | Expr::And(..) | Expr::Or(..) | Expr::Compare(..) => true,
        Expr::In(..) | Expr::TextTest(..) => true,
        Expr::Choose(_, yes, _) => is_bool(yes),
        _ => false,
    }
}

fn ordering(a: &Expr, b: &Expr, facts: &Facts) -> Ordering {
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
                Arithmetic::Multiply => Rounding::HalfUp
                    .div(a.saturating_mul(b), SCALE)
                    .unwrap_or(i128::MAX),
            }
        }
        Expr::Choose(when, yes, no) => number(if truth(when, facts) { yes } else { no }, facts),
        _ => 0,
    }
}
