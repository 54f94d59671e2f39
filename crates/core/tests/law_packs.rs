//! The figures of the jurisdiction packs, as they were published, and what in them nobody has verified.

#![allow(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::panic,
    reason = "tests"
)]

use dunwell_core::interest::{Debt, RateStep, Reduction, Rule, rows, total};
use dunwell_core::money::Money;
use dunwell_core::packs::{
    About, Debtor, FrozenOn, InterestLaw, LawError, Pack, Packs, Rate, Restart, TermLength,
};
use jiff::ToSpan;
use jiff::civil::{Date, date};

fn packs() -> &'static Packs {
    Packs::embedded().unwrap_or_else(|problems| panic!("{problems:#?}"))
}

fn pack(code: &str) -> &'static Pack {
    packs()
        .get(code)
        .unwrap_or_else(|| panic!("there is no pack {code}"))
}

fn law(code: &str, id: &str) -> &'static InterestLaw {
    let laws = &pack(code).interest;
    laws.iter()
        .find(|law| law.id == id)
        .unwrap_or_else(|| panic!("{code} has no interest with the id {id}"))
}

/// The rate of the first day of interest on a debt between businesses.
#[track_caller]
fn rate(code: &str, due: Date, expected: &str) {
    let law = pack(code)
        .statutory_interest(Debtor::Business, due)
        .unwrap_or_else(|| panic!("{code} has no interest for a debt due {due}"));
    let rule = law.rule(packs(), due, due.tomorrow().unwrap()).unwrap();
    let found = rule.steps[0].percent.to_string();
    assert_eq!(found, expected, "{code}, due {due}");
}

/// The interest on a sum that is paid so many days after it was due.
#[track_caller]
fn interest(law: &InterestLaw, amount: &str, due: Date, days: i32, expected: &str) {
    let rule = law.rule(packs(), due, due + days.days()).unwrap();
    interest_by(&rule, law, amount, due, days, expected);
}

#[track_caller]
fn interest_by(rule: &Rule, law: &InterestLaw, amount: &str, due: Date, days: i32, expected: &str) {
    let code = law.about.name.split('.').next().unwrap();
    let currency = pack(code).currency;
    let paid = due + days.days();
    let principal = Money::parse(amount, currency).unwrap().minor();
    let debt = Debt {
        principal,
        currency,
        due,
        reductions: &[Reduction {
            on: paid,
            minor: principal,
        }],
    };
    let found = total(&rows(&debt, rule, paid).unwrap()).unwrap();
    let expected = Money::parse(expected, currency).unwrap().minor();
    assert_eq!(found, expected, "{}", law.about.name);
}

/// The last day on which a debt of a kind that fell due on 1 March 2026 can be sued for.
#[track_caller]
fn barred_after(code: &str, kind: Option<&str>, years: i16) {
    let due = date(2026, 3, 1);
    let expiry = pack(code).limitation.expiry(kind, due, &[]).unwrap();
    let last_day = expiry.map(|expiry| expiry.last_day);
    assert_eq!(last_day, Some(date(2026 + years, 3, 1)), "{code}, {kind:?}");
}

#[track_caller]
fn small_claims(code: &str, kind: Option<&str>, on: Date, expected: &str) {
    let pack = pack(code);
    let limits = &pack.court.small_claims_limit;
    let limit = match kind {
        Some(kind) => limits.of_kind(kind, on),
        None => limits.on(on),
    };
    let expected = Money::parse(expected, pack.currency).unwrap();
    assert_eq!(limit.map(|limit| limit.value), Some(expected), "{code}");
}

/// <https://enterprise.gov.ie/en/What-We-Do/Supports-for-SMEs/Late-Payments/Late-Payment-Interest-Rate->
#[test]
fn ireland() {
    rate("IE", date(2013, 3, 15), "7.75");
    rate("IE", date(2014, 7, 1), "8.15");
    rate("IE", date(2023, 7, 1), "12");
    rate("IE", date(2024, 7, 1), "12.25");
    barred_after("IE", None, 6);
    small_claims("IE", None, date(2026, 3, 1), "2000");
}

