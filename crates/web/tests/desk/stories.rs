//! A morning at the desk: what a collector and a controller see and do, and what the journal says of it.

use axum::http::{Method, StatusCode};
use dunwell_app::access::Role;
use dunwell_app::funnel::Mode;
use dunwell_app::view::customer::{CustomerView, customer};
use dunwell_app::view::worklist::{self, Item};
use dunwell_app::{policy, run};

use crate::browser::{Answer, Browser, TestDesk, shows};

pub const ANNA: &str = "anna@example.com";
pub const CARL: &str = "carl@example.com";

const POLICY: &str = r#"
[policy]
name = "Test"
currency = "GBP"
review_by = 2030-01-01

[contact]
min_overdue = 25
min_gap_days = 5
send_between = ["09:00", "17:00"]
days = "every"

[[class]]
name = "large"
when = "overdue >= 5000.0"
procedure = "large"

[[class]]
name = "standard"
when = "true"
procedure = "standard"

[procedure.standard]
entry = "call"
steps = [{ name = "call", at = "due + 3 days", do = "call", tone = "friendly" }]

[procedure.large]
entry = "final demand"
steps = [{ name = "final demand", at = "due + 10 days", do = "letter", tone = "final", approve = "controller" }]
"#;

const INVOICES: &str = "\
number,customer,name,issued,due,amount,currency,email
R/1,00017,Ashdown & Sons,2025-12-01,2026-01-02,1000.00,GBP,buying@example.com
R-2,00018,Kobe Paper,2025-12-10,2026-01-09,9000.00,GBP,office@example.com
R-3,00019,Third House,2025-12-10,2026-01-09,400.00,GBP,
";

/// A desk with two calls and one approval to do, a collector and a controller.
pub async fn morning() -> TestDesk {
    let desk = TestDesk::near().await;
    let (db, book) = (&desk.db, &desk.book);
    let templates = dunwell_app::Templates::embedded().unwrap();
    policy::activate(db, book, desk.caller(), "policy.toml", POLICY, &templates)
        .await
        .unwrap();
    desk.bills(INVOICES).await;
    let request = run::Request::default();
    run::run(db, book, desk.caller(), Mode::default(), &request)
        .await
        .unwrap();
    desk.employs(ANNA, "Anna Arendt", Role::Collector).await;
    desk.employs(CARL, "Carl Cole", Role::Controller).await;
    desk
}

pub async fn view(desk: &TestDesk, number: &str) -> CustomerView {
    let today = desk.caller().today;
    customer(&desk.db, &desk.book, number, true, today)
        .await
        .unwrap()
}

async fn to_do(desk: &TestDesk) -> Vec<Item> {
    let (today, request) = (desk.caller().today, worklist::Request::default());
    let list = worklist::worklist(&desk.db, &desk.book, &request, today).await;
    list.unwrap().items
}

/// The action that is open for a customer.
pub async fn action(desk: &TestDesk, number: &str) -> String {
    let items = to_do(desk).await;
    let item = items.iter().find(|item| item.customer.number == number);
    item.unwrap().short_id.clone()
}

/// What the newest record of the journal is, and who made it.
async fn newest(desk: &TestDesk, number: &str) -> (String, String) {
    let view = view(desk, number).await;
    let event = &view.timeline[0];
    (event.kind.clone(), event.actor.clone())
}

/// Opens a form and sends it with what was typed, as a browser without a script does.
async fn fills(
    browser: &mut Browser<'_>,
    open: &str,
    send: &str,
    typed: &[(&str, &str)],
) -> Answer {
    let form = browser.gets(open).await;
    assert_eq!(form.status, StatusCode::OK, "{}", form.text);
    let hidden = ["csrf", "key", "at"].map(|name| (name, form.hidden(name)));
    let mut fields: Vec<(&str, &str)> = hidden
        .iter()
        .map(|(name, value)| (*name, value.as_str()))
        .collect();
    fields.extend_from_slice(typed);
    browser.posts(send, &fields).await
}

#[tokio::test]
async fn the_page_of_a_customer_says_who_owes_what_and_why() {
    let desk = morning().await;
    let mut anna = desk.signed_in(ANNA).await;
    let page = anna.gets("/b/house/customers/00017").await;
    assert_eq!(page.status, StatusCode::OK, "{}", page.text);
    shows(
        &page,
        &[
            "<h1>Ashdown &#38; Sons",
            "1,000.00",
            "59 days late",
            "/b/house/invoices/R%2F1",
            "buying@example.com",
            "What happens next",
            "standard",
            "Record a promise",
            "Timeline",
        ],
    );
    for missing in ["0001", "Ashdown", "none"] {
        let page = anna.gets(&format!("/b/house/customers/{missing}")).await;
        assert_eq!(page.status, StatusCode::NOT_FOUND, "{missing}");
    }
}

