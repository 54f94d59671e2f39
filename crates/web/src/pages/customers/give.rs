//! Customers are given to somebody to look after: several from the list, or one on its page.

use axum::extract::Path;
use dunwell_app::AppError;
use dunwell_app::assign::{self, Request, Several};
use dunwell_app::funnel::Mode;
use serde::Deserialize;

use super::{State, draw};
use crate::encode::{encode, with_query};
use crate::error::PageResult;
use crate::form::{Errors, Fields, Form};
use crate::page::BookPage;
use crate::pages::people::NOBODY;
use crate::pages::toast::Done;

/// Gives the customers that were ticked to somebody, or to nobody.
pub(crate) async fn several(page: BookPage, fields: Fields) -> PageResult {
    let state: State = fields.address("at");
    let request = Several {
        what: fields.all("customer"),
        to: name(fields.one("to")),
    };
    if request.what.is_empty() {
        let errors = Errors::one("customer", page.t().text("customers.none-ticked"));
        return draw(&page, &state, &errors).await;
    }
    let mode = mode(fields.one("key"));
    let (db, book, caller) = (page.db(), page.book(), page.caller());
    match assign::assign_all(db, book, caller, mode, &request).await {
        Ok(_) => {
            let done = Done::new("given", "", "");
            let path = state.giving(false).path_with(&done);
            Ok(page.go_to(&page.href(&path)))
        }
        Err(AppError::Refused(why)) => {
            draw(
                &page,
                &state,
                &Errors::one("customer", page.t().sentence(&why)),
            )
            .await
        }
        Err(error) => Err(error.into()),
    }
}

/// To whom one customer is given.
#[derive(Debug, Default, Deserialize)]
#[serde(default)]
pub(crate) struct To {
    key: String,
    to: String,
}

/// Gives a customer to somebody, or to nobody.
pub(crate) async fn one(
    page: BookPage,
    Path((_, number)): Path<(String, String)>,
    Form(sent): Form<To>,
) -> PageResult {
    let request = Request {
        what: number.clone(),
        to: name(&sent.to),
    };
    let (db, book, caller) = (page.db(), page.book(), page.caller());
    assign::assign(db, book, caller, mode(&sent.key), &request).await?;
    let done = Done::new("given", "", &number);
    let path = format!("customers/{}", encode(&number));
    Ok(page.go_to(&page.href(&with_query(&path, done.pairs()))))
}

/// The name that was chosen; none for nobody.
pub(crate) fn name(chosen: &str) -> Option<String> {
    let name = chosen.trim();
    (!name.is_empty() && name != NOBODY).then(|| name.to_owned())
}

/// The same form does the thing once.
pub(crate) fn mode(key: &str) -> Mode<'_> {
    Mode {
        key: (!key.is_empty()).then_some(key),
        dry_run: false,
    }
}
