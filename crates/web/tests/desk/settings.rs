//! The settings of a book, part by part; the people in it, and the programs.

use axum::http::StatusCode;
use dunwell_app::Currency;
use dunwell_app::access::Role;
use dunwell_app::book;
use dunwell_app::user::api_token;
use dunwell_app::view::journal;
use jiff::SignedDuration;

use crate::browser::{Answer, Browser, PASSWORD, TestDesk};

const ANNA: &str = "anna@example.com";

fn holds(page: &Answer, parts: &[&str]) {
    for part in parts {
        assert!(page.text.contains(part), "{part} in {}", page.text);
    }
}

/// Sends a form as its page was drawn, with what is typed.
async fn sends(browser: &mut Browser<'_>, path: &str, typed: &[(&str, &str)]) -> Answer {
    let form = browser.gets(path).await;
    assert_eq!(form.status, StatusCode::OK, "{path}: {}", form.text);
    let over = form.hidden("over");
    let mut fields = vec![("over", over.as_str())];
    fields.extend_from_slice(typed);
    browser.submits(path, &fields).await
}

async fn kept(desk: &TestDesk) -> book::Settings {
    let found = book::find(&desk.db, Some("House")).await;
    found.unwrap().settings
}

async fn as_admin(desk: &TestDesk) -> Browser<'_> {
    desk.employs(ANNA, "Anna", Role::Admin).await;
    desk.signed_in(ANNA).await
}

#[tokio::test]
async fn the_letterhead_is_changed_and_on_record() {
    let desk = TestDesk::near().await;
    let mut browser = as_admin(&desk).await;
    let path = "/b/house/settings/letterhead";
    let typed = [
        ("trading_name", "Northwind"),
        ("address", "1 Quay Street\r\nLondon E1 1AA"),
        ("phone", "+44 7700 900123"),
    ];
    let saved = sends(&mut browser, path, &typed).await;
    assert_eq!(
        saved.header("location"),
        "/b/house/settings/letterhead?done=saved"
    );
    let page = browser.gets(saved.header("location")).await;
    holds(
        &page,
        &[
            "Saved, and on record",
            "value=\"Northwind\"",
            "1 Quay Street\nLondon E1 1AA</textarea>",
        ],
    );
    assert_eq!(
        kept(&desk).await.address,
        ["1 Quay Street", "London E1 1AA"]
    );
    let record = journal::of_book(&desk.db, &desk.book, None, 10)
        .await
        .unwrap();
    let last = &record.records[0].event;
    assert_eq!(last.actor, "Anna");
    assert!(
        last.text.contains("trading name is \"Northwind\" now"),
        "{}",
        last.text
    );
}

#[tokio::test]
async fn what_is_typed_wrongly_comes_back_with_the_message_beside_it() {
    let desk = TestDesk::near().await;
    let mut browser = as_admin(&desk).await;
    let typed = [
        ("iban", "GB28NWBK60161331926819"),
        ("account_name", "Northwind Ltd"),
    ];
    let page = sends(&mut browser, "/b/house/settings/bank", &typed).await;
    assert_eq!(page.status, StatusCode::UNPROCESSABLE_ENTITY);
    holds(
        &page,
        &[
            "id=\"iban-error\"",
            "check digits",
            "value=\"GB28NWBK60161331926819\"",
            "value=\"Northwind Ltd\"",
        ],
    );
    assert_eq!(kept(&desk).await.bank, None);
}

#[tokio::test]
async fn money_in_a_currency_has_an_account_of_its_own() {
    let desk = TestDesk::near().await;
    let mut browser = as_admin(&desk).await;
    let path = "/b/house/settings/bank";
    let iban = "GB29 NWBK 6016 1331 9268 19";
    let nameless = [("other.iban", iban)];
    let page = sends(&mut browser, path, &nameless).await;
    assert_eq!(page.status, StatusCode::UNPROCESSABLE_ENTITY);
    holds(
        &page,
        &["id=\"other_code-error\"", "Name the currency", iban],
    );
    let named = [
        ("other_code", "eur"),
        ("other.iban", iban),
        ("other.bic", "NWBKGB2L"),
    ];
    let saved = sends(&mut browser, path, &named).await;
    assert_eq!(
        saved.header("location"),
        "/b/house/settings/bank?done=saved"
    );
    let bank = &kept(&desk).await.banks[&Currency::EUR];
    assert_eq!(bank.iban, "GB29NWBK60161331926819");

    let again = sends(&mut browser, path, &named).await;
    holds(&again, &["There is an account in this currency already"]);
    holds(&again, &["In EUR", "name=\"EUR.iban\""]);
    sends(&mut browser, path, &[("EUR.iban", ""), ("EUR.bic", "")]).await;
    assert!(kept(&desk).await.banks.is_empty());
}

