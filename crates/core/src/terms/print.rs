//! Terms as text, in the one form that is canonical.

use std::fmt;

use rust_decimal::Decimal;

use super::{
    Deadline, DueRule, EarlyPaymentDiscount, Move, Part, PartKind, Share, Start, TaxMode, Terms,
};

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
            f.write_str(match part.kind {
                PartKind::Instalment => "",
                PartKind::Retention => "retention ",
                PartKind::Balloon => "balloon ",
            })?;
            write!(f, "{} ", part.share)?;
            write_dates(f, part, "now")?;
        }
        Ok(())
    }
}

/// A part without its share.
fn write_dates(f: &mut fmt::Formatter<'_>, part: &Part, on_receipt: &str) -> fmt::Result {
    if let Some(discount) = part.discount {
        write!(f, "{discount} ")?;
    }
    match (part.due.moves(), part.due.start()) {
        ([], Start::Invoice) => f.write_str(on_receipt)?,
        ([], start) => f.write_str(&on_the_day(start))?,
        (moves, start) => {
            match part.discount.map(EarlyPaymentDiscount::deadline) {
                None => write_moves(f, moves)?,
                Some(Deadline::Days(_)) => write_after_days(f, moves)?,
                Some(Deadline::DayOfNextMonth(_)) => write_after_proximo(f, moves)?,
            }
            f.write_str(&counted_from(start))?;
        }
    }
    f.write_str(match part.discount.map(EarlyPaymentDiscount::tax) {
        None | Some(TaxMode::Included) => "",
        Some(TaxMode::Excluded) => ", discount excluding tax",
        Some(TaxMode::Mixed) => ", discount with reduced tax",
    })
}

/// After a discount in days the full term is introduced by "net" wherever the notation knows it: 2/10 net 30 EOM.
fn write_after_days(f: &mut fmt::Formatter<'_>, moves: &[Move]) -> fmt::Result {
    match moves {
        [Move::EndOfMonth, Move::Days(days)] => write!(f, "net {days} EOM"),
        [Move::CutOff(day), Move::EndOfMonth, Move::Days(days)] => {
            write!(f, "net {days} EOM after {day}")
        }
        _ => write_moves(f, moves),
    }
}

/// After proximo dating "net" counts from the first of the next month: 2% 10th prox net 30. Days from the invoice
/// are written without it.
fn write_after_proximo(f: &mut fmt::Formatter<'_>, moves: &[Move]) -> fmt::Result {
    match moves {
        [Move::DayOfNextMonth(1), Move::Days(days)] => write!(f, "net {days}"),
        [Move::CutOff(day), Move::DayOfNextMonth(1), Move::Days(days)] => {
            write!(f, "net {days} after {day}")
        }
        [Move::Days(days)] => f.write_str(&counted(*days, "day")),
        _ => write_moves(f, moves),
    }
}

fn write_moves(f: &mut fmt::Formatter<'_>, moves: &[Move]) -> fmt::Result {
    if let [Move::Days(days)] = moves {
        return write!(f, "net {days}");
    }
    let mut rest = moves;
    while !rest.is_empty() {
        if rest.len() < moves.len() {
            f.write_str(" then ")?;
        }
        rest = write_first(f, rest)?;
    }
    Ok(())
}

/// Writes the first move, or the first ones where the notation joins them, and returns the others.
fn write_first<'a>(
    f: &mut fmt::Formatter<'_>,
    moves: &'a [Move],
) -> Result<&'a [Move], fmt::Error> {
    match moves {
        [] => Ok(moves),
        [Move::CutOff(cut_off), rest @ ..] => {
            let rest = write_first(f, rest)?;
            write!(f, " after {cut_off}")?;
            Ok(rest)
        }
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
                // It never stands alone: a rule of moves sees to that.
                Move::CutOff(_) => {}
            }
            Ok(rest)
        }
    }
}

/// A part that falls due on its starting day itself.
fn on_the_day(start: Start) -> String {
    match start {
        Start::Invoice => "due on receipt".to_owned(),
        Start::Advance => "in advance".to_owned(),
        Start::Order => "on order".to_owned(),
        Start::Delivery => "on delivery".to_owned(),
        Start::NextDelivery => "on next delivery".to_owned(),
        Start::Receipt => "on receipt of goods".to_owned(),
        Start::Arrival => "on arrival of goods".to_owned(),
        Start::On(date) => format!("on {date}"),
    }
}

/// What follows the moves when they are counted from that day.
fn counted_from(start: Start) -> String {
    match start {
        // Nothing is ever counted from payment in advance.
        Start::Invoice | Start::Advance => String::new(),
        Start::Order => " after order".to_owned(),
        Start::Delivery => " after delivery".to_owned(),
        Start::NextDelivery => " after next delivery".to_owned(),
        Start::Receipt => " ROG".to_owned(),
        Start::Arrival => " AOG".to_owned(),
        Start::On(date) => format!(" as of {date}"),
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

/// The rate and the deadline; the way tax is treated stands at the end of the part.
impl fmt::Display for EarlyPaymentDiscount {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match (self.rate(), self.deadline()) {
            (Some(rate), Deadline::Days(days)) => write!(f, "{rate}/{days}"),
            (Some(rate), Deadline::DayOfNextMonth(day)) => {
                write!(f, "{rate}% {day}{} prox", ordinal(day))
            }
            (None, Deadline::DayOfNextMonth(day)) => write!(f, "{day}{} prox", ordinal(day)),
            // A discount without a rate always has a day of the next month.
            (None, Deadline::Days(days)) => write!(f, "{days} days"),
        }
    }
}

fn ordinal(day: u8) -> &'static str {
    match day {
        1 | 21 | 31 => "st",
        2 | 22 => "nd",
        3 | 23 => "rd",
        _ => "th",
    }
}

impl fmt::Display for DueRule {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        if self.moves().is_empty() {
            return f.write_str(&on_the_day(self.start()));
        }
        write_moves(f, self.moves())?;
        f.write_str(&counted_from(self.start()))
    }
}

fn counted(number: u16, what: &str) -> String {
    let plural = if number == 1 { "" } else { "s" };
    format!("{number} {what}{plural}")
}
