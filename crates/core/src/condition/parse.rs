//! Reading a condition: CEL text, then names and types checked into the exact form.

use cel::common::ast::{CallExpr, Expr as Cel, IdedExpr, LiteralValue, SourceInfo, operators};

use super::{Arithmetic, Compare, Condition, Expr, Place, TextTest};
use crate::facts::{Fact, SCALE, Type};

/// The longest condition that is read, in bytes. A condition is something that is read aloud.
pub const MAX_LENGTH: usize = 1_000;

/// How deep parentheses and operators may be nested.
const MAX_DEPTH: usize = 40;

/// Something in a condition that is not right.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("{message}")]
pub struct ConditionError {
    /// Where in the condition's text it begins, in bytes.
    pub at: usize,
    /// What was found and what would be right.
    pub message: String,
}

/// Reads and checks a condition.
pub(super) fn parse(source: &str, place: Place) -> Result<Condition, Vec<ConditionError>> {
    let error = |at, message: String| vec![ConditionError { at, message }];
    if source.trim().is_empty() {
        return Err(error(0, "the condition is empty; write \"true\" if it should always hold".to_owned()));
    }
    if source.len() > MAX_LENGTH {
        return Err(error(
            0,
            format!("the condition is {} bytes long; at most {MAX_LENGTH} are read", source.len()),
        ));
    }
    if let Some(at) = too_deep(source) {
        return Err(error(at, format!("more than {MAX_DEPTH} parentheses or signs are nested; say it in fewer")));
    }
    let parser = cel::parser::Parser::new().max_recursion_depth(200).error_recovery_limit(5);
    let (tree, info) = parser.parse_with_source_info(source).map_err(|errors| {
        errors
            .errors
            .iter()
            .map(|e| ConditionError {
                at: byte_of(source, e.pos),
                message: format!(
                    "the condition cannot be read here ({}); one looks like: overdue >= 1000.0 && country == 'DE'",
                    e.msg.trim()
                ),
            })
            .collect::<Vec<_>>()
    })?;
    let mut check = Check { place, info: &info, errors: Vec::new() };
    let checked = check.expr(&tree);
    if let Some((expr, kind)) = &checked
        && *kind != Type::Bool
    {
        check.problem(&tree, format!("a condition is true or false, and this is {} ({expr})", kind.name()));
    }
    match checked {
        Some((expr, _)) if check.errors.is_empty() => Ok(Condition { expr, source: source.trim().into() }),
        _ => Err(check.errors),
    }
}

/// The place of the first sign that is nested too deeply. The parser descends once for each, and a
/// text of nothing but parentheses must not exhaust the stack.
fn too_deep(source: &str) -> Option<usize> {
    let (mut depth, mut prefix) = (0usize, 0usize);
    for (at, byte) in source.bytes().enumerate() {
        match byte {
            b'(' | b'[' | b'{' => depth += 1,
            b')' | b']' | b'}' => depth = depth.saturating_sub(1),
            _ => {}
        }
        prefix = if matches!(byte, b'!' | b'-' | b'?') { prefix + 1 } else if byte == b' ' { prefix } else { 0 };
        if depth > MAX_DEPTH || prefix > MAX_DEPTH {
            return Some(at);
        }
    }
    None
}

/// Turns the parser's line and column, counted in characters from 1 and 0, into a byte offset.
fn byte_of(source: &str, (line, column): (isize, isize)) -> usize {
    let line = usize::try_from(line.max(1) - 1).unwrap_or(0);
    let column = usize::try_from(column.max(1) - 1).unwrap_or(0);
    let start: usize = source.split_inclusive('\n').take(line).map(str::len).sum();
    let rest = source.get(start..).unwrap_or_default();
    start + rest.char_indices().nth(column).map_or(rest.len(), |(at, _)| at)
}

struct Check<'a> {
    place: Place,
    info: &'a SourceInfo,
    errors: Vec<ConditionError>,
}

type Checked = Option<(Expr, Type)>;

