//! The shape of a book, and that everything is in it.

use std::collections::{HashMap, HashSet};

use dunwell_core::lang::Lang;
use jiff::civil::date;

use super::*;

#[test]
fn the_book_has_the_shape_of_real_ones() {
    for seed in 0..6 {
        let book = book(&spec(seed));
        let all = invoiced(&book);

        let mut values: HashMap<&str, i128> = HashMap::new();
        for invoice in &book.invoices {
            *values.entry(&invoice.customer).or_default() += invoice.amount.units;
        }
        let mut values: Vec<i128> = values.into_values().collect();
        values.sort_unstable_by(|a, b| b.cmp(a));
        let top: i128 = values[..values.len() / 10].iter().sum();
        let share = top * 100 / values.iter().sum::<i128>();
        assert!(
            (50..=85).contains(&share),
            "seed {seed}: a tenth has {share} % of the value"
        );

        let late: Vec<i32> = all
            .values()
            .filter(|entry| entry.is_settled())
            .filter_map(|entry| Some(entry.days_overdue(entry.last_paid?)))
            .collect();
        let within = |days: i32| {
            percent(
                late.iter().filter(|late| **late <= days).count(),
                late.len(),
            )
        };
        assert!(
            (30..=55).contains(&within(0)),
            "seed {seed}: {} % in time",
            within(0)
        );
        assert!(
            (55..=80).contains(&within(7)),
            "seed {seed}: {} % within a week",
            within(7)
        );
        assert!(
            (84..=96).contains(&within(30)),
            "seed {seed}: {} % within 30 days",
            within(30)
        );
        assert!(within(60) < 100, "seed {seed}: nobody pays after 60 days");

        let open: Vec<i32> = all
            .values()
            .filter(|entry| !entry.is_settled())
            .map(|entry| entry.days_overdue(AS_OF))
            .collect();
        let older =
            |days: i32| percent(open.iter().filter(|late| **late > days).count(), open.len());
        let open_share = percent(open.len(), all.len());
        assert!(
            (24..=31).contains(&open_share),
            "seed {seed}: {open_share} % open"
        );
        assert!(
            (22..=45).contains(&older(0)),
            "seed {seed}: {} % overdue",
            older(0)
        );
        assert!(
            (3..=8).contains(&older(60)),
            "seed {seed}: {} % past 60",
            older(60)
        );
        assert!(
            open.iter().any(|late| *late > 90),
            "seed {seed}: nothing past 90"
        );
    }
}

#[test]
fn amounts_are_plausible() {
    let book = book(&spec(7));
    let amounts: Vec<i128> = book.invoices.iter().map(|i| i.amount.units).collect();
    assert!(
        amounts
            .iter()
            .all(|amount| (40_00..=60_000_00).contains(amount))
    );
    let round = amounts.iter().filter(|amount| **amount % 500 == 0).count();
    assert!(
        (4..=14).contains(&percent(round, amounts.len())),
        "{round} are round"
    );

    let yen = Spec {
        currency: Currency::JPY,
        ..spec(7)
    };
    let home = super::super::book(&yen);
    assert!(home.invoices.iter().any(|i| i.amount.scale == 0));
    assert!(
        home.invoices
            .iter()
            .all(|i| { i.amount.scale == i.currency.unwrap().decimals() && i.amount.units > 0 })
    );
}

#[test]
fn everything_that_happens_to_real_books_happens() {
    let book = book(&spec(8));
    let all = invoiced(&book);

    let mut runs: HashMap<_, HashSet<_>> = HashMap::new();
    for payment in &book.payments {
        let key = (&payment.customer, payment.date, &payment.reference);
        runs.entry(key).or_default().insert(&payment.invoice);
    }
    assert!(runs.values().any(|invoices| invoices.len() > 3), "runs");
    assert!(
        book.payments
            .iter()
            .any(|payment| payment.invoice.is_none()),
        "unmatched"
    );
    assert!(
        all.values()
            .any(|entry| entry.paid > 0 && !entry.is_settled()),
        "part-payments"
    );
    assert!(
        all.values()
            .any(|entry| entry.credited > entry.invoice.amount.units),
        "large credits"
    );
    assert!(
        book.credit_notes
            .iter()
            .any(|credit| credit.invoice.is_none()),
        "bonus credits"
    );
    for partial in [false, true] {
        for resolved in [false, true] {
            assert!(
                book.disputes.iter().any(|dispute| {
                    dispute.amount.is_some() == partial && dispute.resolved.is_some() == resolved
                }),
                "disputes: partial {partial}, resolved {resolved}"
            );
        }
    }
    assert!(
        book.promises.iter().any(|promise| promise.due > AS_OF),
        "promises not yet due"
    );
    assert!(
        book.promises.iter().any(|promise| promise.due < AS_OF),
        "promises past"
    );

    let countries: HashSet<_> = book
        .customers
        .iter()
        .flat_map(|c| c.country.as_deref())
        .collect();
    assert_eq!(countries.len(), 9, "{countries:?}");
    let languages: HashSet<_> = book
        .customers
        .iter()
        .map(|customer| Lang::from_code(customer.language.as_deref().unwrap()).unwrap())
        .collect();
    assert_eq!(languages.len(), Lang::ALL.len());
    let terms: HashSet<_> = book
        .customers
        .iter()
        .flat_map(|c| c.terms.as_deref())
        .collect();
    assert_eq!(terms.len(), super::super::terms::Terms::ALL.len());

    let (mut currencies, mut names, mut newest) =
        (HashMap::new(), HashMap::new(), HashMap::<_, Date>::new());
    for invoice in &book.invoices {
        let customer = &*invoice.customer;
        let issued = invoice.issued.unwrap();
        currencies
            .entry(customer)
            .or_insert_with(HashSet::new)
            .insert(invoice.currency);
        names
            .entry(customer)
            .or_insert_with(HashSet::new)
            .insert(&invoice.name);
        let last = newest.entry(customer).or_insert(issued);
        *last = issued.max(*last);
    }
    assert!(
        currencies.values().any(|used| used.len() == 2),
        "two currencies"
    );
    assert!(names.values().any(|used| used.len() == 2), "two spellings");
    assert!(
        names.values().any(|used| used.len() >= 3),
        "three spellings"
    );
    assert!(
        newest.values().any(|last| *last < date(2025, 9, 1)),
        "dormant customers"
    );
    assert!(
        book.customers
            .iter()
            .any(|c| c.since.unwrap() > date(2025, 10, 1)),
        "new customers"
    );
    assert!(
        book.invoices
            .iter()
            .all(|i| i.number.len() == 8 && i.number.starts_with('0'))
    );
}
