//! The law of late payment as data: jurisdiction packs, reference rates and public holidays.
//!
//! Nothing about a country is written in code. A pack is a TOML file that a person can read and mend; each
//! of its values has a source, the days between which it holds, and says whether it was verified. The files
//! of this version are compiled in ([`Packs::embedded`]); [`Packs::with_files`] replaces some or adds
//! others. `docs/law.md` describes every key.

mod allocation;
mod check;
mod conduct;
mod court;
mod embedded;
mod error;
mod fixed_sum;
mod holidays;
mod interest_law;
mod limitation;
mod parse;
mod plain;
mod rate;
mod read;
mod scale;
mod series;
mod show;
mod terms_law;
#[cfg(test)]
mod tests;
mod value;
mod word;

use std::collections::BTreeMap;
use std::fmt;
use std::sync::OnceLock;

use jiff::civil::Date;
use serde::Serialize;
use toml::de::DeTable;

use crate::currency::Currency;
use crate::interest::words;
use crate::toml_reader::{Finding, Reader, Table};

pub use allocation::{AllocationLaw, Part, Parts, divide};
pub use check::{Remark, check};
pub use conduct::{Cap, CapAfter, CapPer, Channel, Coming, Contact, Duty, Hours};
pub use court::{Court, FeeBase, PersonKind, PreAction, PreActionStep};
pub use error::{LawError, ScaleError};
pub use fixed_sum::{FixedSumLaw, Per};
pub use holidays::Holidays;
pub use interest_law::{DisputedPart, FrozenOn, InterestLaw, PreparedInterest};
pub use limitation::{Expiry, Limitation, Period, Restart, Start};
pub use rate::{Rate, Reading};
pub use scale::Scale;
pub use series::{Frequency, Series, SeriesRate};
pub use show::{Entry, Section};
pub use terms_law::{Counted, TermLength, TermsLaw, TooLong};
pub use value::{About, Sourced, Values};

/// The longest file that is read, in bytes.
const MAX_LENGTH: usize = 1024 * 1024;

/// Every code of a [`Problem`], in alphabetical order.
const CODES: &[&str] = &[
    "duplicate",
    "empty",
    "holiday-day",
    "missing-key",
    "no-source",
    "not-toml",
    "out-of-range",
    "several-values",
    "too-long",
    "unknown-currency",
    "unknown-key",
    "unknown-name",
    "unknown-word",
    "wrong-amount",
    "wrong-date",
    "wrong-name",
    "wrong-order",
    "wrong-period",
    "wrong-rate",
    "wrong-scale",
    "wrong-source",
    "wrong-time",
    "wrong-type",
];

/// Who owes a debt, as the law of late payment tells debtors apart.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub enum Debtor {
    /// A company, or a person in business.
    Business,
    /// A natural person outside of business.
    Consumer,
    /// A public body.
    PublicBody,
}

words!(Debtor {
    Business = "business",
    Consumer = "consumer",
    PublicBody = "public-body",
});

/// The law of one jurisdiction.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Pack {
    /// Its short name: `GB`, `US-CA`.
    pub code: String,
    /// Its name in words.
    pub name: String,
    /// The currency of its amounts.
    pub currency: Currency,
    /// The name of its holidays.
    pub holidays: Option<String>,
    /// The code of the pack whose rules of conduct hold here as well: `US` for `US-CA`.
    pub parent: Option<String>,
    /// What a reader should know besides.
    pub note: Option<String>,
    /// A fingerprint of its text, so that a charge can say by which version of the law it was made.
    pub hash: String,
    /// Statutory interest; the first that applies to a debt is its law.
    pub interest: Vec<InterestLaw>,
    /// Sums beside interest; the first that applies to a debt is its law.
    pub fixed_sums: Vec<FixedSumLaw>,
    /// Terms of payment.
    pub terms: TermsLaw,
    /// Time bars.
    pub limitation: Limitation,
    /// Courts and their fees.
    pub court: Court,
    /// What must be done before going to court.
    pub pre_actions: Vec<PreAction>,
    /// The order in which payments are set against a debt.
    pub allocation: AllocationLaw,
    /// Limits of contact.
    pub contact: Contact,
    /// Rules of conduct.
    pub duties: Vec<Duty>,
    /// What insolvency changes, in words, by subject.
    pub insolvency: Vec<(String, Values<String>)>,
    /// Coming versions that are not in numbers yet.
    pub coming: Vec<Coming>,
}

impl Pack {
    /// The law of interest for a debt of that debtor that fell due on that day. Versions of the law that
    /// are only coming are passed over.
    #[must_use]
    pub fn statutory_interest(&self, debtor: Debtor, due: Date) -> Option<&InterestLaw> {
        self.interest.iter().find(|law| law.applies(debtor, due))
    }

