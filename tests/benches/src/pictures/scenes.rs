//! The scenes, by where they are seen.

use std::{fs, path::Path};

use anyhow::{Context, Result};
use hustings_e2e::{Browser, Options, World};

const ARTICLE: &str = "articles/night-trains";
/// What a poll's frame has once it is live and takes clicks.
const FRAME_ALIVE: &str = "[data-armed] .live-badge[data-status=live]";
/// What the documents show under another theme.
const THEME: &str = include_str!("../../../../docs/themes/broadsheet.css");

/// A reader with a window of this size, who speaks this language, before a page that is alive.
async fn reader(world: &World, size: (u32, u32), dark: bool, languages: &'static str, path: &str) -> Result<Scene> {
    let options = Options { size, dark, languages, still: true, ..Options::default() };
    let browser = world.browser_with(options).await?;
    browser.goto(path).await?;
    Ok(Scene(browser))
}

/// What is before the lens.
struct Scene(std::rc::Rc<Browser>);

impl Scene {
    async fn alive(self) -> Result<Self> {
        self.0.comes_alive().await?;
        Ok(self)
    }

    /// Takes the picture once nothing moves, and closes the browser.
    async fn take(self, folder: &Path, name: &str) -> Result<()> {
        self.0.rests().await?;
        self.keep(folder, name).await
    }

    /// The same at once, for pages that run no script.
    async fn keep(self, folder: &Path, name: &str) -> Result<()> {
        let file = folder.join(format!("{name}.png"));
        fs::write(&file, self.0.picture().await?).with_context(|| format!("cannot write {}", file.display()))?;
        println!("{}", file.display());
        self.0.expect_outage();
        self.0.close().await
    }
}

/// Pages of the publication, as its own readers see them.
pub(crate) async fn publication(world: &World, folder: &Path) -> Result<()> {
    let wide = (1280, 900);
    let tall = (640, 900);
    let small = (640, 500);
    let article = format!("/en/{ARTICLE}");
    reader(world, wide, false, "en", &article).await?.alive().await?.take(folder, "article").await?;
    let arabic = format!("/ar/{ARTICLE}");
    reader(world, (390, 844), true, "ar", &arabic).await?.alive().await?.take(folder, "article-ar-dark").await?;
    reader(world, (1280, 1000), false, "ru", "/ru/").await?.alive().await?.take(folder, "list-ru").await?;
    reader(world, tall, false, "es", "/es/sections/business").await?.alive().await?.take(folder, "section-es").await?;
    reader(world, tall, false, "de", "/de/polls/meeting-length").await?.alive().await?.take(folder, "poll-de").await?;
    reader(world, small, false, "en", "/en/no-such-page").await?.take(folder, "not-found").await?;
    reader(world, small, false, "de", &format!("/de/{ARTICLE}")).await?.take(folder, "missing-de").await?;

    reader(world, wide, false, "en", "/en/polls/").await?.alive().await?.take(folder, "polls").await?;

    let note = reader(world, wide, false, "en", &article).await?.alive().await?;
    note.0.scrolls_to(".footnote-ref", 0, 450.0).await?;
    note.0.click(".footnote-ref").await?;
    note.0.find(".footnote-note:popover-open").await?;
    note.take(folder, "reading").await?;

    let settings = reader(world, tall, true, "fr", "/fr/articles/spaced-learning").await?.alive().await?;
    settings.0.click(".reading-settings__open").await?;
    settings.0.click(".reading-settings__input[value=larger]").await?;
    settings.take(folder, "settings-fr-dark").await?;

    let search = reader(world, wide, false, "en", "/en/search").await?.alive().await?;
    search.0.find(".search-panel__field").await?.send_keys("train").await?;
    search.0.click(".search-panel__form .button").await?;
    search.0.find(".search-panel__article mark").await?;
    search.take(folder, "search").await
}

