//! The server under load: `dunwell serve` as users start it, with people signed in.

use std::io::{BufRead as _, BufReader};
use std::net::SocketAddr;
use std::path::Path;
use std::process::{Child, Command, Stdio};

use anyhow::{Context as _, Result};
use dunwell_app::Db;
use dunwell_app::funnel::{Authority, Caller};
use dunwell_app::user::{Secret, manage};
use jiff::Timestamp;
use jiff::civil::Date;

use super::client::Client;
use crate::database::Database;
use crate::measure::memory_of;

/// A server in a process of its own; dropped, it is ended.
pub struct Serving {
    process: Child,
    pub at: SocketAddr,
}

impl Serving {
    /// Starts the server on a free port of this machine and waits until it listens.
    pub fn start(dunwell: &Path, database: &Database, today: Date) -> Result<Serving> {
        let mut process = Command::new(dunwell)
            .args(["--database", &database.url, "--today", &today.to_string()])
            .args(["serve", "--listen", "127.0.0.1:0"])
            // Beside PostgreSQL there is no place where the server could keep a key of its own.
            .env("DUNWELL_SECRET_KEY", "07".repeat(32))
            .stdout(Stdio::piped())
            // The log has a line for each request; where it goes is not what is measured.
            .stderr(Stdio::null())
            .spawn()
            .with_context(|| format!("{} cannot be started", dunwell.display()))?;
        let said = process.stdout.take().context("the server says nothing")?;
        let at = BufReader::new(said).lines().find_map(|line| {
            let line = line.ok()?;
            let (_, rest) = line.split_once("http://")?;
            rest.split(';').next()?.trim().parse().ok()
        });
        let at = at.context("the server did not say where it is");
        let mut serving = Serving {
            process,
            at: ([127, 0, 0, 1], 0).into(),
        };
        serving.at = at?;
        Ok(serving)
    }

    /// Signs in so many times, as the demonstration does, and gives the cookies.
    pub async fn sign_in(&self, database: &Database, times: usize) -> Result<Vec<String>> {
        let db = Db::connect(&database.address()?).await?;
        let mut cookies = Vec::with_capacity(times);
        for number in 0..times {
            let mut bits = [7; 32];
            bits[..8].copy_from_slice(&number.to_le_bytes());
            let secret = Secret::new(bits);
            manage::demo_link(&db, caller(number as u64), &secret).await?;
            let answer = Client::new(self.at, "")?.get(&format!("/link/{}", secret.token()))?;
            let given = answer.header("set-cookie");
            let given = given.context("the link signs nobody in")?;
            let cookie = given.split(';').next().unwrap_or_default();
            cookies.push(cookie.to_owned());
        }
        db.close().await;
        Ok(cookies)
    }

    /// The memory that the server holds now and held at most, in bytes; none on systems that do not say.
    pub fn memory(&self) -> Option<(u64, u64)> {
        memory_of(self.process.id())
    }
}

#[expect(
    clippy::disallowed_methods,
    reason = "the server's clock is the machine's, and links and sessions rest on it"
)]
fn caller(seed: u64) -> Caller<'static> {
    let at = Timestamp::now();
    Caller {
        actor: "bench",
        authority: Authority::Operator,
        at,
        today: at.to_zoned(jiff::tz::TimeZone::UTC).date(),
        seed,
    }
}

impl Drop for Serving {
    fn drop(&mut self) {
        // One that has ended by itself cannot be ended, and nobody waits for its answer.
        let _ = self.process.kill();
        let _ = self.process.wait();
    }
}
