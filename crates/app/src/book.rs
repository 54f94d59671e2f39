//! A book: the business whose receivables are kept, and what its letters need to say about it.

mod rename;

use std::collections::BTreeMap;

use dunwell_channels::{Bank, BookContext};
use dunwell_core::calendar::Calendar;
use dunwell_core::currency::Currency;
use dunwell_core::id::BookId;
use dunwell_core::lang::Lang;
use dunwell_core::packs::{Pack, Packs};
use dunwell_core::sentence::Sentence;
use dunwell_store::{Db, Uow, books, customers};
use jiff::Timestamp;
use jiff::civil::Date;
use jiff::tz::TimeZone;
use serde::{Deserialize, Serialize};

use crate::error::{AppError, Result};
use crate::funnel::{Caller, Work, from_json, to_json};
use crate::ids::Ids;
use crate::two_people::Rules;
use crate::user::events;
use crate::view;

pub use rename::{country_code, rename};

/// The name of a book that is made without anybody naming it.
pub const DEFAULT_NAME: &str = "default";

/// A book with its settings.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Book {
    /// Its id.
    pub id: BookId,
    /// Its name; unique in an installation.
    pub name: String,
    /// The currency of rows and amounts that name none.
    pub currency: Currency,
    /// ISO 3166 two-letter code, if it is known.
    pub country: Option<String>,
    /// What its letters, its calendar and its charges need.
    pub settings: Settings,
    /// The law that it stands under is found here.
    pub packs: &'static Packs,
}

/// What a book's letters and its calendar need. Everything may be empty.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize, utoipa::ToSchema)]
#[serde(default, deny_unknown_fields)]
#[schema(as = BookSettings)]
pub struct Settings {
    /// The name that customers know the business by; the book's own when empty.
    pub trading_name: String,
    /// The person to call.
    pub contact_name: String,
    /// Where to write to.
    pub email: String,
    /// Where to call, in international notation.
    pub phone: String,
    /// The postal address, line by line.
    pub address: Vec<String>,
    /// The number under which the company is registered.
    pub company_number: String,
    /// The number under which it pays value added tax.
    pub vat_number: String,
    /// The account to pay to, in every currency that has none of its own.
    pub bank: Option<Bank>,
    /// The accounts to pay to in one currency each.
    pub banks: BTreeMap<Currency, Bank>,
    /// The page to pay on.
    pub pay_url: Option<String>,
    /// The language of customers of whom none is known.
    pub language: Lang,
    /// The time zone whose day it is in the book (`Europe/London`); where none is set, the day is that of
    /// the machine, and moments are told in UTC.
    pub time_zone: Option<String>,
    /// Days on which nobody is contacted, beside the weekends, with their names.
    pub holidays: Vec<(Date, String)>,
    /// The jurisdiction whose law gives interest and fixed sums where nothing was agreed (`GB`).
    pub jurisdiction: Option<String>,
    /// Values of law that were not verified and may be relied on all the same, by name.
    pub accept_unverified: Vec<String>,
    /// What two people are asked for.
    pub two_people: Rules,
}

impl Settings {
    /// The account to pay to in a currency.
    #[must_use]
    pub fn bank_for(&self, currency: Currency) -> Option<&Bank> {
        self.banks.get(&currency).or(self.bank.as_ref())
    }
}

/// The packs that are compiled in. A test of theirs holds that they can be read.
fn embedded() -> Result<&'static Packs> {
    Packs::embedded().map_err(|problems| AppError::Damaged {
        what: "the law that is compiled in".to_owned(),
        why: problems
            .first()
            .map_or_else(String::new, ToString::to_string),
    })
}

impl Book {
    fn read(row: books::Book) -> Result<Book> {
        let settings: Settings = from_json(&row.settings, "the settings of the book")?;
        let book = Book {
            id: row.id,
            name: row.name,
            currency: row.currency,
            country: row.country,
            settings,
            packs: embedded()?,
        };
        // Two machines that serve one book have to agree on the day, so none goes on without its zone.
        match &book.settings.time_zone {
            Some(name) if book.time_zone().is_none() => Err(AppError::Damaged {
                what: format!("the time zone of the book \"{}\"", book.name),
                why: format!(
                    "this machine does not know {name}; install its time zone data (tzdata)"
                ),
            }),
            _ => Ok(book),
        }
    }

