//! Who is told that a poll has ended, when, and how often.

use std::fs;

use hustings_cluster::shared;
use hustings_domain::Forced;
use hustings_server::{settings::Settings, state::AppState};
use serde_json::json;
use tokio::time::timeout;

use super::{
    at, close, counts, file, force,
    push_service::{Browser, PushService},
    turn, world,
};
use crate::{
    commands::{hustings, text},
    support::{PATIENCE, TestApp, noon},
};

#[tokio::test]
async fn a_reader_who_asked_is_told_once_in_their_language_and_then_forgotten() {
    let service = PushService::start();
    let app = world(&service).await;
    let path = "/api/v1/polls/after-close/notice";
    let stranger = app.get(path).await.ok();
    assert_eq!((stranger.header("cache-control"), &stranger.json()["wanted"]), ("no-store", &json!(false)));
    let key = stranger.json()["key"].as_str().expect("a key").to_owned();

    let browser = Browser::new(&service, "/201/a");
    let asked = browser.ask(&app, "after-close").await.ok();
    assert_eq!(asked.json(), json!({ "key": key, "wanted": true }));
    let cookie = asked.cookie().expect("who asks is known again");
    assert_eq!(app.get_as(&cookie, path).await.ok().json()["wanted"], true);
    let held = app.get_as(&cookie, "/api/v1/me?lang=en").await.ok().json();
    let expected =
        json!([{ "poll": "after-close", "question": "Which, after-close?", "asked_on": "2026-06-01", "lang": "ru" }]);
    assert_eq!(held["notices"], expected);
    let counted = text(&hustings(app.folder.path(), &["notices"]).stdout);
    assert_eq!(counted, "poll after-close: 1 are told when it ends, 0 are being told\n");

    app.clock.set(at(3_599));
    turn(&app).await;
    assert_eq!(service.received().len(), 0, "it is open");
    app.clock.set(at(3_600));
    turn(&app).await;
    turn(&app).await;
    let received = service.received();
    assert_eq!(received.len(), 1, "{received:?}");
    let expected = json!({
        "type": "poll.closed", "poll": "after-close", "lang": "ru", "title": "Проверка", "question": "Что?",
        "url": "http://127.0.0.1:8080/ru/polls/after-close",
    });
    assert_eq!(received[0].message(&browser), expected);
    for (name, value) in [("content-encoding", "aes128gcm"), ("ttl", "86400"), ("urgency", "normal")] {
        assert_eq!(received[0].headers[name], value, "{name}");
    }
    assert_eq!(received[0].headers["topic"].len(), 32);
    let (claims, by) = received[0].sender();
    assert_eq!((&claims["aud"], by), (&json!(format!("http://{}", service.address)), key));
    assert_eq!(claims["exp"], 3_600 + noon().unix() + 12 * 3_600);
    assert_eq!(claims["sub"], "https://127.0.0.1:8080");
    assert_eq!(counts(&app, "after-close").await, (0, 0));
    assert_eq!(app.get_as(&cookie, "/api/v1/me").await.ok().json().get("notices"), None);
    assert!(app.get("/metrics").await.body.contains("hustings_notice_sent_total 1\n"));
}

#[tokio::test]
async fn who_asked_after_the_time_by_which_an_editor_ends_a_poll_is_told_too() {
    let service = PushService::start();
    let app = world(&service).await;
    app.clock.set(at(300));
    Browser::new(&service, "/201/a").ask(&app, "single").await.ok();
    app.clock.set(at(600));
    let words = fs::read_to_string(file(&app, "single")).expect("a poll");
    fs::write(file(&app, "single"), format!("closes_at = 2026-06-01T12:00:00Z\n{words}")).expect("written");
    assert!(app.state.routes.content.reload_if_changed());
    turn(&app).await;
    assert_eq!((service.received().len(), counts(&app, "single").await), (1, (0, 0)));
}

