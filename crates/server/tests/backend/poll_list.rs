//! The list of polls, and the articles that ask them.

use std::{fs, path::Path};

use hustings_domain::{Forced, Schedule};
use hustings_store::Mutation;
use hustings_wire::{ErrorCode, Timestamp};
use serde_json::{Value, json};

use crate::support::{TestApp, noon};

const LIST: &str = "/api/v1/polls?lang=en";

/// Replaces the polls of the publication by these, each with what stands at its head, and has `trains` ask the first one.
fn only(polls: &'static [(&'static str, &'static str)]) -> impl FnOnce(&Path) {
    move |content| {
        fs::remove_dir_all(content.join("polls")).expect("there are polls");
        fs::create_dir(content.join("polls")).expect("a folder");
        fs::remove_file(content.join("demo.toml")).expect("there are votes");
        let article = content.join("articles/trains/en.md");
        let text =
            fs::read_to_string(&article).expect("an article").replace("\"single\"", &format!("\"{}\"", polls[0].0));
        fs::write(article, text).expect("a file");
        for (id, head) in polls {
            let text = format!(
                "kind = \"single\"\n{head}\n[question]\nen = \"Which, {id}?\"\n[[options]]\nid = \"a\"\n[options.label]\n\
                 en = \"A\"\n[[options]]\nid = \"b\"\n[options.label]\nen = \"B\"\n"
            );
            fs::write(content.join("polls").join(format!("{id}.toml")), text).expect("a file");
        }
    }
}

/// Polls in every place of the list, named by the place.
const ORDER: &[(&str, &str)] = &[
    ("1-today", "closes_at = 2026-06-01T18:00:00Z"),
    ("2-tomorrow", "closes_at = 2026-06-02T12:00:00Z"),
    ("3-endless-new", "opens_at = 2026-05-30T12:00:00Z"),
    ("4-endless-old", "opens_at = 2026-01-01T12:00:00Z"),
    ("5-always", ""),
    ("6-always-too", ""),
    ("7-next", "opens_at = 2026-06-01T12:00:01Z"),
    ("8-later", "opens_at = 2026-07-01T12:00:00Z\ncloses_at = 2026-07-02T12:00:00Z"),
    ("91-just-closed", "closes_at = 2026-06-01T12:00:00Z"),
    ("92-long-closed", "closes_at = 2025-06-01T12:00:00Z"),
    ("93-closed-by-hand", "closes_at = 2027-06-01T12:00:00Z"),
];

async fn ordered() -> TestApp {
    let app = TestApp::start_on(only(ORDER)).await;
    let close = Mutation::ForcePoll {
        poll: "93-closed-by-hand".to_owned(),
        forced: Some(Forced::Closed),
        schedule: Schedule::default(),
    };
    app.state.routes.store.apply(close).await.expect("closed");
    app
}

fn ids(list: &Value) -> Vec<&str> {
    list["items"].as_array().expect("items").iter().filter_map(|item| item["id"].as_str()).collect()
}

fn expected(wanted: impl Fn(&str) -> bool) -> Vec<&'static str> {
    ORDER.iter().map(|(id, _)| *id).filter(|id| wanted(id)).collect()
}

#[tokio::test]
async fn open_polls_come_first_then_those_to_come_then_closed_ones() {
    let app = ordered().await;
    let list = app.get(LIST).await.ok().json();
    assert_eq!(ids(&list), expected(|_| true));
    assert!(list["next_cursor"].is_null(), "{list}");
    for (state, wanted) in [("open", "123456"), ("scheduled", "78"), ("closed", "9")] {
        let list = app.get(&format!("{LIST}&state={state}")).await.ok().json();
        assert_eq!(ids(&list), expected(|id| wanted.contains(&id[..1])), "{state}");
        assert!(list["items"].as_array().into_iter().flatten().all(|item| item["state"] == state), "{list}");
    }
    // A second later the next one is open, and one that the operator opens moves as well.
    app.clock.set(Timestamp::from_unix(noon().unix() + 1));
    let open = Mutation::ForcePoll {
        poll: "92-long-closed".to_owned(),
        forced: Some(Forced::Open),
        schedule: Schedule::default(),
    };
    app.state.routes.store.apply(open).await.expect("opened");
    let list = app.get(&format!("{LIST}&state=open")).await.ok().json();
    let opened = ["1-today", "2-tomorrow", "7-next", "3-endless-new", "4-endless-old", "5-always", "6-always-too"];
    assert_eq!(ids(&list), [&opened[..], &["92-long-closed"]].concat());
}

#[tokio::test]
async fn a_cursor_leads_on_wherever_a_page_ends() {
    let app = ordered().await;
    for limit in 1..=ORDER.len() {
        let (mut path, mut seen) = (format!("{LIST}&limit={limit}"), Vec::new());
        loop {
            let page = app.get(&path).await.ok().json();
            assert!(ids(&page).len() <= limit);
            seen.extend(ids(&page).into_iter().map(str::to_owned));
            let Some(cursor) = page["next_cursor"].as_str() else { break };
            path = format!("{LIST}&limit={limit}&cursor={cursor}");
        }
        assert_eq!(seen, expected(|_| true), "by {limit}");
    }
}

