//! `cargo xtask bench takeover`: how long the page's own thread is held while the app takes a page over, on a machine as fast as this
//! one, on one a quarter as fast, and on one a sixth as fast, as DevTools slows a page down. Beside it the same article as a page that
//! Preact hydrates. Not a test: it fails only when it cannot be measured.
//!
//! Each page is loaded in turn, by a browser that was never there. While it loads it is left alone: any script of the bench would be a
//! task of the thread that is measured.

mod pages;
mod tasks;
mod trace;

use anyhow::Result;
use hustings_e2e::{Options, World};
use pages::Kind;
use serde_json::json;
use tasks::Load;

use crate::load::median;

/// By how much DevTools slows the page down.
const RATES: [u32; 3] = [1, 4, 6];
/// CSS pixels of a phone.
const PHONE: (u32, u32) = (412, 915);

/// How long the page's own thread is held while a page is taken over.
#[derive(clap::Args)]
pub(crate) struct Arguments {
    /// Loads of each page at each speed, which the medians are over.
    #[arg(long, default_value = "5")]
    runs: usize,
}

#[tokio::main]
pub(crate) async fn run(options: Arguments) -> Result<()> {
    let Arguments { runs } = options;
    let world = World::begin(&["--no-push"]).await?;
    let partner = world.partner()?;
    let mut addresses = Vec::new();
    for kind in Kind::ALL {
        addresses.push(kind.address(&world, &partner).await?);
    }
    for rate in RATES {
        let mut loads: [Vec<Load>; Kind::ALL.len()] = Default::default();
        for run in 0..runs {
            for place in 0..Kind::ALL.len() {
                // Each page is the first of a round as often as every other, as nearly as it goes.
                let which = (run + place) % Kind::ALL.len();
                loads[which].push(load(&world, &addresses[which], rate).await?);
            }
            eprint!("\rslowed {rate} times: {} of {runs} rounds", run + 1);
        }
        eprintln!();
        print!("{}", table(rate, loads));
    }
    Ok(())
}

/// Loads the page once, slowed down so many times.
async fn load(world: &World, address: &str, rate: u32) -> Result<Load> {
    let reader = world.browser_with(Options { isolated: true, size: PHONE, ..Options::default() }).await?;
    reader.devtools("Emulation.setCPUThrottlingRate", json!({ "rate": rate })).await?;
    let trace = trace::Trace::begin(reader.driver()).await?;
    reader.goto(address).await?;
    trace::left_alone(rate).await;
    let events = trace.end().await?;
    reader.close().await?;
    Load::of(&events, address)
}

/// The figures of one speed, in milliseconds.
fn table(rate: u32, loads: [Vec<Load>; Kind::ALL.len()]) -> String {
    let mut text = format!(
        "\nSlowed {rate} times: medians in milliseconds, in brackets the least and the most\n\n\
         | page | longest task | – of it scripts | – layout and style | scripts at once, most | beyond 50 ms, all tasks |\n\
         | --- | --- | --- | --- | --- | --- |\n"
    );
    for (kind, loads) in Kind::ALL.into_iter().zip(loads) {
        let of = |figure: fn(&Load) -> f64| median(loads.iter().map(figure).collect());
        text += &format!(
            "| {} | {} | {} | {} | {} | {} |\n",
            kind.name(),
            of(|load| load.longest.whole),
            of(|load| load.longest.scripts),
            of(|load| load.longest.layout),
            of(|load| load.scripts_at_once),
            of(|load| load.blocking),
        );
    }
    text
}