/// <https://lexbase.fr/texte-de-loi/code-de-commercel44110/L0502LQN.html>,
/// <https://bpifrance-creation.fr/boiteaoutils/taux-penalites-retard>
#[test]
fn france() {
    rate("FR", date(2024, 7, 15), "14.25");
    rate("FR", date(2026, 1, 15), "12.15");
    let too_long = |length| pack("FR").check_terms(length, Debtor::Business, date(2026, 3, 1));
    assert!(too_long(TermLength::Days(60)).is_none());
    assert!(too_long(TermLength::Days(61)).is_some_and(|limit| limit.absolute));
    assert!(too_long(TermLength::EndOfMonthDays(45)).is_none());
    assert!(too_long(TermLength::EndOfMonthDays(46)).is_some());
    barred_after("FR", None, 5);
    barred_after("FR", Some("consumer"), 2);
    small_claims("FR", None, date(2026, 3, 1), "5000");
}

/// <http://www.boe.es/diario_boe/txt.php?id=BOE-A-2014-6914>,
/// <https://www.boe.es/diario_boe/txt.php?id=BOE-A-2019-18736>
#[test]
fn spain() {
    rate("ES", date(2014, 7, 1), "8.15");
    rate("ES", date(2020, 1, 1), "8");
    let too_long = pack("ES")
        .check_terms(TermLength::Days(61), Debtor::Business, date(2026, 3, 1))
        .unwrap();
    assert!(too_long.absolute);
    barred_after("ES", None, 5);
}

/// <https://ntplusdiritto.ilsole24ore.com/art/interessi-mora-2026-tasso-215-cento-AIzCuJ1>,
/// <https://interestia.eu/je/interest-tables/>
#[test]
fn italy() {
    rate("IT", date(2026, 1, 15), "10.15");
    rate("IT", date(2012, 12, 30), "8");
    small_claims("IT", None, date(2025, 10, 30), "10000");
    small_claims("IT", None, date(2025, 10, 31), "30000");
}

/// <https://eur-lex.europa.eu/legal-content/EN/ALL/?uri=LEGISSUM:mi0074>
#[test]
fn european_union() {
    rate("EU", date(2026, 7, 1), "10.4");
    let received = date(2026, 3, 5);
    let due = pack("EU").terms.default_due(received).unwrap();
    assert_eq!(due, Some(date(2026, 4, 4)));
    assert_eq!(pack("EU").coming.len(), 1, "the regulation is only coming");
}

/// <https://www.fiscal.treasury.gov/prompt-payment/interest.html> and
/// <https://www.fiscal.treasury.gov/prompt-payment/monthly-interest.html>. The rates are those of the
/// examples: the series of the Treasury is not in the pack.
#[test]
fn united_states() {
    let law = law("US", "prompt-payment");
    let due = date(2026, 4, 1);
    assert!(matches!(
        law.rule(packs(), due, due),
        Err(LawError::NoRate { .. })
    ));
    assert_eq!(
        law.frozen_on.as_ref().map(|on| on.value),
        Some(FrozenOn::DayAfterDue)
    );
    let rule = |percent: &str| {
        let mut rule = Rule {
            day_count: law.day_count.value,
            compounding: law.compounding.value,
            ..Rule::default()
        };
        let step = RateStep::new(date(2026, 1, 1), percent.parse().unwrap());
        rule.steps.push(step);
        rule
    };
    interest_by(&rule("6.5"), law, "1500", due, 10, "2.71");
    interest_by(&rule("6"), law, "1500", due, 75, "18.83");
    assert!(
        pack("US")
            .statutory_interest(Debtor::Business, due)
            .is_none()
    );
    barred_after("US", Some("goods"), 4);
}

/// <https://mrdaymude.com/calculation-of-interest-on-california-judgment/>: the daily amount of 1.37 is
/// rounded first.
#[test]
fn california() {
    let due = date(2026, 3, 1);
    interest(law("US-CA", "contract"), "5000", due, 100, "137");
    barred_after("US-CA", Some("oral"), 2);
    barred_after("US-CA", None, 2);
    small_claims("US-CA", None, due, "6250");
}

/// <https://docketmath.com/blog/statute-of-limitations-account-stated-open-account-new-york>
#[test]
fn new_york() {
    let due = date(2026, 3, 1);
    rate("US-NY", due, "9");
    barred_after("US-NY", Some("open-account"), 6);
    small_claims("US-NY", Some("new-york-city"), due, "10000");
}

