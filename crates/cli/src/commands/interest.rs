//! `dunwell interest`: late interest on one debt, with every step of the calculation. It needs no database.

use anyhow::{Context as _, Result};
use dunwell_app::{AppError, Currency};
use dunwell_core::dates::parse_date;
use dunwell_core::interest::{AgreedRate, End, Options, Request, Statement, statement};
use dunwell_core::money::Money;
use dunwell_core::packs::{Debtor, Pack, Packs};
use jiff::civil::Date;

use crate::context::Context;
use crate::output::{self, List, day, figures, say, say_below};

/// Work out late interest on a debt, row by row, with its law and sources
///
/// Interest runs from the day after the due date to the day of payment, both counted. Each row is rounded
/// half-up; the rows add up to the interest. The total is interest and fixed sum, without the principal.
#[derive(Debug, clap::Args)]
pub struct Args {
    /// Whose law holds, such as GB or US-CA; `dunwell law list` shows all
    #[arg(long, value_name = "CODE")]
    jurisdiction: String,
    /// What was owed, with tax
    #[arg(long, value_name = "AMOUNT", allow_negative_numbers = true)]
    amount: String,
    /// Its currency [default: that of the jurisdiction]
    #[arg(long, value_name = "CODE")]
    currency: Option<String>,
    /// The last day on which paying was in time
    #[arg(long, value_parser = crate::args::date, value_name = "DATE")]
    due: Date,
    /// The day on which it was paid, or what was left of it
    #[arg(long, value_parser = crate::args::date, value_name = "DATE", conflicts_with = "as_of")]
    paid: Option<Date>,
    /// A day on which it is still open [default: today]
    #[arg(long, value_parser = crate::args::date, value_name = "DATE")]
    as_of: Option<Date>,
    /// A part-payment before that; may be given several times
    #[arg(long = "payment", value_name = "DATE=AMOUNT")]
    payments: Vec<String>,
    /// The rate that was agreed: "8% over UK_BASE", "12% a year", "1.5% a month", "none"
    #[arg(long, value_name = "RATE")]
    agreed: Option<String>,
    /// What kind of debtor it is: business, consumer or public-body
    #[arg(long, default_value = "business", value_name = "KIND")]
    debtor: Debtor,
    /// Count otherwise than the law has it; may be given several times: day_count=ACT/365|ACT/360|ACT/ACT|30/360,
    /// round_daily_amount=true|false, rate_fixing=frozen|floating, compounding=simple|yearly|monthly|"every 30
    /// days", rate_change=new|old, allocation=principal|statutory, split=none|year, fixed_sum=statutory|none
    #[arg(long = "option", value_name = "NAME=VALUE", verbatim_doc_comment)]
    options: Vec<String>,
}

/// Runs the command.
pub fn run(context: &Context, args: Args) -> Result<()> {
    let packs = context.packs()?;
    let pack = find(&packs, &args.jurisdiction)?;
    let currency = match &args.currency {
        Some(code) => Currency::from_code(code).context("--currency")?,
        None => pack.currency,
    };
    let amount = Money::parse(&args.amount, currency).context("--amount")?;
    let payments = args
        .payments
        .iter()
        .map(|text| payment(text, currency))
        .collect::<Result<Vec<(Date, Money)>>>()?;
    let agreed = args.agreed.as_deref().map(str::parse::<AgreedRate>);
    let agreed = agreed.transpose().context("--agreed")?;
    let mut options = Options::default();
    for option in &args.options {
        options.set(option).context("--option")?;
    }
    let end = match (args.paid, args.as_of) {
        (Some(paid), _) => End::Paid(paid),
        (None, as_of) => End::AsOf(as_of.unwrap_or_else(|| context.today())),
    };
    let request = Request {
        pack,
        debtor: args.debtor,
        amount,
        due: args.due,
        end,
        payments: &payments,
        agreed: agreed.as_ref(),
        options,
    };
    let statement = statement(&packs, &request)?;
    if context.global.json {
        output::json(&statement)
    } else if context.global.csv {
        rows(&statement, true).print(true)
    } else {
        print(&statement, &request)
    }
}

