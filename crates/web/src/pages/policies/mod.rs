//! Policies: the one in force in sentences and pictures, what a colleague would say about it, and every
//! version that there was.

pub mod compare;
pub mod edit;
mod lines;
pub(super) mod read;

use askama::Template;
use axum::extract::Path;
use dunwell_app::access::Permission;
use dunwell_app::policy::{self, Checked, Finding, Severity};
use dunwell_core::policy as core_policy;
use jiff::civil::Date;

use crate::error::{PageError, PageResult};
use crate::locale::T;
use crate::page::{BookPage, Page};
use read::{Read, read};

#[derive(Template)]
#[template(path = "policies/show.html")]
struct Shown<'a> {
    page: &'a Page,
    t: T,
    policy: Option<InWords>,
    versions: Vec<Version>,
    ready: Vec<&'static str>,
    may_edit: bool,
}

/// A version with everything that is said about it.
struct InWords {
    seq: i64,
    name: String,
    currency: &'static str,
    is_in_force: bool,
    read: Read,
    review: Option<Review>,
    findings: Vec<Told>,
}

/// The day by which it must be looked at again.
struct Review {
    iso: String,
    words: String,
    is_over: bool,
}

impl Review {
    fn new(t: T, by: Date, today: Date) -> Review {
        Review {
            iso: by.to_string(),
            words: t.day(by),
            is_over: by < today,
        }
    }
}

/// A version in the list.
struct Version {
    seq: i64,
    name: String,
    href: String,
    since: String,
    by: String,
}

/// Something that a check found.
pub(super) struct Told {
    pub place: String,
    pub message: String,
    pub is_error: bool,
}

/// What a check found, as the page shows it.
pub(super) fn told(t: T, findings: &[Finding]) -> Vec<Told> {
    findings
        .iter()
        .map(|finding| Told {
            place: t.say("policy.line").with("n", finding.line).to_string(),
            message: t.sentence(&finding.message),
            is_error: finding.severity == Severity::Error,
        })
        .collect()
}

/// Shows the policy in force.
pub(crate) async fn show(page: BookPage) -> PageResult {
    draw(&page, None).await
}

/// Shows a version.
pub(crate) async fn version(page: BookPage, Path((_, seq)): Path<(String, String)>) -> PageResult {
    let seq: i64 = seq.parse().map_err(|_| PageError::NotFound)?;
    draw(&page, Some(seq)).await
}

async fn draw(page: &BookPage, wanted: Option<i64>) -> PageResult {
    let t = page.t();
    let versions = policy::versions(page.db(), page.book()).await?;
    let newest = versions.first().map(|version| version.seq);
    let shown = match wanted {
        None => versions.first(),
        Some(seq) => Some(
            versions
                .iter()
                .find(|version| version.seq == seq)
                .ok_or(PageError::NotFound)?,
        ),
    };
    let policy = match shown {
        None => None,
        Some(version) => Some(in_words(page, version.seq, newest, &version.text)?),
    };
    page.show(&Shown {
        page,
        t,
        policy,
        versions: versions
            .iter()
            .map(|version| Version {
                seq: version.seq,
                name: version.name.clone(),
                href: page.href(&format!("policies/{}", version.seq)),
                since: page.moment(version.activated_at),
                by: version.actor.clone(),
            })
            .collect(),
        ready: policy::READY.iter().map(|(name, _)| *name).collect(),
        may_edit: page.may(Permission::ChangePolicy),
    })
}

fn in_words(page: &BookPage, seq: i64, newest: Option<i64>, text: &str) -> PageResult<InWords> {
    let t = page.t();
    let policy = core_policy::parse(text).map_err(|findings| {
        let why = findings
            .first()
            .map(|finding| finding.message.to_string())
            .unwrap_or_default();
        PageError::Failed(format!("version {seq} of the policy cannot be read: {why}"))
    })?;
    let Checked { findings, .. } =
        policy::check(text, page.templates(), page.book().law(), page.today());
    Ok(InWords {
        seq,
        name: policy.name.clone(),
        currency: policy.currency.code(),
        is_in_force: newest == Some(seq),
        review: policy.review_by.map(|by| Review::new(t, by, page.today())),
        read: read(t, &policy),
        findings: told(t, &findings),
    })
}
