//! Names and addresses of businesses that do not exist.

use std::collections::HashSet;

use dunwell_core::currency::Currency;
use dunwell_core::lang::Lang;
use fastrand::Rng;

use super::random::{chance, pick, weighted};
use super::words::{self, Form, Words};

/// Where a customer is.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Country {
    Gb,
    Ie,
    De,
    Fr,
    Nl,
    At,
    Be,
    /// The part of Switzerland that speaks German.
    ChGerman,
    /// The part of Switzerland that speaks French.
    ChFrench,
    Us,
}

/// What there is to draw from in a country.
struct Lists {
    words: &'static Words,
    places: &'static [&'static str],
    forms: &'static [(u32, Form)],
}

impl Country {
    /// A country; most customers are at home.
    pub fn draw(rng: &mut Rng) -> Country {
        weighted(
            rng,
            &[
                (620, Country::Gb),
                (60, Country::Ie),
                (90, Country::De),
                (70, Country::Fr),
                (50, Country::Nl),
                (30, Country::At),
                (30, Country::Be),
                (13, Country::ChGerman),
                (7, Country::ChFrench),
                (30, Country::Us),
            ],
        )
    }

    /// The ISO 3166 code.
    pub const fn code(self) -> &'static str {
        match self {
            Country::Gb => "GB",
            Country::Ie => "IE",
            Country::De => "DE",
            Country::Fr => "FR",
            Country::Nl => "NL",
            Country::At => "AT",
            Country::Be => "BE",
            Country::ChGerman | Country::ChFrench => "CH",
            Country::Us => "US",
        }
    }

    /// The language its customers are written to in. Dutch is not among ours, so they get English.
    pub const fn language(self) -> Lang {
        match self {
            Country::Gb | Country::Ie | Country::Nl | Country::Us => Lang::En,
            Country::De | Country::At | Country::ChGerman => Lang::De,
            Country::Fr | Country::Be | Country::ChFrench => Lang::Fr,
        }
    }

    /// The currency of the country; none at home, where it is the book's own.
    pub const fn currency(self) -> Option<&'static str> {
        match self {
            Country::Gb => None,
            Country::ChGerman | Country::ChFrench => Some("CHF"),
            Country::Us => Some("USD"),
            _ => Some("EUR"),
        }
    }

    /// What bank transfers from there are called in a payment's reference.
    pub const fn transfer(self) -> &'static str {
        match self {
            Country::Gb => "BACS",
            Country::Us => "WIRE",
            _ => "SEPA",
        }
    }

    const fn lists(self) -> Lists {
        let (words, places, forms) = match self {
            Country::Gb => (&words::BRITISH, words::GB_PLACES, words::GB_FORMS),
            Country::Ie => (&words::BRITISH, words::IE_PLACES, words::IE_FORMS),
            Country::De => (&words::GERMAN, words::DE_PLACES, words::DE_FORMS),
            Country::Fr => (&words::FRENCH, words::FR_PLACES, words::FR_FORMS),
            Country::Nl => (&words::DUTCH, words::NL_PLACES, words::NL_FORMS),
            Country::At => (&words::GERMAN, words::AT_PLACES, words::AT_FORMS),
            Country::Be => (&words::FRENCH, words::BE_PLACES, words::BE_FORMS),
            Country::ChGerman => (
                &words::GERMAN,
                words::CH_GERMAN_PLACES,
                words::CH_GERMAN_FORMS,
            ),
            Country::ChFrench => (
                &words::FRENCH,
                words::CH_FRENCH_PLACES,
                words::CH_FRENCH_FORMS,
            ),
            Country::Us => (&words::AMERICAN, words::US_PLACES, words::US_FORMS),
        };
        Lists {
            words,
            places,
            forms,
        }
    }
}

/// The currency with that code, or the book's own should the table not have it.
pub(super) fn currency_of(country: Country, home: Currency) -> Currency {
    country
        .currency()
        .and_then(|code| Currency::from_code(code).ok())
        .unwrap_or(home)
}

/// A business: its name, its people and where it is.
#[derive(Debug)]
pub(super) struct Business {
    /// The name without its legal form.
    name: Box<str>,
    form: Form,
    /// The name as a part of an internet address; no other customer has it.
    pub slug: Box<str>,
    contact: (&'static str, &'static str),
    street: &'static str,
    house: u16,
    place: &'static str,
    house_first: bool,
}

/// How many ways there are to spell a name.
pub(super) const SPELLINGS: u8 = 4;

impl Business {
    /// Makes up a business. `number` tells two apart when the words have run out.
    pub fn draw(
        country: Country,
        number: u32,
        taken: &mut HashSet<Box<str>>,
        rng: &mut Rng,
    ) -> Business {
        const TRIES: u32 = 8;
        let lists = country.lists();
        let words = lists.words;
        let place = pick(rng, lists.places);
        let (mut name, mut slug);
        let mut tries = 0;
        loop {
            name = draw_name(words, place, tries, rng);
            slug = slug_of(&name);
            tries += 1;
            if tries == TRIES {
                slug = format!("{slug}-{number}");
            }
            if taken.insert(slug.clone().into()) || tries == TRIES {
                break;
            }
        }
        Business {
            name: name.into(),
            form: weighted(rng, lists.forms),
            slug: slug.into(),
            contact: (pick(rng, words.first_names), pick(rng, words.surnames)),
            street: pick(rng, words.streets),
            house: rng.u16(1..180),
            place,
            house_first: words.house_first,
        }
    }

