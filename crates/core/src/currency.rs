//! Currencies by their ISO 4217 code.

mod table;

use std::fmt;
use std::str::FromStr;

use serde::{Deserialize, Deserializer, Serialize, Serializer};

use crate::sentence::{Say, Sentence, Value};
use table::{ROW_COUNT, ROWS, Row};

/// How many near codes the message about an unknown code names.
const MAX_SUGGESTIONS: usize = 3;

/// A currency of ISO 4217, one byte wide.
///
/// It is shown, read and stored as its three-letter code, and ordered by that code.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Currency(u8);

impl fmt::Debug for Currency {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.code())
    }
}

impl Currency {
    /// The euro.
    pub const EUR: Currency = Currency::known("EUR");
    /// The pound sterling.
    pub const GBP: Currency = Currency::known("GBP");
    /// The yen, which has no decimals.
    pub const JPY: Currency = Currency::known("JPY");
    /// The Kuwaiti dinar, which has three decimals.
    pub const KWD: Currency = Currency::known("KWD");
    /// The US dollar.
    pub const USD: Currency = Currency::known("USD");

    /// Finds the currency of a code, in capitals or not, with or without blanks around it.
    ///
    /// # Errors
    /// When no currency has this code. The message names codes that look alike.
    pub fn from_code(code: &str) -> Result<Currency, UnknownCurrency> {
        // Most codes come as they are kept; a book has one on each of a million rows.
        if let Some(currency) = Currency::find(code) {
            return Ok(currency);
        }
        let wanted = code.trim().to_ascii_uppercase();
        Currency::find(&wanted).ok_or_else(|| UnknownCurrency::new(code, &wanted))
    }

    fn find(code: &str) -> Option<Currency> {
        let place = ROWS.binary_search_by(|row| row.code.cmp(code)).ok()?;
        u8::try_from(place).ok().map(Currency)
    }

    /// The three-letter code in capitals.
    #[must_use]
    pub fn code(self) -> &'static str {
        self.row().code
    }

    /// How many decimals an amount has: 2 for most, 0 for JPY, 3 for KWD, 4 for CLF.
    #[must_use]
    pub fn decimals(self) -> u8 {
        self.row().decimals
    }

    /// The English name.
    #[must_use]
    pub fn name(self) -> &'static str {
        self.row().name
    }

    /// The sign by which the currency is commonly known; none where it has no sign of its own.
    ///
    /// A sign is for display only: `$` alone says too little to read an amount by.
    #[must_use]
    pub fn symbol(self) -> Option<&'static str> {
        Some(match self.code() {
            "AUD" => "A$",
            "BRL" => "R$",
            "CAD" => "CA$",
            "CNY" => "CN¥",
            "EUR" => "€",
            "GBP" => "£",
            "HKD" => "HK$",
            "ILS" => "₪",
            "INR" => "₹",
            "JPY" => "¥",
            "KRW" => "₩",
            "MXN" => "MX$",
            "NGN" => "₦",
            "NZD" => "NZ$",
            "PHP" => "₱",
            "PLN" => "zł",
            "SGD" => "S$",
            "THB" => "฿",
            "TRY" => "₺",
            "UAH" => "₴",
            "USD" => "$",
            "VND" => "₫",
            _ => return None,
        })
    }

    /// Every currency, in the order of the codes.
    pub fn all() -> impl Iterator<Item = Currency> {
        (0u8..).take(ROW_COUNT).map(Currency)
    }

    fn row(self) -> &'static Row {
        // The field is private and only ever set to a place in the table.
        &ROWS[usize::from(self.0)]
    }

    /// Finds a code that is written in this file; a wrong one does not compile.
    const fn known(code: &str) -> Currency {
        let wanted = code.as_bytes();
        let mut place = 0;
        while place < ROW_COUNT {
            let found = ROWS[place].code.as_bytes();
            if found[0] == wanted[0] && found[1] == wanted[1] && found[2] == wanted[2] {
                // The table is at most 255 rows long, which is asserted beside it.
                #[expect(clippy::cast_possible_truncation, reason = "place < ROW_COUNT <= 255")]
                return Currency(place as u8);
            }
            place += 1;
        }
        #[expect(clippy::panic, reason = "evaluated by the compiler, never at run time")]
        {
            panic!("no such currency in the table")
        }
    }
}

impl fmt::Display for Currency {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.pad(self.code())
    }
}

impl FromStr for Currency {
    type Err = UnknownCurrency;

    fn from_str(code: &str) -> Result<Currency, UnknownCurrency> {
        Currency::from_code(code)
    }
}

impl Serialize for Currency {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.serialize_str(self.code())
    }
}

impl<'de> Deserialize<'de> for Currency {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Currency, D::Error> {
        let code = std::borrow::Cow::<'de, str>::deserialize(deserializer)?;
        Currency::from_code(&code).map_err(serde::de::Error::custom)
    }
}

/// A text that is not the code of any currency.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct UnknownCurrency {
    /// The text as it was given.
    pub found: String,
    /// Codes that look like it, the commoner ones first; empty when none does.
    pub near: Vec<&'static str>,
}

