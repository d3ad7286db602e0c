//! `hustings partner-check` as a process, against pages and polls that small servers on this machine answer with;
//! and what the page for partners says of a poll that lists its sites.

use serde_json::json;
use tokio::net::TcpListener;

use crate::{
    partner_site::{Canned, ELEMENT, canned, check, check_page, html, publication, serve},
    support::TestApp,
};

#[tokio::test]
async fn a_page_on_which_the_poll_works_is_told_so() {
    let polls = publication("*").await;
    for page in [
        html(ELEMENT),
        html(ELEMENT).with("content-security-policy", "script-src {polls}; frame-src {polls}"),
        html(format!("<meta http-equiv=content-security-policy content='default-src {{polls}}'>{ELEMENT}")),
        html("<a href='{polls}/en/polls/trains'><img alt=Which? src='{polls}/api/v1/polls/trains/results.svg'></a>"),
    ] {
        let said = check_page(page, &polls, &[]).await;
        assert_eq!(said.code, 0, "{}{}", said.out, said.error);
        assert_eq!((said.sentences("problem"), said.sentences("note")), (vec![], vec![]));
        assert_eq!((&said.json()["works"], said.json()["polls"].as_str()), (&json!(true), Some(polls.as_str())));
    }
}

#[tokio::test]
async fn what_blocks_the_poll_is_said_with_the_lines_to_add() {
    let polls = publication("*").await;
    let page = html(ELEMENT)
        .with("content-security-policy", "default-src 'self'")
        .with("content-security-policy", "frame-src {polls}, frame-src 'none'");
    let site = serve(&[("/page", page)], Some(&polls)).await;
    let said = check(&[&format!("{site}/page")]).await;
    assert_eq!(said.code, 1, "{}{}", said.out, said.error);
    let expected = [
        format!("    script-src {polls}\n    frame-src {polls}\n"),
        format!(
            "    Content-Security-Policy: default-src 'self'; script-src 'self' {polls}; frame-src 'self' {polls}\n"
        ),
        format!("    Content-Security-Policy: frame-src {polls}\n"),
        "Verdict: the poll does not work on this page: 3 problems.".to_owned(),
    ];
    for words in expected {
        assert!(said.out.contains(&words), "{words}\n{}", said.out);
    }
}

#[tokio::test]
async fn the_polls_server_is_asked() {
    let open = publication("*").await;
    let closed = publication("'self' https://other.example").await;
    let frame = "<iframe title=t loading=lazy height=480 src='{polls}/embed/polls/trains'></iframe>";
    for (polls, page, level, words) in [
        (&closed, html(ELEMENT), "problem", "does not let"),
        (&closed, html(frame), "problem", "does not let"),
        (&open, html(ELEMENT.replace("=trains", "=none")), "problem", "has no poll \"none\""),
        (&open, html(ELEMENT.replace("=trains", "=Not-An-Id")), "problem", "no id of a poll"),
        (&open, html(ELEMENT), "ok", "exists, in \"en\": \"Which?\""),
        (&open, html(format!("{ELEMENT}{frame}")), "ok", "lets http://127.0.0.1"),
        (
            &open,
            html(ELEMENT).with("cross-origin-embedder-policy", "require-corp"),
            "problem",
            "does not answer with what that asks for",
        ),
    ] {
        let said = check_page(page, polls, &[]).await;
        assert_eq!(said.code, i32::from(level == "problem"), "{words}: {}{}", said.out, said.error);
        assert!(said.sentences(level).iter().any(|sentence| sentence.contains(words)), "{words}: {}", said.out);
    }
}

#[tokio::test]
async fn what_forbids_the_frame_is_reported_with_a_remedy() {
    let polls = publication("https://other.example").await;
    let site = serve(&[("/", html(ELEMENT))], Some(&polls)).await;
    let said = check(&[&site]).await;
    let flat = said.out.split_whitespace().collect::<Vec<_>>().join(" ");
    let remedy = format!("add \"{site}\" to `allowed_origins` in `polls/trains.toml`");
    assert!(flat.contains(&remedy), "{}", said.out);
}

