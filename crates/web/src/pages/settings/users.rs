//! Who may do what in the book: inviting people, their roles, and what keeps an account safe.

use askama::Template;
use axum::extract::Path;
use dunwell_app::access::Role;
use dunwell_app::user::link::Purpose;
use dunwell_app::user::team::{self, Invitation, Invited, Member};
use dunwell_app::user::{Admin, Secret};
use dunwell_core::id::UserId;
use dunwell_core::lang::Lang;

use super::{Done, Frame, Told, Typed, field, mode, secret, went};
use crate::error::{PageError, PageResult};
use crate::form::{Errors, Form, Query};
use crate::locale::T;
use crate::page::{BookPage, Page};
use crate::pages::account::LANGUAGES;

const PATH: &str = "settings/users";

#[derive(Template)]
#[template(path = "settings/users.html")]
struct Users<'a> {
    page: &'a Page,
    t: T,
    frame: Frame,
    members: Vec<Row>,
    /// A link that was just made; it is shown this once.
    link: Option<Link>,
    roles: [(&'static str, String); 4],
    languages: [(&'static str, &'static str); 3],
    typed: &'a Typed,
    errors: &'a Errors,
}

impl Users<'_> {
    /// What was typed into a field.
    fn typed(&self, name: &str) -> &str {
        field(self.typed, name)
    }
}

/// A link to be passed on.
struct Link {
    words: String,
    address: String,
}

/// Somebody in the list.
struct Row {
    name: String,
    email: String,
    /// Where the forms about the person are sent.
    base: String,
    role: &'static str,
    role_words: String,
    /// Whether the role is one in every book, which is not changed here.
    is_everywhere: bool,
    is_self: bool,
    is_ours: bool,
    state: String,
    tone: &'static str,
    is_disabled: bool,
    second_factor: bool,
    sessions: String,
    has_sessions: bool,
}

/// Shows everybody.
pub(crate) async fn show(page: BookPage, Query(done): Query<Done>) -> PageResult {
    draw(&page, &Typed::new(), &Errors::none(), done.into(), None).await
}

/// Invites somebody; the link is shown on the page that comes back.
pub(crate) async fn invite(page: BookPage, Form(typed): Form<Typed>) -> PageResult {
    let role = field(&typed, "role").parse::<Role>();
    let role = role.map_err(|_| PageError::Unreadable)?;
    let invitation = Invitation {
        email: field(&typed, "email"),
        name: field(&typed, "name"),
        lang: Lang::from_code(field(&typed, "lang")).unwrap_or_default(),
        role,
    };
    let secret = secret(&page, &typed, "invite")?;
    let (db, book, caller) = (page.db(), page.book(), page.caller());
    let invited = team::invite(db, book, caller, own(&page)?, &invitation, &secret).await;
    match went(page.t(), invited)? {
        Ok(Invited::New(user, made)) => {
            let link = link(&page, &user.name, made.purpose, &secret);
            draw(
                &page,
                &Typed::new(),
                &Errors::none(),
                Told::default(),
                Some(link),
            )
            .await
        }
        Ok(Invited::Known(_)) => Ok(saved(&page)),
        Err(problem) => {
            let errors = Errors::one("email", problem);
            draw(&page, &typed, &errors, Told::default(), None).await
        }
    }
}

/// Gives somebody another role, or none.
pub(crate) async fn role(
    page: BookPage,
    Path((_, id)): Path<(String, String)>,
    Form(typed): Form<Typed>,
) -> PageResult {
    let role = match field(&typed, "role") {
        "none" => None,
        role => Some(role.parse().map_err(|_| PageError::Unreadable)?),
    };
    let key = format!("role-{id}-{}", field(&typed, "key"));
    let (db, book, admin) = (page.db(), page.book(), own(&page)?);
    let (id, mode) = (user_id(&id)?, mode(&key));
    let done = team::set_role(db, book, page.caller(), mode, admin, id, role).await;
    after(&page, done.map(drop)).await
}

/// Keeps somebody from signing in, or lets the person in again.
pub(crate) async fn access(
    page: BookPage,
    Path((_, id)): Path<(String, String)>,
    Form(typed): Form<Typed>,
) -> PageResult {
    let disabled = field(&typed, "do") == "disable";
    let key = format!("access-{id}-{}", field(&typed, "key"));
    let (db, book, admin) = (page.db(), page.book(), own(&page)?);
    let (id, mode) = (user_id(&id)?, mode(&key));
    let done = team::set_disabled(db, book, page.caller(), mode, admin, id, disabled).await;
    after(&page, done.map(drop)).await
}

