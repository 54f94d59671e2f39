//! Our own words for what a file can hold: the kinds of file and the fields of each.

use std::fmt;

use dunwell_core::sentence::{Say, Sentence};

/// What the rows of a file are.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Kind {
    /// Invoices, open or settled.
    Invoices,
    /// Payments received.
    Payments,
    /// Credit notes.
    CreditNotes,
    /// Customers.
    Customers,
    /// Disputes about invoices.
    Disputes,
}

impl Kind {
    /// All kinds, in the order in which they are listed to people.
    pub const ALL: [Kind; 5] = [
        Kind::Invoices,
        Kind::Payments,
        Kind::CreditNotes,
        Kind::Customers,
        Kind::Disputes,
    ];

    /// The word for it in profiles and on the command line.
    #[must_use]
    pub const fn key(self) -> &'static str {
        match self {
            Kind::Invoices => "invoices",
            Kind::Payments => "payments",
            Kind::CreditNotes => "credit-notes",
            Kind::Customers => "customers",
            Kind::Disputes => "disputes",
        }
    }

    /// The kind with this word, or `None`.
    #[must_use]
    pub fn from_key(key: &str) -> Option<Kind> {
        Kind::ALL.into_iter().find(|kind| kind.key() == key)
    }

    /// The fields of a row of this kind, and whether each must be there.
    #[must_use]
    pub const fn fields(self) -> &'static [(Field, Need)] {
        use Field::*;
        use Need::{Optional, Required};
        match self {
            Kind::Invoices => &[
                (Number, Required),
                (Customer, Required),
                (Name, Optional),
                (Issued, Optional),
                (Due, Optional),
                (Terms, Optional),
                (Amount, Required),
                (Tax, Optional),
                (Open, Optional),
                (Currency, Optional),
                (Settled, Optional),
                (Ordered, Optional),
                (Delivered, Optional),
                (Received, Optional),
                (Arrived, Optional),
                (Disputed, Optional),
                (DisputeAmount, Optional),
                (Reference, Optional),
                (Po, Optional),
                (Country, Optional),
                (Language, Optional),
                (Email, Optional),
                (Phone, Optional),
            ],
            Kind::Payments => &[
                (Customer, Optional),
                (Name, Optional),
                (Date, Required),
                (Amount, Required),
                (Currency, Optional),
                (Invoice, Optional),
                (Reference, Optional),
            ],
            Kind::CreditNotes => &[
                (Number, Required),
                (Customer, Required),
                (Date, Required),
                (Amount, Required),
                (Currency, Optional),
                (Invoice, Optional),
                (Reference, Optional),
            ],
            Kind::Customers => &[
                (Number, Required),
                (Name, Optional),
                (Email, Optional),
                (Phone, Optional),
                (Sms, Optional),
                (Country, Optional),
                (Language, Optional),
                (Since, Optional),
                (Address, Optional),
                (Contact, Optional),
                (Terms, Optional),
                (Vat, Optional),
                (Debtor, Optional),
            ],
            Kind::Disputes => &[
                (Invoice, Required),
                (Customer, Optional),
                (Opened, Optional),
                (Amount, Optional),
                (Reason, Optional),
                (Resolved, Optional),
            ],
        }
    }

    /// Whether rows of this kind have `field`.
    #[must_use]
    pub fn has(self, field: Field) -> bool {
        self.fields().iter().any(|(own, _)| *own == field)
    }

    /// The names of all fields of this kind, for messages.
    #[must_use]
    pub fn field_list(self) -> String {
        self.fields()
            .iter()
            .map(|(field, _)| field.key())
            .collect::<Vec<_>>()
            .join(", ")
    }
}

/// In English the word of profiles; a page names the kind in its reader's language.
impl Say for Kind {
    fn say(&self) -> Sentence {
        match self {
            Kind::Invoices => Sentence::new("header.kind.invoices", "invoices"),
            Kind::Payments => Sentence::new("header.kind.payments", "payments"),
            Kind::CreditNotes => Sentence::new("header.kind.credit-notes", "credit-notes"),
            Kind::Customers => Sentence::new("header.kind.customers", "customers"),
            Kind::Disputes => Sentence::new("header.kind.disputes", "disputes"),
        }
    }
}

impl fmt::Display for Kind {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.key())
    }
}

/// Whether a field must be there.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Need {
    /// A file without it is refused, and so is a row in which it is empty.
    Required,
    /// It may be missing or empty.
    Optional,
}

