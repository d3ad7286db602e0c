//! Reading in another language. That the paragraph is kept is in `article_bar`, by which one switches from there.

use anyhow::{Context, Result, ensure};
use hustings_e2e::{Browser, Options, World, journey};

use crate::steps::{ARTICLE, FIGURES_PLUS_CABIN, POLL_ID, figures, reader_at, shows, vote};

const RUSSIAN: &str = "Читать на русском";
const ARABIC: &str = "اقرأ بالعربية";
const ENGLISH: &str = "Read in English";

async fn switch(reader: &Browser, label: &str) -> Result<()> {
    reader.click_named(".language-switcher__link", label).await
}

/// `lang`, `dir` and title of the document.
async fn document(reader: &Browser) -> Result<(String, String, String)> {
    let root = "const root = document.documentElement; return [root.lang, root.dir, document.title]";
    serde_json::from_value(reader.script(root).await?).context("three texts")
}

#[tokio::test(flavor = "multi_thread")]
async fn a_language_is_switched_in_place_without_a_reload() {
    journey(&[], async |world: &mut World| {
        let reader = reader_at(world, ARTICLE).await?;
        reader.script("window.sameDocument = true").await?;
        switch(&reader, RUSSIAN).await?;
        reader.sees("h1", "Ночной поезд возвращается").await?;
        reader.arrives_at("/ru/articles/night-trains").await?;
        let (lang, dir, title) = document(&reader).await?;
        ensure!((lang.as_str(), dir.as_str()) == ("ru", "ltr"));
        ensure!(title.contains("Ночной поезд"), "the document's title is {title:?}");
        reader.sees(".poll-option__words", "Отдельное купе").await?;

        switch(&reader, ARABIC).await?;
        reader.sees("h1", "عودة القطار الليلي").await?;
        reader.arrives_at("/ar/articles/night-trains").await?;
        let (lang, dir, _) = document(&reader).await?;
        ensure!((lang.as_str(), dir.as_str()) == ("ar", "rtl"));
        ensure!(reader.script("return window.sameDocument === true").await? == true, "the page was loaded anew");
        Ok(())
    })
    .await;
}

#[tokio::test(flavor = "multi_thread")]
async fn back_and_forward_go_through_the_languages() {
    journey(&[], async |world: &mut World| {
        let reader = reader_at(world, ARTICLE).await?;
        switch(&reader, RUSSIAN).await?;
        reader.sees("h1", "Ночной поезд возвращается").await?;
        reader.driver().back().await?;
        reader.sees("h1", "The night train comes back").await?;
        reader.arrives_at(ARTICLE).await?;
        reader.holds("the document is English", "return document.documentElement.lang === 'en'").await?;
        reader.driver().forward().await?;
        reader.sees("h1", "Ночной поезд возвращается").await?;
        reader.arrives_at("/ru/articles/night-trains").await
    })
    .await;
}

#[tokio::test(flavor = "multi_thread")]
async fn rating_and_vote_are_the_same_in_every_language() {
    journey(&[], async |world: &mut World| {
        let reader = reader_at(world, ARTICLE).await?;
        vote(&reader, POLL_ID, &["cabin"]).await?;
        shows(&reader, POLL_ID, &FIGURES_PLUS_CABIN).await?;
        switch(&reader, RUSSIAN).await?;
        reader.sees("h1", "Ночной поезд возвращается").await?;
        reader.sees(".poll-option--mine", "Отдельное купе").await?;
        ensure!(figures(&reader, POLL_ID).await?[0].starts_with("34"));
        Ok(())
    })
    .await;
}

