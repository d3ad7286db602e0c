//! What several journeys have in common: the first article, its poll, and the steps of voting.

use std::rc::Rc;

use anyhow::{Context, Result, ensure};
use hustings_e2e::{Browser, Options, World, eventually};
use serde_json::Value;

/// The first article.
pub(crate) const ARTICLE: &str = "/en/articles/night-trains";
/// Its poll, on its own page.
pub(crate) const POLL: &str = "/en/polls/night-trains";
/// The id of its poll.
pub(crate) const POLL_ID: &str = "night-trains";
/// What stands beside the options of its poll before anybody in a test votes.
pub(crate) const FIGURES: [&str; 4] = ["33 (31%)", "30 (28%)", "24 (22%)", "21 (19%)"];
/// The same after one more vote for the third option: 33, 30, 25 and 21 of 109.
pub(crate) const FIGURES_PLUS_DIRECT: [&str; 4] = ["33 (30%)", "30 (28%)", "25 (23%)", "21 (19%)"];
/// The same after one more vote for the first option: 34, 30, 24 and 21 of 109.
pub(crate) const FIGURES_PLUS_CABIN: [&str; 4] = ["34 (31%)", "30 (28%)", "24 (22%)", "21 (19%)"];

/// A new reader on this page, with the app running.
pub(crate) async fn reader_at(world: &World, path: &str) -> Result<Rc<Browser>> {
    reader_with(world, Options::default(), path).await
}

/// A new reader with such a browser on this page, with the app running.
pub(crate) async fn reader_with(world: &World, options: Options, path: &str) -> Result<Rc<Browser>> {
    let reader = world.browser_with(options).await?;
    reader.goto(path).await?;
    reader.comes_alive().await?;
    Ok(reader)
}

/// The figures beside a poll's options, in order; empty texts while results are hidden.
pub(crate) async fn figures(reader: &Browser, poll: &str) -> Result<Vec<String>> {
    let script = "return [...document.querySelectorAll(`#poll-${arguments[0]} .poll-option__count`)].map(e => e.textContent.trim())";
    let figures = reader.script_with(script, vec![poll.into()]).await?;
    serde_json::from_value(figures).context("a list of texts")
}

/// Waits until the figures are these.
pub(crate) async fn shows(reader: &Browser, poll: &str, expected: &[&str]) -> Result<()> {
    eventually(&format!("the poll {poll} shows {expected:?}"), async || {
        let figures = figures(reader, poll).await?;
        ensure!(figures == expected, "it shows {figures:?}");
        Ok(Some(()))
    })
    .await
}

/// Ticks or unticks an option of a poll, by its words.
pub(crate) async fn tick(reader: &Browser, poll: &str, option: &str) -> Result<()> {
    reader.click(&format!("#poll-{poll} label:has(> input[value='{option}']:enabled)")).await
}

/// Sends what is ticked.
pub(crate) async fn send(reader: &Browser, poll: &str) -> Result<()> {
    reader.click(&format!("#poll-{poll} .poll-card__send")).await
}

/// Votes in one go, and waits until the server has taken the vote.
pub(crate) async fn vote(reader: &Browser, poll: &str, options: &[&str]) -> Result<()> {
    for option in options {
        tick(reader, poll, option).await?;
    }
    send(reader, poll).await?;
    says(reader, poll, "Your vote has been counted").await
}

/// Waits until a poll says this about the reader's vote.
pub(crate) async fn says(reader: &Browser, poll: &str, words: &str) -> Result<()> {
    reader.sees(&format!("#poll-{poll} .poll-card__status"), words).await
}

/// Waits until a poll tells this about the reader's vote to who hears it, whether it shows or not.
pub(crate) async fn tells(reader: &Browser, poll: &str, words: &str) -> Result<()> {
    let script = "return document.querySelector(`#poll-${arguments[0]} .poll-card__status`).textContent";
    eventually(&format!("the poll {poll} tells {words:?}"), async || {
        let told = reader.script_with(script, vec![poll.into()]).await?;
        ensure!(told.as_str().is_some_and(|told| told.contains(words)), "it tells {told}");
        Ok(Some(()))
    })
    .await
}

/// The options that a poll marks as the reader's own, by their ids.
pub(crate) async fn own(reader: &Browser, poll: &str) -> Result<Vec<String>> {
    let script =
        "return [...document.querySelectorAll(`#poll-${arguments[0]} .poll-option--mine input`)].map(e => e.value)";
    serde_json::from_value(reader.script_with(script, vec![poll.into()]).await?).context("a list of ids")
}

/// Waits until the options that a poll marks as the reader's own are these.
pub(crate) async fn marks(reader: &Browser, poll: &str, expected: &[&str]) -> Result<()> {
    eventually(&format!("the poll {poll} marks {expected:?} as the reader's own"), async || {
        let own = own(reader, poll).await?;
        ensure!(own == expected, "it marks {own:?}");
        Ok(Some(()))
    })
    .await
}

/// A script that may wait for promises.
pub(crate) fn waiting(script: &str) -> String {
    format!("return (async (...arguments) => {{ {script} }})(...arguments)")
}

/// Waits until the answer at this URL is kept, and the app's files are.
pub(crate) async fn keeps(reader: &Browser, url: &str) -> Result<()> {
    let script = "
        const { scope } = await navigator.serviceWorker.ready;
        const kept = await caches.match(new URL(arguments[0], location).href, { ignoreVary: true });
        const { lang } = document.documentElement;
        const parts = ['?shell', 'boot.js', 'config.json', `locales/${lang}.json`].map((name) => scope + name);
        const found = await Promise.all(parts.map((url) => caches.match(url, { ignoreVary: true })));
        return Boolean(kept && found.every(Boolean) && navigator.serviceWorker.controller);";
    eventually(&format!("{url} is kept"), async || {
        Ok((reader.script_with(&waiting(script), vec![url.into()]).await? == true).then_some(()))
    })
    .await
}

/// The JSON that the server answers to a GET, for somebody without a cookie.
pub(crate) async fn api(world: &World, path: &str) -> Result<Value> {
    let url = format!("{}{path}", world.server.address());
    let answer = world.http()?.get(&url).send().await?;
    ensure!(answer.status().is_success(), "{path} answered {}", answer.status());
    answer.json().await.with_context(|| format!("{path} answered no JSON"))
}

/// The messages of a language, as the app reads them.
pub(crate) struct Catalogue(Value);

impl Catalogue {
    /// Those of the language `lang`.
    pub(crate) async fn of(world: &World, lang: &str) -> Result<Self> {
        Ok(Self(api(world, &format!("/locales/{lang}.json")).await?))
    }

    /// The longest part of a message that is the same whatever its variables say.
    pub(crate) fn words(&self, key: &str) -> Result<String> {
        let message = self.0[key].as_str().with_context(|| format!("the message {key}"))?;
        let parts = message.split("{{").map(|part| part.split("}}").last().unwrap_or_default().trim());
        let words = parts.max_by_key(|part| part.len()).unwrap_or_default();
        ensure!(!words.is_empty(), "the message {key} has no words");
        Ok(words.to_owned())
    }
}

/// The votes of a poll's options by the API, in order, where everybody may see them.
pub(crate) async fn counted(world: &World, poll: &str) -> Result<Vec<u64>> {
    let poll = api(world, &format!("/api/v1/polls/{poll}?lang=en")).await?;
    let options = poll["options"].as_array().context("options")?;
    options.iter().map(|option| option["votes"].as_u64().context("votes")).collect()
}
