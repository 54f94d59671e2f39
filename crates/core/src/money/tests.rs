#![allow(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::panic,
    reason = "tests"
)]

use super::*;

fn gbp(minor: i64) -> Money {
    Money::new(minor, Currency::GBP)
}

fn dec(text: &str) -> Decimal {
    text.parse().unwrap()
}

#[test]
fn sums_are_checked() {
    let euro = Money::new(1, Currency::EUR);
    let mismatch = MoneyError::CurrencyMismatch {
        left: Currency::GBP,
        right: Currency::EUR,
    };
    assert_eq!(gbp(1).checked_add(gbp(2)), Ok(gbp(3)));
    assert_eq!(gbp(1).checked_sub(gbp(2)), Ok(gbp(-1)));
    assert_eq!(gbp(1).checked_add(euro), Err(mismatch));
    assert_eq!(gbp(1).checked_sub(euro), Err(mismatch));
    assert_eq!(gbp(i64::MAX).checked_add(gbp(1)), Err(MoneyError::Overflow));
    assert_eq!(gbp(i64::MIN).checked_sub(gbp(1)), Err(MoneyError::Overflow));
    assert_eq!(gbp(i64::MIN).checked_neg(), Err(MoneyError::Overflow));
    assert_eq!(gbp(i64::MIN).abs(), Err(MoneyError::Overflow));
    assert_eq!(gbp(-3).abs(), Ok(gbp(3)));
    assert_eq!(
        mismatch.to_string(),
        "GBP and EUR cannot be added or compared without a rate of exchange"
    );
}

#[test]
fn comparing_needs_one_currency() {
    let euro = Money::new(1, Currency::EUR);
    assert_eq!(gbp(1).min(gbp(2)), Ok(gbp(1)));
    assert_eq!(gbp(1).max(gbp(2)), Ok(gbp(2)));
    assert_eq!(gbp(1).checked_cmp(gbp(1)), Ok(Ordering::Equal));
    assert!(gbp(1).min(euro).is_err() && gbp(1).max(euro).is_err());
}

#[test]
fn a_total_needs_one_currency_but_no_order() {
    let swing = [gbp(i64::MAX), gbp(i64::MAX), gbp(-i64::MAX)];
    assert_eq!(Money::sum(swing, Currency::GBP), Ok(gbp(i64::MAX)));
    assert_eq!(
        Money::sum([], Currency::JPY),
        Ok(Money::zero(Currency::JPY))
    );
    assert_eq!(
        Money::sum(swing[..2].iter().copied(), Currency::GBP),
        Err(MoneyError::Overflow)
    );
    assert!(Money::sum([gbp(1)], Currency::EUR).is_err());
}

#[test]
fn ratios_and_percentages_round_as_named() {
    assert_eq!(gbp(1000).mul_ratio(1, 3, Rounding::HalfUp), Ok(gbp(333)));
    assert_eq!(
        gbp(1000).mul_ratio(1, 0, Rounding::HalfUp),
        Err(MoneyError::DivisionByZero)
    );
    assert_eq!(
        gbp(i64::MAX).mul_ratio(2, 1, Rounding::HalfUp),
        Err(MoneyError::Overflow)
    );
    assert_eq!(
        gbp(158_735).percent(dec("25"), Rounding::HalfUp),
        Ok(gbp(39_684))
    );
    assert_eq!(
        gbp(158_735).percent(dec("25.000"), Rounding::Down),
        Ok(gbp(39_683))
    );
    assert_eq!(
        gbp(-1000).percent(dec("2.5"), Rounding::HalfUp),
        Ok(gbp(-25))
    );
}

