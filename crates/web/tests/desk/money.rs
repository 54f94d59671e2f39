//! The money of a book as a collector and a controller work with it: matched by hand, taken back, undone;
//! and the corrections of an invoice.

use axum::http::StatusCode;
use dunwell_app::access::Role;
use dunwell_app::funnel::Mode;
use dunwell_app::record::{Target, charge, payment, terms_acceptance};
use dunwell_app::view::invoice::{InvoiceView, invoice};

use crate::browser::{Answer, Browser, TestDesk, shows};

const ANNA: &str = "anna@example.com";
const CARL: &str = "carl@example.com";

const INVOICES: &str = "\
number,customer,name,issued,due,amount,currency,terms
R/1,00017,Ashdown & Sons,2025-12-01,2026-01-02,1000.00,GBP,
R-2,00017,Ashdown & Sons,2026-01-10,2026-02-09,300.00,GBP,
R-3,00017,Ashdown & Sons,2026-02-25,,200.00,GBP,2/10 net 30
K-1,00018,Kobe Paper,2025-12-10,2026-01-09,9000.00,EUR,
";

/// A desk with four open invoices, a collector and a controller.
async fn ledger() -> TestDesk {
    let desk = TestDesk::near().await;
    desk.bills(INVOICES).await;
    desk.employs(ANNA, "Anna Arendt", Role::Collector).await;
    desk.employs(CARL, "Carl Cole", Role::Controller).await;
    desk
}

/// Records money that nobody has matched, and gives its entry.
async fn arrives(desk: &TestDesk, customer: &str, amount: &str) -> String {
    let request = payment::Request {
        customer: customer.to_owned(),
        amount: amount.to_owned(),
        target: Target::Unmatched,
        reference: Some("thank you <3".to_owned()),
        ..payment::Request::default()
    };
    let (db, book, mode) = (&desk.db, &desk.book, Mode::default());
    let received = payment::record(db, book, desk.caller(), mode, &request).await;
    received.unwrap().entry.to_string()
}

async fn view(desk: &TestDesk, number: &str) -> InvoiceView {
    let today = desk.caller().today;
    invoice(&desk.db, &desk.book, number, today).await.unwrap()
}

async fn open(desk: &TestDesk, numbers: &[&str]) -> Vec<String> {
    let mut open = Vec::new();
    for number in numbers {
        open.push(view(desk, number).await.open.to_decimal_string());
    }
    open
}

/// Opens a page and sends a form with its token and key.
async fn fills(
    browser: &mut Browser<'_>,
    open: &str,
    send: &str,
    typed: &[(&str, &str)],
) -> Answer {
    let page = browser.gets(open).await;
    assert_eq!(page.status, StatusCode::OK, "{open}: {}", page.text);
    let (csrf, key) = (page.hidden("csrf"), page.hidden("key"));
    let mut fields = vec![("csrf", csrf.as_str()), ("key", key.as_str())];
    fields.extend_from_slice(typed);
    browser.posts(send, &fields).await
}