    /// The same book under the law of other packs than those that are compiled in.
    #[must_use]
    pub fn under(self, packs: &'static Packs) -> Book {
        Book { packs, ..self }
    }

    fn row(&self, created_at: Timestamp) -> Result<books::Book> {
        Ok(books::Book {
            id: self.id,
            name: self.name.clone(),
            currency: self.currency,
            country: self.country.clone(),
            settings: to_json(&self.settings)?,
            created_at,
        })
    }

    /// Keeps a first book that [`find_or_first`] gave; any other is kept already.
    ///
    /// # Errors
    /// When somebody else made one of its name meanwhile, or the database fails.
    pub(crate) async fn keep(&self, work: &mut Work) -> Result<()> {
        match books::by_name(&mut work.uow, &self.name).await? {
            Some(kept) if kept.id == self.id => Ok(()),
            Some(_) => Err(AppError::refused(
                Sentence::new(
                    "refusal.book.made-meanwhile",
                    "the book \"{name}\" was made by somebody else meanwhile; give the command again",
                )
                .with("name", &self.name),
            )),
            None => Ok(books::create(&mut work.uow, &self.row(work.at)?).await?),
        }
    }

    /// Its time zone, if one is set.
    #[must_use]
    pub fn time_zone(&self) -> Option<TimeZone> {
        TimeZone::get(self.settings.time_zone.as_deref()?).ok()
    }

    /// The day on which something happened, in its time zone; in UTC where none is set.
    #[must_use]
    pub fn day_of(&self, at: Timestamp) -> Date {
        let zone = self.time_zone().unwrap_or(TimeZone::UTC);
        at.to_zoned(zone).date()
    }

    /// The name that customers know it by.
    #[must_use]
    pub fn known_as(&self) -> &str {
        match self.settings.trading_name.as_str() {
            "" => &self.name,
            name => name,
        }
    }

    /// What its letters say about it, when they ask for money in this currency.
    #[must_use]
    pub fn context(&self, currency: Currency) -> BookContext {
        let settings = &self.settings;
        BookContext {
            name: self.known_as().to_owned(),
            contact_name: settings.contact_name.clone(),
            email: settings.email.clone(),
            phone: settings.phone.clone(),
            address: settings.address.clone(),
            company_number: settings.company_number.clone(),
            vat_number: settings.vat_number.clone(),
            bank: settings.bank_for(currency).cloned(),
            pay_url: settings.pay_url.clone(),
        }
    }

    /// Its business days.
    ///
    /// # Errors
    /// When the holidays leave no business day.
    pub fn calendar(&self) -> Result<Calendar> {
        Calendar::weekdays()
            .with_holidays(self.settings.holidays.clone())
            .map_err(|error| {
                AppError::refused(
                    Sentence::new(
                        "refusal.book.wrong-holidays",
                        "the holidays of the book \"{name}\": {error}",
                    )
                    .with("name", &self.name)
                    .with("error", error.to_string()),
                )
            })
    }

    /// The law of its jurisdiction, if one is set.
    #[must_use]
    pub fn law(&self) -> Option<&'static Pack> {
        self.packs.get(self.settings.jurisdiction.as_deref()?)
    }

    /// Refuses a jurisdiction of which there is no pack.
    pub(crate) fn refuse_unknown_law(&self) -> Result<()> {
        match self.settings.jurisdiction.as_deref() {
            Some(code) if self.packs.get(code).is_none() => {
                let known: Vec<&str> = self.packs.codes().collect();
                Err(AppError::refused(
                    Sentence::new(
                        "refusal.book.no-law",
                        "there is no law of \"{code}\"; the jurisdictions are {known}",
                    )
                    .with("code", code)
                    .with("known", known.join(", ")),
                ))
            }
            _ => Ok(()),
        }
    }

    /// Whether it has no customers yet.
    ///
    /// # Errors
    /// When the database fails.
    pub async fn is_empty(&self, uow: &mut Uow) -> Result<bool> {
        Ok(!customers::any(uow, self.id).await?)
    }
}