#[test]
fn conversion_respects_the_decimals_of_both_currencies() {
    #[track_caller]
    fn check(amount: &str, from: Currency, rate: &str, to: Currency, expected: &str) {
        let money = Money::parse(amount, from).unwrap();
        let converted = money.convert(dec(rate), to, Rounding::HalfUp).unwrap();
        assert_eq!(converted, Money::parse(expected, to).unwrap());
    }
    check("100.00", Currency::GBP, "1.1723", Currency::EUR, "117.23");
    check("100.00", Currency::GBP, "187.65", Currency::JPY, "18765");
    check("18765", Currency::JPY, "0.005329", Currency::GBP, "100.00");
    check("10.00", Currency::USD, "0.3075", Currency::KWD, "3.075");
    check("1", Currency::JPY, "3", Currency::KWD, "3.000");
    // A rate of 28 decimals with a sum in the hundreds of millions still has an exact product.
    check(
        "900000000.00",
        Currency::GBP,
        "0.8547008547008547008547008547",
        Currency::EUR,
        "769230769.23",
    );
}

#[test]
fn exact_decimals_are_taken_and_finer_ones_refused() {
    assert_eq!(
        Money::from_decimal_units(12345, 2, Currency::GBP),
        Ok(gbp(12345))
    );
    assert_eq!(
        Money::from_decimal_units(1_234_500, 4, Currency::GBP),
        Ok(gbp(12345))
    );
    assert_eq!(
        Money::from_decimal_units(12, 0, Currency::KWD),
        Ok(Money::new(12_000, Currency::KWD))
    );
    assert_eq!(Money::from_decimal_units(0, 255, Currency::GBP), Ok(gbp(0)));
    assert_eq!(
        Money::from_decimal_units(i128::MAX, 0, Currency::GBP),
        Err(MoneyError::Overflow)
    );
    let refused = Money::from_decimal_units(12345, 3, Currency::GBP).unwrap_err();
    assert_eq!(
        refused.to_string(),
        "12.345 has more than the 2 decimals of GBP"
    );
    assert!(matches!(
        Money::from_decimal_units(1, 60, Currency::GBP),
        Err(MoneyError::TooManyDecimals { .. })
    ));
    assert_eq!(
        Money::from_decimal(dec("-1.50"), Currency::GBP),
        Ok(gbp(-150))
    );
    assert!(Money::from_decimal(dec("1.5"), Currency::JPY).is_err());
    assert_eq!(gbp(-150).to_decimal().to_string(), "-1.50");
}

#[test]
fn the_plain_form_is_read_exactly() {
    #[track_caller]
    fn check(text: &str, currency: Currency, minor: i64) {
        assert_eq!(
            Money::parse(text, currency),
            Ok(Money::new(minor, currency))
        );
    }
    check("1234.56", Currency::GBP, 123_456);
    check("1234.5", Currency::GBP, 123_450);
    check("1234", Currency::GBP, 123_400);
    check("-0.05", Currency::GBP, -5);
    check("0012.500000", Currency::GBP, 1250);
    check("1234.00", Currency::JPY, 1234);
    check("-92233720368547758.08", Currency::GBP, i64::MIN);
    check("0.001", Currency::KWD, 1);
}

#[test]
fn what_is_not_plain_is_refused_with_a_reason() {
    #[track_caller]
    fn check(text: &str, message: &str) {
        assert_eq!(
            Money::parse(text, Currency::GBP).unwrap_err().to_string(),
            message
        );
    }
    for text in [
        "", "-", ".5", "5.", "+5", " 5", "1,234.56", "1 234", "1e3", "£5", "5-", "1.2.3", "--1",
        "١٢",
    ] {
        check(
            text,
            &format!("\"{text}\" is not a plain amount; write it like 1234.56 or -0.05"),
        );
    }
    check("0.005", "\"0.005\" has more decimals than the 2 of GBP");
    check(
        "92233720368547758.08",
        "\"92233720368547758.08\" is too large an amount of GBP",
    );
}

