//! A ranking is put in order by buttons and by dragging: with the keyboard alone, with a mouse and with a finger, before the app
//! comes and without it, and in a frame.

use anyhow::{Context, Result, ensure};
use hustings_e2e::{Browser, Engine, Key, Options, Pointer, World, eventually, journey};
use serde_json::{Value, json};

use crate::{
    embedding::{BOTH, is_ready, page_with, reader_on},
    steps::{reader_with, says, send, tells, waiting},
};

const ID: &str = "meeting-worth";
const PAGE: &str = "/en/polls/meeting-worth";
const COUNTED: &str = "Your vote has been counted";

/// Waits until the list says this order, and the lists of places say the same.
async fn is_in_order(reader: &Browser, expected: &[&str]) -> Result<()> {
    let script = "
        const box = document.querySelector('.ranking__order');
        const places = [...document.querySelectorAll('.poll-option__place')].filter(({ value }) => value > 0);
        places.sort((one, other) => one.value - other.value);
        const items = [...(box?.checkVisibility() ? box.querySelectorAll('.ranking__item') : [])];
        const nameOf = (place) => place.parentNode.querySelector('.poll-option__words').firstChild.textContent.trim();
        const isAlike = items.map((item) => item.querySelector('.ranking__words').textContent).join() === places.map(nameOf).join();
        const numbers = items.map((item) => item.querySelector('.ranking__number').textContent).join();
        const isCounted = numbers === places.map((place) => place.selectedOptions[0].textContent).join();
        return [isAlike && isCounted, places.map(({ name }) => name.replace('place.', ''))];";
    eventually(&format!("the order is {expected:?}"), async || {
        let found = reader.script(script).await?;
        ensure!(found == json!([true, expected]), "it is {found}");
        Ok(Some(()))
    })
    .await
}

/// Presses the button that puts an option in order, or takes it out.
async fn toggle(reader: &Browser, option: &str) -> Result<()> {
    reader.click(&format!("#poll-{ID} .poll-option:has([name='place.{option}']) > .ranking__toggle")).await
}

/// What takes hold of the item at this place.
fn handle(place: usize) -> String {
    format!(".ranking__item:nth-child({place}) > .ranking__handle")
}

/// How far an item's place is from the next, in CSS pixels.
async fn step(reader: &Browser) -> Result<f64> {
    let script = "
        const [one, other] = document.querySelectorAll('.ranking__item');
        return other.getBoundingClientRect().top - one.getBoundingClientRect().top;";
    reader.script(script).await?.as_f64().context("a number")
}

/// What takes hold of an option that may have no place: the mouse by its words, a finger by its button.
fn hold(option: &str, with: Pointer) -> String {
    let part = if with == Pointer::Mouse { ".poll-option__words" } else { ".ranking__toggle" };
    format!("#poll-{ID} .poll-option:has([name='place.{option}']) {part}")
}

/// Drags an option from where it stands among all to this place of the order, or to where the order begins.
async fn drags_in(reader: &Browser, option: &str, place: usize, with: Pointer) -> Result<()> {
    let script = "
        const middle = ({ top, height }) => top + height / 2;
        const boxOf = (css) => document.querySelector(css)?.getBoundingClientRect();
        const item = boxOf(`.ranking__item:nth-child(${arguments[1]})`);
        return (item ? middle(item) : boxOf('.poll-card__options').bottom + 40) - middle(boxOf(arguments[0]));";
    let hold = hold(option, with);
    let far =
        reader.script_with(script, vec![hold.as_str().into(), place.into()]).await?.as_f64().context("a number")?;
    reader.drags(&hold, far, with).await
}

/// What the server has of this browser's vote.
async fn own_vote(reader: &Browser) -> Result<Value> {
    let script = waiting("return (await (await fetch('/api/v1/polls/meeting-worth?lang=en')).json()).my_vote");
    reader.script(&script).await
}

async fn is_focused(reader: &Browser, name: &str) -> Result<()> {
    let script = "return document.activeElement.getAttribute('aria-label')";
    let focused = reader.script(script).await?;
    ensure!(focused == name, "the focus is at {focused}");
    Ok(())
}

