//! Charges for paying late: accepted terms, claims, waivers.

use anyhow::Result;
use dunwell_app::Currency;
use dunwell_app::record::waiver::Which;
use dunwell_app::record::{charge, terms_acceptance, waiver};
use dunwell_core::charge::ChargeKind;
use jiff::civil::Date;

use crate::commands::change::Change;
use crate::context::Context;
use crate::output::day;

/// Terms that a customer accepted, or that this was recorded in error
#[derive(Debug, clap::Args)]
pub struct TermsAcceptance {
    /// The customer's number
    #[arg(value_name = "CUSTOMER", required_unless_present = "withdraw")]
    customer: Option<String>,
    /// The day on which they were accepted; they hold for invoices of that day and later [default: today]
    #[arg(long, value_parser = crate::args::date, value_name = "DATE")]
    on: Option<Date>,
    /// The interest for paying late: statutory, none, "12% a year", "8% over UK_BASE"
    #[arg(long, value_name = "RATE", default_value = "statutory")]
    interest: String,
    /// The sum for paying late: statutory, none or an amount
    #[arg(long, value_name = "SUM", default_value = "statutory")]
    fixed_sum: String,
    /// A fee that may be charged, such as 10.00 or 15%; give it again for each
    #[arg(long = "fee", value_name = "FEE")]
    fees: Vec<String>,
    /// The currency of the amounts [default: that of the book]
    #[arg(long, value_name = "CODE")]
    currency: Option<Currency>,
    /// When payment is due, such as "net 30"
    #[arg(long, value_name = "TERMS")]
    due: Option<String>,
    /// Where the acceptance can be found: an order, a contract, signed terms
    #[arg(long, value_name = "REFERENCE", required_unless_present = "withdraw")]
    document: Option<String>,
    /// The jurisdiction whose law the terms stand under [default: that of the book]
    #[arg(long, value_name = "CODE")]
    law: Option<String>,
    /// Take back this acceptance, which was recorded in error
    #[arg(long, value_name = "TERMS", requires = "reason",
          conflicts_with_all = ["customer", "on", "document", "fees", "due", "law", "currency"])]
    withdraw: Option<String>,
    /// Why it is taken back
    #[arg(long, value_name = "TEXT", requires = "withdraw")]
    reason: Option<String>,
    #[command(flatten)]
    change: Change,
}

pub async fn terms_acceptance(context: &Context, args: TermsAcceptance) -> Result<()> {
    let (db, book) = context.book().await?;
    let (caller, mode) = (context.caller(), args.change.mode());
    if let Some(terms) = args.withdraw {
        let request = terms_acceptance::Withdrawal {
            terms,
            reason: args.reason.unwrap_or_default(),
        };
        let withdrawn = terms_acceptance::withdraw(&db, &book, caller, mode, &request).await?;
        let line = format!(
            "Took back the terms of {} ({}); what was charged by them stays until it is waived or undone.",
            withdrawn.name, withdrawn.customer
        );
        return args.change.report(context, &withdrawn, &[line]);
    }
    let (Some(customer), Some(document)) = (args.customer, args.document) else {
        anyhow::bail!("accepted terms need the customer's number and --document");
    };
    let request = terms_acceptance::Request {
        customer,
        date: args.on,
        interest: args.interest,
        fixed_sum: args.fixed_sum,
        fees: args.fees,
        currency: args.currency,
        law: args.law,
        due: args.due,
        document,
    };
    let accepted = terms_acceptance::record(&db, &book, caller, mode, &request).await?;
    let fees = match accepted.fees.as_slice() {
        [] => "none".to_owned(),
        fees => format!("up to {}", fees.join(" and ")),
    };
    let lines = [
        format!(
            "{} ({}) accepted terms on {}; they hold for invoices of that day and later: {}",
            accepted.name,
            accepted.customer,
            day(accepted.accepted_on),
            accepted.terms
        ),
        format!(
            "  interest {}, fixed sum {}, fees {fees}",
            accepted.interest, accepted.fixed_sum
        ),
    ];
    args.change.report(context, &accepted, &lines)
}

