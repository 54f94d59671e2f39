//! `dunwell rate`: rates of exchange.

use anyhow::Result;
use dunwell_app::Currency;
use dunwell_app::funnel::Mode;
use dunwell_app::rate::{self, Decimal, RateView};
use dunwell_app::view::words::day;
use jiff::civil::Date;

use crate::context::Context;
use crate::output::{self, List, say};

/// Rates of exchange
#[derive(Debug, clap::Args)]
pub struct Args {
    #[command(subcommand)]
    command: Command,
}

#[derive(Debug, clap::Subcommand)]
enum Command {
    /// Set a rate: one unit of the first currency is so many of the second
    Set {
        /// The currency that is converted
        #[arg(value_name = "FROM")]
        from: Currency,
        /// The currency it becomes
        #[arg(value_name = "TO")]
        to: Currency,
        /// Units of the second for one of the first, such as 0.85
        #[arg(value_name = "RATE")]
        rate: Decimal,
        /// The day from which it holds [default: today]
        #[arg(long, value_parser = crate::args::date, value_name = "DATE")]
        date: Option<Date>,
        /// Do everything and keep nothing
        #[arg(long)]
        dry_run: bool,
        /// A key under which the command is done once, however often it is given
        #[arg(long, value_name = "KEY")]
        key: Option<String>,
    },
    /// List all rates, the newest of each pair first
    List,
}

/// Runs the command.
pub async fn run(context: &Context, args: Args) -> Result<()> {
    let (db, book) = context.book().await?;
    match args.command {
        Command::Set {
            from,
            to,
            rate,
            date,
            dry_run,
            key,
        } => {
            let wanted = RateView {
                from,
                to,
                rate,
                date: date.unwrap_or_else(|| context.today()),
            };
            let mode = Mode {
                key: key.as_deref(),
                dry_run,
            };
            let set = rate::set(&db, &book, context.caller(), mode, &wanted).await?;
            if context.global.json {
                return output::json(&set);
            }
            say(format!(
                "{} 1 = {} {} from {} on.",
                set.from,
                set.to,
                set.rate,
                day(set.date)
            ))?;
            say(match dry_run {
                true => "This was a dry run: nothing was kept.",
                false => "The next run looks at every customer again.",
            })
        }
        Command::List => {
            let rates = rate::list(&db, &book).await?;
            if context.global.json {
                output::json(&rates)
            } else {
                list(&rates, context.global.csv)
            }
        }
    }
}

fn list(rates: &[RateView], csv: bool) -> Result<()> {
    if rates.is_empty() && !csv {
        return say("No rate is known; set one with: dunwell rate set EUR GBP 0.85");
    }
    let mut list = if csv {
        List::new(&["from", "to", ">rate", "date"])
    } else {
        List::new(&["From", "To", ">Rate", "From the day"])
    };
    for rate in rates {
        let date = if csv {
            rate.date.to_string()
        } else {
            day(rate.date)
        };
        list.row(vec![
            rate.from.to_string(),
            rate.to.to_string(),
            rate.rate.to_string(),
            date,
        ]);
    }
    list.print(csv)
}
