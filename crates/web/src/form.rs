//! Forms: reading what was typed, and what is wrong with it, field by field.

use axum::extract::rejection::{FormRejection, QueryRejection};
use axum::extract::{FromRequest, FromRequestParts, Request};
use axum::http::StatusCode;
use axum::http::request::Parts;
use serde::de::DeserializeOwned;

use crate::desk::Desk;
use crate::error::PageError;

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
pub struct Errors(Vec<(&'static str, String)>);

impl Errors {
    /// Nothing is wrong.
    #[must_use]
    pub fn none() -> Errors {
        Errors::default()
    }

    /// One thing is wrong.
    #[must_use]
    pub fn one(field: &'static str, message: impl Into<String>) -> Errors {
        let mut errors = Errors::none();
        errors.add(field, message);
        errors
    }

    /// Notes what is wrong with a field.
    pub fn add(&mut self, field: &'static str, message: impl Into<String>) {
        self.0.push((field, message.into()));
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
