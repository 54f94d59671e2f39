//! Texts as parts of an address.

/// A text as one part of a path, or as a value behind the question mark: everything that has a meaning
/// in an address is written as `%2F`.
pub(crate) fn encode(text: &str) -> String {
    text.bytes()
        .map(|byte| match byte {
            b'a'..=b'z' | b'A'..=b'Z' | b'0'..=b'9' | b'-' | b'.' | b'_' => {
                char::from(byte).to_string()
            }
            _ => format!("%{byte:02X}"),
        })
        .collect()
}

/// `a=1&b=2` of the pairs whose value is not empty.
pub(crate) fn query<'a>(pairs: impl IntoIterator<Item = (&'a str, &'a str)>) -> String {
    let pairs = pairs.into_iter().filter(|(_, value)| !value.is_empty());
    pairs
        .map(|(name, value)| format!("{name}={}", encode(value)))
        .collect::<Vec<_>>()
        .join("&")
}

/// `path?a=1&b=2` of the same pairs, and the path alone where none has a value.
pub(crate) fn with_query<'a>(
    path: &str,
    pairs: impl IntoIterator<Item = (&'a str, &'a str)>,
) -> String {
    match query(pairs) {
        none if none.is_empty() => path.to_owned(),
        query => format!("{path}?{query}"),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_has_a_meaning_in_an_address_is_hidden() {
        assert_eq!(encode("R/2026 0142&a=1"), "R%2F2026%200142%26a%3D1");
        assert_eq!(encode("Żabka"), "%C5%BBabka");
        assert_eq!(query([("a", "x y"), ("b", ""), ("c", "1")]), "a=x%20y&c=1");
        assert_eq!(with_query("money", [("a", ""), ("c", "1")]), "money?c=1");
        assert_eq!(with_query("money", [("a", "")]), "money");
    }
}
