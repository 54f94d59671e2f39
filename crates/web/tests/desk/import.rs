//! Import: files are uploaded, looked at, tried out and brought in.

use axum::body::Body;
use axum::http::{Method, StatusCode};
use dunwell_app::access::Role;
use dunwell_app::import::upload;
use jiff::SignedDuration;

use crate::browser::{Answer, Browser, TestDesk};

const CARL: &str = "carl@example.com";

const MARCH: &str = "\
Rechnungs-Nr.;Kundennummer;Kundenname;Rechnungsdatum;Fälligkeit;Betrag;Währung
004711;00042;Müller & Söhne;02.02.2026;01.03.2026;1.234,50;EUR
004712;00042;Müller & Söhne;05.02.2026;04.03.2026;80,00;EUR
004713;00077;Zoé <SARL>;31.02.2026;10.03.2026;99,00;EUR
";

/// Sends files as a browser does.
async fn uploads(browser: &mut Browser<'_>, files: &[(&str, &str, &[u8])]) -> Answer {
    uploads_to(browser, "house", files).await
}

async fn uploads_to(
    browser: &mut Browser<'_>,
    book: &str,
    files: &[(&str, &str, &[u8])],
) -> Answer {
    const MARK: &str = "a-mark-between-parts";
    let csrf = browser.gets("/account").await.hidden("csrf");
    let mut body = Vec::new();
    for (field, name, bytes) in files {
        let head = format!(
            "--{MARK}\r\nContent-Disposition: form-data; name=\"{field}\"; filename=\"{name}\"\r\n\
             Content-Type: text/csv\r\n\r\n"
        );
        body.extend_from_slice(head.as_bytes());
        body.extend_from_slice(bytes);
        body.extend_from_slice(b"\r\n");
    }
    body.extend_from_slice(format!("--{MARK}--\r\n").as_bytes());
    let mut request = browser.request(Method::POST, &format!("/b/{book}/import?csrf={csrf}"));
    let kind = format!("multipart/form-data; boundary={MARK}");
    request
        .headers_mut()
        .unwrap()
        .insert("content-type", kind.parse().unwrap());
    browser.sends(request.body(Body::from(body)).unwrap()).await
}

/// Uploads a file and gives the address of its page with the page.
async fn looked_at(browser: &mut Browser<'_>, name: &str, text: &str) -> (String, Answer) {
    let answer = uploads(browser, &[("files", name, text.as_bytes())]).await;
    assert_eq!(answer.status, StatusCode::SEE_OTHER, "{}", answer.text);
    let path = answer.header("location").to_owned();
    let page = browser.gets(&path).await;
    assert_eq!(page.status, StatusCode::OK);
    (path, page)
}

/// Uploads a file to a book and gives the address of its page.
pub async fn looked_at_in(browser: &mut Browser<'_>, book: &str, name: &str, text: &str) -> String {
    let answer = uploads_to(browser, book, &[("files", name, text.as_bytes())]).await;
    assert_eq!(answer.status, StatusCode::SEE_OTHER, "{}", answer.text);
    answer.header("location").to_owned()
}

#[track_caller]
pub fn holds(page: &Answer, parts: &[&str]) {
    for part in parts {
        assert!(page.text.contains(part), "{part} is not in {}", page.text);
    }
}

async fn desk() -> TestDesk {
    let desk = TestDesk::near().await;
    desk.employs(CARL, "Carl Cole", Role::Controller).await;
    desk
}

