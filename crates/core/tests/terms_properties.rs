//! What holds for all terms of payment: their text is read back, their parts make up the whole, and no text
//! makes the reader panic.

#![allow(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::panic,
    reason = "tests"
)]

use dunwell_core::currency::Currency;
use dunwell_core::money::{Money, Rounding};
use dunwell_core::terms::{
    Bill, Compounding, Deadline, DueRule, EarlyPaymentDiscount, Events, MAX_DAYS, MAX_DECIMALS,
    MAX_MONTHS, MAX_MOVES, Move, Part, PartKind, Share, Start, TaxMode, Terms, YearBasis,
};
use jiff::civil::{Date, date};
use proptest::prelude::*;
use rust_decimal::Decimal;

fn any_move() -> impl Strategy<Value = Move> {
    prop_oneof![
        (0..=MAX_DAYS / 4).prop_map(Move::Days),
        (0..=MAX_MONTHS).prop_map(Move::Months),
        Just(Move::EndOfMonth),
        (1u8..=31).prop_map(Move::DayOfNextMonth),
        (1u8..=31).prop_map(Move::DayOfMonth),
    ]
}

/// Moves of which each cut-off has its month.
fn any_moves() -> impl Strategy<Value = Vec<Move>> {
    let month = prop_oneof![
        Just(Move::EndOfMonth),
        (1u8..=31).prop_map(Move::DayOfNextMonth),
    ];
    let cut = (1u8..=31, month).prop_map(|(day, month)| vec![Move::CutOff(day), month]);
    let step = prop_oneof![4 => any_move().prop_map(|step| vec![step]), 1 => cut];
    prop::collection::vec(step, 0..=MAX_MOVES).prop_map(|steps| {
        let mut moves = Vec::new();
        for step in steps {
            if moves.len() + step.len() <= MAX_MOVES {
                moves.extend(step);
            }
        }
        moves
    })
}

fn any_start() -> impl Strategy<Value = Start> {
    prop_oneof![
        4 => Just(Start::Invoice),
        1 => Just(Start::Advance),
        1 => Just(Start::Order),
        1 => Just(Start::Delivery),
        1 => Just(Start::NextDelivery),
        1 => Just(Start::Receipt),
        1 => Just(Start::Arrival),
        1 => any_date().prop_map(Start::On),
    ]
}

fn any_rule() -> impl Strategy<Value = DueRule> {
    (any_moves(), any_start()).prop_map(|(moves, start)| {
        let rule = DueRule::new(moves).unwrap();
        rule.clone().counted_from(start).unwrap_or(rule)
    })
}

fn any_discount() -> impl Strategy<Value = EarlyPaymentDiscount> {
    let rate = (1i64..100_000).prop_map(|units| Decimal::new(units, 3));
    let deadline = prop_oneof![
        (0u16..90).prop_map(Deadline::Days),
        (1u8..=31).prop_map(Deadline::DayOfNextMonth),
    ];
    let tax = prop::sample::select(vec![TaxMode::Included, TaxMode::Excluded, TaxMode::Mixed]);
    (rate, deadline, tax).prop_map(|(rate, deadline, tax)| {
        EarlyPaymentDiscount::until(rate, deadline)
            .unwrap()
            .taxed(tax)
    })
}

fn any_kind() -> impl Strategy<Value = PartKind> {
    prop::sample::select(vec![
        PartKind::Instalment,
        PartKind::Retention,
        PartKind::Balloon,
    ])
}

/// A part with that share; with the discount if it fits the rule.
fn any_part(share: Share) -> impl Strategy<Value = Part> {
    (any_rule(), prop::option::of(any_discount()), any_kind()).prop_map(
        move |(rule, discount, kind)| {
            Part::new(share, discount, rule.clone())
                .unwrap_or_else(|_| Part::new(share, None, rule).unwrap())
                .of_kind(kind)
        },
    )
}

/// Terms of one part that name the day of a discount and not its rate.
fn terms_without_rate() -> impl Strategy<Value = Terms> {
    (any_rule(), 1u8..=31).prop_map(|(rule, day)| {
        let discount = EarlyPaymentDiscount::without_rate(day).unwrap();
        Terms::new(vec![Part::new(Share::Rest, Some(discount), rule).unwrap()]).unwrap()
    })
}

fn any_share_before_the_rest(decimals: u32) -> impl Strategy<Value = Share> {
    prop_oneof![
        (1i64..5_000).prop_map(|units| Share::Percent(Decimal::new(units, 3))),
        (1i64..1_000_000_000_000, 0..=decimals)
            .prop_map(|(units, scale)| Share::Fixed(Decimal::new(units, scale))),
    ]
}

/// Terms with a rest, and before it shares and fixed amounts of at most so many decimals.
fn any_terms(decimals: u32) -> impl Strategy<Value = Terms> {
    prop::collection::vec(any_share_before_the_rest(decimals), 0..6).prop_flat_map(|mut shares| {
        shares.push(Share::Rest);
        let parts: Vec<_> = shares.into_iter().map(any_part).collect();
        parts.prop_map(|parts| Terms::new(parts).unwrap())
    })
}

