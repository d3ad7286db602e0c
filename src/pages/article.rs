//! An article: head, stars, contents, text with its polls, stars again, what to read next.

use hustings_wire::Article;
use leptos::{either::Either, prelude::*};

use super::{card_section::card_section, poll_section::poll_section, share_targets::share_targets};
use crate::{
    components::{
        article_head::ArticleHead,
        problem_words,
        prose::Prose,
        share_buttons::ShareButtons,
        star_rating::{FormPaths, StarRating},
        table_of_contents::TableOfContents,
    },
    model::{route::Route, share::Subject, trusted_html::Body},
    state::{Shown, Site},
};

/// The article in the page's language.
pub(super) fn article_page(site: &Site, shown: &Shown, article: &Article) -> impl IntoView + use<> {
    let locale = &shown.locale;
    let route = Route::Article { lang: article.lang.clone(), slug: article.slug.clone() };
    let share = |name: &str| {
        view! {
            <ShareButtons
                subject=Subject { url: site.url(&route), title: article.title.clone() }
                name=name.to_owned()
                targets=share_targets(&site.config)
                label=locale.t("share_article")
            />
        }
    };
    view! {
        <article class="article-page" lang=article.lang.clone() dir=article.dir.as_str()>
            <ArticleHead
                article=article.clone()
                media_base=site.api.backend().to_owned()
                zone=site.zone.clone()
            />
            <div class="article-page__answers">
                {rating(site, shown, article, "rating-above")} {share("share-above")}
            </div>
            <TableOfContents headings=article.toc.clone()/>
            {body(site, shown, article, &route)}
            <div class="article-page__answers article-page__answers--end" id="rating">
                {rating(site, shown, article, "rating-below")} {share("share-below")}
            </div>
            {related(site, shown, article)}
        </article>
    }
}

/// Texts and polls in the order of the article; polls without a place of their own at the end.
fn body(site: &Site, shown: &Shown, article: &Article, route: &Route) -> impl IntoView + use<> {
    let body = Body::of(article, site.api.backend(), &shown.locale.t("share_part"));
    let unplaced: Vec<String> = article.polls.iter().filter(|id| !body.polls.contains(id)).cloned().collect();
    let poll = |id: &String| Either::Right(poll_section(site, shown, id, 2, route));
    let mut parts = Vec::new();
    let mut placed = body.polls.iter();
    for html in body.texts {
        parts.push(Either::Left(view! { <Prose html=html/> }));
        parts.extend(placed.next().map(poll));
    }
    parts.extend(unplaced.iter().map(poll));
    view! { <div class="article-page__body">{parts}</div> }
}

fn rating(site: &Site, shown: &Shown, article: &Article, name: &'static str) -> Option<impl IntoView + use<>> {
    let stars = site.stars.get(&article.slug)?;
    let route = Route::Article { lang: article.lang.clone(), slug: article.slug.clone() };
    let form = FormPaths { action: format!("{}{}/rating", site.api.backend(), route.path()), back: route.path() };
    let notice = shown.page.notice.as_ref().filter(|notice| notice.on == "rating" && name == "rating-below");
    let problem = notice.map(|notice| problem_words(&shown.locale, notice.code));
    let (site, slug) = (site.clone(), article.slug.clone());
    let on_rate = Callback::new(move |wanted| site.rate(&slug, wanted));
    Some(view! { <StarRating stars=stars name=name form=form problem=problem on_rate=on_rate/> })
}

fn related(site: &Site, shown: &Shown, article: &Article) -> Option<impl IntoView + use<>> {
    let audiences = &shown.page.publication.audiences;
    let cards = article.related.iter().map(|card| card_section(site, audiences, card.clone())).collect_view();
    let title = shown.locale.t("related");
    (!article.related.is_empty()).then(|| {
        view! {
            <section class="article-page__related" aria-labelledby="related">
                <h2 class="article-page__related-title" id="related">
                    {title}
                </h2>
                {cards}
            </section>
        }
    })
}
