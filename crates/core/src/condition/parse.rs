//! Reading a condition: CEL text, then names and types checked into the exact form.

use super::check::Check;
use super::{Condition, Place, syntax};
use crate::facts::Type;
use crate::sentence::Sentence;

/// The longest condition that is read, in bytes. A condition is something that is read aloud.
pub const MAX_LENGTH: usize = 1_000;

/// How deep parentheses may be nested.
const MAX_DEPTH: usize = 20;

/// The most signs of calculation, comparison and choice. The parser and the check descend once for
/// each sign of a chain such as `1 + 1 + 1 + ...`, and must not exhaust the stack of a thread.
const MAX_SIGNS: usize = 100;

/// Something in a condition that is not right.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("{message}")]
pub struct ConditionError {
    /// Where in the condition's text it begins, in bytes.
    pub at: usize,
    /// A stable word for the kind of error: `unknown-fact`, or `condition` for all others.
    pub code: &'static str,
    /// What was found and what would be right.
    pub message: Sentence,
}

impl ConditionError {
    pub(super) fn new(at: usize, message: Sentence) -> ConditionError {
        ConditionError {
            at,
            code: "condition",
            message,
        }
    }
}

/// Reads and checks a condition.
pub(super) fn parse(source: &str, place: Place) -> Result<Condition, Vec<ConditionError>> {
    if let Some(error) = unfit(source) {
        return Err(vec![error]);
    }
    let parser = cel::parser::Parser::new()
        .max_recursion_depth(200)
        .error_recovery_limit(5);
    let (tree, info) = parser.parse_with_source_info(source).map_err(|errors| {
        // The first says where reading stopped; those after it follow from it.
        let at = errors
            .errors
            .iter()
            .find(|error| error.pos.0 > 0)
            .map_or(0, |error| byte_of(source, error.pos));
        vec![ConditionError::new(at, syntax::unreadable(source, at))]
    })?;
    let mut check = Check {
        place,
        info: &info,
        errors: Vec::new(),
    };
    let checked = check.expr(&tree);
    if let Some((expr, kind)) = &checked
        && *kind != Type::Bool
    {
        check.problem(
            &tree,
            Sentence::new(
                "condition-error.no-condition",
                "a condition is true or false, and this is {kind} ({part})",
            )
            .with("kind", *kind)
            .with("part", expr.to_string()),
        );
    }
    match checked {
        Some((expr, _)) if check.errors.is_empty() => Ok(Condition {
            expr,
            source: source.trim().into(),
        }),
        _ => Err(check.errors),
    }
}

/// What keeps a text from being given to the parser at all.
fn unfit(source: &str) -> Option<ConditionError> {
    if source.trim().is_empty() {
        return Some(ConditionError::new(
            0,
            Sentence::new(
                "condition-error.empty",
                "the condition is empty; write \"true\" if it should always hold",
            ),
        ));
    }
    if source.len() > MAX_LENGTH {
        let message = Sentence::new(
            "condition-error.too-long",
            "the condition is {length} bytes long; at most {most} are read",
        )
        .with("length", source.len())
        .with("most", MAX_LENGTH);
        return Some(ConditionError::new(0, message));
    }
    let (mut depth, mut signs, mut previous) = (0_usize, 0_usize, b' ');
    // Quotation marks are not looked at: a text in which a hundred signs stand is not missed.
    for (at, byte) in source.bytes().enumerate() {
        match byte {
            b'(' | b'[' | b'{' => depth += 1,
            b')' | b']' | b'}' => depth = depth.saturating_sub(1),
            // The second half of "==", "<=", ">=" and "!=" is no sign of its own.
            b'=' if matches!(previous, b'=' | b'<' | b'>' | b'!') => {}
            b'+' | b'-' | b'*' | b'/' | b'%' | b'<' | b'>' | b'=' | b'!' | b'?' => signs += 1,
            _ => {}
        }
        previous = byte;
        if depth > MAX_DEPTH {
            return Some(ConditionError::new(
                at,
                Sentence::new(
                    "condition-error.too-deep",
                    "more than {most} parentheses are nested; say it in fewer",
                )
                .with("most", MAX_DEPTH),
            ));
        }
        if signs > MAX_SIGNS {
            return Some(ConditionError::new(
                at,
                Sentence::new(
                    "condition-error.too-many-signs",
                    "there are more than {most} signs; say it in fewer",
                )
                .with("most", MAX_SIGNS),
            ));
        }
    }
    None
}

/// Turns the parser's line and column, both from 1, into a byte offset.
fn byte_of(source: &str, (line, column): (isize, isize)) -> usize {
    let line = usize::try_from(line.max(1) - 1).unwrap_or(0);
    let column = usize::try_from(column.max(1) - 1).unwrap_or(0);
    let start: usize = source.split_inclusive('\n').take(line).map(str::len).sum();
    let rest = source.get(start..).unwrap_or_default();
    start
        + rest
            .char_indices()
            .nth(column)
            .map_or(rest.len(), |(at, _)| at)
}