/// Finds the book that is meant: the named one, or the only one.
///
/// # Errors
/// When there is none of that name, when there is none at all, or when there are several and none
/// was named.
pub async fn find(db: &Db, name: Option<&str>) -> Result<Book> {
    let mut uow = db.read().await?;
    let found = match name {
        Some(name) => books::by_name(&mut uow, name).await?,
        None => books::only(&mut uow).await?,
    };
    let all = books::list(&mut uow).await?;
    uow.rollback().await?;
    if let Some(row) = found {
        return Book::read(row);
    }
    let names = all
        .iter()
        .map(|book| format!("\"{}\"", book.name))
        .collect::<Vec<_>>()
        .join(", ");
    Err(AppError::refused(match (name, all.len()) {
        (_, 0) => Sentence::new(
            "refusal.book.none",
            "there is no book yet; import a file, or make one with: dunwell book create NAME --currency GBP",
        ),
        (Some(name), _) => Sentence::new(
            "refusal.book.unknown",
            "there is no book \"{name}\"; there is {names}",
        )
        .with("name", name)
        .with("names", names),
        (None, _) => Sentence::new(
            "refusal.book.several",
            "there are several books ({names}); say which with --book NAME",
        )
        .with("names", names),
    }))
}

/// The book of that id.
///
/// # Errors
/// When the database fails.
pub async fn by_id(db: &Db, id: BookId) -> Result<Option<Book>> {
    let mut uow = db.read().await?;
    let row = books::by_id(&mut uow, id).await?;
    uow.rollback().await?;
    row.map(Book::read).transpose()
}

/// All books of the installation, by name.
///
/// # Errors
/// When the database fails.
pub async fn list(db: &Db) -> Result<Vec<Book>> {
    let mut uow = db.read().await?;
    let rows = books::list(&mut uow).await?;
    uow.rollback().await?;
    rows.into_iter().map(Book::read).collect()
}

/// Finds the book that is meant. When the installation has none at all, gives a first one, which is
/// kept by the import that it is for: the first file can be imported without any preparation, and
/// one that is refused or only tried leaves nothing behind.
///
/// # Errors
/// As [`find`], but for the missing first book.
pub async fn find_or_first(
    db: &Db,
    caller: Caller<'_>,
    name: Option<&str>,
    currency: Currency,
) -> Result<Book> {
    if !none_yet(db).await? {
        return find(db, name).await;
    }
    Ok(Book {
        id: Ids::new(caller.at, caller.seed).book(),
        name: given_name(name.unwrap_or(DEFAULT_NAME))?,
        currency,
        country: None,
        settings: Settings::default(),
        packs: embedded()?,
    })
}

/// Whether there is no book yet, so that the next one is the first.
///
/// # Errors
/// When the database fails.
pub async fn none_yet(db: &Db) -> Result<bool> {
    let mut uow = db.read().await?;
    let none = books::list(&mut uow).await?.is_empty();
    uow.rollback().await?;
    Ok(none)
}

/// The name of a new book.
fn given_name(name: &str) -> Result<String> {
    match name.trim() {
        "" => Err(AppError::refused(Sentence::new(
            "refusal.book.no-name",
            "a book needs a name, for example: dunwell book create \"Northwind Ltd\"",
        ))),
        name => Ok(name.to_owned()),
    }
}

/// Makes a book.
///
/// # Errors
/// When there is one of that name.
pub async fn create(
    db: &Db,
    caller: Caller<'_>,
    name: &str,
    currency: Currency,
    country: Option<&str>,
    settings: &Settings,
) -> Result<Book> {
    let book = Book {
        id: Ids::new(caller.at, caller.seed).book(),
        name: given_name(name)?,
        currency,
        country: country.map(str::to_owned),
        settings: settings.clone(),
        packs: embedded()?,
    };
    book.refuse_unknown_law()?;
    let mut uow = db.begin().await?;
    if books::by_name(&mut uow, &book.name).await?.is_some() {
        return Err(AppError::refused(
            Sentence::new(
                "refusal.book.name-taken",
                "there is a book \"{name}\" already; choose another name",
            )
            .with("name", &book.name),
        ));
    }
    books::create(&mut uow, &book.row(caller.at)?).await?;
    let details =
        serde_json::json!({ "book": book.name, "currency": currency, "country": country });
    events::note(&mut uow, caller, None, "book-made", details).await?;
    uow.commit().await?;
    Ok(book)
}

/// The number of the book's last change: as long as it stays, everything in the book is as it was.
///
/// # Errors
/// When the database fails.
pub async fn revision(db: &Db, book: &Book) -> Result<i64> {
    view::read(db, async |uow| Ok(books::revision(uow, book.id).await?)).await
}
