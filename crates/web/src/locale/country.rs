//! The names of countries and of jurisdictions in the reader's language.

use dunwell_core::lang::Lang;

use super::T;

impl T {
    /// A country by its two letters; the letters where the name is not known.
    #[must_use]
    pub fn country(self, code: &str) -> String {
        key_of(code).map_or_else(|| code.to_owned(), |key| self.text(key))
    }

    /// The name of a pack of law. One that somebody wrote, or called otherwise, keeps its own.
    #[must_use]
    pub fn jurisdiction(self, code: &str, name: &str) -> String {
        let known = key_of_law(code).or_else(|| key_of(code));
        let known = known.filter(|key| T::new(Lang::En).text(key) == name);
        known.map_or_else(|| name.to_owned(), |key| self.text(key))
    }
}

/// The key of a country's name.
fn key_of(code: &str) -> Option<&'static str> {
    Some(match code {
        "AT" => "country.at",
        "AU" => "country.au",
        "BE" => "country.be",
        "BG" => "country.bg",
        "CA" => "country.ca",
        "CH" => "country.ch",
        "CN" => "country.cn",
        "CY" => "country.cy",
        "CZ" => "country.cz",
        "DE" => "country.de",
        "DK" => "country.dk",
        "EE" => "country.ee",
        "ES" => "country.es",
        "FI" => "country.fi",
        "FR" => "country.fr",
        "GB" => "country.gb",
        "GR" => "country.gr",
        "HR" => "country.hr",
        "HU" => "country.hu",
        "IE" => "country.ie",
        "IN" => "country.in",
        "IS" => "country.is",
        "IT" => "country.it",
        "JP" => "country.jp",
        "LI" => "country.li",
        "LT" => "country.lt",
        "LU" => "country.lu",
        "LV" => "country.lv",
        "MC" => "country.mc",
        "MT" => "country.mt",
        "NL" => "country.nl",
        "NO" => "country.no",
        "NZ" => "country.nz",
        "PL" => "country.pl",
        "PT" => "country.pt",
        "RO" => "country.ro",
        "SE" => "country.se",
        "SI" => "country.si",
        "SK" => "country.sk",
        "US" => "country.us",
        _ => return None,
    })
}

/// The key of the name of a pack that is not called as its country is.
fn key_of_law(code: &str) -> Option<&'static str> {
    Some(match code {
        "AU-NSW" => "country.law.au-nsw",
        "CA-ON" => "country.law.ca-on",
        "EU" => "country.law.eu",
        "GB" => "country.law.gb",
        "US" => "country.law.us",
        "US-CA" => "country.law.us-ca",
        "US-FL" => "country.law.us-fl",
        "US-IL" => "country.law.us-il",
        "US-NY" => "country.law.us-ny",
        "US-TX" => "country.law.us-tx",
        _ => return None,
    })
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used, reason = "tests")]
    use dunwell_core::packs::Packs;

    use super::*;

    #[test]
    fn a_country_has_its_name_or_its_letters() {
        assert_eq!(T::new(Lang::De).country("AT"), "Österreich");
        assert_eq!(T::new(Lang::Fr).country("XK"), "XK");
    }

    #[test]
    fn every_pack_of_ours_has_a_name_in_each_language_and_others_keep_theirs() {
        for pack in Packs::embedded().unwrap().iter() {
            let known = key_of_law(&pack.code).or_else(|| key_of(&pack.code));
            let name = known.map(|key| T::new(Lang::En).text(key));
            assert_eq!(name.as_deref(), Some(pack.name.as_str()), "{}", pack.code);
        }
        let german = T::new(Lang::De);
        assert_eq!(german.jurisdiction("IE", "Ireland"), "Irland");
        assert_eq!(german.jurisdiction("IE", "Our Ireland"), "Our Ireland");
        assert_eq!(german.jurisdiction("XX", "Elsewhere"), "Elsewhere");
    }
}
