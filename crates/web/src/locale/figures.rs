//! Figures as a reader of each language expects them: amounts, numbers, dates, lateness. Each takes a
//! value or a reference, because templates hold both.

use std::borrow::Borrow;

use dunwell_core::interest::Percent;
use dunwell_core::lang::Lang;
use dunwell_core::money::{Locale, Money};
use jiff::Zoned;
use jiff::civil::Date;

use super::T;

/// An amount in the parts that the macro `text::money` draws.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Sum {
    /// The currency's code.
    pub code: &'static str,
    /// The figure, with a true minus sign.
    pub figure: String,
    /// Whether the code stands behind the figure.
    pub after: bool,
    /// Whether it is negative.
    pub minus: bool,
}

/// How late something is, as the macro `text::late` draws it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Late {
    /// The colour: 0, not late, to 4, very late.
    pub step: u8,
    /// The number of days in words.
    pub words: String,
}

/// The first day of each colour but the first.
const STEPS: [i32; 4] = [1, 31, 61, 91];

const MONTHS: [(Lang, [&str; 12]); 3] = [
    (
        Lang::En,
        [
            "Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec",
        ],
    ),
    (
        Lang::Fr,
        [
            "janv.", "févr.", "mars", "avr.", "mai", "juin", "juil.", "août", "sept.", "oct.",
            "nov.", "déc.",
        ],
    ),
    (
        Lang::De,
        [
            "Jan.", "Feb.", "März", "Apr.", "Mai", "Juni", "Juli", "Aug.", "Sept.", "Okt.", "Nov.",
            "Dez.",
        ],
    ),
];

impl T {
    /// An amount in words and figures: "EUR 48,200.00", "48 200,00 EUR".
    #[must_use]
    pub fn money(self, money: impl Borrow<Money>) -> String {
        money.borrow().format_in(Locale::from(self.lang()))
    }

    /// An amount in its parts.
    #[must_use]
    pub fn sum(self, money: impl Borrow<Money>) -> Sum {
        let money = *money.borrow();
        let code = money.currency().code();
        let text = self.money(money);
        let blank = |c: char| c.is_whitespace();
        let after = !text.starts_with(code);
        let figure = if after {
            text.strip_suffix(code)
                .unwrap_or(&text)
                .trim_end_matches(blank)
        } else {
            text.strip_prefix(code)
                .unwrap_or(&text)
                .trim_start_matches(blank)
        };
        Sum {
            code,
            figure: figure.to_owned(),
            after,
            minus: money.is_negative(),
        }
    }

    /// An amount to be typed over, as the reader writes it: "1234.50", "1234,50".
    #[must_use]
    pub fn typed(self, money: impl Borrow<Money>) -> String {
        let plain = money.borrow().to_decimal_string();
        match self.lang() {
            Lang::En => plain,
            Lang::Fr | Lang::De => plain.replace('.', ","),
        }
    }

    /// What was typed for an amount as plain decimal text: thousands may stand apart and decimals behind
    /// the sign of the reader's language. What is not written so stays as it is.
    #[must_use]
    pub fn plain(self, typed: &str) -> String {
        let (group, point) = match self.lang() {
            Lang::En => (',', '.'),
            Lang::Fr | Lang::De => ('.', ','),
        };
        let text: String = typed.chars().filter(|c| !c.is_whitespace()).collect();
        let (whole, decimals) = match text.split_once(point) {
            Some((whole, decimals)) => (whole, format!(".{decimals}")),
            None => (text.as_str(), String::new()),
        };
        let groups: Vec<&str> = whole.split(group).collect();
        let is_grouped = |groups: &[&str]| {
            let first = groups.first().map_or(0, |first| first.len());
            (1..=3).contains(&first) && groups.iter().skip(1).all(|group| group.len() == 3)
        };
        if groups.len() == 1 || is_grouped(&groups) {
            format!("{}{decimals}", groups.concat())
        } else {
            text
        }
    }

    /// A whole number with its thousands apart.
    #[must_use]
    pub fn number(self, n: i64) -> String {
        let group = match self.lang() {
            Lang::En => ",",
            Lang::Fr => "\u{202f}",
            Lang::De => ".",
        };
        let digits = n.unsigned_abs().to_string();
        let mut text = String::new();
        if n < 0 {
            text.push('\u{2212}');
        }
        for (index, digit) in digits.char_indices() {
            if index > 0 && (digits.len() - index).is_multiple_of(3) {
                text.push_str(group);
            }
            text.push(digit);
        }
        text
    }

    /// A decimal number, written with a point, as the reader writes it.
    #[must_use]
    pub fn decimal(self, number: &str) -> String {
        self.decimal_of(number, 0)
    }