    /// The law of the fixed sum that is owed without a reminder, for a debt of that debtor that fell due on
    /// that day.
    #[must_use]
    pub fn fixed_sum(&self, debtor: Debtor, due: Date) -> Option<&FixedSumLaw> {
        self.fixed_sums
            .iter()
            .find(|law| law.notice_days.is_none() && law.applies(debtor, due))
    }

    /// The law of the sum that is owed only after a reminder that named it, for a debt of that debtor that
    /// fell due on that day. [`FixedSumLaw::notice_days`] says how long before.
    #[must_use]
    pub fn fixed_sum_after_notice(&self, debtor: Debtor, due: Date) -> Option<&FixedSumLaw> {
        self.fixed_sums
            .iter()
            .find(|law| law.notice_days.is_some() && law.applies(debtor, due))
    }

    /// The limit that a term exceeds on a day; none when it is within the limits or there are none.
    #[must_use]
    pub fn check_terms(&self, length: TermLength, debtor: Debtor, on: Date) -> Option<TooLong<'_>> {
        self.terms.too_long(length, debtor, on)
    }
}

/// What is wrong with a file of law.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Problem {
    /// The name of the file.
    pub file: String,
    /// The line and what is wrong there.
    #[serde(flatten)]
    pub finding: Finding,
}

impl fmt::Display for Problem {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let Finding {
            line,
            column,
            message,
            ..
        } = &self.finding;
        write!(f, "{}:{line}:{column}: {message}", self.file)
    }
}

/// All jurisdiction packs, series of rates and sets of holidays.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Packs {
    packs: BTreeMap<String, Pack>,
    series: BTreeMap<String, Series>,
    aliases: BTreeMap<String, String>,
    holidays: BTreeMap<String, Holidays>,
}

impl Packs {
    /// The law that is compiled in.
    ///
    /// # Errors
    /// Everything that is wrong with its files. A test holds that nothing is.
    pub fn embedded() -> Result<&'static Packs, &'static [Problem]> {
        static EMBEDDED: OnceLock<Result<Packs, Vec<Problem>>> = OnceLock::new();
        EMBEDDED
            .get_or_init(|| Packs::from_files(embedded::FILES))
            .as_ref()
            .map_err(Vec::as_slice)
    }

    /// The law that is compiled in, with these files instead of those of the same name, and besides. A name
    /// is the path inside the folder: `GB.toml`, `rates/UK_BASE.toml`, `holidays/IE.toml`.
    ///
    /// # Errors
    /// Everything that is wrong with the files, file by file.
    pub fn with_files(files: &[(String, String)]) -> Result<Packs, Vec<Problem>> {
        let mut all: BTreeMap<&str, &str> = embedded::FILES.iter().copied().collect();
        all.extend(
            files
                .iter()
                .map(|(name, text)| (name.as_str(), text.as_str())),
        );
        let all: Vec<(&str, &str)> = all.into_iter().collect();
        Packs::from_files(&all)
    }

    /// The law of these files alone; what they refer to has to be among them. Names are as for
    /// [`Packs::with_files`].
    ///
    /// # Errors
    /// Everything that is wrong with the files, file by file.
    pub fn from_files(files: &[(&str, &str)]) -> Result<Packs, Vec<Problem>> {
        let mut loading = Loading::default();
        for (name, text) in files {
            loading.file(name, text);
        }
        loading.finish()
    }

    /// A pack by its code.
    #[must_use]
    pub fn get(&self, code: &str) -> Option<&Pack> {
        self.packs.get(code)
    }

    /// All packs, by their codes.
    pub fn iter(&self) -> impl Iterator<Item = &Pack> {
        self.packs.values()
    }

    /// The codes of all packs.
    pub fn codes(&self) -> impl Iterator<Item = &str> {
        self.packs.keys().map(String::as_str)
    }

    /// A series of rates by its name, or by another name for it.
    #[must_use]
    pub fn series(&self, name: &str) -> Option<&Series> {
        let name = self.aliases.get(name).map_or(name, String::as_str);
        self.series.get(name)
    }

    /// All series of rates, by their names.
    pub fn all_series(&self) -> impl Iterator<Item = &Series> {
        self.series.values()
    }

    /// A set of holidays by its name.
    #[must_use]
    pub fn holidays(&self, name: &str) -> Option<&Holidays> {
        self.holidays.get(name)
    }

    /// All sets of holidays, by their names.
    pub fn all_holidays(&self) -> impl Iterator<Item = &Holidays> {
        self.holidays.values()
    }

    /// Everything in a pack as a person reads it. With a day, what has ended before it is left out and the
    /// rates of interest that it has are named. Nothing that is pending or unverified is left out.
    #[must_use]
    pub fn sections(&self, pack: &Pack, on: Option<Date>) -> Vec<Section> {
        show::sections(pack, on.map(|on| (self, on)))
    }

