//! The rules: the policy, the law, the exchange rates; what takes two people; who may do what.

use dunwell_app::access::Permission as P;

use crate::api::endpoint::{act, ask, create, get, put};
use crate::api::{law, policies, rates, requests};
use crate::router::Route;

/// The largest policy that is taken, in bytes, written as JSON.
const POLICY_LIMIT: usize = 1024 * 1024;

/// What a program is told that would decide on a request.
const NEVER: &str =
    "A program never decides on a request; whatever its role, it is told so with `takes-a-person`.";

/// The routes.
pub(super) fn routes() -> Vec<Route> {
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
        .about("Its `If-Match` is the `ETag` of the policy in force, or `\"none\"` where there is none yet. The same policy again changes nothing. Where the book wants two people for it, it is asked for: 202.")
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
            "/api/v1/policies/ready",
            P::View,
            ("listReadyPolicies", "The ready policies"),
            policies::ready,
        )
        .about("To begin with one of them, or from it: its thresholds are in the currency of the book."),
        get(
            "/api/v1/policies/{version}/changes",
            P::View,
            ("comparePolicies", "What a version of the policy does differently"),
            policies::changes,
        ),
        get(
            "/api/v1/requests",
            P::View,
            ("listRequests", "What one asked for and another decides on"),
            requests::list,
        )
        .about("All that wait for an answer, and the latest of the others."),
        get(
            "/api/v1/requests/{request}",
            P::View,
            ("getRequest", "What one asked for and another decides on, and where it stands"),
            requests::show,
        ),
        act(
            "/api/v1/requests/{request}/withdraw",
            P::DecideRequests,
            ("withdrawRequest", "Take back what was asked for"),
            requests::withdraw,
        )
        .about("By the token that asked for it, or by the person who made the token, at the desk."),
        act(
            "/api/v1/requests/{request}/approve",
            P::DecideRequests,
            ("approveRequest", "Approve a request: a person does, at the desk"),
            requests::approve,
        )
        .about(NEVER),
        act(
            "/api/v1/requests/{request}/decline",
            P::DecideRequests,
            ("declineRequest", "Decline a request: a person does, at the desk"),
            requests::decline,
        )
        .about(NEVER),
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
