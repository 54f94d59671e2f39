//! The currency of a first book, told by the rows that are to come into it.

use dunwell_core::currency::Currency;
use dunwell_core::sentence::{Sentence, Value};
use dunwell_formats::csv::Reader;
use dunwell_formats::{Options, Profile, Record};

use super::InputFile;
use crate::error::{AppError, Result};

/// What a reader says of an amount whose sign is not one of the currency that is assumed.
const SIGN_OF_OTHERS: &str = "row.sign-of-others";

/// The currency that the rows of files speak of, if they name one: the one a first book is kept in.
/// `otherwise` is the one it would be kept in where they name none.
///
/// Rows that name none are in the currency of the book, so what they mean has to be clear from the others.
///
/// # Errors
/// When some rows name no currency and the others name several, or none names one and an amount has a sign
/// that is not written for `otherwise`.
pub fn first_currency(
    files: &[InputFile<'_>],
    profile: &Profile,
    options: Options,
    otherwise: Currency,
) -> Result<Option<Currency>> {
    let mut named: Vec<Currency> = Vec::new();
    let (mut unnamed, mut signed) = (None, None);
    for file in files {
        // A file that cannot be read is refused when it is imported, with its reason.
        let Ok(reader) = Reader::new(file.bytes, file.name, profile, options) else {
            continue;
        };
        let mut reader = reader.assuming(otherwise);
        while let Some(row) = reader.next_record() {
            match row.map(|entry| (entry.line, currency_of(&entry.record))) {
                Ok((_, Some(Some(currency)))) if !named.contains(&currency) => named.push(currency),
                Ok((line, Some(None))) => unnamed = unnamed.or(Some((file.name, line))),
                Err(problem) if problem.reason.key() == SIGN_OF_OTHERS => {
                    signed = signed.or(Some((file.name, problem.line, problem.value)));
                }
                _ => {}
            }
        }
    }
    match (named.as_slice(), unnamed, signed) {
        ([_, _, ..], Some((file, line)), _) => Err(AppError::refused(
            Sentence::new(
                "refusal.import.several-currencies",
                "{file}, line {line}: the row names no currency, and other rows name {currencies}. In which currency is it? Say so with --currency",
            )
            .with("file", file)
            .with("line", line)
            .with(
                "currencies",
                Value::OneOf(named.iter().map(ToString::to_string).collect()),
            ),
        )),
        ([], _, Some((file, line, amount))) => Err(AppError::refused(
            Sentence::new(
                "refusal.import.which-currency",
                "{file}, line {line}: {amount} is written with a sign of several currencies, and no row names one. In which currency is it? Say so with --currency",
            )
            .with("file", file)
            .with("line", line)
            .with("amount", &*amount),
        )),
        _ => Ok(named.first().copied()),
    }
}

/// The currency that a row names; none of a row that has no amounts of its own.
fn currency_of(record: &Record) -> Option<Option<Currency>> {
    match record {
        Record::Invoice(invoice) => Some(invoice.currency),
        Record::Payment(payment) => Some(payment.currency),
        Record::CreditNote(credit) => Some(credit.currency),
        Record::Customer(_) | Record::Dispute(_) => None,
    }
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used, reason = "tests")]
    use super::*;

    #[track_caller]
    fn check(amounts: &[&str], expected: Result<Option<&str>, &str>) {
        let rows = amounts.iter().enumerate();
        let rows: String = rows
            .map(|(n, amount)| format!("{n},7,2026-03-31,{amount}\n"))
            .collect();
        let text = format!("number,customer,due,amount\n{rows}");
        let file = InputFile {
            name: "f.csv",
            bytes: text.as_bytes(),
        };
        let found = first_currency(
            &[file],
            &Profile::plain(),
            Options::default(),
            Currency::GBP,
        );
        let found = found.map_err(|error| error.to_string());
        let told = found.as_ref().map(|found| found.map(Currency::code));
        assert_eq!(told.map_err(String::as_str), expected, "{amounts:?}");
    }

    #[test]
    fn a_first_book_is_in_the_one_currency_that_its_rows_name() {
        check(&["5", "6"], Ok(None));
        check(&["5", "EUR 6"], Ok(Some("EUR")));
        check(&["$5", "6", "USD 7"], Ok(Some("USD")));
        check(&["CAD 5", "USD 7"], Ok(Some("CAD")));
    }

    #[test]
    fn rows_that_name_none_are_asked_about_where_the_others_do_not_agree() {
        check(
            &["EUR 5", "6", "USD 7"],
            Err(
                "f.csv, line 3: the row names no currency, and other rows name EUR or USD. \
                 In which currency is it? Say so with --currency",
            ),
        );
        check(
            &["5", "$6"],
            Err(
                "f.csv, line 3: $6 is written with a sign of several currencies, and no row names one. \
                 In which currency is it? Say so with --currency",
            ),
        );
    }
}
