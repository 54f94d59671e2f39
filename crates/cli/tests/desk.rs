//! The desk from the command line: who may sign in, and serving until told to stop.
#![allow(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::panic,
    reason = "tests"
)]

mod common;

use std::io::{BufRead as _, BufReader, Read as _, Write as _};
use std::net::TcpStream;
use std::process::{Child, Stdio};

use common::{Desk, told};
use serde_json::{Value, json};

const TODAY: &str = "2026-03-05";

fn desk() -> Desk {
    Desk::on(TODAY)
}

fn add<'a>(email: &'a str, name: &'a str, role: &'a str) -> [&'a str; 7] {
    ["user", "add", email, "--name", name, "--role", role]
}

fn parsed(desk: &Desk, args: &[&str]) -> Value {
    serde_json::from_str(&desk.prints(args)).unwrap()
}

#[test]
fn people_are_added_listed_and_kept_out() {
    let desk = desk();
    desk.prints(&["book", "create", "House"]);
    let added = desk.prints(&add("anna@example.com", "Anna", "admin"));
    assert!(added.contains("within 72 hours"), "{added}");
    let link = added.lines().last().unwrap();
    assert!(link.starts_with("http://127.0.0.1:8080/link/"), "{link}");
    let in_book = [
        &add("ben@example.com", "Ben", "viewer")[..],
        &["--book", "House"],
    ]
    .concat();
    desk.prints(&in_book);
    desk.prints(&["user", "disable", "ben@example.com"]);
    let mut listed = parsed(&desk, &["user", "list", "--json"]);
    let disabled_at = listed[1]["disabled_at"].take();
    assert!(disabled_at.is_string(), "{disabled_at}");
    for user in listed.as_array_mut().unwrap() {
        user.as_object_mut().unwrap().remove("id");
    }
    let person = |email: &str, name: &str| {
        json!({
            "email": email, "name": name, "language": "en", "everywhere": null, "books": {},
            "has_password": false, "has_second_factor": false, "disabled_at": null,
        })
    };
    let mut anna = person("anna@example.com", "Anna");
    anna["everywhere"] = json!("admin");
    let mut ben = person("ben@example.com", "Ben");
    ben["books"] = json!({ "House": "viewer" });
    assert_eq!(listed, json!([anna, ben]));
    desk.prints(&["user", "enable", "ben@example.com"]);
    desk.prints(&["user", "role", "ben@example.com", "controller"]);
    let table = desk.prints(&["user", "list"]);
    assert!(
        table.contains("controller everywhere, viewer in House"),
        "{table}"
    );
}

#[test]
fn what_was_done_with_a_book_is_listed() {
    let desk = desk();
    desk.prints(&["book", "create", "House"]);
    let steps = parsed(&desk, &["book", "steps", "--json"]);
    assert_eq!(steps["next"], "letterhead");
    assert!(
        desk.prints(&["imports"])
            .contains("Nothing was brought in yet")
    );
    assert!(desk.prints(&["runs"]).contains("No day was run yet"));
    let file = "number,customer,due,amount\nA-1,7,2026-02-01,250.00\nA-2,7,soon,1.00\n";
    desk.write("bills.csv", file);
    desk.prints(&["import", "bills.csv"]);
    desk.prints(&["run"]);
    let imports = parsed(&desk, &["imports", "--json"]);
    assert_eq!(imports[0]["summary"]["invoices"]["new"], 1);
    assert_eq!(imports[0]["summary"]["refused"], 1);
    assert_eq!(imports[0]["files"][0]["name"], "bills.csv");
    assert_eq!(imports[0]["actor"], "anna");
    let runs = parsed(&desk, &["runs", "--json"]);
    assert_eq!(runs[0]["date"], TODAY);
    assert_eq!(runs[0]["customers_reviewed"], 1);
    let table = desk.prints(&["book", "steps"]);
    assert!(table.contains("first run"), "{table}");
    let steps = parsed(&desk, &["book", "steps", "--json"]);
    assert_eq!(steps["done"]["customers"], 1);
    assert_eq!(steps["done"]["latest_run"], TODAY);
}

#[test]
fn what_cannot_be_is_refused_in_words() {
    let desk = desk();
    let check = |args: &[&str], code: i32, expected: &str| {
        let output = desk.runs(args);
        assert_eq!(output.status.code(), Some(code), "{args:?}");
        assert!(
            told(&output).contains(expected),
            "{args:?}: {}",
            told(&output)
        );
    };
    desk.prints(&add("anna@example.com", "Anna", "admin"));
    check(&add("anna@example.com", "Anna B", "admin"), 1, "already");
    check(
        &add("ben@example.com", "Ben", "boss"),
        2,
        "\"boss\" is no role",
    );
    check(
        &["user", "disable", "anna@example.com"],
        1,
        "nobody would be left",
    );
    check(
        &["user", "reset-link", "ben@example.com"],
        1,
        "nobody signs in as",
    );
    check(
        &["serve", "--listen", "0.0.0.0:0"],
        1,
        "--public-url https://",
    );
    let open = ["serve", "--public-url", "http://dunwell.example.com"];
    check(&open, 2, "would send passwords unencrypted");
}

