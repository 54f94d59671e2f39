//! Forms: reading what was typed, and what is wrong with it, field by field.

use std::borrow::Cow;

use axum::extract::rejection::{FormRejection, QueryRejection};
use axum::extract::{FromRequest, FromRequestParts, Request};
use axum::http::request::Parts;
use axum::http::{StatusCode, Uri};
use dunwell_app::AppError;
use serde::de::DeserializeOwned;

use crate::desk::Desk;
use crate::error::PageError;
use crate::locale::T;

/// What was typed into a form. Fields are texts, so that a wrong one can be drawn again as it was typed.
#[derive(Debug, Clone, Copy)]
pub struct Form<T>(pub T);

impl<T: DeserializeOwned> FromRequest<Desk> for Form<T> {
    type Rejection = PageError;

    async fn from_request(request: Request, desk: &Desk) -> Result<Self, PageError> {
        let read = axum::extract::Form::from_request(request, desk).await;
        read.map(|form| Form(form.0))
            .map_err(|error: FormRejection| {
                if error.status() == StatusCode::PAYLOAD_TOO_LARGE {
                    PageError::TooLarge
                } else {
                    PageError::Unreadable
                }
            })
    }
}

/// What was typed into a form in which a name may stand several times, as that of ticked boxes does.
#[derive(Debug, Clone, Default)]
pub struct Fields(Vec<(String, String)>);

impl Fields {
    /// What stands in a field; empty when there is no such field.
    #[must_use]
    pub fn one(&self, name: &str) -> &str {
        let found = self.0.iter().find(|(of, _)| of == name);
        found.map_or("", |(_, value)| value)
    }

    /// What stands in every field of that name.
    #[must_use]
    pub fn all(&self, name: &str) -> Vec<String> {
        let found = self.0.iter().filter(|(of, _)| of == name);
        found.map(|(_, value)| value.clone()).collect()
    }

    /// What stands behind the question mark of an address that a field holds; what cannot be read is
    /// the beginning of everything.
    #[must_use]
    pub fn address<T: DeserializeOwned + Default>(&self, name: &str) -> T {
        read_address(self.one(name))
    }
}

/// The same of an address below the book.
pub(crate) fn read_address<T: DeserializeOwned + Default>(path: &str) -> T {
    format!("/{path}")
        .parse::<Uri>()
        .ok()
        .and_then(|uri| axum::extract::Query::try_from_uri(&uri).ok())
        .map_or_else(T::default, |query| query.0)
}

impl FromRequest<Desk> for Fields {
    type Rejection = PageError;

    async fn from_request(request: Request, desk: &Desk) -> Result<Self, PageError> {
        Form::from_request(request, desk)
            .await
            .map(|Form(fields)| Fields(fields))
    }
}

/// What stands behind the question mark of the address.
#[derive(Debug, Clone, Copy)]
pub struct Query<T>(pub T);

impl<T: DeserializeOwned> FromRequestParts<Desk> for Query<T> {
    type Rejection = PageError;

    async fn from_request_parts(parts: &mut Parts, desk: &Desk) -> Result<Self, PageError> {
        let read = axum::extract::Query::from_request_parts(parts, desk).await;
        read.map(|query| Query(query.0))
            .map_err(|_: QueryRejection| PageError::Unreadable)
    }
}

/// What is wrong with a form, by the name of the field. Messages are finished text.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Errors(Vec<(Cow<'static, str>, String)>);

impl Errors {
    /// Nothing is wrong.
    #[must_use]
    pub fn none() -> Errors {
        Errors::default()
    }

    /// One thing is wrong.
    #[must_use]
    pub fn one(field: impl Into<Cow<'static, str>>, message: impl Into<String>) -> Errors {
        let mut errors = Errors::none();
        errors.add(field, message);
        errors
    }

    /// Notes what is wrong with a field.
    pub fn add(&mut self, field: impl Into<Cow<'static, str>>, message: impl Into<String>) {
        self.0.push((field.into(), message.into()));
    }

    /// What is wrong with a field; empty when nothing is.
    #[must_use]
    pub fn of(&self, field: &str) -> &str {
        let found = self.0.iter().find(|(of, _)| *of == field);
        found.map_or("", |(_, message)| message)
    }

    /// Whether nothing is wrong.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.0.is_empty()
    }

    /// The status of the form that is drawn again.
    #[must_use]
    pub fn status(&self) -> StatusCode {
        if self.is_empty() {
            StatusCode::OK
        } else {
            StatusCode::UNPROCESSABLE_ENTITY
        }
    }
}

/// Why what was typed was not done.
pub(crate) enum Refusal {
    /// Something in the form is not right.
    Form(Errors),
    /// Something else.
    Page(PageError),
}

impl Refusal {
    /// What the form is drawn again with. What a use case refused stands above its fields.
    ///
    /// # Errors
    /// What is no matter of the form.
    pub(crate) fn errors(self, t: T) -> Result<Errors, PageError> {
        match self {
            Refusal::Form(errors) => Ok(errors),
            Refusal::Page(PageError::Refused(why)) => Ok(Errors::one("form", t.sentence(&why))),
            Refusal::Page(error) => Err(error),
        }
    }
}

impl From<AppError> for Refusal {
    fn from(error: AppError) -> Refusal {
        Refusal::Page(error.into())
    }
}
