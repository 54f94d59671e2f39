//! A book's settings as people write them: one by one as `key=value`, or all of them in a file.

use dunwell_core::currency::Currency;
use dunwell_core::dates::parse_date;
use dunwell_core::lang::Lang;
use dunwell_core::money::Money;
use dunwell_core::sentence::{Sentence, Value};
use toml::de::DeTable;

pub use crate::book::Settings;
use crate::error::{AppError, Result};

mod accounts;
pub mod change;
mod check;

pub(crate) use check::is_email;

/// The keys with an example of each, in the order in which they are shown.
pub const KEYS: [(&str, &str); 24] = [
    ("trading_name", "Northwind"),
    ("contact_name", "Anna Smith"),
    ("email", "accounts@example.com"),
    ("phone", "+44 7700 900123"),
    ("address", "1 Quay Street; London E1 1AA"),
    ("company_number", "00000000"),
    ("vat_number", "GB000000000"),
    ("bank.account_name", "Northwind Ltd"),
    ("bank.iban", "GB29 NWBK 6016 1331 9268 19"),
    ("bank.bic", "NWBKGB2L"),
    ("bank.bank_name", "Northern Bank"),
    ("banks.EUR.account_name", "Northwind Ltd"),
    ("banks.EUR.iban", "GB29 NWBK 6016 1331 9268 19"),
    ("banks.EUR.bic", "NWBKGB2L"),
    ("banks.EUR.bank_name", "Northern Bank"),
    ("pay_url", "https://example.com/pay"),
    ("language", "en"),
    ("time_zone", "Europe/London"),
    ("jurisdiction", "GB"),
    ("accept_unverified", "IE.interest.statutory.fixing"),
    ("two_people.write_off", "GBP 500.00; EUR 600.00"),
    ("two_people.policy", "yes"),
    ("two_people.bank", "yes"),
    ("holiday", "2026-12-25 Christmas Day"),
];

/// Changes one setting, given as `key=value`. An empty value takes the setting away; lines of the
/// address and the limits of write-offs are separated by semicolons, the names in `accept_unverified` by
/// commas; `holiday` adds a day, or with a day alone takes it away. `bank.iban` is the account of every
/// currency that has none of its own, `banks.EUR.iban` the one for euro.
///
/// # Errors
/// When there is no such key, or the value is not of its kind.
pub fn assign(settings: &mut Settings, assignment: &str) -> Result<()> {
    let Some((key, value)) = assignment.split_once('=') else {
        return Err(AppError::refused(
            Sentence::new(
                "refusal.settings.no-value",
                "\"{assignment}\" has no value; write it like phone=\"+44 7700 900123\"",
            )
            .with("assignment", assignment),
        ));
    };
    let value = value.trim();
    match key.trim() {
        "trading_name" => settings.trading_name = value.to_owned(),
        "contact_name" => settings.contact_name = value.to_owned(),
        "email" => settings.email = checked("email", value)?,
        "phone" => settings.phone = checked("phone", value)?,
        "address" => settings.address = lines(value),
        "company_number" => settings.company_number = checked("company_number", value)?,
        "vat_number" => settings.vat_number = checked("vat_number", value)?,
        "time_zone" => {
            settings.time_zone = Some(checked("time_zone", value)?).filter(|zone| !zone.is_empty());
        }
        "pay_url" => {
            settings.pay_url = Some(checked("pay_url", value)?).filter(|url| !url.is_empty());
        }
        "language" => settings.language = language(value)?,
        "jurisdiction" => {
            settings.jurisdiction =
                Some(value.to_ascii_uppercase()).filter(|code| !code.is_empty());
        }
        "accept_unverified" => settings.accept_unverified = names(value),
        "two_people.write_off" => settings.two_people.write_off = limits(value)?,
        "two_people.policy" => settings.two_people.policy = yes_or_no("two_people.policy", value)?,
        "two_people.bank" => settings.two_people.bank = yes_or_no("two_people.bank", value)?,
        "holiday" => holiday(settings, value)?,
        other if accounts::assign(settings, other, value)? => {}
        other => {
            let keys = KEYS.map(|(key, _)| key).join(", ");
            return Err(AppError::refused(
                Sentence::new(
                    "refusal.settings.unknown",
                    "there is no setting \"{key}\"; the settings are {keys}",
                )
                .with("key", other)
                .with("keys", keys),
            ));
        }
    }
    Ok(())
}