/// Polls of each kind, and what there is about them.
pub(crate) async fn polls(world: &World, folder: &Path) -> Result<()> {
    let poll = reader(world, (720, 760), false, "en", "/en/polls/night-trains").await?.alive().await?;
    poll.0.click("label:has(> input[value=direct])").await?;
    poll.0.click(".poll-card__send").await?;
    poll.0.sees(".poll-card", "Your vote has been counted").await?;
    poll.0.scrolls_to(".poll-card", 0, 24.0).await?;
    poll.take(folder, "poll").await?;

    let scale = reader(world, (720, 860), false, "en", "/en/polls/last-book").await?.alive().await?;
    scale.0.click("label:has(> input[value='5'])").await?;
    scale.0.click(".poll-card__send").await?;
    scale.0.sees(".poll-card", "Your vote has been counted").await?;
    scale.0.scrolls_to(".poll-card", 0, 24.0).await?;
    scale.take(folder, "scale").await?;

    let ranking = reader(world, (720, 1140), true, "en", "/en/polls/meeting-worth").await?.alive().await?;
    for option in ["people", "decision"] {
        ranking.0.click(&format!(".poll-option:has([name='place.{option}']) > .ranking__toggle")).await?;
    }
    ranking.0.sees(".ranking__item:last-child", "A decision at the end").await?;
    ranking.0.scrolls_to(".poll-card", 0, 24.0).await?;
    ranking.take(folder, "ranking-dark").await?;

    let quiz = reader(world, (720, 860), false, "en", "/en/polls/study-guess").await?.alive().await?;
    quiz.0.click("label:has(> input[value=reread])").await?;
    quiz.0.click(".poll-card__send").await?;
    quiz.0.sees(".poll-card__explanation", "That was another one").await?;
    quiz.0.scrolls_to(".poll-card", 0, 24.0).await?;
    quiz.take(folder, "quiz").await?;

    let pictured = reader(world, (720, 1000), false, "en", "/en/polls/reading-spot").await?.alive().await?;
    pictured.0.click("label:has(> input[value=tree])").await?;
    pictured.0.click(".poll-card__send").await?;
    pictured.0.sees(".poll-card", "Your vote has been counted").await?;
    pictured.0.scrolls_to(".poll-card", 0, 24.0).await?;
    pictured.take(folder, "option-pictures").await?;

    let words = reader(world, (720, 960), true, "en", "/en/polls/meeting-length").await?.alive().await?;
    words.0.find(".poll-option__field").await?.send_keys("Until the coffee is cold").await?;
    words.0.click(".poll-card__send").await?;
    words.0.sees(".poll-card", "Your vote has been counted").await?;
    words.0.scrolls_to(".poll-card", 0, 24.0).await?;
    words.take(folder, "own-words-dark").await?;

    let moved = reader(world, (720, 1060), false, "en", "/en/articles/null-results").await?.alive().await?;
    for (place, answer) in [("one-study_before", "sure"), ("one-study", "cannot-tell")] {
        moved.0.click(&format!("#poll-{place} label:has(> input[value={answer}])")).await?;
        moved.0.click(&format!("#poll-{place} .poll-card__send")).await?;
        moved.0.sees(&format!("#poll-{place}"), "Your vote has been counted").await?;
    }
    moved.0.scrolls_to("#poll-one-study", 0, 24.0).await?;
    let is_drawn = "const { complete, naturalWidth } = document.querySelector('.poll-card__flow img');
                    return complete && naturalWidth > 0";
    moved.0.holds("how readers moved is drawn", is_drawn).await?;
    moved.take(folder, "reading-changed").await?;

    let looked = reader(world, (720, 860), false, "en", "/en/polls/leap-second").await?.alive().await?;
    looked.0.click_named(".poll-card__withdraw", "Only show me the results").await?;
    looked.0.sees(".poll-card", "You only looked at the results").await?;
    looked.0.scrolls_to(".poll-card", 0, 24.0).await?;
    looked.take(folder, "only-looked").await?;

    let told = reader(world, (720, 860), false, "en", "/en/polls/night-trains").await?.alive().await?;
    told.0.permits_notifications(world.server.address(), true).await?;
    told.0.subscribes_at_once().await?;
    told.0.click("label:has(> input[value=punctual])").await?;
    told.0.click(".poll-card__send").await?;
    told.0.sees("[data-notice] button", "Tell me when this poll ends").await?;
    told.0.click("[data-notice] button").await?;
    told.0.sees("[data-notice]", "This browser will show you one notification").await?;
    told.0.scrolls_to(".poll-card", 0, 24.0).await?;
    told.take(folder, "told-when-it-ends").await?;

    let languages = reader(world, (720, 1040), true, "en", "/en/polls/meeting-free-day/passport").await?;
    languages.0.scrolls_to("#passport-by-language", 0, 24.0).await?;
    languages.take(folder, "by-language-dark").await?;

    let passport = reader(world, (720, 760), false, "en", "/en/polls/night-trains/passport").await?;
    passport.0.click(".passport__form .button").await?;
    passport.0.sees(".passport__said", "The log is whole").await?;
    passport.0.scrolls_to("h1", 0, 24.0).await?;
    passport.take(folder, "passport").await
}