impl Check<'_> {
    fn problem(&mut self, node: &IdedExpr, message: String) {
        let at = self.info.offset_for(node.id).map_or(0, |(start, _)| start as usize);
        self.errors.push(ConditionError { at, message });
    }

    fn expr(&mut self, node: &IdedExpr) -> Checked {
        match &node.expr {
            Cel::Literal(literal) => self.literal(node, literal),
            Cel::Ident(name) => self.fact(node, name),
            Cel::Call(call) => self.call(node, call),
            _ => {
                self.problem(node, "only comparisons of facts can stand in a condition".to_owned());
                None
            }
        }
    }

    fn literal(&mut self, node: &IdedExpr, literal: &LiteralValue) -> Checked {
        match literal {
            LiteralValue::Boolean(value) => Some((Expr::Bool(*value.inner()), Type::Bool)),
            LiteralValue::Int(value) => {
                Some((Expr::Number(i128::from(*value.inner()) * SCALE, Type::Int), Type::Int))
            }
            LiteralValue::String(value) => Some((Expr::Text(value.inner().into()), Type::Text)),
            // The crate hands a number with a decimal point over as a float. Its shortest printed form
            // is what was written, for up to 15 digits; nothing is computed with the float.
            LiteralValue::Double(value) => match scaled(&value.inner().to_string()) {
                Some(number) => Some((Expr::Number(number, Type::Decimal), Type::Decimal)),
                None => {
                    self.problem(
                        node,
                        format!("{} has too many digits; at most 15, four of them decimals", value.inner()),
                    );
                    None
                }
            },
            LiteralValue::Bytes(_) | LiteralValue::Null | LiteralValue::UInt(_) => {
                self.problem(node, "write a number as 3 or 25000.0 and a text as 'cash-flow'".to_owned());
                None
            }
        }
    }

    fn fact(&mut self, node: &IdedExpr, name: &str) -> Checked {
        match Fact::from_name(name) {
            Some(fact) if self.place == Place::Class && !fact.in_classes() => {
                self.problem(node, format!("\"{name}\" is known for a step only; a class can ask about \"overdue\" or \"oldest_days_overdue\""));
                None
            }
            Some(fact) => Some((Expr::Fact(fact), fact.value_type())),
            None => {
                let near = nearest(name, Fact::ALL.iter().map(|fact| fact.name()));
                let hint = near.map_or_else(
                    || "the facts are listed in docs/policy-facts.md".to_owned(),
                    |near| format!("did you mean \"{near}\"?"),
                );
                self.problem(node, format!("there is no fact \"{name}\"; {hint}"));
                None
            }
        }
    }

    fn call(&mut self, node: &IdedExpr, call: &CallExpr) -> Checked {
        if let Some(target) = &call.target {
            return self.method(node, call, target);
        }
        match (call.func_name.as_str(), call.args.as_slice()) {
            (operators::LOGICAL_AND, [a, b]) => self.logic(a, b, Expr::And),
            (operators::LOGICAL_OR, [a, b]) => self.logic(a, b, Expr::Or),
            (operators::LOGICAL_NOT, [a]) => {
                let inner = self.typed(a, Type::Bool)?;
                Some((Expr::Not(Box::new(inner)), Type::Bool))
            }
            (operators::NEGATE, [a]) => {
                let (inner, kind) = self.expr(a)?;
                if !is_number(kind) {
                    self.problem(a, format!("a minus sign needs a number, and this is {}", kind.name()));
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
                    self.problem(node, format!("both answers after \"?\" must be of one kind; here they are {} and {}", kind.name(), other.name()));
                    return None;
                }
                Some((Expr::Choose(Box::new(when?), Box::new(yes), Box::new(no)), kind))
            }
            (operators::IN, [item, list]) => self.membership(item, list),
            (name, [a, b]) => {
                if let Some(compare) = comparison(name) {
                    self.comparison(node, compare, a, b)
                } else if let Some(operation) = arithmetic(name) {
                    self.arithmetic(node, operation, a, b)
                } else if matches!(name, operators::DIVIDE | operators::MODULO) {
                    self.problem(node, "division is not used in conditions; multiply the other side instead".to_owned());
                    None
                } else {
                    self.unknown_function(node, name)
                }
            }
            (name, _) => self.unknown_function(node, name),
        }
    }

    fn unknown_function(&mut self, node: &IdedExpr, name: &str) -> Checked {
        self.problem(node, format!("\"{name}\" is not known here; a text has startsWith, endsWith and contains"));
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
            self.problem(node, format!("{} takes one text in parentheses", call.func_name));
            return None;
        };
        let (text, part) = (self.typed(target, Type::Text), self.typed(part, Type::Text));
        Some((Expr::TextTest(test, Box::new(text?), Box::new(part?)), Type::Bool))
    }

    fn typed(&mut self, node: &IdedExpr, wanted: Type) -> Option<Expr> {
        let (expr, kind) = self.expr(node)?;
        if kind != wanted {
            self.problem(node, format!("{} is needed here, and {expr} is {}", wanted.name(), kind.name()));
            return None;
        }
        Some(expr)
    }

    fn logic(&mut self, a: &IdedExpr, b: &IdedExpr, join: fn(Box<Expr>, Box<Expr>) -> Expr) -> Checked {
        let (a, b) = (self.typed(a, Type::Bool), self.typed(b, Type::Bool));
        Some((join(Box::new(a?), Box::new(b?)), Type::Bool))
    }

    fn comparison(&mut self, node: &IdedExpr, compare: Compare, a: &IdedExpr, b: &IdedExpr) -> Checked {
        let (left, right) = (self.expr(a), self.expr(b));
        let ((left, left_type), (right, right_type)) = (left?, right?);
        let comparable = left_type == right_type || (is_number(left_type) && is_number(right_type));
        if !comparable {
            self.problem(node, format!(
                "{left} is {} and {right} is {}; these cannot be compared",
                left_type.name(), right_type.name()
            ));
            return None;
        }
        Some((Expr::Compare(compare, Box::new(left), Box::new(right)), Type::Bool))
    }

    fn arithmetic(&mut self, node: &IdedExpr, operation: Arithmetic, a: &IdedExpr, b: &IdedExpr) -> Checked {
        let (left, right) = (self.expr(a), self.expr(b));
        let ((left, left_type), (right, right_type)) = (left?, right?);
        if !is_number(left_type) || left_type != right_type {
            self.problem(node, format!(
                "both sides must be numbers of one kind; {left} is {} and {right} is {} (write 2 as 2.0 beside a decimal)",
                left_type.name(), right_type.name()
            ));
            return None;
        }
        Some((Expr::Arithmetic(operation, Box::new(left), Box::new(right)), left_type))
    }

    fn membership(&mut self, item: &IdedExpr, list: &IdedExpr) -> Checked {
        let checked = self.expr(item);
        let Cel::List(entries) = &list.expr else {
            self.problem(list, "after \"in\" a list is needed, such as ['DE', 'AT']".to_owned());
            return None;
        };
        let (item, kind) = checked?;
        let mut checked_entries = Vec::with_capacity(entries.elements.len());
        for entry in &entries.elements {
            let (expr, entry_type) = self.expr(entry)?;
            if entry_type != kind && !(is_number(kind) && is_number(entry_type)) {
                self.problem(entry, format!("{item} is {} and {expr} in the list is {}", kind.name(), entry_type.name()));
                return None;
            }
            checked_entries.push(expr);
        }
        Some((Expr::In(Box::new(item), checked_entries), Type::Bool))
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

/// Reads a plain decimal into units of 1/[`SCALE`]; none when it has too many digits.
fn scaled(text: &str) -> Option<i128> {
    let (sign, digits) = text.strip_prefix('-').map_or((1, text), |rest| (-1, rest));
    let (whole, part) = digits.split_once('.').unwrap_or((digits, ""));
    if part.len() > 4 || whole.len() + part.len() > 15 || digits.contains(['e', 'E', 'N', 'i']) {
        return None;
    }
    let padded = format!("{whole}{part:0<4}");
    padded.parse::<i128>().ok().map(|number| sign * number)
}

/// The known name that differs from `name` least, if it differs little.
pub(crate) fn nearest<'a>(name: &str, known: impl Iterator<Item = &'a str>) -> Option<&'a str> {
    known
        .map(|candidate| (distance(name, candidate), candidate))
        .min()
        .filter(|(distance, candidate)| *distance <= candidate.len() / 3 + 1)
        .map(|(_, candidate)| candidate)
}

/// The number of single-character edits between two short words.
fn distance(a: &str, b: &str) -> usize {
    let b: Vec<char> = b.chars().collect();
    let mut row: Vec<usize> = (0..=b.len()).collect();
    for (i, ca) in a.chars().take(64).enumerate() {
        let mut diagonal = row[0];
        row[0] = i + 1;
        for (j, cb) in b.iter().enumerate() {
            let substitute = diagonal + usize::from(ca != *cb);
            diagonal = row[j + 1];
            row[j + 1] = substitute.min(row[j] + 1).min(diagonal + 1);
        }
    }
    row[b.len()]
}
