//! The card of a shared page: Open Graph (ogp.me), and X's own tags.

use hustings_core::{
    html::escape,
    model::page::{PageData, View},
};

use super::{HeadMeta, Image, absolute};

/// What a card is made of.
pub(super) struct Sharing<'a> {
    pub(super) page: &'a PageData,
    pub(super) meta: &'a HeadMeta,
    /// The title without the publication's name.
    pub(super) title: &'a str,
    pub(super) brand: &'a str,
    pub(super) description: &'a str,
}

impl Sharing<'_> {
    /// The lines of the card of the page at `path`.
    pub(super) fn write(&self, path: &str, image: Option<&Image>, lines: &mut Vec<String>) {
        let absolute = |path: &str| absolute(&self.page.origin, path);
        let mut property = |name: &str, value: &str| {
            if !value.is_empty() {
                lines.push(format!("<meta property=\"{name}\" content=\"{}\">", escape(value)));
            }
        };
        let is_article = matches!(self.page.view, View::Article { .. });
        property("og:type", if is_article { "article" } else { "website" });
        property("og:site_name", self.brand);
        property("og:title", self.title);
        property("og:description", self.description);
        property("og:url", &absolute(path));
        property("og:locale", locale(&self.page.lang).as_deref().unwrap_or_default());
        for (lang, _) in self.meta.alternates.iter().filter(|(lang, _)| *lang != self.page.lang) {
            property("og:locale:alternate", locale(lang).as_deref().unwrap_or_default());
        }
        if let Some(image) = image {
            property("og:image", &absolute(&image.path));
            property("og:image:type", image.media_type);
            property("og:image:width", &image.width.to_string());
            property("og:image:height", &image.height.to_string());
            property("og:image:alt", &image.alt);
        }
        if let View::Article { article, .. } = &self.page.view {
            property("article:published_time", &article.published_at.to_string());
            if let Some(updated) = article.updated_at {
                property("article:modified_time", &updated.to_string());
            }
        }
        let mut name = |name: &str, value: &str| {
            if !value.is_empty() {
                lines.push(format!("<meta name=\"twitter:{name}\" content=\"{}\">", escape(value)));
            }
        };
        name("card", if image.is_some() { "summary_large_image" } else { "summary" });
        name("title", self.title);
        name("description", self.description);
        if let Some(image) = image {
            name("image", &absolute(&image.path));
            name("image:alt", &image.alt);
        }
    }
}

/// Open Graph knows languages with a country only: the tag's own, else the one that those who read it take for the
/// language. Nothing for a language without one, since a wrong country is worse.
fn locale(lang: &str) -> Option<String> {
    const USUAL: [(&str, &str); 24] = [
        ("ar", "ar_AR"),
        ("cs", "cs_CZ"),
        ("de", "de_DE"),
        ("el", "el_GR"),
        ("en", "en_US"),
        ("es", "es_ES"),
        ("fa", "fa_IR"),
        ("fi", "fi_FI"),
        ("fr", "fr_FR"),
        ("he", "he_IL"),
        ("hi", "hi_IN"),
        ("it", "it_IT"),
        ("ja", "ja_JP"),
        ("ko", "ko_KR"),
        ("nl", "nl_NL"),
        ("pl", "pl_PL"),
        ("pt", "pt_PT"),
        ("ru", "ru_RU"),
        ("sv", "sv_SE"),
        ("tr", "tr_TR"),
        ("uk", "uk_UA"),
        ("zh", "zh_CN"),
        ("zh-hans", "zh_CN"),
        ("zh-hant", "zh_TW"),
    ];
    let mut subtags = lang.split('-');
    let language = subtags.next()?;
    if let Some(country) = subtags.find(|part| part.len() == 2 && part.bytes().all(|b| b.is_ascii_alphabetic())) {
        return Some(format!("{language}_{}", country.to_ascii_uppercase()));
    }
    USUAL.iter().find(|(known, _)| known.eq_ignore_ascii_case(lang)).map(|(_, locale)| (*locale).to_owned())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_locale_has_a_country_or_is_not_named() {
        let cases = [
            ("en", Some("en_US")),
            ("pt-BR", Some("pt_BR")),
            ("zh-Hans", Some("zh_CN")),
            ("zh-Hant-HK", Some("zh_HK")),
            ("ar", Some("ar_AR")),
            ("la", None),
            ("sr-Latn", None),
        ];
        for (lang, expected) in cases {
            assert_eq!(locale(lang).as_deref(), expected, "{lang}");
        }
    }
}