#[tokio::test]
async fn a_file_is_understood_tried_and_brought_in_once() {
    let desk = desk().await;
    let mut browser = desk.signed_in(CARL).await;
    let start = browser.gets("/b/house/import").await;
    holds(
        &start,
        &["Nothing was brought in yet", "Up to 1 MB together"],
    );

    let (path, page) = looked_at(&mut browser, "C:\\march.csv", MARCH).await;
    holds(
        &page,
        &[
            ">march.csv</h1>",
            "UTF-8, fields separated by semicolons",
            "Müller &#38; Söhne",
            "EUR 1,234.50",
            "1 Mar 2026",
            "DD/MM/YYYY",
            "with a decimal comma",
            "1 row was refused",
            "31.02.2026",
            "nothing is changed yet",
        ],
    );
    let customer = browser.gets("/b/house/customers/00042").await;
    assert_eq!(customer.status, StatusCode::NOT_FOUND, "it was only tried");

    let done = browser.submits(&format!("{path}/go"), &[]).await;
    assert_eq!(done.header("location"), path, "{}", done.text);
    let page = browser.gets(&path).await;
    holds(&page, &["They are brought in", "Refused rows of march.csv"]);
    let rejects = browser.gets(&format!("{path}/rejects/0")).await;
    assert_eq!(
        rejects.header("content-disposition"),
        "attachment; filename*=UTF-8''march.rejects.csv"
    );
    assert!(
        rejects.text.starts_with("Rechnungs-Nr.;") && rejects.text.contains("\n004713;00077;"),
        "{}",
        rejects.text
    );
    assert!(!rejects.text.contains("004711"), "{}", rejects.text);
    // The same again does nothing more.
    browser.submits(&format!("{path}/go"), &[]).await;
    let list = browser.gets("/b/house/import").await;
    holds(
        &list,
        &["Invoices: 2 new", "1 row was refused", "Carl Cole"],
    );
    assert_eq!(list.text.matches("march.csv").count(), 1, "{}", list.text);
    let customer = browser.gets("/b/house/customers/00042").await;
    holds(&customer, &["EUR", "1,314.50"]);
}

/// A file with something to say: rows that are refused, and a payment that matches nothing.
const PAYMENTS: &str = "\
customer;date;amount;invoice;currency
00042;31.02.2026;80,00;;EUR
;02.03.2026;80,00;4711;EUR
00042;01.03.2026;1.234,50;;EUR
";

#[tokio::test]
async fn what_is_wrong_with_a_file_is_said_in_the_reader_s_language() {
    let desk = desk().await;
    let mut browser = desk.signed_in(CARL).await;
    let (path, _) = looked_at(&mut browser, "bank.csv", PAYMENTS).await;
    let kind = [("kind", "payments")];
    browser.submits(&format!("{path}/reading"), &kind).await;
    let french = [
        "Les dates de la colonne « date » s’écrivent DD/MM/YYYY ; ce jour n’existe pas.",
        "La ligne ne nomme ni un client ni une facture connus",
        "1 paiements ne sont pas ou pas entièrement rapprochés",
    ];
    let german = [
        "Die Daten der Spalte „date“ sind geschrieben als DD/MM/YYYY; diesen Tag gibt es nicht.",
        "Die Zeile nennt weder einen Kunden noch eine bekannte Rechnung",
        "1 Zahlungen sind keiner Rechnung oder nicht ganz zugeordnet",
    ];
    let reads = [("fr", french), ("de", german)];
    // The trial is kept, and so is what came of the import: both are said to whoever reads them later.
    for brings_in in [false, true] {
        if brings_in {
            browser.submits(&format!("{path}/go"), &[]).await;
        }
        for (lang, words) in reads {
            let typed = [("lang", lang)];
            browser.submits("/account/language", &typed).await;
            let page = browser.gets(&path).await;
            holds(&page, &words);
            assert!(!page.text.contains("are written"), "{}", page.text);
        }
    }
    let rejects = browser.gets(&format!("{path}/rejects/0")).await;
    holds(&rejects, &["there is no such day"]);

    // What a file as a whole lacks.
    let (_, page) = looked_at(&mut browser, "odd.csv", "number;amount\n1;2\n").await;
    holds(&page, &["odd.csv: ", "aber die Kopfzeile in Zeile 1 hat"]);
}

