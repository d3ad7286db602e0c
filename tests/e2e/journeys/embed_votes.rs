//! Votes on a partner's page: counted once, seen everywhere, and remembered as well as the browser lets.

use std::time::Instant;

use anyhow::{Error, Result, ensure};
use hustings_e2e::{Browser, Engine, Key, Options, World, eventually, journey};

use crate::{
    embedding::{BOTH, ELEMENT, edit_poll, is_ready, page_with, reader_on, tab_to, vote_in_frame},
    steps::{
        FIGURES_PLUS_CABIN, FIGURES_PLUS_DIRECT, POLL, POLL_ID, api, counted, marks, reader_at, says, send, shows,
        tick, vote,
    },
};

#[tokio::test(flavor = "multi_thread")]
async fn a_vote_in_a_frame_shows_in_the_app_and_the_other_way_round() {
    journey(&[], async |world: &mut World| {
        let partner = world.partner()?;
        let in_app = reader_at(world, POLL).await?;
        for (round, engine) in BOTH.into_iter().enumerate() {
            let framed = reader_on(world, Options::with(engine), partner.address()).await?;
            vote_in_frame(&framed, ELEMENT, "direct").await?;
            let began = Instant::now();
            let votes = 25 + round as u64;
            eventually("the app shows the vote", async || {
                let figures =
                    in_app.text(&format!("#poll-{POLL_ID} .poll-option:nth-child(3) .poll-option__count")).await?;
                ensure!(figures.starts_with(&votes.to_string()), "it shows {figures}");
                Ok(Some(()))
            })
            .await?;
            println!("{engine:?}: seen in the app after {} ms", began.elapsed().as_millis());
        }
        let framed = reader_on(world, Options::default(), partner.address()).await?;
        framed.within_frame(ELEMENT, async || is_ready(&framed).await).await?;
        vote(&in_app, POLL_ID, &["cabin"]).await?;
        framed
            .within_frame(ELEMENT, async || {
                shows(&framed, POLL_ID, &["34 (31%)", "30 (27%)", "26 (23%)", "21 (19%)"]).await
            })
            .await
    })
    .await;
}

