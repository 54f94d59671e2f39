//! Whole files through the reader: dialects, kinds, fields and the problems of single rows.
#![allow(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::panic,
    reason = "tests"
)]

use dunwell_formats::csv::{self, Encoding, Reader, Reading};
use dunwell_formats::{Kind, Options, Profile, Record};

fn read(text: impl AsRef<[u8]>) -> Reading {
    csv::read(
        text.as_ref(),
        "f.csv",
        &Profile::plain(),
        Options::default(),
    )
    .unwrap()
}

/// The notes of a reading, in English.
fn noted(reading: &Reading) -> Vec<String> {
    reading.notes.iter().map(ToString::to_string).collect()
}

/// The invoices of a reading, each as `number customer issued due amount`.
fn invoices(reading: &Reading) -> Vec<String> {
    let line = |record: &Record| {
        let Record::Invoice(invoice) = record else {
            panic!("{record:?} is no invoice")
        };
        let date =
            |date: Option<jiff::civil::Date>| date.map_or("-".to_owned(), |date| date.to_string());
        let (issued, due) = (date(invoice.issued), date(invoice.due));
        format!(
            "{} {} {issued} {due} {}",
            invoice.number, invoice.customer, invoice.amount
        )
    };
    reading
        .entries
        .iter()
        .map(|entry| line(&entry.record))
        .collect()
}

const ROWS: [&str; 2] = [
    "0017 042 2026-03-01 2026-03-31 1234.50",
    "0018 042 2026-03-02 2026-04-01 80.00",
];

#[test]
fn every_dialect_reads_the_same() {
    let plain = "number,customer,issued,due,amount\n0017,042,2026-03-01,2026-03-31,1234.50\n0018,042,2026-03-02,2026-04-01,80.00\n";
    let utf16: Vec<u8> = std::iter::once(0xfeff)
        .chain(plain.encode_utf16())
        .flat_map(u16::to_le_bytes)
        .collect();
    let utf16_be: Vec<u8> = std::iter::once(0xfeff)
        .chain(plain.encode_utf16())
        .flat_map(u16::to_be_bytes)
        .collect();
    for (case, bytes) in [
        ("as it is", plain.as_bytes().to_vec()),
        (
            "byte order mark",
            [b"\xef\xbb\xbf", plain.as_bytes()].concat(),
        ),
        ("UTF-16, low byte first", utf16),
        ("UTF-16, high byte first", utf16_be),
        ("semicolons", plain.replace(',', ";").into()),
        ("tabs", plain.replace(',', "\t").into()),
        ("bars", plain.replace(',', "|").into()),
        ("Windows line ends", plain.replace('\n', "\r\n").into()),
        ("old Macintosh line ends", plain.replace('\n', "\r").into()),
        ("no last line end", plain.trim_end().into()),
        ("all in quotation marks", quoted(plain, '"').into()),
        ("all in apostrophes", quoted(plain, '\'').into()),
        ("spaces around", plain.replace(',', " , ").into()),
        (
            "titles above",
            format!("Open items\n\nsep=,\nPrinted on 2026-04-01,by A. Sample\n{plain}").into(),
        ),
        ("empty rows", plain.replace('\n', "\n,,,,\n\n").into()),
        (
            "a column without a name at the end",
            plain.replace("amount", "amount,").into(),
        ),
        (
            "empty fields at the end",
            plain.replace("0\n", "0,,\n").into(),
        ),
        (
            "decimal comma",
            plain
                .replace(',', ";")
                .replace("1234.50", "1.234,50")
                .replace("80.00", "80,00")
                .into(),
        ),
        (
            "currency signs",
            plain
                .replace("1234.50", "£1234.50")
                .replace("80.00", "80.00 GBP")
                .into(),
        ),
        (
            "times",
            plain
                .replace("-01,2026-03-31", "-01T09:30:00Z,2026-03-31 00:00:00")
                .into(),
        ),
    ] {
        let reading = read(&bytes);
        assert_eq!(reading.problems, [], "{case}");
        assert_eq!(invoices(&reading), ROWS, "{case}");
    }
}