#[tokio::test]
async fn a_backend_without_an_embed_leaves_a_note() {
    let poll = json!({"lang": "en", "question": "Which?", "state": "closed"}).to_string();
    let scripts = ("/embed/v1/embed.js", canned("text/javascript", "0"));
    let polls = serve(&[("/api/v1/polls/trains", canned("application/json", poll)), scripts], None).await;
    let said = check_page(html(ELEMENT), &polls, &[]).await;
    let notes = said.sentences("note");
    assert_eq!(said.code, 0, "{}", said.out);
    assert!(notes[0].contains("is closed") && notes[1].contains("answers with status 404"), "{notes:?}");
}

#[tokio::test]
async fn a_missing_language_is_answered_with_the_available_ones() {
    let missing = json!({"code": "translation_missing", "available": ["ar", "en"]}).to_string();
    let poll = canned("application/problem+json", missing).status(404);
    let scripts = ("/embed/v1/embed.js", canned("text/javascript", "0"));
    let answers = [("/api/v1/polls/trains", poll), scripts, ("/embed/polls/trains", html("a poll"))];
    let polls = serve(&answers, None).await;
    let said = check_page(html(format!("<html lang=en-GB>{ELEMENT}")), &polls, &[]).await;
    assert_eq!(
        said.sentences("note"),
        ["The poll trains is not there in \"en-GB\"; it is in: ar, en."],
        "{}",
        said.out
    );
    assert!(said.out.contains("Ask for lang=\\\"en\\\""), "{}", said.out);
    // Where the frame has nothing else to show, that is no mere note.
    let polls = serve(&answers[..2], None).await;
    let said = check_page(html(format!("<html lang=de>{ELEMENT}")), &polls, &[]).await;
    assert_eq!(said.code, 1, "{}", said.out);
}

#[tokio::test]
async fn a_page_without_a_poll_is_told_what_to_paste() {
    let polls = publication("*").await;
    let page = html("<p>News").with("content-security-policy", "frame-src 'self'");
    let said = check_page(page.clone(), &polls, &["--polls", &polls, "--poll", "trains"]).await;
    assert_eq!(said.code, 1, "{}{}", said.out, said.error);
    let json = said.json();
    let expected = "<hustings-poll poll=\"trains\"></hustings-poll>";
    assert!(json["paste"][0]["text"].as_str().expect("a text").ends_with(expected), "{json}");
    assert_eq!(json["corrections"][0]["missing"], json!([format!("frame-src {polls}")]));
    for more in [&[][..], &["--polls", &polls], &["--poll", "trains"]] {
        let said = check_page(page.clone(), &polls, more).await;
        assert_eq!((said.code, said.out.as_str()), (1, ""), "{more:?}");
        assert!(said.error.contains("shows no poll yet") && said.error.contains("--polls"), "{}", said.error);
    }
    let lonely = check_page(html("<hustings-poll poll=trains>"), &polls, &[]).await;
    assert!(lonely.error.contains("no script embed.js"), "{}", lonely.error);
    let told = check_page(html("<hustings-poll poll=trains>"), &polls, &["--polls", &polls]).await;
    assert_eq!(told.code, 0, "{}{}", told.out, told.error);
}

#[tokio::test]
async fn redirects_are_followed_and_said() {
    let polls = publication("*").await;
    let to = |path: &str| Canned::default().status(302).with("location", path.to_owned());
    let site = serve(&[("/", to("/a")), ("/a", to("{site}/news/b")), ("/news/b", html(ELEMENT))], Some(&polls)).await;
    let said = check(&[&site, "--format", "json"]).await;
    let json = said.json();
    assert_eq!(json["page"], format!("{site}/news/b"));
    assert_eq!(json["redirected_from"], json!([format!("{site}/"), format!("{site}/a")]));
    let said = check(&[&site]).await;
    assert!(said.out.contains(&format!("where {site}/ leads, by 2 redirects")), "{}", said.out);
}

