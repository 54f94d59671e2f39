//! A business that keeps its book with Dunwell: what the scenario tests tell their stories with.
//!
//! Everything goes through the use cases, as a person or a schedule would have it. A failure panics,
//! because it is a test that failed.

use std::cell::{Cell, RefCell};
use std::sync::atomic::{AtomicU64, Ordering};

use dunwell_app::book::{self, Book, Settings};
use dunwell_app::book_settings::change::{Request, change};
use dunwell_app::funnel::{Authority, Caller, Mode};
use dunwell_app::import::{self, InputFile, Kind, Options, Profile};
use dunwell_app::record::dispute::{self, Disputed};
use dunwell_app::record::promise::{self, Promised};
use dunwell_app::record::reversal::{self, Which};
use dunwell_app::record::{Received, Target, credit_note, payment};
use dunwell_app::sample::Spec;
use dunwell_app::{
    Currency, Db, Templates, journal_verify, outbox_export, policy, policy_trial, run, sample_book,
};
use dunwell_store::doctor;
use jiff::civil::Date;
use jiff::tz::TimeZone;
use jiff::{SignedDuration, ToSpan};
use tempfile::TempDir;

/// Books of one process must differ, because PostgreSQL locks a book's journal by its id.
static BOOKS: AtomicU64 = AtomicU64::new(1);

/// A business with its book, a policy in force, a folder for what leaves, and a clock that moves
/// only when it is told to.
#[derive(Debug)]
pub struct House {
    /// The database.
    pub db: Db,
    /// The book.
    pub book: Book,
    today: Cell<Date>,
    commands: Cell<u64>,
    templates: Templates,
    outbox: TempDir,
    left: RefCell<Vec<Left>>,
}

/// A text that left the house.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Left {
    /// The day.
    pub on: Date,
    /// The customer's number.
    pub customer: String,
    /// The step's name.
    pub step: String,
    /// The exported file as its reader sees it: the transfer encoding undone, plain spaces.
    pub text: String,
}

#[expect(clippy::expect_used, reason = "tests")]
impl House {
    /// A new book in pounds on a day, with this policy in force.
    ///
    /// # Panics
    /// When the policy has errors.
    pub async fn open(db: Db, policy: &str, today: Date) -> House {
        let house = House::without_policy(db, today).await;
        house.follows(policy).await;
        house
    }

    /// The made-up trade book of a specification, on its last day, with this policy in force.
    ///
    /// # Panics
    /// When the book cannot be made.
    pub async fn of_sample(db: Db, policy: &str, spec: &Spec) -> House {
        let number = BOOKS.fetch_add(1, Ordering::Relaxed);
        let loaded = sample_book::load(&db, caller(spec.as_of, 0, number), spec).await;
        let name = loaded.expect("the sample book is made").book;
        let book = book::find(&db, Some(&name)).await;
        let house = House::of(db, book.expect("the sample book is there"), spec.as_of);
        house.follows(policy).await;
        house
    }

    /// A new book in pounds before anybody has chosen a policy.
    ///
    /// # Panics
    /// When the book cannot be made.
    pub async fn without_policy(db: Db, today: Date) -> House {
        let number = BOOKS.fetch_add(1, Ordering::Relaxed);
        let seed = u64::from(std::process::id()) << 32 | number;
        let settings = Settings {
            email: "accounts@example.com".to_owned(),
            ..Settings::default()
        };
        let first = caller(today, 0, seed);
        let book = book::create(&db, first, "House", Currency::GBP, None, &settings).await;
        House::of(db, book.expect("the book is made"), today)
    }

    /// The same house under the law of a jurisdiction, or of none; it relies on these unverified values.
    ///
    /// # Panics
    /// When there is no such law.
    pub async fn under_law(mut self, code: Option<&str>, accepted: &[&str]) -> House {
        let mut settings = self.book.settings.clone();
        settings.jurisdiction = code.map(str::to_owned);
        settings.accept_unverified = accepted.iter().map(|&name| name.to_owned()).collect();
        let changed = change(
            &self.db,
            &self.book,
            self.caller(),
            Mode::default(),
            &Request::all(settings),
        )
        .await;
        self.book = changed.expect("the law is known");
        self
    }

    fn of(db: Db, book: Book, today: Date) -> House {
        let templates = Templates::embedded().expect("the templates are read");
        let outbox = tempfile::tempdir().expect("a temporary folder can be made");
        House {
            db,
            book,
            today: Cell::new(today),
            commands: Cell::new(0),
            templates,
            outbox,
            left: RefCell::default(),
        }
    }

