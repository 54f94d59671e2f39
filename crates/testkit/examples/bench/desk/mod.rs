//! How fast the desk answers many readers over a large book: while nothing else happens, and while a
//! day is run beside it by another process, as a schedule does.

mod client;
mod load;
mod places;
mod report;
mod serving;

use std::path::Path;
use std::process::{Command, Stdio};
use std::time::Duration;

use anyhow::{Context as _, Result, ensure};
use jiff::ToSpan as _;
use jiff::civil::Date;

use crate::database::{Database, Server};
use crate::measure::Watch;
use crate::ours::{self, Sample, TODAY};
use client::Client;
use load::{READERS, Times, load};
use places::{Place, Places};
use serving::Serving;

/// How long a phase lasts.
const PHASE: Duration = Duration::from_secs(20);

/// How long the readers go on after a run has ended, so that what it changed is asked for.
const AFTERWARDS: Duration = Duration::from_secs(3);

/// A run that takes longer than this under load is ended.
const LONGEST_RUN: Duration = Duration::from_secs(240);

/// How long each place is asked for alone.
const ALONE: Duration = Duration::from_secs(5);

/// How long is asked before anything counts.
const WARM_UP: Duration = Duration::from_secs(3);

/// Makes the book, serves it, and prints what was measured as it comes.
pub async fn measure(server: &mut Server, dunwell: &Path, size: u32) -> Result<()> {
    let book = server.fresh().await?;
    ours::import(&book, &Sample::new(size)?).await?;
    let largest = ours::bill_one_customer(&book, size).await?;
    ours::put_policy_into_force(&book).await?;
    let (_, yesterday) = ours::run(&book, true).await?;
    print!("{}", report::head(size, largest, yesterday.decided));
    let today = TODAY.saturating_add(1.day());

    let serving = Serving::start(dunwell, &book, today)?;
    let cookies = serving.sign_in(&book, READERS).await?;
    let mut first = Client::new(serving.at, cookies.first().context("nobody is signed in")?)?;
    let home = first.get("/")?;
    let home = home.header("location").context("there is no way in")?;
    let places = Places::find(&book, home, today).await?;
    let missing = cold(&mut first, &places)?;
    let at = serving.at;
    let places = places.without(&missing);

    load(at, &cookies, &places, None, |time| Ok(time >= WARM_UP))?;
    let quiet = load(at, &cookies, &places, None, |time| Ok(time >= PHASE))?;
    print!("{}", report::phase("nothing else happens", &quiet));

    let (busy, runs) = beside_runs(&serving, &cookies, &places, (dunwell, &book, today))?;
    print!("{}", report::phase(&report::beside(&runs), &busy));

    let mut alone = Vec::new();
    for place in places.asked() {
        let times = load(
            at,
            &cookies,
            &places,
            Some(*place),
            |time| Ok(time >= ALONE),
        )?;
        alone.push((*place, times));
    }
    print!("{}", report::alone(&alone));
    print!("{}", report::memory(serving.memory()));
    drop(serving);
    server.remove(book).await
}

/// Asks for each place once, tells how long it took after the start of the server, and gives those
/// that this desk does not have.
fn cold(client: &mut Client, places: &Places) -> Result<Vec<Place>> {
    let mut random = fastrand::Rng::with_seed(0);
    let mut missing = Vec::new();
    for place in Place::ALL {
        let address = places.address(place, &mut random);
        let watch = Watch::start();
        let answer = client.get(&address)?;
        if answer.status == 404 && place != Place::Bare {
            missing.push(place);
            continue;
        }
        ensure!(answer.status == 200, "{address} answers {}", answer.status);
        print!("{}", report::cold(place, watch.time(), answer.body.len()));
    }
    Ok(missing)
}

/// Has the readers read while a full run of the day is in progress, or several one after the other
/// where the book is small. Gives how long each run took.
fn beside_runs(
    serving: &Serving,
    cookies: &[String],
    places: &Places,
    (dunwell, book, date): (&Path, &Database, Date),
) -> Result<(Times, Vec<Duration>)> {
    let start = || {
        let run = Command::new(dunwell)
            .args(["--database", &book.url, "run", "--full"])
            .args(["--date", &date.to_string()])
            .stdout(Stdio::null())
            .spawn();
        Ok::<_, anyhow::Error>((run?, Watch::start()))
    };
    let (mut runs, mut ended) = (Vec::new(), None);
    let (mut run, mut since) = start()?;
    let times = load(serving.at, cookies, places, None, |time| {
        if let Some(ended) = ended {
            return Ok(time >= ended + AFTERWARDS);
        }
        if let Some(status) = run.try_wait()? {
            ensure!(status.success(), "`dunwell run` failed: {status}");
            runs.push(since.time());
            if time >= PHASE {
                ended = Some(time);
            } else {
                (run, since) = start()?;
            }
        }
        ensure!(
            since.time() < LONGEST_RUN,
            "a run under load takes longer than {LONGEST_RUN:?}"
        );
        Ok(false)
    });
    // It has ended, unless something failed.
    let _ = run.kill();
    let _ = run.wait();
    Ok((times?, runs))
}
