//! Bringing many in at once.

use dunwell_app::access::Permission as P;
use dunwell_app::import::lines::{InvoiceLine, PaymentLine};

use crate::api::bulk;
use crate::api::endpoint::bulk as many;
use crate::router::Route;

/// The largest body of lines that is taken, in bytes.
const BULK_LIMIT: usize = 64 * 1024 * 1024;

/// The routes.
pub(super) fn routes() -> Vec<Route> {
    const LINES: &str = "A line of JSON for each, up to 64 MiB in a request. The good lines come in together; those that are refused are listed with their numbers and reasons. The same lines again change nothing.";
    vec![
        many::<InvoiceLine, _, _, _>(
            "/api/v1/bulk/invoices",
            P::Import,
            ("bringInvoicesIn", "Bring many invoices in"),
            bulk::invoices,
        )
        .about(LINES)
        .taking(BULK_LIMIT),
        many::<PaymentLine, _, _, _>(
            "/api/v1/bulk/payments",
            P::Import,
            ("bringPaymentsIn", "Bring many payments in"),
            bulk::payments,
        )
        .about(LINES)
        .taking(BULK_LIMIT),
    ]
}
