//! Which program a frame loads: the smaller one where its poll is plain, and the one that knows every kind where it is not, also when
//! that changes while the frame stands.

use anyhow::{Result, ensure};
use hustings_e2e::{Browser, Engine, Options, World, eventually, journey};
use serde_json::json;

use crate::{
    embedding::{BOTH, is_ready, page_with, reader_on},
    steps::{FIGURES_PLUS_DIRECT, api, reader_at, says, send, shows, tick, vote},
};

/// A poll that nobody has voted in. Here it is one that goes by no date.
const POLL: &str = "reading-the-plan";
const FILE: &str = "polls/reading-the-plan.toml";
const PLAIN: &str = "kind = \"single\"\nresults = \"always\"\n";
const RANKING: &str = "kind = \"ranking\"\nresults = \"always\"\n";
/// Nothing of a secret poll is on the stream: the answer to a vote is the first that says of what kind it has become.
const SECRET: &str = "kind = \"single\"\nresults = \"after_close\"\ncloses_at = 2999-12-31T18:00:00Z\n";
const SECRET_RANKING: &str = "kind = \"ranking\"\nresults = \"after_close\"\ncloses_at = 2999-12-31T18:00:00Z\n";
const SECRET_OWN_WORDS: &str =
    "kind = \"single\"\nresults = \"after_close\"\ncloses_at = 2999-12-31T18:00:00Z\nwrite_in = true\n";
