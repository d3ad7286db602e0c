//! Footnotes: they show beside their marks.

use anyhow::{Context, Result, ensure};
use hustings_e2e::{Engine, Key, Options, World, journey};

use crate::{
    reading_features::number,
    steps::{ARTICLE, reader_with},
};

async fn footnote(world: &World, options: Options) -> Result<()> {
    let reader = reader_with(world, options, ARTICLE).await?;
    reader.scrolls_to(".footnote-ref", 0, 300.0).await?;
    let top = number(&reader, "return scrollY").await?;
    reader.click(".footnote-ref").await?;
    let near = "
        const note = document.querySelector('.footnote-note').getBoundingClientRect();
        const mark = document.querySelector('.footnote-ref').getBoundingClientRect();
        const column = document.querySelector('.prose').getBoundingClientRect();
        return note.height > 0 && note.top >= mark.bottom - 1 && note.top < mark.bottom + 40
            && note.left >= column.left - 1 && note.right <= column.right + 1;";
    reader.holds("the note is below its mark, within the column", near).await?;
    let words = reader.script("return document.querySelector('#fn-1').textContent.replace('↩', '').trim()").await?;
    reader.sees(".footnote-note__text", words.as_str().context("words")?).await?;
    ensure!(reader.place().await? == ARTICLE, "the address changed to {}", reader.place().await?);
    ensure!((number(&reader, "return scrollY").await? - top).abs() < 1.0, "the page moved");
    reader.holds("the focus is in the note", "return document.activeElement.matches('.footnote-note')").await?;
    reader.press(Key::Escape).await?;
    reader
        .holds(
            "the note is gone and the focus at its mark",
            "return document.activeElement.matches('.footnote-ref') && !document.querySelector(':popover-open')",
        )
        .await?;
    reader.press(Key::Enter).await?;
    reader
        .holds("the keyboard opens it, too", "return document.querySelector('.footnote-note:popover-open') !== null")
        .await?;
    reader.click_named(".footnote-note button", "Close").await?;
    reader.holds("its button closes it", "return document.activeElement.matches('.footnote-ref')").await
}

#[tokio::test(flavor = "multi_thread")]
async fn a_footnote_shows_beside_its_mark() {
    journey(&[], async |world: &mut World| {
        footnote(world, Options::default()).await?;
        footnote(world, Options { size: (360, 740), ..Options::default() }).await
    })
    .await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_footnote_shows_beside_its_mark_in_firefox() {
    journey(&[], async |world: &mut World| footnote(world, Options::with(Engine::Firefox)).await).await;
}
