//! Serving, until somebody says stop.

use std::future::Future;
use std::net::SocketAddr;
use std::time::Duration;

use tokio::net::TcpListener;

use dunwell_app::import::upload;
use dunwell_app::user::session;

use crate::desk::Desk;
use crate::router::router;

/// How often sessions and uploads whose time is over are removed.
const TIDIED_EVERY: Duration = Duration::from_secs(60 * 60);

/// Serves the desk on a socket until `stop` is ready, and then answers what has begun.
///
/// # Errors
/// When the socket fails.
pub async fn serve(
    desk: Desk,
    listener: TcpListener,
    stop: impl Future<Output = ()> + Send + 'static,
) -> std::io::Result<()> {
    let tidying = tokio::spawn(tidy(desk.clone()));
    let service = router(desk).into_make_service_with_connect_info::<SocketAddr>();
    let served = axum::serve(listener, service)
        .with_graceful_shutdown(stop)
        .await;
    tidying.abort();
    served
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
    }
}
