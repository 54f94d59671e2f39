//! The policy of a book: checked, put into force, compared with the one before.

use std::collections::HashMap;
use std::sync::{Arc, LazyLock, Mutex, PoisonError};

use dunwell_channels::Templates;
use dunwell_core::action::Do;
use dunwell_core::currency::Currency;
use dunwell_core::lang::Lang;
use dunwell_core::packs::Pack;
use dunwell_core::policy::{self, Policy, Texts};
pub use dunwell_core::policy::{DiscountCost, Finding, Severity};
use dunwell_store::policies::{self, PolicyVersion};
use dunwell_store::{Db, Uow, books};
use jiff::civil::Date;
use serde::{Deserialize, Serialize};

use crate::book::Book;
use crate::error::{AppError, Result};
use crate::funnel::{Caller, Work};
use crate::texts::medium;

/// The ready policies: their names and their texts.
pub const READY: [(&str, &str); 4] = [
    (
        "standard-trade-credit",
        include_str!("../../../policies/standard-trade-credit.toml"),
    ),
    (
        "small-business",
        include_str!("../../../policies/small-business.toml"),
    ),
    (
        "high-value-accounts",
        include_str!("../../../policies/high-value-accounts.toml"),
    ),
    (
        "new-accounts-first",
        include_str!("../../../policies/new-accounts-first.toml"),
    ),
];

/// The text of a ready policy by its name.
#[must_use]
pub fn ready(name: &str) -> Option<&'static str> {
    READY
        .iter()
        .find(|(ready, _)| *ready == name)
        .map(|(_, text)| *text)
}

/// The text of a ready policy with its thresholds in this currency: the sums are rough ones, of about
/// the same worth in any large currency.
#[must_use]
pub fn ready_in(name: &str, currency: Currency) -> Option<String> {
    ready(name).map(|text| text.replacen("\"GBP\"", &format!("\"{currency}\""), 1))
}

/// A policy that is in force.
#[derive(Debug, Clone)]
pub struct Active {
    /// What it says.
    pub policy: Arc<Policy>,
    /// The hash of what it says.
    pub hash: String,
    /// The version, counted from 1.
    pub version: i64,
}

/// What a check found.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Checked {
    /// What the policy is called, when it could be read.
    pub name: Option<String>,
    /// The hash of what it says, when it could be read.
    pub hash: Option<String>,
    /// Everything that was found, errors first.
    pub findings: Vec<Finding>,
    /// What the discounts that it offers cost a year.
    pub discount_costs: Vec<DiscountCost>,
}

impl Checked {
    /// Whether the policy can be used.
    #[must_use]
    pub fn is_usable(&self) -> bool {
        self.findings
            .iter()
            .all(|finding| finding.severity == Severity::Warning)
    }
}

/// Reads a policy and looks at it as a colleague would; with the law of a jurisdiction, at its terms as
/// that does.
#[must_use]
pub fn check(text: &str, templates: &Templates, law: Option<&Pack>, today: Date) -> Checked {
    match policy::parse(text) {
        Ok(policy) => Checked {
            findings: lint(&policy, templates, law, today),
            discount_costs: policy::discount_costs(&policy),
            hash: Some(policy.hash()),
            name: Some(policy.name),
        },
        Err(findings) => Checked {
            name: None,
            hash: None,
            findings,
            discount_costs: Vec::new(),
        },
    }
}

/// Everything there is to say about a policy, errors first.
fn lint(policy: &Policy, templates: &Templates, law: Option<&Pack>, today: Date) -> Vec<Finding> {
    let mut findings = policy::lint(policy, &TextsOf(templates), today);
    findings.extend(law.map_or_else(Vec::new, |law| policy::lint_terms(policy, law, today)));
    findings.extend(law.map_or_else(Vec::new, |law| policy::lint_charges(policy, law, today)));
    findings.sort_by_key(|finding| (finding.severity, finding.line, finding.column));
    findings
}

/// What putting a policy into force did.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Activated {
    /// What it is called.
    pub name: String,
    /// The hash of what it says.
    pub hash: String,
    /// The version, counted from 1.
    pub version: i64,
    /// What it does differently from the one before, in sentences.
    pub changes: Vec<String>,
    /// What a colleague would mention.
    pub warnings: Vec<String>,
}

/// Puts a policy into force; the next run looks at every customer under it. The same policy again
/// changes nothing.
///
/// # Errors
/// When the policy has errors.
pub async fn activate(
    db: &Db,
    book: &Book,
    caller: Caller<'_>,
    file: &str,
    text: &str,
    templates: &Templates,
) -> Result<Activated> {
    put_into_force(db, book, caller, (file, text), templates, None).await
}

/// The same for somebody who began to write while version `over` was in force (0 when there was none).
///
/// # Errors
/// When the policy has errors, or another version came into force meanwhile: nobody's changes are
/// written over unseen.
pub async fn replace(
    db: &Db,
    book: &Book,
    caller: Caller<'_>,
    text: &str,
    templates: &Templates,
    over: i64,
) -> Result<Activated> {
    let document = ("the policy", text);
    put_into_force(db, book, caller, document, templates, Some(over)).await
}

