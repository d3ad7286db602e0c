//! `cargo xtask bench recovery`: how long after the end of an outage bars are right again, and a vote that waited is
//! counted, for each way in which a network fails. Not a test: it fails only when it cannot be measured.

use std::{
    rc::Rc,
    time::{Duration, Instant},
};

use anyhow::{Context, Result, ensure};
use hustings_e2e::{Browser, Fault, FaultyNetwork, Options, World};
use serde_json::{Value, json};
use tokio::time::{interval, sleep_until};

const POLL: &str = "night-trains";
const PAGE: &str = "/en/polls/night-trains";
/// Nobody waits longer.
const PATIENCE: Duration = Duration::from_secs(90);

const ASLEEP: &str = "asleep, with the lid closed";
const FAULTS: [(&str, Fault); 11] = [
    ("a portal's 200", Fault::Foreign("200 OK", "text/html", "<h1>Welcome to our network</h1>")),
    ("a proxy's 502", Fault::Foreign("502 Bad Gateway", "text/html", "<h1>502 Bad Gateway</h1>")),
    ("a CDN's 403", Fault::Foreign("403 Forbidden", "text/html", "<h1>Are you a person?</h1>")),
    ("a 204", Fault::Foreign("204 No Content", "text/plain", "")),
    ("no connection", Fault::Cut),
    ("a reset before an answer", Fault::Reset(0)),
    ("a reset within an answer", Fault::Reset(200)),
    ("silence", Fault::Silence),
    (ASLEEP, Fault::Silence),
    ("700 ms more", Fault::Delay(Duration::from_millis(700))),
    ("1 kB a second", Fault::Throttle(100)),
];

/// What was measured of one kind of outage.
#[derive(Default)]
struct Recovery {
    bars: Vec<Duration>,
    vote: Vec<Duration>,
}

/// How long after the end of an outage bars are right again, and a vote that waited is counted.
#[derive(clap::Args)]
pub(crate) struct Outages {
    /// Seconds that an outage lasts.
    #[arg(long, default_value = "3")]
    seconds: u64,
    /// Outages of each kind.
    #[arg(long, default_value = "5")]
    runs: u64,
}

#[tokio::main]
pub(crate) async fn run(options: Outages) -> Result<()> {
    let Outages { seconds, runs } = options;
    println!("\n→ {runs} outages of each kind, of {seconds} s");
    let outage = Duration::from_secs(seconds);
    println!(
        "\n| {seconds} s of | bars right after, median | at most | waiting vote counted after, median | at most |"
    );
    println!("| --- | --- | --- | --- | --- |");
    for (name, fault) in FAULTS {
        let mut recovery = Recovery::default();
        let world = World::begin(&["--rate-limit", "0"]).await?;
        let readers = Readers::of(&world).await?;
        for run in 0..runs {
            readers.measure((name, fault), outage, run, &mut recovery).await.with_context(|| name.to_owned())?;
        }
        let [bars, vote] = [recovery.bars, recovery.vote].map(|mut times| {
            times.sort();
            format!("{} | {}", told(times[times.len() / 2]), told(times[times.len() - 1]))
        });
        println!("| {name} | {bars} | {vote} |");
    }
    Ok(())
}

/// One reader votes and another looks on, behind the same network.
struct Readers<'a> {
    world: &'a World,
    network: Rc<FaultyNetwork>,
    voter: Rc<Browser>,
    onlooker: Rc<Browser>,
}

impl<'a> Readers<'a> {
    async fn of(world: &'a World) -> Result<Self> {
        let network = world.network().await?;
        let options = || Options { base: Some(network.address()), ..Options::default() };
        let (voter, onlooker) = (world.browser_with(options()).await?, world.browser_with(options()).await?);
        for reader in [&voter, &onlooker] {
            reader.goto(PAGE).await?;
            reader.comes_alive().await?;
        }
        Ok(Self { world, network, voter, onlooker })
    }

    async fn measure(
        &self,
        (name, fault): (&str, Fault),
        outage: Duration,
        run: u64,
        recovery: &mut Recovery,
    ) -> Result<()> {
        let Self { network, voter, onlooker, .. } = self;
        for reader in [voter, onlooker] {
            reader
                .holds("the stream is open", "return document.querySelector('.live-badge').dataset.status === 'live'")
                .await?;
        }
        let option = ["cabin", "direct"][usize::from(run % 2 == 1)];
        voter.click(&format!("#poll-{POLL} label:has(> input[value='{option}']:enabled)")).await?;
        network.fail(fault);
        let end = Instant::now() + outage;
        voter.click(&format!("#poll-{POLL} .poll-card__send")).await?;
        let asleep = if name == ASLEEP { vec![voter.falls_asleep()?, onlooker.falls_asleep()?] } else { Vec::new() };
        self.somebody_else_votes(run).await?;
        sleep_until(end.into()).await;

        network.recover();
        drop(asleep);
        let well = Instant::now();
        let (mut bars, mut vote) = (None, None);
        let mut looks = interval(Duration::from_millis(50));
        while bars.is_none() || vote.is_none() {
            ensure!(well.elapsed() < PATIENCE, "waited in vain: bars after {bars:?}, the vote after {vote:?}");
            looks.tick().await;
            if bars.is_none() && self.shown().await? == self.counted().await? {
                bars = Some(well.elapsed());
            }
            if vote.is_none()
                && voter.text(&format!("#poll-{POLL} .poll-card__status")).await?.contains("has been counted")
            {
                vote = Some(well.elapsed());
            }
        }
        recovery.bars.extend(bars);
        recovery.vote.extend(vote);
        Ok(())
    }

    /// Somebody with another network, of whose vote the onlooker is not told meanwhile.
    async fn somebody_else_votes(&self, run: u64) -> Result<()> {
        let url = format!("{}/api/v1/polls/{POLL}/vote", self.world.server.address());
        let id = format!("somebody-else-{run:06}-aaaa");
        let vote = self.world.http()?.put(url).header("hustings-reader", id).json(&json!({ "options": ["fare"] }));
        vote.send().await?.error_for_status()?;
        Ok(())
    }

    /// The votes of the options as the onlooker's page shows them.
    async fn shown(&self) -> Result<Vec<u64>> {
        let script =
            "return [...document.querySelectorAll('.poll-option__count')].map((e) => parseInt(e.textContent, 10))";
        serde_json::from_value(self.onlooker.script(script).await?).context("numbers")
    }

    /// The same as the server counts them.
    async fn counted(&self) -> Result<Vec<u64>> {
        let url = format!("{}/api/v1/polls/{POLL}?lang=en", self.world.server.address());
        let poll: Value = self.world.http()?.get(url).send().await?.error_for_status()?.json().await?;
        let options = poll["options"].as_array().context("options")?;
        options.iter().map(|option| option["votes"].as_u64().context("votes")).collect()
    }
}

fn told(time: Duration) -> String {
    format!("{:.1} s", time.as_secs_f32())
}
