//! Writing a policy: checked as one types, tried out before it is used, put into force.

use askama::Template;
use dunwell_app::AppError;
use dunwell_app::funnel::Mode;
use dunwell_app::policy::{self, Checked};
use dunwell_app::policy_trial::{self, Trial};
use dunwell_app::request::{self, Outcome};
use dunwell_app::run::Decided;
use serde::Deserialize;

use super::read::kind;
use super::{Told, told};
use crate::error::{PageError, PageResult};
use crate::form::{Errors, Form, Query};
use crate::locale::T;
use crate::page::{BookPage, Page};

/// How large a form with a policy may be: the largest policy, with every character written as three.
pub(crate) const LIMIT: usize = 3 * dunwell_core::policy::MAX_LENGTH + 4 * 1024;

/// How many actions of a trial are named.
const NAMED: usize = 50;

/// Where to begin.
#[derive(Debug, Default, Deserialize)]
pub(crate) struct From {
    /// The name of a ready policy; empty for the one in force.
    #[serde(default)]
    from: String,
}

/// What was written, and what is to be done with it.
#[derive(Debug, Default, Deserialize)]
pub(crate) struct Written {
    #[serde(default)]
    text: String,
    /// The version that was in force when the writer began.
    #[serde(default)]
    over: i64,
    /// Why, for whoever decides where that takes two people.
    #[serde(default)]
    why: String,
    /// The same key with the same text does the thing once.
    #[serde(default)]
    key: String,
    #[serde(default, rename = "do")]
    to_do: String,
}

#[derive(Template)]
#[template(path = "policies/edit.html")]
struct Editor<'a> {
    page: &'a Page,
    t: T,
    text: &'a str,
    over: i64,
    /// Whether somebody else approves.
    takes_two: bool,
    /// A new key for each form that is drawn.
    key: String,
    why: &'a str,
    errors: &'a Errors,
    check: Check,
    trial: Option<Tried>,
}

/// What the check says; it stands beside the text and is drawn anew as one types.
#[derive(Template)]
#[template(path = "policies/check.html")]
struct Check {
    t: T,
    name: Option<String>,
    is_usable: bool,
    findings: Vec<Told>,
    changes: Vec<String>,
}

