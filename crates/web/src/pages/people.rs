//! Who looks after what, as the pages name it.

use dunwell_app::user::manage;

use crate::error::PageResult;
use crate::page::BookPage;

/// What the address says for nobody; no name is written like this.
pub(crate) const NOBODY: &str = "-";

/// What a view is asked for: no name for everybody, an empty one for nobody.
pub(crate) fn owner(asked: &str) -> Option<&str> {
    match asked {
        "" => None,
        NOBODY => Some(""),
        name => Some(name),
    }
}

/// The reader's name.
pub(crate) fn own_name(page: &BookPage) -> &str {
    page.user().map_or("", |user| &user.name)
}

/// Somebody who can be chosen.
pub(crate) struct Person {
    pub(crate) name: String,
    pub(crate) is_chosen: bool,
}

/// Who may be given something to look after: those who work in the book, and whoever has it now.
pub(crate) async fn choices(page: &BookPage, now: Option<&str>) -> PageResult<Vec<Person>> {
    let mut names = manage::colleagues(page.db(), page.book()).await?;
    if let Some(now) = now.filter(|now| !names.iter().any(|name| name == now)) {
        names.push(now.to_owned());
    }
    let person = |name: String| Person {
        is_chosen: now == Some(name.as_str()),
        name,
    };
    Ok(names.into_iter().map(person).collect())
}