#[tokio::test]
async fn a_promise_is_recorded_on_the_page_of_a_customer_and_taken_back() {
    let desk = morning().await;
    let mut anna = desk.signed_in(ANNA).await;
    let (open, send) = (
        "/b/house/customers/00017?record=promise",
        "/b/house/customers/00017/promises",
    );
    let wrong = fills(&mut anna, open, send, &[("amount", "much"), ("by", "soon")]).await;
    assert_eq!(wrong.status, StatusCode::UNPROCESSABLE_ENTITY);
    shows(
        &wrong,
        &[
            "value=\"much\"",
            "value=\"soon\"",
            "Give an amount above zero",
            "Give a day",
            "aria-invalid",
        ],
    );
    let past = [
        ("amount", "1000.00"),
        ("by", "2026-03-01"),
        ("currency", "GBP"),
    ];
    let refused = fills(&mut anna, open, send, &past).await;
    assert_eq!(refused.status, StatusCode::UNPROCESSABLE_ENTITY);
    shows(&refused, &["which is earlier", "value=\"2026-03-01\""]);
    assert!(view(&desk, "00017").await.promises.is_empty());

    let right = [
        ("amount", "1000.00"),
        ("by", "2026-03-09"),
        ("currency", "GBP"),
    ];
    let answer = fills(&mut anna, open, send, &right).await;
    assert_eq!(answer.status, StatusCode::SEE_OTHER, "{}", answer.text);
    let promised = ("promise-recorded".to_owned(), "Anna Arendt".to_owned());
    assert_eq!(newest(&desk, "00017").await, promised);
    let page = anna.gets(answer.header("location")).await;
    shows(
        &page,
        &["The promise is recorded.", "by 9 Mar 2026", "Undo"],
    );

    let id = view(&desk, "00017").await.promises[0].id.to_string();
    let undo = format!("/b/house/customers/00017/promises/{id}/withdraw");
    assert!(page.text.contains(&undo));
    let answer = anna.submits(&undo, &[]).await;
    assert_eq!(answer.status, StatusCode::SEE_OTHER, "{}", answer.text);
    let view = view(&desk, "00017").await;
    assert!(view.promises[0].withdrawn_on.is_some());
    assert_eq!(view.timeline[0].actor, "Anna Arendt");
}

#[tokio::test]
async fn a_form_that_is_sent_twice_does_the_thing_once() {
    let desk = morning().await;
    let mut anna = desk.signed_in(ANNA).await;
    let form = anna.gets("/b/house/customers/00017?record=payment").await;
    let (csrf, key) = (form.hidden("csrf"), form.hidden("key"));
    let fields = [
        ("csrf", csrf.as_str()),
        ("key", key.as_str()),
        ("amount", "250.00"),
        ("currency", "GBP"),
        ("kind", "oldest"),
    ];
    for _ in 0..2 {
        let answer = anna
            .posts("/b/house/customers/00017/payments", &fields)
            .await;
        assert_eq!(answer.status, StatusCode::SEE_OTHER, "{}", answer.text);
    }
    let owed = view(&desk, "00017").await.accounts[0].owed;
    assert_eq!(owed.to_string(), "GBP 750.00");
    // A collector records payments; undoing one is for a controller.
    let path = "/b/house/customers/00017?done=payment&id=x&who=00017";
    assert!(!anna.gets(path).await.text.contains("payments/x/reverse"));
    let mut carl = desk.signed_in(CARL).await;
    assert!(carl.gets(path).await.text.contains("payments/x/reverse"));
}

