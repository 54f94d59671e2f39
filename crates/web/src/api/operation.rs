//! What the document of the API says about a route. It is made from the types that the handler takes and
//! gives, so that the two cannot differ.

use axum::http::{Method, StatusCode};
use utoipa::openapi::path::Parameter;
use utoipa::openapi::schema::Schema;
use utoipa::openapi::{Ref, RefOr};
use utoipa::{IntoParams, ToSchema};

use super::endpoint::Called;
use super::reply::Reply;

/// What kind of request it is, and with that which rules hold for it.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Kind {
    /// It looks, and is answered with an `ETag`.
    Read,
    /// It asks about something that it brings along, and changes nothing.
    Ask,
    /// It changes something, once for each `Idempotency-Key`.
    Change,
    /// It says who may do what, once for each `Idempotency-Key`. What may be shown once cannot be tried
    /// out.
    Grant,
    /// It takes the place of something that has versions: `If-Match` says which one it knows.
    Replace,
}

impl Kind {
    /// The method that it is sent with.
    pub(crate) fn method(self) -> Method {
        match self {
            Kind::Read => Method::GET,
            Kind::Ask | Kind::Change | Kind::Grant => Method::POST,
            Kind::Replace => Method::PUT,
        }
    }

    /// Whether it changes something.
    pub(crate) fn is_change(self) -> bool {
        matches!(self, Kind::Change | Kind::Grant | Kind::Replace)
    }
}

/// Schemas by the names under which they are kept.
pub(crate) type Named = Vec<(String, RefOr<Schema>)>;

/// A body, as it is asked for or answered.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Shape {
    pub(crate) media: &'static str,
    pub(crate) schema: fn() -> RefOr<Schema>,
    /// The schema and all that it refers to.
    pub(crate) named: fn() -> Named,
}

impl Shape {
    /// JSON of a type.
    pub(crate) fn json<T: ToSchema>() -> Shape {
        Shape {
            media: "application/json",
            schema: || Ref::from_schema_name(T::name()).into(),
            named: || {
                let mut named = vec![(T::name().into_owned(), T::schema())];
                T::schemas(&mut named);
                named
            },
        }
    }

    /// A line of JSON for each of many; the schema is that of a line.
    pub(crate) fn lines<T: ToSchema>() -> Shape {
        Shape {
            media: "application/x-ndjson",
            ..Shape::json::<T>()
        }
    }
}

/// A route of the API, described.
#[derive(Debug, Clone)]
pub(crate) struct Operation {
    /// What clients that are made from the document call it.
    pub(crate) id: &'static str,
    /// What it does, in a few words.
    pub(crate) summary: &'static str,
    /// What else is to be known.
    pub(crate) about: &'static str,
    pub(crate) kind: Kind,
    pub(crate) query: fn() -> Vec<Parameter>,
    pub(crate) body: Option<Shape>,
    pub(crate) answer: Shape,
    /// What it is answered with where it takes two people; none for what one may always do alone.
    pub(crate) asked: Option<Shape>,
    /// What it is answered with when all is well.
    pub(crate) status: StatusCode,
}

impl Operation {
    /// A route that takes `Q` behind the question mark and answers with `T`.
    pub(crate) fn new<Q: IntoParams, T: Reply>(
        kind: Kind,
        (id, summary): Called,
        body: Option<Shape>,
    ) -> Operation {
        Operation {
            id,
            summary,
            about: "",
            kind,
            query: query::<Q>,
            body,
            answer: T::done(),
            asked: T::asked(),
            status: StatusCode::OK,
        }
    }
}

/// The parameters behind the question mark.
fn query<Q: IntoParams>() -> Vec<Parameter> {
    Q::into_params(|| Some(utoipa::openapi::path::ParameterIn::Query))
}