#[tokio::test]
async fn a_cursor_stays_good_when_polls_come_and_go() {
    let app = ordered().await;
    let page = app.get(&format!("{LIST}&limit=5")).await.ok().json();
    assert_eq!(ids(&page).last(), Some(&"5-always"));
    let polls = app.folder.path().join("content/polls");
    let text = fs::read_to_string(polls.join("5-always.toml")).expect("a poll");
    fs::remove_file(polls.join("5-always.toml")).expect("it goes");
    fs::write(polls.join("5-another.toml"), text).expect("it comes");
    assert!(app.state.routes.content.reload_if_changed());
    let path = format!("{LIST}&limit=2&cursor={}", page["next_cursor"].as_str().expect("there is more"));
    assert_eq!(ids(&app.get(&path).await.ok().json()), ["5-another", "6-always-too"]);
}

#[tokio::test]
async fn a_card_says_what_a_list_needs() {
    let app = TestApp::start().await;
    let list = app.get("/api/v1/polls?lang=ru&limit=50").await.ok().json();
    let items = list["items"].as_array().expect("items");
    let card = |id: &str| items.iter().find(|item| item["id"] == id).unwrap_or_else(|| panic!("{id} in {list}"));
    let articles = json!([{ "slug": "trains", "title": "Поезда", "url": "/ru/articles/trains" }]);
    assert_eq!(
        *card("single"),
        json!({
            "id": "single", "lang": "ru", "dir": "ltr", "question": "Что?", "kind": "single", "state": "open",
            "opens_at": null, "closes_at": null, "voters": 108, "results_visible": true, "articles": articles,
        })
    );
    let standing = |id: &str| {
        let card = card(id);
        (
            card["state"].as_str(),
            card["voters"].as_u64(),
            card["results_visible"].as_bool(),
            card["articles"] == json!([]),
        )
    };
    assert_eq!(standing("multiple"), (Some("open"), Some(3), Some(true), true));
    assert_eq!(standing("after-vote"), (Some("open"), Some(0), Some(false), true));
    assert_eq!(standing("after-close"), (Some("open"), Some(0), Some(false), true));
    assert_eq!(standing("closed"), (Some("closed"), Some(3), Some(true), true));
    assert_eq!(standing("scheduled"), (Some("scheduled"), Some(0), Some(true), true));

    app.vote(None, "after-vote", &["a"]).await.ok();
    let list = app.get(LIST).await.ok().json();
    let voted = list["items"].as_array().into_iter().flatten().find(|item| item["id"] == "after-vote");
    let voted = voted.expect("the poll");
    assert_eq!((&voted["voters"], &voted["results_visible"]), (&json!(1), &json!(false)), "everybody sees no more");
    assert_eq!(app.get("/api/v1/polls?lang=ar").await.ok().json()["items"], json!([]), "no poll is in Arabic");
}

#[tokio::test]
async fn a_poll_names_the_articles_that_ask_it_in_its_language() {
    let app = TestApp::start_on(|content| {
        let article = content.join("articles/bread/en.md");
        let text =
            fs::read_to_string(&article).expect("an article").replacen("+++\n\n", "+++\n\n{{poll:single}}\n\n", 1);
        fs::write(article, text).expect("a file");
    })
    .await;
    let slugs = |poll: &Value| -> Vec<String> {
        let articles = poll["articles"].as_array().expect("articles");
        articles.iter().filter_map(|article| article["slug"].as_str().map(str::to_owned)).collect()
    };
    assert_eq!(slugs(&app.get("/api/v1/polls/single").await.ok().json()), ["trains", "bread"]);
    assert_eq!(slugs(&app.get("/api/v1/polls/single?lang=ru").await.ok().json()), ["trains"]);
    assert_eq!(slugs(&app.get("/api/v1/polls/multiple").await.ok().json()), [""; 0]);
}

#[tokio::test]
async fn a_list_of_polls_that_makes_no_sense_is_refused() {
    let app = TestApp::start().await;
    for (query, status, code, field) in [
        ("limit=0", 422, ErrorCode::InvalidRequest, Some("limit")),
        ("limit=51", 422, ErrorCode::InvalidRequest, Some("limit")),
        ("limit=many", 400, ErrorCode::InvalidRequest, None),
        ("state=paused", 422, ErrorCode::InvalidRequest, Some("state")),
        ("state=other", 422, ErrorCode::InvalidRequest, Some("state")),
        ("cursor=x", 400, ErrorCode::InvalidRequest, Some("cursor")),
        // `0 1`, and a place after all.
        ("cursor=MCAx", 400, ErrorCode::InvalidRequest, Some("cursor")),
        ("lang=xx", 404, ErrorCode::TranslationMissing, Some("lang")),
    ] {
        let problem = app.get(&format!("/api/v1/polls?{query}")).await.problem(status, code);
        assert_eq!(problem.field.as_deref(), field, "{query}");
    }
    let first = app.get(LIST).await.ok().json();
    assert_eq!(app.get(&format!("{LIST}&state=&cursor=")).await.ok().json(), first);
}
