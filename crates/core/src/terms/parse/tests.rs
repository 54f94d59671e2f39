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
        "on receipt of invoice",
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
fn days_counted_from_the_goods_or_the_order() {
    for text in [
        "net 30 ROG",
        "30 days ROG",
        "30 days from receipt of goods",
        "30 days after the receipt of the goods",
        "30 from receipt of goods",
    ] {
        check(text, "net 30 ROG");
    }
    check("2/10 net 30 ROG", "2/10 net 30 ROG");
    check("2/10, n/30, AOG", "2/10 net 30 AOG");
    check("30 days after arrival of goods", "net 30 AOG");
    check("1 month after delivery", "1 month after delivery");
    check("30 days after next delivery", "net 30 after next delivery");
    check("net 30 from order", "net 30 after order");
    check(
        "30 days after delivery then EOM",
        "30 days then EOM after delivery",
    );
    check("net 30 as of 2026-05-01", "net 30 as of 2026-05-01");
    check(
        "2/10, n/30, AS OF 2008-03-07",
        "2/10 net 30 as of 2008-03-07",
    );
    check("30 days from 2026-05-01", "net 30 as of 2026-05-01");
    check("due on 2026-05-01", "on 2026-05-01");
    check("ROG", "on receipt of goods");
}

#[test]
fn cash_terms() {
    check("COD", "on delivery");
    check("cash on delivery", "on delivery");
    for text in [
        "CIA",
        "PIA",
        "cash in advance",
        "payment in advance",
        "in advance",
        "prepaid",
    ] {
        check(text, "in advance");
    }
    for text in ["CWO", "cash with order", "on order"] {
        check(text, "on order");
    }
    for text in [
        "CND",
        "cash on next delivery",
        "payable on the next delivery",
    ] {
        check(text, "on next delivery");
    }
}

#[test]
fn a_cut_off_is_named_or_there_is_none() {
    check("EOM after 25", "EOM after 25");
    check("30 days end of month after the 25th", "30 EOM after 25");
    check("2/10 net 30 EOM after 25", "2/10 net 30 EOM after 25");
    check("15 MFI after 25", "15 MFI after 25");
    check(
        "2% 10th prox net 30 after 25",
        "2% 10th prox net 30 after 25",
    );
    refused(
        "net 30 after 25",
        "\"after\" and a day belong to the end of the month",
    );
    refused("day 20 after 25", "\"after\" and a day belong");
    refused("EOM after 32", "no month has a day 32;");
}

#[test]
fn custom_tells_when_the_whole_is_due() {
    check("2/10 EOM", "2/10 net 30 EOM");
    check("2/10 EOM after 25", "2/10 net 30 EOM after 25");
    check("2/10 EOM ROG", "2/10 net 30 EOM ROG");
    for text in ["2% 10th prox", "2/10 prox", "2%, 10th proximo"] {
        check(text, "2% 10th prox 10 MFI then 20 days");
    }
    check(
        "2% 10th prox after 25",
        "2% 10th prox 10 MFI after 25 then 20 days",
    );
    check(
        "2/10 prox, discount excluding tax",
        "2% 10th prox 10 MFI then 20 days, discount excluding tax",
    );
    refused(
        "2/10 net EOM",
        "the discount runs for 10 days, longer than the 0 days",
    );
}

#[test]
fn proximo_dating() {
    for text in [
        "2% 10th prox net 30",
        "2% 10 prox, net 30 days",
        "2%, 10th proximo, net 30 days",
        "2/10 prox net 30",
    ] {
        check(text, "2% 10th prox net 30");
    }
    check("10th prox net 60", "10th prox net 60");
    check("10 prox, net 60", "10th prox net 60");
    for text in [
        "2% 10th net 10 prox",
        "2/10 net 10 prox",
        "2/10, n/10, PROX",
    ] {
        check(text, "2% 10th prox 10 MFI");
    }
    check("2/10 net 60 prox", "2/10 net 60 EOM");
    check("2% 22nd prox 30 days", "2% 22nd prox 30 days");
    check("30% 10th prox, 70% 60 days", "30% 10 MFI, 70% net 60");
    check("98% now, 2% 10th prox", "98% now, 2% 10 MFI");
    refused(
        "2% 10th net 30",
        "\"10\" at character 4 of the payment terms is not understood",
    );
    refused(
        "2/10 prox net 30, 50% now",
        "part 1 of the payment terms does not say how much",
    );
    refused("2/32 prox net 60", "no month has a day 32;");
    refused(
        "rest 10th prox net 60, 50% now",
        "the rest must be the last part",
    );
    refused(
        "50% now, rest 10th prox net 60",
        "a discount in one of several parts needs its rate",
    );
}