/// <https://fmx.cpa.texas.gov/fm/pubs/purchase/prompt_pay/index.php?page=calculate&section=overview>:
/// one rate, that of the fiscal year in which the debt became late.
#[test]
fn texas() {
    let law = law("US-TX", "prompt-payment");
    interest(law, "500", date(2024, 11, 5), 34, "4.42");
    // The last day of August is due in one fiscal year and late in the next.
    let due = date(2024, 8, 31);
    let rule = law.rule(packs(), due, date(2025, 1, 31)).unwrap();
    assert_eq!(rule.steps[0].percent.to_string(), "9.5");
    assert!(
        law.rule(packs(), date(2025, 8, 31), date(2025, 9, 30))
            .is_err(),
        "the rate of the next fiscal year was not seen"
    );
    barred_after("US-TX", Some("written"), 4);
}

/// <https://thelpa.com/lpa/statute_of_limitations.html>,
/// <https://terms.law/FAQ/small-claims/small-claims-limits-faq.html>
#[test]
fn florida_and_illinois() {
    let due = date(2026, 3, 1);
    rate("US-FL", due, "8.44");
    barred_after("US-FL", Some("written"), 5);
    small_claims("US-FL", None, due, "8000");
    rate("US-IL", due, "5");
    barred_after("US-IL", Some("written"), 10);
    small_claims("US-IL", None, due, "10000");
}

/// <https://www.ontario.ca/page/prejudgment-and-postjudgment-interest-rates>
#[test]
fn ontario() {
    let law = law("CA-ON", "prejudgment");
    interest(law, "40000", date(2021, 1, 31), 60, "32.88");
    let later = date(2021, 4, 1);
    assert!(
        law.rule(packs(), later, later).is_err(),
        "no later rate is known"
    );
    for debtor in [Debtor::Business, Debtor::Consumer, Debtor::PublicBody] {
        let owed = pack("CA-ON").statutory_interest(debtor, date(2021, 1, 31));
        assert!(owed.is_none(), "only a court awards it");
    }
    barred_after("CA-ON", None, 2);
}

/// <http://inbrief.nswbar.asn.au/articles/af77f7e6a3215c1d0530174028523f9a>, <https://www.accc.gov.au>
#[test]
fn new_south_wales() {
    let law = law("AU-NSW", "prejudgment");
    let due = date(2014, 3, 31);
    let rule = law.rule(packs(), due, date(2014, 6, 30)).unwrap();
    assert_eq!(rule.steps[0].percent.to_string(), "6.5");
    assert!(
        law.rule(packs(), due, date(2014, 7, 1)).is_err(),
        "the second half of 2014 is not known"
    );
    let contact = &pack("AU-NSW").contact;
    let caps: Vec<(i32, i32)> = contact
        .caps
        .iter()
        .map(|cap| (cap.value.most, cap.value.in_days))
        .collect();
    assert_eq!(caps, [(3, 7), (10, 30)]);
}

/// <https://lawgist.in/micro-small-and-medium-enterprises-development-act/16>: three times the bank rate.
#[test]
fn india() {
    rate("IN", date(2022, 6, 10), "15.45");
    rate("IN", date(2026, 3, 1), "16.5");
    let law = law("IN", "msmed");
    let overrides = law.overrides_agreed.as_ref().map(|it| it.value);
    assert_eq!(overrides, Some(true));
}

/// <https://www.de-jure.ch/verzugszinsen/>: half a year over 30/360 is half the yearly interest.
#[test]
fn switzerland() {
    let law = law("CH", "statutory");
    interest(law, "10000", date(2026, 1, 31), 181, "250");
    barred_after("CH", None, 10);
    barred_after("CH", Some("five-years"), 5);
    let paid = (date(2027, 3, 1), Restart::InterestPayment);
    let expiry = pack("CH")
        .limitation
        .expiry(None, date(2026, 3, 1), &[paid]);
    let last_day = expiry.unwrap().map(|expiry| expiry.last_day);
    assert_eq!(last_day, Some(date(2037, 3, 1)));
}

/// Whole rates that a ministry publishes are what the pack gives, on each day that one begins.
#[test]
fn published_rates_are_what_the_packs_give() {
    let mut compared = 0;
    for (series, code, since) in [
        ("IE_LATE_PAYMENT", "IE", date(2013, 3, 16)),
        ("NL_HANDELSRENTE", "NL", date(2013, 3, 16)),
        ("ES_DEMORA_COMERCIAL", "ES", date(2014, 7, 1)),
    ] {
        for published in packs().series(series).unwrap().rates() {
            if published.from >= since {
                rate(code, published.from, &published.percent.to_string());
                compared += 1;
            }
        }
    }
    assert_eq!(compared, 28 + 28 + 4);
}

