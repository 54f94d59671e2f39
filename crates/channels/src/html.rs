//! Blocks as an HTML document, through the one layout that all e-mails share.

use serde::Serialize;

use crate::blocks::Block;
use crate::context::BookContext;

/// The path of the layout among the templates.
pub(crate) const LAYOUT: &str = "layout.html";

/// What the layout sees. Its engine escapes every value.
#[derive(Serialize)]
pub(crate) struct Document<'a> {
    pub lang: &'static str,
    pub subject: &'a str,
    pub preview: &'a str,
    pub book: &'a BookContext,
    pub blocks: &'a [Block],
}
