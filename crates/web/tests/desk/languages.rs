//! The desk in each of its languages: what the rules say is said in the reader's.

use dunwell_app::access::Role;

use crate::browser::TestDesk;
use crate::today::work;

const ANNA: &str = "anna@example.com";

/// Words that only an English sentence of ours has.
const ENGLISH: [&str; 8] = [
    " days late",
    "the procedure",
    "takes the step",
    "The customer is in",
    "Decided",
    "came in",
    "on average",
    "The next step",
];

#[tokio::test]
async fn nothing_of_what_the_rules_say_stays_english() {
    let desk = TestDesk::near().await;
    work(&desk).await;
    desk.employs(ANNA, "Anna", Role::Admin).await;
    let mut browser = desk.signed_in(ANNA).await;
    for (lang, expected) in [
        (
            "fr",
            [
                "La facture 0012 a 59 jours de retard",
                "Le client est dans la classe",
                "1 facture importée",
            ],
        ),
        (
            "de",
            [
                "Rechnung 0012 ist 59 Tage überfällig",
                "Der Kunde gehört zur Klasse",
                "1 Rechnung eingelesen",
            ],
        ),
    ] {
        browser
            .submits("/account/language", &[("lang", lang)])
            .await;
        let today = browser.gets("/b/house/today").await;
        let row = today
            .text
            .split("<a ")
            .find(|part| part.contains("Ashdown"))
            .unwrap();
        let opened = row.split("href=\"").nth(1).unwrap();
        let opened = opened.split('"').next().unwrap().replace("&#38;", "&");
        let mut all = String::new();
        for path in [
            "/b/house/today",
            &opened,
            "/b/house/customers/00017",
            "/b/house/invoices/0012",
            "/b/house/journal",
            "/b/house/journal?customer=00017",
        ] {
            let page = browser.gets(path).await;
            assert_eq!(page.status, axum::http::StatusCode::OK, "{path}");
            for words in ENGLISH {
                assert!(!page.text.contains(words), "{lang}, {path}: {words}");
            }
            all.push_str(&page.text);
        }
        for words in expected {
            assert!(all.contains(words), "{lang}: {words} in {all}");
        }
    }
}
