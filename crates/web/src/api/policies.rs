//! How the book collects: the policy in force, its versions, and changing it.

use dunwell_app::policy::{self, Activated, Checked, PolicyVersion as Kept};
use dunwell_app::policy_trial::{self, Trial};
use dunwell_app::{AppError, request};
use jiff::Timestamp;
use serde::{Deserialize, Serialize};
use utoipa::{IntoParams, ToSchema};

use super::call::{Call, Change, Json, Nothing};
use super::endpoint::etag;
use super::reply::MayAsk;
use crate::problem::{ApiError, ApiResult};
use crate::program::Program;

/// A version of the policy.
#[derive(Debug, Clone, Serialize, ToSchema)]
pub(crate) struct PolicyVersion {
    /// The version, counted from 1.
    version: i64,
    /// What it is called.
    name: String,
    /// The hash of what it says.
    hash: String,
    /// When it came into force.
    activated_at: Timestamp,
    /// Who put it into force.
    actor: String,
}

/// A version of the policy, with what it says.
#[derive(Debug, Clone, Serialize, ToSchema)]
pub(crate) struct PolicyText {
    /// Which version it is.
    #[serde(flatten)]
    about: PolicyVersion,
    /// The policy, as TOML.
    text: String,
}

/// The versions of the policy, the newest first; that one is in force.
#[derive(Debug, Serialize, ToSchema)]
pub(crate) struct PolicyVersions {
    /// The versions.
    items: Vec<PolicyVersion>,
}

impl From<Kept> for PolicyText {
    fn from(kept: Kept) -> PolicyText {
        PolicyText {
            text: kept.text.clone(),
            about: kept.into(),
        }
    }
}

impl From<Kept> for PolicyVersion {
    fn from(kept: Kept) -> PolicyVersion {
        PolicyVersion {
            version: kept.seq,
            name: kept.name,
            hash: kept.hash,
            activated_at: kept.activated_at,
            actor: kept.actor,
        }
    }
}

async fn in_force(program: &Program) -> ApiResult<Option<PolicyText>> {
    let kept = policy::in_force(program.db(), program.book()).await?;
    Ok(kept.map(PolicyText::from))
}

pub(crate) async fn current(call: Call<(), Nothing>) -> ApiResult<PolicyText> {
    let none = || ApiError::not_found("the book has no policy yet");
    in_force(&call.program).await?.ok_or_else(none)
}

pub(crate) async fn list(call: Call<(), Nothing>) -> ApiResult<PolicyVersions> {
    let kept = policy::versions(call.db(), call.book()).await?;
    Ok(PolicyVersions {
        items: kept.into_iter().map(PolicyVersion::from).collect(),
    })
}

async fn kept(program: &Program, version: i64) -> ApiResult<Kept> {
    let found = policy::version(program.db(), program.book(), version).await?;
    found.ok_or_else(|| ApiError::not_found(format!("there is no version {version}")))
}

pub(crate) async fn version(call: Call<i64, Nothing>) -> ApiResult<PolicyText> {
    Ok(kept(&call.program, call.path).await?.into())
}

/// With which version another one is compared.
#[derive(Debug, Deserialize, IntoParams)]
#[serde(deny_unknown_fields)]
pub(crate) struct With {
    /// The version that it is compared with; the one before it when not given.
    with: Option<i64>,
}

/// What one version of the policy does differently from another.
#[derive(Debug, Serialize, ToSchema)]
pub(crate) struct PolicyChanges {
    /// The version that it is compared with.
    with: i64,
    /// What the version does differently, in sentences; empty when it does the same.
    changes: Vec<String>,
}

/// What a version does differently. The first one is compared with itself unless another is named.
pub(crate) async fn changes(call: Call<i64, With>) -> ApiResult<PolicyChanges> {
    let version = kept(&call.program, call.path).await?;
    let with = call.query.with.unwrap_or((version.seq - 1).max(1));
    let other = kept(&call.program, with).await?;
    Ok(PolicyChanges {
        with,
        changes: policy::compare((&other.name, &other.text), (&version.name, &version.text))?
            .iter()
            .map(ToString::to_string)
            .collect(),
    })
}

/// A ready policy, with its thresholds in the currency of the book.
#[derive(Debug, Serialize, ToSchema)]
pub(crate) struct ReadyPolicy {
    /// What it is called.
    name: &'static str,
    /// The policy, as TOML.
    text: String,
}

/// The ready policies.
#[derive(Debug, Serialize, ToSchema)]
pub(crate) struct ReadyPolicies {
    /// The policies.
    items: Vec<ReadyPolicy>,
}

pub(crate) async fn ready(call: Call<(), Nothing>) -> ApiResult<ReadyPolicies> {
    let currency = call.book().currency;
    let items = policy::READY.iter().map(|(name, _)| ReadyPolicy {
        name,
        text: policy::ready_in(name, currency).unwrap_or_default(),
    });
    Ok(ReadyPolicies {
        items: items.collect(),
    })
}

/// A policy.
#[derive(Debug, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub(crate) struct NewPolicy {
    /// The policy, as TOML.
    text: String,
}

/// A policy that is to come into force.
#[derive(Debug, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub(crate) struct NextPolicy {
    /// The policy, as TOML.
    text: String,
    /// Why; where it takes two people, whoever decides on it reads this.
    #[serde(default)]
    reason: String,
}

pub(crate) async fn check(call: Call<(), Nothing, Json<NewPolicy>>) -> ApiResult<Checked> {
    let (templates, law) = (call.program.desk().templates(), call.book().law());
    let today = call.program.today();
    Ok(policy::check(&call.body.0.text, templates, law, today))
}

pub(crate) async fn try_out(call: Call<(), Nothing, Json<NewPolicy>>) -> ApiResult<Trial> {
    let (db, book, caller) = (call.db(), call.book(), call.program.caller());
    let templates = call.program.desk().templates();
    let text = &call.body.0.text;
    Ok(policy_trial::try_out(db, book, caller, "the policy", text, templates).await?)
}

/// Puts a policy in the place of the one that whoever asks has read, or asks for it.
pub(crate) async fn replace(change: Change<(), Json<NextPolicy>>) -> ApiResult<MayAsk<Activated>> {
    let before = in_force(&change.program).await?;
    change.knows(&match &before {
        Some(policy) => etag(policy)?,
        None => NO_POLICY.to_owned(),
    })?;
    let over = before.map_or(0, |policy| policy.about.version);
    let (db, book, caller) = (change.db(), change.book(), change.caller());
    let templates = change.program.desk().templates();
    let new = &change.body.0;
    let document = (new.text.as_str(), over, new.reason.as_str());
    let put = request::policy(db, book, caller, change.mode(), document, templates).await;
    match put {
        Err(AppError::Refused(why)) => {
            let now = policy::in_force(db, book).await?;
            // Somebody was quicker, between the look and the change; or a rule stands against it.
            match now.map_or(0, |version| version.seq) == over {
                true => Err(AppError::Refused(why).into()),
                false => Err(ApiError::changed_meanwhile(why.to_string())),
            }
        }
        put => Ok(put?.into()),
    }
}

/// What is sent as `If-Match` by whoever has seen that there is no policy.
const NO_POLICY: &str = "\"none\"";
