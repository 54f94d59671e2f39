//! Whether one condition can hold where another does not: what the lint needs to find a class that
//! can never be reached. It looks at comparisons of one fact with a constant, joined by `&&` and
//! `||`; whatever it cannot tell, it leaves in peace.

use super::{Compare, Expr};
use crate::facts::{Fact, Type};

/// Whether `later` can only hold where `earlier` holds.
pub(super) fn implies(later: &Expr, earlier: &Expr) -> bool {
    if later == earlier || *earlier == Expr::Bool(true) {
        return true;
    }
    match (later, earlier) {
        (Expr::Or(a, b), _) => implies(a, earlier) && implies(b, earlier),
        (_, Expr::And(a, b)) => implies(later, a) && implies(later, b),
        (_, Expr::Or(a, b)) if implies(later, a) || implies(later, b) => true,
        (Expr::And(a, b), _) => implies(a, earlier) || implies(b, earlier),
        _ => match (range(later), range(earlier)) {
            (Some((fact, inner)), Some((other, outer))) => fact == other && outer.contains(inner),
            _ => false,
        },
    }
}

/// Whether the parts of a conjunction exclude each other.
pub(super) fn never_holds(expr: &Expr) -> bool {
    match expr {
        Expr::Bool(value) => !value,
        Expr::Or(a, b) => never_holds(a) && never_holds(b),
        _ => {
            let mut parts = Vec::new();
            conjuncts(expr, &mut parts);
            let ranges: Vec<_> = parts.iter().filter_map(|part| range(part)).collect();
            parts.iter().any(|part| matches!(part, Expr::Bool(false)))
                || Fact::ALL.iter().any(|fact| {
                    let of_fact = ranges.iter().filter(|(other, _)| other == fact);
                    let all = of_fact.fold(Range::ALL, |sum, (_, range)| sum.intersection(*range));
                    all.is_empty()
                })
        }
    }
}

fn conjuncts<'a>(expr: &'a Expr, parts: &mut Vec<&'a Expr>) {
    if let Expr::And(a, b) = expr {
        conjuncts(a, parts);
        conjuncts(b, parts);
    } else {
        parts.push(expr);
    }
}

/// The closed range of numbers a fact may take; open ends are one unit further in, because numbers
/// are whole units of 1/SCALE.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
struct Range {
    from: i128,
    to: i128,
}

impl Range {
    const ALL: Range = Range { from: i128::MIN, to: i128::MAX };

    fn contains(self, inner: Range) -> bool {
        self.from <= inner.from && inner.to <= self.to
    }

    fn intersection(self, other: Range) -> Range {
        Range { from: self.from.max(other.from), to: self.to.min(other.to) }
    }

    fn is_empty(self) -> bool {
        self.from > self.to
    }
}

/// The fact and the range that a comparison with a number allows.
fn range(expr: &Expr) -> Option<(Fact, Range)> {
    let Expr::Compare(compare, left, right) = expr else {
        return None;
    };
    let (fact, compare, number) = match (&**left, &**right) {
        (Expr::Fact(fact), Expr::Number(number, _)) => (*fact, *compare, *number),
        (Expr::Number(number, _), Expr::Fact(fact)) => (*fact, compare.mirrored(), *number),
        _ => return None,
    };
    // A whole-number fact moves in steps of SCALE, so that "> 4" and ">= 5" are the same.
    let step = if fact.value_type() == Type::Int { crate::facts::SCALE } else { 1 };
    let range = match compare {
        Compare::Eq => Range { from: number, to: number },
        Compare::Lt => Range { to: number.saturating_sub(step), ..Range::ALL },
        Compare::Le => Range { to: number, ..Range::ALL },
        Compare::Gt => Range { from: number.saturating_add(step), ..Range::ALL },
        Compare::Ge => Range { from: number, ..Range::ALL },
        Compare::Ne => return None,
    };
    Some((fact, range))
}
