//! The commands, a file each.

pub mod aging;
pub mod approve;
pub mod assign;
pub mod book;
mod change;
mod charges;
pub mod customer;
pub mod customers;
pub mod demo;
pub mod doctor;
pub mod explain;
pub mod import;
pub mod interest;
pub mod invoice;
pub mod invoices;
pub mod journal;
pub mod law;
pub mod lists;
pub mod made;
pub mod migrate;
pub mod outbox;
pub mod overview;
mod paging;
pub mod pause;
pub mod payment;
pub mod policy;
pub mod preview;
pub mod rate;
pub mod record;
pub mod requests;
pub mod run;
pub mod sample;
pub mod search;
pub mod serve;
pub mod skip;
pub mod token;
pub mod user;
pub mod worklist;

use anyhow::Result;

use crate::args::{Cli, Command};
use crate::context::Context;

/// Runs the command that was given.
pub async fn run(cli: Cli) -> Result<()> {
    let context = Context::new(cli.global);
    match cli.command {
        Command::Demo(args) => demo::run(&context, args).await,
        Command::Sample(args) => sample::run(&context, args).await,
        Command::Import(args) => import::run(&context, args).await,
        Command::Imports(args) => made::imports(&context, args).await,
        Command::Run(args) => run::run(&context, args).await,
        Command::Runs(args) => made::runs(&context, args).await,
        Command::Policy(args) => policy::run(&context, args).await,
        Command::Preview(args) => preview::run(&context, args).await,
        Command::Outbox(args) => outbox::run(&context, args).await,
        Command::Record(args) => record::run(&context, args).await,
        Command::Approve(args) => approve::run(&context, args).await,
        Command::Skip(args) => skip::run(&context, args).await,
        Command::Reopen(args) => skip::reopen(&context, args).await,
        Command::Pause(args) => pause::run(&context, args).await,
        Command::Resume(args) => pause::resume(&context, args).await,
        Command::Worklist(args) => worklist::run(&context, args).await,
        Command::Search(args) => search::run(&context, args).await,
        Command::Customers(args) => customers::run(&context, args).await,
        Command::Overview(args) => overview::run(&context, args).await,
        Command::Invoices(args) => invoices::run(&context, args).await,
        Command::Disputes(args) => lists::disputes(&context, args).await,
        Command::Promises(args) => lists::promises(&context, args).await,
        Command::Payments(args) => lists::payments(&context, args).await,
        Command::Payment(args) => payment::payment(&context, args).await,
        Command::Unapplied(args) => payment::unapplied(&context, args).await,
        Command::Assign(args) => assign::run(&context, args).await,
        Command::Customer(args) => customer::run(&context, args).await,
        Command::Explain(args) => explain::run(&context, args).await,
        Command::Aging(args) => aging::run(&context, args).await,
        Command::Invoice(args) => invoice::run(&context, args).await,
        Command::Book(args) => book::run(&context, args).await,
        Command::Rate(args) => rate::run(&context, args).await,
        Command::Law(args) => law::run(&context, args),
        Command::Interest(args) => interest::run(&context, args),
        Command::Journal(args) => journal::run(&context, args).await,
        Command::Doctor(args) => doctor::run(&context, args).await,
        Command::Serve(args) => serve::run(&context, args).await,
        Command::Requests(args) => requests::run(&context, args).await,
        Command::Token(args) => token::run(&context, args).await,
        Command::User(args) => user::run(&context, args).await,
        Command::Migrate(args) => migrate::run(&context, args).await,
    }
}
