//! The evidence of a column, and what follows from it.

use dunwell_core::sentence::Sentence;
use jiff::civil::Date;

use super::date_value::{Ends, ends, read_in_all_styles};
use super::number::read_in_both_styles;
use super::{DateOrder, DateStyle, NumberStyle, spoken_date};
use crate::Decimal;
use crate::problem::shown;

/// What a column says about its own style.
#[derive(Debug, PartialEq, Eq)]
pub(crate) enum Verdict<S> {
    /// One style reads more values than any other.
    Told(S),
    /// Nothing in the column depends on the style: it has no readable value, or all styles that
    /// read it give the same results. The style to use is named.
    Indifferent(S),
    /// These styles read equally many values, and not with the same results.
    Open(Vec<Candidate<S>>),
}

/// A style that a column may have, shown on a value of the column.
#[derive(Debug, PartialEq, Eq)]
pub(crate) struct Candidate<S> {
    pub style: S,
    /// A value of the column. Where one value shows the difference, all candidates have that one.
    pub example: Box<str>,
    /// What the example means under this style.
    pub meaning: Sentence,
}

/// Counts, for each style of a column, how many values it reads.
#[derive(Debug)]
struct Evidence<V, const N: usize> {
    reads: [u64; N],
    /// The first value that each style reads.
    first: [Option<(Box<str>, V)>; N],
    /// The first value that each pair of styles reads differently.
    apart: [[Option<Box<str>>; N]; N],
    /// How many values each pair reads with the same result.
    alike: [[u64; N]; N],
}

impl<V: Copy + PartialEq, const N: usize> Evidence<V, N> {
    fn new() -> Self {
        Evidence {
            reads: [0; N],
            first: [const { None }; N],
            apart: [const { [const { None }; N] }; N],
            alike: [[0; N]; N],
        }
    }

    fn see(&mut self, value: &str, readings: [Option<V>; N]) {
        for (i, reading) in readings.into_iter().enumerate() {
            let Some(reading) = reading else { continue };
            self.reads[i] += 1;
            if self.first[i].is_none() {
                self.first[i] = Some((shown(value), reading));
            }
            for (j, other) in readings.into_iter().enumerate().skip(i + 1) {
                match other {
                    Some(other) if other == reading => self.alike[i][j] += 1,
                    Some(_) if self.apart[i][j].is_none() => self.apart[i][j] = Some(shown(value)),
                    _ => {}
                }
            }
        }
    }

    /// The styles that read the most values, or none where no value is readable.
    fn best(&self, allowed: impl Fn(usize) -> bool) -> Vec<usize> {
        let most = (0..N)
            .filter(|i| allowed(*i))
            .map(|i| self.reads[i])
            .max()
            .unwrap_or(0);
        if most == 0 {
            return Vec::new();
        }
        (0..N)
            .filter(|i| allowed(*i) && self.reads[*i] == most)
            .collect()
    }

    /// Whether two styles read the same values with the same results.
    fn same(&self, i: usize, j: usize) -> bool {
        self.alike[i][j] == self.reads[i] && self.alike[i][j] == self.reads[j]
    }

    fn verdict<S: Copy>(
        &self,
        styles: [S; N],
        allowed: impl Fn(usize) -> bool,
        pattern: impl Fn(S) -> &'static str,
        say: impl Fn(&str, S) -> Option<Sentence>,
    ) -> Verdict<S> {
        let best = self.best(allowed);
        let (lead, rest) = match best.as_slice() {
            [] => return Verdict::Indifferent(styles[0]),
            [only] => return Verdict::Told(styles[*only]),
            [lead, rest @ ..] => (*lead, rest),
        };
        let others: Vec<usize> = rest
            .iter()
            .copied()
            .filter(|other| !self.same(lead, *other))
            .collect();
        if others.is_empty() {
            return Verdict::Indifferent(styles[lead]);
        }
        let styles_left = || std::iter::once(lead).chain(others.iter().copied());
        // One value that all of them read, and two differently, says more than a value for each.
        let shared = self.apart[lead][others[0]].as_deref();
        let shared =
            shared.filter(|example| styles_left().all(|i| say(example, styles[i]).is_some()));
        let candidates = styles_left().filter_map(|i| {
            let style = styles[i];
            let (example, meaning) = match shared {
                Some(example) => (example, say(example, style)?),
                None => {
                    let (example, _) = self.first[i].as_ref()?;
                    let meaning = Sentence::new("dialect.as-in", "{pattern} as in {example}")
                        .with("pattern", pattern(style))
                        .with("example", example);
                    (&**example, meaning)
                }
            };
            Some(Candidate {
                style,
                example: example.into(),
                meaning,
            })
        });
        Verdict::Open(candidates.collect())
    }
}

/// The evidence of a column of dates.
#[derive(Debug)]
pub(crate) struct DateColumn {
    evidence: Evidence<Date, { DateStyle::ALL.len() }>,
    ends: ShortEnds,
}

impl DateColumn {
    pub(crate) fn new() -> DateColumn {
        DateColumn {
            evidence: Evidence::new(),
            ends: ShortEnds::new(),
        }
    }