/// Interest or a fixed sum that is claimed on an invoice, also when it is paid already
#[derive(Debug, clap::Args)]
pub struct Charge {
    /// The invoice's number
    #[arg(long, value_name = "NUMBER")]
    invoice: String,
    #[command(flatten)]
    what: Claim,
    /// The day up to which interest is claimed [default: today]
    #[arg(long, value_parser = crate::args::date)]
    date: Option<Date>,
    #[command(flatten)]
    change: Change,
}

/// What is claimed.
#[derive(Debug, clap::Args)]
#[group(required = true, multiple = true)]
struct Claim {
    /// Claim the interest of the days that were not charged yet
    #[arg(long)]
    interest: bool,
    /// Claim the fixed sum
    #[arg(long)]
    fixed_sum: bool,
}

pub async fn charge(context: &Context, args: Charge) -> Result<()> {
    let (db, book) = context.book().await?;
    let request = charge::Request {
        invoice: args.invoice,
        interest: args.what.interest,
        fixed_sum: args.what.fixed_sum,
        date: args.date,
    };
    let charged =
        charge::record(&db, &book, context.caller(), args.change.mode(), &request).await?;
    let mut lines = vec![format!(
        "Charged on invoice {} of {} ({}); {} is open on it now:",
        charged.invoice, charged.name, charged.customer, charged.open
    )];
    lines.extend(charged.charges.iter().map(|made| {
        let days = made.from.zip(made.to);
        let days = days.map_or_else(String::new, |(from, to)| {
            format!(" from {} to {}", day(from), day(to))
        });
        format!(
            "  {} of {}{days}, by {}: {}",
            made.kind.named(),
            made.amount,
            made.basis,
            made.entry
        )
    }));
    lines.extend(charged.not_charged.iter().map(|why| format!("  {why}")));
    args.change.report(context, &charged, &lines)
}

/// A charge that is waived, in whole or in part
#[derive(Debug, clap::Args)]
pub struct Waiver {
    /// The charge, by its entry as "dunwell invoice" shows it
    #[arg(
        long,
        value_name = "ENTRY",
        required_unless_present = "invoice",
        conflicts_with = "invoice"
    )]
    charge: Option<String>,
    /// All charges on this invoice
    #[arg(long, value_name = "NUMBER")]
    invoice: Option<String>,
    /// Only charges of this kind: interest, fixed-sum or fee
    #[arg(long, value_name = "KIND", value_parser = kind, conflicts_with = "charge")]
    kind: Option<ChargeKind>,
    /// How much, such as 12.50 [default: all that is left]
    #[arg(long, allow_negative_numbers = true)]
    amount: Option<String>,
    /// The day from which it counts [default: today]
    #[arg(long, value_parser = crate::args::date)]
    date: Option<Date>,
    /// Why
    #[arg(long, value_name = "TEXT")]
    reason: String,
    #[command(flatten)]
    change: Change,
}

fn kind(text: &str) -> Result<ChargeKind, String> {
    ChargeKind::from_code(text).ok_or_else(|| "a charge is interest, fixed-sum or fee".to_owned())
}

pub async fn waiver(context: &Context, args: Waiver) -> Result<()> {
    let (db, book) = context.book().await?;
    let which = match (args.charge, args.invoice) {
        (Some(charge), _) => Which::Charge(charge),
        (None, Some(invoice)) => Which::OfInvoice {
            invoice,
            kind: args.kind,
        },
        (None, None) => anyhow::bail!("say what is waived: --charge or --invoice"),
    };
    let request = waiver::Request {
        which,
        amount: args.amount,
        date: args.date,
        reason: args.reason,
    };
    let waived = waiver::record(&db, &book, context.caller(), args.change.mode(), &request).await?;
    let mut lines = vec![format!(
        "Waived {} on invoice {} of {} ({}); {} is open on it now. It is not charged again.",
        waived.amount, waived.invoice, waived.name, waived.customer, waived.open
    )];
    lines.extend(
        waived
            .parts
            .iter()
            .map(|part| format!("  {} of {}: {}", part.kind.named(), part.amount, part.by)),
    );
    args.change.report(context, &waived, &lines)
}
