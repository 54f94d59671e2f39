//! Files that are refused as a whole: what is open is asked, and every answer closes it.
#![allow(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::panic,
    reason = "tests"
)]

use dunwell_formats::csv::{self, Reading};
use dunwell_formats::{DateOrder, Kind, NumberStyle, Options, Profile, Record, Refused};

fn read(text: &str, options: Options) -> Result<Reading, Refused> {
    csv::read(text.as_bytes(), "f.csv", &Profile::plain(), options)
}

/// The notes of a reading, in English.
fn noted(reading: &Reading) -> Vec<String> {
    reading.notes.iter().map(ToString::to_string).collect()
}

#[track_caller]
fn refused(text: &str, options: Options, expected: &str) {
    assert_eq!(
        read(text, options).unwrap_err().to_string(),
        expected,
        "{text}"
    );
}

const NO_OPTIONS: Options = Options {
    kind: None,
    date_order: None,
    decimal: None,
};

#[test]
fn an_open_date_is_asked_and_not_guessed() {
    let text = "number,customer,due,amount\n1,A,02/03/2026,5.50\n2,A,03/04/2026,5.50\n";
    refused(
        text,
        NO_OPTIONS,
        "f.csv: column 'due': 02/03/2026 can be 2 March 2026 or 3 February 2026. Say which: \
         date = \"DD/MM/YYYY\" or date = \"MM/DD/YYYY\" in the profile, or --date-order dmy|mdy",
    );
    let due = |order| match &read(
        text,
        Options {
            date_order: Some(order),
            ..NO_OPTIONS
        },
    )
    .unwrap()
    .entries[0]
        .record
    {
        Record::Invoice(invoice) => invoice.due.unwrap().to_string(),
        other => panic!("{other:?}"),
    };
    assert_eq!(due(DateOrder::Dmy), "2026-03-02");
    assert_eq!(due(DateOrder::Mdy), "2026-02-03");
}

#[test]
fn an_open_column_of_dates_is_told_by_the_other_columns_of_the_file() {
    let told = "number,customer,issued,due,amount\n1,A,01/13/2026,02/03/2026,5.50\n";
    let reading = read(told, NO_OPTIONS).unwrap();
    let Record::Invoice(invoice) = &reading.entries[0].record else {
        panic!()
    };
    assert_eq!(invoice.due.unwrap().to_string(), "2026-02-03");
    assert_eq!(
        noted(&reading),
        ["the dates of column 'due' are read as MM/DD/YYYY, as the file's other dates are"]
    );

    // Two others that disagree tell nothing, and neither does one of another form.
    let contradictory =
        "number,customer,issued,settled,due,amount\n1,A,01/13/2026,13/01/2026,02/03/2026,5.50\n";
    let unrelated = "number,customer,issued,due,amount\n1,A,2026-01-13,02/03/2026,5.50\n";
    for text in [contradictory, unrelated] {
        assert!(
            matches!(read(text, NO_OPTIONS), Err(Refused::Questions { questions, .. }) if questions.len() == 1),
            "{text}"
        );
    }
}

#[test]
fn an_open_decimal_sign_is_asked() {
    let text = "number,customer,due,amount\n1,A,2026-03-01,1.234\n2,A,2026-03-01,5.000\n";
    refused(
        text,
        NO_OPTIONS,
        "f.csv: column 'amount': 1.234 can be 1.234 or 1234. Say which: decimal = \".\" or decimal = \",\" in the profile, \
         or --decimal point|comma",
    );
    let amount = |style| match &read(
        text,
        Options {
            decimal: Some(style),
            ..NO_OPTIONS
        },
    )
    .unwrap()
    .entries[0]
        .record
    {
        Record::Invoice(invoice) => invoice.amount.to_string(),
        other => panic!("{other:?}"),
    };
    assert_eq!(amount(NumberStyle::Point), "1.234");
    assert_eq!(amount(NumberStyle::Comma), "1234");

    let other_column = "number,customer,due,amount,open\n1,A,2026-03-01,1.234,7.50\n";
    let reading = read(other_column, NO_OPTIONS).unwrap();
    assert_eq!(
        noted(&reading),
        [
            "in column 'amount' the sign '.' is read as the decimal sign, as in the file's other amounts"
        ]
    );
}