/// A trial in the reader's figures.
struct Tried {
    title: String,
    is_the_same: bool,
    steps: Vec<(String, String, String, String)>,
    closed: (String, String),
    lists: Vec<(&'static str, Vec<Named>, String)>,
}

/// An action that only one of the two policies decides.
struct Named {
    href: String,
    customer: String,
    what: String,
    sum: String,
}

/// Shows the policy in force, or a ready one, to be changed.
pub(crate) async fn show(page: BookPage, Query(begin): Query<From>) -> PageResult {
    let versions = policy::versions(page.db(), page.book()).await?;
    let newest = versions.first();
    let text = match begin.from.as_str() {
        "" => newest
            .map(|version| version.text.clone())
            .unwrap_or_default(),
        ready => policy::ready_in(ready, page.book().currency).ok_or(PageError::NotFound)?,
    };
    let written = Written {
        text,
        over: newest.map_or(0, |version| version.seq),
        why: String::new(),
        key: String::new(),
        to_do: String::new(),
    };
    draw(&page, &written, &Errors::none(), None).await
}

/// Checks what is being written; a part of the page.
pub(crate) async fn lint(page: BookPage, Form(written): Form<Written>) -> PageResult {
    page.show(&check(&page, &written).await?)
}

/// Checks, tries out or puts into force, as the button says.
pub(crate) async fn submit(page: BookPage, Form(written): Form<Written>) -> PageResult {
    let (db, book, templates) = (page.db(), page.book(), page.templates());
    match written.to_do.as_str() {
        "try" => {
            let (file, text) = ("the policy", &written.text);
            match policy_trial::try_out(db, book, page.caller(), file, text, templates).await {
                Ok(trial) => {
                    let trial = tried(&page, trial);
                    draw(&page, &written, &Errors::none(), Some(trial)).await
                }
                Err(error) => refused(&page, written, error).await,
            }
        }
        "save" if page.book().settings.two_people.policy && written.why.trim().is_empty() => {
            let errors = Errors::one("why", page.t().text("record.empty"));
            draw(&page, &written, &errors, None).await
        }
        "save" => {
            let wanted = (written.text.as_str(), written.over, written.why.as_str());
            let key = format!("policy-{}", written.key);
            let mode = Mode {
                key: (!written.key.is_empty()).then_some(key.as_str()),
                dry_run: false,
            };
            match request::policy(db, book, page.caller(), mode, wanted, templates).await {
                Ok(Outcome::Done(_)) => Ok(page.go_to(&page.href("policies"))),
                Ok(Outcome::Asked(_)) => Ok(page.go_to(&page.href("requests?done=asked"))),
                Err(error) => refused(&page, written, error).await,
            }
        }
        _ => draw(&page, &written, &Errors::none(), None).await,
    }
}

/// Draws the form again with what is wrong.
async fn refused(page: &BookPage, mut written: Written, error: AppError) -> PageResult {
    let message = match error {
        // The findings stand beside the text already.
        AppError::Policy { .. } => page.t().text("policy.has-errors"),
        AppError::Refused(why) => {
            // Whoever saves again has seen that there is another version.
            let versions = policy::versions(page.db(), page.book()).await?;
            written.over = versions.first().map_or(0, |version| version.seq);
            page.t().sentence(&why)
        }
        other => return Err(other.into()),
    };
    draw(page, &written, &Errors::one("text", message), None).await
}

async fn draw(
    page: &BookPage,
    written: &Written,
    errors: &Errors,
    trial: Option<Tried>,
) -> PageResult {
    let editor = Editor {
        page,
        t: page.t(),
        text: &written.text,
        over: written.over,
        takes_two: page.book().settings.two_people.policy,
        key: page.desk().secret().token(),
        why: &written.why,
        errors,
        check: check(page, written).await?,
        trial,
    };
    page.show_with(errors.status(), &editor)
}

async fn check(page: &BookPage, written: &Written) -> PageResult<Check> {
    let checked = policy::check(
        &written.text,
        page.templates(),
        page.book().law(),
        page.today(),
    );
    let versions = policy::versions(page.db(), page.book()).await?;
    let changes = match (versions.first(), &checked) {
        (Some(in_force), Checked { name: Some(_), .. }) => {
            let (older, newer) = (("", in_force.text.as_str()), ("", written.text.as_str()));
            policy::compare(older, newer)?
        }
        _ => Vec::new(),
    };
    Ok(Check {
        t: page.t(),
        is_usable: checked.is_usable(),
        findings: told(page.t(), &checked.findings),
        name: checked.name,
        changes: changes
            .iter()
            .map(|change| page.t().sentence(change))
            .collect(),
    })
}

fn tried(page: &BookPage, trial: Trial) -> Tried {
    let t = page.t();
    let number = |n: u64| t.number(i64::try_from(n).unwrap_or(i64::MAX));
    Tried {
        is_the_same: trial.is_the_same(),
        title: t
            .say("policy.trial")
            .with("day", t.day(trial.date))
            .to_string(),
        steps: trial
            .steps
            .iter()
            .map(|step| {
                let does = kind(t, step.channel);
                (step.step.clone(), does, number(step.now), number(step.then))
            })
            .collect(),
        closed: (number(trial.closed_now), number(trial.closed_then)),
        lists: [("policy.gained", trial.gained), ("policy.lost", trial.lost)]
            .into_iter()
            .filter(|(_, actions)| !actions.is_empty())
            .map(|(key, actions)| {
                let more = actions.len().saturating_sub(NAMED);
                let more = match more {
                    0 => String::new(),
                    more => t.count("policy.more", more).to_string(),
                };
                let named = actions.into_iter().take(NAMED);
                (
                    key,
                    named.map(|action| named_action(page, action)).collect(),
                    more,
                )
            })
            .collect(),
    }
}

fn named_action(page: &BookPage, action: Decided) -> Named {
    let t = page.t();
    Named {
        href: page.href(&format!("customers/{}", action.customer)),
        what: format!("{} ({})", action.step, kind(t, action.channel)),
        sum: t.money(action.amount),
        customer: action.customer,
    }
}
