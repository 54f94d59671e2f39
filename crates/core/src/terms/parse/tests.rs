#![allow(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::panic,
    reason = "tests"
)]

use super::*;

/// The text is read, and printed in the canonical form.
#[track_caller]
fn check(text: &str, canonical: &str) {
    let terms = Terms::parse(text).unwrap_or_else(|error| panic!("{text}: {error}"));
    assert_eq!(terms.to_string(), canonical, "{text}");
    assert_eq!(Terms::parse(canonical).as_ref(), Ok(&terms), "{canonical}");
}

#[track_caller]
fn refused(text: &str, message: &str) {
    let error = Terms::parse(text).unwrap_err().to_string();
    assert!(error.starts_with(message), "{text}: {error}");
}

#[test]
fn days_after_the_invoice() {
    for text in [
        "net 30",
        "Net 30",
        "NET30",
        "net-30",
        "n30",
        "n/30",
        "30 days",
        "30-day",
        "30 days net",
        "30 net",
        "net 30 days",
        "Net 30 days.",
        "payable within 30 days",
        "due in 30 days",
        "30d",
        "  net   30 ",
        "30 days from invoice date",
        "30 days after date of invoice",
        "10 days then 20 days",
        "100% net 30",
        "rest net 30",
    ] {
        check(text, "net 30");
    }
    check("2 weeks", "net 14");
    check("1 day", "net 1");
    check("net 3650", "net 3650");
}

#[test]
fn on_receipt() {
    for text in [
        "due on receipt",
        "on receipt",
        "Due upon receipt",
        "payable on receipt",
        "immediate",
        "immediately",
        "immediate payment",
        "due immediately",
        "cash",
        "cash on delivery",
        "COD",
        "now",
        "net 0",
        "0 days",
        "balance due on receipt",
    ] {
        check(text, "due on receipt");
    }
}

#[test]
fn end_of_the_month() {
    for text in [
        "EOM",
        "eom",
        "end of month",
        "End of the month",
        "month end",
        "due at end of month",
        "net EOM",
    ] {
        check(text, "EOM");
    }
    for text in [
        "30 EOM",
        "net 30 EOM",
        "30 days EOM",
        "30 days end of month",
        "30 days from end of month",
        "30 days after the end of the month",
        "EOM + 30",
        "EOM plus 30 days",
    ] {
        check(text, "30 EOM");
    }
    check("0 EOM", "EOM");
    check("end of next month", "1 month then EOM");
    check("end of the month following", "1 month then EOM");
    check("30 days then EOM", "30 days then EOM");
}

#[test]
fn days_of_a_month() {
    for text in [
        "15 MFI",
        "15th MFI",
        "15 prox",
        "15th of next month",
        "15th of the following month",
        "on the 15th of the month following the invoice",
        "15th of the month following invoice date",
    ] {
        check(text, "15 MFI");
    }
    for text in [
        "day 20",
        "day 20 of the month",
        "20th of the month",
        "on the 20th of each month",
    ] {
        check(text, "day 20");
    }
}

#[test]
fn months_and_chains() {
    check("1 month", "1 month");
    check("net 2 months", "2 months");
    check("1 month and 30 days", "1 month 30 days");
    check(
        "2 months then day 15 then 30 days",
        "2 months then day 15 then 30 days",
    );
    check("1 month then 30 EOM", "1 month then 30 EOM");
    check("1 month then 1 month", "1 month then 1 month");
    check(
        "5 days then EOM then 2 months 1 day",
        "5 days then EOM then 2 months 1 day",
    );
}

#[test]
fn discounts() {
    for text in [
        "2/10 net 30",
        "2/10, net 30",
        "2/10 n/30",
        "2/10n30",
        "2% 10 net 30",
        "2% 10 days, net 30 days",
        "2%/10 days net 30",
        "2.00/10 net 30",
    ] {
        check(text, "2/10 net 30");
    }
    check("2.5/10 net 30 EOM", "2.5/10 net 30 EOM");
    check("2/10, EOM + 30", "2/10 net 30 EOM");
    check("2/10 day 20", "2/10 day 20");
    check("2/10 1 month", "2/10 1 month");
}

