//! Hot answers in the order of events in which many ask.

use std::sync::atomic::{AtomicUsize, Ordering};

use axum::body::to_bytes;
use tokio::time::advance;

use super::*;

const CACHE: &str = "public, s-maxage=1";

/// A page that says a number, how often it was asked for, and how often drawn.
#[derive(Default)]
struct Page {
    number: AtomicUsize,
    drafts: AtomicUsize,
    drawn: Arc<AtomicUsize>,
}

impl Page {
    async fn draft(&self) -> Result<Draft, Response> {
        self.drafts.fetch_add(1, Ordering::SeqCst);
        let (number, drawn) = (self.number.load(Ordering::SeqCst), Arc::clone(&self.drawn));
        let draw = async move {
            drawn.fetch_add(1, Ordering::SeqCst);
            // Others come in while it is drawn.
            tokio::task::yield_now().await;
            let headers = HeaderMap::from_iter([(header::VARY, HeaderValue::from_static("cookie"))]);
            Ok(Drawn { headers, body: format!("{number} ").repeat(500).into(), packing: Packing::Wanted })
        };
        Ok(Draft { tag: format!("W/\"{number}\""), draw: Box::pin(draw) })
    }

    fn counts(&self) -> [usize; 2] {
        [self.drafts.load(Ordering::SeqCst), self.drawn.load(Ordering::SeqCst)]
    }
}

fn accepting(coding: &'static str) -> HeaderMap {
    HeaderMap::from_iter([(header::ACCEPT_ENCODING, HeaderValue::from_static(coding))])
}

fn asking<'a>(key: &str, request: &'a HeaderMap) -> Ask<'a> {
    Ask { key: key.to_owned(), request, cache: CACHE, is_after_change: false }
}

async fn ask(hot: &HotAnswers, page: &Page, request: &HeaderMap) -> Response {
    hot.answer(asking("/en/", request), page.draft()).await.expect("an answer")
}

async fn body(response: Response) -> Bytes {
    to_bytes(response.into_body(), usize::MAX).await.expect("a body")
}

fn hot() -> HotAnswers {
    HotAnswers::new(CpuWork::new(2))
}

#[tokio::test(start_paused = true)]
async fn whoever_comes_within_a_second_gets_what_the_first_one_made() {
    let (hot, page, request) = (hot(), Page::default(), HeaderMap::new());
    let all = (0..50).map(|_| ask(&hot, &page, &request));
    for response in futures_util::future::join_all(all).await {
        assert!(body(response).await.starts_with(b"0 0"));
    }
    page.number.store(7, Ordering::SeqCst);
    advance(Duration::from_millis(999)).await;
    assert!(body(ask(&hot, &page, &request).await).await.starts_with(b"0"));
    assert_eq!(page.counts(), [1, 1], "by one request for all that wait");
    advance(Duration::from_millis(1)).await;
    assert!(body(ask(&hot, &page, &request).await).await.starts_with(b"7"));
    assert_eq!(page.counts(), [2, 2]);
}

#[tokio::test(start_paused = true)]
async fn what_says_the_same_is_not_drawn_again() {
    let (hot, page, request) = (hot(), Page::default(), HeaderMap::new());
    for _ in 0..3 {
        ask(&hot, &page, &request).await;
        advance(FRESH).await;
    }
    assert_eq!(page.counts(), [3, 1]);
    advance(STANDS).await;
    ask(&hot, &page, &request).await;
    assert_eq!(page.counts(), [4, 2], "its clock stands still");
    ask(&hot, &page, &request).await;
    page.number.store(1, Ordering::SeqCst);
    advance(Duration::from_millis(1)).await;
    let change = Ask { is_after_change: true, ..asking("/en/", &request) };
    let changed = hot.answer(change, page.draft()).await.expect("an answer");
    assert!(body(changed).await.starts_with(b"1"), "whoever has changed something sees it");
}

#[tokio::test(start_paused = true)]
async fn each_coding_has_the_same_words_and_tag() {
    let (hot, page) = (hot(), Page::default());
    let plain = body(ask(&hot, &page, &HeaderMap::new()).await).await;
    for (coding, name) in [("br, gzip", Some("br")), ("gzip", Some("gzip")), ("zstd", None)] {
        let response = ask(&hot, &page, &accepting(coding)).await;
        let headers = response.headers();
        let text = |name| headers.get(name).map(|value: &HeaderValue| value.to_str().expect("a text"));
        assert_eq!(text(header::CONTENT_ENCODING), name);
        assert_eq!([text(header::ETAG), text(header::CACHE_CONTROL)], [Some("W/\"0\""), Some(CACHE)]);
        let vary: Vec<_> = headers.get_all(header::VARY).iter().collect();
        assert_eq!(vary, ["cookie", "accept-encoding"]);
        let sent = body(response).await;
        assert!(if name.is_some() { sent.len() < plain.len() / 10 } else { sent == plain }, "{coding}");
    }
    let known = HeaderMap::from_iter([(header::IF_NONE_MATCH, HeaderValue::from_static("\"0\""))]);
    let response = ask(&hot, &page, &known).await;
    assert_eq!((response.status().as_u16(), response.headers().get_all(header::VARY).iter().count()), (304, 2));
    assert_eq!(page.counts(), [1, 1]);
}

