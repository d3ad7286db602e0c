//! The head of a page: title, description, alternates in other languages, structured data.
//!
//! - `sharing`: Open Graph and X cards,
//! - `news_article`: structured data of an article.
//!
//! The server and the static export both use it.

mod news_article;
mod sharing;

use hustings_core::{
    html::escape,
    model::page::{PageData, View},
};
use hustings_domain::AuthorKind;
use hustings_wire::{Audience, Direction};

use crate::{
    card::{self, Below, Card, Palette},
    json_script::in_script,
};

/// Most characters of a description; those who show one cut it earlier.
const MAX_DESCRIPTION: usize = 300;

/// What a head says beyond the page's own data.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct HeadMeta {
    /// What stands before a path that names no host: the path below which a site of files lies; empty on a server.
    pub base: String,
    /// Path of the page from the publication's root; `None` when there is no such page to link to.
    pub path: Option<String>,
    /// The same page in each language in which it exists, as language and path.
    pub alternates: Vec<(String, String)>,
    /// The path among them for readers of other languages.
    pub default_path: Option<String>,
    /// The picture for the card, where the page has one of its own.
    pub image: Option<Image>,
    /// Path of the picture that is made for a page without one.
    pub made_image: Option<String>,
    /// Path of the page's own Atom feed, beside the one of all articles.
    pub feed: Option<String>,
    /// What describes the page to other programs, as media type and path.
    pub descriptions: Vec<(&'static str, String)>,
    /// What an article's author is.
    pub author: AuthorKind,
    /// The language in which an article was written first; its other languages are translations.
    pub original: Option<String>,
}

/// Who publishes.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Branding {
    /// The publication's name.
    pub brand: String,
    /// URL of its sign, as `config.json` has it; empty without one.
    pub logo: String,
    /// Its colours, for pictures.
    pub palette: Palette,
}

/// A picture that stands for a page.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Image {
    /// Its path from the publication's root.
    pub path: String,
    /// Its media type.
    pub media_type: &'static str,
    /// Width in pixels.
    pub width: u32,
    /// Height in pixels.
    pub height: u32,
    /// What it shows.
    pub alt: String,
}

/// The URL of a path under the publication's own, which has no slash at its end.
pub fn absolute(origin: &str, path: &str) -> String {
    format!("{origin}{path}")
}

/// The picture that is made for a page, in the words of the page; `None` for a page that is nobody's to share.
pub fn card(page: &PageData, branding: &Branding) -> Option<Card> {
    let brand = branding.brand.as_str();
    let publication = &page.publication;
    let section = |id: &String| publication.audiences.iter().find(|known| known.id == *id);
    let label = |id: &String| section(id).map(|known| known.label.clone());
    let sentence = |text: &str| Below::Sentence(text.to_owned());
    let (kicker, title, below) = match &page.view {
        View::Article { article, .. } => {
            let kicker = article.audiences.iter().filter_map(label).next().unwrap_or_default();
            (kicker, article.title.clone(), sentence(&article.dek))
        }
        View::Poll { poll, .. } => {
            let labels = poll.options.iter().map(|option| option.label.clone()).collect();
            let several = poll.kind == hustings_wire::PollKind::Multiple;
            (String::new(), poll.question.clone(), Below::Options { labels, several })
        }
        View::List { audience: Some(id), .. } => (String::new(), label(id)?, sentence(about(page, section(id)))),
        // The sentence about the publication says more than its name a second time.
        View::List { audience: None, .. } | View::Polls { .. } => {
            (String::new(), publication.tagline.clone(), sentence(""))
        }
        _ => return None,
    };
    let (title, brand) = if title.is_empty() { (brand, "") } else { (title.as_str(), brand) };
    Some(Card {
        lang: page.lang.clone(),
        rtl: page.dir() == Direction::Rtl,
        brand: brand.to_owned(),
        kicker,
        title: title.to_owned(),
        below,
        palette: branding.palette.clone(),
    })
}

