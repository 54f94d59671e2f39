//! A book with customers and invoices to tell stories about.

use dunwell_core::account::PayerFigures;
use dunwell_core::charge::{Charge, ChargeKind, Days, Line};
use dunwell_core::currency::Currency;
use dunwell_core::id::{BookId, CustomerId, EntryId, InvoiceId};
use dunwell_core::ledger::{Entry, EntryKind, Stamp};
use dunwell_core::packs::Debtor;
use dunwell_store::accounts::{self, AccountRow};
use dunwell_store::books::{self, Book};
use dunwell_store::charges::{self, ChargeRow};
use dunwell_store::customers::{self, Customer};
use dunwell_store::entries::{self, Posting};
use dunwell_store::invoices::{self, Invoice};
use dunwell_store::{Db, Result, Uow, doctor};
use jiff::Timestamp;
use jiff::civil::Date;
use uuid::Uuid;

pub fn currency(code: &str) -> Currency {
    Currency::from_code(code).unwrap()
}

pub fn at(text: &str) -> Timestamp {
    text.parse().unwrap()
}

pub fn march(day: i8) -> Date {
    jiff::civil::date(2026, 3, day)
}

/// The customer of that number; the id follows from it.
pub fn customer(number: u32) -> CustomerId {
    CustomerId::new(Uuid::from_u128(0x0c00_0000 + u128::from(number)))
}

/// The invoice of that number; the id follows from it.
pub fn invoice(number: u32) -> InvoiceId {
    InvoiceId::new(Uuid::from_u128(0x1000_0000 + u128::from(number)))
}

pub fn entry(number: u32) -> EntryId {
    EntryId::new(Uuid::from_u128(0xe000_0000 + u128::from(number)))
}

/// A stamp in pounds.
pub fn stamp(number: u32, date: Date) -> Stamp {
    Stamp {
        id: entry(number),
        date,
        currency: currency("GBP"),
    }
}

pub fn customer_row(number: u32, name: &str) -> Customer {
    Customer {
        kind: Debtor::PublicBody,
        id: customer(number),
        number: format!("{number:05}"),
        name: name.to_owned(),
        country: Some("GB".to_owned()),
        language: None,
        since: Some(march(1)),
        reason: None,
        terms: None,
        created_at: at("2026-03-01T08:00:00Z"),
    }
}

pub fn invoice_row(customer: CustomerId, number: u32, due: Date, total: i64) -> Invoice {
    Invoice {
        customer,
        id: invoice(number),
        number: format!("R-{number:05}"),
        currency: currency("GBP"),
        issued: march(1),
        due,
        total,
        open: 0,
        charges: 0,
        schedule: None,
        terms: None,
        reference: None,
        settled_on: None,
        row_hash: Some(-7),
        recharge: false,
    }
}

/// How a charge may have been worked out.
fn charge_of(entry: &Entry) -> Charge {
    Charge {
        entry: entry.id,
        invoice: entry.invoice.unwrap(),
        kind: ChargeKind::Interest,
        instalment: 1,
        days: Some((march(1), entry.date)),
        basis: "the terms accepted on 1 March 2026".to_owned(),
        source: None,
        law: Some("GB.interest.statutory@0123456789abcdef".to_owned()),
        lines: vec![Line {
            days: Some(Days {
                from: march(1),
                to: entry.date,
                count: 12,
            }),
            principal: 36_500,
            percent: Some("11.75".parse().unwrap()),
            amount: entry.invoice_effect,
        }],
        action: None,
    }
}

/// A book with one customer, number 1.
pub struct Story {
    pub uow: Uow,
    pub book: BookId,
    pub one: CustomerId,
}

impl Story {
    pub async fn begin(db: &Db) -> Story {
        let mut uow = db.begin().await.unwrap();
        let book = book_row("Ledger Lane");
        books::create(&mut uow, &book).await.unwrap();
        customers::insert(&mut uow, book.id, &customer_row(1, "Ashdown Timber"))
            .await
            .unwrap();
        Story {
            uow,
            book: book.id,
            one: customer(1),
        }
    }

    /// Bills customer 1: the invoice and its entry, both of that number.
    pub async fn bill(&mut self, number: u32, due: Date, total: i64) -> InvoiceId {
        let row = invoice_row(self.one, number, due, total);
        invoices::put(&mut self.uow, self.book, std::slice::from_ref(&row))
            .await
            .unwrap();
        let entry = Entry::invoice(stamp(number, row.issued), row.id, total).unwrap();
        self.post(&[entry]).await.unwrap();
        row.id
    }

    pub async fn post(&mut self, entries: &[Entry]) -> Result<()> {
        let posting = Posting {
            customer: self.one,
            document: None,
            entries,
        };
        let at = at("2026-03-01T08:00:00Z");
        entries::post(&mut self.uow, self.book, "anna", at, &[posting]).await
    }

    pub async fn account(&mut self) -> AccountRow {
        accounts::get(&mut self.uow, self.book, self.one, currency("GBP"))
            .await
            .unwrap()
            .unwrap()
    }

    /// Keeps a calculation of one line for each charge among the entries, as whoever charges does.
    pub async fn keep_charges(&mut self, entries: &[Entry]) {
        let rows: Vec<ChargeRow> = entries
            .iter()
            .filter(|entry| entry.kind == EntryKind::Charge)
            .map(|entry| ChargeRow {
                customer: self.one,
                charge: charge_of(entry),
            })
            .collect();
        charges::put(&mut self.uow, self.book, &rows).await.unwrap();
        let ids: Vec<InvoiceId> = rows.iter().map(|row| row.charge.invoice).collect();
        let kept = charges::of_invoices(&mut self.uow, self.book, &ids)
            .await
            .unwrap();
        assert!(rows.iter().all(|row| kept.contains(row)), "{kept:?}");
    }

    pub async fn invoice(&mut self, number: &str) -> Invoice {
        invoices::by_number(&mut self.uow, self.book, number)
            .await
            .unwrap()
            .unwrap()
    }

    pub async fn payer(&mut self) -> PayerFigures {
        self.account().await.payer
    }

    /// Every stored figure is what the entries say.
    pub async fn check(&mut self) {
        assert_eq!(
            doctor::derive_balances(&mut self.uow, self.book)
                .await
                .unwrap(),
            []
        );
    }
}

/// Runs statements behind the program's back; gives what the database says to a refused one.
pub async fn behind_its_back(db: &Db, script: &'static str) -> std::result::Result<(), String> {
    match db {
        Db::Sqlite(_) => sqlite_file(db)
            .await
            .execute_batch(script)
            .map_err(|e| e.to_string()),
        Db::Postgres(pool) => sqlx::raw_sql(script)
            .execute(pool)
            .await
            .map(drop)
            .map_err(|e| e.to_string()),
    }
}

/// Another connection to the file of a SQLite database.
pub async fn sqlite_file(db: &Db) -> rusqlite::Connection {
    let path = db
        .status()
        .await
        .unwrap()
        .path
        .expect("a SQLite database has a file");
    rusqlite::Connection::open(path).unwrap()
}

pub fn book_row(name: &str) -> Book {
    Book {
        id: BookId::new(Uuid::from_u128(
            name.bytes().fold(7, |sum, b| sum * 31 + u128::from(b)),
        )),
        name: name.to_owned(),
        currency: currency("GBP"),
        country: Some("GB".to_owned()),
        settings: "{}".to_owned(),
        created_at: at("2026-03-01T08:00:00.123456Z"),
    }
}
