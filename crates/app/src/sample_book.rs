//! A made-up trade book is put into the database: the same way as a user's own, by importing files.

use dunwell_channels::Bank;
use dunwell_core::id::InvoiceId;
use dunwell_core::money::Money;
use dunwell_core::promise::Promise;
use dunwell_formats::{Kind, Options, Profile};
use dunwell_store::promises::{self, PromiseRow};
use dunwell_store::{Db, customers, invoices};
use jiff::civil::Date;
use serde::Serialize;

use crate::assign::{self, Several};
use crate::book::{self, Book, Settings};
use crate::error::{AppError, Result};
use crate::funnel::{self, Caller, Mode, Work};
use crate::import::{self, InputFile, Report, Request};
use crate::rate::{self, RateView};
use crate::run;
use crate::sample::{self, Outline, SamplePromise, Spec, csv};

/// The name of the sample book.
pub const NAME: &str = "Northwind Sample Ltd";

/// What was put in.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Loaded {
    /// The book's name.
    pub book: String,
    /// How many customers.
    pub customers: u64,
    /// How many invoices.
    pub invoices: u64,
    /// How many payments.
    pub payments: u64,
    /// How many credit notes.
    pub credit_notes: u64,
    /// How many disputes.
    pub disputes: u64,
    /// How many promises.
    pub promises: u64,
}

/// Makes the sample book and imports everything in it.
///
/// # Errors
/// When there is a book of that name, or the database fails.
pub async fn load(db: &Db, caller: Caller<'_>, spec: &Spec) -> Result<Loaded> {
    let book = create(db, caller, spec).await?;
    let outline = Outline::new(spec);
    let mut loaded = Loaded {
        book: book.name.clone(),
        customers: 0,
        invoices: 0,
        payments: 0,
        credit_notes: 0,
        disputes: 0,
        promises: 0,
    };
    for kind in [
        Kind::Customers,
        Kind::Invoices,
        Kind::Payments,
        Kind::CreditNotes,
        Kind::Disputes,
    ] {
        let mut file = Vec::new();
        csv::write(&outline, kind, &mut file).map_err(|source| AppError::File {
            path: csv::file_name(kind),
            source,
        })?;
        let report = bring_in(db, &book, caller, kind, &file).await?;
        match kind {
            Kind::Customers => loaded.customers = report.customers.new,
            Kind::Invoices => loaded.invoices = report.invoices.new,
            Kind::Payments => loaded.payments = report.payments.new,
            Kind::CreditNotes => loaded.credit_notes = report.credit_notes.new,
            Kind::Disputes => loaded.disputes = report.disputes.new,
        }
    }
    let given: Vec<SamplePromise> = outline.promises().collect();
    loaded.promises = promise(db, &book, caller, &given).await?;
    Ok(loaded)
}

/// Makes the sample book, follows the first of the ready policies and runs the day, so that there is
/// work to be looked at. Gives the book.
///
/// # Errors
/// When there is a book of that name, or the database fails.
pub async fn make(db: &Db, caller: Caller<'_>, spec: &Spec) -> Result<Book> {
    load(db, caller, spec).await?;
    let book = book::find(db, Some(NAME)).await?;
    let outline = Outline::new(spec);
    let numbers = outline.customers().map(|customer| customer.number);
    share_out(db, &book, caller, numbers, caller.actor).await?;
    run::run(db, &book, caller, Mode::default(), &run::Request::default()).await?;
    Ok(book)
}

/// Gives some of the customers to somebody to look after, so that there is a list of one's own to look at;
/// the others are for whoever comes first.
pub(crate) async fn share_out(
    db: &Db,
    book: &Book,
    caller: Caller<'_>,
    customers: impl Iterator<Item = Box<str>>,
    owner: &str,
) -> Result<()> {
    /// One of so many is given away.
    const ONE_OF: usize = 3;
    let request = Several {
        what: customers.step_by(ONE_OF).map(String::from).collect(),
        to: Some(owner.to_owned()),
    };
    if request.what.is_empty() {
        return Ok(());
    }
    assign::assign_all(db, book, caller, Mode::default(), &request)
        .await
        .map(drop)
}

