//! The JSON API: what programs do at the desk.
//!
//! [`table`] lists its routes, each with its permission, its id and its handler. A handler is given a
//! request that is read already (`call.rs`), calls a use case or a view, and gives back what that gives;
//! `endpoint.rs` writes the answer, and `document.rs` describes it all from the same table.

mod actions;
mod book;
mod bulk;
mod call;
mod calls;
mod customers;
mod disputes;
pub(crate) mod document;
mod endpoint;
mod figures;
mod holds;
mod invoices;
mod journal;
mod law;
pub(crate) mod operation;
mod outbox;
mod page;
mod payments;
mod people;
mod policies;
mod promises;
mod rates;
mod runs;
mod terms;
mod worklist;

use axum::response::{IntoResponse as _, Response};
use dunwell_app::access::Permission as P;
use dunwell_app::import::lines::{InvoiceLine, PaymentLine};
use serde::Deserialize;
use utoipa::ToSchema;

use self::endpoint::{act, ask, bulk as many, create, get, put};
use crate::router::{self, Route};

/// Why something is done.
#[derive(Debug, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub(crate) struct Why {
    /// Why.
    pub(crate) reason: String,
}

/// The largest policy that is taken, in bytes, written as JSON.
const POLICY_LIMIT: usize = 1024 * 1024;

/// The largest body of lines that is taken, in bytes.
const BULK_LIMIT: usize = 64 * 1024 * 1024;

/// Every route of the API.
pub(crate) fn table() -> Vec<Route> {
    let mut table = vec![router::get("/api/openapi.json", P::Public, document)];
    table.extend(looks());
    table.extend(changes());
    table.extend(bulk());
    table.extend(rules());
    table
}

async fn document() -> Response {
    let kind = [(axum::http::header::CONTENT_TYPE, "application/json")];
    (kind, document::text()).into_response()
}

/// Looking at the book.
fn looks() -> Vec<Route> {
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
            "/api/v1/journal/verification",
            P::View,
            ("verifyJournal", "Whether the journal is whole"),
            journal::verification,
        )
        .about("Reads every record of the book and works its hashes out anew; `findings` is empty when all is well."),
    ]
}

/// Recording what happened, and doing the work.
fn changes() -> Vec<Route> {
    vec![
        act(
            "/api/v1/actions/{action}/approve",
            P::Approve,
            ("approveAction", "Let an action go ahead"),
            actions::approve,
        )
        .about("Where the policy names a role for it, the token has to have that role or a higher one."),
        act(
            "/api/v1/outbox/leave",
            P::Send,
            ("letTextsLeave", "Let every text that is ready leave"),
            outbox::leave,
        )
        .about("Whoever asks sends them: each is read at `/api/v1/actions/{action}/text`, as it left."),
        act(
            "/api/v1/actions/{action}/skip",
            P::Work,
            ("skipAction", "Leave an action out"),
            actions::skip,
        ),
        act(
            "/api/v1/actions/{action}/reopen",
            P::Work,
            ("reopenAction", "Open an action again"),
            actions::reopen,
        ),
        act(
            "/api/v1/customers/{customer}/owner",
            P::Work,
            ("assignCustomer", "Say who looks after a customer"),
            customers::give,
        ),
        create(
            "/api/v1/customers/{customer}/calls",
            P::Work,
            ("recordCall", "Record a call"),
            calls::record,
        ),
        create(
            "/api/v1/customers/{customer}/notes",
            P::Work,
            ("recordNote", "Record a note"),
            calls::note,
        ),
        create(
            "/api/v1/customers/{customer}/promises",
            P::Work,
            ("recordPromise", "Record a promise to pay"),
            promises::record,
        ),
        act(
            "/api/v1/promises/{promise}/withdraw",
            P::Work,
            ("withdrawPromise", "Take back a promise that was recorded in error"),
            promises::withdraw,
        ),
        create(
            "/api/v1/customers/{customer}/holds",
            P::Work,
            ("holdCustomer", "Place a hold on a customer"),
            holds::on_customer,
        ),
        create(
            "/api/v1/invoices/{invoice}/holds",
            P::Work,
            ("holdInvoice", "Place a hold on an invoice"),
            holds::on_invoice,
        ),
        act(
            "/api/v1/holds/{hold}/lift",
            P::Work,
            ("liftHold", "Lift a hold"),
            holds::lift,
        ),
        create(
            "/api/v1/invoices/{invoice}/disputes",
            P::Work,
            ("recordDispute", "Record a dispute"),
            disputes::record,
        ),
        act(
            "/api/v1/disputes/{dispute}/resolve",
            P::Work,
            ("resolveDispute", "Settle a dispute"),
            disputes::resolve,
        ),
        act(
            "/api/v1/disputes/{dispute}/reopen",
            P::Work,
            ("reopenDispute", "Open a dispute again"),
            disputes::reopen,
        ),
        act(
            "/api/v1/disputes/{dispute}/owner",
            P::Work,
            ("assignDispute", "Say who is to settle a dispute"),
            disputes::assign,
        ),
        create(
            "/api/v1/customers/{customer}/payments",
            P::RecordPayments,
            ("recordPayment", "Record a payment"),
            payments::record,
        ),
        create(
            "/api/v1/customers/{customer}/allocations",
            P::RecordPayments,
            ("allocate", "Set unapplied money against invoices"),
            payments::allocate,
        ),
        create(
            "/api/v1/customers/{customer}/credit-notes",
            P::CorrectLedger,
            ("recordCreditNote", "Record a credit note"),
            payments::credit,
        ),
        act(
            "/api/v1/entries/{entry}/reverse",
            P::CorrectLedger,
            ("reverseEntry", "Undo an entry of the ledger"),
            payments::reverse,
        )
        .about("With an entry fall those that rest on it: all are in the answer."),
        create(
            "/api/v1/invoices/{invoice}/write-offs",
            P::CorrectLedger,
            ("writeOff", "Write off what is open on an invoice, or a part of it"),
            invoices::write_off,
        ),
        create(
            "/api/v1/invoices/{invoice}/charges",
            P::CorrectLedger,
            ("charge", "Claim interest or the fixed sum for paying late"),
            invoices::charge,
        ),
        create(
            "/api/v1/invoices/{invoice}/waivers",
            P::CorrectLedger,
            ("waive", "Waive charges"),
            invoices::waive,
        ),
        create(
            "/api/v1/customers/{customer}/terms",
            P::CorrectLedger,
            ("recordTerms", "Record that a customer accepted terms"),
            terms::record,
        ),
        act(
            "/api/v1/terms/{terms}/withdraw",
            P::CorrectLedger,
            ("withdrawTerms", "Take back terms that were recorded in error"),
            terms::withdraw,
        ),
        create(
            "/api/v1/runs",
            P::Run,
            ("run", "Run a day"),
            runs::run,
        )
        .about("A day is never run before one that was run already. With `dry_run` the answer says what it would decide."),
    ]
}

