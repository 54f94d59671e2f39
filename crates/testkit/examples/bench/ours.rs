//! What is measured: the use cases as the command line calls them.

use std::time::Duration;

use anyhow::{Result, ensure};
use dunwell_app::book::{self, Book};
use dunwell_app::funnel::{Authority, Caller, Mode};
use dunwell_app::import::{self, InputFile, Kind, Options, Profile, Request};
use dunwell_app::run::{self, Report};
use dunwell_app::sample::{Outline, Spec, csv};
use dunwell_app::{Db, Templates, policy, sample_book};
use jiff::civil::{Date, date};
use jiff::{Timestamp, ToSpan as _};

use crate::database::Database;
use crate::measure::Watch;

/// The day that is run; the book ends on it.
pub const TODAY: Date = date(2026, 6, 30);

const SEED: u64 = 1;

/// A tenth as many customers as invoices.
pub fn customers(invoices: u32) -> u32 {
    (invoices / 10).max(1)
}

/// The invoice file of a sample book in which every invoice is open.
pub struct Sample {
    spec: Spec,
    csv: Vec<u8>,
}

impl Sample {
    pub fn new(invoices: u32) -> Result<Sample> {
        let spec = Spec {
            open_share: 100,
            ..Spec::new(customers(invoices), invoices, SEED, TODAY)
        };
        let mut csv = Vec::new();
        csv::write(&Outline::new(&spec), Kind::Invoices, &mut csv)?;
        Ok(Sample { spec, csv })
    }
}

fn caller() -> Caller<'static> {
    Caller {
        actor: "bench",
        authority: Authority::Operator,
        at: Timestamp::UNIX_EPOCH,
        today: TODAY,
        seed: SEED,
    }
}

/// Makes a book without customers.
pub async fn empty_book(database: &Database) -> Result<()> {
    let db = Db::connect(&database.address()?).await?;
    sample_book::create(&db, caller(), &Spec::new(0, 0, SEED, TODAY)).await?;
    db.close().await;
    Ok(())
}

/// Imports the sample's file into an empty database.
pub async fn import(database: &Database, sample: &Sample) -> Result<Duration> {
    let db = Db::connect(&database.address()?).await?;
    let book = sample_book::create(&db, caller(), &sample.spec).await?;
    let request = Request {
        files: &[InputFile {
            name: "invoices.csv",
            bytes: &sample.csv,
        }],
        profile: &Profile::plain(),
        options: Options::default(),
        currency: None,
    };
    let watch = Watch::start();
    let report =
        import::import(&db, &book, caller(), Mode::default(), &request, &mut |_| {}).await?;
    let time = watch.time();
    db.close().await;
    ensure!(
        report.invoices.new == u64::from(sample.spec.invoices) && report.rejected.is_empty(),
        "the import took in {} invoices of {}",
        report.invoices.new,
        sample.spec.invoices
    );
    Ok(time)
}

/// Of so many invoices of a book one more is billed to a single customer.
const ONE_CUSTOMERS_PART: u32 = 100;

/// Bills one customer a hundredth as many invoices as the book has, so that there is a large one: 10,000 in a
/// book of a million. Gives how many.
pub async fn bill_one_customer(database: &Database, invoices: u32) -> Result<u32> {
    let count = invoices / ONE_CUSTOMERS_PART;
    let mut csv = "number,customer,name,issued,due,amount,currency\n".to_owned();
    for number in 0..count {
        let due = TODAY.saturating_sub((i64::from(number) % 120 - 30).days());
        let issued = due.saturating_sub(30.days());
        let amount = 100 + number % 900;
        csv.push_str(&format!(
            "ONE-{number:05},ONE,The Largest Customer Ltd,{issued},{due},{amount}.00,GBP\n"
        ));
    }
    let db = Db::connect(&database.address()?).await?;
    let book = book::find(&db, None).await?;
    let request = Request {
        files: &[InputFile {
            name: "one-customer.csv",
            bytes: csv.as_bytes(),
        }],
        profile: &Profile::plain(),
        options: Options {
            kind: Some(Kind::Invoices),
            ..Options::default()
        },
        currency: None,
    };
    let report =
        import::import(&db, &book, caller(), Mode::default(), &request, &mut |_| {}).await?;
    db.close().await;
    ensure!(
        report.invoices.new == u64::from(count),
        "the import took in {} invoices of {count}",
        report.invoices.new
    );
    Ok(count)
}

/// Puts a policy into force, as a user does before the first run: one whose firm reminders charge
/// interest.
pub async fn put_policy_into_force(database: &Database) -> Result<()> {
    let db = Db::connect(&database.address()?).await?;
    let book = book::find(&db, None).await?;
    let (name, text) = policy::READY[0];
    policy::activate(&db, &book, caller(), name, text, &Templates::embedded()?).await?;
    db.close().await;
    Ok(())
}

/// Runs the day over all customers, or over those that are due.
pub async fn run(database: &Database, full: bool) -> Result<(Duration, Report)> {
    let db = Db::connect(&database.address()?).await?;
    let book: Book = book::find(&db, None).await?;
    let request = run::Request {
        date: Some(TODAY),
        full,
        ..run::Request::default()
    };
    let watch = Watch::start();
    let report = run::run(&db, &book, caller(), Mode::default(), &request).await?;
    let time = watch.time();
    db.close().await;
    Ok((time, report))
}
