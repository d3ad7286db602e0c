//! Which of the two programs for frames the page of a frame names: see `hustings_core::kinds`.

use super::{TRAINS, TestServer, cookie_of, poll, write};

const PLAIN: [&str; 2] = ["embed/plain_poll_embed.js", "embed/plain_poll_embed_bg.wasm"];

const SCALE: &str = "kind = \"scale\"\n[question]\nen = \"How much?\"\n[scale]\nsteps = 5\n\
                     low = { en = \"nothing\" }\nhigh = { en = \"all\" }\n";

const PICTURES: &str = "kind = \"single\"\n[question]\nen = \"Which?\"\n\
     [[options]]\nid = \"a\"\nimage = \"a.svg\"\nlabel = { en = \"A\" }\nalt = { en = \"a\" }\n\
     [[options]]\nid = \"b\"\nimage = \"a.svg\"\nlabel = { en = \"B\" }\nalt = { en = \"b\" }\n";

/// A server with a poll of every kind, and with those programs that its front-end has.
async fn server(programs: &[&str]) -> TestServer {
    let polls = [
        ("scale", SCALE.to_owned()),
        ("pictures", PICTURES.to_owned()),
        ("ranking", poll("kind = \"ranking\"", false)),
        ("quiz", poll("kind = \"single\"\nchangeable = false\ncorrect = [\"b\"]", false)),
        ("looking", poll("kind = \"single\"\nresults = \"after_vote\"\nabstain = true", false)),
        ("own-words", poll("kind = \"multiple\"\nwrite_in = true", false)),
        ("twice", poll("ask = \"before_and_after\"\nkind = \"single\"\nresults = \"after_vote\"", true)),
        ("guarded", poll("kind = \"single\"\nguarding = \"guarded\"", false)),
        ("drawn", poll("kind = \"multiple\"\norder = \"random\"", false)),
    ];
    let article = TRAINS.replace("{{poll:which}}", "{{poll:twice}}\n\nMore.\n\n{{poll:twice}}");
    let mut files = vec![
        ("content/articles/trains/en.md".to_owned(), &*article),
        ("content/articles/trains/ar.md".to_owned(), &*article),
        (
            "content/polls/pictures/a.svg".to_owned(),
            "<svg xmlns='http://www.w3.org/2000/svg' width='4' height='3'></svg>",
        ),
    ];
    files.extend(polls.iter().map(|(id, text)| (format!("content/polls/{id}.toml"), &**text)));
    files.extend(programs.iter().map(|file| (format!("dist/{file}"), "program")));
    TestServer::start_on(true, &files).await
}

/// What a page names as its program.
fn program(page: &str) -> &str {
    let named = |attribute: &str, end: &str| {
        let (_, rest) = page.split_once(attribute).unwrap_or_else(|| panic!("no {attribute} in {page}"));
        rest.split_once(end).unwrap_or_else(|| panic!("no {end} in {page}")).0
    };
    let program = named("data-glue=\"/embed/", ".js?v=");
    assert_eq!(program, named("data-wasm=\"/embed/", "_bg.wasm?v="), "glue and WASM are of one program");
    program
}

#[tokio::test]
async fn a_plain_poll_has_the_smaller_program_and_every_other_the_one_that_knows_it() {
    let server = server(&PLAIN).await;
    for (expected, polls) in [
        ("plain_poll_embed", &["which", "closed", "several", "guarded", "drawn"][..]),
        ("poll_embed", &["scale", "ranking", "quiz", "pictures", "own-words", "looking", "twice", "twice_before"][..]),
    ] {
        for id in polls {
            let page = server.get(&format!("/embed/polls/{id}?lang=en")).await;
            assert_eq!((page.status.as_u16(), program(page.text())), (200, expected), "{id}");
        }
    }
}

#[tokio::test]
async fn who_has_voted_gets_the_same_program() {
    let server = server(&PLAIN).await;
    for (id, form, expected) in [
        ("which", "option=a", "plain_poll_embed"),
        ("looking", "action=abstain", "poll_embed"),
        ("quiz", "option=b", "poll_embed"),
    ] {
        let frame = format!("/embed/polls/{id}?lang=en");
        let sent =
            server.post(&format!("/en/polls/{id}/vote?partner=null"), &format!("{form}&return={frame}"), "").await;
        let page = server.get_with(&frame, &[("cookie", &cookie_of(&sent))]).await;
        assert_eq!(program(page.text()), expected, "{id}");
    }
}

#[tokio::test]
async fn a_front_end_without_a_program_for_plain_polls_shows_them_by_the_other_one() {
    for programs in [&[][..], &PLAIN[..1], &PLAIN[1..]] {
        let server = server(programs).await;
        assert_eq!(program(server.get("/embed/polls/which?lang=en").await.text()), "poll_embed", "{programs:?}");
    }
}

#[tokio::test]
async fn a_poll_that_becomes_another_one_has_another_program_at_another_version_of_its_page() {
    let server = server(&PLAIN).await;
    let frame = "/embed/polls/which?lang=en";
    let before = server.get(frame).await;
    write(server.folder.path(), "content/polls/which.toml", &poll("kind = \"ranking\"", true));
    assert!(server.content.reload_if_changed());
    let after = server.get(frame).await;
    assert_eq!([program(before.text()), program(after.text())], ["plain_poll_embed", "poll_embed"]);
    assert_ne!(before.header("etag"), after.header("etag"));
}

#[tokio::test]
async fn a_frame_that_is_loaded_anew_has_the_program_that_knows_every_kind_whatever_this_server_knows() {
    let server = server(&PLAIN).await;
    let plain = server.get("/embed/polls/which?lang=en").await;
    for query in ["lang=en&anew=1", "lang=en&anew", "anew=1&notice=unavailable&on=poll-which", "lang=en&lang=ar&anew=1"]
    {
        let anew = server.get(&format!("/embed/polls/which?{query}")).await;
        assert_eq!((anew.status.as_u16(), program(anew.text())), (200, "poll_embed"), "{query}");
        assert_ne!(anew.header("etag"), plain.header("etag"), "{query}");
    }
    for query in ["lang=en&renew=1", "lang=anew", "anewed=1"] {
        let page = server.get(&format!("/embed/polls/which?{query}")).await;
        assert_eq!(program(page.text()), "plain_poll_embed", "{query}");
    }
}

#[tokio::test]
async fn abstentions_from_before_count_also_where_they_are_hidden() {
    let server = server(&PLAIN).await;
    let frame = "/embed/polls/looking?lang=en";
    let looks = cookie_of(&server.post("/en/polls/looking/vote", "action=abstain", "").await);
    let without = poll("kind = \"single\"\nresults = \"after_vote\"", false);
    write(server.folder.path(), "content/polls/looking.toml", &without);
    assert!(server.content.reload_if_changed());
    for cookie in ["", &looks] {
        let page = server.get_with(frame, &[("cookie", cookie)]).await;
        assert_eq!(program(page.text()), "poll_embed", "{cookie}: {}", page.text());
    }
    let nobodys = server.get(frame).await;
    assert!(!nobodys.text().contains("abstained\":1"), "they stay hidden: {}", nobodys.text());
}