    /// Takes a trimmed value that is not empty into account.
    pub(crate) fn see(&mut self, value: &str) {
        if self.ends.see(value) {
            self.evidence.see(value, read_in_all_styles(value));
        }
    }

    pub(crate) fn verdict(&self, order: Option<DateOrder>) -> Verdict<DateStyle> {
        let allowed = |i: usize| {
            let style = DateStyle::ALL[i];
            style.can_be_told(order) && (order.is_some() || self.ends.allow(style))
        };
        let say = |example: &str, style| super::read_date(example, style).ok().map(spoken_date);
        self.evidence
            .verdict(DateStyle::ALL, allowed, DateStyle::pattern, say)
    }
}

/// How far the numbers at the ends of two-digit dates reach: `25-11-10` can begin or end with its
/// year, and what tells is that days run through the month while years stay together.
#[derive(Debug)]
struct ShortEnds {
    first: (i16, i16),
    third: (i16, i16),
    /// Whether any value of the column can only begin with its year.
    year_first: bool,
    /// Whether any value of the column can only have its year at its end.
    year_last: bool,
}

/// First numbers that reach over more than this are the days of a month.
const FIRST_DAYS_REACH: i16 = 20;

/// Last numbers that reach over more than this are the days of a month. It is more, because a ledger
/// that is kept for long has old years, and most ledgers write the year last.
const LAST_DAYS_REACH: i16 = 25;

/// Numbers that reach over no more than this can be years of one file.
const YEARS_REACH: i16 = 10;

impl ShortEnds {
    const fn new() -> ShortEnds {
        ShortEnds {
            first: (i16::MAX, i16::MIN),
            third: (i16::MAX, i16::MIN),
            year_first: false,
            year_last: false,
        }
    }

    /// Takes a value into account, and says whether it is evidence: a day that only its month does
    /// not have, such as `31-02-26`, is an error under one reading and chance under the other.
    fn see(&mut self, value: &str) -> bool {
        match ends(value) {
            Some(Ends::Short {
                first,
                second,
                third,
            }) => {
                let first = i16::from(first);
                let day = 1..=31;
                match (day.contains(&first), day.contains(&third)) {
                    (true, true) => {
                        self.first = (self.first.0.min(first), self.first.1.max(first));
                        self.third = (self.third.0.min(third), self.third.1.max(third));
                        let both = [DateStyle::Dmy, DateStyle::ShortYmd]
                            .map(|style| super::read_date(value, style).is_ok());
                        return !(1..=12).contains(&second) || both == [true, true];
                    }
                    (true, false) => self.year_last = true,
                    (false, true) => self.year_first = true,
                    (false, false) => {}
                }
                true
            }
            Some(Ends::YearLast) => {
                self.year_last = true;
                true
            }
            None => true,
        }
    }

    /// Whether the column as a whole lets a date of three numbers be read so.
    fn allow(&self, style: DateStyle) -> bool {
        let reach = |(least, most): (i16, i16)| most.saturating_sub(least);
        let (first, third) = (reach(self.first), reach(self.third));
        // One value that can be meant in one way only tells more than how far the others reach.
        let (year_is_first, year_is_last) = match (self.year_first, self.year_last) {
            (false, false) => (
                third > LAST_DAYS_REACH && first <= YEARS_REACH,
                first > FIRST_DAYS_REACH && third <= YEARS_REACH,
            ),
            (true, true) => (false, false),
            told => told,
        };
        match style {
            DateStyle::ShortYmd => !year_is_last,
            DateStyle::Dmy | DateStyle::Mdy => !year_is_first,
            _ => true,
        }
    }
}

/// The evidence of a column of amounts.
#[derive(Debug)]
pub(crate) struct NumberColumn(Evidence<Decimal, { NumberStyle::ALL.len() }>);

impl NumberColumn {
    pub(crate) fn new() -> NumberColumn {
        NumberColumn(Evidence::new())
    }

    /// Takes a trimmed value that is not empty into account.
    pub(crate) fn see(&mut self, value: &str) {
        self.0.see(
            value,
            read_in_both_styles(value).map(|read| read.map(Decimal::normalized)),
        );
    }

    pub(crate) fn verdict(&self) -> Verdict<NumberStyle> {
        let pattern = |style| match style {
            NumberStyle::Point => "a decimal point",
            NumberStyle::Comma => "a decimal comma",
        };
        let say = |example: &str, style| {
            super::read_amount(example, style)
                .ok()
                .map(|amount| Sentence::from(amount.value.normalized().to_string()))
        };
        self.0.verdict(NumberStyle::ALL, |_| true, pattern, say)
    }
}

