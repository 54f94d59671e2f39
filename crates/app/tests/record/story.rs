//! A book with a few customers on 2 March 2026, and what can be asked about it.

use std::cell::Cell;
use std::fmt::{Debug, Write as _};
use std::sync::atomic::{AtomicU64, Ordering};

use dunwell_app::book::{self, Book, Settings};
use dunwell_app::funnel::{Authority, Caller, Mode};
use dunwell_app::import::{self, InputFile, Options, Profile};
use dunwell_app::{Currency, Db, Result, Templates, policy, run};
use dunwell_core::action::{ActionStatus, Progress, StepEnd};
use dunwell_core::id::CustomerId;
use dunwell_store::accounts::{self, AccountRow};
use dunwell_store::actions::{self, Action, Filter};
use dunwell_store::invoices::Invoice;
use dunwell_store::{
    customers, disputes, doctor, entries, holds, invoices, journal, notes, promises,
};
use jiff::civil::{Date, date};
use jiff::tz::TimeZone;

/// The customer's size decides what is done, so that each kind of action comes up.
const POLICY: &str = r#"
[policy]
name = "Story"
currency = "GBP"
review_by = 2030-01-31

[contact]
min_overdue = 1
min_gap_days = 2
days = "every"

[[class]]
name = "lost"
when = "overdue >= 5000.0"
procedure = "lost"

[[class]]
name = "for others"
when = "overdue >= 4000.0"
procedure = "for others"

[[class]]
name = "supplied"
when = "overdue >= 3000.0"
procedure = "supplied"

[[class]]
name = "large"
when = "overdue >= 2000.0"
procedure = "large"

[[class]]
name = "standard"
when = "true"
procedure = "standard"

[procedure.standard]
entry = "call"
steps = [
  { name = "call", at = "due + 3 days", do = "call", tone = "friendly" },
  { name = "reminder", at = "due + 6 days", do = "email", tone = "friendly" },
]

[procedure.large]
entry = "final demand"
steps = [{ name = "final demand", at = "due + 10 days", do = "letter", tone = "final", approve = "controller" }]

[procedure.supplied]
entry = "stop supply"
steps = [{ name = "stop supply", at = "due + 10 days", do = "hold", approve = "controller" }]

[procedure."for others"]
entry = "last resort"
steps = [
  { name = "last letter", at = "due + 5 days", do = "letter", tone = "final" },
  { name = "last resort", at = "due + 10 days", do = "escalate", to = ["agency"], approve = "controller" },
]

[procedure.lost]
entry = "give up"
steps = [{ name = "give up", at = "due + 10 days", do = "write-off", approve = "controller" }]
"#;

const INVOICES: &str = "\
number,customer,name,issued,due,amount,currency,terms
R-1,00001,Ashdown Timber,2026-01-10,2026-02-09,500.00,GBP,
R-2,00001,Ashdown Timber,2026-01-20,2026-02-19,300.00,GBP,
R-4,00001,Ashdown Timber,2026-02-25,,200.00,GBP,2/10 net 30
B-1,00002,Birch and Daughters,2026-02-01,2026-03-03,100.00,GBP,
B-2,00002,Birch and Daughters,2026-02-01,2026-03-03,100.00,EUR,
L-1,00003,Calder Mills,2026-01-02,2026-02-01,2500.00,GBP,
H-1,00004,Derwent Boats,2026-01-02,2026-02-01,3500.00,GBP,
E-1,00005,Esk Valley Foods,2026-01-02,2026-02-01,4500.00,GBP,
W-1,00006,Fenn and Marsh,2026-01-02,2026-02-01,6000.00,GBP,
W-2,00006,Fenn and Marsh,2026-01-02,2026-02-05,400.00,GBP,
";

/// The day on which the stories begin.
pub const TODAY: Date = date(2026, 3, 2);

static BOOKS: AtomicU64 = AtomicU64::new(0);

pub struct Story {
    pub db: Db,
    pub book: Book,
    today: Cell<Date>,
    commands: Cell<u32>,
}