#[tokio::test]
async fn the_day_and_the_hours_are_those_of_the_books_time_zone() {
    let desk = TestDesk::near().await;
    let mut browser = as_admin(&desk).await;
    let path = "/b/house/settings";
    let form = browser.gets(path).await;
    let over = form.hidden("over");
    let typed = |zone| {
        [
            ("over", over.as_str()),
            ("language", "de"),
            ("time_zone", zone),
        ]
    };
    let wrong = browser
        .submits("/b/house/settings/language", &typed("Auckland"))
        .await;
    assert_eq!(wrong.status, StatusCode::UNPROCESSABLE_ENTITY);
    holds(
        &wrong,
        &[
            "id=\"time_zone-error\"",
            "value=\"Auckland\"",
            "value=\"de\" selected",
        ],
    );
    let saved = browser
        .submits("/b/house/settings/language", &typed("Pacific/Auckland"))
        .await;
    assert_eq!(saved.header("location"), "/b/house/settings?done=saved");
    // In the afternoon here the next day has begun there.
    desk.passes(SignedDuration::from_hours(4));
    let mut browser = desk.signed_in(ANNA).await;
    let journal = browser.gets("/b/house/journal?of=book").await;
    holds(&journal, &["2 Mar 2026, 21:00 NZDT"]);
    let overview = browser.gets("/b/house/overview").await;
    holds(&overview, &["3 Mar 2026"]);
}

#[tokio::test]
async fn nobodys_settings_are_written_over_unseen() {
    let desk = TestDesk::near().await;
    let mut browser = as_admin(&desk).await;
    let path = "/b/house/settings/letterhead";
    let old = browser.gets(path).await.hidden("over");
    sends(&mut browser, path, &[("contact_name", "Ben")]).await;
    let late = [("over", old.as_str()), ("contact_name", "Carl")];
    let page = browser.submits(path, &late).await;
    assert_eq!(page.status, StatusCode::UNPROCESSABLE_ENTITY);
    holds(
        &page,
        &["Somebody else changed the settings", "value=\"Carl\""],
    );
    assert_eq!(kept(&desk).await.contact_name, "Ben");
}

#[tokio::test]
async fn the_book_gets_another_name_and_address() {
    let desk = TestDesk::near().await;
    let mut browser = as_admin(&desk).await;
    let page = browser
        .submits("/b/house/settings", &[("name", ""), ("country", "Britain")])
        .await;
    holds(&page, &["id=\"name-error\"", "id=\"country-error\""]);
    let renamed = browser
        .submits(
            "/b/house/settings",
            &[("name", "Northwind Ltd"), ("country", "gb")],
        )
        .await;
    assert_eq!(
        renamed.header("location"),
        "/b/northwind-ltd/settings?done=saved"
    );
    let page = browser.gets("/b/northwind-ltd/settings").await;
    holds(&page, &["value=\"Northwind Ltd\"", "value=\"GB\""]);
    let spoken = browser
        .submits("/b/northwind-ltd/settings/language", &[("language", "de")])
        .await;
    assert_eq!(spoken.status, StatusCode::SEE_OTHER);
    let found = book::find(&desk.db, Some("Northwind Ltd")).await.unwrap();
    assert_eq!(found.settings.language.code(), "de");
}

#[tokio::test]
async fn closed_days_are_taken_over_added_and_removed() {
    let desk = TestDesk::near().await;
    let mut browser = as_admin(&desk).await;
    let path = "/b/house/settings/calendar";
    let page = browser.gets(path).await;
    holds(
        &page,
        &[
            "No closed days beside the weekends",
            "<option value=\"2026\">",
        ],
    );
    let own = [("do", "add"), ("day", "2026-12-25"), ("name", "Our day")];
    sends(&mut browser, path, &own).await;
    let place = [("do", "take-over"), ("set", "GB-ENG"), ("year", "2026")];
    let done = sends(&mut browser, path, &place).await;
    assert_eq!(done.status, StatusCode::SEE_OTHER, "{}", done.text);
    let days = kept(&desk).await.holidays;
    assert!(days.len() > 7, "{days:?}");
    let christmas = days.iter().find(|(day, _)| day.to_string() == "2026-12-25");
    assert_eq!(christmas.unwrap().1, "Our day", "what was there stays");
    sends(
        &mut browser,
        path,
        &[("do", "remove"), ("day", "2026-12-25")],
    )
    .await;
    assert_eq!(kept(&desk).await.holidays.len(), days.len() - 1);
    let page = sends(
        &mut browser,
        path,
        &[("do", "add"), ("day", "soon"), ("name", "")],
    )
    .await;
    holds(
        &page,
        &["id=\"day-error\"", "id=\"name-error\"", "value=\"soon\""],
    );
}

