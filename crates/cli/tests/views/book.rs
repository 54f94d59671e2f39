//! A small book with a story: three customers over two weeks in March 2026.

use std::process::{Command, Output};

use dunwell_app::book::{self, Book, Settings};
use dunwell_app::funnel::{Authority, Caller, Mode};
use dunwell_app::import::{self, InputFile, Options, Profile, Request};
use dunwell_app::rate::{self, RateView};
use dunwell_app::record::{dispute, payment, promise};
use dunwell_app::{Currency, Db, Templates, policy, run};
use dunwell_testkit::TestDb;
use jiff::civil::{Date, date};
use jiff::tz::TimeZone;

/// The day on which the story is looked at.
pub const TODAY: &str = "2026-03-16";

/// The file that the story begins with.
pub const INVOICES: &str = "\
number,customer,name,issued,due,amount,currency,settled,terms,email,country,language
R-1001,00042,Harbour Tools GmbH,2025-06-01,2025-07-01,400.00,EUR,2025-07-20,,ap@harbour.example.com,DE,de
R-1002,00042,Harbour Tools GmbH,2025-07-01,2025-07-31,500.00,EUR,2025-08-25,,ap@harbour.example.com,DE,de
R-1003,00042,Harbour Tools GmbH,2025-08-01,2025-08-31,600.00,EUR,2025-09-18,,ap@harbour.example.com,DE,de
R-2001,00042,Harbour Tools GmbH,2026-01-10,2026-02-09,48200.00,EUR,,,ap@harbour.example.com,DE,de
R-2002,00042,Harbour Tools,2026-03-01,2026-03-31,13200.00,EUR,,,ap@harbour.example.com,DE,de
R-3001,00077,Ashdown Timber,2026-01-04,2026-02-03,1250.50,GBP,,,pay@ashdown.example.com,GB,en
R-3002,00077,Ashdown Timber,2026-02-20,2026-03-22,99.00,GBP,,,pay@ashdown.example.com,GB,en
R-4001,00099,Ashby Mills,2026-02-25,,600.00,GBP,,\"30% now, 70% net 60\",,GB,en
";

const POLICY: &str = r#"
[policy]
name = "House policy"
currency = "GBP"
review_by = 2027-01-31

[contact]
min_overdue = 25
min_gap_days = 5

[[class]]
name = "large"
when = "overdue >= 10000.0 || promises_broken >= 3"
procedure = "urgent"

[[class]]
name = "standard"
when = "true"
procedure = "standard"

[procedure.standard]
entry = "reminder"
steps = [
  { name = "courtesy", at = "due - 7 days", do = "email", tone = "friendly" },
  { name = "reminder", at = "due + 3 days", do = "email", tone = "friendly" },
  { name = "call", at = "due + 14 days", do = "call", tone = "friendly" },
  { name = "final demand", at = "due + 40 days", do = "letter", tone = "final", approve = "controller" },
  { name = "last resort", at = "due + 60 days", do = "escalate", to = ["agency"], approve = "controller" },
]

[procedure.urgent]
entry = "call"
steps = [
  { name = "call", at = "due + 2 days", do = "call", tone = "friendly" },
  { name = "stop supply", at = "due + 14 days", do = "hold" },
  { name = "final demand", at = "due + 30 days", do = "letter", tone = "final", approve = "controller" },
]
"#;

/// A book in a database of its own, and the program that looks at it.
pub struct Told {
    test: TestDb,
}

/// What the program printed.
pub struct Printed {
    pub code: Option<i32>,
    pub out: String,
    pub err: String,
}

impl Told {
    /// Tells the story in a SQLite file.
    pub async fn on_sqlite() -> Told {
        Told::begin(TestDb::sqlite().await).await
    }

    /// Tells the same story on PostgreSQL.
    pub async fn on_postgres() -> Told {
        Told::begin(TestDb::postgres().await).await
    }

    async fn begin(test: TestDb) -> Told {
        Teller {
            db: &test.db,
            steps: 0,
        }
        .tell()
        .await;
        Told { test }
    }

    /// Changes a SQLite database past the program.
    pub fn tamper(&self, sql: &str) {
        let path = self.test.url.strip_prefix("sqlite:").unwrap();
        rusqlite::Connection::open(path)
            .unwrap()
            .execute_batch(sql)
            .unwrap();
    }

    /// Runs the program on the day of the story.
    pub fn run(&self, args: &[&str]) -> Printed {
        self.run_on(TODAY, args)
    }

