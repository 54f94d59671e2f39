//! The text that is open: where it goes, what it says, and what can be done about it.

use dunwell_app::AppError;
use dunwell_app::access::Permission;
use dunwell_app::preview;
use dunwell_app::view::outbox::{Part, TextLine};
use dunwell_core::lang::Lang;

use super::{State, may_approve};
use crate::encode::encode;
use crate::error::PageResult;
use crate::locale::Sum;
use crate::page::BookPage;
use crate::pages::error::sentence;
use crate::pages::{text, words};

/// What stands beside the list.
pub(super) struct Text {
    pub(super) action: String,
    pub(super) name: String,
    pub(super) customer_href: String,
    pub(super) step: String,
    pub(super) sum: Sum,
    pub(super) to: String,
    /// The language of the text, which is the customer's; empty where it is not known.
    pub(super) lang: &'static str,
    pub(super) subject: String,
    pub(super) text: text::Text,
    /// Why there is no text.
    pub(super) no_text: String,
    pub(super) may_approve: bool,
    /// Who has to approve it, where the reader may not.
    pub(super) approver: String,
    /// The file of what left; empty for what has not.
    pub(super) file: String,
    pub(super) close: String,
}

/// The text that the address names, as long as the list shows it.
pub(super) async fn opened(
    page: &BookPage,
    state: &State,
    lines: &[TextLine],
) -> PageResult<Option<Text>> {
    let Some(line) = lines.iter().find(|line| line.short_id == state.open) else {
        return Ok(None);
    };
    let (db, book, templates) = (page.db(), page.book(), page.templates());
    let action = line.action.to_string();
    let (preview, no_text) =
        match preview::of_action(db, book, templates, &action, page.today()).await {
            Ok(preview) => (Some(preview), String::new()),
            Err(AppError::Refused(why)) => (None, page.t().sentence(&why)),
            Err(AppError::Text(why)) => (None, sentence(&why)),
            Err(error) => return Err(error.into()),
        };
    let (to, lang, subject, text) = preview
        .map(|preview| {
            let message = preview.message;
            (preview.to, message.lang, message.subject, message.text)
        })
        .unwrap_or_default();
    let is_draft = state.part() == Part::Drafts;
    let may_approve = is_draft && may_approve(page, line.approve.as_deref());
    Ok(Some(Text {
        name: line.customer.name.clone(),
        customer_href: page.href(&format!("customers/{}", encode(&line.customer.number))),
        step: line.step.clone(),
        sum: page.t().sum(line.amount),
        to: to.unwrap_or_default(),
        lang: lang.map_or("", Lang::code),
        subject: subject.unwrap_or_default(),
        text: text::Text::new(&text),
        no_text,
        approver: match is_draft && !may_approve {
            true => words::role(page.t(), line.approve.as_deref().unwrap_or_default()),
            false => String::new(),
        },
        may_approve,
        file: match line.left_on.is_some() && page.may(Permission::Send) {
            true => page.href(&format!("outbox/{action}/file")),
            false => String::new(),
        },
        close: page.href(&state.opening("").path()),
        action,
    }))
}