#[test]
fn all_questions_are_asked_at_once() {
    let text = "number,customer,issued,due,amount\n1,A,02/03/2026,03/04/2026,1.234\n";
    let Err(Refused::Questions { questions, .. }) = read(text, NO_OPTIONS) else {
        panic!()
    };
    let fields: Vec<&str> = questions.iter().map(|question| &*question.field).collect();
    assert_eq!(fields, ["issued", "due", "amount"]);
    assert_eq!(&*questions[0].choices[1].setting, "date = \"MM/DD/YYYY\"");
}

#[test]
fn a_skipped_row_tells_nothing() {
    let profile =
        "name=\"p\"\n[columns]\nnumber=\"n\"\ncustomer=\"c\"\ndue=\"d\"\namount=\"a\"\n[only]\nt=1";
    let profile = Profile::parse(profile, "p").unwrap();
    let text = "t,n,c,d,a\n1,1,A,02/03/2026,5.50\n2,2,A,13/03/2026,5.50\n";
    assert!(matches!(
        csv::read(text.as_bytes(), "f", &profile, NO_OPTIONS),
        Err(Refused::Questions { .. })
    ));
}

#[test]
fn an_open_kind_is_asked() {
    let text = "number,customer,date,amount\n1,A,2026-03-01,5\n";
    refused(
        text,
        NO_OPTIONS,
        "f.csv: 'kind' can be invoices or credit-notes. The header fits each of them. \
         Say which: --as invoices or --as credit-notes, or kind = \"...\" in a profile",
    );
    let kind = |kind| {
        read(
            text,
            Options {
                kind: Some(kind),
                ..NO_OPTIONS
            },
        )
        .unwrap()
        .kind
    };
    assert_eq!(kind(Kind::Invoices), Kind::Invoices);
    assert_eq!(kind(Kind::CreditNotes), Kind::CreditNotes);
    assert_eq!(kind(Kind::Payments), Kind::Payments);
}

#[test]
fn two_columns_for_one_field_are_asked() {
    let text = "number,customer,due,Amount,Total\n1,A,2026-03-01,5,6\n";
    refused(
        text,
        NO_OPTIONS,
        "f.csv: 'amount' can be the column 'Amount' or the column 'Total'. \
         Say which: --map amount=Amount or --map amount=Total, or amount = \"...\" in a profile",
    );
    let profile = Profile::from_map("amount=Total").unwrap();
    let reading = csv::read(text.as_bytes(), "f.csv", &profile, NO_OPTIONS).unwrap();
    let Record::Invoice(invoice) = &reading.entries[0].record else {
        panic!()
    };
    assert_eq!(invoice.amount.to_string(), "6");
}

#[test]
fn a_file_without_what_is_needed_is_refused_with_the_remedy() {
    for (text, kind, expected) in [
        (
            "",
            None,
            "f.csv: the file is empty. A header row with the names of the columns and at least one row are needed",
        ),
        (
            "\n\n",
            None,
            "f.csv: the file is empty. A header row with the names of the columns and at least one row are needed",
        ),
        (
            "x,y\n1,2\n",
            None,
            "f.csv: no header row was found in the first 50 rows. Looked for columns with usual names such as 'number', 'customer', \
             'amount' and 'due'; line 1 has 'x', 'y'. Name the columns with a profile or with --map field=column,...",
        ),
        (
            "number,customer,amount\n1,A,5\n",
            Some(Kind::Invoices),
            "f.csv: invoices need due or issued, but the header on line 1 has 'number', 'customer', 'amount'. \
             Name the columns with --map field=column,... or with a profile",
        ),
        (
            "invoice_id,total\n1,5\n",
            None,
            "f.csv: invoices need customer, due or issued, but the header on line 1 has 'invoice_id', 'total'. \
             Name the columns with --map field=column,... or with a profile",
        ),
        (
            "customer,email,vat\n1,a@example.com,\n",
            None,
            "f.csv: without --as customers, a file is taken for customers only where it has name, but the header on line 1 has 'customer', 'email', 'vat'. \
             Name the columns with --map field=column,... or with a profile",
        ),
    ] {
        refused(text, Options { kind, ..NO_OPTIONS }, expected);
    }
}