#[tokio::test]
async fn a_payment_is_recorded_and_set_against_invoices_by_hand() {
    let desk = ledger().await;
    let mut anna = desk.signed_in(ANNA).await;
    shows(
        &anna.gets("/b/house/money").await,
        &["No money has come in yet"],
    );

    let (form, send) = ("/b/house/money/record", "/b/house/money/payments");
    let wrong = [
        ("customer", ""),
        ("amount", "much"),
        ("date", "soon"),
        ("currency", "pounds"),
    ];
    let answer = fills(&mut anna, form, send, &wrong).await;
    assert_eq!(answer.status, StatusCode::UNPROCESSABLE_ENTITY);
    shows(
        &answer,
        &[
            "Fill this in",
            "Give an amount",
            "Give a day",
            "three letters",
            "value=\"much\"",
        ],
    );
    let unknown = [("customer", "17"), ("amount", "600.00")];
    let answer = fills(&mut anna, form, send, &unknown).await;
    assert_eq!(answer.status, StatusCode::UNPROCESSABLE_ENTITY);
    shows(&answer, &["did you mean 00017 (Ashdown &#38; Sons)?"]);
    let right = [
        ("customer", "00017"),
        ("amount", "600.00"),
        ("reference", "two of them"),
    ];
    let answer = fills(&mut anna, form, send, &right).await;
    assert_eq!(answer.status, StatusCode::SEE_OTHER, "{}", answer.text);

    // Its page proposes the oldest first, and says what a discount asks for.
    let payment = answer
        .header("location")
        .split('?')
        .next()
        .unwrap()
        .to_owned();
    let page = anna.gets(answer.header("location")).await;
    shows(
        &page,
        &[
            "The payment is recorded.",
            "two of them",
            "data-left=\"60000\"",
            "value=\"600.00\"",
            "GBP 196.00 settles it: GBP 4.00 discount",
            "59 days late",
        ],
    );
    assert!(
        !page.text.contains("/reverse"),
        "a collector undoes nothing"
    );
    let empty = anna.gets(&format!("{payment}?propose=nothing")).await;
    assert!(!empty.text.contains("value=\"600.00\""));

    let send = format!("{payment}/allocations");
    let nothing = [
        ("invoice", "R/1"),
        ("amount", ""),
        ("invoice", "R-2"),
        ("amount", "0.00"),
    ];
    let answer = fills(&mut anna, &payment, &send, &nothing).await;
    shows(&answer, &["at least one invoice"]);
    let too_much = [
        ("invoice", "R-2"),
        ("amount", "300.01"),
        ("invoice", "R-3"),
        ("amount", "x"),
    ];
    let answer = fills(&mut anna, &payment, &send, &too_much).await;
    assert_eq!(answer.status, StatusCode::UNPROCESSABLE_ENTITY);
    shows(
        &answer,
        &[
            "GBP 300.00 is open on invoice R-2, less than GBP 300.01.",
            "value=\"300.01\"",
            "GBP 300.00 settles it.",
            "Give an amount above zero",
            "aria-invalid",
        ],
    );
    let more_than_there_is = [
        ("invoice", "R/1"),
        ("amount", "500"),
        ("invoice", "R-2"),
        ("amount", "100.01"),
    ];
    let answer = fills(&mut anna, &payment, &send, &more_than_there_is).await;
    shows(
        &answer,
        &["GBP 600.00 is there to be set against invoices, less than GBP 600.01."],
    );
    assert_eq!(
        open(&desk, &["R/1", "R-2", "R-3"]).await,
        ["1000.00", "300.00", "200.00"]
    );

    let right = [
        ("invoice", "R/1"),
        ("amount", ""),
        ("invoice", "R-2"),
        ("amount", "250.50"),
        ("invoice", "R-3"),
        ("amount", "196"),
    ];
    let answer = fills(&mut anna, &payment, &send, &right).await;
    assert_eq!(answer.status, StatusCode::SEE_OTHER, "{}", answer.text);
    assert_eq!(
        open(&desk, &["R/1", "R-2", "R-3"]).await,
        ["1000.00", "49.50", "0.00"]
    );
    let page = anna.gets(answer.header("location")).await;
    shows(
        &page,
        &[
            "It is set against the invoices.",
            "Discount taken",
            "Anna Arendt",
            "data-left=\"15350\"",
        ],
    );
    assert_eq!(view(&desk, "R-2").await.entries[1].actor, "Anna Arendt");
}

#[tokio::test]
async fn a_form_that_is_sent_twice_sets_money_against_an_invoice_once() {
    let desk = ledger().await;
    let payment = format!(
        "/b/house/money/payments/{}",
        arrives(&desk, "00017", "500").await
    );
    let mut anna = desk.signed_in(ANNA).await;
    let page = anna.gets(&payment).await;
    let (csrf, key) = (page.hidden("csrf"), page.hidden("key"));
    let fields = [
        ("csrf", csrf.as_str()),
        ("key", key.as_str()),
        ("invoice", "R-2"),
        ("amount", "100"),
    ];
    for _ in 0..2 {
        let answer = anna.posts(&format!("{payment}/allocations"), &fields).await;
        assert_eq!(answer.status, StatusCode::SEE_OTHER, "{}", answer.text);
    }
    assert_eq!(open(&desk, &["R-2"]).await, ["200.00"]);
}

