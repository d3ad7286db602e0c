//! schema.org's NewsArticle as JSON-LD.
//!
//! No stars: search engines ignore ratings that a publication gives itself. No breadcrumbs: an article may be in
//! several sections, and the page shows no path to it.

use hustings_core::model::page::PageData;
use hustings_domain::AuthorKind;
use hustings_wire::Article;
use serde_json::{Value, json};
use url::Url;

use super::{Branding, HeadMeta, Image, absolute};

/// The description of an article's page.
pub(super) fn json(
    page: &PageData,
    article: &Article,
    meta: &HeadMeta,
    branding: &Branding,
    image: Option<&Image>,
) -> String {
    let address = |path: &str| absolute(&page.origin, path);
    let own = address(meta.path.as_deref().unwrap_or_default());
    let author = match meta.author {
        AuthorKind::Person => "Person",
        AuthorKind::Organization => "Organization",
    };
    let mut json = json!({
        "@context": "https://schema.org",
        "@type": "NewsArticle",
        "@id": own,
        "mainEntityOfPage": own,
        "headline": article.title,
        "inLanguage": article.lang,
        "datePublished": article.published_at,
        "dateModified": article.updated_at.unwrap_or(article.published_at),
        "author": { "@type": author, "name": article.author.name },
        "publisher": { "@type": "Organization", "name": branding.brand, "url": address("/") },
        "isAccessibleForFree": true,
    });
    if let Some(logo) = logo_address(&page.origin, &branding.logo) {
        json["publisher"]["logo"] = json!({ "@type": "ImageObject", "url": logo });
    }
    if !article.dek.is_empty() {
        json["description"] = article.dek.clone().into();
    }
    if meta.author == AuthorKind::Person && !article.author.role.is_empty() {
        json["author"]["jobTitle"] = article.author.role.clone().into();
    }
    if let Some(image) = image {
        json["image"] = json!([address(&image.path)]);
    }
    let reference = |(_, path): &(String, String)| json!({ "@type": "NewsArticle", "@id": address(path) });
    let others = meta.alternates.iter().filter(|(lang, _)| *lang != article.lang);
    if meta.original.as_ref() == Some(&article.lang) {
        let translations: Vec<Value> = others.map(reference).collect();
        if !translations.is_empty() {
            json["workTranslation"] = translations.into();
        }
    } else if let Some(original) = others.into_iter().find(|(lang, _)| meta.original.as_ref() == Some(lang)) {
        json["translationOfWork"] = reference(original);
    }
    json.to_string()
}

/// The full URL of the publication's sign, as `config.json` names it; `None` without one, and for what no search
/// engine can fetch, such as `data:`.
///
/// `origin` is the site's URL, with its path. The path of a file counts from there, whether or not it says so.
fn logo_address(origin: &str, logo: &str) -> Option<String> {
    let logo = logo.trim();
    if logo.is_empty() {
        return None;
    }
    let root = Url::parse(&absolute(origin, "/")).ok()?;
    let address = if logo.starts_with("//") {
        root.join(logo).ok()?
    } else {
        let path = logo.strip_prefix(root.path()).unwrap_or(logo);
        root.join(path.trim_start_matches('/')).ok()?
    };
    matches!(address.scheme(), "http" | "https").then(|| address.into())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_logo_has_a_full_address_below_the_site_s() {
        for (origin, logo, expected) in [
            ("https://n.example", "/brand/logo.svg", Some("https://n.example/brand/logo.svg")),
            ("https://n.example", "brand/logo.svg", Some("https://n.example/brand/logo.svg")),
            ("https://n.example/sub", "/brand/logo.svg", Some("https://n.example/sub/brand/logo.svg")),
            ("https://n.example/sub", "/sub/brand/logo.svg", Some("https://n.example/sub/brand/logo.svg")),
            ("https://n.example/sub", "/subway.svg", Some("https://n.example/sub/subway.svg")),
            ("https://n.example/sub", "//cdn.example/logo.png", Some("https://cdn.example/logo.png")),
            ("https://n.example", "http://n.example/a b.png", Some("http://n.example/a%20b.png")),
            ("https://n.example", "  ", None),
            ("https://n.example", "data:image/png;base64,AAAA", None),
            ("https://n.example", "javascript:alert(1)", None),
        ] {
            assert_eq!(logo_address(origin, logo).as_deref(), expected, "{logo} of {origin}");
        }
    }
}
