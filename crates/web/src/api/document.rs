//! The document of the API (OpenAPI 3.1), made from the table of routes: a route that is added is in it,
//! and nothing else is.

use std::collections::BTreeMap;
use std::sync::LazyLock;

use axum::http::Method;
use dunwell_app::access::Permission;
use utoipa::openapi::content::ContentBuilder;
use utoipa::openapi::header::HeaderBuilder;
use utoipa::openapi::path::{
    HttpMethod, OperationBuilder, Parameter, ParameterBuilder, ParameterIn, PathItem, PathsBuilder,
};
use utoipa::openapi::request_body::RequestBodyBuilder;
use utoipa::openapi::response::{Response, ResponseBuilder};
use utoipa::openapi::schema::{ComponentsBuilder, ObjectBuilder, SchemaType, Type};
use utoipa::openapi::security::{HttpAuthScheme, HttpBuilder, SecurityRequirement, SecurityScheme};
use utoipa::openapi::tag::TagBuilder;
use utoipa::openapi::{
    InfoBuilder, License, OpenApi, OpenApiBuilder, Ref, RefOr, Required, Schema, ServerBuilder,
};

use super::call::LONGEST_KEY;
use super::operation::{Kind, Operation, Shape};
use crate::problem::{Code, PROBLEM_JSON, Problem};
use crate::router::Route;

/// What all routes of the API begin with.
pub(crate) const BASE: &str = "/api/v1";

const ABOUT: &str = "\
Everything that the pages of the desk can do. A token opens one book with one role; send it as \
`Authorization: Bearer dw_...`.

- Amounts are `{\"amount\":\"12.34\",\"currency\":\"GBP\"}`, days are `2026-03-31`, ids are text.
- Lists come in pages: send the `next` of an answer as `cursor` of the next request, until it is null.
- A request that changes something carries an `Idempotency-Key`; where none is needed, the header is not \
listed as required. The same key with the same request gives the same answer and does the thing once; with \
another request it is refused with `key-reused`.
- What takes two people is answered with 202 and the id of a request, for somebody to approve at the desk.
- What is looked up comes with an `ETag`; sent back as `If-None-Match`, it is answered with 304 as long as \
nothing has changed.
- Problems are `application/problem+json` (RFC 9457) with a `code` that does not change.";

/// The groups of routes, in the order of the reference: the first word of a path, and what it holds.
pub(crate) const TAGS: [(&str, &str); 25] = [
    ("book", "The book of the token, and what the token may do."),
    (
        "worklist",
        "What is to be done now, what is worth most first.",
    ),
    (
        "actions",
        "What a run decided: read its text, approve it, leave it out, open it again.",
    ),
    (
        "customers",
        "Those who owe, and what is recorded about them.",
    ),
    ("invoices", "What they owe."),
    ("payments", "Money and credit that arrived."),
    ("entries", "Undoing what was recorded in the ledger."),
    ("promises", "Promises to pay."),
    ("disputes", "What customers say is wrong."),
    ("holds", "What keeps contact or supply away."),
    (
        "terms",
        "Terms that customers accepted, on which charges rest.",
    ),
    ("outbox", "Texts that are to leave, and those that left."),
    ("overview", "The figures of a day."),
    ("aging", "What is owed by age."),
    (
        "search",
        "Finding customers and invoices by whatever is known of them.",
    ),
    (
        "requests",
        "What takes two people: asked for by one, decided by another.",
    ),
    ("policies", "How the book collects."),
    (
        "law",
        "The law of late payment, its rates, and interest by it.",
    ),
    ("rates", "Exchange rates, by which thresholds are compared."),
    ("runs", "Carrying out the policy for a day."),
    (
        "journal",
        "All that happened, in a chain that shows any change.",
    ),
    ("settings", "What the book is set to."),
    (
        "people",
        "Who may do what in the book: people and programs.",
    ),
    ("imports", "What was brought in."),
    ("bulk", "Bringing many invoices or payments in at once."),
];

/// What the names in braces mean.
const NAMES: [(&str, &str); 14] = [
    (
        "action",
        "The id of an action, or the `short_id` that lists show.",
    ),
    ("code", "The code of a jurisdiction, such as `GB`."),
    ("customer", "The number of a customer."),
    ("dispute", "The id of a dispute."),
    ("entry", "The id of an entry of the ledger."),
    ("hold", "The id of a hold."),
    (
        "invoice",
        "The number of an invoice; a slash in it is written `%2F`.",
    ),
    ("name", "The name that the list of the law shows."),
    ("promise", "The id of a promise."),
    ("request", "The id of a request."),
    ("terms", "The id of accepted terms."),
    (
        "token",
        "The id of a token, as the list of tokens shows it.",
    ),
    (
        "user",
        "The id of a person, as the list of people shows it.",
    ),
    ("version", "The number of a version of the policy, from 1."),
];