#[tokio::test]
async fn of_a_poll_that_is_opened_again_those_are_told_who_asked_before_its_end() {
    let service = PushService::start();
    let app = world(&service).await;
    Browser::new(&service, "/201/before").ask(&app, "single").await.ok();
    app.clock.set(at(10));
    close(&app, "single").await;
    app.clock.set(at(20));
    force(&app, "single", Forced::Open).await;
    Browser::new(&service, "/201/after").ask(&app, "single").await.ok();
    turn(&app).await;
    let paths: Vec<String> = service.received().into_iter().map(|received| received.path).collect();
    assert_eq!((&*paths, counts(&app, "single").await), (&["/201/before".to_owned()][..], (1, 0)));
}

#[tokio::test]
async fn what_was_asked_of_a_poll_that_has_gone_for_good_is_forgotten() {
    let service = PushService::start();
    let app = world(&service).await;
    Browser::new(&service, "/201/a").ask(&app, "single").await.ok();
    // Its file is moved away for a moment, and then for good.
    let words = fs::read(file(&app, "single")).expect("a poll");
    let remove = || {
        fs::remove_file(file(&app, "single")).expect("gone");
        assert!(app.state.routes.content.reload_if_changed());
    };
    remove();
    turn(&app).await;
    fs::write(file(&app, "single"), words).expect("back");
    assert!(app.state.routes.content.reload_if_changed());
    app.clock.set(at(3_000));
    turn(&app).await;
    remove();
    for (seconds, left) in [(3_100, 1), (6_699, 1), (6_700, 0)] {
        app.clock.set(at(seconds));
        turn(&app).await;
        assert_eq!(counts(&app, "single").await, (left, 0), "{seconds}");
    }
    assert_eq!(service.received().len(), 0);
}

#[tokio::test]
async fn nobody_is_told_of_an_end_that_is_long_past() {
    let service = PushService::start();
    let app = world(&service).await;
    Browser::new(&service, "/201/a").ask(&app, "after-close").await.ok();
    app.clock.set(at(3_601 + 30 * 86_400));
    turn(&app).await;
    assert_eq!((service.received().len(), counts(&app, "after-close").await), (0, (0, 0)));
}

#[tokio::test]
async fn another_subscription_of_a_reader_replaces_the_first() {
    let service = PushService::start();
    let app = world(&service).await;
    let cookie = Browser::new(&service, "/201/first").ask(&app, "single").await.ok().cookie().expect("a cookie");
    let second = Browser::new(&service, "/201/second").subscription();
    app.put(Some(&cookie), "/api/v1/polls/single/notice?lang=en", &second).await.ok();
    close(&app, "single").await;
    turn(&app).await;
    let paths: Vec<String> = service.received().into_iter().map(|received| received.path).collect();
    assert_eq!(paths, ["/201/second"]);
}

#[tokio::test]
async fn a_subscription_that_has_ended_is_forgotten_and_another_failure_tried_again_for_hours() {
    let service = PushService::start();
    let app = world(&service).await;
    for path in ["/410/a", "/404/a", "/413/a", "/400/a", "/500/a", "/429/a"] {
        Browser::new(&service, path).ask(&app, "single").await.ok();
    }
    close(&app, "single").await;
    turn(&app).await;
    assert_eq!((service.received().len(), counts(&app, "single").await), (6, (0, 2)));
    turn(&app).await;
    assert_eq!(service.received().len(), 6, "not at once");
    for hour in 1..12 {
        app.clock.set(at(3_600 * hour));
        turn(&app).await;
    }
    assert_eq!((service.received().len(), counts(&app, "single").await), (6 + 2 * 7, (0, 0)));
    let metrics = app.get("/metrics").await.body;
    for line in ["notice_sent_total 0", "notice_failed_total 18", "notice_given_up_total 4"] {
        assert!(metrics.contains(&format!("hustings_{line}\n")), "{metrics}");
    }
}

