//! A believable trade book, made up from a seed: customers, eighteen months of invoices, and what
//! became of them. It serves the demonstration, the tests and the measurements.
//!
//! The shape is that of real receivables: a few customers carry much of the value; most pay within
//! days of the due date, each in a manner of their own; a tail goes past 60 and 90 days; money is
//! booked on business days only, and much of it in runs. There are credit notes, part-payments,
//! payments that name no invoice, disputes, promises, several countries, languages and currencies,
//! names spelt in more than one way, and ids with leading zeros. Every parameter is a small table
//! of whole numbers in the file that it belongs to.
//!
//! Nobody in it exists: the names are made up, and addresses and telephone numbers come from the
//! ranges that are reserved for examples. There are no VAT numbers, because any well-formed one
//! could be somebody's.
//!
//! The records are those that a file would give, so the book comes in through the same import as a
//! user's own. What is open on an invoice is not stated; it follows from the payments and credit
//! notes. Invoices to be paid in parts state terms and no due date. Customers who earn a discount
//! for paying early pay the rest only.
//!
//! The same [`Spec`] gives the same book on every machine: only whole numbers are used, and the
//! generator is [`fastrand::Rng`] with the given seed.

mod credits;
pub mod csv;
mod days;
mod debtors;
mod habits;
mod invoices;
mod names;
mod payments;
mod promises;
mod random;
mod rates;
mod records;
mod terms;
#[cfg(test)]
mod tests;
mod words;

use dunwell_core::currency::Currency;
use dunwell_formats::{CreditNote, Customer, Decimal, Dispute, Invoice, Payment};
use fastrand::Rng;
use jiff::civil::Date;

use credits::{Credit, Objection};
use days::Days;
use debtors::Debtor;
use invoices::Draft;
use payments::Receipt;
use promises::Word;

pub use rates::{SampleRate, rates};

/// What book to make.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Spec {
    /// How many customers. Without customers there are no invoices either.
    pub customers: u32,
    /// How many invoices were issued in all.
    pub invoices: u32,
    /// Another seed gives another book of the same shape.
    pub seed: u64,
    /// The last day of the book; nothing in it is booked later.
    pub as_of: Date,
    /// The book's own currency, in which customers at home and some abroad are billed. The amounts
    /// are those of a currency about as large as the pound.
    pub currency: Currency,
    /// About how many invoices in a hundred are still open on that day. At 100 all are open and
    /// nothing was paid or credited yet.
    pub open_share: u8,
}

impl Spec {
    /// A book in pounds with the usual share of open invoices.
    #[must_use]
    pub const fn new(customers: u32, invoices: u32, seed: u64, as_of: Date) -> Spec {
        Spec {
            customers,
            invoices,
            seed,
            as_of,
            currency: Currency::GBP,
            open_share: 27,
        }
    }

    /// Whether nothing was paid yet.
    const fn all_open(&self) -> bool {
        self.open_share >= 100
    }
}

/// A book, as records that can be imported.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct SampleBook {
    /// The customers by number.
    pub customers: Vec<Customer>,
    /// The invoices by date and number.
    pub invoices: Vec<Invoice>,
    /// The payments by date.
    pub payments: Vec<Payment>,
    /// The credit notes by date and number.
    pub credit_notes: Vec<CreditNote>,
    /// The disputes, open and resolved, by the day they were opened.
    pub disputes: Vec<Dispute>,
    /// The promises by the day they were made; kept, broken and not yet due.
    pub promises: Vec<SamplePromise>,
}

/// A promise that a customer gave. No kind of file has these; they are recorded one by one.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct SamplePromise {
    /// The customer's number.
    pub customer: Box<str>,
    /// The day it was made.
    pub made_on: Date,
    /// The last day on which payment keeps it.
    pub due: Date,
    /// The promised amount.
    pub amount: Decimal,
    /// The currency of the amount.
    pub currency: Currency,
    /// The numbers of the invoices that it is about, oldest first.
    pub invoices: Vec<Box<str>>,
}

