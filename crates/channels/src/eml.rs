//! An e-mail as the bytes that a mail server takes (RFC 5322).

use std::time::SystemTime;

use jiff::Timestamp;
use lettre::message::header::{
    ContentTransferEncoding, ContentType, Header, HeaderName, HeaderValue,
};
use lettre::message::{MultiPart, MultiPartBuilder, SinglePart};

use crate::message::Message;

/// A name and an address.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Mailbox {
    /// The name shown; none or empty for the bare address.
    pub name: Option<String>,
    /// The address, such as `accounts@example.com`.
    pub email: String,
}

/// Why a message cannot be written as an e-mail.
#[derive(Debug, thiserror::Error)]
pub enum EmlError {
    /// The message has no subject or no HTML.
    #[error("only an e-mail can be written as .eml, and this message has no {missing}")]
    NotEmail {
        /// What is missing.
        missing: &'static str,
    },
    /// An address is not one.
    #[error("{email:?} is not an e-mail address ({reason}); one looks like accounts@example.com")]
    Address {
        /// What was found.
        email: String,
        /// What is wrong with it.
        reason: String,
    },
    /// The date is before 1970.
    #[error("an e-mail cannot be dated {date}; dates start in 1970")]
    Date {
        /// What was found.
        date: Timestamp,
    },
    /// The message id cannot stand in a header.
    #[error("{message_id:?} is not a message id; one looks like <name@example.com>")]
    MessageId {
        /// What was found.
        message_id: String,
    },
    /// The library refused the message.
    #[error("the e-mail cannot be written: {0}")]
    Build(#[from] lettre::error::Error),
}

/// Writes an e-mail with a plain text and an HTML part. The same arguments give the same bytes.
///
/// `message_id` is the whole header value with its angle brackets; replies are matched by it.
///
/// # Errors
/// [`EmlError`], with what was found.
pub fn eml(
    message: &Message,
    from: &Mailbox,
    to: &Mailbox,
    date: Timestamp,
    message_id: &str,
) -> Result<Vec<u8>, EmlError> {
    let subject = message
        .subject
        .as_deref()
        .ok_or(EmlError::NotEmail { missing: "subject" })?;
    let html = message.html.as_deref().ok_or(EmlError::NotEmail {
        missing: "HTML part",
    })?;
    if !is_message_id(message_id) {
        return Err(EmlError::MessageId {
            message_id: message_id.to_owned(),
        });
    }
    if date < Timestamp::UNIX_EPOCH {
        return Err(EmlError::Date { date });
    }
    let mut builder = lettre::Message::builder();
    if let Some(lang) = message.lang {
        builder = builder.header(ContentLanguage(lang.code().to_owned()));
    }
    let email = builder
        .from(mailbox(from)?)
        .to(mailbox(to)?)
        .subject(subject)
        .date(SystemTime::from(date))
        .message_id(Some(message_id.to_owned()))
        .multipart(
            alternative(message_id)
                .singlepart(part(ContentType::TEXT_PLAIN, &message.text))
                .singlepart(part(ContentType::TEXT_HTML, html)),
        )?;
    Ok(email.formatted())
}

/// The language of a message (RFC 3282), so that a screen reader pronounces it rightly.
#[derive(Debug, Clone)]
struct ContentLanguage(String);

impl Header for ContentLanguage {
    fn name() -> HeaderName {
        HeaderName::new_from_ascii_str("Content-Language")
    }

    fn parse(text: &str) -> Result<Self, Box<dyn std::error::Error + Send + Sync>> {
        Ok(ContentLanguage(text.to_owned()))
    }

    fn display(&self) -> HeaderValue {
        HeaderValue::new(Self::name(), self.0.clone())
    }
}

fn mailbox(mailbox: &Mailbox) -> Result<lettre::message::Mailbox, EmlError> {
    let address = mailbox
        .email
        .parse()
        .map_err(|reason: lettre::address::AddressError| EmlError::Address {
            email: mailbox.email.clone(),
            reason: reason.to_string(),
        })?;
    // A header is one line; a name with a line break in it cannot be written by the library.
    let name = mailbox
        .name
        .as_deref()
        .map(|name| name.replace(char::is_control, " ").trim().to_owned())
        .filter(|name| !name.is_empty());
    Ok(lettre::message::Mailbox::new(name, address))
}

/// Both parts are quoted-printable, in which `=_` cannot occur: the boundary is safe whatever they say.
fn part(content_type: ContentType, body: &str) -> SinglePart {
    SinglePart::builder()
        .header(content_type)
        .header(ContentTransferEncoding::QuotedPrintable)
        .body(body.to_owned())
}

fn alternative(message_id: &str) -> MultiPartBuilder {
    MultiPart::alternative().boundary(format!("=_dunwell_{:016x}", fnv1a(message_id.as_bytes())))
}

/// The 64-bit Fowler-Noll-Vo hash, version 1a: the same on every machine and in every release.
fn fnv1a(bytes: &[u8]) -> u64 {
    bytes.iter().fold(0xcbf2_9ce4_8422_2325, |hash, byte| {
        (hash ^ u64::from(*byte)).wrapping_mul(0x0100_0000_01b3)
    })
}

fn is_message_id(text: &str) -> bool {
    let inner = text
        .strip_prefix('<')
        .and_then(|rest| rest.strip_suffix('>'));
    inner.is_some_and(|inner| {
        let is_plain = |part: &str| {
            !part.is_empty()
                && part
                    .bytes()
                    .all(|byte| byte.is_ascii_graphic() && !matches!(byte, b'<' | b'>' | b'@'))
        };
        matches!(inner.split_once('@'), Some((left, right)) if is_plain(left) && is_plain(right))
    })
}
