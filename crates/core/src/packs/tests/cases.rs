//! Published examples, each with the address at which it was found.

use jiff::civil::{Date, date};

use super::super::*;
use super::{money, pack, packs};
use crate::interest::Percent;
use crate::money::Money;

/// The rate that interest on a debt starts with.
#[track_caller]
fn first_rate(code: &str, debtor: Debtor, due: Date, expected: &str) {
    let law = pack(code).statutory_interest(debtor, due).unwrap();
    let rule = law.rule(packs(), due, due.tomorrow().unwrap()).unwrap();
    assert_eq!(rule.steps.len(), 1, "one day has one rate");
    assert_eq!(
        rule.steps[0].percent.to_string(),
        expected,
        "{code}, due {due}"
    );
}

/// The fixed sum has its boundaries at 1,000 and 10,000, which belong to the higher band:
/// <https://www.mygov.scot/late-commercial-payments/claim-debt-recovery-costs-on-late-payments/>.
/// In Ireland they belong to the lower band:
/// <https://enterprise.gov.ie/en/what-we-do/supports-for-smes/late-payments/compensation-for-recovery-costs-/>.
#[test]
fn fixed_sums_change_at_their_boundaries() {
    #[track_caller]
    fn check(code: &str, principal: &str, expected: &str) {
        let due = date(2026, 3, 1);
        let law = pack(code).fixed_sum(Debtor::Business, due).unwrap();
        assert_eq!(
            law.amount(money(principal, code)),
            Some(money(expected, code))
        );
    }
    check("GB", "999.99", "40");
    check("GB", "1000.00", "70");
    check("GB", "9999.99", "70");
    check("GB", "10000.00", "100");
    check("IE", "1000.00", "40");
    check("IE", "1000.01", "70");
    check("IE", "10000.00", "70");
    check("IE", "10000.01", "100");
}

/// Bank Rate of 30 June and 31 December serves the next half-year, and a debt keeps the rate it began with:
/// <https://payontime.co.uk/how-to-calculate-late-payment-interest-and-compensation>.
#[test]
fn uk_interest_is_fixed_for_half_years_and_frozen() {
    // On 10 November 2022 Bank Rate itself was 3.00, and 1.25 on 30 June.
    first_rate("GB", Debtor::Business, date(2022, 11, 10), "9.25");
    first_rate("GB", Debtor::Business, date(2023, 1, 1), "11.5");
    first_rate("GB", Debtor::Business, date(2023, 6, 30), "11.5");
    first_rate("GB", Debtor::Business, date(2023, 7, 1), "13");
    first_rate("GB", Debtor::Business, date(2023, 12, 31), "13");
    first_rate("GB", Debtor::Business, date(2024, 1, 1), "13.25");
    first_rate("GB", Debtor::Business, date(2024, 6, 30), "13.25");
    first_rate("GB", Debtor::Business, date(2026, 1, 1), "11.75");
    first_rate("GB", Debtor::Business, date(2026, 12, 31), "11.75");

    let due = date(2022, 11, 10);
    let law = pack("GB")
        .statutory_interest(Debtor::Business, due)
        .unwrap();
    let years_later = law.rule(packs(), due, date(2026, 3, 1)).unwrap();
    assert_eq!(years_later.steps.len(), 1);
    assert_eq!(years_later.steps[0].percent.to_string(), "9.25");
}

/// Before the rate was fixed for half-years it was 8 points over the official dealing rate of the day:
/// <https://www.legislation.gov.uk/uksi/1998/2480/note/made>. That rate was 5.25 from 4 October 2001.
#[test]
fn uk_interest_before_august_2002_is_over_the_rate_of_the_day() {
    let law = pack("GB")
        .statutory_interest(Debtor::Business, date(2001, 10, 31))
        .unwrap();
    let due = date(2001, 10, 31);
    let on_that_day = packs().series("UK_BASE").unwrap().at(due).unwrap().percent;
    let rule = law.rule(packs(), due, date(2002, 10, 31)).unwrap();
    let eight = Percent::from_millionths(8_000_000).unwrap();
    assert_eq!(rule.steps.len(), 1);
    assert_eq!(Ok(rule.steps[0].percent), on_that_day.checked_add(eight));
}

