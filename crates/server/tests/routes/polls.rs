//! The list of polls as a page, and its feed.

use axum::http::StatusCode;

use super::{
    TestServer, a_second_later,
    head::{Head, address},
    poll,
};

const LIST: &str = "/en/polls/";
const FEED: &str = "/en/polls/feed.xml";

/// With polls that close soon, that are to come, and that neither a date nor an article places in time.
async fn server() -> TestServer {
    let [soon, later] = ["closes_at = 2026-05-12T11:00:00Z", "opens_at = 2026-09-01T06:00:00Z"]
        .map(|times| poll(&format!("kind = \"single\"\n{times}"), true));
    TestServer::start_with_polls(&[("soon", &soon), ("later", &later)]).await
}

/// The text of a page without its tags.
fn words(html: &str) -> String {
    let body = html.split("<main").nth(1).and_then(|main| main.split("</main>").next()).expect("a page");
    let texts = body.split('<').filter_map(|part| part.split_once('>')).map(|(_, text)| text);
    texts.flat_map(str::split_whitespace).collect::<Vec<_>>().join(" ")
}

#[tokio::test]
async fn the_page_lists_open_polls_those_to_come_and_closed_ones() {
    let server = server().await;
    server.post("/en/polls/which/vote", "option=a", "").await;
    let page = server.get(LIST).await;
    assert_eq!((page.status, page.header("cache-control")), (StatusCode::OK, hustings_routes_pages::SHARED));
    assert_eq!(
        words(page.text()).replace('\u{a0}', " "),
        "All polls \
         Open now \
         Which? 0 readers have voted Closes in 47 hours \
         Which? 1 reader has voted Closes on June 1, 2026 Asked in: Night &lt;trains&gt; \
         Which? 0 readers have voted \
         To come \
         Which? Opens on September 1, 2026 \
         Closed \
         Which? 0 readers have voted Closed on January 1, 2026"
    );
    for part in ["href=\"/en/polls/which\"", "href=\"/en/articles/trains\"", "href=\"/en/polls/feed.xml\""] {
        assert!(page.text().contains(part), "{part} in {}", page.text());
    }
    let arabic = server.get("/ar/polls/").await;
    let said = words(arabic.text());
    assert!(said.starts_with("جميع الاستطلاعات مفتوحة الآن أي؟"), "{said}");
    assert!(said.contains("طُرح السؤال في: قطارات الليل"), "{said}");
    assert!(!arabic.text().contains("/ar/polls/several"), "it is in English alone");
}

#[tokio::test]
async fn every_page_leads_to_the_list_and_a_poll_to_its_articles() {
    let server = server().await;
    for path in ["/en/", "/en/articles/trains", "/en/polls/which", LIST] {
        let page = server.get(path).await;
        assert!(page.text().contains("<a class=\"site-footer__link\" href=\"/en/polls/\">All polls</a>"), "{path}");
    }
    let said = words(server.get("/en/polls/which").await.text());
    assert!(said.ends_with("Asked in: Night &lt;trains&gt;"), "{said}");
    assert!(!words(server.get("/en/polls/closed").await.text()).contains("Asked in:"));
}

#[tokio::test]
async fn the_list_goes_on_where_a_page_ends() {
    let text = poll("kind = \"single\"", false);
    let names: Vec<String> = (0..25).map(|number| format!("more-{number:02}")).collect();
    let polls: Vec<(&str, &str)> = names.iter().map(|name| (name.as_str(), text.as_str())).collect();
    let server = TestServer::start_with_polls(&polls).await;
    let first = server.get(LIST).await;
    assert!(words(first.text()).ends_with("Show more polls") && first.text().contains("/polls/more-18\""));
    let next = first.text().split("href=\"/en/polls/?cursor=").nth(1).and_then(|rest| rest.split('"').next());
    let next = server.get(&format!("{LIST}?cursor={}", next.expect("it goes on"))).await;
    assert!(next.text().contains("/polls/more-19\"") && !next.text().contains("/polls/more-18\""));
    assert!(!words(next.text()).contains("Show more polls"));
    assert_eq!(Head::of(&next).canonical(), None, "a place within a list that moves on");
    for faulty in ["x", "MCAx"] {
        assert_eq!(server.get(&format!("{LIST}?cursor={faulty}")).await.status, StatusCode::BAD_REQUEST, "{faulty}");
    }
}

