//! Letting a step go ahead, and leaving one out.

use axum::extract::Path;
use dunwell_app::funnel::Mode;
use dunwell_app::{AppError, approve as approval, skip as skipping};
use serde::Deserialize;

use super::panel::may_approve;
use super::{again, find, go_on, refused};
use crate::error::{PageError, PageResult};
use crate::form::{Errors, Form};
use crate::page::BookPage;
use crate::pages::record::{Typed, What};
use crate::pages::toast::Done;

/// What comes with an approval.
#[derive(Debug, Default, Deserialize)]
#[serde(default)]
pub(crate) struct Approval {
    key: String,
    at: String,
}

/// Approves an action in the role that the policy names, which the reader has or stands above.
pub(crate) async fn approve(
    page: BookPage,
    Path((_, action)): Path<(String, String)>,
    Form(sent): Form<Approval>,
) -> PageResult {
    let item = find(&page, &action).await?;
    if item.is_some_and(|item| !may_approve(&page, &item)) {
        return Err(PageError::Forbidden);
    }
    let request = approval::Request {
        action,
        role: None,
        note: None,
    };
    let (db, book, caller) = (page.db(), page.book(), page.caller());
    match approval::approve(db, book, caller, mode(&sent.key), &request).await {
        Ok(approved) => {
            let done = Done::new("approved", approved.action, &approved.customer);
            Ok(go_on(&page, &sent.at, &done, true))
        }
        Err(AppError::Refused(why) | AppError::NotFound(why)) => {
            refused(&page, &sent.at, page.t().sentence(&why)).await
        }
        Err(error) => Err(error.into()),
    }
}

/// Leaves an action out, with the reason.
pub(crate) async fn skip(
    page: BookPage,
    Path((_, action)): Path<(String, String)>,
    Form(typed): Form<Typed>,
) -> PageResult {
    if typed.text.trim().is_empty() {
        let errors = Errors::one("text", page.t().text("record.empty"));
        return again(&page, What::Skip, typed, errors).await;
    }
    let request = skipping::Request {
        action,
        reason: typed.text.clone(),
    };
    let (db, book, caller) = (page.db(), page.book(), page.caller());
    match skipping::skip(db, book, caller, mode(&typed.key), &request).await {
        Ok(skipped) => {
            let done = Done::new("skipped", skipped.action, &skipped.customer);
            Ok(go_on(&page, &typed.at, &done, true))
        }
        Err(AppError::Refused(why) | AppError::NotFound(why)) => {
            refused(&page, &typed.at, page.t().sentence(&why)).await
        }
        Err(error) => Err(error.into()),
    }
}

/// The same form does the thing once.
fn mode(key: &str) -> Mode<'_> {
    Mode {
        key: (!key.is_empty()).then_some(key),
        dry_run: false,
    }
}