    /// The same with at least so many decimals. What is no number stays as it is.
    pub(super) fn decimal_of(self, number: &str, decimals: usize) -> String {
        let (whole, part) = number.split_once('.').unwrap_or((number, ""));
        let Ok(whole) = whole.parse::<i64>() else {
            return number.to_owned();
        };
        let part = part.trim_end_matches('0');
        // A negative number between 0 and -1 has its sign in the text alone.
        let sign = match number.starts_with('-') && whole == 0 {
            true => "\u{2212}",
            false => "",
        };
        let whole = self.number(whole);
        if part.is_empty() && decimals == 0 {
            return format!("{sign}{whole}");
        }
        let point = match self.lang() {
            Lang::En => '.',
            Lang::Fr | Lang::De => ',',
        };
        format!("{sign}{whole}{point}{part:0<decimals$}")
    }

    /// A number of thousandths with two decimals, cut off.
    pub(super) fn hundredths(self, milli: i64) -> String {
        let sign = if milli < 0 { "-" } else { "" };
        let milli = milli.unsigned_abs();
        let text = format!("{sign}{}.{:02}", milli / 1_000, milli % 1_000 / 10);
        self.decimal_of(&text, 2)
    }

    /// A rate of so many per cent: "8.25%", "8,25\u{a0}%".
    #[must_use]
    pub fn percent(self, rate: impl Borrow<Percent>) -> String {
        let figure = rate.borrow().to_string().replace('-', "\u{2212}");
        match self.lang() {
            Lang::En => format!("{figure}%"),
            Lang::Fr => format!("{}\u{202f}%", figure.replace('.', ",")),
            Lang::De => format!("{}\u{a0}%", figure.replace('.', ",")),
        }
    }

    /// A number with one decimal, from tenths: "41.3", "41,3".
    #[must_use]
    pub fn tenths(self, tenths: i64) -> String {
        let sign = if tenths < 0 { "\u{2212}" } else { "" };
        let whole = i64::try_from(tenths.unsigned_abs() / 10).unwrap_or(i64::MAX);
        let point = if self.lang() == Lang::En { "." } else { "," };
        format!(
            "{sign}{}{point}{}",
            self.number(whole),
            tenths.unsigned_abs() % 10
        )
    }

    /// A share of so many ten-thousandths in per cent, rounded half away from zero to one decimal:
    /// "77.8%", "77,8\u{a0}%".
    #[must_use]
    pub fn share(self, ten_thousandths: i64) -> String {
        let half = if ten_thousandths < 0 { -5 } else { 5 };
        let figure = self.tenths(ten_thousandths.saturating_add(half) / 10);
        match self.lang() {
            Lang::En => format!("{figure}%"),
            Lang::Fr => format!("{figure}\u{202f}%"),
            Lang::De => format!("{figure}\u{a0}%"),
        }
    }