fn quoted(text: &str, mark: char) -> String {
    let line = |line: &str| {
        line.split(',')
            .map(|field| format!("{mark}{field}{mark}"))
            .collect::<Vec<_>>()
            .join(",")
            + "\n"
    };
    text.lines().map(line).collect()
}

#[test]
fn lines_are_counted_through_titles_and_quoted_line_ends() {
    let text = "Title\r\nnumber,customer,due,amount\r\n1,\"a\r\nb\",2026-03-01,5\r\n2,c,2026-03-01,5\r\n3,d,2026-03-01,x\r\n";
    let reading = read(text);
    assert_eq!(
        reading
            .entries
            .iter()
            .map(|entry| entry.line)
            .collect::<Vec<_>>(),
        [3, 5]
    );
    assert_eq!(reading.problems[0].line, 6);
}

#[test]
fn each_problem_of_a_row_names_field_value_and_what_would_be_right() {
    let columns = "number,customer,issued,due,amount,currency,disputed,settled\n";
    let good = "1,A,2026-03-01,2026-03-31,10.00,GBP,no,\n";
    for (row, expected) in [
        (
            ",A,2026-03-01,2026-03-31,10.00,GBP,no,",
            "f.csv, line 3, number: column 'number' is empty here and must not be",
        ),
        (
            "1, ,2026-03-01,2026-03-31,10.00,GBP,no,",
            "f.csv, line 3, customer: column 'customer' is empty here and must not be",
        ),
        (
            "1,A,,,10.00,GBP,no,",
            "f.csv, line 3, due: an invoice needs a due date or an invoice date; this row has neither",
        ),
        (
            "1,A,2026-03-01,2026-02-30,10.00,GBP,no,",
            "f.csv, line 3, due '2026-02-30': the dates of column 'due' are written YYYY-MM-DD; there is no such day",
        ),
        (
            "1,A,2026-03-01,soon,10.00,GBP,no,",
            "f.csv, line 3, due 'soon': the dates of column 'due' are written YYYY-MM-DD; this is not a date of that form",
        ),
        (
            "1,A,2026-03-01,31/03/2026,10.00,GBP,no,",
            "f.csv, line 3, due '31/03/2026': the dates of column 'due' are written YYYY-MM-DD; this is not a date of that form",
        ),
        (
            "1,A,2026-03-01,1026-03-31,10.00,GBP,no,",
            "f.csv, line 3, due '1026-03-31': the dates of column 'due' are written YYYY-MM-DD; the year is not between 1900 and 2200",
        ),
        (
            "1,A,2026-03-01,2026-03-31,ten,GBP,no,",
            "f.csv, line 3, amount 'ten': this is not an amount; the amounts of column 'amount' are written like 1,234.56",
        ),
        (
            "1,A,2026-03-01,2026-03-31,,GBP,no,",
            "f.csv, line 3, amount: column 'amount' is empty here and must not be",
        ),
        (
            "1,A,2026-03-01,2026-03-31,NULL,GBP,no,",
            "f.csv, line 3, amount: column 'amount' is empty here and must not be",
        ),
        (
            "1,A,2026-03-01,2026-03-31,9999999999999999999999999999999,GBP,no,",
            "f.csv, line 3, amount '9999999999999999999999999999999': an amount has at most 30 digits",
        ),
        (
            "1,A,2026-03-01,2026-03-31,10.00,XQX,no,",
            "f.csv, line 3, currency 'XQX': this is not a currency code; write an ISO 4217 code such as EUR",
        ),
        (
            "1,A,2026-03-01,2026-03-31,€10.00,GBP,no,",
            "f.csv, line 3, amount '€10.00': the amount is in EUR but the currency of this row is GBP",
        ),
        (
            "1,A,2026-03-01,2026-03-31,10.00,GBP,perhaps,",
            "f.csv, line 3, disputed 'perhaps': this is neither yes nor no; add the word to yes = [...] or no = [...] of 'disputed' in a profile",
        ),
        (
            "1,A,2026-03-01,2026-03-31,10.00,GBP,no",
            "f.csv, line 3: the row has 7 fields and the header has 8; look for a ',' that is missing",
        ),
        (
            "1,A,2026-03-01,2026-03-31,10,00,GBP,no,x",
            "f.csv, line 3: the row has 9 fields and the header has 8; look for a ',' that is not inside quotation marks",
        ),
        (
            "1,\"A,2026-03-01,2026-03-31,10.00,GBP,no,",
            "f.csv, line 3: a field begins with a quotation mark that is not closed. Close it, or take it away",
        ),
        (
            "1,\"A\" Ltd,2026-03-01,2026-03-31,10.00,GBP,no,",
            "f.csv, line 3: text follows on a closing quotation mark. Double each quotation mark inside a quoted field",
        ),
        (
            "1,A\0,2026-03-01,2026-03-31,10.00,GBP,no,",
            "f.csv, line 3, customer 'A\u{fffd}': the text is damaged: it holds NUL bytes",
        ),
    ] {
        // A last good row shows that the bad one did not stop the file.
        let reading = read(format!(
            "{columns}{good}{row}\n{}",
            good.replacen('1', "2", 1)
        ));
        let problems: Vec<String> = reading.problems.iter().map(ToString::to_string).collect();
        assert_eq!(problems, [expected], "{row}");
        assert_eq!(reading.entries.len(), 2, "{row}");
    }
}

