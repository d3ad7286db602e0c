//! Event streams in every form that the standard allows, and in some that it does not: bars show what was said, and nothing
//! of what was not.
//!
//! The cases are those of web-platform-tests, `eventsource/`: what belongs to the browser is seen through what the app does
//! with it, in each engine. Wrong types and a 204 are in [`crate::faults`].

use anyhow::Context;
use hustings_e2e::{Engine, Options, Reply, World, journey};

use crate::steps::{POLL, POLL_ID, reader_with, shows};

const TYPE: &str = "text/event-stream";

/// The poll's snapshot with so many votes, which supersedes those with fewer.
fn snapshot(votes: u64) -> String {
    let (id, counts) = (POLL_ID, format!(r#"{{"cabin":{votes},"fare":0,"direct":0,"punctual":0}}"#));
    format!(
        r#"{{"id":"{id}","seq":"scripted.{votes}","state":"open","voters":{votes},"total_votes":{votes},"votes":{counts}}}"#
    )
}

/// A stream in one piece.
fn whole(text: String) -> Reply {
    Reply::stream(TYPE, &[text])
}

/// Bytes that have an end in each of `ends`.
fn split_at(text: &str, ends: &[usize]) -> Vec<Vec<u8>> {
    let bytes = text.as_bytes();
    let starts = std::iter::once(&0).chain(ends);
    starts.zip(ends.iter().chain([&bytes.len()])).map(|(start, end)| bytes[*start..*end].to_vec()).collect()
}

/// Every case with what the stream answers. Each shows `votes`; what is wrong would supersede all that comes later, and tells
/// by its number which it was.
fn cases(votes: u64) -> Vec<(&'static str, Vec<Reply>)> {
    let data = snapshot(votes);
    let right = format!("event: poll\ndata: {data}\n\n");
    let wrong = |number: u64| snapshot(900_000 + number);
    let one = |text: String| vec![whole(text)];
    let crlf = right.replace('\n', "\r\n");
    let (first, second) = data.split_at(data.find(',').expect("a comma") + 1);
    let told = format!("event: poll\ndata: {}\n\n", data.replacen('{', r#"{"note":"夜行列車 🚂","#, 1));
    let engine = told.find('🚂').expect("it is there");
    vec![
        (
            "lines end with LF, and come byte by byte",
            vec![Reply::stream(TYPE, &split_at(&right, &[1, 2, 3, 4, 5, 6, 7]))],
        ),
        ("lines end with CR", one(right.replace('\n', "\r"))),
        ("lines end with CRLF, some of them in two pieces", {
            let end = crlf.find('\n').expect("an end");
            vec![Reply::stream(TYPE, &split_at(&crlf, &[end, crlf.len() - 3, crlf.len() - 1]))]
        }),
        ("lines end with each of them", one(format!("event: poll\rdata: {first}\r\ndata: {second}\n\r\n"))),
        ("a byte order mark comes first", one(format!("\u{feff}{right}"))),
        ("two byte order marks come first", one(format!("\u{feff}\u{feff}event: poll\ndata: {}\n\n{right}", wrong(1)))),
        ("a character is in three pieces", vec![Reply::stream(TYPE, &split_at(&told, &[engine + 1, engine + 3]))]),
        ("no space after the colon", one(format!("event:poll\ndata:{data}\n\n"))),
        ("a data field without a colon", one(format!("event: poll\ndata\ndata: {data}\n\n"))),
        ("comments", one(format!(":\n: poll\n:data: {}\n\nevent: poll\n:event: none\ndata: {data}\n:\n\n", wrong(2)))),
        (
            "unknown fields",
            one(format!("foo: bar\nfoo\nevent: poll\n data: {0}\ndata {0}\ndata: {data}\n\n", wrong(3))),
        ),
        (
            "events that are none of the app's",
            one([
                format!("event:  poll\ndata: {}\n\n", wrong(4)),
                format!("EVENT: poll\nDATA: {0}\n\nEvent: poll\ndata: {0}\n\n", wrong(5)),
                format!("data: {0}\n\nevent:\ndata: {0}\n\n", wrong(6)),
                format!("event: poll\nevent: none\ndata: {}\n\n", wrong(7)),
                format!("event: poll\n\ndata: {}\n\n", wrong(8)),
                format!("event: tally\ndata: {}\n\n", wrong(9)),
                right.clone(),
            ]
            .concat()),
        ),
        (
            "events that cannot be read",
            one([
                "event: poll\ndata: {\"id\":\"night-trains\"\n\nevent: poll\ndata:\n\n\n\r\r\n\r",
                "event: poll\ndata: null\n\nevent: poll\ndata: [{}]\n\nevent: heartbeat\ndata: {\"at\":7}\n\n",
                &*format!("event: poll\ndata: {}\n\n", wrong(10).replacen(POLL_ID, "other", 1)),
                &*right,
            ]
            .concat()),
        ),
        ("odd ids", one(format!("id\nid:\nid:  a b  \n\nid: …🚂\nid: {}\n{right}", "7".repeat(20_000)))),
        // It comes last, since Firefox takes the next field for a part of its name.
        ("an id with a NUL", one(format!("event: poll\ndata: {data}\nid: a\0b\n\n"))),
        ("odd retries, an hour, and the end", {
            let odd = "retry: soon\nretry: -1\nretry: 1.5e9\nretry:\nretry\nretry: 3600000\n";
            vec![whole(format!("{odd}{right}")).ended()]
        }),
        ("the end before the empty line", vec![whole(format!("{right}event: poll\ndata: {}\n", wrong(11))).ended()]),
        ("the end within an event", vec![whole(format!("{right}event: poll\ndata: {}", &wrong(12)[..40])).ended()]),
        ("an unknown parameter, and capitals", vec![Reply::stream("Text/Event-Stream;x=bogus", &[&right])]),
        // Chromium wants UTF-8 to be named, where anything is; the standard reads every stream as that.
        (
            "another character set",
            vec![Reply::stream("text/event-stream;charset=windows-1252", &[&right]), whole(right.clone())],
        ),
        ("a 301", vec![Reply::redirect("301 Moved Permanently"), whole(right.clone())]),
        ("a 302", vec![Reply::redirect("302 Found"), whole(right.clone())]),
        ("a 303", vec![Reply::redirect("303 See Other"), whole(right.clone())]),
        ("a 307", vec![Reply::redirect("307 Temporary Redirect"), whole(right.clone())]),
        ("a 308", vec![Reply::redirect("308 Permanent Redirect"), whole(right.clone())]),
        ("a 205, then the stream", vec![Reply::status("205 Reset Content"), whole(right.clone())]),
        ("a 410, then the stream", vec![Reply::status("410 Gone"), whole(right.clone())]),
        ("a 503, then the stream", vec![Reply::status("503 Service Unavailable"), whole(right.clone())]),
    ]
}

async fn streams_of_every_form(engine: Engine) {
    journey(&[], async |world: &mut World| {
        let streams = world.scripted_streams().await?;
        let options = Options { base: Some(streams.address()), ..Options::with(engine) };
        let reader = reader_with(world, options, POLL).await?;
        reader.expect_outage();
        for words in ["net::ERR_", "410 (", "503 (", "that is not UTF-8"] {
            reader.expect_error(words);
        }
        for (case, votes) in (0..cases(0).len()).zip(200..) {
            let (name, replies) = cases(votes).swap_remove(case);
            streams.play(replies);
            let figures = [&*format!("{votes} (100%)"), "0 (0%)", "0 (0%)", "0 (0%)"];
            shows(&reader, POLL_ID, &figures).await.with_context(|| format!("the case: {name}"))?;
        }
        // A page that comes back from the browser's history has missed what was said meanwhile.
        reader.driver().goto("about:blank").await?;
        streams.play(vec![whole(format!("event: poll\ndata: {}\n\n", snapshot(900)))]);
        reader.driver().back().await?;
        shows(&reader, POLL_ID, &["900 (100%)", "0 (0%)", "0 (0%)", "0 (0%)"]).await
    })
    .await;
}

#[tokio::test(flavor = "multi_thread")]
async fn every_form_of_event_stream_is_read_in_chromium() {
    streams_of_every_form(Engine::Chromium).await;
}

#[tokio::test(flavor = "multi_thread")]
async fn every_form_of_event_stream_is_read_in_firefox() {
    streams_of_every_form(Engine::Firefox).await;
}
