//! A desk with one book, and browsers that talk to it.

use std::collections::BTreeMap;
use std::net::SocketAddr;
use std::sync::Arc;
use std::sync::atomic::{AtomicI64, AtomicU64, Ordering};

use axum::Router;
use axum::body::{Body, to_bytes};
use axum::extract::ConnectInfo;
use axum::http::{HeaderMap, Method, Request, StatusCode};
use dunwell_app::access::Role;
use dunwell_app::book::{self, Book, Settings as BookSettings};
use dunwell_app::funnel::{Authority, Caller, Mode};
use dunwell_app::import::{self, InputFile, Kind, Options, Profile};
use dunwell_app::user::session::Rules;
use dunwell_app::user::{Entropy, SealingKey, Secret, api_token, link, manage};
use dunwell_app::{Currency, Db, Templates};
use dunwell_core::lang::Lang;
use dunwell_core::packs::Packs;
use dunwell_testkit::TestDb;
use dunwell_web::{Clock, Desk, Parts, Settings, router};
use jiff::civil::Date;
use jiff::tz::TimeZone;
use jiff::{SignedDuration, Timestamp};
use tower::ServiceExt as _;

pub const PASSWORD: &str = "copper kettle under rain";
pub const NEAR: &str = "http://127.0.0.1:8080";
pub const FAR: &str = "https://dunwell.example.com";

/// The most that a page may hold in these tests.
const PAGE_LIMIT: usize = 4 * 1024 * 1024;

/// A clock that moves when it is told to.
#[derive(Clone)]
struct Hand(Arc<AtomicI64>);

impl Clock for Hand {
    fn now(&self) -> Timestamp {
        Timestamp::from_second(self.0.load(Ordering::Relaxed)).unwrap()
    }

    fn today(&self, zone: Option<&TimeZone>) -> Date {
        let zone = zone.unwrap_or(&TimeZone::UTC).clone();
        self.now().to_zoned(zone).date()
    }
}

/// Secrets that can be told apart, and repeated.
#[derive(Default)]
struct Dice(AtomicU64);

impl Entropy for Dice {
    fn secret(&self) -> Secret {
        let mut bits = [7; 32];
        let number = self.0.fetch_add(1, Ordering::Relaxed);
        bits[..8].copy_from_slice(&number.to_be_bytes());
        Secret::new(bits)
    }
}

/// A desk with the book "House".
pub struct TestDesk {
    pub db: Db,
    pub book: Book,
    pub desk: Desk,
    router: Router,
    clock: Hand,
    dice: Dice,
    url: String,
    _home: TestDb,
}

impl TestDesk {
    pub async fn near() -> TestDesk {
        TestDesk::at(NEAR).await
    }

    /// A desk that browsers know by this address.
    pub async fn at(url: &str) -> TestDesk {
        let mut desk = TestDesk::without_book(url).await;
        desk.book = make_book(&desk.db, &desk.clock, "House").await;
        desk
    }

    /// A desk of an installation in which there is neither a book nor anybody; its book is not kept.
    pub async fn empty() -> TestDesk {
        TestDesk::without_book(NEAR).await
    }

    async fn without_book(url: &str) -> TestDesk {
        let home = TestDb::sqlite().await;
        let start: Timestamp = "2026-03-02T08:00:00Z".parse().unwrap();
        let clock = Hand(Arc::new(AtomicI64::new(start.as_second())));
        let desk = Desk::new(Parts {
            db: home.db.clone(),
            templates: Templates::embedded().unwrap(),
            packs: Packs::embedded().unwrap(),
            settings: Settings {
                public_url: url.parse().unwrap(),
                sessions: Rules::default(),
                trusted_proxies: vec!["192.0.2.254".parse().unwrap()],
                upload_bytes: 1 << 20,
            },
            clock: Box::new(clock.clone()),
            entropy: Box::new(Dice(AtomicU64::new(1 << 32))),
            sealing_key: SealingKey::new(&Secret::new([9; 32])),
        });
        let (db, caller) = (&home.db, caller(&clock, 1));
        let book = book::find_or_first(db, caller, Some("House"), Currency::GBP).await;
        TestDesk {
            db: home.db.clone(),
            book: book.unwrap(),
            router: router(desk.clone()),
            desk,
            clock,
            dice: Dice::default(),
            url: url.to_owned(),
            _home: home,
        }
    }