/// Bringing many in at once.
fn bulk() -> Vec<Route> {
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

/// The rules: the policy, the law, the exchange rates.
fn rules() -> Vec<Route> {
    vec![
        get(
            "/api/v1/policy",
            P::View,
            ("getPolicy", "The policy in force"),
            policies::current,
        ),
        put(
            "/api/v1/policy",
            P::ChangePolicy,
            ("putPolicy", "Put a policy into force"),
            policies::replace,
        )
        .about("Its `If-Match` is the `ETag` of the policy in force, or `\"none\"` where there is none yet. The same policy again changes nothing.")
        .taking(POLICY_LIMIT),
        ask(
            "/api/v1/policy/check",
            P::View,
            ("checkPolicy", "Look a policy over as a colleague would"),
            policies::check,
        )
        .taking(POLICY_LIMIT),
        ask(
            "/api/v1/policy/trial",
            P::ChangePolicy,
            ("tryPolicy", "What a policy would do differently today"),
            policies::try_out,
        )
        .taking(POLICY_LIMIT),
        get(
            "/api/v1/policies",
            P::View,
            ("listPolicies", "The versions of the policy"),
            policies::list,
        ),
        get(
            "/api/v1/policies/{version}",
            P::View,
            ("getPolicyVersion", "A version of the policy"),
            policies::version,
        ),
        get(
            "/api/v1/law",
            P::View,
            ("listLaw", "The jurisdictions, series of rates and sets of holidays"),
            law::list,
        ),
        get(
            "/api/v1/law/{code}",
            P::View,
            ("getLaw", "The law of a jurisdiction"),
            law::pack,
        ),
        get(
            "/api/v1/law/rates/{name}",
            P::View,
            ("getReferenceRates", "The rates of a series"),
            law::rates,
        ),
        ask(
            "/api/v1/law/interest",
            P::View,
            ("calculateInterest", "Work out interest for paying late"),
            law::interest,
        ),
        get(
            "/api/v1/users",
            P::ManageUsers,
            ("listUsers", "The people with a role in the book"),
            people::list,
        ),
        get(
            "/api/v1/tokens",
            P::ManageTokens,
            ("listTokens", "The tokens of the book"),
            people::tokens,
        ),
        act(
            "/api/v1/tokens/{token}/revoke",
            P::ManageTokens,
            ("revokeToken", "Take a token back"),
            people::revoke,
        )
        .about("It opens nothing from now on. A token is made at the desk or on the command line, where a person sees it once."),
        get(
            "/api/v1/rates",
            P::View,
            ("listRates", "The exchange rates of the book"),
            rates::list,
        ),
        create(
            "/api/v1/rates",
            P::ChangeSettings,
            ("setRate", "Set an exchange rate"),
            rates::set,
        ),
    ]
}
