//! Whether a setting can be what it says it is: an IBAN, a BIC, an address, a number. A customer who
//! meets a wrong one in a letter pays into nowhere, so a slip is caught where it is typed.
//!
//! Each check takes a text that is not empty, returns it as it is kept, and otherwise says what would
//! be right.

use dunwell_core::check_digits::remainder_97;
use dunwell_core::sentence::Sentence;
use jiff::tz::TimeZone;

/// How many characters an IBAN has, spaces not counted (ISO 13616).
const IBAN_LENGTHS: std::ops::RangeInclusive<usize> = 15..=34;

/// How many digits an international telephone number has (ITU-T E.164), the country's included.
const PHONE_DIGITS: std::ops::RangeInclusive<usize> = 7..=15;

/// How many characters the number of a company has at most, with the name of its register.
const NUMBER_LENGTH: usize = 60;

/// An IBAN, kept in capitals and without spaces.
pub(super) fn iban(value: &str) -> Result<String, Sentence> {
    let iban = compact(value);
    let is_formed = matches!(iban.as_bytes(), [a, b, c, d, ..]
        if a.is_ascii_uppercase() && b.is_ascii_uppercase() && c.is_ascii_digit() && d.is_ascii_digit());
    if !is_formed || !iban.bytes().all(|byte| byte.is_ascii_alphanumeric()) {
        return Err(Sentence::new("refusal.settings.iban-form", "\"{value}\" is not an IBAN: two letters for the country, two digits, then letters and digits; one looks like GB29 NWBK 6016 1331 9268 19").with("value", value));
    }
    if !IBAN_LENGTHS.contains(&iban.len()) {
        return Err(Sentence::new("refusal.settings.iban-length", "\"{value}\" is not an IBAN: it has {length} characters where an IBAN has {least} to {most}; one looks like GB29 NWBK 6016 1331 9268 19").with("value", value).with("length", iban.len()).with("least", *IBAN_LENGTHS.start()).with("most", *IBAN_LENGTHS.end()));
    }
    if remainder_97(&iban) != 1 {
        return Err(Sentence::new("refusal.settings.iban-check", "\"{value}\" is not an IBAN: its check digits do not agree with the rest, so a character is wrong or in the wrong place; compare it with the bank's statement").with("value", value));
    }
    Ok(iban)
}

/// A BIC, kept in capitals and without spaces.
pub(super) fn bic(value: &str) -> Result<String, Sentence> {
    let bic = compact(value);
    if matches!(bic.len(), 8 | 11) && bic.bytes().all(|byte| byte.is_ascii_alphanumeric()) {
        return Ok(bic);
    }
    Err(Sentence::new(
        "refusal.settings.no-bic",
        "\"{value}\" is not a BIC: it has 8 or 11 letters and digits, such as NWBKGB2L",
    )
    .with("value", value))
}

/// An address on the web that customers can be sent to: `https`, or `http` on this computer.
pub(super) fn pay_url(value: &str) -> Result<String, Sentence> {
    // What stands before an @ is read as the host by people and as a user's name by browsers.
    let host = |rest: &str| {
        let host = rest.split(['/', '?', '#', '\\']).next()?;
        let name = host.split_once(':').map_or(host, |(name, _port)| name);
        (!name.is_empty() && !host.contains('@')).then(|| name.to_owned())
    };
    let is_usable = match (
        value.strip_prefix("https://"),
        value.strip_prefix("http://"),
    ) {
        (Some(rest), _) => host(rest).is_some(),
        (_, Some(rest)) => matches!(host(rest).as_deref(), Some("127.0.0.1" | "localhost")),
        _ => false,
    };
    if is_usable && !value.contains(|c: char| c.is_whitespace() || c.is_control()) {
        return Ok(value.to_owned());
    }
    Err(Sentence::new("refusal.settings.no-pay-url", "\"{value}\" is not a page to pay on; it begins with https://, like https://example.com/pay (http:// only on this computer: 127.0.0.1 or localhost)").with("value", value))
}

/// Whether this can be one e-mail address.
pub(crate) fn is_email(value: &str) -> bool {
    let is_part = |part: &str| !part.is_empty() && !part.starts_with('.') && !part.ends_with('.');
    let is_other = |c: char| c.is_whitespace() || c.is_control() || ",;:<>()[]\"\\".contains(c);
    let is_address = value.split_once('@').is_some_and(|(name, domain)| {
        is_part(name) && is_part(domain) && domain.contains('.') && !domain.contains('@')
    });
    is_address && !value.contains("..") && !value.contains(is_other)
}

/// One e-mail address.
pub(super) fn email(value: &str) -> Result<String, Sentence> {
    if is_email(value) {
        return Ok(value.to_owned());
    }
    Err(Sentence::new(
        "refusal.settings.no-email",
        "\"{value}\" is not an e-mail address; give one, like accounts@example.com",
    )
    .with("value", value))
}

/// A telephone number in international notation, kept as it is grouped.
pub(super) fn phone(value: &str) -> Result<String, Sentence> {
    let digits = value.bytes().filter(u8::is_ascii_digit).count();
    let is_number = value.strip_prefix('+').is_some_and(|rest| {
        rest.starts_with(|c: char| matches!(c, '1'..='9'))
            && rest.chars().all(|c| c.is_ascii_digit() || c == ' ')
    });
    if is_number && PHONE_DIGITS.contains(&digits) {
        return Ok(value.to_owned());
    }
    Err(Sentence::new("refusal.settings.no-phone", "\"{value}\" is not a telephone number that can be called from abroad; write it with + and the country, in digits and spaces, like +44 7700 900123").with("value", value))
}