/// Shares in per cent that add up to 100 without a rest.
fn even_terms() -> impl Strategy<Value = Terms> {
    prop_oneof![Just(2u32), Just(4), Just(5), Just(10), Just(50)].prop_flat_map(|count| {
        let share = Share::Percent(Decimal::ONE_HUNDRED / Decimal::from(count));
        let parts: Vec<_> = (0..count).map(|_| any_part(share)).collect();
        parts.prop_map(|parts| Terms::new(parts).unwrap())
    })
}

fn any_date() -> impl Strategy<Value = Date> {
    (2000i16..2100, 1i8..=12, 1i8..=28).prop_map(|(year, month, day)| date(year, month, day))
}

/// Words of the notation in any order, which come closer to terms than random letters do.
fn almost_terms() -> impl Strategy<Value = String> {
    let word = prop::sample::select(vec![
        "net",
        "30",
        "2/10",
        "%",
        "10%",
        ",",
        "EOM",
        "MFI",
        "day",
        "days",
        "month",
        "then",
        "rest",
        "now",
        "and",
        "of",
        "the",
        "next",
        "end",
        "15th",
        "396.84",
        "/",
        "+",
        "due",
        "receipt",
        "from",
        "weeks",
        "n",
        ".",
        "0",
        "99999",
        "é",
        "-",
        "prox",
        "10th",
        "after",
        "25",
        "ROG",
        "as",
        "2026-05-01",
        "2026-02-30",
        "delivery",
        "order",
        "COD",
        "advance",
        "discount",
        "excluding",
        "tax",
        "retention",
        "balloon",
        "jours",
        "fin",
        "de",
        "mois",
        "puis",
    ]);
    prop::collection::vec(word, 0..12).prop_map(|words| words.join(" "))
}

fn any_events() -> impl Strategy<Value = Events> {
    let day = || prop::option::of(any_date());
    (day(), day(), day(), day(), day()).prop_map(
        |(ordered, delivered, next_delivery, received, arrived)| Events {
            ordered,
            delivered,
            next_delivery,
            received,
            arrived,
        },
    )
}

fn check_whole(terms: &Terms, bill: &Bill) -> Result<(), TestCaseError> {
    let schedule = terms.schedule_of(bill).unwrap();
    let amounts = schedule.dues.iter().map(|due| due.amount);
    prop_assert_eq!(Money::sum(amounts, Currency::GBP), Ok(bill.total));
    prop_assert!(schedule.dues.is_sorted_by_key(|due| due.date));
    for due in schedule.dues {
        prop_assert!(due.date >= bill.issued);
        prop_assert!(
            due.amount.minor().signum() == bill.total.minor().signum(),
            "{:?} of {}",
            due.amount,
            bill.total
        );
        if let Some(discount) = due.discount {
            prop_assert!(bill.issued <= discount.until && discount.until <= due.date);
            prop_assert!(
                !discount.amount.is_negative() && discount.amount.minor() <= due.amount.minor()
            );
        }
    }
    Ok(())
}

proptest! {
    #[test]
    fn the_printed_text_is_read_back(
        terms in prop_oneof![any_terms(MAX_DECIMALS), even_terms(), terms_without_rate()],
    ) {
        let text = terms.to_string();
        prop_assert_eq!(Terms::parse(&text), Ok(terms.clone()), "{}", text);
        let json = serde_json::to_string(&terms).unwrap();
        prop_assert_eq!(serde_json::from_str::<Terms>(&json).unwrap(), terms);
    }

    #[test]
    fn the_parts_make_up_the_whole(
        terms in prop_oneof![any_terms(2), even_terms(), terms_without_rate()],
        issued in any_date(),
        minor in prop_oneof![-300i64..300, any::<i32>().prop_map(i64::from), any::<i64>()],
        tax in prop::option::of(0i64..=100),
        events in any_events(),
    ) {
        prop_assume!(minor != i64::MIN);
        let total = Money::new(minor, Currency::GBP);
        let tax = tax.filter(|_| minor >= 0);
        let tax = tax.map(|percent| total.percent(percent.into(), Rounding::Down).unwrap());
        check_whole(&terms, &Bill { issued, total, tax, events })?;
    }

    #[test]
    fn no_text_panics(text in prop_oneof![any::<String>(), almost_terms(), "[ -~]{0,60}"]) {
        if let Ok(terms) = Terms::parse(&text) {
            let printed = terms.to_string();
            prop_assert_eq!(Terms::parse(&printed), Ok(terms), "{} printed as {}", text, printed);
        }
    }

    #[test]
    fn waiting_costs_more_when_compounded(units in 1i64..5_000, early in 0u16..30, more in 1u16..60) {
        let discount = EarlyPaymentDiscount::new(Decimal::new(units, 2), early).unwrap();
        let due = DueRule::new([Move::Days(early + more)]).unwrap();
        let terms = Terms::new(vec![Part::new(Share::Rest, Some(discount), due).unwrap()]).unwrap();
        let simple = terms.discount_cost(YearBasis::Days365, Compounding::Simple).unwrap();
        // A compounded rate over very short periods can be too large to write down.
        if let Some(compound) = terms.discount_cost(YearBasis::Days365, Compounding::Compound) {
            prop_assert!(compound >= simple, "{} < {}", compound, simple);
        }
    }
}