/// Whether a setting takes this value; otherwise what would be right.
///
/// # Errors
/// What is wrong with it, in words.
pub fn check(key: &str, value: &str) -> std::result::Result<(), Sentence> {
    let assigned = assign(&mut Settings::default(), &format!("{key}={value}"));
    match assigned {
        Err(AppError::Refused(why)) => Err(without_key(why)),
        Err(error) => Err(error.to_string().into()),
        Ok(()) => Ok(()),
    }
}

/// Reads all settings from a TOML document with the same keys; what it leaves out is empty then.
///
/// # Errors
/// When the text is not such a document, or a value is not of its kind, with its place.
pub fn read(file: &str, text: &str) -> Result<Settings> {
    let line = |offset: usize| {
        let before = text.get(..offset).unwrap_or_default();
        before.matches('\n').count() + 1
    };
    let at = |line: usize, why: Value| {
        AppError::refused(
            Sentence::new("refusal.settings.in-file", "{file}:{line}: {why}")
                .with("file", file)
                .with("line", line)
                .with("why", why),
        )
    };
    let refused = |error: toml::de::Error| {
        let offset = error.span().map_or(0, |span| span.start);
        at(line(offset), error.message().into())
    };
    let document = DeTable::parse(text).map_err(refused)?;
    let mut settings: Settings = toml::from_str(text).map_err(refused)?;
    check_all(&mut settings).map_err(|(key, reason)| {
        let offset = offset(document.get_ref(), &key).unwrap_or(0);
        at(line(offset), of_key(&key, reason).into())
    })?;
    Ok(settings)
}

/// Brings settings that a program wrote into the form in which they are kept.
///
/// # Errors
/// When a value is not of its kind, with its key.
pub fn in_order(mut settings: Settings) -> Result<Settings> {
    check_all(&mut settings).map_err(|(key, reason)| AppError::refused(of_key(&key, reason)))?;
    Ok(settings)
}

/// Where the value of a key stands, such as that of `bank.iban`.
fn offset(table: &DeTable<'_>, key: &str) -> Option<usize> {
    match key.split_once('.') {
        Some((outer, inner)) => offset(table.get(outer)?.get_ref().as_table()?, inner),
        None => table.get(key).map(|value| value.span().start),
    }
}

/// Brings every setting that has a form into it, or names the first that cannot be brought.
fn check_all(settings: &mut Settings) -> std::result::Result<(), (String, Sentence)> {
    let mut values = vec![
        ("email".to_owned(), &mut settings.email),
        ("phone".to_owned(), &mut settings.phone),
        ("company_number".to_owned(), &mut settings.company_number),
        ("vat_number".to_owned(), &mut settings.vat_number),
    ];
    values.extend(accounts::texts(&mut settings.bank, &mut settings.banks));
    for (key, value) in [
        ("pay_url", &mut settings.pay_url),
        ("time_zone", &mut settings.time_zone),
    ] {
        values.extend(value.as_mut().map(|value| (key.to_owned(), value)));
    }
    for (key, value) in values {
        *value = in_form(&key, value).map_err(|reason| (key, reason))?;
    }
    settings.pay_url.take_if(|url| url.is_empty());
    settings.time_zone.take_if(|zone| zone.is_empty());
    check_limits(&settings.two_people.write_off)
        .map_err(|reason| ("two_people.write_off".to_owned(), reason))
}

/// Holds limits to what [`wrong_limit`] asks for.
fn check_limits(limits: &[Money]) -> std::result::Result<(), Sentence> {
    for (place, limit) in limits.iter().enumerate() {
        if let Some(why) = wrong_limit(*limit, &limits[..place]) {
            return Err(Sentence::new("refusal.settings.of-limit", "{limit} {why}")
                .with("limit", *limit)
                .with("why", why));
        }
    }
    Ok(())
}

/// What is wrong with a limit that stands behind others: each currency has one, and none is below nothing.
fn wrong_limit(limit: Money, before: &[Money]) -> Option<Sentence> {
    let is_second = |known: &Money| known.currency() == limit.currency();
    if limit.minor() < 0 {
        let below = Sentence::new("refusal.settings.limit-below-nothing", "is below nothing");
        Some(below)
    } else if before.iter().any(is_second) {
        Some(Sentence::new(
            "refusal.settings.second-limit",
            "is a second limit in its currency",
        ))
    } else {
        None
    }
}

