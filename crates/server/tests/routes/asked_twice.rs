//! A poll at two places of an article, without any script: forms, the page, the frame, the passport and the picture.

use axum::http::StatusCode;

use super::{TRAINS, TestServer, cookie_of, poll};

const BEFORE: &str = "/en/polls/twice_before/vote";
const AFTER: &str = "/en/polls/twice/vote";
const PAGE: &str = "/en/articles/trains";
const FIRST: &str = "id=\"poll-twice_before\"";
const MOVED: &str = "Before reading you said “Option A”; now you say “Option B”.";

pub(super) async fn server() -> TestServer {
    let twice = poll("ask = \"before_and_after\"\nkind = \"single\"\nresults = \"after_vote\"\nabstain = true", true);
    let article = TRAINS.replace("{{poll:which}}", "{{poll:twice}}\n\nMore.\n\n{{poll:twice}}");
    let files = [
        ("dist/locales/en.json", include_str!("../../../../public/locales/en.json")),
        ("dist/locales/ar.json", include_str!("../../../../public/locales/ar.json")),
        ("content/polls/twice.toml", &twice),
        ("content/articles/trains/en.md", &article),
        ("content/articles/trains/ar.md", &article),
    ];
    TestServer::start_on(true, &files.map(|(file, text)| (file.to_owned(), text))).await
}

/// What stands in the card at the first place, and what in that at the second.
fn cards(page: &str) -> (&str, &str) {
    let (_, rest) = page.split_once(FIRST).expect("the first place");
    rest.split_once("id=\"poll-twice\"").expect("the second place")
}

/// Answers with a form from the article, as whoever the cookie says.
async fn say(server: &TestServer, action: &str, form: &str, cookie: &str) -> String {
    let sent = server.post(action, &format!("{form}&return={PAGE}"), cookie).await;
    let on = action.trim_start_matches("/en/polls/").trim_end_matches("/vote");
    assert_eq!((sent.status, sent.header("location")), (StatusCode::SEE_OTHER, &*format!("{PAGE}#poll-{on}")));
    if cookie.is_empty() { cookie_of(&sent) } else { cookie.to_owned() }
}

#[tokio::test]
async fn both_answers_are_given_changed_and_taken_back_by_forms() {
    let server = server().await;
    let page = server.get(PAGE).await;
    let (first, second) = cards(page.text());
    for (card, action) in [(first, BEFORE), (second, AFTER)] {
        assert!(card.contains(&format!("action=\"{action}\"")), "{action}: {card}");
    }
    assert!(first.contains("This question comes again after reading"), "{first}");
    assert!(!first.contains("Only show me the results"), "{first}");
    assert_eq!(page.text().matches("id=\"poll-twice\"").count(), 1, "each anchor stands once");

    let reader = say(&server, BEFORE, "option=a", "").await;
    let as_reader = async |path: &str| server.get_with(path, &[("cookie", &reader)]).await.text().to_owned();
    let page = as_reader(PAGE).await;
    let (first, second) = cards(&page);
    assert!(first.contains("poll-option--mine") && first.contains("Withdraw my vote"), "{first}");
    assert!(
        !second.contains("poll-option--mine") && second.contains("Results are shown once you have voted"),
        "{second}"
    );

    say(&server, AFTER, "option=b", &reader).await;
    let page = as_reader(PAGE).await;
    let (first, second) = cards(&page);
    assert!(!first.contains("(100%)") && second.contains("1 (100%)"), "{page}");
    assert!(second.contains(MOVED) && !first.contains(MOVED), "{second}");
    assert!(second.contains("/api/v1/polls/twice/flow.svg?lang=en"), "{second}");
    for path in ["/en/polls/twice", "/embed/polls/twice?lang=en"] {
        let alone = as_reader(path).await;
        assert!(alone.contains(MOVED) && alone.contains("1 (100%)"), "{path}: {alone}");
    }
    let framed = as_reader("/embed/polls/twice_before?lang=en").await;
    assert!(framed.contains(FIRST) && framed.contains("/en/polls/twice_before/vote?partner=null"), "{framed}");
    let held = as_reader("/en/me").await;
    assert!(held.contains("Before reading") && held.contains("Option A"), "{held}");

    say(&server, BEFORE, "option=b", &reader).await;
    assert!(as_reader(PAGE).await.contains("You said “Option B” before reading, and you still do."));
    say(&server, AFTER, "action=withdraw", &reader).await;
    let page = as_reader(PAGE).await;
    let (first, second) = cards(&page);
    assert!(first.contains("poll-option--mine") && !second.contains("poll-option--mine"), "{page}");
    say(&server, BEFORE, "action=withdraw", &reader).await;
    assert!(!as_reader(PAGE).await.contains("poll-option--mine"));
}

