//! A book's settings as people write them: one by one as `key=value`, or all of them in a file.

use dunwell_channels::Bank;
use dunwell_core::dates::parse_date;
use dunwell_core::lang::Lang;

use crate::book::Settings;
use crate::error::{AppError, Result};

/// The keys with an example of each, in the order in which they are shown.
pub const KEYS: [(&str, &str); 12] = [
    ("trading_name", "Northwind"),
    ("contact_name", "Anna Smith"),
    ("email", "accounts@example.com"),
    ("phone", "+44 7700 900123"),
    ("address", "1 Quay Street; London E1 1AA"),
    ("bank.account_name", "Northwind Ltd"),
    ("bank.iban", "GB29 NWBK 6016 1331 9268 19"),
    ("bank.bic", "NWBKGB2L"),
    ("bank.bank_name", "Northern Bank"),
    ("pay_url", "https://example.com/pay"),
    ("language", "en"),
    ("holiday", "2026-12-25 Christmas Day"),
];

/// Changes one setting, given as `key=value`. An empty value takes the setting away; lines of the
/// address are separated by semicolons; `holiday` adds a day, or with a day alone takes it away.
///
/// # Errors
/// When there is no such key, or the value is not of its kind.
pub fn assign(settings: &mut Settings, assignment: &str) -> Result<()> {
    let Some((key, value)) = assignment.split_once('=') else {
        return Err(AppError::refused(format!(
            "\"{assignment}\" has no value; write it like phone=\"+44 7700 900123\""
        )));
    };
    let value = value.trim();
    match key.trim() {
        "trading_name" => settings.trading_name = value.to_owned(),
        "contact_name" => settings.contact_name = value.to_owned(),
        "email" => settings.email = email(value)?,
        "phone" => settings.phone = value.to_owned(),
        "address" => settings.address = lines(value),
        "pay_url" => settings.pay_url = (!value.is_empty()).then(|| value.to_owned()),
        "language" => settings.language = language(value)?,
        "holiday" => holiday(settings, value)?,
        other => return bank(settings, other, value),
    }
    Ok(())
}

/// Reads all settings from a TOML document with the same keys; what it leaves out is empty then.
///
/// # Errors
/// When the text is not such a document, with its place.
pub fn read(file: &str, text: &str) -> Result<Settings> {
    toml::from_str(text).map_err(|error| {
        let before = error
            .span()
            .map_or("", |span| text.get(..span.start).unwrap_or_default());
        let line = before.matches('\n').count() + 1;
        AppError::refused(format!("{file}:{line}: {}", error.message()))
    })
}

/// All settings as text, by the keys that [`assign`] takes; a holiday is `2026-12-25 Christmas Day`.
#[must_use]
pub fn values(settings: &Settings) -> Vec<(&'static str, String)> {
    let bank = |part: fn(&Bank) -> &String| {
        settings
            .bank
            .as_ref()
            .map(part)
            .cloned()
            .unwrap_or_default()
    };
    let mut values = vec![
        ("trading_name", settings.trading_name.clone()),
        ("contact_name", settings.contact_name.clone()),
        ("email", settings.email.clone()),
        ("phone", settings.phone.clone()),
        ("address", settings.address.join("; ")),
        ("bank.account_name", bank(|bank| &bank.account_name)),
        ("bank.iban", bank(|bank| &bank.iban)),
        ("bank.bic", bank(|bank| &bank.bic)),
        ("bank.bank_name", bank(|bank| &bank.bank_name)),
        ("pay_url", settings.pay_url.clone().unwrap_or_default()),
        ("language", settings.language.code().to_owned()),
    ];
    let holidays = settings.holidays.iter();
    values.extend(holidays.map(|(day, name)| ("holiday", format!("{day} {name}"))));
    values
}

fn email(value: &str) -> Result<String> {
    let usable = value
        .split_once('@')
        .is_some_and(|(name, domain)| !name.is_empty() && domain.contains('.'));
    if value.is_empty() || (usable && !value.contains(char::is_whitespace)) {
        return Ok(value.to_owned());
    }
    Err(AppError::refused(format!(
        "\"{value}\" is not an e-mail address; one looks like accounts@example.com"
    )))
}

