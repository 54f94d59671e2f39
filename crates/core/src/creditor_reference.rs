//! Creditor references (ISO 11649): "RF", two check digits and up to 21 letters and digits, which a payer
//! types once and banks carry unchanged, so that money finds its invoice.

use std::fmt;
use std::str::FromStr;

use crate::check_digits::remainder_97;

/// How many characters stand behind the check digits at most.
const LONGEST: usize = 21;

/// A creditor reference whose check digits are right, in capitals and without spaces.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct CreditorReference(String);

/// Why a text is no creditor reference.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum InvalidReference {
    /// It has another form.
    #[error(
        "\"{0}\" is not a creditor reference: RF, two digits, then 1 to 21 letters and digits, as in RF18539007547034"
    )]
    Form(String),
    /// A digit was mistyped, or two were swapped.
    #[error(
        "the check digits of \"{0}\" do not fit the rest of it; a character was probably mistyped"
    )]
    CheckDigits(String),
}

impl CreditorReference {
    /// The reference of something that has a name of its own: 1 to 21 letters and digits. Spaces and
    /// the case of letters do not count.
    ///
    /// # Errors
    /// When the name has another form.
    pub fn of(name: &str) -> Result<CreditorReference, InvalidReference> {
        let base = compact(name);
        if !is_base(&base) {
            return Err(InvalidReference::Form(name.to_owned()));
        }
        let check = 98 - remainder_97(&format!("RF00{base}"));
        Ok(CreditorReference(format!("RF{check:02}{base}")))
    }
}

impl FromStr for CreditorReference {
    type Err = InvalidReference;

    fn from_str(text: &str) -> Result<CreditorReference, InvalidReference> {
        let reference = compact(text);
        let form = || InvalidReference::Form(text.to_owned());
        let (head, base) = reference.split_at_checked(4).ok_or_else(form)?;
        let digits = head.strip_prefix("RF").ok_or_else(form)?;
        if !digits.bytes().all(|byte| byte.is_ascii_digit()) || !is_base(base) {
            return Err(form());
        }
        if remainder_97(&reference) != 1 {
            return Err(InvalidReference::CheckDigits(text.to_owned()));
        }
        Ok(CreditorReference(reference))
    }
}

/// As machines carry it.
impl AsRef<str> for CreditorReference {
    fn as_ref(&self) -> &str {
        &self.0
    }
}

/// As people read it: in groups of four.
impl fmt::Display for CreditorReference {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        for (place, letter) in self.0.chars().enumerate() {
            if place > 0 && place % 4 == 0 {
                f.write_str(" ")?;
            }
            write!(f, "{letter}")?;
        }
        Ok(())
    }
}

fn compact(text: &str) -> String {
    let letters = text.chars().filter(|letter| !letter.is_whitespace());
    letters.map(|letter| letter.to_ascii_uppercase()).collect()
}

fn is_base(base: &str) -> bool {
    (1..=LONGEST).contains(&base.len()) && base.bytes().all(|byte| byte.is_ascii_alphanumeric())
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used, reason = "tests")]

    use super::*;
    use proptest::prelude::*;

    /// Published references: <https://arthurdejong.org/python-stdnum/doc/1.20/stdnum.iso11649>,
    /// <http://maric.info/fin/SEPA/scchken.htm>.
    #[test]
    fn published_references() {
        let valid = [
            "RF18539007547034",
            "RF185390075470Y",
            "RF45G72UUR",
            "RF6518K5",
            "RF485000056789012345",
            "RF2012345678",
            "RF36INV202600042",
        ];
        for text in valid {
            assert_eq!(text.parse::<CreditorReference>().unwrap().as_ref(), text);
        }
    }

    #[test]
    fn what_is_refused() {
        let check = |text: &str, refused: fn(String) -> InvalidReference| {
            let found = text.parse::<CreditorReference>();
            assert_eq!(found, Err(refused(text.to_owned())), "{text}");
        };
        check("RF17539007547034", InvalidReference::CheckDigits);
        // Two illustrations that are in print and do not hold.
        check("RF35C4", InvalidReference::CheckDigits);
        check("RF214377", InvalidReference::CheckDigits);
        for text in [
            "",
            "RF",
            "RF18",
            "RFA8539",
            "XX18539007547034",
            "RF18539-007",
            "RF18é39",
        ] {
            check(text, InvalidReference::Form);
        }
        check("RF181234567890123456789012", InvalidReference::Form);
    }

    #[test]
    fn made_from_a_name() {
        let made = |name: &str| CreditorReference::of(name).unwrap();
        assert_eq!(made("INV202600042").as_ref(), "RF36INV202600042");
        assert_eq!(made("c4").as_ref(), "RF51C4");
        assert_eq!(made("4377").as_ref(), "RF684377");
        assert_eq!(made("539007547034").to_string(), "RF18 5390 0754 7034");
        assert!(CreditorReference::of("2026/42").is_err());
    }

    proptest! {
        #[test]
        fn what_is_made_is_valid_and_one_wrong_character_is_seen(
            base in "[A-Z0-9]{1,21}", place in 0usize..21, other in "[A-Z0-9]"
        ) {
            let made = CreditorReference::of(&base).unwrap();
            prop_assert_eq!(made.to_string().parse::<CreditorReference>().unwrap(), made.clone());
            let place = 4 + place % base.len();
            let mut wrong = made.as_ref().to_owned();
            wrong.replace_range(place..=place, &other);
            // A letter has two digits and a digit one, so that only characters of one kind are compared.
            let kind = |text: &str| text.starts_with(|c: char| c.is_ascii_digit());
            if wrong != made.as_ref() && kind(&other) == kind(&made.as_ref()[place..]) {
                prop_assert!(wrong.parse::<CreditorReference>().is_err());
            }
        }

        #[test]
        fn no_text_panics(text in ".{0,40}") {
            let _ = text.parse::<CreditorReference>();
            let _ = CreditorReference::of(&text);
        }
    }
}