impl Story {
    pub async fn begin(db: Db) -> Story {
        // Every book has an id of its own, because PostgreSQL locks the journal by it and the stories
        // share one server.
        let first = Caller {
            seed: u64::from(std::process::id()) << 32 | BOOKS.fetch_add(1, Ordering::Relaxed),
            ..caller(TODAY, 0)
        };
        let settings = Settings::default();
        let book = book::create(&db, first, "Story", Currency::GBP, Some("GB"), &settings)
            .await
            .unwrap();
        let story = Story {
            db,
            book,
            today: Cell::new(TODAY),
            commands: Cell::new(0),
        };
        let request = import::Request {
            files: &[InputFile {
                name: "invoices.csv",
                bytes: INVOICES.as_bytes(),
            }],
            profile: &Profile::plain(),
            options: Options::default(),
            currency: None,
        };
        let (mode, mut quiet) = (Mode::default(), |_: import::Progress<'_>| {});
        let (db, book) = (&story.db, &story.book);
        let report = import::import(db, book, story.caller(), mode, &request, &mut quiet).await;
        assert_eq!(report.unwrap().rejected, []);
        story
    }

    /// The same with a policy in force and the first day run.
    pub async fn run_once(db: Db) -> Story {
        let story = Story::begin(db).await;
        story.in_force().await;
        story.run(TODAY).await;
        story
    }

    /// Puts the policy into force.
    pub async fn in_force(&self) {
        let templates = Templates::embedded().unwrap();
        policy::activate(
            &self.db,
            &self.book,
            self.caller(),
            "story.toml",
            POLICY,
            &templates,
        )
        .await
        .unwrap();
    }

    pub async fn run(&self, day: Date) {
        self.today.set(day);
        let request = run::Request::default();
        run::run(
            &self.db,
            &self.book,
            self.caller(),
            Mode::default(),
            &request,
        )
        .await
        .unwrap();
    }

    /// Who gives the next command; each is given a minute after the one before.
    pub fn caller(&self) -> Caller<'static> {
        self.commands.set(self.commands.get() + 1);
        caller(self.today.get(), self.commands.get())
    }

    /// Gives a command dry, then twice under one key, and checks that it is done once, with one
    /// record of that kind in the customer's journal and every balance right.
    pub async fn once<T: Debug + PartialEq>(
        &self,
        customer: &str,
        kind: &str,
        command: impl AsyncFn(Caller<'static>, Mode<'_>) -> Result<T>,
    ) -> T {
        let before = self.everything(customer).await;
        let dry = Mode {
            dry_run: true,
            key: None,
        };
        command(self.caller(), dry).await.unwrap();
        assert_eq!(
            self.everything(customer).await,
            before,
            "a dry run leaves nothing"
        );

        let key = format!("{kind} {}", self.commands.get());
        let keyed = Mode {
            dry_run: false,
            key: Some(&key),
        };
        let records = self.journal(customer).await.len();
        let first = command(self.caller(), keyed).await.unwrap();
        let after = self.everything(customer).await;
        assert_ne!(after, before, "the command did something");
        let again = command(self.caller(), keyed).await.unwrap();
        assert_eq!(first, again, "the second time gives what the first gave");
        assert_eq!(
            self.everything(customer).await,
            after,
            "the second time does nothing"
        );

        let journal = self.journal(customer).await;
        let new = &journal[records..];
        assert!(
            new.iter().any(|record| record == kind),
            "{kind} is not among {new:?}"
        );
        self.check().await;
        first
    }

    /// Every stored figure is what the entries say, and the journal is whole.
    pub async fn check(&self) {
        let mut uow = self.db.read().await.unwrap();
        assert_eq!(
            doctor::derive_balances(&mut uow, self.book.id)
                .await
                .unwrap(),
            []
        );
        let verified = journal::verify(&mut uow, self.book.id).await.unwrap();
        assert_eq!(verified.findings, []);
    }

    pub async fn customer(&self, number: &str) -> customers::Customer {
        let mut uow = self.db.read().await.unwrap();
        let found = customers::by_number(&mut uow, self.book.id, number).await;
        found.unwrap().unwrap()
    }

    async fn id(&self, number: &str) -> CustomerId {
        self.customer(number).await.id
    }

    pub async fn invoice(&self, number: &str) -> Invoice {
        let mut uow = self.db.read().await.unwrap();
        let found = invoices::by_number(&mut uow, self.book.id, number).await;
        found.unwrap().unwrap()
    }

