//! `public/search.js` finds in the files of an index what the server finds in the same index, in every script; and nothing
//! in files that are damaged or something else.

use hustings_core::model::search::{Entry, Found, Query, Words, seal};
use js_sys::{Array, Function, Object, Promise, Reflect};
use wasm_bindgen::{JsCast, JsValue};
use wasm_bindgen_futures::JsFuture;
use wasm_bindgen_test::wasm_bindgen_test;

use crate::search_cases::{ENTRIES, FOUND};

const DIGEST: &str = "0123456789abcdef01234567";

fn set(object: &Object, name: &str, value: &JsValue) {
    Reflect::set(object, &name.into(), value).expect("a plain object takes properties");
}

fn words(entries: &[Entry]) -> Words {
    Words::in_pieces(entries.iter().map(|entry| [&*entry.title, &*entry.dek, &*entry.text]), 300)
}

/// The files of an index of these articles, by their names.
fn files(entries: &[Entry], digest: &str, together: usize) -> Object {
    let (files, words) = (Object::new(), words(entries));
    let counts = format!("{} {together}\n", entries.len());
    set(&files, "index.txt", &seal(digest, &(counts + &words.firsts().join("\n"))).into());
    for (number, piece) in words.pieces().iter().enumerate() {
        let name = format!("words-{digest}-{number}.txt");
        set(&files, &name, &seal(&name, piece).into());
    }
    for (number, part) in entries.chunks(together).enumerate() {
        let name = format!("articles-{digest}-{number}.txt");
        set(&files, &name, &seal(&name, &serde_json::to_string(part).expect("texts")).into());
    }
    files
}

/// What the script answers to `asked` where these are the files; those whose names begin with `reload` are what the network
/// has where the browser keeps something else. The names of all that it asks for are in `asked`.
async fn answer(files: &Object, asked: &str) -> Result<Found, String> {
    let body = "
        files.asked = [];
        const get = async (url, { cache }) => {
            const name = url.split('/').pop();
            files.asked.push(name);
            const isHere = url.startsWith(location.origin) !== !!files.elsewhere;
            const text = files[cache + name] ?? files[name];
            return new Response(text, { status: isHere && text !== undefined ? 200 : 404 });
        };
        const url = URL.createObjectURL(new Blob([script], { type: 'text/javascript' }));
        window.searching ??= import(url);
        const found = window.searching.then(({ search }) => search(asked, get));
        return found.then(async (answer) => {
            if (answer.ok) return answer.text();
            throw new Error((await answer.json()).detail);
        });";
    let run = Function::new_with_args("files, asked, script", body);
    let script = include_str!("../../public/search.js").into();
    let promise: Promise =
        run.call3(&JsValue::NULL, files, &asked.into(), &script).expect("it begins").unchecked_into();
    match JsFuture::from(promise).await {
        Ok(text) => Ok(serde_json::from_str(&text.as_string().expect("a text")).expect("what was found")),
        Err(error) => Err(error.unchecked_into::<js_sys::Error>().message().into()),
    }
}

/// The URL by which the app asks at `place`, which each test has for itself: the script remembers what it has learned.
fn url(place: &str, query: &str) -> String {
    let keys = Query::parse(query).expect("long enough").keys();
    format!("/{place}/en/search/index.txt?q={}&else=", js_sys::encode_uri_component(&keys))
}

fn slugs(found: &Found) -> Vec<&str> {
    found.hits.iter().map(|hit| hit.slug.as_str()).collect()
}

fn entry(slug: &str, title: &str, text: &str) -> Entry {
    Entry { slug: slug.to_owned(), title: title.to_owned(), dek: String::new(), text: text.to_owned() }
}

/// Articles of a few words each, some of many articles and some of one.
fn many() -> Vec<Entry> {
    let word = |n: usize| ["night", "nightly", "trains", "поезд", "поезда", "夜间列车", "t恤", "قطار"][n % 8];
    let text = |n: usize| format!("{} {} word{n} {}", word(n / 3), word(n / 7 + 2), word(n * n / 5));
    (0..400).map(|n| entry(&format!("a{n}"), word(n / 2 + n % 3), &text(n))).collect()
}

#[wasm_bindgen_test]
async fn each_script_is_searched_as_its_readers_expect() {
    let entries = ENTRIES.map(|(slug, title, text)| entry(slug, title, text));
    let files = files(&entries, DIGEST, 1);
    for (query, expected) in FOUND {
        let found = answer(&files, &url("cases", query)).await.expect("found");
        assert_eq!(slugs(&found), expected, "{query}");
    }
}