#[tokio::test]
async fn notes_disputes_and_holds_are_recorded_and_ended() {
    let desk = morning().await;
    let mut anna = desk.signed_in(ANNA).await;
    let base = "/b/house/customers/00018";
    let record = |what: &str| (format!("{base}?record={what}"), format!("{base}/{what}s"));
    for (what, typed) in [
        ("note", &[("text", "Closed on Fridays.")][..]),
        (
            "dispute",
            &[
                ("invoice", "R-2"),
                ("amount", "100.00"),
                ("text", "Two are broken."),
            ],
        ),
        (
            "hold",
            &[("kind", "contact"), ("text", "The director is ill.")],
        ),
    ] {
        let (open, send) = record(what);
        let empty = fills(&mut anna, &open, &send, &[]).await;
        assert_eq!(empty.status, StatusCode::UNPROCESSABLE_ENTITY, "{what}");
        shows(&empty, &["Fill this in."]);
        let answer = fills(&mut anna, &open, &send, typed).await;
        assert_eq!(
            answer.status,
            StatusCode::SEE_OTHER,
            "{what}: {}",
            answer.text
        );
        assert_eq!(newest(&desk, "00018").await.1, "Anna Arendt");
    }
    shows(
        &anna.gets(base).await,
        &[
            "Closed on Fridays.",
            "Two are broken.",
            "The director is ill.",
            "Contact is paused",
        ],
    );
    let seen = view(&desk, "00018").await;
    let resolve = format!("{base}/disputes/{}/resolve", seen.disputes[0].id);
    let lift = format!("{base}/holds/{}/lift", seen.holds[0].id);
    for (path, reason) in [(resolve, "Two were sent again."), (lift, "She is back.")] {
        let answer = anna.submits(&path, &[("reason", reason)]).await;
        assert_eq!(answer.status, StatusCode::SEE_OTHER, "{}", answer.text);
    }
    let seen = view(&desk, "00018").await;
    assert_eq!(
        seen.disputes[0].resolution.as_deref(),
        Some("Two were sent again.")
    );
    assert!(!seen.holds[0].active);
}

#[tokio::test]
async fn the_page_of_an_invoice_shows_its_ledger() {
    let desk = morning().await;
    let mut anna = desk.signed_in(ANNA).await;
    let typed = [
        ("amount", "250.00"),
        ("currency", "GBP"),
        ("invoice", "R/1"),
    ];
    let (open, send) = (
        "/b/house/customers/00017?record=payment",
        "/b/house/customers/00017/payments",
    );
    fills(&mut anna, open, send, &typed).await;
    let page = anna.gets("/b/house/invoices/R%2F1").await;
    assert_eq!(page.status, StatusCode::OK, "{}", page.text);
    shows(
        &page,
        &[
            "Invoice R/1",
            "Ashdown &#38; Sons",
            "750.00",
            "\u{2212}250.00",
            "Set against it",
            "Anna Arendt",
            "59 days late",
            "Steps and texts",
        ],
    );
    let page = anna.gets("/b/house/invoices/R-9").await;
    assert_eq!(page.status, StatusCode::NOT_FOUND);
}

#[tokio::test]
async fn a_call_is_recorded_beside_the_list_and_the_next_comes_up() {
    let desk = morning().await;
    let mut anna = desk.signed_in(ANNA).await;
    let call = action(&desk, "00017").await;
    let page = anna.gets(&format!("/b/house/today?open={call}")).await;
    assert_eq!(page.status, StatusCode::OK, "{}", page.text);
    shows(
        &page,
        &[
            "class=\"script\"",
            "is-open",
            "Record a call",
            "Leave it out",
        ],
    );

    let open = format!("/b/house/today?open={call}&record=call");
    let send = "/b/house/customers/00017/calls";
    let none = fills(&mut anna, &open, send, &[("action", &call)]).await;
    assert_eq!(none.status, StatusCode::UNPROCESSABLE_ENTITY);
    shows(&none, &["Choose how the call ended.", "id=\"work\""]);

    let typed = [
        ("action", call.as_str()),
        ("outcome", "cash-flow"),
        ("text", "Next month."),
    ];
    let answer = fills(&mut anna, &open, send, &typed).await;
    assert_eq!(answer.status, StatusCode::SEE_OTHER, "{}", answer.text);
    let called = ("call-recorded".to_owned(), "Anna Arendt".to_owned());
    assert_eq!(newest(&desk, "00017").await, called);
    assert_eq!(
        view(&desk, "00017").await.who.reason.as_deref(),
        Some("cash-flow")
    );
    let page = anna.gets(answer.header("location")).await;
    shows(
        &page,
        &["The call is recorded.", "2 to do", "aria-current=\"true\""],
    );

    // It was another customer: the call is to be made again.
    let undo = page
        .text
        .split("action=\"")
        .find(|part| part.contains("/reopen\""));
    let undo = undo.unwrap().split('"').next().unwrap().to_owned();
    let answer = anna.submits(&undo, &[("at", "at=today")]).await;
    assert_eq!(answer.status, StatusCode::SEE_OTHER, "{}", answer.text);
    assert_eq!(action(&desk, "00017").await, call);
    assert!(answer.header("location").contains(&format!("open={call}")));
}

