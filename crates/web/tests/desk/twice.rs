//! Forms about people and programs that are sent twice, as by somebody who did not see the answer.

use axum::http::StatusCode;
use dunwell_app::access::Role;
use dunwell_app::user::{User, api_token, latest, manage};

use crate::browser::{Answer, Browser, TestDesk};

const ANNA: &str = "anna@example.com";
const USERS: &str = "/b/house/settings/users";
const TOKENS: &str = "/b/house/settings/tokens";

async fn as_admin(desk: &TestDesk) -> Browser<'_> {
    desk.employs(ANNA, "Anna", Role::Admin).await;
    desk.signed_in(ANNA).await
}

/// The link or the token that a page shows.
fn shown(page: &Answer) -> String {
    assert_eq!(page.status, StatusCode::OK, "{}", page.text);
    let secret = page.text.split("<code class=\"secret\">").nth(1);
    let secret = secret.unwrap_or_else(|| panic!("nothing is shown in {}", page.text));
    secret.split('<').next().unwrap().to_owned()
}

/// A form as its page was drawn, with what is typed.
async fn form<'f>(
    browser: &mut Browser<'_>,
    page: &str,
    typed: &[(&'f str, &'f str)],
) -> Vec<(&'f str, String)> {
    let key = browser.gets(page).await.hidden("key");
    let typed = typed
        .iter()
        .map(|(name, value)| (*name, (*value).to_owned()));
    typed.chain([("key", key)]).collect()
}

async fn sends(browser: &mut Browser<'_>, path: &str, form: &[(&str, String)]) -> Answer {
    let fields: Vec<_> = form
        .iter()
        .map(|(name, value)| (*name, value.as_str()))
        .collect();
    browser.submits(path, &fields).await
}

/// Sends a form, and sends it again.
async fn twice(browser: &mut Browser<'_>, path: &str, form: &[(&str, String)]) -> [Answer; 2] {
    [
        sends(browser, path, form).await,
        sends(browser, path, form).await,
    ]
}

async fn ben(desk: &TestDesk) -> User {
    let users = manage::list(&desk.db).await.unwrap();
    users.into_iter().find(|user| user.name == "Ben").unwrap()
}

async fn happened(desk: &TestDesk, kind: &str) -> usize {
    let events = latest(&desk.db, None, 100).await.unwrap();
    events.iter().filter(|event| event.kind == kind).count()
}

#[tokio::test]
async fn one_token_is_made_and_shown_twice() {
    let desk = TestDesk::near().await;
    let mut browser = as_admin(&desk).await;
    let typed = [("name", "shop"), ("role", "viewer"), ("until", "")];
    let shop = form(&mut browser, TOKENS, &typed).await;
    let [first, again] = twice(&mut browser, TOKENS, &shop).await;
    assert_eq!(shown(&first), shown(&again));
    let tokens = api_token::list(&desk.db, &desk.book).await.unwrap();
    assert_eq!((tokens.len(), happened(&desk, "token-made").await), (1, 1));

    let mut other = shop.clone();
    other[0].1 = "till".to_owned();
    let refused = sends(&mut browser, TOKENS, &other).await;
    assert_eq!(refused.status, StatusCode::UNPROCESSABLE_ENTITY);
    assert!(refused.text.contains("use a new key"), "{}", refused.text);
    // Nobody else is shown it with the same form.
    desk.employs("dora@example.com", "Dora", Role::Admin).await;
    let mut dora = desk.signed_in("dora@example.com").await;
    let hers = sends(&mut dora, TOKENS, &shop).await;
    assert_eq!(hers.status, StatusCode::UNPROCESSABLE_ENTITY);
    assert!(hers.text.contains("There is a token called shop already"));
    assert!(!hers.text.contains(&shown(&first)));

    let revoke = format!("{TOKENS}/{}/revoke", tokens[0].id);
    let back = form(&mut browser, TOKENS, &[]).await;
    for done in twice(&mut browser, &revoke, &back).await {
        assert_eq!(done.status, StatusCode::SEE_OTHER, "{}", done.text);
    }
    assert_eq!(happened(&desk, "token-taken-back").await, 1);
    let late = sends(&mut browser, TOKENS, &shop).await;
    assert_eq!(late.status, StatusCode::UNPROCESSABLE_ENTITY);
    assert!(late.text.contains("make another one"), "{}", late.text);
}

#[tokio::test]
async fn somebody_is_invited_once_by_one_link() {
    let desk = TestDesk::near().await;
    let mut browser = as_admin(&desk).await;
    let typed = [
        ("email", "ben@example.com"),
        ("name", "Ben"),
        ("role", "collector"),
        ("lang", "en"),
    ];
    let invitation = form(&mut browser, USERS, &typed).await;
    let [first, again] = twice(&mut browser, USERS, &invitation).await;
    assert_eq!(shown(&first), shown(&again));
    let base = format!("{USERS}/{}", ben(&desk).await.id);
    let link = form(&mut browser, USERS, &[]).await;
    let [first, again] = twice(&mut browser, &format!("{base}/link"), &link).await;
    assert_eq!(shown(&first), shown(&again));
    let made = happened(&desk, "link-made").await;
    let another = form(&mut browser, USERS, &[]).await;
    let another = sends(&mut browser, &format!("{base}/link"), &another).await;
    assert_ne!(shown(&another), shown(&first));
    assert_eq!(happened(&desk, "link-made").await, made + 1);
    // The one before is useless, and is not shown again as if it were not.
    let late = sends(&mut browser, &format!("{base}/link"), &link).await;
    assert_eq!(late.status, StatusCode::UNPROCESSABLE_ENTITY);
    assert!(late.text.contains("used already or is too old"));
}

#[tokio::test]
async fn what_a_person_may_do_is_changed_once() {
    let desk = TestDesk::near().await;
    let mut browser = as_admin(&desk).await;
    desk.employs("ben@example.com", "Ben", Role::Viewer).await;
    let base = format!("{USERS}/{}", ben(&desk).await.id);
    for (part, typed, kind) in [
        ("role", &[("role", "collector")][..], "role-changed"),
        ("sessions", &[], "sessions-ended"),
        ("access", &[("do", "disable")], "user-disabled"),
    ] {
        let before = happened(&desk, kind).await;
        let sent = form(&mut browser, USERS, typed).await;
        for done in twice(&mut browser, &format!("{base}/{part}"), &sent).await {
            assert_eq!(done.status, StatusCode::SEE_OTHER, "{part}: {}", done.text);
        }
        assert_eq!(happened(&desk, kind).await, before + 1, "{part}");
    }
    let mut lets_in = form(&mut browser, USERS, &[("do", "disable")]).await;
    let access = format!("{base}/access");
    sends(&mut browser, &access, &lets_in).await;
    lets_in[0].1 = "enable".to_owned();
    let refused = sends(&mut browser, &access, &lets_in).await;
    assert!(refused.text.contains("use a new key"), "{}", refused.text);
    assert!(ben(&desk).await.disabled_at.is_some());
}
