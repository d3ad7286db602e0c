//! `cargo xtask bench embed`: what an embedded poll costs a partner's page that has nothing else.
//!
//! The same page is loaded without a poll, with one, with three, and with a bare frame, in turn and each time
//! by a browser that was never here, in which nothing is cached. A figure is the median over the loads. It is no test: it prints, and
//! judges nothing.
//!
//! The frame must be in a process of its own, as it is on a reader's computer: only then is the time of the
//! page's main thread the partner's alone. The browser is asked whether it is.

mod load;
mod pages;
mod table;

use anyhow::Result;
use hustings_e2e::World;
use load::Load;
use pages::Kind;

/// Loads of each page, which their median is over.
const LOADS: usize = 9;

#[tokio::main]
pub(crate) async fn run() -> Result<()> {
    let world = World::begin(&[]).await?;
    let partner = world.partner()?;
    // The first browser reads itself from the disk; no later one has to.
    load::load(&world, &partner, Kind::Three).await?;
    let mut loads: [Vec<Load>; Kind::ALL.len()] = Default::default();
    for round in 0..LOADS {
        for place in 0..Kind::ALL.len() {
            // Each page is the first of a round as often as every other, as nearly as it goes.
            let which = (round + place) % Kind::ALL.len();
            loads[which].push(load::load(&world, &partner, Kind::ALL[which]).await?);
        }
        eprint!("\r{} of {LOADS} rounds", round + 1);
    }
    eprintln!();
    print!("{}", table::table(&loads));
    Ok(())
}
