//! What readers ask for: the addresses of the desk, with the customers and invoices of the book.

use anyhow::{Context as _, Result};
use dunwell_app::Db;
use dunwell_app::book;
use dunwell_app::view::customers::{self, Request, Sort};
use dunwell_app::view::page::Page;
use dunwell_store::{contact_points, invoices, standing};
use fastrand::Rng;
use jiff::civil::Date;

use crate::database::Database;

/// A page with how often it is asked for among the others.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Place {
    /// The endpoint that everything is measured against.
    Bare,
    Today,
    Customer,
    LargestCustomer,
    Search,
    Overview,
}

impl Place {
    pub const ALL: [Place; 6] = [
        Place::Bare,
        Place::Today,
        Place::Customer,
        Place::LargestCustomer,
        Place::Search,
        Place::Overview,
    ];

    /// The name that people know it by.
    pub fn name(self) -> &'static str {
        match self {
            Place::Bare => "bare endpoint",
            Place::Today => "Today",
            Place::Customer => "Customer",
            Place::LargestCustomer => "largest customer",
            Place::Search => "search",
            Place::Overview => "Overview",
        }
    }

    /// How often it is asked for, in the mix of an ordinary day.
    fn weight(self) -> u32 {
        match self {
            // A page that is measured alone: among the others it would slow the bare endpoint down, too,
            // and flatter them all.
            Place::LargestCustomer => 0,
            Place::Overview => 1,
            Place::Bare | Place::Today | Place::Customer | Place::Search => 2,
        }
    }

    /// Within how many times the bare endpoint's p99 it has to answer.
    pub fn aim(self) -> f64 {
        match self {
            Place::Search => 10.0,
            _ => 5.0,
        }
    }
}

/// The addresses.
pub struct Places {
    /// What every address of the book begins with.
    base: String,
    /// Numbers of customers, in an address.
    customers: Vec<String>,
    largest: String,
    /// What people type.
    words: Vec<String>,
    /// What is asked for.
    asked: Vec<Place>,
}

/// Of so many customers the names, numbers, addresses and invoices are searched for.
const SEARCHED: usize = 500;

impl Places {
    /// Looks into the book. `home` is the address of its list of the day.
    pub async fn find(database: &Database, home: &str, today: Date) -> Result<Places> {
        let db = Db::connect(&database.address()?).await?;
        let book = book::find(&db, None).await?;
        let largest = largest(&db, &book, today).await?;
        let mut uow = db.read().await?;
        let mut all = Vec::new();
        standing::all(&mut uow, book.id, |account| {
            all.push((account.customer, account.number, account.name));
        })
        .await?;
        let mut random = Rng::with_seed(1);
        random.shuffle(&mut all);
        let mut words: Vec<String> = Vec::new();
        let searched: Vec<_> = all.iter().take(SEARCHED).collect();
        for (id, number, name) in &searched {
            words.extend([number.clone(), name.clone()]);
            let of_customer = invoices::of_customer(&mut uow, book.id, *id, true).await?;
            words.extend(of_customer.first().map(|invoice| invoice.number.clone()));
        }
        let ids: Vec<_> = searched.iter().map(|(id, _, _)| *id).collect();
        let points = contact_points::of_customers(&mut uow, book.id, &ids).await?;
        words.extend(points.into_iter().map(|point| point.value));
        uow.rollback().await?;
        db.close().await;
        Ok(Places {
            base: home.trim_end_matches("today").to_owned(),
            customers: all.iter().map(|(_, number, _)| encoded(number)).collect(),
            largest: encoded(&largest),
            words,
            asked: Place::ALL.to_vec(),
        })
    }

    /// The same without some that this desk does not have.
    pub fn without(mut self, missing: &[Place]) -> Places {
        self.asked.retain(|place| !missing.contains(place));
        self
    }

    /// What is asked for.
    pub fn asked(&self) -> &[Place] {
        &self.asked
    }

    /// One of them by chance, each as often as its weight says.
    pub fn draw(&self, random: &mut Rng) -> Place {
        let all: u32 = self.asked.iter().map(|place| place.weight()).sum();
        let mut left = random.u32(0..all.max(1));
        for place in &self.asked {
            match left.checked_sub(place.weight()) {
                Some(rest) => left = rest,
                None => return *place,
            }
        }
        Place::Bare
    }

    /// An address of that place.
    pub fn address(&self, place: Place, random: &mut Rng) -> String {
        let base = &self.base;
        let one = |of: &[String], random: &mut Rng| {
            let at = random.usize(0..of.len().max(1));
            of.get(at).cloned().unwrap_or_default()
        };
        match place {
            Place::Bare => format!("{base}bare"),
            Place::Today => format!("{base}today"),
            Place::Overview => format!("{base}overview"),
            Place::Customer => format!("{base}customers/{}", one(&self.customers, random)),
            Place::LargestCustomer => format!("{base}customers/{}", self.largest),
            Place::Search => {
                // What has been typed of it so far: three letters, or all of it, or in between.
                let word = one(&self.words, random);
                let letters = word.chars().count();
                let typed = random.usize(3.min(letters)..=letters);
                let typed: String = word.chars().take(typed).collect();
                format!("{base}search?q={}", encoded(&typed))
            }
        }
    }
}

/// The number of the customer with the most open invoices.
async fn largest(db: &Db, book: &book::Book, today: Date) -> Result<String> {
    let mut largest: (i64, String) = (0, String::new());
    let request = Request {
        sort: Sort::Balance,
        page: Page {
            limit: Some(200),
            after: None,
        },
        ..Request::default()
    };
    for line in customers::customers(db, book, &request, today).await?.items {
        if line.open_invoices > largest.0 {
            largest = (line.open_invoices, line.customer.number);
        }
    }
    Some(largest.1)
        .filter(|number| !number.is_empty())
        .context("the book has no open invoice")
}

fn encoded(text: &str) -> String {
    let mut encoded = String::with_capacity(text.len());
    for byte in text.bytes() {
        match byte {
            b'a'..=b'z' | b'A'..=b'Z' | b'0'..=b'9' | b'-' | b'.' | b'_' => {
                encoded.push(char::from(byte));
            }
            _ => encoded.push_str(&format!("%{byte:02X}")),
        }
    }
    encoded
}
