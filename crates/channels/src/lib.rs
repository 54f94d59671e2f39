//! What leaves the house: the messages to customers, and the scripts for the people who call them.
//!
//! The texts are templates under `templates/{language}/{medium}/{name}.txt`, compiled in and open to
//! override. [`Templates::render`] fills one with the facts of a [`MessageContext`] and lays it out: an
//! e-mail as plain text and HTML from the same paragraphs, an SMS in the alphabet that keeps it short, a
//! call script, a letter. [`eml`] wraps an e-mail into the bytes that a mail server takes.
//!
//! Nothing here sends anything, reads a clock or draws a random number.

mod blocks;
mod context;
mod dates;
mod eml;
mod epc_qr;
mod gsm;
mod html;
mod medium;
mod message;
mod phrases;
mod sample;
mod templates;
mod text;
mod typography;
mod view;

pub use context::{
    Bank, BookContext, BrokenPromise, Charged, CustomerContext, InterestContext, ItemContext,
    MessageContext, StepContext,
};
pub use dates::{long_date, short_date};
pub use eml::{EmlError, Mailbox, eml};
pub use epc_qr::{EpcError, EpcTransfer, Remittance};
pub use gsm::{SMS_PART_SEPTETS, septets};
pub use medium::Medium;
pub use message::Message;
pub use templates::{RenderError, TemplateId, Templates};
