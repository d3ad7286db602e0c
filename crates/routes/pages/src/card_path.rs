//! The path of a page's social card, and the page of a card's path.

use hustings_core::model::route::Route;

/// The path of the picture for the page at `route`.
pub(super) fn path(route: &Route) -> String {
    match route {
        Route::List { lang, audience: None } => format!("/{lang}/card.png"),
        Route::List { lang, audience: Some(audience) } => format!("/{lang}/sections/{audience}/card.png"),
        Route::Article { lang, slug } => format!("/{lang}/articles/{slug}/card.png"),
        Route::Poll { lang, id } => format!("/{lang}/polls/{id}/card.png"),
        // Searches stand in no index and on no card, and the list of polls says nothing that a card could show: the list
        // stands for them.
        Route::Search { lang, .. } | Route::Polls { lang } => format!("/{lang}/card.png"),
    }
}

/// The page whose picture is at `path`.
pub(super) fn page_of(path: &str) -> Option<Route> {
    let segments: Vec<&str> = path.strip_suffix("/card.png")?.strip_prefix('/')?.split('/').collect();
    let owned = |text: &str| text.to_owned();
    Some(match segments[..] {
        [lang] => Route::List { lang: owned(lang), audience: None },
        [lang, "sections", audience] => Route::List { lang: owned(lang), audience: Some(owned(audience)) },
        [lang, "articles", slug] => Route::Article { lang: owned(lang), slug: owned(slug) },
        [lang, "polls", id] => Route::Poll { lang: owned(lang), id: owned(id) },
        _ => return None,
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_path_leads_to_the_page_whose_picture_it_is() {
        let list =
            |audience: Option<&str>| Route::List { lang: "en".to_owned(), audience: audience.map(str::to_owned) };
        for route in [
            list(None),
            list(Some("business")),
            Route::Article { lang: "zh-Hans".to_owned(), slug: "a-b".to_owned() },
            Route::Poll { lang: "ar".to_owned(), id: "which".to_owned() },
        ] {
            assert_eq!(page_of(&path(&route)), Some(route));
        }
        for other in ["/card.png/x", "/en/articles/card.png", "/en/a/b/c/card.png", "card.png"] {
            assert_eq!(page_of(other), None, "{other}");
        }
    }
}
