//! A reader is told when a poll ends. Firefox subscribes at a push service of the tests' own, and everything is as its readers have it.
//! Chromium subscribes at Google's alone, which no test reaches: its answer is made up here, and the service's message to the
//! worker is delivered by DevTools, as a browser delivers one that it has decrypted.

use std::rc::Rc;

use anyhow::{Result, ensure};
use hustings_e2e::{Browser, Engine, Key, Options, World, eventually, journey};
use serde_json::{Value, json};

use crate::steps::{POLL, POLL_ID, keeps, reader_at, reader_with, vote, waiting as promised};

const BUTTON: &str = "[data-notice] button";
const STATUS: &str = "[data-notice] [role=status]";

/// How many readers wait for the end of the poll.
fn waiting(world: &World) -> Result<String> {
    world.server.command(&["notices", POLL_ID])
}

/// Sees the button with these words, which comes under a reader's eyes only when they press something.
async fn offers(reader: &Browser, words: &str) -> Result<()> {
    eventually("the button is there", async || {
        reader.press(Key::Shift).await?;
        Ok((!reader.has_no(BUTTON).await?).then_some(()))
    })
    .await?;
    reader.sees(BUTTON, words).await
}

#[tokio::test(flavor = "multi_thread")]
async fn a_reader_asks_to_be_told_and_takes_it_back() {
    journey(&[], async |world: &mut World| {
        let reader = reader_with(world, Options { notifications: true, ..Options::default() }, POLL).await?;
        reader.permits_notifications(world.server.address(), false).await?;
        vote(&reader, POLL_ID, &["cabin"]).await?;
        reader.sees(BUTTON, "Tell me when this poll ends").await?;
        reader.click(BUTTON).await?;
        reader.sees(STATUS, "This browser does not let the publication show notifications").await?;
        ensure!(waiting(world)?.contains("Nobody"), "who has denied it is not told");

        reader.permits_notifications(world.server.address(), true).await?;
        reader.subscribes_at_once().await?;
        reader.click(BUTTON).await?;
        reader.sees(STATUS, "This browser will show you one notification").await?;
        reader.sees(BUTTON, "Do not tell me when it ends").await?;
        ensure!(waiting(world)?.contains("1 are told"), "{}", waiting(world)?);

        reader.goto("/en/me").await?;
        reader.sees("main", "Polls whose end you are told of").await?;
        reader.goto(POLL).await?;
        reader.comes_alive().await?;
        offers(&reader, "Do not tell me when it ends").await?;
        // As the app does with what it has not drawn, where it takes the page over later than the button came.
        reader.script("document.querySelector('[data-notice]').replaceChildren()").await?;
        offers(&reader, "Do not tell me when it ends").await?;
        reader.click(BUTTON).await?;
        reader.sees(STATUS, "You will not be told").await?;
        ensure!(waiting(world)?.contains("Nobody"), "{}", waiting(world)?);

        reader.goto("/ar/polls/night-trains").await?;
        reader.comes_alive().await?;
        offers(&reader, "أخبرني عند انتهاء هذا الاستطلاع").await?;
        reader.goto(POLL).await?;
        reader.comes_alive().await?;

        // Told, or taken back in another tab.
        reader.script("localStorage.setItem('hustings.notice./api/v1/polls/night-trains/notice', '1')").await?;
        reader.reload().await?;
        reader.comes_alive().await?;
        offers(&reader, "Tell me when this poll ends").await?;
        Ok(())
    })
    .await;
}

/// Delivers a message to the worker of the page, whichever number it has among those of this browser.
async fn deliver(world: &World, reader: &Browser, data: &str) -> Result<()> {
    for number in 0..64 {
        let message = json!({ "origin": world.server.address(), "registrationId": number.to_string(), "data": data });
        reader.devtools("ServiceWorker.deliverPushMessage", message).await?;
    }
    Ok(())
}

/// The notifications of the publication.
async fn shown(reader: &Browser) -> Result<Value> {
    let script = "
        const notifications = await (await navigator.serviceWorker.ready).getNotifications();
        return notifications.map(({ title, body, tag, data }) => [title, body, tag, data.page]).sort();";
    reader.script(&promised(script)).await
}

