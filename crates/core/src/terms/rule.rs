//! When a part falls due: from which day it is counted, and the moves from there.

use jiff::civil::Date;

use super::{MAX_DAYS, MAX_MONTHS, MAX_MOVES, TermsError};

/// When a part falls due: moves made one after the other from a starting day. No moves at all mean that day
/// itself.
#[derive(Debug, Clone, Default, PartialEq, Eq, Hash)]
pub struct DueRule {
    start: Start,
    moves: Vec<Move>,
}

/// The day from which the days of a part are counted.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Hash)]
pub enum Start {
    /// The date of the invoice.
    #[default]
    Invoice,
    /// That date, written as payment in advance: the goods leave when the money is there. Nothing is counted
    /// from it.
    Advance,
    /// The day on which the customer ordered.
    Order,
    /// The day on which the goods were delivered.
    Delivery,
    /// The day of the delivery after this one.
    NextDelivery,
    /// The day on which the customer received the goods (ROG).
    Receipt,
    /// The day on which the goods arrived at their place (AOG).
    Arrival,
    /// A day that the terms name (post-dating, "as of").
    On(Date),
}

/// One move from a date to a later one.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Move {
    /// So many days on.
    Days(u16),
    /// The same day so many months on, or the last day of a month that is too short for it.
    Months(u16),
    /// To the first of the next month from a later day of the month than this one; else nowhere. It stands
    /// before the end of a month or a day of the next (the "rule of the 25th").
    CutOff(u8),
    /// To the last day of the month.
    EndOfMonth,
    /// To that day of the following month, or its last day if it is too short.
    DayOfNextMonth(u8),
    /// To the first such day of a month, today included; in a month that is too short its last day counts.
    DayOfMonth(u8),
}

impl DueRule {
    /// A rule from its moves, counted from the date of the invoice. Moves by nothing are dropped and days that
    /// follow days are added up.
    ///
    /// # Errors
    /// [`TermsError`] for more than [`MAX_MOVES`] moves, [`MAX_DAYS`] days or [`MAX_MONTHS`] months, a day
    /// that no month has, or a cut-off with nothing to apply to.
    pub fn new(moves: impl IntoIterator<Item = Move>) -> Result<DueRule, TermsError> {
        let mut kept: Vec<Move> = Vec::new();
        for next in moves {
            match (kept.last_mut(), next) {
                (_, Move::Days(0) | Move::Months(0)) => continue,
                (Some(Move::Days(days)), Move::Days(more)) => *days = days.saturating_add(more),
                _ => kept.push(next),
            }
            if kept.len() > MAX_MOVES {
                return Err(TermsError::TooManyMoves);
            }
            if let Some(last) = kept.last() {
                last.check()?;
            }
        }
        let stray = kept.iter().enumerate().any(|(at, step)| {
            let next = kept.get(at + 1);
            let applies = matches!(next, Some(Move::EndOfMonth | Move::DayOfNextMonth(_)));
            matches!(step, Move::CutOff(_)) && !applies
        });
        if stray {
            return Err(TermsError::CutOffAlone);
        }
        Ok(DueRule {
            start: Start::Invoice,
            moves: kept,
        })
    }

    /// The same moves, counted from another day.
    ///
    /// # Errors
    /// [`TermsError::AdvanceOnCredit`] when something would be counted from payment in advance, and
    /// [`TermsError::Date`] for a day outside the accepted years.
    pub fn counted_from(mut self, start: Start) -> Result<DueRule, TermsError> {
        match start {
            Start::Advance if !self.moves.is_empty() => return Err(TermsError::AdvanceOnCredit),
            Start::On(date) => {
                crate::dates::in_range(date)?;
            }
            _ => {}
        }
        self.start = start;
        Ok(self)
    }

    /// The day from which it is counted.
    #[must_use]
    pub fn start(&self) -> Start {
        self.start
    }

    /// The moves, in order.
    #[must_use]
    pub fn moves(&self) -> &[Move] {
        &self.moves
    }

    /// The days that stand beside the end of a month, before or after it (45 in "45 days then EOM" and in "45
    /// EOM"); none for a rule of another form.
    #[must_use]
    pub fn days_beside_end_of_month(&self) -> Option<u16> {
        match self.moves[..] {
            [Move::EndOfMonth] | [Move::CutOff(_), Move::EndOfMonth] => Some(0),
            [Move::EndOfMonth, Move::Days(days)]
            | [Move::Days(days), Move::EndOfMonth]
            | [Move::CutOff(_), Move::EndOfMonth, Move::Days(days)]
            | [Move::Days(days), Move::CutOff(_), Move::EndOfMonth] => Some(days),
            _ => None,
        }
    }

    /// The moves before the first day that a discount's days are counted from: to the end of the month where
    /// the term is counted from there, none otherwise.
    pub(super) fn moves_of_the_clock(&self) -> &[Move] {
        match self.moves[..] {
            [Move::EndOfMonth, ..] => &self.moves[..1],
            [Move::CutOff(_), Move::EndOfMonth, ..] => &self.moves[..2],
            _ => &[],
        }
    }

    /// The number of days of the term, counted from the same day as a discount's days; none where it depends
    /// on the month.
    pub(super) fn fixed_days(&self) -> Option<u16> {
        match self.moves[self.moves_of_the_clock().len()..] {
            [] => Some(0),
            [Move::Days(days)] => Some(days),
            _ => None,
        }
    }

    /// The day of the next month from which this rule counts on, and the days from there; none for any other
    /// rule.
    pub(super) fn days_of_next_month(&self) -> Option<(u8, u16)> {
        match self.moves[..] {
            [Move::DayOfNextMonth(day)] | [Move::CutOff(_), Move::DayOfNextMonth(day)] => {
                Some((day, 0))
            }
            [Move::DayOfNextMonth(day), Move::Days(days)]
            | [Move::CutOff(_), Move::DayOfNextMonth(day), Move::Days(days)] => Some((day, days)),
            _ => None,
        }
    }
}

impl Move {
    fn check(self) -> Result<(), TermsError> {
        let too_large = |what, limit| Err(TermsError::TooLarge { what, limit });
        match self {
            Move::Days(days) if days > MAX_DAYS => too_large("days", MAX_DAYS),
            Move::Months(months) if months > MAX_MONTHS => too_large("months", MAX_MONTHS),
            Move::DayOfNextMonth(day) | Move::DayOfMonth(day) | Move::CutOff(day) => check_day(day),
            Move::Days(_) | Move::Months(_) | Move::EndOfMonth => Ok(()),
        }
    }
}

/// Refuses a day that no month has.
pub(super) fn check_day(day: u8) -> Result<(), TermsError> {
    if (1..=31).contains(&day) {
        Ok(())
    } else {
        Err(TermsError::NoSuchDay { day })
    }
}
