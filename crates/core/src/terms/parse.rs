//! Reading terms of payment from the many ways in which they are written.

mod cursor;
mod discount;
mod due;
mod tokens;

use rust_decimal::Decimal;

use super::{
    DueRule, EarlyPaymentDiscount, MAX_PARTS, MAX_TERMS_BYTES, Part, PartKind, Share, TaxMode,
    Terms, TermsError,
};
use cursor::Cursor;
use due::WrittenRule;
use tokens::{Kind, tokens};

const NET: &[&str] = &["net", "n", "nets"];
const DAY: &[&str] = &["days", "day", "d", "jours", "jour"];
const MONTH: &[&str] = &["months", "month"];
const WEEK: &[&str] = &["weeks", "week"];
const THEN: &[&str] = &["then", "puis"];
const ORDINAL: &[&str] = &["st", "nd", "rd", "th"];
const PROXIMO: &[&str] = &["prox", "proximo"];
const NEXT: &[&str] = &["next", "following"];
const REST: &[&str] = &["rest", "balance", "remainder", "remaining"];
const ON_RECEIPT: &[&str] = &["receipt", "now", "immediately", "immediate", "cash"];
/// Starting days that a single word names.
const EVENT: &[&str] = &["cod", "cia", "pia", "cwo", "cnd"];
/// Words before a rule that add nothing to it: "payable within 30 days", "due on the 15th of next month".
const FILLERS: &[&str] = &[
    "due", "payable", "payment", "pay", "within", "in", "at", "by", "on", "upon", "with", "the",
];
/// By trade custom the whole is due so many days after the discount's last day where only the end of the month
/// or a day of the next month is named: "2/10 EOM", "2% 10th prox".
const CUSTOMARY_DAYS: u16 = 20;

/// Reads a whole text.
pub(super) fn terms(text: &str) -> Result<Terms, TermsError> {
    if text.len() > MAX_TERMS_BYTES {
        return Err(TermsError::TooLong);
    }
    let mut cursor = Cursor::new(text, tokens(text)?);
    if cursor.is_at_end() {
        return Err(TermsError::Empty);
    }
    let mut parts = vec![part(&mut cursor, true)?];
    while !cursor.is_at_end() {
        if !cursor.sign(Kind::Comma) && !cursor.word(&["and"]) {
            return Err(cursor.not_understood());
        }
        if parts.len() == MAX_PARTS {
            return Err(TermsError::TooManyParts);
        }
        parts.push(part(&mut cursor, false)?);
    }
    give_the_missing_share(&mut parts);
    if let ([_, _, ..], Some(missing)) = (
        &parts[..],
        parts.iter().position(|part| part.share.is_none()),
    ) {
        return Err(TermsError::ShareMissing { part: missing + 1 });
    }
    let parts: Result<Vec<Part>, TermsError> = parts
        .into_iter()
        .map(|part| {
            let share = part.share.unwrap_or(Share::Rest);
            Ok(Part::new(share, part.discount, part.due)?.of_kind(part.kind))
        })
        .collect();
    Terms::new(parts?)
}

/// A part as it is written; a single one need not say how much it is.
struct WrittenPart {
    kind: PartKind,
    share: Option<Share>,
    discount: Option<EarlyPaymentDiscount>,
    due: DueRule,
}

fn part(cursor: &mut Cursor<'_>, is_first: bool) -> Result<WrittenPart, TermsError> {
    let kind = if cursor.word(&["retention"]) {
        PartKind::Retention
    } else if cursor.word(&["balloon"]) {
        PartKind::Balloon
    } else {
        PartKind::Instalment
    };
    let mut written = discount::discount(cursor, is_first)?;
    let mut share = None;
    if written.is_none() {
        share = share_of(cursor);
        if share.is_some() {
            written = discount::discount(cursor, false)?;
        }
    }
    if share.is_none() && kind == PartKind::Balloon {
        share = Some(Share::Rest);
    }
    let rule = match &written {
        Some(discount) if discount.is_all => WrittenRule::default(),
        Some(_) if matches!(cursor.kind(0), None | Some(Kind::Comma)) => {
            return Err(TermsError::DiscountWithoutDue);
        }
        _ => due::rule(cursor)?,
    };
    let (discount, due) = match written {
        Some(written) => {
            let (discount, due) = written.with_term(rule)?;
            (Some(discount), due)
        }
        None => (None, rule.rule()?),
    };
    let discount = tax_mode(cursor, discount)?;
    Ok(WrittenPart {
        kind,
        share,
        discount,
        due,
    })
}

/// `30%`, `396.84` or `rest`.
fn share_of(cursor: &mut Cursor<'_>) -> Option<Share> {
    let start = cursor.at;
    cursor.word(&["the"]);
    if cursor.word(REST) {
        return Some(Share::Rest);
    }
    cursor.at = start;
    let Some(Kind::Number(number)) = cursor.kind(0) else {
        return None;
    };
    if cursor.kind(1) == Some(Kind::Percent) {
        cursor.at += 2;
        return Some(Share::Percent(number));
    }
    // "500 net 30" and "500.00 EOM" begin with an amount, "30 days", "30 net" and "30 EOM" do not.
    let is_amount = number.scale() > 0
        || matches!(cursor.kind(1), Some(Kind::Number(_)))
        || (cursor.is_word(1, NET) && cursor.kind(2).is_some_and(|kind| kind != Kind::Comma))
        || [FILLERS, ON_RECEIPT, EVENT]
            .iter()
            .any(|words| cursor.is_word(1, words));
    is_amount.then(|| {
        cursor.at += 1;
        Share::Fixed(number)
    })
}

/// `, discount excluding tax` after a part: how its discount treats tax.
fn tax_mode(
    cursor: &mut Cursor<'_>,
    discount: Option<EarlyPaymentDiscount>,
) -> Result<Option<EarlyPaymentDiscount>, TermsError> {
    if !(cursor.kind(0) == Some(Kind::Comma) && cursor.is_word(1, &["discount"])) {
        return Ok(discount);
    }
    cursor.at += 2;
    let mode = if cursor.word(&["excluding", "excl"]) {
        TaxMode::Excluded
    } else if cursor.word(&["including", "incl"]) {
        TaxMode::Included
    } else if cursor.phrase(&[&["with"], &["reduced"]]) {
        TaxMode::Mixed
    } else {
        return Err(cursor.not_understood());
    };
    if !cursor.word(&["tax", "vat"]) {
        return Err(cursor.not_understood());
    }
    match discount {
        Some(discount) => Ok(Some(discount.taxed(mode))),
        None => Err(TermsError::DiscountMissing),
    }
}

/// Beside a retention the one part that does not say how much it is takes what the percentages leave:
/// "net 30, retention 5% 12 months".
fn give_the_missing_share(parts: &mut [WrittenPart]) {
    let has_retention = parts.iter().any(|part| part.kind == PartKind::Retention);
    let mut missing = None;
    let mut left = Decimal::ONE_HUNDRED;
    for (index, part) in parts.iter().enumerate() {
        match part.share {
            Some(Share::Percent(percent)) if percent <= left => left -= percent,
            None if missing.is_none() && part.kind == PartKind::Instalment => missing = Some(index),
            _ => return,
        }
    }
    if let (true, Some(index)) = (has_retention && left > Decimal::ZERO, missing) {
        parts[index].share = Some(Share::Percent(left));
    }
}

#[cfg(test)]
mod tests;
