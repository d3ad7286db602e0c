//! The head of a page: title, description, where it is in other languages, and the card that
//! others show when it is shared.

use hustings::model::page::{PageData, View};

use super::template::escape;

/// What a head says beyond the page's own data.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Facts {
    /// Path of the page from the publication's root; `None` when there is no such page to link to.
    pub path: Option<String>,
    /// The same page in each language in which it exists, as language and path.
    pub alternates: Vec<(String, String)>,
    /// The path among them for readers of other languages.
    pub default_path: Option<String>,
    /// Path of a picture for the card, with width and height.
    pub image: Option<(String, u32, u32)>,
    /// What describes the page to other programs, as media type and path.
    pub descriptions: Vec<(&'static str, String)>,
}

/// The address of a path under the publication's own, which has no slash at its end.
#[must_use]
pub fn absolute(origin: &str, path: &str) -> String {
    format!("{origin}{path}")
}

/// The lines of the head, as HTML. `title` is the page's title, `brand` the publication's name.
pub(super) fn head(page: &PageData, facts: &Facts, title: &str, brand: &str) -> String {
    let mut head = String::new();
    let mut line = |html: String| {
        head.push_str(&html);
        head.push('\n');
    };
    let origin = &page.origin;
    let link = |rel: &str, rest: &str, path: &str| {
        format!("<link rel=\"{rel}\"{rest} href=\"{}\">", escape(&absolute(origin, path)))
    };
    let description = description(page);
    if !description.is_empty() {
        line(format!("<meta name=\"description\" content=\"{}\">", escape(&description)));
    }
    let Some(path) = &facts.path else {
        line("<meta name=\"robots\" content=\"noindex\">".to_owned());
        return head;
    };
    line(link("canonical", "", path));
    for (lang, path) in &facts.alternates {
        line(link("alternate", &format!(" hreflang=\"{}\"", escape(lang)), path));
    }
    if let Some(path) = &facts.default_path {
        line(link("alternate", " hreflang=\"x-default\"", path));
    }
    let feed = format!(" type=\"application/atom+xml\" title=\"{}\"", escape(brand));
    line(link("alternate", &feed, &format!("/{}/feed.xml", page.lang)));

    for (media_type, path) in &facts.descriptions {
        let rest = format!(" type=\"{media_type}\" title=\"{}\"", escape(own_title(page, title)));
        line(link("alternate", &rest, path));
    }

    let property = |name: &str, value: &str| format!("<meta property=\"{name}\" content=\"{}\">", escape(value));
    let is_article = matches!(page.view, View::Article { .. });
    line(property("og:type", if is_article { "article" } else { "website" }));
    line(property("og:site_name", brand));
    line(property("og:title", own_title(page, title)));
    if !description.is_empty() {
        line(property("og:description", &description));
    }
    line(property("og:url", &absolute(origin, path)));
    line(property("og:locale", &page.lang.replace('-', "_")));
    for (lang, _) in facts.alternates.iter().filter(|(lang, _)| *lang != page.lang) {
        line(property("og:locale:alternate", &lang.replace('-', "_")));
    }
    // Those who show cards do not draw SVG.
    if let Some((path, width, height)) = facts.image.as_ref().filter(|(path, ..)| !path.ends_with(".svg")) {
        line(property("og:image", &absolute(origin, path)));
        line(property("og:image:width", &width.to_string()));
        line(property("og:image:height", &height.to_string()));
    }
    if let View::Article { article, .. } = &page.view {
        line(property("article:published_time", &article.published_at.to_string()));
        if let Some(updated) = article.updated_at {
            line(property("article:modified_time", &updated.to_string()));
        }
        let json = news_article(page, facts, brand, path);
        line(format!("<script type=\"application/ld+json\">{}</script>", super::in_script(&json)));
    }
    line(format!("<link rel=\"manifest\" href=\"/{}/manifest.webmanifest\">", escape(&page.lang)));
    line("<link rel=\"apple-touch-icon\" href=\"/icons/apple-touch-icon.png\">".to_owned());
    head
}

/// The title without the publication's name, which cards show beside it.
fn own_title<'a>(page: &'a PageData, title: &'a str) -> &'a str {
    match &page.view {
        View::Article { article, .. } => &article.title,
        View::Poll { poll } => &poll.question,
        _ => title,
    }
}

fn description(page: &PageData) -> String {
    match &page.view {
        View::Article { article, .. } => article.dek.clone(),
        View::Poll { poll } => poll.options.iter().map(|option| option.label.as_str()).collect::<Vec<_>>().join(" · "),
        View::List { .. } => page.publication.tagline.clone(),
        _ => String::new(),
    }
}

/// schema.org's NewsArticle. The author is an organisation's desk or role as much as a person, and
/// schema.org's Thing is the one type that claims neither.
fn news_article(page: &PageData, facts: &Facts, brand: &str, path: &str) -> String {
    let View::Article { article, .. } = &page.view else { return String::new() };
    let mut json = serde_json::json!({
        "@context": "https://schema.org",
        "@type": "NewsArticle",
        "headline": article.title,
        "description": article.dek,
        "inLanguage": article.lang,
        "datePublished": article.published_at,
        "dateModified": article.updated_at.unwrap_or(article.published_at),
        "author": { "@type": "Thing", "name": article.author.name },
        "publisher": { "@type": "Organization", "name": brand },
        "mainEntityOfPage": absolute(&page.origin, path),
    });
    if let Some((path, ..)) = &facts.image {
        json["image"] = serde_json::json!([absolute(&page.origin, path)]);
    }
    json.to_string()
}