#[test]
fn bytes_that_are_no_text_cost_their_row_only() {
    let text = b"number,customer,due,amount\n1,Zo\xc3\xa9,2026-03-01,5\n2,M\xc3\xa4rta,2026-03-01,5\n3,B\xff,2026-03-01,5\n4,C,2026-03-01,5\n";
    let reading = read(text);
    assert_eq!(reading.entries.len(), 3);
    assert_eq!(
        reading.problems[0].to_string(),
        "f.csv, line 4, customer 'B\u{fffd}': the text is damaged: some of its bytes are not characters of the file's encoding"
    );
}

#[test]
fn old_encodings_are_told_and_can_be_named() {
    let text = b"number,customer,name,due,amount\n1,42,M\xfcller,2026-03-01,5\n";
    let name = |reading: &Reading| match &reading.entries[0].record {
        Record::Invoice(invoice) => invoice.name.clone().unwrap(),
        other => panic!("{other:?}"),
    };
    assert_eq!(&*name(&read(text)), "Müller");
    let profile = "name = \"p\"\nencoding = \"iso-8859-5\"\n[columns]\nnumber=\"number\"\ncustomer=\"customer\"\nname=\"name\"\ndue=\"due\"\namount=\"amount\"";
    let profile = Profile::parse(profile, "p").unwrap();
    let reader = Reader::new(text, "f.csv", &profile, Options::default()).unwrap();
    assert_eq!(
        reader.dialect().encoding,
        Encoding::from_label("iso-8859-5").unwrap()
    );
    assert_eq!(
        &*name(&csv::read(text, "f.csv", &profile, Options::default()).unwrap()),
        "Mќller"
    );
}

