//! How fast Dunwell is, as ratios against named rivals in the same run: `cargo xtask bench`.
//!
//! It is an example of the test kit and not a crate of its own, so that it knows every crate that it
//! measures and is compiled, linted and never shipped like the rest of the kit.

mod database;
mod desk;
mod interest;
mod measure;
mod ours;
mod report;
mod rival;

use std::path::{Path, PathBuf};
use std::process::ExitCode;
use std::time::Duration;

use anyhow::{Context as _, Result, bail};

use database::Server;
use interest::Overdue;
use measure::{Spread, peak_memory};
use ours::{Sample, TODAY};
use report::{Figures, Pair};

/// Each time is the median of so many.
const ROUNDS: usize = 3;

/// Of so many customers one is due in the incremental run: two in a hundred.
const ONE_DUE_IN: u32 = 50;

/// For so many overdue invoices interest is counted, which needs no database.
const OVERDUE: u32 = 1_000_000;

/// What is measured.
#[derive(Clone, Copy, PartialEq, Eq)]
enum What {
    /// Importing and running a book, and interest.
    Book,
    /// The pages over a large book.
    Desk,
}

/// What the command line asks for. `cargo xtask bench` has checked it for people.
struct Arguments {
    dunwell: PathBuf,
    what: What,
    sizes: Vec<u32>,
    servers: Vec<Server>,
}

fn main() -> ExitCode {
    let measured = tokio::runtime::Runtime::new()
        .map_err(anyhow::Error::from)
        .and_then(|runtime| runtime.block_on(bench()));
    match measured {
        Ok(()) => ExitCode::SUCCESS,
        Err(error) => {
            eprintln!("error: {error:#}");
            ExitCode::FAILURE
        }
    }
}

async fn bench() -> Result<()> {
    let arguments = arguments()?;
    if arguments.what == What::Desk {
        return measure_desk(arguments).await;
    }
    println!("\nInterest");
    print!("{}", measure_interest().await?);
    for mut server in arguments.servers {
        println!("\n{}", server.name());
        let mut all: Vec<Figures> = Vec::new();
        for &size in &arguments.sizes {
            let figures = measure_size(&mut server, &arguments.dunwell, size).await?;
            print!("{}", figures.describe());
            all.push(figures);
        }
        print!("{}", report::growth(&all));
    }
    Ok(())
}

fn arguments() -> Result<Arguments> {
    let mut rest = std::env::args().skip(1);
    let (Some(dunwell), Some(what), Some(sizes), Some(databases)) =
        (rest.next(), rest.next(), rest.next(), rest.next())
    else {
        bail!("this is run by: cargo xtask bench");
    };
    let what = match what.as_str() {
        "book" => What::Book,
        "desk" => What::Desk,
        _ => bail!("{what:?} is not measured: book or desk"),
    };
    let sizes = sizes
        .split(',')
        .map(|size| {
            size.parse()
                .with_context(|| format!("{size:?} is no number of invoices"))
        })
        .collect::<Result<_>>()?;
    let servers = databases
        .split(',')
        .filter(|name| !name.is_empty())
        .map(Server::named)
        .collect::<Result<_>>()?;
    Ok(Arguments {
        dunwell: dunwell.into(),
        what,
        sizes,
        servers,
    })
}

async fn measure_desk(arguments: Arguments) -> Result<()> {
    for mut server in arguments.servers {
        println!("\n{}", server.name());
        for &size in &arguments.sizes {
            desk::measure(&mut server, &arguments.dunwell, size).await?;
        }
    }
    Ok(())
}

async fn measure_interest() -> Result<String> {
    let overdue = Overdue::new(OVERDUE)?;
    let mut rows = 0;
    let pair = pairs(async |ours_first| {
        let (mut own, mut other) = (None, None);
        for ours_now in [ours_first, !ours_first] {
            if ours_now {
                let (time, count) = overdue.ours()?;
                own = Some(time);
                rows = count;
            } else {
                other = Some(overdue.rival());
            }
        }
        Ok((own, other))
    })
    .await?;
    Ok(report::interest(OVERDUE, rows, &pair))
}

async fn measure_size(server: &mut Server, dunwell: &Path, size: u32) -> Result<Figures> {
    let sample = Sample::new(size)?;
    // The first import makes the book that everything else starts from, and is not timed.
    let book = server.fresh().await?;
    ours::import(&book, &sample).await?;

    let import = pairs(async |ours_first| {
        let (mut own, mut other) = (None, None);
        for ours_now in [ours_first, !ours_first] {
            let fresh = server.fresh().await?;
            if ours_now {
                own = Some(ours::import(&fresh, &sample).await?);
            } else {
                other = Some(rival::import(&book, &fresh).await?);
            }
            server.remove(fresh).await?;
        }
        Ok((own, other))
    })
    .await?;

    ours::put_policy_into_force(&book).await?;
    let mut decided = 0;
    let full = pairs(async |ours_first| {
        let (mut own, mut other) = (None, None);
        for ours_now in [ours_first, !ours_first] {
            let copy = server.copy(&book).await?;
            if ours_now {
                let (time, report) = ours::run(&copy, true).await?;
                decided = report.decided;
                own = Some(time);
            } else {
                other = Some(rival::run(&copy, TODAY).await?);
            }
            server.remove(copy).await?;
        }
        Ok((own, other))
    })
    .await?;

    let incremental = pairs(async |ours_first| {
        let (mut own, mut other) = (None, None);
        for incremental_now in [ours_first, !ours_first] {
            let copy = server.copy(&book).await?;
            if incremental_now {
                rival::leave_due(&copy, ONE_DUE_IN).await?;
                own = Some(ours::run(&copy, false).await?.0);
            } else {
                other = Some(ours::run(&copy, true).await?.0);
            }
            server.remove(copy).await?;
        }
        Ok((own, other))
    })
    .await?;

    let empty = server.fresh().await?;
    ours::empty_book(&empty).await?;
    ours::put_policy_into_force(&empty).await?;
    let idle = peak_memory(dunwell, &empty.url, TODAY)?;
    server.remove(empty).await?;
    let busy = peak_memory(dunwell, &book.url, TODAY)?;
    server.remove(book).await?;
    Ok(Figures {
        invoices: size,
        customers: ours::customers(size),
        actions: decided,
        import,
        full,
        incremental,
        memory: idle.zip(busy),
    })
}

/// Measures two rivals so many times, in turns as to who goes first.
async fn pairs(
    mut round: impl AsyncFnMut(bool) -> Result<(Option<Duration>, Option<Duration>)>,
) -> Result<Pair> {
    let (mut ours, mut rival) = (Vec::new(), Vec::new());
    for number in 0..ROUNDS {
        let (own, other) = round(number % 2 == 0).await?;
        ours.extend(own);
        rival.extend(other);
    }
    Ok(Pair {
        ours: Spread::of(ours),
        rival: Spread::of(rival),
    })
}