/// Makes an empty sample book with its settings and rates. Everything in it is reserved for examples.
///
/// # Errors
/// When there is a book of that name, or the database fails.
pub async fn create(db: &Db, caller: Caller<'_>, spec: &Spec) -> Result<Book> {
    let settings = Settings {
        trading_name: "Northwind".to_owned(),
        contact_name: "Anna Bell".to_owned(),
        email: "accounts@northwind.example.com".to_owned(),
        phone: "+44 7700 900123".to_owned(),
        address: vec!["1 Harbour Row".to_owned(), "Exampleton".to_owned()],
        bank: Some(Bank {
            account_name: NAME.to_owned(),
            iban: "GB29NWBK60161331926819".to_owned(),
            bic: "NWBKGB2L".to_owned(),
            bank_name: "Example Bank".to_owned(),
        }),
        pay_url: Some("https://pay.northwind.example.com".to_owned()),
        holidays: holidays(spec.as_of.year()),
        jurisdiction: Some("GB".to_owned()),
        ..Settings::default()
    };
    let book = book::create(db, caller, NAME, spec.currency, Some("GB"), &settings).await?;
    for made_up in sample::rates(spec) {
        let rate = RateView {
            from: made_up.from,
            to: spec.currency,
            rate: made_up.worth,
            date: made_up.date.min(caller.today),
        };
        rate::set(db, &book, caller, Mode::default(), &rate).await?;
    }
    Ok(book)
}

/// The days on which the sample's banks are closed, this year and the next.
fn holidays(year: i16) -> Vec<(Date, String)> {
    const FIXED: [(i8, i8, &str); 3] = [
        (1, 1, "New Year's Day"),
        (12, 25, "Christmas Day"),
        (12, 26, "Boxing Day"),
    ];
    [year, year.saturating_add(1)]
        .into_iter()
        .flat_map(|year| FIXED.map(|(month, day, name)| (Date::new(year, month, day), name)))
        .filter_map(|(date, name)| Some((date.ok()?, name.to_owned())))
        .collect()
}

/// Imports one file of the sample book and sees to it that every row comes in.
pub(crate) async fn bring_in(
    db: &Db,
    book: &Book,
    caller: Caller<'_>,
    kind: Kind,
    file: &[u8],
) -> Result<Report> {
    let name = csv::file_name(kind);
    let profile = Profile::plain();
    let request = Request {
        files: &[InputFile {
            name: &name,
            bytes: file,
        }],
        profile: &profile,
        options: Options {
            kind: Some(kind),
            ..Options::default()
        },
        currency: None,
    };
    let report = import::import(db, book, caller, Mode::default(), &request, &mut |_| {}).await?;
    match report.rejected.first() {
        None => Ok(report),
        Some(row) => Err(AppError::Damaged {
            what: format!("line {} of the sample's {name}", row.line),
            why: format!("{} \"{}\": {}", row.field, row.value, row.reason),
        }),
    }
}

/// Records promises as they were given, those of the past included; gives how many.
///
/// # Errors
/// When a promise names a customer or an invoice that is not there.
pub(crate) async fn promise(
    db: &Db,
    book: &Book,
    caller: Caller<'_>,
    given: &[SamplePromise],
) -> Result<u64> {
    let days: Vec<(&str, Date)> = given
        .iter()
        .map(|promise| (&*promise.customer, promise.due))
        .collect();
    funnel::change(
        db,
        book.id,
        caller,
        Mode::default(),
        &days,
        async |work: &mut Work| {
            for promise in given {
                one(work, promise).await?;
            }
            Ok(given.len() as u64)
        },
    )
    .await
}

async fn one(work: &mut Work, given: &SamplePromise) -> Result<()> {
    let missing = |what: String| AppError::Damaged {
        what,
        why: "it is not in the sample".to_owned(),
    };
    let customer = customers::by_number(&mut work.uow, work.book, &given.customer)
        .await?
        .ok_or_else(|| missing(format!("customer {}", given.customer)))?;
    let numbers: Vec<&str> = given.invoices.iter().map(|number| &**number).collect();
    let about: Vec<InvoiceId> = invoices::by_numbers(&mut work.uow, work.book, &numbers)
        .await?
        .into_iter()
        .map(|invoice| invoice.id)
        .collect();
    let amount = Money::from_decimal_units(given.amount.units, given.amount.scale, given.currency)
        .map_err(AppError::refused)?;
    let row = PromiseRow {
        customer: customer.id,
        currency: given.currency,
        promise: Promise {
            id: work.ids.promise(),
            made_on: given.made_on,
            due: given.due,
            amount: amount.minor(),
            invoices: about,
            received: 0,
        },
        withdrawn_on: None,
        reason: None,
    };
    promises::insert(&mut work.uow, work.book, &row).await?;
    let details = serde_json::json!({
        "promise": row.promise.id, "date": given.made_on, "amount": amount, "by": given.due, "invoices": given.invoices,
    });
    work.journal(customer.id, "promise-recorded", &details)
}