#[test]
fn the_kind_is_told_by_the_columns() {
    for (header, row, expected) in [
        (
            "Invoice No,Customer,Invoice Date,Due Date,Total,Balance",
            "1,A,2026-03-01,2026-03-31,5,5",
            Kind::Invoices,
        ),
        (
            "Rechnungsnummer;Kundennummer;Fälligkeit;Betrag",
            "1;A;2026-03-31;5",
            Kind::Invoices,
        ),
        (
            "Numéro de facture;Code client;Échéance;Montant TTC",
            "1;A;2026-03-31;5",
            Kind::Invoices,
        ),
        (
            "Num,Customer,Date,Due Date,Amount,Open Balance,P.O. #",
            "1041,\"Sample, Ann\",2026-03-01,2026-03-31,\"1,284.50\",\"1,284.50\",PO-7",
            Kind::Invoices,
        ),
        (
            "Posting Date,Account Reference,Voucher No,Net Due Date,Invoiced Amount,Pending Amount,Invoice Currency",
            "2026-03-01,A,1,2026-03-31,5,5,EUR",
            Kind::Invoices,
        ),
        (
            "Payment Date,Customer,Amount Received,Invoice No",
            "2026-03-01,A,5,1",
            Kind::Payments,
        ),
        (
            "Credit Note No,Customer,Credit Date,Credit Amount,Invoice No",
            "1,A,2026-03-01,5,7",
            Kind::CreditNotes,
        ),
        (
            "Customer No,Company,Email,Mobile",
            "1,A,a@example.com,+44 7700 900123",
            Kind::Customers,
        ),
        (
            "Invoice No,Customer,Dispute Reason,Opened On",
            "1,A,short delivery,2026-03-01",
            Kind::Disputes,
        ),
    ] {
        let reading = read(format!("{header}\n{row}\n"));
        assert_eq!(reading.kind, expected, "{header}");
        assert_eq!(reading.problems, [], "{header}");
        assert_eq!(reading.entries[0].record.kind(), expected);
    }
}

#[test]
fn every_field_of_every_kind_arrives() {
    let files = [
        "number,customer,name,issued,due,terms,amount,tax,open,currency,settled,ordered,delivered,received,arrived,disputed,dispute_amount,reference,po,country,language,email,phone\n\
         007,0042,Sample Ltd,2026-03-01,2026-03-31,net 30,100.00,16.67,40.00,eur,2026-04-02,2026-02-20,2026-02-27,2026-02-28,2026-03-02,yes,10.00,R1,PO9,GB,en,a@example.com,+44 7700 900123\n",
        "customer,name,date,amount,currency,invoice,reference\n0042,Sample Ltd,2026-03-01,-5.00,GBP,007,thanks\n",
        "number,customer,date,amount,currency,invoice,reference\nC1,0042,2026-03-01,5.00,GBP,007,returned\n",
        "number,name,email,phone,sms,country,language,since,address,contact,terms,vat,kind\n\
         0042,Sample Ltd,a@example.com,+44 7700 900123,+44 7700 900124,GB,en,2020-01-31,\"1 High St\nTown\",Ann,net 30,GB000000000,business\n",
        "invoice,customer,opened,amount,reason,resolved\n007,0042,2026-03-01,5.00,short,2026-03-09\n",
    ];
    let record = |(kind, file): (Kind, &str)| {
        let options = Options {
            kind: Some(kind),
            ..Options::default()
        };
        csv::read(file.as_bytes(), "f.csv", &Profile::plain(), options)
            .unwrap()
            .entries
            .remove(0)
            .record
    };
    let mut records: Vec<Record> = Kind::ALL.into_iter().zip(files).map(record).collect();
    let currencies = records.iter_mut().filter_map(|record| match record {
        Record::Invoice(invoice) => invoice.currency.take(),
        Record::Payment(payment) => payment.currency.take(),
        Record::CreditNote(note) => note.currency.take(),
        Record::Customer(_) | Record::Dispute(_) => None,
    });
    assert_eq!(
        currencies
            .map(|currency| currency.code())
            .collect::<Vec<_>>(),
        ["EUR", "GBP", "GBP"]
    );
    let text = format!("{records:#?}");
    insta::assert_snapshot!(text);
}