    /// The rules of conduct of a pack, and of those above it.
    pub fn duties<'p>(&'p self, pack: &'p Pack) -> impl Iterator<Item = &'p Duty> {
        self.lineage(pack).flat_map(|pack| &pack.duties)
    }

    /// A pack, the one above it, and so on.
    fn lineage<'p>(&'p self, pack: &'p Pack) -> impl Iterator<Item = &'p Pack> {
        // A chain that is longer than there are packs would be a ring.
        std::iter::successors(Some(pack), |pack| self.get(pack.parent.as_deref()?))
            .take(self.packs.len())
    }

    fn require_series(&self, name: &str) -> Result<&Series, LawError> {
        self.series(name).ok_or_else(|| LawError::UnknownSeries {
            series: name.to_owned(),
            known: self.series.keys().cloned().collect::<Vec<_>>().join(", "),
        })
    }
}

/// Files on their way into [`Packs`].
#[derive(Default)]
struct Loading {
    packs: BTreeMap<String, Pack>,
    series: BTreeMap<String, Series>,
    holidays: BTreeMap<String, Holidays>,
    problems: Vec<Problem>,
}

impl Loading {
    /// Reads one file; what kind it is, its folder says.
    fn file(&mut self, file: &str, text: &str) {
        let mut reader = Reader::new(text, CODES);
        if text.len() > MAX_LENGTH {
            let message = format!(
                "a file of law has at most {MAX_LENGTH} bytes; this has {}",
                text.len()
            );
            reader.error(0, "too-long", message);
            return self.take(file, reader);
        }
        let (document, errors) = DeTable::parse_recoverable(text);
        for error in errors {
            let at = error.span().map_or(0, |span| span.start);
            let message = format!("this cannot be read as TOML: {}", error.message());
            reader.error(at, "not-toml", message);
        }
        if !reader.findings.is_empty() {
            return self.take(file, reader);
        }
        let root = Table {
            table: document.get_ref(),
            at: 0,
            name: "this file",
        };
        let stem = file
            .rsplit('/')
            .next()
            .unwrap_or(file)
            .trim_end_matches(".toml");
        if file.starts_with("rates/") {
            if let Some(series) = series::read(&mut reader, root) {
                named_as(&mut reader, root, "name", &series.name, stem);
                self.series.insert(stem.to_owned(), series);
            }
        } else if file.starts_with("holidays/") {
            if let Some(holidays) = holidays::parse::read(&mut reader, root) {
                named_as(&mut reader, root, "name", &holidays.name, stem);
                self.holidays.insert(stem.to_owned(), holidays);
            }
        } else if let Some(pack) = parse::pack(&mut reader, root, fingerprint(text)) {
            named_as(&mut reader, root, "code", &pack.code, stem);
            self.packs.insert(stem.to_owned(), pack);
        }
        self.take(file, reader);
    }

    fn take(&mut self, file: &str, reader: Reader<'_>) {
        let mut findings = reader.findings;
        findings.sort_by_key(|finding| (finding.line, finding.column));
        self.problems
            .extend(findings.into_iter().map(|finding| Problem {
                file: file.to_owned(),
                finding,
            }));
    }

    fn finish(mut self) -> Result<Packs, Vec<Problem>> {
        let mut aliases = BTreeMap::new();
        for series in self.series.values() {
            for alias in &series.aliases {
                aliases.insert(alias.clone(), series.name.clone());
            }
        }
        let packs = Packs {
            packs: std::mem::take(&mut self.packs),
            series: std::mem::take(&mut self.series),
            aliases,
            holidays: std::mem::take(&mut self.holidays),
        };
        // A file that could not be read would make others name what does not exist.
        if self.problems.is_empty() {
            self.problems.extend(check::names(&packs));
        }
        if self.problems.is_empty() {
            Ok(packs)
        } else {
            Err(self.problems)
        }
    }
}

/// A file must be called after what is in it, so that a folder can replace it.
fn named_as(reader: &mut Reader<'_>, root: Table<'_, '_>, key: &str, found: &str, stem: &str) {
    if found != stem {
        let at = root.table.get(key).map_or(0, |value| value.span().start);
        let message = format!(
            "\"{key}\" is \"{found}\" but the file is called {stem}.toml; the two must agree"
        );
        reader.error(at, "wrong-name", message);
    }
}

/// The first 16 hexadecimal digits of the BLAKE3 hash of a text.
fn fingerprint(text: &str) -> String {
    let mut hex = blake3::hash(text.as_bytes()).to_hex().to_string();
    hex.truncate(16);
    hex
}