#[cfg(test)]
mod tests {
    #![allow(
        clippy::unwrap_used,
        clippy::expect_used,
        clippy::panic,
        reason = "tests"
    )]

    use super::*;

    /// The verdict in one word: `DD/MM/YYYY`, `any`, or the meanings of an open column.
    fn dates(values: &[&str], order: Option<DateOrder>) -> String {
        let mut column = DateColumn::new();
        values.iter().for_each(|value| column.see(value));
        match column.verdict(order) {
            Verdict::Told(style) => style.pattern().to_owned(),
            Verdict::Indifferent(style) => format!("any, say {}", style.pattern()),
            Verdict::Open(candidates) => said(candidates),
        }
    }

    fn numbers(values: &[&str]) -> String {
        let mut column = NumberColumn::new();
        values.iter().for_each(|value| column.see(value));
        match column.verdict() {
            Verdict::Told(style) => style.sign().to_string(),
            Verdict::Indifferent(style) => format!("any, say {}", style.sign()),
            Verdict::Open(candidates) => said(candidates),
        }
    }

    fn said<S>(candidates: Vec<Candidate<S>>) -> String {
        let meanings: Vec<String> = candidates
            .iter()
            .map(|c| format!("{} = {}", c.example, c.meaning))
            .collect();
        format!("open: {}", meanings.join("; "))
    }

    #[test]
    fn a_column_of_dates_tells_its_style() {
        for (values, expected) in [
            (&["2026-03-12", "2026-04-01"][..], "YYYY-MM-DD"),
            (&["02/03/2026", "13/03/2026"], "DD/MM/YYYY"),
            (&["02/03/2026", "03/13/2026"], "MM/DD/YYYY"),
            (&["02.03.2026"], "DD/MM/YYYY"),
            (&["2-3-26", "31-3-26"], "DD/MM/YYYY"),
            // A year in two digits can stand at either end. Days run through the month, years do not.
            (&["02-03-26", "31-03-26", "28-04-26"], "DD/MM/YYYY"),
            (&["25-11-02", "25-12-31", "26-01-28"], "YY-MM-DD"),
            (&["25/02/26", "25/02/70", "26-02-02"], "DD/MM/YYYY"),
            (&["31/02/99", "26/03/01"], "DD/MM/YYYY"),
            (&["98-11-10", "01-02-03"], "YY-MM-DD"),
            (&["03/25/26", "04/05/26"], "MM/DD/YYYY"),
            (
                &["25-11-10", "25-12-10"],
                "open: 25-11-10 = 25 November 2010; 25-11-10 = 10 November 2025",
            ),
            (
                &["13/03/26", "31/02/26"],
                "open: 13/03/26 = 13 March 2026; 13/03/26 = 26 March 2013",
            ),
            (
                &["02/03/26"],
                "open: 02/03/26 = 2 March 2026; 02/03/26 = 3 February 2026; 02/03/26 = 26 March 2002",
            ),
            (&["20260312.0", "20260313"], "YYYYMMDD"),
            (&["12 Mar 2026", "12-Mar-2026"], "DD Mon YYYY"),
            // A handful of errors does not keep the rest from telling.
            (
                &["13/03/2026", "14/03/2026", "03/14/2026", "unknown"],
                "DD/MM/YYYY",
            ),
            (&["03/03/2026", "04/04/2026"], "any, say DD/MM/YYYY"),
            (&["unknown"], "any, say YYYY-MM-DD"),
            (&[], "any, say YYYY-MM-DD"),
            (
                &["02/03/2026", "03/04/2026"],
                "open: 02/03/2026 = 2 March 2026; 02/03/2026 = 3 February 2026",
            ),
            (
                &["13/02/2026", "02/14/2026"],
                "open: 13/02/2026 = DD/MM/YYYY as in 13/02/2026; 02/14/2026 = MM/DD/YYYY as in 02/14/2026",
            ),
            (
                &["2026-03-01", "13/02/2026"],
                "open: 2026-03-01 = YYYY-MM-DD as in 2026-03-01; 13/02/2026 = DD/MM/YYYY as in 13/02/2026",
            ),
        ] {
            assert_eq!(dates(values, None), expected, "{values:?}");
        }
    }

    #[test]
    fn an_answered_order_closes_the_question() {
        let values = ["02/03/26", "03/04/26"];
        assert_eq!(dates(&values, Some(DateOrder::Dmy)), "DD/MM/YYYY");
        assert_eq!(dates(&values, Some(DateOrder::Mdy)), "MM/DD/YYYY");
        assert_eq!(dates(&values, Some(DateOrder::Ymd)), "YY-MM-DD");
        assert_eq!(dates(&["2026-03-12"], Some(DateOrder::Dmy)), "YYYY-MM-DD");
    }

    #[test]
    fn a_column_of_amounts_tells_its_decimal_sign() {
        for (values, expected) in [
            (&["1,234.56", "1.234"][..], "."),
            (&["1.234,56", "1.234"], ","),
            (&["1.234", "12.5"], "."),
            (&["1.234", "0.125"], "."),
            (&["1,234", "7,5"], ","),
            (&["1234", "5", "-7"], "any, say ."),
            (&["0.000", "5"], "."),
            (&[], "any, say ."),
            (&["1.234", "2.000"], "open: 1.234 = 1.234; 1.234 = 1234"),
            (&["1,234"], "open: 1,234 = 1234; 1,234 = 1.234"),
        ] {
            assert_eq!(numbers(values), expected, "{values:?}");
        }
    }
}
