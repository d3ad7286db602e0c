//! What holds for every file of a publication, whatever is in it: the laws of the fuzz targets, which the tests run over
//! the kept inputs.

use std::{
    collections::BTreeSet,
    path::{Path, PathBuf},
    sync::Arc,
};

use super::{
    front_matter,
    link_targets::LinkTargets,
    markdown::{self, RenderContext},
    picture, poll,
    poll_pictures::PicturesOfPoll,
    source::Source,
    types::Picture,
};

/// Tags that the body of an article may have.
const TAGS: [&str; 28] = [
    "p",
    "h2",
    "h3",
    "h4",
    "a",
    "em",
    "strong",
    "del",
    "code",
    "br",
    "img",
    "ul",
    "ol",
    "li",
    "blockquote",
    "figure",
    "figcaption",
    "pre",
    "div",
    "table",
    "thead",
    "tbody",
    "tr",
    "th",
    "td",
    "hr",
    "sup",
    "section",
];
/// Attributes that they may have.
const ATTRIBUTES: [&str; 18] = [
    "id",
    "class",
    "href",
    "rel",
    "title",
    "src",
    "alt",
    "width",
    "height",
    "loading",
    "decoding",
    "role",
    "tabindex",
    "aria-label",
    "data-poll",
    "dir",
    "scope",
    "start",
];

fn source(text: &str) -> Source {
    Source::new(PathBuf::from("en.md"), text.to_owned())
}

/// An article's file: its head, and its body as HTML, in which nothing can run and no id stands twice.
pub fn article(data: &[u8]) {
    let Ok(text) = std::str::from_utf8(data) else { return };
    let source = source(text);
    let begin = front_matter::read(&source).map_or(0, |head| head.body_at);
    let picture = |file: &str| match file {
        "map.png" => Ok(Arc::new(Picture {
            file: file.to_owned(),
            url: "/media/a/map.png".to_owned(),
            path: PathBuf::new(),
            media_type: "image/png",
            width: 640,
            height: 360,
        })),
        _ => Err(format!("the picture `{file}` is missing")),
    };
    let (links, lang) = (LinkTargets::default(), "ru");
    let (has_poll, has_article) = (|id: &str| id == "night-trains", |slug: &str| slug == "other");
    let context = RenderContext {
        source: &source,
        lang,
        has_poll: &has_poll,
        has_article: &has_article,
        links: &links,
        picture: &picture,
    };
    harmless(&markdown::render(&text[begin..], begin, &context).html);
}

/// Panics unless `html` has only tags and attributes of the list, each closed as the writer closes it, URLs of the web or
/// of the publication, and no id twice. Text is escaped, so that every angle bracket outside of a value is a tag's.
pub(super) fn harmless(html: &str) {
    let mut ids = BTreeSet::new();
    let mut rest = html;
    while let Some((text, tag)) = rest.split_once('<') {
        assert!(!text.contains('>'), "{html}");
        let mut in_value = false;
        let is_end = |character| {
            in_value ^= character == '"';
            character == '>' && !in_value
        };
        let end = tag.find(is_end).expect("every tag is closed");
        harmless_tag(html, &tag[..end], &mut ids);
        rest = &tag[end + 1..];
    }
    assert!(!rest.contains('>'), "{html}");
}

/// The same of one tag, without its brackets.
fn harmless_tag<'a>(html: &str, tag: &'a str, ids: &mut BTreeSet<&'a str>) {
    let name = tag.trim_start_matches('/').split(' ').next().unwrap_or_default();
    assert!(TAGS.contains(&name), "{name} in {html}");
    let mut rest = tag[tag.find(' ').unwrap_or(tag.len())..].trim_start();
    while let Some((attribute, after)) = rest.split_once("=\"") {
        assert!(ATTRIBUTES.contains(&attribute), "{attribute} in {html}");
        let (value, next) = after.split_once('"').expect("every value is closed");
        match attribute {
            "href" | "src" => assert!(is_harmless(value), "{value} in {html}"),
            "id" => assert!(ids.insert(value), "the id {value} stands twice in {html}"),
            _ => {}
        }
        rest = next.trim_start();
    }
    assert_eq!(rest, "", "{html}");
}

fn is_harmless(url: &str) -> bool {
    let first = url.chars().next().unwrap_or('#');
    let is_of_web = ["https://", "http://", "mailto:", "tel:"].iter().any(|it| url.to_lowercase().starts_with(it));
    is_of_web || ((first == '/' || first == '#') && !url.starts_with("//"))
}

/// A poll's file. What is taken has two options at least, and none twice.
pub fn poll(data: &[u8]) {
    let Ok(text) = std::str::from_utf8(data) else { return };
    let (languages, pictures) = (["en".to_owned(), "ru".to_owned()], PicturesOfPoll::new("which", Path::new("")));
    let Some(poll) = poll::read(&source(text), "which", &languages, &[], &pictures) else { return };
    let ids: BTreeSet<&String> = poll.options.iter().map(|option| &option.id).collect();
    assert_eq!(ids.len(), poll.options.len(), "{poll:?}");
    assert!(poll.options.len() >= 2 && !poll.question.is_empty(), "{poll:?}");
    assert!(poll.min_choices >= 1 && poll.min_choices <= poll.max_choices, "{poll:?}");
    assert!(poll.max_choices as usize <= poll.options.len(), "{poll:?}");
}

/// A picture's file, of each kind: nothing is decoded but its size.
pub fn picture(data: &[u8]) {
    let _ = picture::svg_size(data);
    for media_type in ["image/png", "image/jpeg", "image/gif", "image/webp", "image/avif"] {
        let _ = picture::raster_size(data, media_type);
    }
}

#[cfg(test)]
#[path = "../../../fuzz/kept.rs"]
mod kept;

#[cfg(test)]
mod tests {
    use super::kept::holds;

    #[test]
    fn no_article_can_run_anything() {
        holds("article", super::article);
    }

    #[test]
    fn a_poll_that_is_taken_can_be_voted_in() {
        holds("poll", super::poll);
    }

    #[test]
    fn no_picture_stops_the_reading() {
        holds("picture", super::picture);
    }
}