#[tokio::test]
async fn a_part_is_taken_back_and_a_payment_undone_with_the_reason() {
    let desk = ledger().await;
    let payment = format!(
        "/b/house/money/payments/{}",
        arrives(&desk, "00017", "500").await
    );
    let mut carl = desk.signed_in(CARL).await;
    let send = format!("{payment}/allocations");
    let parts = [
        ("invoice", "R/1"),
        ("amount", "150"),
        ("invoice", "R-3"),
        ("amount", "196"),
    ];
    fills(&mut carl, &payment, &send, &parts).await;
    assert_eq!(open(&desk, &["R/1", "R-3"]).await, ["850.00", "0.00"]);

    let part = view(&desk, "R-3").await.entries[1].id.to_string();
    let (ask, take_back) = (
        format!("{payment}?undo={part}"),
        format!("{payment}/allocations/{part}/reverse"),
    );
    shows(
        &carl.gets(&ask).await,
        &["GBP 196.00 is taken off invoice R-3", &take_back],
    );
    let form = carl.gets(&ask).await;
    let (csrf, key) = (form.hidden("csrf"), form.hidden("key"));
    let token = [
        ("csrf", csrf.as_str()),
        ("key", key.as_str()),
        ("asked", "yes"),
    ];
    let answer = carl
        .posts(&take_back, &[&token[..], &[("reason", " ")]].concat())
        .await;
    assert_eq!(answer.status, StatusCode::UNPROCESSABLE_ENTITY);
    shows(
        &answer,
        &["Fill this in", "GBP 196.00 is taken off invoice R-3"],
    );
    let answer = carl
        .posts(
            &take_back,
            &[&token[..], &[("reason", "meant for R-2")]].concat(),
        )
        .await;
    assert_eq!(answer.status, StatusCode::SEE_OTHER, "{}", answer.text);
    assert_eq!(
        open(&desk, &["R/1", "R-3"]).await,
        ["850.00", "200.00"],
        "the discount fell with it"
    );
    shows(
        &carl.gets(&payment).await,
        &["by Carl Cole: meant for R-2", "data-left=\"35000\""],
    );

    let undo = format!("{payment}/reverse");
    shows(
        &carl.gets(&format!("{payment}?undo=payment")).await,
        &["GBP 150.00 was set against invoices from it", &undo],
    );
    let answer = carl
        .submits(
            &undo,
            &[("asked", "yes"), ("reason", "returned by the bank")],
        )
        .await;
    assert_eq!(answer.status, StatusCode::SEE_OTHER, "{}", answer.text);
    assert_eq!(
        open(&desk, &["R/1", "R-2", "R-3"]).await,
        ["1000.00", "300.00", "200.00"]
    );
    let page = carl.gets(&payment).await;
    shows(
        &page,
        &["Undone as of 2 Mar 2026 by Carl Cole: returned by the bank"],
    );
    assert!(
        !page.text.contains("data-left"),
        "nothing is left to be set against anything"
    );
    let again = carl
        .submits(&undo, &[("asked", "yes"), ("reason", "twice")])
        .await;
    assert_eq!(again.status, StatusCode::UNPROCESSABLE_ENTITY);
    shows(&again, &["was undone already"]);

    // Neither is for a collector, and a part of another payment is not found here.
    let other = format!(
        "/b/house/money/payments/{}",
        arrives(&desk, "00018", "5").await
    );
    let strange = carl
        .submits(&format!("{other}/allocations/{part}/reverse"), &[])
        .await;
    assert_eq!(strange.status, StatusCode::NOT_FOUND);
    let mut anna = desk.signed_in(ANNA).await;
    assert_eq!(anna.submits(&undo, &[]).await.status, StatusCode::FORBIDDEN);
}

#[tokio::test]
async fn money_is_found_by_what_became_of_it_and_by_customer() {
    let desk = ledger().await;
    let ashdown = arrives(&desk, "00017", "500").await;
    desk.passes(jiff::SignedDuration::from_hours(24 * 40));
    let kobe = arrives(&desk, "00018", "25").await;
    let mut anna = desk.signed_in(ANNA).await;
    let list = "/b/house/money";
    let page = anna.gets(list).await;
    shows(
        &page,
        &[
            "Ashdown &#38; Sons",
            "Kobe Paper",
            &ashdown,
            &kobe,
            "thank you &#60;3",
        ],
    );
    for (query, found) in [
        ("show=month", [false, true]),
        ("show=unapplied", [true, true]),
        ("show=undone", [false, false]),
        ("customer=Ashdown", [true, false]),
        ("customer=00018&show=unapplied", [false, true]),
    ] {
        let page = anna.gets(&format!("{list}?{query}")).await;
        let is_there = [&ashdown, &kobe].map(|entry| page.text.contains(entry.as_str()));
        assert_eq!(is_there, found, "{query}");
    }
    shows(
        &anna.gets(&format!("{list}?show=undone")).await,
        &["None of the money fits"],
    );
    let nobody = anna.gets(&format!("{list}?customer=nobody")).await;
    assert_eq!(nobody.status, StatusCode::UNPROCESSABLE_ENTITY);
    shows(
        &nobody,
        &["There is no customer", "value=\"nobody\"", &kobe],
    );
    let held = anna.gets("/b/house/money/unapplied").await;
    shows(
        &held,
        &[
            "2 customers",
            "40 days",
            "EUR</span>&nbsp;25.00",
            "customer=00017",
            "1 payment or credit",
        ],
    );
    for missing in ["none", "ent_0192f000000070008000000000000000"] {
        let page = anna
            .gets(&format!("/b/house/money/payments/{missing}"))
            .await;
        assert_eq!(page.status, StatusCode::NOT_FOUND, "{missing}");
    }
}