/// Ends all sessions of somebody.
pub(crate) async fn end_sessions(
    page: BookPage,
    Path((_, id)): Path<(String, String)>,
    Form(typed): Form<Typed>,
) -> PageResult {
    let key = format!("sessions-{id}-{}", field(&typed, "key"));
    let (db, book, admin) = (page.db(), page.book(), own(&page)?);
    let (id, mode) = (user_id(&id)?, mode(&key));
    let done = team::end_sessions(db, book, page.caller(), mode, admin, id).await;
    after(&page, done.map(drop)).await
}

/// Makes a link by which somebody chooses a password; it is shown on the page that comes back.
pub(crate) async fn reset_link(
    page: BookPage,
    Path((_, id)): Path<(String, String)>,
    Form(typed): Form<Typed>,
) -> PageResult {
    let secret = secret(&page, &typed, &format!("link/{id}"))?;
    let (db, book, admin) = (page.db(), page.book(), own(&page)?);
    let id = user_id(&id)?;
    let made = team::reset_link(db, book, page.caller(), admin, id, &secret).await;
    let (link, told) = match went(page.t(), made)? {
        Ok((user, made)) => {
            let link = link(&page, &user.name, made.purpose, &secret);
            (Some(link), Told::default())
        }
        Err(problem) => (None, Told::problem(problem)),
    };
    draw(&page, &Typed::new(), &Errors::none(), told, link).await
}

/// The admin who looks.
fn own(page: &BookPage) -> PageResult<Admin<'_>> {
    Ok(Admin::Person(&page.signed_in()?.user))
}

fn user_id(text: &str) -> PageResult<UserId> {
    text.parse().map_err(|_| PageError::NotFound)
}

fn saved(page: &BookPage) -> axum::response::Response {
    page.go_to(&page.href(&format!("{PATH}?done=saved")))
}

async fn after(page: &BookPage, done: Result<(), dunwell_app::AppError>) -> PageResult {
    match went(page.t(), done)? {
        Ok(()) => Ok(saved(page)),
        Err(problem) => {
            let told = Told::problem(problem);
            draw(page, &Typed::new(), &Errors::none(), told, None).await
        }
    }
}

fn link(page: &BookPage, name: &str, purpose: Purpose, secret: &Secret) -> Link {
    let url = &page.desk().settings().public_url;
    let hours = purpose.lasts().as_hours();
    let words = page.t().count("settings.link-for", hours);
    Link {
        words: words.with("name", name).to_string(),
        address: url.join(&format!("/link/{}", secret.token())),
    }
}

/// A role in the reader's language.
pub(crate) fn role_words(t: T, role: Role) -> String {
    t.text(match role {
        Role::Viewer => "settings.role-viewer",
        Role::Collector => "settings.role-collector",
        Role::Controller => "settings.role-controller",
        Role::Admin => "settings.role-admin",
    })
}

/// All roles with their words, for a choice.
pub(super) fn roles(t: T) -> [(&'static str, String); 4] {
    Role::ALL.map(|role| (role.code(), role_words(t, role)))
}

async fn draw(
    page: &BookPage,
    typed: &Typed,
    errors: &Errors,
    told: Told,
    link: Option<Link>,
) -> PageResult {
    let t = page.t();
    let admin = own(page)?;
    let is_refused = !told.problem.is_empty();
    let rules = page.desk().settings().sessions;
    let members = team::list(page.db(), page.book(), admin, rules, page.at()).await?;
    let template = Users {
        page,
        t,
        frame: Frame::new(page, PATH, told),
        members: members
            .into_iter()
            .map(|member| row(page, member))
            .collect(),
        link,
        roles: roles(t),
        languages: LANGUAGES,
        typed,
        errors,
    };
    let status = match is_refused {
        true => axum::http::StatusCode::UNPROCESSABLE_ENTITY,
        false => errors.status(),
    };
    page.show_with(status, &template)
}

fn row(page: &BookPage, member: Member) -> Row {
    let t = page.t();
    let user = member.user;
    let has_come = user.has_password || member.sessions > 0;
    let (state, tone) = match (user.disabled_at, has_come) {
        (Some(_), _) => (t.text("settings.state-disabled"), "bad"),
        (None, false) => (t.text("settings.state-invited"), "warn"),
        (None, true) => (t.text("settings.state-active"), "good"),
    };
    Row {
        base: page.href(&format!("{PATH}/{}", user.id)),
        role: member.role_here.unwrap_or(member.role).code(),
        role_words: role_words(t, member.role),
        is_everywhere: user.everywhere.is_some(),
        is_self: member.is_self,
        is_ours: member.is_ours,
        state,
        tone,
        is_disabled: user.disabled_at.is_some(),
        second_factor: user.has_two_factor,
        sessions: t.count("settings.sessions", member.sessions).to_string(),
        has_sessions: member.sessions > 0,
        name: user.name,
        email: user.email,
    }
}