#[test]
fn a_profile_can_strip_join_fix_and_leave_out() {
    let profile = Profile::parse(
        r#"
name = "p"
kind = "invoices"
[columns]
number   = { template = "{Branch}/{Doc}" }
customer = { column = "CUST", strip = ".0" }
due      = { column = "Pay by", date = "YYYYMMDD" }
amount   = "Gross"
currency = { value = "CHF" }
disputed = { column = "State", yes = ["Open"], no = ["x"] }
[only]
type = ["RV", "dr"]
"#,
        "p.toml",
    )
    .unwrap();
    let text = "type,Branch,Doc,cust,Pay by,Gross,State\n\
                RV,01,0007,0042.0,20260331,5.00,open\n\
                rv,01,0008,0042,20260331.0,5.00,x\n\
                AB,,,,,,\n\
                DR,01,,0042,20260331,5.00,no\n\
                ZZ,01,9,0042,20260331,5.00,no\n";
    let reading = csv::read(text.as_bytes(), "f.csv", &profile, Options::default()).unwrap();
    assert_eq!(
        invoices(&reading),
        [
            "01/0007 0042 - 2026-03-31 5.00",
            "01/0008 0042 - 2026-03-31 5.00"
        ]
    );
    let disputed = |at: usize| match &reading.entries[at].record {
        Record::Invoice(invoice) => (
            invoice.disputed,
            invoice.currency.map(|currency| currency.code()),
        ),
        other => panic!("{other:?}"),
    };
    // The profile's "x" means no here although it usually means yes.
    assert_eq!(
        (disputed(0), disputed(1)),
        ((Some(true), Some("CHF")), (Some(false), Some("CHF")))
    );
    assert_eq!(
        reading.problems[0].to_string(),
        "f.csv, line 5, number: column 'Branch + Doc' is empty here and must not be"
    );
    let skipped: Vec<_> = reading
        .skipped
        .iter()
        .map(|s| (s.reason.to_string(), s.rows, s.first_line))
        .collect();
    assert_eq!(
        skipped,
        [("column 'type' is not RV or dr".to_owned(), 2, 4)]
    );
    assert_eq!(
        noted(&reading),
        ["1 values of column 'cust' lost '.0' at their end, as the profile says"]
    );
    assert_eq!(reading.styles[0], "number: columns Branch + Doc");
    assert!(
        reading
            .styles
            .contains(&"due: column 'Pay by', written YYYYMMDD".to_owned()),
        "{:?}",
        reading.styles
    );
    assert!(
        reading
            .styles
            .contains(&"currency: always 'CHF'".to_owned()),
        "{:?}",
        reading.styles
    );
}

#[test]
fn ids_that_a_spreadsheet_damaged_are_noted() {
    let reading = read("number,customer,due,amount\n17.0,A,2026-03-01,5\n18.0,A,2026-03-01,5\n");
    assert_eq!(
        noted(&reading),
        [
            "every value of column 'number' ends in '.0', as spreadsheets leave numbers; strip = \".0\" in a profile takes it off"
        ]
    );
}

#[test]
fn a_map_finds_the_other_fields_by_their_usual_names() {
    let text = "Ref No,Customer,Due Date,Total,Terms\n1,A,2026-03-01,5,net 30\n";
    let profile = Profile::from_map("number=Ref No,terms=").unwrap();
    let reading = csv::read(text.as_bytes(), "f.csv", &profile, Options::default()).unwrap();
    assert_eq!(invoices(&reading), ["1 A - 2026-03-01 5"]);
    assert!(
        !reading
            .styles
            .iter()
            .any(|style| style.starts_with("terms")),
        "{:?}",
        reading.styles
    );
}

#[test]
fn the_position_grows_to_the_end() {
    let text = "number,customer,due,amount\n1,A,2026-03-01,5\n2,A,2026-03-01,5\n";
    let mut reader = Reader::new(
        text.as_bytes(),
        "f.csv",
        &Profile::plain(),
        Options::default(),
    )
    .unwrap();
    let mut last = reader.position();
    assert_eq!((last.bytes_total, last.line), (text.len() as u64, 2));
    while reader.next_record().is_some() {
        let now = reader.position();
        assert!(now.bytes_done >= last.bytes_done);
        last = now;
    }
    assert_eq!((last.bytes_done, last.line), (text.len() as u64, 4));
}
