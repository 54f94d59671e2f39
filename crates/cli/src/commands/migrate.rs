//! `dunwell migrate`: bring a database to this program's schema.

use anyhow::{Context as _, Result};
use dunwell_app::{DatabaseUrl, Db};
use serde_json::json;

use crate::context::Context;
use crate::output::{self, say};

/// Bring the database to this version's schema
#[derive(Debug, clap::Args)]
pub struct Args {}

/// Runs the command.
pub async fn run(context: &Context, _: Args) -> Result<()> {
    let url: DatabaseUrl = context.global.database.parse().context("--database")?;
    let db = Db::open(&url).await?;
    db.migrate().await?;
    let status = db.status().await?;
    if context.global.json {
        return output::json(
            &json!({ "engine": status.engine, "schema_version": status.schema_version }),
        );
    }
    say(format!(
        "The {} database has schema {}.",
        status.engine, status.schema_version
    ))?;
    match url.path() {
        Some(_) => {
            say("SQLite is migrated whenever it is opened; there is no need to do it by hand.")
        }
        None => Ok(()),
    }
}
