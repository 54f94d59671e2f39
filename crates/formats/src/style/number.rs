//! Amounts: the two decimal signs, groups, signs and currency marks.

use dunwell_core::currency::Currency;

use crate::Decimal;
use crate::limits::AMOUNT_DIGITS_MAX;

/// The decimal sign of a column. Spaces and apostrophes may separate thousands under both.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum NumberStyle {
    /// `1,234.56`, `1'234.56`.
    Point,
    /// `1.234,56`, `1 234,56`.
    Comma,
}

impl NumberStyle {
    /// Both.
    pub(crate) const ALL: [NumberStyle; 2] = [NumberStyle::Point, NumberStyle::Comma];

    /// The decimal sign.
    #[must_use]
    pub const fn sign(self) -> char {
        match self {
            NumberStyle::Point => '.',
            NumberStyle::Comma => ',',
        }
    }

    /// The style with this decimal sign (`.` or `,`, or the words `point` and `comma`), or `None`.
    #[must_use]
    pub fn from_sign(sign: &str) -> Option<NumberStyle> {
        match sign {
            "." | "point" => Some(NumberStyle::Point),
            "," | "comma" => Some(NumberStyle::Comma),
            _ => None,
        }
    }

    const fn group_sign(self) -> char {
        match self {
            NumberStyle::Point => ',',
            NumberStyle::Comma => '.',
        }
    }
}

/// Why a value is no amount under a style.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum AmountFault {
    /// It is not written so.
    Form,
    /// It has more than [`AMOUNT_DIGITS_MAX`] digits.
    TooLong,
}

/// A value without its sign and its currency mark.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct Bare<'a> {
    body: &'a str,
    negative: bool,
    beside: Beside,
}

/// What stands beside an amount.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Beside {
    /// Nothing.
    Nothing,
    /// A currency.
    Currency(Currency),
    /// A sign that several currencies are written with.
    Shared(SharedSign),
}

/// A sign that several currencies are written with. It does not say which of them is meant.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct SharedSign {
    pub sign: &'static str,
    codes: &'static [&'static str],
}

impl SharedSign {
    /// Whether amounts of this currency are written with the sign.
    pub(crate) fn is_of(self, currency: Currency) -> bool {
        self.codes.contains(&currency.code())
    }
}

/// An amount as read, with what stood beside it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct Amount {
    pub value: Decimal,
    pub beside: Beside,
}

/// Reads `value`, already trimmed, as an amount with the decimal sign of `style`.
pub(crate) fn read_amount(value: &str, style: NumberStyle) -> Result<Amount, AmountFault> {
    bare(value).ok_or(AmountFault::Form)?.read(style)
}

/// Reads `value` under both decimal signs, in the order of [`NumberStyle::ALL`].
pub(super) fn read_in_both_styles(value: &str) -> [Option<Decimal>; NumberStyle::ALL.len()] {
    match bare(value) {
        Some(bare) => {
            NumberStyle::ALL.map(|style| bare.read(style).ok().map(|amount| amount.value))
        }
        None => [None; NumberStyle::ALL.len()],
    }
}

/// Signs of one currency.
const MARKS: [(&str, &str); 14] = [
    ("US$", "USD"),
    ("CA$", "CAD"),
    ("AU$", "AUD"),
    ("NZ$", "NZD"),
    ("HK$", "HKD"),
    ("R$", "BRL"),
    ("€", "EUR"),
    ("£", "GBP"),
    ("₹", "INR"),
    ("zł", "PLN"),
    ("Kč", "CZK"),
    ("SFr.", "CHF"),
    ("Fr.", "CHF"),
    ("CN¥", "CNY"),
];

/// Signs of several currencies.
const SHARED: [SharedSign; 4] = [
    SharedSign {
        sign: "$",
        codes: &[
            "USD", "AUD", "CAD", "NZD", "SGD", "HKD", "MXN", "TWD", "ARS", "CLP", "COP", "UYU",
            "DOP", "BBD", "BMD", "BND", "BSD", "BZD", "FJD", "GYD", "JMD", "KYD", "LRD", "NAD",
            "SBD", "SRD", "TTD", "XCD",
        ],
    },
    SharedSign {
        sign: "¥",
        codes: &["JPY", "CNY"],
    },
    SharedSign {
        sign: "kr.",
        codes: &["SEK", "NOK", "DKK", "ISK"],
    },
    SharedSign {
        sign: "kr",
        codes: &["SEK", "NOK", "DKK", "ISK"],
    },
];