fn lines(value: &str) -> Vec<String> {
    value
        .split([';', '\n'])
        .map(str::trim)
        .filter(|line| !line.is_empty())
        .map(str::to_owned)
        .collect()
}

fn language(value: &str) -> Result<Lang> {
    Lang::from_code(value).ok_or_else(|| {
        let known = Lang::ALL.map(Lang::code).join(", ");
        AppError::refused(format!(
            "there are no texts in \"{value}\"; the languages are {known}"
        ))
    })
}

fn holiday(settings: &mut Settings, value: &str) -> Result<()> {
    let (day, name) = value.split_once(char::is_whitespace).unwrap_or((value, ""));
    let day = parse_date(day).map_err(|error| AppError::refused(format!("holiday: {error}")))?;
    settings.holidays.retain(|(known, _)| *known != day);
    if !name.trim().is_empty() {
        settings.holidays.push((day, name.trim().to_owned()));
        settings.holidays.sort();
    }
    Ok(())
}

fn bank(settings: &mut Settings, key: &str, value: &str) -> Result<()> {
    let mut bank = settings.bank.clone().unwrap_or_else(|| Bank {
        account_name: String::new(),
        iban: String::new(),
        bic: String::new(),
        bank_name: String::new(),
    });
    match key {
        "bank.account_name" => bank.account_name = value.to_owned(),
        "bank.iban" => bank.iban = value.to_owned(),
        "bank.bic" => bank.bic = value.to_owned(),
        "bank.bank_name" => bank.bank_name = value.to_owned(),
        _ => {
            let keys = KEYS.map(|(key, _)| key).join(", ");
            return Err(AppError::refused(format!(
                "there is no setting \"{key}\"; the settings are {keys}"
            )));
        }
    }
    let is_empty = [&bank.account_name, &bank.iban, &bank.bic, &bank.bank_name]
        .iter()
        .all(|text| text.is_empty());
    settings.bank = (!is_empty).then_some(bank);
    Ok(())
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used, reason = "tests")]
    use super::*;
    use jiff::civil::date;

    #[test]
    fn every_key_takes_its_example() {
        let mut settings = Settings::default();
        for (key, example) in KEYS {
            assign(&mut settings, &format!("{key}={example}")).unwrap();
        }
        assert_eq!(
            values(&settings),
            KEYS.map(|(key, example)| (key, example.to_owned()))
        );
        assert_eq!(settings.address, ["1 Quay Street", "London E1 1AA"]);
        assert_eq!(
            settings.holidays,
            [(date(2026, 12, 25), "Christmas Day".to_owned())]
        );
        assert_eq!(settings.bank.as_ref().unwrap().bic, "NWBKGB2L");
        assign(&mut settings, "holiday=2026-12-25").unwrap();
        assert_eq!(settings.holidays, []);
    }

    #[test]
    fn what_is_not_a_setting_is_refused_with_what_would_be() {
        for (assignment, says) in [
            ("phone", "has no value"),
            ("fax=1", "the settings are trading_name"),
            ("email=anna", "is not an e-mail address"),
            ("language=nl", "the languages are en, fr, de"),
            ("holiday=25/12/2026 Christmas", "write it like 2026-03-12"),
        ] {
            let error = assign(&mut Settings::default(), assignment)
                .unwrap_err()
                .to_string();
            assert!(error.contains(says), "{assignment}: {error}");
        }
    }

    #[test]
    fn a_file_names_the_line_that_is_wrong() {
        let text = "contact_name = \"Anna\"\nfax = \"1\"\n";
        let error = read("settings.toml", text).unwrap_err().to_string();
        assert!(
            error.starts_with("settings.toml:2: unknown field `fax`"),
            "{error}"
        );
        let text =
            "phone = \"+44 7700 900123\"\nholidays = [[\"2026-12-25\", \"Christmas Day\"]]\n";
        assert_eq!(read("settings.toml", text).unwrap().holidays.len(), 1);
    }
}