/// 30 days beginning with 5 March end on 3 April
/// (<http://legislation.data.gov.uk/ukpga/1998/20/section/4/enacted/data.htm>), 30 days following it on 4 April
/// (<https://eur-lex.europa.eu/legal-content/EN/ALL/?uri=LEGISSUM:mi0074>).
#[test]
fn a_period_begins_with_a_day_or_follows_it() {
    #[track_caller]
    fn check(code: &str, expected: Date) {
        assert_eq!(
            pack(code).terms.default_due(date(2026, 3, 5)),
            Ok(Some(expected))
        );
    }
    check("GB", date(2026, 4, 3));
    check("EU", date(2026, 4, 4));
    check("DE", date(2026, 4, 4));
    check("NL", date(2026, 4, 4));
}

/// The fee for a claim with its interest: <https://www.gov.uk/make-court-claim-for-money/court-fees>.
#[test]
fn the_uk_issue_fee_is_rounded_down_to_the_penny() {
    #[track_caller]
    fn check(principal: &str, interest: &str, expected: &str) {
        let fee = pack("GB").court.issue_fee(
            money(principal, "GB"),
            money(interest, "GB"),
            date(2026, 3, 1),
        );
        assert_eq!(fee, Ok(Some(money(expected, "GB"))));
    }
    check("300.00", "0", "35");
    check("300.00", "0.01", "50");
    check("900.00", "100.00", "70");
    check("1200.00", "0", "80");
    check("5000.00", "0", "205");
    check("10000.00", "0", "455");
    check("10000.00", "0.01", "500.00");
    check("12345.67", "0", "617.28");
    check("200000.00", "0", "10000");
    check("200000.01", "0", "10000");
    let scale = &pack("GB")
        .court
        .issue_fee
        .on(date(2026, 3, 1))
        .unwrap()
        .value;
    assert_eq!(scale.of_unknown(), Ok(money("10000", "GB")));
}

/// The Irish rates by half-years:
/// <https://enterprise.gov.ie/en/What-We-Do/Supports-for-SMEs/Late-Payments/Late-Payment-Interest-Rate->.
#[test]
fn irish_interest_is_eight_points_over_the_ecb_rate() {
    for (due, expected) in [
        (date(2013, 3, 16), "8.75"),
        (date(2014, 7, 1), "8.15"),
        (date(2016, 7, 1), "8"),
        (date(2022, 7, 1), "8"),
        (date(2023, 1, 1), "10.5"),
        (date(2023, 7, 1), "12"),
        (date(2024, 1, 1), "12.5"),
        (date(2024, 7, 1), "12.25"),
    ] {
        first_rate("IE", Debtor::Business, due, expected);
    }
}

/// Each of three unpaid invoices has its own 40 euro, claimed together or not: Court of Justice, C-585/20,
/// <https://eur-lex.europa.eu/legal-content/EN/TXT/?uri=ecli%3AECLI%3AEU%3AC%3A2022%3A806>.
#[test]
fn the_european_sum_is_owed_for_each_invoice() {
    let law = pack("EU")
        .fixed_sum(Debtor::Business, date(2022, 10, 20))
        .unwrap();
    assert_eq!(law.per.value, Per::Invoice);
    let sums =
        ["17.50", "900", "120000"].map(|principal| law.amount(money(principal, "EU")).unwrap());
    assert_eq!(
        Money::sum(sums, pack("EU").currency),
        Ok(money("120.00", "EU"))
    );
}

/// The German base rate of 1 January 2026 is 1.27:
/// <https://finanzmarktnachrichten.de/basiszinssatz-bleibt-ab-1-januar-2026-bei-127>.
/// It has always been 0.88 below the ECB rate that was read for it.
#[test]
fn german_interest_is_nine_or_five_points_over_the_base_rate() {
    first_rate("DE", Debtor::Business, date(2026, 1, 1), "10.27");
    first_rate("DE", Debtor::Consumer, date(2026, 1, 1), "6.27");
    first_rate("DE", Debtor::Business, date(2014, 7, 28), "7.27");

    let points: Percent = "0.88".parse().unwrap();
    let europe = packs().series("EU_LPD_REFERENCE").unwrap();
    let mut compared = 0;
    for rate in packs().series("DE_BASISZINS").unwrap().rates() {
        if rate.from >= date(2002, 1, 1) {
            assert_eq!(
                rate.percent.checked_add(points),
                Ok(europe.at(rate.from).unwrap().percent)
            );
            compared += 1;
        }
    }
    assert_eq!(
        compared, 50,
        "every half-year from 2002 to the middle of 2026"
    );
}

