//! The accounts that customers pay to: one for every currency, and others for a currency each.

use std::collections::BTreeMap;

use dunwell_channels::Bank;
use dunwell_core::currency::Currency;

use super::{checked, of_key};
use crate::book::Settings;
use crate::error::Result;

/// Changes a part of an account: `bank.iban` of the one for every currency, `banks.EUR.iban` of the one
/// for euro. An account of which nothing is left is taken away. Gives false when the key is none of these.
///
/// # Errors
/// When there is no such currency, or the value is not of its kind.
pub(super) fn assign(settings: &mut Settings, key: &str, value: &str) -> Result<bool> {
    let Some((of, part)) = key.rsplit_once('.') else {
        return Ok(false);
    };
    let currency = match of.split_once('.') {
        None if of == "bank" => None,
        Some(("banks", code)) => Some(code),
        _ => return Ok(false),
    };
    if parts(&nothing()).iter().all(|(known, _)| *known != part) {
        return Ok(false);
    }
    let currency = currency.map(Currency::from_code).transpose();
    let currency = currency.map_err(|error| of_key(key, error.into()))?;
    let value = checked(key, value)?;
    let bank = match currency {
        None => settings.bank.get_or_insert_with(nothing),
        Some(currency) => settings.banks.entry(currency).or_insert_with(nothing),
    };
    for (_, text) in parts_mut(bank).into_iter().filter(|(of, _)| *of == part) {
        text.clone_from(&value);
    }
    settings.bank.take_if(|bank| *bank == nothing());
    settings.banks.retain(|_, bank| *bank != nothing());
    Ok(true)
}

/// The parts of all accounts by their keys; those of the account for every currency are always there.
pub(super) fn values(settings: &Settings) -> Vec<(String, String)> {
    let none = nothing();
    let first = ("bank".to_owned(), settings.bank.as_ref().unwrap_or(&none));
    let others = settings.banks.iter();
    let others = others.map(|(currency, bank)| (format!("banks.{currency}"), bank));
    let mut values = Vec::new();
    for (of, bank) in std::iter::once(first).chain(others) {
        let named = parts(bank).map(|(part, text)| (format!("{of}.{part}"), text.clone()));
        values.extend(named);
    }
    values
}

/// The parts of the accounts that there are, to be brought into their form.
pub(super) fn texts<'a>(
    bank: &'a mut Option<Bank>,
    banks: &'a mut BTreeMap<Currency, Bank>,
) -> Vec<(String, &'a mut String)> {
    let first = bank.iter_mut().map(|bank| ("bank".to_owned(), bank));
    let others = banks.iter_mut();
    let others = others.map(|(currency, bank)| (format!("banks.{currency}"), bank));
    let mut texts = Vec::new();
    for (of, bank) in first.chain(others) {
        texts.extend(parts_mut(bank).map(|(part, text)| (format!("{of}.{part}"), text)));
    }
    texts
}

/// An account of which nothing is known.
fn nothing() -> Bank {
    Bank {
        account_name: String::new(),
        iban: String::new(),
        bic: String::new(),
        bank_name: String::new(),
    }
}

fn parts(bank: &Bank) -> [(&'static str, &String); 4] {
    [
        ("account_name", &bank.account_name),
        ("iban", &bank.iban),
        ("bic", &bank.bic),
        ("bank_name", &bank.bank_name),
    ]
}

fn parts_mut(bank: &mut Bank) -> [(&'static str, &mut String); 4] {
    [
        ("account_name", &mut bank.account_name),
        ("iban", &mut bank.iban),
        ("bic", &mut bank.bic),
        ("bank_name", &mut bank.bank_name),
    ]
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used, reason = "tests")]
    use super::*;
    use crate::book_settings::assign;

    #[test]
    fn money_in_a_currency_goes_to_its_own_account_or_to_the_one_for_all() {
        let mut settings = Settings::default();
        let name = |settings: &Settings, currency| {
            settings
                .bank_for(currency)
                .map(|bank| bank.account_name.clone())
        };
        assert_eq!(name(&settings, Currency::EUR), None);
        assign(&mut settings, "bank.account_name=House").unwrap();
        assign(&mut settings, "banks.eur.account_name=House in euro").unwrap();
        assert_eq!(name(&settings, Currency::GBP).unwrap(), "House");
        assert_eq!(name(&settings, Currency::EUR).unwrap(), "House in euro");
        assign(&mut settings, "banks.EUR.account_name=").unwrap();
        assert_eq!(name(&settings, Currency::EUR).unwrap(), "House");
        assert!(settings.banks.is_empty());
    }

    #[test]
    fn a_refused_part_leaves_the_account_as_it_was() {
        let mut settings = Settings::default();
        assign(&mut settings, "banks.EUR.bic=NWBKGB2L").unwrap();
        let kept = settings.clone();
        assign(&mut settings, "banks.EUR.iban=GB28").unwrap_err();
        assign(&mut settings, "banks.USD.iban=GB28").unwrap_err();
        assert_eq!(settings, kept);
    }
}
