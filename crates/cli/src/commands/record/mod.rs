//! `dunwell record`: put on record what happened.

mod charges;
pub mod money;
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
    /// Terms that a customer accepted, or that this was recorded in error
    TermsAcceptance(charges::TermsAcceptance),
    /// Interest or a fixed sum that is claimed on an invoice
    Charge(charges::Charge),
    /// A charge that is waived, in whole or in part
    Waiver(charges::Waiver),
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
        What::TermsAcceptance(args) => charges::terms_acceptance(context, args).await,
        What::Charge(args) => charges::charge(context, args).await,
        What::Waiver(args) => charges::waiver(context, args).await,
        What::Call(args) => talk::call(context, args).await,
        What::Note(args) => talk::note(context, args).await,
        What::Promise(args) => talk::promise(context, args).await,
        What::Dispute(args) => talk::dispute(context, args).await,
        What::Hold(args) => talk::hold(context, args).await,
    }
}

#[cfg(test)]
mod tests {
    use clap::Parser;

    use super::Args;

    #[derive(Debug, Parser)]
    struct Command {
        #[command(flatten)]
        args: Args,
    }

    /// Whether a command line (without quotes inside) is one that can be carried out.
    fn check(line: &str, expected: bool) {
        let words = std::iter::once("record").chain(line.split(' '));
        let parsed = Command::try_parse_from(words);
        assert_eq!(parsed.is_ok(), expected, "{line}: {parsed:?}");
    }

    #[test]
    fn money_names_one_target_at_most() {
        check("payment --customer 1 --amount 5", true);
        check(
            "payment --customer 1 --amount 5 --invoice A --invoice B",
            true,
        );
        check("payment --customer 1 --amount -5 --oldest-first", true);
        check(
            "payment --customer 1 --amount 5 --invoice A --oldest-first",
            false,
        );
        check("payment --amount 5", false);
        check("allocation --customer 1 --oldest-first", true);
    }

    #[test]
    fn a_reversal_names_one_entry() {
        check("reversal --entry E --reason x", true);
        check("reversal --payment-document D --reason x", true);
        check("reversal --reason x", false);
        check("reversal --entry E --credit-note C --reason x", false);
        check("reversal --entry E", false);
    }

    #[test]
    fn accepted_terms_name_their_document_or_are_taken_back() {
        check("terms-acceptance 1 --document D", true);
        check(
            "terms-acceptance 1 --document D --fee 10.00 --fee 15%",
            true,
        );
        check("terms-acceptance 1", false);
        check("terms-acceptance --document D", false);
        check("terms-acceptance --withdraw T --reason x", true);
        check("terms-acceptance --withdraw T", false);
        check("terms-acceptance 1 --withdraw T --reason x", false);
    }

    #[test]
    fn a_claim_names_what_is_claimed() {
        check("charge --invoice A --interest", true);
        check("charge --invoice A --interest --fixed-sum", true);
        check("charge --invoice A", false);
    }

    #[test]
    fn a_waiver_names_one_charge_or_those_of_an_invoice() {
        check("waiver --charge E --reason x", true);
        check("waiver --invoice A --kind interest --reason x", true);
        check("waiver --invoice A --kind costs --reason x", false);
        check("waiver --charge E --kind interest --reason x", false);
        check("waiver --charge E --invoice A --reason x", false);
        check("waiver --invoice A", false);
    }

    #[test]
    fn a_call_has_one_of_the_outcomes() {
        check("call --customer 1 --outcome cash-flow", true);
        check("call --customer 1 --outcome rich", false);
        check("call --customer 1", false);
    }

    #[test]
    fn a_dispute_is_raised_resolved_or_opened_again() {
        check("dispute --invoice A --reason x", true);
        check("dispute --invoice A", false);
        check("dispute --resolve D --resolution x", true);
        check("dispute --resolve D --reason x", false);
        check("dispute --reopen D --reason x", true);
        check("dispute --reopen D", false);
        check("dispute --invoice A --resolve D --resolution x", false);
        check("dispute --reason x", false);
    }

    #[test]
    fn a_promise_is_made_or_taken_back() {
        check("promise --customer 1 --amount 5 --by 2026-03-10", true);
        check("promise --customer 1 --amount 5", false);
        check("promise --withdraw P --reason x", true);
        check("promise --withdraw P", false);
        check("promise --withdraw P --reason x --customer 1", false);
    }

    #[test]
    fn a_hold_is_placed_or_lifted() {
        check("hold --customer 1 --reason x", true);
        check(
            "hold --customer 1 --invoice A --until 2026-03-10 --reason x",
            true,
        );
        check("hold --customer 1 --supply", false);
        check("hold --invoice A --supply --reason x", false);
        check("hold --lift H", true);
        check("hold --lift --customer 1 --supply", true);
        check("hold --lift H --until 2026-03-10", false);
        check("hold --reason x", false);
    }
}