const LOOKING: &str = "kind = \"single\"\nresults = \"after_vote\"\nabstain = true\n";
const AFTER_VOTE: &str = "kind = \"single\"\nresults = \"after_vote\"\n";
const ANSWERS: &str = "[question]
en = \"Shall it be?\"
[[options]]
id = \"yes\"
label = { en = \"Yes\" }
[[options]]
id = \"no\"
label = { en = \"No\" }
";
const COUNTED: &str = "Your vote has been counted";

/// Publishes the poll with these properties.
async fn publish(world: &World, properties: &str) -> Result<()> {
    world.server.edit(FILE, |_| [properties, ANSWERS].concat()).await
}

/// Whether the results by the command line have this row.
fn has_row(world: &World, row: &str) -> Result<()> {
    let results = world.server.command(&["results", POLL])?;
    ensure!(results.lines().any(|line| line.trim_end() == row), "no {row:?} in {results}");
    Ok(())
}

/// Reads how many have voted in a poll.
async fn voters(world: &World, poll: &str) -> Result<u64> {
    let poll = api(world, &format!("/api/v1/polls/{poll}?lang=en")).await?;
    poll["voters"].as_u64().ok_or_else(|| anyhow::anyhow!("no voters in {poll}"))
}

fn element(poll: &str) -> String {
    format!("hustings-poll[poll={poll}]")
}

/// Within a frame: waits until it is live, and says which programs it has fetched.
async fn has_fetched(reader: &Browser, program: &str) -> Result<()> {
    is_ready(reader).await?;
    let fetched = reader
        .script(
            "return performance.getEntriesByType('resource').map(({ name }) => new URL(name).pathname)
                .filter((path) => /poll_embed/.test(path)).sort();",
        )
        .await?;
    let expected = json!([format!("/embed/{program}.js"), format!("/embed/{program}_bg.wasm")]);
    ensure!(fetched == expected, "it has fetched {fetched}, and not {expected}");
    Ok(())
}

/// Waits until the frame shows the poll as a ranking, however often it is loaded anew meanwhile.
async fn shows_ranking(reader: &Browser) -> Result<()> {
    let script = "return document.querySelectorAll('select.poll-option__place').length === 2";
    let is_ranking = async || reader.holds("the poll is a ranking", script).await;
    eventually("the frame shows the ranking", async || Ok(reader.within_frame(&element(POLL), is_ranking).await.ok()))
        .await
}

/// Within a frame: waits until the vote is counted, with the first answer in the first place.
async fn is_first_place(reader: &Browser) -> Result<()> {
    says(reader, POLL, COUNTED).await?;
    let script = "return document.querySelector('select.poll-option__place').value === '1'";
    reader.holds("the vote is the first place", script).await
}

#[tokio::test(flavor = "multi_thread")]
async fn a_plain_poll_fetches_the_plain_program_alone_and_a_ranking_the_one_that_knows_it() {
    journey(&[], async |world: &mut World| {
        let partner = world.partner()?;
        let page = page_with(
            &partner,
            "programs",
            "<hustings-poll poll=night-trains></hustings-poll><hustings-poll poll=library-of-things></hustings-poll>
             <hustings-poll poll=meeting-worth></hustings-poll>",
        );
        for engine in BOTH {
            let reader = reader_on(world, Options::with(engine), &page).await?;
            for (poll, program) in [
                ("night-trains", "plain_poll_embed"),
                ("library-of-things", "plain_poll_embed"),
                ("meeting-worth", "poll_embed"),
            ] {
                reader.within_frame(&element(poll), async || has_fetched(&reader, program).await).await?;
            }
            // They share a stream, and what it says of the ranking concerns the others' programs nothing.
            world.server.command(&["poll", "close", "meeting-worth"])?;
            let closed = "return /closed/i.test(document.querySelector('.poll-card__time').textContent)";
            reader.within_frame(&element("meeting-worth"), async || reader.holds("it closes", closed).await).await?;
            // What they are told later comes behind it.
            for (poll, option) in [("night-trains", "direct"), ("library-of-things", "telescope")] {
                let other = reader_at(world, &format!("/en/polls/{poll}")).await?;
                vote(&other, poll, &[option]).await?;
                let (frame, words) = (element(poll), format!("{} readers have voted", voters(world, poll).await?));
                reader.within_frame(&frame, async || reader.sees(".poll-card__voters", &words).await).await?;
                let query = reader.within_frame(&frame, async || reader.script("return location.search").await).await?;
                ensure!(query.as_str().is_some_and(|query| !query.contains("anew")), "{poll}: {query}");
            }
            world.server.command(&["poll", "open", "meeting-worth"])?;
        }
        Ok(())
    })
    .await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_frame_whose_poll_becomes_a_ranking_is_loaded_anew_with_the_program_that_knows_it() {
    for engine in BOTH {
        journey(&[], async |world: &mut World| {
            publish(world, PLAIN).await?;
            let partner = world.partner()?;
            let page = page_with(&partner, "becomes", &format!("<hustings-poll poll={POLL}></hustings-poll>"));
            let reader = reader_on(world, Options::with(engine), &page).await?;
            reader.within_frame(&element(POLL), async || has_fetched(&reader, "plain_poll_embed").await).await?;
            publish(world, RANKING).await?;
            shows_ranking(&reader).await?;
            reader.within_frame(&element(POLL), async || has_fetched(&reader, "poll_embed").await).await
        })
        .await;
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn what_is_ticked_stays_until_it_is_sent_and_counts_then() {
    journey(&[], async |world: &mut World| {
        publish(world, PLAIN).await?;
        let partner = world.partner()?;
        let polls =
            format!("<hustings-poll poll={POLL}></hustings-poll><hustings-poll poll=night-trains></hustings-poll>");
        let reader = reader_on(world, Options::default(), &page_with(&partner, "ticked", &polls)).await?;
        reader.within_frame(&element("night-trains"), async || is_ready(&reader).await).await?;
        reader
            .within_frame(&element(POLL), async || {
                has_fetched(&reader, "plain_poll_embed").await?;
                reader.script("window.isTheSame = true").await?;
                tick(&reader, POLL, "yes").await
            })
            .await?;
        publish(world, RANKING).await?;
        // The frames share a stream, on which this comes later.
        let other = reader_at(world, "/en/polls/night-trains").await?;
        vote(&other, "night-trains", &["direct"]).await?;
        let later = async || shows(&reader, "night-trains", &FIGURES_PLUS_DIRECT).await;
        reader.within_frame(&element("night-trains"), later).await?;
        reader
            .within_frame(&element(POLL), async || {
                let ticked = "return window.isTheSame && document.querySelector(':checked').value";
                let ticked = reader.script(ticked).await?;
                ensure!(ticked == "yes", "{ticked}");
                send(&reader, POLL).await
            })
            .await?;
        shows_ranking(&reader).await?;
        reader.within_frame(&element(POLL), async || is_first_place(&reader).await).await?;
        has_row(world, "\"yes\",\"Yes\",1,100,1")
    })
    .await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_vote_counts_that_meets_a_poll_which_has_become_a_ranking() {
    journey(&[], async |world: &mut World| {
        publish(world, SECRET).await?;
        let partner = world.partner()?;
        let page = page_with(&partner, "votes", &format!("<hustings-poll poll={POLL}></hustings-poll>"));
        let reader = reader_on(world, Options::default(), &page).await?;
        reader
            .within_frame(&element(POLL), async || {
                has_fetched(&reader, "plain_poll_embed").await?;
                publish(world, SECRET_RANKING).await?;
                vote(&reader, POLL, &["yes"]).await
            })
            .await?;
        shows_ranking(&reader).await?;
        reader.within_frame(&element(POLL), async || is_first_place(&reader).await).await?;
        has_row(world, "\"yes\",\"Yes\",1,100,1")
    })
    .await;
}

/// Firefox then keeps nothing for a frame: the page around it keeps a receipt.
#[tokio::test(flavor = "multi_thread")]
async fn the_page_around_keeps_the_receipt_of_a_vote_whose_answer_the_program_cannot_read() {
    journey(&[], async |world: &mut World| {
        publish(world, SECRET).await?;
        let partner = world.partner()?;
        let page = page_with(&partner, "receipt", &format!("<hustings-poll poll={POLL}></hustings-poll>"));
        let options = Options { third_party_cookies: false, ..Options::with(Engine::Firefox) };
        let reader = reader_on(world, options, &page).await?;
        reader.script("window.votes = []; document.addEventListener('hustings-vote', () => votes.push('one'))").await?;
        reader
            .within_frame(&element(POLL), async || {
                has_fetched(&reader, "plain_poll_embed").await?;
                publish(world, SECRET_OWN_WORDS).await?;
                tick(&reader, POLL, "yes").await?;
                send(&reader, POLL).await
            })
            .await?;
        reader.holds("the vote is told", "return window.votes.length === 1").await?;
        eventually("the frame has the program that knows every kind", async || {
            let frame = element(POLL);
            Ok(reader.within_frame(&frame, async || has_fetched(&reader, "poll_embed").await).await.ok())
        })
        .await?;
        reader
            .within_frame(&element(POLL), async || {
                reader.expect_error("the backend says");
                tick(&reader, POLL, "no").await?;
                send(&reader, POLL).await?;
                says(&reader, POLL, "You have voted already").await
            })
            .await?;
        has_row(world, "\"yes\",\"Yes\",1,100")
    })
    .await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_frame_that_keeps_nothing_at_all_is_not_loaded_anew_by_itself_after_a_vote() {
    journey(&[], async |world: &mut World| {
        publish(world, SECRET).await?;
        let partner = world.partner()?;
        let frame = format!("<iframe src={{{{polls}}}}/embed/polls/{POLL}?lang=en height=700></iframe>");
        let options = Options { third_party_cookies: false, ..Options::with(Engine::Firefox) };
        let reader = reader_on(world, options, page_with(&partner, "memory", &frame)).await?;
        reader
            .within_frame("iframe", async || {
                has_fetched(&reader, "plain_poll_embed").await?;
                reader.script("window.isTheSame = true").await?;
                publish(world, SECRET_OWN_WORDS).await?;
                tick(&reader, POLL, "yes").await?;
                send(&reader, POLL).await?;
                reader
                    .sees(".crash[role=alert] > p", "This page has stopped working. What you have sent is kept")
                    .await?;
                ensure!(reader.script("return window.isTheSame").await? == true, "it was loaded again");
                has_row(world, "\"yes\",\"Yes\",1,100")?;
                reader.click_named(".crash a", "Reload the page").await?;
                has_fetched(&reader, "poll_embed").await
            })
            .await
    })
    .await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_poll_in_which_some_have_abstained_before_needs_no_other_program_after_a_vote() {
    journey(&[], async |world: &mut World| {
        publish(world, LOOKING).await?;
        let looks = reader_at(world, &format!("/en/polls/{POLL}")).await?;
        looks.click_named(".poll-card__withdraw", "Only show me the results").await?;
        says(&looks, POLL, "You only looked at the results.").await?;
        publish(world, AFTER_VOTE).await?;
        let partner = world.partner()?;
        let page = page_with(&partner, "abstained", &format!("<hustings-poll poll={POLL}></hustings-poll>"));
        for (third_party_cookies, voters) in [(true, "1 reader has voted"), (false, "2 readers have voted")] {
            let options = Options { third_party_cookies, ..Options::with(Engine::Firefox) };
            let reader = reader_on(world, options, &page).await?;
            reader
                .within_frame(&element(POLL), async || {
                    has_fetched(&reader, "poll_embed").await?;
                    reader.script("window.isTheSame = true").await?;
                    vote(&reader, POLL, &["yes"]).await?;
                    reader.sees(".poll-card__voters", &format!("{voters} · 1 reader only looked")).await?;
                    ensure!(reader.script("return window.isTheSame").await? == true, "it was loaded again");
                    Ok(())
                })
                .await?;
        }
        Ok(())
    })
    .await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_frame_that_was_loaded_anew_has_the_program_that_knows_every_kind_whatever_its_server_knows() {
    journey(&[], async |world: &mut World| {
        publish(world, PLAIN).await?;
        let partner = world.partner()?;
        // As from a server that has not read the poll again yet, or from a copy of such a page.
        let frame = format!("<iframe src={{{{polls}}}}/embed/polls/{POLL}?lang=en&anew=1 height=700></iframe>");
        let reader = reader_on(world, Options::default(), page_with(&partner, "anew", &frame)).await?;
        reader
            .within_frame("iframe", async || {
                has_fetched(&reader, "poll_embed").await?;
                reader.script("window.isTheSame = true").await?;
                publish(world, RANKING).await?;
                vote(&reader, POLL, &["yes"]).await?;
                ensure!(reader.script("return window.isTheSame").await? == true, "it was loaded again");
                ensure!(reader.has_no(".crash").await?, "it says that it has stopped");
                Ok(())
            })
            .await?;
        has_row(world, "\"yes\",\"Yes\",1,100,1")
    })
    .await;
}
