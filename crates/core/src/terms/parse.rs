//! Reading terms of payment from the many ways in which they are written.

mod tokens;

use super::{
    DueRule, EarlyPaymentDiscount, MAX_PARTS, MAX_TERMS_BYTES, Move, Part, Share, Terms, TermsError,
};
use tokens::{Kind, Token, character, tokens};

const NET: &[&str] = &["net", "n"];
const DAY: &[&str] = &["days", "day", "d"];
const MONTH: &[&str] = &["months", "month"];
const WEEK: &[&str] = &["weeks", "week"];
const ORDINAL: &[&str] = &["st", "nd", "rd", "th"];
const NEXT: &[&str] = &["next", "following"];
const REST: &[&str] = &["rest", "balance", "remainder", "remaining"];
const ON_RECEIPT: &[&str] = &["receipt", "now", "immediately", "immediate", "cash", "cod"];
/// Words before a rule that add nothing to it: "payable within 30 days", "due on the 15th of next month".
const FILLERS: &[&str] = &[
    "due", "payable", "payment", "pay", "within", "in", "at", "by", "on", "upon", "the",
];

/// Reads a whole text.
pub(super) fn terms(text: &str) -> Result<Terms, TermsError> {
    if text.len() > MAX_TERMS_BYTES {
        return Err(TermsError::TooLong);
    }
    let mut parser = Parser {
        text,
        tokens: tokens(text)?,
        at: 0,
    };
    if parser.tokens.is_empty() {
        return Err(TermsError::Empty);
    }
    let mut parts = vec![parser.part()?];
    while parser.at < parser.tokens.len() {
        if !parser.sign(Kind::Comma) && !parser.word(&["and"]) {
            return Err(parser.not_understood());
        }
        if parts.len() == MAX_PARTS {
            return Err(TermsError::TooManyParts);
        }
        parts.push(parser.part()?);
    }
    if let ([_, _, ..], Some(missing)) = (
        &parts[..],
        parts.iter().position(|part| part.share.is_none()),
    ) {
        return Err(TermsError::ShareMissing { part: missing + 1 });
    }
    let parts: Result<Vec<Part>, TermsError> = parts
        .into_iter()
        .map(|part| Part::new(part.share.unwrap_or(Share::Rest), part.discount, part.due))
        .collect();
    Terms::new(parts?)
}

/// A part as it is written; a single one need not say how much it is.
struct WrittenPart {
    share: Option<Share>,
    discount: Option<EarlyPaymentDiscount>,
    due: DueRule,
}

struct Parser<'a> {
    text: &'a str,
    tokens: Vec<Token>,
    /// The token that comes next.
    at: usize,
}

