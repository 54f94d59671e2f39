//! Views: what people and programs read. Each is made from one state of the database and changes
//! nothing.

pub mod aging;
mod assessed;
pub mod beginning;
pub mod charges;
mod class_name;
pub mod customer;
pub mod customers;
pub mod disputes;
pub mod explain;
pub mod invoice;
pub mod invoices;
mod items;
pub mod journal;
mod known;
pub mod money;
mod of_book;
pub mod outbox;
pub mod overview;
pub mod page;
mod payer;
pub mod payment;
pub mod promises;
mod ranked;
pub mod runs;
pub mod search;
mod slots;
mod timeline;
pub mod told;
pub mod unapplied;
mod upcoming;
pub mod words;
pub mod worklist;

use dunwell_core::id::{ActionId, CustomerId};
use dunwell_core::sentence::Sentence;
use dunwell_store::customers::Customer;
use dunwell_store::{Db, Uow};
use serde::Serialize;

use crate::book::Book;
use crate::error::{AppError, Result};

pub use dunwell_insight::grade::Assessment;
pub use dunwell_insight::payer::{Behaviour, Direction, Trend};
pub use items::{ItemView, NextStep};
pub use payer::PayerView;
pub use timeline::Event;
pub use told::Told;
pub use upcoming::Upcoming;

/// How many customers are named when it is not clear which one is meant.
const CANDIDATES_SHOWN: usize = 20;

/// How many digits of an action's id tell it apart: those of the moment and of the count within it.
const SHORT_ID_DIGITS: usize = 20;

/// A customer, as lists name it.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Serialize, utoipa::ToSchema)]
pub struct CustomerName {
    /// Its number in the book.
    pub number: String,
    /// Its name.
    pub name: String,
}

impl From<&Customer> for CustomerName {
    fn from(customer: &Customer) -> CustomerName {
        CustomerName {
            number: customer.number.clone(),
            name: customer.name.clone(),
        }
    }
}

/// The beginning of an action's id: enough to name the action by in a command.
#[must_use]
pub fn short_id(action: ActionId) -> String {
    let mut digits = action.uuid().simple().to_string();
    digits.truncate(SHORT_ID_DIGITS);
    digits
}

/// Reads one state of the database.
pub(crate) async fn read<T>(db: &Db, view: impl AsyncFnOnce(&mut Uow) -> Result<T>) -> Result<T> {
    let mut uow = db.read().await?;
    let result = view(&mut uow).await;
    uow.rollback().await?;
    result
}

/// The customer that is meant by a number, or by the beginning of a number or of a name.
///
/// # Errors
/// When nobody is meant, or more than one may be; then they are named.
pub(crate) async fn the_customer(uow: &mut Uow, book: &Book, text: &str) -> Result<Customer> {
    let mut found = dunwell_store::customers::find(uow, book.id, text.trim()).await?;
    if found.len() == 1 {
        return Ok(found.remove(0));
    }
    if found.is_empty() {
        return Err(AppError::not_found(
            Sentence::new(
                "refusal.view.no-customer-begins",
                "there is no customer whose number or name begins with \"{text}\"; \"dunwell aging --customers\" lists those who owe something",
            )
            .with("text", text),
        ));
    }
    let shown = found.iter().take(CANDIDATES_SHOWN);
    let list: String = shown
        .map(|customer| format!("\n  {}  {}", customer.number, customer.name))
        .collect();
    Err(AppError::refused(match found.len() > CANDIDATES_SHOWN {
        true => Sentence::new(
            "refusal.view.which-customer-and-more",
            "\"{text}\" may be any of these customers; say which by the number:{list}... and more",
        )
        .with("text", text)
        .with("list", format!("{list}\n  ")),
        false => Sentence::new(
            "refusal.view.which-customer",
            "\"{text}\" may be any of these customers; say which by the number:{list}",
        )
        .with("text", text)
        .with("list", list),
    }))
}

/// The customer to whom a list is narrowed, named as in [`the_customer`]. The list itself is there, so one
/// who is not is refused rather than not found.
///
/// # Errors
/// When nobody is meant, or more than one may be.
pub(crate) async fn narrowed_to(uow: &mut Uow, book: &Book, text: &str) -> Result<CustomerId> {
    match the_customer(uow, book, text).await {
        Ok(customer) => Ok(customer.id),
        Err(AppError::NotFound(why)) => Err(AppError::Refused(why)),
        Err(error) => Err(error),
    }
}

/// The names of customers by id; a customer that is not known any more is left out.
pub(crate) async fn names(
    uow: &mut Uow,
    book: &Book,
    ids: impl IntoIterator<Item = CustomerId>,
) -> Result<std::collections::HashMap<CustomerId, CustomerName>> {
    let mut ids: Vec<CustomerId> = ids.into_iter().collect();
    ids.sort_unstable();
    ids.dedup();
    let found = dunwell_store::customers::by_ids(uow, book.id, &ids).await?;
    Ok(found
        .iter()
        .map(|customer| (customer.id, customer.into()))
        .collect())
}
