//! The house by program: its settings, its people and its tokens, as far as a program may.

use axum::http::{Method, StatusCode};
use dunwell_app::access::Role;
use dunwell_app::book_settings::change;
use dunwell_app::funnel::Mode;
use serde_json::{Value, json};

use crate::api::{Program, is_problem, read};
use crate::browser::{Answer, PASSWORD, TestDesk};
use crate::stories::{ANNA, CARL, morning};

const SETTINGS: &str = "/api/v1/settings";

async fn puts(program: &Program<'_>, etag: &str, body: &Value) -> Answer {
    let headers = [("content-type", "application/json"), ("if-match", etag)];
    let body = body.to_string();
    program.sends(Method::PUT, SETTINGS, &headers, body).await
}

#[tokio::test]
async fn settings_are_changed_by_whoever_has_seen_them() {
    let desk = TestDesk::near().await;
    let program = Program::new(&desk, Role::Admin).await;
    let seen = program.gets(SETTINGS).await;
    let (etag, mut settings) = (seen.header("etag").to_owned(), read(&seen));
    settings["trading_name"] = json!("Northwind");
    settings["bank"] = json!({
        "account_name": "Northwind Ltd", "iban": "GB29 NWBK 6016 1331 9268 19", "bic": "", "bank_name": "",
    });
    settings["holidays"] = json!([["2026-12-25", "Christmas Day"]]);
    let body = json!({"settings": settings});
    is_problem(
        &puts(&program, "\"old\"", &body).await,
        StatusCode::PRECONDITION_FAILED,
        "changed-meanwhile",
    );
    let tried = program
        .sends(
            Method::PUT,
            &format!("{SETTINGS}?dry_run=true"),
            &[("content-type", "application/json"), ("if-match", &etag)],
            body.to_string(),
        )
        .await;
    assert_eq!(tried.status, StatusCode::OK, "{}", tried.text);
    assert_eq!(program.gets(SETTINGS).await.header("etag"), etag);
    let done = puts(&program, &etag, &body).await;
    assert_eq!(done.status, StatusCode::OK, "{}", done.text);
    let now = read(&program.gets(SETTINGS).await);
    assert_eq!(now, read(&done));
    assert_eq!(now["trading_name"], "Northwind");
    assert_eq!(
        now["bank"]["iban"], "GB29NWBK60161331926819",
        "as it is kept"
    );
    is_problem(
        &puts(&program, &etag, &body).await,
        StatusCode::PRECONDITION_FAILED,
        "changed-meanwhile",
    );
    let record = read(&program.gets("/api/v1/journal/of-book").await)["items"][0].clone();
    assert_eq!(record["kind"], "settings-changed");
    assert!(
        record["actor"].as_str().unwrap().ends_with(" (API)"),
        "{record}"
    );

    let etag = program.gets(SETTINGS).await.header("etag").to_owned();
    for (key, value) in [
        ("email", json!("anna")),
        ("pay_url", json!("http://example.com")),
        ("jurisdiction", json!("XX")),
        (
            "two_people",
            json!({"write_off": [{"amount": "-1.00", "currency": "GBP"}], "policy": false, "bank": false}),
        ),
    ] {
        let mut wrong = now.clone();
        wrong[key] = value;
        let refused = puts(&program, &etag, &json!({"settings": wrong})).await;
        is_problem(&refused, StatusCode::UNPROCESSABLE_ENTITY, "refused");
    }
    assert_eq!(read(&program.gets(SETTINGS).await), now);
}