#[tokio::test]
async fn many_payments_come_in_pages() {
    let desk = ledger().await;
    for pence in 1..=60 {
        arrives(&desk, "00017", &format!("0.{pence:02}")).await;
        desk.passes(jiff::SignedDuration::from_secs(1));
    }
    let mut anna = desk.signed_in(ANNA).await;
    let first = anna.gets("/b/house/money").await;
    let next = first.text.split("rel=\"next\" href=\"").nth(1).unwrap();
    let next = next.split('"').next().unwrap().replace("&#38;", "&");
    let second = anna.gets(&next).await;
    let rows = |page: &Answer| page.text.matches("<tr data-item>").count();
    assert_eq!((rows(&first), rows(&second)), (50, 10));
    assert!(!second.text.contains("rel=\"next\""));
    assert_eq!(
        anna.gets("/b/house/money?after=nonsense").await.status,
        StatusCode::UNPROCESSABLE_ENTITY
    );
}

#[tokio::test]
async fn an_invoice_is_written_off_credited_and_put_back() {
    let desk = ledger().await;
    let mut carl = desk.signed_in(CARL).await;
    let base = "/b/house/invoices/R%2F1";
    let send = |what: &str| format!("{base}/{what}");
    let ask = |what: &str| format!("{base}?correct={what}");

    shows(
        &carl.gets(&ask("write-off")).await,
        &["GBP 1,000.00 is open."],
    );
    let answer = fills(
        &mut carl,
        &ask("write-off"),
        &send("write-offs"),
        &[("amount", "100"), ("reason", " ")],
    )
    .await;
    assert_eq!(answer.status, StatusCode::UNPROCESSABLE_ENTITY);
    shows(&answer, &["Fill this in", "value=\"100\""]);
    let too_much = [("amount", "1000.01"), ("reason", "gone")];
    let answer = fills(&mut carl, &ask("write-off"), &send("write-offs"), &too_much).await;
    shows(
        &answer,
        &["GBP 1,000.00 is open on invoice R/1, less than GBP 1,000.01."],
    );
    let right = [("amount", "100.00"), ("reason", "not worth a letter")];
    let answer = fills(&mut carl, &ask("write-off"), &send("write-offs"), &right).await;
    assert_eq!(answer.status, StatusCode::SEE_OTHER, "{}", answer.text);
    let page = carl.gets(answer.header("location")).await;
    shows(&page, &["It is written off.", "not worth a letter", "Undo"]);
    assert_eq!(open(&desk, &["R/1"]).await, ["900.00"]);
    let undo = page.text.split("class=\"toast\"").nth(1).unwrap();
    let undo = undo
        .split("action=\"")
        .nth(1)
        .unwrap()
        .split('"')
        .next()
        .unwrap()
        .to_owned();
    desk.passes(jiff::SignedDuration::from_secs(1));
    let answer = carl.submits(&undo, &[]).await;
    assert_eq!(answer.status, StatusCode::SEE_OTHER, "{}", answer.text);
    assert_eq!(open(&desk, &["R/1"]).await, ["1000.00"]);
    let undone = view(&desk, "R/1").await.entries.pop().unwrap();
    assert_eq!(
        (undone.actor.as_str(), undone.reason.as_deref()),
        ("Carl Cole", Some("recorded in error"))
    );

    let answer = fills(
        &mut carl,
        &ask("credit-note"),
        &send("credit-notes"),
        &[("amount", "lots")],
    )
    .await;
    shows(&answer, &["Fill this in", "Give an amount"]);
    desk.passes(jiff::SignedDuration::from_secs(1));
    let right = [
        ("number", "CN-7"),
        ("amount", "1200.00"),
        ("reason", "goods returned"),
    ];
    let answer = fills(
        &mut carl,
        &ask("credit-note"),
        &send("credit-notes"),
        &right,
    )
    .await;
    assert_eq!(answer.status, StatusCode::SEE_OTHER, "{}", answer.text);
    assert_eq!(open(&desk, &["R/1"]).await, ["0.00"]);
    // Nothing is left to write off; credit can be given even so.
    let settled = carl.gets(base).await;
    shows(&settled, &["correct=credit-note"]);
    assert!(!settled.text.contains("correct=write-off"));
    let entry = view(&desk, "R/1").await.entries.pop().unwrap();
    shows(&carl.gets("/b/house/money/unapplied").await, &["200.00"]);

    // The ledger offers to undo what can be undone, asks why, and does it.
    let page = carl.gets(base).await;
    let undo = format!("{base}?correct=undo&#38;entry={}#correct", entry.id);
    shows(&page, &[&undo]);
    let first = view(&desk, "R/1").await.entries.remove(0).id;
    assert!(
        !page.text.contains(&format!("entry={first}")),
        "an invoice is not undone"
    );
    let (ask, send) = (
        format!("{base}?correct=undo&entry={}", entry.id),
        send(&format!("entries/{}/reverse", entry.id)),
    );
    let answer = fills(
        &mut carl,
        &ask,
        &send,
        &[("asked", "yes"), ("reason", "wrong invoice")],
    )
    .await;
    assert_eq!(answer.status, StatusCode::SEE_OTHER, "{}", answer.text);
    assert_eq!(open(&desk, &["R/1"]).await, ["1000.00"]);
    let of_another = format!("/b/house/invoices/R-2/entries/{}/reverse", entry.id);
    assert_eq!(
        carl.submits(&of_another, &[]).await.status,
        StatusCode::NOT_FOUND
    );

    let mut anna = desk.signed_in(ANNA).await;
    let page = anna.gets(&format!("{base}?correct=write-off")).await;
    assert!(
        !page.text.contains("/write-offs") && !page.text.contains("correct=undo"),
        "{}",
        page.text
    );
}

