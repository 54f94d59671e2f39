//! The desk in each of its languages: what the rules say is said in the reader's.

use axum::http::StatusCode;
use dunwell_app::access::Role;

use crate::browser::TestDesk;
use crate::import::{holds, looked_at_in};
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
            assert_eq!(page.status, StatusCode::OK, "{path}");
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

/// A form that the rules refuse, with what the reader of French and of German is told.
struct Refused {
    path: &'static str,
    fields: &'static [(&'static str, &'static str)],
    french: &'static str,
    german: &'static str,
}

const REFUSED: [Refused; 6] = [
    Refused {
        path: "/b/house/customers/00017/payments",
        fields: &[("amount", "12,50"), ("date", "2031-03-01")],
        french: "Le 1er mars 2031 est encore à venir ; ce qui s’enregistre a déjà eu lieu",
        german: "Der 1. März 2031 liegt in der Zukunft; festgehalten wird, was geschehen ist",
    },
    Refused {
        path: "/b/house/customers/00017/promises",
        fields: &[("amount", "9999999,00"), ("by", "2031-03-01")],
        french: "une promesse porte sur ce qui est ouvert",
        german: "eine Zusage gilt dem, was offen ist",
    },
    Refused {
        path: "/b/house/customers/00017/holds",
        fields: &[("text", "x"), ("by", "2001-03-01")],
        french: "et finirait le 1er mars 2001, c’est-à-dire avant",
        german: "und am 1. März 2001 enden, also früher",
    },
    Refused {
        path: "/b/house/invoices/0012/write-offs",
        fields: &[("amount", "9999999,00"), ("reason", "x")],
        french: "sont ouverts sur la facture 0012, moins que 9 999 999,00 GBP",
        german: "offen, weniger als 9.999.999,00 GBP",
    },
    Refused {
        path: "/b/house/settings/bank",
        fields: &[("iban", "GB28NWBK60161331926819")],
        french: "ses chiffres de contrôle ne correspondent pas au reste",
        german: "die Prüfziffern passen nicht zum Rest",
    },
    Refused {
        path: "/b/house/settings/users",
        fields: &[("email", "nobody"), ("name", "N"), ("role", "viewer")],
        french: "« nobody » n’est pas une adresse e-mail",
        german: "„nobody“ ist keine E-Mail-Adresse",
    },
];

#[tokio::test]
async fn a_refusal_is_read_in_the_readers_language() {
    let desk = TestDesk::near().await;
    work(&desk).await;
    desk.employs(ANNA, "Anna", Role::Admin).await;
    let mut browser = desk.signed_in(ANNA).await;
    for lang in ["fr", "de"] {
        browser
            .submits("/account/language", &[("lang", lang)])
            .await;
        for refused in &REFUSED {
            let answer = browser.submits(refused.path, refused.fields).await;
            assert_eq!(answer.status, StatusCode::UNPROCESSABLE_ENTITY);
            let words = match lang {
                "fr" => refused.french,
                _ => refused.german,
            };
            let text = answer.text.replace(['\u{a0}', '\u{202f}'], " ");
            assert!(text.contains(words), "{words} in {text}");
        }
    }
}

#[tokio::test]
async fn countries_are_named_in_the_readers_language() {
    let desk = TestDesk::near().await;
    desk.employs(ANNA, "Anna", Role::Controller).await;
    let mut browser = desk.signed_in(ANNA).await;
    let text = "number,name,country\n77,Alpenblick,AT\n78,Inselhof,XK\n";
    let path = looked_at_in(&mut browser, "house", "customers.csv", text).await;
    browser.submits(&format!("{path}/go"), &[]).await;
    for (lang, austria, britain) in [
        (
            "fr",
            "77 · Autriche · ",
            "Royaume-Uni (Angleterre et pays de Galles)",
        ),
        (
            "de",
            "77 · Österreich · ",
            "Vereinigtes Königreich (England und Wales)",
        ),
    ] {
        let typed = [("lang", lang)];
        browser.submits("/account/language", &typed).await;
        holds(&browser.gets("/b/house/customers/77").await, &[austria]);
        holds(
            &browser.gets("/b/house/customers/78").await,
            &["78 · XK · "],
        );
        for path in ["/b/house/law", "/b/house/law/GB", "/b/house/law/interest"] {
            holds(&browser.gets(path).await, &[britain]);
        }
    }
}

#[tokio::test]
async fn the_calculator_says_what_is_wrong_in_the_readers_language() {
    let desk = TestDesk::near().await;
    desk.employs(ANNA, "Anna", Role::Viewer).await;
    let mut browser = desk.signed_in(ANNA).await;
    let cases = [
        (
            "amount=5&due=2024-01-01&agreed=plenty",
            "« plenty » ne se comprend pas comme un taux d’intérêt",
            "„plenty“ ist nicht als Zinssatz zu verstehen",
        ),
        (
            "amount=5&due=2024-01-01&day_count=ACT/364",
            "« ACT/364 » n’est pas connu ici",
            "„ACT/364“ ist hier nicht bekannt",
        ),
        (
            "amount=5&due=2024-01-01&paid=2024-02-01&payments=2024-03-01+2.00",
            "Le paiement du 1er mars 2024 est après le 1er févr. 2024",
            "Die Zahlung vom 1. März 2024 liegt nach dem 1. Feb. 2024",
        ),
        (
            "amount=5&due=2024-01-01&agreed=8%25+over+NOWHERE",
            "Il n’y a pas de série de taux « NOWHERE »",
            "Es gibt keine Reihe von Sätzen „NOWHERE“",
        ),
    ];
    for lang in ["fr", "de"] {
        let typed = [("lang", lang)];
        browser.submits("/account/language", &typed).await;
        for (query, french, german) in cases {
            let path = format!("/b/house/law/interest?jurisdiction=GB&{query}");
            let page = browser.gets(&path).await;
            assert_eq!(page.status, StatusCode::UNPROCESSABLE_ENTITY, "{path}");
            let words = if lang == "fr" { french } else { german };
            assert!(page.text.contains(words), "{words} in {}", page.text);
        }
    }
}

#[tokio::test]
async fn a_policy_is_looked_at_in_the_readers_language() {
    let desk = TestDesk::near().await;
    work(&desk).await;
    desk.employs(ANNA, "Anna", Role::Admin).await;
    let mut browser = desk.signed_in(ANNA).await;
    let standard = dunwell_app::policy::ready("standard-trade-credit").unwrap();
    let other = standard.replace("review_by", "reviewed_by");
    for (lang, found, came_into_force) in [
        (
            "fr",
            "vouliez-vous dire « review_by » ?",
            "est entrée en vigueur comme version 1",
        ),
        (
            "de",
            "meinten Sie „review_by“?",
            "trat als Version 1 in Kraft",
        ),
    ] {
        browser
            .submits("/account/language", &[("lang", lang)])
            .await;
        let checked = browser
            .submits("/b/house/policies/lint", &[("text", &other)])
            .await;
        assert!(checked.text.contains(found), "{found} in {}", checked.text);
        let journal = browser.gets("/b/house/journal?of=book").await;
        assert!(journal.text.contains(came_into_force), "{}", journal.text);
    }
}
