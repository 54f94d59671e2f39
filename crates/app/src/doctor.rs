//! The doctor: is everything that is kept whole, and is everything there that a day's work needs?

mod law;

use std::path::Path;

use dunwell_store::{Db, Uow, doctor, policies, runs};
use jiff::civil::Date;
use serde::Serialize;

use crate::Templates;
use crate::book::Book;
use crate::error::Result;
use crate::funnel::Caller;
use crate::view::words::{count_of, day};
use crate::{journal_verify, policy, view};

/// How many findings of one check are listed; the rest are counted.
const FINDINGS_LISTED: usize = 10;

/// Below so many bytes of free disk the next import may not fit.
const SCARCE_DISK: u64 = 1 << 30;

/// Below so many bytes of free disk nothing should be written any more.
const LITTLE_DISK: u64 = 100 << 20;

/// How a check ended.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Serialize)]
#[serde(rename_all = "lowercase")]
pub enum Outcome {
    /// Nothing to do.
    Ok,
    /// Something should be looked at.
    Warning,
    /// Something is wrong.
    Problem,
}

/// One check.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Check {
    /// The book that was looked at; none for the installation as a whole.
    pub book: Option<String>,
    /// What was looked at.
    pub name: &'static str,
    /// How it ended.
    pub outcome: Outcome,
    /// What was found.
    pub found: String,
    /// Each thing that is wrong, in words.
    pub findings: Vec<String>,
    /// What to do about it.
    pub remedy: Option<String>,
}

/// Everything that was looked at.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Report {
    /// The gravest outcome of all checks.
    pub outcome: Outcome,
    /// The checks.
    pub checks: Vec<Check>,
}

impl Report {
    fn of(checks: Vec<Check>) -> Report {
        let outcome = checks
            .iter()
            .map(|check| check.outcome)
            .max()
            .unwrap_or(Outcome::Ok);
        Report { outcome, checks }
    }
}

impl Check {
    fn ok(name: &'static str, found: impl Into<String>) -> Check {
        Check {
            book: None,
            name,
            outcome: Outcome::Ok,
            found: found.into(),
            findings: Vec::new(),
            remedy: None,
        }
    }

    fn warning(name: &'static str, found: impl Into<String>, remedy: impl Into<String>) -> Check {
        Check {
            outcome: Outcome::Warning,
            remedy: Some(remedy.into()),
            ..Check::ok(name, found)
        }
    }

    fn problem(name: &'static str, found: impl Into<String>, remedy: impl Into<String>) -> Check {
        Check {
            outcome: Outcome::Problem,
            remedy: Some(remedy.into()),
            ..Check::ok(name, found)
        }
    }

    /// The same with what was found listed, the first few of it.
    fn listing(mut self, findings: &[String]) -> Check {
        self.findings = findings.iter().take(FINDINGS_LISTED).cloned().collect();
        if findings.len() > FINDINGS_LISTED {
            self.findings
                .push(format!("... and {} more", findings.len() - FINDINGS_LISTED));
        }
        self
    }
}

/// Looks at the database and at these books. It changes nothing.
///
/// # Errors
/// When the database fails. What is wrong with what it holds is in the report.
pub async fn examine(
    db: &Db,
    books: &[Book],
    caller: Caller<'_>,
    templates: &Templates,
) -> Result<Report> {
    let mut checks = vec![
        database(db).await?,
        statements(db).await?,
        search(db).await?,
    ];
    checks.extend(disk(db).await?);
    for book in books {
        let of_book = view::read(db, async |uow| {
            examine_book(uow, book, caller, templates).await
        })
        .await?;
        checks.extend(of_book.into_iter().map(|check| Check {
            book: Some(book.name.clone()),
            ..check
        }));
    }
    Ok(Report::of(checks))
}

async fn examine_book(
    uow: &mut Uow,
    book: &Book,
    caller: Caller<'_>,
    templates: &Templates,
) -> Result<Vec<Check>> {
    Ok(vec![
        balances(uow, book).await?,
        journal(uow, book).await?,
        the_policy(uow, book, caller.today, templates).await?,
        law::law(uow, book, caller.today).await?,
        calendar(book, caller.today),
        settings(book),
        clock(uow, book, caller).await?,
    ])
}

async fn database(db: &Db) -> Result<Check> {
    let status = db.status().await?;
    let size = bytes(u64::try_from(status.size_bytes).unwrap_or(0));
    Ok(Check::ok(
        "database",
        format!(
            "{} {}, schema {}, {size}",
            status.engine, status.version, status.schema_version
        ),
    ))
}

