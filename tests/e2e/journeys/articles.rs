//! Reading an article.

use anyhow::{Context, ensure};
use hustings_e2e::{Key, World, journey};

use crate::steps::{ARTICLE, FIGURES, POLL_ID, figures, reader_at, shows};

#[tokio::test(flavor = "multi_thread")]
async fn the_first_article_shows_its_words_its_rating_and_its_poll() {
    journey(&[], async |world: &mut World| {
        let reader = reader_at(world, ARTICLE).await?;
        ensure!(reader.text("h1").await? == "The night train comes back");
        reader.sees(".article-head__dek", "Crossing a continent asleep").await?;
        reader.sees(".article-head__author", "Transport desk").await?;
        reader.sees(".article-head__facts", "November 20, 2026").await?;
        reader.sees(".article-head__facts", "minute read").await?;
        for summary in reader.all(".star-rating__summary").await? {
            ensure!(summary.text().await? == "votes: 4, rating: 5", "the rating says {:?}", summary.text().await?);
        }
        shows(&reader, POLL_ID, &FIGURES).await?;
        reader.sees(".poll-card__voters", "108 readers have voted").await
    })
    .await;
}

#[tokio::test(flavor = "multi_thread")]
async fn everything_stands_in_the_page_before_any_script_has_run() {
    journey(&[], async |world: &mut World| {
        let page = world.http()?.get(format!("{}{ARTICLE}", world.server.address())).send().await?.text().await?;
        for words in
            ["The night train comes back", "votes: 4, rating: 5", "33 (31%)", "21 (19%)", "lang=\"en\"", "dir=\"ltr\""]
        {
            ensure!(page.contains(words), "the served page does not contain {words:?}");
        }
        ensure!(!page.contains(" style=\""), "the served page has a style attribute, which the CSP blocks");
        Ok(())
    })
    .await;
}

#[tokio::test(flavor = "multi_thread")]
async fn the_contents_lead_to_headings_with_urls_of_their_own() {
    journey(&[], async |world: &mut World| {
        let reader = reader_at(world, ARTICLE).await?;
        let link = reader.find(".toc__side .toc__link").await?;
        let (href, words) = (link.attr("href").await?.context("an address")?, link.text().await?);
        link.click().await?;
        reader.arrives_at(&format!("{ARTICLE}{href}")).await?;
        let heading = reader.find(&format!(".prose {href}")).await?;
        ensure!(heading.text().await?.contains(&words), "{href} is not {words:?}");
        let top = heading.rect().await?.y - reader.script("return scrollY").await?.as_f64().context("a number")?;
        ensure!((-5.0..400.0).contains(&top), "the heading is at {top} pixels of the window");
        Ok(())
    })
    .await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_footnote_leads_to_its_note_and_back() {
    journey(&[], async |world: &mut World| {
        let reader = reader_at(world, ARTICLE).await?;
        let there_and_back = "
            const mark = document.querySelector('.prose sup a[href^=\"#\"]');
            const note = document.querySelector(mark.getAttribute('href'));
            const back = [...note.querySelectorAll('a[href^=\"#\"]')].pop();
            const origin = document.querySelector(back.getAttribute('href'));
            return origin === mark || origin.contains(mark) || mark.contains(origin);";
        reader.holds("the footnote's way back leads to its mark", there_and_back).await?;
        // Where the app does not show the note beside its mark, the link leads to it.
        let plain = world.browser_with(hustings_e2e::Options { scripts: false, ..Default::default() }).await?;
        plain.goto(ARTICLE).await?;
        plain.click(".prose sup a[href^='#']").await?;
        plain.arrives_at(&format!("{ARTICLE}#fn-1")).await?;
        let top = plain.find("#fn-1").await?.rect().await?.y;
        let scrolled = plain.find(".footnotes").await?.rect().await?.y;
        ensure!(top >= scrolled, "the note is at {top}, the notes begin at {scrolled}");
        Ok(())
    })
    .await;
}

#[tokio::test(flavor = "multi_thread")]
async fn no_page_is_wider_than_a_phone() {
    journey(&[], async |world: &mut World| {
        let phone = hustings_e2e::Options { size: (360, 740), ..Default::default() };
        let reader = world.browser_with(phone).await?;
        for path in
            ["/en/", ARTICLE, "/ru/articles/night-trains", "/ar/articles/night-trains", "/en/polls/library-of-things"]
        {
            reader.goto(path).await?;
            reader.comes_alive().await?;
            let excess = "const root = document.documentElement; return root.scrollWidth - root.clientWidth";
            let excess = reader.script(excess).await?;
            ensure!(excess.as_i64().is_some_and(|pixels| pixels <= 0), "{path} is {excess} pixels too wide");
        }
        Ok(())
    })
    .await;
}

#[tokio::test(flavor = "multi_thread")]
async fn pictures_have_their_size_and_their_words() {
    journey(&[], async |world: &mut World| {
        let reader = reader_at(world, ARTICLE).await?;
        let faults = reader
            .script(
                "return [...document.querySelectorAll('main img')]
                .filter(i => !i.getAttribute('width') || !i.getAttribute('height') || !i.hasAttribute('alt'))
                .map(i => i.outerHTML)",
            )
            .await?;
        ensure!(faults == serde_json::json!([]), "pictures without size or words: {faults}");
        reader.sees(".article-head__caption", "The slow part of the journey").await?;
        reader
            .holds(
                "the picture of the head is there",
                "
                const picture = document.querySelector('.article-head__image');
                return picture.complete && picture.naturalWidth > 0;",
            )
            .await
    })
    .await;
}

#[tokio::test(flavor = "multi_thread")]
async fn the_keyboard_reaches_the_content_at_once() {
    journey(&[], async |world: &mut World| {
        let reader = reader_at(world, ARTICLE).await?;
        reader.press(Key::Tab).await?;
        reader.holds("the skip link has the focus", "return document.activeElement.matches('.skip-link')").await?;
        reader.press(Key::Enter).await?;
        reader.arrives_at(&format!("{ARTICLE}#content")).await
    })
    .await;
}

#[tokio::test(flavor = "multi_thread")]
async fn what_an_editor_saves_shows_without_a_restart() {
    journey(&[], async |world: &mut World| {
        let reader = reader_at(world, ARTICLE).await?;
        world
            .server
            .edit("articles/night-trains/en.md", |text| {
                text.replacen("The night train comes back", "The night train is here", 1)
            })
            .await?;
        hustings_e2e::eventually("the new title", async || {
            reader.reload().await?;
            Ok((reader.text("h1").await? == "The night train is here").then_some(()))
        })
        .await?;
        reader.comes_alive().await?;
        ensure!(figures(&reader, POLL_ID).await? == FIGURES);
        Ok(())
    })
    .await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_faulty_file_takes_no_other_page_down() {
    journey(&[], async |world: &mut World| {
        world.server.save("articles/spaced-learning/en.md", |_| "no front matter at all".to_owned())?;
        world.server.restart().await?;
        let reader = reader_at(world, ARTICLE).await?;
        ensure!(reader.text("h1").await? == "The night train comes back");
        shows(&reader, POLL_ID, &FIGURES).await
    })
    .await;
}