#[tokio::test]
async fn a_page_that_cannot_be_read_is_one_sentence() {
    let to = |path: &str| Canned::default().status(302).with("location", path.to_owned());
    let site = serve(
        &[
            ("/loop", to("/loop")),
            ("/ftp", to("ftp://127.0.0.1/a")),
            ("/gone", html("no").status(404)),
            ("/picture", canned("image/png", "no")),
            ("/large", html("x".repeat(2 * 1024 * 1024))),
        ],
        None,
    )
    .await;
    let dead = TcpListener::bind("127.0.0.1:0").await.expect("a port").local_addr().expect("bound");
    let dead = format!("http://{dead}/");
    for (address, words) in [
        (format!("{site}/loop"), "redirects more than 5 times"),
        (format!("{site}/ftp"), "neither http nor https"),
        (format!("{site}/gone"), "status 404"),
        (format!("{site}/picture"), "no page but `image/png`"),
        (format!("{site}/large"), "larger than 2 MiB"),
        (dead, "cannot be fetched"),
        ("ftp://127.0.0.1/".to_owned(), "neither http nor https"),
        ("".to_owned(), "not the URL of a page"),
        (site.replace("http://", "http://me:secret@"), "leave them out"),
    ] {
        let said = check(&[&address]).await;
        assert_eq!((said.code, said.out.as_str()), (1, ""), "{address}: {}", said.error);
        assert!(said.error.contains(words), "{address}: {}", said.error);
        assert_eq!(said.error.lines().filter(|line| line.starts_with("hustings: ")).count(), 1, "{}", said.error);
    }
    let said = check(&[&site, "--polls", "nonsense nonsense"]).await;
    assert!(said.error.contains("--polls"), "{}", said.error);
}

#[tokio::test]
async fn the_reference_backend_answers_what_is_asked_of_it() {
    let app = TestApp::start().await;
    let listener = TcpListener::bind("127.0.0.1:0").await.expect("a port");
    let polls = format!("http://{}", listener.local_addr().expect("bound"));
    let router = app.router.clone();
    tokio::spawn(async move { axum::serve(listener, router).await });
    let frame =
        "<html lang=en><iframe title=t loading=lazy height=480 src='{polls}/embed/polls/single?lang=ar'></iframe>";
    let said = check_page(html(frame), &polls, &[]).await;
    let sentences = said.sentences("note");
    let missing = sentences.iter().any(|one| one == "The poll single is not there in \"ar\"; it is in: en, ru.");
    assert!(missing, "{}", said.out);
    let frame = frame.replace("lang=ar", "lang=en");
    let said = check_page(html(frame), &polls, &[]).await;
    let exists = said.sentences("ok").iter().any(|one| one.contains("The poll single exists, in \"en\""));
    assert!(exists, "{}", said.out);
}

#[tokio::test]
async fn the_page_for_partners_says_which_sites_may_show_a_poll() {
    let app = TestApp::start_with(|settings| {
        let poll = settings.sources.content.join("polls/single.toml");
        let text = std::fs::read_to_string(&poll).expect("a poll");
        let listed = format!("allowed_origins = [\"https://partner.example\"]\n{text}");
        std::fs::write(&poll, listed).expect("written");
    })
    .await;
    for (page, rung, words) in [
        ("https://partner.example/news", "element", "https://partner.example may show this poll."),
        ("partner.example", "frame", "https://partner.example may show this poll."),
        ("https://other.example", "element", "https://other.example may not show this poll."),
        ("https://other.example", "element", "Ask the publication to add &quot;https://other.example&quot; to"),
        ("https://other.example", "picture", "may stand on every site"),
        ("", "element", "Only certain sites may show this poll."),
    ] {
        let address = format!("/embed/check?poll=single&page={page}&rung={rung}");
        let answer = app.get(&address).await.ok();
        assert!(answer.body.contains(words), "{page}: {words}: {}", answer.body);
    }
}