#[test]
fn a_profile_that_does_not_fit_the_file_is_refused() {
    let profile =
        |columns: &str| Profile::parse(&format!("name=\"p\"\n[columns]\n{columns}"), "p").unwrap();
    let base = "number=\"n\"\ncustomer=\"c\"\ndue=\"d\"\namount=\"a\"";
    for (columns, text, expected) in [
        (
            format!("{base}\npo=\"order\"\nterms=\"terms\""),
            "n,c,d,a\n",
            "f.csv: 'p' names 'order', 'terms', but the header on line 1 has only 'n', 'c', 'd', 'a'. Correct the names",
        ),
        (
            base.to_owned(),
            "n,c,d,a,C\n",
            "f.csv: the header on line 1 has the column 'c' twice, as columns 2 and 5. Rename one of them in the file",
        ),
        (
            format!("{base}\nsms=\"s\""),
            "n,c,d,a,s\n",
            "f.csv: invoices have no field 'sms'; their fields are number, customer, name, issued, due, terms, amount, tax, \
             open, currency, settled, ordered, delivered, received, arrived, disputed, dispute_amount, reference, po, \
             country, language, email, phone, \
             but the header on line 1 has 'n', 'c', 'd', 'a', 's'. Name the columns with --map field=column,... or with a profile",
        ),
        (
            base.to_owned(),
            "x;y\n",
            "f.csv: no header row was found in the first 50 rows. Looked for the columns of the profile 'p': 'a', 'c', 'd', 'n'; \
             line 1 has 'x', 'y'. Name the columns with a profile or with --map field=column,...",
        ),
    ] {
        let error =
            csv::read(text.as_bytes(), "f.csv", &profile(&columns), NO_OPTIONS).unwrap_err();
        assert_eq!(error.to_string(), expected);
    }
}

#[test]
fn a_year_of_two_digits_at_either_end_is_asked_and_told_by_other_columns() {
    let text = "number,customer,issued,due,amount\n1,A,25-11-10,25-12-10,5.50\n";
    let Err(Refused::Questions { questions, .. }) = read(text, NO_OPTIONS) else {
        panic!()
    };
    assert_eq!(
        questions[0].to_string(),
        "column 'issued': 25-11-10 can be 25 November 2010 or 10 November 2025. Say which: \
         date = \"DD/MM/YYYY\" or date = \"YY-MM-DD\" in the profile, or --date-order dmy|ymd",
    );
    assert_eq!(questions.len(), 2);

    let told = "number,customer,issued,due,amount\n1,A,25-11-02,25-12-10,5.50\n2,A,25-11-30,25-12-10,5.50\n";
    let reading = read(told, NO_OPTIONS).unwrap();
    let Record::Invoice(invoice) = &reading.entries[0].record else {
        panic!()
    };
    assert_eq!(invoice.due.unwrap().to_string(), "2025-12-10");
}

#[test]
fn a_list_of_what_is_owed_is_not_taken_for_payments() {
    for column in ["Due Date", "Open Balance", "Offener Betrag"] {
        let text = format!("Customer,Date,Amount,{column}\nA,2026-03-01,5.50,2026-03-31\n");
        let refused = read(&text, NO_OPTIONS).unwrap_err().to_string();
        assert!(refused.starts_with("f.csv: "), "{refused}");
        let payments = Options {
            kind: Some(Kind::Payments),
            ..NO_OPTIONS
        };
        let told = read(&text, payments).unwrap();
        assert_eq!(told.kind, Kind::Payments, "{column}");
        assert_eq!(
            noted(&told),
            [format!("columns that were not used: {column}")]
        );
    }
}

#[test]
fn two_columns_of_one_heading_have_to_be_renamed() {
    refused(
        "number,customer,amount,due,Amount\n1,A,5,2026-03-01,6\n",
        NO_OPTIONS,
        "f.csv: the header on line 1 has the column 'amount' twice, as columns 3 and 5. \
         Rename one of them in the file",
    );
}

#[test]
fn columns_that_were_not_used_are_named() {
    let text = "number,customer,due,Rep,amount,Paid,\n1,A,2026-03-01,Ann,5,2,\n";
    let reading = read(text, NO_OPTIONS).unwrap();
    assert_eq!(noted(&reading), ["columns that were not used: Rep, Paid"]);
}