/// A value as it is kept, or what would be right. Nothing is a value too: it takes the setting away.
fn in_form(key: &str, value: &str) -> std::result::Result<String, Sentence> {
    // The account for a currency has the forms of the one for all of them.
    let (_, part) = key.rsplit_once('.').unwrap_or(("", key));
    let check = match part {
        "email" => check::email,
        "phone" => check::phone,
        "pay_url" => check::pay_url,
        "iban" => check::iban,
        "bic" => check::bic,
        "company_number" | "vat_number" => check::number,
        "time_zone" => check::time_zone,
        _ => return Ok(value.to_owned()),
    };
    match value.trim() {
        "" => Ok(String::new()),
        value => check(value),
    }
}

fn checked(key: &str, value: &str) -> Result<String> {
    in_form(key, value).map_err(|reason| of_key(key, reason).into())
}

/// What is wrong, without the key: a form has a name of its own for it.
#[must_use]
pub fn without_key(why: Sentence) -> Sentence {
    let reason = why.values().iter().find(|(name, _)| *name == "reason");
    match (why.key(), reason) {
        ("refusal.settings.of-key", Some((_, Value::Said(reason)))) => Sentence::clone(reason),
        _ => why,
    }
}

/// What is wrong with the value of a key.
fn of_key(key: &str, reason: Sentence) -> Sentence {
    Sentence::new("refusal.settings.of-key", "{key}: {reason}")
        .with("key", key)
        .with("reason", reason)
}

/// All settings as text, by the keys that [`assign`] takes; a holiday is `2026-12-25 Christmas Day`.
#[must_use]
pub fn values(settings: &Settings) -> Vec<(String, String)> {
    let own = |text: &Option<String>| text.clone().unwrap_or_default();
    let two_people = &settings.two_people;
    let letterhead = [
        ("trading_name", settings.trading_name.clone()),
        ("contact_name", settings.contact_name.clone()),
        ("email", settings.email.clone()),
        ("phone", settings.phone.clone()),
        ("address", settings.address.join("; ")),
        ("company_number", settings.company_number.clone()),
        ("vat_number", settings.vat_number.clone()),
    ];
    let rest = [
        ("pay_url", own(&settings.pay_url)),
        ("language", settings.language.code().to_owned()),
        ("time_zone", own(&settings.time_zone)),
        ("jurisdiction", own(&settings.jurisdiction)),
        ("accept_unverified", settings.accept_unverified.join(", ")),
        ("two_people.write_off", shown_limits(&two_people.write_off)),
        ("two_people.policy", shown_yes(two_people.policy)),
        ("two_people.bank", shown_yes(two_people.bank)),
    ];
    let holidays = settings.holidays.iter();
    let holidays = holidays.map(|(day, name)| ("holiday", format!("{day} {name}")));
    let owned = |(key, value): (&str, String)| (key.to_owned(), value);
    let mut all: Vec<(String, String)> = letterhead.into_iter().map(owned).collect();
    all.extend(accounts::values(settings));
    all.extend(rest.into_iter().chain(holidays).map(owned));
    all
}

fn lines(value: &str) -> Vec<String> {
    value
        .split([';', '\n'])
        .map(str::trim)
        .filter(|line| !line.is_empty())
        .map(str::to_owned)
        .collect()
}

fn names(value: &str) -> Vec<String> {
    let names = value.split(',').map(str::trim);
    names
        .filter(|name| !name.is_empty())
        .map(str::to_owned)
        .collect()
}

/// Limits such as `GBP 500; EUR 600`, one for a currency.
fn limits(value: &str) -> Result<Vec<Money>> {
    let mut limits: Vec<Money> = Vec::new();
    for text in value
        .split(';')
        .map(str::trim)
        .filter(|text| !text.is_empty())
    {
        let refused = |why: Value| {
            let why = Sentence::new(
                "refusal.settings.limit",
                "\"{text}\" {why}; a limit is a currency and an amount, like GBP 500",
            )
            .with("text", text)
            .with("why", why);
            AppError::refused(of_key("two_people.write_off", why))
        };
        let (code, amount) = text.split_once(char::is_whitespace).ok_or_else(|| {
            refused(Sentence::new("refusal.settings.no-limit", "is no limit").into())
        })?;
        let currency = Currency::from_code(code).map_err(|error| refused(error.into()))?;
        let limit = Money::parse(amount.trim(), currency).map_err(|e| refused(e.into()))?;
        if let Some(why) = wrong_limit(limit, &limits) {
            return Err(refused(why.into()));
        }
        limits.push(limit);
    }
    Ok(limits)
}

