//! Looking at the book.

use dunwell_app::access::Permission as P;

use crate::api::endpoint::get;
use crate::api::{
    actions, book, customers, disputes, figures, imports, invoices, journal, outbox, payments,
    promises, runs, worklist,
};
use crate::router::Route;

/// The routes.
pub(super) fn routes() -> Vec<Route> {
    vec![
        get(
            "/api/v1/book",
            P::View,
            ("getBook", "The book of the token"),
            book::show,
        ),
        get(
            "/api/v1/worklist",
            P::View,
            ("getWorklist", "What is to be done now"),
            worklist::list,
        ),
        get(
            "/api/v1/actions/{action}",
            P::View,
            ("getAction", "An open action"),
            actions::show,
        ),
        get(
            "/api/v1/actions/{action}/text",
            P::View,
            ("getActionText", "The text of an action"),
            actions::text,
        )
        .about("As it left, or as it would leave now: amounts are those of this moment."),
        get(
            "/api/v1/customers",
            P::View,
            ("listCustomers", "The customers"),
            customers::list,
        ),
        get(
            "/api/v1/customers/{customer}",
            P::View,
            ("getCustomer", "A customer"),
            customers::show,
        )
        .about("Who it is, what it owes in each currency, what happens next and what happened."),
        get(
            "/api/v1/customers/{customer}/explanation",
            P::View,
            ("explainCustomer", "Why a customer is treated as it is"),
            customers::explanation,
        ),
        get(
            "/api/v1/customers/{customer}/journal",
            P::View,
            ("getCustomerJournal", "All that happened to a customer"),
            customers::journal,
        ),
        get(
            "/api/v1/invoices",
            P::View,
            ("listInvoices", "The invoices, in the order of their numbers"),
            invoices::list,
        ),
        get(
            "/api/v1/invoices/{invoice}",
            P::View,
            ("getInvoice", "An invoice"),
            invoices::show,
        ),
        get(
            "/api/v1/payments",
            P::View,
            ("listPayments", "Payments and credit notes"),
            payments::list,
        ),
        get(
            "/api/v1/payments/{entry}",
            P::View,
            ("getPayment", "A payment or a credit note"),
            payments::show,
        )
        .about("What it is set against, and the open invoices that it could be set against."),
        get(
            "/api/v1/unapplied",
            P::View,
            ("listUnapplied", "Money that is not set against an invoice, by customer"),
            payments::unapplied,
        ),
        get(
            "/api/v1/promises",
            P::View,
            ("listPromises", "Promises to pay"),
            promises::list,
        ),
        get(
            "/api/v1/disputes",
            P::View,
            ("listDisputes", "Disputes"),
            disputes::list,
        ),
        get(
            "/api/v1/outbox",
            P::View,
            ("listOutbox", "Texts that are to leave, or that left"),
            outbox::list,
        ),
        get(
            "/api/v1/overview",
            P::View,
            ("getOverview", "The figures of a day"),
            figures::overview,
        ),
        get(
            "/api/v1/aging",
            P::View,
            ("getAging", "What is owed by age"),
            figures::aging,
        ),
        get(
            "/api/v1/search",
            P::View,
            ("search", "Customers and invoices by whatever is known of them"),
            customers::search,
        ),
        get(
            "/api/v1/journal",
            P::View,
            ("listJournal", "The latest records of the book"),
            journal::latest,
        ),
        get(
            "/api/v1/journal/of-book",
            P::View,
            ("listJournalOfBook", "What happened to the book itself"),
            journal::of_book,
        )
        .about("Its settings, its policy, what two people decided: a chain of its own."),
        get(
            "/api/v1/runs",
            P::View,
            ("listRuns", "The latest days that were run"),
            runs::list,
        ),
        get(
            "/api/v1/imports",
            P::Import,
            ("listImports", "What was brought in"),
            imports::list,
        ),
        get(
            "/api/v1/journal/verification",
            P::View,
            ("verifyJournal", "Whether the journal is whole"),
            journal::verification,
        )
        .about("Reads every record of the book and works its hashes out anew; `findings` is empty when all is well."),
    ]
}
