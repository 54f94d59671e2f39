//! Early-payment discounts at the desk: what an invoice says of its discount, what payments earn, what a policy
//! says its discounts cost, and what an import has to assume about terms.
#![allow(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::panic,
    reason = "tests"
)]

mod common;

use common::{Desk, told};
use serde_json::{Value, json};

/// A discount until 11 March; one in two parts until the same day; one that is on the price without tax.
const INVOICES: &str = "\
number,customer,name,issued,amount,currency,terms
0001,00017,Ashdown Timber,2026-03-01,1000.00,GBP,2/10 net 30
0002,00018,Birch and Daughters,2026-03-01,1000.00,GBP,\"50% 2/10 net 30, 50% net 60\"
0003,00019,Calder Mills,2026-03-01,1000.00,GBP,10/10 net 30
0004,00019,Calder Mills,2026-03-01,2000.00,GBP,10/10 net 30
0005,00020,Derwent Boats,2026-03-01,500.00,GBP,\"2/10 net 30, discount excluding tax\"
0006,00021,Esk Valley Foods,2026-03-01,500.00,GBP,net 30 ROG
0007,00021,Esk Valley Foods,2026-03-02,500.00,GBP,net 30 ROG
";

const POLICY: &str = r#"
[policy]
name = "Early"
currency = "GBP"
review_by = 2027-01-31

[terms.early]
due = "2/10 net 30"

[terms.generous]
due = "net 90"

[terms.monthly]
due = "2/10 day 20"

[[class]]
name = "everybody"
when = "true"
procedure = "standard"

[procedure.standard]
steps = [{ name = "reminder", at = "due + 3 days", do = "email" }]
"#;

fn desk(today: &'static str) -> Desk {
    let desk = Desk::on(today);
    desk.write("invoices.csv", INVOICES);
    desk.prints(&["import", "invoices.csv"]);
    desk
}

fn invoice(desk: &Desk, number: &str) -> Value {
    serde_json::from_str(&desk.prints(&["invoice", number, "--json"])).unwrap()
}

fn gbp(amount: &str) -> Value {
    json!({ "amount": amount, "currency": "GBP" })
}

/// Records a payment of a customer for an invoice and gives what was said.
fn pays(desk: &Desk, customer: &str, invoice: &str, amount: &str) -> String {
    desk.prints(&[
        "record",
        "payment",
        "--customer",
        customer,
        "--amount",
        amount,
        "--invoice",
        invoice,
    ])
}

#[track_caller]
fn assert_open(desk: &Desk, number: &str, open: &str) {
    assert_eq!(invoice(desk, number)["open"], gbp(open), "invoice {number}");
}

#[test]
fn an_invoice_says_what_settles_it_early_and_what_the_discount_costs() {
    let desk = desk("2026-03-11");
    let page = desk.prints(&["invoice", "0001"]);
    for expected in [
        "GBP 20.00 until 11 Mar 2026",
        "GBP 980.00 settles it until then; the discount costs 37.24% a year, 44.59% compounded",
    ] {
        assert!(page.contains(expected), "{page}");
    }
    let part = &invoice(&desk, "0001")["instalments"][0];
    assert_eq!(part["pay_early"], gbp("980.00"));
    assert_eq!(
        part["discount_cost"],
        json!({ "simple": "37.24", "compound": "44.59" })
    );

    pays(&desk, "00017", "0001", "500");
    let part = &invoice(&desk, "0001")["instalments"][0];
    assert_eq!(part["pay_early"], gbp("480.00"), "less what was paid");
}

#[test]
fn once_its_last_day_is_over_a_discount_is_not_offered() {
    let desk = desk("2026-03-12");
    assert_eq!(
        invoice(&desk, "0001")["instalments"][0]["pay_early"],
        Value::Null
    );
    assert!(!desk.prints(&["invoice", "0001"]).contains("settles it"));
    let said = pays(&desk, "00017", "0001", "980");
    assert!(said.contains("GBP 20.00 is still open on it"), "{said}");
}

#[test]
fn two_payments_in_time_settle_it_with_the_whole_discount() {
    let desk = desk("2026-03-08");
    let said = pays(&desk, "00017", "0001", "500");
    assert!(said.contains("GBP 500.00 is still open on it"), "{said}");
    let said = pays(&desk, "00017", "0001", "480");
    assert!(
        said.contains(
            "GBP 480.00 and an early-payment discount of GBP 20.00 to invoice 0001; nothing is open"
        ),
        "{said}"
    );
}

#[test]
fn an_instalment_earns_its_discount_by_itself() {
    let desk = desk("2026-03-08");
    pays(&desk, "00018", "0002", "490");
    let view = invoice(&desk, "0002");
    assert_eq!(view["open"], gbp("500.00"));
    assert_eq!(view["instalments"][0]["open"], gbp("0.00"));
}

#[test]
fn what_was_credited_lowers_the_discount() {
    let desk = desk("2026-03-08");
    desk.prints(&[
        "record",
        "credit-note",
        "--customer",
        "00017",
        "--number",
        "C-1",
        "--amount",
        "400",
        "--invoice",
        "0001",
    ]);
    assert_eq!(
        invoice(&desk, "0001")["instalments"][0]["pay_early"],
        gbp("588.00")
    );
    pays(&desk, "00017", "0001", "588");
    assert_open(&desk, "0001", "0.00");
}