impl Parser<'_> {
    fn part(&mut self) -> Result<WrittenPart, TermsError> {
        let mut discount = self.discount()?;
        let share = if discount.is_none() {
            self.share()
        } else {
            None
        };
        if share.is_some() {
            discount = self.discount()?;
        }
        if discount.is_some() && matches!(self.kind(0), None | Some(Kind::Comma)) {
            return Err(TermsError::DiscountWithoutDue);
        }
        let due = self.due_rule()?;
        Ok(WrittenPart {
            share,
            discount,
            due,
        })
    }

    /// `2/10`, `2%/10 days`, or `2% 10 days` when `net` follows; then perhaps a comma.
    fn discount(&mut self) -> Result<Option<EarlyPaymentDiscount>, TermsError> {
        let Some(Kind::Number(rate)) = self.kind(0) else {
            return Ok(None);
        };
        let percent = usize::from(self.kind(1) == Some(Kind::Percent));
        let slash = usize::from(self.kind(1 + percent) == Some(Kind::Slash));
        let days_at = 1 + percent + slash;
        if !matches!(self.kind(days_at), Some(Kind::Number(_))) {
            return Ok(None);
        }
        let mut after = days_at + 1;
        after += usize::from(self.is_word(after, DAY));
        after += usize::from(self.kind(after) == Some(Kind::Comma) && slash + percent > 0);
        if slash == 0 && (percent == 0 || !self.is_word(after, NET)) {
            return Ok(None);
        }
        self.at += days_at;
        let days = self.count()?;
        // In "2/10 day 20" the word belongs to what follows.
        if !(self.is_word(0, &["day"]) && matches!(self.kind(1), Some(Kind::Number(_)))) {
            self.word(DAY);
        }
        // A comma belongs to the discount only if the full term follows it, not another part.
        if self.kind(0) == Some(Kind::Comma) && self.kind(1).is_some() {
            self.at += 1;
        }
        EarlyPaymentDiscount::new(rate, days).map(Some)
    }

    /// `30%`, `396.84` or `rest`.
    fn share(&mut self) -> Option<Share> {
        let start = self.at;
        self.word(&["the"]);
        if self.word(REST) {
            return Some(Share::Rest);
        }
        self.at = start;
        let Some(Kind::Number(number)) = self.kind(0) else {
            return None;
        };
        if self.kind(1) == Some(Kind::Percent) {
            self.at += 2;
            return Some(Share::Percent(number));
        }
        // "500 net 30" and "500.00 EOM" begin with an amount, "30 days", "30 net" and "30 EOM" do not.
        let is_amount = number.scale() > 0
            || matches!(self.kind(1), Some(Kind::Number(_)))
            || (self.is_word(1, NET) && self.kind(2).is_some_and(|kind| kind != Kind::Comma))
            || (self.is_word(1, FILLERS) || self.is_word(1, ON_RECEIPT));
        is_amount.then(|| {
            self.at += 1;
            Share::Fixed(number)
        })
    }

    fn due_rule(&mut self) -> Result<DueRule, TermsError> {
        let mut moves = Vec::new();
        loop {
            self.step(&mut moves)?;
            if !self.word(&["then"]) {
                // The constructor checks the limits; each step adds three moves at most and a text is short.
                return DueRule::new(moves);
            }
        }
    }

    /// One rule between two `then`.
    fn step(&mut self, moves: &mut Vec<Move>) -> Result<(), TermsError> {
        while self.word(FILLERS) {}
        if self.word(ON_RECEIPT) {
            self.phrase(&[&["on"], &["delivery"]]);
            self.word(&["payment"]);
            return Ok(());
        }
        let is_net = self.word(NET);
        if is_net {
            self.sign(Kind::Slash);
        }
        if self.end_of_month(moves) {
            if self.sign(Kind::Plus) || self.word(&["plus"]) {
                moves.push(Move::Days(self.count()?));
                self.word(DAY);
            }
            return Ok(());
        }
        if self.word(&["day"]) {
            moves.push(Move::DayOfMonth(self.day()?));
            self.of_the_month();
            return Ok(());
        }
        self.counted_step(is_net, moves)
    }

    /// A rule that begins with a number.
    fn counted_step(&mut self, is_net: bool, moves: &mut Vec<Move>) -> Result<(), TermsError> {
        let start = self.at;
        let Some(Kind::Number(number)) = self.kind(0) else {
            return Err(self.not_understood());
        };
        self.at += 1;
        let is_ordinal = self.word(ORDINAL);
        if self.month_following() {
            self.at = start;
            moves.push(Move::DayOfNextMonth(self.day()?));
            self.word(ORDINAL);
            self.month_following();
            return Ok(());
        }
        if self.of_the_month() {
            self.at = start;
            moves.push(Move::DayOfMonth(self.day()?));
            self.word(ORDINAL);
            self.of_the_month();
            return Ok(());
        }
        if is_ordinal {
            return Err(self.not_understood());
        }
        self.at = start;
        let count = self.count()?;
        if self.word(MONTH) {
            moves.push(Move::Months(count));
            let and = usize::from(self.is_word(0, &["and"]));
            if matches!(self.kind(and), Some(Kind::Number(_))) && self.is_word(and + 1, DAY) {
                self.at += and;
                moves.push(Move::Days(self.count()?));
                self.word(DAY);
            }
            return Ok(());
        }
        if self.word(WEEK) {
            moves.push(Move::Days(count.saturating_mul(7)));
            return Ok(());
        }
        let says_days = self.word(DAY);
        let says_net = self.word(NET);
        if self.after_end_of_month(moves) {
            moves.push(Move::Days(count));
            return Ok(());
        }
        if !is_net && !says_days && !says_net {
            let ends_here = matches!(self.kind(0), None | Some(Kind::Comma));
            return Err(if ends_here {
                TermsError::BareNumber { number }
            } else {
                self.not_understood()
            });
        }
        self.after_invoice();
        moves.push(Move::Days(count));
        Ok(())
    }

    /// `EOM`, `end of the month`, `month end`, `end of next month`.
    fn end_of_month(&mut self, moves: &mut Vec<Move>) -> bool {
        let start = self.at;
        if self.word(&["eom"]) || self.phrase(&[&["month"], &["end"]]) {
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

    /// `MFI`, `prox`, `of next month`, `of the month following the invoice`.
    fn month_following(&mut self) -> bool {
        if self.word(&["mfi", "prox", "proximo"]) {
            return true;
        }
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
        if !self.word(&["from", "after"]) {
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

    fn kind(&self, ahead: usize) -> Option<Kind> {
        self.tokens.get(self.at + ahead).map(|token| token.kind)
    }

    fn is_word(&self, ahead: usize, words: &[&str]) -> bool {
        self.tokens.get(self.at + ahead).is_some_and(|token| {
            let found = &self.text[token.start..token.end];
            words.iter().any(|word| found.eq_ignore_ascii_case(word))
        })
    }

    /// Takes the next token if it is one of these words.
    fn word(&mut self, words: &[&str]) -> bool {
        let found = self.is_word(0, words);
        self.at += usize::from(found);
        found
    }

    /// Takes as many tokens as there are sets of words, if each is a word of its set.
    fn phrase(&mut self, sets: &[&[&str]]) -> bool {
        let found = sets
            .iter()
            .enumerate()
            .all(|(ahead, words)| self.is_word(ahead, words));
        self.at += if found { sets.len() } else { 0 };
        found
    }

    /// Takes the next token if it is that sign.
    fn sign(&mut self, kind: Kind) -> bool {
        let found = self.kind(0) == Some(kind);
        self.at += usize::from(found);
        found
    }

    /// Takes a number of days or months.
    fn count(&mut self) -> Result<u16, TermsError> {
        let Some(Kind::Number(number)) = self.kind(0) else {
            return Err(self.not_understood());
        };
        let whole = if number.scale() == 0 {
            u16::try_from(number).ok()
        } else {
            None
        };
        let Some(count) = whole.filter(|count| *count <= 9999) else {
            let token = self.tokens[self.at];
            return Err(TermsError::NotWhole {
                found: self.text[token.start..token.end].to_owned(),
                at: character(self.text, token.start),
            });
        };
        self.at += 1;
        Ok(count)
    }

    /// Takes a day of the month; whether a month has it is for the rule to say.
    fn day(&mut self) -> Result<u8, TermsError> {
        self.count()
            .map(|count| u8::try_from(count).unwrap_or(u8::MAX))
    }

    fn not_understood(&self) -> TermsError {
        match self.tokens.get(self.at) {
            Some(token) => TermsError::NotUnderstood {
                found: self.text[token.start..token.end].chars().take(40).collect(),
                at: character(self.text, token.start),
            },
            None => {
                let text = self.text.trim_end();
                let skipped = text.chars().count().saturating_sub(40);
                TermsError::Incomplete {
                    after: text.chars().skip(skipped).collect(),
                }
            }
        }
    }
}

#[cfg(test)]
mod tests;
