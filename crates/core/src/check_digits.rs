//! Check digits of ISO 7064, MOD 97-10, which IBANs and creditor references carry so that a slip in typing
//! is seen.

/// The remainder by 97 of the number that a text's letters and digits make once its first four characters
/// stand at its end, where A stands for 10 and Z for 35. It is 1 where the check digits, the third and
/// fourth character, are right. Anything but letters and digits does not count.
#[must_use]
pub fn remainder_97(text: &str) -> u32 {
    let (head, rest) = text.split_at_checked(4).unwrap_or((text, ""));
    let characters = rest.chars().chain(head.chars());
    let values = characters.filter_map(|character| character.to_digit(36));
    values.fold(0, |remainder, value| {
        let shift = if value < 10 { 10 } else { 100 };
        (remainder * shift + value) % 97
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn it_is_1_where_the_check_digits_are_right() {
        for right in ["GB29NWBK60161331926819", "RF18539007547034", "RF6518K5"] {
            assert_eq!(remainder_97(right), 1, "{right}");
        }
        for wrong in ["GB29NWBK60161331926891", "RF17539007547034", "RF35C4"] {
            assert_ne!(remainder_97(wrong), 1, "{wrong}");
        }
    }

    #[test]
    fn no_text_is_too_short_or_too_strange() {
        for (text, remainder) in [("", 0), ("97", 0), ("98", 1), ("é1", 1), ("aéé", 10)] {
            assert_eq!(remainder_97(text), remainder, "{text}");
        }
    }
}
