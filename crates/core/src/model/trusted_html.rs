//! The only text that may become inner HTML.
//!
//! A [`TrustedHtml`] can only be made from an article's body, which the server has sanitised; only `components::prose`
//! sets inner HTML.

use hustings_wire::Article;

use crate::{
    html::escape,
    text::{replace, split_once},
};

const SLOT_START: &str = "<div class=\"poll-slot\" data-poll=\"";
const SLOT_END: &str = "\"></div>";

/// A part of an article's body: sanitised HTML.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct TrustedHtml(String);

impl TrustedHtml {
    /// The HTML.
    pub fn as_str(&self) -> &str {
        &self.0
    }
}

/// A body as it is laid out: text, a poll, text, a poll, …, text. It begins and ends with text,
/// which may be empty.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Body {
    /// The texts; one more than there are polls.
    pub texts: Vec<TrustedHtml>,
    /// Ids of the polls between them.
    pub polls: Vec<String>,
}

impl Body {
    /// Splits an article's body where its polls stand. Pictures get the URL `media_base`
    /// before their path, so that they load when the backend is of another origin, and links within the
    /// publication the path `link_base`, below which it lies. Headings and
    /// pull quotes get a share button named `share_label`, unless they have one.
    pub fn of(article: &Article, media_base: &str, link_base: &str, share_label: &str) -> Self {
        let mut texts = Vec::new();
        let mut polls = Vec::new();
        let mut rest = article.body_html.as_str();
        while let Some((text, slot)) = split_once(rest, SLOT_START) {
            let Some((poll, after)) = split_once(slot, SLOT_END) else { break };
            texts.push(text);
            polls.push(poll.to_owned());
            rest = after;
        }
        texts.push(rest);
        let moved = |text: &str| with_link_base(&with_media_base(text, media_base), link_base);
        let decorate = |text: &str| TrustedHtml(with_share_buttons(&moved(text), share_label));
        Self { texts: texts.into_iter().map(decorate).collect(), polls }
    }
}

/// The article's body with its texts taken out: what a page's data says when the texts stand in
/// the page already.
pub fn without_texts(body_html: &str) -> String {
    let mut kept = String::new();
    let mut rest = body_html;
    while let Some((_, slot)) = split_once(rest, SLOT_START) {
        let Some((poll, after)) = split_once(slot, SLOT_END) else { break };
        kept.extend([SLOT_START, poll, SLOT_END]);
        rest = after;
    }
    kept
}

/// The reverse of [`without_texts`]: puts `texts` around the polls again, in order.
pub fn with_texts(slots: &str, texts: &[String]) -> String {
    let mut texts = texts.iter();
    let mut body = texts.next().cloned().unwrap_or_default();
    let mut rest = slots;
    while let Some((slot, after)) = split_once(rest, SLOT_END) {
        body.extend([slot, SLOT_END, texts.next().map_or("", String::as_str)]);
        rest = after;
    }
    body
}

fn with_media_base(html: &str, media_base: &str) -> String {
    if media_base.is_empty() {
        return html.to_owned();
    }
    replace(html, "src=\"/media/", &["src=\"", media_base, "/media/"].concat())
}

fn with_link_base(html: &str, link_base: &str) -> String {
    if link_base.is_empty() {
        return html.to_owned();
    }
    let moved = replace(html, "href=\"/", &["href=\"", link_base, "/"].concat());
    // Two slashes begin the URL of another host.
    replace(&moved, &["href=\"", link_base, "//"].concat(), "href=\"//")
}

/// Adds a share button at the end of each heading's and pull quote's element. The markup is the
/// server's own, so its closing tags are known to the letter.
fn with_share_buttons(html: &str, label: &str) -> String {
    if split_once(html, "data-share").is_some() {
        return html.to_owned();
    }
    let label = escape(label);
    let button = [
        "<button class=\"share-anchor\" type=\"button\" data-share aria-label=\"",
        &label,
        "\" title=\"",
        &label,
        "\"></button>",
    ]
    .concat();
    let mut out = html.to_owned();
    for (heading, closing) in [("<h2 ", "</h2>"), ("<h3 ", "</h3>"), ("<figure class=\"pull-quote\"", "</figure>")] {
        out = insert_before_closing(&out, heading, closing, &button);
    }
    out
}

fn insert_before_closing(html: &str, opening: &str, closing: &str, insert: &str) -> String {
    let mut out = String::with_capacity(html.len() + insert.len());
    let mut rest = html;
    while let Some((before, inside)) = split_once(rest, opening) {
        let Some((inside, after)) = split_once(inside, closing) else { break };
        out.extend([before, opening, inside, insert, closing]);
        rest = after;
    }
    out.push_str(rest);
    out
}

#[cfg(test)]
mod tests {
    use super::*;

    const BODY: &str = "<p id=\"b1\">One</p><div class=\"poll-slot\" data-poll=\"x\"></div><h2 id=\"b2\">Two</h2>";

    fn article(body_html: &str) -> Article {
        let json = serde_json::json!({
            "slug": "a", "lang": "en", "dir": "ltr", "title": "", "dek": "", "author": {"name": ""},
            "published_at": "2026-01-01T00:00:00Z", "updated_at": null, "reading_minutes": 1, "audiences": [],
            "languages": [], "body_html": body_html, "toc": [], "translations": [], "polls": [], "related": [],
            "rating": {"votes": 0, "mean": null, "histogram": [0, 0, 0, 0, 0], "my_stars": null, "seq": "e.1"},
        });
        serde_json::from_value(json).expect("an article")
    }

    #[test]
    fn a_body_is_split_at_its_polls() {
        let body = Body::of(&article(BODY), "", "", "Share");
        assert_eq!(body.polls, ["x"]);
        assert_eq!(body.texts[0].as_str(), "<p id=\"b1\">One</p>");
        assert!(body.texts[1].as_str().starts_with("<h2 id=\"b2\">Two<button"));
        assert!(body.texts[1].as_str().ends_with("</button></h2>"));
    }

    #[test]
    fn texts_taken_out_can_be_put_back() {
        let slots = without_texts(BODY);
        assert_eq!(slots, "<div class=\"poll-slot\" data-poll=\"x\"></div>");
        let texts = ["<p id=\"b1\">One</p>".to_owned(), "<h2 id=\"b2\">Two</h2>".to_owned()];
        assert_eq!(with_texts(&slots, &texts), BODY);
        assert_eq!(with_texts("", &texts[..1]), texts[0]);
    }

    #[test]
    fn share_buttons_are_added_once_with_escaped_labels() {
        let once = Body::of(&article(BODY), "", "", "\"><img>");
        let again = Body::of(&article(once.texts[1].as_str()), "", "", "x");
        assert_eq!(again.texts[0], once.texts[1]);
        assert!(!once.texts[1].as_str().contains("<img"));
    }

    #[test]
    fn pictures_follow_the_backend() {
        let body = Body::of(&article("<img src=\"/media/a/x.svg\">"), "https://polls.example", "", "");
        assert_eq!(body.texts[0].as_str(), "<img src=\"https://polls.example/media/a/x.svg\">");
    }

    #[test]
    fn links_of_the_publication_go_to_where_it_lies() {
        let links =
            "<a href=\"/en/articles/b\"><a href=\"//other.example/\"><a href=\"#b1\"><a href=\"https://x.example/\">";
        let body = Body::of(&article(links), "", "/press", "");
        assert_eq!(body.texts[0].as_str(), links.replace("\"/en", "\"/press/en"));
    }
}