#[test]
fn money_and_credit_that_are_matched_at_once_are_told_apart() {
    let desk = desk("2026-03-08");
    desk.prints(&[
        "record",
        "credit-note",
        "--customer",
        "00017",
        "--number",
        "C-1",
        "--amount",
        "400",
    ]);
    desk.prints(&[
        "record",
        "payment",
        "--customer",
        "00017",
        "--amount",
        "580",
    ]);
    desk.prints(&[
        "record",
        "allocation",
        "--customer",
        "00017",
        "--invoice",
        "0001",
    ]);
    // Of the 600 that the credit leaves, 588 would have settled it.
    assert_open(&desk, "0001", "20.00");
}

#[test]
fn one_payment_settles_two_invoices_with_both_discounts() {
    let desk = desk("2026-03-02");
    let said = desk.prints(&[
        "record",
        "payment",
        "--customer",
        "00019",
        "--amount",
        "2700",
        "--invoice",
        "0003",
        "--invoice",
        "0004",
    ]);
    assert!(!said.contains("not matched"), "{said}");
    assert_open(&desk, "0003", "0.00");
    assert_open(&desk, "0004", "0.00");
}

#[test]
fn imported_payments_that_name_an_invoice_earn_its_discount() {
    let desk = desk("2026-03-20");
    desk.write(
        "payments.csv",
        "customer,date,amount,currency,invoice\n\
         00017,2026-03-05,500.00,GBP,0001\n\
         00017,2026-03-11,480.00,GBP,0001\n\
         00019,2026-03-12,900.00,GBP,0003\n\
         00019,2026-03-11,1799.99,GBP,0004\n",
    );
    desk.prints(&["import", "payments.csv", "--as", "payments"]);
    assert_open(&desk, "0001", "0.00");
    assert_open(&desk, "0003", "100.00");
    assert_open(&desk, "0004", "200.01");
    desk.prints(&["doctor"]);
}

#[test]
fn an_import_says_once_what_it_had_to_assume() {
    let desk = Desk::on("2026-03-08");
    desk.write("invoices.csv", INVOICES);
    let said = desk.prints(&["import", "invoices.csv"]);
    for expected in [
        "in some invoices: the terms count from the day on which the goods were received, which is not known; the date of the invoice took its place",
        "in some invoices: the discount leaves out the tax, and how much of the invoice is tax is not known; it is reckoned on the whole",
    ] {
        let said = said.split_whitespace().collect::<Vec<_>>().join(" ");
        assert_eq!(said.matches(expected).count(), 1, "{said}");
    }
}

/// The file knows the tax and the day on which the goods came; the second delivery came later than its invoice.
const WITH_TAX_AND_GOODS: &str = "\
number,customer,name,issued,amount,tax,received,currency,terms
0005,00020,Derwent Boats,2026-03-01,500.00,83.33,,GBP,\"2/10 net 30, discount excluding tax\"
0006,00021,Esk Valley Foods,2026-03-01,500.00,,2026-03-04,GBP,net 30 ROG
";

#[test]
fn a_file_can_tell_the_tax_and_the_day_of_the_goods() {
    let desk = desk("2026-03-08");
    let before = invoice(&desk, "0006");
    assert_eq!(before["due"], json!("2026-03-31"));
    desk.write("again.csv", WITH_TAX_AND_GOODS);
    let said = desk.prints(&["import", "again.csv"]);
    assert!(!said.contains("in some invoices"), "{said}");
    // Two per cent of 416.67.
    let told = desk.prints(&["invoice", "0005"]);
    assert!(told.contains("8.33"), "{told}");
    assert_eq!(invoice(&desk, "0006")["due"], json!("2026-04-03"));
    let again: Value =
        serde_json::from_str(&desk.prints(&["import", "again.csv", "--json"])).unwrap();
    assert_eq!(again["invoices"]["unchanged"], json!(2));
}

#[test]
fn a_tax_that_is_no_part_of_the_amount_is_refused() {
    let desk = Desk::on("2026-03-08");
    desk.write(
        "wrong.csv",
        "number,customer,name,issued,amount,tax,currency\n0001,00017,Ashdown Timber,2026-03-01,100.00,120.00,GBP\n",
    );
    let output = desk.runs(&["import", "wrong.csv"]);
    assert_eq!(output.status.code(), Some(1));
    let refused = format!(
        "{}{}",
        String::from_utf8_lossy(&output.stdout),
        told(&output)
    );
    for expected in ["line 2", "tax", "120.00", "between 0 and GBP 100.00"] {
        assert!(refused.contains(expected), "{expected}: {refused}");
    }
}

#[test]
fn a_policy_is_told_what_its_discounts_cost_and_held_to_the_law_of_the_book() {
    let desk = Desk::on("2026-03-08");
    desk.write("early.toml", POLICY);
    let said = desk.prints(&["policy", "check", "early.toml"]);
    assert_eq!(
        said,
        "\"Early\" is in order.\n\
         The discount of \"early\" (2/10 net 30) costs 37.24% a year, 44.59% compounded.\n\
         What the discount of \"monthly\" (2/10 day 20) costs a year depends on the day of the invoice.\n"
    );
    assert!(!desk.path("dunwell.db").exists(), "a check makes no book");

    desk.prints(&["book", "create", "Northwind", "--currency", "GBP"]);
    desk.prints(&["book", "set", "jurisdiction=GB"]);
    let said = desk.prints(&["policy", "check", "early.toml"]);
    let warning = "early.toml:10:1: warning: the terms \"generous\" (net 90) give up to 90 days; in United Kingdom";
    assert!(said.starts_with(warning), "{said}");

    desk.prints(&["book", "set", "jurisdiction=ES"]);
    let refused = desk.runs(&["policy", "use", "early.toml"]);
    let told = common::told(&refused);
    assert_ne!(refused.status.code(), Some(0));
    assert!(
        told.contains("60 days are the most that can be agreed"),
        "{told}"
    );
}