    /// Who gives the next command; each is given a second after the one before.
    pub fn caller(&self) -> Caller<'static> {
        self.commands.set(self.commands.get() + 1);
        caller(self.today.get(), self.commands.get(), self.commands.get())
    }

    /// Puts a policy into force.
    ///
    /// # Panics
    /// When it has errors.
    pub async fn follows(&self, text: &str) -> policy::Activated {
        let (db, book, templates) = (&self.db, &self.book, &self.templates);
        policy::activate(db, book, self.caller(), "policy.toml", text, templates)
            .await
            .expect("the policy is put into force")
    }

    /// Tries a policy out.
    ///
    /// # Panics
    /// When it has errors.
    pub async fn tries(&self, text: &str) -> policy_trial::Trial {
        let (db, book, templates) = (&self.db, &self.book, &self.templates);
        policy_trial::try_out(db, book, self.caller(), "policy.toml", text, templates)
            .await
            .expect("the policy is tried out")
    }

    /// Imports a file in the plain profile.
    ///
    /// # Panics
    /// When the file as a whole is refused.
    pub async fn reads(&self, kind: Kind, csv: &str) -> import::Report {
        let request = import::Request {
            files: &[InputFile {
                name: "file.csv",
                bytes: csv.as_bytes(),
            }],
            profile: &Profile::plain(),
            options: Options {
                kind: Some(kind),
                ..Options::default()
            },
            currency: None,
        };
        let (mode, mut quiet) = (Mode::default(), |_: import::Progress<'_>| {});
        import::import(
            &self.db,
            &self.book,
            self.caller(),
            mode,
            &request,
            &mut quiet,
        )
        .await
        .expect("the file is read")
    }

    /// Imports a file of invoices, of which none is refused.
    ///
    /// # Panics
    /// When a row is refused.
    pub async fn bills(&self, csv: &str) -> import::Report {
        let report = self.reads(Kind::Invoices, csv).await;
        assert_eq!(report.rejected, [], "every invoice comes in");
        report
    }

    /// The day it is.
    pub fn today(&self) -> Date {
        self.today.get()
    }

    /// Lets it become this day; nobody does anything meanwhile.
    pub fn sleeps_until(&self, day: Date) {
        self.today.set(day);
    }

    /// Runs today as asked.
    ///
    /// # Panics
    /// When the run is refused.
    pub async fn runs(&self, request: &run::Request) -> run::Report {
        let (db, book) = (&self.db, &self.book);
        run::run(db, book, self.caller(), Mode::default(), request)
            .await
            .expect("the day is run")
    }

    /// Runs today and lists what was decided.
    ///
    /// # Panics
    /// When the run is refused.
    pub async fn decides(&self) -> run::Report {
        let request = run::Request {
            list: true,
            ..run::Request::default()
        };
        self.runs(&request).await
    }

    /// Sends what is ready: exports it, and keeps it in the log.
    ///
    /// # Panics
    /// When the export fails.
    pub async fn sends(&self) -> outbox_export::Report {
        let (db, book, folder) = (&self.db, &self.book, self.outbox.path());
        let (mode, templates) = (Mode::default(), &self.templates);
        let report = outbox_export::export(db, book, self.caller(), mode, templates, folder)
            .await
            .expect("what is ready is exported");
        for exported in &report.exported {
            let file = std::fs::read_to_string(folder.join(&exported.file));
            self.left.borrow_mut().push(Left {
                on: self.today(),
                customer: exported.customer.clone(),
                step: exported.step.clone(),
                text: as_read(&file.expect("an exported file is there")),
            });
        }
        report
    }

    /// Every day after today up to this one is run, and what is ready leaves on the same day.
    ///
    /// # Panics
    /// When something fails.
    pub async fn works_until(&self, last: Date) {
        while self.today() < last {
            self.sleeps_until(next_day(self.today()));
            self.decides().await;
            self.sends().await;
        }
    }

    /// What has left, oldest first, as "5 Mar reminder".
    pub fn log(&self) -> Vec<String> {
        let left = self.left.borrow();
        let line = |left: &Left| format!("{} {}", left.on.strftime("%-d %b"), left.step);
        left.iter().map(line).collect()
    }

    /// What left last.
    ///
    /// # Panics
    /// When nothing has.
    pub fn last_left(&self) -> Left {
        self.left.borrow().last().expect("something left").clone()
    }

    /// What has left, oldest first.
    pub fn left(&self) -> Vec<Left> {
        self.left.borrow().clone()
    }

    /// A customer pays these invoices; with none named the money is unmatched.
    ///
    /// # Panics
    /// When the payment is refused.
    pub async fn is_paid(&self, customer: &str, amount: &str, invoices: &[&str]) -> Received {
        let request = payment::Request {
            customer: customer.to_owned(),
            amount: amount.to_owned(),
            target: target(invoices),
            ..payment::Request::default()
        };
        payment::record(
            &self.db,
            &self.book,
            self.caller(),
            Mode::default(),
            &request,
        )
        .await
        .expect("the payment is recorded")
    }

    /// A credit note is given for these invoices.
    ///
    /// # Panics
    /// When it is refused.
    pub async fn credits(
        &self,
        customer: &str,
        number: &str,
        amount: &str,
        invoices: &[&str],
    ) -> Received {
        let request = credit_note::Request {
            customer: customer.to_owned(),
            number: number.to_owned(),
            amount: amount.to_owned(),
            target: target(invoices),
            ..credit_note::Request::default()
        };
        credit_note::record(
            &self.db,
            &self.book,
            self.caller(),
            Mode::default(),
            &request,
        )
        .await
        .expect("the credit note is recorded")
    }

    /// A payment or a credit note is undone.
    ///
    /// # Panics
    /// When that is refused.
    pub async fn undoes(&self, received: &Received, reason: &str) {
        let request = reversal::Request {
            which: Which::Entry(received.entry.to_string()),
            date: None,
            reason: reason.to_owned(),
        };
        reversal::record(
            &self.db,
            &self.book,
            self.caller(),
            Mode::default(),
            &request,
        )
        .await
        .expect("the entry is undone");
    }

    /// A customer promises an amount by a day, oldest due first.
    ///
    /// # Panics
    /// When the promise is refused.
    pub async fn is_promised(&self, customer: &str, amount: &str, by: Date) -> Promised {
        let request = promise::Request {
            customer: customer.to_owned(),
            amount: amount.to_owned(),
            by,
            currency: None,
            date: None,
            invoices: Vec::new(),
            reason: None,
        };
        promise::record(
            &self.db,
            &self.book,
            self.caller(),
            Mode::default(),
            &request,
        )
        .await
        .expect("the promise is recorded")
    }

    /// A customer disputes an invoice, or this much of it.
    ///
    /// # Panics
    /// When the dispute is refused.
    pub async fn is_disputed(&self, invoice: &str, amount: Option<&str>, reason: &str) -> Disputed {
        let request = dispute::Request {
            invoice: invoice.to_owned(),
            amount: amount.map(str::to_owned),
            date: None,
            reason: reason.to_owned(),
        };
        dispute::record(
            &self.db,
            &self.book,
            self.caller(),
            Mode::default(),
            &request,
        )
        .await
        .expect("the dispute is recorded")
    }

    /// A dispute is settled.
    ///
    /// # Panics
    /// When that is refused.
    pub async fn settles(&self, disputed: &Disputed, resolution: &str) {
        let request = dispute::Resolution {
            dispute: disputed.dispute.to_string(),
            resolution: resolution.to_owned(),
            date: None,
        };
        dispute::resolve(
            &self.db,
            &self.book,
            self.caller(),
            Mode::default(),
            &request,
        )
        .await
        .expect("the dispute is settled");
    }

    /// Every stored figure is what the entries say, and the journal is whole.
    ///
    /// # Panics
    /// When it is not so.
    pub async fn is_in_order(&self) {
        let verified = journal_verify::verify(&self.db, &self.book).await;
        let verified = verified.expect("the journal is read");
        assert!(verified.is_whole(), "{verified:?}");
        let mut uow = self.db.read().await.expect("the database is read");
        let wrong = doctor::derive_balances(&mut uow, self.book.id).await;
        assert_eq!(wrong.expect("the balances are derived"), []);
        uow.rollback().await.expect("reading ends");
    }
}

fn caller(today: Date, seconds: u64, seed: u64) -> Caller<'static> {
    let morning = today.at(8, 0, 0, 0).to_zoned(TimeZone::UTC);
    let later = SignedDuration::from_secs(seconds.cast_signed());
    Caller {
        actor: "anna",
        authority: Authority::Operator,
        at: morning.map_or(jiff::Timestamp::UNIX_EPOCH, |zoned| zoned.timestamp()) + later,
        today,
        seed,
    }
}

fn next_day(day: Date) -> Date {
    day.saturating_add(1.day())
}

fn target(invoices: &[&str]) -> Target {
    if invoices.is_empty() {
        return Target::Unmatched;
    }
    Target::Invoices(invoices.iter().map(|&number| number.to_owned()).collect())
}

/// Undoes quoted-printable as far as an English text needs it.
fn as_read(file: &str) -> String {
    let joined = file.replace("=\r\n", "").replace("=\n", "");
    joined
        .replace("=C2=A0", " ")
        .replace('\u{a0}', " ")
        .replace("=3D", "=")
}