async fn put_into_force(
    db: &Db,
    book: &Book,
    caller: Caller<'_>,
    (file, text): (&str, &str),
    templates: &Templates,
    over: Option<i64>,
) -> Result<Activated> {
    let parsed = policy::parse(text).map_err(|findings| AppError::Policy {
        file: file.to_owned(),
        findings,
    })?;
    let found = lint(&parsed, templates, book.law(), caller.today);
    let (errors, warnings): (Vec<Finding>, Vec<Finding>) = found
        .into_iter()
        .partition(|finding| finding.severity == Severity::Error);
    if !errors.is_empty() {
        return Err(AppError::Policy {
            file: file.to_owned(),
            findings: errors,
        });
    }
    let mut uow = db.begin().await?;
    let before = active(&mut uow, book).await?;
    let in_force = before.as_ref().map_or(0, |active| active.version);
    if over.is_some_and(|over| over != in_force) {
        uow.rollback().await?;
        return Err(AppError::refused(format!(
            "version {in_force} came into force while you were writing; look at it, and save again if yours is to take its place"
        )));
    }
    let mut activated = Activated {
        name: parsed.name.clone(),
        hash: parsed.hash(),
        version: before.as_ref().map_or(1, |active| active.version + 1),
        changes: before.as_ref().map_or_else(Vec::new, |active| {
            policy::difference(&active.policy, &parsed)
        }),
        warnings: warnings
            .into_iter()
            .map(|finding| format!("{file}:{}: {}", finding.line, finding.message))
            .collect(),
    };
    if let Some(same) = before.filter(|active| active.hash == activated.hash) {
        activated.version = same.version;
        uow.rollback().await?;
        return Ok(activated);
    }
    let version = PolicyVersion {
        seq: activated.version,
        hash: activated.hash.clone(),
        name: activated.name.clone(),
        text: text.to_owned(),
        activated_at: caller.at,
        actor: caller.actor.to_owned(),
    };
    policies::activate(&mut uow, book.id, &version).await?;
    books::count_change(&mut uow, book.id).await?;
    uow.commit().await?;
    Ok(activated)
}

/// The policy in force, if any.
///
/// # Errors
/// When the one that is kept can no longer be read.
pub async fn active(uow: &mut Uow, book: &Book) -> Result<Option<Active>> {
    let Some(version) = policies::active(uow, book.id).await? else {
        return Ok(None);
    };
    let policy = read(&version)?;
    Ok(Some(Active {
        policy,
        hash: version.hash,
        version: version.seq,
    }))
}

/// Puts the first of the ready policies into force when the book has none, so that the first run
/// needs no preparation. Says whether it did.
///
/// # Errors
/// When the database fails.
pub(crate) async fn put_first_into_force(work: &mut Work, book: &Book) -> Result<bool> {
    if active(&mut work.uow, book).await?.is_some() {
        return Ok(false);
    }
    let name = READY[0].0;
    let text = ready_in(name, book.currency).unwrap_or_default();
    let ready = policy::parse(&text).map_err(|findings| AppError::Policy {
        file: name.to_owned(),
        findings,
    })?;
    let version = PolicyVersion {
        seq: 1,
        hash: ready.hash(),
        name: ready.name,
        text,
        activated_at: work.at,
        actor: work.actor.clone(),
    };
    policies::activate(&mut work.uow, book.id, &version).await?;
    Ok(true)
}

/// The policy in force.
///
/// # Errors
/// When there is none yet.
pub async fn required(uow: &mut Uow, book: &Book) -> Result<Active> {
    active(uow, book).await?.ok_or_else(|| {
        let ready = READY.map(|(name, _)| name).join(", ");
        AppError::refused(format!(
            "the book \"{}\" has no policy yet; put one into force with: dunwell policy use FILE (ready ones: {ready})",
            book.name
        ))
    })
}

/// Policies that were read, by their texts: every page of a customer asks for the one in force.
static READ: LazyLock<Mutex<HashMap<String, Arc<Policy>>>> = LazyLock::new(Mutex::default);

/// How many of them are kept; beyond it all are read anew.
const MOST_READ: usize = 64;

fn read(version: &PolicyVersion) -> Result<Arc<Policy>> {
    // A thread that panicked left them as they were, between two whole changes.
    let known = || READ.lock().unwrap_or_else(PoisonError::into_inner);
    if let Some(policy) = known().get(&version.text) {
        return Ok(Arc::clone(policy));
    }
    let policy = policy::parse(&version.text).map_err(|findings| AppError::Damaged {
        what: format!("version {} of the policy \"{}\"", version.seq, version.name),
        why: findings
            .first()
            .map_or_else(String::new, |finding| finding.message.clone()),
    })?;
    let policy = Arc::new(policy);
    let mut read = known();
    if read.len() >= MOST_READ {
        read.clear();
    }
    read.insert(version.text.clone(), Arc::clone(&policy));
    Ok(policy)
}

/// What two policies do differently, in sentences.
///
/// # Errors
/// When one of them cannot be read.
pub fn compare(older: (&str, &str), newer: (&str, &str)) -> Result<Vec<String>> {
    let parsed = |(file, text): (&str, &str)| {
        policy::parse(text).map_err(|findings| AppError::Policy {
            file: file.to_owned(),
            findings,
        })
    };
    Ok(policy::difference(&parsed(older)?, &parsed(newer)?))
}

/// The versions of the book's policy, newest first.
///
/// # Errors
/// When the database fails.
pub async fn versions(db: &Db, book: &Book) -> Result<Vec<PolicyVersion>> {
    let mut uow = db.read().await?;
    let mut versions = policies::list(&mut uow, book.id).await?;
    uow.rollback().await?;
    versions.sort_by_key(|version| std::cmp::Reverse(version.seq));
    Ok(versions)
}

/// The templates as the lint of a policy sees them.
struct TextsOf<'a>(&'a Templates);

impl Texts for TextsOf<'_> {
    fn source(&self, kind: Do, template: &str, lang: Lang) -> Option<String> {
        self.0
            .source(medium(kind)?, template, lang)
            .map(str::to_owned)
    }
}