#[wasm_bindgen_test]
async fn it_finds_what_the_server_finds_in_the_same_order() {
    let entries = many();
    let (index, files) = (words(&entries), files(&entries, DIGEST, 3));
    assert!(index.pieces().len() > 20, "{}", index.pieces().len());
    for query in
        ["night", "ni", "night trains", "поезд", "по", "车", "夜间列车", "t恤", "قطار", "word17", "wo", "no such"]
    {
        let expected = index.find(&Query::parse(query).expect("long enough"));
        let found = answer(&files, &url("order", query)).await.expect("found");
        let titles: Vec<&str> = expected.best.iter().map(|article| entries[*article].slug.as_str()).collect();
        assert_eq!((found.total, slugs(&found)), (expected.total, titles), "{query}");
        assert!(found.hits.iter().all(|hit| entries.contains(hit)), "{query}");
    }
}

#[wasm_bindgen_test]
async fn nothing_is_found_where_nothing_is_published() {
    let found = answer(&files(&[], DIGEST, 1), &url("empty", "night")).await.expect("found");
    assert_eq!(found, Found { total: 0, hits: Vec::new() });
}

#[wasm_bindgen_test]
async fn a_search_fetches_one_file_for_each_word_and_those_of_what_is_shown() {
    let files = files(&many(), DIGEST, 3);
    answer(&files, &url("count", "word17 word18")).await.expect("found");
    let asked: Array = Reflect::get(&files, &"asked".into()).expect("noted").unchecked_into();
    let asked: Vec<String> = asked.iter().filter_map(|name| name.as_string()).collect();
    let count = |kind: &str| asked.iter().filter(|name| name.starts_with(kind)).count();
    assert_eq!((count("index"), count("articles")), (1, 0), "{asked:?}");
    assert!((1..=2).contains(&count("words")), "{asked:?}");
    answer(&files, &url("count", "word17")).await.expect("found");
    let asked: Array = Reflect::get(&files, &"asked".into()).expect("noted").unchecked_into();
    assert_eq!(asked.length(), 1 + 5, "the index is known, and word170 to word179 are found besides");
}

#[wasm_bindgen_test]
async fn what_was_published_since_is_found() {
    answer(&files(&many(), DIGEST, 1), &url("since", "night")).await.expect("found");
    let anew = files(&[entry("new", "Night", "")], "76543210fedcba9876543210", 1);
    assert_eq!(slugs(&answer(&anew, &url("since", "night")).await.expect("found")), ["new"]);
}

#[wasm_bindgen_test]
async fn nothing_is_found_in_files_that_are_damaged_or_something_else() {
    let entries = [entry("a", "Night trains", "They leave."), entry("b", "Clocks", "Of night trains.")];
    let names = ["index.txt".to_owned(), format!("words-{DIGEST}-0.txt"), format!("articles-{DIGEST}-0.txt")];
    for (nth, name) in names.into_iter().enumerate() {
        let good = Reflect::get(&files(&entries, DIGEST, 2), &name.as_str().into()).expect("a file");
        let good = good.as_string().expect("a text");
        let (head, body) = good.split_once('\n').expect("a first line");
        for (kind, bad) in [
            (
                "one byte is another",
                format!("{head}\n{}", body.replacen('0', "1", 1).replacen("Night", "Might", 1) + " "),
            ),
            ("cut off", good[..good.len() - 1].to_owned()),
            ("of another format", good.replace("hustings-search 1", "hustings-search 2")),
            ("a page of the host", "<!doctype html><title>Not here</title>".to_owned()),
            ("empty", String::new()),
        ] {
            let files = files(&entries, DIGEST, 2);
            set(&files, &name, &bad.into());
            let place = format!("damaged{nth}{kind}").replace(' ', "");
            let said = answer(&files, &url(&place, "night")).await.expect_err(kind);
            assert!(said.contains("no file of a search, or a damaged one"), "{name}, {kind}: {said}");
            // Only what the browser keeps is damaged: it is fetched anew.
            set(&files, &format!("reload{name}"), &good.as_str().into());
            if name != "index.txt" {
                assert_eq!(answer(&files, &url(&place, "night")).await.expect("found").total, 2, "{name}, {kind}");
            }
        }
    }
    // A file in the place of another one.
    let files = files(&many(), DIGEST, 1);
    let other = Reflect::get(&files, &format!("words-{DIGEST}-1.txt").as_str().into()).expect("a file");
    for number in 0..words(&many()).pieces().len() {
        set(&files, &format!("words-{DIGEST}-{number}.txt"), &other);
    }
    let said = answer(&files, &url("exchanged", "word17")).await.expect_err("another file");
    assert!(said.contains("it is words-"), "{said}");
}

#[wasm_bindgen_test]
async fn the_backend_is_asked_where_the_host_has_no_index() {
    let files = files(&[entry("a", "Night trains", "")], DIGEST, 1);
    set(&files, "elsewhere", &true.into());
    let said = answer(&files, &url("backend", "night")).await.expect_err("no index here");
    assert!(said.contains("404"), "{said}");
    let asked = format!("{}https://backend.example", url("backend", "night"));
    assert_eq!(slugs(&answer(&files, &asked).await.expect("found")), ["a"]);
}
