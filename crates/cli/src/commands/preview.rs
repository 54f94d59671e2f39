//! `dunwell preview`: look at a text before it leaves.

use anyhow::Result;
use dunwell_app::preview::{self, Request};
use dunwell_app::{Currency, Templates};

use crate::context::Context;
use crate::output::{self, say};

/// Look at the text of a step
#[derive(Debug, clap::Args)]
pub struct Args {
    /// The step's name in the policy
    #[arg(value_name = "STEP")]
    step: String,
    /// The customer's number
    #[arg(long, value_name = "NUMBER")]
    customer: String,
    /// The currency of the account, when the customer has several
    #[arg(long, value_name = "CODE")]
    currency: Option<Currency>,
    /// Print the HTML of an e-mail instead of its plain text
    #[arg(long)]
    html: bool,
}

/// Runs the command.
pub async fn run(context: &Context, args: Args) -> Result<()> {
    let (db, book) = context.book().await?;
    let request = Request {
        step: &args.step,
        customer: &args.customer,
        currency: args.currency,
    };
    let preview = preview::preview(
        &db,
        &book,
        &Templates::embedded()?,
        &request,
        context.today(),
    )
    .await?;
    if context.global.json {
        return output::json(&preview);
    }
    if args.html {
        return match &preview.message.html {
            Some(html) => say(html),
            None => anyhow::bail!("only an e-mail has HTML, and \"{}\" is not one", args.step),
        };
    }
    let state = match (preview.left, preview.decided) {
        (true, _) => "as it left",
        (false, true) => "as it would leave now",
        (false, false) => "as it would be now; no run has decided it",
    };
    say(format!(
        "--- {} for customer {}, {state} ---",
        preview.step, preview.customer
    ))?;
    if let Some(subject) = &preview.message.subject {
        say(format!("Subject: {subject}\n"))?;
    }
    say(preview.message.text.trim_end())
}