#[tokio::test(flavor = "multi_thread")]
async fn the_host_learns_of_a_vote_but_not_its_options() {
    journey(&[], async |world: &mut World| {
        let partner = world.partner()?;
        for engine in BOTH {
            let reader = reader_on(world, Options::with(engine), partner.address()).await?;
            reader
                .script(
                    "window.heard = [];
                    for (const name of ['ready', 'vote', 'resize', 'error']) {
                        document.addEventListener(`hustings-${name}`, (event) => {
                            heard.push([name, event.target.getAttribute('poll'), JSON.stringify(event.detail ?? null)]);
                        });
                    }
                    window.said = [];
                    addEventListener('message', (event) => said.push(JSON.stringify(event.data)));",
                )
                .await?;
            vote_in_frame(&reader, ELEMENT, "punctual").await?;
            reader
                .holds(
                    "the vote is told",
                    "return heard.some(([name, poll]) => name === 'vote' && poll === 'night-trains')",
                )
                .await?;
            let said = reader.script("return JSON.stringify([heard, said])").await?.to_string();
            ensure!(!said.contains("punctual"), "{said}");
        }
        Ok(())
    })
    .await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_vote_counts_once_where_third_party_cookies_are_blocked() {
    journey(&[], async |world: &mut World| {
        let partner = world.partner()?;
        let mut voters = 108;
        for engine in BOTH {
            for third_party_cookies in [true, false] {
                let options = Options { third_party_cookies, ..Options::with(engine) };
                let reader = reader_on(world, options, partner.address()).await?;
                vote_in_frame(&reader, ELEMENT, "direct").await?;
                voters += 1;
                // In the same visit the reader takes the vote back and votes again, whatever the browser keeps.
                reader
                    .within_frame(ELEMENT, async || {
                        reader.click_named(".poll-card__actions button", "Withdraw my vote").await?;
                        says(&reader, POLL_ID, "Your vote has been withdrawn").await?;
                        tick(&reader, POLL_ID, "punctual").await?;
                        send(&reader, POLL_ID).await?;
                        says(&reader, POLL_ID, "Your vote has been counted").await?;
                        marks(&reader, POLL_ID, &["punctual"]).await
                    })
                    .await?;
                reader.goto(&format!("{}/dark", partner.address())).await?;
                // The same poll on another page of the same partner knows the reader, and changes the vote. Firefox without
                // cookies of third parties keeps nothing at all for a frame: there the page's receipt says that there was a
                // vote, by which nobody can see or change it.
                let keeps_nothing = engine == Engine::Firefox && !third_party_cookies;
                reader
                    .within_frame(ELEMENT, async || {
                        is_ready(&reader).await?;
                        if keeps_nothing {
                            marks(&reader, POLL_ID, &[]).await?;
                            reader.expect_error("the backend says");
                            tick(&reader, POLL_ID, "cabin").await?;
                            send(&reader, POLL_ID).await?;
                            says(&reader, POLL_ID, "You have voted already").await?;
                            return marks(&reader, POLL_ID, &[]).await;
                        }
                        marks(&reader, POLL_ID, &["punctual"]).await?;
                        tick(&reader, POLL_ID, "cabin").await?;
                        send(&reader, POLL_ID).await?;
                        says(&reader, POLL_ID, "Your vote has been counted").await?;
                        marks(&reader, POLL_ID, &["cabin"]).await
                    })
                    .await?;
                let poll = api(world, &format!("/api/v1/polls/{POLL_ID}?lang=en")).await?;
                ensure!(poll["voters"] == voters, "{engine:?}, cookies {third_party_cookies}: {}", poll["voters"]);
            }
        }
        Ok(())
    })
    .await;
}

#[tokio::test(flavor = "multi_thread")]
async fn results_for_voters_stay_live_without_cookies() {
    journey(&[], async |world: &mut World| {
        let partner = world.partner()?;
        edit_poll(world, "\"always\"", "\"after_vote\"").await?;
        let page = page_with(&partner, "after-vote", "<hustings-poll poll=night-trains></hustings-poll>");
        for (engine, before) in [(Engine::Firefox, 24_u64), (Engine::Chromium, 26)] {
            let options = Options { third_party_cookies: false, ..Options::with(engine) };
            let reader = reader_on(world, options, &page).await?;
            reader
                .within_frame(ELEMENT, async || {
                    is_ready(&reader).await?;
                    shows(&reader, POLL_ID, &["", "", "", ""]).await?;
                    vote(&reader, POLL_ID, &["direct"]).await?;
                    reader.sees(".poll-option:nth-child(3) .poll-option__count", &(before + 1).to_string()).await
                })
                .await?;
            let other = reader_at(world, POLL).await?;
            vote(&other, POLL_ID, &["direct"]).await?;
            reader
                .within_frame(ELEMENT, async || {
                    reader.sees(".poll-option:nth-child(3) .poll-option__count", &(before + 2).to_string()).await
                })
                .await?;
        }
        Ok(())
    })
    .await;
}

#[tokio::test(flavor = "multi_thread")]
async fn without_scripts_the_frame_is_a_working_form() {
    journey(&[], async |world: &mut World| {
        let partner = world.partner()?;
        for (engine, figures) in [
            (Engine::Chromium, FIGURES_PLUS_DIRECT),
            (Engine::Firefox, ["33 (30%)", "30 (27%)", "26 (24%)", "21 (19%)"]),
        ] {
            let options = Options { scripts: false, ..Options::with(engine) };
            let reader = reader_on(world, options, &format!("{}/plain", partner.address())).await?;
            reader
                .within_frame("iframe.poll-frame", async || {
                    // A click in the first half second is not taken, with or without scripts.
                    eventually("the option can be ticked", async || {
                        tick(&reader, POLL_ID, "direct").await?;
                        Ok(reader.find("input[value=direct]").await?.is_selected().await?.then_some(()))
                    })
                    .await?;
                    send(&reader, POLL_ID).await?;
                    marks(&reader, POLL_ID, &["direct"]).await?;
                    shows(&reader, POLL_ID, &figures).await
                })
                .await?;
        }
        ensure!(counted(world, POLL_ID).await? == [33, 30, 26, 21]);
        let by_origin = world.server.command(&["results", POLL_ID, "--by", "origin"])?;
        ensure!(by_origin.contains("own pages)\",108"), "{by_origin}");
        ensure!(by_origin.contains("(1 with fewer than 10 voters each)"), "{by_origin}");
        Ok(())
    })
    .await;
}

#[tokio::test(flavor = "multi_thread")]
async fn the_keyboard_alone_reaches_chooses_and_sends() {
    journey(&[], async |world: &mut World| {
        let partner = world.partner()?;
        let page = page_with(
            &partner,
            "keys",
            "<a id=before href=#>before</a><hustings-poll poll=night-trains></hustings-poll>",
        );
        for (engine, figures) in [
            (Engine::Chromium, FIGURES_PLUS_CABIN),
            (Engine::Firefox, ["35 (32%)", "30 (27%)", "24 (22%)", "21 (19%)"]),
        ] {
            let reader = reader_on(world, Options::with(engine), &page).await?;
            reader.within_frame(ELEMENT, async || is_ready(&reader).await).await?;
            reader.script("document.getElementById('before').focus()").await?;
            // Into the frame, onto the first option, which Space chooses; on to the button, which Enter presses.
            tab_to(&reader, ELEMENT, "return document.activeElement.value === 'cabin'").await?;
            reader
                .within_frame(ELEMENT, async || {
                    reader.press(Key::Space).await?;
                    reader.holds("it is chosen", "return document.activeElement.checked").await?;
                    for _ in 0..2 {
                        reader.press(Key::Tab).await?;
                        if reader.script("return document.activeElement.matches('.poll-card__send')").await? == true {
                            break;
                        }
                    }
                    reader.press(Key::Enter).await?;
                    says(&reader, POLL_ID, "Your vote has been counted").await?;
                    shows(&reader, POLL_ID, &figures).await
                })
                .await?;
        }
        Ok(())
    })
    .await;
}

/// A token as a partner's server makes it, here by the browser's own cryptography.
const SIGN: &str = "
    const [key, sub, kid] = arguments;
    const coded = (bytes) => btoa(String.fromCharCode(...bytes)).replace(/\\+/g, '-').replace(/\\//g, '_').replace(/=+$/, '');
    const part = (value) => coded(new TextEncoder().encode(JSON.stringify(value)));
    const exp = Math.floor(Date.now() / 1000) + 600;
    const text = part({ alg: 'HS256', typ: 'JWT', kid }) + '.' + part({ sub, aud: 'night-trains', exp });
    const bytes = Uint8Array.from(atob(key.replace(/-/g, '+').replace(/_/g, '/')), (c) => c.charCodeAt(0));
    const hmac = { name: 'HMAC', hash: 'SHA-256' };
    return crypto.subtle.importKey('raw', bytes, hmac, false, ['sign'])
        .then((key) => crypto.subtle.sign('HMAC', key, new TextEncoder().encode(text)))
        .then((signature) => text + '.' + coded(new Uint8Array(signature)));";

/// The partner's page signs a reader in, by the key of this name.
async fn sign_in(reader: &Browser, name: &str, key: &str, sub: &str) -> Result<()> {
    let token = reader.script_with(SIGN, vec![key.into(), sub.into(), name.into()]).await?;
    let set = "document.querySelector('hustings-poll').setAttribute('identity', arguments[0])";
    reader.script_with(set, vec![token]).await.map(drop)
}

#[tokio::test(flavor = "multi_thread")]
async fn a_kept_vote_waits_for_its_own_reader() {
    journey(&[], async |world: &mut World| {
        let partner = world.partner()?;
        edit_poll(world, "kind =", "signed_by = [\"siding\"]\nkind =").await?;
        let key = async |name: &str| Ok::<_, Error>(world.server.command(&["partner-key", name])?.trim().to_owned());
        let (first, second) = (key("siding").await?, key("siding-2").await?);
        let page = page_with(&partner, "shared-device", "<hustings-poll poll=night-trains></hustings-poll>");
        let mut readers = Vec::new();
        for engine in BOTH {
            let reader = reader_on(world, Options::with(engine), &page).await?;
            reader.expect_outage();
            reader.expect_error("403");
            reader.within_frame(ELEMENT, async || is_ready(&reader).await).await?;
            sign_in(&reader, "siding", &first, &format!("{engine:?}-7")).await?;
            reader.within_frame(ELEMENT, async || tick(&reader, POLL_ID, "direct").await).await?;
            readers.push((reader, engine));
        }
        world.server.stop()?;
        for (reader, _) in &readers {
            reader
                .within_frame(ELEMENT, async || {
                    send(reader, POLL_ID).await?;
                    says(reader, POLL_ID, "Not sent yet").await
                })
                .await?;
        }
        // When the server is back, their tokens are worth nothing any more.
        world.server.save("polls/night-trains.toml", |toml| toml.replace("[\"siding\"]", "[\"siding-2\"]"))?;
        world.server.resume().await?;
        for (reader, engine) in &readers {
            let within = async |script: &str| reader.within_frame(ELEMENT, async || reader.script(script).await).await;
            reader
                .within_frame(ELEMENT, async || says(reader, POLL_ID, "once this site has signed you in again").await)
                .await?;
            // Somebody else at the same device sees nothing of it, and votes.
            sign_in(reader, "siding-2", &second, &format!("{engine:?}-8")).await?;
            reader.within_frame(ELEMENT, async || vote(reader, POLL_ID, &["cabin"]).await).await?;
            let chosen = within("return document.querySelector('input:checked').value").await?;
            ensure!(chosen == "cabin", "{chosen} is chosen");
            reader.script("document.querySelector('hustings-poll').removeAttribute('identity')").await?;
            reader
                .within_frame(ELEMENT, async || {
                    reader.sees(".poll-card__results", "Only readers whom a partner site has signed in").await?;
                    marks(reader, POLL_ID, &[]).await
                })
                .await?;
            sign_in(reader, "siding-2", &second, &format!("{engine:?}-7")).await?;
            reader
                .within_frame(ELEMENT, async || {
                    says(reader, POLL_ID, "Your vote has been counted").await?;
                    marks(reader, POLL_ID, &["direct"]).await
                })
                .await?;
        }
        ensure!(counted(world, POLL_ID).await? == [35, 30, 26, 21], "{:?}", counted(world, POLL_ID).await?);
        Ok(())
    })
    .await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_signed_reader_has_one_vote_on_two_devices() {
    journey(&[], async |world: &mut World| {
        let partner = world.partner()?;
        edit_poll(
            world,
            "kind =",
            "signed_by = [\"siding\"]
kind =",
        )
        .await?;
        let key = world.server.command(&["partner-key", "siding"])?.trim().to_owned();
        let page = page_with(&partner, "signed", "<hustings-poll poll=night-trains></hustings-poll>");
        for (engine, option) in [(Engine::Chromium, "direct"), (Engine::Firefox, "cabin")] {
            let reader = reader_on(world, Options::with(engine), &page).await?;
            // Who is not signed in can look, and is told why they cannot vote.
            reader
                .within_frame(ELEMENT, async || {
                    reader.sees(".poll-card__results", "Only readers whom a partner site has signed in").await
                })
                .await?;
            sign_in(&reader, "siding", &key, "reader-7").await?;
            vote_in_frame(&reader, ELEMENT, option).await?;
        }
        // Its first vote has become the second.
        ensure!(counted(world, POLL_ID).await? == [34, 30, 24, 21], "{:?}", counted(world, POLL_ID).await?);
        Ok(())
    })
    .await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_frame_that_has_just_appeared_takes_no_clicks() {
    journey(&[], async |world: &mut World| -> Result<()> {
        let partner = world.partner()?;
        for engine in BOTH {
            let reader = reader_on(world, Options::with(engine), partner.address()).await?;
            reader
                .within_frame(ELEMENT, async || {
                    is_ready(&reader).await?;
                    // As in the first half second: nobody could click reliably within it.
                    reader.script("document.documentElement.removeAttribute('data-armed')").await?;
                    tick(&reader, POLL_ID, "direct").await?;
                    ensure!(!reader.find("input[value=direct]").await?.is_selected().await?, "the click was taken");
                    reader.script("document.documentElement.setAttribute('data-armed', '')").await?;
                    tick(&reader, POLL_ID, "direct").await?;
                    ensure!(reader.find("input[value=direct]").await?.is_selected().await?, "the click was not taken");
                    Ok(())
                })
                .await?;
        }
        Ok(())
    })
    .await;
}