#[tokio::test]
async fn the_same_file_again_says_that_nothing_changed() {
    let desk = desk().await;
    let mut browser = desk.signed_in(CARL).await;
    let good: String = MARCH
        .lines()
        .take(3)
        .map(|line| format!("{line}\n"))
        .collect();
    let (path, _) = looked_at(&mut browser, "march.csv", &good).await;
    browser.submits(&format!("{path}/go"), &[]).await;
    desk.passes(SignedDuration::from_mins(1));
    let (path, page) = looked_at(&mut browser, "again.csv", &good).await;
    holds(&page, &["Everything in here is known already"]);
    browser.submits(&format!("{path}/go"), &[]).await;
    let page = browser.gets(&path).await;
    holds(
        &page,
        &["Nothing was changed: everything in these files was known already"],
    );
}

#[tokio::test]
async fn what_a_file_leaves_open_is_asked_and_answered() {
    let desk = desk().await;
    let mut browser = desk.signed_in(CARL).await;
    let file = "number,customer,due,amount\nA-1,7,02/03/2026,\"1,234\"\n";
    let (path, page) = looked_at(&mut browser, "open.csv", file).await;
    holds(
        &page,
        &[
            "The file leaves this open",
            "Which day is 02/03/2026 in the column due?",
            "DD/MM/YYYY (2 March 2026)",
            "How much is 1,234 in the column amount?",
        ],
    );
    assert!(!page.text.contains("/go\""), "it cannot be brought in yet");
    let answers = [("date", "MM/DD/YYYY"), ("decimal", ".")];
    browser.submits(&format!("{path}/reading"), &answers).await;
    let page = browser.gets(&path).await;
    holds(&page, &["3 Feb 2026", "GBP 1,234.00", "/go\""]);
}

#[tokio::test]
async fn columns_can_be_named_where_their_names_say_nothing() {
    let desk = desk().await;
    let mut browser = desk.signed_in(CARL).await;
    let file = "doc|who|when|how much\nA-1|7|2026-03-20|12.50\n";
    let (path, page) = looked_at(&mut browser, "odd.csv", file).await;
    holds(
        &page,
        &["no header row was found", "<option value=\"=how much\">"],
    );
    let wrong = [("currency", "pounds")];
    let again = browser.submits(&format!("{path}/reading"), &wrong).await;
    assert_eq!(again.status, StatusCode::UNPROCESSABLE_ENTITY);
    holds(
        &again,
        &[
            "is no currency",
            "id=\"currency-error\"",
            "value=\"POUNDS\"",
        ],
    );
    let named = [
        ("column-number", "=doc"),
        ("column-customer", "=who"),
        ("column-due", "=when"),
        ("column-amount", "=how much"),
        ("currency", "chf"),
    ];
    browser.submits(&format!("{path}/reading"), &named).await;
    let page = browser.gets(&path).await;
    holds(&page, &["CHF 12.50", "20 Mar 2026", "/go\""]);
}

#[tokio::test]
async fn several_files_come_in_in_their_order() {
    let desk = desk().await;
    let mut browser = desk.signed_in(CARL).await;
    let files: [(&str, &str, &[u8]); 3] = [
        (
            "files",
            "paid.csv",
            b"customer,date received,amount received,invoice\n7,2026-02-20,10.00,A-1\n",
        ),
        (
            "files",
            "bills.csv",
            b"number,customer,due,amount\nA-1,7,2026-02-10,10.00\n",
        ),
        ("files", "people.csv", b"number,name\n7,Ashdown\n"),
    ];
    let answer = uploads(&mut browser, &files).await;
    let path = answer.header("location").to_owned();
    let page = browser.gets(&path).await;
    holds(&page, &["people.csv, bills.csv, paid.csv"]);
    browser.submits(&format!("{path}/go"), &[]).await;
    let invoice = browser.gets("/b/house/invoices/A-1").await;
    assert_eq!(invoice.status, StatusCode::OK);
    holds(&browser.gets("/b/house/import").await, &["Payments: 1 new"]);
}

