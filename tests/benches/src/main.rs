//! What is measured with the tests' harness, and the pictures of the documents: `cargo xtask bench NAME` and
//! `cargo xtask pictures` build what is needed, say where it is, and start this.
//!
//! A package beside the journeys', so that who runs tests builds no benchmark.

mod connect;
mod content;
mod embed;
mod files;
mod kill;
mod lighthouse;
mod live;
mod load;
mod pages;
mod pictures;
mod recovery;
mod takeover;
mod voting;

use std::path::PathBuf;

use anyhow::Result;
use clap::Parser;

/// What can be measured. Nothing fails because of its figures.
#[derive(Parser)]
enum Bench {
    /// How long a crowd takes that opens its live streams at once.
    Connect(connect::Options),
    /// How long a publication of many articles takes to start and to show what was saved, and the memory that it takes.
    Content(content::Options),
    /// What an embedded poll costs a partner's page that has nothing else.
    Embed,
    /// Whether every vote is there once when the server is killed again and again.
    Kill(kill::Options),
    /// How Lighthouse judges pages of the demo, with its mobile preset, and what costs them points.
    Lighthouse(lighthouse::Options),
    /// What it costs that many follow a poll, and how long the last of them waits, beside nginx with nchan.
    Live(live::Options),
    /// What a page costs the server that is asked for by many, with and without votes coming in.
    Pages(pages::Options),
    /// Takes the pictures of the documents anew.
    #[command(hide = true)]
    Pictures {
        /// Where they are written.
        folder: PathBuf,
    },
    /// How long after the end of an outage bars are right again, and a vote that waited is counted.
    Recovery(recovery::Outages),
    /// What a static file costs the server, beside nginx with the same file and hyper alone.
    Static(files::Options),
    /// How long the page's own thread is held while a page is taken over, beside Preact.
    Takeover(takeover::Arguments),
    /// What durable votes over HTTP cost, and how long they wait, beside Redis and hyper alone.
    Voting(voting::Options),
}

fn main() -> Result<()> {
    match Bench::parse() {
        Bench::Connect(options) => connect::run(options),
        Bench::Content(options) => content::run(options),
        Bench::Embed => embed::run(),
        Bench::Kill(options) => kill::run(options),
        Bench::Lighthouse(options) => lighthouse::run(options),
        Bench::Live(options) => live::run(options),
        Bench::Pages(options) => pages::run(options),
        Bench::Pictures { folder } => pictures::take(folder),
        Bench::Recovery(options) => recovery::run(options),
        Bench::Static(options) => files::run(options),
        Bench::Takeover(options) => takeover::run(options),
        Bench::Voting(options) => voting::run(options),
    }
}
