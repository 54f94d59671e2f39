//! Taking a condition apart, so that a person sees which part decided.

use super::Expr;
use super::evaluate::truth;
use crate::facts::{Fact, Facts};

/// One part of a condition, with the values that it looked at.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Clause {
    /// The part as text.
    pub text: String,
    /// The facts in it and their values as people read them.
    pub values: Vec<(Fact, String)>,
    /// Whether it holds.
    pub holds: bool,
}

pub(super) fn clauses(expr: &Expr, facts: &Facts) -> Vec<Clause> {
    let mut parts = Vec::new();
    split(expr, &mut parts);
    parts
        .into_iter()
        .map(|part| {
            let mut values: Vec<(Fact, String)> = Vec::new();
            part.visit(&mut |inner| {
                if let Expr::Fact(fact) = inner
                    && !values.iter().any(|(seen, _)| seen == fact)
                {
                    values.push((*fact, facts.show(*fact)));
                }
            });
            Clause {
                text: part.to_string(),
                values,
                holds: truth(part, facts),
            }
        })
        .collect()
}

fn split<'a>(expr: &'a Expr, parts: &mut Vec<&'a Expr>) {
    match expr {
        Expr::And(joined) | Expr::Or(joined) => joined.iter().for_each(|part| split(part, parts)),
        part => parts.push(part),
    }
}
