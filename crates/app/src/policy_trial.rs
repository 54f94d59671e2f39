//! A policy is tried out: what today's run would do differently under it. Nothing is kept.

use dunwell_channels::Templates;
use dunwell_core::action::Do;
use dunwell_core::policy as core_policy;
use dunwell_core::sentence::Sentence;
use dunwell_store::policies::{self, PolicyVersion};
use dunwell_store::{Db, runs};
use jiff::civil::Date;
use serde::Serialize;

use crate::book::Book;
use crate::error::Result;
use crate::funnel::{self, Caller, Mode, Work};
use crate::policy;
use crate::run::{self, Decided, Report, Request};

/// What a run would do differently under another policy.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, utoipa::ToSchema)]
pub struct Trial {
    /// The day that was run: today, or the last that was run when it lies ahead.
    pub date: Date,
    /// What the other policy does differently, in sentences; empty when none is in force yet.
    #[schema(value_type = Vec<String>)]
    pub changes: Vec<Sentence>,
    /// How often each step would be decided under each of the two.
    pub steps: Vec<StepChange>,
    /// What would be decided only under the other policy.
    pub gained: Vec<Decided>,
    /// What would be decided only under the policy in force.
    pub lost: Vec<Decided>,
    /// How many open actions the run would close under the policy in force.
    pub closed_now: u64,
    /// How many it would close under the other one.
    pub closed_then: u64,
}

/// How often a step would be decided.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, utoipa::ToSchema)]
pub struct StepChange {
    /// The step's name.
    pub step: String,
    /// What it does.
    pub channel: Do,
    /// Under the policy in force.
    pub now: u64,
    /// Under the other one.
    pub then: u64,
}

impl Trial {
    /// Whether the run would do the same under both.
    #[must_use]
    pub fn is_the_same(&self) -> bool {
        self.gained.is_empty() && self.lost.is_empty() && self.closed_now == self.closed_then
    }
}

/// Runs the day twice without keeping anything, under the policy in force and under this one, looking at
/// every account.
///
/// # Errors
/// When the policy has errors, or the database fails.
pub async fn try_out(
    db: &Db,
    book: &Book,
    caller: Caller<'_>,
    file: &str,
    text: &str,
    templates: &Templates,
) -> Result<Trial> {
    let (parsed, _) = policy::without_errors(file, text, templates, book.law(), caller.today)?;
    let now = dry_run(db, book, caller, None).await?;
    let version = PolicyVersion {
        seq: 0,
        hash: parsed.hash(),
        name: parsed.name.clone(),
        text: text.to_owned(),
        activated_at: caller.at,
        actor: caller.actor.to_owned(),
    };
    let then = dry_run(db, book, caller, Some(&version)).await?;
    let mut uow = db.read().await?;
    let active = policy::active(&mut uow, book).await?;
    uow.rollback().await?;
    let changes = active.map(|active| core_policy::difference(&active.policy, &parsed));
    Ok(compared(changes.unwrap_or_default(), now, then))
}

/// Runs the day, under the policy given if there is one, and takes everything back.
async fn dry_run(
    db: &Db,
    book: &Book,
    caller: Caller<'_>,
    version: Option<&PolicyVersion>,
) -> Result<Report> {
    let mode = Mode {
        key: None,
        dry_run: true,
    };
    // The hash decides the ids of what is made; those are never seen.
    let input = version.map(|version| &version.hash);
    funnel::change(
        db,
        book.id,
        caller,
        mode,
        &input,
        async |work: &mut Work| {
            if let Some(version) = version {
                policies::activate(&mut work.uow, book.id, version).await?;
            }
            let latest = runs::latest(&mut work.uow, work.book).await?;
            let request = Request {
                date: latest.map(|run| run.date.max(work.today)),
                full: true,
                list: true,
                ..Request::default()
            };
            run::a_day(work, book, &request).await
        },
    )
    .await
}

fn compared(changes: Vec<Sentence>, now: Report, then: Report) -> Trial {
    let mut steps: Vec<StepChange> = Vec::new();
    let mut count = |report: &Report, is_then: bool| {
        for one in &report.steps {
            let known = steps
                .iter_mut()
                .find(|known| known.step == one.step && known.channel == one.channel);
            let (of_now, of_then) = if is_then {
                (0, one.actions)
            } else {
                (one.actions, 0)
            };
            match known {
                Some(known) => {
                    known.now += of_now;
                    known.then += of_then;
                }
                None => steps.push(StepChange {
                    step: one.step.clone(),
                    channel: one.channel,
                    now: of_now,
                    then: of_then,
                }),
            }
        }
    };
    count(&now, false);
    count(&then, true);
    Trial {
        date: then.date,
        changes,
        steps,
        closed_now: now.closed,
        closed_then: then.closed,
        gained: only_in(&then.actions, &now.actions),
        lost: only_in(&now.actions, &then.actions),
    }
}

/// The actions of the first list that the second has not: another step, another sum or other invoices.
fn only_in(these: &[Decided], those: &[Decided]) -> Vec<Decided> {
    fn key(action: &Decided) -> (&str, &str, Do, i64, &[String]) {
        let Decided {
            customer,
            step,
            channel,
            amount,
            invoices,
            ..
        } = action;
        (customer, step, *channel, amount.minor(), invoices)
    }
    let known: std::collections::HashSet<_> = those.iter().map(key).collect();
    these
        .iter()
        .filter(|action| !known.contains(&key(action)))
        .cloned()
        .collect()
}
