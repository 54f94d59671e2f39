//! Writing a condition out in its one canonical form: a space around each sign, and parentheses only
//! where they are needed.

use std::fmt;

use super::{Arithmetic, Compare, Expr, TextTest};
use crate::facts::{SCALE, Type, show_decimal};

impl Compare {
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
}

impl Arithmetic {
    fn sign(self) -> &'static str {
        match self {
            Arithmetic::Add => "+",
            Arithmetic::Subtract => "-",
            Arithmetic::Multiply => "*",
        }
    }
}

impl TextTest {
    fn name(self) -> &'static str {
        match self {
            TextTest::StartsWith => "startsWith",
            TextTest::EndsWith => "endsWith",
            TextTest::Contains => "contains",
        }
    }
}

/// How tightly the signs bind, loosest first.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
enum Binding {
    Choose,
    Or,
    And,
    Compare,
    Sum,
    Product,
    Prefix,
    Word,
}

impl Expr {
    fn binding(&self) -> Binding {
        match self {
            Expr::Choose(..) => Binding::Choose,
            Expr::Or(_) => Binding::Or,
            Expr::And(_) => Binding::And,
            Expr::Compare(..) | Expr::In(..) => Binding::Compare,
            Expr::Arithmetic(Arithmetic::Add | Arithmetic::Subtract, ..) => Binding::Sum,
            Expr::Arithmetic(Arithmetic::Multiply, ..) => Binding::Product,
            Expr::Not(_) | Expr::Negate(_) => Binding::Prefix,
            Expr::Number(number, _) if *number < 0 => Binding::Prefix,
            Expr::Bool(_)
            | Expr::Number(..)
            | Expr::Text(_)
            | Expr::Fact(_)
            | Expr::TextTest(..) => Binding::Word,
        }
    }
}

impl fmt::Display for Expr {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Expr::Bool(value) => write!(f, "{value}"),
            Expr::Number(number, Type::Int) => write!(f, "{}", number / SCALE),
            Expr::Number(number, _) => f.write_str(&show_decimal(*number)),
            Expr::Text(text) => quoted(f, text),
            Expr::Fact(fact) => f.write_str(fact.name()),
            Expr::Not(inner) => write!(f, "!{}", At(Binding::Word, inner)),
            Expr::Negate(inner) => write!(f, "-{}", At(Binding::Word, inner)),
            Expr::And(parts) => chain(f, parts, " && ", Binding::Compare),
            Expr::Or(parts) => chain(f, parts, " || ", Binding::And),
            Expr::Compare(compare, a, b) => {
                write!(
                    f,
                    "{} {} {}",
                    At(Binding::Sum, a),
                    compare.sign(),
                    At(Binding::Sum, b)
                )
            }
            Expr::Arithmetic(operation, a, b) => {
                // 10 - (5 - 1) keeps its parentheses, (10 - 5) - 1 needs none.
                let (left, right) = match operation {
                    Arithmetic::Multiply => (Binding::Product, Binding::Prefix),
                    Arithmetic::Add | Arithmetic::Subtract => (Binding::Sum, Binding::Product),
                };
                write!(f, "{} {} {}", At(left, a), operation.sign(), At(right, b))
            }
            Expr::In(item, list) => {
                write!(f, "{} in [", At(Binding::Sum, item))?;
                chain(f, list, ", ", Binding::Choose)?;
                f.write_str("]")
            }
            Expr::TextTest(test, text, part) => {
                write!(f, "{}.{}({part})", At(Binding::Word, text), test.name())
            }
            Expr::Choose(when, yes, no) => {
                write!(
                    f,
                    "{} ? {} : {no}",
                    At(Binding::Or, when),
                    At(Binding::Or, yes)
                )
            }
        }
    }
}

/// Prints a part, in parentheses if it binds less tightly than it must here.
struct At<'a>(Binding, &'a Expr);

impl fmt::Display for At<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let At(needed, expr) = self;
        if expr.binding() < *needed {
            write!(f, "({expr})")
        } else {
            write!(f, "{expr}")
        }
    }
}

fn chain(
    f: &mut fmt::Formatter<'_>,
    parts: &[Expr],
    between: &str,
    needed: Binding,
) -> fmt::Result {
    for (index, part) in parts.iter().enumerate() {
        if index > 0 {
            f.write_str(between)?;
        }
        write!(f, "{}", At(needed, part))?;
    }
    Ok(())
}

/// Writes a text in single quotation marks; what cannot stand between them is escaped.
fn quoted(f: &mut fmt::Formatter<'_>, text: &str) -> fmt::Result {
    f.write_str("'")?;
    for letter in text.chars() {
        match letter {
            '\\' => f.write_str("\\\\")?,
            '\'' => f.write_str("\\'")?,
            '\n' => f.write_str("\\n")?,
            '\r' => f.write_str("\\r")?,
            letter => write!(f, "{letter}")?,
        }
    }
    f.write_str("'")
}