/// Makes a book. For a large one that is only read once, go through [`Outline`] instead.
#[must_use]
pub fn book(spec: &Spec) -> SampleBook {
    let outline = Outline::new(spec);
    SampleBook {
        customers: outline.customers().collect(),
        invoices: outline.invoices().collect(),
        payments: outline.payments().collect(),
        credit_notes: outline.credit_notes().collect(),
        disputes: outline.disputes().collect(),
        promises: outline.promises().collect(),
    }
}

/// A book in short, in about a tenth of the memory of its records, which are made one by one as
/// they are asked for.
#[derive(Debug)]
pub struct Outline {
    days: Days,
    debtors: Vec<Debtor>,
    /// Customer by customer; the other lists point into it.
    drafts: Vec<Draft>,
    /// The drafts in the order of their numbers.
    by_number: Vec<u32>,
    /// For each draft its place in `by_number`.
    places: Vec<u32>,
    receipts: Vec<Receipt>,
    credits: Vec<Credit>,
    objections: Vec<Objection>,
    words: Vec<Word>,
}

impl Outline {
    /// Makes up everything about a book.
    #[must_use]
    pub fn new(spec: &Spec) -> Outline {
        let mut rng = Rng::with_seed(spec.seed);
        let debtors = debtors::make(spec, &mut rng);
        let counts = invoices::share_out(&debtors, spec);
        let open_shares = invoices::open_shares(&debtors, &counts, spec);
        let mut outline = Outline {
            days: Days::around(spec.as_of),
            debtors,
            drafts: Vec::with_capacity(spec.invoices as usize),
            by_number: Vec::new(),
            places: Vec::new(),
            receipts: Vec::new(),
            credits: Vec::new(),
            objections: Vec::new(),
            words: Vec::new(),
        };
        for (debtor, (count, open_share)) in (0u32..).zip(counts.into_iter().zip(open_shares)) {
            // Each customer has a generator of its own, so that no draw for one moves another.
            outline.live(debtor, count, open_share, spec.all_open(), &mut rng.fork());
        }
        outline.put_in_order();
        outline
    }

    /// Makes up the history of one customer.
    fn live(&mut self, at: u32, count: u32, open_share: u32, all_open: bool, rng: &mut Rng) {
        let debtor = &self.debtors[at as usize];
        let first = self.drafts.len();
        for _ in 0..count {
            self.drafts
                .push(invoices::draft(at, debtor, open_share, &self.days, rng));
        }
        if all_open {
            return;
        }
        let mut receipts = Vec::new();
        for index in first..self.drafts.len() {
            let mut settlement = payments::Settlement {
                index: index as u32,
                debtor,
                days: &self.days,
                receipts: &mut receipts,
                credits: &mut self.credits,
                objections: &mut self.objections,
            };
            settlement.play(&mut self.drafts[index], rng);
        }
        payments::into_runs(receipts, rng, &mut self.receipts);
        let drafts = &self.drafts[first..];
        promises::make(
            first as u32,
            drafts,
            debtor,
            &self.days,
            rng,
            &mut self.words,
        );
    }

    /// Numbers the invoices by date, and puts every list into the order of its dates.
    fn put_in_order(&mut self) {
        self.by_number = (0..self.drafts.len() as u32).collect();
        let drafts = &self.drafts;
        self.by_number
            .sort_unstable_by_key(|&index| (drafts[index as usize].issued, index));
        self.places = vec![0; drafts.len()];
        for (place, &index) in (0u32..).zip(&self.by_number) {
            self.places[index as usize] = place;
        }
        self.receipts.sort_by_key(|receipt| receipt.day);
        self.credits.sort_by_key(|credit| credit.day);
        self.objections.sort_by_key(|objection| objection.opened);
        self.words.sort_by_key(|word| word.made_on);
    }
}
