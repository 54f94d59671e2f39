//! Values on their way into a database.

use std::borrow::Cow;

use dunwell_core::action::{ActionStatus, Do, Tone};
use dunwell_core::charge::ChargeKind;
use dunwell_core::currency::Currency;
use dunwell_core::hold::HoldKind;
use dunwell_core::id::{
    ActionId, ApiTokenId, BookId, ContactPointId, CustomerId, DisputeId, EntryId, HoldId, ImportId,
    InvoiceId, PromiseId, RequestId, RunId, SessionId, TermsAcceptanceId, UserId,
};
use dunwell_core::ledger::EntryKind;
use dunwell_core::packs::Debtor;
use jiff::Timestamp;
use jiff::civil::Date;
use jiff::tz::Offset;
use uuid::Uuid;

/// A parameter of a statement or a cell of a new row. `None` is NULL; its variant still says of
/// which type, because PostgreSQL asks.
#[derive(Debug, Clone)]
pub(crate) enum Value<'a> {
    Int(Option<i64>),
    Flag(bool),
    Text(Option<Cow<'a, str>>),
    Id(Option<Uuid>),
    Bytes(Option<&'a [u8]>),
    Date(Option<Date>),
    At(Option<Timestamp>),
    /// A list of ids for a statement made with `by_ids!`.
    Ids(Vec<Uuid>),
    /// A list of texts for a statement made with `by_texts!`.
    Texts(Vec<&'a str>),
}

/// Implements `From<T>` and `From<Option<T>>` for a variant that holds an option.
macro_rules! values {
    ($($t:ty => $variant:ident, |$x:ident| $e:expr;)+) => {$(
        impl<'a> From<$t> for Value<'a> {
            fn from($x: $t) -> Self {
                Value::$variant(Some($e))
            }
        }

        impl<'a> From<Option<$t>> for Value<'a> {
            fn from(option: Option<$t>) -> Self {
                Value::$variant(option.map(|$x| $e))
            }
        }
    )+};
}

values! {
    i64 => Int, |x| x;
    Uuid => Id, |x| x;
    BookId => Id, |x| x.uuid();
    CustomerId => Id, |x| x.uuid();
    ContactPointId => Id, |x| x.uuid();
    InvoiceId => Id, |x| x.uuid();
    EntryId => Id, |x| x.uuid();
    DisputeId => Id, |x| x.uuid();
    PromiseId => Id, |x| x.uuid();
    HoldId => Id, |x| x.uuid();
    RunId => Id, |x| x.uuid();
    ImportId => Id, |x| x.uuid();
    ActionId => Id, |x| x.uuid();
    TermsAcceptanceId => Id, |x| x.uuid();
    UserId => Id, |x| x.uuid();
    SessionId => Id, |x| x.uuid();
    ApiTokenId => Id, |x| x.uuid();
    RequestId => Id, |x| x.uuid();
    Date => Date, |x| x;
    Timestamp => At, |x| x;
    &'a str => Text, |x| Cow::Borrowed(x);
    &'a String => Text, |x| Cow::Borrowed(x.as_str());
    String => Text, |x| Cow::Owned(x);
    Currency => Text, |x| Cow::Borrowed(x.code());
    EntryKind => Text, |x| Cow::Borrowed(x.code());
    Debtor => Text, |x| Cow::Owned(x.to_string());
    ChargeKind => Text, |x| Cow::Borrowed(x.code());
    HoldKind => Text, |x| Cow::Borrowed(x.code());
    Do => Text, |x| Cow::Borrowed(x.code());
    Tone => Text, |x| Cow::Borrowed(x.code());
    ActionStatus => Text, |x| Cow::Borrowed(x.code());
    &'a [u8; 32] => Bytes, |x| x.as_slice();
    &'a [u8] => Bytes, |x| x;
}

impl From<bool> for Value<'_> {
    fn from(flag: bool) -> Self {
        Value::Flag(flag)
    }
}

/// An optional text that is kept as a `String`.
impl<'a> From<&'a Option<String>> for Value<'a> {
    fn from(option: &'a Option<String>) -> Self {
        Value::Text(option.as_deref().map(Cow::Borrowed))
    }
}

/// Something kept as JSON text. It cannot fail for the plain structs that are kept this way.
pub(crate) fn json<T: serde::Serialize + ?Sized>(
    what: &'static str,
    value: &T,
) -> crate::Result<String> {
    serde_json::to_string(value)
        .map_err(|error| crate::StoreError::database(format!("writing {what} as JSON"), error))
}

/// A date as ten characters of ISO text, written without allocating. Both databases compare such
/// texts and dates alike for the years 0 to 9999, the only ones that the rules make.
pub(crate) fn iso_date(date: Date, buffer: &mut [u8; 10]) -> &str {
    let (year, month, day) = (
        i32::from(date.year()),
        i32::from(date.month()),
        i32::from(date.day()),
    );
    *buffer = [
        digit(year / 1000),
        digit(year / 100),
        digit(year / 10),
        digit(year),
        b'-',
        digit(month / 10),
        digit(month),
        b'-',
        digit(day / 10),
        digit(day),
    ];
    std::str::from_utf8(buffer).unwrap_or_default()
}

/// The last digit of a number, as a character.
fn digit(number: i32) -> u8 {
    b'0' + u8::try_from(number.rem_euclid(10)).unwrap_or_default()
}

/// A time as ISO text in UTC with six decimals, so that texts sort as times do.
pub(crate) fn iso_time(at: Timestamp) -> String {
    let at = Offset::UTC.to_datetime(at);
    let mut text = String::with_capacity("2026-03-09T08:07:06.001200Z".len());
    text.push_str(iso_date(at.date(), &mut [0; 10]));
    for (mark, digits, number) in [
        ('T', 2, i32::from(at.hour())),
        (':', 2, i32::from(at.minute())),
        (':', 2, i32::from(at.second())),
        ('.', 6, at.subsec_nanosecond() / 1_000),
    ] {
        text.push(mark);
        text.extend(
            (0..digits)
                .rev()
                .map(|place| char::from(digit(number / 10_i32.pow(place)))),
        );
    }
    text.push('Z');
    text
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used, reason = "tests")]
    use super::*;
    use jiff::civil::date;

    #[test]
    fn dates_and_times_are_written_at_full_width() {
        let mut buffer = [0; 10];
        assert_eq!(iso_date(date(2026, 3, 9), &mut buffer), "2026-03-09");
        assert_eq!(iso_date(crate::REVIEW_NOW, &mut buffer), "0001-01-01");
        let at: Timestamp = "2026-03-09T08:07:06.0012Z".parse().unwrap();
        assert_eq!(iso_time(at), "2026-03-09T08:07:06.001200Z");
        assert_eq!(iso_time(at).parse::<Timestamp>().unwrap(), at);
    }
}
