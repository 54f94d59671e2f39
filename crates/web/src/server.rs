//! Serving, until somebody says stop: connections with their limits, so that nobody can keep others out
//! by being slow.

use std::convert::Infallible;
use std::future::Future;
use std::io;
use std::net::SocketAddr;
use std::pin::pin;
use std::sync::Arc;
use std::time::Duration;

use axum::Router;
use axum::body::Body;
use axum::extract::{ConnectInfo, Request};
use axum::response::Response;
use hyper::body::Incoming;
use hyper::server::conn::http1;
use hyper::service::service_fn;
use hyper_util::rt::{TokioIo, TokioTimer};
use hyper_util::server::graceful::GracefulShutdown;
use tokio::net::TcpListener;
use tokio::sync::Semaphore;
use tokio::task::JoinSet;
use tower::ServiceExt as _;

use dunwell_app::import::upload;
use dunwell_app::user::session;
use dunwell_app::{AppError, book};

use crate::body::Hurried;
use crate::desk::Desk;
use crate::router::router;

/// How often sessions and uploads whose time is over are removed, and the overviews of the day are seen to.
const TIDIED_EVERY: Duration = Duration::from_secs(60 * 60);

/// What is read of the head of a request at a time, in bytes, before it is found too long: one of twice
/// as many is refused for certain, and any browser's is shorter.
const HEAD_LIMIT: usize = 32 * 1024;

/// How long nothing is accepted after the machine refused to.
const PAUSE: Duration = Duration::from_millis(200);

/// How long and how much a server puts up with.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Limits {
    /// Connections at a time; further ones wait until there is a place.
    pub connections: usize,
    /// The time in which the head of a request has to be there. A connection that is kept open for a
    /// further request is closed after the same time.
    pub head_within: Duration,
    /// A body of which nothing comes for so long is given up.
    pub body_stalls_after: Duration,
    /// The time that answers which have begun are given when the server is told to stop.
    pub stops_within: Duration,
}

impl Default for Limits {
    fn default() -> Limits {
        Limits {
            connections: 1_024,
            head_within: Duration::from_secs(20),
            body_stalls_after: Duration::from_secs(30),
            stops_within: Duration::from_secs(30),
        }
    }
}

/// Serves the desk on a socket, with the usual limits, until `stop` is ready; then answers what has begun.
///
/// # Errors
/// When the socket fails.
pub async fn serve(
    desk: Desk,
    listener: TcpListener,
    stop: impl Future<Output = ()> + Send + 'static,
) -> io::Result<()> {
    serve_within(Limits::default(), desk, listener, stop).await
}

/// The same with other limits.
///
/// # Errors
/// When the socket fails.
pub async fn serve_within(
    limits: Limits,
    desk: Desk,
    listener: TcpListener,
    stop: impl Future<Output = ()> + Send + 'static,
) -> io::Result<()> {
    let mut tasks = JoinSet::new();
    tasks.spawn(tidy(desk.clone()));
    let router = router(desk);
    let places = Arc::new(Semaphore::new(limits.connections));
    let open = GracefulShutdown::new();
    let mut stop = pin!(stop);
    loop {
        let accepted = async {
            let place = Arc::clone(&places).acquire_owned().await;
            (place, listener.accept().await)
        };
        let (place, accepted) = tokio::select! {
            accepted = accepted => accepted,
            () = &mut stop => break,
        };
        while tasks.try_join_next().is_some() {}
        let (stream, peer) = match accepted {
            Ok(accepted) => accepted,
            Err(error) => {
                // The machine has no room for another connection, or this one is gone again.
                tracing::warn!(%error, "a connection could not be accepted");
                tokio::time::sleep(PAUSE).await;
                continue;
            }
        };
        // An answer leaves at once; whoever hung up before is noticed when it is written.
        let _ = stream.set_nodelay(true);
        let router = router.clone();
        let service = service_fn(move |request| answer(request, peer, router.clone(), limits));
        // HTTP/1.1, one request after the other.
        let connection = http1::Builder::new()
            .timer(TokioTimer::new())
            .header_read_timeout(limits.head_within)
            .max_buf_size(HEAD_LIMIT)
            .serve_connection(TokioIo::new(stream), service);
        let connection = open.watch(connection);
        tasks.spawn(async move {
            let _place = place;
            if let Err(error) = connection.await {
                tracing::debug!(%error, "a connection ended early");
            }
        });
    }
    drop(listener);
    let answered = tokio::time::timeout(limits.stops_within, open.shutdown());
    if answered.await.is_err() {
        tracing::warn!("answers that had begun were cut off");
    }
    // It waits until the last of them has ended: nothing may run on when the runtime goes away.
    tasks.shutdown().await;
    Ok(())
}

/// Answers a request. What is there of a connection that ends is given up.
async fn answer(
    request: Request<Incoming>,
    peer: SocketAddr,
    router: Router,
    limits: Limits,
) -> Result<Response, Infallible> {
    let mut request = request.map(|body| Body::new(Hurried::new(body, limits.body_stalls_after)));
    request.extensions_mut().insert(ConnectInfo(peer));
    router.oneshot(request).await
}

async fn tidy(desk: Desk) {
    let mut every = tokio::time::interval(TIDIED_EVERY);
    loop {
        every.tick().await;
        let rules = desk.settings().sessions;
        if let Err(error) = session::forget_old(desk.db(), rules, desk.now()).await {
            tracing::warn!(%error, "old sessions could not be removed");
        }
        if let Err(error) = upload::forget_old(desk.db(), desk.now()).await {
            tracing::warn!(%error, "old uploads could not be removed");
        }
        if let Err(error) = make_overviews(&desk).await {
            tracing::warn!(%error, "the overviews of the day could not be made");
        }
    }
}

/// Makes the overviews of today, so that whoever looks at one first does not wait.
async fn make_overviews(desk: &Desk) -> Result<(), AppError> {
    for book in book::list(desk.db()).await? {
        let book = book.under(desk.packs());
        let today = desk.today(Some(&book));
        desk.overviews().get(desk.db(), &book, today, today).await?;
    }
    Ok(())
}
