//! `dunwell token`: what programs may do with a book.

use anyhow::Result;
use dunwell_app::access::Role;
use dunwell_app::funnel::Mode;
use dunwell_app::user::api_token::{self, ApiToken, Maker, Request};
use dunwell_app::view::words::day;
use dunwell_core::dates::parse_date;
use jiff::Timestamp;
use jiff::civil::Date;
use jiff::tz::TimeZone;
use serde_json::json;

use crate::context::Context;
use crate::output::{self, List, say};

/// Give programs access to a book by its API
#[derive(Debug, clap::Args)]
pub struct Args {
    #[command(subcommand)]
    command: Command,
}

#[derive(Debug, clap::Subcommand)]
enum Command {
    /// Make a token; it is printed this once
    Add {
        /// What it is for
        #[arg(value_name = "NAME")]
        name: String,
        /// What it may do: viewer, collector, controller or admin
        #[arg(long, value_name = "ROLE")]
        role: Role,
        /// The last day on which it opens anything [default: it does not end]
        #[arg(long, value_name = "DATE", value_parser = last_day)]
        until: Option<Date>,
    },
    /// List the tokens of the book
    List,
    /// Take a token back; it opens nothing from now on
    Revoke {
        /// The token, by its id or its name
        #[arg(value_name = "TOKEN")]
        token: String,
    },
}

fn last_day(text: &str) -> Result<Date, String> {
    parse_date(text).map_err(|error| error.to_string())
}

/// Runs the command.
pub async fn run(context: &Context, args: Args) -> Result<()> {
    let (db, book) = context.book().await?;
    let caller = context.caller();
    match args.command {
        Command::Add { name, role, until } => {
            let request = Request {
                name: &name,
                role,
                expires_at: until.map(api_token::end_of).transpose()?,
            };
            let secret = context.entropy().secret();
            let made = api_token::create(
                &db,
                &book,
                caller,
                Maker::Person(Role::Admin),
                &request,
                &secret,
            );
            let token = made.await?;
            if context.global.json {
                return output::json(&json!({ "name": name, "role": role, "token": token }));
            }
            say(format!(
                "\"{name}\" may do in the book \"{}\" what a {role} may. This is the token; it is shown this once:\n{token}",
                book.name
            ))
        }
        Command::List => {
            let tokens = api_token::list(&db, &book).await?;
            show(context, &tokens)
        }
        Command::Revoke { token } => {
            let token = api_token::meant(&db, &book, &token).await?;
            api_token::revoke(&db, &book, caller, Mode::default(), token.id).await?;
            if context.global.json {
                return output::json(
                    &json!({ "id": token.id, "name": token.name, "revoked": true }),
                );
            }
            say(format!("\"{}\" opens nothing any more.", token.name))
        }
    }
}

fn show(context: &Context, tokens: &[ApiToken]) -> Result<()> {
    if context.global.json {
        let shown: Vec<_> = tokens.iter().map(as_json).collect();
        return output::json(&shown);
    }
    let csv = context.global.csv;
    if tokens.is_empty() && !csv {
        return say(
            "No program has access; make a token with: dunwell token add NAME --role viewer",
        );
    }
    let mut list = List::new(&["name", "role", "made by", "last used", "state", "id"]);
    for token in tokens {
        let used = token.last_used_at;
        list.row(vec![
            token.name.clone(),
            token.role.to_string(),
            made_by(token, tokens),
            used.map_or_else(|| "never".to_owned(), on),
            state(token, context.caller().at),
            token.id.to_string(),
        ]);
    }
    list.print(csv)
}

fn on(at: Timestamp) -> String {
    day(at.to_zoned(TimeZone::UTC).date())
}

/// Who made it; where a program did, with which token.
fn made_by(token: &ApiToken, tokens: &[ApiToken]) -> String {
    match token.parent(tokens) {
        None => token.created_by.clone(),
        Some(parent) => format!("{}, with {}", token.created_by, parent.name),
    }
}

fn state(token: &ApiToken, now: Timestamp) -> String {
    let is_over = token.expires_at.is_some_and(|end| end <= now);
    match (token.revoked_at, token.last_day()) {
        (Some(at), _) => format!("taken back on {}", on(at)),
        (None, Some(last)) if is_over => format!("ended on {}", day(last)),
        (None, Some(last)) => format!("until {}", day(last)),
        (None, None) => "in force".to_owned(),
    }
}

fn as_json(token: &ApiToken) -> serde_json::Value {
    json!({
        "id": token.id, "name": token.name, "role": token.role, "created_by": token.created_by,
        "created_at": token.created_at, "made_with": token.made_with, "expires_at": token.expires_at,
        "last_used_at": token.last_used_at, "revoked_at": token.revoked_at,
    })
}
