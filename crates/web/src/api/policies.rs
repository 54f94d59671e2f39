//! How the book collects: the policy in force, its versions, and changing it.

use dunwell_app::AppError;
use dunwell_app::policy::{self, Activated, Checked};
use dunwell_app::policy_trial::{self, Trial};
use jiff::Timestamp;
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

use super::call::{Call, Change, Json, Nothing};
use super::endpoint::etag;
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

async fn all(program: &Program) -> ApiResult<Vec<PolicyText>> {
    let versions = policy::versions(program.db(), program.book()).await?;
    let read = versions.into_iter().map(|version| PolicyText {
        about: PolicyVersion {
            version: version.seq,
            name: version.name,
            hash: version.hash,
            activated_at: version.activated_at,
            actor: version.actor,
        },
        text: version.text,
    });
    Ok(read.collect())
}

async fn in_force(program: &Program) -> ApiResult<Option<PolicyText>> {
    Ok(all(program).await?.into_iter().next())
}

pub(crate) async fn current(call: Call<(), Nothing>) -> ApiResult<PolicyText> {
    let none = || ApiError::not_found("the book has no policy yet");
    in_force(&call.program).await?.ok_or_else(none)
}

pub(crate) async fn list(call: Call<(), Nothing>) -> ApiResult<PolicyVersions> {
    let items = all(&call.program).await?;
    Ok(PolicyVersions {
        items: items.into_iter().map(|policy| policy.about).collect(),
    })
}

pub(crate) async fn version(call: Call<i64, Nothing>) -> ApiResult<PolicyText> {
    let found = all(&call.program).await?;
    let found = found
        .into_iter()
        .find(|policy| policy.about.version == call.path);
    found.ok_or_else(|| ApiError::not_found(format!("there is no version {}", call.path)))
}

/// A policy.
#[derive(Debug, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub(crate) struct NewPolicy {
    /// The policy, as TOML.
    text: String,
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

/// Puts a policy in the place of the one that whoever asks has read.
pub(crate) async fn replace(change: Change<(), Json<NewPolicy>>) -> ApiResult<Activated> {
    let before = in_force(&change.program).await?;
    change.knows(&match &before {
        Some(policy) => etag(policy)?,
        None => NO_POLICY.to_owned(),
    })?;
    let over = before.map_or(0, |policy| policy.about.version);
    let (db, book, caller) = (change.db(), change.book(), change.caller());
    let templates = change.program.desk().templates();
    let text = &change.body.0.text;
    let put = policy::replace(db, book, caller, text, templates, over).await;
    match put {
        Err(AppError::Refused(why)) => {
            let now = in_force(&change.program).await?;
            // Somebody was quicker, between the look and the change; or the book wants two people for it.
            match now.map_or(0, |policy| policy.about.version) == over {
                true => Err(AppError::Refused(why).into()),
                false => Err(ApiError::changed_meanwhile(why.to_string())),
            }
        }
        put => Ok(put?),
    }
}

/// What is sent as `If-Match` by whoever has seen that there is no policy.
const NO_POLICY: &str = "\"none\"";
