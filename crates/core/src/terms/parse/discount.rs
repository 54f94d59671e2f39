//! Discounts as they are written: `2/10`, `2% 10 days`, `2% 10th prox`, `10th prox`.

use rust_decimal::Decimal;

use super::super::{Deadline, DueRule, EarlyPaymentDiscount, Move, TermsError};
use super::cursor::Cursor;
use super::due::WrittenRule;
use super::tokens::Kind;
use super::{CUSTOMARY_DAYS, DAY, NET, ORDINAL, PROXIMO};

/// Words that a due rule can begin with, besides a number.
const RULE: &[&str] = &[
    "net", "n", "day", "eom", "end", "on", "in", "due", "now", "cod", "cia", "pia", "cwo", "cnd",
];

/// A discount as it is written, before the full term has been read.
pub(super) struct Written {
    rate: Option<Decimal>,
    form: Form,
    /// Whether nothing more is said of the part, so that custom tells when the whole is due.
    pub(super) is_all: bool,
    /// The day of a cut-off that stands directly after proximo dating.
    cut_off: Option<u8>,
}

enum Form {
    /// `2/10`.
    Days(u16),
    /// `2% 10th prox`.
    Proximo(u8),
    /// `2% 10th`, whose `prox` must follow the full term; with what to say when it does not.
    ProximoToCome(u8, TermsError),
}

/// Reads a discount if one stands here. `is_first` tells that no part of the terms stands before it.
pub(super) fn discount(
    cursor: &mut Cursor<'_>,
    is_first: bool,
) -> Result<Option<Written>, TermsError> {
    let start = cursor.at;
    let mut found = without_rate(cursor)?;
    if found.is_none() {
        cursor.at = start;
        found = proximo(cursor, is_first)?;
    }
    if found.is_none() {
        cursor.at = start;
        found = in_days(cursor)?;
    }
    if found.is_none() {
        cursor.at = start;
    }
    Ok(found)
}

/// `10th prox` before the full term.
fn without_rate(cursor: &mut Cursor<'_>) -> Result<Option<Written>, TermsError> {
    if !cursor.is_number(0) {
        return Ok(None);
    }
    let after = 1 + usize::from(cursor.is_word(1, ORDINAL));
    if !cursor.is_word(after, PROXIMO) {
        return Ok(None);
    }
    let day = cursor.day()?;
    cursor.word(ORDINAL);
    cursor.word(PROXIMO);
    Ok(term_follows(cursor).then_some(Written {
        rate: None,
        form: Form::Proximo(day),
        is_all: false,
        cut_off: None,
    }))
}

/// `2% 10th prox`, `2/10 prox`, `2%, 10th proximo`.
fn proximo(cursor: &mut Cursor<'_>, is_first: bool) -> Result<Option<Written>, TermsError> {
    let Some(Kind::Number(rate)) = cursor.kind(0) else {
        return Ok(None);
    };
    cursor.at += 1;
    let has_percent = cursor.sign(Kind::Percent);
    let has_slash = cursor.sign(Kind::Slash);
    if has_percent && !has_slash {
        cursor.sign(Kind::Comma);
    }
    if !(has_percent || has_slash) || !cursor.is_number(0) {
        return Ok(None);
    }
    let after = 1 + usize::from(cursor.is_word(1, ORDINAL));
    if !cursor.is_word(after, PROXIMO) {
        return Ok(None);
    }
    let day = cursor.day()?;
    cursor.word(ORDINAL);
    cursor.word(PROXIMO);
    let mut written = Written {
        rate: Some(rate),
        form: Form::Proximo(day),
        is_all: false,
        cut_off: None,
    };
    if term_follows(cursor) {
        return Ok(Some(written));
    }
    // A part of 2% that falls due on that day looks the same; it never stands alone and first.
    written.cut_off = cursor.cut_off()?;
    written.is_all = is_first && cursor.part_ends();
    Ok(written.is_all.then_some(written))
}