#[tokio::test(start_paused = true)]
async fn what_is_answered_instead_is_not_kept_and_those_who_wait_try_themselves() {
    let (hot, page, request) = (hot(), Page::default(), HeaderMap::new());
    let gone = async { Err(Response::new(Body::from("gone"))) };
    let (first, second) = tokio::join!(hot.answer(asking("/en/", &request), gone), ask(&hot, &page, &request));
    assert_eq!(body(first.expect_err("another answer")).await, "gone");
    assert!(body(second).await.starts_with(b"0"));
    let gone = async { Err(Response::new(Body::empty())) };
    let _ = hot.answer(asking("/en/gone", &request), gone).await;
    assert_eq!(hot.slots().len(), 1, "what is not there has no place");
}

#[tokio::test(start_paused = true)]
async fn whoever_makes_it_and_goes_leaves_it_to_the_next() {
    let (hot, page, request) = (hot(), Page::default(), HeaderMap::new());
    let never = hot.answer(asking("/en/", &request), std::future::pending());
    let waited = tokio::time::timeout(Duration::from_secs(5), never).await;
    assert!(waited.is_err());
    assert!(body(ask(&hot, &page, &request).await).await.starts_with(b"0"));
}

#[tokio::test(start_paused = true)]
async fn an_answer_that_takes_long_is_good_for_all_who_asked_before_it_was_begun() {
    let (hot, page, request) = (hot(), Page::default(), HeaderMap::new());
    let slow = async || {
        let draft = async {
            tokio::time::sleep(Duration::from_millis(1_500)).await;
            page.draft().await
        };
        hot.answer(asking("/en/", &request), draft).await.expect("an answer")
    };
    futures_util::future::join_all((0..50).map(|_| slow())).await;
    assert!(page.counts()[0] <= 2, "{:?}", page.counts());
}

#[tokio::test(start_paused = true)]
async fn those_who_wait_for_what_cannot_be_made_fail_side_by_side() {
    let (hot, request) = (hot(), HeaderMap::new());
    let fail = async || {
        let draft = async {
            tokio::time::sleep(Duration::from_secs(5)).await;
            Err(Response::new(Body::empty()))
        };
        hot.answer(asking("/en/", &request), draft).await.expect_err("there is no room")
    };
    let began = Instant::now();
    futures_util::future::join_all((0..50).map(|_| fail())).await;
    assert_eq!(began.elapsed(), Duration::from_secs(10), "the first, and then all others at once");
}

#[tokio::test(start_paused = true)]
async fn where_there_is_no_room_to_pack_it_goes_out_as_it_is() {
    let cpu = CpuWork::new(1);
    let (hot, page) = (HotAnswers::new(cpu.clone()), Page::default());
    ask(&hot, &page, &accepting("br")).await;
    let taken = cpu.free_place();
    assert_eq!(ask(&hot, &page, &accepting("gzip")).await.headers().get(header::CONTENT_ENCODING), None);
    assert_eq!(ask(&hot, &page, &accepting("br")).await.headers()[header::CONTENT_ENCODING], "br", "the first one's");
    drop(taken);
    assert_eq!(ask(&hot, &page, &accepting("gzip")).await.headers()[header::CONTENT_ENCODING], "gzip");
}

#[tokio::test(start_paused = true)]
async fn strangers_who_go_before_their_answers_are_made_leave_no_places() {
    let (hot, request) = (hot(), HeaderMap::new());
    for query in 0..ANSWERS * 2 {
        let key = format!("/en/search?q={query}");
        let never = hot.answer(asking(&key, &request), std::future::pending());
        assert!(tokio::time::timeout(Duration::from_millis(1), never).await.is_err());
    }
    assert!(hot.slots().len() <= ANSWERS, "{}", hot.slots().len());
}

#[tokio::test(start_paused = true)]
async fn strangers_who_ask_for_ever_other_things_fill_no_memory() {
    let (hot, page, request) = (hot(), Page::default(), HeaderMap::new());
    for query in 0..ANSWERS * 2 {
        let key = format!("/en/search?q={query}");
        let _ = hot.answer(asking(&key, &request), page.draft()).await;
        advance(Duration::from_millis(1)).await;
    }
    let _ = hot.answer(asking(&"x".repeat(KEY + 1), &request), page.draft()).await;
    assert_eq!(hot.slots().len(), ANSWERS);
    assert!(hot.slots().contains_key(&format!("/en/search?q={}", ANSWERS * 2 - 1)), "the newest stay");
}

#[tokio::test(start_paused = true)]
async fn what_is_packed_already_or_never_goes_out_as_it_is() {
    let hot = hot();
    let packings = [
        ("a", Packing::Done(Coding::Brotli, "small".into()), "br", Some("br"), "small"),
        ("b", Packing::Done(Coding::Gzip, "small".into()), "gzip", Some("gzip"), "small"),
        ("c", Packing::Useless, "br", None, "plain"),
        ("d", Packing::Useless, "gzip", None, "plain"),
    ];
    for (key, packing, takes, coding, text) in packings {
        let request = accepting(takes);
        let drawn = Drawn { headers: HeaderMap::new(), body: "plain".into(), packing };
        let draft = async { Ok(Draft { tag: "\"t\"".to_owned(), draw: Box::pin(async { Ok(drawn) }) }) };
        let first = hot.answer(asking(key, &request), draft).await.expect("an answer");
        assert_eq!(first.headers().get(header::CONTENT_ENCODING).map(HeaderValue::as_bytes), coding.map(str::as_bytes));
        assert_eq!(body(first).await, text);
        // It stays the same, and is not packed in the background either.
        advance(Duration::from_secs(1)).await;
        let same = async { Ok(Draft { tag: "\"t\"".to_owned(), draw: Box::pin(async { unreachable!() }) }) };
        let again = hot.answer(asking(key, &request), same).await.expect("an answer");
        assert_eq!(body(again).await, text);
    }
}
