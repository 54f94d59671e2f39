//! The list of customers, who looks after whom, and the search.

use axum::body::Body;
use axum::http::{Method, StatusCode};
use dunwell_app::access::Role;

use crate::browser::{TestDesk, shows};
use crate::stories::{ANNA, CARL, morning, view};

const LIST: &str = "/b/house/customers";

/// The names in the order in which they stand on the page.
fn order(page: &str) -> Vec<&str> {
    let mut names: Vec<(usize, &str)> = ["Ashdown", "Kobe Paper", "Third House"]
        .into_iter()
        .filter_map(|name| {
            let link = format!("\">{name}");
            Some((page.find(&link)?, name))
        })
        .collect();
    names.sort_unstable();
    names.into_iter().map(|(_, name)| name).collect()
}

#[tokio::test]
async fn the_list_says_who_owes_what_and_is_put_in_order_by_its_columns() {
    let desk = morning().await;
    let mut anna = desk.signed_in(ANNA).await;
    let page = anna.gets(LIST).await;
    assert_eq!(page.status, StatusCode::OK, "{}", page.text);
    shows(
        &page,
        &[
            "3 accounts",
            "10,400.00",
            "9,000.00",
            "59 days late",
            "final demand",
            "to be done now",
            "aria-sort=\"descending\"",
            "href=\"/b/house/customers\" aria-current=\"page\"",
        ],
    );
    assert_eq!(order(&page.text), ["Kobe Paper", "Ashdown", "Third House"]);
    let by_name = format!("{LIST}?sort=name");
    shows(&page, &[&format!("href=\"{by_name}\"")]);
    let page = anna.gets(&by_name).await;
    assert_eq!(order(&page.text), ["Ashdown", "Kobe Paper", "Third House"]);
    shows(
        &page,
        &["aria-sort=\"ascending\"", "sort=name&#38;order=reverse"],
    );
    let page = anna.gets(&format!("{by_name}&order=reverse")).await;
    assert_eq!(order(&page.text), ["Third House", "Kobe Paper", "Ashdown"]);
    let page = anna.gets(&format!("{LIST}?class=large")).await;
    assert_eq!(order(&page.text), ["Kobe Paper"]);
    shows(&page, &["1 account", "Class: large"]);
    let page = anna.gets(&format!("{LIST}?class=large&only=held")).await;
    shows(
        &page,
        &["Nobody is left in this list", "Show all customers"],
    );
    // A place of a list that there is no more leads to the top.
    let lost = anna.gets(&format!("{LIST}?sort=name&after=nowhere")).await;
    assert_eq!(lost.header("location"), by_name);
}

#[tokio::test]
async fn a_book_without_customers_says_how_they_come() {
    let desk = TestDesk::near().await;
    desk.employs(ANNA, "Anna", Role::Viewer).await;
    let page = desk.signed_in(ANNA).await.gets(LIST).await;
    assert_eq!(page.status, StatusCode::OK);
    shows(&page, &["Nobody owes anything", "import some"]);
    assert!(!page.text.contains("customers.csv"), "{}", page.text);
}

#[tokio::test]
async fn the_list_is_taken_along_as_a_file() {
    let desk = morning().await;
    let mut anna = desk.signed_in(ANNA).await;
    let file = anna.gets("/b/house/customers.csv?sort=name").await;
    assert_eq!(file.status, StatusCode::OK);
    assert_eq!(file.header("content-type"), "text/csv; charset=utf-8");
    assert_eq!(
        file.header("content-disposition"),
        "attachment; filename=\"customers-2026-03-02.csv\""
    );
    let lines: Vec<&str> = file.text.lines().collect();
    assert!(lines[0].starts_with("\u{feff}customer,name,owner,currency,balance,overdue"));
    assert!(
        lines[1].starts_with("00017,Ashdown & Sons,,GBP,1000.00,1000.00,"),
        "{}",
        lines[1]
    );
    assert_eq!(lines.len(), 4);
    let file = anna.gets("/b/house/customers.csv?class=large").await;
    assert_eq!(file.text.lines().count(), 2);
}

#[tokio::test]
async fn customers_are_given_to_somebody_from_the_list() {
    let desk = morning().await;
    let mut anna = desk.signed_in(ANNA).await;
    let page = anna.gets(&format!("{LIST}?sort=name&give=yes")).await;
    shows(
        &page,
        &[
            "name=\"customer\" value=\"00017\"",
            "<option value=\"Carl Cole\">",
        ],
    );
    let (csrf, key) = (page.hidden("csrf"), page.hidden("key"));
    let at = page.hidden("at").replace("&#38;", "&");
    let mut fields = vec![
        ("csrf", csrf.as_str()),
        ("key", key.as_str()),
        ("at", at.as_str()),
        ("to", "Anna Arendt"),
    ];
    let send = format!("{LIST}/assign");
    let empty = anna.posts(&send, &fields).await;
    assert_eq!(empty.status, StatusCode::UNPROCESSABLE_ENTITY);
    shows(
        &empty,
        &["Tick the customers", "name=\"customer\" value=\"00017\""],
    );
    fields.extend([("customer", "00017"), ("customer", "00019")]);
    let answer = anna.posts(&send, &fields).await;
    assert_eq!(answer.status, StatusCode::SEE_OTHER, "{}", answer.text);
    let page = anna.gets(answer.header("location")).await;
    shows(
        &page,
        &[
            "It is assigned.",
            "owner=Anna%20Arendt",
            "Mine <span class=\"chip-count\">2<",
        ],
    );
    let page = anna.gets(&format!("{LIST}?owner=Anna%20Arendt")).await;
    assert_eq!(order(&page.text), ["Ashdown", "Third House"]);
    let page = anna.gets(&format!("{LIST}?owner=-")).await;
    assert_eq!(order(&page.text), ["Kobe Paper"]);
    // The same people's work stands together on Today.
    let today = anna.gets("/b/house/today").await;
    shows(&today, &["3 to do", "/b/house/today?owner=Anna%20Arendt"]);
    let today = anna.gets("/b/house/today?owner=Anna%20Arendt").await;
    shows(&today, &["2 to do", "Ashdown", "Third House"]);
    assert!(!today.text.contains("Kobe Paper"), "{}", today.text);
    let seen = view(&desk, "00019").await;
    assert_eq!(seen.who.owner.as_deref(), Some("Anna Arendt"));
    assert_eq!(
        (
            seen.timeline[0].kind.as_str(),
            seen.timeline[0].actor.as_str()
        ),
        ("owner-changed", "Anna Arendt")
    );
}

