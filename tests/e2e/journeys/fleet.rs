//! Several servers on one database behind nginx, with the configuration that operators get.

use std::{rc::Rc, time::Duration};

use anyhow::{Context, Result, ensure};
use hustings_e2e::{Browser, Engine, Fleet, Options, World, eventually, journey};
use reqwest::{Client, header};
use serde_json::{Value, json};
use tokio::{
    sync::watch,
    task::JoinSet,
    time::{MissedTickBehavior, interval},
};

use crate::steps::{FIGURES_PLUS_DIRECT, POLL, POLL_ID, figures, marks, reader_with, shows, vote};

/// Who votes while servers are restarted, and how long each waits between two votes: a bounded load.
const VOTERS: usize = 6;
const PAUSE: Duration = Duration::from_millis(60);
/// The options of the poll, with what stands beside them before anybody votes.
const OPTIONS: [(&str, u64); 4] = [("cabin", 33), ("fare", 30), ("direct", 24), ("punctual", 21)];

async fn reader_in(world: &World, fleet: &Fleet, engine: Engine) -> Result<Rc<Browser>> {
    let options = Options { base: Some(fleet.address().to_owned()), ..Options::with(engine) };
    let reader = reader_with(world, options, POLL).await?;
    reader.sees(".live-badge", "Live").await?;
    Ok(reader)
}

/// Waits until of two readers one has the live stream of each server; the page of the second is loaded anew until that is so.
async fn are_on_different_servers(fleet: &Fleet, second: &Browser) -> Result<()> {
    eventually("each server has one viewer", async || {
        let viewers = [fleet.metric(0, "viewers").await?, fleet.metric(1, "viewers").await?];
        if viewers.contains(&0.0) {
            second.reload().await?;
            second.comes_alive().await?;
            second.sees(".live-badge", "Live").await?;
        }
        ensure!(viewers == [1.0, 1.0], "there are {viewers:?}");
        Ok(Some(()))
    })
    .await
}

/// Waits until each of two servers has heard of the other, and knows whether that serves another publication.
async fn differ(fleet: &Fleet, expected: f64) -> Result<()> {
    eventually(&format!("of one other server {expected} differs"), async || {
        for server in [0, 1] {
            let others = fleet.metric(server, "other_servers").await?;
            let differ = fleet.metric(server, "other_servers_that_differ").await?;
            ensure!([others, differ] == [1.0, expected], "server {server} knows of {others}, of which {differ} differ");
        }
        Ok(Some(()))
    })
    .await
}

/// Waits until the page shows these votes beside the options.
async fn shows_votes(reader: &Browser, expected: [u64; 4]) -> Result<()> {
    eventually(&format!("the page shows {expected:?}"), async || {
        let figures = figures(reader, POLL_ID).await?;
        let shown: Vec<u64> = figures.iter().filter_map(|figure| figure.split(' ').next()?.parse().ok()).collect();
        ensure!(shown == expected, "it shows {figures:?}");
        Ok(Some(()))
    })
    .await
}

/// Votes as the app does, and checks that the answer is that the vote counts.
async fn vote_by_api(http: &Client, address: &str, reader: &str, option: &str) -> Result<()> {
    let request = http.put(format!("{address}/api/v1/polls/{POLL_ID}/vote")).header("hustings-reader", reader);
    let answer = request.json(&json!({ "options": [option] })).send().await?;
    let (status, text) = (answer.status(), answer.text().await?);
    ensure!(status == 200, "a vote is answered with {status}: {text}");
    Ok(())
}

async fn counted(http: &Client, address: &str) -> Result<Vec<u64>> {
    let url = format!("{address}/api/v1/polls/{POLL_ID}?lang=en");
    let poll: Value = http.get(url).send().await?.error_for_status()?.json().await?;
    let options = poll["options"].as_array().context("options")?;
    options.iter().map(|option| option["votes"].as_u64().context("votes")).collect()
}

#[tokio::test(flavor = "multi_thread")]
async fn readers_of_two_servers_see_each_others_votes_and_the_end_of_the_poll() {
    journey(&[], async |world: &mut World| {
        let fleet = world.fleet(2).await?;
        let (one, other) =
            (reader_in(world, &fleet, Engine::Chromium).await?, reader_in(world, &fleet, Engine::Firefox).await?);
        are_on_different_servers(&fleet, &other).await?;
        vote(&one, POLL_ID, &["direct"]).await?;
        for reader in [&one, &other] {
            shows(reader, POLL_ID, &FIGURES_PLUS_DIRECT).await?;
        }
        marks(&other, POLL_ID, &[]).await?;
        // Who has voted may have another stream since. Which server takes the vote of a browser is nginx's choice; of these it is not.
        are_on_different_servers(&fleet, &other).await?;
        for (server, votes) in fleet.servers.iter().zip([[34, 30, 25, 21], [35, 30, 25, 21]]) {
            let name = format!("a-reader-of-{}", server.address().replace([':', '/', '.'], "-"));
            vote_by_api(&world.http()?, &server.address(), &name, "cabin").await?;
            for reader in [&one, &other] {
                shows_votes(reader, votes).await?;
            }
        }
        fleet.servers[0].command(&["poll", "close", POLL_ID])?;
        for reader in [&one, &other] {
            reader.sees(".poll-card__time", "The poll is closed").await?;
        }
        differ(&fleet, 0.0).await?;
        fleet.servers[1]
            .edit("articles/night-trains/en.md", |text| text + "\nA line that one server alone has.\n")
            .await?;
        differ(&fleet, 1.0).await?;
        world.keep(fleet);
        Ok(())
    })
    .await;
}

