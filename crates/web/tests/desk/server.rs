//! The server itself, on a socket: who is slow is not waited for, and who asks too much is refused.

use std::net::SocketAddr;
use std::time::Duration;

use dunwell_web::{Limits, serve_within};
use tokio::io::{AsyncReadExt as _, AsyncWriteExt as _};
use tokio::net::{TcpListener, TcpStream};
use tokio::sync::oneshot;
use tokio::task::JoinHandle;

use crate::browser::TestDesk;

/// Longer than any of these tests takes where all is well.
const AT_MOST: Duration = Duration::from_secs(30);

const HEALTH: &str = "GET /healthz HTTP/1.1\r\nHost: 127.0.0.1\r\n\r\n";

/// A server that is stopped by hand.
struct Served {
    at: SocketAddr,
    stop: oneshot::Sender<()>,
    served: JoinHandle<std::io::Result<()>>,
    _desk: TestDesk,
}

impl Served {
    async fn with(change: impl FnOnce(&mut Limits)) -> Served {
        let mut limits = Limits::default();
        change(&mut limits);
        let desk = TestDesk::near().await;
        let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
        let at = listener.local_addr().unwrap();
        let (stop, stopped) = oneshot::channel::<()>();
        let stopped = async {
            let _ = stopped.await;
        };
        let served = tokio::spawn(serve_within(limits, desk.desk.clone(), listener, stopped));
        Served {
            at,
            stop,
            served,
            _desk: desk,
        }
    }

    /// A connection on which this was sent.
    async fn hears(&self, text: &str) -> TcpStream {
        let mut stream = TcpStream::connect(self.at).await.unwrap();
        stream.write_all(text.as_bytes()).await.unwrap();
        stream
    }
}

/// What comes until the other side closes.
async fn rest(stream: &mut TcpStream) -> String {
    let mut bytes = Vec::new();
    let read = tokio::time::timeout(AT_MOST, stream.read_to_end(&mut bytes));
    // A connection that is cut off has said what it said.
    let _ = read.await.expect("the connection is closed in time");
    String::from_utf8_lossy(&bytes).into_owned()
}

#[tokio::test]
async fn a_head_that_does_not_come_is_not_waited_for() {
    let served = Served::with(|limits| limits.head_within = Duration::from_millis(200)).await;
    let mut slow = served.hears("GET /healthz HTTP/1.1\r\nHost: 127").await;
    let told = rest(&mut slow).await;
    assert!(!told.contains("200 OK"), "{told}");
    let mut silent = served.hears("").await;
    assert_eq!(rest(&mut silent).await, "");
}

#[tokio::test]
async fn a_connection_without_a_further_request_is_closed() {
    let served = Served::with(|limits| limits.head_within = Duration::from_millis(200)).await;
    let mut idle = served.hears(HEALTH).await;
    let told = rest(&mut idle).await;
    assert!(told.starts_with("HTTP/1.1 200 OK"), "{told}");
}

#[tokio::test]
async fn a_body_that_stalls_is_given_up() {
    let served = Served::with(|limits| {
        limits.body_stalls_after = Duration::from_millis(200);
        limits.head_within = Duration::from_millis(500);
    })
    .await;
    let head = "POST /sign-in HTTP/1.1\r\nHost: 127.0.0.1\r\nOrigin: http://127.0.0.1\r\n\
                Content-Type: application/x-www-form-urlencoded\r\nContent-Length: 90\r\n\r\nemail=";
    let told = rest(&mut served.hears(head).await).await;
    assert!(!told.starts_with("HTTP/1.1 2"), "{told}");
}

#[tokio::test]
async fn connections_beyond_the_limit_wait_for_a_place() {
    let served = Served::with(|limits| {
        limits.connections = 1;
        limits.head_within = Duration::from_millis(300);
    })
    .await;
    let mut silent = served.hears("").await;
    let mut next = served.hears(HEALTH).await;
    let told = rest(&mut next).await;
    assert!(told.starts_with("HTTP/1.1 200 OK"), "{told}");
    let mut byte = [0; 1];
    let closed = silent.try_read(&mut byte).unwrap_or_default();
    assert_eq!(closed, 0, "its place was taken from the silent one");
    assert_eq!(rest(&mut silent).await, "");
}

#[tokio::test]
async fn a_head_without_an_end_is_refused() {
    let served = Served::with(|limits| limits.head_within = Duration::from_secs(5)).await;
    let long = format!(
        "GET /healthz HTTP/1.1\r\nHost: 127.0.0.1\r\nX-Long: {}\r\n\r\n",
        "x".repeat(200_000)
    );
    let mut stream = TcpStream::connect(served.at).await.unwrap();
    // It may close before everything was sent.
    let _ = stream.write_all(long.as_bytes()).await;
    let told = rest(&mut stream).await;
    assert!(!told.contains("200 OK"), "{told}");
}

#[tokio::test]
async fn a_server_that_is_told_to_stop_does_so() {
    let served = Served::with(|limits| limits.stops_within = Duration::from_millis(200)).await;
    let head = "POST /sign-in HTTP/1.1\r\nHost: 127.0.0.1\r\nOrigin: http://127.0.0.1\r\n\
                Content-Type: application/x-www-form-urlencoded\r\nContent-Length: 90\r\n\r\nemail=";
    let mut waiting = served.hears(head).await;
    // Once another one is answered, the first has been taken up.
    rest_of_health(&served).await;
    served.stop.send(()).unwrap();
    let ended = tokio::time::timeout(AT_MOST, served.served).await;
    ended.expect("it stops in time").unwrap().unwrap();
    assert_eq!(rest(&mut waiting).await, "", "it was cut off");
    assert!(
        TcpStream::connect(served.at).await.is_err(),
        "nobody listens"
    );
}

async fn rest_of_health(served: &Served) {
    let closing = "GET /healthz HTTP/1.1\r\nHost: 127.0.0.1\r\nConnection: close\r\n\r\n";
    let told = rest(&mut served.hears(closing).await).await;
    assert!(told.starts_with("HTTP/1.1 200 OK"), "{told}");
}
