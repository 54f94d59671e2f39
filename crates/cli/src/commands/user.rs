//! `dunwell user`: who may sign in, and what they may do.

use anyhow::Result;
use dunwell_app::Db;
use dunwell_app::access::Role;
use dunwell_app::book::{self, Book};
use dunwell_app::user::link::Purpose;
use dunwell_app::user::{Secret, User, manage};
use dunwell_core::lang::Lang;
use serde_json::json;

use super::serve::Place;
use crate::context::Context;
use crate::output::{self, List, say};

/// Say who may sign in, and what they may do
#[derive(Debug, clap::Args)]
pub struct Args {
    #[command(subcommand)]
    command: Command,
}

#[derive(Debug, clap::Subcommand)]
enum Command {
    /// Add a person; prints the link of the invitation
    Add {
        /// The address to sign in with
        #[arg(value_name = "EMAIL")]
        email: String,
        /// The name, as the record shows it
        #[arg(long, value_name = "NAME")]
        name: String,
        /// viewer, collector, controller or admin: in the book of --book, or in every book
        #[arg(long, value_name = "ROLE")]
        role: Role,
        /// The language of the pages: en, fr or de
        #[arg(long, value_name = "CODE", default_value = "en", value_parser = language)]
        language: Lang,
        #[command(flatten)]
        place: Place,
    },
    /// List everybody
    List,
    /// Keep a person from signing in; every session ends at once
    Disable {
        /// Who
        #[arg(value_name = "EMAIL")]
        email: String,
    },
    /// Let a person sign in again
    Enable {
        /// Who
        #[arg(value_name = "EMAIL")]
        email: String,
    },
    /// Make a link by which a person chooses a password, once
    ResetLink {
        /// Who
        #[arg(value_name = "EMAIL")]
        email: String,
        #[command(flatten)]
        place: Place,
    },
    /// Change a person's role: in the book of --book, or in every book
    Role {
        /// Who
        #[arg(value_name = "EMAIL")]
        email: String,
        /// viewer, collector, controller, admin, or none
        #[arg(value_name = "ROLE", value_parser = role_or_none)]
        role: OrNone,
    },
}

/// A role, or that there is to be none.
#[derive(Debug, Clone, Copy)]
struct OrNone(Option<Role>);

fn role_or_none(text: &str) -> Result<OrNone, String> {
    if text == "none" {
        return Ok(OrNone(None));
    }
    let role: Role = text.parse().map_err(|error| format!("{error}, or none"))?;
    Ok(OrNone(Some(role)))
}

fn language(text: &str) -> Result<Lang, String> {
    Lang::from_code(text).ok_or_else(|| "the pages speak en, fr and de".to_owned())
}

/// Runs the command.
pub async fn run(context: &Context, args: Args) -> Result<()> {
    let db = context.database().await?;
    let caller = context.caller();
    match args.command {
        Command::Add {
            email,
            name,
            role,
            language,
            place,
        } => {
            let book = meant(context, &db).await?;
            let request = manage::Request {
                email: &email,
                name: &name,
                lang: language,
                role,
                book: book.as_ref(),
            };
            let secret = context.entropy().secret();
            let user = manage::add(&db, caller, &request, &secret).await?;
            show_link(context, &user, Purpose::Invitation, &secret, &place)
        }
        Command::List => list(context, &db).await,
        Command::Disable { email } => {
            let user = manage::set_disabled(&db, caller, &email, true).await?;
            report(context, &db, &user, "can no longer sign in").await
        }
        Command::Enable { email } => {
            let user = manage::set_disabled(&db, caller, &email, false).await?;
            report(context, &db, &user, "can sign in again").await
        }
        Command::ResetLink { email, place } => {
            let secret = context.entropy().secret();
            let (user, purpose) = manage::reset_link(&db, caller, &email, &secret).await?;
            show_link(context, &user, purpose, &secret, &place)
        }
        Command::Role { email, role } => {
            let book = meant(context, &db).await?;
            let user = manage::set_role(&db, caller, &email, book.as_ref(), role.0).await?;
            report(
                context,
                &db,
                &user,
                "has another role and has to sign in again",
            )
            .await
        }
    }
}

/// The book of `--book`; none means every book.
async fn meant(context: &Context, db: &Db) -> Result<Option<Book>> {
    match context.global.book.as_deref() {
        Some(name) => Ok(Some(book::find(db, Some(name)).await?)),
        None => Ok(None),
    }
}

fn show_link(
    context: &Context,
    user: &User,
    purpose: Purpose,
    secret: &Secret,
    place: &Place,
) -> Result<()> {
    let link = place.or_usual()?.join(&format!("/link/{}", secret.token()));
    if context.global.json {
        return output::json(&json!({ "user": user.id, "email": user.email, "link": link }));
    }
    let hours = purpose.lasts().as_hours();
    say(format!(
        "{} ({}) chooses a password with this link. It opens once, within {hours} hours; give it to nobody else:\n{link}",
        user.name, user.email
    ))
}

async fn report(context: &Context, db: &Db, user: &User, what: &str) -> Result<()> {
    if context.global.json {
        return output::json(&shown(user, &book::list(db).await?));
    }
    say(format!("{} ({}) {what}.", user.name, user.email))
}

/// A person as machines read it.
fn shown(user: &User, books: &[Book]) -> serde_json::Value {
    let of_books: serde_json::Map<String, serde_json::Value> = user
        .roles
        .iter()
        .filter_map(|(id, role)| {
            let book = books.iter().find(|book| book.id == *id)?;
            Some((book.name.clone(), json!(role)))
        })
        .collect();
    json!({
        "id": user.id, "email": user.email, "name": user.name, "language": user.lang,
        "everywhere": user.everywhere, "books": of_books, "has_password": user.has_password,
        "has_second_factor": user.has_two_factor, "disabled_at": user.disabled_at,
    })
}

async fn list(context: &Context, db: &Db) -> Result<()> {
    let users = manage::list(db).await?;
    let books = book::list(db).await?;
    if context.global.json {
        let shown: Vec<_> = users.iter().map(|user| shown(user, &books)).collect();
        return output::json(&shown);
    }
    if users.is_empty() && !context.global.csv {
        return say(
            "There is nobody yet; add the first person with: dunwell user add EMAIL --name NAME --role admin",
        );
    }
    let mut list = List::new(&["name", "email", "roles", "second factor", "state"]);
    for user in &users {
        list.row(vec![
            user.name.clone(),
            user.email.clone(),
            roles(user, &books),
            if user.has_two_factor { "on" } else { "off" }.to_owned(),
            state(user).to_owned(),
        ]);
    }
    list.print(context.global.csv)
}

fn roles(user: &User, books: &[Book]) -> String {
    let everywhere = user.everywhere.map(|role| format!("{role} everywhere"));
    let of_books = user.roles.iter().filter_map(|(id, role)| {
        let book = books.iter().find(|book| book.id == *id)?;
        Some(format!("{role} in {}", book.name))
    });
    everywhere
        .into_iter()
        .chain(of_books)
        .collect::<Vec<_>>()
        .join(", ")
}

fn state(user: &User) -> &'static str {
    match user {
        User {
            disabled_at: Some(_),
            ..
        } => "may not sign in",
        User {
            has_password: false,
            ..
        } => "invited",
        _ => "active",
    }
}