/// How the value of a field is read.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum FieldType {
    /// Text that names something: kept as it is, with its leading zeros.
    Id,
    /// Any other text.
    Text,
    /// A calendar date.
    Date,
    /// An exact decimal number.
    Amount,
    /// An ISO 4217 currency code.
    Currency,
    /// Yes or no.
    Flag,
}

macro_rules! fields {
    ($($variant:ident $key:literal $kind:ident $doc:literal),+ $(,)?) => {
        /// One thing that a row can say. [`Kind::fields`] tells which kinds have it.
        #[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
        pub enum Field {
            $(#[doc = $doc] $variant),+
        }

        impl Field {
            /// All fields of all kinds.
            pub const ALL: &[Field] = &[$(Field::$variant),+];

            /// Its name in profiles, on the command line and in messages.
            #[must_use]
            pub const fn key(self) -> &'static str {
                match self { $(Field::$variant => $key),+ }
            }

            /// How its value is read.
            #[must_use]
            pub const fn field_type(self) -> FieldType {
                match self { $(Field::$variant => FieldType::$kind),+ }
            }
        }
    };
}

fields! {
    Number        "number"         Id       "The number of the invoice, credit note or customer.",
    Customer      "customer"       Id       "The customer's number or code.",
    Name          "name"           Text     "The customer's name as this row spells it.",
    Issued        "issued"         Date     "The date of the invoice.",
    Due           "due"            Date     "The date on which the invoice falls due.",
    Terms         "terms"          Text     "The payment terms in words, such as `net 30`.",
    Amount        "amount"         Amount   "The amount: of an invoice, what it was issued for.",
    Tax           "tax"            Amount   "How much of the amount is tax.",
    Open          "open"           Amount   "What is still open on the invoice.",
    Currency      "currency"       Currency "The ISO 4217 code of the amounts of this row.",
    Settled       "settled"        Date     "The date on which the invoice was paid in full.",
    Ordered       "ordered"        Date     "The date on which the customer ordered.",
    Delivered     "delivered"      Date     "The date on which the goods were delivered.",
    Received      "received"       Date     "The date on which the customer received the goods.",
    Arrived       "arrived"        Date     "The date on which the goods arrived at their place.",
    Disputed      "disputed"       Flag     "Whether the invoice is or was disputed.",
    DisputeAmount "dispute_amount" Amount   "How much of the invoice is disputed.",
    Reference     "reference"      Text     "A reference that a payer may quote.",
    Po            "po"             Text     "The customer's purchase order number.",
    Country       "country"        Text     "The customer's country.",
    Language      "language"       Text     "The customer's language.",
    Email         "email"          Text     "An e-mail address.",
    Phone         "phone"          Text     "A telephone number for calls.",
    Date          "date"           Date     "The date of the payment or credit note.",
    Invoice       "invoice"        Id       "The number of the invoice that this row is about.",
    Sms           "sms"            Text     "A telephone number for text messages.",
    Since         "since"          Date     "The date since when this is a customer.",
    Address       "address"        Text     "The postal address.",
    Contact       "contact"        Text     "The person to speak to.",
    Vat           "vat"            Text     "The VAT number.",
    Debtor        "kind"           Text     "What kind of debtor: `business`, `consumer` or `public-body`.",
    Opened        "opened"         Date     "The date on which the dispute was opened.",
    Reason        "reason"         Text     "The reason of the dispute.",
    Resolved      "resolved"       Date     "The date on which the dispute was resolved.",
}

impl Field {
    /// The field with this name, or `None`.
    #[must_use]
    pub fn from_key(key: &str) -> Option<Field> {
        Field::ALL.iter().copied().find(|field| field.key() == key)
    }
}

impl fmt::Display for Field {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.key())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_field_belongs_to_a_kind_and_no_kind_names_one_twice() {
        for field in Field::ALL {
            assert!(
                Kind::ALL.iter().any(|kind| kind.has(*field)),
                "{field} is in no kind"
            );
            assert_eq!(Field::from_key(field.key()), Some(*field));
        }
        for kind in Kind::ALL {
            for (field, _) in kind.fields() {
                assert_eq!(
                    kind.fields()
                        .iter()
                        .filter(|(other, _)| other == field)
                        .count(),
                    1,
                    "{kind}: {field}"
                );
            }
            assert_eq!(Kind::from_key(kind.key()), Some(kind));
        }
    }
}