#[test]
fn json_is_amount_and_currency_as_text() {
    let json = r#"{"amount":"12.34","currency":"GBP"}"#;
    assert_eq!(serde_json::to_string(&gbp(1234)).unwrap(), json);
    assert_eq!(serde_json::from_str::<Money>(json).unwrap(), gbp(1234));
    for wrong in [
        r#"{"amount":12.34,"currency":"GBP"}"#,
        r#"{"amount":"12.345","currency":"GBP"}"#,
        r#"{"amount":"12.34","currency":"GBX"}"#,
        r#"{"amount":"12.34"}"#,
    ] {
        assert!(serde_json::from_str::<Money>(wrong).is_err(), "{wrong}");
    }
}

mod properties {
    use proptest::prelude::*;

    use super::*;

    fn any_currency() -> impl Strategy<Value = Currency> {
        prop_oneof![
            Just(Currency::JPY),
            Just(Currency::GBP),
            Just(Currency::KWD)
        ]
    }

    fn any_remainder() -> impl Strategy<Value = Remainder> {
        prop_oneof![
            Just(Remainder::First),
            Just(Remainder::Last),
            Just(Remainder::Largest)
        ]
    }

    proptest! {
        #[test]
        fn subtracting_what_was_added_restores_the_amount(a: i64, b: i64, currency in any_currency()) {
            let (a, b) = (Money::new(a, currency), Money::new(b, currency));
            match a.checked_add(b) {
                Ok(sum) => prop_assert_eq!(sum.checked_sub(b), Ok(a)),
                Err(error) => prop_assert_eq!(error, MoneyError::Overflow),
            }
        }

        #[test]
        fn a_split_loses_no_unit_and_is_fair(
            minor: i64,
            weights in prop::collection::vec(0u64.., 1..20),
            remainder in any_remainder(),
            currency in any_currency(),
        ) {
            prop_assume!(weights.iter().any(|weight| *weight > 0));
            let money = Money::new(minor, currency);
            let parts = money.split(&weights, remainder).unwrap();
            prop_assert_eq!(parts.len(), weights.len());
            prop_assert_eq!(Money::sum(parts.iter().copied(), currency), Ok(money));
            let total: i128 = weights.iter().map(|weight| i128::from(*weight)).sum();
            for (part, weight) in parts.iter().zip(&weights) {
                // The units left over are fewer than the parts, so no part is further off than that.
                let fair = i128::from(minor) * i128::from(*weight) / total;
                prop_assert!((i128::from(part.minor()) - fair).unsigned_abs() < weights.len() as u128);
                prop_assert!(*weight > 0 || part.is_zero());
            }
        }

        #[test]
        fn the_plain_form_is_read_back(minor: i64, currency in any_currency()) {
            let money = Money::new(minor, currency);
            prop_assert_eq!(Money::parse(&money.to_decimal_string(), currency), Ok(money));
            let json = serde_json::to_string(&money).unwrap();
            prop_assert_eq!(serde_json::from_str::<Money>(&json).unwrap(), money);
            prop_assert_eq!(Money::from_decimal(money.to_decimal(), currency), Ok(money));
        }

        #[test]
        fn no_text_panics(text: String, currency in any_currency()) {
            let _ = Money::parse(&text, currency);
        }

        /// Converting rounds by at most half a unit there, which the rate back turns into `1 / (2 * rate)`
        /// units, and by half a unit back.
        #[test]
        fn converting_there_and_back_stays_within_rounding(
            minor in -1_000_000_000i64..1_000_000_000,
            thousandths in 200i64..5_000,
        ) {
            let there = Decimal::new(thousandths, 3);
            let money = gbp(minor);
            let euro = money.convert(there, Currency::EUR, Rounding::HalfUp).unwrap();
            let back = euro.mul_ratio(1000, i128::from(thousandths), Rounding::HalfUp).unwrap();
            let error = Decimal::from((back.minor() - minor).abs());
            prop_assert!(error <= Decimal::new(5, 1) / there + Decimal::new(5, 1));
        }
    }
}