/// `2/10`, `2%/10 days`, or `2% 10 days` when `net` follows; then perhaps a comma.
fn in_days(cursor: &mut Cursor<'_>) -> Result<Option<Written>, TermsError> {
    let Some(Kind::Number(rate)) = cursor.kind(0) else {
        return Ok(None);
    };
    cursor.at += 1;
    let has_percent = cursor.sign(Kind::Percent);
    let has_slash = cursor.sign(Kind::Slash);
    if !cursor.is_number(0) {
        return Ok(None);
    }
    let is_ordinal = cursor.is_word(1, ORDINAL);
    let mut after = 1 + usize::from(is_ordinal || cursor.is_word(1, DAY));
    after += usize::from(cursor.kind(after) == Some(Kind::Comma) && (has_slash || has_percent));
    let is_discount = has_slash || (has_percent && cursor.is_word(after, NET));
    if !is_discount {
        return Ok(None);
    }
    let form = if is_ordinal {
        let unfinished = cursor.not_understood();
        let day = cursor.day()?;
        cursor.word(ORDINAL);
        Form::ProximoToCome(day, unfinished)
    } else {
        let days = cursor.count()?;
        // In "2/10 day 20" the word belongs to what follows.
        if !(cursor.is_word(0, &["day"]) && cursor.is_number(1)) {
            cursor.word(DAY);
        }
        Form::Days(days)
    };
    // A comma belongs to the discount only if the full term follows it, not another part.
    if cursor.kind(0) == Some(Kind::Comma) && cursor.kind(1).is_some() {
        cursor.at += 1;
    }
    Ok(Some(Written {
        rate: Some(rate),
        form,
        is_all: false,
        cut_off: None,
    }))
}

/// Whether the full term follows; takes the comma before it.
fn term_follows(cursor: &mut Cursor<'_>) -> bool {
    if cursor.kind(0) == Some(Kind::Comma) && cursor.is_word(1, NET) {
        cursor.at += 1;
    }
    cursor.is_number(0) || cursor.is_word(0, RULE)
}

impl Written {
    /// The discount and the due rule that its full term means beside it.
    pub(super) fn with_term(
        self,
        mut rule: WrittenRule,
    ) -> Result<(EarlyPaymentDiscount, DueRule), TermsError> {
        let deadline = match self.form {
            // "2/10 net 30 prox": the days of both are days of the next month.
            Form::Days(days) if rule.is_net_proximo => {
                Deadline::DayOfNextMonth(u8::try_from(days).unwrap_or(u8::MAX))
            }
            Form::Days(days) => {
                if days > 0 && rule.is_bare_end_of_month() {
                    rule.moves
                        .push(Move::Days(days.saturating_add(CUSTOMARY_DAYS)));
                }
                Deadline::Days(days)
            }
            Form::ProximoToCome(day, _) if rule.is_net_proximo => Deadline::DayOfNextMonth(day),
            Form::ProximoToCome(_, unfinished) => return Err(unfinished),
            Form::Proximo(day) => {
                if self.is_all {
                    rule.moves.extend(self.cut_off.map(Move::CutOff));
                    rule.moves.push(Move::DayOfNextMonth(day));
                    rule.moves.push(Move::Days(CUSTOMARY_DAYS));
                } else if rule.is_net_days {
                    // The credit is counted from the first of the next month.
                    rule.moves.insert(0, Move::DayOfNextMonth(1));
                    if let Some(day) = rule.cut_off {
                        rule.moves.insert(0, Move::CutOff(day));
                    }
                }
                Deadline::DayOfNextMonth(day)
            }
        };
        let discount = match (self.rate, deadline) {
            (Some(rate), _) => EarlyPaymentDiscount::until(rate, deadline)?,
            (None, Deadline::DayOfNextMonth(day)) => EarlyPaymentDiscount::without_rate(day)?,
            (None, Deadline::Days(_)) => return Err(TermsError::DiscountWithoutDue),
        };
        Ok((discount, rule.rule()?))
    }
}
