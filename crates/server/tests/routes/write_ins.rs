//! Answers in readers' own words, without any script and on every page that tells of them.

use axum::http::StatusCode;

use super::{TestServer, cookie_of, poll};

const VOTE: &str = "/en/polls/open/vote";
const PAGE: &str = "/en/polls/open";
const FRAME: &str = "/embed/polls/open?lang=en&host=https://partner.example";
const FIELD: &str = "name=\"write_in\"";
/// What somebody writes, as a form sends it, and as a page shows it.
const SENT: &str = "%3Cb%3EThe+%22panorama%22%3C%2Fb%3E";
const SHOWN: &str = "&lt;b&gt;The &quot;panorama&quot;&lt;/b&gt;";

async fn server() -> TestServer {
    let open = poll("kind = \"single\"\nwrite_in = true", true);
    let several = poll("kind = \"multiple\"\nwrite_in = true", true);
    TestServer::start_with_polls(&[("open", &open), ("several", &several)]).await
}

#[tokio::test]
async fn a_form_without_scripts_takes_own_words_and_shows_them_to_their_reader_alone() {
    let server = server().await;
    for path in [PAGE, FRAME] {
        let before = server.get(path).await;
        for part in [FIELD, "value=\"_other\"", "dir=\"auto\"", "maxlength=\"80\"", "aria-label=\"Your own answer\""] {
            assert!(before.text().contains(part), "{path}, {part}: {}", before.text());
        }
        assert!(!server.get(&path.replace("open", "which")).await.text().contains(FIELD), "{path}");
    }
    let sent = server.post(VOTE, &format!("option=_other&write_in={SENT}"), "").await;
    assert_eq!((sent.status, sent.header("location")), (StatusCode::SEE_OTHER, "/en/polls/open#poll-open"));
    let writer = cookie_of(&sent);
    let other = cookie_of(&server.post(VOTE, "option=_other&write_in=Else", "").await);
    for path in [PAGE, FRAME] {
        let own = server.get_with(path, &[("cookie", &writer)]).await;
        for words in [SHOWN, "2 (100%)", "2 readers have voted"] {
            assert!(own.text().contains(words), "{path}, {words}: {}", own.text());
        }
        for cookie in [other.as_str(), ""] {
            let told = server.get_with(path, &[("cookie", cookie)]).await;
            assert!(!told.text().contains("panorama"), "{path}: {}", told.text());
        }
    }
    let own = server.get_with("/en/me", &[("cookie", &writer)]).await;
    assert!(own.text().contains("&lt;b&gt;The") && own.text().contains("Another answer"), "{}", own.text());
}

/// Who writes and ticks nothing means what they wrote; who ticks an option means that.
#[tokio::test]
async fn what_is_written_counts_where_it_is_ticked_or_nothing_is() {
    let server = server().await;
    server.post(VOTE, "write_in=Mine", "").await;
    let ticks = cookie_of(&server.post(VOTE, "option=a&write_in=Mine", "").await);
    let page = server.get_with(PAGE, &[("cookie", &ticks)]).await;
    assert_eq!(page.text().matches("1 (50%)").count(), 2, "{}", page.text());
    let both = cookie_of(&server.post("/en/polls/several/vote", "option=a&option=_other&write_in=Mine", "").await);
    let page = server.get_with("/en/polls/several", &[("cookie", &both)]).await;
    assert_eq!(page.text().matches("1 (100%)").count(), 2, "{}", page.text());
    for refused in ["option=_other&write_in=", "option=_other", "option=_other&write_in=a%1Bb"] {
        let refused = server.post(VOTE, refused, &ticks).await;
        assert_eq!(refused.header("location"), "/en/polls/open?notice=invalid_request&on=poll-open#poll-open");
    }
}

#[tokio::test]
async fn passport_picture_and_tables_have_the_line_and_no_words() {
    let server = server().await;
    server.post(VOTE, &format!("option=_other&write_in={SENT}"), "").await;
    for (path, words) in [
        ("/en/polls/open/passport", "Another answer: 1"),
        ("/en/polls/open/passport", "may write one"),
        ("/en/polls/open/passport", "are in the log as “_other”"),
        ("/ar/polls/open/passport", "إجابة أخرى: 1"),
        ("/api/v1/polls/open/results.svg?lang=en", "Another answer"),
        ("/api/v1/polls/open/results.svg?lang=ar", "إجابة أخرى"),
        ("/api/v1/polls/open/results.csv?lang=en", "\"_other\",\"\",1,100"),
        ("/ar/polls/open", "إجابتك الخاصة"),
    ] {
        let told = server.get(path).await;
        assert!(told.text().contains(words) && !told.text().contains("panorama"), "{path}, {words}: {}", told.text());
    }
    assert!(!server.get("/en/polls/which/passport").await.text().contains("_other\","));
}
