//! Somebody is named who looks after a customer, or who is to settle a dispute. It changes nothing about
//! how the customer is treated: it says in whose list the work stands.

use dunwell_core::id::DisputeId;
use dunwell_core::sentence::Sentence;
use dunwell_store::{Db, disputes, owners};
use serde::{Deserialize, Serialize};

use crate::book::Book;
use crate::error::{AppError, Result};
use crate::funnel::{self, Caller, Mode, Work};
use crate::record::lookup;

/// The longest name of an owner, in characters.
const LONGEST_NAME: usize = 80;

/// What is given into whose hands.
#[derive(Debug, Clone, Default, Serialize)]
pub struct Request {
    /// The customer's number, or a dispute's id (`dsp_...`).
    pub what: String,
    /// Who looks after it from now on; nobody when not given.
    pub to: Option<String>,
}

/// Who looks after what now.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, utoipa::ToSchema)]
pub struct Assigned {
    /// The customer's number.
    pub customer: String,
    /// The customer's name.
    pub name: String,
    /// The dispute, if it is about one alone.
    pub dispute: Option<DisputeId>,
    /// Who looks after it now.
    pub owner: Option<String>,
    /// Who did until now.
    pub before: Option<String>,
}

/// Several things that are given into the same hands.
#[derive(Debug, Clone, Default, Serialize)]
pub struct Several {
    /// The numbers of customers, or the ids of disputes.
    pub what: Vec<String>,
    /// Who looks after them from now on; nobody when not given.
    pub to: Option<String>,
}

/// Names who looks after a customer, or who is to settle a dispute. Doing it again with somebody else,
/// or with nobody, undoes it.
///
/// # Errors
/// When there is no such customer or dispute, or the name is too long.
pub async fn assign(
    db: &Db,
    book: &Book,
    caller: Caller<'_>,
    mode: Mode<'_>,
    request: &Request,
) -> Result<Assigned> {
    let input = ("assign", request);
    funnel::change(
        db,
        book.id,
        caller,
        mode,
        &input,
        async |work: &mut Work| one(work, &request.what, name(request.to.as_deref())?).await,
    )
    .await
}

/// The same for several at once: all of them, or none.
///
/// # Errors
/// When nothing was named, there is no such customer or dispute, or the name is too long.
pub async fn assign_all(
    db: &Db,
    book: &Book,
    caller: Caller<'_>,
    mode: Mode<'_>,
    request: &Several,
) -> Result<Vec<Assigned>> {
    let input = ("assign-all", request);
    funnel::change(
        db,
        book.id,
        caller,
        mode,
        &input,
        async |work: &mut Work| {
            if request.what.is_empty() {
                return Err(AppError::refused(Sentence::new(
                    "refusal.assign.nothing-named",
                    "nothing was named that could be given to anybody",
                )));
            }
            let to = name(request.to.as_deref())?;
            let mut assigned = Vec::with_capacity(request.what.len());
            for what in &request.what {
                assigned.push(one(work, what, to).await?);
            }
            Ok(assigned)
        },
    )
    .await
}

/// A name as it is kept; none when it is empty.
fn name(to: Option<&str>) -> Result<Option<&str>> {
    let to = to.map(str::trim).filter(|name| !name.is_empty());
    if to.is_some_and(|name| name.chars().count() > LONGEST_NAME) {
        return Err(AppError::refused(
            Sentence::new(
                "refusal.assign.long-name",
                "the name of who looks after it is longer than {most} characters",
            )
            .with("most", LONGEST_NAME),
        ));
    }
    Ok(to)
}

async fn one(work: &mut Work, what: &str, to: Option<&str>) -> Result<Assigned> {
    match what.parse::<DisputeId>() {
        Ok(id) => dispute(work, id, to).await,
        Err(_) => customer(work, what, to).await,
    }
}

async fn customer(work: &mut Work, text: &str, to: Option<&str>) -> Result<Assigned> {
    let customer = lookup::customer(work, text).await?;
    let before = owners::of_customer(&mut work.uow, work.book, customer.id).await?;
    owners::set_of_customer(&mut work.uow, work.book, customer.id, to).await?;
    let details = serde_json::json!({ "owner": to, "before": before });
    work.journal(customer.id, "owner-changed", &details)?;
    Ok(Assigned {
        customer: customer.number,
        name: customer.name,
        dispute: None,
        owner: to.map(str::to_owned),
        before,
    })
}

async fn dispute(work: &mut Work, id: DisputeId, to: Option<&str>) -> Result<Assigned> {
    let row = disputes::by_id(&mut work.uow, work.book, id)
        .await?
        .ok_or_else(|| {
            AppError::not_found(
                Sentence::new(
                    "refusal.assign.no-dispute",
                    "there is no dispute {id}; \"dunwell disputes\" lists them",
                )
                .with("id", id),
            )
        })?;
    let customer = lookup::customer_by_id(work, row.customer).await?;
    let before = owners::of_dispute(&mut work.uow, work.book, customer.id, id).await?;
    owners::set_of_dispute(&mut work.uow, work.book, customer.id, id, to).await?;
    let details = serde_json::json!({ "dispute": id, "owner": to, "before": before });
    work.journal(customer.id, "dispute-owner-changed", &details)?;
    Ok(Assigned {
        customer: customer.number,
        name: customer.name,
        dispute: Some(id),
        owner: to.map(str::to_owned),
        before,
    })
}
