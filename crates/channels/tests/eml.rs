//! The bytes of an e-mail.
#![allow(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::panic,
    reason = "tests"
)]

use dunwell_channels::{Mailbox, Medium, MessageContext, Templates, eml};
use dunwell_core::lang::Lang;
use jiff::Timestamp;

fn mailbox(name: &str, email: &str) -> Mailbox {
    Mailbox {
        name: Some(name.to_owned()),
        email: email.to_owned(),
    }
}

fn write(lang: Lang, to: &Mailbox, message_id: &str) -> Result<String, String> {
    let message = Templates::embedded()
        .unwrap()
        .render(Medium::Email, "firm", lang, &MessageContext::sample(lang))
        .unwrap();
    let from = mailbox("Fernhill, Supplies", "accounts@example.com");
    let date: Timestamp = "2026-03-12T08:30:00Z".parse().unwrap();
    eml(&message, &from, to, date, message_id)
        .map(|bytes| String::from_utf8(bytes).unwrap())
        .map_err(|error| error.to_string())
}

#[test]
fn the_headers_are_complete_and_no_more() {
    let to = mailbox("Jürgen Groß", "j.gross@example.com");
    let text = write(Lang::De, &to, "<1-2@mail.example.com>").unwrap();
    let (head, _) = text.split_once("\r\n\r\n").unwrap();
    insta::assert_snapshot!(head.replace("\r\n", "\n"), @r#"
    Content-Language: de
    From: =?utf-8?b?RmVybmhpbGwsIFN1cHBsaWVz?= <accounts@example.com>
    To: =?utf-8?b?SsO8cmdlbiBHcm/Dnw==?= <j.gross@example.com>
    Subject: 23.860,75 EUR =?utf-8?b?w7xiZXJmw6RsbGlnOg==?= bitte antworten Sie
     bis zum 19. =?utf-8?b?TcOkcno=?= 2026
    Date: Thu, 12 Mar 2026 08:30:00 +0000
    Message-ID: <1-2@mail.example.com>
    MIME-Version: 1.0
    Content-Type: multipart/alternative; boundary="=_dunwell_8ce0c2a89aac5a9f"
    "#);
}

#[test]
fn the_same_message_is_the_same_bytes() {
    let to = mailbox("", "a@example.com");
    let first = write(Lang::Fr, &to, "<1@example.com>").unwrap();
    assert_eq!(first, write(Lang::Fr, &to, "<1@example.com>").unwrap());
    assert_ne!(first, write(Lang::Fr, &to, "<2@example.com>").unwrap());
}

#[test]
fn both_parts_are_there_and_every_line_is_short() {
    let text = write(Lang::Fr, &mailbox("", "a@example.com"), "<1@example.com>").unwrap();
    assert_eq!(
        text.matches("Content-Type: text/plain; charset=utf-8\r\n")
            .count(),
        1
    );
    assert_eq!(
        text.matches("Content-Type: text/html; charset=utf-8\r\n")
            .count(),
        1
    );
    assert_eq!(
        text.matches("Content-Transfer-Encoding: quoted-printable\r\n")
            .count(),
        2
    );
    for line in text.split("\r\n") {
        assert!(line.len() <= 78, "{line:?}");
        assert!(!line.contains(['\r', '\n']), "{line:?}");
    }
}

#[test]
fn what_cannot_be_an_email_is_refused() {
    let good = mailbox("A", "a@example.com");
    assert_eq!(
        write(Lang::En, &mailbox("A", "a at example"), "<1@example.com>").unwrap_err(),
        "\"a at example\" is not an e-mail address (Missing domain or user); one looks like accounts@example.com"
    );
    for bad in [
        "1@example.com",
        "<1>",
        "<1@example.com>\r\nBcc: b@example.com",
        "<a b@example.com>",
    ] {
        assert_eq!(
            write(Lang::En, &good, bad).unwrap_err(),
            format!("{bad:?} is not a message id; one looks like <name@example.com>")
        );
    }
    let sms = Templates::embedded()
        .unwrap()
        .render(
            Medium::Sms,
            "firm",
            Lang::En,
            &MessageContext::sample(Lang::En),
        )
        .unwrap();
    let error = eml(&sms, &good, &good, Timestamp::UNIX_EPOCH, "<1@example.com>").unwrap_err();
    assert_eq!(
        error.to_string(),
        "only an e-mail can be written as .eml, and this message has no subject"
    );
}
