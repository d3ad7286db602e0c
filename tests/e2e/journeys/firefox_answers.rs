//! Answers in Firefox beyond `firefox`: taken back, shared, and with a language chosen for the next visit.

use hustings_e2e::{Engine, Options, World, eventually, journey};

use crate::steps::{ARTICLE, FIGURES, POLL_ID, marks, reader_with, says, shows, vote};

#[tokio::test(flavor = "multi_thread")]
async fn a_vote_and_a_rating_are_taken_back() {
    journey(&[], async |world: &mut World| {
        let reader = reader_with(world, Options::with(Engine::Firefox), ARTICLE).await?;
        vote(&reader, POLL_ID, &["cabin"]).await?;
        reader.click_named(&format!("#poll-{POLL_ID} button"), "Withdraw my vote").await?;
        says(&reader, POLL_ID, "Your vote has been withdrawn").await?;
        shows(&reader, POLL_ID, &FIGURES).await?;
        marks(&reader, POLL_ID, &[]).await?;

        reader.click("label[for='rating-above-3']").await?;
        reader.sees(".star-rating__summary", "votes: 5, rating: 4.6").await?;
        reader.click(".star-rating__withdraw").await?;
        reader.sees(".star-rating__status", "Your rating has been withdrawn").await?;
        reader.sees(".star-rating__summary", "votes: 4, rating: 5").await
    })
    .await;
}

#[tokio::test(flavor = "multi_thread")]
async fn the_link_is_copied_or_selected_to_be_copied_by_hand() {
    journey(&[], async |world: &mut World| {
        let reader = reader_with(world, Options::with(Engine::Firefox), ARTICLE).await?;
        reader.click(".article-page__answers .share-buttons__open").await?;
        reader.click_named(".article-page__answers .share-buttons button", "Copy link").await?;
        // Whether a Firefox without a screen has a clipboard is up to the machine.
        let script = "
            const said = document.querySelector('.article-page__answers .share-buttons__status').textContent;
            const field = document.querySelector('.article-page__answers .share-buttons__address');
            const isSelected = document.activeElement === field && field?.value === arguments[0]
                && field.selectionStart === 0 && field.selectionEnd === field.value.length;
            return said === 'Link copied' || (said.includes('copy it from the field') && isSelected);";
        let address = format!("{}{ARTICLE}", world.server.address());
        eventually("the reader has the link", async || {
            Ok((reader.script_with(script, vec![address.clone().into()]).await? == true).then_some(()))
        })
        .await
    })
    .await;
}

#[tokio::test(flavor = "multi_thread")]
async fn the_language_is_switched_in_place_and_remembered() {
    journey(&[], async |world: &mut World| {
        let reader = reader_with(world, Options::with(Engine::Firefox), ARTICLE).await?;
        reader.click_named(".language-switcher__link", "Читать на русском").await?;
        reader.arrives_at("/ru/articles/night-trains").await?;
        reader.holds("the document is Russian", "return document.documentElement.lang === 'ru'").await?;
        reader.goto("/").await?;
        reader.arrives_at("/ru/").await
    })
    .await;
}
