//! `cargo xtask bench takeover`: how long the page's own thread is held while the app takes a page over, on a machine as fast as this
//! one, on one a quarter as fast, and on one a sixth as fast, as DevTools slows a page down. Beside it the same article as a page that
//! Preact hydrates, and words without style sheet and script, which is what no publication can do without. Not a test: it fails only
//! when it cannot be measured.
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

/// CSS pixels of a phone.
const PHONE: (u32, u32) = (412, 915);

/// How long the page's own thread is held while a page is taken over.
#[derive(clap::Args)]
pub(crate) struct Arguments {
    /// Loads of each page at each speed, which the medians are over.
    #[arg(long, default_value = "5")]
    runs: usize,
    /// By how many times DevTools slows the page down; may be repeated, and each has a table of its own.
    #[arg(long, value_name = "TIMES", default_values = ["1", "4", "6"], value_parser = clap::value_parser!(u32).range(1..=20))]
    slowed: Vec<u32>,
    /// The URL of another server of the demo, such as an earlier one, whose pages are measured beside.
    #[arg(long, value_name = "URL")]
    against: Option<String>,
}

/// A page that is measured, and what was measured.
struct Measured {
    name: String,
    address: String,
    loads: Vec<Load>,
}

#[tokio::main]
pub(crate) async fn run(options: Arguments) -> Result<()> {
    let Arguments { runs, slowed, against } = options;
    let world = World::begin(&["--no-push"]).await?;
    let partner = world.partner()?;
    let mut pages = Vec::new();
    for kind in Kind::ALL {
        pages.push((kind.name().to_owned(), kind.address(&world, &partner).await?));
    }
    if let Some(server) = against {
        let server = server.trim_end_matches('/');
        let its = |kind: Kind| (format!("{}, {server}", kind.name()), format!("{server}{}", kind.path()));
        pages.extend(Kind::ALL.into_iter().filter(|kind| kind.is_own()).map(its));
    }
    for rate in slowed {
        let begin = |(name, address): &(String, String)| Measured {
            name: name.clone(),
            address: address.clone(),
            loads: Vec::new(),
        };
        let mut measured: Vec<Measured> = pages.iter().map(begin).collect();
        for run in 0..runs {
            // Each page is the first of a round as often as every other, as nearly as it goes.
            measured.rotate_left(1);
            for page in &mut measured {
                page.loads.push(load(&world, &page.address, rate).await?);
            }
            eprint!("\rslowed {rate} times: {} of {runs} rounds", run + 1);
        }
        eprintln!();
        let count = measured.len();
        measured.rotate_right(runs % count);
        print!("{}", table(rate, &measured));
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
fn table(rate: u32, measured: &[Measured]) -> String {
    let mut text = format!(
        "\nSlowed {rate} times: medians in milliseconds, in brackets the least and the most\n\n\
         | page | longest task | – of it scripts | – layout and style | own time at once, most | scripts at once, most | \
         beyond 50 ms, all tasks |\n| --- | --- | --- | --- | --- | --- | --- |\n"
    );
    for Measured { name, loads, .. } in measured {
        let of = |figure: fn(&Load) -> f64| median(loads.iter().map(figure).collect());
        text += &format!(
            "| {name} | {} | {} | {} | {} | {} | {} |\n",
            of(|load| load.longest.whole),
            of(|load| load.longest.scripts),
            of(|load| load.longest.layout),
            of(|load| load.own_at_once),
            of(|load| load.scripts_at_once),
            of(|load| load.blocking),
        );
    }
    text
}
