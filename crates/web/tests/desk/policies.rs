//! Policies: read, compared, checked, tried out, put into force.

use axum::http::StatusCode;
use dunwell_app::access::Role;
use dunwell_app::policy;

use crate::browser::{Answer, TestDesk};
use crate::today::work;

const ANNA: &str = "anna@example.com";

fn standard() -> &'static str {
    policy::ready("standard-trade-credit").unwrap()
}

fn holds(page: &Answer, parts: &[&str]) {
    for part in parts {
        assert!(page.text.contains(part), "{part} in {}", page.text);
    }
}

/// The standard policy with the gap between contacts changed by a day.
fn other() -> String {
    let other = standard().replacen("min_gap_days = ", "min_gap_days = 1", 1);
    assert_ne!(other, standard());
    other
}

#[tokio::test]
async fn the_policy_in_force_is_read_in_sentences_and_pictures() {
    let desk = TestDesk::near().await;
    work(&desk).await;
    desk.employs(ANNA, "Anna", Role::Viewer).await;
    let mut browser = desk.signed_in(ANNA).await;
    let page = browser.gets("/b/house/policies").await;
    assert_eq!(page.status, StatusCode::OK);
    holds(
        &page,
        &[
            "in force</span>",
            "days lie between two contacts",
            "<svg class=\"chart-svg\"",
            "days after the due date",
            "id=\"procedure-1\"",
            "<a href=\"/b/house/policies/1\">1</a>",
        ],
    );
    assert!(
        !page.text.contains("policies/edit"),
        "a viewer cannot change it"
    );
    let lost = browser.gets("/b/house/policies/7").await;
    assert_eq!(lost.status, StatusCode::NOT_FOUND);
}

#[tokio::test]
async fn a_condition_is_read_in_words_and_as_it_stands() {
    let desk = TestDesk::near().await;
    work(&desk).await;
    let nested = standard().replacen(
        "overdue >= 25000.0",
        "overdue >= 30000.0 && (country == 'DE' || paid_invoices == 0)",
        1,
    );
    let (db, book, file) = (&desk.db, &desk.book, "policy.toml");
    let templates = dunwell_app::Templates::embedded().unwrap();
    policy::activate(db, book, desk.caller(), file, &nested, &templates)
        .await
        .unwrap();
    desk.employs(ANNA, "Anna", Role::Viewer).await;
    let mut browser = desk.signed_in(ANNA).await;
    let in_words = [
        (
            "en",
            "All of these:<ul><li>The amount overdue is GBP 30,000.00 or more.</li><li>At least one of these:<ul><li>The country is Germany.</li><li>No invoice has been paid yet.</li></ul></li></ul>",
            "was \"the amount overdue is GBP 25,000.00 or more\" and is now \"the amount overdue is GBP 30,000.00 or more, and (the country is Germany, or no invoice has been paid yet)\".",
        ),
        (
            "fr",
            "Toutes ces conditions :<ul><li>Le montant en retard atteint ou dépasse 30\u{202f}000,00\u{a0}GBP.</li><li>Au moins une de ces conditions :<ul><li>Le pays est : Allemagne.</li><li>Aucune facture n’a encore été payée.</li></ul></li></ul>",
            "« le montant en retard atteint ou dépasse 25\u{202f}000,00\u{a0}GBP » devient",
        ),
        (
            "de",
            "Alle diese Bedingungen:<ul><li>Die überfällige Summe beträgt mindestens 30.000,00\u{a0}GBP.</li><li>Mindestens eine dieser Bedingungen:<ul><li>Das Land ist Deutschland.</li><li>Noch keine Rechnung wurde bezahlt.</li></ul></li></ul>",
            "war „die überfällige Summe beträgt mindestens 25.000,00\u{a0}GBP“ und ist jetzt",
        ),
    ];
    for (lang, lines, compared) in in_words {
        browser
            .submits("/account/language", &[("lang", lang)])
            .await;
        let page = browser.gets("/b/house/policies").await;
        holds(&page, &[lines, "<code class=\"soft small\">true</code>"]);
        let page = browser
            .gets("/b/house/policies/compare?older=1&newer=2")
            .await;
        let text = page.text.replace("&#34;", "\"");
        assert!(text.contains(compared), "{compared} in {text}");
    }
}