/// The document as it is served.
pub(crate) fn text() -> &'static str {
    static TEXT: LazyLock<String> = LazyLock::new(|| {
        let document = document(&crate::routes::table());
        // A document of plain strings can always be written.
        let mut text = document.to_pretty_json().unwrap_or_default();
        text.push('\n');
        text
    });
    &TEXT
}

/// Makes the document of the routes that have a description.
pub(crate) fn document(table: &[Route]) -> OpenApi {
    let described = || {
        table
            .iter()
            .filter_map(|route| Some((route, route.operation()?)))
    };
    let mut paths = PathsBuilder::new();
    for (route, operation) in described() {
        let item = PathItem::new(method(route.method()), path_operation(route, operation));
        paths = paths.path(route.path(), item);
    }
    let shapes = described()
        .flat_map(|(_, operation)| {
            let answers = [operation.answer].into_iter().chain(operation.asked);
            operation.body.into_iter().chain(answers)
        })
        .chain([Shape::json::<Problem>()]);
    let schemas: BTreeMap<String, RefOr<Schema>> =
        shapes.flat_map(|shape| (shape.named)()).collect();
    let components = schemas
        .into_iter()
        .fold(ComponentsBuilder::new(), |components, (name, schema)| {
            components.schema(name, schema)
        });
    let components = described()
        .flat_map(|(route, operation)| problems(route, operation).into_values())
        .fold(components, |components, codes| {
            components.response(name_of(&codes), problem(&codes))
        });
    let bearer = HttpBuilder::new()
        .scheme(HttpAuthScheme::Bearer)
        .bearer_format("dw_...")
        .build();
    let tags = TAGS.iter().map(|(name, words)| {
        TagBuilder::new()
            .name(*name)
            .description(Some(*words))
            .build()
    });
    let info = InfoBuilder::new()
        .title("Dunwell")
        .version("1")
        .description(Some(ABOUT))
        .license(Some(License::new("Apache-2.0")));
    OpenApiBuilder::new()
        .info(info)
        .servers(Some([ServerBuilder::new().url("/").build()]))
        .tags(Some(tags))
        .paths(paths)
        .components(Some(
            components
                .security_scheme("token", SecurityScheme::Http(bearer))
                .build(),
        ))
        .security(Some([SecurityRequirement::new::<_, [&str; 0], &str>(
            "token",
            [],
        )]))
        .build()
}

fn method(method: &Method) -> HttpMethod {
    match *method {
        Method::POST => HttpMethod::Post,
        Method::PUT => HttpMethod::Put,
        _ => HttpMethod::Get,
    }
}

/// The first word of a path after the version: its group.
pub(crate) fn tag(path: &str) -> &str {
    let rest = path.strip_prefix(BASE).unwrap_or(path);
    let word = rest.trim_start_matches('/').split('/').next();
    match word.unwrap_or_default() {
        "policy" => "policies",
        "unapplied" => "payments",
        "users" | "tokens" => "people",
        word => word,
    }
}

fn path_operation(route: &Route, operation: &Operation) -> OperationBuilder {
    let mut built = OperationBuilder::new()
        .operation_id(Some(operation.id))
        .summary(Some(operation.summary))
        .description(Some(description(route.permission(), operation)))
        .tag(tag(route.path()));
    for parameter in parameters(route, operation) {
        built = built.parameter(parameter);
    }
    if let Some(body) = operation.body {
        let body = RequestBodyBuilder::new()
            .content(body.media, content(body))
            .required(Some(Required::True));
        built = built.request_body(Some(body.build()));
    }
    built = built.response(
        operation.status.as_str(),
        answer(operation, content(operation.answer)),
    );
    if let Some(asked) = operation.asked {
        let asked = ResponseBuilder::new()
            .description(
                "It takes two people: nothing was done yet, and somebody else decides on it.",
            )
            .content(asked.media, content(asked));
        built = built.response("202", asked.build());
    }
    if operation.kind == Kind::Read {
        let nothing = ResponseBuilder::new().description("It is as the `If-None-Match` has it.");
        built = built.response("304", nothing.build());
    }
    for (status, codes) in problems(route, operation) {
        built = built.response(status.to_string(), Ref::from_response_name(name_of(&codes)));
    }
    built
}

fn description(permission: Permission, operation: &Operation) -> String {
    let needs = match permission.least_role() {
        Some(role) => format!("For tokens with the role {role} or a higher one."),
        None => "For every token.".to_owned(),
    };
    match operation.about {
        "" => needs,
        about => format!("{about}\n\n{needs}"),
    }
}

fn content(shape: Shape) -> utoipa::openapi::Content {
    ContentBuilder::new().schema(Some((shape.schema)())).build()
}

fn answer(operation: &Operation, content: utoipa::openapi::Content) -> Response {
    let response = ResponseBuilder::new()
        .description("Done.")
        .content(operation.answer.media, content);
    match operation.kind {
        Kind::Read => {
            let etag = HeaderBuilder::new()
                .schema(Some(plain_text()))
                .description(Some(
                    "What this answer is known by in `If-None-Match` and `If-Match`.",
                ));
            response.header("ETag", etag.build()).build()
        }
        Kind::Ask | Kind::Change | Kind::Grant | Kind::Replace => response.build(),
    }
}

