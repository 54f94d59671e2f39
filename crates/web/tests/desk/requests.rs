//! What takes two people at the desk: one asks, another decides.

use axum::http::StatusCode;
use dunwell_app::access::Role;
use dunwell_app::book;
use dunwell_app::book_settings::change::{self, Request};
use dunwell_app::funnel::Mode;
use dunwell_app::policy;

use crate::browser::{Answer, TestDesk};
use crate::today::work;

const ANNA: &str = "anna@example.com";
const BEN: &str = "ben@example.com";

fn holds(page: &Answer, parts: &[&str]) {
    for part in parts {
        assert!(page.text.contains(part), "{part} in {}", page.text);
    }
}

/// A desk with work, two controllers and rules.
async fn under(rules: &[&str]) -> TestDesk {
    let desk = TestDesk::near().await;
    work(&desk).await;
    desk.employs(ANNA, "Anna", Role::Controller).await;
    desk.employs(BEN, "Ben", Role::Controller).await;
    let rules = rules.iter().map(|&rule| rule.to_owned()).collect();
    let (caller, mode, request) = (desk.caller(), Mode::default(), Request::some(rules));
    change::change(&desk.db, &desk.book, caller, mode, &request)
        .await
        .unwrap();
    desk
}

/// The address of the only open request.
fn base(page: &Answer) -> String {
    let id = page.text.split("<section class=\"card\" id=\"req_").nth(1);
    let id = &id.expect("a request is open")[..32];
    format!("/b/house/requests/req_{id}")
}

#[tokio::test]
async fn a_write_off_is_asked_for_by_one_and_approved_by_another() {
    let desk = under(&["two_people.write_off=GBP 0; EUR 0"]).await;
    let mut anna = desk.signed_in(ANNA).await;
    let invoice = "/b/house/invoices/0012";
    let path = format!("{invoice}/write-offs");
    let form = anna.gets(&format!("{invoice}?correct=write-off")).await;
    holds(&form, &[&path, "somebody else approves"]);
    let key = form.hidden("key");
    let without = anna.submits(&path, &[("reason", " ")]).await;
    assert_eq!(without.status, StatusCode::UNPROCESSABLE_ENTITY);
    holds(&without, &["id=\"reason-error\""]);
    let typed = [("reason", "They closed."), ("key", key.as_str())];
    // Twice, as an impatient finger does.
    for _ in 0..2 {
        let asked = anna.submits(&path, &typed).await;
        assert_eq!(
            asked.header("location"),
            "/b/house/requests?done=asked",
            "{}",
            asked.text
        );
    }
    let page = anna.gets("/b/house/requests").await;
    holds(
        &page,
        &[
            "They closed.",
            "You asked for this",
            "<span class=\"side-count\">1</span>",
        ],
    );
    let base = base(&page);
    let own = anna.submits(&format!("{base}/approve"), &[]).await;
    assert_eq!(own.status, StatusCode::UNPROCESSABLE_ENTITY);

    let mut ben = desk.signed_in(BEN).await;
    let page = ben.gets("/b/house/requests").await;
    holds(&page, &["Anna asked,", &format!("{base}/approve")]);
    let approved = ben.submits(&format!("{base}/approve"), &[]).await;
    assert_eq!(
        approved.header("location"),
        "/b/house/requests?done=approved",
        "{}",
        approved.text
    );
    holds(
        &ben.gets("/b/house/requests").await,
        &["Nothing waits for a decision", "approved</span>"],
    );
    let page = ben.gets(&format!("{invoice}?correct=write-off")).await;
    assert!(!page.text.contains(&path), "nothing is open any more");
}

#[tokio::test]
async fn another_policy_is_asked_for_declined_and_withdrawn() {
    let desk = under(&["two_people.policy=yes"]).await;
    let mut anna = desk.signed_in(ANNA).await;
    let path = "/b/house/policies/edit";
    holds(
        &anna.gets(path).await,
        &["somebody else approves", "name=\"why\""],
    );
    let text = policy::ready("small-business").unwrap();
    let without = [("text", text), ("over", "1"), ("do", "save")];
    let page = anna.submits(path, &without).await;
    assert_eq!(page.status, StatusCode::UNPROCESSABLE_ENTITY);
    holds(&page, &["id=\"why-error\""]);
    let typed = [
        ("text", text),
        ("over", "1"),
        ("why", "Simpler"),
        ("do", "save"),
    ];
    for _ in 0..2 {
        let asked = anna.submits(path, &typed).await;
        assert_eq!(
            asked.header("location"),
            "/b/house/requests?done=asked",
            "{}",
            asked.text
        );
        let page = anna.gets("/b/house/requests").await;
        holds(
            &page,
            &["Small business", "name = &#34;Small business&#34;"],
        );
        let base = base(&page);
        let mut ben = desk.signed_in(BEN).await;
        let others = ben.submits(&format!("{base}/withdraw"), &[]).await;
        assert_eq!(others.status, StatusCode::UNPROCESSABLE_ENTITY);
        let silent = ben
            .submits(&format!("{base}/decline"), &[("reason", "")])
            .await;
        assert_eq!(silent.status, StatusCode::UNPROCESSABLE_ENTITY);
        ben.submits(&format!("{base}/decline"), &[("reason", "Not now")])
            .await;
        holds(
            &anna.gets("/b/house/requests").await,
            &["declined</span>", "Not now"],
        );
    }
    anna.submits(path, &typed).await;
    let page = anna.gets("/b/house/requests").await;
    let taken = anna
        .submits(&format!("{}/withdraw", base(&page)), &[])
        .await;
    assert_eq!(taken.header("location"), "/b/house/requests?done=withdrawn");
    assert_eq!(
        policy::versions(&desk.db, &desk.book).await.unwrap().len(),
        1
    );
}