#[tokio::test]
async fn the_list_has_an_address_a_head_and_a_place_in_the_sitemap() {
    let server = server().await;
    let redirect = server.get("/en/polls").await;
    assert_eq!((redirect.status, redirect.header("location")), (StatusCode::PERMANENT_REDIRECT, LIST));
    for missing in ["/de/polls", "/de/polls/", "/en/polls/more/x/"] {
        assert_eq!(server.get(missing).await.status, StatusCode::NOT_FOUND, "{missing}");
    }
    let page = server.get(LIST).await;
    let head = Head::of(&page);
    assert_eq!(head.title, "All polls · The Open Question");
    assert_eq!((head.meta("og:title"), head.canonical()), ("All polls", Some(address(LIST).as_str())));
    assert_eq!(head.meta("description"), "Which? · Which? · Which? · Which? · Which?");
    let links = |kind: &str, value: &str| -> Vec<&str> {
        let links = head.links.iter().filter(|link| link.get(kind).is_some_and(|found| found == value));
        links.map(|link| link["href"].as_str()).collect()
    };
    assert_eq!(links("type", "application/atom+xml"), [address(FEED), address("/en/feed.xml")]);
    assert_eq!(
        (links("hreflang", "ar"), links("hreflang", "x-default")),
        (vec![&*address("/ar/polls/")], vec![&*address(LIST)])
    );
    let sitemap = server.get("/sitemap.xml").await;
    for page in [LIST, "/ar/polls/"] {
        assert!(sitemap.text().contains(&format!("<loc>{}</loc>", address(page))), "{page}");
    }
}

#[tokio::test]
async fn the_list_is_drawn_once_a_second_for_everybody() {
    let server = server().await;
    let first = server.get(LIST).await;
    let voter = super::cookie_of(&server.post("/en/polls/soon/vote", "option=a", "").await);
    assert_eq!(server.get(LIST).await.body, first.body, "for a second it is the same for all");
    let known = server.get_with(LIST, &[("cookie", &voter)]).await;
    assert_eq!((&known.body, known.header("cache-control")), (&first.body, "private, no-cache"));
    a_second_later().await;
    assert!(words(server.get(LIST).await.text()).contains("1 reader has voted Closes in 47 hours"));
}

#[tokio::test]
async fn the_feed_says_which_polls_have_opened_and_closed() {
    let server = server().await;
    let feed = server.get(FEED).await;
    assert_eq!((feed.status, feed.header("content-type")), (StatusCode::OK, "application/atom+xml; charset=utf-8"));
    let document = roxmltree::Document::parse(feed.text()).expect("it is XML");
    let texts = |name: &str| -> Vec<&str> {
        document.descendants().filter(|node| node.has_tag_name(name)).filter_map(|node| node.text()).collect()
    };
    // One is asked by an article. The others have no date at which they opened, or are to come.
    assert_eq!(texts("title"), ["All polls · The Open Question", "Which?"]);
    assert_eq!(texts("id"), [address(FEED), address("/en/polls/which")]);
    assert_eq!(texts("updated"), ["2026-05-01T06:30:00Z", "2026-05-01T06:30:00Z"]);
    assert_eq!(texts("summary"), ["Option A · Option B"]);

    server.clock.set("2026-10-01T00:00:00Z".parse().expect("an instant"));
    a_second_later().await;
    let feed = server.get(FEED).await;
    let document = roxmltree::Document::parse(feed.text()).expect("it is XML");
    let entries: Vec<Vec<&str>> = document
        .descendants()
        .filter(|node| node.has_tag_name("entry"))
        .map(|entry| {
            let text = |name| entry.children().find(|node| node.has_tag_name(name)).and_then(|node| node.text());
            ["id", "published", "updated"].into_iter().filter_map(text).collect()
        })
        .collect();
    let [later, which] = ["/en/polls/later", "/en/polls/which"].map(address);
    assert_eq!(
        entries,
        [
            [later.as_str(), "2026-09-01T06:00:00Z", "2026-09-01T06:00:00Z"],
            [which.as_str(), "2026-05-01T06:30:00Z", "2026-06-01T00:00:00Z"],
        ]
    );
    assert_eq!(server.get("/de/polls/feed.xml").await.status, StatusCode::NOT_FOUND);
}
