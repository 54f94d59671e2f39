//! Routes: a method, a path, a permission and a handler, put together so that none can be left out.

use std::convert::Infallible;

use axum::Router;
use axum::extract::DefaultBodyLimit;
use axum::handler::Handler;
use axum::http::{Method, StatusCode, Uri};
use axum::middleware::{from_fn, from_fn_with_state};
use axum::response::{IntoResponse as _, Response};
use axum::routing::{MethodFilter, MethodRouter, on};
use dunwell_app::access::Permission;

use crate::api::operation::Operation;
use crate::desk::Desk;
use crate::error::PageError;
use crate::guard::{self, Gate};
use crate::problem::{ApiError, Code};
use crate::{compress, routes, security};

/// What a form may hold, in bytes. A route that takes files says how large they may be.
pub(crate) const FORM_LIMIT: usize = 256 * 1024;

/// Who talks to a route.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Face {
    /// A person with a browser: cookies, forms, pages.
    Page,
    /// A program with a token: JSON.
    Api,
}

/// A route. The only ways to make one take the permission that it needs.
#[derive(Debug, Clone)]
pub struct Route {
    method: Method,
    path: &'static str,
    permission: Permission,
    body_limit: usize,
    handler: MethodRouter<Desk>,
    operation: Option<Operation>,
}

/// A route that only looks.
pub(crate) fn get<H, T>(path: &'static str, permission: Permission, handler: H) -> Route
where
    H: Handler<T, Desk>,
    T: 'static,
{
    Route::new(Method::GET, MethodFilter::GET, path, permission, handler)
}

/// A route that changes something.
pub(crate) fn post<H, T>(path: &'static str, permission: Permission, handler: H) -> Route
where
    H: Handler<T, Desk>,
    T: 'static,
{
    Route::new(Method::POST, MethodFilter::POST, path, permission, handler)
}

impl Route {
    fn new<H, T>(
        method: Method,
        filter: MethodFilter,
        path: &'static str,
        permission: Permission,
        handler: H,
    ) -> Route
    where
        H: Handler<T, Desk>,
        T: 'static,
    {
        Route {
            method,
            path,
            permission,
            body_limit: FORM_LIMIT,
            handler: on(filter, handler),
            operation: None,
        }
    }

    /// A route of the API, with what its document says about it.
    pub(crate) fn described<H, T>(
        path: &'static str,
        permission: Permission,
        operation: Operation,
        handler: H,
    ) -> Route
    where
        H: Handler<T, Desk>,
        T: 'static,
    {
        let method = operation.kind.method();
        let filter = match method {
            Method::PUT => MethodFilter::PUT,
            Method::POST => MethodFilter::POST,
            _ => MethodFilter::GET,
        };
        let mut route = Route::new(method, filter, path, permission, handler);
        route.operation = Some(operation);
        route
    }

    /// The same route, described in another way.
    pub(crate) fn described_anew(mut self, change: impl FnOnce(&mut Operation)) -> Route {
        if let Some(operation) = &mut self.operation {
            change(operation);
        }
        self
    }

    /// What the document of the API says about it; nothing about a page.
    pub(crate) fn operation(&self) -> Option<&Operation> {
        self.operation.as_ref()
    }

    /// The same route for bodies of up to so many bytes.
    #[must_use]
    pub fn taking(mut self, bytes: usize) -> Route {
        self.body_limit = bytes;
        self
    }

    /// The method.
    #[must_use]
    pub fn method(&self) -> &Method {
        &self.method
    }

    /// The path, with its parameters in braces.
    #[must_use]
    pub fn path(&self) -> &'static str {
        self.path
    }

    /// What it needs.
    #[must_use]
    pub fn permission(&self) -> Permission {
        self.permission
    }

    /// Who talks to it.
    #[must_use]
    pub fn face(&self) -> Face {
        face_of(self.path)
    }
}

/// Which face a path belongs to.
fn face_of(path: &str) -> Face {
    if path.starts_with("/api/") && path != "/api/docs" {
        Face::Api
    } else {
        Face::Page
    }
}

/// The whole desk: each route behind its gate, and the headers that every answer has.
pub fn router(desk: Desk) -> Router {
    let mut router = Router::new();
    let table = routes::table();
    #[cfg(feature = "bench")]
    let table = [table, routes::bench()].concat();
    for route in table {
        let gate = Gate::new(&desk, route.face(), route.permission, route.body_limit);
        let handler = route
            .handler
            .layer::<_, Infallible>(from_fn_with_state(gate, guard::guard))
            .layer(DefaultBodyLimit::max(route.body_limit));
        router = router.route(route.path, handler);
    }
    let lost = |face: Face| {
        let gate = Gate::new(&desk, face, Permission::Public, FORM_LIMIT);
        let layer = from_fn_with_state(gate, guard::guard);
        match face {
            Face::Page => axum::routing::any(no_page).layer(layer),
            Face::Api => axum::routing::any(no_resource).layer(layer),
        }
    };
    router
        .route("/api/{*rest}", lost(Face::Api))
        .method_not_allowed_fallback(another_method)
        .fallback_service(lost(Face::Page).with_state(desk.clone()))
        .layer(from_fn(compress::pages))
        .layer(from_fn_with_state(desk.clone(), security::host))
        .layer(from_fn_with_state(desk.clone(), security::headers))
        .layer(from_fn(security::note))
        .with_state(desk)
}

async fn no_page() -> PageError {
    PageError::NotFound
}

/// What is said to a method that a path does not take.
async fn another_method(uri: Uri) -> Response {
    match face_of(uri.path()) {
        Face::Page => StatusCode::METHOD_NOT_ALLOWED.into_response(),
        Face::Api => ApiError::new(
            Code::MethodNotAllowed,
            "this resource does not take that method; the header Allow lists those that it takes",
        )
        .into_response(),
    }
}

async fn no_resource() -> ApiError {
    ApiError::not_found("there is no such resource; /api/openapi.json lists those that there are")
}
