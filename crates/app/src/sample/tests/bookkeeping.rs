//! That dates and sums of a book agree.

use std::collections::HashMap;

use jiff::civil::Weekday;

use super::*;

#[test]
fn money_is_booked_on_business_days_up_to_the_last() {
    let book = book(&spec(4));
    let payments = book.payments.iter().map(|payment| payment.date);
    for day in payments.chain(book.credit_notes.iter().map(|credit| credit.date)) {
        assert!(day <= AS_OF, "{day}");
        assert!(
            !matches!(day.weekday(), Weekday::Saturday | Weekday::Sunday),
            "{day} is a weekend"
        );
        assert!(
            !matches!((day.month(), day.day()), (12, 25 | 26) | (1, 1)),
            "{day} is a holiday"
        );
    }
}

#[test]
fn no_more_is_paid_than_owed_but_where_it_is_meant() {
    let book = book(&spec(5));
    let all = invoiced(&book);
    let mut over = 0;
    for entry in all.values().filter(|entry| entry.open() < 0) {
        over += 1;
        let amount = entry.invoice.amount.units;
        let too_much_credit = entry.credited > amount && entry.paid == 0;
        let paid_twice = entry.paid > amount - entry.credited;
        let last = book
            .payments
            .iter()
            .rfind(|payment| payment.invoice.as_ref() == Some(&entry.invoice.number));
        let of_the_last = last.map_or(0, |payment| payment.amount.units);
        let allowance = amount / 50 + 1;
        assert!(
            too_much_credit
                || (paid_twice
                    && -entry.open() <= of_the_last
                    && -entry.open() + allowance >= of_the_last),
            "{:?}: paid {}, credited {}",
            entry.invoice,
            entry.paid,
            entry.credited
        );
    }
    assert!((1..=25).contains(&over), "{over} of 5000 are overpaid");
}

#[test]
fn nothing_is_older_than_its_cause() {
    let book = book(&spec(9));
    let since: HashMap<_, _> = book
        .customers
        .iter()
        .map(|c| (&c.number, c.since.unwrap()))
        .collect();
    let issued: HashMap<_, _> = book
        .invoices
        .iter()
        .map(|i| (&i.number, i.issued.unwrap()))
        .collect();
    for invoice in &book.invoices {
        assert!(invoice.issued.unwrap() <= AS_OF, "{invoice:?}");
        assert!(
            invoice.issued.unwrap()
                >= since[&invoice.customer].saturating_sub(jiff::Span::new().days(7))
        );
    }
    for dispute in &book.disputes {
        let opened = dispute.opened.unwrap();
        assert!(opened > issued[&dispute.invoice] && opened <= AS_OF);
        assert!(
            dispute
                .resolved
                .is_none_or(|resolved| resolved > opened && resolved <= AS_OF)
        );
    }
    for promise in &book.promises {
        assert!(
            promise.made_on <= AS_OF && promise.due > promise.made_on,
            "{promise:?}"
        );
        assert!(
            promise.amount.units > 0 && !promise.invoices.is_empty(),
            "{promise:?}"
        );
        assert!(
            promise
                .invoices
                .iter()
                .all(|number| issued[number] < promise.made_on)
        );
    }
}

#[test]
fn every_currency_can_be_converted_on_every_day_of_the_book() {
    let spec = spec(6);
    let book = book(&spec);
    let known = rates(&spec);
    let foreign: Vec<&Invoice> = book
        .invoices
        .iter()
        .filter(|invoice| invoice.currency.is_some_and(|own| own != spec.currency))
        .collect();
    let currencies: HashSet<_> = foreign.iter().map(|invoice| invoice.currency).collect();
    assert!(currencies.len() > 2, "{currencies:?}");
    for invoice in foreign {
        let is_known = |rate: &SampleRate| {
            Some(rate.from) == invoice.currency && Some(rate.date) <= invoice.issued
        };
        assert!(known.iter().any(is_known), "{invoice:?}");
    }
    assert_eq!(known, rates(&spec), "the same seed gives the same rates");
    assert_ne!(known, rates(&Spec { seed: 7, ..spec }));
}
