//! What rows of imported files become, and what is said about them.
#![allow(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::panic,
    reason = "tests"
)]

use dunwell_app::Db;
use dunwell_app::funnel::Mode;
use dunwell_app::import::{Kind, Report};
use dunwell_app::record::reversal;
use dunwell_app::view::customer::{CustomerView, customer};
use dunwell_app::view::invoice::{InvoiceView, invoice};
use dunwell_app::view::money;
use dunwell_testkit::House;
use jiff::civil::{Date, date};

const TODAY: Date = date(2026, 3, 2);

async fn house(db: Db) -> House {
    House::without_policy(db, TODAY).await
}

async fn of(house: &House, number: &str) -> InvoiceView {
    let found = invoice(&house.db, &house.book, number, TODAY).await;
    found.unwrap()
}

async fn who(house: &House, number: &str) -> CustomerView {
    let found = customer(&house.db, &house.book, number, true, TODAY).await;
    found.unwrap()
}

async fn received(house: &House) -> Vec<money::ReceivedLine> {
    let all = money::Request::default();
    let lines = money::money(&house.db, &house.book, &all).await.unwrap();
    lines.items
}

/// What was refused: line, field, value and reason.
fn refused(report: &Report) -> Vec<String> {
    let rows = report.rejected.iter();
    rows.map(|row| format!("{} {} '{}': {}", row.line, row.field, row.value, row.reason))
        .collect()
}

fn noted(report: &Report) -> Vec<String> {
    report.notes.iter().map(ToString::to_string).collect()
}

