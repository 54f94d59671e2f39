//! Every route of the API, with its permission, its id, what it does and its handler.

mod bulk;
mod changes;
mod house;
mod looks;
mod rules;

use dunwell_app::access::Permission as P;

use crate::router::{self, Route};

/// Every route of the API.
pub(crate) fn table() -> Vec<Route> {
    let mut table = vec![router::get("/api/openapi.json", P::Public, super::document)];
    table.extend(looks::routes());
    table.extend(changes::routes());
    table.extend(bulk::routes());
    table.extend(rules::routes());
    table.extend(house::routes());
    table
}