#[tokio::test]
async fn bank_details_take_two_people_where_the_book_says_so() {
    let desk = TestDesk::near().await;
    let rules = change::Request::some(vec!["two_people.bank=yes".to_owned()]);
    change::change(&desk.db, &desk.book, desk.caller(), Mode::default(), &rules)
        .await
        .unwrap();
    let program = Program::new(&desk, Role::Admin).await;
    let seen = program.gets(SETTINGS).await;
    let mut settings = read(&seen);
    settings["pay_url"] = json!("https://example.com/pay");
    let body = json!({"settings": settings, "reason": "A new page."});
    let asked = puts(&program, seen.header("etag"), &body).await;
    assert_eq!(asked.status, StatusCode::ACCEPTED, "{}", asked.text);
    assert_eq!(program.gets(SETTINGS).await.text, seen.text);
    let waiting = read(&program.gets("/api/v1/requests").await)["open"][0].clone();
    assert_eq!(waiting["id"], read(&asked)["request"]);
    assert_eq!(
        waiting["subject"]["after"]["pay_url"],
        "https://example.com/pay"
    );
    // Nor does a program switch the rule off alone.
    settings["pay_url"] = Value::Null;
    settings["two_people"]["bank"] = json!(false);
    let body = json!({"settings": settings, "reason": "In the way."});
    let asked = puts(&program, seen.header("etag"), &body).await;
    assert_eq!(asked.status, StatusCode::ACCEPTED, "{}", asked.text);
}

#[tokio::test]
async fn the_book_gets_another_name() {
    let desk = TestDesk::near().await;
    let program = Program::new(&desk, Role::Admin).await;
    let name = "/api/v1/book/name";
    let renamed = program
        .posts(
            name,
            "n-1",
            &json!({"name": "Northwind Ltd", "country": "gb"}),
        )
        .await;
    assert_eq!(renamed.status, StatusCode::OK, "{}", renamed.text);
    let book = read(&program.gets("/api/v1/book").await);
    assert_eq!(
        (&book["name"], &book["country"]),
        (&json!("Northwind Ltd"), &json!("GB"))
    );
    assert_eq!(book, read(&renamed));
    let refused = program.posts(name, "n-2", &json!({"name": " "})).await;
    is_problem(&refused, StatusCode::UNPROCESSABLE_ENTITY, "refused");
}

/// Who is in the list of people, by name.
async fn person(program: &Program<'_>, name: &str) -> Value {
    let people = read(&program.gets("/api/v1/users").await);
    let items = people["items"].as_array().unwrap();
    let found = items.iter().find(|person| person["name"] == name);
    found.cloned().unwrap_or(Value::Null)
}

#[tokio::test]
async fn a_program_lets_a_collector_in_and_keeps_one_out() {
    let desk = morning().await;
    desk.employs("dora@example.com", "Dora", Role::Admin).await;
    let program = Program::new(&desk, Role::Admin).await;
    let new =
        json!({"email": "ben@example.com", "name": "Ben", "role": "collector", "language": "de"});
    let invited = program.does("/api/v1/users", &new).await;
    assert_eq!(invited.status, StatusCode::OK, "{}", invited.text);
    let invited = read(&invited);
    assert_eq!(invited["person"]["has_password"], false);
    let address = invited["link"]["address"].as_str().unwrap();
    let path = address.strip_prefix(crate::browser::NEAR).unwrap();
    let mut ben = desk.browser();
    let chosen = ben
        .posts(path, &[("password", PASSWORD), ("again", PASSWORD)])
        .await;
    assert_eq!(chosen.status, StatusCode::SEE_OTHER, "{}", chosen.text);
    let mut ben = desk.signed_in("ben@example.com").await;
    assert_eq!(ben.gets("/b/house/today").await.status, StatusCode::OK);

    let id = person(&program, "Ben").await["id"]
        .as_str()
        .unwrap()
        .to_owned();
    let does = async |what: &str, body: Value| {
        let path = format!("/api/v1/users/{id}/{what}");
        program.does(&path, &body).await
    };
    let ended = does("sessions/end", json!({})).await;
    assert_eq!(ended.status, StatusCode::OK, "{}", ended.text);
    let away = ben.gets("/b/house/today").await;
    assert!(away.header("location").starts_with("/sign-in"));
    let link = does("link", json!({})).await;
    assert!(read(&link)["expires_at"].is_string(), "{}", link.text);
    let kept_out = does("access", json!({"disabled": true})).await;
    assert!(
        read(&kept_out)["disabled_at"].is_string(),
        "{}",
        kept_out.text
    );
    let again = does("access", json!({"disabled": false})).await;
    assert_eq!(read(&again)["disabled_at"], Value::Null);
    let lowered = does("role", json!({"role": "viewer"})).await;
    assert_eq!(read(&lowered)["role"], "viewer", "{}", lowered.text);
    let gone = does("role", json!({"role": null})).await;
    assert_eq!(read(&gone)["role"], Value::Null, "{}", gone.text);
    assert_eq!(person(&program, "Ben").await, Value::Null);
    is_problem(
        &does("role", json!({"role": "viewer"})).await,
        StatusCode::NOT_FOUND,
        "not-found",
    );
}