    /// What is open on each of these invoices, in minor units.
    pub async fn open<const N: usize>(&self, numbers: [&str; N]) -> [i64; N] {
        let mut open = [0; N];
        for (open, number) in open.iter_mut().zip(numbers) {
            *open = self.invoice(number).await.open;
        }
        open
    }

    pub async fn account(&self, customer: &str, currency: Currency) -> AccountRow {
        let customer = self.id(customer).await;
        let mut uow = self.db.read().await.unwrap();
        let found = accounts::get(&mut uow, self.book.id, customer, currency).await;
        found.unwrap().unwrap()
    }

    /// The account in pounds.
    pub async fn pounds(&self, customer: &str) -> AccountRow {
        self.account(customer, Currency::GBP).await
    }

    /// How the steps of an invoice's first instalment ended, with the day.
    pub async fn progress(&self, customer: &str, invoice: &str) -> Vec<(String, StepEnd, Date)> {
        let invoice = self.invoice(invoice).await.id;
        let account = self.pounds(customer).await;
        let mut places = account.progress.iter();
        let place: Option<&Progress> = places.find(|place| place.invoice == invoice);
        place.map_or_else(Vec::new, |place| {
            let told = |record: &dunwell_core::action::StepRecord| {
                (record.step.to_string(), record.end, record.on)
            };
            place.records.iter().map(told).collect()
        })
    }

    pub async fn actions(&self, customer: &str) -> Vec<Action> {
        let customer = self.id(customer).await;
        let mut uow = self.db.read().await.unwrap();
        let filter = Filter::Customer(customer);
        let mut all = actions::list(&mut uow, self.book.id, filter).await.unwrap();
        all.reverse();
        all
    }

    /// The customer's only open action.
    pub async fn action(&self, customer: &str) -> Action {
        let mut all = self.actions(customer).await;
        all.retain(|action| action.status.is_open());
        assert_eq!(all.len(), 1, "one action is open: {all:?}");
        all.remove(0)
    }

    /// Every action of the customer as its step and what became of it, oldest first.
    pub async fn steps(&self, customer: &str) -> Vec<(String, ActionStatus)> {
        let all = self.actions(customer).await;
        all.into_iter()
            .map(|action| (action.step, action.status))
            .collect()
    }

    /// The kinds of the customer's journal, oldest first.
    pub async fn journal(&self, customer: &str) -> Vec<String> {
        let customer = self.id(customer).await;
        let mut uow = self.db.read().await.unwrap();
        let records = journal::of_customer(&mut uow, self.book.id, customer).await;
        records
            .unwrap()
            .into_iter()
            .map(|record| record.kind)
            .collect()
    }

    /// Everything that is kept about a customer, as text to be compared.
    pub async fn everything(&self, customer: &str) -> String {
        let (customer, book) = (self.id(customer).await, self.book.id);
        let mut uow = self.db.read().await.unwrap();
        let uow = &mut uow;
        let mut text = String::new();
        macro_rules! tell {
            ($what:expr) => {
                writeln!(text, "{:#?}", $what.await.unwrap()).unwrap()
            };
        }
        tell!(customers::by_id(uow, book, customer));
        tell!(accounts::of_customer(uow, book, customer));
        tell!(invoices::of_customer(uow, book, customer, false));
        tell!(entries::of_customer(uow, book, customer));
        tell!(promises::of_customer(uow, book, customer));
        tell!(disputes::of_customer(uow, book, customer));
        tell!(holds::of_customer(uow, book, customer));
        tell!(notes::of_customer(uow, book, customer));
        tell!(actions::list(uow, book, Filter::Customer(customer)));
        tell!(journal::of_customer(uow, book, customer));
        text
    }
}

fn caller(today: Date, command: u32) -> Caller<'static> {
    let midnight = today.to_zoned(TimeZone::UTC).unwrap().timestamp();
    let minutes = jiff::SignedDuration::from_mins(i64::from(command));
    Caller {
        actor: "anna",
        authority: Authority::Operator,
        at: midnight + minutes,
        today,
        seed: u64::from(command),
    }
}

/// A request gives a refusal; its words.
pub fn refusal<T: Debug>(result: Result<T>) -> String {
    match result {
        Err(dunwell_app::AppError::Refused(words) | dunwell_app::AppError::NotFound(words)) => {
            words.to_string()
        }
        other => panic!("a refusal was expected, not {other:?}"),
    }
}