/// Asks the database to prepare every statement of the program, which shows a schema that does not
/// fit it.
async fn statements(db: &Db) -> Result<Check> {
    let mut uow = db.begin().await?;
    let refused = doctor::prepare_all(&mut uow).await;
    uow.rollback().await?;
    let refused = refused?;
    if refused.is_empty() {
        return Ok(Check::ok("schema", "fits this version of Dunwell"));
    }
    let found = format!(
        "does not fit this version of Dunwell in {} places",
        refused.len()
    );
    Ok(Check::problem(
        "schema",
        found,
        "restore the schema from a backup, or ask for help with this list",
    )
    .listing(&refused))
}

/// Whether names are found by an index. On PostgreSQL that needs an extension, which a user without
/// rights cannot add.
async fn search(db: &Db) -> Result<Check> {
    let is_indexed = view::read(db, async |uow| {
        Ok(dunwell_store::search::is_indexed(uow).await?)
    })
    .await?;
    Ok(if is_indexed {
        Check::ok("search", "names and addresses are found by an index")
    } else {
        Check::warning(
            "search",
            "names and addresses are found by reading all of them, which is slow in a large book",
            "have an administrator run CREATE EXTENSION pg_trgm SCHEMA public in this database, then run: dunwell migrate",
        )
    })
}

/// How much room is left where the database file is. A server's disk is not ours to see.
async fn disk(db: &Db) -> Result<Option<Check>> {
    let Some(path) = db.status().await?.path else {
        return Ok(None);
    };
    let Some(free) = free_bytes(&path) else {
        return Ok(None);
    };
    let found = format!("{} free beside {}", bytes(free), path.display());
    let remedy = "make room, or move the database file to a larger disk";
    Ok(Some(match free {
        ..LITTLE_DISK => Check::problem("disk", found, remedy),
        LITTLE_DISK..SCARCE_DISK => Check::warning("disk", found, remedy),
        SCARCE_DISK.. => Check::ok("disk", found),
    }))
}

#[cfg(unix)]
fn free_bytes(path: &Path) -> Option<u64> {
    let folder = path
        .parent()
        .filter(|folder| !folder.as_os_str().is_empty())
        .unwrap_or(Path::new("."));
    let disk = rustix::fs::statvfs(folder).ok()?;
    Some(disk.f_bavail.saturating_mul(disk.f_frsize))
}

/// Where the system cannot be asked in this way, the check is left out.
#[cfg(not(unix))]
fn free_bytes(_: &Path) -> Option<u64> {
    None
}

async fn balances(uow: &mut Uow, book: &Book) -> Result<Check> {
    let wrong = doctor::derive_balances(uow, book.id).await?;
    if wrong.is_empty() {
        return Ok(Check::ok(
            "balances",
            "every balance is what the entries add up to",
        ));
    }
    let names = view::names(uow, book, wrong.iter().map(|mismatch| mismatch.customer)).await?;
    let findings: Vec<String> = wrong
        .iter()
        .map(|mismatch| {
            let customer = names.get(&mismatch.customer).map_or_else(
                || mismatch.customer.to_string(),
                |name| format!("customer {} ({})", name.number, name.name),
            );
            format!(
                "{customer}, {}: {} is kept as {}, and the entries say {}",
                mismatch.of, mismatch.figure, mismatch.stored, mismatch.derived
            )
        })
        .collect();
    let found = format!(
        "{} from the entries (amounts in minor units)",
        count_of(
            wrong.len(),
            "stored figure differs",
            "stored figures differ"
        )
    );
    Ok(Check::problem(
        "balances",
        found,
        "the entries are right; restore the database from a backup, or ask for help with this list",
    )
    .listing(&findings))
}

async fn journal(uow: &mut Uow, book: &Book) -> Result<Check> {
    let verified = journal_verify::check(uow, book).await?;
    if verified.is_whole() {
        let found = format!(
            "{} and {} are whole",
            count_of(verified.records, "record", "records"),
            count_of(verified.seals, "seal", "seals")
        );
        return Ok(Check::ok("journal", found));
    }
    let findings = verified.findings.iter().map(ToString::to_string);
    let findings: Vec<String> = findings.collect();
    let found = count_of(findings.len(), "finding", "findings");
    Ok(Check::problem(
        "journal",
        found,
        "find out who wrote to the database past Dunwell, and compare with a backup",
    )
    .listing(&findings))
}

