//! `dunwell demo`: see it work, on a made-up book.

use std::net::{Ipv4Addr, SocketAddr, SocketAddrV4};
use std::path::{Path, PathBuf};

use anyhow::{Context as _, Result};
use clap::Parser as _;
use dunwell_app::demo::{self, Played};
use dunwell_app::sample::Spec;
use dunwell_app::user::manage;
use dunwell_app::user::session::Rules;
use dunwell_app::view::worklist;
use dunwell_app::{DatabaseUrl, Db, book};
use dunwell_web::{PublicUrl, Settings};

use super::serve;
use crate::args::Cli;
use crate::context::Context;
use crate::output::say;

/// The size of the book: large enough to have every kind of customer, small enough to be read.
const CUSTOMERS: u32 = 120;
const INVOICES: u32 = 1_800;

/// Where the pages are when nothing else is there.
const USUAL: SocketAddr = SocketAddr::V4(SocketAddrV4::new(Ipv4Addr::LOCALHOST, 8080));

/// An explanation of a customer with more invoices than this is long.
const READABLE_INVOICES: usize = 3;

/// See it work, on a made-up book
#[derive(Debug, clap::Args)]
pub struct Args {
    /// The folder that everything is kept in; an earlier demonstration in it is replaced
    #[arg(long, value_name = "DIR", default_value = "dunwell-demo")]
    folder: PathBuf,
    /// Another seed gives another book
    #[arg(long, value_name = "S", default_value_t = 1)]
    seed: u64,
    /// End after what was printed, and serve nothing
    #[arg(long)]
    no_serve: bool,
}

/// Runs the command.
pub async fn run(context: &Context, args: Args) -> Result<()> {
    let file = prepare(&args.folder)?;
    let url: DatabaseUrl = format!("sqlite:{}", file.display()).parse()?;
    let db = Db::connect(&url).await?;
    let spec = Spec::new(CUSTOMERS, INVOICES, args.seed, context.today());
    say(format!(
        "Making a trade book and playing {} weeks of its life ...",
        demo::WEEKS
    ))?;
    let played = demo::play(&db, context.caller().at, &spec, &args.folder.join("outbox")).await?;
    tell(&played)?;

    let book = book::find(&db, None).await?;
    let work =
        worklist::worklist(&db, &book, &worklist::Request::default(), context.today()).await?;
    let database = format!("sqlite:{}", file.display());
    let today = context.today().to_string();
    let base = ["--database", &database, "--today", &today];
    show(
        &base,
        &["worklist", "--limit", "8"],
        "Today's work, the most valuable first",
    )
    .await?;
    show(&base, &["aging"], "How old what is owed is").await?;
    // One with few invoices can be read at a glance.
    let readable = work
        .items
        .iter()
        .find(|item| item.invoices.len() <= READABLE_INVOICES)
        .or(work.items.first());
    if let Some(item) = readable {
        show(
            &base,
            &["explain", &item.customer.number],
            "Why one of them is treated as it is",
        )
        .await?;
    }
    let text = work
        .items
        .iter()
        .find(|item| matches!(item.kind, dunwell_app::Do::Email));
    if let Some(item) = text {
        let arguments = ["preview", &item.step, "--customer", &item.customer.number];
        show(
            &base,
            &arguments,
            "One of the reminders, as it would leave now",
        )
        .await?;
    }
    next(&args.folder, &database)?;
    if args.no_serve {
        db.close().await;
        return Ok(());
    }
    serve(context, db).await
}

/// Serves the pages, with a link that signs in.
async fn serve(context: &Context, db: Db) -> Result<()> {
    // Another server may have the usual place; a demonstration takes any.
    let listener = match serve::listen(USUAL).await {
        Ok(listener) => listener,
        Err(_) => serve::listen((Ipv4Addr::LOCALHOST, 0).into()).await?,
    };
    let public_url: PublicUrl = format!("http://{}", listener.local_addr()?).parse()?;
    let secret = context.entropy().secret();
    manage::demo_link(&db, context.caller(), &secret).await?;
    let link = public_url.join(&format!("/link/{}", secret.token()));
    say(format!(
        "\n=== The desk\nThe pages are at {public_url}; Ctrl-C stops them. This link signs you in, once:\n{link}"
    ))?;
    let settings = Settings {
        public_url,
        sessions: Rules::default(),
        trusted_proxies: Vec::new(),
        upload_bytes: Settings::UPLOAD_BYTES,
    };
    let key = serve::sealing_key(context, &db).await?;
    serve::until_stopped(context, db, listener, settings, key).await
}

/// Makes the folder, and takes an earlier demonstration out of it. Anything else in it stays.
fn prepare(folder: &Path) -> Result<PathBuf> {
    let place = || folder.display().to_string();
    std::fs::create_dir_all(folder).with_context(place)?;
    let file = folder.join("demo.db");
    for name in ["demo.db", "demo.db-wal", "demo.db-shm"] {
        let old = folder.join(name);
        if old.exists() {
            std::fs::remove_file(&old).with_context(|| old.display().to_string())?;
        }
    }
    let outbox = folder.join("outbox");
    if outbox.exists() {
        std::fs::remove_dir_all(&outbox).with_context(|| outbox.display().to_string())?;
    }
    Ok(file)
}

fn tell(played: &Played) -> Result<()> {
    say(format!(
        "{} customers, {} invoices, {} payments. In {} days {} texts left, {} calls were made, {} steps were approved, \
         and {} actions were closed because the money or an agreement came first.",
        played.customers,
        played.invoices,
        played.payments,
        played.days,
        played.texts,
        played.calls,
        played.approvals,
        played.closed
    ))
}

/// Runs a command as a person would type it, and shows what was typed.
async fn show(base: &[&str], arguments: &[&str], title: &str) -> Result<()> {
    say(format!("\n=== {title}"))?;
    let typed: Vec<String> = arguments.iter().map(|word| quoted(word)).collect();
    say(format!("$ dunwell {}\n", typed.join(" ")))?;
    let cli = Cli::try_parse_from(
        std::iter::once("dunwell")
            .chain(base.iter().copied())
            .chain(arguments.iter().copied()),
    )?;
    // A command runs within this one; the box keeps the future's size finite.
    Box::pin(super::run(cli)).await
}

fn quoted(word: &str) -> String {
    if word.contains(' ') {
        format!("\"{word}\"")
    } else {
        word.to_owned()
    }
}

fn next(folder: &Path, database: &str) -> Result<()> {
    say(format!(
        "\n=== What to try next\n\
         export DUNWELL_DATABASE={database}\n\
         dunwell customer NUMBER                     everything about one customer\n\
         dunwell record payment --customer NUMBER --amount 100 --oldest-first\n\
         dunwell run                                 today again: only what changed is looked at\n\
         dunwell outbox export {}\n\
         dunwell policy show                         the policy it followed, to read and to change\n\
         dunwell journal verify                      every step is on record, and the record is whole\n\
         \n\
         Your own book: dunwell import YOUR-INVOICES.csv (docs/import.md), then dunwell run.",
        folder.join("outbox").display()
    ))
}