/// The number of a company in a register, on one line.
pub(super) fn number(value: &str) -> Result<String, Sentence> {
    let is_number = value.chars().any(|c| c.is_ascii_digit()) && !value.contains(char::is_control);
    if is_number && value.chars().count() <= NUMBER_LENGTH {
        return Ok(value.to_owned());
    }
    Err(Sentence::new(
        "refusal.settings.no-register-number",
        "\"{value}\" is not a number of a register: it has a digit, and {most} characters at most",
    )
    .with("value", value)
    .with("most", NUMBER_LENGTH))
}

/// A time zone of the IANA database, by the name that it has there.
pub(super) fn time_zone(value: &str) -> Result<String, Sentence> {
    let zone = TimeZone::get(value).ok();
    let name = zone.as_ref().and_then(TimeZone::iana_name);
    name.map(str::to_owned).ok_or_else(|| {
        Sentence::new(
            "refusal.settings.no-time-zone",
            "this machine does not know the time zone \"{value}\"; one is named like Europe/London",
        )
        .with("value", value)
    })
}

fn compact(value: &str) -> String {
    value
        .chars()
        .filter(|character| !character.is_whitespace())
        .map(|character| character.to_ascii_uppercase())
        .collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    /// `kept` is what is kept of a value, or words of the refusal.
    fn check(
        of: fn(&str) -> Result<String, Sentence>,
        cases: &[(&str, std::result::Result<&str, &str>)],
    ) {
        for (value, kept) in cases {
            match (of(value).map_err(|refusal| refusal.to_string()), kept) {
                (Ok(found), Ok(kept)) => assert_eq!(found, *kept, "{value}"),
                (Err(found), Err(words)) => {
                    assert!(found.contains(words), "{value}: {found}");
                    assert!(found.contains(value), "{value}: {found}");
                }
                (found, _) => assert_eq!(found.as_deref().map_err(|error| error.as_str()), *kept),
            }
        }
    }

    #[test]
    fn an_iban_has_its_form_its_length_and_its_check_digits() {
        check(
            iban,
            &[
                ("GB29NWBK60161331926819", Ok("GB29NWBK60161331926819")),
                ("gb29 nwbk 6016 1331 9268 19", Ok("GB29NWBK60161331926819")),
                ("GB29NWBK60161331926891", Err("check digits do not agree")),
                ("GB29NWBK6016133192681", Err("check digits do not agree")),
                ("GB29NWBK6016", Err("it has 12 characters")),
                ("60161331926819", Err("two letters for the country")),
                ("GB29-NWBK-6016-1331-9268-19", Err("GB29 NWBK 6016")),
                ("é", Err("two letters for the country")),
            ],
        );
    }

    #[test]
    fn a_bic_has_8_or_11_characters() {
        check(
            bic,
            &[
                ("nwbkgb2l", Ok("NWBKGB2L")),
                ("NWBK GB 2L XXX", Ok("NWBKGB2LXXX")),
                ("NWBKGB2", Err("8 or 11 letters and digits")),
                ("NWBKGB2-", Err("8 or 11 letters and digits")),
            ],
        );
    }

    #[test]
    fn a_page_to_pay_on_is_reached_safely() {
        check(
            pay_url,
            &[
                (
                    "https://example.com/pay?a=b",
                    Ok("https://example.com/pay?a=b"),
                ),
                ("http://localhost:8080/pay", Ok("http://localhost:8080/pay")),
                ("http://127.0.0.1/", Ok("http://127.0.0.1/")),
                ("http://example.com/pay", Err("begins with https://")),
                ("http://localhost.example.com", Err("begins with https://")),
                (
                    "http://localhost:x@example.com",
                    Err("begins with https://"),
                ),
                (
                    "https://example.com@example.org",
                    Err("begins with https://"),
                ),
                ("example.com/pay", Err("like https://example.com/pay")),
                ("javascript:alert(1)", Err("begins with https://")),
                ("https:///pay", Err("begins with https://")),
                ("https://example.com/pay now", Err("begins with https://")),
            ],
        );
    }

    #[test]
    fn an_email_is_one_address() {
        check(
            email,
            &[
                ("accounts@example.com", Ok("accounts@example.com")),
                ("o'neill+a@sub.example.com", Ok("o'neill+a@sub.example.com")),
                ("anna", Err("like accounts@example.com")),
                ("anna@example", Err("like accounts@example.com")),
                ("a@example.com,b@example.com", Err("give one")),
                ("Anna <anna@example.com>", Err("give one")),
                ("a@b@example.com", Err("give one")),
                ("anna@.example.com", Err("give one")),
            ],
        );
    }

    #[test]
    fn a_telephone_number_is_international() {
        check(
            phone,
            &[
                ("+44 7700 900123", Ok("+44 7700 900123")),
                ("07700 900123", Err("with + and the country")),
                ("+0 7700 900123", Err("with + and the country")),
                ("+44 77", Err("with + and the country")),
                ("+44 7700 900123 ext 2", Err("in digits and spaces")),
            ],
        );
    }

    #[test]
    fn a_number_of_a_register_has_a_digit() {
        check(
            number,
            &[
                (
                    "HRB 12345 (Amtsgericht Hamburg)",
                    Ok("HRB 12345 (Amtsgericht Hamburg)"),
                ),
                ("none", Err("has a digit")),
                ("1\n2", Err("has a digit")),
            ],
        );
    }

    #[test]
    fn a_time_zone_is_kept_by_its_name() {
        check(
            time_zone,
            &[
                ("Europe/London", Ok("Europe/London")),
                ("europe/berlin", Ok("Europe/Berlin")),
                ("UTC", Ok("UTC")),
                ("London", Err("like Europe/London")),
                ("+01:00", Err("like Europe/London")),
            ],
        );
    }
}
