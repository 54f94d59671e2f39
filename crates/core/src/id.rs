//! Typed identifiers: a UUID (version 7, made by the caller) that cannot be mistaken for another
//! kind's. People and machines see them with a prefix (`inv_0198...`).

use std::fmt;
use std::str::FromStr;

use serde::{Deserialize, Serialize};
use uuid::Uuid;

use crate::sentence::{Say, Sentence, Value};

/// The text is not an identifier of the expected kind.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("{}", self.say())]
pub struct InvalidId {
    found: String,
    prefix: &'static str,
}

impl Say for InvalidId {
    fn say(&self) -> Sentence {
        Sentence::new(
            "refusal.typed.no-id",
            "\"{found}\" is not an identifier of this kind; one looks like {prefix}_ followed by 32 hexadecimal digits",
        )
        .with("found", &self.found)
        .with("prefix", self.prefix)
    }
}

macro_rules! ids {
    ($($(#[$doc:meta])* $name:ident = $prefix:literal),+ $(,)?) => {$(
        $(#[$doc])*
        #[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
        #[serde(try_from = "String", into = "String")]
        pub struct $name(Uuid);

        impl $name {
            /// What stands before the underscore when the identifier is shown.
            pub const PREFIX: &'static str = $prefix;

            /// Wraps a UUID that the caller made or read from the database.
            #[must_use]
            pub const fn new(uuid: Uuid) -> Self {
                Self(uuid)
            }

            /// The bare UUID, for the database.
            #[must_use]
            pub const fn uuid(self) -> Uuid {
                self.0
            }
        }

        impl fmt::Display for $name {
            fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                write!(f, concat!($prefix, "_{}"), self.0.simple())
            }
        }

        impl fmt::Debug for $name {
            fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                fmt::Display::fmt(self, f)
            }
        }

        impl From<$name> for Value {
            fn from(id: $name) -> Value {
                Value::Text(id.to_string())
            }
        }

        impl FromStr for $name {
            type Err = InvalidId;

            fn from_str(text: &str) -> Result<Self, InvalidId> {
                text.strip_prefix(concat!($prefix, "_"))
                    .and_then(|hex| Uuid::try_parse(hex).ok())
                    .map(Self)
                    .ok_or_else(|| InvalidId { found: text.to_owned(), prefix: $prefix })
            }
        }

        impl TryFrom<String> for $name {
            type Error = InvalidId;

            fn try_from(text: String) -> Result<Self, InvalidId> {
                text.parse()
            }
        }

        #[cfg(feature = "openapi")]
        impl utoipa::PartialSchema for $name {
            fn schema() -> utoipa::openapi::RefOr<utoipa::openapi::schema::Schema> {
                use utoipa::openapi::schema::{ObjectBuilder, SchemaType, Type};
                ObjectBuilder::new()
                    .schema_type(SchemaType::Type(Type::String))
                    .pattern(Some(concat!("^", $prefix, "_[0-9a-f]{32}$")))
                    .into()
            }
        }

        #[cfg(feature = "openapi")]
        impl utoipa::ToSchema for $name {}

        impl From<$name> for String {
            /// As it is shown, without the detour by way of a formatter: a run writes one for each invoice.
            fn from(id: $name) -> String {
                let mut hex = Uuid::encode_buffer();
                [concat!($prefix, "_"), &*id.0.simple().encode_lower(&mut hex)].concat()
            }
        }
    )+};
}

ids! {
    /// A business whose receivables are kept.
    BookId = "bok",
    /// A customer of a book: the debtor.
    CustomerId = "cus",
    /// A way to reach a customer.
    ContactPointId = "cpt",
    /// An invoice.
    InvoiceId = "inv",
    /// A ledger entry.
    EntryId = "ent",
    /// A dispute about an invoice.
    DisputeId = "dsp",
    /// A promise to pay.
    PromiseId = "prm",
    /// A hold on contact or on supply.
    HoldId = "hld",
    /// Terms that a customer accepted.
    TermsAcceptanceId = "tac",
    /// A daily run.
    RunId = "run",
    /// Files that were brought in, or lie ready to be.
    ImportId = "imp",
    /// A person who signs in.
    UserId = "usr",
    /// A session of a person.
    SessionId = "ses",
    /// A token of a program.
    ApiTokenId = "tok",
    /// Something that one person asked for and another has to approve.
    RequestId = "req",
    /// Something decided for a customer: a contact, a hold, an escalation.
    ActionId = "act",
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used, reason = "tests")]
    use super::*;

    #[test]
    fn an_id_is_read_back_from_what_is_shown() {
        let id = InvoiceId::new(Uuid::from_u128(7));
        assert_eq!(id.to_string(), "inv_00000000000000000000000000000007");
        assert_eq!(id.to_string().parse::<InvoiceId>().unwrap(), id);
    }

    #[test]
    fn an_id_of_another_kind_is_refused() {
        let customer = CustomerId::new(Uuid::from_u128(7)).to_string();
        assert!(customer.parse::<InvoiceId>().is_err());
    }
}
