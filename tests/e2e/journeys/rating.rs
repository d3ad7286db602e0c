//! Rating an article.

use anyhow::{Result, ensure};
use hustings_e2e::{Browser, Key, World, eventually, journey};

use crate::steps::{ARTICLE, reader_at};

/// Waits until both ratings of the article say this.
async fn both_say(reader: &Browser, words: &str) -> Result<()> {
    eventually(&format!("both ratings say {words:?}"), async || {
        let mut all = Vec::new();
        for summary in reader.all(".star-rating__summary").await? {
            all.push(summary.text().await?);
        }
        ensure!(all == [words, words], "they say {all:?}");
        Ok(Some(()))
    })
    .await
}

/// Waits until both ratings show this many stars as the reader's.
async fn both_show(reader: &Browser, stars: Option<u8>) -> Result<()> {
    let value = stars.map_or_else(|| "null".to_owned(), |stars| format!("'{stars}'"));
    reader
        .holds(
            &format!("both ratings show {stars:?} stars"),
            &format!(
                "
            return [...document.querySelectorAll('.star-rating')].every(
                r => (r.querySelector('input[type=radio]:checked')?.value ?? null) === {value});"
            ),
        )
        .await
}

#[tokio::test(flavor = "multi_thread")]
async fn a_rating_is_set_changed_and_taken_back_with_the_mouse() {
    journey(&[], async |world: &mut World| {
        let reader = reader_at(world, ARTICLE).await?;
        both_say(&reader, "votes: 4, rating: 5").await?;

        reader.click("label[for='rating-above-3']").await?;
        reader.sees(".star-rating__status", "Your rating has been counted").await?;
        both_say(&reader, "votes: 5, rating: 4.6").await?;
        both_show(&reader, Some(3)).await?;

        reader.click("label[for='rating-below-4']").await?;
        both_say(&reader, "votes: 5, rating: 4.8").await?;
        both_show(&reader, Some(4)).await?;

        reader.reload().await?;
        reader.comes_alive().await?;
        both_show(&reader, Some(4)).await?;

        reader.click(".star-rating__withdraw").await?;
        reader.sees(".star-rating__status", "Your rating has been withdrawn").await?;
        both_say(&reader, "votes: 4, rating: 5").await?;
        both_show(&reader, None).await
    })
    .await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_rating_is_set_and_changed_with_the_keyboard_alone() {
    journey(&[], async |world: &mut World| {
        let reader = reader_at(world, ARTICLE).await?;
        reader.tabs_to("#rating-above-1").await?;
        reader.press(Key::Space).await?;
        both_show(&reader, Some(1)).await?;
        both_say(&reader, "votes: 5, rating: 4.2").await?;
        reader.press(Key::Right).await?;
        both_show(&reader, Some(2)).await?;
        both_say(&reader, "votes: 5, rating: 4.4").await?;
        let name = reader.accessible_name(&reader.find("#rating-above-2").await?).await?;
        ensure!(name == "2 stars", "a screen reader calls the star {name:?}");
        Ok(())
    })
    .await;
}

#[tokio::test(flavor = "multi_thread")]
async fn the_distribution_is_shown_on_demand() {
    journey(&[], async |world: &mut World| {
        let reader = reader_at(world, "/en/articles/library-of-things").await?;
        ensure!(!reader.find(".star-rating__rows").await?.is_displayed().await?, "it is shown unasked");
        reader.click(".star-rating__summary").await?;
        let mut rows = Vec::new();
        for row in reader.all(".star-rating:first-of-type .star-rating__row").await?.iter().take(5) {
            rows.push(row.text().await?.split_whitespace().collect::<Vec<_>>().join(" "));
        }
        ensure!(rows == ["5 stars 14", "4 stars 9", "3 stars 3", "2 stars 0", "1 star 1"], "it says {rows:?}");
        Ok(())
    })
    .await;
}

#[tokio::test(flavor = "multi_thread")]
async fn another_readers_rating_shows_by_itself() {
    journey(&[], async |world: &mut World| {
        let (one, other) = (reader_at(world, ARTICLE).await?, reader_at(world, ARTICLE).await?);
        other.sees(".live-badge", "Live").await?;
        one.click("label[for='rating-above-1']").await?;
        both_say(&other, "votes: 5, rating: 4.2").await?;
        both_show(&other, None).await
    })
    .await;
}
