//! The way in: to the work of the reader's book.

use askama::Template;
use dunwell_app::access::Permission;

use crate::error::PageResult;
use crate::locale::T;
use crate::page::Page;
use crate::pages::books;

#[derive(Template)]
#[template(path = "no_book.html")]
struct NoBook<'a> {
    page: &'a Page,
    t: T,
}

/// Goes to the first book; without one, to making it, or says so to who may not. While the sample book
/// is being made, its maker waits for that.
pub(crate) async fn show(page: Page) -> PageResult {
    let makes_books = page.may_everywhere(Permission::ManageInstallation);
    if makes_books && page.desk().jobs().far(books::SAMPLE).is_some() {
        return Ok(page.go_to("/books/new"));
    }
    match page.books().first() {
        Some(book) => Ok(page.go_to(&book.href)),
        None if makes_books => Ok(page.go_to("/books/new")),
        None => {
            let t = page.t();
            page.show(&NoBook { page: &page, t })
        }
    }
}