#[test]
fn instalments() {
    check("30% now, 70% net 60", "30% now, 70% net 60");
    check("30% on receipt; 70% 60 days", "30% now, 70% net 60");
    check("30% now and the balance in 60 days", "30% now, rest net 60");
    check(
        "25% net 30, 25% net 60, rest net 90",
        "25% net 30, 25% net 60, rest net 90",
    );
    check("396.84 net 60, rest net 90", "396.84 net 60, rest net 90");
    check(
        "500 now, 250.5 in 30 days, remainder EOM",
        "500.00 now, 250.50 net 30, rest EOM",
    );
    check("500.00 EOM, rest 30 EOM", "500.00 EOM, rest 30 EOM");
    check(
        "30% 1 month and 70% 1 month and 30 days",
        "30% 1 month, 70% 1 month 30 days",
    );
    check(
        "50% 2/10, net 30, 50% 1% 10 days, net 60",
        "50% 2/10 net 30, 50% 1/10 net 60",
    );
    check(
        "1000000000000 now, rest net 9",
        "1000000000000.00 now, rest net 9",
    );
    check(
        "33.3333% now, 66.6667% net 30",
        "33.3333% now, 66.6667% net 30",
    );
    check("2% 10 days, rest net 30", "2% net 10, rest net 30");
}

#[test]
fn what_is_not_understood_is_shown_with_its_place() {
    refused(
        "",
        "the payment terms are empty; write one of: net 30; 2/10 net 30; due on receipt;",
    );
    refused(" . ", "the payment terms are empty;");
    refused(
        "2/10 nett 30",
        "\"nett\" at character 6 of the payment terms is not understood;",
    );
    refused("net 30 ou plus", "\"ou\" at character 8 ");
    refused("é net 30", "\"é\" at character 1 ");
    refused(
        "net",
        "the payment terms end after \"net\", where more is needed;",
    );
    refused("30% now, 70% net 60,", "the payment terms end after ");
    refused("15th", "the payment terms end after \"15th\"");
    refused(
        "30",
        "30 alone does not say what it counts; for days after the invoice write \"net 30\"",
    );
    refused("30 60", "60 alone does not say");
    refused(
        "net 1.5",
        "\"1.5\" at character 5 of the payment terms must be a whole number",
    );
    refused(
        "net 12345678901234567890",
        "\"12345678901234567890\" at character 5 ",
    );
    refused("net -30", "\"-\" at character 5 ");
}

#[test]
fn what_makes_no_sense_is_refused_with_a_remedy() {
    refused("net 3651", "payment terms go up to 3650 days");
    refused(
        "10 weeks then 9999 days",
        "payment terms go up to 3650 days",
    );
    refused("121 months", "payment terms go up to 120 months");
    refused("day 32", "no month has a day 32;");
    refused("0 MFI", "no month has a day 0;");
    refused("300 MFI", "no month has a day 255;");
    refused(
        "1 month then EOM then 1 month then EOM then 1 month",
        "a due date is found in at most 4 steps",
    );
    refused(
        "30% now, 60% net 60",
        "the parts add up to 90%, not to 100%;",
    );
    refused("30% net 60", "the parts add up to 30%, not to 100%;");
    refused("60% now, 60% net 60", "the parts add up to 120%,");
    refused(
        "100% now, rest net 60",
        "the parts before the rest add up to 100% already",
    );
    refused("0% now, rest net 60", "a part of 0 is not possible;");
    refused("101% now, rest net 60", "a part of 101 is not possible;");
    refused(
        "1000000000000.01 now, rest net 60",
        "a part of 1000000000000.01 is not possible;",
    );
    refused(
        "0.1234567% now, rest net 60",
        "a part of 0.1234567 is not possible;",
    );
    refused("rest now, 30% net 60", "the rest must be the last part");
    refused(
        "400.00 net 60",
        "terms with a fixed amount need a last part that takes the rest",
    );
    refused(
        "400.00 now, 50% net 60",
        "terms with a fixed amount need a last part that takes the rest",
    );
    refused(
        "30 days, 60 days",
        "part 1 of the payment terms does not say how much it is;",
    );
    refused(
        "30% now, net 60",
        "part 2 of the payment terms does not say how much it is;",
    );
    refused(
        "2/10",
        "a discount needs the day on which the full amount is due",
    );
    refused(
        "2/40 net 30",
        "the discount runs for 40 days, longer than the 30 days of the term itself",
    );
    refused(
        "2/10 due on receipt",
        "the discount runs for 10 days, longer than the 0 days",
    );
    refused("100/10 net 30", "a discount of 100% is not possible;");
    refused("0/10 net 30", "a discount of 0% is not possible;");
    refused(
        &"x".repeat(MAX_TERMS_BYTES + 1),
        "the payment terms are longer than 8000 bytes;",
    );
    refused(
        &vec!["1% now"; MAX_PARTS + 1].join(", "),
        "payment terms have at most 60 parts",
    );
}
