//! A server whose power is cut again and again while readers vote, and an account of every vote.
//!
//! Each reader has a client id of its own, the word by which the account knows it, and votes, changes the vote or
//! withdraws it. What was acknowledged must be there after each cut. What was under way may have arrived or not, but
//! nothing between, and not twice.

use std::time::Duration;

use anyhow::{Context, Result, ensure};
use reqwest::{Client, Method};
use serde_json::{Value, json};
use tokio::{
    sync::watch,
    task::JoinSet,
    time::{Instant, sleep_until},
};

use crate::World;

/// The poll that everybody votes in, and its options.
const POLL: &str = "night-trains";
const OPTIONS: [&str; 4] = ["cabin", "fare", "direct", "punctual"];
/// Readers who vote at once.
const READERS: usize = 24;
/// The longest time from one cut to the next, in milliseconds.
const LONGEST_MS: u64 = 600;

/// What was counted.
#[derive(Debug, Default)]
pub struct Account {
    /// How often the power was cut.
    pub kills: usize,
    /// Mutations that were sent.
    pub sent: usize,
    /// Those of them that were acknowledged, each of which was there afterwards.
    pub acknowledged: usize,
    /// Those whose answer was lost, but which had arrived.
    pub arrived: usize,
    /// Those that had not arrived.
    pub lost: usize,
}

/// A reader's vote: an option, or none.
type Vote = Option<usize>;

/// One reader as the account knows them.
struct Reader {
    id: String,
    vote: Vote,
    /// What was sent without an answer.
    pending: Option<Vote>,
}

/// Numbers that look random and are the same in every run.
struct Numbers(u64);

impl Numbers {
    /// One below `end`, by xorshift64 (George Marsaglia, "Xorshift RNGs", 2003).
    fn below(&mut self, end: u64) -> u64 {
        self.0 ^= self.0 << 13;
        self.0 ^= self.0 >> 7;
        self.0 ^= self.0 << 17;
        self.0 % end
    }
}

/// Cuts the power so many times.
///
/// # Errors
/// When a vote that was acknowledged is not there, one is there twice, or the server does not come back.
pub async fn kill(kills: usize) -> Result<Account> {
    let mut world = World::begin(&["--rate-limit", "0"]).await?;
    let mut numbers = Numbers(0x9E37_79B9_7F4A_7C15);
    let before = tally(&world).await?;
    let (mut account, mut readers) = (Account::default(), Vec::<Reader>::new());
    for kill in 0..kills {
        // New ones with each cut, so that first votes, too, are cut off.
        let from = readers.len() - readers.len().min(READERS / 2);
        let mut voting: Vec<Reader> = readers.split_off(from);
        for number in voting.len()..READERS {
            voting.push(Reader { id: format!("cut-{kill:06}-of-{number:06}-aaaa"), vote: None, pending: None });
        }
        let (stop, stopped) = watch::channel(false);
        let mut tasks = JoinSet::new();
        for (number, reader) in voting.into_iter().enumerate() {
            let seed = (kill * READERS + number + 1) as u64;
            tasks.spawn(vote(world.http()?, world.server.address(), reader, seed, stopped.clone()));
        }
        sleep_until(Instant::now() + Duration::from_millis(20 + numbers.below(LONGEST_MS))).await;
        world.server.kill();
        stop.send_replace(true);
        let mut ended = Vec::with_capacity(READERS);
        while let Some(done) = tasks.join_next().await {
            let (reader, sent, acknowledged) = done.context("a reader ended early")??;
            account.sent += sent;
            account.acknowledged += acknowledged;
            ended.push(reader);
        }
        world.server.resume().await?;
        for mut reader in ended {
            let there = seen(&world, &reader.id).await?;
            match reader.pending.take() {
                Some(pending) if there == pending && pending != reader.vote => account.arrived += 1,
                Some(pending) => {
                    ensure!(
                        there == reader.vote || there == pending,
                        "{}: {there:?} is nothing that was sent",
                        reader.id
                    );
                    account.lost += 1;
                }
                None => ensure!(
                    there == reader.vote,
                    "{}: {:?} was acknowledged, {there:?} is there",
                    reader.id,
                    reader.vote
                ),
            }
            reader.vote = there;
            readers.push(reader);
        }
        account.kills += 1;
        let mut expected = before.clone();
        for vote in readers.iter().filter_map(|reader| reader.vote) {
            expected[vote] += 1;
        }
        let counted = tally(&world).await?;
        ensure!(counted == expected, "after {} kills {counted:?} are counted instead of {expected:?}", account.kills);
    }
    world.server.stop()?;
    world.server.command(&["recount"]).context("tallies and votes differ")?;
    Ok(account)
}

/// Votes, changes the vote and withdraws it until told to stop. Returns how many mutations were sent and acknowledged.
async fn vote(
    http: Client,
    address: String,
    mut reader: Reader,
    seed: u64,
    stop: watch::Receiver<bool>,
) -> Result<(Reader, usize, usize)> {
    let mut numbers = Numbers(seed.wrapping_mul(0x9E37_79B9_7F4A_7C15));
    let (mut sent, mut acknowledged) = (0, 0);
    while !*stop.borrow() && reader.pending.is_none() {
        let next = Some(numbers.below(6) as usize).filter(|option| *option < OPTIONS.len());
        sent += 1;
        match send(&http, &address, &reader.id, next).await {
            Ok(status) => {
                ensure!(status == 200, "a vote is answered with {status}");
                reader.vote = next;
                acknowledged += 1;
            }
            // The server has gone, or is going: nobody knows.
            Err(_) => reader.pending = Some(next),
        }
    }
    Ok((reader, sent, acknowledged))
}

/// Sends one mutation. An answer that does not arrive whole is none.
async fn send(http: &Client, address: &str, id: &str, vote: Vote) -> Result<u16> {
    let url = format!("{address}/api/v1/polls/{POLL}/vote");
    let request = match vote {
        Some(option) => http.request(Method::PUT, url).json(&json!({ "options": [OPTIONS[option]] })),
        None => http.request(Method::DELETE, url),
    };
    let answer = request.header("hustings-reader", id).send().await?;
    let status = answer.status().as_u16();
    answer.bytes().await?;
    Ok(status)
}

/// The vote that the server has of the reader with this client id.
async fn seen(world: &World, id: &str) -> Result<Vote> {
    let poll = poll(world, id).await?;
    let own = &poll["my_vote"][0];
    OPTIONS.iter().position(|option| own == option).map_or_else(
        || {
            ensure!(own.is_null(), "{id} has voted {own}");
            Ok(None)
        },
        |option| Ok(Some(option)),
    )
}

/// The votes of the options, in order.
async fn tally(world: &World) -> Result<Vec<u64>> {
    let poll = poll(world, "").await?;
    let options = poll["options"].as_array().context("options")?;
    options.iter().map(|option| option["votes"].as_u64().context("votes")).collect()
}

async fn poll(world: &World, id: &str) -> Result<Value> {
    let url = format!("{}/api/v1/polls/{POLL}?lang=en", world.server.address());
    Ok(world.http()?.get(url).header("hustings-reader", id).send().await?.error_for_status()?.json().await?)
}
