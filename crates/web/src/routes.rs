//! Every route of the desk with the permission that it needs. Pages of a book are below `/b/{book}/`;
//! the API is below `/api/`, where the token says which book is meant.

use dunwell_app::access::Permission as P;

use crate::api;
use crate::assets;
use crate::pages::record::{self, undo};
use crate::pages::{
    account, api_docs, begin, books, customer, customers, disputes, health, home, import, invoice,
    journal, law, link, money, outbox, overview, policies, promises, requests, run, search,
    session, settings, sign_in, styleguide, today, welcome,
};
use crate::router::{Route, get, post};

/// The table. A test asks each of these routes as nobody and as every role.
#[must_use]
pub fn table() -> Vec<Route> {
    let mut table = pages();
    table.extend(api::table());
    table
}

fn pages() -> Vec<Route> {
    vec![
        // Before signing in.
        get("/healthz", P::Public, health::show),
        get("/assets/{version}/{name}", P::Public, assets::serve),
        get("/sign-in", P::Public, sign_in::show),
        post("/sign-in", P::Public, sign_in::submit),
        get("/sign-in/code", P::Public, sign_in::show_code),
        post("/sign-in/code", P::Public, sign_in::submit_code),
        get("/link/{token}", P::Public, link::show),
        post("/link/{token}", P::Public, link::submit),
        get("/welcome/{token}", P::Public, welcome::show),
        post("/welcome/{token}", P::Public, welcome::submit),
        // One's own account.
        get("/", P::SignedIn, home::show),
        post("/sign-out", P::SignedIn, session::sign_out),
        get("/account", P::SignedIn, account::show),
        post("/account/password", P::SignedIn, account::password),
        post("/account/language", P::SignedIn, account::language),
        post("/account/appearance", P::SignedIn, account::appearance),
        get(
            "/account/second-factor",
            P::SignedIn,
            account::second_factor::show,
        ),
        post(
            "/account/second-factor",
            P::SignedIn,
            account::second_factor::switch_on,
        ),
        post(
            "/account/second-factor/off",
            P::SignedIn,
            account::second_factor::switch_off,
        ),
        post(
            "/account/recovery-codes",
            P::SignedIn,
            account::second_factor::new_codes,
        ),
        post("/account/sessions/end", P::SignedIn, session::end),
        // For those who build pages.
        get("/styleguide", P::SignedIn, styleguide::show),
        // For those who write programs.
        get("/api/docs", P::SignedIn, api_docs::show),
        // Another book, and setting one up.
        get("/books/new", P::ManageInstallation, books::show),
        post("/books", P::ManageInstallation, books::create),
        post("/books/sample", P::ManageInstallation, books::sample),
        get("/b/{book}/begin", P::View, begin::show),
        get(
            "/b/{book}/begin/policy",
            P::ChangePolicy,
            begin::policy::show,
        ),
        post(
            "/b/{book}/begin/policy",
            P::ChangePolicy,
            begin::policy::choose,
        ),
        // The daily run.
        get("/b/{book}/run", P::View, run::show),
        post("/b/{book}/run", P::Run, run::start),
        // The work.
        get("/b/{book}/today", P::View, today::show),
        post(
            "/b/{book}/actions/{action}/approve",
            P::Approve,
            today::act::approve,
        ),
        post("/b/{book}/actions/{action}/skip", P::Work, today::act::skip),
        post("/b/{book}/actions/{action}/reopen", P::Work, undo::reopen),
        // Customers.
        get("/b/{book}/search", P::View, search::show),
        get("/b/{book}/customers", P::View, customers::show),
        get("/b/{book}/customers.csv", P::View, customers::export::show),
        post(
            "/b/{book}/customers/assign",
            P::Work,
            customers::give::several,
        ),
        // What was promised, and what is disputed.
        get("/b/{book}/promises", P::View, promises::show),
        get("/b/{book}/disputes", P::View, disputes::show),
        post("/b/{book}/disputes/{id}/owner", P::Work, disputes::give),
        // The texts that leave.
        get("/b/{book}/outbox", P::View, outbox::show),
        post("/b/{book}/outbox/approve", P::Approve, outbox::act::approve),
        post("/b/{book}/outbox/export", P::Send, outbox::act::export),
        get("/b/{book}/outbox/files", P::Send, outbox::files::together),
        get(
            "/b/{book}/outbox/{action}/file",
            P::Send,
            outbox::files::one,
        ),
        // A customer, and what is recorded about it.
        get("/b/{book}/customers/{number}", P::View, customer::show),
        post(
            "/b/{book}/customers/{number}/owner",
            P::Work,
            customers::give::one,
        ),
        post("/b/{book}/customers/{number}/calls", P::Work, record::call),
        post(
            "/b/{book}/customers/{number}/promises",
            P::Work,
            record::promise,
        ),
        post("/b/{book}/customers/{number}/notes", P::Work, record::note),
        post(
            "/b/{book}/customers/{number}/disputes",
            P::Work,
            record::dispute,
        ),
        post("/b/{book}/customers/{number}/holds", P::Work, record::hold),
        post(
            "/b/{book}/customers/{number}/payments",
            P::RecordPayments,
            record::payment,
        ),
        post(
            "/b/{book}/customers/{number}/promises/{id}/withdraw",
            P::Work,
            undo::withdraw,
        ),
        post(
            "/b/{book}/customers/{number}/disputes/{id}/resolve",
            P::Work,
            undo::resolve,
        ),
        post(
            "/b/{book}/customers/{number}/holds/{id}/lift",
            P::Work,
            undo::lift,
        ),
        post(
            "/b/{book}/customers/{number}/payments/{id}/reverse",
            P::CorrectLedger,
            undo::reverse,
        ),
        get("/b/{book}/invoices/{number}", P::View, invoice::show),
        post(
            "/b/{book}/invoices/{number}/write-offs",
            P::CorrectLedger,
            invoice::correct::write_off,
        ),
        post(
            "/b/{book}/invoices/{number}/credit-notes",
            P::CorrectLedger,
            invoice::correct::credit_note,
        ),
        post(
            "/b/{book}/invoices/{number}/waivers",
            P::CorrectLedger,
            invoice::correct::waive,
        ),
        post(
            "/b/{book}/invoices/{number}/entries/{id}/reverse",
            P::CorrectLedger,
            invoice::correct::reverse,
        ),
        // Money that came in.
        get("/b/{book}/money", P::View, money::show),
        get("/b/{book}/money/unapplied", P::View, money::unapplied::show),
        get(
            "/b/{book}/money/record",
            P::RecordPayments,
            money::receive::show,
        ),
        post(
            "/b/{book}/money/payments",
            P::RecordPayments,
            money::receive::submit,
        ),
        get(
            "/b/{book}/money/payments/{id}",
            P::View,
            money::payment::show,
        ),
        post(
            "/b/{book}/money/payments/{id}/allocations",
            P::RecordPayments,
            money::payment::allocate,
        ),
        post(
            "/b/{book}/money/payments/{id}/reverse",
            P::CorrectLedger,
            money::payment::reverse,
        ),
        post(
            "/b/{book}/money/payments/{id}/allocations/{entry}/reverse",
            P::CorrectLedger,
            money::payment::take_back,
        ),
        get("/b/{book}/overview", P::View, overview::show),
        // What takes two people.
        get("/b/{book}/requests", P::View, requests::show),
        post(
            "/b/{book}/requests/{id}/approve",
            P::DecideRequests,
            requests::approve,
        ),
        post(
            "/b/{book}/requests/{id}/decline",
            P::DecideRequests,
            requests::decline,
        ),
        post(
            "/b/{book}/requests/{id}/withdraw",
            P::DecideRequests,
            requests::withdraw,
        ),
        // The record.
        get("/b/{book}/journal", P::View, journal::show),
        post("/b/{book}/journal/verify", P::View, journal::verify),
        // What is brought in.
        get("/b/{book}/import", P::Import, import::show),
        post("/b/{book}/import", P::Import, import::submit).taking(import::LIMIT),
        get("/b/{book}/import/{id}", P::Import, import::show::show),
        post(
            "/b/{book}/import/{id}/reading",
            P::Import,
            import::show::reading,
        ),
        post("/b/{book}/import/{id}/go", P::Import, import::show::go),
        post(
            "/b/{book}/import/{id}/discard",
            P::Import,
            import::show::discard,
        ),
        get(
            "/b/{book}/import/{id}/rejects/{file}",
            P::Import,
            import::show::rejects,
        ),
        // The rules.
        get("/b/{book}/policies", P::View, policies::show),
        get(
            "/b/{book}/policies/compare",
            P::View,
            policies::compare::show,
        ),
        get(
            "/b/{book}/policies/edit",
            P::ChangePolicy,
            policies::edit::show,
        ),
        post(
            "/b/{book}/policies/edit",
            P::ChangePolicy,
            policies::edit::submit,
        )
        .taking(policies::edit::LIMIT),
        post(
            "/b/{book}/policies/lint",
            P::ChangePolicy,
            policies::edit::lint,
        )
        .taking(policies::edit::LIMIT),
        get("/b/{book}/policies/{seq}", P::View, policies::version),
        get("/b/{book}/law", P::View, law::show),
        get("/b/{book}/law/interest", P::View, law::interest::show),
        get("/b/{book}/law/rates/{name}", P::View, law::rates::show),
        get("/b/{book}/law/{code}", P::View, law::pack::show),
        // The settings.
        get(
            "/b/{book}/settings",
            P::ChangeSettings,
            settings::name::show,
        ),
        post(
            "/b/{book}/settings",
            P::ChangeSettings,
            settings::name::rename,
        ),
        post(
            "/b/{book}/settings/language",
            P::ChangeSettings,
            settings::name::language,
        ),
        get(
            "/b/{book}/settings/letterhead",
            P::ChangeSettings,
            settings::fields::letterhead,
        ),
        post(
            "/b/{book}/settings/letterhead",
            P::ChangeSettings,
            settings::fields::save_letterhead,
        ),
        get(
            "/b/{book}/settings/bank",
            P::ChangeSettings,
            settings::bank::show,
        ),
        post(
            "/b/{book}/settings/bank",
            P::ChangeSettings,
            settings::bank::save,
        ),
        get(
            "/b/{book}/settings/calendar",
            P::ChangeSettings,
            settings::calendar::show,
        ),
        post(
            "/b/{book}/settings/calendar",
            P::ChangeSettings,
            settings::calendar::submit,
        ),
        get(
            "/b/{book}/settings/law",
            P::ChangeSettings,
            settings::law::show,
        ),
        post(
            "/b/{book}/settings/law",
            P::ChangeSettings,
            settings::law::submit,
        ),
        get(
            "/b/{book}/settings/two-people",
            P::ChangeSettings,
            settings::two_people::show,
        ),
        post(
            "/b/{book}/settings/two-people",
            P::ChangeSettings,
            settings::two_people::submit,
        ),
        get(
            "/b/{book}/settings/users",
            P::ManageUsers,
            settings::users::show,
        ),
        post(
            "/b/{book}/settings/users",
            P::ManageUsers,
            settings::users::invite,
        ),
        post(
            "/b/{book}/settings/users/{id}/role",
            P::ManageUsers,
            settings::users::role,
        ),
        post(
            "/b/{book}/settings/users/{id}/access",
            P::ManageUsers,
            settings::users::access,
        ),
        post(
            "/b/{book}/settings/users/{id}/sessions",
            P::ManageUsers,
            settings::users::end_sessions,
        ),
        post(
            "/b/{book}/settings/users/{id}/link",
            P::ManageUsers,
            settings::users::reset_link,
        ),
        get(
            "/b/{book}/settings/tokens",
            P::ManageTokens,
            settings::tokens::show,
        ),
        post(
            "/b/{book}/settings/tokens",
            P::ManageTokens,
            settings::tokens::make,
        ),
        post(
            "/b/{book}/settings/tokens/{id}/revoke",
            P::ManageTokens,
            settings::tokens::revoke,
        ),
    ]
}

/// The route that pages are measured against by the project's benchmark. It is part of no shipped program.
#[cfg(feature = "bench")]
pub(crate) fn bench() -> Vec<Route> {
    vec![get("/b/{book}/bare", P::View, crate::pages::bare::show)]
}
