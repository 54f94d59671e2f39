//! What puts lines in order, and the places in the list that are made of it.

use std::cmp::Ordering;

use dunwell_core::currency::Currency;
use dunwell_core::id::CustomerId;
use uuid::Uuid;

/// What puts a line in order.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub(super) enum Key<'a> {
    /// Smaller comes first.
    Number(i128),
    /// In the order of the letters.
    Text(&'a str),
    /// Not known.
    Last,
}

impl<'a> Key<'a> {
    /// The key of a name, if there is one.
    pub(super) fn of_name(name: Option<&'a str>) -> Key<'a> {
        name.map_or(Key::Last, Key::Text)
    }

    /// Which of two keys comes first. What is not known comes last either way.
    pub(super) fn compare(&self, other: &Key<'_>, reverse: bool) -> Ordering {
        match (self, other) {
            (Key::Last, _) | (_, Key::Last) => self.cmp(other),
            _ if reverse => other.cmp(self),
            _ => self.cmp(other),
        }
    }

    /// Where a line with this key stands in the list, as a text.
    pub(super) fn place(&self, customer: CustomerId, currency: Currency) -> String {
        let id = customer.uuid().simple();
        match self {
            Key::Number(number) => format!("{currency}.{id}.n{number}"),
            Key::Text(text) => format!("{currency}.{id}.t{text}"),
            Key::Last => format!("{currency}.{id}.l"),
        }
    }
}

/// A place in the list: the key, and the customer with the code of the currency.
pub(super) type Place<'a> = (Key<'a>, (CustomerId, &'a str));

/// Reads a [`Key::place`].
pub(super) fn place(text: &str) -> Option<Place<'_>> {
    let (currency, rest) = text.split_once('.')?;
    let (id, key) = rest.split_once('.')?;
    let key = match (key.get(..1)?, key.get(1..)?) {
        ("n", number) => Key::Number(number.parse().ok()?),
        ("t", text) => Key::Text(text),
        ("l", "") => Key::Last,
        _ => return None,
    };
    let customer = CustomerId::new(Uuid::try_parse(id).ok()?);
    Some((key, (customer, currency)))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_place_is_read_as_it_is_written() {
        let id = CustomerId::new(Uuid::from_u128(7));
        for (key, written) in [
            (Key::Number(-12), "n-12"),
            (Key::Text("a.b c"), "ta.b c"),
            (Key::Text(""), "t"),
            (Key::Last, "l"),
        ] {
            let text = format!("EUR.{}.{written}", id.uuid().simple());
            assert_eq!(key.place(id, Currency::EUR), text);
            assert_eq!(place(&text), Some((key, (id, "EUR"))));
        }
        for text in [
            "",
            "EUR",
            "EUR.7.n1",
            "EUR.00000000000000000000000000000007.x",
        ] {
            assert_eq!(place(text), None, "{text}");
        }
    }

    #[test]
    fn what_is_not_known_comes_last_either_way() {
        let (one, two) = (Key::Number(1), Key::Number(2));
        for (reverse, smaller) in [(false, Ordering::Less), (true, Ordering::Greater)] {
            assert_eq!(one.compare(&two, reverse), smaller);
            assert_eq!(two.compare(&Key::Last, reverse), Ordering::Less);
        }
    }
}