#[tokio::test]
async fn a_charge_is_waived_and_asked_for_again() {
    let desk = ledger().await;
    let (db, book, mode) = (&desk.db, &desk.book, Mode::default());
    let terms = terms_acceptance::Request {
        customer: "00017".to_owned(),
        date: Some("2025-11-01".parse().unwrap()),
        interest: "8% a year".to_owned(),
        fixed_sum: "none".to_owned(),
        document: "offer of 2025-11-01".to_owned(),
        ..terms_acceptance::Request::default()
    };
    terms_acceptance::record(db, book, desk.caller(), mode, &terms)
        .await
        .unwrap();
    let request = charge::Request {
        invoice: "R/1".to_owned(),
        interest: true,
        ..charge::Request::default()
    };
    charge::record(db, book, desk.caller(), mode, &request)
        .await
        .unwrap();
    let charged = view(&desk, "R/1").await;
    let (charge, sum) = (charged.charges[0].entry, charged.charges[0].amount);
    assert!(sum.is_positive());

    let mut carl = desk.signed_in(CARL).await;
    let base = "/b/house/invoices/R%2F1";
    let (ask, send) = (
        format!("{base}?correct=waiver&entry={charge}"),
        format!("{base}/waivers"),
    );
    shows(
        &carl.gets(&ask).await,
        &[&format!("Interest: {sum} is still asked for")],
    );
    let charge = charge.to_string();
    let typed = [("entry", charge.as_str()), ("reason", "goodwill")];
    let answer = fills(&mut carl, &ask, &send, &typed).await;
    assert_eq!(answer.status, StatusCode::SEE_OTHER, "{}", answer.text);
    let page = carl.gets(answer.header("location")).await;
    shows(&page, &["It is waived.", &format!("{sum} waived")]);
    assert_eq!(open(&desk, &["R/1"]).await, ["1000.00"]);
    assert!(
        !page.text.contains("correct=waiver"),
        "nothing is left to waive"
    );
    let undo = page.text.split("class=\"toast\"").nth(1).unwrap();
    let undo = undo
        .split("action=\"")
        .nth(1)
        .unwrap()
        .split('"')
        .next()
        .unwrap()
        .to_owned();
    carl.submits(&undo, &[]).await;
    assert_eq!(view(&desk, "R/1").await.charges_open, sum);
}