#[tokio::test]
async fn a_book_without_a_policy_is_offered_the_ready_ones() {
    let desk = TestDesk::near().await;
    desk.employs(ANNA, "Anna", Role::Controller).await;
    let mut browser = desk.signed_in(ANNA).await;
    let page = browser.gets("/b/house/policies").await;
    holds(
        &page,
        &["No policy is in force yet", "?from=small-business"],
    );
    let page = browser
        .gets("/b/house/policies/edit?from=small-business")
        .await;
    holds(
        &page,
        &[
            "name = &#34;Small business&#34;",
            "name=\"over\" value=\"0\"",
        ],
    );
}

#[tokio::test]
async fn a_changed_policy_is_checked_and_put_into_force() {
    let desk = TestDesk::near().await;
    work(&desk).await;
    desk.employs(ANNA, "Anna", Role::Controller).await;
    let mut browser = desk.signed_in(ANNA).await;
    let path = "/b/house/policies/edit";
    let form = browser.gets(path).await;
    assert_eq!(form.hidden("over"), "1");

    let part = browser
        .submits("/b/house/policies/lint", &[("text", "[policy]")])
        .await;
    assert_eq!(part.status, StatusCode::OK);
    holds(&part, &["id=\"check\"", "line 1", "cannot be used"]);
    assert!(!part.text.contains("<html"), "only a part: {}", part.text);

    let broken = [("text", "nonsense"), ("over", "1"), ("do", "save")];
    let page = browser.submits(path, &broken).await;
    assert_eq!(page.status, StatusCode::UNPROCESSABLE_ENTITY);
    holds(&page, &["id=\"text-error\"", "nonsense</textarea>"]);

    let other = other();
    let fields = [("text", other.as_str()), ("over", "1"), ("do", "save")];
    let saved = browser.submits(path, &fields).await;
    assert_eq!(saved.status, StatusCode::SEE_OTHER, "{}", saved.text);
    let page = browser.gets("/b/house/policies").await;
    holds(&page, &["version 2", "<td data-label=\"By\">Anna</td>"]);
    let page = browser
        .gets("/b/house/policies/compare?older=2&newer=1")
        .await;
    holds(
        &page,
        &[
            "From version 1 to version 2",
            "days between two contacts was",
        ],
    );
}

#[tokio::test]
async fn nobodys_changes_are_written_over_unseen() {
    let desk = TestDesk::near().await;
    work(&desk).await;
    desk.employs(ANNA, "Anna", Role::Controller).await;
    let mut browser = desk.signed_in(ANNA).await;
    let other = other();
    let fields = [("text", other.as_str()), ("over", "0"), ("do", "save")];
    let page = browser.submits("/b/house/policies/edit", &fields).await;
    assert_eq!(page.status, StatusCode::UNPROCESSABLE_ENTITY);
    holds(&page, &["Version 1 came into force while you were writing"]);
    // Now it was seen.
    assert_eq!(page.hidden("over"), "1");
    let versions = policy::versions(&desk.db, &desk.book).await.unwrap();
    assert_eq!(versions.len(), 1);
}

#[tokio::test]
async fn a_policy_is_tried_out_and_nothing_is_kept() {
    let desk = TestDesk::near().await;
    work(&desk).await;
    desk.employs(ANNA, "Anna", Role::Controller).await;
    let mut browser = desk.signed_in(ANNA).await;
    let path = "/b/house/policies/edit";
    let same = [("text", standard()), ("over", "1"), ("do", "try")];
    let page = browser.submits(path, &same).await;
    assert_eq!(page.status, StatusCode::OK);
    holds(
        &page,
        &["The run of 2 Mar 2026", "The run would do the same."],
    );
    let small = policy::ready("small-business").unwrap();
    let page = browser
        .submits(path, &[("text", small), ("over", "1"), ("do", "try")])
        .await;
    holds(
        &page,
        &[
            "Only under this policy",
            "href=\"/b/house/customers/00018\"",
        ],
    );
    let versions = policy::versions(&desk.db, &desk.book).await.unwrap();
    assert_eq!(versions.len(), 1);
}
