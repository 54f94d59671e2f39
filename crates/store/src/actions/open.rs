//! Open actions as a decision looks at them, by their accounts.

use dunwell_core::action::{ActionStatus, OpenAction};
use dunwell_core::currency::Currency;
use dunwell_core::id::CustomerId;

use crate::Result;
use crate::cell::{Cells, Columns, Record};
use crate::sql::{Sql, by_ids};

macro_rules! open_columns {
    () => {
        "SELECT x.customer_id, x.currency, x.id, x.decided_on, x.step, x.kind, x.status, x.items FROM "
    };
}

pub(crate) const OPEN_IN_RANGE: Sql = Sql::Both(concat!(
    open_columns!(),
    "action x WHERE x.book_id = $1 AND x.customer_id BETWEEN $2 AND $3 AND x.",
    is_open!(),
    " ORDER BY x.customer_id, x.id"
));
pub(crate) const OPEN_OF_CUSTOMERS: Sql = by_ids!(
    concat!(
        open_columns!(),
        "action x WHERE x.book_id = $1 AND x.",
        is_open!(),
        " AND x.customer_id"
    ),
    "ORDER BY x.customer_id, x.id"
);

pub(super) const SQL: &[Sql] = &[OPEN_IN_RANGE, OPEN_OF_CUSTOMERS];

/// An open action with the account it belongs to, as a decision looks at it.
pub(crate) struct OpenRow {
    pub customer: CustomerId,
    pub currency: Currency,
    pub action: OpenAction,
}

impl Record for OpenRow {
    fn from_cells(row: &dyn Cells) -> Result<Self> {
        let mut columns = Columns::new("action", row);
        Ok(OpenRow {
            customer: columns.next("customer_id")?,
            currency: columns.next("currency")?,
            action: OpenAction {
                id: columns.next("id")?,
                decided_on: columns.next("decided_on")?,
                step: columns.next("step")?,
                kind: columns.next("kind")?,
                awaiting_approval: columns.next::<ActionStatus>("status")?
                    == ActionStatus::AwaitingApproval,
                items: columns.json("items")?,
            },
        })
    }
}
