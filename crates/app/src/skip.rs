//! A person decides not to carry an action out; its items go on to the next step.

use dunwell_core::id::ActionId;
use dunwell_store::Db;
use serde::{Deserialize, Serialize};

use crate::book::Book;
use crate::error::Result;
use crate::finish;
use crate::funnel::{self, Caller, Mode, Work};
use crate::record::lookup::{self, customer_by_id};

/// What is skipped.
#[derive(Debug, Clone, Default, Serialize)]
pub struct Request {
    /// The action, by its id or the beginning of it.
    pub action: String,
    /// Why.
    pub reason: String,
}

/// An action that was skipped.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, utoipa::ToSchema)]
pub struct Skipped {
    /// The action.
    pub action: ActionId,
    /// The customer's number.
    pub customer: String,
    /// The customer's name.
    pub name: String,
    /// The step's name.
    pub step: String,
}

/// Skips an action. [`crate::reopen`] takes it back.
///
/// # Errors
/// When there is no such action, it is over, or no reason is given.
pub async fn skip(
    db: &Db,
    book: &Book,
    caller: Caller<'_>,
    mode: Mode<'_>,
    request: &Request,
) -> Result<Skipped> {
    let input = ("skip", request);
    funnel::change(
        db,
        book.id,
        caller,
        mode,
        &input,
        async |work: &mut Work| {
            let reason = lookup::reason(&request.reason)?;
            let action = finish::find_open(work, &request.action).await?;
            let today = work.today;
            finish::skipped(work, &action, today, reason).await?;
            let customer = customer_by_id(work, action.customer).await?;
            Ok(Skipped {
                action: action.id,
                customer: customer.number,
                name: customer.name,
                step: action.step,
            })
        },
    )
    .await
}
