//! Signing out, and ending one's other sessions.

use dunwell_app::user::session::{self, Which};
use dunwell_core::id::SessionId;
use serde::Deserialize;

use crate::error::{PageError, PageResult};
use crate::form::Form;
use crate::page::Page;

/// Ends this session.
pub(crate) async fn sign_out(page: Page) -> PageResult {
    session::end(page.db(), page.caller(), page.signed_in()?).await?;
    Ok(page.go_to_without("/sign-in"))
}

/// Which sessions are to end: one by its id, or all others when none is named.
#[derive(Debug, Deserialize)]
pub(crate) struct Ending {
    #[serde(default)]
    session: String,
}

/// Ends other sessions.
pub(crate) async fn end(page: Page, Form(ending): Form<Ending>) -> PageResult {
    let which = match ending.session.as_str() {
        "" => Which::Others,
        id => {
            let id: SessionId = id.parse().map_err(|_| PageError::Unreadable)?;
            Which::One(id)
        }
    };
    session::end_own(page.db(), page.caller(), page.signed_in()?, which).await?;
    Ok(page.go_to("/account"))
}
