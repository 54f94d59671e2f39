//! How texts are written when they are compared: what a person types finds what is kept, whatever the
//! case, the accents or the punctuation.

/// A name as a search compares it: in lower case, without accents, with single spaces.
#[must_use]
pub fn name(name: &str) -> String {
    let mut folded = String::with_capacity(name.len());
    for word in name.split_whitespace() {
        if !folded.is_empty() {
            folded.push(' ');
        }
        for c in word.chars().flat_map(char::to_lowercase) {
            match plain(c) {
                Some(letters) => folded.push_str(letters),
                // A combining mark belongs to the letter before it.
                None if matches!(c, '\u{300}'..='\u{36f}') => {}
                None => folded.push(c),
            }
        }
    }
    folded
}

/// The digits of a telephone number.
#[must_use]
pub fn digits(number: &str) -> String {
    number.chars().filter(char::is_ascii_digit).collect()
}

/// The plain letters for one of the European letters with an accent.
fn plain(c: char) -> Option<&'static str> {
    Some(match c {
        'à' | 'á' | 'â' | 'ã' | 'ä' | 'å' | 'ā' | 'ă' | 'ą' => "a",
        'ç' | 'ć' | 'ĉ' | 'ċ' | 'č' => "c",
        'ď' | 'đ' => "d",
        'è' | 'é' | 'ê' | 'ë' | 'ē' | 'ĕ' | 'ė' | 'ę' | 'ě' => "e",
        'ĝ' | 'ğ' | 'ġ' | 'ģ' => "g",
        'ì' | 'í' | 'î' | 'ï' | 'ĩ' | 'ī' | 'į' | 'ı' => "i",
        'ķ' => "k",
        'ĺ' | 'ļ' | 'ľ' | 'ł' => "l",
        'ñ' | 'ń' | 'ņ' | 'ň' => "n",
        'ò' | 'ó' | 'ô' | 'õ' | 'ö' | 'ø' | 'ō' | 'ő' => "o",
        'ŕ' | 'ř' => "r",
        'ś' | 'ŝ' | 'ş' | 'š' | 'ș' => "s",
        'ţ' | 'ť' | 'ț' => "t",
        'ù' | 'ú' | 'û' | 'ü' | 'ũ' | 'ū' | 'ů' | 'ű' | 'ų' => "u",
        'ý' | 'ÿ' => "y",
        'ź' | 'ż' | 'ž' => "z",
        'ß' => "ss",
        'æ' => "ae",
        'œ' => "oe",
        'þ' => "th",
        _ => return None,
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_are_compared_without_case_accents_and_extra_spaces() {
        for (written, folded) in [
            ("Émile  Ångström & Cie", "emile angstrom & cie"),
            ("MÜLLER Straße", "muller strasse"),
            ("E\u{301}lan\tWorks ", "elan works"),
            ("Łódź Çelik İş", "lodz celik is"),
            ("", ""),
        ] {
            assert_eq!(name(written), folded, "{written:?}");
        }
    }

    #[test]
    fn a_number_is_its_digits() {
        assert_eq!(digits("+44 (7700) 900-123"), "447700900123");
        assert_eq!(digits("none"), "");
    }
}
