//! Terms as text, in the one form that is canonical.

use std::fmt;

use rust_decimal::Decimal;

use super::{DueRule, EarlyPaymentDiscount, Move, Part, Share, Terms};

/// The canonical text, which [`Terms::parse`] reads back as the same terms.
impl fmt::Display for Terms {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        if let [part] = &self.parts[..] {
            return write_dates(f, part, "due on receipt");
        }
        for (index, part) in self.parts.iter().enumerate() {
            if index > 0 {
                f.write_str(", ")?;
            }
            write!(f, "{} ", part.share)?;
            write_dates(f, part, "now")?;
        }
        Ok(())
    }
}

fn write_dates(f: &mut fmt::Formatter<'_>, part: &Part, on_receipt: &str) -> fmt::Result {
    if let Some(discount) = part.discount {
        write!(f, "{discount} ")?;
    }
    if part.due.moves.is_empty() {
        f.write_str(on_receipt)
    } else {
        write_rule(f, part)
    }
}

fn write_rule(f: &mut fmt::Formatter<'_>, part: &Part) -> fmt::Result {
    // After a discount the full term is introduced by "net" wherever the notation knows it: 2/10 net 30 EOM.
    match (&part.due.moves[..], part.discount) {
        ([Move::EndOfMonth, Move::Days(days)], Some(_)) => write!(f, "net {days} EOM"),
        _ => write!(f, "{}", part.due),
    }
}

impl fmt::Display for Share {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Share::Percent(percent) => write!(f, "{percent}%"),
            // Two decimals at least: "500.00 EOM" is an amount, whereas "500 EOM" would be days.
            Share::Fixed(amount) => write!(f, "{}", with_two_decimals(*amount)),
            Share::Rest => f.write_str("rest"),
        }
    }
}

fn with_two_decimals(mut amount: Decimal) -> Decimal {
    if amount.scale() < 2 {
        amount.rescale(2);
    }
    amount
}

impl fmt::Display for EarlyPaymentDiscount {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}/{}", self.rate, self.days)
    }
}

impl fmt::Display for DueRule {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self.moves[..] {
            [] => return f.write_str("due on receipt"),
            [Move::Days(days)] => return write!(f, "net {days}"),
            _ => {}
        }
        let mut rest = &self.moves[..];
        while !rest.is_empty() {
            if rest.len() < self.moves.len() {
                f.write_str(" then ")?;
            }
            rest = write_first(f, rest)?;
        }
        Ok(())
    }
}

/// Writes the first move, or the first two where the notation joins them, and returns the others.
fn write_first<'a>(
    f: &mut fmt::Formatter<'_>,
    moves: &'a [Move],
) -> Result<&'a [Move], fmt::Error> {
    match moves {
        [] => Ok(moves),
        [Move::EndOfMonth, Move::Days(days), rest @ ..] => {
            write!(f, "{days} EOM")?;
            Ok(rest)
        }
        [Move::Months(months), Move::Days(days), rest @ ..] => {
            write!(f, "{} {}", counted(*months, "month"), counted(*days, "day"))?;
            Ok(rest)
        }
        [first, rest @ ..] => {
            match first {
                Move::Days(days) => f.write_str(&counted(*days, "day"))?,
                Move::Months(months) => f.write_str(&counted(*months, "month"))?,
                Move::EndOfMonth => f.write_str("EOM")?,
                Move::DayOfNextMonth(day) => write!(f, "{day} MFI")?,
                Move::DayOfMonth(day) => write!(f, "day {day}")?,
            }
            Ok(rest)
        }
    }
}

fn counted(number: u16, what: &str) -> String {
    let plural = if number == 1 { "" } else { "s" };
    format!("{number} {what}{plural}")
}