/// Takes signs and currency marks off both ends until a number remains; each may stand once.
fn bare(value: &str) -> Option<Bare<'_>> {
    let mut body = value.trim();
    let (mut negative, mut signed, mut marked) = (false, false, false);
    let mut beside = Beside::Nothing;
    loop {
        let first = body.chars().next()?;
        let last = body.chars().next_back()?;
        if first.is_ascii_digit() && last.is_ascii_digit() {
            return Some(Bare {
                body,
                negative,
                beside,
            });
        }
        let parentheses = body
            .strip_prefix('(')
            .and_then(|inner| inner.strip_suffix(')'));
        let minus = body
            .strip_prefix(['-', '−'])
            .or_else(|| body.strip_suffix(['-', '−']));
        let plus = body.strip_prefix('+');
        let inner = if let Some(inner) = parentheses.or(minus) {
            (negative, signed) = (true, once(signed)?);
            inner
        } else if let Some(inner) = plus {
            signed = once(signed)?;
            inner
        } else if let Some((inner, mark)) = without_mark(body) {
            marked = once(marked)?;
            beside = mark;
            inner
        } else {
            // What remains may still begin or end with a decimal sign: ".5" and "12.".
            return Some(Bare {
                body,
                negative,
                beside,
            });
        };
        body = inner.trim();
    }
}

/// `None` where it has been so already, else `Some(true)`.
const fn once(already: bool) -> Option<bool> {
    if already { None } else { Some(true) }
}

fn without_mark(body: &str) -> Option<(&str, Beside)> {
    let without = |mark: &str| body.strip_prefix(mark).or_else(|| body.strip_suffix(mark));
    for (mark, code) in MARKS {
        if let Some(inner) = without(mark) {
            return Some((inner, Beside::Currency(Currency::from_code(code).ok()?)));
        }
    }
    for shared in SHARED {
        if let Some(inner) = without(shared.sign) {
            return Some((inner, Beside::Shared(shared)));
        }
    }
    let code_of = |part: &str| {
        let letters = part.len() == 3 && part.bytes().all(|b| b.is_ascii_alphabetic());
        if letters {
            Currency::from_code(part).ok()
        } else {
            None
        }
    };
    let before = body
        .get(..3)
        .and_then(code_of)
        .map(|code| (&body[3..], Beside::Currency(code)));
    let split = body.len().checked_sub(3);
    before.or_else(|| {
        let split = split?;
        body.get(split..)
            .and_then(code_of)
            .map(|code| (&body[..split], Beside::Currency(code)))
    })
}

impl Bare<'_> {
    fn read(self, style: NumberStyle) -> Result<Amount, AmountFault> {
        let (whole, fraction) = match self.body.split_once(style.sign()) {
            Some((whole, fraction)) => (whole, fraction),
            None => (self.body, ""),
        };
        if !fraction.bytes().all(|b| b.is_ascii_digit()) || !is_grouped(whole, style.group_sign()) {
            return Err(AmountFault::Form);
        }
        let (mut units, mut count): (i128, usize) = (0, 0);
        for digit in whole
            .bytes()
            .chain(fraction.bytes())
            .filter(u8::is_ascii_digit)
        {
            count += 1;
            if count > AMOUNT_DIGITS_MAX {
                return Err(AmountFault::TooLong);
            }
            units = units * 10 + i128::from(digit - b'0');
        }
        if count == 0 {
            return Err(AmountFault::Form);
        }
        let scale = u8::try_from(fraction.len()).map_err(|_| AmountFault::TooLong)?;
        let units = if self.negative { -units } else { units };
        Ok(Amount {
            value: Decimal::new(units, scale),
            beside: self.beside,
        })
    }
}

/// Whether the part before the decimal sign is digits only, or groups of three that are all
/// separated by the same sign. `0.125` is therefore no grouped number and tells a decimal point.
fn is_grouped(whole: &str, group_sign: char) -> bool {
    let Some(sign) = whole.chars().find(|c| !c.is_ascii_digit()) else {
        return true;
    };
    if sign != group_sign && !matches!(sign, ' ' | '\u{a0}' | '\u{202f}' | '\u{2009}' | '\'' | '’')
    {
        return false;
    }
    let mut groups = whole.split(sign);
    let first = groups.next().unwrap_or_default();
    let first_is_group =
        matches!(first.len(), 1..=3) && !first.starts_with('0') && all_digits(first);
    first_is_group && groups.all(|group| group.len() == 3 && all_digits(group))
}