fn find<'p>(packs: &'p Packs, code: &str) -> Result<&'p Pack> {
    let unknown = || {
        let known = packs.codes().collect::<Vec<_>>().join(", ");
        AppError::refused(format!(
            "--jurisdiction: there is no pack \"{code}\"; known are: {known}"
        ))
    };
    let pack = packs
        .get(code)
        .or_else(|| packs.get(&code.to_ascii_uppercase()));
    Ok(pack.ok_or_else(unknown)?)
}

/// Reads `2024-03-01=250.00`.
fn payment(text: &str, currency: Currency) -> Result<(Date, Money)> {
    let (on, amount) = text.split_once('=').ok_or_else(|| {
        AppError::refused(format!(
            "--payment: \"{text}\" is not a payment; write it as DATE=AMOUNT, such as 2024-03-01=250.00"
        ))
    })?;
    let on = parse_date(on.trim()).context("--payment")?;
    let amount = Money::parse(amount.trim(), currency).context("--payment")?;
    Ok((on, amount))
}

fn rows(statement: &Statement, for_machines: bool) -> List {
    let mut list = if for_machines {
        List::new(&[
            "from",
            "to",
            ">days",
            ">rate_percent",
            ">principal",
            ">amount",
        ])
    } else {
        List::new(&["From", "To", ">Days", ">Rate", ">On", ">Interest"])
    };
    let currency = statement.interest.currency();
    for row in &statement.rows {
        let principal = Money::new(row.principal, currency);
        let amount = Money::new(row.amount, currency);
        list.row(if for_machines {
            vec![
                row.from.to_string(),
                row.to.to_string(),
                row.days.to_string(),
                row.percent.to_string(),
                principal.to_decimal_string(),
                amount.to_decimal_string(),
            ]
        } else {
            vec![
                day(row.from),
                day(row.to),
                row.days.to_string(),
                format!("{} %", row.percent),
                figures(&principal),
                figures(&amount),
            ]
        });
    }
    list
}

fn print(statement: &Statement, request: &Request<'_>) -> Result<()> {
    let end = match request.end {
        End::Paid(on) => format!("paid {}", day(on)),
        End::AsOf(on) => format!("as of {}", day(on)),
    };
    say(format!(
        "{} due {}, {end}",
        request.amount,
        day(request.due)
    ))?;
    say("")?;
    if statement.rows.is_empty() {
        say("No interest.")?;
    } else {
        rows(statement, false).print(false)?;
    }
    say("")?;
    let mut sums = List::new(&["", ">"]);
    let mut sum = |name: &str, amount: Money| sums.row(vec![name.to_owned(), amount.to_string()]);
    sum("Interest", statement.interest);
    sum("Fixed sum", statement.fixed_sum);
    sum("Together", statement.total);
    if statement.interest_paid.is_positive() {
        sum("Interest paid already", statement.interest_paid);
    }
    if statement.principal_open.is_positive() {
        sum("Principal open", statement.principal_open);
    }
    if statement.daily.is_positive() {
        sum("Each further day", statement.daily);
    }
    sums.print(false)?;
    say("")?;
    say_below(&statement.basis_in_english(), 0)?;
    if !statement.unverified.is_empty() {
        output::heading("Not verified; check before you rely on it:")?;
        statement
            .unverified
            .iter()
            .try_for_each(|name| say(format!("  {name}")))?;
    }
    if !statement.notes.is_empty() {
        output::heading("Notes:")?;
        statement
            .notes
            .iter()
            .try_for_each(|note| say_below(&note.to_string(), 2))?;
    }
    if !statement.sources.is_empty() {
        output::heading("Sources:")?;
        statement
            .sources
            .iter()
            .try_for_each(|source| say(format!("  {source}")))?;
    }
    Ok(())
}
