//! Approving several texts at once, and letting those that are ready leave.

use dunwell_app::AppError;
use dunwell_app::approve::{self, Several};
use dunwell_app::outbox_export;
use dunwell_app::view::outbox::Part;
use serde::Deserialize;

use super::{Extra, State, draw};
use crate::error::PageResult;
use crate::form::{Fields, Form};
use crate::page::BookPage;
use crate::pages::customers::give::mode;
use crate::pages::toast::Done;

/// Approves the texts that were ticked, or the one that was read.
pub(crate) async fn approve(page: BookPage, fields: Fields) -> PageResult {
    let state: State = fields.address("at");
    let request = Several {
        actions: fields.all("action"),
        role: None,
        person: Some(page.role()),
        note: None,
    };
    if request.actions.is_empty() {
        let problem = page.t().text("outbox.none-ticked");
        return refused(&page, &state, problem).await;
    }
    let mode = mode(fields.one("key"));
    let (db, book, caller) = (page.db(), page.book(), page.caller());
    match approve::approve_all(db, book, caller, mode, &request).await {
        Ok(_) => {
            let done = Done::new("texts-approved", "", "");
            Ok(page.go_to(&page.href(&state.opening("").path_with(&done))))
        }
        Err(AppError::Refused(why)) => refused(&page, &state, page.t().sentence(&why)).await,
        Err(error) => Err(error.into()),
    }
}

async fn refused(page: &BookPage, state: &State, problem: String) -> PageResult {
    let extra = Extra {
        problem,
        ..Extra::default()
    };
    draw(page, state, extra).await
}

/// What comes with an export.
#[derive(Debug, Default, Deserialize)]
#[serde(default)]
pub(crate) struct Sent {
    key: String,
}

/// Lets the texts leave that are ready, and says where their files are. The same form sent again says
/// the same again.
pub(crate) async fn export(page: BookPage, Form(sent): Form<Sent>) -> PageResult {
    let (db, book, caller) = (page.db(), page.book(), page.caller());
    let left = outbox_export::leave(db, book, caller, mode(&sent.key), page.templates()).await?;
    let extra = Extra {
        left: Some(left),
        ..Extra::default()
    };
    draw(&page, &State::of(Part::Exported), extra).await
}