#[tokio::test(flavor = "multi_thread")]
async fn the_choice_of_a_language_is_remembered() {
    journey(&[], async |world: &mut World| {
        let reader = reader_at(world, ARTICLE).await?;
        reader.goto("/").await?;
        reader.arrives_at("/en/").await?;
        reader.goto(ARTICLE).await?;
        reader.comes_alive().await?;
        switch(&reader, RUSSIAN).await?;
        reader.sees("h1", "Ночной поезд возвращается").await?;
        reader.goto("/").await?;
        reader.arrives_at("/ru/").await
    })
    .await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_first_visit_begins_in_the_browsers_language() {
    journey(&[], async |world: &mut World| {
        let reader = world.browser_with(Options { languages: "ar,en", ..Options::default() }).await?;
        reader.goto("/").await?;
        reader.arrives_at("/ar/").await?;
        reader.sees("h1", "السؤال المفتوح").await
    })
    .await;
}

#[tokio::test(flavor = "multi_thread")]
async fn languages_name_themselves_and_the_current_one_is_marked() {
    journey(&[], async |world: &mut World| {
        let reader = reader_at(world, ARTICLE).await?;
        reader.sees(".language-switcher__current", "English").await?;
        for (label, lang) in [(RUSSIAN, "ru"), (ARABIC, "ar")] {
            let link = reader.named(".language-switcher__link", label).await?;
            ensure!(link.attr("hreflang").await?.as_deref() == Some(lang));
        }
        switch(&reader, ARABIC).await?;
        reader.named(".language-switcher__link", ENGLISH).await.map(drop)
    })
    .await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_missing_translation_is_said_with_what_there_is_instead() {
    journey(&[], async |world: &mut World| {
        let reader = reader_at(world, "/en/articles/library-of-things").await?;
        reader.click_named(".site-header summary", "Not yet in 5 other languages").await?;
        reader.sees(".site-header .language-switcher__missing", "العربية").await?;

        let answer =
            world.http()?.get(format!("{}/ar/articles/library-of-things", world.server.address())).send().await?;
        ensure!(answer.status() == 404, "the missing translation answers {}", answer.status());
        reader.expect_error("/ar/articles/library-of-things");
        reader.goto("/ar/articles/library-of-things").await?;
        reader.comes_alive().await?;
        let (lang, dir, _) = document(&reader).await?;
        ensure!((lang.as_str(), dir.as_str()) == ("ar", "rtl"), "the page is labelled {lang} {dir}");
        ensure!(!reader.text("main").await?.contains("library that lends"), "English words under an Arabic label");
        reader.click_named(".way-on__link", ENGLISH).await?;
        reader.sees("h1", "The library that lends ladders").await?;
        reader.arrives_at("/en/articles/library-of-things").await
    })
    .await;
}

#[tokio::test(flavor = "multi_thread")]
async fn numbers_and_plurals_are_those_of_the_language() {
    journey(&[], async |world: &mut World| {
        let reader = reader_at(world, "/ru/articles/night-trains").await?;
        // 108 takes the form "many" in Russian: 108 читателей проголосовали, never 108 читатель.
        let voters = reader.text(".poll-card__voters").await?;
        ensure!(voters.contains("108") && voters.contains("читател"), "it says {voters:?}");
        vote_by_value(&reader, "cabin").await?;
        // 109 is "many", too; the form changes with 111 → many, 101 → one.
        reader.sees(".poll-card__voters", "109").await
    })
    .await;
}

async fn vote_by_value(reader: &Browser, option: &str) -> Result<()> {
    crate::steps::tick(reader, POLL_ID, option).await?;
    crate::steps::send(reader, POLL_ID).await
}

#[tokio::test(flavor = "multi_thread")]
async fn an_outdated_translation_links_to_its_original() {
    journey(&[], async |world: &mut World| {
        let reader = reader_at(world, "/ru/").await?;
        reader.sees(".article-card__outdated", "Старее оригинала").await?;
        let reader = reader_at(world, "/ru/articles/library-of-things").await?;
        reader.sees(".translation-note", "Оригинал изменён").await?;
        reader.click_named(".translation-note__link", ENGLISH).await?;
        reader.sees("html[lang=en] h1", "library").await?;
        reader.arrives_at("/en/articles/library-of-things").await?;
        let notes = reader.script("return document.querySelectorAll('.translation-note').length").await?;
        ensure!(notes == 0, "the original has nothing to say of itself");
        Ok(())
    })
    .await;
}

#[tokio::test(flavor = "multi_thread")]
async fn every_language_of_the_publication_is_offered_and_spoken() {
    journey(&[], async |world: &mut World| {
        let reader = reader_at(world, "/en/articles/spaced-learning").await?;
        for (label, lang, title) in [
            ("Auf Deutsch lesen", "de", "Ein wenig vergessen"),
            ("Lire en français", "fr", "Oublier un peu"),
            ("Leer en español", "es", "Olvidar un poco"),
            ("阅读简体中文版", "zh-Hans", "忘掉一点"),
        ] {
            switch(&reader, label).await?;
            reader.sees("h1", title).await?;
            reader.arrives_at(&format!("/{lang}/articles/spaced-learning")).await?;
            let (spoken, dir, _) = document(&reader).await?;
            ensure!((spoken.as_str(), dir.as_str()) == (lang, "ltr"), "the document speaks {spoken}");
        }
        Ok(())
    })
    .await;
}