#[tokio::test]
async fn only_who_uploaded_sees_the_files() {
    let desk = desk().await;
    desk.employs("dora@example.com", "Dora Dean", Role::Controller)
        .await;
    let mut carl = desk.signed_in(CARL).await;
    let mut dora = desk.signed_in("dora@example.com").await;
    let (path, _) = looked_at(&mut carl, "march.csv", MARCH).await;
    assert_eq!(dora.gets(&path).await.status, StatusCode::NOT_FOUND);
    for act in ["go", "discard", "reading"] {
        let answer = dora.submits(&format!("{path}/{act}"), &[]).await;
        assert_eq!(answer.status, StatusCode::NOT_FOUND, "{act}");
    }
    assert!(
        !dora
            .gets("/b/house/import")
            .await
            .text
            .contains("march.csv")
    );
    carl.submits(&format!("{path}/go"), &[]).await;
    let rejects = dora.gets(&format!("{path}/rejects/0")).await;
    assert_eq!(rejects.status, StatusCode::NOT_FOUND);
    // That it was done is no secret.
    holds(&dora.gets("/b/house/import").await, &["march.csv"]);
}

#[tokio::test]
async fn files_are_thrown_away_by_hand_and_by_time() {
    let desk = desk().await;
    let mut browser = desk.signed_in(CARL).await;
    let (path, _) = looked_at(&mut browser, "march.csv", MARCH).await;
    let gone = browser.submits(&format!("{path}/discard"), &[]).await;
    assert_eq!(gone.header("location"), "/b/house/import");
    assert_eq!(browser.gets(&path).await.status, StatusCode::NOT_FOUND);

    let (kept, _) = looked_at(&mut browser, "kept.csv", MARCH).await;
    let (done, _) = looked_at(&mut browser, "done.csv", MARCH).await;
    browser.submits(&format!("{done}/go"), &[]).await;
    let later = desk.now() + SignedDuration::from_hours(25);
    upload::forget_old(&desk.db, later).await.unwrap();
    assert_eq!(browser.gets(&kept).await.status, StatusCode::NOT_FOUND);
    let rejects = browser.gets(&format!("{done}/rejects/0")).await;
    assert_eq!(rejects.status, StatusCode::NOT_FOUND);
    holds(&browser.gets(&done).await, &["They are brought in"]);
}

#[tokio::test]
async fn another_upload_takes_the_place_of_the_oldest() {
    let desk = desk().await;
    let mut browser = desk.signed_in(CARL).await;
    let (first, _) = looked_at(&mut browser, "1.csv", MARCH).await;
    for number in 0..upload::WAITING_MAX {
        desk.passes(SignedDuration::from_secs(1));
        looked_at(&mut browser, &format!("next-{number}.csv"), MARCH).await;
    }
    assert_eq!(browser.gets(&first).await.status, StatusCode::NOT_FOUND);
}

#[tokio::test]
async fn what_cannot_be_taken_is_said_at_the_field() {
    let desk = desk().await;
    let mut browser = desk.signed_in(CARL).await;
    let large = vec![b'x'; (1 << 20) + 1];
    for (files, expected) in [
        (&[("files", "", &b""[..])][..], "Choose at least one file"),
        (&[("files", "large.csv", &large)], "larger than 1 MB"),
        (&[("files", "empty.csv", b"")], "the file is empty"),
        (
            &[
                ("files", "a.csv", b"a,b\n1,2\n"),
                ("profile", "p.toml", b"kind = 7"),
            ],
            "p.toml, line 1",
        ),
    ] {
        let answer = uploads(&mut browser, files).await;
        assert_eq!(answer.status, StatusCode::UNPROCESSABLE_ENTITY);
        let folded = answer.text.to_lowercase();
        assert!(
            folded.contains(&expected.to_lowercase()),
            "{expected}: {}",
            answer.text
        );
        holds(&answer, &["That was not taken", "aria-invalid=\"true\""]);
    }
}

#[tokio::test]
async fn a_form_with_files_needs_its_token() {
    let desk = desk().await;
    let mut browser = desk.signed_in(CARL).await;
    let mut request = browser.request(Method::POST, "/b/house/import");
    let kind = "multipart/form-data; boundary=x".parse().unwrap();
    request.headers_mut().unwrap().insert("content-type", kind);
    let answer = browser
        .sends(request.body(Body::from("--x--\r\n")).unwrap())
        .await;
    assert_eq!(answer.status, StatusCode::FORBIDDEN);
}