fn plain_text() -> ObjectBuilder {
    ObjectBuilder::new().schema_type(SchemaType::Type(Type::String))
}

fn parameters(route: &Route, operation: &Operation) -> Vec<Parameter> {
    let text = |name: &str, place, required, words: &str, most: Option<usize>| {
        ParameterBuilder::new()
            .name(name)
            .parameter_in(place)
            .required(required)
            .description(Some(words))
            .schema(Some(plain_text().min_length(Some(1)).max_length(most)))
            .build()
    };
    let words = |name: &str| {
        let known = NAMES.iter().find(|(known, _)| *known == name);
        known.map_or("", |(_, words)| words)
    };
    let mut all: Vec<Parameter> = named(route.path())
        .map(|name| text(name, ParameterIn::Path, Required::True, words(name), None))
        .collect();
    all.extend((operation.query)());
    match operation.kind {
        Kind::Read => all.push(text(
            "If-None-Match",
            ParameterIn::Header,
            Required::False,
            "The `ETag` of the answer that is known already.",
            None,
        )),
        Kind::Change | Kind::Grant => all.push(text(
            "Idempotency-Key",
            ParameterIn::Header,
            Required::True,
            "What tells this request from others, such as a UUID.",
            Some(LONGEST_KEY),
        )),
        Kind::Replace => all.extend([
            text(
                "If-Match",
                ParameterIn::Header,
                Required::True,
                "The `ETag` of what was read and is changed now.",
                None,
            ),
            text(
                "Idempotency-Key",
                ParameterIn::Header,
                Required::False,
                "Where it takes two people, the same request with the same key asks once.",
                Some(LONGEST_KEY),
            ),
        ]),
        Kind::Ask => {}
    }
    all
}

/// The names in braces.
pub(crate) fn named(path: &str) -> impl Iterator<Item = &str> {
    path.split('/')
        .filter_map(|part| part.strip_prefix('{')?.strip_suffix('}'))
}

/// The problems that a route can be answered with, one response for each status: the codes tell them
/// apart, and name what all routes with these codes share.
fn problems(route: &Route, operation: &Operation) -> BTreeMap<u16, Vec<Code>> {
    let can_be = |code: &&Code| match code {
        Code::Malformed
        | Code::Unauthorized
        | Code::TooManyRequests
        | Code::Failed
        | Code::Busy
        | Code::Refused => true,
        Code::Forbidden => route.permission().least_role().is_some(),
        Code::NotFound => {
            operation.kind.is_change()
                || route.path().contains('{')
                || route.path() == "/api/v1/policy"
        }
        Code::TooLarge | Code::UnsupportedType => operation.body.is_some(),
        Code::TakesAPerson => {
            operation.kind.is_change() && matches!(tag(route.path()), "people" | "requests")
        }
        Code::KeyMissing => matches!(operation.kind, Kind::Change | Kind::Grant),
        Code::KeyReused => operation.kind.is_change(),
        Code::ChangedMeanwhile | Code::VersionMissing => operation.kind == Kind::Replace,
        Code::PolicyHasErrors => {
            operation.body.is_some() && matches!(tag(route.path()), "policies" | "requests")
        }
        Code::CheckFailed => operation.kind.is_change(),
        // It is said to methods that have no route.
        Code::MethodNotAllowed => false,
    };
    let mut by_status: BTreeMap<u16, Vec<Code>> = BTreeMap::new();
    for code in Code::ALL.iter().filter(can_be) {
        let codes = by_status.entry(code.status().as_u16()).or_default();
        codes.push(*code);
    }
    by_status
}

/// What a response is kept under: `malformed-or-key-missing`.
fn name_of(codes: &[Code]) -> String {
    let words: Vec<&str> = codes.iter().map(|code| code.word()).collect();
    words.join("-or-")
}

fn problem(codes: &[Code]) -> Response {
    let words = codes
        .iter()
        .map(|code| format!("`{}`: {}", code.word(), code.meaning()));
    let words: Vec<String> = words.collect();
    let schema: RefOr<Schema> = Ref::from_schema_name("Problem").into();
    let response = ResponseBuilder::new()
        .description(words.join("\n\n"))
        .content(
            PROBLEM_JSON,
            ContentBuilder::new().schema(Some(schema)).build(),
        );
    let waits = |code: &Code| matches!(code, Code::TooManyRequests | Code::Busy);
    if !codes.iter().any(waits) {
        return response.build();
    }
    let seconds = HeaderBuilder::new()
        .schema(Some(
            ObjectBuilder::new().schema_type(SchemaType::Type(Type::Integer)),
        ))
        .description(Some("After how many seconds to send it again."));
    response.header("Retry-After", seconds.build()).build()
}
