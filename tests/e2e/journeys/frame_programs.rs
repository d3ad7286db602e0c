//! Which program a frame loads: the smaller one where its poll is plain, and the one that knows every kind where it is not, also when
//! that changes while the frame stands.

use anyhow::{Result, ensure};
use hustings_e2e::{Browser, Options, World, eventually, journey};
use serde_json::json;

use crate::{
    embedding::{BOTH, is_ready, page_with, reader_on},
    steps::{says, vote},
};

/// A plain poll that nobody has voted in.
const POLL: &str = "reading-the-plan";
const FILE: &str = "polls/reading-the-plan.toml";
const COUNTED: &str = "Your vote has been counted";

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

/// Within a frame: waits until its poll is a ranking.
async fn is_ranking(reader: &Browser) -> Result<()> {
    reader
        .holds("the poll is a ranking", "return document.querySelectorAll('select.poll-option__place').length > 1")
        .await
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
            for poll in ["night-trains", "library-of-things"] {
                let frame = element(poll);
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
            let partner = world.partner()?;
            let page = page_with(&partner, "becomes", &format!("<hustings-poll poll={POLL}></hustings-poll>"));
            let reader = reader_on(world, Options::with(engine), &page).await?;
            reader.within_frame(&element(POLL), async || has_fetched(&reader, "plain_poll_embed").await).await?;
            world.server.edit(FILE, |toml| toml.replace("kind = \"single\"", "kind = \"ranking\"")).await?;
            eventually("the frame shows the ranking", async || {
                let shown = reader.within_frame(&element(POLL), async || is_ranking(&reader).await).await;
                Ok(shown.ok())
            })
            .await?;
            reader.within_frame(&element(POLL), async || has_fetched(&reader, "poll_embed").await).await
        })
        .await;
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn a_vote_counts_that_meets_a_poll_which_has_become_a_ranking() {
    journey(&[], async |world: &mut World| {
        // Nothing of a secret poll is on the stream: the answer to the vote is the first that says so.
        let open = |toml: String| {
            toml.replace("opens_at = 2030-01-01T09:00:00Z\n", "")
                .replace("results = \"always\"", "results = \"after_close\"")
        };
        world.server.edit(FILE, open).await?;
        let partner = world.partner()?;
        let page = page_with(&partner, "votes", &format!("<hustings-poll poll={POLL}></hustings-poll>"));
        let reader = reader_on(world, Options::default(), &page).await?;
        reader
            .within_frame(&element(POLL), async || {
                has_fetched(&reader, "plain_poll_embed").await?;
                world.server.edit(FILE, |toml| toml.replace("kind = \"single\"", "kind = \"ranking\"")).await?;
                let first = reader.attribute(".poll-option__input", "value").await?;
                vote(&reader, POLL, &[&first]).await
            })
            .await?;
        eventually("the frame shows the ranking", async || {
            let shown = reader.within_frame(&element(POLL), async || is_ranking(&reader).await).await;
            Ok(shown.ok())
        })
        .await?;
        reader
            .within_frame(&element(POLL), async || {
                says(&reader, POLL, COUNTED).await?;
                let script = "return document.querySelector('select.poll-option__place').value";
                reader.holds("the vote is the first place", &format!("{script} === '1'")).await
            })
            .await?;
        let results = world.server.command(&["results", POLL])?;
        ensure!(results.contains('1'), "{results}");
        Ok(())
    })
    .await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_frame_that_was_loaded_anew_says_that_it_has_stopped_and_is_not_loaded_again_by_itself() {
    journey(&[], async |world: &mut World| {
        let partner = world.partner()?;
        let frame = format!("<iframe src={{{{polls}}}}/embed/polls/{POLL}?lang=en&anew=1 height=700></iframe>");
        let reader = reader_on(world, Options::default(), page_with(&partner, "anew", &frame)).await?;
        reader
            .within_frame("iframe", async || {
                has_fetched(&reader, "plain_poll_embed").await?;
                reader.script("window.isTheSame = true").await?;
                world.server.edit(FILE, |toml| toml.replace("kind = \"single\"", "kind = \"ranking\"")).await?;
                reader.sees(".crash[role=alert] > p", "This page has stopped working").await?;
                ensure!(reader.script("return window.isTheSame").await? == true, "it was loaded again");
                reader.click_named(".crash a", "Reload the page").await?;
                is_ranking(&reader).await?;
                has_fetched(&reader, "poll_embed").await
            })
            .await
    })
    .await;
}
