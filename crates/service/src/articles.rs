//! Articles and lists of them, with their ratings.

use std::{collections::BTreeMap, sync::Arc};

use base64::{Engine as _, engine::general_purpose::URL_SAFE_NO_PAD};
use hustings_content::{ArticleGroup, ArticleText, Content};
use hustings_http::error::ApiError;
use hustings_identity::reader::Reader;
use hustings_store::RatingTally;
use hustings_wire::{
    Article, ArticleCard, ArticleList, OriginalChange, Picture, RatingSummary, Timestamp, Translation, moment::poll_of,
};

use crate::{
    context::Context,
    languages::{abridged, direction, pick},
    ratings::{check_article, rating},
    related::related,
};

/// Cards on a page of the list when none or at most so many are asked for.
pub const LIST_LIMIT: usize = 50;

/// The article `slug` in `lang`, with this reader's own rating.
///
/// # Errors
/// `not_found`, `translation_missing`, `unavailable`.
pub async fn article(
    context: Context<'_>,
    slug: &str,
    lang: &str,
    reader: Option<&Reader>,
) -> Result<Article, ApiError> {
    let Context { content, store, .. } = context;
    check_article(content, slug)?;
    let group = content.article(slug).ok_or_else(ApiError::unavailable)?;
    let languages = content.in_order(group.translations.keys());
    let lang = pick("translation of this article", lang, languages.iter()).map_err(|missing| {
        match content.may_be_article(slug, Some(lang)) {
            true => ApiError::unavailable(),
            false => missing,
        }
    })?;
    let text = &group.translations[&lang];

    let rating = rating(context, slug, reader).await?;

    let related = related(content, group, &lang);
    let ratings = if related.is_empty() { BTreeMap::new() } else { store.ratings().await? };
    let related = related.into_iter().filter_map(|group| card(content, group, &lang, &ratings)).collect();
    let translations = languages.iter().filter_map(|lang| translation(content, group, lang)).collect();
    Ok(Article {
        slug: group.slug.clone(),
        dir: direction(content, &lang),
        lang,
        title: text.title.clone(),
        dek: text.dek.clone(),
        author: text.author.clone(),
        published_at: group.published_at,
        updated_at: text.updated_at,
        original_change: group
            .updated_at
            .filter(|_| text.outdated)
            .map(|changed_at| OriginalChange { lang: group.original.clone(), changed_at }),
        reading_minutes: text.reading_minutes,
        audiences: group.audiences.clone(),
        languages,
        image: image(group, text),
        body_html: text.body_html.clone(),
        toc: text.toc.clone(),
        translations,
        polls: placed(group, text),
        rating,
        related,
    })
}

/// The polls of an article, of those that ask twice both places where the text of this language has them.
fn placed(group: &ArticleGroup, text: &ArticleText) -> Vec<String> {
    let stands = |name: &&String| poll_of(name) == *name || text.body_html.contains(&format!("data-poll=\"{name}\""));
    group.polls.iter().filter(stands).cloned().collect()
}

