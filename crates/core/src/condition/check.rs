//! Checking names and kinds: from the parser's tree to the exact form.

use cel::common::ast::{CallExpr, Expr as Cel, IdedExpr, LiteralValue, SourceInfo, operators};

use super::nearest::nearest;
use super::{Arithmetic, Compare, ConditionError, Expr, Place, TextTest};
use crate::facts::{Fact, SCALE, Type};
use crate::sentence::{Say, Sentence};

/// Goes through the tree and collects every problem, instead of stopping at the first.
pub(super) struct Check<'a> {
    pub(super) place: Place,
    pub(super) info: &'a SourceInfo,
    pub(super) errors: Vec<ConditionError>,
}

/// A part and its kind; none when a problem was reported.
pub(super) type Checked = Option<(Expr, Type)>;

impl Check<'_> {
    /// Reports a problem where a part begins.
    pub(super) fn problem(&mut self, node: &IdedExpr, message: Sentence) {
        self.errors
            .push(ConditionError::new(self.begin(node), message));
    }

    /// Reports a problem at the sign or the name of a call.
    fn problem_at_sign(&mut self, node: &IdedExpr, message: Sentence) {
        self.errors
            .push(ConditionError::new(self.at(node), message));
    }

    /// The byte of a literal, of a name, or of the sign that joins two parts.
    fn at(&self, node: &IdedExpr) -> usize {
        let at = self
            .info
            .offset_for(node.id)
            .map_or(0, |(start, _)| start as usize);
        match &node.expr {
            // The parser gives a function the place of its parenthesis, which follows the name.
            Cel::Call(call)
                if self
                    .info
                    .source
                    .get(at..)
                    .is_some_and(|rest| rest.starts_with('(')) =>
            {
                let before = self.info.source.get(..at).unwrap_or_default().trim_end();
                before
                    .strip_suffix(call.func_name.as_str())
                    .map_or(at, str::len)
            }
            _ => at,
        }
    }

    /// The byte where a part begins.
    fn begin(&self, node: &IdedExpr) -> usize {
        let at = self.at(node);
        match &node.expr {
            Cel::Call(call) => {
                let parts = call.target.as_deref().into_iter().chain(&call.args);
                parts.map(|part| self.begin(part)).fold(at, usize::min)
            }
            _ => at,
        }
    }

    pub(super) fn expr(&mut self, node: &IdedExpr) -> Checked {
        match &node.expr {
            Cel::Literal(literal) => self.literal(node, literal),
            Cel::Ident(name) => self.fact(node, name),
            Cel::Call(call) => self.call(node, call),
            _ => {
                self.problem(node, only_comparisons());
                None
            }
        }
    }

    fn literal(&mut self, node: &IdedExpr, literal: &LiteralValue) -> Checked {
        match literal {
            LiteralValue::Boolean(value) => Some((Expr::Bool(*value.inner()), Type::Bool)),
            LiteralValue::Int(value) => Some((
                Expr::Number(i128::from(*value.inner()) * SCALE, Type::Int),
                Type::Int,
            )),
            LiteralValue::String(value) => Some((Expr::Text(value.inner().into()), Type::Text)),
            LiteralValue::Double(value) => self.decimal(node, value.inner().is_sign_negative()),
            LiteralValue::Bytes(_) | LiteralValue::Null | LiteralValue::UInt(_) => {
                self.problem(
                    node,
                    Sentence::new(
                        "condition-error.no-value",
                        "write a number as 3 or 25000.0 and a text as 'cash-flow'",
                    ),
                );
                None
            }
        }
    }

    /// The crate hands a number with a decimal point over as a float. Its digits are read again from
    /// the text, so that no float takes part.
    fn decimal(&mut self, node: &IdedExpr, is_negative: bool) -> Checked {
        let (start, end) = self.info.offset_for(node.id)?;
        let digits = self
            .info
            .source
            .get(start as usize..=end as usize)
            .unwrap_or_default();
        let Some(number) = scaled(digits) else {
            self.problem(node, Sentence::new(
                "condition-error.inexact",
                "{digits} cannot be read exactly; a number has at most 15 digits, four of them after the point, such as 25000.0",
            )
            .with("digits", digits));
            return None;
        };
        let number = if is_negative { -number } else { number };
        Some((Expr::Number(number, Type::Decimal), Type::Decimal))
    }

    fn fact(&mut self, node: &IdedExpr, name: &str) -> Checked {
        match Fact::from_name(name) {
            Some(fact) if self.place == Place::Class && !fact.in_classes() => {
                self.problem(node, Sentence::new(
                    "condition-error.for-steps",
                    "\"{name}\" is known for a step only; a class can ask about \"overdue\" or \"oldest_days_overdue\"",
                )
                .with("name", name));
                None
            }
            Some(fact) => Some((Expr::Fact(fact), fact.value_type())),
            None => {
                let near = nearest(name, Fact::ALL.iter().map(|fact| fact.name()));
                let message = match near {
                    Some(near) => Sentence::new(
                        "condition-error.unknown-fact-near",
                        "there is no fact \"{name}\"; did you mean \"{near}\"?",
                    )
                    .with("name", name)
                    .with("near", near),
                    None => Sentence::new(
                        "condition-error.unknown-fact",
                        "there is no fact \"{name}\"; the facts are listed in docs/policy-facts.md",
                    )
                    .with("name", name),
                };
                self.problem(node, message);
                if let Some(error) = self.errors.last_mut() {
                    error.code = "unknown-fact";
                }
                None
            }
        }
    }

    fn call(&mut self, node: &IdedExpr, call: &CallExpr) -> Checked {
        if let Some(target) = &call.target {
            return self.method(node, call, target);
        }
        match (call.func_name.as_str(), call.args.as_slice()) {
            (operators::LOGICAL_AND, [a, b]) => {
                let (a, b) = self.both_hold_or_not(a, b)?;
                let parts = [a, b].into_iter().flat_map(|part| match part {
                    Expr::And(parts) => parts,
                    part => vec![part],
                });
                Some((Expr::And(parts.collect()), Type::Bool))
            }
            (operators::LOGICAL_OR, [a, b]) => {
                let (a, b) = self.both_hold_or_not(a, b)?;
                let parts = [a, b].into_iter().flat_map(|part| match part {
                    Expr::Or(parts) => parts,
                    part => vec![part],
                });
                Some((Expr::Or(parts.collect()), Type::Bool))
            }
            (operators::LOGICAL_NOT, [a]) => {
                let inner = self.typed(a, Type::Bool)?;
                Some((Expr::Not(Box::new(inner)), Type::Bool))
            }
            (operators::NEGATE, [a]) => {
                let (inner, kind) = self.expr(a)?;
                if !is_number(kind) {
                    self.problem(
                        a,
                        Sentence::new(
                            "condition-error.minus",
                            "a minus sign needs a number, and this is {kind}",
                        )
                        .with("kind", kind),
                    );
                    return None;
                }
                Some(match inner {
                    Expr::Number(number, kind) => (Expr::Number(-number, kind), kind),
                    inner => (Expr::Negate(Box::new(inner)), kind),
                })
            }
            (operators::CONDITIONAL, [when, yes, no]) => {
                let (when, yes, no) = (self.typed(when, Type::Bool), self.expr(yes), self.expr(no));
                let ((yes, kind), (no, other)) = (yes?, no?);
                if kind != other {
                    self.problem(
                        node,
                        Sentence::new(
                            "condition-error.two-answers",
                            "both answers after \"?\" must be of one kind; here they are {kind} and {other}",
                        )
                        .with("kind", kind)
                        .with("other", other),
                    );
                    return None;
                }
                Some((
                    Expr::Choose(Box::new(when?), Box::new(yes), Box::new(no)),
                    kind,
                ))
            }
            (operators::IN, [item, list]) => self.membership(item, list),
            (name, [a, b]) => {
                if let Some(compare) = comparison(name) {
                    self.comparison(node, compare, a, b)
                } else if let Some(operation) = arithmetic(name) {
                    self.arithmetic(node, operation, a, b)
                } else if matches!(name, operators::DIVIDE | operators::MODULO) {
                    self.problem_at_sign(
                        node,
                        Sentence::new(
                            "condition-error.division",
                            "division is not used in conditions; multiply the other side instead",
                        ),
                    );
                    None
                } else {
                    self.unknown_function(node, name)
                }
            }
            (name, _) => self.unknown_function(node, name),
        }
    }

    fn unknown_function(&mut self, node: &IdedExpr, name: &str) -> Checked {
        // A sign has a name of its own in the parser, such as "_[_]", which nobody wrote.
        let message = if name.chars().all(|letter| letter.is_ascii_alphanumeric()) {
            Sentence::new(
                "condition-error.unknown-function",
                "\"{name}\" is not known here; a text has startsWith, endsWith and contains",
            )
            .with("name", name)
        } else {
            only_comparisons()
        };
        self.problem_at_sign(node, message);
        None
    }

    fn method(&mut self, node: &IdedExpr, call: &CallExpr, target: &IdedExpr) -> Checked {
        let test = match call.func_name.as_str() {
            "startsWith" => TextTest::StartsWith,
            "endsWith" => TextTest::EndsWith,
            "contains" => TextTest::Contains,
            other => return self.unknown_function(node, other),
        };
        let [part] = call.args.as_slice() else {
            self.problem_at_sign(
                node,
                Sentence::new(
                    "condition-error.one-text",
                    "{name} takes one text in parentheses",
                )
                .with("name", &call.func_name),
            );
            return None;
        };
        let (text, part) = (self.typed(target, Type::Text), self.typed(part, Type::Text));
        Some((
            Expr::TextTest(test, Box::new(text?), Box::new(part?)),
            Type::Bool,
        ))
    }

    fn typed(&mut self, node: &IdedExpr, wanted: Type) -> Option<Expr> {
        let (expr, kind) = self.expr(node)?;
        if kind != wanted {
            self.problem(
                node,
                Sentence::new(
                    "condition-error.needed",
                    "{wanted} is needed here, and {part} is {kind}",
                )
                .with("wanted", wanted)
                .with("part", expr.to_string())
                .with("kind", kind),
            );
            return None;
        }
        Some(expr)
    }

    /// Both sides of `&&` or `||`; problems on either are reported together.
    fn both_hold_or_not(&mut self, a: &IdedExpr, b: &IdedExpr) -> Option<(Expr, Expr)> {
        let (a, b) = (self.typed(a, Type::Bool), self.typed(b, Type::Bool));
        Some((a?, b?))
    }

    fn comparison(
        &mut self,
        node: &IdedExpr,
        compare: Compare,
        a: &IdedExpr,
        b: &IdedExpr,
    ) -> Checked {
        let (left, right) = (self.expr(a), self.expr(b));
        let ((left, left_type), (right, right_type)) = (left?, right?);
        let comparable = left_type == right_type || (is_number(left_type) && is_number(right_type));
        if !comparable {
            self.problem_at_sign(
                node,
                Sentence::new(
                    "condition-error.not-comparable",
                    "{left} is {kind} and {right} is {other}; these cannot be compared",
                )
                .with("left", left.to_string())
                .with("kind", left_type)
                .with("right", right.to_string())
                .with("other", right_type),
            );
            return None;
        }
        Some((
            Expr::Compare(compare, Box::new(left), Box::new(right)),
            Type::Bool,
        ))
    }

    fn arithmetic(
        &mut self,
        node: &IdedExpr,
        operation: Arithmetic,
        a: &IdedExpr,
        b: &IdedExpr,
    ) -> Checked {
        let (left, right) = (self.expr(a), self.expr(b));
        let ((left, left_type), (right, right_type)) = (left?, right?);
        if !is_number(left_type) || left_type != right_type {
            self.problem_at_sign(node, Sentence::new(
                "condition-error.not-summable",
                "both sides must be numbers of one kind; {left} is {kind} and {right} is {other} (write 2 as 2.0 beside a decimal)",
            )
            .with("left", left.to_string())
            .with("kind", left_type)
            .with("right", right.to_string())
            .with("other", right_type));
            return None;
        }
        Some((
            Expr::Arithmetic(operation, Box::new(left), Box::new(right)),
            left_type,
        ))
    }

    fn membership(&mut self, item: &IdedExpr, list: &IdedExpr) -> Checked {
        let checked = self.expr(item);
        let Cel::List(entries) = &list.expr else {
            self.problem(
                list,
                Sentence::new(
                    "condition-error.no-list",
                    "after \"in\" a list is needed, such as ['DE', 'AT']",
                ),
            );
            return None;
        };
        let (item, kind) = checked?;
        let mut checked_entries = Vec::with_capacity(entries.elements.len());
        for entry in &entries.elements {
            let (expr, entry_type) = self.expr(entry)?;
            if entry_type != kind && !(is_number(kind) && is_number(entry_type)) {
                self.problem(
                    entry,
                    Sentence::new(
                        "condition-error.other-entry",
                        "{item} is {kind} and {entry} in the list is {other}",
                    )
                    .with("item", item.to_string())
                    .with("kind", kind)
                    .with("entry", expr.to_string())
                    .with("other", entry_type),
                );
                return None;
            }
            checked_entries.push(expr);
        }
        Some((Expr::In(Box::new(item), checked_entries), Type::Bool))
    }
}