/// Pages are shared by all who have said the same; whoever has said something else before reading has another.
#[tokio::test]
async fn a_page_is_shared_only_with_those_who_have_said_the_same_twice() {
    let server = server().await;
    for (before, words) in [("a", MOVED), ("b", "You said “Option B” before reading")] {
        let reader = say(&server, BEFORE, &format!("option={before}"), "").await;
        say(&server, AFTER, "option=b", &reader).await;
        for path in [PAGE, "/en/polls/twice", "/embed/polls/twice?lang=en"] {
            let told = server.get_with(path, &[("cookie", &reader)]).await;
            assert!(told.text().contains(words), "{path}, {words}: {}", told.text());
        }
    }
}

#[tokio::test]
async fn nobody_abstains_before_reading_and_what_asks_once_has_one_place() {
    let server = server().await;
    let refused = server.post(BEFORE, "action=abstain", "").await;
    assert_eq!(
        refused.header("location"),
        "/en/polls/twice?notice=invalid_request&on=poll-twice_before#poll-twice_before"
    );
    for path in
        ["/en/polls/which_before", "/embed/polls/which_before", "/api/v1/polls/which_before", "/en/polls/twice_before"]
    {
        assert_eq!(server.get(path).await.status, StatusCode::NOT_FOUND, "{path}");
    }
    assert_eq!(server.get("/en/polls/twice_before/vote").await.header("location"), "/en/polls/twice");
}

#[tokio::test]
async fn how_readers_moved_is_told_of_ten_readers_and_more() {
    let server = server().await;
    let picture = "/api/v1/polls/twice/flow.svg?lang=en";
    let mut reader = String::new();
    for (before, after, readers) in [("a", "b", 12), ("b", "b", 9)] {
        for _ in 0..readers {
            reader = say(&server, BEFORE, &format!("option={before}"), "").await;
            say(&server, AFTER, &format!("option={after}"), &reader).await;
        }
    }
    let stranger = server.get(picture).await;
    assert!(
        stranger.text().contains("once you have voted") && !stranger.text().contains("<path"),
        "{}",
        stranger.text()
    );
    let own = server.get_with(picture, &[("cookie", &reader)]).await;
    assert_eq!((own.status, own.header("cache-control")), (StatusCode::OK, "private, no-cache"));
    let told = own.text();
    assert!(told.contains(">10</text>") && !told.contains(">12</text>") && !told.contains(">9</text>"), "{told}");
    assert_eq!(told.matches("<path").count(), 1, "{told}");
    assert!(
        own.header("content-security-policy").contains("style-src 'sha256-"),
        "{}",
        own.header("content-security-policy")
    );
    let arabic = server.get_with(&picture.replace("en", "ar"), &[("cookie", &reader)]).await;
    for part in ["direction=\"rtl\"", "قبل القراءة", "ما الذي غيّرته القراءة"] {
        assert!(arabic.text().contains(part), "{part}: {}", arabic.text());
    }
    // Before the poll has closed its passport tells a stranger nothing, and everybody has the same passport.
    let passport = server.get("/api/v1/polls/twice/passport?lang=en").await;
    assert!(
        passport.text().contains("\"asks_twice\":true") && !passport.text().contains("\"flow\""),
        "{}",
        passport.text()
    );
    let force = hustings_store::Mutation::ForcePoll {
        poll: "twice".to_owned(),
        forced: Some(hustings_domain::Forced::Closed),
        schedule: hustings_domain::Schedule::default(),
    };
    server.state.routes.store.apply(force).await.unwrap();
    let passport = server.get("/api/v1/polls/twice/passport?lang=en").await;
    let expected = "\"flow\":[{\"before\":\"a\",\"after\":\"b\",\"readers\":10}]";
    assert!(passport.text().contains(expected), "{}", passport.text());
    let page = server.get("/en/polls/twice/passport").await;
    for part in ["id=\"passport-flow\"", "<td>10</td>", "a reader’s later answer counts", "Numbers of fewer than ten"]
    {
        assert!(page.text().contains(part), "{part}: {}", page.text());
    }
    assert!(!page.text().contains("<td>9</td>"));
    assert!(server.get(picture).await.text().contains(">10</text>"), "closed polls show to everybody");
    assert_eq!(server.get("/api/v1/polls/which/flow.svg").await.status, StatusCode::NOT_FOUND);
    let odd = server.get(&format!("{picture}&theme=sepia")).await;
    assert_eq!(odd.status, StatusCode::UNPROCESSABLE_ENTITY, "{}", odd.text());
}