/// The lines of the head, as HTML. `title` is the page's title.
pub(super) fn head(page: &PageData, meta: &HeadMeta, title: &str, branding: &Branding) -> String {
    let brand = branding.brand.as_str();
    let mut lines = Vec::new();
    let description = description(page);
    if !description.is_empty() {
        lines.push(format!("<meta name=\"description\" content=\"{}\">", escape(&description)));
    }
    let Some(path) = &meta.path else {
        lines.push("<meta name=\"robots\" content=\"noindex\">".to_owned());
        return joined(&lines);
    };
    let link = |rel: &str, rest: &str, path: &str| {
        format!("<link rel=\"{rel}\"{rest} href=\"{}\">", escape(&absolute(&page.origin, path)))
    };
    lines.push(link("canonical", "", path));
    for (lang, path) in &meta.alternates {
        lines.push(link("alternate", &format!(" hreflang=\"{}\"", escape(lang)), path));
    }
    if let Some(path) = &meta.default_path {
        lines.push(link("alternate", " hreflang=\"x-default\"", path));
    }
    let own = meta.feed.as_ref().map(|path| (own_title(page, title), path));
    for (title, path) in own.into_iter().chain([(brand, &format!("/{}/feed.xml", page.lang))]) {
        lines.push(link("alternate", &format!(" type=\"application/atom+xml\" title=\"{}\"", escape(title)), path));
    }
    for (media_type, path) in &meta.descriptions {
        let rest = format!(" type=\"{media_type}\" title=\"{}\"", escape(own_title(page, title)));
        lines.push(link("alternate", &rest, path));
    }

    let image = image(page, meta, branding);
    let card = sharing::Sharing { page, meta, title: own_title(page, title), brand, description: &description };
    card.write(path, image.as_ref(), &mut lines);
    if let View::Article { article, .. } = &page.view {
        // Without a word search engines show a thumbnail only.
        lines.push("<meta name=\"robots\" content=\"max-image-preview:large\">".to_owned());
        let json = news_article::json(page, article, meta, branding, image.as_ref());
        lines.push(format!("<script type=\"application/ld+json\">{}</script>", in_script(&json)));
    }
    let base = escape(&meta.base);
    lines.push(format!("<link rel=\"manifest\" href=\"{base}/{}/manifest.webmanifest\">", escape(&page.lang)));
    lines.push(format!("<link rel=\"apple-touch-icon\" href=\"{base}/icons/apple-touch-icon.png\">"));
    joined(&lines)
}

fn joined(lines: &[String]) -> String {
    lines.iter().flat_map(|line| [line.as_str(), "\n"]).collect()
}

/// The page's own picture, or the one that is made for it, whose words are its title.
fn image(page: &PageData, meta: &HeadMeta, branding: &Branding) -> Option<Image> {
    let made = || {
        let card = card(page, branding)?;
        // A picture with other words has another URL, since those who show cards keep it for weeks.
        let path = format!("{}?v={}", meta.made_image.as_ref()?, &card.digest()[..8]);
        let alt = if card.brand.is_empty() { card.title } else { format!("{} · {}", card.title, card.brand) };
        Some(Image { path, media_type: "image/png", width: card::WIDTH, height: card::HEIGHT, alt })
    };
    meta.image.clone().or_else(made)
}

/// The title without the publication's name, which cards show beside it.
fn own_title<'a>(page: &'a PageData, title: &'a str) -> &'a str {
    match &page.view {
        View::Article { article, .. } => &article.title,
        View::Poll { poll, .. } => &poll.question,
        View::Polls { .. } => {
            title.strip_suffix(&page.publication.name).and_then(|t| t.strip_suffix(" · ")).unwrap_or(title)
        }
        View::List { audience: Some(id), .. } => {
            let known = page.publication.audiences.iter().find(|known| known.id == *id);
            known.map_or(title, |known| &known.label)
        }
        _ => title,
    }
}

/// The sentence about a section, else about the publication.
fn about<'a>(page: &'a PageData, section: Option<&'a Audience>) -> &'a str {
    let intro = section.map(|section| section.intro.as_str()).filter(|intro| !intro.is_empty());
    intro.unwrap_or(&page.publication.tagline)
}

fn description(page: &PageData) -> String {
    let text = match &page.view {
        View::Article { article, .. } => article.dek.clone(),
        View::Poll { poll, .. } => {
            poll.options.iter().map(|option| option.label.as_str()).collect::<Vec<_>>().join(" · ")
        }
        View::Polls { items, .. } => items.iter().map(|card| card.question.as_str()).collect::<Vec<_>>().join(" · "),
        View::List { audience, .. } => {
            let known = page.publication.audiences.iter().find(|known| Some(&known.id) == audience.as_ref());
            about(page, known).to_owned()
        }
        _ => String::new(),
    };
    match text.char_indices().nth(MAX_DESCRIPTION) {
        Some((end, _)) => format!("{}…", text[..end].trim_end()),
        None => text,
    }
}
