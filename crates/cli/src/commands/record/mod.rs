//! `dunwell record`: put on record what happened.

mod money;
mod talk;

use anyhow::Result;

pub use money::written_off_in_words;
pub use talk::{held_in_words, subject};

use crate::context::Context;

/// Put on record what happened
#[derive(Debug, clap::Args)]
pub struct Args {
    #[command(subcommand)]
    what: What,
}

#[derive(Debug, clap::Subcommand)]
enum What {
    /// Money that arrived
    Payment(money::Payment),
    /// Match unapplied money with invoices
    Allocation(money::Allocation),
    /// Credit that was given
    CreditNote(money::CreditNote),
    /// Give up what is open on an invoice, or part of it
    WriteOff(money::WriteOff),
    /// Undo an entry: a payment that bounced, a write-off made in error
    Reversal(money::Reversal),
    /// A call and how it ended
    Call(talk::Call),
    /// A note about a customer
    Note(talk::Note),
    /// A promise to pay, or that one was recorded in error
    Promise(talk::Promise),
    /// A dispute about an invoice, how it was resolved, or that it is open again
    Dispute(talk::Dispute),
    /// A hold on contact or on supply, or its end
    Hold(talk::Hold),
}

/// Runs the command.
pub async fn run(context: &Context, args: Args) -> Result<()> {
    match args.what {
        What::Payment(args) => money::payment(context, args).await,
        What::Allocation(args) => money::allocation(context, args).await,
        What::CreditNote(args) => money::credit_note(context, args).await,
        What::WriteOff(args) => money::write_off(context, args).await,
        What::Reversal(args) => money::reversal(context, args).await,
        What::Call(args) => talk::call(context, args).await,
        What::Note(args) => talk::note(context, args).await,
        What::Promise(args) => talk::promise(context, args).await,
        What::Dispute(args) => talk::dispute(context, args).await,
        What::Hold(args) => talk::hold(context, args).await,
    }
}