async fn moves_by_keyboard(engine: Engine) {
    journey(&[], async |world: &mut World| {
        let reader = reader_with(world, Options { still: true, ..Options::with(engine) }, PAGE).await?;
        reader.named(".ranking__toggle", "Add to your order: Only those who are needed").await?;
        for option in ["decision", "people", "notes"] {
            reader.tabs_to(&format!(".poll-option:has([name='place.{option}']) > .ranking__toggle")).await?;
            reader.press(Key::Enter).await?;
        }
        is_in_order(&reader, &["decision", "people", "notes"]).await?;
        is_focused(&reader, "Take out of your order: Notes that everybody can read").await?;
        tells(&reader, ID, "Your order: 1. A decision at the end · 2. Only those who are needed · 3. Notes").await?;
        reader.is_accessible_by_night_and_day("a ranking with an order").await?;
        reader.tabs_to("[aria-label='Move up: Notes that everybody can read']").await?;
        for order in [["decision", "notes", "people"], ["notes", "decision", "people"]] {
            reader.press(Key::Enter).await?;
            is_in_order(&reader, &order).await?;
            is_focused(&reader, "Move up: Notes that everybody can read").await?;
        }
        // At the top there is nowhere to go, and the focus stays.
        reader.press(Key::Enter).await?;
        is_focused(&reader, "Move up: Notes that everybody can read").await?;
        reader.press(Key::Tab).await?;
        is_focused(&reader, "Move down: Notes that everybody can read").await?;
        reader.press(Key::Space).await?;
        is_in_order(&reader, &["decision", "notes", "people"]).await?;
        reader.tabs_to(&format!("#poll-{ID} .poll-card__send")).await?;
        reader.press(Key::Enter).await?;
        says(&reader, ID, COUNTED).await?;
        ensure!(own_vote(&reader).await? == json!(["decision", "notes", "people"]), "the vote is another");
        // The vote is changed after a way through other pages.
        reader.reload().await?;
        reader.comes_alive().await?;
        reader.click(".site-header a").await?;
        reader.sees("h1", "The Open Question").await?;
        reader.driver().back().await?;
        toggle(&reader, "decision").await?;
        is_in_order(&reader, &["notes", "people"]).await?;
        reader.click_named(".poll-card__send", "Change my vote").await?;
        says(&reader, ID, COUNTED).await?;
        ensure!(own_vote(&reader).await? == json!(["notes", "people"]), "the vote was not changed");
        reader.click(".poll-card__withdraw").await?;
        is_in_order(&reader, &[]).await?;
        says(&reader, ID, "Your vote has been withdrawn.").await?;
        toggle(&reader, "notes").await?;
        tells(&reader, ID, "Your order: 1. Notes").await?;
        toggle(&reader, "notes").await?;
        reader.sees(".ranking__said", "Your order is empty").await
    })
    .await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_ranking_is_moved_by_buttons_with_the_keyboard_alone_in_chromium() {
    moves_by_keyboard(Engine::Chromium).await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_ranking_is_moved_by_buttons_with_the_keyboard_alone_in_firefox() {
    moves_by_keyboard(Engine::Firefox).await;
}

/// Right to left, in the dark, on a narrow phone.
pub(crate) async fn drags_with_a_mouse(engine: Engine) {
    journey(&[], async |world: &mut World| {
        // High enough for the way from the options to the order.
        let options = Options { size: (320, 1350), dark: true, ..Options::with(engine) };
        let reader = reader_with(world, options, "/ar/polls/meeting-worth").await?;
        reader.sees(".live-badge", "مباشر").await?;
        drags_in(&reader, "people", 1, Pointer::Mouse).await?;
        is_in_order(&reader, &["people"]).await?;
        tells(&reader, ID, "ترتيبك: ").await?;
        toggle(&reader, "question").await?;
        drags_in(&reader, "decision", 1, Pointer::Mouse).await?;
        is_in_order(&reader, &["decision", "people", "question"]).await?;
        let step = step(&reader).await?;
        // A hand that slips on the words of an option takes away no place.
        reader.drags(&hold("decision", Pointer::Mouse), -0.5 * step, Pointer::Mouse).await?;
        is_in_order(&reader, &["decision", "people", "question"]).await?;
        // What is let go among the options stays there, and what is dragged there from the order loses its place.
        reader.drags(&hold("early", Pointer::Mouse), -2.0 * step, Pointer::Mouse).await?;
        is_in_order(&reader, &["decision", "people", "question"]).await?;
        reader.drags(&handle(2), -4.0 * step, Pointer::Mouse).await?;
        is_in_order(&reader, &["decision", "question"]).await?;
        drags_in(&reader, "people", 2, Pointer::Mouse).await?;
        toggle(&reader, "notes").await?;
        is_in_order(&reader, &["decision", "people", "question", "notes"]).await?;
        reader.drags(&handle(1), 2.2 * step, Pointer::Mouse).await?;
        is_in_order(&reader, &["people", "question", "decision", "notes"]).await?;
        tells(&reader, ID, "ترتيبك: ").await?;
        reader.drags(".ranking__item:nth-child(4) > .ranking__words", -4.0 * step, Pointer::Mouse).await?;
        is_in_order(&reader, &["notes", "people", "question", "decision"]).await?;
        reader.drags_and_escapes(&handle(1), 2.2 * step).await?;
        is_in_order(&reader, &["notes", "people", "question", "decision"]).await?;
        let wide = reader.script("return document.documentElement.scrollWidth > innerWidth").await?;
        ensure!(wide == false, "the page is wider than the phone");
        send(&reader, ID).await?;
        says(&reader, ID, "احتُسب صوتك. شكرًا لك.").await?;
        ensure!(own_vote(&reader).await? == json!(["notes", "people", "question", "decision"]), "the vote is another");
        Ok(())
    })
    .await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_ranking_is_dragged_with_a_mouse_right_to_left_in_chromium() {
    drags_with_a_mouse(Engine::Chromium).await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_ranking_is_dragged_with_a_mouse_right_to_left_in_firefox() {
    drags_with_a_mouse(Engine::Firefox).await;
}

/// A finger on the handle drags, and one on the button that gives a place; elsewhere it scrolls.
async fn drags_with_a_finger(engine: Engine) {
    journey(&[], async |world: &mut World| {
        let options = Options { size: (390, 1350), ..Options::with(engine) };
        let reader = reader_with(world, options, PAGE).await?;
        drags_in(&reader, "question", 1, Pointer::Finger).await?;
        is_in_order(&reader, &["question"]).await?;
        toggle(&reader, "people").await?;
        drags_in(&reader, "decision", 2, Pointer::Finger).await?;
        is_in_order(&reader, &["question", "decision", "people"]).await?;
        let step = step(&reader).await?;
        reader.drags(".ranking__item:nth-child(2) > .ranking__words", -step, Pointer::Finger).await?;
        reader.drags(&handle(3), -1.2 * step, Pointer::Finger).await?;
        is_in_order(&reader, &["question", "people", "decision"]).await?;
        reader.drags(&handle(1), -3.0 * step, Pointer::Finger).await?;
        is_in_order(&reader, &["people", "decision"]).await
    })
    .await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_ranking_is_dragged_with_a_finger_in_chromium() {
    drags_with_a_finger(Engine::Chromium).await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_ranking_is_dragged_with_a_finger_in_firefox() {
    drags_with_a_finger(Engine::Firefox).await;
}

/// A page whose app comes when it is told to.
const LATE: &str = "
    const told = new Promise((go) => { window.letAppCome = go; });
    const start = WebAssembly.instantiateStreaming;
    WebAssembly.instantiateStreaming = (...program) => {
        window.isLate = true;
        return told.then(() => start.apply(WebAssembly, program));
    };";

#[tokio::test(flavor = "multi_thread")]
async fn an_order_from_before_the_app_came_is_its_readers_order_after() {
    journey(&[], async |world: &mut World| {
        let reader = world.browser().await?;
        reader.devtools("Page.addScriptToEvaluateOnNewDocument", json!({ "source": LATE })).await?;
        reader.goto(PAGE).await?;
        reader.holds("the app is on its way", "return window.isLate === true").await?;
        toggle(&reader, "early").await?;
        toggle(&reader, "people").await?;
        reader
            .sees(".ranking__said", "Your order: 1. Ending early when all is said · 2. Only those who are needed")
            .await?;
        reader.find("[name='place.notes']").await?.send_keys("1").await?;
        is_in_order(&reader, &["notes", "early", "people"]).await?;
        reader.click("[aria-label='Move up: Only those who are needed']").await?;
        is_in_order(&reader, &["notes", "people", "early"]).await?;
        reader.script("letAppCome()").await?;
        tells(&reader, ID, "Your order: 1. Notes that everybody can read · 2. Only those who are needed").await?;
        is_focused(&reader, "Move up: Only those who are needed").await?;
        is_in_order(&reader, &["notes", "people", "early"]).await?;
        ensure!(reader.text(".ranking__said").await?.is_empty(), "the order is said twice");
        send(&reader, ID).await?;
        says(&reader, ID, COUNTED).await?;
        ensure!(own_vote(&reader).await? == json!(["notes", "people", "early"]), "the vote is another");
        Ok(())
    })
    .await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_ranking_is_moved_and_sent_by_its_form_where_the_app_never_comes() {
    journey(&[], async |world: &mut World| {
        let reader = world.browser().await?;
        for words in [".wasm", "Failed to fetch", "ERR_BLOCKED_BY_CLIENT"] {
            reader.expect_error(words);
        }
        reader.block(&["*.wasm"]).await?;
        reader.goto(PAGE).await?;
        toggle(&reader, "early").await?;
        reader.sees(".ranking__said", "Your order: 1. Ending early").await?;
        toggle(&reader, "early").await?;
        reader.sees(".ranking__said", "Your order is empty").await?;
        toggle(&reader, "early").await?;
        toggle(&reader, "people").await?;
        reader.click("[aria-label='Move up: Only those who are needed']").await?;
        is_in_order(&reader, &["people", "early"]).await?;
        reader.sees(".ranking__said", "Your order: 1. Only those who are needed · 2. Ending early").await?;
        send(&reader, ID).await?;
        reader.sees(".poll-card__voters", "79 readers have voted").await?;
        ensure!(own_vote(&reader).await? == json!(["people", "early"]), "the vote is another");
        Ok(())
    })
    .await;
}

/// On a partner's page the frame grows with the list, and another's vote takes nothing out of the reader's hand.
#[tokio::test(flavor = "multi_thread")]
async fn a_ranking_is_moved_and_dragged_in_a_frame() {
    journey(&[], async |world: &mut World| {
        let partner = world.partner()?;
        let page = page_with(&partner, "ranking", "<hustings-poll poll=meeting-worth></hustings-poll>");
        const ELEMENT: &str = "hustings-poll";
        for (engine, voters) in BOTH.into_iter().zip([79, 81]) {
            // High enough for all of the frame: in a page that is scrolled, chromedriver points beside what is in its frames.
            let options = Options { size: (1280, 1400), ..Options::with(engine) };
            let reader = reader_on(world, options, &page).await?;
            reader
                .within_frame(ELEMENT, async || {
                    is_ready(&reader).await?;
                    for option in ["question", "decision", "people"] {
                        toggle(&reader, option).await?;
                    }
                    is_in_order(&reader, &["question", "decision", "people"]).await?;
                    reader.is_accessible("a ranking with an order, in a frame").await
                })
                .await?;
            let other = world.browser_with(Options { scripts: false, ..Options::default() }).await?;
            other.goto(PAGE).await?;
            other.find("[name='place.notes']").await?.send_keys("1").await?;
            other.click(".poll-card__send").await?;
            reader
                .within_frame(ELEMENT, async || {
                    reader.sees(".poll-card__voters", &format!("{voters} readers have voted")).await?;
                    is_in_order(&reader, &["question", "decision", "people"]).await?;
                    let whole = "const { scrollHeight, clientHeight } = document.documentElement; return scrollHeight <= clientHeight";
                    reader.holds("the frame shows all of it", whole).await?;
                    let step = step(&reader).await?;
                    reader.drags(&handle(1), 1.2 * step, Pointer::Mouse).await?;
                    is_in_order(&reader, &["decision", "question", "people"]).await?;
                    send(&reader, ID).await?;
                    says(&reader, ID, COUNTED).await?;
                    reader.sees(".poll-option--mine", "A decision at the end").await
                })
                .await?;
        }
        Ok(())
    })
    .await;
}

/// Each ranking of a page has its own list, and what is pressed in one changes nothing in the other.
#[tokio::test(flavor = "multi_thread")]
async fn rankings_of_one_page_are_moved_apart() {
    journey(&[], async |world: &mut World| {
        let open =
            |text: String| text.replacen("kind = \"single\"\nopens_at = 2030-01-01T09:00:00Z", "kind = \"ranking\"", 1);
        world.server.edit("polls/reading-the-plan.toml", open).await?;
        let ask = |text: String| {
            let named = text.replacen("\"reading-the-plan\"]", "\"reading-the-plan\", \"meeting-worth\"]", 1);
            named.replacen("{{poll:reading-the-plan}}", "{{poll:reading-the-plan}}\n\n{{poll:meeting-worth}}", 1)
        };
        world.server.edit("articles/null-results/en.md", ask).await?;
        let reader = reader_with(world, Options::default(), "/en/articles/null-results").await?;
        reader.click("#poll-reading-the-plan .poll-option:nth-child(2) > .ranking__toggle").await?;
        toggle(&reader, "notes").await?;
        toggle(&reader, "early").await?;
        tells(&reader, ID, "Your order: 1. Notes that everybody can read · 2. Ending early").await?;
        for (poll, items) in [(ID, 2), ("reading-the-plan", 1)] {
            let found = reader.all(&format!("#poll-{poll} .ranking__item")).await?.len();
            ensure!(found == items, "{poll} has {found} in order");
        }
        Ok(())
    })
    .await;
}
