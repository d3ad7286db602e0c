//! An article: head, stars, contents, text with its polls, stars again, what to read next.

use std::sync::Arc;

use hustings_core::model::{page::View, route::Route, share::Subject, trusted_html::Body};
use hustings_wire::Article;
use leptos::prelude::*;

use super::{
    card_section::{card_section, section_links},
    languages::languages,
    poll_section::{as_of, poll_section},
    share_targets::share_targets,
};
use crate::{
    components::{
        article_head::ArticleHead,
        language_switcher::{FoldedLanguages, LanguageLink},
        problem_words,
        prose::Prose,
        share_buttons::ShareButtons,
        star_rating::{FormPaths, StarRating},
        table_of_contents::TableOfContents,
        translation_note::TranslationNote,
    },
    state::{Shown, Site},
};

/// The article in the page's language.
pub(super) fn article_page(site: &Site, shown: &Arc<Shown>, article: &Article) -> impl IntoView + use<> {
    let route = Route::Article { lang: article.lang.clone(), slug: article.slug.clone() };
    let audiences = section_links(site, &shown.page.publication.audiences, &article.lang, &article.audiences);
    let contents = site.config.reading_features.contents.then(|| {
        let current = site.reading.section.clone();
        view! { <TableOfContents headings=article.toc.clone() current=current/> }
    });
    view! {
        <article
            class="article-page"
            lang=article.lang.clone()
            dir=article.dir.as_str()
            // For paper, which has no links.
            data-address=site.url(&route)
        >
            <ArticleHead
                article=article
                media_base=site.media_base().to_owned()
                audiences=audiences
                zone=site.zone.clone()
            />
            {translation_note(site, article)}
            <div class="article-page__answers">
                {part(site, shown, |site, shown, article| answers(site, shown, article, "rating-above").into_any())}
            </div>
            <div class="article-page__text">
                {contents}
                <div class="article-page__body">{part(site, shown, |site, shown, article| body(site, shown, article).into_any())}</div>
            </div>
            <div class="article-page__answers article-page__answers--end" id="rating">
                {part(site, shown, |site, shown, article| answers(site, shown, article, "rating-below").into_any())}
                <div class="language-switcher">
                    <FoldedLanguages languages=languages(site, shown)/>
                </div>
            </div>
            {part(site, shown, |site, shown, article| related(site, shown, article).into_any())}
        </article>
    }
}

/// A part of the page, which is taken over in a slice of its own.
fn part(site: &Site, shown: &Arc<Shown>, draw: fn(&Site, &Shown, &Article) -> AnyView) -> impl IntoView + use<> {
    let (site, shown) = (site.clone(), Arc::clone(shown));
    move || match &shown.page.view {
        View::Article { article, .. } => draw(&site, &shown, article),
        _ => ().into_any(),
    }
}

/// Rating and sharing, which stand above the text and below it.
fn answers(site: &Site, shown: &Shown, article: &Article, name: &'static str) -> impl IntoView + use<> {
    let route = Route::Article { lang: article.lang.clone(), slug: article.slug.clone() };
    view! {
        {rating(site, shown, article, name)}
        {rating_age(site, shown, article)}
        <ShareButtons
            subject=Subject { url: site.url(&route), title: article.title.clone() }
            targets=share_targets(&site.config)
            label=shown.locale.t("share_article")
        />
    }
}

/// What to say above a translation that lacks a change of the original.
fn translation_note(site: &Site, article: &Article) -> Option<impl IntoView + use<>> {
    let change = article.original_change.as_ref()?;
    let original = article.translations.iter().find(|translation| translation.lang == change.lang);
    let original = original.map(|translation| LanguageLink {
        lang: translation.lang.clone(),
        dir: translation.dir.as_str(),
        name: translation.name.clone(),
        label: translation.switch_label.clone(),
        href: Some(site.href(&Route::Article { lang: translation.lang.clone(), slug: article.slug.clone() })),
    });
    let (changed_at, zone) = (change.changed_at, site.zone.clone());
    Some(view! { <TranslationNote changed_at=changed_at original=original zone=zone/> })
}

/// Texts and polls in the order of the article; polls without a place of their own at the end.
fn body(site: &Site, shown: &Shown, article: &Article) -> Vec<AnyView> {
    let route = Route::Article { lang: article.lang.clone(), slug: article.slug.clone() };
    let body = Body::of(article, site.media_base(), site.link_base(), &shown.locale.t("share_part"));
    let unplaced: Vec<String> = article.polls.iter().filter(|id| !body.polls.contains(id)).cloned().collect();
    let poll = |id: &String| poll_section(site, shown, id, 2, &route);
    let mut parts = Vec::new();
    let mut placed = body.polls.iter();
    for html in body.texts {
        parts.push(view! { <Prose html=html/> }.into_any());
        parts.extend(placed.next().and_then(poll));
    }
    parts.extend(unplaced.iter().filter_map(poll));
    parts
}

fn rating(site: &Site, shown: &Shown, article: &Article, name: &'static str) -> Option<impl IntoView + use<>> {
    let stars = site.stars.get(&article.slug)?;
    let route = Route::Article { lang: article.lang.clone(), slug: article.slug.clone() };
    let form = FormPaths { action: [site.api.backend(), &route.path(), "/rating"].concat(), back: route.path() };
    let notice = shown.page.notice.as_ref().filter(|notice| notice.on == "rating" && name == "rating-below");
    let problem = notice.map(|notice| problem_words(&shown.locale, notice.code));
    let (site, slug) = (site.clone(), article.slug.clone());
    let on_rate = Callback::new(move |wanted| site.rate(&slug, wanted));
    Some(view! { <StarRating stars=stars name=name form=form problem=problem on_rate=on_rate/> })
}

/// How old the rating is, where it comes from the page's file.
fn rating_age(site: &Site, shown: &Shown, article: &Article) -> Option<impl IntoView + use<>> {
    let stars = site.stars.get(&article.slug)?;
    as_of(site, shown, Signal::derive(move || stars.with(|stars| stars.rating.seq.is_static())))
}

fn related(site: &Site, shown: &Shown, article: &Article) -> Option<impl IntoView + use<>> {
    if article.related.is_empty() || !site.config.reading_features.related {
        return None;
    }
    let audiences = &shown.page.publication.audiences;
    let cards = article.related.iter().map(|card| card_section(site, audiences, card)).collect_view();
    Some(view! {
        <section class="article-page__related" aria-labelledby="related">
            <h2 class="article-page__related-title" id="related">{shown.locale.t("related")}</h2>
            {cards}
        </section>
    })
}
