//! Due rules as they are written: from which day, and the moves from there.

use rust_decimal::Decimal;

use super::super::{DueRule, Move, Start, TermsError};
use super::cursor::Cursor;
use super::tokens::Kind;
use super::{DAY, FILLERS, MONTH, NET, NEXT, ON_RECEIPT, ORDINAL, PROXIMO, THEN, WEEK};

const LONGEST_MONTH: Decimal = Decimal::from_parts(31, 0, 0, false, 0);

/// A rule as it is written. What a discount before it changes is not in it yet.
#[derive(Default)]
pub(super) struct WrittenRule {
    pub(super) moves: Vec<Move>,
    start: Option<Start>,
    /// Whether it begins with `net` and days: after proximo dating these count from the next month.
    pub(super) is_net_days: bool,
    /// The day of a cut-off after such days, which means something after proximo dating only.
    pub(super) cut_off: Option<u8>,
    /// Whether it is `net` and a day of the next month in short: `net 10 prox`.
    pub(super) is_net_proximo: bool,
    /// Whether `net` stands before the end of the month.
    is_net_end_of_month: bool,
}

impl WrittenRule {
    /// `EOM` alone: then it is the discount's clock, and custom tells when the whole is due.
    pub(super) fn is_bare_end_of_month(&self) -> bool {
        !self.is_net_end_of_month
            && matches!(
                self.moves[..],
                [Move::EndOfMonth] | [Move::CutOff(_), Move::EndOfMonth]
            )
    }

    pub(super) fn rule(self) -> Result<DueRule, TermsError> {
        let begins_next_month = matches!(
            self.moves[..],
            [Move::CutOff(_), Move::DayOfNextMonth(_), ..]
        );
        if self.cut_off.is_some() && !begins_next_month {
            return Err(TermsError::CutOffAlone);
        }
        let rule = DueRule::new(self.moves)?;
        rule.counted_from(self.start.unwrap_or_default())
    }
}

/// Reads a rule.
pub(super) fn rule(cursor: &mut Cursor<'_>) -> Result<WrittenRule, TermsError> {
    let mut rule = WrittenRule::default();
    loop {
        step(cursor, &mut rule)?;
        suffix(cursor, &mut rule)?;
        if !cursor.word(THEN) {
            // The constructor checks the limits; each step adds three moves at most and a text is short.
            return Ok(rule);
        }
    }
}

/// One rule between two `then`.
fn step(cursor: &mut Cursor<'_>, rule: &mut WrittenRule) -> Result<(), TermsError> {
    while cursor.word(FILLERS) {}
    let at = cursor.at;
    if let Some(start) = starting_day(cursor) {
        if !rule.moves.is_empty() || rule.start.is_some() {
            cursor.at = at;
            return Err(cursor.not_understood());
        }
        rule.start = Some(start);
        return Ok(());
    }
    if cursor.word(ON_RECEIPT) {
        cursor.phrase(&[&["of"], &["invoice"]]);
        cursor.word(&["payment"]);
        return Ok(());
    }
    let is_first = rule.moves.is_empty();
    let is_net = cursor.word(NET);
    if is_net {
        cursor.sign(Kind::Slash);
    }
    if cursor.end_of_month(&mut rule.moves) {
        rule.is_net_end_of_month = is_net;
        if cursor.sign(Kind::Plus) || cursor.word(&["plus"]) {
            rule.moves.push(Move::Days(cursor.count()?));
            cursor.word(DAY);
        }
        return Ok(());
    }
    if cursor.word(&["day"]) {
        rule.moves.push(Move::DayOfMonth(cursor.day()?));
        cursor.of_the_month();
        return Ok(());
    }
    counted_step(cursor, is_net, is_first, rule)
}