#[tokio::test(flavor = "multi_thread")]
async fn a_message_is_shown_in_the_reader_s_language_and_nonsense_leads_nowhere() {
    journey(&[], async |world: &mut World| {
        let reader = reader_with(world, Options { notifications: true, ..Options::default() }, POLL).await?;
        reader.permits_notifications(world.server.address(), true).await?;
        keeps(&reader, POLL).await?;
        reader.devtools("ServiceWorker.enable", json!({})).await?;
        let here = world.server.address();
        let message = |poll: &str, url: &str| {
            let (title, question) = ("The Siding", "Would you?");
            json!({ "type": "poll.closed", "poll": poll, "lang": "en", "title": title, "question": question, "url": url })
        };
        let page = format!("{here}{POLL}");
        deliver(world, &reader, &message(POLL_ID, &page).to_string()).await?;
        // The same again, as when an answer was lost, and what is no message of the backend's.
        deliver(world, &reader, &message(POLL_ID, &page).to_string()).await?;
        deliver(world, &reader, &message("../x", "https://elsewhere.example/").to_string()).await?;
        for nonsense in ["", "not JSON", "null", "{\"type\":\"poll.closed\",\"poll\":1}"] {
            deliver(world, &reader, nonsense).await?;
        }
        reader.holds("three notifications", COUNT).await?;
        let over = "This poll has ended";
        let expected = json!([
            ["The Siding", format!("{over}: Would you?"), "hustings-poll-../x", format!("{here}/en/polls/..%2Fx")],
            ["The Siding", format!("{over}: Would you?"), format!("hustings-poll-{POLL_ID}"), page],
            [over, "", "hustings-poll", format!("{here}/")],
        ]);
        let shown = shown(&reader).await?;
        ensure!(shown == expected, "{shown}");
        Ok(())
    })
    .await;
}

/// Whether there are as many notifications as messages of different polls.
const COUNT: &str = "
    return navigator.serviceWorker.ready
        .then((registration) => registration.getNotifications())
        .then((notifications) => notifications.length === 3)";

#[tokio::test(flavor = "multi_thread")]
async fn nobody_is_asked_where_the_server_tells_nobody() {
    journey(&["--no-push"], async |world: &mut World| {
        let reader = reader_at(world, POLL).await?;
        keeps(&reader, POLL).await?;
        vote(&reader, POLL_ID, &["cabin"]).await?;
        reader
            .holds(
                "the server was asked",
                "return sessionStorage.getItem('hustings.notice-key ' + location.origin) === ''",
            )
            .await?;
        ensure!(reader.has_no(BUTTON).await?, "a button that does nothing");
        Ok(())
    })
    .await;
}

/// Asks to be told, in a Firefox whose push service this is.
async fn asks(world: &World, address: String) -> Result<Rc<Browser>> {
    let options = Options { push_service: Some(address), ..Options::with(Engine::Firefox) };
    let reader = reader_with(world, options, POLL).await?;
    vote(&reader, POLL_ID, &["cabin"]).await?;
    offers(&reader, "Tell me when this poll ends").await?;
    reader.click(BUTTON).await?;
    reader.sees(STATUS, "This browser will show you one notification").await?;
    ensure!(waiting(world)?.contains("1 are told"), "{}", waiting(world)?);
    Ok(reader)
}

/// Closes the poll, and sees that the reader is told so once.
async fn is_told(world: &World, reader: &Browser) -> Result<()> {
    world.server.command(&["poll", "close", POLL_ID])?;
    let tag = format!("hustings-poll-{POLL_ID}");
    eventually("the notification", async || {
        let shown = shown(reader).await?;
        ensure!(shown[0][2] == *tag && shown[1].is_null(), "{shown}");
        ensure!(shown[0][1].as_str().is_some_and(|body| body.starts_with("This poll has ended: ")), "{shown}");
        Ok(Some(()))
    })
    .await?;
    ensure!(waiting(world)?.contains("Nobody"), "what was told is deleted: {}", waiting(world)?);
    Ok(())
}

#[tokio::test(flavor = "multi_thread")]
async fn a_reader_is_told_through_the_push_service_of_their_browser() {
    journey(&[], async |world: &mut World| {
        let service = world.push_service().await?;
        let reader = asks(world, service.address()).await?;
        reader.goto("/en/").await?;
        is_told(world, &reader).await?;

        reader.click_notification().await?;
        let tabs = eventually("the poll in a tab of its own", async || {
            let tabs = reader.driver().windows().await?;
            Ok((tabs.len() == 2).then_some(tabs))
        })
        .await?;
        reader.driver().switch_to_window(tabs[1].clone()).await?;
        reader.arrives_at(POLL).await?;
        reader.sees("main", "The poll is closed").await
    })
    .await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_subscription_that_the_push_service_ends_is_made_anew() {
    journey(&[], async |world: &mut World| {
        let service = world.push_service().await?;
        let reader = asks(world, service.address()).await?;
        let endpoint = "
            const { pushManager } = await navigator.serviceWorker.ready;
            return (await pushManager.getSubscription())?.endpoint ?? '';";
        let before = reader.script(&promised(endpoint)).await?;
        service.end_subscriptions();
        eventually("another subscription", async || {
            let now = reader.script(&promised(endpoint)).await?;
            ensure!(now != before && now != "", "it is {now}");
            Ok(Some(()))
        })
        .await?;
        reader.goto("/en/").await?;
        is_told(world, &reader).await
    })
    .await;
}