    /// The name with its legal form. Spelling 0 is the right one; the others are what other clerks
    /// made of it: in capitals, with the form in full, without the form.
    pub fn spelt(&self, spelling: u8) -> String {
        match spelling % SPELLINGS {
            0 => format!("{} {}", self.name, self.form.short),
            1 => format!("{} {}", self.name, self.form.short).to_uppercase(),
            2 => format!("{} {}", self.name, self.form.long),
            _ => String::from(&*self.name),
        }
    }

    /// The person to speak to.
    pub fn contact(&self) -> String {
        format!("{} {}", self.contact.0, self.contact.1)
    }

    /// Street and town.
    pub fn address(&self) -> String {
        if self.house_first {
            format!("{} {}, {}", self.house, self.street, self.place)
        } else {
            format!("{} {}, {}", self.street, self.house, self.place)
        }
    }
}

/// A name without its legal form. The first tries are short; the later ones add a partner and then
/// the town, because the short names of a large book are soon taken.
fn draw_name(words: &Words, place: &str, tries: u32, rng: &mut Rng) -> String {
    let mut owner = pick(rng, words.surnames).to_owned();
    if tries >= 2 || chance(rng, 60) {
        owner = format!("{owner} & {}", pick(rng, words.surnames));
    }
    let trade = pick(rng, words.trades);
    let name = if words.trade_first {
        format!("{trade} {owner}")
    } else {
        format!("{owner} {trade}")
    };
    let town = place.split(',').next().unwrap_or(place);
    if tries >= 4 {
        format!("{name} {town}")
    } else {
        name
    }
}

/// A name in the letters that an internet address may have.
fn slug_of(name: &str) -> String {
    let mut slug = String::with_capacity(name.len());
    for letter in name.chars().flat_map(char::to_lowercase) {
        let plain = match letter {
            'a'..='z' | '0'..='9' => {
                slug.push(letter);
                continue;
            }
            'à' | 'â' => "a",
            'ä' => "ae",
            'ç' => "c",
            'é' | 'è' | 'ê' | 'ë' => "e",
            'î' | 'ï' => "i",
            'ô' => "o",
            'ö' => "oe",
            'ß' => "ss",
            'ü' => "ue",
            _ if slug.ends_with('-') || slug.is_empty() => "",
            _ => "-",
        };
        slug.push_str(plain);
    }
    slug.truncate(slug.trim_end_matches('-').len());
    slug
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used, reason = "tests")]

    use super::*;

    #[test]
    fn a_slug_has_plain_letters_only() {
        for (name, expected) in [
            ("Ashcombe & Sons", "ashcombe-sons"),
            ("Électricité Larivière", "electricite-lariviere"),
            ("Köhlmoos Großhandel", "koehlmoos-grosshandel"),
            ("Marlby Tools St. Gallen", "marlby-tools-st-gallen"),
        ] {
            assert_eq!(slug_of(name), expected);
        }
    }

    #[test]
    fn every_letter_of_every_list_has_a_place_in_a_slug() {
        for words in [
            words::BRITISH,
            words::AMERICAN,
            words::GERMAN,
            words::FRENCH,
            words::DUTCH,
        ] {
            for word in words.surnames.iter().chain(words.trades) {
                let letters = word.chars().filter(|letter| letter.is_alphabetic()).count();
                assert!(
                    slug_of(word).matches(|c: char| c != '-').count() >= letters,
                    "{word}"
                );
            }
        }
    }

    #[test]
    fn no_two_businesses_share_a_slug_and_every_slug_fits_an_address() {
        let mut rng = Rng::with_seed(3);
        let mut taken = HashSet::new();
        for number in 0..20_000 {
            let slug = Business::draw(Country::Nl, number, &mut taken, &mut rng).slug;
            assert!(!slug.is_empty() && slug.len() <= 63, "{slug}");
        }
        assert_eq!(taken.len(), 20_000);
    }

    #[test]
    fn a_name_is_spelt_in_several_ways() {
        let mut rng = Rng::with_seed(5);
        let business = Business {
            name: "Marlby Tools".into(),
            ..Business::draw(Country::Ie, 1, &mut HashSet::new(), &mut rng)
        };
        let spelt: Vec<String> = (0..SPELLINGS).map(|n| business.spelt(n)).collect();
        assert_eq!(spelt[3], "Marlby Tools");
        assert!(spelt[0].starts_with("Marlby Tools ") && spelt[1].starts_with("MARLBY TOOLS "));
        assert_eq!(spelt.iter().collect::<HashSet<_>>().len(), 4);
    }

    #[test]
    fn every_foreign_currency_is_known() {
        for country in [Country::De, Country::ChGerman, Country::Us] {
            let currency = currency_of(country, Currency::GBP);
            assert_eq!(Some(currency.code()), country.currency());
        }
        assert_eq!(currency_of(Country::Gb, Currency::GBP), Currency::GBP);
    }
}
