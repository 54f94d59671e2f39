//! The policy of a book: checked, put into force, compared with the one before.

use dunwell_core::sentence::Sentence;
use std::collections::HashMap;
use std::sync::{Arc, LazyLock, Mutex, PoisonError};

use dunwell_channels::Templates;
use dunwell_core::action::Do;
use dunwell_core::currency::Currency;
use dunwell_core::lang::Lang;
use dunwell_core::packs::Pack;
use dunwell_core::policy::{self, Policy, Texts};
pub use dunwell_core::policy::{DiscountCost, Finding, Severity};
use dunwell_store::policies;
pub use dunwell_store::policies::PolicyVersion;
use dunwell_store::{Db, Uow};
use jiff::civil::Date;
use serde::{Deserialize, Serialize};

use crate::book::Book;
use crate::error::{AppError, Result};
use crate::funnel::{self, Caller, Mode, Work};
use crate::texts::medium;
use crate::two_people::{self, Consent, Kind};
use crate::view;

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
#[derive(Debug, Clone, PartialEq, Eq, Serialize, utoipa::ToSchema)]
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
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, utoipa::ToSchema)]
pub struct Activated {
    /// What it is called.
    pub name: String,
    /// The hash of what it says.
    pub hash: String,
    /// The version, counted from 1.
    pub version: i64,
    /// What it does differently from the one before, in sentences.
    #[schema(value_type = Vec<String>)]
    pub changes: Vec<Sentence>,
    /// What a colleague would mention.
    pub warnings: Vec<String>,
}

/// Puts a policy into force; the next run looks at every customer under it. The same policy again
/// changes nothing.
///
/// # Errors
/// When the policy has errors, or the book wants two people for it: [`crate::request::policy`] is how
/// one asks.
pub async fn activate(
    db: &Db,
    book: &Book,
    caller: Caller<'_>,
    file: &str,
    text: &str,
    templates: &Templates,
) -> Result<Activated> {
    let document = Document {
        file,
        text,
        over: None,
    };
    change(db, book, caller, document, templates).await
}

/// The same for somebody who began to write while version `over` was in force (0 when there was none).
///
/// # Errors
/// When the policy has errors, the book wants two people for it, or another version came into force
/// meanwhile: nobody's changes are written over unseen.
pub async fn replace(
    db: &Db,
    book: &Book,
    caller: Caller<'_>,
    text: &str,
    templates: &Templates,
    over: i64,
) -> Result<Activated> {
    let document = Document {
        file: "the policy",
        text,
        over: Some(over),
    };
    change(db, book, caller, document, templates).await
}

/// Reads a policy that has no errors; gives what a colleague would mention along with it.
///
/// # Errors
/// The findings, when one of them is an error.
pub(crate) fn without_errors(
    file: &str,
    text: &str,
    templates: &Templates,
    law: Option<&Pack>,
    today: Date,
) -> Result<(Policy, Vec<Finding>)> {
    let with = |findings| AppError::Policy {
        file: file.to_owned(),
        findings,
    };
    let parsed = policy::parse(text).map_err(with)?;
    let found = lint(&parsed, templates, law, today);
    let (errors, warnings): (Vec<Finding>, Vec<Finding>) = found
        .into_iter()
        .partition(|finding| finding.severity == Severity::Error);
    if errors.is_empty() {
        Ok((parsed, warnings))
    } else {
        Err(with(errors))
    }
}

/// A policy that somebody wrote.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Document<'a> {
    /// The name of the file, for what is said about it.
    pub(crate) file: &'a str,
    /// What it says.
    pub(crate) text: &'a str,
    /// The version that was in force when the writer began; none when it does not matter.
    pub(crate) over: Option<i64>,
}

async fn change(
    db: &Db,
    book: &Book,
    caller: Caller<'_>,
    document: Document<'_>,
    templates: &Templates,
) -> Result<Activated> {
    let input = ("change-policy", document.text);
    let mode = Mode::default();
    funnel::change(db, book.id, caller, mode, &input, async |work| {
        let usable = usable(work, book, document, templates).await?;
        let takes_two = usable.is_another() && book.settings.two_people.policy;
        let consent = two_people::alone(work, Kind::Policy, takes_two)?;
        put_into_force(work, document, usable, consent).await
    })
    .await
}

/// A policy that can be put into force.
#[derive(Debug)]
pub(crate) struct Usable {
    /// The version in force, if any.
    before: Option<Active>,
    /// What putting it into force does.
    pub(crate) would: Activated,
}

impl Usable {
    /// Whether it says anything else than the one in force.
    pub(crate) fn is_another(&self) -> bool {
        let before = self.before.as_ref();
        before.is_none_or(|active| active.hash != self.would.hash)
    }