#[tokio::test]
async fn a_push_service_cannot_lead_elsewhere() {
    let service = PushService::start();
    let app = world(&service).await;
    Browser::new(&service, "/307/a").ask(&app, "single").await.ok();
    close(&app, "single").await;
    turn(&app).await;
    assert_eq!((service.received().len(), counts(&app, "single").await), (1, (0, 1)));
    service.elsewhere.set_nonblocking(true).expect("set");
    assert_eq!(service.elsewhere.accept().expect_err("nobody comes").kind(), std::io::ErrorKind::WouldBlock);
}

#[tokio::test]
async fn votes_and_others_do_not_wait_for_a_push_service_that_does_not_answer() {
    let mut service = PushService::start();
    let app = world(&service).await;
    for path in ["/hang/a", "/201/a", "/201/b"] {
        Browser::new(&service, path).ask(&app, "single").await.ok();
    }
    close(&app, "single").await;
    let notices = app.state.routes.notices.clone().expect("notices");
    let turn = tokio::spawn(async move { notices.turn().await });
    for _ in 0..3 {
        service.has_arrived().await;
    }
    app.vote(None, "multiple", &["a", "b"]).await.ok();
    assert!(!turn.is_finished());
    drop(service.gate.take());
    timeout(PATIENCE, turn).await.expect("it ends in time").expect("it ends").expect("the database answers");
    assert_eq!(counts(&app, "single").await, (0, 1));
}

#[tokio::test]
async fn two_servers_of_a_database_tell_each_reader_once() {
    let service = PushService::start();
    let folder = tempfile::tempdir().expect("a folder");
    let url = tokio::task::spawn_blocking(|| shared().database()).await.expect("made");
    let server = || {
        TestApp::start_with(|settings| {
            settings.sources.database.clone_from(&url);
            settings.sources.key_file = Some(folder.path().join("votes.key"));
            service.set(settings);
        })
    };
    let (here, there) = tokio::join!(server(), server());
    let key = async |app: &TestApp| app.get("/api/v1/polls/single/notice").await.ok().json()["key"].clone();
    assert_eq!(key(&here).await, key(&there).await, "a browser subscribes to all servers of a publication");
    for number in 0..40 {
        let app = if number % 2 == 0 { &here } else { &there };
        Browser::new(&service, &format!("/201/{number}")).ask(app, "after-close").await.ok();
    }
    here.clock.set(at(3_600));
    there.clock.set(at(3_601));
    for _ in 0..3 {
        tokio::join!(turn(&here), turn(&there));
    }
    let paths: std::collections::BTreeSet<String> = service.received().into_iter().map(|one| one.path).collect();
    assert_eq!((service.received().len(), paths.len()), (40, 40));
}

#[tokio::test]
async fn who_has_subscribed_with_an_earlier_key_is_told_all_the_same() {
    let service = PushService::start();
    let app = world(&service).await;
    let key = app.get("/api/v1/polls/single/notice").await.ok().json()["key"].as_str().expect("a key").to_owned();
    // Mozilla and Google say 403, Apple says 400.
    for status in ["403", "400"] {
        Browser::new(&service, &format!("/{status}-{key}/a")).ask(&app, "single").await.ok();
    }
    assert!(hustings(app.folder.path(), &["key", "rotate", "receipt"]).status.success());
    app.state.routes.store.close().await;
    let mut settings = Settings::for_tests(crate::support::sources(app.folder.path()));
    service.set(&mut settings);
    let state = AppState::open(settings, app.clock.clone()).await.expect("the backend opens");
    let app = TestApp { router: hustings_server::app(state.clone()), state, ..app };
    assert_ne!(app.get("/api/v1/polls/single/notice").await.ok().json()["key"], json!(key));
    close(&app, "single").await;
    turn(&app).await;
    assert_eq!((service.received().len(), counts(&app, "single").await), (4, (0, 0)));
    assert!(app.get("/metrics").await.body.contains("hustings_notice_sent_total 2\n"));
}