/// What partners see.
pub(crate) async fn partners(world: &World, folder: &Path) -> Result<()> {
    let partner = world.partner()?;
    let host = reader(world, (1100, 860), false, "en", &format!("{}/", partner.address())).await?;
    host.0.enter_frame("hustings-poll[poll=night-trains]").await?;
    host.0.find(FRAME_ALIVE).await?;
    host.0.click("label:has(> input[value=cabin])").await?;
    host.0.click(".poll-card__send").await?;
    host.0.sees("body", "Your vote has been counted").await?;
    host.0.leave_frame().await?;
    host.0.scrolls_to("hustings-poll[poll=night-trains]", 0, 230.0).await?;
    host.take(folder, "partner").await?;

    let dark = reader(world, (390, 800), true, "en", &format!("{}/dark", partner.address())).await?;
    dark.0.enter_frame("hustings-poll[poll=night-trains]").await?;
    dark.0.find(FRAME_ALIVE).await?;
    dark.0.leave_frame().await?;
    dark.0.scrolls_to("hustings-poll[poll=night-trains]", 0, 100.0).await?;
    dark.take(folder, "partner-dark").await?;

    let check = reader(world, (1120, 1000), false, "en", "/embed/check").await?;
    check.0.click("#poll option[value=night-trains]").await?;
    check.0.find("#page").await?.send_keys("https://partner.example").await?;
    check.0.find("#policy").await?.send_keys("default-src 'self'; img-src *").await?;
    check.0.click(".bench__form button[type=submit]").await?;
    check.0.sees("body", "keep this poll from your readers").await?;
    check.0.scrolls_to(".bench__form", 0, 24.0).await?;
    check.0.within_frame(".preview__frame", async || check.0.find(FRAME_ALIVE).await.map(drop)).await?;
    check.take(folder, "embed-check").await
}

/// Pictures that the server draws, and the root of an exported site, as one without scripts sees it.
pub(crate) async fn files(world: &mut World, folder: &Path) -> Result<()> {
    let card = format!("{}/ar/articles/night-trains/card.png", world.server.address());
    fs::write(folder.join("card-ar.png"), world.http()?.get(card).send().await?.error_for_status()?.bytes().await?)?;
    reader(world, (480, 520), false, "en", "/api/v1/polls/library-of-things/results.svg?lang=en")
        .await?
        .keep(folder, "results-svg")
        .await?;
    let site = world.exported_site("").await?;
    let base = || Some(site.origin());
    let closed =
        world.browser_with(Options { size: (480, 560), base: base(), still: true, ..Options::default() }).await?;
    closed.goto("/embed/polls/meeting-free-day/").await?;
    closed.sees("h1", "Which day would you keep free of meetings?").await?;
    Scene(closed).take(folder, "closed-frame").await?;
    let options = Options { size: (640, 500), base: base(), scripts: false, still: true, ..Options::default() };
    let chooser = world.browser_with(options).await?;
    chooser.goto("/").await?;
    chooser.sees("h1", "The Open Question").await?;
    Scene(chooser).keep(folder, "language-chooser").await
}

/// The same page under another theme, light and dark.
pub(crate) async fn theme(world: &World, folder: &Path) -> Result<()> {
    for (dark, name) in [(false, "theme-broadsheet"), (true, "theme-broadsheet-dark")] {
        let page = reader(world, (760, 1000), dark, "en", &format!("/en/{ARTICLE}")).await?.alive().await?;
        let theme = "const sheet = new CSSStyleSheet(); sheet.replaceSync(arguments[0]);
            document.adoptedStyleSheets = [sheet];";
        page.0.script_with(theme, vec![THEME.into()]).await?;
        page.take(folder, name).await?;
    }
    Ok(())
}

/// A page that was never opened, without a network.
pub(crate) async fn offline(folder: &Path) -> Result<()> {
    // A server of its own, since it is stopped.
    let mut world = World::begin(&[]).await?;
    let reader = reader(&world, (640, 500), false, "en", "/en/articles/shorter-meetings").await?.alive().await?;
    reader.0.holds("a worker is there", "return Boolean(navigator.serviceWorker.controller)").await?;
    for path in ["/en/articles/shorter-meetings", "/en/articles/night-trains"] {
        reader.0.goto(path).await?;
        reader.0.comes_alive().await?;
        let is_kept = "return caches.match(location.href, { ignoreVary: true }).then(Boolean)";
        reader.0.holds("the page is kept", is_kept).await?;
    }
    reader.0.expect_outage();
    world.server.stop()?;
    reader.0.goto("/en/articles/how-clocks-agreed").await?;
    reader.0.sees("h1", "You are offline").await?;
    reader.take(folder, "offline").await
}