dunwell_testkit::on_both! {
    async fn what_has_happened_lies_not_ahead(db: Db) {
        let house = house(db).await;
        let words = "has not come yet; what is recorded has happened, on 2026-03-02 or earlier";
        let bills = house.reads(Kind::Invoices, "number,customer,issued,due,amount,settled\n\
            R-1,7,20/02/2026,03/04/2026,10.00,\nR-2,7,20/02/2026,03/04/2026,10.00,03/03/2026\nR-3,7,20/03/2026,03/04/2026,10.00,\n").await;
        assert_eq!(refused(&bills), [format!("3 settled '03/03/2026': 2026-03-03 {words}")]);
        assert_eq!(bills.invoices.new, 2, "invoices and their due dates may lie ahead");
        let paid = house.reads(Kind::Payments, "customer,date,amount\n7,2026-03-02,1.00\n8,2026-03-03,1.00\n").await;
        assert_eq!(refused(&paid), [format!("3 date '2026-03-03': 2026-03-03 {words}")]);
        let credits = house.reads(Kind::CreditNotes, "number,customer,date,amount\nC-1,7,2026-03-02,1.00\nC-2,8,2026-03-03,1.00\n").await;
        assert_eq!(refused(&credits), [format!("3 date '2026-03-03': 2026-03-03 {words}")]);
        assert!(customer(&house.db, &house.book, "8", true, TODAY).await.is_err(), "a refused row makes no customer");
        house.is_in_order().await;
    }

    async fn an_invoice_that_was_closed_before_says_nothing_about_its_payer(db: Db) {
        let house = house(db).await;
        let closed = "number,customer,issued,due,amount,open\n\
            H-1,7,2025-01-01,2025-01-31,100.00,0.00\nH-2,7,2025-02-01,2025-02-28,100.00,0.00\nH-3,7,2026-02-01,2026-03-03,100.00,100.00\n";
        let report = house.bills(closed).await;
        assert_eq!((report.invoices.new, report.payments.new), (3, 0));
        assert_eq!(noted(&report), [
            "2 invoices are closed and the file does not say when they were paid; they were closed here too and say \
             nothing about how their customers pay, until they are imported with dates of payment"
        ]);
        let view = of(&house, "H-1").await;
        assert_eq!((view.open.to_string().as_str(), view.settled_on), ("GBP 0.00", None));
        assert_eq!(who(&house, "7").await.accounts[0].payer.behaviour.paid, 0);
        assert_eq!(received(&house).await, [], "nothing came in today");
        house.is_in_order().await;
        assert_eq!(house.bills(closed).await.invoices.unchanged, 3);

        // The dates are brought in later; the other one turns out to be open after all.
        let dated = "number,customer,issued,due,amount,open,settled\n\
            H-1,7,2025-01-01,2025-01-31,100.00,0.00,2025-02-05\nH-2,7,2025-02-01,2025-02-28,100.00,30.00,\n";
        let report = house.bills(dated).await;
        assert_eq!((report.invoices.changed, report.payments.new), (2, 2));
        assert_eq!(of(&house, "H-1").await.settled_on, Some(date(2025, 2, 5)));
        assert_eq!(of(&house, "H-2").await.open.to_string(), "GBP 30.00");
        let account = &who(&house, "7").await.accounts[0];
        assert_eq!((account.payer.behaviour.paid, account.owed.to_string().as_str()), (1, "GBP 130.00"));
        house.is_in_order().await;
    }

    /// The same with another amount is still closed, and is no payment of today.
    async fn a_closed_invoice_is_corrected_without_a_payment(db: Db) {
        let house = house(db).await;
        house.bills("number,customer,due,amount,open\nH-1,7,2025-01-31,100.00,0.00\n").await;
        let report = house.bills("number,customer,due,amount,open\nH-1,7,2025-01-31,120.00,0.00\n").await;
        assert_eq!((report.invoices.changed, report.payments.new), (1, 0));
        let view = of(&house, "H-1").await;
        assert_eq!((view.open.to_string().as_str(), view.settled_on), ("GBP 0.00", None));
        house.is_in_order().await;
    }

    async fn a_file_without_what_is_open_leaves_that_to_the_ledger(db: Db) {
        let house = house(db).await;
        house.bills("number,customer,issued,due,amount\nR-1,7,2026-01-01,2026-01-31,200.00\n").await;
        house.is_paid("7", "150.00", &["R-1"]).await;
        let changed = async |due: &str, amount: &str| {
            let row = format!("number,customer,issued,due,amount\nR-1,7,2026-01-01,{due},{amount}\n");
            house.reads(Kind::Invoices, &row).await
        };
        let later = changed("2026-02-28", "200.00").await;
        assert_eq!((refused(&later), later.invoices.changed), (vec![], 1));
        assert_eq!(of(&house, "R-1").await.open.to_string(), "GBP 50.00");
        changed("2026-02-28", "180.00").await;
        assert_eq!(of(&house, "R-1").await.open.to_string(), "GBP 30.00");
        assert_eq!(refused(&changed("2026-02-28", "140.00").await), [
            "2 amount '140.00': GBP 150.00 of the invoice is paid or credited already, which is more than this amount; \
             say what is open, or issue a credit note"
        ]);
        assert_eq!(received(&house).await.len(), 1, "nothing was taken for a payment");
        house.is_in_order().await;
    }

    async fn a_refused_row_leaves_no_customer_behind(db: Db) {
        let house = house(db).await;
        house.bills("number,customer,due,amount\nR-1,7,2026-03-31,10.00\n").await;
        let bills = house.reads(Kind::Invoices, "number,customer,name,due,amount,email\nR-1,8,Other,2026-04-30,10.00,a@example.com\n").await;
        assert_eq!(refused(&bills), [
            "2 customer '8': invoice R-1 is known as another customer's; credit it there and issue it under a new number"
        ]);
        let paid = house.reads(Kind::Payments, "customer,date,amount,invoice\n8,2026-03-01,1.00,R-1\n7,2026-03-01,0.00,R-1\n").await;
        let credits = house.reads(Kind::CreditNotes, "number,customer,date,amount,invoice\nC-1,8,2026-03-01,1.00,R-1\n").await;
        for report in [bills, paid, credits] {
            assert!(report.came_to_nothing(), "{report:?}");
        }
        assert!(customer(&house.db, &house.book, "8", true, TODAY).await.is_err());
        house.is_in_order().await;
    }

    async fn a_credit_note_for_an_invoice_that_is_not_known_is_noted(db: Db) {
        let house = house(db).await;
        house.bills("number,customer,due,amount\nR-1,7,2026-03-31,10.00\n").await;
        let report = house.reads(Kind::CreditNotes, "number,customer,date,amount,invoice,reference\n\
            C-1,7,2026-03-01,1.00,R-1,\nC-2,7,2026-03-01,2.00,R-8,\nC-3,7,2026-03-01,3.00,R-9,goods back\n").await;
        assert_eq!(report.credit_notes.new, 3);
        assert_eq!(noted(&report), [
            "2 credit notes name an invoice that is not known; they are kept as credit, with its number as their reference where they have no other"
        ]);
        let mut references: Vec<_> = received(&house).await.into_iter().map(|line| (line.document, line.reference)).collect();
        references.sort();
        let text = |text: &str| Some(text.to_owned());
        assert_eq!(references, [
            (text("C-1"), None), (text("C-2"), text("R-8")), (text("C-3"), text("goods back"))
        ]);
        house.is_in_order().await;
    }

    async fn addresses_are_looked_at_when_they_come_in(db: Db) {
        let house = house(db).await;
        let report = house.reads(Kind::Customers, "number,name,email,country\n\
            7,Seven,a@example.com; b@example.com,UK\n8,Eight,notanemail,EL\n9,Nine,\"x@example.com,at home\",de\n").await;
        assert_eq!(noted(&report), [
            "2 values are not e-mail addresses and were left out; the first is \"notanemail\" on line 3"
        ]);
        let mut found = Vec::new();
        for number in ["7", "8", "9"] {
            let who = who(&house, number).await.who;
            let mut addresses: Vec<String> = who.contacts.into_iter().map(|contact| contact.value).collect();
            addresses.sort();
            found.push(format!("{} {}", who.country.unwrap(), addresses.join(" ")));
        }
        assert_eq!(found, ["GB a@example.com b@example.com", "GR ", "DE x@example.com"]);
    }

    async fn an_invoice_without_a_date_of_issue_takes_the_due_date(db: Db) {
        let house = house(db).await;
        let report = house.bills("number,customer,due,amount\nR-1,7,2026-03-31,10.00\nR-2,7,2026-03-31,10.00\n").await;
        assert_eq!(noted(&report), ["some invoices have no date of issue; the due date was taken as such"]);
        assert_eq!(of(&house, "R-1").await.issued, date(2026, 3, 31));
    }

    async fn what_is_refused_is_quoted_as_it_stands(db: Db) {
        let house = house(db).await;
        let report = house.reads(Kind::Invoices, "number;customer;due;amount\nR-1;7;31.03.2026;(1.234,56)\nR-2;7;31.03.2026;1.234,567\n").await;
        let values: Vec<&str> = report.rejected.iter().map(|row| &*row.value).collect();
        assert_eq!(values, ["(1.234,56)", "1.234,567"]);
    }

    async fn a_file_without_rows_says_so(db: Db) {
        let house = house(db).await;
        let report = house.reads(Kind::Invoices, "number,customer,due,amount\n").await;
        assert!(report.came_to_nothing());
        assert_eq!(noted(&report), ["file.csv: there is a header and no row below it"]);
    }

    async fn a_payment_that_came_back_can_come_in_again(db: Db) {
        let house = house(db).await;
        let row = |open: &str| format!("number,customer,issued,due,amount,open\nR-1,7,2026-02-01,2026-03-03,100.00,{open}\n");
        house.bills(&row("100.00")).await;
        house.bills(&row("50.00")).await;
        let entry = received(&house).await[0].entry;
        let request = reversal::Request { which: reversal::Which::Entry(entry.to_string()), date: None, reason: "it came back".to_owned() };
        reversal::record(&house.db, &house.book, house.caller(), Mode::default(), &request).await.unwrap();
        house.bills(&row("100.00")).await;
        let again = house.bills(&row("50.00")).await;
        assert_eq!((again.invoices.changed, again.payments.new), (1, 1));
        assert_eq!(of(&house, "R-1").await.open.to_decimal_string(), "50.00");
        house.is_in_order().await;
    }

    async fn a_dispute_that_an_invoice_brings_along_is_in_the_journal(db: Db) {
        let house = house(db).await;
        let rows = |disputed: &str, amount: &str| format!(
            "number,customer,issued,due,amount,disputed,dispute_amount\nR-1,7,2026-02-01,2026-03-03,100.00,{disputed},{amount}\n");
        let refused_rows = house.reads(Kind::Invoices, &rows("", "100.01")).await;
        assert_eq!(refused(&refused_rows), ["2 dispute_amount '100.01': a disputed amount lies above zero and up to the invoice's GBP 100.00"]);
        let refused_rows = house.reads(Kind::Invoices, &rows("", "-5.00")).await;
        assert_eq!(refused_rows.rejected.len(), 1);
        assert_eq!(house.bills(&rows("", "0.00")).await.disputes.new, 0, "zero says that nothing is disputed");
        assert_eq!(house.bills(&rows("yes", "40.00")).await.disputes.new, 1);
        assert_eq!(house.bills(&rows("no", "")).await.disputes.changed, 1);
        let told = who(&house, "7").await.timeline;
        let disputes: Vec<_> = told.iter().filter(|event| event.kind == "dispute-imported").map(|event| event.text.as_str()).collect();
        assert_eq!(disputes.len(), 2, "{told:?}");
        assert!(disputes[0].contains("no longer disputed") && disputes[1].contains("GBP 40.00"), "{disputes:?}");
        house.is_in_order().await;
    }

    async fn what_was_paid_in_advance_counts_from_the_day_of_the_invoice(db: Db) {
        let house = house(db).await;
        house.bills("number,customer,issued,due,amount\nR-1,7,2026-02-10,2026-03-12,100.00\n").await;
        house.reads(Kind::Payments, "customer,invoice,date,amount\n7,R-1,2026-02-01,100.00\n").await;
        house.bills("number,customer,issued,due,amount,settled\nR-2,7,2026-02-10,2026-03-12,100.00,2026-02-01\n").await;
        for number in ["R-1", "R-2"] {
            let entries = of(&house, number).await.entries;
            let days: Vec<Date> = entries.iter().map(|entry| entry.date).collect();
            assert_eq!(days, [date(2026, 2, 10); 2], "{number}");
            assert!(entries.iter().all(|entry| !entry.open_after.is_negative()), "{number}");
        }
        house.is_in_order().await;
    }
}
