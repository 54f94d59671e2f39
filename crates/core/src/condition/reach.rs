//! Whether one condition can hold where another does not: what the lint needs to find a class that
//! can never be reached. It looks at comparisons of one fact with constants, joined by `&&` and
//! `||`; whatever it cannot tell, it leaves in peace.

use super::{Compare, Expr};
use crate::facts::{Fact, SCALE, Type};

/// The most pairs of parts that are compared before the answer is "cannot be told". Conditions that
/// are read aloud need a few dozen; one that alternates `&&` and `||` forty deep would need years.
const MOST_COMPARISONS: u32 = 10_000;

/// Whether `later` can only hold where `earlier` holds.
pub(super) fn implies(later: &Expr, earlier: &Expr) -> bool {
    Search {
        left: MOST_COMPARISONS,
    }
    .implies(later, earlier)
}

struct Search {
    left: u32,
}

impl Search {
    fn implies(&mut self, later: &Expr, earlier: &Expr) -> bool {
        let Some(left) = self.left.checked_sub(1) else {
            return false;
        };
        self.left = left;
        if later == earlier || *earlier == Expr::Bool(true) {
            return true;
        }
        match (later, earlier) {
            (Expr::Or(parts), _) => parts.iter().all(|part| self.implies(part, earlier)),
            (_, Expr::And(parts)) => parts.iter().all(|part| self.implies(later, part)),
            (_, Expr::Or(parts)) if parts.iter().any(|part| self.implies(later, part)) => true,
            (Expr::And(parts), _) => parts.iter().any(|part| self.implies(part, earlier)),
            _ => match (allowed(later), allowed(earlier)) {
                (Some((fact, inner)), Some((other, outer))) => {
                    fact == other && outer.contains(&inner)
                }
                _ => false,
            },
        }
    }
}

/// Whether the parts of a condition exclude each other.
pub(super) fn never_holds(expr: &Expr) -> bool {
    match expr {
        Expr::Bool(value) => !value,
        Expr::Or(parts) => parts.iter().all(never_holds),
        Expr::And(parts) => {
            let mut told: Vec<(Fact, Allowed<'_>)> = Vec::new();
            for (fact, values) in parts.iter().filter_map(allowed) {
                match told.iter_mut().find(|(other, _)| *other == fact) {
                    Some((_, all)) => *all = all.intersection(&values),
                    None => told.push((fact, values)),
                }
            }
            parts.iter().any(never_holds) || told.iter().any(|(_, all)| all.is_empty())
        }
        _ => allowed(expr).is_some_and(|(_, values)| values.is_empty()),
    }
}

/// The values that a comparison allows a fact to take.
#[derive(Debug, Clone, PartialEq, Eq)]
enum Allowed<'a> {
    /// Every number from `from` to `to`, both included, in units of 1/[`SCALE`].
    Numbers { from: i128, to: i128 },
    /// One of these texts.
    Texts(Vec<&'a str>),
}

impl<'a> Allowed<'a> {
    fn contains(&self, inner: &Allowed<'a>) -> bool {
        match (self, inner) {
            (
                Allowed::Numbers { from, to },
                Allowed::Numbers {
                    from: first,
                    to: last,
                },
            ) => from <= first && last <= to,
            (Allowed::Texts(outer), Allowed::Texts(inner)) => {
                inner.iter().all(|text| outer.contains(text))
            }
            _ => false,
        }
    }

    /// What both allow. A fact is a number or a text, so that the two are always of one kind.
    fn intersection(&self, other: &Allowed<'a>) -> Allowed<'a> {
        match (self, other) {
            (
                Allowed::Numbers { from, to },
                Allowed::Numbers {
                    from: first,
                    to: last,
                },
            ) => Allowed::Numbers {
                from: *from.max(first),
                to: *to.min(last),
            },
            (Allowed::Texts(texts), Allowed::Texts(others)) => Allowed::Texts(
                texts
                    .iter()
                    .copied()
                    .filter(|text| others.contains(text))
                    .collect(),
            ),
            _ => self.clone(),
        }
    }

    fn is_empty(&self) -> bool {
        match self {
            Allowed::Numbers { from, to } => from > to,
            Allowed::Texts(texts) => texts.is_empty(),
        }
    }
}

/// The fact and the values that a comparison with constants allows it.
fn allowed(expr: &Expr) -> Option<(Fact, Allowed<'_>)> {
    match expr {
        Expr::Compare(compare, left, right) => match (&**left, &**right) {
            (Expr::Fact(fact), constant) => Some((*fact, compared(*fact, *compare, constant)?)),
            (constant, Expr::Fact(fact)) => {
                Some((*fact, compared(*fact, compare.mirrored(), constant)?))
            }
            _ => None,
        },
        Expr::In(item, list) => {
            let Expr::Fact(fact) = **item else {
                return None;
            };
            let texts = list.iter().map(|entry| match entry {
                Expr::Text(text) => Some(&**text),
                _ => None,
            });
            Some((fact, Allowed::Texts(texts.collect::<Option<_>>()?)))
        }
        _ => None,
    }
}

fn compared(fact: Fact, compare: Compare, constant: &Expr) -> Option<Allowed<'_>> {
    let number = match constant {
        Expr::Number(number, _) => *number,
        Expr::Text(text) if compare == Compare::Eq => return Some(Allowed::Texts(vec![text])),
        _ => return None,
    };
    let (from, to) = match compare {
        Compare::Eq => (number, number),
        Compare::Lt => (i128::MIN, number - 1),
        Compare::Le => (i128::MIN, number),
        Compare::Gt => (number + 1, i128::MAX),
        Compare::Ge => (number, i128::MAX),
        Compare::Ne => return None,
    };
    if fact.value_type() != Type::Int {
        return Some(Allowed::Numbers { from, to });
    }
    // A whole number moves in steps of SCALE: "> 4", "> 4.5" and ">= 5" are the same. Literals are
    // far from the ends of 128 bits, so that only the open ends are left as they are.
    let from = if from == i128::MIN {
        from
    } else {
        -(-from).div_euclid(SCALE) * SCALE
    };
    let to = if to == i128::MAX {
        to
    } else {
        to.div_euclid(SCALE) * SCALE
    };
    Some(Allowed::Numbers { from, to })
}