/// What is known about the value of that name.
fn about(name: &str) -> About {
    let (code, _) = name.split_once('.').unwrap();
    let sections = packs().sections(pack(code), None);
    sections
        .into_iter()
        .flat_map(|section| section.entries)
        .map(|entry| entry.about)
        .find(|about| about.name == name)
        .unwrap_or_else(|| panic!("there is no value {name}"))
}

/// What was not seen at a source, and what sources disagree about, is never passed off as verified.
#[test]
fn what_nobody_has_verified_says_so() {
    for name in [
        "AU-NSW.court.small_claims_limit",
        "AU-NSW.interest.prejudgment.day_count",
        "AU-NSW.limitation.years",
        "EU.duty.EU-01",
        "EU.interest.statutory.day_count",
        "ES.allocation.order",
        "ES.court.small_claims_limit",
        "ES.interest.statutory.day_count",
        "FR.insolvency.proof",
        "FR.limitation.consumer.years",
        "IE.allocation.between",
        "IE.interest.statutory.fixing",
        "IN.interest.msmed.day_count",
        "IN.limitation.years",
        "IT.allocation.order",
        "IT.fixed_sum.statutory.scale",
        "IT.limitation.years",
        "IT.terms.default_days",
        "US.duty.US-09",
        "US.duty.US-15",
        "US.duty.US-18",
        "US.insolvency.preference",
        "US-CA.allocation.order",
        "US-CA.limitation.written.restarts_by",
        "US-FL.interest.legal.rate",
        "US-NY.limitation.consumer-credit.years",
        "US-TX.interest.legal.rate",
    ] {
        assert!(!about(name).verified, "{name}");
    }
    for (series, day) in [
        ("DE_BASISZINS", date(2026, 7, 1)),
        ("ECB_MRO", date(1999, 1, 1)),
        ("FR_LEGAL_PROFESSIONAL", date(2024, 1, 1)),
        ("IN_RBI_BANK_RATE", date(2025, 12, 5)),
        ("US_TX_PROMPT_PAY", date(2004, 9, 1)),
    ] {
        let rate = packs().series(series).unwrap().at(day).unwrap();
        assert!(!rate.verified, "{series}, {day}");
    }
}

/// And so a calculation that relies on it names it.
#[test]
fn a_law_names_what_it_relies_on_unverified() {
    let names = law("IE", "statutory").unverified();
    assert_eq!(names, ["IE.interest.statutory.fixing"]);
    assert_eq!(law("FR", "statutory").unverified(), [""; 0]);
    assert_eq!(law("US-CA", "contract").unverified(), [""; 0]);
    let due = date(2026, 3, 1);
    let prepared = law("IN", "msmed").prepare(packs()).unwrap();
    assert_eq!(
        prepared.unverified(due, due.tomorrow().unwrap()).unwrap(),
        ["IN_RBI_BANK_RATE.2025-12-05"]
    );
}

/// Every rule of conduct is in the pack of the law that it belongs to, and holds in the packs below it.
#[test]
fn duties_stand_where_they_belong() {
    let ids = |code: &str| -> Vec<&str> {
        let duties = packs().duties(pack(code));
        duties.map(|duty| duty.id.as_str()).collect()
    };
    let federal: Vec<String> = (1..=19).map(|n| format!("US-{n:02}")).collect();
    assert_eq!(ids("US"), federal);
    assert_eq!(ids("US-CA").len(), 20);
    assert!(ids("US-CA").contains(&"US-20"));
    assert_eq!(ids("GB"), ["UK-01", "UK-02", "UK-03", "UK-04", "UK-05"]);
    assert_eq!(ids("AU-NSW"), ["AU-01", "AU-02"]);
    assert_eq!(ids("EU"), ["EU-01"]);
    assert_eq!(ids("FR"), ["FR-01"]);
}

/// The least rate that a French contract may set is a rate of its own, not the one that is charged.
#[test]
fn the_french_floor_is_only_a_floor() {
    let law = law("FR", "statutory");
    let floor = law.agreed_minimum.as_ref().unwrap();
    assert!(floor.about.verified);
    assert!(
        matches!(&floor.value, Rate::Reference { series, .. } if series == "FR_LEGAL_PROFESSIONAL")
    );
}