fn shown_limits(limits: &[Money]) -> String {
    let shown: Vec<String> = limits
        .iter()
        .map(|limit| format!("{} {}", limit.currency(), limit.to_decimal_string()))
        .collect();
    shown.join("; ")
}

fn yes_or_no(key: &str, value: &str) -> Result<bool> {
    match value.to_ascii_lowercase().as_str() {
        "yes" => Ok(true),
        "no" | "" => Ok(false),
        _ => {
            let why = Sentence::new("refusal.settings.yes-or-no", "say yes or no");
            Err(of_key(key, why).into())
        }
    }
}

fn shown_yes(is_so: bool) -> String {
    if is_so { "yes" } else { "no" }.to_owned()
}

fn language(value: &str) -> Result<Lang> {
    Lang::from_code(value).ok_or_else(|| {
        let known = Lang::ALL.map(Lang::code).join(", ");
        AppError::refused(
            Sentence::new(
                "refusal.settings.no-language",
                "there are no texts in \"{value}\"; the languages are {known}",
            )
            .with("value", value)
            .with("known", known),
        )
    })
}

fn holiday(settings: &mut Settings, value: &str) -> Result<()> {
    let (day, name) = value.split_once(char::is_whitespace).unwrap_or((value, ""));
    let day = parse_date(day).map_err(|error| of_key("holiday", error.into()))?;
    settings.holidays.retain(|(known, _)| *known != day);
    if !name.trim().is_empty() {
        settings.holidays.push((day, name.trim().to_owned()));
        settings.holidays.sort();
    }
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
        // An IBAN is kept without its spaces.
        let kept = KEYS.map(|(key, example)| match key {
            "bank.iban" | "banks.EUR.iban" => (key.to_owned(), "GB29NWBK60161331926819".to_owned()),
            _ => (key.to_owned(), example.to_owned()),
        });
        assert_eq!(values(&settings), kept);
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
            ("email=anna", "email: \"anna\" is not an e-mail address"),
            ("phone=07700 900123", "like +44 7700 900123"),
            ("bank.iban=GB28NWBK60161331926819", "is not an IBAN"),
            ("bank.bic=NWBK", "is not a BIC"),
            ("pay_url=http://example.com", "begins with https://"),
            ("language=nl", "the languages are en, fr, de"),
            ("banks.EURO.iban=", "\"EURO\""),
            ("banks.EUR.number=1", "the settings are trading_name"),
            ("banks.EUR.bic=NWBK", "banks.EUR.bic: \"NWBK\" is not a BIC"),
            ("vat_number=none", "vat_number: \"none\""),
            ("time_zone=London", "one is named like Europe/London"),
            ("holiday=25/12/2026 Christmas", "write it like 2026-03-12"),
            (
                "two_people.write_off=500",
                "is no limit; a limit is a currency and an amount",
            ),
            ("two_people.write_off=GBP -1", "below nothing"),
            (
                "two_people.write_off=GBP 1; GBP 2",
                "a second limit in its currency",
            ),
            ("two_people.policy=maybe", "say yes or no"),
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

    #[test]
    fn a_file_is_held_to_the_same_forms() {
        let bank = |iban: &str, bic: &str| {
            format!(
                "pay_url = \"\"\n[bank]\naccount_name = \"\"\nbank_name = \"\"\niban = \"{iban}\"\nbic = \"{bic}\"\n"
            )
        };
        let settings = read("s.toml", &bank("GB29 NWBK 6016 1331 9268 19", "nwbkgb2l")).unwrap();
        let kept = settings.bank.unwrap();
        assert_eq!(
            (kept.iban.as_str(), kept.bic.as_str(), settings.pay_url),
            ("GB29NWBK60161331926819", "NWBKGB2L", None)
        );
        for (text, says) in [
            (
                bank("GB28NWBK60161331926819", ""),
                "s.toml:5: bank.iban: \"GB28",
            ),
            (bank("", "NWBK"), "s.toml:6: bank.bic: \"NWBK\""),
            (
                "contact_name = \"Anna\"\nemail = \"anna\"".to_owned(),
                "s.toml:2: email: \"anna\"",
            ),
            (
                "pay_url = \"http://example.com\"".to_owned(),
                "s.toml:1: pay_url: ",
            ),
            ("phone = \"0\"".to_owned(), "s.toml:1: phone: \"0\""),
        ] {
            let error = read("s.toml", &text).unwrap_err().to_string();
            assert!(error.starts_with(says), "{error}");
        }
    }
}
