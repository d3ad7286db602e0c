//! schema.org's NewsArticle as JSON-LD.
//!
//! No stars: search engines take no rating that a publication gives itself. No breadcrumbs: an article may stand in
//! several sections and the page shows no path to it.

use hustings::model::page::PageData;
use hustings_wire::Article;
use serde_json::{Value, json};

use super::{Facts, Image, absolute};
use crate::content::AuthorKind;

/// The description of an article's page.
pub(super) fn json(page: &PageData, article: &Article, facts: &Facts, brand: &str, image: Option<&Image>) -> String {
    let address = |path: &str| absolute(&page.origin, path);
    let own = address(facts.path.as_deref().unwrap_or_default());
    let author = match facts.author {
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
        "publisher": { "@type": "Organization", "name": brand, "url": address("/") },
        "isAccessibleForFree": true,
    });
    if !article.dek.is_empty() {
        json["description"] = article.dek.clone().into();
    }
    if facts.author == AuthorKind::Person && !article.author.role.is_empty() {
        json["author"]["jobTitle"] = article.author.role.clone().into();
    }
    if let Some(image) = image {
        json["image"] = json!([address(&image.path)]);
    }
    let reference = |(_, path): &(String, String)| json!({ "@type": "NewsArticle", "@id": address(path) });
    let others = facts.alternates.iter().filter(|(lang, _)| *lang != article.lang);
    if facts.original.as_ref() == Some(&article.lang) {
        let translations: Vec<Value> = others.map(reference).collect();
        if !translations.is_empty() {
            json["workTranslation"] = translations.into();
        }
    } else if let Some(original) = others.into_iter().find(|(lang, _)| facts.original.as_ref() == Some(lang)) {
        json["translationOfWork"] = reference(original);
    }
    json.to_string()
}