fn all_digits(text: &str) -> bool {
    text.bytes().all(|b| b.is_ascii_digit())
}

#[cfg(test)]
mod tests {
    #![allow(
        clippy::unwrap_used,
        clippy::expect_used,
        clippy::panic,
        reason = "tests"
    )]

    use super::NumberStyle::{Comma, Point};
    use super::*;

    fn read(value: &str, style: NumberStyle) -> Option<String> {
        read_amount(value, style)
            .ok()
            .map(|amount| amount.value.to_string())
    }

    #[test]
    fn reads_under_each_sign() {
        for (value, point, comma) in [
            ("1234", Some("1234"), Some("1234")),
            ("1,234.56", Some("1234.56"), None),
            ("1.234,56", None, Some("1234.56")),
            ("1 234,56", None, Some("1234.56")),
            ("1\u{a0}234\u{a0}567,5", None, Some("1234567.5")),
            ("1\u{202f}234,56", None, Some("1234.56")),
            ("1'234.56", Some("1234.56"), None),
            ("1’234’567.00", Some("1234567.00"), None),
            ("1.234", Some("1.234"), Some("1234")),
            ("1,234", Some("1234"), Some("1.234")),
            ("1,234,567", Some("1234567"), None),
            ("0.125", Some("0.125"), None),
            ("0,125", None, Some("0.125")),
            ("12.5", Some("12.5"), None),
            (".5", Some("0.5"), None),
            ("12.", Some("12"), None),
            ("0012.50", Some("12.50"), None),
            ("1,23,456.00", None, None),
            ("1,2345.00", None, None),
            ("1,234 567.00", None, None),
            ("1.2.3", None, None),
            ("1e5", None, None),
            ("12a", None, None),
            ("", None, None),
            (".", None, None),
            ("-", None, None),
            ("()", None, None),
            ("--5", None, None),
            ("-(5)", None, None),
            ("- 5", Some("-5"), Some("-5")),
            ("5-", Some("-5"), Some("-5")),
            ("−5.00", Some("-5.00"), None),
            ("(1,234.50)", Some("-1234.50"), None),
            ("+7", Some("7"), Some("7")),
            ("£1,234.50", Some("1234.50"), None),
            ("-£5.00", Some("-5.00"), None),
            ("£-5.00", Some("-5.00"), None),
            ("12,50 €", None, Some("12.50")),
            ("CHF 1'200.00", Some("1200.00"), None),
            ("1200.00 usd", Some("1200.00"), None),
            ("USD 5 EUR", None, None),
            ("XQX 5", None, None),
            ("ÄÖ 5", None, None),
        ] {
            assert_eq!(read(value, Point).as_deref(), point, "{value} with a point");
            assert_eq!(read(value, Comma).as_deref(), comma, "{value} with a comma");
        }
    }

    #[test]
    fn a_mark_of_one_currency_names_it_and_a_shared_one_does_not() {
        for (value, expected) in [
            ("€5", "EUR"),
            ("5 GBP", "GBP"),
            ("US$5", "USD"),
            ("$5", "$"),
            ("kr 5", "kr"),
            ("5 kr.", "kr."),
            ("5", ""),
        ] {
            let found = match read_amount(value, Point).unwrap().beside {
                Beside::Nothing => "",
                Beside::Currency(currency) => currency.code(),
                Beside::Shared(shared) => shared.sign,
            };
            assert_eq!(found, expected, "{value}");
        }
    }

    #[test]
    fn every_code_of_a_sign_is_a_currency() {
        let shared = SHARED.iter().flat_map(|shared| shared.codes);
        for code in MARKS.iter().map(|(_, code)| code).chain(shared) {
            assert!(Currency::from_code(code).is_ok(), "{code}");
        }
    }

    #[test]
    fn an_amount_of_too_many_digits_is_refused() {
        let longest = "9".repeat(AMOUNT_DIGITS_MAX);
        assert!(read_amount(&longest, Point).is_ok());
        assert_eq!(
            read_amount(&format!("{longest}9"), Point),
            Err(AmountFault::TooLong)
        );
        assert_eq!(
            read_amount(&format!("0.{}", "0".repeat(400)), Point),
            Err(AmountFault::TooLong)
        );
    }
}
