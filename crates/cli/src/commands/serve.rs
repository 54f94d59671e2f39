//! `dunwell serve`: the pages and the API, until somebody says stop.

use std::net::{IpAddr, Ipv4Addr, Ipv6Addr, SocketAddr};

use anyhow::{Context as _, Result};
use dunwell_app::user::session::Rules;
use dunwell_app::user::{SealingKey, setup, two_factor};
use dunwell_app::{Db, Templates};
use dunwell_web::{Desk, Parts, PublicUrl, Settings};
use jiff::SignedDuration;
use tokio::net::TcpListener;

use crate::context::Context;
use crate::output::say;
use crate::secret_key;

/// Where the desk is when nobody says otherwise.
const LISTEN: &str = "127.0.0.1:8080";

/// How browsers find the desk.
#[derive(Debug, Clone, clap::Args)]
pub struct Place {
    /// The address that browsers use, when it is not the one listened at: that of the proxy in front
    #[arg(long, env = "DUNWELL_PUBLIC_URL", value_name = "URL")]
    public_url: Option<PublicUrl>,
}

impl Place {
    /// The address, or the usual one on this machine.
    pub fn or_usual(&self) -> Result<PublicUrl> {
        match &self.public_url {
            Some(url) => Ok(url.clone()),
            None => Ok(format!("http://{LISTEN}").parse()?),
        }
    }

    fn or_listening_at(&self, at: SocketAddr) -> Result<PublicUrl> {
        if let Some(url) = &self.public_url {
            return Ok(url.clone());
        }
        format!("http://{at}").parse().with_context(|| {
            format!("--listen {at} is reached from other machines, so say how browsers get there: --public-url https://...")
        })
    }
}

/// Serve the pages and the API
#[derive(Debug, clap::Args)]
pub struct Args {
    /// Address and port to listen at
    #[arg(long, value_name = "ADDRESS:PORT", default_value = LISTEN)]
    listen: SocketAddr,
    #[command(flatten)]
    place: Place,
    /// A proxy whose word on a client's address is taken; may be given several times [default: this machine]
    #[arg(long, value_name = "ADDRESS")]
    trusted_proxy: Vec<IpAddr>,
    /// Minutes without use after which somebody has to sign in again
    #[arg(long, value_name = "MINUTES", default_value_t = 30, value_parser = clap::value_parser!(i64).range(1..=720))]
    idle_minutes: i64,
    /// Megabytes that the files of one upload may have together
    #[arg(long, value_name = "MIB", default_value_t = (Settings::UPLOAD_BYTES >> 20) as u64, value_parser = clap::value_parser!(u64).range(1..=1024))]
    upload_limit: u64,
}

/// Runs the command.
pub async fn run(context: &Context, args: Args) -> Result<()> {
    let db = context.database().await?;
    let listener = listen(args.listen).await?;
    let url = args.place.or_listening_at(listener.local_addr()?)?;
    let proxies = match args.trusted_proxy.as_slice() {
        [] => vec![Ipv4Addr::LOCALHOST.into(), Ipv6Addr::LOCALHOST.into()],
        given => given.to_vec(),
    };
    let sessions = Rules {
        idle: SignedDuration::from_mins(args.idle_minutes),
        ..Rules::default()
    };
    let settings = Settings {
        public_url: url.clone(),
        sessions,
        trusted_proxies: proxies,
        upload_bytes: usize::try_from(args.upload_limit << 20).unwrap_or(Settings::UPLOAD_BYTES),
    };
    let key = sealing_key(context, &db).await?;
    say(format!("The desk is at {url}; Ctrl-C stops it."))?;
    let secret = context.entropy().secret();
    if setup::make_link(&db, context.caller(), &secret).await? {
        let link = url.join(&format!("/welcome/{}", secret.token()));
        let hours = setup::LASTS.as_hours();
        say(format!(
            "Nobody can sign in yet. This link sets the first person up, once, within {hours} hours; give it to nobody else:\n{link}"
        ))?;
    }
    until_stopped(context, db, listener, settings, key).await
}

/// Takes the address.
pub async fn listen(at: SocketAddr) -> Result<TcpListener> {
    TcpListener::bind(at).await.with_context(|| {
        format!("nothing can be served at {at}; choose another place with --listen ADDRESS:PORT")
    })
}

/// Serves until the process is told to stop, and then answers what has begun.
pub async fn until_stopped(
    context: &Context,
    db: Db,
    listener: TcpListener,
    settings: Settings,
    sealing_key: SealingKey,
) -> Result<()> {
    let templates = Templates::embedded()?;
    let desk = Desk::new(Parts {
        db: db.clone(),
        templates,
        packs: context.law()?,
        settings,
        clock: Box::new(context.clock()),
        entropy: context.entropy(),
        sealing_key,
    });
    log_to_standard_error();
    let stop = stopped()?;
    let served = dunwell_web::serve(desk, listener, stop).await;
    db.close().await;
    served.context("serving failed")
}

/// The key of second factors, with all of them made ready for it.
pub async fn sealing_key(context: &Context, db: &Db) -> Result<SealingKey> {
    let entropy = context.entropy();
    let key = secret_key::find(db.status().await?.path.as_deref(), &*entropy)?;
    let closed = two_factor::prepare(db, &key, &*entropy).await?;
    if !closed.is_empty() {
        say(format!(
            "The second factor of {} was sealed with another key than this one. Serve with that key, or let them sign in with a recovery code and set it up anew.",
            closed.join(", ")
        ))?;
    }
    Ok(key)
}

/// Writes what happens to standard error, a line each. Neither addresses of pages nor anything that was
/// typed are part of it.
fn log_to_standard_error() {
    tracing_subscriber::fmt()
        .with_writer(std::io::stderr)
        .with_ansi(false)
        .with_max_level(tracing_subscriber::filter::LevelFilter::INFO)
        .init();
}

/// Ready when the process is told to stop. From the first call on, a signal does not end it at once.
fn stopped() -> Result<impl Future<Output = ()> + Send + 'static> {
    #[cfg(unix)]
    let mut terminated = {
        use tokio::signal::unix::{SignalKind, signal};
        signal(SignalKind::terminate())?
    };
    Ok(async move {
        let interrupted = tokio::signal::ctrl_c();
        #[cfg(unix)]
        tokio::select! {
            _ = interrupted => {}
            _ = terminated.recv() => {}
        }
        #[cfg(not(unix))]
        {
            // Without this signal the process is stopped from outside.
            let _ = interrupted.await;
        }
    })
}