/// What those who vote without pause have had acknowledged, for each option.
type Acknowledged = [u64; 4];

/// Votes as new readers, one after the other, until told to stop: as the app does, or with forms as readers without scripts do.
/// Every answer must be that the vote counts.
async fn keep_voting(
    number: usize,
    address: String,
    http: Client,
    stop: watch::Receiver<bool>,
) -> Result<Acknowledged> {
    let (mut acknowledged, mut pace) = ([0; 4], interval(PAUSE));
    pace.set_missed_tick_behavior(MissedTickBehavior::Delay);
    for turn in 0.. {
        pace.tick().await;
        if *stop.borrow() {
            break;
        }
        let option = (number + turn) % OPTIONS.len();
        if number == 0 {
            vote_by_form(&http, &address, OPTIONS[option].0).await?;
        } else {
            let reader = format!("of-{number:04}-the-turn-{turn:06}");
            vote_by_api(&http, &address, &reader, OPTIONS[option].0).await?;
        }
        acknowledged[option] += 1;
    }
    Ok(acknowledged)
}

/// The first form gets a cookie and is sent again, the second counts and leads back to the page.
async fn vote_by_form(http: &Client, address: &str, option: &str) -> Result<()> {
    let (mut url, mut cookie) = (format!("{address}{POLL}/vote"), String::new());
    for expected in [307, 303] {
        let request = http.post(&url).header(header::ORIGIN, address).header(header::COOKIE, &cookie);
        let request = request.header(header::CONTENT_TYPE, "application/x-www-form-urlencoded");
        let answer = request.body(format!("option={option}")).send().await?;
        let text_of = |name| answer.headers().get(name).and_then(|value| value.to_str().ok()).map(str::to_owned);
        let (status, location, given) = (answer.status(), text_of(header::LOCATION), text_of(header::SET_COOKIE));
        ensure!(status == expected, "a form is answered with {status}: {}", answer.text().await?);
        url = format!("{address}{}", location.context("where to")?);
        cookie = given.and_then(|given| Some(given.split_once(';')?.0.to_owned())).unwrap_or_default();
    }
    ensure!(!url.contains("problem"), "the form leads to {url}");
    Ok(())
}

#[tokio::test(flavor = "multi_thread")]
async fn a_rolling_restart_loses_no_vote_and_no_viewer() {
    journey(&[], async |world: &mut World| {
        let mut fleet = world.fleet(3).await?;
        let readers =
            [reader_in(world, &fleet, Engine::Chromium).await?, reader_in(world, &fleet, Engine::Firefox).await?];
        let (stop, stopped) = watch::channel(false);
        let mut voters = JoinSet::new();
        for number in 0..VOTERS {
            voters.spawn(keep_voting(number, fleet.address().to_owned(), world.http()?, stopped.clone()));
        }
        for server in 0..fleet.servers.len() {
            votes_arrive_at(&fleet, server).await?;
            fleet.servers[server].restart().await?;
            votes_arrive_at(&fleet, server).await?;
        }
        stop.send_replace(true);
        let mut expected = OPTIONS.map(|(_, votes)| votes);
        while let Some(ended) = voters.join_next().await {
            let acknowledged = ended.context("a voter ended early")?.with_context(|| fleet.log())?;
            expected.iter_mut().zip(acknowledged).for_each(|(votes, more)| *votes += more);
        }
        let counted = counted(&world.http()?, fleet.address()).await?;
        ensure!(counted == expected, "{counted:?} are counted instead of {expected:?}");
        fleet.servers[0].command(&["recount"]).context("tallies and votes differ")?;
        for reader in &readers {
            shows_votes(reader, expected).await?;
            reader.sees(".live-badge", "Live").await?;
        }
        world.keep(fleet);
        Ok(())
    })
    .await;
}

/// Waits until nginx has this server take votes.
async fn votes_arrive_at(fleet: &Fleet, server: usize) -> Result<()> {
    let before = fleet.metric(server, "commit_mutations_count").await?;
    eventually(&format!("server {server} takes votes"), async || {
        Ok((fleet.metric(server, "commit_mutations_count").await? > before).then_some(()))
    })
    .await
}
