//! The grades of several customers at once.

use std::collections::HashMap;

use dunwell_core::currency::Currency;
use dunwell_core::id::CustomerId;
use dunwell_insight::grade::{Assessment, assess};
use dunwell_insight::payer::{Paid, behaviour};
use dunwell_store::{Uow, standing};

use crate::book::Book;
use crate::error::{AppError, Result};

/// How each account of these customers has paid. An account of which nothing has ended is left out: of
/// it too little is known.
pub(crate) async fn assessments(
    uow: &mut Uow,
    book: &Book,
    customers: &[CustomerId],
) -> Result<HashMap<(CustomerId, Currency), Assessment>> {
    let mut ended: HashMap<(CustomerId, Currency), Vec<Paid>> = HashMap::new();
    for invoice in standing::ended(uow, book.id, customers).await? {
        let paid = Paid {
            due: invoice.due,
            settled_on: invoice.settled_on,
            amount: invoice.total,
            written_off: invoice.written_off,
        };
        let account = (invoice.customer, invoice.currency);
        ended.entry(account).or_default().push(paid);
    }
    let assess = |((customer, currency), history): (_, Vec<Paid>)| {
        let behaviour = behaviour(currency, &history).map_err(AppError::refused)?;
        Ok(((customer, currency), assess(&behaviour)))
    };
    ended.into_iter().map(assess).collect()
}

/// What is said of an account that is left out of [`assessments`].
pub(crate) const UNKNOWN: Assessment = Assessment::TooLittleHistory { paid: 0 };