#[tokio::test]
async fn a_program_gives_nobody_the_power_to_decide() {
    let desk = morning().await;
    desk.employs("dora@example.com", "Dora", Role::Admin).await;
    let program = Program::new(&desk, Role::Admin).await;
    let takes_a_person = async |path: &str, body: Value| {
        let refused = program.does(path, &body).await;
        is_problem(&refused, StatusCode::FORBIDDEN, "takes-a-person");
    };
    let of = async |name: &str| {
        person(&program, name).await["id"]
            .as_str()
            .unwrap()
            .to_owned()
    };
    let (anna, carl) = (of("Anna Arendt").await, of("Carl Cole").await);
    for role in ["controller", "admin"] {
        let new = json!({"email": "eve@example.com", "name": "Eve", "role": role});
        takes_a_person("/api/v1/users", new).await;
        takes_a_person(&format!("/api/v1/users/{anna}/role"), json!({"role": role})).await;
    }
    // A link would let whoever has it in as Carl.
    takes_a_person(&format!("/api/v1/users/{carl}/link"), json!({})).await;
    let access = format!("/api/v1/users/{carl}/access");
    let kept_out = program.does(&access, &json!({"disabled": true})).await;
    assert_eq!(kept_out.status, StatusCode::OK, "{}", kept_out.text);
    takes_a_person(&access, json!({"disabled": false})).await;
    // What is done at once cannot be tried out.
    let tried = format!("/api/v1/users/{anna}/link?dry_run=true");
    let tried = program.does(&tried, &json!({})).await;
    is_problem(&tried, StatusCode::BAD_REQUEST, "malformed");
    let mut out = desk.browser();
    assert_eq!(
        out.signs_in(CARL, PASSWORD).await.status,
        StatusCode::UNPROCESSABLE_ENTITY
    );
    desk.signed_in(ANNA).await;
}

#[tokio::test]
async fn a_program_makes_tokens_that_may_no_more_than_its_own() {
    let desk = TestDesk::near().await;
    let program = Program::new(&desk, Role::Admin).await;
    let tokens = "/api/v1/tokens";
    let new = json!({"name": "nightly", "role": "viewer", "last_day": "2026-12-31"});
    let made = read(&program.does(tokens, &new).await);
    assert_eq!(
        made["token"]["expires_at"], "2027-01-01T00:00:00Z",
        "{made}"
    );
    let secret = made["secret"].as_str().unwrap().to_owned();
    assert!(
        !program.gets(tokens).await.text.contains(&secret),
        "it is shown once"
    );
    let again = program.does(tokens, &new).await;
    is_problem(&again, StatusCode::UNPROCESSABLE_ENTITY, "refused");
    let nightly = Program::with(&desk, secret);
    assert_eq!(nightly.gets("/api/v1/book").await.status, StatusCode::OK);
    is_problem(
        &nightly.gets(tokens).await,
        StatusCode::FORBIDDEN,
        "forbidden",
    );
    // An admin's token that ends makes none that ends later.
    let ending = json!({"name": "ending", "role": "admin", "last_day": "2026-04-30"});
    let ending = read(&program.does(tokens, &ending).await);
    let short = Program::with(&desk, ending["secret"].as_str().unwrap().to_owned());
    let longer = json!({"name": "longer", "role": "viewer", "last_day": "2026-05-01"});
    let longer = short.does(tokens, &longer).await;
    is_problem(&longer, StatusCode::FORBIDDEN, "takes-a-person");
    let child = read(
        &short
            .does(tokens, &json!({"name": "child", "role": "viewer"}))
            .await,
    );
    assert_eq!(
        child["token"]["expires_at"], ending["token"]["expires_at"],
        "{child}"
    );
    assert_eq!(child["token"]["made_with"], ending["token"]["id"]);
    // With the one that made it, it is taken back.
    let revoke = format!(
        "{tokens}/{}/revoke",
        ending["token"]["id"].as_str().unwrap()
    );
    let revoked = program.does(&revoke, &json!({})).await;
    assert_eq!(revoked.status, StatusCode::OK, "{}", revoked.text);
    let child = Program::with(&desk, child["secret"].as_str().unwrap().to_owned());
    for over in [&short, &child] {
        let answer = over.gets("/api/v1/book").await;
        is_problem(&answer, StatusCode::UNAUTHORIZED, "unauthorized");
    }
    assert_eq!(nightly.gets("/api/v1/book").await.status, StatusCode::OK);
}