#[test]
fn the_french_wording_is_read_only_when_it_says_how() {
    check("30 jours", "net 30");
    check("30 jours date de facture", "net 30");
    check("30 jours nets", "net 30");
    check("fin de mois", "EOM");
    check("45 jours puis fin de mois", "45 days then EOM");
    check("45 days then EOM", "45 days then EOM");
    for text in [
        "fin de mois puis 45 jours",
        "fin de mois + 45 jours",
        "EOM then 45 days",
    ] {
        check(text, "45 EOM");
    }
    for text in ["45 jours fin de mois", "45 jours net fin du mois"] {
        refused(
            text,
            "\"45 jours fin de mois\" is read in two ways; write \"45 jours puis fin de mois\" (count 45 days, then go \
             to the end of that month) or \"fin de mois puis 45 jours\"",
        );
    }
}

#[test]
fn how_a_discount_treats_tax() {
    check(
        "2/10 net 30, discount excluding tax",
        "2/10 net 30, discount excluding tax",
    );
    check(
        "2/10 net 30, discount excl VAT",
        "2/10 net 30, discount excluding tax",
    );
    check("2/10 net 30, discount including tax", "2/10 net 30");
    check(
        "50% 2/10 net 30, discount with reduced tax, 50% net 60",
        "50% 2/10 net 30, discount with reduced tax, 50% net 60",
    );
    refused(
        "net 30, discount excluding tax",
        "\"discount\" at the end of a part says how",
    );
    refused("2/10 net 30, discount", "the payment terms end after");
    refused("2/10 net 30, discount on tax", "\"on\" at character 23");
    refused(
        "2/10 net 30, discount excluding freight",
        "\"freight\" at character 33",
    );
}

#[test]
fn stages_retention_and_balloon() {
    check(
        "30% on order, 40% on delivery, 30% net 30",
        "30% on order, 40% on delivery, 30% net 30",
    );
    check("30% CWO, rest COD", "30% on order, rest on delivery");
    check("500 on order, rest net 30", "500.00 on order, rest net 30");
    check(
        "95% net 30, retention 5% 12 months",
        "95% net 30, retention 5% 12 months",
    );
    check(
        "net 30, retention 5% 12 months after delivery",
        "95% net 30, retention 5% 12 months after delivery",
    );
    check(
        "30% on order, net 30, retention 5% 12 months",
        "30% on order, 65% net 30, retention 5% 12 months",
    );
    check(
        "10% 1 month, 10% 2 months, balloon 3 months",
        "10% 1 month, 10% 2 months, balloon rest 3 months",
    );
    check(
        "10% 1 month, balloon 90% 2 months",
        "10% 1 month, balloon 90% 2 months",
    );
    check("balloon 2 months", "2 months");
    refused(
        "retention 5% 12 months",
        "the parts add up to 5%, not to 100%;",
    );
    refused(
        "net 30, net 60, retention 5% 12 months",
        "part 1 of the payment terms does not say how much",
    );
    refused(
        "500 now, net 60, retention 5% 12 months",
        "part 2 of the payment terms",
    );
}

#[test]
fn a_starting_day_stands_once_and_first() {
    refused("30 days then on delivery", "\"delivery\" at character 17");
    refused("net 30 ROG AOG", "\"AOG\" at character 12");
    refused(
        "net 30 after delivery then 5 days after order",
        "\"after\" at character 35",
    );
    refused(
        "net 30 as of 2026-02-30",
        "2026-02-30 is not in the calendar",
    );
    refused("net 30 as of 1800-01-01", "the date lies outside the years");
    refused("net 30 as of May", "\"as\" at character 8");
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
