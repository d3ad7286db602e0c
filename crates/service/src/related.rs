//! Which articles to read after one.

use std::{cmp::Reverse, sync::Arc};

use hustings_content::{ArticleGroup, Content};

/// Most articles that the rule names; editors may name more.
const MOST: usize = 3;

/// What to read after `article` in `lang`: what its editors named, in their order. Where they named
/// nothing, those that share its subjects and audiences, a subject counting twice an audience; of two that
/// share as much, the newer. Never the article itself, and only what can be read in `lang`.
pub(crate) fn related<'a>(content: &'a Content, article: &ArticleGroup, lang: &str) -> Vec<&'a Arc<ArticleGroup>> {
    let readable = |other: &&Arc<ArticleGroup>| other.slug != article.slug && other.translations.contains_key(lang);
    if let Some(named) = &article.related {
        return named.iter().filter_map(|slug| content.article(slug)).filter(readable).collect();
    }
    let shared = |ours: &[String], theirs: &[String]| ours.iter().filter(|id| theirs.contains(id)).count();
    let nearness = |other: &ArticleGroup| {
        2 * shared(&article.subjects, &other.subjects) + shared(&article.audiences, &other.audiences)
    };
    let mut near: Vec<_> = content.articles.iter().filter(readable).filter(|other| nearness(other) > 0).collect();
    // The articles are newest first, and the sort keeps the order of equals.
    near.sort_by_key(|other| Reverse(nearness(other)));
    near.truncate(MOST);
    near
}
