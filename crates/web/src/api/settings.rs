//! The settings of the book: read as they are, and put anew by whoever has seen them.

use dunwell_app::book::{self, Settings};
use dunwell_app::book_settings::change::{self, Change as Changed, version};
use dunwell_app::request::{self, Outcome};
use dunwell_app::{AppError, book_settings};
use serde::Deserialize;
use utoipa::ToSchema;

use super::book::Shown;
use super::call::{Call, Change, Json, Nothing};
use super::endpoint::etag;
use super::reply::MayAsk;
use crate::problem::{ApiError, ApiResult};

pub(crate) async fn show(call: Call<(), Nothing>) -> ApiResult<Settings> {
    Ok(call.book().settings.clone())
}

/// Settings that are to take the place of the others.
#[derive(Debug, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub(crate) struct NewSettings {
    /// All of them; what is not there is empty afterwards.
    settings: Settings,
    /// Why; where it takes two people, whoever decides on it reads this.
    #[serde(default)]
    reason: String,
}

/// Changes the settings that whoever asks has read, or asks for it.
pub(crate) async fn replace(change: Change<(), Json<NewSettings>>) -> ApiResult<MayAsk<Settings>> {
    let (db, book, caller) = (change.db(), change.book(), change.caller());
    change.knows(&etag(&book.settings)?)?;
    let over = version(&book.settings);
    let NewSettings { settings, reason } = &change.body.0;
    let request = change::Request {
        change: Changed::All(Box::new(book_settings::in_order(settings.clone())?)),
        over: Some(over.clone()),
    };
    match request::settings(db, book, caller, change.mode(), &request, reason).await {
        Err(AppError::Refused(why)) => {
            // Somebody was quicker, between the look and the change; or a rule stands against it.
            let now = book::by_id(db, book.id).await?;
            match now.is_none_or(|now| version(&now.settings) == over) {
                true => Err(AppError::Refused(why).into()),
                false => Err(ApiError::changed_meanwhile(why.to_string())),
            }
        }
        outcome => Ok(match outcome? {
            Outcome::Done(book) => Outcome::Done(book.settings),
            Outcome::Asked(id) => Outcome::Asked(id),
        }
        .into()),
    }
}

/// What the book is called from now on, and where it is.
#[derive(Debug, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub(crate) struct NewName {
    /// Its name.
    name: String,
    /// ISO 3166 two-letter code, if known.
    country: Option<String>,
}

pub(crate) async fn rename(change: Change<(), Json<NewName>>) -> ApiResult<Shown> {
    let (db, book, new) = (change.db(), change.book(), &change.body.0);
    let country = new.country.as_deref();
    let renamed = book::rename(db, book, change.caller(), change.mode(), &new.name, country);
    Ok(Shown::new(&renamed.await?, &change.program))
}