/// A rule that begins with a number.
fn counted_step(
    cursor: &mut Cursor<'_>,
    is_net: bool,
    is_first: bool,
    rule: &mut WrittenRule,
) -> Result<(), TermsError> {
    let moves = &mut rule.moves;
    let start = cursor.at;
    let Some(Kind::Number(number)) = cursor.kind(0) else {
        return Err(cursor.not_understood());
    };
    cursor.at += 1;
    let is_ordinal = cursor.word(ORDINAL);
    if cursor.is_word(0, PROXIMO) || cursor.is_word(0, &["mfi"]) || cursor.month_following() {
        cursor.at = start;
        if is_net && number > LONGEST_MONTH && cursor.is_word(1, PROXIMO) {
            // No month has such a day, so that these can only be days from the end of the month.
            moves.extend([Move::EndOfMonth, Move::Days(cursor.count()?)]);
            cursor.word(PROXIMO);
            return Ok(());
        }
        let day = cursor.day()?;
        cursor.word(ORDINAL);
        rule.is_net_proximo = is_net && is_first && cursor.is_word(0, PROXIMO);
        if !cursor.word(PROXIMO) && !cursor.word(&["mfi"]) {
            cursor.month_following();
        }
        moves.push(Move::DayOfNextMonth(day));
        return Ok(());
    }
    if cursor.of_the_month() {
        cursor.at = start;
        moves.push(Move::DayOfMonth(cursor.day()?));
        cursor.word(ORDINAL);
        cursor.of_the_month();
        return Ok(());
    }
    if is_ordinal {
        return Err(cursor.not_understood());
    }
    cursor.at = start;
    let count = cursor.count()?;
    if cursor.word(MONTH) {
        moves.push(Move::Months(count));
        let and = usize::from(cursor.is_word(0, &["and"]));
        if cursor.is_number(and) && cursor.is_word(and + 1, DAY) {
            cursor.at += and;
            moves.push(Move::Days(cursor.count()?));
            cursor.word(DAY);
        }
        return Ok(());
    }
    if cursor.word(WEEK) {
        moves.push(Move::Days(count.saturating_mul(7)));
        return Ok(());
    }
    let says_days = cursor.word(DAY);
    let says_net = cursor.word(NET);
    if cursor.is_word(0, &["fin"]) {
        return Err(TermsError::TwoReadings { days: count });
    }
    if cursor.after_end_of_month(moves) {
        moves.push(Move::Days(count));
        return Ok(());
    }
    if !is_net && !says_days && !says_net && !cursor.counts_from() {
        let ends_here = matches!(cursor.kind(0), None | Some(Kind::Comma));
        return Err(if ends_here {
            TermsError::BareNumber { number }
        } else {
            cursor.not_understood()
        });
    }
    cursor.after_invoice();
    rule.is_net_days |= is_net && is_first;
    moves.push(Move::Days(count));
    Ok(())
}

/// What may follow a step: a cut-off, and the day from which it is counted.
fn suffix(cursor: &mut Cursor<'_>, rule: &mut WrittenRule) -> Result<(), TermsError> {
    if let Some(day) = cursor.cut_off()? {
        // It stands before the month that it belongs to.
        let month = rule
            .moves
            .iter()
            .rposition(|step| matches!(step, Move::EndOfMonth | Move::DayOfNextMonth(_)));
        match month {
            Some(at) => rule.moves.insert(at, Move::CutOff(day)),
            None if rule.is_net_days => rule.cut_off = Some(day),
            None => return Err(TermsError::CutOffAlone),
        }
    }
    let at = cursor.at;
    if let Some(start) = cursor.counted_from()
        && rule.start.replace(start).is_some()
    {
        cursor.at = at;
        return Err(cursor.not_understood());
    }
    Ok(())
}

/// The day that a part falls due on itself: `on delivery`, `COD`, `cash with order`, `in advance`.
fn starting_day(cursor: &mut Cursor<'_>) -> Option<Start> {
    let start = cursor.at;
    if cursor.word(&["cash"]) {
        while cursor.word(FILLERS) {}
    }
    if let Some(date) = cursor.date() {
        return Some(Start::On(date));
    }
    if cursor.word(&["cod"]) {
        return Some(Start::Delivery);
    }
    if cursor.word(&["cwo"]) {
        return Some(Start::Order);
    }
    if cursor.word(&["cnd"]) {
        return Some(Start::NextDelivery);
    }
    if cursor.word(&["advance", "prepayment", "prepaid", "cia", "pia"]) {
        return Some(Start::Advance);
    }
    let found = cursor.counted_from().or_else(|| cursor.event());
    if found.is_none() {
        cursor.at = start;
    }
    found
}