#[tokio::test]
async fn what_a_policy_would_change_is_said_in_the_language_of_who_decides() {
    let desk = under(&["two_people.policy=yes"]).await;
    let mut anna = desk.signed_in(ANNA).await;
    let typed = [
        ("text", policy::ready("small-business").unwrap()),
        ("over", "1"),
        ("why", "Simpler"),
        ("do", "save"),
    ];
    anna.submits("/b/house/policies/edit", &typed).await;
    let mut ben = desk.signed_in(BEN).await;
    for (lang, words) in [
        (
            "fr",
            [
                "Le nom de la politique : «",
                "devient « Small business »",
                "La plus petite somme relancée : «",
            ],
        ),
        (
            "de",
            [
                "Der Name der Richtlinie",
                "„Small business“",
                "Die kleinste Summe, die angemahnt wird: war „",
            ],
        ),
    ] {
        let chosen = [("lang", lang)];
        ben.submits("/account/language", &chosen).await;
        let page = ben.gets("/b/house/requests").await;
        holds(&page, &words);
        assert!(!page.text.contains("The policy's name"), "{}", page.text);
    }
}

#[tokio::test]
async fn a_request_that_the_facts_have_left_behind_says_so() {
    let desk = under(&["two_people.bank=yes"]).await;
    for (email, name) in [("dora@example.com", "Dora"), ("emil@example.com", "Emil")] {
        desk.employs(email, name, Role::Admin).await;
    }
    let mut dora = desk.signed_in("dora@example.com").await;
    let path = "/b/house/settings/bank";
    let form = dora.gets(path).await;
    holds(&form, &["somebody else approves", "name=\"why\""]);
    let over = form.hidden("over");
    let typed = [
        ("over", over.as_str()),
        ("iban", "GB29 NWBK 6016 1331 9268 19"),
        ("why", "A new bank"),
    ];
    let asked = dora.submits(path, &typed).await;
    assert_eq!(
        asked.header("location"),
        "/b/house/requests?done=asked",
        "{}",
        asked.text
    );

    let mut ben = desk.signed_in(BEN).await;
    holds(
        &ben.gets("/b/house/requests").await,
        &["This takes another role to decide on"],
    );
    let other = Request::some(vec!["bank.bic=NWBKGB2L".to_owned()]);
    let kept = change::change(&desk.db, &desk.book, desk.caller(), Mode::default(), &other).await;
    assert!(kept.is_ok(), "the operator asks nobody");
    let mut emil = desk.signed_in("emil@example.com").await;
    let page = emil.gets("/b/house/requests").await;
    holds(
        &page,
        &[
            "GB29NWBK60161331926819",
            "instead of nothing",
            "The bank details were changed since",
        ],
    );
    let base = base(&page);
    assert!(
        !page.text.contains(&format!("{base}/approve")),
        "{}",
        page.text
    );
    let late = emil.submits(&format!("{base}/approve"), &[]).await;
    assert_eq!(late.status, StatusCode::UNPROCESSABLE_ENTITY);
    let found = book::find(&desk.db, Some("House")).await.unwrap();
    assert_eq!(found.settings.bank.unwrap().iban, "");
}

#[tokio::test]
async fn the_rules_are_set_at_the_desk_and_never_lock_it() {
    let desk = TestDesk::near().await;
    desk.employs(ANNA, "Anna", Role::Admin).await;
    let mut anna = desk.signed_in(ANNA).await;
    let path = "/b/house/settings/two-people";
    let page = anna.gets(path).await;
    holds(&page, &["too few", "Anna"]);
    assert!(!page.text.contains("side-count"));
    let over = page.hidden("over");
    let typed = [
        ("over", over.as_str()),
        ("limit_GBP", "500"),
        ("policy", "yes"),
    ];
    let locked = anna.submits(path, &typed).await;
    assert_eq!(locked.status, StatusCode::UNPROCESSABLE_ENTITY);
    holds(&locked, &["only Anna could decide", "value=\"500\""]);
    let wrong = anna
        .submits(path, &[("over", &over), ("limit_GBP", "much")])
        .await;
    assert_eq!(wrong.status, StatusCode::UNPROCESSABLE_ENTITY);
    holds(&wrong, &["id=\"limits-error\"", "value=\"much\""]);

    desk.employs(BEN, "Ben", Role::Admin).await;
    let typed = [
        ("over", over.as_str()),
        ("limit_GBP", "500"),
        ("other_code", "eur"),
        ("other_limit", "600"),
    ];
    let saved = anna.submits(path, &typed).await;
    assert_eq!(saved.status, StatusCode::SEE_OTHER, "{}", saved.text);
    let page = anna.gets(path).await;
    holds(
        &page,
        &[
            "value=\"500.00\"",
            "id=\"limit_EUR\"",
            "value=\"600.00\"",
            "/b/house/requests",
            "name=\"why\"",
        ],
    );
    // Now the rules are under themselves.
    let over = page.hidden("over");
    let off = [
        ("over", over.as_str()),
        ("limit_GBP", ""),
        ("limit_EUR", ""),
        ("why", "We trust each other"),
    ];
    let asked = anna.submits(path, &off).await;
    assert_eq!(
        asked.header("location"),
        "/b/house/requests?done=asked",
        "{}",
        asked.text
    );
    let mut ben = desk.signed_in(BEN).await;
    let page = ben.gets("/b/house/requests").await;
    holds(
        &page,
        &["We trust each other", "no limit", "instead of GBP"],
    );
    ben.submits(&format!("{}/approve", base(&page)), &[]).await;
    let found = book::find(&desk.db, Some("House")).await.unwrap();
    assert!(!found.settings.two_people.any());
}
