//! `docs/permissions.md` says what each role may do and which route needs what: it is made from the two
//! tables in the code.

use std::fmt::Write as _;
use std::path::Path;

use dunwell_app::access::{Permission, Role};
use dunwell_web::routes;

const HEAD: &str = "\
# Who may do what

A person has a role in a book, or one role in every book. Each role may do all that the one before it may. This page is
made from the tables in `crates/app/src/access.rs` and `crates/web/src/routes.rs`; a test compares them
(`DUNWELL_WRITE_DOCS=1 cargo test -p dunwell-web --test desk permissions` writes it anew).

";

#[test]
fn the_page_of_permissions_is_what_the_code_does() {
    let path = Path::new("../../docs/permissions.md");
    let page = page();
    #[expect(
        clippy::disallowed_methods,
        reason = "whoever changes a table asks for the page"
    )]
    if std::env::var_os("DUNWELL_WRITE_DOCS").is_some() {
        std::fs::write(path, &page).unwrap();
    }
    let kept = std::fs::read_to_string(path).unwrap_or_default();
    assert_eq!(
        kept, page,
        "docs/permissions.md is not what the tables say; its head says how to write it anew"
    );
}

fn page() -> String {
    let mut page = HEAD.to_owned();
    page.push_str("| permission | viewer | collector | controller | admin | what it allows |\n|---|---|---|---|---|---|\n");
    for permission in Permission::all() {
        let marks: Vec<&str> = Role::ALL
            .iter()
            .map(|role| {
                if permission.is_given_to(*role) {
                    "yes"
                } else {
                    ""
                }
            })
            .collect();
        writeln!(
            page,
            "| {permission:?} | {} | {} |",
            marks.join(" | "),
            permission.words()
        )
        .unwrap();
    }
    page.push_str("\n## Routes\n\n| route | permission |\n|---|---|\n");
    let mut table = routes::table();
    table.sort_by_key(|route| (route.path(), route.method().to_string()));
    let routes = table.iter().map(|route| {
        format!(
            "| `{} {}` | {:?} |\n",
            route.method(),
            route.path(),
            route.permission()
        )
    });
    page.extend(routes);
    page
}