#[tokio::test]
async fn a_customer_is_given_to_somebody_on_its_page() {
    let desk = morning().await;
    let mut carl = desk.signed_in(CARL).await;
    let path = format!("{LIST}/00018");
    let page = carl.gets(&path).await;
    shows(
        &page,
        &[
            "Looked after by",
            "Nobody",
            "<option value=\"Anna Arendt\">",
        ],
    );
    let send = format!("{path}/owner");
    for (to, owner) in [("Anna Arendt", Some("Anna Arendt")), ("-", None)] {
        let answer = carl.submits(&send, &[("to", to)]).await;
        assert_eq!(answer.status, StatusCode::SEE_OTHER, "{}", answer.text);
        shows(
            &carl.gets(answer.header("location")).await,
            &["It is assigned."],
        );
        assert_eq!(view(&desk, "00018").await.who.owner.as_deref(), owner);
    }
    let lost = carl
        .submits("/b/house/customers/none/owner", &[("to", "Anna Arendt")])
        .await;
    assert_eq!(lost.status, StatusCode::UNPROCESSABLE_ENTITY);
}

#[tokio::test]
async fn what_somebody_remembers_finds_the_customer_and_the_invoice() {
    let desk = morning().await;
    let mut anna = desk.signed_in(ANNA).await;
    let page = anna.gets("/b/house/search").await;
    shows(
        &page,
        &[
            "<h1>Search</h1>",
            "role=\"search\"",
            "data-search=\"/b/house/search\"",
        ],
    );
    for (typed, found) in [
        ("kobe", "/b/house/customers/00018"),
        ("buying@ex", "e-mail buying@example.com"),
        ("r-2", "/b/house/invoices/R-2"),
        ("17", "/b/house/customers/00017"),
    ] {
        let page = anna.gets(&format!("/b/house/search?q={typed}")).await;
        shows(&page, &[found]);
    }
    let page = anna.gets("/b/house/search?q=nobody%20at%20all").await;
    shows(&page, &["Nothing was found", "value=\"nobody at all\""]);
    let first = anna.gets("/b/house/search?q=kobe&open=first").await;
    assert_eq!(first.header("location"), "/b/house/customers/00018");
}

#[tokio::test]
async fn what_was_found_is_put_in_place_and_told() {
    let desk = morning().await;
    let mut anna = desk.signed_in(ANNA).await;
    let mut part = async |path: &str| {
        let request = anna
            .request(Method::GET, path)
            .header("hx-request", "true")
            .body(Body::empty())
            .unwrap();
        anna.sends(request).await
    };
    let page = part("/b/house/search?q=kobe").await;
    shows(
        &page,
        &["id=\"hits-said\" hx-swap-oob=\"innerHTML\">1 customer, 0 invoices<"],
    );
    assert!(!page.text.contains("<html"), "{}", page.text);
    let page = part("/b/house/search?within=palette&q=kobe").await;
    shows(
        &page,
        &[
            "role=\"option\"",
            "data-href=\"/b/house/customers/00018\" data-for=\"kobe\"",
            "id=\"palette-said\"",
        ],
    );
    let page = part("/b/house/search?within=palette&q=").await;
    assert!(!page.text.contains("role=\"option\""), "{}", page.text);
}

#[tokio::test]
async fn many_open_items_come_a_page_at_a_time_the_oldest_first() {
    let desk = morning().await;
    let mut csv = "number,customer,name,issued,due,amount,currency\n".to_owned();
    for number in 1..=119 {
        let line = format!("M-{number:03},00017,Ashdown & Sons,2025-12-01,2026-01-03,10.00,GBP\n");
        csv.push_str(&line);
    }
    desk.bills(&csv).await;
    let mut anna = desk.signed_in(ANNA).await;
    let page = anna.gets("/b/house/customers/00017").await;
    let second = "/b/house/customers/00017?items=GBP-2";
    shows(
        &page,
        &[
            ">R/1</a>",
            ">M-049</a>",
            "1 to 50 of 120",
            &format!("{second}#items-GBP"),
        ],
    );
    assert!(!page.text.contains(">M-050</a>"), "{}", page.text);
    let page = anna.gets(second).await;
    shows(&page, &[">M-050</a>", ">M-099</a>", "51 to 100 of 120"]);
    assert!(!page.text.contains(">R/1</a>"), "{}", page.text);
    // A page that there is not, or no page at all, is the nearest one.
    for (asked, shown) in [
        ("GBP-3", "101 to 120"),
        ("GBP-99", "101 to 120"),
        ("EUR-2", "1 to 50"),
        ("?", "1 to 50"),
    ] {
        let page = anna
            .gets(&format!("/b/house/customers/00017?items={asked}"))
            .await;
        shows(&page, &[&format!("{shown} of 120")]);
    }
}
