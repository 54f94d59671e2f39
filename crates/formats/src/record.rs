//! Typed rows. Text is trimmed and otherwise as it stood; ids keep their leading zeros.

use dunwell_core::currency::Currency;
use jiff::civil::Date;

use crate::{Decimal, Kind};

/// One row of a file.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Record {
    /// An invoice.
    Invoice(Invoice),
    /// A payment.
    Payment(Payment),
    /// A credit note.
    CreditNote(CreditNote),
    /// A customer.
    Customer(Customer),
    /// A dispute.
    Dispute(Dispute),
}

impl Record {
    /// The kind of file this record came from.
    #[must_use]
    pub const fn kind(&self) -> Kind {
        match self {
            Record::Invoice(_) => Kind::Invoices,
            Record::Payment(_) => Kind::Payments,
            Record::CreditNote(_) => Kind::CreditNotes,
            Record::Customer(_) => Kind::Customers,
            Record::Dispute(_) => Kind::Disputes,
        }
    }
}

/// An invoice, open or settled. At least one of `due` and `issued` is there.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Invoice {
    /// The invoice number.
    pub number: Box<str>,
    /// The customer's number or code.
    pub customer: Box<str>,
    /// The customer's name as this row spells it.
    pub name: Option<Box<str>>,
    /// The date of the invoice.
    pub issued: Option<Date>,
    /// The due date.
    pub due: Option<Date>,
    /// The terms in words, not interpreted.
    pub terms: Option<Box<str>>,
    /// What the invoice was issued for.
    pub amount: Decimal,
    /// How much of the amount is tax, where the file says so.
    pub tax: Option<Decimal>,
    /// What is still open, where the file says so.
    pub open: Option<Decimal>,
    /// The currency of the amounts, where the file says so.
    pub currency: Option<Currency>,
    /// The date on which it was paid in full. Such an invoice brings its payment along.
    pub settled: Option<Date>,
    /// The date on which the customer ordered.
    pub ordered: Option<Date>,
    /// The date on which the goods were delivered.
    pub delivered: Option<Date>,
    /// The date on which the customer received the goods.
    pub received: Option<Date>,
    /// The date on which the goods arrived at their place.
    pub arrived: Option<Date>,
    /// Whether it is or was disputed, where the file says so.
    pub disputed: Option<bool>,
    /// How much of it is disputed.
    pub dispute_amount: Option<Decimal>,
    /// A reference that a payer may quote.
    pub reference: Option<Box<str>>,
    /// The customer's purchase order number.
    pub po: Option<Box<str>>,
    /// The customer's country as written.
    pub country: Option<Box<str>>,
    /// The customer's language as written.
    pub language: Option<Box<str>>,
    /// An e-mail address as written.
    pub email: Option<Box<str>>,
    /// A telephone number as written.
    pub phone: Option<Box<str>>,
}

/// A payment received. A negative amount is money given back.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Payment {
    /// The customer's number or code, where the file says so.
    pub customer: Option<Box<str>>,
    /// The payer's name.
    pub name: Option<Box<str>>,
    /// The date of the payment.
    pub date: Date,
    /// The amount.
    pub amount: Decimal,
    /// The currency, where the file says so.
    pub currency: Option<Currency>,
    /// The number of the invoice it pays.
    pub invoice: Option<Box<str>>,
    /// The payer's reference.
    pub reference: Option<Box<str>>,
}

/// A credit note.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct CreditNote {
    /// Its number.
    pub number: Box<str>,
    /// The customer's number or code.
    pub customer: Box<str>,
    /// Its date.
    pub date: Date,
    /// The amount as written; some systems write credits as negative amounts.
    pub amount: Decimal,
    /// The currency, where the file says so.
    pub currency: Option<Currency>,
    /// The number of the invoice it credits.
    pub invoice: Option<Box<str>>,
    /// A reference.
    pub reference: Option<Box<str>>,
}

/// A customer.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Customer {
    /// The customer's number or code.
    pub number: Box<str>,
    /// The name.
    pub name: Option<Box<str>>,
    /// An e-mail address as written.
    pub email: Option<Box<str>>,
    /// A telephone number for calls, as written.
    pub phone: Option<Box<str>>,
    /// A telephone number for text messages, as written.
    pub sms: Option<Box<str>>,
    /// The country as written.
    pub country: Option<Box<str>>,
    /// The language as written.
    pub language: Option<Box<str>>,
    /// Since when this is a customer.
    pub since: Option<Date>,
    /// The postal address.
    pub address: Option<Box<str>>,
    /// The person to speak to.
    pub contact: Option<Box<str>>,
    /// The terms in words, not interpreted.
    pub terms: Option<Box<str>>,
    /// The VAT number.
    pub vat: Option<Box<str>>,
    /// What kind of debtor it is, as written.
    pub kind: Option<Box<str>>,
}

/// A dispute about an invoice.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Dispute {
    /// The number of the disputed invoice.
    pub invoice: Box<str>,
    /// The customer's number or code.
    pub customer: Option<Box<str>>,
    /// The date on which it was opened.
    pub opened: Option<Date>,
    /// The disputed amount; the whole invoice where it is missing.
    pub amount: Option<Decimal>,
    /// The reason in the words of the file.
    pub reason: Option<Box<str>>,
    /// The date on which it was resolved; still open where it is missing.
    pub resolved: Option<Date>,
}
