//! The alphabet of text messages (3GPP TS 23.038). One character outside it more than halves what fits
//! into a message, so the few that our texts and many names bring along are written with their nearest
//! neighbour.

/// How many characters one part of a text message holds when the message has several parts.
pub const SMS_PART_SEPTETS: usize = 153;

/// The characters that take one place.
const BASIC: &str = "@£$¥èéùìòÇ\nØø\rÅåΔ_ΦΓΛΩΠΨΣΘΞÆæßÉ !\"#¤%&'()*+,-./0123456789:;<=>?\
    ¡ABCDEFGHIJKLMNOPQRSTUVWXYZÄÖÑÜ§¿abcdefghijklmnopqrstuvwxyzäöñüà";

/// The characters that take two places.
const EXTENDED: &str = "\u{c}^{}\\[~]|€";

/// How many places the text takes, or `None` when it needs another alphabet, with 67 characters a part.
#[must_use]
pub fn septets(text: &str) -> Option<usize> {
    text.chars()
        .map(|c| match c {
            _ if BASIC.contains(c) => Some(1),
            _ if EXTENDED.contains(c) => Some(2),
            _ => None,
        })
        .sum()
}

/// The text in the alphabet of text messages as far as it can be written in it, on one line.
pub(crate) fn simplify(text: &str) -> String {
    let simple: String = text
        .chars()
        .map(|c| {
            if BASIC.contains(c) {
                Neighbour::One(c)
            } else {
                neighbour(c)
            }
        })
        .fold(
            String::with_capacity(text.len()),
            |mut simple, neighbour| {
                match neighbour {
                    Neighbour::One(c) => simple.push(c),
                    Neighbour::Many(letters) => simple.push_str(letters),
                }
                simple
            },
        );
    simple.split_whitespace().collect::<Vec<_>>().join(" ")
}

enum Neighbour {
    One(char),
    Many(&'static str),
}

fn neighbour(c: char) -> Neighbour {
    Neighbour::One(match c {
        'á' | 'â' | 'ã' | 'ą' | 'ă' => 'a',
        'Á' | 'À' | 'Â' | 'Ã' | 'Ą' => 'A',
        'ç' | 'ć' | 'č' => 'c',
        'Ć' | 'Č' => 'C',
        'ê' | 'ë' | 'ę' | 'ě' => 'e',
        'È' | 'Ê' | 'Ë' | 'Ę' => 'E',
        'í' | 'î' | 'ï' => 'i',
        'Í' | 'Ì' | 'Î' | 'Ï' => 'I',
        'ł' => 'l',
        'Ł' => 'L',
        'ń' => 'n',
        'ó' | 'ô' | 'õ' | 'ő' => 'o',
        'Ó' | 'Ò' | 'Ô' | 'Õ' => 'O',
        'ř' => 'r',
        'ś' | 'š' | 'ș' => 's',
        'Ś' | 'Š' => 'S',
        'ț' => 't',
        'ú' | 'û' | 'ű' => 'u',
        'Ú' | 'Ù' | 'Û' => 'U',
        'ý' | 'ÿ' => 'y',
        'ź' | 'ż' | 'ž' => 'z',
        'Ź' | 'Ż' | 'Ž' => 'Z',
        '\u{a0}' | '\u{202f}' | '\u{2009}' | '\t' => ' ',
        '’' | '‘' | 'ʼ' => '\'',
        '“' | '”' | '„' | '«' | '»' => '"',
        '–' | '—' | '\u{2010}' | '\u{2011}' | '\u{2212}' => '-',
        '·' | '•' => '.',
        'œ' => return Neighbour::Many("oe"),
        'Œ' => return Neighbour::Many("OE"),
        '…' => return Neighbour::Many("..."),
        other => other,
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_stay_readable_and_short() {
        let simple = simplify("François d’Œuvre – 1\u{202f}200,00\u{a0}EUR, größer: é à ü ß");
        assert_eq!(simple, "Francois d'OEuvre - 1 200,00 EUR, größer: é à ü ß");
        assert_eq!(septets(&simple), Some(simple.chars().count()));
    }

    #[test]
    fn another_alphabet_is_told_apart() {
        assert_eq!(septets("€5"), Some(3));
        assert_eq!(septets("Здравствуйте"), None);
        assert_eq!(simplify("Здравствуйте"), "Здравствуйте");
    }
}