    /// Runs the program on a day.
    pub fn run_on(&self, today: &str, args: &[&str]) -> Printed {
        run_with(&self.test.url, today, args)
    }

    /// What a command prints that succeeds.
    pub fn prints(&self, args: &[&str]) -> String {
        let printed = self.run(args);
        assert_eq!(printed.code, Some(0), "{args:?}: {}", printed.err);
        printed.out
    }
}

/// Runs the program on a database, on a day.
pub fn run_with(database: &str, today: &str, args: &[&str]) -> Printed {
    let Output {
        status,
        stdout,
        stderr,
    } = Command::new(env!("CARGO_BIN_EXE_dunwell"))
        .args(args)
        .env("DUNWELL_DATABASE", database)
        .env("DUNWELL_TODAY", today)
        .env("DUNWELL_ACTOR", "anna")
        .output()
        .unwrap();
    Printed {
        code: status.code(),
        out: String::from_utf8(stdout).unwrap(),
        err: String::from_utf8(stderr).unwrap(),
    }
}

/// Makes the story by the use cases, each step at a moment of its own and with a seed of its own, so
/// that every id is the same each time.
struct Teller<'a> {
    db: &'a Db,
    steps: u64,
}

impl Teller<'_> {
    fn caller(&mut self, on: Date) -> Caller<'static> {
        self.steps += 1;
        let at = on
            .at(9, 0, 0, 0)
            .to_zoned(TimeZone::UTC)
            .unwrap()
            .timestamp();
        let at = at + jiff::SignedDuration::from_mins(self.steps.cast_signed());
        Caller {
            actor: "anna",
            authority: Authority::Operator,
            at,
            today: on,
            seed: self.steps,
        }
    }

    async fn tell(&mut self) {
        let monday = date(2026, 3, 2);
        let caller = self.caller(monday);
        let book = book::create(
            self.db,
            caller,
            "Northwind",
            Currency::GBP,
            Some("GB"),
            &Settings::default(),
        )
        .await
        .unwrap();
        self.import(&book, monday).await;
        let rate = RateView {
            from: Currency::EUR,
            to: Currency::GBP,
            rate: "0.85".parse().unwrap(),
            date: monday,
        };
        let caller = self.caller(monday);
        rate::set(self.db, &book, caller, Mode::default(), &rate)
            .await
            .unwrap();
        let caller = self.caller(monday);
        let templates = Templates::embedded().unwrap();
        policy::activate(self.db, &book, caller, "house.toml", POLICY, &templates)
            .await
            .unwrap();
        self.run(&book, monday).await;

        let promise = promise::Request {
            customer: "00077".to_owned(),
            amount: "500".to_owned(),
            by: date(2026, 3, 6),
            currency: None,
            date: None,
            invoices: Vec::new(),
            reason: None,
        };
        let caller = self.caller(date(2026, 3, 3));
        promise::record(self.db, &book, caller, Mode::default(), &promise)
            .await
            .unwrap();
        let dispute = dispute::Request {
            invoice: "R-3001".to_owned(),
            amount: Some("250.50".to_owned()),
            date: None,
            reason: "one pallet was short".to_owned(),
        };
        let caller = self.caller(date(2026, 3, 3));
        dispute::record(self.db, &book, caller, Mode::default(), &dispute)
            .await
            .unwrap();
        let payment = payment::Request {
            customer: "00099".to_owned(),
            amount: "100".to_owned(),
            ..payment::Request::default()
        };
        let caller = self.caller(date(2026, 3, 10));
        payment::record(self.db, &book, caller, Mode::default(), &payment)
            .await
            .unwrap();
        self.run(&book, date(2026, 3, 16)).await;
    }

    async fn import(&mut self, book: &Book, on: Date) {
        let files = [InputFile {
            name: "invoices.csv",
            bytes: INVOICES.as_bytes(),
        }];
        let request = Request {
            files: &files,
            profile: &Profile::plain(),
            options: Options::default(),
            currency: None,
        };
        let caller = self.caller(on);
        let report = import::import(
            self.db,
            book,
            caller,
            Mode::default(),
            &request,
            &mut |_| {},
        )
        .await
        .unwrap();
        assert_eq!((report.invoices.new, report.rejected), (8, Vec::new()));
    }

    async fn run(&mut self, book: &Book, on: Date) {
        let caller = self.caller(on);
        run::run(
            self.db,
            book,
            caller,
            Mode::default(),
            &run::Request::default(),
        )
        .await
        .unwrap();
    }
}
