//! The same question before reading and after: two readers who change their minds and one who does not.

use std::rc::Rc;

use anyhow::{Result, ensure};
use hustings_e2e::{Browser, Engine, Options, World, journey};

use crate::steps::{api, marks, reader_with, says, send, shows, tick, vote};

const FIRST: &str = "one-study_before";
const LAST: &str = "one-study";
const HIDDEN: [&str; 3] = ["", "", ""];

/// What the card after reading says of its reader's two answers.
async fn tells(reader: &Browser, words: &str) -> Result<()> {
    reader.sees(&format!("#poll-{LAST} .poll-card__explanation"), words).await
}

/// Answers at both places of the article.
async fn answers(reader: &Browser, before: &str, after: &str) -> Result<()> {
    vote(reader, FIRST, &[before]).await?;
    marks(reader, FIRST, &[before]).await?;
    shows(reader, FIRST, &HIDDEN).await?;
    shows(reader, LAST, &HIDDEN).await?;
    marks(reader, LAST, &[]).await?;
    vote(reader, LAST, &[after]).await?;
    marks(reader, LAST, &[after]).await?;
    shows(reader, FIRST, &HIDDEN).await
}

async fn three_read(engine: Engine) {
    journey(&[], async |world: &mut World| {
        let opens = async |lang: &str| {
            let options = Options { still: true, ..Options::with(engine) };
            reader_with(world, options, &format!("/{lang}/articles/null-results")).await
        };
        let moved: Rc<Browser> = opens("en").await?;
        moved.sees(&format!("#poll-{FIRST} .poll-card__results"), "This question comes again after reading").await?;
        answers(&moved, "sure", "cannot-tell").await?;
        tells(&moved, "Before reading you said “Yes, I am fairly sure”; now you say “From one study I cannot tell”.")
            .await?;
        // 19, 44 and 86 of 149, and with one more of 150.
        shows(&moved, LAST, &["19 (13%)", "44 (29%)", "87 (58%)"]).await?;
        let drawn = "const { complete, naturalWidth } = document.querySelector('#poll-one-study .poll-card__flow img');
                     return complete && naturalWidth > 0";
        moved.scrolls_to(".poll-card__flow", 0, 200.0).await?;
        moved.holds("how readers moved is drawn", drawn).await?;
        moved.is_accessible_by_night_and_day("an article that was answered before reading and after").await?;

        let arabic = opens("ar").await?;
        vote_in_arabic(&arabic).await?;
        tells(&arabic, "قبل القراءة قلت «الأرجح أنه موجود»").await?;

        let stayed = opens("en").await?;
        answers(&stayed, "likely", "likely").await?;
        tells(&stayed, "You said “More likely than not” before reading, and you still do.").await?;
        stayed.reload().await?;
        stayed.comes_alive().await?;
        tells(&stayed, "and you still do").await?;

        // Either answer is taken back by itself.
        stayed.click(&format!("#poll-{LAST} .poll-card__withdraw")).await?;
        says(&stayed, LAST, "Your vote has been withdrawn").await?;
        marks(&stayed, FIRST, &["likely"]).await?;
        shows(&stayed, LAST, &HIDDEN).await?;
        let told = api(world, "/api/v1/polls/one-study?lang=en").await?;
        ensure!(told["voters"] == 152, "the first answer counts no longer: {told}");
        stayed.click(&format!("#poll-{FIRST} .poll-card__withdraw")).await?;
        says(&stayed, FIRST, "Your vote has been withdrawn").await?;
        let told = api(world, "/api/v1/polls/one-study?lang=en").await?;
        ensure!(told["voters"] == 151, "somebody still counts: {told}");
        Ok(())
    })
    .await;
}

/// The same by the words of another language.
async fn vote_in_arabic(reader: &Browser) -> Result<()> {
    for (place, option) in [(FIRST, "likely"), (LAST, "cannot-tell")] {
        tick(reader, place, option).await?;
        send(reader, place).await?;
        marks(reader, place, &[option]).await?;
    }
    Ok(())
}

#[tokio::test(flavor = "multi_thread")]
async fn two_readers_change_their_minds_and_one_does_not_in_chromium() {
    three_read(Engine::Chromium).await;
}

#[tokio::test(flavor = "multi_thread")]
async fn two_readers_change_their_minds_and_one_does_not_in_firefox() {
    three_read(Engine::Firefox).await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_mind_is_changed_without_scripts() {
    journey(&[], async |world: &mut World| {
        let reader = world.browser_with(Options { scripts: false, ..Options::default() }).await?;
        reader.goto("/ar/articles/null-results").await?;
        for (place, option) in [(FIRST, "sure"), (LAST, "likely")] {
            reader.click(&format!("#poll-{place} label:has(> input[value='{option}'])")).await?;
            reader.click(&format!("#poll-{place} .poll-card__send")).await?;
            reader.sees(&format!("#poll-{place} .poll-option--mine"), "اختيارك").await?;
        }
        tells(&reader, "قبل القراءة قلت «نعم، يكاد يكون مؤكدًا»، والآن تقول «الأرجح أنه موجود».").await
    })
    .await;
}

/// Both answers wait on the device, and both arrive.
#[tokio::test(flavor = "multi_thread")]
async fn two_answers_without_a_network_are_kept_apart() {
    journey(&[], async |world: &mut World| {
        let reader = reader_with(world, Options::default(), "/en/articles/null-results").await?;
        reader.block(&["*/api/v1/polls/one-study*/vote*"]).await?;
        reader.expect_error("/api/v1/");
        for (place, option) in [(FIRST, "sure"), (LAST, "likely")] {
            tick(&reader, place, option).await?;
            send(&reader, place).await?;
            says(&reader, place, "Not sent yet.").await?;
        }
        reader.reload().await?;
        reader.comes_alive().await?;
        reader.block(&[]).await?;
        for place in [FIRST, LAST] {
            says(&reader, place, "Your vote has been counted").await?;
        }
        tells(&reader, "Before reading you said “Yes, I am fairly sure”; now you say “More likely than not”.").await
    })
    .await;
}
