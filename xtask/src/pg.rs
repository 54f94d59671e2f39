//! `cargo xtask pg`: a PostgreSQL server for development.

use anyhow::Result;

use crate::interrupt;
use crate::postgres::{Cluster, URL_VARIABLE};
use crate::tools;

/// Starts a server, prints its address and keeps it until Ctrl-C.
pub fn run() -> Result<()> {
    tools::require(&[tools::POSTGRES])?;
    interrupt::watch()?;
    let cluster = Cluster::start()?;
    println!("PostgreSQL is up until Ctrl-C. In another terminal:");
    println!("  export {URL_VARIABLE}={}", cluster.url());
    interrupt::wait();
    Ok(())
}
