//! The book of the token, and what the token may do.

use dunwell_app::book::Book;
use dunwell_core::currency::Currency;
use dunwell_core::id::BookId;
use jiff::civil::Date;
use serde::Serialize;
use utoipa::ToSchema;

use super::call::{Call, Nothing};
use crate::problem::ApiResult;
use crate::program::Program;

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

impl Shown {
    /// A book, as that program sees it.
    pub(super) fn new(book: &Book, program: &Program) -> Shown {
        Shown {
            id: book.id,
            name: book.name.clone(),
            currency: book.currency,
            country: book.country.clone(),
            today: program.today(),
            role: program.role().code(),
        }
    }
}

pub(crate) async fn show(call: Call<(), Nothing>) -> ApiResult<Shown> {
    Ok(Shown::new(call.book(), &call.program))
}