    pub async fn another_book(&self, name: &str) -> Book {
        make_book(&self.db, &self.clock, name).await
    }

    pub fn caller(&self) -> Caller<'static> {
        caller(&self.clock, self.secret().seed())
    }

    pub fn now(&self) -> Timestamp {
        self.clock.now()
    }

    pub fn passes(&self, duration: SignedDuration) {
        self.clock
            .0
            .fetch_add(duration.as_secs(), Ordering::Relaxed);
    }

    pub fn secret(&self) -> Secret {
        self.dice.secret()
    }

    /// Somebody with a role in the book, who has chosen the password.
    pub async fn employs(&self, email: &str, name: &str, role: Role) {
        self.invites(email, name, role, Some(&self.book)).await;
    }

    /// The same in another book, or in every book.
    pub async fn invites(&self, email: &str, name: &str, role: Role, book: Option<&Book>) {
        let (invitation, salt) = (self.secret(), self.secret());
        let request = manage::Request {
            email,
            name,
            lang: Lang::En,
            role,
            book,
        };
        manage::add(&self.db, self.caller(), &request, &invitation)
            .await
            .unwrap();
        link::set_password(&self.db, self.caller(), &invitation, PASSWORD, &salt)
            .await
            .unwrap();
    }

    /// Invoices of the book, as a file with a row for each.
    pub async fn bills(&self, invoices: &str) {
        let request = import::Request {
            files: &[InputFile {
                name: "invoices.csv",
                bytes: invoices.as_bytes(),
            }],
            profile: &Profile::plain(),
            options: Options {
                kind: Some(Kind::Invoices),
                ..Options::default()
            },
            currency: None,
        };
        let mut quiet = |_: import::Progress<'_>| {};
        let (caller, mode) = (self.caller(), Mode::default());
        import::import(&self.db, &self.book, caller, mode, &request, &mut quiet)
            .await
            .unwrap();
    }

    /// A token of the API for the book.
    pub async fn token(&self, role: Role) -> String {
        let name = format!("test {}", self.secret().seed());
        let request = api_token::Request {
            name: &name,
            role,
            expires_at: None,
        };
        let (caller, secret) = (self.caller(), self.secret());
        let made = api_token::create(
            &self.db,
            &self.book,
            caller,
            api_token::Maker::Person(Role::Admin),
            &request,
            &secret,
        );
        made.await.unwrap()
    }

    /// A browser in which nobody is signed in.
    pub fn browser(&self) -> Browser<'_> {
        Browser {
            desk: self,
            cookies: BTreeMap::new(),
            address: "192.0.2.7".to_owned(),
        }
    }

    /// A browser in which somebody has signed in.
    pub async fn signed_in(&self, email: &str) -> Browser<'_> {
        let mut browser = self.browser();
        let answer = browser.signs_in(email, PASSWORD).await;
        assert_eq!(answer.status, StatusCode::SEE_OTHER, "{}", answer.text);
        browser
    }

    async fn answers(&self, request: Request<Body>) -> Answer {
        let response = self.router.clone().oneshot(request).await.unwrap();
        let (parts, body) = response.into_parts();
        let bytes = to_bytes(body, PAGE_LIMIT).await.unwrap();
        Answer {
            status: parts.status,
            headers: parts.headers,
            text: String::from_utf8_lossy(&bytes).into_owned(),
        }
    }
}

fn caller(clock: &Hand, seed: u64) -> Caller<'static> {
    Caller {
        actor: "test",
        authority: Authority::Operator,
        at: clock.now(),
        today: clock.today(None),
        seed,
    }
}

async fn make_book(db: &Db, clock: &Hand, name: &str) -> Book {
    let seed = name.bytes().map(u64::from).sum();
    let (caller, settings) = (caller(clock, seed), BookSettings::default());
    book::create(db, caller, name, Currency::GBP, None, &settings)
        .await
        .unwrap()
}

/// What came back.
#[derive(Debug)]
pub struct Answer {
    pub status: StatusCode,
    pub headers: HeaderMap,
    pub text: String,
}