impl UnknownCurrency {
    fn new(found: &str, wanted: &str) -> UnknownCurrency {
        let mut near: Vec<Currency> = Currency::all()
            .filter(|c| c.symbol() == Some(found.trim()) || one_slip_apart(wanted, c.code()))
            .collect();
        near.sort_by_key(|c| (c.symbol().is_none(), *c));
        near.truncate(MAX_SUGGESTIONS);
        UnknownCurrency {
            found: found.chars().take(40).collect(),
            near: near.into_iter().map(Currency::code).collect(),
        }
    }
}

impl fmt::Display for UnknownCurrency {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.say().fmt(f)
    }
}

impl Say for UnknownCurrency {
    fn say(&self) -> Sentence {
        if self.near.is_empty() {
            return Sentence::new(
                "refusal.typed.no-currency",
                "\"{found}\" is not a currency code of ISO 4217; write three letters such as GBP, EUR or USD",
            )
            .with("found", &self.found);
        }
        let near = self.near.iter().map(|code| (*code).to_owned());
        Sentence::new(
            "refusal.typed.which-currency",
            "\"{found}\" is not a currency code of ISO 4217; did you mean {near}?",
        )
        .with("found", &self.found)
        .with("near", Value::OneOf(near.collect()))
    }
}

impl std::error::Error for UnknownCurrency {}

/// Whether one slip of the hand (a letter wrong, missing, too many, or two swapped) leads from one to the other.
fn one_slip_apart(typed: &str, code: &str) -> bool {
    let (a, b) = (typed.as_bytes(), code.as_bytes());
    let (longer, shorter) = if a.len() > b.len() { (a, b) } else { (b, a) };
    match longer.len() - shorter.len() {
        0 => {
            let wrong: Vec<usize> = (0..a.len()).filter(|&i| a[i] != b[i]).collect();
            match wrong[..] {
                [_] => true,
                [i, j] => j == i + 1 && a[i] == b[j] && a[j] == b[i],
                _ => false,
            }
        }
        1 => (0..longer.len())
            .any(|gap| longer[..gap] == shorter[..gap] && longer[gap + 1..] == shorter[gap..]),
        _ => false,
    }
}

#[cfg(test)]
mod tests {
    #![allow(
        clippy::unwrap_used,
        clippy::expect_used,
        clippy::panic,
        reason = "tests"
    )]

    use super::*;

    #[test]
    fn the_table_is_sorted_unique_and_well_formed() {
        assert!(ROWS.windows(2).all(|pair| pair[0].code < pair[1].code));
        for row in &ROWS {
            assert_eq!(row.code.len(), 3, "{}", row.code);
            assert!(
                row.code.bytes().all(|b| b.is_ascii_uppercase()),
                "{}",
                row.code
            );
            assert!(row.decimals <= 4, "{}", row.code);
            assert!(!row.name.trim().is_empty(), "{}", row.code);
        }
    }

    #[test]
    fn currencies_without_two_decimals_are_known() {
        let of = |decimals: u8| -> Vec<&str> {
            Currency::all()
                .filter(|c| c.decimals() == decimals)
                .map(Currency::code)
                .collect()
        };
        assert_eq!(
            of(0),
            [
                "BIF", "CLP", "DJF", "GNF", "ISK", "JPY", "KMF", "KRW", "PYG", "RWF", "UGX", "VND",
                "VUV", "XAF", "XOF", "XPF"
            ]
        );
        assert_eq!(of(1), [""; 0]);
        assert_eq!(of(3), ["BHD", "IQD", "JOD", "KWD", "LYD", "OMR", "TND"]);
        assert_eq!(of(4), ["CLF"]);
        for code in ["GBP", "EUR", "USD", "MGA", "HUF", "MRU", "COP"] {
            assert_eq!(Currency::from_code(code).unwrap().decimals(), 2, "{code}");
        }
    }

    #[test]
    fn a_code_is_found_in_any_case_and_printed_in_capitals() {
        for currency in Currency::all() {
            assert_eq!(Currency::from_code(currency.code()), Ok(currency));
            assert_eq!(
                Currency::from_code(&currency.code().to_lowercase()),
                Ok(currency)
            );
            let json = serde_json::to_string(&currency).unwrap();
            assert_eq!(json, format!("\"{currency}\""));
            assert_eq!(serde_json::from_str::<Currency>(&json).unwrap(), currency);
        }
        assert_eq!(" gbp ".parse(), Ok(Currency::GBP));
        assert_eq!(Currency::KWD.name(), "Kuwaiti dinar");
        assert_eq!(Currency::USD.symbol(), Some("$"));
        assert_eq!(Currency::KWD.symbol(), None);
    }

    #[test]
    fn an_unknown_code_gets_a_suggestion() {
        #[track_caller]
        fn check(found: &str, message: &str) {
            assert_eq!(Currency::from_code(found).unwrap_err().to_string(), message);
        }
        check(
            "GPB",
            "\"GPB\" is not a currency code of ISO 4217; did you mean GBP?",
        );
        check(
            "EURO",
            "\"EURO\" is not a currency code of ISO 4217; did you mean EUR?",
        );
        check(
            "£",
            "\"£\" is not a currency code of ISO 4217; did you mean GBP?",
        );
        check(
            "",
            "\"\" is not a currency code of ISO 4217; write three letters such as GBP, EUR or USD",
        );
        check(
            "pounds",
            "\"pounds\" is not a currency code of ISO 4217; write three letters such as GBP, EUR or USD",
        );
    }
}