impl Cursor<'_> {
    /// `delivery`, `next delivery`, `order`, `receipt of goods`, `arrival`.
    fn event(&mut self) -> Option<Start> {
        const GOODS: &[&[&str]] = &[&["of"], &["goods"]];
        const THE_GOODS: &[&[&str]] = &[&["of"], &["the"], &["goods"]];
        let start = self.at;
        if self.phrase(&[&["next"], &["delivery"]]) {
            return Some(Start::NextDelivery);
        }
        if self.word(&["delivery"]) {
            return Some(Start::Delivery);
        }
        if self.word(&["order"]) {
            return Some(Start::Order);
        }
        if self.word(&["arrival"]) {
            let _ = self.phrase(GOODS) || self.phrase(THE_GOODS);
            return Some(Start::Arrival);
        }
        if self.word(&["receipt"]) && (self.phrase(GOODS) || self.phrase(THE_GOODS)) {
            return Some(Start::Receipt);
        }
        self.at = start;
        None
    }

    /// `ROG`, `AOG`, `after delivery`, `from receipt of goods`, `as of 2026-05-01`.
    fn counted_from(&mut self) -> Option<Start> {
        if self.word(&["rog"]) {
            return Some(Start::Receipt);
        }
        if self.word(&["aog"]) {
            return Some(Start::Arrival);
        }
        let start = self.at;
        let found = if self.phrase(&[&["as"], &["of"]]) {
            self.date().map(Start::On)
        } else if self.word(&["from", "after"]) {
            self.word(&["the"]);
            self.event().or_else(|| self.date().map(Start::On))
        } else {
            None
        };
        if found.is_none() {
            self.at = start;
        }
        found
    }

    /// Whether the day from which days are counted comes next.
    fn counts_from(&mut self) -> bool {
        let start = self.at;
        let found = self.counted_from().is_some();
        self.at = start;
        found
    }

    /// `after 25`, `after the 25th`.
    pub(super) fn cut_off(&mut self) -> Result<Option<u8>, TermsError> {
        let the = usize::from(self.is_word(1, &["the"]));
        if !self.is_word(0, &["after"]) || !self.is_number(1 + the) {
            return Ok(None);
        }
        self.at += 1 + the;
        let day = self.day()?;
        self.word(ORDINAL);
        Ok(Some(day))
    }

    /// Whether the part is over, but for how its discount treats tax.
    pub(super) fn part_ends(&self) -> bool {
        match self.kind(0) {
            None => true,
            Some(kind) => kind == Kind::Comma && self.is_word(1, &["discount"]),
        }
    }

    /// `EOM`, `end of the month`, `month end`, `end of next month`, `fin de mois`.
    fn end_of_month(&mut self, moves: &mut Vec<Move>) -> bool {
        let start = self.at;
        if self.word(&["eom"])
            || self.phrase(&[&["month"], &["end"]])
            || self.phrase(&[&["fin"], &["de", "du"], &["mois"]])
        {
            moves.push(Move::EndOfMonth);
            return true;
        }
        if self.word(&["end"]) {
            self.word(&["of"]);
            self.word(&["the"]);
            let next = self.word(NEXT);
            if self.word(&["month"]) {
                if next || self.word(NEXT) {
                    moves.push(Move::Months(1));
                }
                moves.push(Move::EndOfMonth);
                return true;
            }
        }
        self.at = start;
        false
    }

    /// `from the end of the month`, with or without `from` or `after`.
    fn after_end_of_month(&mut self, moves: &mut Vec<Move>) -> bool {
        let start = self.at;
        self.word(&["from", "after"]);
        self.word(&["the"]);
        let found = self.end_of_month(moves);
        if !found {
            self.at = start;
        }
        found
    }

    /// `of next month`, `of the month following the invoice`.
    fn month_following(&mut self) -> bool {
        let start = self.at;
        self.word(&["of"]);
        self.word(&["the"]);
        if self.phrase(&[NEXT, &["month"]]) {
            return true;
        }
        if self.phrase(&[&["month"], &["following"]]) {
            self.word(&["the"]);
            self.phrase(&[&["invoice"], &["date"]]);
            self.word(&["invoice"]);
            return true;
        }
        self.at = start;
        false
    }

    /// `of the month`, `of each month`.
    fn of_the_month(&mut self) -> bool {
        self.phrase(&[&["of"], &["the", "each", "every"], &["month"]])
            || self.phrase(&[&["of"], &["month"]])
    }

    /// `after the invoice date`, `from invoice`, `from date of invoice`: what is meant anyway.
    fn after_invoice(&mut self) {
        let start = self.at;
        if self.phrase(&[&["date"], &["de"], &["facture"]]) || !self.word(&["from", "after"]) {
            return;
        }
        self.word(&["the"]);
        if self.phrase(&[&["date"], &["of"], &["invoice"]])
            || self.phrase(&[&["invoice"], &["date"]])
        {
            return;
        }
        if !self.word(&["invoice"]) {
            self.at = start;
        }
    }
}
