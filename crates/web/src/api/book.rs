//! The book of the token, and what the token may do.

use dunwell_core::currency::Currency;
use dunwell_core::id::BookId;
use jiff::civil::Date;
use serde::Serialize;
use utoipa::ToSchema;

use super::call::{Call, Nothing};
use crate::problem::ApiResult;

/// A book, as the holder of a token sees it.
#[derive(Debug, Serialize, ToSchema)]
#[schema(as = Book)]
pub(crate) struct Shown {
    /// Its id.
    id: BookId,
    /// Its name.
    name: String,
    /// The currency that it is kept in.
    currency: Currency,
    /// ISO 3166 two-letter code, if known.
    country: Option<String>,
    /// The day it is there.
    today: Date,
    /// The role of the token: `viewer`, `collector`, `controller` or `admin`.
    role: &'static str,
}

pub(crate) async fn show(call: Call<(), Nothing>) -> ApiResult<Shown> {
    let book = call.book();
    Ok(Shown {
        id: book.id,
        name: book.name.clone(),
        currency: book.currency,
        country: book.country.clone(),
        today: call.program.today(),
        role: call.program.role().code(),
    })
}
