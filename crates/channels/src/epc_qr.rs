//! The text of the QR code by which a banking app fills in a transfer in euro (EPC069-12, version 1): one
//! line for each field. Drawing the code is for whoever makes the page or the letter.

use dunwell_core::currency::Currency;
use dunwell_core::money::Money;

/// The largest amount that the code can carry: EUR 999,999,999.99.
const LARGEST: i64 = 99_999_999_999;

/// How many bytes the text has at most.
const LARGEST_TEXT: usize = 331;

/// A transfer to be filled in.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct EpcTransfer<'a> {
    /// The payee's bank.
    pub bic: &'a str,
    /// The payee, at most 70 characters.
    pub name: &'a str,
    /// The payee's account, at most 34 characters.
    pub iban: &'a str,
    /// What is to be paid, from EUR 0.01 on.
    pub amount: Money,
    /// What kind of payment it is, at most 4 letters; empty when it does not matter.
    pub purpose: &'a str,
    /// What the payment is for: a creditor reference or free words, never both.
    pub remittance: Remittance<'a>,
    /// A word to the payer, at most 70 characters; empty when there is none.
    pub information: &'a str,
}

/// What the payment is for.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Remittance<'a> {
    /// A reference that machines read, at most 35 characters.
    Reference(&'a str),
    /// Free words, at most 140 characters.
    Text(&'a str),
}

/// Why there is no such code.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum EpcError {
    /// The code carries euro only, and no amount outside its bounds.
    #[error("a payment code carries from EUR 0.01 to EUR 999,999,999.99, and not {0}")]
    Amount(Money),
    /// A field is empty, too long, or spreads over lines.
    #[error("the {field} of a payment code has 1 to {longest} characters on one line")]
    Field {
        /// What it is.
        field: &'static str,
        /// How many characters it may have.
        longest: usize,
    },
    /// All fields together are too long.
    #[error("a payment code carries at most {LARGEST_TEXT} bytes; shorten the name or the text")]
    TooLong,
}

impl EpcTransfer<'_> {
    /// The lines of the code, ended where the last field that is not empty ends.
    ///
    /// # Errors
    /// [`EpcError`].
    pub fn lines(&self) -> Result<String, EpcError> {
        let needed = [
            ("BIC", self.bic, 11),
            ("name", self.name, 70),
            ("IBAN", self.iban, 34),
        ];
        for (field, value, longest) in needed {
            fits(field, value, longest)?;
            if value.is_empty() {
                return Err(EpcError::Field { field, longest });
            }
        }
        fits("purpose", self.purpose, 4)?;
        fits("information", self.information, 70)?;
        let (reference, text) = match self.remittance {
            Remittance::Reference(reference) => (reference, ""),
            Remittance::Text(text) => ("", text),
        };
        fits("reference", reference, 35)?;
        fits("text", text, 140)?;
        let amount = amount(self.amount)?;
        let lines = [
            "BCD",
            "001",
            "1",
            "SCT",
            self.bic,
            self.name,
            self.iban,
            &amount,
            self.purpose,
            reference,
            text,
            self.information,
        ];
        let lines = lines.join("\n");
        let lines = lines.trim_end_matches('\n');
        if lines.len() > LARGEST_TEXT {
            return Err(EpcError::TooLong);
        }
        Ok(lines.to_owned())
    }
}

fn fits(field: &'static str, value: &str, longest: usize) -> Result<(), EpcError> {
    if value.chars().count() > longest || value.chars().any(char::is_control) {
        return Err(EpcError::Field { field, longest });
    }
    Ok(())
}

/// With a point and two decimals; whole euro without either.
fn amount(money: Money) -> Result<String, EpcError> {
    let minor = money.minor();
    if money.currency() != Currency::EUR || !(1..=LARGEST).contains(&minor) {
        return Err(EpcError::Amount(money));
    }
    let (euro, cent) = (minor / 100, minor % 100);
    Ok(if cent == 0 {
        format!("EUR{euro}")
    } else {
        format!("EUR{euro}.{cent:02}")
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    const TRANSFER: EpcTransfer<'_> = EpcTransfer {
        bic: "BPOTBEB1",
        name: "Red Cross of Belgium",
        iban: "BE72000000001616",
        amount: Money::new(100, Currency::EUR),
        purpose: "CHAR",
        remittance: Remittance::Text("Urgency fund"),
        information: "Sample EPC QR code",
    };

    fn lines(transfer: EpcTransfer<'_>) -> Result<String, EpcError> {
        transfer.lines()
    }

    /// Published at <https://cavac.at/cavacopedia/EPC%20QR%20code>.
    #[test]
    fn the_published_code() {
        let text = "BCD\n001\n1\nSCT\nBPOTBEB1\nRed Cross of Belgium\nBE72000000001616\nEUR1\nCHAR\n\nUrgency fund\nSample EPC QR code";
        assert_eq!(lines(TRANSFER), Ok(text.to_owned()));
    }

    #[test]
    fn a_reference_ends_the_code() {
        let text = lines(EpcTransfer {
            amount: Money::new(1_234_05, Currency::EUR),
            purpose: "",
            remittance: Remittance::Reference("RF18539007547034"),
            information: "",
            ..TRANSFER
        });
        let end = "\nEUR1234.05\n\nRF18539007547034";
        assert!(text.is_ok_and(|text| text.ends_with(end)));
    }

    #[test]
    fn what_does_not_fit_is_refused() {
        for minor in [0, -5, LARGEST + 1] {
            let amount = Money::new(minor, Currency::EUR);
            assert_eq!(
                lines(EpcTransfer { amount, ..TRANSFER }),
                Err(EpcError::Amount(amount))
            );
        }
        let pounds = Money::new(100, Currency::GBP);
        assert_eq!(
            lines(EpcTransfer {
                amount: pounds,
                ..TRANSFER
            }),
            Err(EpcError::Amount(pounds))
        );
        let field = |field, longest| Err(EpcError::Field { field, longest });
        assert_eq!(
            lines(EpcTransfer {
                name: "",
                ..TRANSFER
            }),
            field("name", 70)
        );
        assert_eq!(
            lines(EpcTransfer {
                name: "A\nB",
                ..TRANSFER
            }),
            field("name", 70)
        );
        let long = "x".repeat(141);
        let remittance = Remittance::Text(&long);
        assert_eq!(
            lines(EpcTransfer {
                remittance,
                ..TRANSFER
            }),
            field("text", 140)
        );
        let wide = "ü".repeat(140);
        let remittance = Remittance::Text(&wide);
        assert_eq!(
            lines(EpcTransfer {
                remittance,
                ..TRANSFER
            }),
            Err(EpcError::TooLong)
        );
    }
}