async fn the_policy(
    uow: &mut Uow,
    book: &Book,
    today: Date,
    templates: &Templates,
) -> Result<Check> {
    const NAME: &str = "policy";
    let Some(version) = policies::active(uow, book.id).await? else {
        return Ok(Check::warning(
            NAME,
            "none is in force yet",
            "put one into force with: dunwell policy use FILE",
        ));
    };
    let found = format!("\"{}\", version {}", version.name, version.seq);
    let checked = policy::check(&version.text, templates, book.law(), today);
    if checked.findings.is_empty() {
        return Ok(Check::ok(NAME, found));
    }
    let findings: Vec<String> = checked
        .findings
        .iter()
        .map(|finding| format!("line {}: {}", finding.line, finding.message))
        .collect();
    let remedy =
        "change the policy's file and put it into force again; \"dunwell policy show\" prints it";
    let check = if checked.is_usable() {
        Check::warning(NAME, found, remedy)
    } else {
        Check::problem(NAME, found, remedy)
    };
    Ok(check.listing(&findings))
}

fn calendar(book: &Book, today: Date) -> Check {
    const NAME: &str = "calendar";
    let holidays = &book.settings.holidays;
    let remedy = "dunwell book set holiday=\"2026-12-25 Christmas Day\"";
    match book.calendar() {
        Err(error) => Check::problem(
            NAME,
            error.to_string(),
            "take holidays away: dunwell book set holiday=DATE",
        ),
        Ok(_) if holidays.iter().all(|(day, _)| *day < today) => Check::warning(
            NAME,
            "no coming holiday is known, so customers are contacted on holidays",
            remedy,
        ),
        Ok(_) => {
            let coming = holidays.iter().filter(|(day, _)| *day >= today).count();
            Check::ok(
                NAME,
                format!(
                    "Monday to Friday, {}",
                    count_of(coming, "coming holiday", "coming holidays")
                ),
            )
        }
    }
}

fn settings(book: &Book) -> Check {
    const NAME: &str = "settings";
    let settings = &book.settings;
    let needed = [
        (
            "contact_name",
            settings.contact_name.is_empty(),
            "the person to call",
        ),
        ("phone", settings.phone.is_empty(), "where to call"),
        ("email", settings.email.is_empty(), "where to write to"),
        (
            "bank.iban",
            settings
                .bank_for(book.currency)
                .is_none_or(|bank| bank.iban.is_empty()),
            "the account to pay to",
        ),
    ];
    let missing: Vec<String> = needed
        .iter()
        .filter(|(_, missing, _)| *missing)
        .map(|(key, _, meaning)| format!("{key} is empty: {meaning}"))
        .collect();
    if missing.is_empty() {
        return Check::ok(NAME, "reminders can say whom to call and how to pay");
    }
    let remedy = "fill them in with: dunwell book set KEY=VALUE";
    Check::warning(NAME, "reminders cannot say everything they should", remedy).listing(&missing)
}

/// What is on record must not lie in the future: then the clock was wrong when it was written, or it
/// is wrong now.
async fn clock(uow: &mut Uow, book: &Book, caller: Caller<'_>) -> Result<Check> {
    const NAME: &str = "clock";
    let remedy = "set the computer's clock; if it was ahead when the run was made, wait until that day has come";
    let latest = runs::latest(uow, book.id).await?;
    let sealed = dunwell_store::journal::seals(uow, book.id).await?.pop();
    if let Some(run) = latest.filter(|run| run.date > caller.today) {
        let found = format!(
            "the latest run was for {}, and today is {}",
            day(run.date),
            day(caller.today)
        );
        return Ok(Check::problem(NAME, found, remedy));
    }
    if let Some(seal) = sealed.filter(|seal| seal.at > caller.at) {
        let found = format!(
            "the journal was sealed at {}, and it is {} now",
            seal.at, caller.at
        );
        return Ok(Check::problem(NAME, found, remedy));
    }
    Ok(Check::ok(
        NAME,
        format!(
            "it is {}, and nothing on record is later",
            day(caller.today)
        ),
    ))
}

/// A size as people read it, in steps of 1024, rounded down to a tenth.
fn bytes(count: u64) -> String {
    const UNITS: [&str; 5] = ["bytes", "KiB", "MiB", "GiB", "TiB"];
    let mut unit = 0;
    let mut tenths = u128::from(count) * 10;
    while tenths >= 10_240 && unit + 1 < UNITS.len() {
        tenths /= 1024;
        unit += 1;
    }
    if unit == 0 {
        return format!("{count} bytes");
    }
    format!("{}.{} {}", tenths / 10, tenths % 10, UNITS[unit])
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn sizes_are_read_at_a_glance() {
        for (count, words) in [
            (0, "0 bytes"),
            (1023, "1023 bytes"),
            (1024, "1.0 KiB"),
            (1_572_864, "1.5 MiB"),
            (SCARCE_DISK, "1.0 GiB"),
        ] {
            assert_eq!(bytes(count), words);
        }
    }
}
