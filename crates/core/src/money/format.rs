//! Money as text: the plain form for machines and the grouped forms for people.

use std::fmt;

use serde::{Deserialize, Serialize};

use super::Money;
use crate::lang::Lang;

/// The minus sign of typography, as wide as the plus sign; a hyphen is easily overlooked before a figure.
const MINUS: &str = "\u{2212}";
/// Keeps the figures of one amount on one line.
const NARROW_NO_BREAK_SPACE: &str = "\u{202F}";
/// Keeps the currency beside its amount.
const NO_BREAK_SPACE: &str = "\u{00A0}";

/// The habits of a language in writing amounts.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Default, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum Locale {
    /// `GBP 1,234.56`
    #[default]
    En,
    /// `1 234,56 EUR`, with spaces that do not break.
    Fr,
    /// `1.234,56 EUR`, with a space that does not break.
    De,
}

impl From<Lang> for Locale {
    fn from(lang: Lang) -> Locale {
        match lang {
            Lang::En => Locale::En,
            Lang::Fr => Locale::Fr,
            Lang::De => Locale::De,
        }
    }
}

/// A number in the plain form of machines, whatever its currency: its digits without the decimal
/// point, and how many of them stand behind it.
pub(super) fn plain(units: i128, scale: u8) -> String {
    let scale = usize::from(scale);
    let digits = format!("{:0>width$}", units.unsigned_abs(), width = scale + 1);
    let (whole, fraction) = digits.split_at(digits.len() - scale);
    let sign = if units < 0 { "-" } else { "" };
    let point = if fraction.is_empty() { "" } else { "." };
    format!("{sign}{whole}{point}{fraction}")
}

impl Money {
    /// The amount alone in the plain form of machines: `1234.56`, `-0.05`; for JPY `1234`.
    ///
    /// [`Money::parse`] reads it back.
    #[must_use]
    pub fn to_decimal_string(self) -> String {
        self.figures("-", "", ".")
    }

    /// Amount and currency as a reader of that language expects them; negative ones with a true minus sign.
    #[must_use]
    pub fn format_in(self, locale: Locale) -> String {
        let code = self.currency().code();
        match locale {
            Locale::En => format!("{code} {}", self.figures(MINUS, ",", ".")),
            Locale::Fr => {
                let figures = self.figures(MINUS, NARROW_NO_BREAK_SPACE, ",");
                format!("{figures}{NO_BREAK_SPACE}{code}")
            }
            Locale::De => format!("{}{NO_BREAK_SPACE}{code}", self.figures(MINUS, ".", ",")),
        }
    }

    fn figures(self, minus: &str, group: &str, point: &str) -> String {
        let decimals = usize::from(self.currency().decimals());
        // Padded so that there is always a figure before the decimal point.
        let digits = format!(
            "{:0>width$}",
            self.minor().unsigned_abs(),
            width = decimals + 1
        );
        let (whole, fraction) = digits.split_at(digits.len() - decimals);
        let mut text = String::with_capacity(digits.len() + 12);
        if self.is_negative() {
            text.push_str(minus);
        }
        for (index, digit) in whole.char_indices() {
            if index > 0 && (whole.len() - index) % 3 == 0 {
                text.push_str(group);
            }
            text.push(digit);
        }
        if decimals > 0 {
            text.push_str(point);
            text.push_str(fraction);
        }
        text
    }
}

/// The English form, `GBP 1,234.56`.
impl fmt::Display for Money {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.pad(&self.format_in(Locale::En))
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::currency::Currency;

    #[track_caller]
    fn check(minor: i64, currency: Currency, plain: &str, en: &str, fr: &str, de: &str) {
        let money = Money::new(minor, currency);
        assert_eq!(money.to_decimal_string(), plain);
        assert_eq!(money.to_string(), en);
        assert_eq!(money.format_in(Locale::Fr), fr);
        assert_eq!(money.format_in(Locale::De), de);
    }

    #[test]
    fn each_language_has_its_form() {
        check(
            123_456,
            Currency::EUR,
            "1234.56",
            "EUR 1,234.56",
            "1\u{202F}234,56\u{A0}EUR",
            "1.234,56\u{A0}EUR",
        );
        check(
            -5,
            Currency::GBP,
            "-0.05",
            "GBP \u{2212}0.05",
            "\u{2212}0,05\u{A0}GBP",
            "\u{2212}0,05\u{A0}GBP",
        );
        check(
            -1_234_567,
            Currency::JPY,
            "-1234567",
            "JPY \u{2212}1,234,567",
            "\u{2212}1\u{202F}234\u{202F}567\u{A0}JPY",
            "\u{2212}1.234.567\u{A0}JPY",
        );
        check(
            999,
            Currency::KWD,
            "0.999",
            "KWD 0.999",
            "0,999\u{A0}KWD",
            "0,999\u{A0}KWD",
        );
        check(
            0,
            Currency::GBP,
            "0.00",
            "GBP 0.00",
            "0,00\u{A0}GBP",
            "0,00\u{A0}GBP",
        );
        check(
            i64::MIN,
            Currency::GBP,
            "-92233720368547758.08",
            "GBP \u{2212}92,233,720,368,547,758.08",
            "\u{2212}92\u{202F}233\u{202F}720\u{202F}368\u{202F}547\u{202F}758,08\u{A0}GBP",
            "\u{2212}92.233.720.368.547.758,08\u{A0}GBP",
        );
    }
}
