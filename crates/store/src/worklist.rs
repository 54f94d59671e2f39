//! The worklist in pages: actions that are not over, by currency, the most valuable first; and how many
//! there are of each kind.

use dunwell_core::action::{ActionStatus, Do};
use dunwell_core::currency::Currency;
use dunwell_core::id::{ActionId, BookId};
use uuid::Uuid;

use crate::cell::record;
use crate::sql::Sql;
use crate::value::Value;
use crate::{Result, Uow};

/// Which of the actions are wanted; none means all.
#[derive(Debug, Clone, Copy, Default)]
pub struct Filter<'a> {
    /// Only what does this.
    pub kind: Option<Do>,
    /// Only with this status.
    pub status: Option<ActionStatus>,
    /// Only of customers of the class of exactly this name.
    pub class: Option<&'a str>,
    /// Only of customers that this person looks after; with an empty name, that nobody does.
    pub owner: Option<&'a str>,
}

record! {
    /// The place of an action in its currency's worklist.
    pub struct Place in "action" {
        /// The action.
        pub id: ActionId,
        /// The expected value of doing it today; the highest comes first.
        pub priority: i64,
    }
}

record! {
    /// How many open actions there are of a kind in a class.
    pub struct Tally in "action" {
        /// The currency.
        pub currency: Currency,
        /// What they do.
        pub kind: Do,
        /// Whether they wait for approval.
        pub status: ActionStatus,
        /// The customers' class.
        pub class: String,
        /// How many there are.
        pub count: i64,
        /// What they asked for when they were decided, in minor units.
        pub amount: i64,
    }
}

// The statuses in the very words of the partial index, so that SQLite uses it.
const NEXT: Sql = Sql::Both(
    "SELECT id, priority FROM action a \
     WHERE book_id = $1 AND status IN ('awaiting-approval', 'ready') \
     AND (CAST($2 AS TEXT) IS NULL OR kind = $2) AND (CAST($3 AS TEXT) IS NULL OR status = $3) \
     AND (CAST($4 AS TEXT) IS NULL OR class = $4) \
     AND (CAST($5 AS TEXT) IS NULL OR EXISTS (SELECT 1 FROM customer c \
       WHERE c.book_id = a.book_id AND c.id = a.customer_id AND COALESCE(c.owner, '') = $5)) \
     AND currency = $6 AND priority <= $7 AND (priority < $7 OR id > $8) \
     ORDER BY priority DESC, id LIMIT $9",
);
const TALLY: Sql = Sql::Both(
    "SELECT currency, kind, status, class, COUNT(*), CAST(SUM(amount_minor) AS BIGINT) FROM action a \
     WHERE book_id = $1 AND status IN ('awaiting-approval', 'ready') \
     AND (CAST($2 AS TEXT) IS NULL OR EXISTS (SELECT 1 FROM customer c \
       WHERE c.book_id = a.book_id AND c.id = a.customer_id AND COALESCE(c.owner, '') = $2)) \
     GROUP BY currency, kind, status, class ORDER BY currency, kind, status, class",
);

pub(crate) const SQL: &[Sql] = &[NEXT, TALLY];

/// The next `limit` actions in a currency, the most valuable first, after a place; from the top without
/// one.
///
/// # Errors
/// When the database fails.
pub async fn next(
    uow: &mut Uow,
    book: BookId,
    filter: Filter<'_>,
    currency: Currency,
    after: Option<&Place>,
    limit: i64,
) -> Result<Vec<Place>> {
    let (priority, id) = match after {
        None => (i64::MAX, Uuid::nil()),
        Some(place) => (place.priority, place.id.uuid()),
    };
    let params: [Value<'_>; 9] = [
        book.into(),
        filter.kind.into(),
        filter.status.into(),
        filter.class.into(),
        filter.owner.into(),
        currency.into(),
        priority.into(),
        id.into(),
        limit.into(),
    ];
    uow.all(NEXT, &params).await
}

/// How many actions there are, by currency, kind, status and class; with an owner only those of
/// customers that this person looks after.
///
/// # Errors
/// When the database fails.
pub async fn tally(uow: &mut Uow, book: BookId, owner: Option<&str>) -> Result<Vec<Tally>> {
    uow.all(TALLY, &[book.into(), owner.into()]).await
}