/// Articles that can be read in `lang`, newest first: those of `audience`, at most `limit` (from 1
/// to [`LIST_LIMIT`]), after `cursor`.
///
/// # Errors
/// `translation_missing` for a language that the publication does not have, `invalid_request` for
/// an unknown audience, a limit out of range and a cursor that this function did not make;
/// `unavailable`.
pub async fn article_list(
    context: Context<'_>,
    lang: &str,
    audience: Option<&str>,
    limit: usize,
    cursor: Option<&str>,
) -> Result<ArticleList, ApiError> {
    let Context { content, store, .. } = context;
    let languages: Vec<String> = content.languages.iter().map(|language| language.lang.clone()).collect();
    let lang = pick("list of articles", lang, languages.iter())?;
    check_limit(limit)?;
    if let Some(audience) = audience
        && !content.publication(&lang).audiences.iter().any(|known| known.id == audience)
    {
        return Err(ApiError::invalid("audience", format!("There is no audience \"{}\".", abridged(audience))));
    }
    let after = cursor.map(parse_cursor).transpose()?;

    let ratings = store.ratings().await?;
    let wanted = |group: &&Arc<ArticleGroup>| {
        group.translations.contains_key(&lang)
            && audience.is_none_or(|audience| group.audiences.iter().any(|id| id == audience))
            && after.as_ref().is_none_or(|(published_at, slug)| {
                (std::cmp::Reverse(group.published_at), &group.slug) > (std::cmp::Reverse(*published_at), slug)
            })
    };
    // One more than is shown tells whether there is a next page.
    let groups: Vec<_> = content.articles.iter().filter(wanted).take(limit + 1).collect();
    let next_cursor = groups.get(limit).and(groups.get(limit - 1)).map(|last| to_cursor(last));
    let items = groups.iter().take(limit).filter_map(|group| card(content, group, &lang, &ratings)).collect();
    Ok(ArticleList { items, next_cursor })
}

/// `invalid_request` for a limit of a list that is out of range.
pub(crate) fn check_limit(limit: usize) -> Result<(), ApiError> {
    if (1..=LIST_LIMIT).contains(&limit) {
        return Ok(());
    }
    Err(ApiError::invalid("limit", format!("The limit is a number from 1 to {LIST_LIMIT}.")))
}

/// The place after an article. It stays valid when articles come and go.
fn to_cursor(group: &ArticleGroup) -> String {
    URL_SAFE_NO_PAD.encode(format!("{} {}", group.published_at, group.slug))
}

fn parse_cursor(cursor: &str) -> Result<(Timestamp, String), ApiError> {
    let read = || {
        let text = String::from_utf8(URL_SAFE_NO_PAD.decode(cursor).ok()?).ok()?;
        let (published_at, slug) = text.split_once(' ')?;
        Some((published_at.parse().ok()?, slug.to_owned()))
    };
    read().ok_or_else(|| ApiError::unreadable("The cursor is none that this list gave.").at("cursor"))
}

/// The card of an article, if it can be read in `lang`.
fn card(
    content: &Content,
    group: &ArticleGroup,
    lang: &str,
    ratings: &BTreeMap<String, RatingTally>,
) -> Option<ArticleCard> {
    let text = group.translations.get(lang)?;
    let tally = ratings.get(&group.slug).copied().unwrap_or_default();
    Some(ArticleCard {
        slug: group.slug.clone(),
        lang: lang.to_owned(),
        dir: direction(content, lang),
        title: text.title.clone(),
        dek: text.dek.clone(),
        author: text.author.clone(),
        published_at: group.published_at,
        reading_minutes: text.reading_minutes,
        audiences: group.audiences.clone(),
        languages: content.in_order(group.translations.keys()),
        rating: summary(&tally),
        outdated: text.outdated,
        image: image(group, text),
    })
}

/// The article's picture with its words in one language.
fn image(group: &ArticleGroup, text: &ArticleText) -> Option<Picture> {
    group.image.as_ref().map(|picture| Picture {
        src: picture.url.clone(),
        width: picture.width,
        height: picture.height,
        alt: text.image_alt.clone(),
        caption: text.image_caption.clone(),
    })
}

fn summary(tally: &RatingTally) -> RatingSummary {
    RatingSummary {
        votes: hustings_wire::tally::saturating_sum(&tally.histogram),
        mean: hustings_wire::tally::mean_stars(&tally.histogram),
    }
}

fn translation(content: &Content, group: &ArticleGroup, lang: &str) -> Option<Translation> {
    let language = content.languages.iter().find(|language| language.lang == lang)?;
    Some(Translation {
        lang: lang.to_owned(),
        dir: language.dir,
        name: language.name.clone(),
        switch_label: language.switch_label.clone(),
        title: group.translations.get(lang)?.title.clone(),
        url: format!("/{lang}/articles/{}", group.slug),
    })
}