#[tokio::test]
async fn unverified_law_is_accepted_by_name() {
    let desk = TestDesk::near().await;
    let mut browser = as_admin(&desk).await;
    let path = "/b/house/settings/law";
    sends(&mut browser, path, &[("shown", ""), ("jurisdiction", "IE")]).await;
    assert_eq!(kept(&desk).await.jurisdiction.as_deref(), Some("IE"));
    let page = browser.gets(path).await;
    let name = page
        .text
        .split("name=\"accept:")
        .nth(1)
        .expect("there is an unverified value");
    let name = name.split('"').next().unwrap().to_owned();
    let tick = format!("accept:{name}");
    let ticked = [
        ("shown", "IE"),
        ("jurisdiction", "IE"),
        (tick.as_str(), "yes"),
    ];
    sends(&mut browser, path, &ticked).await;
    assert_eq!(kept(&desk).await.accept_unverified, [name]);
    sends(
        &mut browser,
        path,
        &[("shown", "IE"), ("jurisdiction", "IE")],
    )
    .await;
    assert!(kept(&desk).await.accept_unverified.is_empty());
}

#[tokio::test]
async fn somebody_is_invited_by_a_link_that_is_shown_once() {
    let desk = TestDesk::near().await;
    let mut browser = as_admin(&desk).await;
    let path = "/b/house/settings/users";
    let typed = [
        ("email", "ben@example.com"),
        ("name", "Ben"),
        ("role", "collector"),
        ("lang", "en"),
    ];
    let page = browser.submits(path, &typed).await;
    assert_eq!(page.status, StatusCode::OK, "{}", page.text);
    let link = page.text.split("<code class=\"secret\">").nth(1).unwrap();
    let link = link.split('<').next().unwrap().to_owned();
    let at = link
        .strip_prefix("http://127.0.0.1:8080")
        .unwrap()
        .to_owned();
    assert!(
        !browser.gets(path).await.text.contains(&at),
        "it is shown once"
    );

    let mut ben = desk.browser();
    let chosen = [("password", PASSWORD), ("again", PASSWORD)];
    let answer = ben.posts(&at, &chosen).await;
    assert_eq!(answer.status, StatusCode::SEE_OTHER, "{}", answer.text);
    ben.signs_in("ben@example.com", PASSWORD).await;
    assert_eq!(ben.gets("/b/house/today").await.status, StatusCode::OK);
    assert_eq!(ben.gets(path).await.status, StatusCode::FORBIDDEN);

    let page = browser.gets(path).await;
    let base = page
        .text
        .split("action=\"/b/house/settings/users/usr_")
        .nth(1)
        .unwrap();
    let id = format!("usr_{}", &base[..32]);
    let role = format!("{path}/{id}/role");
    let changed = browser.submits(&role, &[("role", "admin")]).await;
    assert_eq!(changed.status, StatusCode::SEE_OTHER, "{}", changed.text);
    let signed_out = ben.gets("/b/house/today").await;
    assert!(
        signed_out.header("location").starts_with("/sign-in"),
        "another role ends the sessions"
    );
    let access = format!("{path}/{id}/access");
    browser.submits(&access, &[("do", "disable")]).await;
    holds(&browser.gets(path).await, &["may not sign in"]);
    let link = browser.submits(&format!("{path}/{id}/link"), &[]).await;
    assert_eq!(link.status, StatusCode::UNPROCESSABLE_ENTITY);
    holds(&link, &["may not sign in"]);
}

