//! A program at the desk: it reads, it records, it is told what went wrong.

use axum::body::Body;
use axum::http::{Method, StatusCode};
use dunwell_app::access::Role;
use serde_json::{Value, json};

use crate::browser::{Answer, TestDesk};
use crate::stories::morning;

/// A program with a token.
pub struct Program<'d> {
    desk: &'d TestDesk,
    token: String,
}

impl<'d> Program<'d> {
    pub async fn new(desk: &'d TestDesk, role: Role) -> Program<'d> {
        let token = desk.token(role).await;
        Program { desk, token }
    }

    /// A program with a token that is known already.
    pub fn with(desk: &'d TestDesk, token: String) -> Program<'d> {
        Program { desk, token }
    }

    pub async fn sends(
        &self,
        method: Method,
        path: &str,
        headers: &[(&str, &str)],
        body: impl Into<Body>,
    ) -> Answer {
        let mut browser = self.desk.browser();
        let mut request = axum::http::Request::builder()
            .method(method)
            .uri(path)
            .header("host", "127.0.0.1:8080")
            .header("authorization", format!("Bearer {}", self.token));
        for (name, value) in headers {
            request = request.header(*name, *value);
        }
        browser.sends(request.body(body.into()).unwrap()).await
    }

    pub async fn gets(&self, path: &str) -> Answer {
        self.sends(Method::GET, path, &[], Body::empty()).await
    }

    /// Sends JSON; an empty key is none.
    pub async fn posts(&self, path: &str, key: &str, body: &Value) -> Answer {
        let mut headers = vec![("content-type", "application/json")];
        headers.extend((!key.is_empty()).then_some(("idempotency-key", key)));
        self.sends(Method::POST, path, &headers, body.to_string())
            .await
    }

    /// Sends something with a key that was never used.
    pub async fn does(&self, path: &str, body: &Value) -> Answer {
        let key = self.desk.secret().token();
        self.posts(path, &key, body).await
    }
}

pub fn read(answer: &Answer) -> Value {
    serde_json::from_str(&answer.text).unwrap_or_else(|error| panic!("{error}: {}", answer.text))
}

#[track_caller]
pub fn is_problem(answer: &Answer, status: StatusCode, code: &str) {
    assert_eq!(answer.status, status, "{}", answer.text);
    assert_eq!(answer.header("content-type"), "application/problem+json");
    let problem = read(answer);
    assert_eq!(problem["code"], code);
    assert_eq!(problem["status"], status.as_u16());
    assert_eq!(problem["type"], format!("urn:dunwell:problem:{code}"));
    assert!(!problem["detail"].as_str().unwrap().is_empty());
}

#[tokio::test]
async fn everything_can_be_looked_at() {
    let desk = morning().await;
    let program = Program::new(&desk, Role::Viewer).await;
    let action = read(&program.gets("/api/v1/worklist").await)["items"][0]["short_id"].clone();
    let action = action.as_str().unwrap();
    for path in [
        "book",
        "worklist?kind=call&limit=1",
        &format!("actions/{action}"),
        &format!("actions/{action}/text"),
        "customers?sort=oldest&settled=true",
        "customers/00017",
        "customers/00017?all=true",
        "customers/00017/explanation",
        "customers/00017/journal",
        "invoices/R%2F1",
        "invoices?overdue=true&customer=00017",
        "payments?kind=payment",
        "unapplied",
        "promises?state=open&due_from=2026-01-01",
        "disputes?resolved=true",
        "outbox?part=drafts",
        "overview",
        "aging?customers=true&by=invoice",
        "search?q=Ashdown",
        "journal?limit=2",
        "journal/of-book?limit=2",
        "journal/verification",
        "policy",
        "policies",
        "policies/1",
        "policies/1/changes",
        "policies/ready",
        "requests",
        "runs?limit=1",
        "law",
        "law/GB?on=2026-03-01",
        "law/rates/UK_BASE",
        "rates",
    ] {
        let answer = program.gets(&format!("/api/v1/{path}")).await;
        assert_eq!(answer.status, StatusCode::OK, "{path}: {}", answer.text);
        assert_eq!(answer.header("content-type"), "application/json", "{path}");
        assert_eq!(
            answer.header("cache-control"),
            "private, no-cache",
            "{path}"
        );
        let etag = answer.header("etag").to_owned();
        assert!(etag.len() > 20, "{path}: {etag}");
        assert!(read(&answer).is_object(), "{path}");
        let again = [("if-none-match", etag.as_str())];
        let path = format!("/api/v1/{path}");
        let again = program
            .sends(Method::GET, &path, &again, Body::empty())
            .await;
        assert_eq!(again.status, StatusCode::NOT_MODIFIED, "{path}");
        assert!(again.text.is_empty() && again.header("etag") == etag);
    }
}

#[tokio::test]
async fn amounts_days_and_ids_are_written_as_the_documentation_has_it() {
    let desk = morning().await;
    let program = Program::new(&desk, Role::Viewer).await;
    let customer = read(&program.gets("/api/v1/customers/00017").await);
    assert_eq!(customer["number"], "00017");
    assert_eq!(customer["as_of"], "2026-03-02");
    let account = &customer["accounts"][0];
    assert_eq!(
        account["owed"],
        json!({"amount": "1000.00", "currency": "GBP"})
    );
    assert!(customer["id"].as_str().unwrap().starts_with("cus_"));
}

#[tokio::test]
async fn a_list_comes_in_pages() {
    let desk = morning().await;
    let program = Program::new(&desk, Role::Viewer).await;
    for list in ["worklist", "customers", "invoices", "journal"] {
        let mut seen = Vec::new();
        let mut path = format!("/api/v1/{list}?limit=1");
        loop {
            let page = read(&program.gets(&path).await);
            let items = page["items"].as_array().unwrap();
            assert!(items.len() <= 1, "{list}");
            seen.extend(items.iter().map(Value::to_string));
            match page["next"].as_str() {
                Some(next) => path = format!("/api/v1/{list}?limit=1&cursor={next}"),
                None => break,
            }
        }
        let whole = read(&program.gets(&format!("/api/v1/{list}")).await);
        let whole: Vec<String> = whole["items"]
            .as_array()
            .unwrap()
            .iter()
            .map(Value::to_string)
            .collect();
        assert_eq!(seen, whole, "{list}");
        assert!(seen.len() >= 3, "{list}");
        if list == "invoices" {
            // Any text is a place among numbers.
            continue;
        }
        let nowhere = program
            .gets(&format!("/api/v1/{list}?cursor=nowhere"))
            .await;
        is_problem(&nowhere, StatusCode::UNPROCESSABLE_ENTITY, "refused");
    }
}

#[tokio::test]
async fn what_cannot_be_read_is_refused_with_a_code() {
    let desk = morning().await;
    let program = Program::new(&desk, Role::Admin).await;
    let note = "/api/v1/customers/00017/notes";
    let json = ("content-type", "application/json");
    let key = ("idempotency-key", "k");
    let check = async |method, path: &str, headers: &[(&str, &str)], body: String, status, code| {
        let answer = program.sends(method, path, headers, body).await;
        is_problem(&answer, status, code);
        answer
    };
    let empty = String::new;
    for path in [
        "/api/v1/worklist?limit=0",
        "/api/v1/worklist?limit=1001",
        "/api/v1/worklist?kind=dance",
        "/api/v1/worklist?nonsense=1",
        "/api/v1/customers?currency=XXY",
        "/api/v1/search",
        "/api/v1/promises?due_from=soon",
    ] {
        check(
            Method::GET,
            path,
            &[],
            empty(),
            StatusCode::BAD_REQUEST,
            "malformed",
        )
        .await;
    }
    for path in [
        "/api/v1/customers/0001",
        "/api/v1/customers/Ashdown",
        "/api/v1/customers/none/explanation",
        "/api/v1/customers/none/journal",
        "/api/v1/invoices/none",
        "/api/v1/actions/none",
        "/api/v1/policies/7",
        "/api/v1/policies/none",
        "/api/v1/law/XX",
        "/api/v1/nonsense",
    ] {
        check(
            Method::GET,
            path,
            &[],
            empty(),
            StatusCode::NOT_FOUND,
            "not-found",
        )
        .await;
    }
    let answer = check(
        Method::POST,
        "/api/v1/worklist",
        &[],
        empty(),
        StatusCode::METHOD_NOT_ALLOWED,
        "method-not-allowed",
    )
    .await;
    assert_eq!(answer.header("allow"), "GET,HEAD");
    let text = || r#"{"text":"Closed on Fridays."}"#.to_owned();
    check(
        Method::POST,
        note,
        &[json],
        text(),
        StatusCode::BAD_REQUEST,
        "key-missing",
    )
    .await;
    check(
        Method::POST,
        note,
        &[key],
        text(),
        StatusCode::UNSUPPORTED_MEDIA_TYPE,
        "unsupported-type",
    )
    .await;
    for body in ["", "{", "{}", r#"{"text":1}"#, r#"{"text":"a","more":1}"#] {
        check(
            Method::POST,
            note,
            &[json, key],
            body.to_owned(),
            StatusCode::BAD_REQUEST,
            "malformed",
        )
        .await;
    }
    let long = ("idempotency-key", "k".repeat(201));
    let long = (long.0, long.1.as_str());
    check(
        Method::POST,
        note,
        &[json, long],
        text(),
        StatusCode::BAD_REQUEST,
        "malformed",
    )
    .await;
    let large = format!(r#"{{"text":"{}"}}"#, "x".repeat(300 * 1024));
    check(
        Method::POST,
        note,
        &[json, key],
        large,
        StatusCode::PAYLOAD_TOO_LARGE,
        "too-large",
    )
    .await;
    let unknown = "/api/v1/customers/none/notes";
    check(
        Method::POST,
        unknown,
        &[json, key],
        text(),
        StatusCode::NOT_FOUND,
        "not-found",
    )
    .await;
    let blank = r#"{"text":" "}"#.to_owned();
    check(
        Method::POST,
        note,
        &[json, key],
        blank,
        StatusCode::UNPROCESSABLE_ENTITY,
        "refused",
    )
    .await;
}

#[tokio::test]
async fn the_same_key_does_the_thing_once() {
    let desk = morning().await;
    let program = Program::new(&desk, Role::Collector).await;
    let path = "/api/v1/customers/00017/payments";
    let money = |amount: &str| json!({"amount": {"amount": amount, "currency": "GBP"}, "target": {"to": "oldest-first"}});
    let first = program.posts(path, "p-1", &money("250.00")).await;
    assert_eq!(first.status, StatusCode::CREATED, "{}", first.text);
    let again = program.posts(path, "p-1", &money("250.00")).await;
    assert_eq!((again.status, &again.text), (first.status, &first.text));
    let other = program.posts(path, "p-1", &money("260.00")).await;
    is_problem(&other, StatusCode::CONFLICT, "key-reused");
    assert!(!other.text.contains("tok_"), "{}", other.text);
    // Another program may use the same key.
    let another = Program::new(&desk, Role::Collector).await;
    let theirs = another.posts(path, "p-1", &money("260.00")).await;
    assert_eq!(theirs.status, StatusCode::CREATED, "{}", theirs.text);
    // And what is tried out leaves nothing, not even its key.
    let tried = program
        .posts(&format!("{path}?dry_run=true"), "p-2", &money("1.00"))
        .await;
    assert_eq!(tried.status, StatusCode::CREATED, "{}", tried.text);
    let owed = read(&program.gets("/api/v1/customers/00017").await)["accounts"][0]["owed"].clone();
    assert_eq!(owed["amount"], "490.00");
    let record = read(&program.gets("/api/v1/customers/00017").await)["timeline"][0].clone();
    let actor = record["actor"].as_str().unwrap();
    assert!(actor.ends_with(" (API)"), "{actor}");
}

#[tokio::test]
async fn a_program_does_the_work_of_a_morning() {
    let desk = morning().await;
    let program = Program::new(&desk, Role::Controller).await;
    let mut key = 0;
    let mut does = async |path: &str, body: Value| {
        key += 1;
        let answer = program
            .posts(&format!("/api/v1/{path}"), &format!("m-{key}"), &body)
            .await;
        assert!(answer.status.is_success(), "{path}: {}", answer.text);
        read(&answer)
    };
    let pounds = |amount: &str| json!({"amount": amount, "currency": "GBP"});
    let list = read(&program.gets("/api/v1/worklist").await);
    let letter = list["items"]
        .as_array()
        .unwrap()
        .iter()
        .find(|item| item["needs_approval"] == true);
    let letter = letter.unwrap()["short_id"].as_str().unwrap().to_owned();
    let approved = does(&format!("actions/{letter}/approve"), json!({})).await;
    assert_eq!(approved["status"], "ready");
    let reopened = does(
        &format!("actions/{letter}/reopen"),
        json!({"reason": "Too soon."}),
    )
    .await;
    assert_eq!(reopened["status"], "awaiting-approval");
    does(
        &format!("actions/{letter}/skip"),
        json!({"reason": "They called."}),
    )
    .await;

    does("customers/00017/owner", json!({"to": "Anna"})).await;
    does(
        "customers/00017/notes",
        json!({"text": "Closed on Fridays."}),
    )
    .await;
    let call = does(
        "customers/00017/calls",
        json!({"outcome": "cash-flow", "text": "Next week."}),
    )
    .await;
    assert_eq!(call["done"], true);
    let promise = json!({"amount": pounds("400.00"), "by": "2026-03-09"});
    let promise = does("customers/00017/promises", promise).await["promise"].clone();
    let withdraw = format!("promises/{}/withdraw", promise.as_str().unwrap());
    does(&withdraw, json!({"reason": "Another customer."})).await;

    let hold = does(
        "customers/00018/holds",
        json!({"kind": "contact", "reason": "Ill."}),
    )
    .await;
    does(
        &format!("holds/{}/lift", hold["hold"].as_str().unwrap()),
        json!({}),
    )
    .await;
    does(
        "invoices/R-3/holds",
        json!({"kind": "contact", "reason": "Being looked at."}),
    )
    .await;
    let dispute = json!({"reason": "Two are broken.", "amount": pounds("100.00")});
    let dispute = does("invoices/R-2/disputes", dispute).await["dispute"].clone();
    let dispute = format!("disputes/{}", dispute.as_str().unwrap());
    does(&format!("{dispute}/owner"), json!({"to": "Carl"})).await;
    does(
        &format!("{dispute}/resolve"),
        json!({"resolution": "Sent again."}),
    )
    .await;
    does(
        &format!("{dispute}/reopen"),
        json!({"reason": "Broken again."}),
    )
    .await;

    let payment = does(
        "customers/00018/payments",
        json!({"amount": pounds("500.00")}),
    )
    .await;
    assert_eq!(payment["unapplied"], pounds("500.00"));
    let allocation =
        json!({"target": {"to": "invoices", "numbers": ["R-2"]}, "source": payment["entry"]});
    does("customers/00018/allocations", allocation).await;
    let part = json!({"to": "parts", "parts": [{"invoice": "R-2", "amount": pounds("20.00")}]});
    let twenty = json!({"amount": pounds("20.00"), "target": part});
    let twenty = does("customers/00018/payments", twenty).await;
    let shown = format!("/api/v1/payments/{}", twenty["entry"].as_str().unwrap());
    let shown = read(&program.gets(&shown).await);
    assert_eq!(shown["parts"][0]["invoice"], "R-2");
    let reverse = format!("entries/{}/reverse", payment["entry"].as_str().unwrap());
    does(&reverse, json!({"reason": "It bounced."})).await;
    let credit = json!({"number": "C-1", "amount": pounds("50.00"), "target": {"to": "invoices", "numbers": ["R-2"]}});
    does("customers/00018/credit-notes", credit).await;
    let give_up = json!({"reason": "Too little to chase.", "amount": pounds("10.00")});
    does("invoices/R-3/write-offs", give_up).await;
    let terms = json!({"interest": "12% a year", "fixed_sum": "none", "document": "contract 7"});
    let terms = does("customers/00018/terms", terms).await["terms"].clone();
    does(
        &format!("terms/{}/withdraw", terms.as_str().unwrap()),
        json!({"reason": "Never signed."}),
    )
    .await;
    let run = does("runs?dry_run=true", json!({"list": true, "full": true})).await;
    assert_eq!(run["date"], "2026-03-02");
    let verified = read(&program.gets("/api/v1/journal/verification").await);
    assert_eq!(verified["findings"], json!([]));

    let euros = json!({"reason": "No.", "amount": {"amount": "1.00", "currency": "EUR"}});
    let refused = program
        .posts("/api/v1/invoices/R-3/write-offs", "m-euros", &euros)
        .await;
    is_problem(&refused, StatusCode::UNPROCESSABLE_ENTITY, "refused");
}

#[tokio::test]
async fn an_approval_takes_the_role_that_the_policy_names() {
    let desk = morning().await;
    let collector = Program::new(&desk, Role::Collector).await;
    let list = read(
        &collector
            .gets("/api/v1/worklist?awaiting_approval=true")
            .await,
    );
    let action = list["items"][0]["short_id"].as_str().unwrap();
    assert_eq!(list["items"][0]["approve"], "controller");
    let path = format!("/api/v1/actions/{action}/approve");
    let refused = collector.posts(&path, "a-1", &json!({})).await;
    is_problem(&refused, StatusCode::FORBIDDEN, "forbidden");
}

#[tokio::test]
async fn interest_is_worked_out_by_the_law() {
    let desk = TestDesk::near().await;
    let program = Program::new(&desk, Role::Viewer).await;
    let debt = json!({
        "jurisdiction": "GB", "amount": {"amount": "1000.00", "currency": "GBP"},
        "due": "2024-01-31", "paid": "2024-03-01",
        "payments": [{"on": "2024-02-10", "amount": {"amount": "100.00", "currency": "GBP"}}],
    });
    let answer = program.posts("/api/v1/law/interest", "i", &debt).await;
    assert_eq!(answer.status, StatusCode::OK, "{}", answer.text);
    let rows = read(&answer)["rows"].as_array().unwrap().len();
    assert_eq!(rows, 2, "{}", answer.text);
    let nowhere = json!({"jurisdiction": "XX", "amount": {"amount": "1.00", "currency": "GBP"}, "due": "2024-01-31"});
    let refused = program.posts("/api/v1/law/interest", "i", &nowhere).await;
    is_problem(&refused, StatusCode::UNPROCESSABLE_ENTITY, "refused");
}

#[tokio::test]
async fn many_invoices_and_payments_are_brought_in_at_once() {
    let desk = morning().await;
    let program = Program::new(&desk, Role::Controller).await;
    let lines = [("content-type", "application/x-ndjson")];
    let sends = async |what: &str, key: &str, body: &str| {
        let headers = [lines[0], ("idempotency-key", key)];
        let path = format!("/api/v1/bulk/{what}");
        let answer = program
            .sends(Method::POST, &path, &headers, body.to_owned())
            .await;
        assert_eq!(answer.status, StatusCode::OK, "{}", answer.text);
        read(&answer)
    };
    let invoice = |number: &str, more: &str| {
        format!(
            r#"{{"number":"{number}","customer":"00020","name":"New House","amount":{{"amount":"120.00","currency":"GBP"}}{more}}}"#
        )
    };
    let body = [
        invoice("N-1", r#","due":"2026-02-01","issued":"2026-01-02""#),
        "not JSON".to_owned(),
        String::new(),
        invoice("N-2", ""),
        invoice(
            "N-3",
            r#","due":"2026-02-01","open":{"amount":"900.00","currency":"GBP"}"#,
        ),
    ]
    .join("\n");
    let report = sends("invoices", "b-1", &body).await;
    assert_eq!(report["lines"], 4);
    assert_eq!(report["invoices"]["new"], 1);
    let rejected: Vec<(u64, String)> = report["rejected"]
        .as_array()
        .unwrap()
        .iter()
        .map(|row| {
            (
                row["line"].as_u64().unwrap(),
                row["field"].as_str().unwrap().to_owned(),
            )
        })
        .collect();
    assert_eq!(
        rejected,
        [
            (2, String::new()),
            (4, "due".to_owned()),
            (5, "open".to_owned())
        ]
    );
    assert_eq!(
        sends("invoices", "b-1", &body).await,
        report,
        "the same key gives the same answer"
    );
    let again = sends("invoices", "b-2", &body).await;
    assert_eq!(
        (&again["invoices"]["new"], &again["invoices"]["unchanged"]),
        (&json!(0), &json!(1))
    );

    let payment =
        r#"{"date":"2026-02-20","amount":{"amount":"20.00","currency":"GBP"},"invoice":"N-1"}"#;
    let report = sends("payments", "b-3", payment).await;
    assert_eq!(
        (&report["payments"]["new"], &report["rejected"]),
        (&json!(1), &json!([]))
    );
    assert_eq!(
        sends("payments", "b-4", payment).await["payments"]["unchanged"],
        1
    );
    let invoice = read(&program.gets("/api/v1/invoices/N-1").await);
    assert_eq!(
        invoice["open"],
        json!({"amount": "100.00", "currency": "GBP"})
    );
}

#[tokio::test]
async fn whoever_asks_too_often_waits() {
    let desk = TestDesk::near().await;
    let program = Program::new(&desk, Role::Viewer).await;
    let mut answer = program.gets("/api/v1/book").await;
    for _ in 0..4_000 {
        if answer.status != StatusCode::OK {
            break;
        }
        answer = program.gets("/api/v1/book").await;
    }
    is_problem(&answer, StatusCode::TOO_MANY_REQUESTS, "too-many-requests");
    assert_eq!(answer.header("retry-after"), "1");
    let other = Program::new(&desk, Role::Viewer).await;
    assert_eq!(other.gets("/api/v1/book").await.status, StatusCode::OK);
    desk.passes(jiff::SignedDuration::from_secs(1));
    assert_eq!(program.gets("/api/v1/book").await.status, StatusCode::OK);
}

#[tokio::test]
async fn the_document_can_be_read_as_a_page() {
    let desk = TestDesk::near().await;
    desk.employs("vera@example.com", "Vera", Role::Viewer).await;
    let mut vera = desk.signed_in("vera@example.com").await;
    let page = vera.gets("/api/docs").await;
    assert_eq!(page.status, StatusCode::OK, "{}", page.text);
    for part in [
        "/api/v1/customers/{customer}/payments",
        "id=\"recordPayment\"",
        "href=\"#schema-NewPayment\"",
        "id=\"schema-Money\"",
        "Decimal text",
    ] {
        assert!(page.text.contains(part), "{part}");
    }
}

#[tokio::test]
async fn a_token_is_taken_back_by_a_program() {
    let desk = TestDesk::near().await;
    let admin = Program::new(&desk, Role::Admin).await;
    desk.employs("vera@example.com", "Vera", Role::Viewer).await;
    let people = read(&admin.gets("/api/v1/users").await);
    assert_eq!(people["items"][0]["role"], "viewer");
    let other = Program::new(&desk, Role::Viewer).await;
    assert_eq!(other.gets("/api/v1/book").await.status, StatusCode::OK);
    let tokens = read(&admin.gets("/api/v1/tokens").await);
    let theirs = tokens["items"]
        .as_array()
        .unwrap()
        .iter()
        .find(|token| token["role"] == "viewer");
    let path = format!(
        "/api/v1/tokens/{}/revoke",
        theirs.unwrap()["id"].as_str().unwrap()
    );
    let first = admin.posts(&path, "t-1", &json!({})).await;
    assert_eq!(first.status, StatusCode::OK, "{}", first.text);
    let again = admin.posts(&path, "t-1", &json!({})).await;
    assert_eq!((again.status, &again.text), (first.status, &first.text));
    let refused = other.gets("/api/v1/book").await;
    is_problem(&refused, StatusCode::UNAUTHORIZED, "unauthorized");
    let viewer = Program::new(&desk, Role::Controller).await;
    is_problem(
        &viewer.gets("/api/v1/tokens").await,
        StatusCode::FORBIDDEN,
        "forbidden",
    );
}
