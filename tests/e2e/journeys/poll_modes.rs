//! Polls that are not open, or do not show their results at once, or are final.

use anyhow::{Context, Result, ensure};
use hustings_e2e::{Engine, Key, Options, World, journey};

use crate::steps::{counted, figures, marks, reader_at, reader_with, says, send, shows, tells, tick, vote, waiting};

const HIDDEN: [&str; 4] = ["", "", "", ""];

#[tokio::test(flavor = "multi_thread")]
async fn results_after_the_vote_are_hidden_before_it() {
    journey(&[], async |world: &mut World| {
        let reader = reader_at(world, "/en/polls/leap-second").await?;
        reader.sees(".poll-card__results", "Results are shown once you have voted").await?;
        shows(&reader, "leap-second", &HIDDEN).await?;
        let page = reader.source().await?;
        ensure!(!page.contains("tally-bar__fill\" width=\"38%\""), "the served page tells what it hides");
        vote(&reader, "leap-second", &["earth"]).await?;
        // 42, 17, 26 and 52 of 137.
        shows(&reader, "leap-second", &["42 (31%)", "17 (12%)", "26 (19%)", "52 (38%)"]).await
    })
    .await;
}

#[tokio::test(flavor = "multi_thread")]
async fn results_after_closing_stay_hidden_from_those_who_have_voted() {
    journey(&[], async |world: &mut World| {
        let reader = reader_at(world, "/en/polls/null-results").await?;
        vote(&reader, "null-results", &["open-data"]).await?;
        marks(&reader, "null-results", &["open-data"]).await?;
        reader.sees(".poll-card__results", "Results are shown once the poll has closed").await?;
        shows(&reader, "null-results", &HIDDEN).await
    })
    .await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_closed_poll_shows_its_results_and_takes_no_vote() {
    journey(&[], async |world: &mut World| {
        let reader = reader_at(world, "/en/polls/meeting-free-day").await?;
        reader.sees(".poll-card__time", "Closed on").await?;
        // 18, 44, 61 and 7 of 130.
        shows(&reader, "meeting-free-day", &["18 (14%)", "44 (34%)", "61 (47%)", "7 (5%)"]).await?;
        for input in reader.all(".poll-option__input").await? {
            ensure!(!input.is_enabled().await?, "an answer can be chosen");
        }
        ensure!(!reader.find(".poll-card__send").await?.is_displayed().await?, "there is a button to vote");
        Ok(())
    })
    .await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_scheduled_poll_says_when_it_opens() {
    journey(&[], async |world: &mut World| {
        let reader = reader_at(world, "/en/polls/reading-the-plan").await?;
        reader.sees(".poll-card__time", "Opens on January 1, 2030").await?;
        ensure!(!reader.find(".poll-card__send").await?.is_displayed().await?, "there is a button to vote");
        Ok(())
    })
    .await;
}

/// The app fetches the poll anew for another language and after the vote, when the server would ask it in another order.
async fn keeps_its_order(engine: Engine) {
    journey(&[], async |world: &mut World| {
        let reader = reader_with(world, Options::with(engine), "/en/polls/study-guess").await?;
        let order = "return [...document.querySelectorAll('.poll-option__input')].map(({ value }) => value).join(' ')";
        let asked = reader.script(order).await?;
        let stays = async |when: &str| {
            let now = reader.script(order).await?;
            ensure!(now == asked, "{when} the order is {now}, and was {asked}");
            Ok(())
        };
        reader.click_named(".language-switcher__link", "Auf Deutsch lesen").await?;
        reader.sees("h1", "Ihre Vermutung").await?;
        stays("in another language").await?;
        tick(&reader, "study-guess", "self-test").await?;
        send(&reader, "study-guess").await?;
        says(&reader, "study-guess", "Ihre Stimme ist gezählt").await?;
        marks(&reader, "study-guess", &["self-test"]).await?;
        stays("after the vote").await?;
        reader.reload().await?;
        reader.comes_alive().await?;
        marks(&reader, "study-guess", &["self-test"]).await?;
        let order = reader.script(order).await?;
        ensure!(order == "reread highlight self-test summary", "results are in the order {order}");
        Ok(())
    })
    .await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_drawn_order_stays_while_its_page_does_in_chromium() {
    keeps_its_order(Engine::Chromium).await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_drawn_order_stays_while_its_page_does_in_firefox() {
    keeps_its_order(Engine::Firefox).await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_final_vote_cannot_be_changed() {
    journey(&[], async |world: &mut World| {
        let reader = reader_at(world, "/en/polls/study-guess").await?;
        reader.sees(".live-badge", "Live").await?;
        let told = reader.source().await?.contains("Whatever is fetched from memory");
        ensure!(!told, "the page tells what is right before the answer");
        vote(&reader, "study-guess", &["self-test"]).await?;
        marks(&reader, "study-guess", &["self-test"]).await?;
        reader.sees(".poll-card__results", "A vote in this poll is final").await?;
        reader.sees(".poll-card__explanation", "That is right. Whatever is fetched from memory").await?;
        reader.sees(".poll-option--mine", "Right answer").await?;
        for button in reader.all(".poll-card__actions button").await? {
            ensure!(!button.is_displayed().await?, "there is a button {:?}", button.text().await?);
        }
        reader.reload().await?;
        reader.comes_alive().await?;
        marks(&reader, "study-guess", &["self-test"]).await
    })
    .await;
}

async fn chooses_a_step(engine: Engine) {
    journey(&[], async |world: &mut World| {
        let reader = reader_with(world, Options::with(engine), "/en/polls/last-book").await?;
        // 3, 9, 17, 22, 19, 8 and 2 of 80.
        reader.sees(".poll-card__summary", "Median 4, mean 3.96; half of the votes are between 3 and 5").await?;
        reader.sees(".poll-card__ends", "almost nothing almost all of it").await?;
        let first = reader.named("#poll-last-book input", "1, almost nothing").await?;
        first.focus().await?;
        for _ in 0..6 {
            reader.press(Key::Right).await?;
        }
        let last = reader.find("#poll-last-book input:checked").await?;
        let name = reader.accessible_name(&last).await?;
        ensure!(name == "7, almost all of it", "the arrow keys came to {name:?}");
        reader.press(Key::Enter).await?;
        says(&reader, "last-book", "Your vote has been counted").await?;
        marks(&reader, "last-book", &["7"]).await?;
        reader.sees("#poll-last-book .poll-option:last-child .poll-option__count", "3 (4%)").await
    })
    .await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_step_of_a_scale_is_chosen_with_the_keyboard_in_chromium() {
    chooses_a_step(Engine::Chromium).await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_step_of_a_scale_is_chosen_with_the_keyboard_in_firefox() {
    chooses_a_step(Engine::Firefox).await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_step_of_a_scale_is_chosen_without_scripts() {
    journey(&[], async |world: &mut World| {
        let reader = world.browser_with(Options { scripts: false, ..Options::default() }).await?;
        reader.goto("/ar/articles/spaced-learning").await?;
        reader.click("#poll-last-book label:has(> input[value='6'])").await?;
        reader.click("#poll-last-book .poll-card__send").await?;
        reader.sees("#poll-last-book .poll-option--mine", "6").await?;
        ensure!(
            reader.place().await?.starts_with("/ar/articles/spaced-learning"),
            "it came to {}",
            reader.place().await?
        );
        let counted = counted(world, "last-book").await?;
        ensure!(counted == [3, 9, 17, 22, 19, 9, 2], "counted are {counted:?}");
        Ok(())
    })
    .await;
}

pub(crate) async fn puts_a_ranking_in_order(engine: Engine) {
    const ID: &str = "meeting-worth";
    journey(&[], async |world: &mut World| {
        let reader = reader_with(world, Options::with(engine), "/en/polls/meeting-worth").await?;
        // First choices: 21, 19, 14, 5 and 19 of 78; notes and then people go out, and their votes to what comes next.
        shows(&reader, ID, &["21 (27%)", "19 (24%)", "14 (18%)", "5 (7%)", "19 (24%)"]).await?;
        reader.sees(".poll-card__summary", "“A decision at the end” is ahead after").await?;
        let give = async |option: &str, place: &str| {
            reader.find(&format!("#poll-{ID} [name='place.{option}']")).await?.send_keys(place).await?;
            anyhow::Ok(())
        };
        give("notes", "1").await?;
        tells(&reader, ID, "Your order: 1. Notes that everybody can read").await?;
        give("people", "1").await?;
        tells(&reader, ID, "Your order: 1. Only those who are needed · 2. Notes that everybody can read").await?;
        send(&reader, ID).await?;
        says(&reader, ID, "Your vote has been counted").await?;
        shows(&reader, ID, &["21 (27%)", "19 (24%)", "15 (19%)", "5 (6%)", "19 (24%)"]).await?;
        let own = api_as(&reader, "/api/v1/polls/meeting-worth?lang=en").await?;
        ensure!(own["my_vote"] == serde_json::json!(["people", "notes"]), "the server has {}", own["my_vote"]);
        // Behind the result stands how it was counted.
        reader.goto("/en/polls/meeting-worth/passport").await?;
        reader.sees(".passport__table thead", "Round 3").await?;
        reader.sees(".passport__fate--won", "wins").await
    })
    .await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_ranking_is_put_in_order_with_the_keyboard_and_counted_in_chromium() {
    puts_a_ranking_in_order(Engine::Chromium).await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_ranking_is_put_in_order_with_the_keyboard_and_counted_in_firefox() {
    puts_a_ranking_in_order(Engine::Firefox).await;
}

/// What the reader's own browser is answered.
async fn api_as(reader: &hustings_e2e::Browser, path: &str) -> Result<serde_json::Value> {
    reader.script_with(&waiting("return await (await fetch(arguments[0])).json()"), vec![path.into()]).await
}

#[tokio::test(flavor = "multi_thread")]
async fn a_ranking_is_put_in_order_without_scripts() {
    const ID: &str = "meeting-worth";
    journey(&[], async |world: &mut World| {
        let reader = world.browser_with(Options { scripts: false, ..Options::default() }).await?;
        reader.goto("/en/articles/shorter-meetings").await?;
        let give = async |option: &str, place: &str| {
            reader.find(&format!("#poll-{ID} [name='place.{option}']")).await?.send_keys(place).await?;
            anyhow::Ok(())
        };
        give("early", "1").await?;
        give("notes", "3").await?;
        reader.click(&format!("#poll-{ID} .poll-card__send")).await?;
        says(&reader, ID, "Count the places from 1 on, each once and none left out").await?;
        give("early", "1").await?;
        give("notes", "2").await?;
        reader.click(&format!("#poll-{ID} .poll-card__send")).await?;
        reader.sees(&format!("#poll-{ID} .poll-card__voters"), "79 readers have voted").await?;
        reader.sees(&format!("#poll-{ID} .poll-option--mine"), "Notes that everybody can read").await
    })
    .await;
}

/// An instant this many seconds from now, as a publication file writes it.
async fn in_seconds(reader: &hustings_e2e::Browser, seconds: u32) -> Result<String> {
    let script = "return new Date(Date.now() + arguments[0] * 1000).toISOString().replace(/\\.\\d+Z/, 'Z')";
    let instant = reader.script_with(script, vec![seconds.into()]).await?;
    Ok(instant.as_str().context("a text")?.to_owned())
}

#[tokio::test(flavor = "multi_thread")]
async fn a_poll_closes_before_the_readers_eyes_when_its_time_comes() {
    journey(&[], async |world: &mut World| {
        let reader = reader_at(world, "/en/polls/night-trains").await?;
        let end = in_seconds(&reader, 25).await?;
        world
            .server
            .edit("polls/night-trains.toml", |text| {
                text.replacen("kind = \"single\"", &format!("kind = \"single\"\ncloses_at = {end}"), 1)
            })
            .await?;
        reader.reload().await?;
        reader.comes_alive().await?;
        reader.sees(".poll-card__time", "Closes in").await?;
        tick(&reader, "night-trains", "cabin").await?;
        reader.sees(".poll-card__time", "Closed on").await?;
        ensure!(!reader.find(".poll-card__send").await?.is_displayed().await?, "there is still a button to vote");
        ensure!(figures(&reader, "night-trains").await?[0] == "33 (31%)");
        Ok(())
    })
    .await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_poll_that_an_editor_closes_refuses_the_vote_and_says_why() {
    journey(&[], async |world: &mut World| {
        // A reader to whom the news has not come yet.
        let reader = world.browser().await?;
        reader.block(&["*/events?*", "*/api/v1/polls/night-trains?*"]).await?;
        reader.expect_error("/api/v1/");
        reader.goto("/en/polls/night-trains").await?;
        reader.comes_alive().await?;
        tick(&reader, "night-trains", "cabin").await?;
        world
            .server
            .edit("polls/night-trains.toml", |text| {
                text.replacen("kind = \"single\"", "kind = \"single\"\ncloses_at = 2020-01-01T00:00:00Z", 1)
            })
            .await?;
        send(&reader, "night-trains").await?;
        says(&reader, "night-trains", "The poll has closed").await
    })
    .await;
}
