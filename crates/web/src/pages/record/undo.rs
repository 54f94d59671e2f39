//! Taking back what was recorded, by the use case that puts it right: nothing is deleted.

use axum::extract::Path;
use dunwell_app::funnel::Mode;
use dunwell_app::record::hold::{self, Lift, Which};
use dunwell_app::record::{dispute, promise, reversal};
use dunwell_app::reopen as reopening;
use serde::Deserialize;

use crate::encode::{encode, with_query};
use crate::error::PageResult;
use crate::form::Form;
use crate::page::BookPage;
use crate::pages::toast::Done;
use crate::pages::{disputes, promises, today};

/// What comes with it.
#[derive(Debug, Default, Deserialize)]
#[serde(default)]
pub(crate) struct Back {
    key: String,
    at: String,
    reason: String,
}

impl Back {
    /// Why; what is taken back at once was recorded in error.
    fn reason(&self, page: &BookPage) -> String {
        match self.reason.trim() {
            "" => page.t().text("record.in-error"),
            reason => reason.to_owned(),
        }
    }

    fn mode(&self) -> Mode<'_> {
        Mode {
            key: (!self.key.is_empty()).then_some(self.key.as_str()),
            dry_run: false,
        }
    }

    /// Goes back to where it was asked for.
    fn go(&self, page: &BookPage, number: &str, open: &str) -> PageResult {
        let done = Done::new("undone", "", number);
        if !self.at.is_empty() {
            return Ok(today::go_back(page, &self.at, &done, open));
        }
        let path = format!("customers/{}", encode(number));
        Ok(page.go_to(&page.href(&with_query(&path, done.pairs()))))
    }
}

/// The book, the customer's number and the id in an address.
type Place = Path<(String, String, String)>;

/// Opens an action again that was approved, skipped or done in error.
pub(crate) async fn reopen(
    page: BookPage,
    Path((_, action)): Path<(String, String)>,
    Form(back): Form<Back>,
) -> PageResult {
    let request = reopening::Request {
        action,
        reason: back.reason(&page),
    };
    let (db, book, caller) = (page.db(), page.book(), page.caller());
    let reopened = reopening::reopen(db, book, caller, back.mode(), &request).await?;
    let open = dunwell_app::view::short_id(reopened.action);
    back.go(&page, &reopened.customer, &open)
}

/// Takes a promise back.
pub(crate) async fn withdraw(
    page: BookPage,
    Path((_, number, id)): Place,
    Form(back): Form<Back>,
) -> PageResult {
    let request = promise::Withdrawal {
        promise: id,
        reason: back.reason(&page),
    };
    let (db, book, caller) = (page.db(), page.book(), page.caller());
    promise::withdraw(db, book, caller, back.mode(), &request).await?;
    if promises::is_at(&back.at) {
        return promises::go_on(&page, &back.at, &Done::new("undone", "", &number));
    }
    back.go(&page, &number, "")
}

/// Ends a dispute.
pub(crate) async fn resolve(
    page: BookPage,
    Path((_, number, id)): Place,
    Form(back): Form<Back>,
) -> PageResult {
    let request = dispute::Resolution {
        dispute: id,
        resolution: back.reason(&page),
        date: None,
    };
    let (db, book, caller) = (page.db(), page.book(), page.caller());
    dispute::resolve(db, book, caller, back.mode(), &request).await?;
    if disputes::is_at(&back.at) {
        return disputes::go_on(&page, &back.at, &Done::new("settled", "", &number));
    }
    back.go(&page, &number, "")
}

/// Lifts a hold.
pub(crate) async fn lift(
    page: BookPage,
    Path((_, number, id)): Place,
    Form(back): Form<Back>,
) -> PageResult {
    let request = Lift {
        which: Which::Hold(id),
        reason: Some(back.reason(&page)),
    };
    let (db, book, caller) = (page.db(), page.book(), page.caller());
    hold::lift(db, book, caller, back.mode(), &request).await?;
    back.go(&page, &number, "")
}

/// Undoes a payment.
pub(crate) async fn reverse(
    page: BookPage,
    Path((_, number, id)): Place,
    Form(back): Form<Back>,
) -> PageResult {
    let request = reversal::Request {
        which: reversal::Which::Entry(id),
        date: None,
        reason: back.reason(&page),
    };
    let (db, book, caller) = (page.db(), page.book(), page.caller());
    reversal::record(db, book, caller, back.mode(), &request).await?;
    back.go(&page, &number, "")
}