#[tokio::test]
async fn a_promise_on_the_telephone_is_recorded_next() {
    let desk = morning().await;
    let mut anna = desk.signed_in(ANNA).await;
    let call = action(&desk, "00019").await;
    let open = format!("/b/house/today?open={call}&record=call");
    let typed = [("action", call.as_str()), ("outcome", "promise")];
    let answer = fills(&mut anna, &open, "/b/house/customers/00019/calls", &typed).await;
    let location = answer.header("location");
    assert!(
        location.starts_with("/b/house/customers/00019?"),
        "{location}"
    );
    let page = anna.gets(location).await;
    shows(
        &page,
        &[
            "The call is recorded.",
            "action=\"/b/house/customers/00019/promises\"",
        ],
    );
}

#[tokio::test]
async fn the_role_that_the_policy_names_approves() {
    let desk = morning().await;
    let action = action(&desk, "00018").await;
    let open = format!("/b/house/today?kind=approve&open={action}");
    let approve = format!("/b/house/actions/{action}/approve");
    let mut anna = desk.signed_in(ANNA).await;
    let page = anna.gets(&open).await;
    shows(
        &page,
        &["A controller has to approve it.", "class=\"letter\""],
    );
    assert!(!page.text.contains(&approve));
    let answer = anna.submits(&approve, &[]).await;
    assert_eq!(answer.status, StatusCode::FORBIDDEN);

    let mut carl = desk.signed_in(CARL).await;
    let answer = fills(&mut carl, &open, &approve, &[]).await;
    assert_eq!(answer.status, StatusCode::SEE_OTHER, "{}", answer.text);
    let approved = ("action-approved".to_owned(), "Carl Cole".to_owned());
    assert_eq!(newest(&desk, "00018").await, approved);
    let again = carl.submits(&approve, &[("at", "at=today")]).await;
    assert_eq!(again.status, StatusCode::UNPROCESSABLE_ENTITY);
    shows(&again, &["waits for nobody", "id=\"work\""]);
}

#[tokio::test]
async fn a_step_is_left_out_with_a_reason() {
    let desk = morning().await;
    let mut anna = desk.signed_in(ANNA).await;
    let action = action(&desk, "00019").await;
    let open = format!("/b/house/today?open={action}&record=skip");
    let skip = format!("/b/house/actions/{action}/skip");
    let empty = fills(&mut anna, &open, &skip, &[("text", " ")]).await;
    assert_eq!(empty.status, StatusCode::UNPROCESSABLE_ENTITY);
    shows(&empty, &["Fill this in.", "Why it is left out"]);
    let answer = fills(&mut anna, &open, &skip, &[("text", "They called us.")]).await;
    assert_eq!(answer.status, StatusCode::SEE_OTHER, "{}", answer.text);
    assert_eq!(newest(&desk, "00019").await.1, "Anna Arendt");
    assert_eq!(to_do(&desk).await.len(), 2);
}

#[tokio::test]
async fn filters_narrow_the_list_and_a_script_is_given_the_part() {
    let desk = morning().await;
    let mut anna = desk.signed_in(ANNA).await;
    let page = anna.gets("/b/house/today").await;
    shows(
        &page,
        &["3 to do", "?kind=call", "?class=large", "?kind=approve"],
    );
    let page = anna.gets("/b/house/today?class=large").await;
    shows(&page, &["1 to do", "Kobe Paper"]);
    assert!(!page.text.contains("Ashdown"));
    let page = anna.gets("/b/house/today?currency=JPY").await;
    shows(&page, &["0 to do", "Nothing is left here", "Show all work"]);

    let request = anna
        .request(Method::GET, "/b/house/today?kind=call&done=note")
        .header("hx-request", "true");
    let part = anna
        .sends(request.body(axum::body::Body::empty()).unwrap())
        .await;
    assert!(
        part.text.starts_with("<div class=\"stack\" id=\"work\">"),
        "{}",
        part.text
    );
    assert_eq!(part.header("hx-push-url"), "/b/house/today?kind=call");
    shows(&part, &["2 to do", "The note is kept."]);
}

#[tokio::test]
async fn a_viewer_is_shown_no_way_to_change_anything() {
    let desk = morning().await;
    desk.employs("vera@example.com", "Vera", Role::Viewer).await;
    let mut vera = desk.signed_in("vera@example.com").await;
    let call = action(&desk, "00017").await;
    for path in [
        "/b/house/customers/00017?record=promise".to_owned(),
        "/b/house/invoices/R%2F1".to_owned(),
        format!("/b/house/today?open={call}&record=skip"),
    ] {
        let page = vera.gets(&path).await;
        assert_eq!(page.status, StatusCode::OK, "{path}");
        let forms = page.text.matches("action=\"/b/house/").count();
        assert_eq!(forms, 0, "{path}: {}", page.text);
        let mut links = page.text.split("href=\"").skip(1);
        assert!(links.all(|link| !link.split('"').next().unwrap().contains("record=")));
    }
}
