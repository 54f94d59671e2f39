//! Dates as a reader of each language writes them.

use dunwell_core::lang::Lang;
use jiff::civil::Date;

const MONTHS_EN: [&str; 12] = [
    "January",
    "February",
    "March",
    "April",
    "May",
    "June",
    "July",
    "August",
    "September",
    "October",
    "November",
    "December",
];
const MONTHS_FR: [&str; 12] = [
    "janvier",
    "février",
    "mars",
    "avril",
    "mai",
    "juin",
    "juillet",
    "août",
    "septembre",
    "octobre",
    "novembre",
    "décembre",
];
const MONTHS_DE: [&str; 12] = [
    "Januar",
    "Februar",
    "März",
    "April",
    "Mai",
    "Juni",
    "Juli",
    "August",
    "September",
    "Oktober",
    "November",
    "Dezember",
];

/// The date in words: "12 March 2026", "1er mars 2026", "12. März 2026".
#[must_use]
pub fn long_date(date: Date, lang: Lang) -> String {
    let (day, year) = (date.day(), date.year());
    match lang {
        Lang::En => format!("{day} {} {year}", month(date, &MONTHS_EN)),
        Lang::Fr if day == 1 => format!("1er {} {year}", month(date, &MONTHS_FR)),
        Lang::Fr => format!("{day} {} {year}", month(date, &MONTHS_FR)),
        Lang::De => format!("{day}. {} {year}", month(date, &MONTHS_DE)),
    }
}

/// The date for tables and text messages: "12 Mar 2026", "12/03/2026", "12.03.2026".
#[must_use]
pub fn short_date(date: Date, lang: Lang) -> String {
    let (day, year) = (date.day(), date.year());
    match lang {
        Lang::En => format!("{day} {:.3} {year}", month(date, &MONTHS_EN)),
        Lang::Fr => format!("{day:02}/{:02}/{year}", date.month()),
        Lang::De => format!("{day:02}.{:02}.{year}", date.month()),
    }
}

fn month(date: Date, names: &[&'static str; 12]) -> &'static str {
    usize::try_from(date.month() - 1)
        .ok()
        .and_then(|index| names.get(index).copied())
        .unwrap_or_default()
}

#[cfg(test)]
mod tests {
    use jiff::civil::date;

    use super::*;

    #[track_caller]
    fn check(date: Date, lang: Lang, long: &str, short: &str) {
        assert_eq!(long_date(date, lang), long);
        assert_eq!(short_date(date, lang), short);
    }

    #[test]
    fn each_language_has_its_form() {
        let spring = date(2026, 3, 12);
        check(spring, Lang::En, "12 March 2026", "12 Mar 2026");
        check(spring, Lang::Fr, "12 mars 2026", "12/03/2026");
        check(spring, Lang::De, "12. März 2026", "12.03.2026");
        check(date(2026, 8, 1), Lang::Fr, "1er août 2026", "01/08/2026");
        check(date(2026, 9, 1), Lang::En, "1 September 2026", "1 Sep 2026");
        check(
            date(2027, 12, 31),
            Lang::De,
            "31. Dezember 2027",
            "31.12.2027",
        );
    }
}