impl Answer {
    pub fn header(&self, name: &str) -> &str {
        self.headers
            .get(name)
            .map_or("", |value| value.to_str().unwrap())
    }

    /// The value of a hidden field.
    pub fn hidden(&self, name: &str) -> String {
        let start = format!("name=\"{name}\" value=\"");
        let rest = self.text.split(&start).nth(1);
        let value = rest.and_then(|rest| rest.split('"').next());
        value
            .unwrap_or_else(|| panic!("no field {name} in {}", self.text))
            .to_owned()
    }
}

/// Holds a page to what is to be read on it.
#[track_caller]
pub fn shows(page: &Answer, texts: &[&str]) {
    for text in texts {
        assert!(page.text.contains(text), "{text:?} is not in {}", page.text);
    }
}

/// A browser: it keeps its cookies and says where its forms come from.
pub struct Browser<'d> {
    desk: &'d TestDesk,
    pub cookies: BTreeMap<String, String>,
    pub address: String,
}

impl Browser<'_> {
    /// A request as this browser would make it, to be changed by a test.
    pub fn request(&self, method: Method, path: &str) -> axum::http::request::Builder {
        let peer: SocketAddr = format!("{}:50000", self.address).parse().unwrap();
        let cookies: Vec<String> = self
            .cookies
            .iter()
            .map(|(name, value)| format!("{name}={value}"))
            .collect();
        let mut request = Request::builder()
            .method(&method)
            .uri(path)
            .header("host", self.desk.url.split("://").nth(1).unwrap())
            .header("user-agent", "a browser")
            .extension(ConnectInfo(peer));
        if !cookies.is_empty() {
            request = request.header("cookie", cookies.join("; "));
        }
        if method == Method::POST {
            request = request
                .header("origin", &self.desk.url)
                .header("sec-fetch-site", "same-origin")
                .header("content-type", "application/x-www-form-urlencoded");
        }
        request
    }

    /// Sends a request and keeps the cookies that come back.
    pub async fn sends(&mut self, request: Request<Body>) -> Answer {
        let answer = self.desk.answers(request).await;
        for value in answer.headers.get_all("set-cookie") {
            let text = value.to_str().unwrap();
            let (name, rest) = text.split_once('=').unwrap();
            let value = rest.split(';').next().unwrap();
            if text.contains("Max-Age=0") {
                self.cookies.remove(name);
            } else {
                self.cookies.insert(name.to_owned(), value.to_owned());
            }
        }
        answer
    }

    pub async fn gets(&mut self, path: &str) -> Answer {
        let request = self.request(Method::GET, path).body(Body::empty()).unwrap();
        self.sends(request).await
    }

    /// Sends a form as it stands.
    pub async fn posts(&mut self, path: &str, fields: &[(&str, &str)]) -> Answer {
        let body = encoded(fields);
        let request = self
            .request(Method::POST, path)
            .body(Body::from(body))
            .unwrap();
        self.sends(request).await
    }

    /// Sends a form with the token that the account page holds.
    pub async fn submits(&mut self, path: &str, fields: &[(&str, &str)]) -> Answer {
        let token = self.gets("/account").await.hidden("csrf");
        let mut all = vec![("csrf", token.as_str())];
        all.extend_from_slice(fields);
        self.posts(path, &all).await
    }

    pub async fn signs_in(&mut self, email: &str, password: &str) -> Answer {
        self.posts("/sign-in", &[("email", email), ("password", password)])
            .await
    }
}

/// Fields as a form sends them.
pub fn encoded(fields: &[(&str, &str)]) -> String {
    let escaped = |text: &str| -> String {
        let bytes = text.bytes().map(|byte| match byte {
            b'a'..=b'z' | b'A'..=b'Z' | b'0'..=b'9' | b'-' | b'.' | b'_' => {
                char::from(byte).to_string()
            }
            _ => format!("%{byte:02X}"),
        });
        bytes.collect()
    };
    let pairs: Vec<String> = fields
        .iter()
        .map(|(name, value)| format!("{}={}", escaped(name), escaped(value)))
        .collect();
    pairs.join("&")
}