fn only_comparisons() -> Sentence {
    Sentence::new(
        "condition-error.only-comparisons",
        "only comparisons of facts can stand in a condition",
    )
}

/// The kind of a value, for messages.
impl Say for Type {
    fn say(&self) -> Sentence {
        match self {
            Type::Bool => Sentence::new("condition-error.a-truth", "true or false"),
            Type::Int => Sentence::new("condition-error.a-whole-number", "a whole number"),
            Type::Decimal => Sentence::new("condition-error.a-decimal", "a decimal number"),
            Type::Text => Sentence::new("condition-error.a-text", "a text"),
        }
    }
}

fn is_number(kind: Type) -> bool {
    matches!(kind, Type::Int | Type::Decimal)
}

fn comparison(name: &str) -> Option<Compare> {
    Some(match name {
        operators::EQUALS => Compare::Eq,
        operators::NOT_EQUALS => Compare::Ne,
        operators::LESS => Compare::Lt,
        operators::LESS_EQUALS => Compare::Le,
        operators::GREATER => Compare::Gt,
        operators::GREATER_EQUALS => Compare::Ge,
        _ => return None,
    })
}

fn arithmetic(name: &str) -> Option<Arithmetic> {
    Some(match name {
        operators::ADD => Arithmetic::Add,
        operators::SUBSTRACT => Arithmetic::Subtract,
        operators::MULTIPLY => Arithmetic::Multiply,
        _ => return None,
    })
}

/// Reads digits with a point into units of 1/[`SCALE`]; none when there are too many of them, or an
/// exponent.
fn scaled(digits: &str) -> Option<i128> {
    let (whole, part) = digits.split_once('.')?;
    if part.len() > 4 || whole.len() + part.len() > 15 {
        return None;
    }
    format!("{whole}{part:0<4}").parse().ok()
}
