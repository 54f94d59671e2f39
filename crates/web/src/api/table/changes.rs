//! Recording what happened, and doing the work.

use dunwell_app::access::Permission as P;

use crate::api::endpoint::{act, create};
use crate::api::{
    actions, calls, customers, disputes, holds, invoices, outbox, payments, promises, runs, terms,
};
use crate::router::Route;

/// The routes.
pub(super) fn routes() -> Vec<Route> {
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
        )
        .about("Where the book wants two people for so much, it is asked for: 202."),
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
