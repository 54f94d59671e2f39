//! The way in: to the work of the reader's book.

use askama::Template;
use dunwell_app::access::Permission;

use crate::error::PageResult;
use crate::locale::T;
use crate::page::Page;

#[derive(Template)]
#[template(path = "no_book.html")]
struct NoBook<'a> {
    page: &'a Page,
    t: T,
}

/// Goes to the first book; without one, to making it, or says so to who may not.
pub(crate) async fn show(page: Page) -> PageResult {
    match page.books().first() {
        Some(book) => Ok(page.go_to(&book.href)),
        None if page.may_everywhere(Permission::ManageInstallation) => Ok(page.go_to("/books/new")),
        None => {
            let t = page.t();
            page.show(&NoBook { page: &page, t })
        }
    }
}