/// German interest floats: the day on which a half-year begins has its rate.
#[test]
fn german_interest_moves_with_the_half_years() {
    let due = date(2023, 1, 15);
    let law = pack("DE")
        .statutory_interest(Debtor::Business, due)
        .unwrap();
    let rule = law.rule(packs(), due, date(2025, 10, 2)).unwrap();
    let steps: Vec<(Date, String)> = rule
        .steps
        .iter()
        .map(|step| (step.from, step.percent.to_string()))
        .collect();
    let expected = [
        (date(2023, 1, 1), "10.62"),
        (date(2023, 7, 1), "12.12"),
        (date(2024, 1, 1), "12.62"),
        (date(2024, 7, 1), "12.37"),
        (date(2025, 1, 1), "11.27"),
        (date(2025, 7, 1), "10.27"),
    ];
    assert_eq!(steps, expected.map(|(from, rate)| (from, rate.to_owned())));
}

/// A payment pays costs, then interest, then principal (section 367 of the German Civil Code,
/// <https://github.com/bundestag/gesetze>); in France interest before principal (article 1343-1 of the civil
/// code, <https://github.com/legalize-dev/legalize-fr>).
#[test]
fn a_payment_is_divided_in_the_order_of_the_law() {
    let on = date(2026, 3, 1);
    let order = |code: &str| &pack(code).allocation.order.on(on).unwrap().value;
    let owed = |costs, interest, principal| Parts {
        costs,
        interest,
        principal,
    };
    assert_eq!(
        divide(owed(50_00, 30_00, 1_000_00), 100_00, order("DE")),
        (owed(50_00, 30_00, 20_00), 0)
    );
    assert_eq!(
        divide(owed(0, 30_00, 1_000_00), 100_00, order("FR")),
        (owed(0, 30_00, 70_00), 0)
    );
    assert_eq!(
        divide(owed(50_00, 30_00, 1_000_00), 1_100_00, order("FR")),
        (owed(50_00, 30_00, 1_000_00), 20_00),
        "what the article does not name comes last, and what is too much is left"
    );
}

/// A French contract may not go below three times the legal rate, which can be more than the statutory
/// rate: <https://www.legifiscal.fr/actualites-fiscales/4371-taux-interet-legal-1er-semestre-2026.html>,
/// <https://bpifrance-creation.fr/boiteaoutils/taux-penalites-retard>.
#[test]
fn the_french_floor_is_three_times_the_legal_rate() {
    #[track_caller]
    fn check(on: Date, expected: &str) {
        let law = pack("FR").statutory_interest(Debtor::Business, on).unwrap();
        let floor = law.agreed_minimum.as_ref().unwrap().value.on(packs(), on);
        assert_eq!(floor.unwrap().to_string(), expected);
    }
    check(date(2026, 1, 1), "7.86");
    check(date(2025, 7, 1), "8.28");
    check(date(2024, 12, 31), "14.76");
    first_rate("FR", Debtor::Business, date(2024, 12, 1), "14.25");
}

/// Dutch collection costs by slices of the principal, with a least and a most
/// (<https://zoek.officielebekendmakingen.nl/stb-2012-141.html>; the example of 10,000 euro:
/// <https://www.das.nl/ondernemer/kennisbank/archief/wat-is-de-hoogte-van-de-incassokosten>).
#[test]
fn dutch_collection_costs_grow_by_slices() {
    #[track_caller]
    fn check(principal: &str, expected: &str) {
        let law = pack("NL")
            .fixed_sum(Debtor::Business, date(2026, 3, 1))
            .unwrap();
        assert_eq!(
            law.amount(money(principal, "NL")),
            Some(money(expected, "NL"))
        );
    }
    for (principal, expected) in [
        ("50", "40"),
        ("266.66", "40"),
        ("300", "45"),
        ("1000", "150"),
        ("2500", "375"),
        ("3000", "425"),
        ("5000", "625"),
        ("10000", "875"),
        ("25000", "1025"),
        ("100000", "1775"),
        ("200000", "2775"),
        ("500000", "4275"),
        ("1000000", "6775"),
        ("1000000.01", "6775"),
        ("25000000", "6775"),
    ] {
        check(principal, expected);
    }
}

