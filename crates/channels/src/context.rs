//! The facts that a message is written from.

use dunwell_core::money::Money;
use jiff::civil::Date;
use serde::{Deserialize, Serialize};

/// The facts of one message, in no particular language.
///
/// All amounts are of one currency, that of `total`. The caller has worked them out; nothing is added up
/// here.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct MessageContext {
    /// The business that is owed the money.
    pub book: BookContext,
    /// The customer who owes it.
    pub customer: CustomerContext,
    /// The date of the message.
    pub today: Date,
    /// The date by which an answer is asked for.
    pub reply_by: Date,
    /// What this message asks for: the sum of `items`, less `unmatched`.
    pub total: Money,
    /// The part of it that is past its due date.
    pub overdue: Money,
    /// The sum of `upcoming`.
    pub upcoming_total: Money,
    /// What the message is about, the oldest first; never empty. For a courtesy message these are the
    /// invoices about to fall due, otherwise the late ones.
    pub items: Vec<ItemContext>,
    /// What else is open and not yet due, shown for information.
    pub upcoming: Vec<ItemContext>,
    /// What stands to the customer's credit, from a payment or a credit note, and is not matched to an
    /// invoice yet.
    pub unmatched: Option<Money>,
    /// The promise that has just been broken.
    pub broken_promise: Option<BrokenPromise>,
    /// The interest for paying late, where there is a ground for it and some has accrued.
    #[serde(default)]
    pub interest: Option<InterestContext>,
    /// The step of the procedure.
    pub step: StepContext,
}

/// The interest for paying late on the items of a message.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct InterestContext {
    /// Everything so far, what is part of the amounts of the items included.
    pub so_far: Money,
    /// What one more day adds; zero when nothing bears interest any more.
    pub daily: Money,
    /// The first day of interest.
    pub from: Date,
    /// The fixed sum that is owed beside it, part of the amounts of the items or not.
    pub fixed_sum: Option<Money>,
    /// The law that gives it; none when it was agreed.
    pub law: Option<String>,
    /// What settles all that the message asks for today: its total, and what has not been charged of the
    /// interest and the fixed sum.
    pub total: Money,
}

/// The business that is owed the money. Fields that are empty are left out of the texts.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct BookContext {
    /// The name that customers know it by.
    pub name: String,
    /// The person to call; the business itself when empty.
    pub contact_name: String,
    /// Where to write to.
    pub email: String,
    /// Where to call, in international notation.
    pub phone: String,
    /// The postal address, line by line.
    pub address: Vec<String>,
    /// The number under which the company is registered.
    #[serde(default)]
    pub company_number: String,
    /// The number under which it pays value added tax.
    #[serde(default)]
    pub vat_number: String,
    /// The account to pay to.
    pub bank: Option<Bank>,
    /// The page to pay on; only `https` and `http` addresses become a link.
    pub pay_url: Option<String>,
}

/// A bank account.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct Bank {
    /// The name of the account's holder.
    pub account_name: String,
    /// The IBAN, with or without spaces; shown in groups of four.
    pub iban: String,
    /// The BIC; left out when empty.
    pub bic: String,
    /// The name of the bank; left out when empty.
    pub bank_name: String,
}

/// The customer who owes the money.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct CustomerContext {
    /// The customer's name.
    pub name: String,
    /// The customer number, which is also the payment reference for several invoices.
    pub number: String,
    /// The person to greet.
    pub contact_name: Option<String>,
    /// Where to call the customer, in international notation; shown in call scripts.
    #[serde(default)]
    pub phone: Option<String>,
    /// The postal address below the name, line by line, for letters.
    #[serde(default)]
    pub address: Vec<String>,
}

/// One invoice, or one instalment of it.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct ItemContext {
    /// The number of the invoice.
    pub number: String,
    /// The date of the invoice.
    pub issued: Date,
    /// The date it is due.
    pub due: Date,
    /// What is asked for: what is open and not disputed.
    pub amount: Money,
    /// What was invoiced.
    pub original: Money,
    /// Days since the due date; zero or less when it is not late.
    pub days_late: i32,
    /// Whether something has been paid on it.
    pub part_paid: bool,
    /// What is disputed and therefore not asked for.
    pub disputed: Option<Money>,
    /// What of the amount was charged for paying late.
    #[serde(default)]
    pub charged: Charged,
}

/// What was charged on an item for paying late, by what it is.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Charged {
    /// Interest.
    pub interest: Option<Money>,
    /// A fixed sum.
    pub fixed_sum: Option<Money>,
    /// Fees.
    pub fees: Option<Money>,
}

/// A promise whose day has passed without the money.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct BrokenPromise {
    /// What was promised.
    pub amount: Money,
    /// The day it was promised for.
    pub date: Date,
}

/// The step that the message belongs to.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct StepContext {
    /// The name of the step in the policy.
    pub name: String,
    /// Its tone: friendly, firm or final.
    pub tone: String,
}

impl MessageContext {
    /// The names and numbers in it that came from the book and are not wording: they are as they are.
    #[must_use]
    pub fn names(&self) -> Vec<&str> {
        let book = &self.book;
        let customer = &self.customer;
        let bank = book
            .bank
            .iter()
            .flat_map(|bank| [&bank.account_name, &bank.iban, &bank.bic, &bank.bank_name]);
        [
            &book.name,
            &book.contact_name,
            &book.email,
            &book.company_number,
            &book.vat_number,
            &customer.name,
            &customer.number,
        ]
        .into_iter()
        .chain(&book.address)
        .chain(&customer.contact_name)
        .chain(&customer.address)
        .chain(&book.pay_url)
        .chain(bank)
        .chain(
            self.items
                .iter()
                .chain(&self.upcoming)
                .map(|item| &item.number),
        )
        .map(String::as_str)
        .collect()
    }
}