    /// The version in force; 0 for none.
    pub(crate) fn over(&self) -> i64 {
        self.before.as_ref().map_or(0, |active| active.version)
    }
}

/// Reads a policy and looks at it, against the one in force.
///
/// # Errors
/// When it has errors, or another version is in force than the one that the writer saw.
pub(crate) async fn usable(
    work: &mut Work,
    book: &Book,
    document: Document<'_>,
    templates: &Templates,
) -> Result<Usable> {
    let Document { file, text, .. } = document;
    let (parsed, warnings) = without_errors(file, text, templates, book.law(), work.today)?;
    let before = active(&mut work.uow, book).await?;
    let in_force = before.as_ref().map_or(0, |active| active.version);
    if document.over.is_some_and(|over| over != in_force) {
        return Err(AppError::refused(
            Sentence::new(
                "refusal.policy.changed-meanwhile",
                "version {version} came into force while you were writing; look at it, and save again if yours is to take its place",
            )
            .with("version", in_force),
        ));
    }
    let would = Activated {
        name: parsed.name.clone(),
        hash: parsed.hash(),
        version: in_force + 1,
        changes: before.as_ref().map_or_else(Vec::new, |active| {
            policy::difference(&active.policy, &parsed)
        }),
        warnings: warnings
            .into_iter()
            .map(|finding| format!("{}:{}: {}", document.file, finding.line, finding.message))
            .collect(),
    };
    Ok(Usable { before, would })
}

/// Puts it into force, and on record. The same policy again changes nothing.
///
/// # Errors
/// When the database fails.
pub(crate) async fn put_into_force(
    work: &mut Work,
    document: Document<'_>,
    usable: Usable,
    consent: Consent<'_>,
) -> Result<Activated> {
    if !usable.is_another() {
        return Ok(Activated {
            version: usable.over(),
            ..usable.would
        });
    }
    let activated = usable.would;
    let version = PolicyVersion {
        seq: activated.version,
        hash: activated.hash.clone(),
        name: activated.name.clone(),
        text: document.text.to_owned(),
        activated_at: work.at,
        actor: work.actor.clone(),
    };
    keep(work, &version, consent).await?;
    Ok(activated)
}

/// Keeps a version as the one in force.
async fn keep(work: &mut Work, version: &PolicyVersion, consent: Consent<'_>) -> Result<()> {
    policies::activate(&mut work.uow, work.book, version).await?;
    let mut details = serde_json::json!({
        "name": version.name, "version": version.seq, "hash": version.hash,
    });
    consent.note(&mut details);
    work.journal_of_book("policy-put-into-force", &details)
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
    keep(work, &version, Consent::NotNeeded).await?;
    Ok(true)
}

/// The policy in force.
///
/// # Errors
/// When there is none yet.
pub async fn required(uow: &mut Uow, book: &Book) -> Result<Active> {
    active(uow, book).await?.ok_or_else(|| {
        let ready = READY.map(|(name, _)| name).join(", ");
        AppError::refused(
            Sentence::new(
                "refusal.policy.none",
                "the book \"{book}\" has no policy yet; put one into force with: dunwell policy use FILE (ready ones: {ready})",
            )
            .with("book", &book.name)
            .with("ready", ready),
        )
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
            .map_or_else(String::new, |finding| finding.message.to_string()),
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
pub fn compare(older: (&str, &str), newer: (&str, &str)) -> Result<Vec<Sentence>> {
    let parsed = |(file, text): (&str, &str)| {
        policy::parse(text).map_err(|findings| AppError::Policy {
            file: file.to_owned(),
            findings,
        })
    };
    Ok(policy::difference(&parsed(older)?, &parsed(newer)?))
}

/// The version of the book's policy that is in force, as it is kept; none while there is none.
///
/// # Errors
/// When the database fails.
pub async fn in_force(db: &Db, book: &Book) -> Result<Option<PolicyVersion>> {
    view::read(db, async |uow| Ok(policies::active(uow, book.id).await?)).await
}

/// A version of the book's policy by its number, counted from 1; none where there is no such version.
///
/// # Errors
/// When the database fails.
pub async fn version(db: &Db, book: &Book, seq: i64) -> Result<Option<PolicyVersion>> {
    view::read(db, async |uow| {
        Ok(policies::by_seq(uow, book.id, seq).await?)
    })
    .await
}

/// The versions of the book's policy, newest first.
///
/// # Errors
/// When the database fails.
pub async fn versions(db: &Db, book: &Book) -> Result<Vec<PolicyVersion>> {
    let mut versions = view::read(db, async |uow| Ok(policies::list(uow, book.id).await?)).await?;
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