#[tokio::test]
async fn what_is_sent_again_gives_the_same_link_and_token() {
    let desk = morning().await;
    desk.employs("dora@example.com", "Dora", Role::Admin).await;
    let program = Program::new(&desk, Role::Admin).await;
    let twice = async |path: &str, key: &str, body: Value| {
        let first = program.posts(path, key, &body).await;
        assert_eq!(first.status, StatusCode::OK, "{path}: {}", first.text);
        let again = program.posts(path, key, &body).await;
        assert_eq!(again.text, first.text, "{path}");
        read(&first)
    };
    let (users, tokens) = ("/api/v1/users", "/api/v1/tokens");
    let ben = json!({"email": "ben@example.com", "name": "Ben", "role": "collector"});
    let ben = twice(users, "ben", ben).await;
    assert!(ben["link"]["address"].is_string(), "{ben}");
    let base = format!("{users}/{}", ben["person"]["id"].as_str().unwrap());
    let link = twice(&format!("{base}/link"), "link", json!({})).await;
    assert_ne!(link["address"], ben["link"]["address"]);
    twice(&format!("{base}/role"), "role", json!({"role": "viewer"})).await;
    let access = format!("{base}/access");
    twice(&access, "access", json!({"disabled": true})).await;
    twice(&format!("{base}/sessions/end"), "end", json!({})).await;
    let made = twice(tokens, "token", json!({"name": "shop", "role": "viewer"})).await;
    let revoke = format!("{tokens}/{}/revoke", made["token"]["id"].as_str().unwrap());
    twice(&revoke, "revoke", json!({})).await;
    // A token that was taken back meanwhile is not shown as if it were good.
    let late = program
        .posts(tokens, "token", &json!({"name": "shop", "role": "viewer"}))
        .await;
    is_problem(&late, StatusCode::UNPROCESSABLE_ENTITY, "refused");
    for (path, key, body) in [
        (tokens, "token", json!({"name": "till", "role": "viewer"})),
        (tokens, "ben", json!({"name": "till", "role": "viewer"})),
        (&access, "access", json!({"disabled": false})),
    ] {
        let reused = program.posts(path, key, &body).await;
        is_problem(&reused, StatusCode::CONFLICT, "key-reused");
        let bare = program.posts(path, "", &body).await;
        is_problem(&bare, StatusCode::BAD_REQUEST, "key-missing");
    }
    // A key belongs to its token: another one's is another request.
    let other = Program::new(&desk, Role::Admin).await;
    let till = json!({"name": "till", "role": "viewer"});
    let made = read(&other.posts(tokens, "token", &till).await);
    assert_eq!(made["token"]["name"], "till");
}
