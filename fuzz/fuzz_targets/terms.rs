//! Whatever the text, reading terms never panics, and what was read is printed so that it is read back as the
//! same terms and can be applied to an invoice.
#![no_main]

use dunwell_core::currency::Currency;
use dunwell_core::dates::parse_date;
use dunwell_core::money::Money;
use dunwell_core::terms::Terms;
use libfuzzer_sys::fuzz_target;

fuzz_target!(|text: &str| {
    let (Ok(terms), Ok(issued)) = (Terms::parse(text), parse_date("2026-01-31")) else {
        return;
    };
    let printed = terms.to_string();
    assert_eq!(Terms::parse(&printed).as_ref(), Ok(&terms), "{printed}");
    let total = Money::new(158_735, Currency::GBP);
    // A chain of long terms may leave the accepted years, which is an error and not a panic.
    if let Ok(dues) = terms.schedule(issued, total) {
        let sum = Money::sum(dues.iter().map(|due| due.amount), Currency::GBP);
        assert_eq!(sum, Ok(total), "{printed}");
    }
});
