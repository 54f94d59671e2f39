//! The name of a class, in whatever case a person types it.

use dunwell_core::sentence::Sentence;
use dunwell_store::Uow;

use super::known::Now;
use crate::book::Book;
use crate::error::{AppError, Result};
use crate::policy;

/// Whether two names differ at most by large and small letters.
pub(super) fn is_same_name(one: &str, other: &str) -> bool {
    one.to_lowercase() == other.to_lowercase()
}

/// The name of a class as the open actions or the policy write it, in whatever case it was typed. The
/// databases do not agree on what small letters are, so they are asked for the name itself.
///
/// # Errors
/// When there is no such class, or the database fails.
pub(super) async fn class_named(
    uow: &mut Uow,
    book: &Book,
    now: &Now,
    typed: &str,
) -> Result<String> {
    let tally = now.tally(uow, book).await?;
    let of_actions = |is_it: &dyn Fn(&str) -> bool| {
        let mut classes = tally.iter().map(|tally| tally.class.as_str());
        classes.find(|class| is_it(class)).map(str::to_owned)
    };
    let found = of_actions(&|class| class == typed);
    if let Some(class) = found.or_else(|| of_actions(&|class| is_same_name(class, typed))) {
        return Ok(class);
    }
    let Some(active) = policy::active(uow, book).await? else {
        return Ok(typed.to_owned());
    };
    let classes = active.policy.classes.iter();
    let names: Vec<String> = classes.map(|class| class.name.clone()).collect();
    if let Some(class) = names.iter().find(|name| is_same_name(name, typed)) {
        return Ok(class.clone());
    }
    Err(AppError::refused(
        Sentence::new(
            "refusal.view.no-class",
            "the policy has no class \"{class}\"; it has {classes}",
        )
        .with("class", typed)
        .with("classes", quoted(&names)),
    ))
}

fn quoted(names: &[String]) -> String {
    names
        .iter()
        .map(|name| format!("\"{name}\""))
        .collect::<Vec<_>>()
        .join(", ")
}
