//! A network that fails in every way that networks do: the vote arrives once, and every page shows it as soon as the
//! network is well again.

use std::{rc::Rc, time::Duration};

use anyhow::{Result, ensure};
use hustings_e2e::{Browser, Engine, Fault, FaultyNetwork, Options, World, eventually, journey};

use crate::steps::{
    ARTICLE, FIGURES_PLUS_CABIN, FIGURES_PLUS_DIRECT, POLL, POLL_ID, counted, marks, reader_at, reader_with, says,
    send, shows, tick, vote,
};

const CABIN: [u64; 4] = [34, 30, 24, 21];
const DIRECT: [u64; 4] = [33, 30, 25, 21];
const BOTH: [u64; 4] = [34, 30, 25, 21];
/// The same as they are shown, of 110.
const FIGURES_PLUS_BOTH: [&str; 4] = ["34 (31%)", "30 (27%)", "25 (23%)", "21 (19%)"];

/// A proxy whose server is away, a proxy that asks its own riddle first, and a portal in front of the whole net.
const BAD_GATEWAY: Fault = Fault::Foreign("502 Bad Gateway", "text/html", "<h1>502 Bad Gateway</h1>");
const CHALLENGE: Fault = Fault::Foreign("403 Forbidden", "text/html", "<h1>Are you a person?</h1>");
/// A host that has nothing to say, by which browsers give up an event stream for good.
const NOTHING: Fault = Fault::Foreign("204 No Content", "text/plain", "");
const PORTAL: Fault = Fault::Foreign("200 OK", "text/html", "<h1>Welcome to our network</h1>");

/// Two readers of a poll beyond the same network: one votes, the other looks on.
struct Readers<'a> {
    world: &'a World,
    network: Rc<FaultyNetwork>,
    voter: Rc<Browser>,
    other: Rc<Browser>,
}

impl<'a> Readers<'a> {
    async fn of(world: &'a World, engine: Engine) -> Result<Self> {
        let network = world.network().await?;
        let options = || Options { base: Some(network.address()), ..Options::with(engine) };
        let voter = reader_with(world, options(), POLL).await?;
        let other = reader_with(world, options(), ARTICLE).await?;
        for reader in [&voter, &other] {
            reader.expect_outage();
            // Which of its words for a broken connection a browser takes depends on the moment, and so does what it asked for
            // when a portal answered: the stream, or a script that comes later.
            for words in ["502 (", "403 (", "net::ERR_", "a MIME type", "disallowed MIME type"] {
                reader.expect_error(words);
            }
            live(reader).await?;
        }
        Ok(Self { world, network, voter, other })
    }

    /// One vote, or its change, while the network fails like this. Where it `is_held`, the page says so meanwhile.
    async fn vote_through(&self, fault: Fault, is_held: bool) -> Result<()> {
        let Self { world, network, voter, other } = self;
        let is_cabin = counted(world, POLL_ID).await? != CABIN;
        let (option, figures, tally) =
            if is_cabin { ("cabin", FIGURES_PLUS_CABIN, CABIN) } else { ("direct", FIGURES_PLUS_DIRECT, DIRECT) };
        tick(voter, POLL_ID, option).await?;
        network.fail(fault);
        send(voter, POLL_ID).await?;
        if is_held {
            says(voter, POLL_ID, "Not sent yet").await?;
        } else {
            // On a slow network the vote arrives while it is slow.
            eventually("the vote arrives", async || Ok((counted(world, POLL_ID).await? == tally).then_some(())))
                .await?;
        }
        network.recover();
        for reader in [voter, other] {
            shows(reader, POLL_ID, &figures).await?;
        }
        says(voter, POLL_ID, "Your vote has been counted").await?;
        marks(voter, POLL_ID, &[option]).await?;
        marks(other, POLL_ID, &[]).await?;
        for reader in [voter, other] {
            live(reader).await?;
        }
        let counted = counted(world, POLL_ID).await?;
        ensure!(counted == tally, "{fault:?}: {counted:?} are counted");
        Ok(())
    }
}