    /// The month of a date, for an axis: "Mar", "mars", "März".
    #[must_use]
    pub fn month(self, date: impl Borrow<Date>) -> &'static str {
        let month = usize::try_from(date.borrow().month() - 1).unwrap_or_default();
        let names = MONTHS.iter().find(|(lang, _)| *lang == self.lang());
        names.map_or("", |(_, names)| names[month])
    }

    /// A date: "12 Mar 2026", "12 mars 2026", "12. März 2026".
    #[must_use]
    pub fn day(self, date: impl Borrow<Date>) -> String {
        let date = *date.borrow();
        format!("{} {}", self.day_of_year(date), date.year())
    }

    /// A date without its year, where the year is clear: "12 Mar".
    #[must_use]
    pub fn day_of_year(self, date: impl Borrow<Date>) -> String {
        let date = *date.borrow();
        let month = self.month(date);
        match (self.lang(), date.day()) {
            (Lang::Fr, 1) => format!("1er {month}"),
            (Lang::De, day) => format!("{day}. {month}"),
            (_, day) => format!("{day} {month}"),
        }
    }

    /// A moment to the minute, with the name of its time zone: "12 Mar 2026, 14:05 UTC".
    #[must_use]
    pub fn moment(self, at: &Zoned) -> String {
        format!("{}, {}", self.day(at.date()), at.strftime("%H:%M %Z"))
    }

    /// How late: "34 days late", "due today", "due in 3 days".
    #[must_use]
    pub fn late(self, days_late: impl Borrow<i32>) -> Late {
        let days_late = *days_late.borrow();
        let words = match days_late {
            0 => self.text("common.due-today"),
            1.. => self.count("common.days-late", days_late).to_string(),
            _ => self
                .count("common.due-in", -i64::from(days_late))
                .to_string(),
        };
        let passed = STEPS.iter().filter(|first| days_late >= **first).count();
        Late {
            step: u8::try_from(passed).unwrap_or_default(),
            words,
        }
    }
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used, reason = "tests")]
    use dunwell_core::currency::Currency;
    use jiff::Timestamp;
    use jiff::civil::date;
    use jiff::tz::TimeZone;

    use super::*;

    #[test]
    fn each_language_writes_figures_its_own_way() {
        let check = |lang: Lang, minor: i64, sum: (&str, bool), number: &str, day: &str| {
            let t = T::new(lang);
            let parts = t.sum(Money::new(minor, Currency::EUR));
            assert_eq!((parts.figure.as_str(), parts.after), sum);
            assert_eq!((parts.code, parts.minus), ("EUR", minor < 0));
            assert_eq!(t.number(-1_234_567), number);
            assert_eq!(t.day(date(2026, 3, 1)), day);
        };
        check(
            Lang::En,
            4_820_000,
            ("48,200.00", false),
            "\u{2212}1,234,567",
            "1 Mar 2026",
        );
        check(
            Lang::Fr,
            4_820_000,
            ("48\u{202f}200,00", true),
            "\u{2212}1\u{202f}234\u{202f}567",
            "1er mars 2026",
        );
        check(
            Lang::De,
            -4_820_000,
            ("\u{2212}48.200,00", true),
            "\u{2212}1.234.567",
            "1. März 2026",
        );
    }

    #[test]
    fn a_rate_has_its_sign_and_its_comma() {
        let check = |lang: Lang, millionths: i64, expected: &str| {
            let rate = Percent::from_millionths(millionths).unwrap();
            assert_eq!(T::new(lang).percent(rate), expected);
        };
        check(Lang::En, 8_250_000, "8.25%");
        check(Lang::Fr, 8_250_000, "8,25\u{202f}%");
        check(Lang::De, -880_000, "\u{2212}0,88\u{a0}%");
    }

    #[test]
    fn amounts_are_typed_as_they_are_written() {
        let check = |lang: Lang, typed: &str, plain: &str| {
            assert_eq!(T::new(lang).plain(typed), plain, "{typed} in {lang:?}");
        };
        check(Lang::En, "1,234.50", "1234.50");
        check(Lang::En, " 1234 ", "1234");
        check(Lang::En, "12,50", "12,50");
        check(Lang::De, "1.234,50", "1234.50");
        check(Lang::De, "1.234", "1234");
        check(Lang::De, "1234,5", "1234.5");
        check(Lang::De, "1234.50", "1234.50");
        check(Lang::De, "1.23,4.5", "1.23,4.5");
        check(Lang::Fr, "1\u{202f}234,50", "1234.50");
        check(Lang::Fr, "much", "much");
        for lang in Lang::ALL {
            for minor in [0, 5, 123_456_789] {
                let money = Money::new(minor, Currency::EUR);
                let typed = T::new(lang).typed(money);
                let read = Money::parse(&T::new(lang).plain(&typed), Currency::EUR);
                assert_eq!(read.unwrap(), money, "{typed} in {lang:?}");
            }
        }
    }

    #[test]
    fn days_and_shares_have_one_decimal() {
        let check = |lang: Lang, tenths: &str, share: &str| {
            assert_eq!(T::new(lang).tenths(-12_345), tenths);
            assert_eq!(T::new(lang).share(7_775), share);
        };
        check(Lang::En, "\u{2212}1,234.5", "77.8%");
        check(Lang::Fr, "\u{2212}1\u{202f}234,5", "77,8\u{202f}%");
        check(Lang::De, "\u{2212}1.234,5", "77,8\u{a0}%");
        assert_eq!(T::new(Lang::En).share(-5), "\u{2212}0.1%");
        assert_eq!(T::new(Lang::Fr).month(date(2026, 8, 31)), "août");
    }

    #[test]
    fn decimals_are_written_as_each_language_does() {
        let check = |lang: Lang, number: &str, plain: &str, money: &str| {
            let t = T::new(lang);
            assert_eq!(
                (t.decimal(number), t.decimal_of(number, 2)),
                (plain.to_owned(), money.to_owned())
            );
        };
        check(Lang::En, "25000.0", "25,000", "25,000.00");
        check(Lang::De, "-0.5", "\u{2212}0,5", "\u{2212}0,50");
        check(Lang::Fr, "1234.567", "1\u{202f}234,567", "1\u{202f}234,567");
        check(Lang::De, "nothing", "nothing", "nothing");
        assert_eq!(T::new(Lang::De).hundredths(1_256), "1,25");
    }

    #[test]
    fn lateness_has_a_colour_and_always_words() {
        let check = |days: i32, step: u8, words: &str| {
            let late = T::new(Lang::En).late(days);
            assert_eq!((late.step, late.words.as_str()), (step, words));
        };
        check(-3, 0, "due in 3 days");
        check(0, 0, "due today");
        check(1, 1, "1 day late");
        check(30, 1, "30 days late");
        check(31, 2, "31 days late");
        check(91, 4, "91 days late");
    }

    #[test]
    fn a_moment_names_its_zone() {
        let at: Timestamp = "2026-03-12T23:05:59Z".parse().unwrap();
        for (zone, said) in [
            ("UTC", "12. März 2026, 23:05 UTC"),
            ("Europe/Berlin", "13. März 2026, 00:05 CET"),
        ] {
            let zoned = at.to_zoned(TimeZone::get(zone).unwrap());
            assert_eq!(T::new(Lang::De).moment(&zoned), said);
        }
    }
}