/// From a Dutch consumer they are owed only after a reminder that stated them and gave 14 days:
/// <https://www.dutchcashmanagement.nl/incassokosten-berekenen>.
#[test]
fn dutch_consumers_owe_collection_costs_only_after_notice() {
    let due = date(2026, 3, 1);
    assert_eq!(pack("NL").fixed_sum(Debtor::Consumer, due), None);
    let law = pack("NL")
        .fixed_sum_after_notice(Debtor::Consumer, due)
        .unwrap();
    assert_eq!(law.notice_days.as_ref().unwrap().value, 14);
    assert_eq!(law.amount(money("300", "NL")), Some(money("45.00", "NL")));
}

/// A small Indian supplier is paid in 45 days at the latest, whatever was agreed, and in 15 if nothing was:
/// <https://udyamitahelpline.com/learning/how-interest-on-delayed-payments-to-msme-suppliers-computed>.
#[test]
fn indian_terms_are_capped() {
    let accepted = date(2026, 3, 1);
    let terms = &pack("IN").terms;
    let due = |agreed| terms.lawful_due(accepted, agreed, Debtor::Business);
    assert_eq!(due(Some(60)), Ok(Some(date(2026, 4, 15))));
    assert_eq!(due(Some(40)), Ok(Some(date(2026, 4, 10))));
    assert_eq!(due(None), Ok(Some(date(2026, 3, 16))));
}

#[test]
fn a_term_beyond_the_maximum_is_told_with_its_limit() {
    #[track_caller]
    fn check(code: &str, length: TermLength, debtor: Debtor, expected: Option<(i32, bool)>) {
        let limit = pack(code).check_terms(length, debtor, date(2026, 3, 1));
        assert_eq!(
            limit.map(|limit| (limit.max_days, limit.absolute)),
            expected
        );
    }
    check("GB", TermLength::Days(60), Debtor::Business, None);
    check(
        "GB",
        TermLength::Days(61),
        Debtor::Business,
        Some((60, false)),
    );
    check(
        "GB",
        TermLength::Days(31),
        Debtor::PublicBody,
        Some((30, false)),
    );
    check("GB", TermLength::EndOfMonthDays(90), Debtor::Business, None);
    check(
        "ES",
        TermLength::Days(61),
        Debtor::Business,
        Some((60, true)),
    );
    check(
        "FR",
        TermLength::EndOfMonthDays(46),
        Debtor::Business,
        Some((45, true)),
    );
}

/// Six years in England from the due date, begun anew by a part payment that comes in time
/// (<https://nechambers.co.uk/acknowledgment-of-a-debt-under-the-limitation-act-1980/>); three in Germany from
/// the end of the year, begun anew by an acknowledgement and never by a reminder
/// (<https://github.com/bundestag/gesetze>).
#[test]
fn time_bars_start_and_restart_as_the_law_says() {
    #[track_caller]
    fn check(
        code: &str,
        kind: Option<&str>,
        due: Date,
        events: &[(Date, Restart)],
        expected: Date,
    ) {
        let expiry = pack(code)
            .limitation
            .expiry(kind, due, events)
            .unwrap()
            .unwrap();
        assert_eq!(expiry.last_day, expected);
    }
    let due = date(2020, 1, 31);
    check("GB", None, due, &[], date(2026, 1, 31));
    let in_time = (date(2025, 5, 10), Restart::PartPayment);
    check("GB", None, due, &[in_time], date(2031, 5, 10));
    let too_late = (date(2026, 2, 1), Restart::PartPayment);
    check("GB", None, due, &[too_late], date(2026, 1, 31));
    check("GB", None, due, &[too_late, in_time], date(2032, 2, 1));
    let letter = (date(2025, 5, 10), Restart::WrittenDemand);
    check("GB", None, due, &[letter], date(2026, 1, 31));
    check("GB", Some("deed"), due, &[], date(2032, 1, 31));

    check("DE", None, due, &[], date(2023, 12, 31));
    let acknowledged = (date(2023, 6, 1), Restart::Acknowledgement);
    check("DE", None, due, &[acknowledged], date(2026, 6, 1));
    let early = (date(2020, 6, 1), Restart::Acknowledgement);
    check("DE", None, due, &[early], date(2023, 12, 31));
    let often: Vec<_> = (2021..2031)
        .map(|year| (date(year, 6, 1), Restart::PartPayment))
        .collect();
    check("DE", None, due, &often, date(2030, 1, 31));
    check(
        "NL",
        None,
        due,
        &[(date(2024, 6, 1), Restart::WrittenDemand)],
        date(2029, 6, 1),
    );
}