async fn live(reader: &Browser) -> Result<()> {
    reader.holds("the stream is open", "return document.querySelector('.live-badge').dataset.status === 'live'").await
}

pub(crate) async fn votes_through_answers_that_are_not_ours(engine: Engine) {
    journey(&[], async |world: &mut World| {
        let readers = Readers::of(world, engine).await?;
        for fault in [PORTAL, BAD_GATEWAY, CHALLENGE, NOTHING, Fault::Cut] {
            readers.vote_through(fault, true).await?;
        }
        Ok(())
    })
    .await;
}

#[tokio::test(flavor = "multi_thread")]
async fn what_is_not_the_backends_answer_loses_no_vote_in_chromium() {
    votes_through_answers_that_are_not_ours(Engine::Chromium).await;
}

#[tokio::test(flavor = "multi_thread")]
async fn what_is_not_the_backends_answer_loses_no_vote_in_firefox() {
    votes_through_answers_that_are_not_ours(Engine::Firefox).await;
}

/// The answer to the first vote is lost with the cookie in it, and later ones in the middle of their head or of a frame of
/// the stream.
pub(crate) async fn votes_through_answers_that_break_off(engine: Engine) {
    journey(&[], async |world: &mut World| {
        let readers = Readers::of(world, engine).await?;
        for after in [0, 30, 200] {
            readers.vote_through(Fault::Reset(after), true).await?;
        }
        Ok(())
    })
    .await;
}

#[tokio::test(flavor = "multi_thread")]
async fn answers_that_break_off_double_no_vote_in_chromium() {
    votes_through_answers_that_break_off(Engine::Chromium).await;
}

#[tokio::test(flavor = "multi_thread")]
async fn answers_that_break_off_double_no_vote_in_firefox() {
    votes_through_answers_that_break_off(Engine::Firefox).await;
}

/// A vote goes out as the lid is closed, and its connection is known to nobody afterwards; somebody else votes meanwhile.
async fn votes_and_sleeps(engine: Engine) {
    journey(&[], async |world: &mut World| {
        let readers = Readers::of(world, engine).await?;
        let Readers { network, voter, other, .. } = &readers;
        tick(voter, POLL_ID, "cabin").await?;
        network.fail(Fault::Silence);
        send(voter, POLL_ID).await?;
        let asleep = [voter.falls_asleep()?, other.falls_asleep()?];
        let elsewhere = reader_at(world, POLL).await?;
        vote(&elsewhere, POLL_ID, &["direct"]).await?;
        network.recover();
        drop(asleep);
        for reader in [voter, other] {
            shows(reader, POLL_ID, &FIGURES_PLUS_BOTH).await?;
            live(reader).await?;
        }
        says(voter, POLL_ID, "Your vote has been counted").await?;
        marks(voter, POLL_ID, &["cabin"]).await?;
        let counted = counted(world, POLL_ID).await?;
        ensure!(counted == BOTH, "{counted:?} are counted");
        Ok(())
    })
    .await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_device_that_slept_catches_up_and_loses_no_vote_in_chromium() {
    votes_and_sleeps(Engine::Chromium).await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_device_that_slept_catches_up_and_loses_no_vote_in_firefox() {
    votes_and_sleeps(Engine::Firefox).await;
}

/// Slow, and silent: a connection of which nobody says that it has gone.
pub(crate) async fn votes_through_slowness_and_silence(engine: Engine) {
    journey(&[], async |world: &mut World| {
        let readers = Readers::of(world, engine).await?;
        for slow in [Fault::Delay(Duration::from_millis(700)), Fault::Throttle(100)] {
            readers.vote_through(slow, false).await?;
        }
        readers.vote_through(Fault::Silence, true).await
    })
    .await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_slow_or_silent_network_loses_no_vote_in_chromium() {
    votes_through_slowness_and_silence(Engine::Chromium).await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_slow_or_silent_network_loses_no_vote_in_firefox() {
    votes_through_slowness_and_silence(Engine::Firefox).await;
}