#[tokio::test]
async fn an_admin_changes_nothing_of_the_own_account_here() {
    let desk = TestDesk::near().await;
    let mut browser = as_admin(&desk).await;
    let page = browser.gets("/b/house/settings/users").await;
    assert!(
        !page.text.contains("/settings/users/usr_"),
        "there is nobody else: {}",
        page.text
    );
    let anna = dunwell_app::user::manage::list(&desk.db)
        .await
        .unwrap()
        .remove(0);
    let path = format!("/b/house/settings/users/{}/role", anna.id);
    let page = browser.submits(&path, &[("role", "viewer")]).await;
    assert_eq!(page.status, StatusCode::UNPROCESSABLE_ENTITY);
    holds(&page, &["another admin does"]);
}

#[tokio::test]
async fn a_token_is_shown_once_and_taken_back() {
    let desk = TestDesk::near().await;
    let mut browser = as_admin(&desk).await;
    let path = "/b/house/settings/tokens";
    holds(&browser.gets(path).await, &["No program has access"]);
    let typed = [
        ("name", "shop"),
        ("role", "viewer"),
        ("until", "2026-12-31"),
    ];
    let page = browser.submits(path, &typed).await;
    assert_eq!(page.status, StatusCode::OK, "{}", page.text);
    let token = page.text.split("<code class=\"secret\">").nth(1).unwrap();
    let token = token.split('<').next().unwrap().to_owned();
    assert!(
        api_token::find(&desk.db, &token, desk.now())
            .await
            .unwrap()
            .is_some()
    );
    let again = browser.submits(path, &typed).await;
    assert_eq!(again.status, StatusCode::UNPROCESSABLE_ENTITY);
    holds(&again, &["There is a token called shop already"]);
    let page = browser.gets(path).await;
    assert!(!page.text.contains(&token), "it is shown once");
    holds(&page, &["until 31 Dec 2026", "made by Anna", "never"]);
    let revoke = page
        .text
        .split("action=\"/b/house/settings/tokens/tok_")
        .nth(1)
        .unwrap();
    let revoke = format!("{path}/tok_{}/revoke", &revoke[..32]);
    let done = browser.submits(&revoke, &[]).await;
    assert_eq!(done.status, StatusCode::SEE_OTHER, "{}", done.text);
    assert!(
        api_token::find(&desk.db, &token, desk.now())
            .await
            .unwrap()
            .is_none()
    );
    let past = browser
        .submits(
            path,
            &[("name", "old"), ("role", "viewer"), ("until", "2020-01-01")],
        )
        .await;
    assert_eq!(past.status, StatusCode::UNPROCESSABLE_ENTITY);
}

#[tokio::test]
async fn the_list_says_with_which_token_a_program_made_one() {
    let desk = TestDesk::near().await;
    let mut browser = as_admin(&desk).await;
    let path = "/b/house/settings/tokens";
    let typed = [("name", "shop"), ("role", "admin"), ("until", "")];
    let page = browser.submits(path, &typed).await;
    let shop = page.text.split("<code class=\"secret\">").nth(1).unwrap();
    let shop = crate::api::Program::with(&desk, shop.split('<').next().unwrap().to_owned());
    let nightly = serde_json::json!({"name": "nightly", "role": "viewer"});
    let made = shop.does("/api/v1/tokens", &nightly).await;
    assert_eq!(made.status, StatusCode::OK, "{}", made.text);
    for (lang, words) in [
        ("en", "made by a program of Anna, with the token shop, "),
        (
            "de",
            "erzeugt von einem Programm von Anna, mit dem Zugangsschlüssel shop, ",
        ),
        ("fr", "créé par un programme, avec le jeton shop (Anna, "),
    ] {
        browser
            .submits("/account/language", &[("lang", lang)])
            .await;
        let list = browser.gets(path).await;
        assert_eq!(list.text.matches(words).count(), 1, "{}", list.text);
    }
}

#[tokio::test]
async fn the_settings_speak_the_readers_language() {
    let desk = TestDesk::near().await;
    let mut browser = as_admin(&desk).await;
    for (lang, words) in [("de", "Freie Tage"), ("fr", "Jours fermés")] {
        browser
            .submits("/account/language", &[("lang", lang)])
            .await;
        for part in [
            "",
            "/letterhead",
            "/bank",
            "/calendar",
            "/law",
            "/two-people",
            "/users",
            "/tokens",
        ] {
            let page = browser.gets(&format!("/b/house/settings{part}")).await;
            assert_eq!(page.status, StatusCode::OK, "{part}");
            holds(&page, &[words]);
            assert!(!page.text.contains(">settings."), "a key is left in {part}");
        }
        let page = browser.gets("/b/house/requests").await;
        assert!(!page.text.contains(">requests."), "a key is left");
    }
}