/// A server that is stopped with the test.
struct Served(Child);

impl Drop for Served {
    fn drop(&mut self) {
        // It has ended already where the test went well.
        let _ = self.0.kill();
        let _ = self.0.wait();
    }
}

#[cfg(unix)]
#[test]
fn it_serves_until_it_is_told_to_stop() {
    let desk = desk();
    let mut command = desk.command(&["serve", "--listen", "127.0.0.1:0"]);
    let child = command
        .stdout(Stdio::piped())
        .stderr(Stdio::piped())
        .spawn()
        .unwrap();
    let mut served = Served(child);
    let mut lines = BufReader::new(served.0.stdout.take().unwrap()).lines();
    let first = lines.next().unwrap().unwrap();
    let second = lines.next().unwrap().unwrap();
    assert!(second.contains("Nobody can sign in yet"), "{second}");
    let link = lines.next().unwrap().unwrap();
    assert!(link.contains("/welcome/"), "{link}");
    let address = first
        .split("http://")
        .nth(1)
        .unwrap()
        .split(';')
        .next()
        .unwrap();
    let mut stream = TcpStream::connect(address).unwrap();
    write!(
        stream,
        "GET /healthz HTTP/1.1\r\nHost: {address}\r\nConnection: close\r\n\r\n"
    )
    .unwrap();
    let mut answer = String::new();
    stream.read_to_string(&mut answer).unwrap();
    assert!(
        answer.starts_with("HTTP/1.1 200 OK") && answer.ends_with("ok\n"),
        "{answer}"
    );
    let stopped = std::process::Command::new("kill")
        .arg(served.0.id().to_string())
        .status();
    assert!(stopped.unwrap().success());
    let status = served.0.wait().unwrap();
    assert_eq!(status.code(), Some(0), "it was asked to stop, and did");
    let key = desk.folder().join("dunwell.db.key");
    let mode = std::os::unix::fs::PermissionsExt::mode(&key.metadata().unwrap().permissions());
    assert_eq!(mode & 0o777, 0o600, "nobody else reads the key");
}

/// What is said to a command that is refused.
fn told_by(desk: &Desk, args: &[&str]) -> String {
    let output = desk.runs(args);
    assert_eq!(output.status.code(), Some(1), "{args:?}");
    told(&output)
}

#[test]
fn programs_are_given_tokens() {
    let desk = desk();
    desk.prints(&["book", "create", "House"]);
    let add = [
        "token",
        "add",
        "shop",
        "--role",
        "viewer",
        "--until",
        "2099-12-31",
    ];
    let added = parsed(&desk, &[&add[..], &["--json"]].concat());
    let token = added["token"].as_str().unwrap();
    assert!(token.starts_with("dw_") && token.len() == 67, "{token}");
    assert!(told_by(&desk, &add).contains("there is a token called shop already"));
    let listed = parsed(&desk, &["token", "list", "--json"]);
    assert_eq!(listed[0]["name"], "shop");
    assert_eq!(listed[0]["expires_at"], "2100-01-01T00:00:00Z");
    assert!(!listed.to_string().contains(token), "it is printed once");
    assert!(
        desk.prints(&["token", "list"])
            .contains("until 31 Dec 2099")
    );
    assert!(
        desk.prints(&["token", "revoke", "shop"])
            .contains("opens nothing any more")
    );
    assert!(desk.prints(&["token", "list"]).contains("taken back on"));
    assert!(told_by(&desk, &["token", "revoke", "shop"]).contains("there is no token \"shop\""));
}

#[test]
fn what_happens_to_a_book_is_on_record() {
    let desk = desk();
    desk.prints(&["book", "create", "House"]);
    desk.prints(&[
        "book",
        "set",
        "phone=+44 7700 900123",
        "two_people.write_off=GBP 500",
    ]);
    desk.prints(&["book", "rename", "Northwind Ltd", "--country", "gb"]);
    desk.prints(&["book", "set", "two_people.write_off=GBP 900"]);
    let record = parsed(&desk, &["journal", "of-book", "--json"]);
    let told: Vec<&str> = record["records"]
        .as_array()
        .unwrap()
        .iter()
        .map(|record| record["text"].as_str().unwrap())
        .collect();
    assert_eq!(
        told,
        [
            "Settings changed: two people write off was \"GBP 500.00\" and is \"GBP 900.00\" now. By the operator of the installation.",
            "Settings changed: name was \"House\" and is \"Northwind Ltd\" now; country is \"GB\" now.",
            "Settings changed: phone is \"+44 7700 900123\" now; two people write off is \"GBP 500.00\" now.",
        ]
    );
    let verified = desk.prints(&["journal", "verify"]);
    assert!(verified.contains("3 of the book itself"), "{verified}");
    assert!(
        desk.prints(&["requests", "list"])
            .contains("Nobody has asked")
    );
    let none = told_by(&desk, &["requests", "approve", "req_01"]);
    assert!(none.contains("no open request begins with"), "{none}");
}
